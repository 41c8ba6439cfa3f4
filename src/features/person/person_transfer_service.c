/* Transfers and secondments: recorded by the sending side, answered by the receiving one. Until
 * then the person stays where it is. */
#include "features/person/person.sql.h"
#include "features/person/person_store_service.h"
#include "sys/id.h"

struct transfer_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct date today;
    struct str scope;
    struct str id;
    const struct person_transfer_form *form;
    struct str transfer_id;
    enum person_answer answer;
    struct str reason;
    struct issues *issues;
};

static const struct err *no_person(void) {
    return ERR_TEXT(ERR_NOT_FOUND, "person.no_person", "no such person");
}

static void refuse(const struct transfer_work *work, const char *field, struct message message) {
    issue_add(work->arena, work->issues, str_from_c(field), message);
}

static const struct err *note(struct db_tx *tx, const struct transfer_work *work,
                              const char *action, struct str after, struct str reason) {
    const struct audit_note note = {
        .action = action,
        .object_kind = "person",
        .object_id = work->id,
        .after = after,
        .reason = reason.n ? reason : STR_NONE,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* --- sending ------------------------------------------------------------------------------------
 */

struct sending {
    bool is_secondment;
    struct date on;
    struct date ends;
    struct person_unit to;
    struct person_decision decision;
};

static const struct err *read_form(struct db_tx *tx, struct transfer_work *work,
                                   struct sending *ret_sending) {
    const struct person_transfer_form *form = work->form;
    struct sending s = {.is_secondment = str_equal_c(form->kind, "secondment"),
                        .to = {STR(""), STR(""), STR("")}};
    struct date last = {0};
    if (!s.is_secondment && !str_equal_c(form->kind, "transfer"))
        refuse(work, "kind", MESSAGE(MSG_person_transfer_kind_missing));
    if (!date_read_human(form->on, &s.on))
        refuse(work, "on",
               form->on.n ? MESSAGE_WITH(MSG_person_date_wrong, form->on)
                          : MESSAGE(MSG_person_transfer_day_missing));
    if (form->until.n && !date_read_human(form->until, &last))
        refuse(work, "until", MESSAGE_WITH(MSG_person_date_wrong, form->until));
    if (!date_is_empty(last) && s.is_secondment)
        s.ends = date_from_days(date_to_days(last) + 1);
    if (!date_is_empty(s.ends) && date_compare(s.ends, s.on) <= 0)
        refuse(work, "until",
               MESSAGE_WITH(MSG_person_end_before_begin, date_display(work->arena, last),
                            date_display(work->arena, s.on)));
    s.decision = person_read_decision(work->arena, form->number, form->decided_on, form->issuer,
                                      work->issues);
    person_check_length(work->arena, work->issues, "comment", form->comment, PERSON_TEXT_MAX);
    TRY(person_unit_typed(tx, work->arena, form->to, date_is_empty(s.on) ? work->today : s.on, "to",
                          work->issues, &s.to));
    *ret_sending = s;
    return NULL;
}

/* The line that the transfer would add. */
static struct person_span span_of(bool is_secondment, struct str unit_id, struct str unit_name,
                                  struct date on, struct date ends, struct str source) {
    return (struct person_span){
        .id = STR(""),
        .aspect = is_secondment ? PERSON_SECONDED : PERSON_UNIT,
        .unit_id = unit_id,
        .unit_name = unit_name,
        .unit_slug = STR(""),
        .value = STR(""),
        .how = is_secondment ? HOW_UNSAID : HOW_TRANSFERRED,
        .begins = partial_date_of(on),
        .from = on,
        .to = ends,
        .source = source,
        .recorded_by = STR(""),
    };
}

/* The unit the person leaves on that day, or is lent by: the one of the day before, else of the
 * day. */
static const struct person_span *leaving(const struct person_spans *spans, struct date on) {
    const struct person_span *unit =
        person_span_on(spans, PERSON_UNIT, date_from_days(date_to_days(on) - 1));
    return unit ? unit : person_span_on(spans, PERSON_UNIT, on);
}

/* Against the record without the end of the line that is left. */
static void check_room(const struct transfer_work *work, const struct person_spans *spans,
                       const struct person_span *left, const struct person_span *added,
                       const char *field) {
    struct issues own = {0};
    struct person_plan plan;
    struct person_spans others = {0};
    for (size_t i = 0; i < spans->count; i++) {
        struct person_span *span = list_push(work->arena, &others);
        *span = spans->items[i];
        if (added->aspect == PERSON_UNIT && str_equal(span->id, left->id))
            span->to = added->from;
    }
    person_plan_span(work->arena, &others, STR(""), false, added, &own, &plan);
    if (own.count)
        refuse(work, field, own.items[0].message);
}

static const struct err *send_in(struct db_tx *tx, void *context) {
    struct transfer_work *work = context;
    struct person_spans spans;
    struct sending s;
    struct q_person_transfers_of_rows transfers;
    bool seen;
    work->issues->count = 0;
    TRY(person_in_scope(tx, work->arena, work->id, work->scope, work->today, &seen));
    TRY(person_load_spans(tx, work->arena, work->id, &spans));
    if (!seen || !spans.count)
        return no_person();
    TRY(read_form(tx, work, &s));
    TRY(q_person_transfers_of(tx, work->arena, work->id, &transfers));
    for (size_t i = 0; i < transfers.count; i++)
        if (str_equal_c(transfers.items[i].state, "waiting"))
            refuse(work, "to",
                   MESSAGE_WITH(MSG_person_transfer_waits_already, transfers.items[i].to_name));
    if (work->issues->count)
        return NULL;
    const struct person_span *left = leaving(&spans, s.on);
    if (!left) {
        refuse(work, "on",
               MESSAGE_WITH(MSG_person_transfer_no_unit, date_display(work->arena, s.on)));
        return NULL;
    }
    if (str_equal(left->unit_id, s.to.id))
        refuse(work, "to", MESSAGE_WITH(MSG_person_transfer_same_unit, s.to.name));
    if (!date_is_empty(left->from) && date_compare(s.on, left->from) <= 0 && !s.is_secondment)
        refuse(work, "on",
               MESSAGE_WITH(MSG_person_transfer_too_early, date_display(work->arena, left->from),
                            left->unit_name));
    struct person_span added = span_of(s.is_secondment, s.to.id, s.to.name, s.on, s.ends, STR(""));
    if (!work->issues->count)
        check_room(work, &spans, left, &added, "on");
    if (work->issues->count)
        return NULL;
    TRY(q_person_transfer_insert(
        tx, id_new(work->arena, work->now_ms), work->id,
        s.is_secondment ? STR("secondment") : STR("transfer"), left->unit_id, s.to.id,
        left->unit_name, s.to.name, date_iso(work->arena, s.on),
        date_iso_or_none(work->arena, s.ends), s.decision.number,
        partial_date_iso(work->arena, s.decision.made_on), s.decision.issuer, work->form->comment,
        work->now_ms, work->user->name));
    return note(tx, work, s.is_secondment ? "person.second" : "person.transfer",
                str_format(work->arena, STR_FMT " → " STR_FMT ", " STR_FMT,
                           STR_ARG(left->unit_name), STR_ARG(s.to.name),
                           STR_ARG(date_display(work->arena, s.on))),
                STR(""));
}

static struct transfer_work work_of(struct arena *arena, const struct user *user, int64_t now_ms,
                                    struct str id, struct issues *issues) {
    return (struct transfer_work){.arena = arena,
                                  .user = user,
                                  .now_ms = now_ms,
                                  .today = date_of_instant(now_ms),
                                  .scope = person_scope(arena, user, RIGHT_PERSON_EDIT),
                                  .id = id,
                                  .reason = STR(""),
                                  .issues = issues};
}

const struct err *person_send(struct db *db, struct arena *arena, const struct user *user,
                              int64_t now_ms, struct str id,
                              const struct person_transfer_form *form, struct issues *issues) {
    if (!user_has_right(user, RIGHT_PERSON_EDIT))
        return ERR(ERR_DENIED, "no right to change people");
    struct transfer_work work = work_of(arena, user, now_ms, id, issues);
    work.form = form;
    return db_write(db, send_in, &work);
}

/* --- answering ----------------------------------------------------------------------------------
 */

/* Moves the person: the line of the unit it leaves ends, the new one begins. */
static const struct err *move(struct db_tx *tx, struct transfer_work *work,
                              const struct q_person_transfers_of_row *row) {
    struct person_spans spans;
    bool is_secondment = str_equal_c(row->kind, "secondment");
    struct date on = date_from_iso(row->effective_on);
    TRY(person_load_spans(tx, work->arena, work->id, &spans));
    const struct person_span *left = leaving(&spans, on);
    if (!left || !str_equal(left->unit_id, row->from_id)) {
        refuse(work, "answer", MESSAGE_WITH(MSG_person_transfer_moved_on, row->from_name));
        return NULL;
    }
    struct person_span added = span_of(is_secondment, row->to_id, row->to_name, on,
                                       date_from_iso(row->ends_on), row->decision_number);
    check_room(work, &spans, left, &added, "answer");
    if (work->issues->count)
        return NULL;
    if (!is_secondment && (date_is_empty(left->to) || date_compare(left->to, on) > 0))
        TRY(person_end_span(tx, work->arena, work->user, work->now_ms, work->id, left, on));
    return person_store_span(tx, work->arena, work->user, work->now_ms, work->id, &added, STR(""));
}

/* The side that gives this answer. */
static const struct err *check_side(struct db_tx *tx, const struct transfer_work *work,
                                    const struct q_person_transfers_of_row *row) {
    bool to, from;
    TRY(person_unit_seen(tx, work->arena, row->to_id, work->scope, work->today, &to));
    TRY(person_unit_seen(tx, work->arena, row->from_id, work->scope, work->today, &from));
    if (!to && !from)
        return no_person();
    bool may = work->answer == ANSWER_WITHDRAW ? from : to;
    return may ? NULL : ERR_TEXT(ERR_DENIED, "person.not_your_answer", "the other side answers");
}

static const struct err *answer_in(struct db_tx *tx, void *context) {
    static const struct {
        struct str state;
        const char *action;
    } ANSWERS[] = {
        [ANSWER_CONFIRM] = {STR_INIT("confirmed"), "person.confirm"},
        [ANSWER_REFUSE] = {STR_INIT("refused"), "person.refuse"},
        [ANSWER_WITHDRAW] = {STR_INIT("withdrawn"), "person.take_back"},
    };
    struct transfer_work *work = context;
    struct q_person_transfers_of_rows rows;
    const struct q_person_transfers_of_row *row = NULL;
    int64_t changed;
    work->issues->count = 0;
    TRY(q_person_transfers_of(tx, work->arena, work->id, &rows));
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(rows.items[i].id, work->transfer_id))
            row = &rows.items[i];
    if (!row)
        return no_person();
    TRY(check_side(tx, work, row));
    if (!str_equal_c(row->state, "waiting"))
        return ERR_TEXT(ERR_STATE, "person.answered_before", "the transfer was answered before");
    if (work->answer == ANSWER_REFUSE && !work->reason.n)
        refuse(work, "reason", MESSAGE(MSG_person_refusal_reason));
    person_check_length(work->arena, work->issues, "reason", work->reason, PERSON_TEXT_MAX);
    if (!work->issues->count && work->answer == ANSWER_CONFIRM)
        TRY(move(tx, work, row));
    if (work->issues->count)
        return NULL;
    TRY(q_person_transfer_answer(tx, row->id, work->id, ANSWERS[work->answer].state, work->now_ms,
                                 work->user->name, work->reason, &changed));
    return note(tx, work, ANSWERS[work->answer].action,
                str_format(work->arena, STR_FMT " → " STR_FMT, STR_ARG(row->from_name),
                           STR_ARG(row->to_name)),
                work->reason);
}

const struct err *person_answer(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, struct str id, struct str transfer_id,
                                enum person_answer answer, struct str reason,
                                struct issues *issues) {
    if (!user_has_right(user, RIGHT_PERSON_EDIT))
        return ERR(ERR_DENIED, "no right to change people");
    struct transfer_work work = work_of(arena, user, now_ms, id, issues);
    work.transfer_id = transfer_id;
    work.answer = answer;
    work.reason = str_or_empty(reason);
    return db_write(db, answer_in, &work);
}
