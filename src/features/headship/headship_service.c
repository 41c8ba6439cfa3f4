#include "features/headship/headship_store_service.h"
#include "features/organisation/organisation.h"

/* --- names ------------------------------------------------------------------------------------ */

const struct err *headship_names_load(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                                      struct headship_names *ret_names) {
    ret_names->arena = arena;
    return q_headship_unit_states(tx, arena, cluster_id, &ret_names->rows);
}

struct cluster_unit headship_unit_on(const struct headship_names *names, struct str id,
                                     struct date day) {
    struct cluster_unit unit = {STR(""), STR(""), STR("")};
    struct unit_states states = {0};
    for (size_t i = 0; id.n && i < names->rows.count; i++) {
        const struct q_headship_unit_states_row *row = &names->rows.items[i];
        if (!str_equal(row->id, id))
            continue;
        unit = (struct cluster_unit){row->id, row->slug, STR("")};
        *list_push(names->arena, &states) =
            (struct unit_state){.name = row->name,
                                .from = date_from_iso(row->valid_from),
                                .to = date_from_iso(row->valid_to)};
    }
    const struct unit_state *state =
        unit_state_nearest(states.items, states.count, day, UNIT_KNOWN_NOW);
    if (state)
        unit.name = state->name;
    return unit;
}

/* --- terms ------------------------------------------------------------------------------------ */

const struct err *headship_terms_load(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                                      const struct headship_names *names,
                                      struct headship_terms *ret_terms) {
    struct q_headship_terms_rows rows;
    TRY(q_headship_terms(tx, arena, cluster_id, &rows));
    *ret_terms = (struct headship_terms){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_headship_terms_row *row = &rows.items[i];
        struct headship_term term = {
            .id = row->id,
            .from = date_from_iso(row->valid_from),
            .to = date_from_iso(row->valid_to),
            .minutes = row->minutes,
            .note = row->note,
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
            .withdrawn_ms = row->withdrawn_ms.value,
            .withdrawn_by = str_or_empty(row->withdrawn_by),
            .withdrawn_reason = str_or_empty(row->withdrawn_reason),
        };
        term.unit = headship_unit_on(names, row->unit_id, term.from);
        if (!headship_role_from_code(row->role, &term.role) ||
            !headship_choice_from_code(row->choice, &term.choice))
            return ERR(ERR_DATABASE, "a term of the role " STR_FMT, STR_ARG(row->role));
        *list_push(arena, ret_terms) = term;
    }
    return NULL;
}

/* Those in office on a day, under the names of that day. */
static struct headship headship_on(const struct headship_terms *terms,
                                   const struct headship_names *names, struct date day) {
    struct cluster_unit found[HEADSHIP_ROLE_COUNT];
    for (int role = 0; role < HEADSHIP_ROLE_COUNT; role++) {
        const struct headship_term *term = headship_term_at(terms, (enum headship_role)role, day);
        found[role] = headship_unit_on(names, term ? term->unit.id : STR(""), day);
    }
    return (struct headship){found[HEADSHIP_HEAD],
                             {found[HEADSHIP_DEPUTY_1], found[HEADSHIP_DEPUTY_2]}};
}

const struct err *headship_at(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                              struct date day, struct headship *ret_headship) {
    struct headship_names names;
    struct headship_terms terms;
    TRY(headship_names_load(tx, arena, cluster_id, &names));
    TRY(headship_terms_load(tx, arena, cluster_id, &names, &terms));
    *ret_headship = headship_on(&terms, &names, day);
    return NULL;
}

static void push_past(struct arena *arena, struct headship_history *history, struct str unit_id,
                      int year) {
    *list_push(arena, history) = (struct headship_past){unit_id, year};
    if (!history->since || year < history->since)
        history->since = year;
}

const struct err *headship_history_of(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                                      struct headship_history *ret_history) {
    struct headship_names names;
    struct headship_terms terms;
    TRY(headship_names_load(tx, arena, cluster_id, &names));
    TRY(headship_terms_load(tx, arena, cluster_id, &names, &terms));
    struct q_headship_period_heads_rows periods;
    TRY(q_headship_period_heads(tx, arena, cluster_id, &periods));
    bool found;
    struct q_headship_first_year_row first;
    TRY(q_headship_first_year(tx, arena, cluster_id, &found, &first));
    *ret_history = (struct headship_history){.since = (int)first.first_year};
    for (size_t i = 0; i < terms.count; i++)
        if (terms.items[i].role == HEADSHIP_HEAD && !terms.items[i].withdrawn_ms)
            push_past(arena, ret_history, terms.items[i].unit.id,
                      headship_term_year(&terms.items[i]));
    for (size_t i = 0; i < periods.count; i++) {
        struct period period;
        if (periods.items[i].head_unit_id.p && period_parse(periods.items[i].code, &period))
            push_past(arena, ret_history, periods.items[i].head_unit_id, period.year);
    }
    return NULL;
}

/* --- a year ----------------------------------------------------------------------------------- */

static const struct err *load_meetings(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_year *year,
                                       const struct headship_names *names,
                                       struct headship_year *ret_year) {
    struct q_headship_meetings_rows rows;
    TRY(q_headship_meetings(tx, arena, year->cluster_id, year->year, &rows));
    for (int kind = 0; kind < MEETING_KIND_COUNT; kind++)
        ret_year->meetings[kind] = (struct meeting){.kind = (enum meeting_kind)kind,
                                                    .venue = STR(""),
                                                    .note = STR(""),
                                                    .period_code = STR("")};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_headship_meetings_row *row = &rows.items[i];
        enum meeting_kind kind;
        if (!meeting_kind_from_code(row->kind, &kind))
            return ERR(ERR_DATABASE, "a meeting of the kind " STR_FMT, STR_ARG(row->kind));
        struct meeting *meeting = &ret_year->meetings[kind];
        meeting->recorded = true;
        meeting->held_on = date_from_iso(row->held_on);
        meeting->venue = row->venue;
        meeting->note = row->note;
        struct q_headship_meeting_hosts_rows hosts;
        TRY(q_headship_meeting_hosts(tx, arena, row->id, &hosts));
        for (size_t k = 0; k < hosts.count; k++)
            *list_push(arena, &meeting->hosts) =
                headship_unit_on(names, hosts.items[k].unit_id, year->names_day);
    }
    return NULL;
}

/* The row of a half-year says day, venue and first host of its review. */
static void take_period(struct arena *arena, const struct q_headship_period_heads_row *row,
                        const struct cluster_year *year, const struct headship_names *names,
                        struct meeting *meeting) {
    struct cluster_units hosts = {0};
    if (row->host_unit_id.p)
        *list_push(arena, &hosts) = headship_unit_on(names, row->host_unit_id, year->names_day);
    for (size_t i = 0; i < meeting->hosts.count; i++)
        if (!hosts.count || !str_equal(hosts.items[0].id, meeting->hosts.items[i].id))
            *list_push(arena, &hosts) = meeting->hosts.items[i];
    meeting->hosts = hosts;
    meeting->held_on = date_from_iso(row->held_on);
    meeting->venue = row->venue;
    meeting->period_code = row->code;
    meeting->recorded =
        meeting->recorded || hosts.count || row->venue.n || !date_is_empty(meeting->held_on);
}

static void compare_head(struct arena *arena, const struct q_headship_period_heads_row *row,
                         struct period period, const struct headship_names *names,
                         struct headship_year *ret_year) {
    struct date day = cluster_names_day(period, date_from_iso(row->held_on));
    const struct headship_term *term = headship_term_at(&ret_year->all, HEADSHIP_HEAD, day);
    struct str named = str_or_empty(row->head_unit_id);
    if (term ? str_equal(term->unit.id, named) : !named.n)
        return;
    *list_push(arena, &ret_year->differences) = (struct headship_difference){
        row->code, headship_unit_on(names, named, day),
        headship_unit_on(names, term ? term->unit.id : STR(""), day), day};
}

static bool touches(struct date from, struct date to, int year) {
    return from.year <= year && date_compare(to, (struct date){(int16_t)year, 1, 1}) > 0;
}

const struct err *headship_of_year(struct db_tx *tx, struct arena *arena,
                                   const struct cluster_year *year,
                                   struct headship_year *ret_year) {
    struct headship_names names;
    *ret_year = (struct headship_year){0};
    TRY(headship_names_load(tx, arena, year->cluster_id, &names));
    TRY(headship_terms_load(tx, arena, year->cluster_id, &names, &ret_year->all));
    for (size_t i = 0; i < ret_year->all.count; i++)
        if (touches(ret_year->all.items[i].from, ret_year->all.items[i].to, year->year))
            *list_push(arena, &ret_year->terms) = ret_year->all.items[i];
    struct headship_gaps gaps;
    headship_find_gaps(arena, &ret_year->all, &gaps);
    for (size_t i = 0; i < gaps.count; i++)
        if (touches(gaps.items[i].from, gaps.items[i].to, year->year))
            *list_push(arena, &ret_year->gaps) = gaps.items[i];
    TRY(load_meetings(tx, arena, year, &names, ret_year));
    struct q_headship_period_heads_rows periods;
    TRY(q_headship_period_heads(tx, arena, year->cluster_id, &periods));
    for (size_t i = 0; i < periods.count; i++) {
        struct period period;
        if (!period_parse(periods.items[i].code, &period) || period.year != year->year)
            continue;
        take_period(arena, &periods.items[i], year, &names,
                    &ret_year->meetings[period.half == 1 ? MEETING_INTERIM : MEETING_ANNUAL]);
        compare_head(arena, &periods.items[i], period, &names, ret_year);
    }
    return NULL;
}

/* --- the page --------------------------------------------------------------------------------- */

const struct err *handovers_load(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                                 const struct headship_names *names,
                                 struct handovers *ret_handovers) {
    struct q_handover_list_rows rows;
    TRY(q_handover_list(tx, arena, cluster_id, &rows));
    *ret_handovers = (struct handovers){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_handover_list_row *row = &rows.items[i];
        struct handover handover = {
            .id = row->id,
            .year = (int)row->year,
            .on = date_from_iso(row->handed_on),
            .until = date_from_iso(row->until),
            .meeting = row->meeting,
            .venue = row->venue,
            .minutes = row->minutes,
            .from_name = row->from_name,
            .from_post = row->from_post,
            .to_name = row->to_name,
            .to_post = row->to_post,
            .witness_name = row->witness_name,
            .witness_post = row->witness_post,
            .remark = row->remark,
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
            .confirmed_ms = row->confirmed_ms.value,
            .confirmed_by = str_or_empty(row->confirmed_by),
            .withdrawn_ms = row->withdrawn_ms.value,
            .withdrawn_by = str_or_empty(row->withdrawn_by),
            .withdrawn_reason = str_or_empty(row->withdrawn_reason),
        };
        if (!headship_choice_from_code(row->choice, &handover.choice))
            return ERR(ERR_DATABASE, "a handing over chosen by " STR_FMT, STR_ARG(row->choice));
        handover.from = headship_unit_on(names, row->from_unit_id, handover.on);
        handover.to = headship_unit_on(names, row->to_unit_id, handover.on);
        *list_push(arena, ret_handovers) = handover;
    }
    return NULL;
}

const struct err *headship_documents_load(struct db_tx *tx, struct arena *arena,
                                          struct str cluster_id,
                                          struct cluster_documents *ret_documents) {
    struct q_headship_documents_rows rows;
    TRY(q_headship_documents(tx, arena, cluster_id, &rows));
    *ret_documents = (struct cluster_documents){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_headship_documents_row *row = &rows.items[i];
        if (row->withdrawn_ms.set)
            continue;
        struct cluster_document document = {.id = row->id,
                                            .title = row->title,
                                            .number = row->number,
                                            .legal_code = row->legal_code,
                                            .note = row->note,
                                            .recorded_ms = row->recorded_ms,
                                            .recorded_by = row->recorded_by};
        partial_date_parse_iso(row->dated, &document.dated);
        *list_push(arena, ret_documents) = document;
    }
    return NULL;
}

struct read_work {
    struct arena *arena;
    const struct user *user;
    enum lang lang;
    const struct cluster_year *year;
    struct headship_page *page;
};

static const struct err *year_is_there(struct db_tx *tx, const struct read_work *work, int year,
                                       bool *ret_there) {
    struct cluster_year there;
    const struct err *err =
        cluster_year_load(tx, work->arena, work->year->slug, year, work->year->names_day, &there);
    *ret_there = !err;
    return err && err->kind != ERR_NOT_FOUND ? err : NULL;
}

/* The years beside this one, and the half-year it lacks. */
static const struct err *look_around(struct db_tx *tx, const struct read_work *work,
                                     struct headship_page *page) {
    bool halves[3] = {false};
    for (size_t i = 0; i < work->year->periods.count; i++)
        halves[work->year->periods.items[i].period.half] = true;
    page->lacks_half = !halves[1] ? STR("1") : !halves[2] ? STR("2") : STR("");
    TRY(year_is_there(tx, work, work->year->year - 1, &page->has_before));
    return year_is_there(tx, work, work->year->year + 1, &page->has_next);
}

static const struct err *read_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    const struct cluster_year *year = work->year;
    struct arena *arena = work->arena;
    struct headship_page page = {0};
    struct headship_names names;
    TRY(headship_of_year(tx, arena, year, &page.year));
    TRY(headship_names_load(tx, arena, year->cluster_id, &names));
    page.now = headship_on(&page.year.all, &names, year->names_day);
    struct headship_history history;
    TRY(headship_history_of(tx, arena, year->cluster_id, &history));
    headship_rotate(arena, &year->members, &history, year->year + 1, &page.next);
    TRY(headship_documents_load(tx, arena, year->cluster_id, &page.documents));
    struct handovers handovers;
    TRY(handovers_load(tx, arena, year->cluster_id, &names, &handovers));
    for (size_t i = 0; i < handovers.count; i++)
        if (handovers.items[i].year == year->year)
            *list_push(arena, &page.handovers) = handovers.items[i];
    TRY(look_around(tx, work, &page));
    if (user_may(work->user, RIGHT_HISTORY_READ, place_of_year(year), STR("")))
        TRY(audit_read(tx, arena, work->lang, "cluster", year->cluster_id, NULL, &page.changes));
    *work->page = page;
    return NULL;
}

const struct err *headship_read(struct db *db, struct arena *arena, const struct user *user,
                                enum lang lang, const struct cluster_year *year,
                                struct headship_page *ret_page) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct read_work work = {arena, user, lang, year, ret_page};
    return db_read(db, read_in, &work);
}
