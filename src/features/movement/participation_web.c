#include "features/movement/participation_web.h"

#include "features/file/evidence.h"
#include "features/movement/participation.html.h"
#include "features/movement/participation_file_service.h"

/* Whose page this is; the unit's right is asked for before the movement is looked up. */
struct member_place {
    struct movement_place place;
    const struct cluster_unit *unit;
    struct str id; /* of the movement */
};

static const struct err *open_place(const struct request *request, enum right right,
                                    struct member_place *ret_place) {
    struct member_place *m = ret_place;
    TRY(movement_place_open(request, false, &m->place));
    ptrdiff_t member = cluster_year_member_by_slug(&m->place.year, request_param(request, "unit"));
    if (member < 0)
        return ERR_TEXT(ERR_NOT_FOUND, "movement.not_member", "no such member in this year");
    m->unit = &m->place.year.members.items[member];
    m->id = request_param(request, "movement");
    return frame_must_year(request, right, &m->place.year, m->unit->id);
}

static struct str with_measure(const struct request *request, bool is_set, struct decimal value,
                               struct str measure) {
    if (!is_set)
        return measure;
    struct str number =
        decimal_display(request->arena, value, 0, request->lang == LANG_VI ? ',' : '.');
    return str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(number), measure.n ? " " : "",
                      STR_ARG(measure));
}

static struct str recorded_words(const struct request *request, int64_t at_ms, struct str author) {
    return str_format(request->arena, STR_FMT ", " STR_FMT,
                      STR_ARG(instant_display(request->arena, at_ms)), STR_ARG(author));
}

static struct str withdrawn_words(const struct request *request, int64_t at_ms, struct str by,
                                  struct str reason) {
    if (!at_ms)
        return STR("");
    return message_text(request->arena, request->lang,
                        MESSAGE_WITH(MSG_movement_act_withdrawn,
                                     instant_display(request->arena, at_ms), by, reason));
}

/* --- what there is ------------------------------------------------------------------------ */

static struct movement_report_line progress_line(const struct request *request,
                                                 const struct movement_commitment *c,
                                                 const struct movement_progress *p) {
    struct arena *arena = request->arena;
    const struct evidence_reference reference = {.paper = p->evidence_number,
                                                 .dated = partial_date_of(p->evidence_on),
                                                 .kept = p->evidence_keeper};
    return (struct movement_report_line){
        .day = date_display(arena, p->reached_on),
        .done = p->has_done ? with_measure(request, true, p->done, c->measure) : STR(""),
        .body = p->body,
        .evidence = evidence_text(arena, &reference),
        .recorded = recorded_words(request, p->at_ms, p->author),
        .withdrawn =
            withdrawn_words(request, p->withdrawn_ms, p->withdrawn_by, p->withdrawn_reason)};
}

static void add_withdrawable(const struct request *request, const struct movement_commitment *c,
                             struct str chosen, struct participation_view *view) {
    struct arena *arena = request->arena;
    if (c->withdrawn_ms)
        return;
    for (size_t i = 0; i < c->progress.count; i++) {
        const struct movement_progress *p = &c->progress.items[i];
        if (p->withdrawn_ms)
            continue;
        struct str text = message_text(
            arena, request->lang,
            MESSAGE_WITH(MSG_movement_withdraw_progress, date_display(arena, p->reached_on),
                         p->has_done ? with_measure(request, true, p->done, c->measure) : p->body,
                         c->body));
        *list_push(arena, &view->withdrawable) =
            (struct ui_option){p->id, text, str_equal(p->id, chosen)};
    }
    *list_push(arena, &view->withdrawable) = (struct ui_option){
        c->id,
        message_text(arena, request->lang, MESSAGE_WITH(MSG_movement_withdraw_commitment, c->body)),
        str_equal(c->id, chosen)};
}

static void add_commitments(const struct request *request, const struct participation *p,
                            const struct participation_retry *retry,
                            struct participation_view *view) {
    struct arena *arena = request->arena;
    struct str chosen = retry ? retry->withdraw_id : STR("");
    for (size_t i = 0; p && i < p->commitments.count; i++) {
        const struct movement_commitment *c = &p->commitments.items[i];
        struct commitment_line line = {
            .body = c->body,
            .target = with_measure(request, c->has_target, c->target, c->measure),
            .is_own = !c->content_id.n,
            .cell = {.percent = commitment_percent(c)},
            .recorded = recorded_words(request, c->at_ms, c->author),
            .withdrawn =
                withdrawn_words(request, c->withdrawn_ms, c->withdrawn_by, c->withdrawn_reason)};
        line.cell.has_bar = line.cell.percent >= 0 && !c->withdrawn_ms;
        line.cell.is_missing = !commitment_last(c);
        for (size_t k = c->progress.count; k > 0; k--)
            *list_push(arena, &line.progress) =
                progress_line(request, c, &c->progress.items[k - 1]);
        *list_push(arena, &view->commitments) = line;
        if (!c->withdrawn_ms)
            *list_push(arena, &view->promised) =
                (struct ui_option){c->id, c->body, str_equal(c->id, view->progress.commitment_id)};
        add_withdrawable(request, c, chosen, view);
    }
}

/* --- what can be entered ------------------------------------------------------------------ */

static struct str row_field(const struct request *request, size_t row, const char *name) {
    return str_format(request->arena, "r%zu-%s", row, name);
}

static void add_row(const struct request *request, const struct movement_content *content,
                    const struct participation_retry *retry, struct participation_view *view) {
    size_t i = view->rows.count;
    struct register_line row = {
        .content_id = content ? content->id : STR(""),
        .content = content ? content->body : STR(""),
        .asked = content
                     ? with_measure(request, content->has_target, content->target, content->measure)
                     : STR(""),
        .content_field = row_field(request, i, "content"),
        .taken_field = row_field(request, i, "taken"),
        .body_field = row_field(request, i, "body"),
        .measure_field = row_field(request, i, "measure"),
        .target_field = row_field(request, i, "target"),
    };
    if (retry && retry->form && i < retry->form->rows.count)
        row.typed = retry->form->rows.items[i];
    if (retry && retry->issues) {
        row.body_issue = issue_of(retry->issues, row.body_field);
        row.target_issue = issue_of(retry->issues, row.target_field);
    }
    *list_push(request->arena, &view->rows) = row;
}

static void add_rows(const struct request *request, const struct movement_record *record,
                     const struct participation *p, const struct participation_retry *retry,
                     struct participation_view *view) {
    for (size_t i = 0; i < record->contents.count; i++)
        if (!commitment_for(p, record->contents.items[i].id))
            add_row(request, &record->contents.items[i], retry, view);
    for (int i = 0; i < COMMITMENTS_OWN; i++)
        add_row(request, NULL, retry, view);
}

static void fill_forms(const struct request *request, const struct movement_record *record,
                       const struct member_place *m, const struct participation *p,
                       const struct participation_retry *retry, struct participation_view *view) {
    /* Of a year gone by, today is hardly meant. */
    struct date now = date_of_instant(request->now_ms);
    struct str today = now.year == m->place.year.year ? date_display(request->arena, now) : STR("");
    bool may = frame_may_year(request, RIGHT_MEMBER_ENTER, &m->place.year, m->unit->id);
    bool expected = participation_expected(&m->place.year, &record->movement, m->unit->id);
    view->may_enter = may && expected && participation_is_open(&record->movement);
    view->why_not = STR("");
    if (may && !view->may_enter)
        view->why_not = frame_words(request, !expected ? MSG_movement_not_meant
                                             : record->movement.now == MOVEMENT_CLOSE
                                                 ? MSG_movement_closed_for_members
                                                 : MSG_movement_not_launched);
    view->is_registered = p != NULL;
    view->registered_on = p                      ? date_display(request->arena, p->registered_on)
                          : retry && retry->form ? retry->form->registered_on
                                                 : today;
    view->new_remark = retry && retry->form ? retry->form->remark : STR("");
    view->progress = (struct movement_report_form){.reached_on = today};
    if (retry && retry->progress.commitment_id.p)
        view->progress = retry->progress;
    view->withdraw_reason = retry && retry->withdraw_reason.p ? retry->withdraw_reason : STR("");
    if (view->may_enter)
        add_rows(request, record, p, retry, view);
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct member_place *m,
                              const struct participation_retry *retry) {
    struct arena *arena = request->arena;
    struct movement_record record;
    struct participations all;
    const struct cluster_year *year = &m->place.year;
    TRY(movement_read(app_db(request), arena, request->lang, request->user, year, m->id, &record));
    if (!movement_is_run(record.movement.kind))
        return ERR(ERR_NOT_FOUND, "nobody takes part in a document");
    TRY(participation_list(app_db(request), arena, request->user, year, m->id, &all));
    const struct participation *p = participation_of(&all, m->id, m->unit->id);
    struct participation_view view = {
        .unit_name = m->unit->name,
        .movement_href = movement_path(request, &m->place, m->id, ""),
        .path = str_format(arena, STR_FMT "/" STR_FMT "/don-vi/" STR_FMT, STR_ARG(m->place.base),
                           STR_ARG(m->id), STR_ARG(m->unit->slug)),
        .line = {.title = record.movement.title,
                 .state = frame_words(request, movement_state_name(record.movement.now)),
                 .mark = movement_mark(record.movement.now),
                 .span = movement_span(arena, request->lang, &record.movement)},
        .report_by = date_display(arena, record.movement.report_by),
        .registered = STR(""),
        .remark = p ? p->remark : STR("")};
    if (p)
        view.registered = message_text(arena, request->lang,
                                       MESSAGE_WITH(MSG_movement_registered_on,
                                                    date_display(arena, p->registered_on),
                                                    instant_display(arena, p->at_ms), p->author));
    fill_forms(request, &record, m, p, retry, &view);
    add_commitments(request, p, retry, &view);
    if (p)
        TRY(file_list_fill(request, PARTICIPATION_FILES, p->id, &view.files));
    struct page page;
    movement_frame(request, &m->place, m->unit->name, &page);
    page.issues = retry ? retry->issues : NULL;
    view.page = &page;
    response->status = retry ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_participation_page(&h, &view);
    return NULL;
}

static const struct err *show_member(struct request *request, struct response *response) {
    struct member_place m;
    TRY(open_place(request, RIGHT_SHEET_READ, &m));
    return draw(request, response, &m, NULL);
}

/* --- entering ----------------------------------------------------------------------------- */

static struct participation_by by_whom(const struct request *request,
                                       const struct member_place *m) {
    return (struct participation_by){.user = request->user,
                                     .now_ms = request->now_ms,
                                     .year = &m->place.year,
                                     .movement_id = m->id,
                                     .unit_id = m->unit->id};
}

static const struct err *done(const struct request *request, struct response *response,
                              const struct member_place *m, struct participation_retry *retry,
                              const struct issues *issues, enum msg_id notice) {
    if (issues->count) {
        retry->issues = issues;
        return draw(request, response, m, retry);
    }
    frame_redirect(request, response,
                   str_format(request->arena, STR_FMT "/" STR_FMT "/don-vi/" STR_FMT,
                              STR_ARG(m->place.base), STR_ARG(m->id), STR_ARG(m->unit->slug)),
                   notice, 0);
    return NULL;
}

static struct participation_form register_form(const struct request *request) {
    struct participation_form form = {.registered_on = request_text(request, "registered_on"),
                                      .remark = request_text(request, "remark")};
    for (size_t i = 0; i < MOVEMENT_CONTENTS_MAX + COMMITMENTS_OWN; i++) {
        struct str content = request_field(request, row_field(request, i, "content").p);
        if (!content.p)
            break;
        *list_push(request->arena, &form.rows) = (struct commitment_form){
            .content_id = content,
            .taken = request_text(request, row_field(request, i, "taken").p),
            .body = request_text(request, row_field(request, i, "body").p),
            .measure = request_text(request, row_field(request, i, "measure").p),
            .target = request_text(request, row_field(request, i, "target").p)};
    }
    return form;
}

static const struct err *send_register(struct request *request, struct response *response) {
    struct member_place m;
    TRY(open_place(request, RIGHT_MEMBER_ENTER, &m));
    struct participation_form form = register_form(request);
    struct participation_retry retry = {.form = &form};
    struct participation_by by = by_whom(request, &m);
    struct issues issues = {0};
    TRY(participation_register(app_db(request), request->arena, &by, &form, &issues));
    return done(request, response, &m, &retry, &issues, MSG_notice_movement_registered);
}

static const struct err *send_report(struct request *request, struct response *response) {
    struct member_place m;
    TRY(open_place(request, RIGHT_MEMBER_ENTER, &m));
    struct participation_retry retry = {
        .progress = {.commitment_id = request_text(request, "commitment"),
                     .reached_on = request_text(request, "reached_on"),
                     .done = request_text(request, "done"),
                     .body = request_text(request, "body"),
                     .evidence_number = request_text(request, "evidence_number"),
                     .evidence_on = request_text(request, "evidence_on"),
                     .evidence_keeper = request_text(request, "evidence_keeper")}};
    struct participation_by by = by_whom(request, &m);
    struct issues issues = {0};
    TRY(participation_report(app_db(request), request->arena, &by, &retry.progress, &issues));
    return done(request, response, &m, &retry, &issues, MSG_notice_movement_reported);
}

static const struct err *send_withdraw(struct request *request, struct response *response) {
    struct member_place m;
    TRY(open_place(request, RIGHT_MEMBER_ENTER, &m));
    struct participation_retry retry = {.withdraw_id = request_text(request, "row"),
                                        .withdraw_reason =
                                            request_text(request, "withdraw_reason")};
    struct participation_by by = by_whom(request, &m);
    struct issues issues = {0};
    TRY(participation_withdraw(app_db(request), request->arena, &by, retry.withdraw_id,
                               retry.withdraw_reason, &issues));
    return done(request, response, &m, &retry, &issues, MSG_notice_movement_taken_back);
}

#define U "/cum/:cluster/nam/:year/phong-trao/:movement/don-vi/:unit"

const struct route participation_routes[] = {
    {HTTP_GET, U, RIGHT_SHEET_READ, show_member},
    {HTTP_POST, U "/dang-ky", RIGHT_MEMBER_ENTER, send_register},
    {HTTP_POST, U "/tien-do", RIGHT_MEMBER_ENTER, send_report},
    {HTTP_POST, U "/rut", RIGHT_MEMBER_ENTER, send_withdraw},
};
const size_t participation_routes_count = COUNT_OF(participation_routes);
