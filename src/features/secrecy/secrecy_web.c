#include "features/secrecy/secrecy_web.h"

#include "features/frame/frame.h"
#include "features/secrecy/secrecy.html.h"
#include "features/secrecy/secrecy_doc.h"
#include "features/secrecy/secrecy_gate_web.h"
#include "features/secrecy/secrecy_words_service.h"

enum { BODY_BYTES_MAX = 512 << 10, LISTED_FILES = 60 };

static struct secrecy by_whom(const struct request *request, const struct jobs *jobs,
                              struct issues *issues) {
    return (struct secrecy){.jobs = jobs,
                            .arena = request->arena,
                            .user = request->user,
                            .now_ms = request->now_ms,
                            .issues = issues};
}

static struct str number_words(const struct request *request, enum msg_id id, int64_t number) {
    return frame_say(request,
                     MESSAGE_WITH(id, str_format(request->arena, "%lld", (long long)number)));
}

static struct secret_place_line line_of(const struct request *request,
                                        const struct secret_object *object) {
    struct arena *arena = request->arena;
    return (struct secret_place_line){
        .value = secret_object_pack(arena, object),
        .place = secret_place_words(arena, request->lang, object),
        .kind = frame_words(request, secret_kind_words(object->kind)),
        .name = object->place.name,
        .at = object->place.at_ms ? instant_display(arena, object->place.at_ms) : STR(""),
        .author = object->place.author,
        .bytes = number_words(request, MSG_secrecy_bytes, object->place.bytes),
        .sha256 = object->sha256,
        .destroyed =
            object->destroyed_ms
                ? frame_say(request, MESSAGE_WITH(MSG_secrecy_destroyed_at,
                                                  instant_display(arena, object->destroyed_ms)))
                : frame_words(request, MSG_secrecy_waiting),
    };
}

static struct str who(const struct request *request, struct str name, int64_t at_ms) {
    if (!at_ms)
        return STR("");
    struct str at = instant_display(request->arena, at_ms);
    return str_format(request->arena, STR_FMT ", " STR_FMT, STR_ARG(name), STR_ARG(at));
}

static struct secret_row row_of(const struct request *request, const struct secret_destruction *d) {
    static const struct {
        enum msg_id words;
        enum ui_state mark;
    } STATES[] = {
        [SECRET_PROPOSED] = {MSG_secrecy_state_proposed, UI_STATE_DOING},
        [SECRET_WITHDRAWN] = {MSG_secrecy_state_withdrawn, UI_STATE_NONE},
        [SECRET_CONFIRMED] = {MSG_secrecy_state_confirmed, UI_STATE_LATE},
        [SECRET_DONE] = {MSG_secrecy_state_done, UI_STATE_DONE},
    };
    return (struct secret_row){
        .href = str_format(request->arena, "/huy-noi-dung/" STR_FMT, STR_ARG(d->id)),
        .number = number_words(request, MSG_secrecy_number, d->number),
        .state = frame_words(request, STATES[d->state].words),
        .mark = STATES[d->state].mark,
        .proposed = who(request, d->proposed_by, d->proposed_ms),
        .confirmed = who(request, d->confirmed_by, d->confirmed_ms),
        .reason = d->reason,
    };
}

/* --- asking for it ------------------------------------------------------------------------- */

static bool was_chosen(const struct request *request, struct str value) {
    size_t count = request_field_count(request, "noi");
    for (size_t i = 0; i < count; i++)
        if (str_equal(request_field_at(request, "noi", i), value))
            return true;
    return false;
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct secret_objects *found, bool searched,
                              const struct issues *issues) {
    struct jobs jobs = app_jobs(request);
    struct issues none = {0};
    struct secrecy by = by_whom(request, &jobs, &none);
    struct secret_destructions list;
    struct secret_objects files;
    struct secrecy_view view = {
        .searched = searched, .found = STR(""), .reason = request_text(request, "ly-do")};
    if (!found) {
        TRY(secrecy_files(&by, &files));
        found = &files;
    }
    for (size_t i = 0; i < found->count && (searched || i < LISTED_FILES); i++) {
        struct secret_place_line line = line_of(request, &found->items[i]);
        line.checked = searched || was_chosen(request, line.value);
        *list_push(request->arena, &view.places) = line;
    }
    view.more = found->more;
    view.found = number_words(request, MSG_secrecy_found, (int64_t)view.places.count);
    TRY(secrecy_list(&by, &list));
    for (size_t i = 0; i < list.count; i++)
        *list_push(request->arena, &view.rows) = row_of(request, &list.items[i]);
    struct page page;
    frame_page(request, frame_words(request, MSG_secrecy_title), NULL, STEP_NONE, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_secrecy_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    return draw(request, response, NULL, false, NULL);
}

static const struct err *search(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct issues issues = {0};
    struct secrecy by = by_whom(request, &jobs, &issues);
    struct secret_objects found;
    TRY(secrecy_search(&by, request_text(request, SECRECY_SEARCH_FIELD), &found));
    if (issues.count)
        return draw(request, response, NULL, false, &issues);
    return draw(request, response, &found, true, NULL);
}

static const struct err *propose(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct issues issues = {0};
    struct secrecy by = by_whom(request, &jobs, &issues);
    struct secret_objects chosen = {0};
    struct str id;
    size_t count = request_field_count(request, "noi");
    for (size_t i = 0; i < count; i++) {
        struct secret_object object;
        if (!secret_object_unpack(request->arena, request_field_at(request, "noi", i), &object))
            return ERR(ERR_INPUT, "a place that is none");
        *list_push(request->arena, &chosen) = object;
    }
    TRY(secrecy_propose(&by, &chosen, request_text(request, "ly-do"), &id));
    if (issues.count)
        return draw(request, response, NULL, false, &issues);
    frame_redirect(request, response,
                   str_format(request->arena, "/huy-noi-dung/" STR_FMT, STR_ARG(id)),
                   MSG_notice_secret_proposed, 0);
    return NULL;
}

/* --- one destruction ----------------------------------------------------------------------- */

static const struct err *draw_one(const struct request *request, struct response *response,
                                  const struct issues *issues) {
    struct jobs jobs = app_jobs(request);
    struct issues none = {0};
    struct secrecy by = by_whom(request, &jobs, &none);
    struct secret_destruction d;
    TRY(secrecy_find(&by, request_param(request, "destruction"), &d));
    bool is_own = str_equal(d.proposed_id, request->user->id);
    struct secret_view view = {
        .path = str_format(request->arena, "/huy-noi-dung/" STR_FMT, STR_ARG(d.id)),
        .row = row_of(request, &d),
        .places_title = number_words(request, MSG_secrecy_places, (int64_t)d.objects.count),
        .is_waiting = d.state == SECRET_PROPOSED,
        .may_confirm = d.state == SECRET_PROPOSED && !is_own,
        .is_own = d.state == SECRET_PROPOSED && is_own,
        .may_finish = d.state == SECRET_CONFIRMED || (d.state == SECRET_DONE && !d.log_is_clean),
        .is_destroyed = d.state == SECRET_CONFIRMED || d.state == SECRET_DONE,
    };
    for (size_t i = 0; i < d.objects.count; i++)
        *list_push(request->arena, &view.places) = line_of(request, &d.objects.items[i]);
    for (size_t i = 0; i < d.copies.count; i++)
        *list_push(request->arena, &view.copies) =
            frame_say(request, MESSAGE_WITH(secret_copy_words(d.copies.items[i].state),
                                            d.copies.items[i].name));
    struct page page;
    frame_page(request, view.row.number, NULL, STEP_NONE, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_secret_page(&h, &view);
    return NULL;
}

static const struct err *show_one(struct request *request, struct response *response) {
    return draw_one(request, response, NULL);
}

static const struct err *back(const struct request *request, struct response *response,
                              enum msg_id notice) {
    frame_redirect(request, response,
                   str_format(request->arena, "/huy-noi-dung/" STR_FMT,
                              STR_ARG(request_param(request, "destruction"))),
                   notice, 0);
    return NULL;
}

static const struct err *confirm(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct issues issues = {0};
    struct secrecy by = by_whom(request, &jobs, &issues);
    const struct visitor visitor = {request->remote_address, request->user_agent};
    TRY(secrecy_confirm(&by, &visitor, request_param(request, "destruction"),
                        request_text(request, "password")));
    if (issues.count)
        return draw_one(request, response, &issues);
    return back(request, response, MSG_notice_secret_destroyed);
}

static const struct err *withdraw(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct issues issues = {0};
    struct secrecy by = by_whom(request, &jobs, &issues);
    TRY(secrecy_withdraw(&by, request_param(request, "destruction")));
    return back(request, response, MSG_notice_secret_withdrawn);
}

static const struct err *finish(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct issues issues = {0};
    struct secrecy by = by_whom(request, &jobs, &issues);
    TRY(secrecy_finish(&by, request_param(request, "destruction")));
    return back(request, response, MSG_notice_secret_destroyed);
}

static const struct err *minutes(const struct request *request, struct response *response,
                                 enum paper_file file) {
    struct jobs jobs = app_jobs(request);
    struct issues issues = {0};
    struct secrecy by = by_whom(request, &jobs, &issues);
    struct secret_destruction d;
    struct str bytes;
    TRY(secrecy_find(&by, request_param(request, "destruction"), &d));
    if (d.state != SECRET_CONFIRMED && d.state != SECRET_DONE)
        return ERR(ERR_STATE, "nothing was destroyed yet");
    TRY(secrecy_doc_make(request->arena, &d, file, request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(file),
                 str_format(request->arena, "bien-ban-huy-%lld.%s", (long long)d.number,
                            paper_file_suffix(file)),
                 bytes);
    return NULL;
}

static const struct err *minutes_docx(struct request *request, struct response *response) {
    return minutes(request, response, PAPER_DOCX);
}

static const struct err *minutes_pdf(struct request *request, struct response *response) {
    return minutes(request, response, PAPER_PDF);
}

#define D "/huy-noi-dung"

const struct route secrecy_routes[] = {
    {HTTP_GET, D, RIGHT_SECRET_DESTROY, show},
    {HTTP_POST, D, RIGHT_SECRET_DESTROY, propose, .body_max_bytes = BODY_BYTES_MAX},
    {HTTP_POST, D "/tim", RIGHT_SECRET_DESTROY, search},
    {HTTP_GET, D "/:destruction", RIGHT_SECRET_DESTROY, show_one},
    {HTTP_POST, D "/:destruction/xac-nhan", RIGHT_SECRET_DESTROY, confirm},
    {HTTP_POST, D "/:destruction/rut", RIGHT_SECRET_DESTROY, withdraw},
    {HTTP_POST, D "/:destruction/lam-tiep", RIGHT_SECRET_DESTROY, finish},
    {HTTP_GET, D "/:destruction/bien-ban.docx", RIGHT_SECRET_DESTROY, minutes_docx},
    {HTTP_GET, D "/:destruction/bien-ban.pdf", RIGHT_SECRET_DESTROY, minutes_pdf},
};
const size_t secrecy_routes_count = COUNT_OF(secrecy_routes);
