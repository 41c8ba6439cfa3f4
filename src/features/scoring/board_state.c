#include "features/scoring/board_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "features/scoring/exemption_service.h"
#include "features/scoring/outcome_service.h"
#include "features/scoring/scoring.sql.h"

/* Ids in byte order, so that thousands of entries find their cell quickly. */
struct id_index {
    struct str id;
    size_t index;
};

/* One unit's cells, with all their texts. */
struct unit_row {
    atomic_uint holders;
    struct arena *arena;
    struct board_cell *cells;
    struct score_cell *scores;
};

static void *counted_new(size_t bytes) {
    void *memory = calloc(1, bytes);
    if (!memory) {
        fprintf(stderr, "<2>scoring: out of memory\n");
        abort();
    }
    return memory;
}

/* --- the ground --------------------------------------------------------------------------- */

static int by_id(const void *left, const void *right) {
    return str_compare(((const struct id_index *)left)->id, ((const struct id_index *)right)->id);
}

static bool find_id(const struct id_index *ids, size_t count, struct str id, size_t *ret_index) {
    struct id_index key = {id, 0};
    const struct id_index *found = count ? bsearch(&key, ids, count, sizeof(*ids), by_id) : NULL;
    if (found)
        *ret_index = found->index;
    return found != NULL;
}

static void index_ids(struct ground *ground) {
    const struct cluster_units *members = &ground->is.cluster.members;
    const struct criteria *criteria = &ground->is.table.criteria;
    ground->units = ARENA_ARRAY(ground->arena, struct id_index, members->count);
    for (size_t i = 0; i < members->count; i++)
        ground->units[i] = (struct id_index){members->items[i].id, i};
    qsort(ground->units, members->count, sizeof(*ground->units), by_id);
    ground->criteria = ARENA_ARRAY(ground->arena, struct id_index, criteria->count);
    for (size_t i = 0; i < criteria->count; i++)
        ground->criteria[i] = (struct id_index){criteria->items[i].id, i};
    qsort(ground->criteria, criteria->count, sizeof(*ground->criteria), by_id);
}

/* Who was dissolved or merged before the half-year ended: its scores stand, with a word. */
static const struct err *load_gone(struct db_tx *tx, struct arena *arena,
                                   struct scoring_ground *ground) {
    const struct cluster_period *cluster = &ground->cluster;
    struct q_members_gone_rows rows;
    ground->gone_from = ARENA_ARRAY(arena, struct date, cluster->members.count);
    TRY(q_members_gone(tx, arena, cluster->cluster_id, cluster->period.year,
                       date_iso(arena, period_last_day(cluster->period)), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        ptrdiff_t member = cluster_member_by_id(cluster, rows.items[i].unit_id);
        if (member >= 0)
            date_parse_iso(rows.items[i].gone_from, &ground->gone_from[member]);
    }
    return NULL;
}

static const struct err *ground_fill(struct db_tx *tx, struct str slug, struct str period_code,
                                     struct ground *ground) {
    struct scoring_ground *is = &ground->is;
    TRY(cluster_load(tx, ground->arena, slug, period_code, &is->cluster));
    TRY(scoring_load_table(tx, ground->arena, is->cluster.id, &is->table));
    TRY(scoring_load_settings(tx, ground->arena, is->cluster.id, &is->settings));
    TRY(exemption_load(tx, ground->arena, &is->cluster, &is->table.criteria, &is->exempt));
    TRY(load_gone(tx, ground->arena, is));
    TRY(scoring_load_outcome(tx, ground->arena, is));
    TRY(scoring_load_rules(tx, ground->arena, is->cluster.id, &is->book));
    scoring_rules_take_settings(&is->book.rules, &is->settings);
    return NULL;
}

const struct err *ground_load(struct db_tx *tx, struct str slug, struct str period_code,
                              struct ground **ret_ground) {
    struct ground *ground = counted_new(sizeof(*ground));
    ground->holders = 1;
    ground->arena = arena_new(0);
    const struct err *err = ground_fill(tx, slug, period_code, ground);
    if (err) {
        ground_release(ground);
        return err;
    }
    index_ids(ground);
    *ret_ground = ground;
    return NULL;
}

struct ground *ground_hold(struct ground *ground) {
    atomic_fetch_add(&ground->holders, 1);
    return ground;
}

void ground_release(void *held) {
    struct ground *ground = held;
    if (!ground || atomic_fetch_sub(&ground->holders, 1) > 1)
        return;
    arena_free(ground->arena);
    free(ground);
}

/* --- cells -------------------------------------------------------------------------------- */

static struct str copy_text(struct arena *arena, struct str text) {
    return text.p ? str_copy(arena, text) : STR_NONE;
}

static void place_self(struct arena *arena, struct board_cell *cell, enum board_field field,
                       const struct stored_entry *entry) {
    if (field == BOARD_SELF_ACTUAL) {
        cell->self_actual = copy_text(arena, entry->value);
        cell->self_actual_source = copy_text(arena, entry->source);
        cell->self_author = copy_text(arena, entry->author);
        cell->self_at_ms = entry->at_ms;
    } else if (field == BOARD_SELF_POINTS) {
        cell->self = DECIMAL_ZERO;
        cell->has_self = entry->value.p && decimal_parse(entry->value, &cell->self);
    } else {
        cell->evidence = copy_text(arena, entry->value);
    }
}

/* Where the newest revision of that field is kept; NULL for a field that decisions do not have. */
static int64_t *revision_of(struct stage_decision *decision, struct str field) {
    if (str_equal(field, FIELD_ACTUAL))
        return &decision->actual_revision;
    if (str_equal(field, FIELD_POINTS))
        return &decision->points_revision;
    return str_equal(field, FIELD_AGREE) ? &decision->agree_revision : NULL;
}

static void place_decision(struct arena *arena, struct board_cell *cell, enum score_stage stage,
                           const struct stored_entry *entry) {
    if (!cell->stages[stage])
        cell->stages[stage] = ARENA_NEW(arena, struct stage_decision);
    struct stage_decision *decision = cell->stages[stage];
    int64_t *revision = revision_of(decision, entry->field);
    if (!revision || *revision >= entry->revision)
        return;
    *revision = entry->revision;
    struct str author = entry->value.p ? copy_text(arena, entry->author) : STR_NONE;
    int64_t at_ms = entry->value.p ? entry->at_ms : 0;
    if (str_equal(entry->field, FIELD_ACTUAL)) {
        decision->actual = copy_text(arena, entry->value);
        decision->actual_reason = copy_text(arena, entry->reason);
        decision->actual_author = author;
        decision->actual_at_ms = at_ms;
    } else if (str_equal(entry->field, FIELD_POINTS)) {
        decision->points = DECIMAL_ZERO;
        decision->has_points = entry->value.p && decimal_parse(entry->value, &decision->points);
        decision->points_reason = copy_text(arena, entry->reason);
        decision->points_author = author;
        decision->points_at_ms = at_ms;
    } else {
        decision->agreed = DECIMAL_ZERO;
        decision->agrees = entry->value.p && decimal_parse(entry->value, &decision->agreed);
        decision->agree_author = author;
        decision->agree_at_ms = at_ms;
    }
}

static bool self_field_of(struct str field, enum board_field *ret_field) {
    if (str_equal(field, FIELD_ACTUAL))
        *ret_field = BOARD_SELF_ACTUAL;
    else if (str_equal(field, FIELD_POINTS))
        *ret_field = BOARD_SELF_POINTS;
    else if (str_equal(field, FIELD_EVIDENCE))
        *ret_field = BOARD_EVIDENCE;
    else
        return false;
    return true;
}

void board_cell_place(struct arena *arena, struct board_cell *cell,
                      const struct stored_entry *entry) {
    enum board_field field;
    enum score_stage stage;
    if (!score_stage_from_code(entry->stage, &stage))
        return;
    if (stage != SCORE_SELF) {
        place_decision(arena, cell, stage, entry);
        return;
    }
    if (!self_field_of(entry->field, &field) || cell->revisions[field] >= entry->revision)
        return;
    cell->revisions[field] = entry->revision;
    place_self(arena, cell, field, entry);
}

bool stage_decides(const struct stage_decision *decision) {
    return decision && (decision->actual.p || decision->has_points);
}

/* The latest stage that decides: its points, the latest result there is, and who said the later of
 * the two. */
static void settle_decision(struct board_cell *cell, struct score_cell *score) {
    cell->decided = SCORE_SELF;
    cell->accepted_revision = 0;
    cell->accepted_actual = cell->accepted_actual_reason = cell->accepted_author =
        cell->accepted_reason = STR_NONE;
    cell->accepted_at_ms = 0;
    score->has_accepted = false;
    score->accepted = DECIMAL_ZERO;
    for (int stage = SCORE_COUNCIL; stage > SCORE_SELF; stage--) {
        const struct stage_decision *d = cell->stages[stage];
        if (!d)
            continue;
        cell->accepted_revision += d->actual_revision + d->points_revision + d->agree_revision;
        if (!stage_decides(d))
            continue;
        if (!cell->accepted_actual.p) {
            cell->accepted_actual = d->actual;
            cell->accepted_actual_reason = d->actual_reason;
        }
        if (cell->decided != SCORE_SELF)
            continue;
        cell->decided = (enum score_stage)stage;
        score->has_accepted = d->has_points;
        score->accepted = d->points;
        cell->accepted_reason = d->points_reason;
        bool points =
            d->points_author.p && (!d->actual_author.p || d->points_at_ms >= d->actual_at_ms);
        cell->accepted_author = points ? d->points_author : d->actual_author;
        cell->accepted_at_ms = points ? d->points_at_ms : d->actual_at_ms;
    }
}

/* What goes into the rule: the result the cluster corrected, else the unit's own. Stored values
 * were understood when they came in; what the rules of today cannot read counts as missing. */
void board_cell_settle(struct arena *arena, const struct criterion *criterion,
                       const struct scoring_rules *rules, struct board_cell *cell,
                       struct score_cell *score) {
    settle_decision(cell, score);
    struct str text = cell->accepted_actual.p ? cell->accepted_actual : cell->self_actual;
    struct decimal number;
    struct message why;
    score->actual = (struct actual){.state = ACTUAL_MISSING};
    if (!text.p)
        return;
    score->actual_decided = cell->accepted_actual.p != NULL;
    if (!criterion_counts(criterion))
        scoring_read_actual(arena, criterion, rules, text, &score->actual, &why);
    else if (decimal_parse(text, &number))
        score->actual = (struct actual){ACTUAL_READ, text, number};
}

/* --- rows --------------------------------------------------------------------------------- */

/* EXEMPT: of its criteria; NULL: all are assigned. */
static struct unit_row *row_new(size_t criteria, const bool *exempt) {
    struct unit_row *row = counted_new(sizeof(*row));
    row->holders = 1;
    row->arena = arena_new(0);
    row->cells = ARENA_ARRAY(row->arena, struct board_cell, criteria);
    row->scores = ARENA_ARRAY(row->arena, struct score_cell, criteria);
    for (size_t i = 0; exempt && i < criteria; i++)
        row->scores[i].exempt = exempt[i];
    return row;
}

static struct unit_row *row_of_unit(const struct ground *ground, size_t unit) {
    size_t criteria = ground->is.table.criteria.count;
    return row_new(criteria, ground->is.exempt ? ground->is.exempt + unit * criteria : NULL);
}

static void row_release(struct unit_row *row) {
    if (!row || atomic_fetch_sub(&row->holders, 1) > 1)
        return;
    arena_free(row->arena);
    free(row);
}

static void own_all(struct arena *arena, struct str *const *texts, size_t count) {
    for (size_t i = 0; i < count; i++)
        *texts[i] = copy_text(arena, *texts[i]);
}

static struct stage_decision *own_decision(struct arena *arena, const struct stage_decision *old) {
    if (!old)
        return NULL;
    struct stage_decision *d = ARENA_NEW(arena, struct stage_decision);
    *d = *old;
    struct str *const texts[] = {&d->actual,        &d->actual_reason, &d->actual_author,
                                 &d->points_reason, &d->points_author, &d->agree_author};
    own_all(arena, texts, COUNT_OF(texts));
    return d;
}

static void own_texts(struct arena *arena, struct board_cell *cell, struct score_cell *score) {
    struct str *const texts[] = {&cell->self_actual, &cell->self_actual_source, &cell->self_author,
                                 &cell->evidence, &score->actual.text};
    own_all(arena, texts, COUNT_OF(texts));
    for (int stage = 0; stage < SCORE_STAGE_COUNT; stage++)
        cell->stages[stage] = own_decision(arena, cell->stages[stage]);
    settle_decision(cell, score);
}

static struct unit_row *row_copy(const struct unit_row *old, size_t criteria) {
    struct unit_row *row = row_new(criteria, NULL);
    for (size_t i = 0; i < criteria; i++) {
        row->cells[i] = old->cells[i];
        row->scores[i] = old->scores[i];
        own_texts(row->arena, &row->cells[i], &row->scores[i]);
    }
    return row;
}

/* --- boards ------------------------------------------------------------------------------- */

static void put_row(struct board_state *state, size_t unit, struct unit_row *row) {
    state->rows[unit] = row;
    state->board.rows[unit] = row->cells;
    state->board.matrix.rows[unit] = row->scores;
}

/* Without rows. */
static struct board_state *state_new(struct ground *ground, int64_t revision) {
    struct board_state *state = counted_new(sizeof(*state));
    struct arena *arena = arena_new(0);
    size_t units = ground->is.cluster.members.count;
    const struct criteria *criteria = &ground->is.table.criteria;
    state->holders = 1;
    state->arena = arena;
    state->ground = ground_hold(ground);
    state->rows = ARENA_ARRAY(arena, struct unit_row *, units);
    state->board = (struct scoreboard){
        .cluster = ground->is.cluster,
        .table = ground->is.table,
        .book = ground->is.book,
        .settings = ground->is.settings,
        .outcome = ground->is.outcome,
        .gone_from = ground->is.gone_from,
        .tie_votes = ground->is.tie_votes,
        .tie_votes_count = ground->is.tie_votes_count,
        .matrix = {.criteria = criteria,
                   .unit_count = units,
                   .rows = ARENA_ARRAY(arena, struct score_cell *, units),
                   .totals = ARENA_ARRAY(arena, struct score_totals, units)},
        .rows = ARENA_ARRAY(arena, struct board_cell *, units),
        .kept = kept_texts_new(arena),
        .max_total = criteria_max_total(criteria),
        .units_missing = ARENA_ARRAY(arena, size_t, units),
    };
    state->board.cluster.revision = revision;
    return state;
}

/* What follows from a computed row. */
static void note_differences(struct board_state *state, size_t unit) {
    struct scoreboard *board = &state->board;
    board->units_missing[unit] = 0;
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        struct board_cell *cell = board_cell_at(board, unit, i);
        const struct score_cell *score = score_cell_at(&board->matrix, unit, i);
        cell->self_differs =
            cell->has_self && score->has_points && decimal_compare(cell->self, score->points) != 0;
        const struct criterion *criterion = &board->table.criteria.items[i];
        board->units_missing[unit] += criterion_expects_self(criterion) && !score->exempt &&
                                      !cell->self_actual.p &&
                                      !(criterion->kind == CRITERION_MARK && cell->has_self);
    }
}

struct entry_place {
    size_t unit;
    size_t criterion;
};

/* False: of a unit that is no member of this year. */
static bool find_place(const struct ground *ground, struct str unit_id, struct str criterion_id,
                       struct entry_place *ret_place) {
    return find_id(ground->units, ground->is.cluster.members.count, unit_id, &ret_place->unit) &&
           find_id(ground->criteria, ground->is.table.criteria.count, criterion_id,
                   &ret_place->criterion);
}

static void put_entry(struct board_state *state, struct entry_place at,
                      const struct stored_entry *entry) {
    struct unit_row *row = state->rows[at.unit];
    board_cell_place(row->arena, &row->cells[at.criterion], entry);
}

static void settle(struct board_state *state, struct entry_place at) {
    struct unit_row *row = state->rows[at.unit];
    board_cell_settle(row->arena, &state->board.table.criteria.items[at.criterion],
                      &state->board.book.rules, &row->cells[at.criterion],
                      &row->scores[at.criterion]);
}

const struct err *board_state_load(struct db_tx *tx, struct ground *ground, int64_t revision,
                                   struct board_state **ret_state) {
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    struct q_entries_current_rows entries;
    TRY(q_entries_current(tx, scratch, ground->is.cluster.id, &entries));
    struct board_state *state = state_new(ground, revision);
    struct score_matrix *matrix = &state->board.matrix;
    for (size_t unit = 0; unit < matrix->unit_count; unit++)
        put_row(state, unit, row_of_unit(ground, unit));
    for (size_t i = 0; i < entries.count; i++) {
        const struct q_entries_current_row *e = &entries.items[i];
        struct entry_place at;
        if (find_place(ground, e->unit_id, e->criterion_id, &at))
            put_entry(state, at,
                      &(struct stored_entry){e->stage, e->field, e->revision, e->value, e->author,
                                             e->at_ms, e->reason, e->source});
    }
    for (size_t unit = 0; unit < matrix->unit_count; unit++)
        for (size_t i = 0; i < matrix->criteria->count; i++)
            settle(state, (struct entry_place){unit, i});
    scoring_compute(matrix, &state->board.book.rules);
    for (size_t unit = 0; unit < matrix->unit_count; unit++)
        note_differences(state, unit);
    state->board.book.in_use = entries.count > 0;
    scoring_rank(state->arena, &state->board);
    *ret_state = state;
    return NULL;
}

/* All that OLD has, its rows shared. */
static struct board_state *state_after(const struct board_state *old, int64_t revision) {
    struct board_state *state = state_new(old->ground, revision);
    const struct score_matrix *before = &old->board.matrix;
    for (size_t unit = 0; unit < before->unit_count; unit++) {
        atomic_fetch_add(&old->rows[unit]->holders, 1);
        put_row(state, unit, old->rows[unit]);
        state->board.matrix.totals[unit] = before->totals[unit];
        state->board.units_missing[unit] = old->board.units_missing[unit];
    }
    state->board.book.in_use = old->board.book.in_use;
    return state;
}

/* A row of this board's own in the place of the shared one. */
static void own_row(struct board_state *state, size_t unit, bool *owned) {
    if (owned[unit])
        return;
    owned[unit] = true;
    struct unit_row *old = state->rows[unit];
    put_row(state, unit, row_copy(old, state->board.matrix.criteria->count));
    row_release(old);
}

/* Computes what the entries moved: their units, or all when what a leader is measured by changed.
 */
static void compute_again(struct board_state *state, bool *owned, bool leaders_moved) {
    struct score_matrix *matrix = &state->board.matrix;
    const struct scoring_rules *rules = &state->board.book.rules;
    for (size_t unit = 0; leaders_moved && unit < matrix->unit_count; unit++)
        own_row(state, unit, owned);
    if (leaders_moved)
        scoring_compute(matrix, rules);
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        if (!owned[unit])
            continue;
        if (!leaders_moved)
            scoring_compute_unit(matrix, rules, unit);
        note_differences(state, unit);
    }
}

const struct err *board_state_advance(struct db_tx *tx, const struct board_state *old,
                                      int64_t revision, struct board_state **ret_state,
                                      size_t *ret_newer) {
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    struct q_entries_newer_rows entries;
    TRY(q_entries_newer(tx, scratch, old->board.cluster.id, old->board.cluster.revision, &entries));
    struct board_state *state = state_after(old, revision);
    bool *owned = ARENA_ARRAY(scratch, bool, state->board.matrix.unit_count);
    bool leaders_moved = false;
    for (size_t i = 0; i < entries.count; i++) {
        const struct q_entries_newer_row *e = &entries.items[i];
        struct entry_place at;
        state->board.book.in_use = true;
        if (!find_place(state->ground, e->unit_id, e->criterion_id, &at))
            continue;
        own_row(state, at.unit, owned);
        put_entry(state, at,
                  &(struct stored_entry){e->stage, e->field, e->revision, e->value, e->author,
                                         e->at_ms, e->reason, e->source});
        settle(state, at);
        leaders_moved |= state->board.table.criteria.items[at.criterion].kind == CRITERION_LEADER &&
                         str_equal(e->field, FIELD_ACTUAL);
    }
    compute_again(state, owned, leaders_moved);
    scoring_rank(state->arena, &state->board);
    *ret_state = state;
    *ret_newer = entries.count;
    return NULL;
}

struct board_state *board_state_hold(struct board_state *state) {
    atomic_fetch_add(&state->holders, 1);
    return state;
}

void board_state_release(void *held) {
    struct board_state *state = held;
    if (!state || atomic_fetch_sub(&state->holders, 1) > 1)
        return;
    for (size_t unit = 0; unit < state->board.matrix.unit_count; unit++)
        row_release(state->rows[unit]);
    ground_release(state->ground);
    arena_free(state->arena);
    free(state);
}
