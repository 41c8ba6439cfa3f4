/* "/tro-giup" and "/giao-dien". */
#include "features/help/help_web.h"

#include "features/frame/frame.h"
#include "features/help/help.html.h"
#include "html/ui.h"

static const struct err *show_help(struct request *request, struct response *response) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_help_title), NULL, STEP_NONE, &page);
    const struct help_view view = {&page};
    struct html h = frame_html(request, response);
    tpl_help_page(&h, &view);
    return NULL;
}

static const struct err *show_components(struct request *request, struct response *response) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_help_components), NULL, STEP_NONE, &page);
    struct html h = frame_html(request, response);
    ui_gallery_draw(&h, page);
    return NULL;
}

const struct route help_routes[] = {
    {HTTP_GET, "/tro-giup", RIGHT_PUBLIC, show_help},
    {HTTP_GET, "/giao-dien", RIGHT_SIGNED_IN, show_components},
};
const size_t help_routes_count = COUNT_OF(help_routes);
