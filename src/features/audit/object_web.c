/* The history of any object, as its room allows it. */
#include "features/audit/object_web.h"

#include "features/audit/history.html.h"
#include "features/audit/history_view.h"
#include "features/audit/object_history.h"
#include "features/frame/frame.h"

static const struct history_room *room_of(struct str segment) {
    for (size_t i = 0; i < history_room_count; i++)
        if (str_equal_c(segment, history_rooms[i]->segment))
            return history_rooms[i];
    return NULL;
}

struct lines_work {
    const struct request *request;
    const struct history_object *object;
    const struct history_query *query;
    struct audit_lines *lines;
};

static const struct err *lines_in(struct db_tx *tx, void *context) {
    struct lines_work *work = context;
    return audit_search(tx, work->request->arena, work->request->lang, work->object->object_kind,
                        work->object->object_id, &work->query->filter, &work->query->before,
                        work->lines);
}

static const struct err *show(struct request *request, struct response *response) {
    const struct history_room *room = room_of(request_param(request, "history"));
    if (!room)
        return ERR(ERR_NOT_FOUND, "no such kind of object");
    struct history_ask ask = {app_db(request), request->arena, request->user, request->now_ms,
                              request_query_text(request, "cua")};
    struct history_object object;
    struct history_view view = {.key = ask.key, .base = request->path};
    struct history_query query;
    struct issues issues = {0};
    TRY(room->open(&ask, &object));
    TRY(history_read_query(request, &view, &issues, &query));
    struct lines_work work = {request, &object, &query, &view.lines};
    TRY(db_read(ask.db, lines_in, &work));
    struct page page;
    frame_page(request, frame_words(request, room->title), NULL, STEP_NONE, &page);
    page.wide = true;
    page.issues = &issues;
    view.page = &page;
    view.subject = object.name;
    view.subject_href = object.href;
    struct html h = frame_html(request, response);
    tpl_history_page(&h, &view);
    return NULL;
}

const struct route object_history_routes[] = {
    {HTTP_GET, "/lich-su/:history", RIGHT_SIGNED_IN, show},
};
const size_t object_history_routes_count = COUNT_OF(object_history_routes);
