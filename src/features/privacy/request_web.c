/* Requests about one's own data, and one's own data. */
#include "doc/workbook_write.h"
#include "features/frame/frame.h"
#include "features/privacy/holdings_doc.h"
#include "features/privacy/privacy_request.html.h"
#include "features/privacy/privacy_web.h"

#define PATH "/du-lieu-ca-nhan"

/* --- lines ------------------------------------------------------------------------------------ */

static struct str path_of(const struct request *request, struct str id, const char *tail) {
    return str_format(request->arena, PATH "/yeu-cau/" STR_FMT "%s", STR_ARG(id), tail);
}

static struct privacy_request_line line_of(const struct request *request,
                                           const struct privacy_request *asked) {
    enum msg_id state = asked->is_decided ? privacy_step_name(asked->decision)
                        : asked->is_late  ? MSG_privacy_state_late
                                          : MSG_privacy_state_open;
    return (struct privacy_request_line){
        .href = path_of(request, asked->id, ""),
        .person = asked->person_name,
        .kind = privacy_ask_name(asked->ask),
        .asked_on = asked->asked_on,
        .due_on = asked->due_on,
        .state = asked->is_decided ? UI_STATE_DONE
                 : asked->is_late  ? UI_STATE_LATE
                                   : UI_STATE_TODO,
        .state_text = frame_words(request, state),
        .detail = asked->detail,
        .withdraw_href = asked->may_withdraw ? path_of(request, asked->id, "/rut") : STR(""),
    };
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct privacy_requests requests;
    TRY(privacy_requests_read(app_db(request), request->arena, request->user, request->now_ms,
                              &requests));
    struct privacy_requests_view view = {.manages =
                                             user_has_right(request->user, RIGHT_PRIVACY_MANAGE)};
    for (size_t i = 0; i < requests.count; i++)
        *list_push(request->arena, &view.lines) = line_of(request, &requests.items[i]);
    struct page page;
    TRY(privacy_page_begin(request, frame_words(request, MSG_privacy_requests), NULL, &page));
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_privacy_requests_page(&h, &view);
    return NULL;
}

/* --- writing one down ------------------------------------------------------------------------- */

static const struct err *draw_form(const struct request *request, struct response *response,
                                   const struct privacy_request_form *form,
                                   const struct issues *issues) {
    struct arena *arena = request->arena;
    struct privacy_settings settings;
    TRY(privacy_settings_read(app_db(request), arena, request->user, &settings));
    struct privacy_request_form_view view = {.form = *form};
    for (int ask = 0; ask < PRIVACY_ASK_COUNT; ask++) {
        struct str code = privacy_ask_code((enum privacy_ask)ask);
        *list_push(arena, &view.asks) =
            (struct ui_option){code, frame_words(request, privacy_ask_name((enum privacy_ask)ask)),
                               str_equal(code, form->ask)};
    }
    for (int asker = 0; asker < PRIVACY_ASKER_COUNT; asker++) {
        struct str code = privacy_asker_code((enum privacy_asker)asker);
        *list_push(arena, &view.askers) = (struct ui_option){
            code, frame_words(request, privacy_asker_name((enum privacy_asker)asker)),
            str_equal(code, form->asker)};
    }
    struct str days = str_format(arena, "%lld", (long long)settings.of[TERM_REQUEST].days);
    view.due_note = frame_say(request, MESSAGE_WITH(MSG_privacy_request_due_note, days));
    struct page page;
    TRY(privacy_page_begin(request, frame_words(request, MSG_privacy_request_new), issues, &page));
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_privacy_request_form_page(&h, &view);
    return NULL;
}

static const struct err *show_new(struct request *request, struct response *response) {
    const struct privacy_request_form form = {
        .person_id = request_query_text(request, "nguoi"),
        .ask = privacy_ask_code(ASK_ACCESS),
        .asked_on = date_display(request->arena, date_of_instant(request->now_ms)),
        .asker = privacy_asker_code(ASKER_SELF),
        .identified = STR(""),
        .detail = STR(""),
    };
    return draw_form(request, response, &form, NULL);
}

static const struct err *add(struct request *request, struct response *response) {
    const struct privacy_request_form form = {
        .person_id = request_text(request, "person"),
        .ask = request_text(request, "ask"),
        .asked_on = request_text(request, "asked_on"),
        .asker = request_text(request, "asker"),
        .identified = request_text(request, "identified"),
        .detail = request_text(request, "detail"),
    };
    struct issues issues = {0};
    struct str id;
    TRY(privacy_request_add(app_db(request), request->arena, request->user, request->now_ms, &form,
                            &issues, &id));
    if (issues.count)
        return draw_form(request, response, &form, &issues);
    frame_redirect(request, response, path_of(request, id, ""), MSG_notice_privacy_request_saved,
                   0);
    return NULL;
}

/* --- one -------------------------------------------------------------------------------------- */

static const struct err *draw_request(const struct request *request, struct response *response,
                                      const struct issues *issues) {
    struct arena *arena = request->arena;
    struct privacy_request asked;
    TRY(privacy_request_read(app_db(request), arena, request->user, request->now_ms,
                             request_param(request, "request"), &asked));
    struct privacy_request_view view = {
        .line = line_of(request, &asked),
        .title =
            frame_say(request, MESSAGE_WITH(MSG_privacy_request_for_person, asked.person_name)),
        .person_href = user_has_right(request->user, RIGHT_PERSON_READ)
                           ? str_format(arena, "/nguoi/" STR_FMT, STR_ARG(asked.person_id))
                           : STR(""),
        .asker = privacy_asker_name(asked.asker),
        .identified = asked.identified,
        .through_program = asked.through_program,
        .recorded = frame_say(request, MESSAGE_WITH(MSG_privacy_request_recorded, asked.recorded_by,
                                                    instant_display(arena, asked.recorded_ms))),
        .may_answer = asked.may_answer,
        .may_copy = asked.may_copy,
        .corrects = asked.ask == ASK_CORRECT,
        .reason = request_text(request, "reason"),
        .action = path_of(request, asked.id, "/tra-loi"),
        .copy_base = path_of(request, asked.id, "/tai"),
    };
    for (size_t i = 0; i < asked.events.count; i++) {
        const struct privacy_event *event = &asked.events.items[i];
        *list_push(arena, &view.trail) =
            str_format(arena, STR_FMT " · " STR_FMT " · " STR_FMT "%s" STR_FMT,
                       STR_ARG(instant_display(arena, event->at_ms)), STR_ARG(event->author),
                       STR_ARG(frame_words(request, privacy_step_name(event->step))),
                       event->reason.n ? ": " : "", STR_ARG(event->reason));
    }
    struct page page;
    TRY(privacy_page_begin(request, view.title, issues, &page));
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_privacy_request_page(&h, &view);
    return NULL;
}

static const struct err *show_request(struct request *request, struct response *response) {
    return draw_request(request, response, NULL);
}

static const struct err *answer(struct request *request, struct response *response) {
    bool refuses = str_equal(request_text(request, "step"), privacy_step_code(STEP_REFUSED));
    struct issues issues = {0};
    struct str id = request_param(request, "request");
    TRY(privacy_request_answer(app_db(request), request->arena, request->user, request->now_ms, id,
                               refuses ? STEP_REFUSED : STEP_REQUEST_DONE,
                               request_text(request, "reason"), &issues));
    if (issues.count)
        return draw_request(request, response, &issues);
    frame_redirect(request, response, path_of(request, id, ""), MSG_notice_privacy_request_answered,
                   0);
    return NULL;
}

/* --- copies ----------------------------------------------------------------------------------- */

static const struct err *send_copy(struct request *request, struct response *response,
                                   struct str request_id) {
    struct arena *arena = request->arena;
    struct str kind = request_param(request, "copy");
    bool xlsx = str_equal_c(kind, "xlsx"), json = str_equal_c(kind, "json");
    bool pdf = str_equal_c(kind, "pdf");
    if (!xlsx && !json && !pdf && !str_equal_c(kind, "docx"))
        return ERR(ERR_NOT_FOUND, "no such kind of copy");
    struct holdings holdings;
    struct str bytes;
    TRY(holdings_take(app_db(request), arena, LANG_VI, request->user, request->now_ms, request_id,
                      &holdings));
    const char *type = xlsx ? XLSX_CONTENT_TYPE : "application/json";
    if (xlsx)
        TRY(holdings_doc_workbook(arena, &holdings, &bytes));
    else if (json)
        TRY(holdings_doc_json(arena, &holdings, &bytes));
    else {
        enum paper_file file = pdf ? PAPER_PDF : PAPER_DOCX;
        type = paper_file_content_type(file);
        TRY(holdings_doc_paper(arena, &holdings, file, &bytes));
    }
    struct date day = date_of_instant(request->now_ms);
    respond_file(response, type,
                 str_format(arena, "du-lieu-ca-nhan-" STR_FMT "." STR_FMT,
                            STR_ARG(date_iso(arena, day)), STR_ARG(kind)),
                 bytes);
    return NULL;
}

static const struct err *send_asked(struct request *request, struct response *response) {
    return send_copy(request, response, request_param(request, "request"));
}

static const struct err *send_own(struct request *request, struct response *response) {
    return send_copy(request, response, STR(""));
}

/* --- one's own data --------------------------------------------------------------------------- */

static void add_tables(const struct request *request, const struct holdings *holdings,
                       struct privacy_own_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < holdings->tables.count; i++) {
        const struct held_table *held = &holdings->tables.items[i];
        struct held_table_view *table = list_push(arena, &view->tables);
        *table = (struct held_table_view){
            .key = str_from_c(held->key), .name = held->name, .by_name_only = held->by_name_only};
        for (size_t c = 0; c < held->column_count; c++)
            *list_push(arena, &table->heads) = held->columns[c].head;
        for (size_t k = 0; k < held->rows.count; k++) {
            struct held_row_view *row = list_push(arena, &table->rows);
            for (size_t c = 0; c < held->column_count; c++)
                *list_push(arena, &row->cells) =
                    (struct held_cell_view){held->columns[c].head, held->rows.items[k].cells[c]};
        }
    }
}

static const struct err *draw_own(const struct request *request, struct response *response,
                                  const struct issues *issues) {
    struct holdings holdings;
    struct privacy_requests requests;
    TRY(holdings_own(app_db(request), request->arena, request->lang, request->user, request->now_ms,
                     &holdings));
    TRY(privacy_requests_own(app_db(request), request->arena, request->user, request->now_ms,
                             &requests));
    struct privacy_own_view view = {.holdings = &holdings,
                                    .detail = request_text(request, "detail")};
    for (size_t i = 0; i < requests.count; i++)
        *list_push(request->arena, &view.requests) = line_of(request, &requests.items[i]);
    add_tables(request, &holdings, &view);
    struct page page;
    TRY(privacy_page_begin(request, frame_words(request, MSG_privacy_own_title), issues, &page));
    page.wide = true;
    page.print_note =
        frame_say(request, MESSAGE_WITH(MSG_privacy_printed, request->user->name,
                                        instant_display(request->arena, request->now_ms)));
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_privacy_own_page(&h, &view);
    return NULL;
}

static const struct err *show_own(struct request *request, struct response *response) {
    return draw_own(request, response, NULL);
}

static const struct err *file(struct request *request, struct response *response) {
    struct issues issues = {0};
    TRY(privacy_request_file(app_db(request), request->arena, request->user, request->now_ms,
                             request_text(request, "detail"), &issues));
    if (issues.count)
        return draw_own(request, response, &issues);
    frame_redirect(request, response, STR(PATH "/toi"), MSG_notice_privacy_request_saved, 0);
    return NULL;
}

static const struct err *withdraw(struct request *request, struct response *response) {
    struct issues issues = {0};
    TRY(privacy_request_answer(app_db(request), request->arena, request->user, request->now_ms,
                               request_param(request, "request"), STEP_WITHDRAWN,
                               request_text(request, "reason"), &issues));
    if (issues.count)
        return draw_own(request, response, &issues);
    frame_redirect(request, response, STR(PATH "/toi"), MSG_notice_privacy_request_answered, 0);
    return NULL;
}

const struct route privacy_request_routes[] = {
    {HTTP_GET, PATH "/toi", RIGHT_SIGNED_IN, show_own},
    {HTTP_POST, PATH "/toi", RIGHT_SIGNED_IN, file},
    {HTTP_GET, PATH "/toi/tai/:copy", RIGHT_SIGNED_IN, send_own},
    {HTTP_GET, PATH "/yeu-cau", RIGHT_SIGNED_IN, show_list},
    {HTTP_GET, PATH "/yeu-cau/moi", RIGHT_PRIVACY_MANAGE, show_new},
    {HTTP_POST, PATH "/yeu-cau/moi", RIGHT_PRIVACY_MANAGE, add},
    {HTTP_GET, PATH "/yeu-cau/:request", RIGHT_SIGNED_IN, show_request},
    {HTTP_POST, PATH "/yeu-cau/:request/tra-loi", RIGHT_SIGNED_IN, answer},
    {HTTP_POST, PATH "/yeu-cau/:request/rut", RIGHT_SIGNED_IN, withdraw},
    {HTTP_GET, PATH "/yeu-cau/:request/tai/:copy", RIGHT_PRIVACY_MANAGE, send_asked},
};
const size_t privacy_request_routes_count = COUNT_OF(privacy_request_routes);
