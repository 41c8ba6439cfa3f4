#include "features/organisation/kind_web.h"

#include "features/frame/frame.h"
#include "features/organisation/kind.html.h"

#define LIST_PATH "/don-vi/loai"

static struct unit_kind_form form_of(const struct request *request) {
    return (struct unit_kind_form){request_text(request, "name"), request_text(request, "name_en"),
                                   request_text(request, "place")};
}

static const struct unit_kind_form no_form = {STR_INIT(""), STR_INIT(""), STR_INIT("")};

/* --- the list ------------------------------------------------------------------------------------
 */

static const struct err *draw_list(const struct request *request, struct response *response,
                                   const struct unit_kind_form *form, const struct issues *issues) {
    struct unit_kinds kinds;
    TRY(unit_kinds_with_use(app_db(request), request->arena, request->user, &kinds));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_organisation_kinds_title), NULL, STEP_NONE,
               &page);
    page.issues = issues;
    struct kinds_view view = {.page = &page, .form = *form, .was_typed = issues != NULL};
    for (size_t i = 0; i < kinds.count; i++)
        *list_push(request->arena, &view.rows) = (struct kind_row){
            kinds.items[i].code.n
                ? str_format(request->arena, LIST_PATH "/" STR_FMT, STR_ARG(kinds.items[i].code))
                : STR(""),
            kinds.items[i]};
    if (issues && issues->count)
        response->status = 422;
    struct html h = frame_html(request, response);
    tpl_kinds_page(&h, &view);
    return NULL;
}

static const struct err *show_list(struct request *request, struct response *response) {
    return draw_list(request, response, &no_form, NULL);
}

static const struct err *add(struct request *request, struct response *response) {
    const struct unit_kind_form form = form_of(request);
    struct issues issues = {0};
    TRY(unit_kind_save(app_db(request), request->arena, request->user, request->now_ms, STR(""),
                       &form, &issues));
    if (issues.count)
        return draw_list(request, response, &form, &issues);
    frame_redirect(request, response, STR(LIST_PATH), MSG_notice_unit_kind_saved, 0);
    return NULL;
}

/* --- one -----------------------------------------------------------------------------------------
 */

static const struct err *draw_one(const struct request *request, struct response *response,
                                  const struct unit_kind_form *typed, const struct issues *issues) {
    struct unit_kinds kinds;
    TRY(unit_kinds_with_use(app_db(request), request->arena, request->user, &kinds));
    struct str code = request_param(request, "kind");
    const struct unit_kind *kind = code.n ? unit_kind_find(&kinds, code) : NULL;
    if (!kind)
        return ERR(ERR_NOT_FOUND, "no such kind of units");
    struct page page;
    frame_page(request, unit_kind_name(&kinds, code, request->lang), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct kind_view view = {
        .page = &page,
        .kind = *kind,
        .form = {kind->name, kind->name_en,
                 str_format(request->arena, "%lld", (long long)kind->place)},
        .action = str_format(request->arena, LIST_PATH "/" STR_FMT, STR_ARG(code)),
    };
    if (typed)
        view.form = *typed;
    if (issues && issues->count)
        response->status = 422;
    struct html h = frame_html(request, response);
    tpl_kind_page(&h, &view);
    return NULL;
}

static const struct err *show_one(struct request *request, struct response *response) {
    return draw_one(request, response, NULL, NULL);
}

static const struct err *change(struct request *request, struct response *response) {
    const struct unit_kind_form form = form_of(request);
    struct issues issues = {0};
    TRY(unit_kind_save(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "kind"), &form, &issues));
    if (issues.count)
        return draw_one(request, response, &form, &issues);
    frame_redirect(request, response, STR(LIST_PATH), MSG_notice_unit_kind_saved, 0);
    return NULL;
}

static const struct err *drop(struct request *request, struct response *response) {
    struct issues issues = {0};
    TRY(unit_kind_remove(app_db(request), request->arena, request->user, request->now_ms,
                         request_param(request, "kind"), &issues));
    if (issues.count)
        return draw_one(request, response, NULL, &issues);
    frame_redirect(request, response, STR(LIST_PATH), MSG_notice_unit_kind_removed, 0);
    return NULL;
}

const struct route kind_routes[] = {
    {HTTP_GET, LIST_PATH, RIGHT_UNIT_EDIT, show_list},
    {HTTP_POST, LIST_PATH, RIGHT_UNIT_EDIT, add},
    {HTTP_GET, LIST_PATH "/:kind", RIGHT_UNIT_EDIT, show_one},
    {HTTP_POST, LIST_PATH "/:kind", RIGHT_UNIT_EDIT, change},
    {HTTP_POST, LIST_PATH "/:kind/bo", RIGHT_UNIT_EDIT, drop},
};
const size_t kind_routes_count = COUNT_OF(kind_routes);
