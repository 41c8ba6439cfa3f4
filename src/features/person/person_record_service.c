/* One person: the record as a user sees it, months of service; what `verify` asks. */
#include "features/legal/legal_service.h"
#include "features/person/person.sql.h"
#include "features/person/person_store_service.h"

/* --- months of service --------------------------------------------------------------------------
 */

struct service_work {
    struct service_year service;
    const struct service_rule *rule;
};

/* The rule is that for the class at the end of what is counted. */
static const struct err *count_service(struct db_tx *tx, struct arena *arena,
                                       const struct person_spans *spans,
                                       const struct person_classes *classes, int year,
                                       struct date today, struct service_work *ret_work) {
    struct service_rules rules;
    TRY(person_load_rules(tx, arena, &rules));
    struct date last = {0};
    date_make(year, 12, 31, &last);
    if (date_compare(today, last) < 0 && today.year >= year)
        last = today;
    struct str code = person_value_on(spans, PERSON_CLASS, last);
    struct str force = STR("");
    for (size_t i = 0; i < classes->count; i++)
        if (str_equal(classes->items[i].code, code))
            force = classes->items[i].force;
    ret_work->rule = force.n ? service_rule_on(&rules, force, last) : NULL;
    person_service_in_year(arena, spans, year, today, ret_work->rule, &ret_work->service);
    return NULL;
}

const struct err *person_service_of(struct db_tx *tx, struct arena *arena, struct str person_id,
                                    int year, struct date today, struct service_year *ret_service,
                                    const struct service_rule **ret_rule) {
    struct person_spans spans;
    struct person_classes classes;
    struct service_work work;
    TRY(person_load_spans(tx, arena, person_id, &spans));
    TRY(person_classes_in(tx, arena, &classes));
    TRY(count_service(tx, arena, &spans, &classes, year, today, &work));
    *ret_service = work.service;
    *ret_rule = work.rule;
    return NULL;
}

/* --- one person's page --------------------------------------------------------------------------
 */

enum msg_id person_transfer_state_name(enum person_transfer_state state) {
    static const enum msg_id NAMES[TRANSFER_STATE_COUNT] = {
        MSG_person_transfer_waiting, MSG_person_transfer_confirmed, MSG_person_transfer_refused,
        MSG_person_transfer_withdrawn};
    return NAMES[state];
}

static enum person_transfer_state state_of(struct str code) {
    static const char *const CODES[TRANSFER_STATE_COUNT] = {"waiting", "confirmed", "refused",
                                                            "withdrawn"};
    for (int i = 0; i < TRANSFER_STATE_COUNT; i++)
        if (str_equal_c(code, CODES[i]))
            return (enum person_transfer_state)i;
    return TRANSFER_WITHDRAWN;
}

struct read_work {
    struct arena *arena;
    enum lang lang;
    const struct user *user;
    struct date today;
    struct str id;
    struct date day;
    int year;
    struct person_record *record;
};

static struct person_transfer transfer_of(const struct q_person_transfers_of_row *row) {
    return (struct person_transfer){
        .id = row->id,
        .is_secondment = str_equal_c(row->kind, "secondment"),
        .state = state_of(row->state),
        .from_id = row->from_id,
        .to_id = row->to_id,
        .from_name = row->from_name,
        .to_name = row->to_name,
        .effective_on = date_from_iso(row->effective_on),
        .ends_on = date_from_iso(row->ends_on),
        .decision = {row->decision_number, partial_date_from_iso(row->decision_on),
                     row->decision_issuer},
        .comment = row->comment,
        .recorded_ms = row->recorded_ms,
        .recorded_by = row->recorded_by,
        .answered_ms = row->answered_ms.set ? row->answered_ms.value : 0,
        .answered_by = str_or_empty(row->answered_by),
        .answer_reason = str_or_empty(row->answer_reason),
    };
}

/* Fills the transfers; RET_COMING: one waits for this user's answer, so he sees the person. */
static const struct err *read_transfers(struct db_tx *tx, struct read_work *work,
                                        bool *ret_coming) {
    struct str scope = person_scope(work->arena, work->user, RIGHT_PERSON_EDIT);
    struct q_person_transfers_of_rows rows;
    TRY(q_person_transfers_of(tx, work->arena, work->id, &rows));
    *ret_coming = false;
    for (size_t i = 0; i < rows.count; i++) {
        struct person_transfer *transfer = list_push(work->arena, &work->record->transfers);
        *transfer = transfer_of(&rows.items[i]);
        if (transfer->state != TRANSFER_WAITING)
            continue;
        TRY(person_unit_seen(tx, work->arena, transfer->to_id, scope, work->today,
                             &transfer->may_answer));
        TRY(person_unit_seen(tx, work->arena, transfer->from_id, scope, work->today,
                             &transfer->may_withdraw));
        *ret_coming = *ret_coming || transfer->may_answer;
    }
    return NULL;
}

static const struct err *read_honours(struct db_tx *tx, struct read_work *work) {
    struct q_person_honours_of_rows rows;
    TRY(q_person_honours_of(tx, work->arena, work->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_person_honours_of_row *row = &rows.items[i];
        if (work->record->is_former && row->year > work->day.year)
            continue;
        *list_push(work->arena, &work->record->honours) = (struct person_honour){
            .id = row->id,
            .year = row->year,
            .title = row->title,
            .is_awarded = str_equal_c(row->state, "awarded"),
            .unit_id = str_or_empty(row->unit_id),
            .under_name = row->under_name,
            .decision = {row->decision_number, partial_date_from_iso(row->decision_on),
                         row->decision_issuer},
            .source = row->source,
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
        };
    }
    return NULL;
}

/* Today's people of the scope, and those on their way to it, wholly; who left it, as far as the day
 * on which the person was still there; others do not exist. */
static const struct err *find_sight(struct db_tx *tx, struct read_work *work, bool is_coming) {
    struct person_record *record = work->record;
    struct str scope = person_scope(work->arena, work->user, RIGHT_PERSON_READ);
    bool now, then;
    TRY(person_in_scope(tx, work->arena, work->id, scope, work->today, &now));
    if (now || is_coming)
        return person_may_change(tx, work->arena, work->user, work->id, work->today,
                                 &record->may_edit);
    TRY(person_in_scope(tx, work->arena, work->id, scope, work->day, &then));
    if (!then || date_compare(work->day, work->today) > 0)
        return ERR_TEXT(ERR_NOT_FOUND, "person.no_person", "no such person");
    record->is_former = true;
    person_spans_until(work->arena, &record->spans, work->day, &record->spans);
    size_t kept = 0;
    for (size_t i = 0; i < record->transfers.count; i++)
        if (date_compare(record->transfers.items[i].effective_on, work->day) <= 0)
            record->transfers.items[kept++] = record->transfers.items[i];
    record->transfers.count = kept;
    return NULL;
}

static const struct err *cite(struct db_tx *tx, struct read_work *work) {
    struct person_record *record = work->record;
    struct legal_documents documents;
    record->rule_citation = STR("");
    record->rule_doubt = MESSAGE(MSG_none);
    if (!record->rule)
        return NULL;
    TRY(legal_load(tx, work->arena, &documents));
    const struct legal_document *document = legal_find(&documents, record->rule->legal_code);
    record->rule_citation =
        document ? legal_citation(work->arena, work->lang, document) : record->rule->legal_code;
    struct date last = date_from_days(date_to_days(record->service.until) - 1);
    struct message doubt;
    if (legal_doubt(work->arena, &documents, record->rule->legal_code, last, &doubt))
        record->rule_doubt = doubt;
    return NULL;
}

static void find_present(struct person_record *record) {
    record->unit = person_span_on(&record->spans, PERSON_UNIT, record->day);
    record->post = person_span_on(&record->spans, PERSON_POST, record->day);
    record->rank = person_span_on(&record->spans, PERSON_RANK, record->day);
    record->object_class = person_span_on(&record->spans, PERSON_CLASS, record->day);
    record->seconded = person_span_on(&record->spans, PERSON_SECONDED, record->day);
}

/* Who may not change the record sees what his task needs: the year of birth, that somebody was away
 * and not why, nothing of what units wrote to each other unless he answers it. */
static void mask(struct person_record *record) {
    record->is_masked = !record->may_edit;
    if (!record->is_masked)
        return;
    record->born.month = record->born.day = 0;
    for (size_t i = 0; i < record->spans.count; i++) {
        struct person_span *span = &record->spans.items[i];
        if (span->aspect == PERSON_AWAY)
            span->value = span->source = STR("");
    }
    record->service.why.count = 0;
    for (size_t i = 0; i < record->transfers.count; i++) {
        struct person_transfer *transfer = &record->transfers.items[i];
        if (!transfer->may_answer)
            transfer->comment = transfer->answer_reason = STR("");
    }
}

/* Changes; who only read it is told apart. */
static const struct err *read_history(struct db_tx *tx, struct read_work *work) {
    const struct audit_filter filter = {.without = STR(AUDIT_READ)};
    return audit_search(tx, work->arena, work->lang, "person", work->id, &filter, NULL,
                        &work->record->history);
}

static const struct err *read_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct person_record *record = work->record;
    struct arena *arena = work->arena;
    struct q_person_identity_now_row identity;
    bool found, is_coming;
    *record = (struct person_record){.id = work->id, .day = work->day};
    TRY(q_person_identity_now(tx, arena, work->id, &found, &identity));
    if (!found)
        return ERR_TEXT(ERR_NOT_FOUND, "person.no_person", "no such person");
    record->name = identity.full_name;
    record->sort_name = identity.sort_name;
    record->born = partial_date_from_iso(identity.born);
    TRY(person_load_spans(tx, arena, work->id, &record->spans));
    TRY(read_transfers(tx, work, &is_coming));
    TRY(find_sight(tx, work, is_coming));
    TRY(person_classes_in(tx, arena, &record->classes));
    TRY(person_all_sample(tx, arena, &record->is_sample));
    TRY(read_honours(tx, work));
    find_present(record);
    person_look_over(arena, &record->spans, &record->findings);
    struct service_work service;
    TRY(count_service(tx, arena, &record->spans, &record->classes, work->year,
                      record->is_former ? work->day : work->today, &service));
    record->service = service.service;
    record->rule = service.rule;
    TRY(cite(tx, work));
    mask(record);
    if (!record->is_former)
        TRY(read_history(tx, work));
    if (record->may_edit || user_has_right(work->user, RIGHT_PRIVACY_MANAGE))
        TRY(audit_readers(tx, arena, PERSON_READING, work->id, PERSON_READERS_MAX,
                          &record->readers));
    return NULL;
}

const struct err *person_read(struct db *db, struct arena *arena, enum lang lang,
                              const struct user *user, int64_t now_ms, struct str id,
                              struct date day, int year, struct person_record *ret_record) {
    if (!user_has_right(user, RIGHT_PERSON_READ))
        return ERR(ERR_DENIED, "no right to see people");
    struct read_work work = {.arena = arena,
                             .lang = lang,
                             .user = user,
                             .today = date_of_instant(now_ms),
                             .id = id,
                             .day = day,
                             .year = year ? year : day.year,
                             .record = ret_record};
    TRY(db_read(db, read_in, &work));
    struct audit_reading reading = {PERSON_READING, id, STR("hồ sơ"), STR_NONE};
    return audit_note_reading(db, arena, user, now_ms, &reading);
}

/* --- verify -------------------------------------------------------------------------------------
 */

static void check_one(struct arena *arena, const struct person_spans *spans, struct str id,
                      struct person_findings *findings) {
    static const bool ONE_ON_A_DAY[PERSON_ASPECT_COUNT] = {[PERSON_UNIT] = true,
                                                           [PERSON_SECONDED] = true,
                                                           [PERSON_RANK] = true,
                                                           [PERSON_CLASS] = true};
    for (size_t i = 0; i < spans->count; i++) {
        const struct person_span *span = &spans->items[i];
        if (!date_is_empty(span->from) && !date_is_empty(span->to) &&
            date_compare(span->from, span->to) >= 0)
            *list_push(arena, findings) = MESSAGE_WITH(MSG_person_check_end, id);
        for (size_t k = i + 1; k < spans->count && spans->items[k].aspect == span->aspect; k++)
            if (ONE_ON_A_DAY[span->aspect] && person_spans_overlap(span, &spans->items[k]))
                *list_push(arena, findings) = MESSAGE_WITH(
                    MSG_person_check_overlap, id, date_display(arena, spans->items[k].from));
    }
}

const struct err *person_check_all(struct db_tx *tx, struct arena *arena,
                                   struct person_findings *ret_findings) {
    struct q_person_spans_all_rows rows;
    struct person_findings findings = {0};
    TRY(q_person_spans_all(tx, arena, &rows));
    for (size_t i = 0, end; i < rows.count; i = end) {
        struct person_spans spans = {0};
        for (end = i;
             end < rows.count && str_equal(rows.items[end].person_id, rows.items[i].person_id);
             end++) {
            struct person_span *span = list_push(arena, &spans);
            *span = (struct person_span){.id = rows.items[end].id,
                                         .from = date_from_iso(rows.items[end].valid_from),
                                         .to = date_from_iso(rows.items[end].valid_to)};
            if (!person_aspect_from_code(rows.items[end].aspect, &span->aspect))
                return ERR(ERR_DATABASE, "a person's line has an unknown aspect");
        }
        person_spans_sort(&spans);
        check_one(arena, &spans, rows.items[i].person_id, &findings);
    }
    *ret_findings = findings;
    return NULL;
}
