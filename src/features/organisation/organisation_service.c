/* What is read of units. */
#include "features/organisation/organisation.sql.h"
#include "features/organisation/store_service.h"
#include "text/vi_fold.h"

/* --- levels --------------------------------------------------------------------------------- */

struct reading {
    struct db_tx *tx;
    struct arena *arena;
    const struct user *user;
    const struct unit_view *view;
    struct str as_at;
    struct scope scope;
};

static const struct err *begin_reading(struct db_tx *tx, struct arena *arena,
                                       const struct user *user, const struct unit_view *view,
                                       struct reading *ret_reading) {
    *ret_reading = (struct reading){.tx = tx,
                                    .arena = arena,
                                    .user = user,
                                    .view = view,
                                    .as_at = date_iso(arena, view->as_at)};
    return scope_of(tx, arena, user, &ret_reading->scope);
}

/* How many rows to ask for, so that MOST lines that the user sees are among them. */
static int64_t rows_for(const struct reading *r, int64_t most) {
    return r->scope.is_all ? most + 1 : INT32_MAX;
}

/* Keeps MOST lines; the last of them says that there are more. */
static void cut(struct unit_lines *lines, size_t most) {
    if (lines->count <= most)
        return;
    lines->count = most;
    lines->items[most - 1].is_cut = true;
}

/* A row of a level or of a search. */
#define LINE_OF(row)                                                                               \
    ((struct unit_line){                                                                           \
        .id = (row)->id,                                                                           \
        .slug = (row)->slug,                                                                       \
        .name = (row)->name,                                                                       \
        .short_name = (row)->short_name,                                                           \
        .kind = (row)->kind,                                                                       \
        .begins = partial_date_from_iso((row)->begins),                                            \
        .to = date_from_iso((row)->valid_to),                                                      \
        .above = STR(""),                                                                          \
    })

/* The units below a parent (empty: the tops). */
static const struct err *read_level(const struct reading *r, struct str parent_id,
                                    struct unit_lines *ret_lines) {
    struct q_unit_level_rows rows;
    *ret_lines = (struct unit_lines){0};
    TRY(q_unit_level(r->tx, r->arena, parent_id, r->as_at, r->view->known_ms,
                     rows_for(r, UNIT_LEVEL_MAX), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_unit_level_row *row = &rows.items[i];
        if (!scope_has(&r->scope, row->id))
            continue;
        struct unit_line *line = list_push(r->arena, ret_lines);
        *line = LINE_OF(row);
        line->children = row->children;
    }
    cut(ret_lines, UNIT_LEVEL_MAX);
    return NULL;
}

struct tree_work {
    struct arena *arena;
    const struct user *user;
    const struct unit_view *view;
    const struct str *open;
    size_t open_count;
    struct unit_lines *lines;
    int64_t *count;
};

static bool is_open(const struct tree_work *work, struct str slug) {
    for (size_t i = 0; i < work->open_count; i++)
        if (str_equal(work->open[i], slug))
            return true;
    return false;
}

static const struct err *add_level(const struct reading *r, struct tree_work *work,
                                   struct str parent_id, size_t depth) {
    struct unit_lines level;
    TRY(read_level(r, parent_id, &level));
    for (size_t i = 0; i < level.count && work->lines->count < UNIT_TREE_MAX; i++) {
        struct unit_line *line = list_push(r->arena, work->lines);
        *line = level.items[i];
        line->depth = depth;
        line->is_open = line->children > 0 && depth < UNIT_DEPTH_MAX && is_open(work, line->slug);
        struct str id = line->id; /* the line moves when the list grows */
        if (line->is_open)
            TRY(add_level(r, work, id, depth + 1));
    }
    return NULL;
}

static const struct err *tree_in(struct db_tx *tx, void *context) {
    struct tree_work *work = context;
    struct reading reading;
    TRY(begin_reading(tx, work->arena, work->user, work->view, &reading));
    *work->lines = (struct unit_lines){0};
    *work->count = 0;
    TRY(add_level(&reading, work, STR(""), 0));
    if (!reading.scope.is_all)
        return NULL;
    bool found;
    struct q_unit_count_row row;
    TRY(q_unit_count(tx, work->arena, reading.as_at, work->view->known_ms, &found, &row));
    *work->count = found ? row.units : 0;
    return NULL;
}

const struct err *organisation_tree(struct db *db, struct arena *arena, const struct user *user,
                                    const struct unit_view *view, const struct str *open,
                                    size_t open_count, struct unit_lines *ret_lines,
                                    int64_t *ret_count) {
    struct tree_work work = {arena, user, view, open, open_count, ret_lines, ret_count};
    return db_read(db, tree_in, &work);
}

/* --- searching ------------------------------------------------------------------------------ */

struct search_work {
    struct arena *arena;
    const struct user *user;
    const struct unit_view *view;
    struct str words;
    struct unit_lines *lines;
};

/* "%ea kar%" with what LIKE reads as something else escaped. */
static struct str pattern_of(struct arena *arena, struct str words) {
    struct str fold = vi_fold(arena, words);
    struct str pattern = STR("%");
    for (size_t i = 0; i < fold.n; i++) {
        struct str one = str_slice(fold, i, i + 1);
        bool special = one.p[0] == '%' || one.p[0] == '_' || one.p[0] == '\\';
        pattern = str_concat(arena, pattern, special ? STR("\\") : STR(""));
        pattern = str_concat(arena, pattern, one);
    }
    return str_concat(arena, pattern, STR("%"));
}

static const struct err *name_above(const struct reading *r, struct str parent_id,
                                    struct str *ret_name) {
    bool found = false;
    struct q_unit_state_on_row row;
    if (parent_id.n)
        TRY(q_unit_state_on(r->tx, r->arena, parent_id, r->as_at, r->view->known_ms, &found, &row));
    *ret_name = found ? row.name : STR("");
    return NULL;
}

static const struct err *search_in(struct db_tx *tx, void *context) {
    struct search_work *work = context;
    struct reading r;
    TRY(begin_reading(tx, work->arena, work->user, work->view, &r));
    *work->lines = (struct unit_lines){0};
    struct str pattern = pattern_of(work->arena, work->words);
    struct q_unit_search_rows rows;
    TRY(q_unit_search(tx, work->arena, pattern, r.as_at, work->view->known_ms,
                      rows_for(&r, UNIT_SEARCH_MAX), &rows));
    for (size_t i = 0; i < rows.count && work->lines->count <= UNIT_SEARCH_MAX; i++) {
        const struct q_unit_search_row *row = &rows.items[i];
        if (!scope_has(&r.scope, row->id))
            continue;
        struct unit_line *line = list_push(work->arena, work->lines);
        *line = LINE_OF(row);
        TRY(name_above(&r, row->parent_id, &line->above));
    }
    cut(work->lines, UNIT_SEARCH_MAX);
    return NULL;
}

const struct err *organisation_search(struct db *db, struct arena *arena, const struct user *user,
                                      const struct unit_view *view, struct str words,
                                      struct unit_lines *ret_lines) {
    struct search_work work = {arena, user, view, words, ret_lines};
    return db_read(db, search_in, &work);
}

/* --- one unit ------------------------------------------------------------------------------- */

struct unit_work {
    struct arena *arena;
    const struct user *user;
    struct str slug;
    const struct unit_view *view;
    struct unit_record *record;
};

/* The level above of each state, under its name of that time. */
static const struct err *add_parents(struct db_tx *tx, struct arena *arena,
                                     const struct unit_view *view, struct unit_record *record) {
    record->parents = ARENA_ARRAY(arena, struct unit_place, record->states.count + 1);
    for (size_t i = 0; i < record->states.count; i++) {
        const struct unit_state *state = &record->states.items[i];
        struct unit_states above;
        if (!state->parent_id.n)
            continue;
        TRY(states_of_unit(tx, arena, state->parent_id, &above));
        struct date asked = date_is_empty(state->from) ? view->as_at : state->from;
        if (!date_is_empty(state->to) && date_compare(asked, state->to) >= 0)
            asked = date_from_days(date_to_days(state->to) - 1);
        const struct unit_state *named =
            unit_state_nearest(above.items, above.count, asked, UNIT_KNOWN_NOW);
        if (named)
            record->parents[i] = (struct unit_place){named->unit_id, named->slug, named->name};
    }
    return NULL;
}

static const struct err *add_path(struct db_tx *tx, struct arena *arena, struct str as_at,
                                  const struct unit_view *view, struct unit_record *record) {
    struct unit_place up[UNIT_DEPTH_MAX];
    size_t count = 0;
    struct str id = record->nearest ? record->nearest->parent_id : STR("");
    while (id.n && count < UNIT_DEPTH_MAX) {
        bool found;
        struct q_unit_state_on_row row;
        TRY(q_unit_state_on(tx, arena, id, as_at, view->known_ms, &found, &row));
        if (!found)
            break;
        up[count++] = (struct unit_place){row.unit_id, row.slug, row.name};
        id = str_or_empty(row.parent_id);
    }
    while (count > 0)
        *list_push(arena, &record->path) = up[--count];
    return NULL;
}

static const struct err *add_memberships(struct db_tx *tx, const struct unit_work *work,
                                         struct unit_record *record) {
    struct q_unit_memberships_rows rows;
    TRY(q_unit_memberships(tx, work->arena, record->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_unit_memberships_row *row = &rows.items[i];
        *list_push(work->arena, &record->memberships) = (struct unit_membership){
            .cluster_slug = row->slug,
            .cluster_name = row->name,
            .cluster_id = row->cluster_id,
            .year = row->year,
        };
    }
    return NULL;
}

static const struct err *add_honours(struct db_tx *tx, struct arena *arena,
                                     struct unit_record *record) {
    struct q_honours_of_rows rows;
    TRY(q_honours_of(tx, arena, record->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_honours_of_row *row = &rows.items[i];
        *list_push(arena, &record->honours) = (struct unit_honour){
            .id = row->id,
            .year = row->year,
            .title = row->title,
            .is_awarded = str_equal_c(row->state, "awarded"),
            .under_name = row->under_name,
            .decision = {row->decision_number, partial_date_from_iso(row->decision_on),
                         row->decision_issuer, row->source},
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
        };
    }
    return NULL;
}

static const struct err *unit_in(struct db_tx *tx, void *context) {
    struct unit_work *work = context;
    struct arena *arena = work->arena;
    struct unit_record record = {.slug = work->slug};
    TRY(unit_of_slug(tx, arena, work->user, work->slug, &record.id));
    TRY(states_of_unit(tx, arena, record.id, &record.states));
    const struct unit_view *view = work->view;
    record.state =
        unit_state_at(record.states.items, record.states.count, view->as_at, view->known_ms);
    record.nearest =
        unit_state_nearest(record.states.items, record.states.count, view->as_at, view->known_ms);
    TRY(add_parents(tx, arena, view, &record));
    struct reading reading;
    TRY(begin_reading(tx, arena, work->user, view, &reading));
    TRY(add_path(tx, arena, reading.as_at, view, &record));
    TRY(read_level(&reading, record.id, &record.children));
    TRY(successions_around(tx, arena, record.id, &record.successions));
    succession_lineage(arena, &record.successions, record.id, LINEAGE_BACK, view->as_at,
                       &record.before);
    succession_lineage(arena, &record.successions, record.id, LINEAGE_FORWARD, view->as_at,
                       &record.after);
    TRY(add_memberships(tx, work, &record));
    TRY(add_honours(tx, arena, &record));
    TRY(organisation_kinds_in(tx, arena, &record.kinds));
    *work->record = record;
    return NULL;
}

const struct err *organisation_unit_read(struct db *db, struct arena *arena,
                                         const struct user *user, struct str slug,
                                         const struct unit_view *view,
                                         struct unit_record *ret_record) {
    struct unit_work work = {arena, user, slug, view, ret_record};
    return db_read(db, unit_in, &work);
}

/* --- the whole book -------------------------------------------------------------------------- */

struct list_work {
    struct arena *arena;
    const struct unit_view *view;
    struct unit_states *states;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct q_unit_search_rows rows;
    TRY(q_unit_search(tx, work->arena, STR("%"), date_iso(work->arena, work->view->as_at),
                      work->view->known_ms, INT32_MAX, &rows));
    *work->states = (struct unit_states){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_unit_search_row *row = &rows.items[i];
        *list_push(work->arena, work->states) = (struct unit_state){
            .unit_id = row->id,
            .slug = row->slug,
            .name = row->name,
            .short_name = row->short_name,
            .kind = row->kind,
            .parent_id = str_or_empty(row->parent_id),
            .begins = partial_date_from_iso(row->begins),
            .from = date_from_iso(row->valid_from),
            .to = date_from_iso(row->valid_to),
        };
    }
    return NULL;
}

const struct err *organisation_list(struct db *db, struct arena *arena, const struct user *user,
                                    const struct unit_view *view, struct unit_states *ret_states) {
    if (!user_may(user, RIGHT_UNIT_READ, PLACE_EVERYWHERE, STR("")))
        return ERR(ERR_DENIED, "no right to list all units");
    struct list_work work = {arena, view, ret_states};
    return db_read(db, list_in, &work);
}
