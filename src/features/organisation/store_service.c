#include "features/organisation/store_service.h"

#include <stdlib.h>

#include "features/organisation/organisation.sql.h"
#include "sys/id.h"
#include "text/collate.h"
#include "text/vi_fold.h"

const struct err *deny_who_may_not_change(const struct user *user) {
    return user_may(user, RIGHT_UNIT_EDIT, PLACE_EVERYWHERE, STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to change units");
}

/* --- states --------------------------------------------------------------------------------- */

/* A row of any query that has a state's columns. */
#define STATE_OF(row)                                                                              \
    ((struct unit_state){                                                                          \
        .id = (row)->id,                                                                           \
        .unit_id = (row)->unit_id,                                                                 \
        .slug = (row)->slug,                                                                       \
        .name = (row)->name,                                                                       \
        .name_fold = (row)->name_fold,                                                             \
        .short_name = (row)->short_name,                                                           \
        .kind = (row)->kind,                                                                       \
        .parent_id = str_or_empty((row)->parent_id),                                               \
        .begins = partial_date_from_iso((row)->begins),                                            \
        .from = date_from_iso((row)->valid_from),                                                  \
        .to = date_from_iso((row)->valid_to),                                                      \
        .decision = {(row)->decision_number, partial_date_from_iso((row)->decision_on),            \
                     (row)->decision_issuer, (row)->source},                                       \
        .recorded_ms = (row)->recorded_ms,                                                         \
        .recorded_by = (row)->recorded_by,                                                         \
    })

const struct err *states_of_unit(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                 struct unit_states *ret_states) {
    struct q_unit_states_of_rows rows;
    TRY(q_unit_states_of(tx, arena, unit_id, &rows));
    *ret_states = (struct unit_states){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_unit_states_of_row *row = &rows.items[i];
        struct unit_state *state = list_push(arena, ret_states);
        *state = STATE_OF(row);
        state->withdrawn_ms = row->withdrawn_ms.set ? row->withdrawn_ms.value : 0;
        state->withdrawn_by = str_or_empty(row->withdrawn_by);
    }
    return NULL;
}

const struct err *organisation_load(struct db_tx *tx, struct arena *arena,
                                    struct organisation *ret_organisation) {
    struct q_unit_states_now_rows rows;
    TRY(q_unit_states_now(tx, arena, &rows));
    struct unit_state *states = ARENA_ARRAY(arena, struct unit_state, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        states[i] = STATE_OF(&rows.items[i]);
    organisation_make(arena, states, rows.count, ret_organisation);
    return NULL;
}

const struct err *free_unit_slug(struct db_tx *tx, struct arena *arena, struct str name,
                                 struct str *ret_slug) {
    struct str base = vi_slug(arena, name);
    if (str_is_empty(base))
        base = STR("don-vi");
    struct str slug = base;
    for (int suffix = 2;; suffix++) {
        bool taken;
        struct q_unit_slug_row row;
        TRY(q_unit_slug(tx, arena, slug, &taken, &row));
        if (!taken && !unit_slug_is_reserved(slug))
            break;
        slug = str_format(arena, STR_FMT "-%d", STR_ARG(base), suffix);
    }
    *ret_slug = slug;
    return NULL;
}

const struct err *store_state(struct db_tx *tx, struct arena *arena, const struct user *user,
                              int64_t now_ms, const struct unit_state *state) {
    return q_unit_state_insert(
        tx, id_new(arena, now_ms), state->unit_id, state->name, state->name_fold,
        collate_key(arena, state->name), str_or_empty(state->short_name), str_or_empty(state->kind),
        state->parent_id.n ? state->parent_id : STR_NONE, date_iso_or_none(arena, state->from),
        partial_date_iso(arena, state->begins), date_iso_or_none(arena, state->to),
        str_or_empty(state->decision.number), partial_date_iso(arena, state->decision.made_on),
        str_or_empty(state->decision.issuer), str_or_empty(state->decision.source), now_ms,
        user->name);
}

/* --- successions ---------------------------------------------------------------------------- */

/* The part's name on the day: a predecessor's of the day before. */
static const struct err *name_part(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                   struct date on, bool is_from, struct str *ret_name) {
    struct unit_states states;
    TRY(states_of_unit(tx, arena, unit_id, &states));
    struct date asked = on;
    if (date_is_empty(on))
        asked = (struct date){9999, 12, 31};
    else if (is_from)
        asked = date_from_days(date_to_days(on) - 1);
    const struct unit_state *state =
        unit_state_nearest(states.items, states.count, asked, UNIT_KNOWN_NOW);
    *ret_name = state ? state->name : STR("");
    return NULL;
}

static const struct err *add_streaks(struct db_tx *tx, struct arena *arena,
                                     struct succession *succession) {
    struct q_streaks_of_rows rows;
    TRY(q_streaks_of(tx, arena, succession->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_streaks_of_row *row = &rows.items[i];
        struct succession_streak streak = {
            .from_id = row->from_id,
            .to_id = row->to_id,
            .revision = row->revision,
            .decision = {row->decision_number, partial_date_from_iso(row->decision_on),
                         row->decision_issuer, STR("")},
            .reason = row->reason,
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
        };
        if (!streak_from_code(row->inherits, &streak.inherits))
            return ERR(ERR_DATABASE, "a streak that is " STR_FMT, STR_ARG(row->inherits));
        *list_push(arena, &succession->streaks) = streak;
    }
    return NULL;
}

const struct err *successions_around(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                     struct successions *ret_successions) {
    struct q_successions_around_rows rows;
    TRY(q_successions_around(tx, arena, unit_id, &rows));
    *ret_successions = (struct successions){0};
    struct succession *succession = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_successions_around_row *row = &rows.items[i];
        if (!succession || !str_equal(succession->id, row->id)) {
            succession = list_push(arena, ret_successions);
            *succession = (struct succession){
                .id = row->id,
                .is_decided = str_equal_c(row->state, "decided"),
                .on = date_from_iso(row->effective_on),
                .decision = {row->decision_number, partial_date_from_iso(row->decision_on),
                             row->decision_issuer, row->source},
                .note = row->note,
                .recorded_ms = row->recorded_ms,
                .recorded_by = row->recorded_by,
                .withdrawn_ms = row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
            };
            if (!succession_kind_from_code(row->kind, &succession->kind))
                return ERR(ERR_DATABASE, "a succession of kind " STR_FMT, STR_ARG(row->kind));
            TRY(add_streaks(tx, arena, succession));
        }
        bool is_from = str_equal_c(row->side, "from");
        struct succession_part part = {.unit_id = row->unit_id, .slug = row->slug};
        TRY(name_part(tx, arena, row->unit_id, succession->on, is_from, &part.name));
        *list_push(arena, is_from ? &succession->from : &succession->to) = part;
    }
    return NULL;
}

/* --- scopes --------------------------------------------------------------------------------- */

static int compare_ids(const void *left, const void *right) {
    return str_compare(*(const struct str *)left, *(const struct str *)right);
}

struct around {
    struct str *items;
    size_t count;
    size_t capacity;
};

/* A unit, all that ever stood below it and what it ever stood below; once each. */
static const struct err *add_around(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                    struct around *known, struct scope *scope) {
    struct q_unit_scope_rows rows;
    for (size_t i = 0; i < known->count; i++)
        if (str_equal(known->items[i], unit_id))
            return NULL;
    *list_push(arena, known) = unit_id;
    TRY(q_unit_scope(tx, arena, unit_id, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, scope) = rows.items[i].id;
    return NULL;
}

/* Grants lead to a cluster in several years: it is asked for once. */
static bool was_before(const struct user *user, size_t grant) {
    for (size_t i = 0; i < grant; i++)
        if (role_has_right(user->grants[i].role, RIGHT_UNIT_READ) &&
            str_equal(user->grants[i].cluster_id, user->grants[grant].cluster_id))
            return true;
    return false;
}

const struct err *scope_of(struct db_tx *tx, struct arena *arena, const struct user *user,
                           struct scope *ret_scope) {
    *ret_scope =
        (struct scope){.is_all = user_may(user, RIGHT_UNIT_READ, PLACE_EVERYWHERE, STR(""))};
    struct around known = {0};
    for (size_t i = 0; user && !ret_scope->is_all && i < user->grant_count; i++) {
        const struct grant *grant = &user->grants[i];
        bool found;
        struct q_unit_superior_of_row row;
        if (!role_has_right(grant->role, RIGHT_UNIT_READ))
            continue;
        if (grant->cluster_id.n && !was_before(user, i)) {
            TRY(q_unit_superior_of(tx, arena, grant->cluster_id, &found, &row));
            if (found)
                TRY(add_around(tx, arena, row.superior_id, &known, ret_scope));
        } else if (!grant->cluster_id.n && grant->unit_id.n) {
            TRY(add_around(tx, arena, grant->unit_id, &known, ret_scope));
        }
    }
    qsort(ret_scope->items, ret_scope->count, sizeof(*ret_scope->items), compare_ids);
    return ret_scope->is_all || known.count ? NULL : ERR(ERR_DENIED, "no right to see units");
}

bool scope_has(const struct scope *scope, struct str unit_id) {
    return scope->is_all || (scope->count && bsearch(&unit_id, scope->items, scope->count,
                                                     sizeof(*scope->items), compare_ids));
}

const struct err *unit_of_slug(struct db_tx *tx, struct arena *arena, const struct user *user,
                               struct str slug, struct str *ret_id) {
    bool found;
    struct q_unit_slug_row row;
    struct scope scope;
    TRY(scope_of(tx, arena, user, &scope));
    TRY(q_unit_slug(tx, arena, slug, &found, &row));
    if (!found)
        return ERR_TEXT(ERR_NOT_FOUND, "organisation.no_unit", "no unit " STR_FMT, STR_ARG(slug));
    if (!scope_has(&scope, row.id))
        return ERR(ERR_DENIED, "no right to see this unit");
    *ret_id = row.id;
    return NULL;
}
