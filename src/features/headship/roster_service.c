#include "features/headship/roster_service.h"

#include "features/cluster/closing_service.h"
#include <stdlib.h>

#include "features/audit/audit.h"
#include "features/cluster/cluster_roster_service.h"
#include "features/cluster/cluster_service.h"
#include "features/headship/headship_store_service.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/scoring_service.h"
#include "text/utf8.h"

struct roster_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *asked;
    struct cluster_year year; /* as it is in this transaction */
    struct issues *issues;
    const struct roster_form *form;
    const struct next_year_form *next_form;
    struct next_year *next;
    int half;
    bool carry_table;
    struct str code;
};

static struct str number(struct arena *arena, int value) {
    return str_format(arena, "%d", value);
}

static const struct err *reload(struct db_tx *tx, struct roster_work *work) {
    if (work->issues)
        *work->issues = (struct issues){0};
    return cluster_year_load(tx, work->arena, work->asked->slug, work->asked->year,
                             work->asked->names_day, &work->year);
}

static struct str names_of(struct arena *arena, const struct cluster_units *units) {
    struct str names = STR("");
    for (size_t i = 0; i < units->count; i++)
        names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), i ? ", " : "",
                           STR_ARG(units->items[i].name));
    return names;
}

/* --- who can be a member ---------------------------------------------------------------------- */

static void refuse(const struct roster_work *work, struct str field, struct message why) {
    issue_add(work->arena, work->issues, field, why);
}

/* A unit exists in a year when it does on one of its days. */
static bool is_in_year(struct unit_span span, int year) {
    struct date first = {(int16_t)year, 1, 1};
    struct date after = {(int16_t)(year + 1), 1, 1};
    return (date_is_empty(span.to) || date_compare(span.to, first) > 0) &&
           (date_is_empty(span.from) || date_compare(span.from, after) < 0);
}

/* Existing in the year, and in no other cluster of the kind. */
static const struct err *check_unit(struct db_tx *tx, const struct roster_work *work,
                                    struct str field, struct str id, struct str name, int year) {
    struct arena *arena = work->arena;
    struct unit_span span;
    TRY(unit_span_of(tx, arena, id, &span));
    if (!is_in_year(span, year)) {
        bool ended = !date_is_empty(span.to) && span.to.year <= year;
        refuse(work, field,
               MESSAGE_WITH(ended ? MSG_headship_ended_before : MSG_headship_begins_after, name,
                            date_display(arena, ended ? span.to : span.from), number(arena, year)));
        return NULL;
    }
    struct str other;
    TRY(cluster_elsewhere(tx, arena, id, year, work->year.kind, work->year.cluster_id, &other));
    if (other.n)
        refuse(work, field, MESSAGE_WITH(MSG_cluster_elsewhere, name, other, number(arena, year)));
    return NULL;
}

/* The unit of that name on the year's last day, else on its first: one formed or ended within the
 * year can be meant. */
static const struct err *look_up(struct db_tx *tx, const struct roster_work *work, struct str name,
                                 int year, struct cluster_unit *ret_unit) {
    const struct date days[] = {{(int16_t)year, 12, 31}, {(int16_t)year, 1, 1}};
    const struct str above[] = {work->year.superior.id, STR("")};
    *ret_unit = (struct cluster_unit){STR(""), STR(""), name};
    struct unit_lookup first = {0};
    for (size_t i = 0; i < COUNT_OF(above) * COUNT_OF(days); i++) {
        struct unit_lookup lookup;
        TRY(unit_look_up(tx, work->arena, name, above[i / 2], days[i % 2], &lookup));
        if (lookup.found) {
            *ret_unit = (struct cluster_unit){lookup.unit.id, lookup.unit.slug, lookup.unit.name};
            return NULL;
        }
        if (lookup.refused && !first.refused)
            first = lookup;
    }
    refuse(work, STR("add"),
           first.refused ? first.refusal : MESSAGE_WITH(MSG_headship_no_such_unit, name));
    return NULL;
}

/* --- the members of a year -------------------------------------------------------------------- */

static const struct roster_line *line_of(const struct roster_form *form, struct str unit_id) {
    for (size_t i = 0; i < form->lines.count; i++)
        if (str_equal(form->lines.items[i].unit_id, unit_id))
            return &form->lines.items[i];
    return NULL;
}

static bool is_in_post(const struct headship_year *headship, struct str unit_id) {
    for (size_t i = 0; i < headship->terms.count; i++)
        if (!headship->terms.items[i].withdrawn_ms &&
            str_equal(headship->terms.items[i].unit.id, unit_id))
            return true;
    for (size_t i = 0; i < headship->differences.count; i++)
        if (str_equal(headship->differences.items[i].named.id, unit_id))
            return true;
    return false;
}

static bool hosts_meeting(const struct headship_year *headship, struct str unit_id) {
    for (int kind = 0; kind < MEETING_KIND_COUNT; kind++)
        for (size_t i = 0; i < headship->meetings[kind].hosts.count; i++)
            if (str_equal(headship->meetings[kind].hosts.items[i].id, unit_id))
                return true;
    return false;
}

/* What other rooms hold of a member: the first of it, in the order of the year. */
static const struct err *find_rest(struct db_tx *tx, const struct roster_work *work,
                                   struct str unit_id, enum msg_id *ret_what) {
    bool found;
    struct q_headship_member_rests_row row;
    TRY(q_headship_member_rests(tx, work->arena, work->year.cluster_id, work->year.year, unit_id,
                                &found, &row));
    *ret_what = row.registrations    ? MSG_headship_rest_registration
                : row.signatures     ? MSG_headship_rest_signature
                : row.targets        ? MSG_headship_rest_targets
                : row.plans          ? MSG_headship_rest_plan
                : row.participations ? MSG_headship_rest_movement
                                     : MSG_none;
    return NULL;
}

/* What rests on a member keeps it. */
static const struct err *check_removal(struct db_tx *tx, const struct roster_work *work,
                                       const struct headship_year *headship,
                                       const struct cluster_unit *unit) {
    struct str field = str_format(work->arena, "remove-" STR_FMT, STR_ARG(unit->slug));
    bool scores;
    TRY(cluster_member_has_scores(tx, work->arena, work->year.cluster_id, unit->id, work->year.year,
                                  &scores));
    struct str year = number(work->arena, work->year.year);
    enum msg_id rest;
    TRY(find_rest(tx, work, unit->id, &rest));
    if (scores)
        refuse(work, field, MESSAGE_WITH(MSG_headship_has_scores, unit->name, year));
    else if (is_in_post(headship, unit->id))
        refuse(work, field, MESSAGE_WITH(MSG_headship_in_post, unit->name, year));
    else if (hosts_meeting(headship, unit->id))
        refuse(work, field, MESSAGE_WITH(MSG_headship_hosts, unit->name, year));
    else if (rest != MSG_none)
        refuse(work, field,
               MESSAGE_WITH(MSG_headship_has_rest, unit->name, message_plain(LANG_VI, rest), year));
    return NULL;
}

struct placed {
    struct cluster_unit unit;
    long long position;
    size_t before;
    bool is_new;
};

struct placed_list {
    struct placed *items;
    size_t count;
    size_t capacity;
};

static int by_position(const void *left, const void *right) {
    const struct placed *a = left;
    const struct placed *b = right;
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    return a->before < b->before ? -1 : a->before > b->before;
}

/* Those that stay, with their wanted places. */
static const struct err *keep_members(struct db_tx *tx, const struct roster_work *work,
                                      const struct headship_year *headship,
                                      struct placed_list *placed) {
    for (size_t i = 0; i < work->year.members.count; i++) {
        const struct cluster_unit *unit = &work->year.members.items[i];
        const struct roster_line *line = line_of(work->form, unit->id);
        if (line && line->remove) {
            TRY(check_removal(tx, work, headship, unit));
            continue;
        }
        struct placed kept = {.unit = *unit, .position = (long long)i + 1, .before = i};
        bool asked = line && line->position.n;
        if (asked && (!str_to_int64(str_trim(line->position), &kept.position) ||
                      kept.position < 1 || kept.position > CLUSTER_MEMBERS_MAX))
            refuse(work, str_format(work->arena, "position-" STR_FMT, STR_ARG(unit->slug)),
                   MESSAGE_WITH(MSG_headship_position_wrong, line->position));
        *list_push(work->arena, placed) = kept;
    }
    return NULL;
}

static const struct err *add_members(struct db_tx *tx, const struct roster_work *work,
                                     struct placed_list *placed) {
    struct str rest = work->form->add;
    while (rest.p && placed->count <= CLUSTER_MEMBERS_MAX) {
        struct str name;
        if (!utf8_clean_line(work->arena, str_cut(&rest, '\n'), &name) || !name.n)
            continue;
        struct placed added = {
            .position = CLUSTER_MEMBERS_MAX + 1, .before = placed->count, .is_new = true};
        TRY(look_up(tx, work, name, work->year.year, &added.unit));
        if (!added.unit.id.n)
            continue;
        bool there = false;
        for (size_t i = 0; i < placed->count; i++)
            there = there || str_equal(placed->items[i].unit.id, added.unit.id);
        if (there)
            refuse(work, STR("add"), MESSAGE_WITH(MSG_cluster_member_twice, name));
        TRY(check_unit(tx, work, STR("add"), added.unit.id, added.unit.name, work->year.year));
        *list_push(work->arena, placed) = added;
    }
    if (placed->count < 2)
        refuse(work, STR("add"), MESSAGE(MSG_headship_too_few));
    if (placed->count > CLUSTER_MEMBERS_MAX)
        refuse(
            work, STR("add"),
            MESSAGE_WITH(MSG_cluster_members_too_many, number(work->arena, CLUSTER_MEMBERS_MAX)));
    return NULL;
}

static const struct err *store_members(struct db_tx *tx, const struct roster_work *work,
                                       const struct placed_list *placed,
                                       struct cluster_units *ret_after) {
    const struct cluster_year *year = &work->year;
    *ret_after = (struct cluster_units){0};
    for (size_t i = 0; i < placed->count; i++) {
        const struct placed *p = &placed->items[i];
        *list_push(work->arena, ret_after) = p->unit;
        if (p->is_new)
            TRY(cluster_member_add(tx, year->cluster_id, p->unit.id, year->year, i));
        else if (p->before != i)
            TRY(cluster_member_move(tx, year->cluster_id, p->unit.id, year->year, i));
    }
    for (size_t i = 0; i < year->members.count; i++) {
        const struct roster_line *line = line_of(work->form, year->members.items[i].id);
        if (line && line->remove)
            TRY(cluster_member_remove(tx, year->cluster_id, line->unit_id, year->year));
    }
    return NULL;
}

static const struct err *change_in(struct db_tx *tx, void *context) {
    struct roster_work *work = context;
    struct arena *arena = work->arena;
    TRY(reload(tx, work));
    TRY(closing_whole_year_must_be_open(tx, arena, &work->year));
    struct headship_year headship;
    TRY(headship_of_year(tx, arena, &work->year, &headship));
    struct placed_list placed = {0};
    TRY(keep_members(tx, work, &headship, &placed));
    bool others = placed.count < work->year.members.count;
    TRY(add_members(tx, work, &placed));
    for (size_t i = 0; i < placed.count; i++)
        others = others || placed.items[i].is_new;
    struct str reason = headship_check_reason(arena, work->form->reason, others, work->issues);
    if (work->issues->count)
        return NULL;
    if (placed.count)
        qsort(placed.items, placed.count, sizeof(*placed.items), by_position);
    struct cluster_units after;
    TRY(store_members(tx, work, &placed, &after));
    TRY(cluster_bump_year(tx, &work->year));
    struct audit_note note = {
        .action = "cluster.members",
        .object_kind = "cluster",
        .object_id = work->year.cluster_id,
        .before = str_format(arena, "%d: " STR_FMT, work->year.year,
                             STR_ARG(names_of(arena, &work->year.members))),
        .after =
            str_format(arena, "%d: " STR_FMT, work->year.year, STR_ARG(names_of(arena, &after))),
        .reason = reason.n ? reason : STR_NONE,
    };
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

const struct err *roster_change(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct cluster_year *year,
                                const struct roster_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_CLUSTER_CREATE, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to change members");
    struct roster_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .asked = year,
                               .issues = issues,
                               .form = form};
    return db_write(db, change_in, &work);
}

/* --- the next year ---------------------------------------------------------------------------- */

static const struct err *offer_successors(struct db_tx *tx, const struct roster_work *work,
                                          struct next_member *member) {
    struct units units;
    TRY(unit_successors_of(tx, work->arena, member->unit.id, &units));
    for (size_t i = 0; i < units.count; i++) {
        struct unit_span span;
        TRY(unit_span_of(tx, work->arena, units.items[i].id, &span));
        if (is_in_year(span, work->year.year + 1))
            *list_push(work->arena, &member->successors) =
                (struct cluster_unit){units.items[i].id, units.items[i].slug, units.items[i].name};
    }
    return NULL;
}

/* The last half-year of the year that has a table of criteria. */
static const struct err *find_table(struct db_tx *tx, const struct roster_work *work,
                                    struct str *ret_code, struct str *ret_id) {
    *ret_code = STR("");
    *ret_id = STR("");
    for (size_t i = 0; i < work->year.periods.count; i++) {
        struct criteria_table table;
        TRY(scoring_load_table(tx, work->arena, work->year.periods.items[i].id, &table));
        if (table.exists) {
            *ret_code = work->year.periods.items[i].code;
            *ret_id = work->year.periods.items[i].id;
        }
    }
    return NULL;
}

static const struct err *load_next(struct db_tx *tx, struct roster_work *work,
                                   struct next_year *next) {
    struct arena *arena = work->arena;
    *next = (struct next_year){.year = work->year.year + 1};
    struct cluster_year there;
    const struct err *err =
        cluster_year_load(tx, arena, work->year.slug, next->year, work->asked->names_day, &there);
    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    next->exists = !err;
    for (size_t i = 0; i < work->year.members.count; i++) {
        struct next_member member = {.unit = work->year.members.items[i]};
        struct unit_span span;
        TRY(unit_span_of(tx, arena, member.unit.id, &span));
        member.goes_on = is_in_year(span, next->year);
        member.ended = span.to;
        if (member.goes_on)
            *list_push(arena, &next->going_on) = member.unit;
        else
            TRY(offer_successors(tx, work, &member));
        *list_push(arena, &next->members) = member;
    }
    struct headship_history history;
    TRY(headship_history_of(tx, arena, work->year.cluster_id, &history));
    headship_rotate(arena, &next->going_on, &history, next->year, &next->candidates);
    struct str id;
    return find_table(tx, work, &next->table_from, &id);
}

static const struct err *next_in(struct db_tx *tx, void *context) {
    struct roster_work *work = context;
    TRY(reload(tx, work));
    return load_next(tx, work, work->next);
}

const struct err *roster_next_year(struct db *db, struct arena *arena, const struct user *user,
                                   const struct cluster_year *year, struct next_year *ret_next) {
    if (!user_may(user, RIGHT_CLUSTER_CREATE, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to make the next year");
    struct roster_work work = {.arena = arena, .user = user, .asked = year, .next = ret_next};
    return db_read(db, next_in, &work);
}

static bool is_chosen(const struct next_year_form *form, struct str id) {
    for (size_t i = 0; i < form->units.count; i++)
        if (str_equal(form->units.items[i], id))
            return true;
    return false;
}

static const struct err *choose(struct db_tx *tx, const struct roster_work *work,
                                const struct cluster_unit *unit, struct cluster_units *chosen) {
    bool twice = false;
    for (size_t i = 0; i < chosen->count; i++)
        twice = twice || str_equal(chosen->items[i].id, unit->id);
    if (!is_chosen(work->next_form, unit->id) || twice)
        return NULL;
    TRY(check_unit(tx, work, STR("units"), unit->id, unit->name, work->year.year + 1));
    *list_push(work->arena, chosen) = *unit;
    return NULL;
}

/* A new half-year: whoever is in office on its last day leads it, as its papers will say. */
static const struct err *make_period(struct db_tx *tx, const struct roster_work *work,
                                     struct period period, struct str fallback_head,
                                     struct str table_id, struct str whence) {
    struct arena *arena = work->arena;
    struct headship headship;
    TRY(headship_at(tx, arena, work->year.cluster_id, period_last_day(period), &headship));
    struct str head = headship.head.id.n ? headship.head.id : fallback_head;
    const struct cluster_period_draft draft = {
        .period = period,
        .head_id = head.n ? head : STR_NONE,
        .host_id = STR_NONE,
        .venue = STR(""),
        .held_on = STR_NONE,
        .places_shown = true,
    };
    struct str id;
    TRY(cluster_period_add(tx, arena, work->year.cluster_id, work->now_ms, &draft, &id));
    struct str code = period_code(arena, period);
    struct audit_note note = {
        .action = "cluster.create",
        .object_kind = "cluster_period",
        .object_id = id,
        .after = str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(work->year.name), STR_ARG(code))};
    TRY(audit_write(tx, arena, work->user, work->now_ms, &note));
    if (!table_id.n)
        return NULL;
    struct cluster_period made;
    TRY(cluster_load(tx, arena, work->year.slug, code, &made));
    return scoring_carry_over(tx, arena, work->user, work->now_ms, table_id, whence, &made);
}

static struct str whence_of(struct arena *arena, struct str code) {
    struct period period;
    return period_parse(code, &period) ? period_display(arena, LANG_VI, period) : code;
}

static const struct err *make_year_in(struct db_tx *tx, void *context) {
    struct roster_work *work = context;
    struct arena *arena = work->arena;
    struct next_year next;
    TRY(reload(tx, work));
    TRY(load_next(tx, work, &next));
    TRY(closing_year_must_be_open(tx, arena, work->year.cluster_id, next.year));
    if (next.exists)
        return ERR_TEXT(ERR_CONFLICT, "headship.year_exists", "the year is there");
    struct cluster_units chosen = {0};
    for (size_t i = 0; i < next.members.count; i++) {
        const struct next_member *member = &next.members.items[i];
        TRY(choose(tx, work, &member->unit, &chosen));
        for (size_t k = 0; k < member->successors.count; k++)
            TRY(choose(tx, work, &member->successors.items[k], &chosen));
    }
    if (chosen.count < 2)
        refuse(work, STR("units"), MESSAGE(MSG_headship_too_few));
    if (work->issues->count)
        return NULL;
    for (size_t i = 0; i < chosen.count; i++)
        TRY(cluster_member_add(tx, work->year.cluster_id, chosen.items[i].id, next.year, i));
    struct str code;
    struct str table_id;
    TRY(find_table(tx, work, &code, &table_id));
    TRY(make_period(tx, work, (struct period){next.year, 1}, STR(""),
                    work->next_form->carry_table ? table_id : STR(""), whence_of(arena, code)));
    struct str basis = work->next_form->basis;
    struct audit_note note = {
        .action = "cluster.next_year",
        .object_kind = "cluster",
        .object_id = work->year.cluster_id,
        .after = str_format(arena, "%d: " STR_FMT, next.year, STR_ARG(names_of(arena, &chosen))),
        .reason = basis.n ? basis : STR_NONE,
    };
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

const struct err *roster_make_year(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_year *year,
                                   const struct next_year_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_CLUSTER_CREATE, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to make the next year");
    struct roster_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .asked = year,
                               .issues = issues,
                               .next_form = form};
    return db_write(db, make_year_in, &work);
}

/* --- a half-year ------------------------------------------------------------------------------ */

/* Who leads the year's other half, as its row says. */
static const struct err *other_head(struct db_tx *tx, const struct roster_work *work,
                                    struct str *ret_head) {
    struct q_headship_period_heads_rows rows;
    TRY(q_headship_period_heads(tx, work->arena, work->year.cluster_id, &rows));
    *ret_head = STR("");
    for (size_t i = 0; i < rows.count; i++) {
        struct period period;
        if (period_parse(rows.items[i].code, &period) && period.year == work->year.year)
            *ret_head = str_or_empty(rows.items[i].head_unit_id);
    }
    return NULL;
}

static const struct err *make_half_in(struct db_tx *tx, void *context) {
    struct roster_work *work = context;
    TRY(closing_year_must_be_open(tx, work->arena, work->asked->cluster_id, work->asked->year));
    TRY(reload(tx, work));
    for (size_t i = 0; i < work->year.periods.count; i++)
        if (work->year.periods.items[i].period.half == work->half)
            return ERR_TEXT(ERR_CONFLICT, "headship.half_exists", "the half-year is there");
    struct headship_year headship;
    TRY(headship_of_year(tx, work->arena, &work->year, &headship));
    struct str code;
    struct str table_id;
    struct str head;
    TRY(find_table(tx, work, &code, &table_id));
    TRY(other_head(tx, work, &head));
    const struct period period = {work->year.year, work->half};
    TRY(make_period(tx, work, period, head, work->carry_table ? table_id : STR(""),
                    whence_of(work->arena, code)));
    work->code = period_code(work->arena, period);
    const struct meeting *meeting =
        &headship.meetings[work->half == 1 ? MEETING_INTERIM : MEETING_ANNUAL];
    if (!meeting->recorded)
        return NULL;
    /* From now on the half-year's row says it. */
    TRY(reload(tx, work));
    return headship_meeting_store(tx, work->arena, work->user, work->now_ms, &work->year, meeting);
}

const struct err *roster_make_half(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_year *year, int half,
                                   bool carry_table, struct str *ret_code) {
    if (!user_may(user, RIGHT_TERM_EDIT, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to make a half-year");
    if (half != 1 && half != 2)
        return ERR(ERR_NOT_FOUND, "no such half-year");
    struct roster_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .asked = year,
                               .half = half,
                               .carry_table = carry_table};
    TRY(db_write(db, make_half_in, &work));
    *ret_code = work.code;
    return NULL;
}
