/* Units that other rooms' forms name. */
#include "features/audit/audit.h"
#include "features/organisation/organisation.sql.h"
#include "features/organisation/store_service.h"
#include "sys/id.h"
#include "text/vi_fold.h"

struct lookup {
    struct db_tx *tx;
    struct arena *arena;
    struct str name;
    struct str above_id;
    struct date as_at;
};

/* Whether UNIT stands below the wanted one on a day. */
static const struct err *stands_below(const struct lookup *l, struct str unit_id, struct date day,
                                      bool *ret_below) {
    struct str iso = date_iso(l->arena, day);
    *ret_below = str_is_empty(l->above_id);
    for (int depth = 0; depth < UNIT_DEPTH_MAX && unit_id.n && !*ret_below; depth++) {
        bool found;
        struct q_unit_state_on_row row;
        TRY(q_unit_state_on(l->tx, l->arena, unit_id, iso, UNIT_KNOWN_NOW, &found, &row));
        unit_id = found ? str_or_empty(row.parent_id) : STR("");
        *ret_below = str_equal(unit_id, l->above_id);
    }
    return NULL;
}

/* A day on which the state held: the asked one, else its last, else its first. */
static struct date day_of(const struct unit_state *state, struct date as_at) {
    if (unit_state_holds(state, as_at))
        return as_at;
    if (!date_is_empty(state->to) && date_compare(state->to, as_at) <= 0)
        return date_from_days(date_to_days(state->to) - 1);
    return state->from;
}

const struct err *unit_successors_of(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                     struct units *ret_units) {
    struct successions successions;
    TRY(successions_around(tx, arena, unit_id, &successions));
    *ret_units = (struct units){0};
    for (size_t i = 0; i < successions.count; i++) {
        const struct succession *s = &successions.items[i];
        if (!s->is_decided || s->withdrawn_ms || !succession_has(&s->from, unit_id))
            continue;
        for (size_t k = 0; k < s->to.count; k++)
            if (!str_equal(s->to.items[k].unit_id, unit_id))
                *list_push(arena, ret_units) =
                    (struct unit){s->to.items[k].unit_id, s->to.items[k].slug, s->to.items[k].name};
    }
    return NULL;
}

/* "Ban A, Ban B" */
static const struct err *name_successors(const struct lookup *l, struct str unit_id,
                                         struct str *ret_names) {
    struct units units;
    TRY(unit_successors_of(l->tx, l->arena, unit_id, &units));
    *ret_names = STR("");
    for (size_t i = 0; i < units.count; i++)
        *ret_names = str_format(l->arena, STR_FMT "%s" STR_FMT, STR_ARG(*ret_names),
                                ret_names->n ? ", " : "", STR_ARG(units.items[i].name));
    return NULL;
}

const struct err *unit_span_of(struct db_tx *tx, struct arena *arena, struct str unit_id,
                               struct unit_span *ret_span) {
    struct unit_states states;
    TRY(states_of_unit(tx, arena, unit_id, &states));
    struct unit_span span = {0};
    bool some = false;
    bool goes_on = false;
    for (size_t i = 0; i < states.count; i++) {
        const struct unit_state *state = &states.items[i];
        if (state->withdrawn_ms)
            continue;
        if (!some || date_is_empty(state->from) ||
            (!date_is_empty(span.from) && date_compare(state->from, span.from) < 0))
            span.from = state->from;
        goes_on = goes_on || date_is_empty(state->to);
        if (!date_is_empty(state->to) && date_compare(state->to, span.to) > 0)
            span.to = state->to;
        some = true;
    }
    if (goes_on)
        span.to = (struct date){0};
    *ret_span = span;
    return NULL;
}

/* Why a unit that bore the name at another time cannot be meant. */
static const struct err *refuse(const struct lookup *l, const struct unit_state *state,
                                struct unit_lookup *ret_lookup) {
    struct unit_states states;
    TRY(states_of_unit(l->tx, l->arena, state->unit_id, &states));
    const struct unit_state *now =
        unit_state_at(states.items, states.count, l->as_at, UNIT_KNOWN_NOW);
    struct str name = state->name;
    ret_lookup->refused = true;
    if (now && !str_equal(now->name_fold, vi_fold(l->arena, l->name))) {
        ret_lookup->refusal = MESSAGE_WITH(MSG_organisation_look_renamed, name,
                                           date_display(l->arena, now->from), now->name);
        return NULL;
    }
    if (now) {
        ret_lookup->refusal =
            MESSAGE_WITH(MSG_organisation_look_moved, name, date_display(l->arena, now->from));
        return NULL;
    }
    const struct unit_state *last =
        unit_state_nearest(states.items, states.count, l->as_at, UNIT_KNOWN_NOW);
    if (date_is_empty(last->to) || date_compare(last->to, l->as_at) > 0) {
        ret_lookup->refusal =
            MESSAGE_WITH(MSG_organisation_look_later, name, date_display(l->arena, last->from));
        return NULL;
    }
    struct str successors;
    TRY(name_successors(l, state->unit_id, &successors));
    struct str ended = date_display(l->arena, last->to);
    ret_lookup->refusal =
        successors.n ? MESSAGE_WITH(MSG_organisation_look_ended_to, name, ended, successors)
                     : MESSAGE_WITH(MSG_organisation_look_ended, name, ended);
    return NULL;
}

const struct err *unit_look_up(struct db_tx *tx, struct arena *arena, struct str name,
                               struct str above_id, struct date as_at,
                               struct unit_lookup *ret_lookup) {
    struct lookup l = {tx, arena, name, above_id, as_at};
    struct q_unit_states_by_name_rows rows;
    TRY(q_unit_states_by_name(tx, arena, vi_fold(arena, name), &rows));
    struct unit_state other = {0}; /* bears the name at another time */
    struct unit_lookup lookup = {0};
    bool several = false;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_unit_states_by_name_row *row = &rows.items[i];
        struct unit_state state = {.unit_id = row->unit_id,
                                   .slug = row->slug,
                                   .name = row->name,
                                   .from = date_from_iso(row->valid_from),
                                   .to = date_from_iso(row->valid_to)};
        bool below;
        TRY(stands_below(&l, row->unit_id, day_of(&state, as_at), &below));
        if (!below)
            continue;
        if (!unit_state_holds(&state, as_at)) {
            other = state;
            continue;
        }
        /* Tops before others: the level above of a cluster is often named alone. */
        bool keeps = lookup.found && str_is_empty(above_id) && row->parent_id.n;
        several = several || lookup.found;
        if (!keeps)
            lookup.unit = (struct unit){row->unit_id, row->slug, row->name};
        lookup.found = true;
    }
    if (several && above_id.n) {
        lookup.refused = true;
        lookup.found = false;
        lookup.refusal = MESSAGE_WITH(MSG_organisation_look_several, name);
    } else if (!lookup.found && other.unit_id.n) {
        TRY(refuse(&l, &other, &lookup));
    }
    *ret_lookup = lookup;
    return NULL;
}

const struct err *unit_make(struct db_tx *tx, struct arena *arena, const struct user *user,
                            int64_t now_ms, struct str name, struct str kind, struct str parent_id,
                            struct str source, struct unit *ret_unit) {
    struct unit unit = {.id = id_new(arena, now_ms), .name = name};
    TRY(free_unit_slug(tx, arena, name, &unit.slug));
    TRY(q_unit_insert(tx, unit.id, unit.slug, now_ms));
    const struct unit_state state = {.unit_id = unit.id,
                                     .name = name,
                                     .name_fold = vi_fold(arena, name),
                                     .kind = kind,
                                     .parent_id = parent_id,
                                     .decision = {.source = source}};
    TRY(store_state(tx, arena, user, now_ms, &state));
    struct audit_note note = {
        .action = "unit.add", .object_kind = "unit", .object_id = unit.id, .after = name};
    TRY(audit_write(tx, arena, user, now_ms, &note));
    *ret_unit = unit;
    return NULL;
}
