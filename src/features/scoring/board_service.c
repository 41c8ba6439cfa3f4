/* The board of a cluster's half-year: what is stored, and all that follows from it. */
#include <stdlib.h>

#include "features/audit/audit.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/scoring_service.h"
#include "sys/id.h"

struct board_cell *board_cell_at(const struct scoreboard *board, size_t unit, size_t criterion) {
    return &board->cells[unit * board->matrix.criteria->count + criterion];
}

bool board_has_scores(const struct scoreboard *board) {
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < board->table.criteria.count; i++) {
            enum criterion_kind kind = board->table.criteria.items[i].kind;
            bool content =
                kind != CRITERION_GROUP && kind != CRITERION_BONUS && kind != CRITERION_PENALTY;
            if (content && score_cell_at(&board->matrix, unit, i)->in_force_known)
                return true;
        }
    return false;
}

/* Ids in byte order, so that thousands of entries find their cell quickly. */
struct id_index {
    struct str id;
    size_t index;
};

static int by_id(const void *left, const void *right) {
    return str_compare(((const struct id_index *)left)->id, ((const struct id_index *)right)->id);
}

static bool find_id(const struct id_index *ids, size_t count, struct str id, size_t *ret_index) {
    struct id_index key = {id, 0};
    const struct id_index *found = bsearch(&key, ids, count, sizeof(*ids), by_id);
    if (found)
        *ret_index = found->index;
    return found != NULL;
}

static struct id_index *index_units(struct arena *arena, const struct scoreboard *board) {
    size_t count = board->cluster.members.count;
    struct id_index *ids = ARENA_ARRAY(arena, struct id_index, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = (struct id_index){board->cluster.members.items[i].id, i};
    qsort(ids, count, sizeof(*ids), by_id);
    return ids;
}

static struct id_index *index_criteria(struct arena *arena, const struct scoreboard *board) {
    size_t count = board->table.criteria.count;
    struct id_index *ids = ARENA_ARRAY(arena, struct id_index, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = (struct id_index){board->table.criteria.items[i].id, i};
    qsort(ids, count, sizeof(*ids), by_id);
    return ids;
}

static void place_self(struct board_cell *cell, const struct q_entries_current_row *row) {
    if (str_equal(row->field, FIELD_ACTUAL)) {
        cell->self_actual = row->value;
        cell->self_actual_source = row->source;
        cell->self_author = row->author;
        cell->self_at_ms = row->at_ms;
    } else if (str_equal(row->field, FIELD_POINTS)) {
        cell->has_self = row->value.p && decimal_parse(row->value, &cell->self);
    } else if (str_equal(row->field, FIELD_EVIDENCE)) {
        cell->evidence = row->value;
    }
}

static void place_accepted(struct board_cell *cell, struct score_cell *score,
                           const struct q_entries_current_row *row) {
    if (row->at_ms >= cell->accepted_at_ms && row->value.p) {
        cell->accepted_author = row->author;
        cell->accepted_at_ms = row->at_ms;
    }
    cell->accepted_revision += row->revision;
    if (str_equal(row->field, FIELD_ACTUAL)) {
        cell->accepted_actual = row->value;
        cell->accepted_actual_reason = row->reason;
    } else if (str_equal(row->field, FIELD_POINTS)) {
        score->has_accepted = row->value.p && decimal_parse(row->value, &score->accepted);
        cell->accepted_reason = row->reason;
    }
}

/* What goes into the rule: the result the cluster corrected, else the unit's own. Stored values
 * were understood when they came in; what the rules of today cannot read counts as missing. */
static void read_actuals(struct arena *arena, struct scoreboard *board) {
    const struct criteria *criteria = &board->table.criteria;
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < criteria->count; i++) {
            const struct board_cell *cell = board_cell_at(board, unit, i);
            struct str text = cell->accepted_actual.p ? cell->accepted_actual : cell->self_actual;
            struct actual *actual = &score_cell_at(&board->matrix, unit, i)->actual;
            if (!text.p)
                continue;
            struct decimal number;
            struct message why;
            enum criterion_kind kind = criteria->items[i].kind;
            if (kind == CRITERION_GRADE || kind == CRITERION_PASS)
                scoring_read_actual(arena, &criteria->items[i], &board->book.rules, text, actual,
                                    &why);
            else if (decimal_parse(text, &number))
                *actual = (struct actual){ACTUAL_READ, text, number};
        }
}

static void note_differences(struct scoreboard *board) {
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < board->table.criteria.count; i++) {
            struct board_cell *cell = board_cell_at(board, unit, i);
            const struct score_cell *score = score_cell_at(&board->matrix, unit, i);
            cell->self_differs = cell->has_self && score->has_points &&
                                 decimal_compare(cell->self, score->points) != 0;
            enum criterion_kind kind = board->table.criteria.items[i].kind;
            bool content =
                kind != CRITERION_GROUP && kind != CRITERION_BONUS && kind != CRITERION_PENALTY;
            board->units_missing[unit] += content && !cell->self_actual.p;
        }
}

const struct err *scoring_board_in(struct db_tx *tx, struct arena *arena, struct str slug,
                                   struct str period_code, struct scoreboard *ret_board) {
    struct scoreboard *board = ret_board;
    *board = (struct scoreboard){0};
    TRY(cluster_load(tx, arena, slug, period_code, &board->cluster));
    TRY(scoring_load_table(tx, arena, board->cluster.id, &board->table));
    TRY(scoring_load_rules(tx, arena, board->cluster.id, &board->book));
    size_t units = board->cluster.members.count;
    size_t criteria = board->table.criteria.count;
    board->matrix = score_matrix_new(arena, &board->table.criteria, units);
    board->cells = ARENA_ARRAY(arena, struct board_cell, units * criteria);
    board->units_missing = ARENA_ARRAY(arena, size_t, units);
    board->max_total = criteria_max_total(&board->table.criteria);
    struct q_entries_current_rows rows;
    TRY(q_entries_current(tx, arena, board->cluster.id, &rows));
    struct id_index *unit_ids = index_units(arena, board);
    struct id_index *criterion_ids = index_criteria(arena, board);
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_entries_current_row *row = &rows.items[i];
        size_t unit;
        size_t criterion;
        if (!find_id(unit_ids, units, row->unit_id, &unit) ||
            !find_id(criterion_ids, criteria, row->criterion_id, &criterion))
            continue; /* of a unit that is no member of this year */
        if (str_equal(row->stage, STAGE_SELF))
            place_self(board_cell_at(board, unit, criterion), row);
        else
            place_accepted(board_cell_at(board, unit, criterion),
                           score_cell_at(&board->matrix, unit, criterion), row);
    }
    read_actuals(arena, board);
    scoring_compute(&board->matrix, &board->book.rules);
    note_differences(board);
    ranking_make(arena, &board->matrix, &board->standings);
    return NULL;
}

void scoring_board_stage(struct arena *arena, const struct scoreboard *board,
                         enum ranking_stage stage, bool without_places,
                         struct board_stage *ret_stage) {
    size_t count = board->matrix.unit_count * board->table.criteria.count;
    struct self_points *self = ARENA_ARRAY(arena, struct self_points, count);
    for (size_t i = 0; i < count; i++)
        self[i] = (struct self_points){board->cells[i].has_self, board->cells[i].self};
    ret_stage->matrix = ranking_stage_matrix(arena, &board->matrix, stage, self);
    ranking_make(arena, &ret_stage->matrix, &ret_stage->standings);
    if (without_places || !board->cluster.places_shown)
        ranking_drop_places(ret_stage->standings, board->matrix.unit_count);
}

/* --- entries ------------------------------------------------------------------------------ */

const struct err *scoring_add_entry(struct db_tx *tx, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str cluster_period_id,
                                    struct str batch_id, const struct score_entry *entry,
                                    bool *ret_added) {
    bool found;
    struct q_entry_newest_row newest;
    TRY(q_entry_newest(tx, arena, cluster_period_id, entry->unit_id, entry->criterion_id,
                       entry->stage, entry->field, &found, &newest));
    bool present = found && newest.value.p;
    bool same = present ? entry->value.p && str_equal(newest.value, entry->value) &&
                              str_equal(newest.reason, entry->reason)
                        : !entry->value.p;
    *ret_added = !same;
    if (same)
        return NULL;
    return q_entry_insert(tx, id_new(arena, now_ms), cluster_period_id, entry->unit_id,
                          entry->criterion_id, entry->stage, entry->field,
                          found ? newest.revision + 1 : 1, entry->value, user->name, now_ms,
                          entry->reason.p ? entry->reason : STR(""),
                          entry->source.p ? entry->source : STR(""), batch_id);
}

struct steps_work {
    struct arena *arena;
    const struct scoreboard *board;
    size_t unit;
    size_t criterion;
    struct score_steps *steps;
};

static const struct err *steps_in(struct db_tx *tx, void *context) {
    struct steps_work *work = context;
    struct q_entries_of_cell_rows rows;
    TRY(q_entries_of_cell(tx, work->arena, work->board->cluster.id,
                          work->board->cluster.members.items[work->unit].id,
                          work->board->table.criteria.items[work->criterion].id, &rows));
    *work->steps = (struct score_steps){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_entries_of_cell_row *row = &rows.items[i];
        *list_push(work->arena, work->steps) = (struct score_step){
            row->stage, row->field, row->value, row->author, row->at_ms, row->reason, row->source};
    }
    return NULL;
}

const struct err *scoring_steps(struct db *db, struct arena *arena, const struct user *user,
                                const struct scoreboard *board, size_t unit, size_t criterion,
                                struct score_steps *ret_steps) {
    if (!user_may(user, RIGHT_SHEET_READ, board->cluster.cluster_id,
                  board->cluster.members.items[unit].id))
        return ERR(ERR_DENIED, "no right to read the scores of this unit");
    struct steps_work work = {arena, board, unit, criterion, ret_steps};
    return db_read(db, steps_in, &work);
}
