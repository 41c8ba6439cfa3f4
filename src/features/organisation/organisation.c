#include "features/organisation/organisation.h"

#include <stdlib.h>

#include "text/vi_fold.h"

/* --- days ----------------------------------------------------------------------------------- */

/* The empty date is before all days as a beginning and after all as an end. */
static bool begins_by(const struct unit_state *state, struct date day) {
    return date_is_empty(state->from) || date_compare(state->from, day) <= 0;
}

static bool ends_by(const struct unit_state *state, struct date day) {
    return !date_is_empty(state->to) && date_compare(state->to, day) <= 0;
}

bool unit_slug_is_reserved(struct str slug) {
    static const struct str RESERVED[] = {STR_INIT("loai"), STR_INIT("moi"), STR_INIT("nhap")};
    for (size_t i = 0; i < COUNT_OF(RESERVED); i++)
        if (str_equal(slug, RESERVED[i]))
            return true;
    return false;
}

bool unit_state_holds(const struct unit_state *state, struct date as_at) {
    return begins_by(state, as_at) && !ends_by(state, as_at);
}

bool unit_state_is_known(const struct unit_state *state, int64_t known_ms) {
    return (state->recorded_ms <= known_ms) &&
           (!state->withdrawn_ms || state->withdrawn_ms > known_ms) &&
           !(known_ms == UNIT_KNOWN_NOW && state->withdrawn_ms);
}

struct date unit_begun_by(struct partial_date begins, struct date to) {
    struct date last = partial_date_last(begins);
    bool beyond = !date_is_empty(to) && !date_is_empty(last) && date_compare(last, to) >= 0;
    return beyond ? date_from_days(date_to_days(to) - 1) : last;
}

bool unit_states_overlap(const struct unit_state *a, const struct unit_state *b) {
    bool a_before =
        !date_is_empty(a->to) && !date_is_empty(b->from) && date_compare(a->to, b->from) <= 0;
    bool b_before =
        !date_is_empty(b->to) && !date_is_empty(a->from) && date_compare(b->to, a->from) <= 0;
    return !a_before && !b_before;
}

static int compare_from(struct date a, struct date b) {
    if (date_is_empty(a) || date_is_empty(b))
        return (int)date_is_empty(b) - (int)date_is_empty(a);
    return date_compare(a, b);
}

const struct unit_state *unit_state_at(const struct unit_state *states, size_t count,
                                       struct date as_at, int64_t known_ms) {
    for (size_t i = 0; i < count; i++)
        if (unit_state_is_known(&states[i], known_ms) && unit_state_holds(&states[i], as_at))
            return &states[i];
    return NULL;
}

const struct unit_state *unit_state_nearest(const struct unit_state *states, size_t count,
                                            struct date as_at, int64_t known_ms) {
    const struct unit_state *before = NULL;
    const struct unit_state *after = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct unit_state *state = &states[i];
        if (!unit_state_is_known(state, known_ms))
            continue;
        if (begins_by(state, as_at)) {
            if (!before || compare_from(state->from, before->from) > 0)
                before = state;
        } else if (!after || compare_from(state->from, after->from) < 0) {
            after = state;
        }
    }
    return before ? before : after;
}

/* --- the index ------------------------------------------------------------------------------ */

static int compare_states(const void *left, const void *right) {
    const struct unit_state *a = left, *b = right;
    int by_unit = str_compare(a->unit_id, b->unit_id);
    return by_unit ? by_unit : compare_from(a->from, b->from);
}

static int compare_parents(const void *left, const void *right, void *context) {
    const struct unit_state *states = context;
    const struct unit_state *a = &states[*(const size_t *)left];
    const struct unit_state *b = &states[*(const size_t *)right];
    return str_compare(a->parent_id, b->parent_id);
}

static int compare_names(const void *left, const void *right, void *context) {
    const struct unit_state *states = context;
    const struct unit_state *a = &states[*(const size_t *)left];
    const struct unit_state *b = &states[*(const size_t *)right];
    return str_compare(a->name_fold, b->name_fold);
}

static int compare_slugs(const void *left, const void *right, void *context) {
    const struct unit_state *states = context;
    const struct unit_state *a = &states[*(const size_t *)left];
    const struct unit_state *b = &states[*(const size_t *)right];
    return str_compare(a->slug, b->slug);
}

static size_t *index_by(struct arena *arena, const struct organisation *o,
                        int (*compare)(const void *, const void *, void *)) {
    size_t *index = ARENA_ARRAY(arena, size_t, o->count + 1);
    for (size_t i = 0; i < o->count; i++)
        index[i] = i;
    if (o->count)
        qsort_r(index, o->count, sizeof(*index), compare, o->states);
    return index;
}

void organisation_make(struct arena *arena, const struct unit_state *states, size_t count,
                       struct organisation *ret_organisation) {
    struct organisation o = {.states = ARENA_ARRAY(arena, struct unit_state, count + 1)};
    for (size_t i = 0; i < count; i++)
        if (!states[i].withdrawn_ms)
            o.states[o.count++] = states[i];
    if (o.count)
        qsort(o.states, o.count, sizeof(*o.states), compare_states);
    o.by_parent = index_by(arena, &o, compare_parents);
    o.by_name = index_by(arena, &o, compare_names);
    o.by_slug = index_by(arena, &o, compare_slugs);
    *ret_organisation = o;
}

size_t organisation_unit(const struct organisation *o, struct str unit_id, size_t *ret_first) {
    size_t low = 0, high = o->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(o->states[middle].unit_id, unit_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_first = low;
    size_t end = low;
    while (end < o->count && str_equal(o->states[end].unit_id, unit_id))
        end++;
    return end - low;
}

const struct unit_state *organisation_at(const struct organisation *o, struct str unit_id,
                                         struct date as_at) {
    size_t first;
    size_t count = organisation_unit(o, unit_id, &first);
    return unit_state_at(o->states + first, count, as_at, UNIT_KNOWN_NOW);
}

/* The first place in an index whose text is not less than the wanted one. */
static size_t first_in(const struct organisation *o, const size_t *index, struct str wanted,
                       struct str (*text)(const struct unit_state *)) {
    size_t low = 0, high = o->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(text(&o->states[index[middle]]), wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct str parent_of(const struct unit_state *state) {
    return state->parent_id;
}

static struct str fold_of(const struct unit_state *state) {
    return state->name_fold;
}

static struct str slug_of(const struct unit_state *state) {
    return state->slug;
}

void organisation_below(const struct organisation *o, struct str parent_id,
                        void (*visit)(void *context, const struct unit_state *state),
                        void *context) {
    for (size_t i = first_in(o, o->by_parent, parent_id, parent_of);
         i < o->count && str_equal(o->states[o->by_parent[i]].parent_id, parent_id); i++)
        visit(context, &o->states[o->by_parent[i]]);
}

void organisation_named(const struct organisation *o, struct str name_fold,
                        void (*visit)(void *context, const struct unit_state *state),
                        void *context) {
    for (size_t i = first_in(o, o->by_name, name_fold, fold_of);
         i < o->count && str_equal(o->states[o->by_name[i]].name_fold, name_fold); i++)
        visit(context, &o->states[o->by_name[i]]);
}

const struct unit_state *organisation_by_slug(const struct organisation *o, struct str slug) {
    size_t i = first_in(o, o->by_slug, slug, slug_of);
    bool found = i < o->count && str_equal(o->states[o->by_slug[i]].slug, slug);
    return found ? &o->states[o->by_slug[i]] : NULL;
}

/* --- what somebody typed -------------------------------------------------------------------- */

enum unit_found organisation_find(struct arena *arena, const struct organisation *o,
                                  struct str text, struct date as_at,
                                  const struct unit_state **ret_state) {
    for (size_t i = first_in(o, o->by_slug, text, slug_of);
         i < o->count && str_equal(o->states[o->by_slug[i]].slug, text); i++)
        if (unit_state_holds(&o->states[o->by_slug[i]], as_at)) {
            *ret_state = &o->states[o->by_slug[i]];
            return UNIT_FOUND;
        }
    struct str fold = vi_fold(arena, text);
    const struct unit_state *found = NULL;
    for (size_t i = first_in(o, o->by_name, fold, fold_of);
         i < o->count && str_equal(o->states[o->by_name[i]].name_fold, fold); i++) {
        const struct unit_state *state = &o->states[o->by_name[i]];
        if (!unit_state_holds(state, as_at))
            continue;
        if (found)
            return UNIT_AMBIGUOUS;
        found = state;
    }
    if (!found)
        return UNIT_UNKNOWN;
    *ret_state = found;
    return UNIT_FOUND;
}

struct str organisation_codes(struct arena *arena, const struct organisation *o, struct str name,
                              struct date as_at) {
    enum { CODES_MAX = 8 };
    struct str fold = vi_fold(arena, name);
    struct str codes = STR("");
    int told = 0;
    for (size_t i = first_in(o, o->by_name, fold, fold_of);
         i < o->count && str_equal(o->states[o->by_name[i]].name_fold, fold); i++) {
        const struct unit_state *state = &o->states[o->by_name[i]];
        if (!unit_state_holds(state, as_at) || told == CODES_MAX)
            continue;
        codes = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(codes), told++ ? ", " : "",
                           STR_ARG(state->slug));
    }
    return codes;
}

bool organisation_is_below(const struct organisation *o, struct str unit_id, struct str above_id,
                           struct date as_at) {
    for (int depth = 0; depth <= UNIT_DEPTH_MAX && unit_id.n; depth++) {
        if (str_equal(unit_id, above_id))
            return true;
        const struct unit_state *state = organisation_at(o, unit_id, as_at);
        unit_id = state ? state->parent_id : STR("");
    }
    return false;
}

/* --- what must hold ------------------------------------------------------------------------- */

struct check {
    struct arena *arena;
    const struct organisation *o;
    struct str field;
    struct issues *issues;
};

static void complain(struct check *check, struct message message) {
    if (check->issues->count < UNIT_ISSUES_MAX)
        issue_add(check->arena, check->issues, check->field, message);
}

static struct str day(const struct check *check, struct date date) {
    return date_display(check->arena, date);
}

/* Two states of one unit that follow each other. */
static void check_order(struct check *check, const struct unit_state *state,
                        const struct unit_state *next) {
    if (!date_is_empty(state->from) && !date_is_empty(state->to) &&
        date_compare(state->to, state->from) <= 0)
        complain(check, MESSAGE_WITH(MSG_organisation_ends_before, state->name,
                                     day(check, state->to), day(check, state->from)));
    else if (next && unit_states_overlap(state, next))
        complain(check,
                 MESSAGE_WITH(MSG_organisation_overlap, state->name,
                              date_is_empty(next->from) ? STR("…") : day(check, next->from)));
}

/* Whether the levels above from [span] on lead back to the unit on some day. */
static bool has_cycle(const struct organisation *o, struct str unit_id,
                      const struct unit_state *span, int depth) {
    if (!span->parent_id.n)
        return false;
    if (str_equal(span->parent_id, unit_id) || depth > UNIT_DEPTH_MAX)
        return true;
    size_t first;
    size_t count = organisation_unit(o, span->parent_id, &first);
    for (size_t i = first; i < first + count; i++) {
        const struct unit_state *parent = &o->states[i];
        if (!unit_states_overlap(parent, span))
            continue;
        struct unit_state part = {
            .parent_id = parent->parent_id, .from = span->from, .to = span->to};
        if (compare_from(parent->from, part.from) > 0)
            part.from = parent->from;
        if (!date_is_empty(parent->to) &&
            (date_is_empty(part.to) || date_compare(parent->to, part.to) < 0))
            part.to = parent->to;
        if (has_cycle(o, unit_id, &part, depth + 1))
            return true;
    }
    return false;
}

/* The level above exists the whole time. An unknown beginning is compared with nothing. */
static void check_parent(struct check *check, const struct unit_state *state) {
    const struct organisation *o = check->o;
    if (!state->parent_id.n)
        return;
    size_t first;
    size_t count = organisation_unit(o, state->parent_id, &first);
    if (!count) {
        complain(check, MESSAGE_WITH(MSG_organisation_parent_unknown, state->name));
        return;
    }
    /* Of a beginning known by its year the last possible day counts: before it nobody can say. */
    bool partial = !partial_date_is_empty(state->begins) && !partial_date_is_full(state->begins);
    struct date covered = date_is_empty(state->from) ? o->states[first].from
                          : partial                  ? unit_begun_by(state->begins, state->to)
                                                     : state->from;
    bool open = false;
    for (size_t i = first; i < first + count && !open; i++) {
        const struct unit_state *parent = &o->states[i];
        bool reaches =
            date_is_empty(covered) ? date_is_empty(parent->from) : begins_by(parent, covered);
        if (!reaches || (!date_is_empty(covered) && ends_by(parent, covered)))
            continue;
        open = date_is_empty(parent->to);
        covered = parent->to;
    }
    bool whole = open || (!date_is_empty(state->to) && !date_is_empty(covered) &&
                          date_compare(covered, state->to) >= 0);
    if (whole)
        return;
    const struct unit_state *nearest =
        unit_state_nearest(o->states + first, count, covered, UNIT_KNOWN_NOW);
    struct str gap = date_is_empty(covered) ? STR("…") : day(check, covered);
    complain(check, MESSAGE_WITH(MSG_organisation_parent_gap, state->name, nearest->name, gap));
}

/* Another unit of the same name below the same parent at the same time. */
static void check_twins(struct check *check, const struct unit_state *state) {
    const struct organisation *o = check->o;
    for (size_t i = first_in(o, o->by_name, state->name_fold, fold_of);
         i < o->count && str_equal(o->states[o->by_name[i]].name_fold, state->name_fold); i++) {
        const struct unit_state *other = &o->states[o->by_name[i]];
        if (str_equal(other->unit_id, state->unit_id) ||
            !str_equal(other->parent_id, state->parent_id) || !unit_states_overlap(other, state))
            continue;
        complain(check, MESSAGE_WITH(MSG_organisation_twin, state->name, other->slug));
        return;
    }
}

static void check_state_below(void *context, const struct unit_state *state) {
    check_parent(context, state);
}

void organisation_check(struct arena *arena, const struct organisation *o,
                        const struct str *unit_ids, size_t count, struct str field,
                        struct issues *issues) {
    struct check check = {arena, o, field, issues};
    for (size_t u = 0; u < count; u++) {
        size_t first;
        size_t states = organisation_unit(o, unit_ids[u], &first);
        for (size_t i = first; i < first + states; i++) {
            const struct unit_state *state = &o->states[i];
            check_order(&check, state, i + 1 < first + states ? state + 1 : NULL);
            if (has_cycle(o, state->unit_id, state, 0))
                complain(&check, MESSAGE_WITH(MSG_organisation_cycle, state->name));
            else
                check_parent(&check, state);
            check_twins(&check, state);
        }
        organisation_below(o, unit_ids[u], check_state_below, &check);
    }
}
