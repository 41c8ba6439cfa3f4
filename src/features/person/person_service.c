/* What is read of people. */
#include "features/legal/legal_service.h"
#include "features/person/person.sql.h"
#include "features/person/person_store_service.h"
#include "text/vi_fold.h"

/* --- lists -------------------------------------------------------------------------------------
 */

static struct person_line line_of(const struct q_person_list_row *row) {
    return (struct person_line){
        .id = row->person_id,
        .name = row->full_name,
        .sort_key = row->sort_key,
        .born = person_stored_partial(row->born),
        .unit_id = person_or_empty(row->unit_id),
        .unit_slug = row->slug,
        .unit_name = person_or_empty(row->unit_name.p ? row->unit_name : row->newest_name),
        .post = person_or_empty(row->post),
        .leads = row->leads,
        .rank = person_or_empty(row->rank),
        .class_code = person_or_empty(row->class),
        .seconded_to = person_or_empty(row->seconded),
        .unit_is_gone = !row->unit_name.p,
        .waits = row->waiting,
    };
}

/* What q_person_list takes. */
struct list_of {
    struct str scope;
    struct str day;
    struct str unit_id;
    bool deep;
    struct str pattern;
    struct str after_key;
    struct str after_id;
};

static const struct err *read_lines(struct db_tx *tx, struct arena *arena, const struct list_of *of,
                                    int64_t most, struct person_lines *ret_lines) {
    struct q_person_list_rows rows;
    TRY(q_person_list(tx, arena, of->scope, of->day, of->unit_id, of->deep, of->pattern,
                      of->after_key, of->after_id, most, &rows));
    struct person_lines lines = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &lines) = line_of(&rows.items[i]);
    *ret_lines = lines;
    return NULL;
}

const struct err *person_choices(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                 struct date day, bool deep, struct person_lines *ret_people) {
    const struct list_of of = {STR(""), date_iso(arena, day), unit_id, deep, STR("%"), STR(""),
                               STR("")};
    *ret_people = (struct person_lines){0};
    return unit_id.n ? read_lines(tx, arena, &of, PERSON_CHOICES_MAX, ret_people) : NULL;
}

static const struct err *read_counts(struct db_tx *tx, struct arena *arena,
                                     const struct list_of *of, struct person_counts *ret_counts) {
    struct q_person_counts_rows rows;
    TRY(q_person_counts(tx, arena, of->scope, of->day, of->unit_id, of->deep, of->pattern, &rows));
    struct person_counts counts = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &counts) =
            (struct person_count){rows.items[i].class, rows.items[i].leads, rows.items[i].people};
    *ret_counts = counts;
    return NULL;
}

const struct err *person_count_on(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                  struct date day, bool deep, struct person_counts *ret_counts) {
    const struct list_of of = {STR(""), date_iso(arena, day), unit_id, deep, STR("%"), STR(""),
                               STR("")};
    *ret_counts = (struct person_counts){0};
    return unit_id.n ? read_counts(tx, arena, &of, ret_counts) : NULL;
}

const struct err *person_pending_count(struct db_tx *tx, struct arena *arena,
                                       const struct user *user, struct date today,
                                       int64_t *ret_count) {
    bool found;
    struct q_person_pending_row row;
    TRY(q_person_pending(tx, arena, person_scope(arena, user, RIGHT_PERSON_EDIT),
                         date_iso(arena, today), &found, &row));
    *ret_count = row.waiting;
    return NULL;
}

/* --- one, for other rooms -----------------------------------------------------------------------
 */

static struct str value_on(const struct person_spans *spans, enum person_aspect aspect,
                           struct date day) {
    const struct person_span *span = person_span_on(spans, aspect, day);
    return span ? span->value : STR("");
}

const struct err *person_find(struct db_tx *tx, struct arena *arena, struct str person_id,
                              struct date day, bool *ret_found, struct person_line *ret_person) {
    struct q_person_identity_now_row identity;
    struct person_spans spans;
    bool found;
    TRY(q_person_identity_now(tx, arena, person_id, &found, &identity));
    *ret_found = found;
    if (!found)
        return NULL;
    TRY(person_load_spans(tx, arena, person_id, &spans));
    const struct person_span *unit = person_span_on(&spans, PERSON_UNIT, day);
    const struct person_span *post = person_span_on(&spans, PERSON_POST, day);
    const struct person_span *host = person_span_on(&spans, PERSON_SECONDED, day);
    *ret_person = (struct person_line){
        .id = person_id,
        .name = identity.full_name,
        .sort_key = person_sort_key(arena, identity.sort_name, identity.full_name),
        .born = person_stored_partial(identity.born),
        .unit_id = unit ? unit->unit_id : STR(""),
        .unit_slug = unit ? unit->unit_slug : STR(""),
        .unit_name = unit ? unit->unit_name : STR(""),
        .post = post ? post->value : STR(""),
        .leads = post && post->leads,
        .rank = value_on(&spans, PERSON_RANK, day),
        .class_code = value_on(&spans, PERSON_CLASS, day),
        .seconded_to = host ? host->unit_name : STR(""),
    };
    return NULL;
}

const struct err *person_unit_on(struct db_tx *tx, struct arena *arena, struct str person_id,
                                 struct date day, struct str *ret_unit_id) {
    struct person_spans spans;
    TRY(person_load_spans(tx, arena, person_id, &spans));
    const struct person_span *unit = person_span_on(&spans, PERSON_UNIT, day);
    *ret_unit_id = unit ? unit->unit_id : STR("");
    return NULL;
}

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
    struct str code = value_on(spans, PERSON_CLASS, last);
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

/* --- the list of a page -------------------------------------------------------------------------
 */

struct list_work {
    struct arena *arena;
    const struct user *user;
    const struct person_query *query;
    struct person_page *page;
};

static const struct err *read_waiting(struct db_tx *tx, struct list_work *work, struct str scope) {
    enum { WAITING_MAX = 200 };
    struct q_person_transfers_waiting_rows rows;
    TRY(q_person_transfers_waiting(tx, work->arena, scope, date_iso(work->arena, work->query->day),
                                   WAITING_MAX, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_person_transfers_waiting_row *row = &rows.items[i];
        *list_push(work->arena, &work->page->waiting) = (struct person_waiting){
            .person_id = row->person_id,
            .transfer_id = row->id,
            .name = row->full_name,
            .is_secondment = str_equal_c(row->kind, "secondment"),
            .is_incoming = row->incoming,
            .from_name = row->from_name,
            .to_name = row->to_name,
            .effective_on = person_stored_day(row->effective_on),
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
        };
    }
    return NULL;
}

static const struct err *read_units(struct db_tx *tx, struct list_work *work, struct str scope) {
    struct q_person_scope_units_rows rows;
    if (!scope.n)
        return NULL; /* thousands: the office types a name */
    TRY(q_person_scope_units(tx, work->arena, scope, date_iso(work->arena, work->query->day),
                             PERSON_UNITS_MAX, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, &work->page->units) =
            (struct person_unit){rows.items[i].id, rows.items[i].slug, rows.items[i].name};
    return NULL;
}

/* The asked unit, where the user sees its people: its own of any day, also one that is gone. */
static const struct err *find_unit(struct db_tx *tx, struct list_work *work, struct str scope,
                                   struct str *ret_id) {
    struct person_page *page = work->page;
    struct arena *arena = work->arena;
    struct str typed = work->query->unit_slug;
    struct person_unit unit;
    struct issues issues = {0};
    bool found, seen = false;
    struct q_person_unit_named_row row;
    *ret_id = STR("");
    if (!typed.n)
        return NULL;
    TRY(q_person_unit_named(tx, arena, typed, date_iso(arena, work->query->day), &found, &row));
    if (found)
        unit = (struct person_unit){row.id, row.slug,
                                    person_or_empty(row.name.p ? row.name : row.newest)};
    else
        TRY(person_unit_typed(tx, arena, typed, work->query->day, "don-vi", &issues, &unit));
    if (unit.id.n)
        TRY(person_unit_seen(tx, arena, unit.id, scope, work->query->day, &seen));
    page->unit_unknown = !seen;
    page->unit_name = seen ? unit.name : STR("");
    *ret_id = seen ? unit.id : STR("-");
    return NULL;
}

static const struct err *read_outside(struct db_tx *tx, struct list_work *work,
                                      const struct list_of *of, int64_t most) {
    struct q_person_list_outside_rows rows;
    TRY(q_person_list_outside(tx, work->arena, of->day, of->pattern, of->after_key, of->after_id,
                              most, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, &work->page->lines) = (struct person_line){
            .id = rows.items[i].person_id,
            .name = rows.items[i].full_name,
            .sort_key = rows.items[i].sort_key,
            .born = person_stored_partial(rows.items[i].born),
            .unit_id = STR(""),
            .unit_slug = STR(""),
            .unit_name = STR(""),
            .post = STR(""),
            .rank = STR(""),
            .class_code = STR(""),
            .seconded_to = STR(""),
        };
    return NULL;
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    const struct person_query *query = work->query;
    struct person_page *page = work->page;
    struct str scope = person_scope(work->arena, work->user, RIGHT_PERSON_READ);
    *page = (struct person_page){.sees_all = !scope.n, .unit_name = STR("")};
    struct list_of of = {.scope = scope,
                         .day = date_iso(work->arena, query->day),
                         .deep = query->deep,
                         .pattern = person_pattern(work->arena, query->words),
                         .after_key = person_or_empty(query->after_key),
                         .after_id = person_or_empty(query->after_id)};
    int64_t most = query->most < PERSON_EXPORT_MAX ? query->most : PERSON_EXPORT_MAX;
    TRY(person_classes_in(tx, work->arena, &page->classes));
    TRY(person_all_sample(tx, work->arena, &page->is_sample));
    TRY(find_unit(tx, work, scope, &of.unit_id));
    TRY(read_waiting(tx, work, scope));
    TRY(read_units(tx, work, scope));
    if (query->outside && page->sees_all) {
        TRY(read_outside(tx, work, &of, most + 1));
    } else {
        TRY(read_lines(tx, work->arena, &of, most + 1, &page->lines));
        TRY(read_counts(tx, work->arena, &of, &page->counts));
    }
    page->more = (int64_t)page->lines.count > most;
    if (page->more)
        page->lines.count = (size_t)most;
    return NULL;
}

const struct err *person_list(struct db *db, struct arena *arena, const struct user *user,
                              const struct person_query *query, struct person_page *ret_page) {
    if (!user_has_right(user, RIGHT_PERSON_READ))
        return ERR(ERR_DENIED, "no right to see people");
    struct list_work work = {arena, user, query, ret_page};
    return db_read(db, list_in, &work);
}

static const struct err *help_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct str scope = person_scope(work->arena, work->user, RIGHT_PERSON_EDIT);
    *work->page = (struct person_page){.sees_all = !scope.n};
    TRY(person_classes_in(tx, work->arena, &work->page->classes));
    TRY(person_all_sample(tx, work->arena, &work->page->is_sample));
    return read_units(tx, work, scope);
}

const struct err *person_help_read(struct db *db, struct arena *arena, const struct user *user,
                                   struct date today, struct person_help *ret_help) {
    struct person_page page;
    const struct person_query query = {.day = today};
    struct list_work work = {arena, user, &query, &page};
    *ret_help = (struct person_help){0};
    TRY(db_read(db, help_in, &work));
    for (size_t i = 0; i < page.units.count; i++)
        *list_push(arena, &ret_help->units) = page.units.items[i];
    ret_help->sees_all = page.sees_all;
    ret_help->is_sample = page.is_sample;
    ret_help->classes = page.classes;
    return NULL;
}

struct export_work {
    struct list_work list;
    int64_t now_ms;
};

static const struct err *export_in(struct db_tx *tx, void *context) {
    struct export_work *work = context;
    struct arena *arena = work->list.arena;
    TRY(list_in(tx, &work->list));
    const struct person_page *page = work->list.page;
    const struct audit_note note = {
        .action = "person.export",
        .object_kind = "person_list",
        .object_id = work->list.query->unit_slug,
        .after = str_format(arena, "%zu; " STR_FMT, page->lines.count,
                            STR_ARG(date_display(arena, work->list.query->day))),
    };
    return audit_write(tx, arena, work->list.user, work->now_ms, &note);
}

const struct err *person_export(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct person_query *query,
                                struct person_page *ret_page) {
    if (!user_has_right(user, RIGHT_PERSON_READ))
        return ERR(ERR_DENIED, "no right to see people");
    struct export_work work = {{arena, user, query, ret_page}, now_ms};
    return db_write(db, export_in, &work);
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
        .effective_on = person_stored_day(row->effective_on),
        .ends_on = person_stored_day(row->ends_on),
        .decision = {row->decision_number, person_stored_partial(row->decision_on),
                     row->decision_issuer},
        .comment = row->comment,
        .recorded_ms = row->recorded_ms,
        .recorded_by = row->recorded_by,
        .answered_ms = row->answered_ms.set ? row->answered_ms.value : 0,
        .answered_by = person_or_empty(row->answered_by),
        .answer_reason = person_or_empty(row->answer_reason),
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
            .unit_id = person_or_empty(row->unit_id),
            .under_name = row->under_name,
            .decision = {row->decision_number, person_stored_partial(row->decision_on),
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
    if (now || is_coming) {
        record->may_edit = now && user_has_right(work->user, RIGHT_PERSON_EDIT);
        return NULL;
    }
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
    record->born = person_stored_partial(identity.born);
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
    if (!record->is_former)
        TRY(audit_read(tx, arena, work->lang, "person", work->id, NULL, &record->history));
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
    return db_read(db, read_in, &work);
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
                                         .from = person_stored_day(rows.items[end].valid_from),
                                         .to = person_stored_day(rows.items[end].valid_to)};
            if (!person_aspect_from_code(rows.items[end].aspect, &span->aspect))
                return ERR(ERR_DATABASE, "a person's line has an unknown aspect");
        }
        person_spans_sort(&spans);
        check_one(arena, &spans, rows.items[i].person_id, &findings);
    }
    *ret_findings = findings;
    return NULL;
}
