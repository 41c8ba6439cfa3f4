/* "/nguoi/:person": one record, what waits, titles, months of service. */
#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/person/person.html.h"
#include "features/person/person_web.h"

struct drawing {
    const struct request *request;
    struct arena *arena;
    const struct person_record *record;
    struct person_view *view;
    struct legal_citer citer;
};

static struct str say(const struct drawing *d, enum msg_id id) {
    return message_plain(d->request->lang, id);
}

static struct str last_day(struct arena *arena, struct date to) {
    return date_is_empty(to) ? STR("") : date_display(arena, date_from_days(date_to_days(to) - 1));
}

static struct str begin_words(const struct drawing *d, const struct person_span *span) {
    struct str words = partial_date_display(d->arena, span->begins);
    return words.n ? words : say(d, MSG_person_not_known);
}

/* --- what is true -------------------------------------------------------------------------------
 */

static struct str value_words(const struct drawing *d, const struct person_span *span) {
    enum person_away away;
    switch (span->aspect) {
    case PERSON_UNIT:
    case PERSON_SECONDED:
        return span->unit_name;
    case PERSON_CLASS:
        return person_class_name(&d->record->classes, span->value, d->request->lang);
    case PERSON_AWAY:
        if (d->record->is_masked)
            return say(d, person_aspect_name(PERSON_AWAY));
        return person_away_from_code(span->value, &away) ? say(d, person_away_name(away))
                                                         : span->value;
    default:
        return span->value;
    }
}

static void fill_lines(const struct drawing *d) {
    for (size_t i = 0; i < d->record->spans.count; i++) {
        const struct person_span *span = &d->record->spans.items[i];
        struct str detail = STR("");
        if (span->aspect == PERSON_UNIT && span->how != HOW_UNSAID)
            detail = say(d, person_how_name(span->how));
        if (span->leads)
            detail = say(d, MSG_person_leads);
        *list_push(d->arena, &d->view->lines) = (struct person_span_line){
            .aspect = person_aspect_name(span->aspect),
            .value = value_words(d, span),
            .detail = detail,
            .from = begin_words(d, span),
            .to = last_day(d->arena, span->to),
            .source = span->source,
            .recorded_ms = span->recorded_ms,
            .recorded_by = span->recorded_by,
            .href = d->record->may_edit ? str_format(d->arena, STR_FMT "/dong/" STR_FMT,
                                                     STR_ARG(d->view->base), STR_ARG(span->id))
                                        : STR(""),
            .holds = person_span_holds(span, d->record->day),
        };
    }
}

static void fill_head(const struct drawing *d) {
    const struct person_record *r = d->record;
    struct person_view *view = d->view;
    view->name = r->name;
    view->sort_name = r->sort_name;
    view->born = partial_date_display(d->arena, r->born);
    view->as_at = r->day;
    view->is_former = r->is_former;
    view->may_edit = r->may_edit;
    view->request_href = STR("");
    if (user_has_right(d->request->user, RIGHT_PRIVACY_MANAGE))
        view->request_href =
            str_format(d->arena, "/du-lieu-ca-nhan/yeu-cau/moi?nguoi=" STR_FMT, STR_ARG(r->id));
    view->unit = r->unit ? r->unit->unit_name : STR("");
    view->unit_from = r->unit ? begin_words(d, r->unit) : STR("");
    view->post = r->post ? r->post->value : STR("");
    view->leads = r->post && r->post->leads;
    view->rank = r->rank ? r->rank->value : STR("");
    view->class_name = r->object_class ? value_words(d, r->object_class) : STR("");
    view->seconded_to = r->seconded ? r->seconded->unit_name : STR("");
    for (size_t i = 0; i < r->findings.count; i++)
        *list_push(d->arena, &view->findings) = r->findings.items[i];
}

/* Its number, day and issuer as they were recorded, leading to the register where it stands there.
 */
static struct legal_cite decision_cite(const struct drawing *d,
                                       const struct person_decision *decision, struct date day) {
    struct legal_cite cite = legal_cite_decision(d->arena, &d->citer, decision->number,
                                                 decision->made_on, decision->issuer, day);
    cite.text = person_decision_words(d->arena, decision);
    return cite;
}

static void fill_transfers(const struct drawing *d, struct str asked) {
    for (size_t i = d->record->transfers.count; i-- > 0;) {
        const struct person_transfer *t = &d->record->transfers.items[i];
        bool waiting = t->state == TRANSFER_WAITING;
        d->view->has_waiting = d->view->has_waiting || waiting;
        *list_push(d->arena, &d->view->transfers) = (struct person_transfer_line){
            .id = t->id,
            .kind = t->is_secondment ? MSG_person_kind_secondment : MSG_person_kind_transfer,
            .state = person_transfer_state_name(t->state),
            .is_waiting = waiting,
            .is_confirmed = t->state == TRANSFER_CONFIRMED,
            .may_answer = t->may_answer,
            .may_withdraw = t->may_withdraw,
            .is_asked = str_equal(t->id, asked),
            .from = t->from_name,
            .to = t->to_name,
            .on = t->effective_on,
            .until = last_day(d->arena, t->ends_on),
            .decision = decision_cite(d, &t->decision, t->effective_on),
            .comment = t->comment,
            .recorded_ms = t->recorded_ms,
            .recorded_by = t->recorded_by,
            .answered_ms = t->answered_ms,
            .answered_by = t->answered_by,
            .reason = t->answer_reason,
            .action = str_format(d->arena, STR_FMT "/chuyen/" STR_FMT, STR_ARG(d->view->base),
                                 STR_ARG(t->id)),
        };
    }
}

static void fill_honours(const struct drawing *d) {
    for (size_t i = d->record->honours.count; i-- > 0;) {
        const struct person_honour *h = &d->record->honours.items[i];
        *list_push(d->arena, &d->view->honours) = (struct person_honour_line){
            h->id,         h->year,
            h->title,      h->is_awarded,
            h->under_name, decision_cite(d, &h->decision, partial_date_last(h->decision.made_on)),
            h->source};
    }
}

static void fill_history(const struct drawing *d) {
    const struct audit_lines *lines = &d->record->history;
    for (size_t i = 0; i < lines->count; i++) {
        const struct audit_line *line = &lines->items[i];
        struct str what = line->after.n ? line->after : line->before;
        struct str words = line->action;
        if (what.n)
            words = str_format(d->arena, STR_FMT ": " STR_FMT, STR_ARG(words), STR_ARG(what));
        if (line->reason.n)
            words = str_format(d->arena, STR_FMT " (" STR_FMT ")", STR_ARG(words),
                               STR_ARG(line->reason));
        *list_push(d->arena, &d->view->history) =
            (struct person_history_line){line->at_ms, words, line->author};
    }
}

static void fill_readers(const struct drawing *d) {
    const struct audit_lines *readers = &d->record->readers;
    for (size_t i = 0; i < readers->count; i++) {
        const struct audit_line *line = &readers->items[i];
        struct str words = line->after;
        if (line->reason.n)
            words = str_format(d->arena, STR_FMT " (" STR_FMT ")", STR_ARG(words),
                               STR_ARG(line->reason));
        *list_push(d->arena, &d->view->readers) =
            (struct person_history_line){line->at_ms, words, line->author};
    }
}

/* --- months of service --------------------------------------------------------------------------
 */

static void fill_service(const struct drawing *d) {
    const struct service_year *s = &d->record->service;
    const struct service_rule *rule = d->record->rule;
    struct person_view *view = d->view;
    enum lang lang = d->request->lang;
    view->year = str_format(d->arena, "%d", s->year);
    view->verdict = service_verdict_name(s->verdict);
    view->is_reached = s->verdict == SERVICE_REACHED;
    view->is_open = s->verdict == SERVICE_NO_RULE || s->verdict == SERVICE_TO_DECIDE;
    view->considering = s->unit_name;
    view->comment_of = s->comment_of;
    view->host = s->seconded_to;
    view->doubt = d->record->rule_doubt.id == MSG_none
                      ? STR("")
                      : message_text(d->arena, lang, d->record->rule_doubt);
    struct ui_why *why = &view->why;
    *why = (struct ui_why){
        .id = STR("vi-sao"),
        .title =
            message_text(d->arena, lang,
                         MESSAGE_WITH(s->days ? MSG_person_months_of : MSG_person_months_of_whole,
                                      view->year, str_format(d->arena, "%d", s->months),
                                      str_format(d->arena, "%d", s->days))),
        .rule = rule ? (lang == LANG_EN ? rule->words_en : rule->words)
                     : say(d, MSG_person_verdict_no_rule),
        .rule_source = STR(""),
        .sum = STR(""),
        .steps = ARENA_ARRAY(d->arena, struct ui_why_step, s->why.count + 1),
        .steps_count = s->why.count,
        .open = true,
    };
    for (size_t i = 0; i < s->why.count; i++)
        why->steps[i] = (struct ui_why_step){message_text(d->arena, lang, s->why.items[i]), STR(""),
                                             i + 1 == s->why.count};
    if (!rule)
        return;
    why->rule_source =
        message_text(d->arena, lang, MESSAGE_WITH(MSG_person_rule_source, rule->source));
    why->evidence = ARENA_ARRAY(d->arena, struct page_link, 1);
    why->evidence[0] = (struct page_link){
        .text = d->record->rule_citation,
        .href = str_format(d->arena, "/can-cu/" STR_FMT, STR_ARG(rule->legal_code))};
    why->evidence_count = 1;
}

/* --- the page -----------------------------------------------------------------------------------
 */

/* What a form that had faults sent. */
struct sent {
    struct person_honour_form honour;
    bool honour_is_open;
    struct str transfer_id;
    struct str reason;
};

static const struct sent nothing = {{STR_INIT(""), STR_INIT(""), STR_INIT(""), STR_INIT(""),
                                     STR_INIT(""), STR_INIT(""), STR_INIT("")},
                                    false,
                                    STR_INIT(""),
                                    STR_INIT("")};

static int read_year(const struct request *request, struct issues *issues) {
    struct str typed = request_query_text(request, "nam");
    long long year = 0;
    int this_year = date_of_instant(request->now_ms).year;
    if (!typed.n)
        return 0;
    if (str_to_int64(typed, &year) && year >= 1945 && year <= this_year + 1)
        return (int)year;
    issue_add(request->arena, issues, STR("nam"),
              MESSAGE_WITH(MSG_person_year_wrong, str_format(request->arena, "%d", this_year + 1)));
    return 0;
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct sent *sent, struct issues *issues) {
    struct arena *arena = request->arena;
    struct date today = date_of_instant(request->now_ms);
    struct date day = today;
    struct str typed = request_query_text(request, "ngay");
    if (typed.n && !date_read_human(typed, &day))
        issue_add(arena, issues, STR("ngay"), MESSAGE_WITH(MSG_person_date_wrong, typed));
    else
        typed = date_display(arena, day);
    int year = read_year(request, issues);
    struct str id = request_param(request, "person");
    struct person_record record;
    TRY(person_read(app_db(request), arena, request->lang, request->user, request->now_ms, id, day,
                    year, &record));
    struct page page;
    struct person_view view = {
        .page = &page,
        .base = person_href(request, id, ""),
        .day = typed,
        .is_today = date_compare(day, today) == 0,
        .reason = sent->reason,
        .honour = sent->honour,
        .honour_is_open = sent->honour_is_open,
    };
    struct drawing d = {.request = request, .arena = arena, .record = &record, .view = &view};
    TRY(legal_citer_load(app_db(request), arena, request->user, request->lang, &d.citer));
    fill_head(&d);
    fill_lines(&d);
    fill_transfers(&d, sent->transfer_id);
    fill_honours(&d);
    fill_history(&d);
    fill_readers(&d);
    fill_service(&d);
    frame_page(request, view.name, NULL, STEP_NONE, &page);
    page.issues = issues;
    page.sample = record.is_sample;
    if (!record.is_former) {
        page.history = STR("nguoi");
        page.history_key = record.id;
    }
    page.print_note = message_text(arena, request->lang,
                                   MESSAGE_WITH(MSG_person_printed, request->user->name,
                                                instant_display(arena, request->now_ms), typed));
    response->status = issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_person_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct issues issues = {0};
    return draw(request, response, &nothing, &issues);
}

static struct str own_path(const struct request *request) {
    return person_href(request, request_param(request, "person"), "");
}

/* --- answers ------------------------------------------------------------------------------------
 */

static const struct err *answer(struct request *request, struct response *response,
                                enum person_answer answer, enum msg_id notice) {
    struct issues issues = {0};
    struct sent sent = nothing;
    sent.transfer_id = request_param(request, "transfer");
    sent.reason = request_text(request, "reason");
    TRY(person_answer(app_db(request), request->arena, request->user, request->now_ms,
                      request_param(request, "person"), sent.transfer_id, answer, sent.reason,
                      &issues));
    if (issues.count)
        return draw(request, response, &sent, &issues);
    /* Who refused no longer sees the person. */
    frame_redirect(request, response, answer == ANSWER_REFUSE ? STR("/nguoi") : own_path(request),
                   notice, 0);
    return NULL;
}

static const struct err *confirm(struct request *request, struct response *response) {
    return answer(request, response, ANSWER_CONFIRM, MSG_notice_person_confirmed);
}

static const struct err *refuse(struct request *request, struct response *response) {
    return answer(request, response, ANSWER_REFUSE, MSG_notice_person_refused);
}

static const struct err *take_back(struct request *request, struct response *response) {
    return answer(request, response, ANSWER_WITHDRAW, MSG_notice_person_taken_back);
}

/* --- titles -------------------------------------------------------------------------------------
 */

static const struct err *add_honour(struct request *request, struct response *response) {
    struct sent sent = nothing;
    sent.honour_is_open = true;
    sent.honour = (struct person_honour_form){
        .year = request_text(request, "year"),
        .title = request_text(request, "title"),
        .awarded = request_text(request, "awarded"),
        .number = request_text(request, "number"),
        .decided_on = request_text(request, "decided_on"),
        .issuer = request_text(request, "issuer"),
        .source = request_text(request, "source"),
    };
    struct issues issues = {0};
    TRY(person_add_honour(app_db(request), request->arena, request->user, request->now_ms,
                          request_param(request, "person"), &sent.honour, &issues));
    if (issues.count)
        return draw(request, response, &sent, &issues);
    frame_redirect(request, response, own_path(request), MSG_notice_person_honour, 0);
    return NULL;
}

static const struct err *withdraw_honour(struct request *request, struct response *response) {
    TRY(person_withdraw_honour(app_db(request), request->arena, request->user, request->now_ms,
                               request_param(request, "person"), request_text(request, "id")));
    frame_redirect(request, response, own_path(request), MSG_notice_person_withdrawn, 0);
    return NULL;
}

const struct route person_record_routes[] = {
    {HTTP_GET, "/nguoi/:person", RIGHT_PERSON_READ, show},
    {HTTP_POST, "/nguoi/:person/chuyen/:transfer/nhan", RIGHT_PERSON_EDIT, confirm},
    {HTTP_POST, "/nguoi/:person/chuyen/:transfer/tu-choi", RIGHT_PERSON_EDIT, refuse},
    {HTTP_POST, "/nguoi/:person/chuyen/:transfer/rut", RIGHT_PERSON_EDIT, take_back},
    {HTTP_POST, "/nguoi/:person/danh-hieu", RIGHT_PERSON_EDIT, add_honour},
    {HTTP_POST, "/nguoi/:person/danh-hieu/bo", RIGHT_PERSON_EDIT, withdraw_honour},
};
const size_t person_record_routes_count = COUNT_OF(person_record_routes);
