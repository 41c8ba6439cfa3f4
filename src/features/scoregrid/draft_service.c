#include "features/scoregrid/draft_service.h"

#include "text/form_text.h"
#include "text/utf8.h"

bool scoregrid_is_own(const struct user *user, struct place place, struct str unit_id) {
    if (!user)
        return false;
    static const enum right RIGHTS[] = {RIGHT_MEMBER_ENTER, RIGHT_MEMBER_SEND};
    for (size_t i = 0; i < user->grant_count; i++)
        for (size_t k = 0; k < COUNT_OF(RIGHTS); k++)
            if (str_equal(user->grants[i].unit_id, unit_id) &&
                role_has_right(user->grants[i].role, RIGHTS[k]) &&
                user_may(user, RIGHTS[k], place, unit_id))
                return true;
    return user->is_local;
}

struct str grid_seen(struct arena *arena, const struct grid_value *value) {
    if (value->is_draft)
        return str_format(arena, "d%lld", (long long)value->number);
    return value->entry ? str_format(arena, "e%lld", (long long)value->entry) : STR("0");
}

struct grid_value *grid_value_of(struct own_cell *cell, struct str field) {
    enum grid_field known;
    if (grid_field_from_code(field, &known))
        return &cell->of[known];
    for (size_t i = 0; cell->rolls_up && i < cell->parts.count; i++)
        if (str_equal(cell->parts.items[i].field, field))
            return &cell->part_values[i];
    return NULL;
}

bool grid_asks(const struct criterion *criterion, const struct own_cell *cell) {
    return criterion_takes_actual(criterion) && criterion_expects_self(criterion) &&
           cell->block != GRID_EXEMPT && cell->block != GRID_OTHER_STAGE;
}

/* --- reading what was typed --------------------------------------------------------------- */

static bool read_actual(struct arena *arena, const struct scoreboard *board,
                        const struct criterion *criterion, struct str text,
                        struct str *ret_canonical, struct message *ret_why) {
    struct actual actual;
    if (!scoring_read_actual(arena, criterion, &board->book.rules, text, &actual, ret_why))
        return false;
    *ret_canonical = actual.state == ACTUAL_READ ? actual.text : STR_NONE;
    return true;
}

static bool read_points(struct arena *arena, const struct scoreboard *board,
                        const struct criterion *criterion, struct str text,
                        struct str *ret_canonical, struct message *ret_why) {
    struct decimal points;
    bool known;
    if (!grid_read_points(arena, criterion, &board->book.rules, text, &known, &points, ret_why))
        return false;
    *ret_canonical = known ? decimal_canonical(arena, points) : STR_NONE;
    return true;
}

static bool read_evidence(struct arena *arena, struct str text, struct str *ret_canonical,
                          struct message *ret_why) {
    struct str clean = form_clean_line(arena, text);
    *ret_canonical = clean.n ? clean : STR_NONE;
    if (utf8_length(clean) <= GRID_TEXT_MAX)
        return true;
    *ret_why =
        MESSAGE_WITH(MSG_scoregrid_evidence_too_long, str_format(arena, "%d", GRID_TEXT_MAX));
    return false;
}

bool grid_read(struct arena *arena, const struct scoreboard *board, size_t criterion,
               struct str field, struct str text, struct str *ret_canonical,
               struct message *ret_why) {
    const struct criterion *c = &board->table.criteria.items[criterion];
    enum grid_field known;
    text = str_trim(str_or_empty(text));
    *ret_canonical = STR_NONE;
    if (!grid_field_from_code(field, &known))
        known = GRID_ACTUAL; /* a part is read as the result is */
    if (known == GRID_POINTS)
        return read_points(arena, board, c, text, ret_canonical, ret_why);
    if (known == GRID_EVIDENCE)
        return read_evidence(arena, text, ret_canonical, ret_why);
    return read_actual(arena, board, c, text, ret_canonical, ret_why);
}

/* --- the grid ----------------------------------------------------------------------------- */

/* A board whose row of UNIT may be changed; all else is shared. */
static void own_row(struct arena *arena, const struct scoreboard *board, size_t unit,
                    struct scoreboard *ret_board) {
    size_t units = board->matrix.unit_count;
    size_t criteria = board->table.criteria.count;
    *ret_board = *board;
    ret_board->kept = NULL;
    ret_board->rows = ARENA_ARRAY(arena, struct board_cell *, units);
    ret_board->matrix.rows = ARENA_ARRAY(arena, struct score_cell *, units);
    ret_board->matrix.totals = ARENA_ARRAY(arena, struct score_totals, units);
    ret_board->units_missing = ARENA_ARRAY(arena, size_t, units);
    for (size_t i = 0; i < units; i++) {
        ret_board->rows[i] = board->rows[i];
        ret_board->matrix.rows[i] = board->matrix.rows[i];
        ret_board->matrix.totals[i] = board->matrix.totals[i];
        ret_board->units_missing[i] = board->units_missing[i];
    }
    struct board_cell *cells = ARENA_ARRAY(arena, struct board_cell, criteria);
    struct score_cell *scores = ARENA_ARRAY(arena, struct score_cell, criteria);
    for (size_t i = 0; i < criteria; i++) {
        cells[i] = board->rows[unit][i];
        scores[i] = board->matrix.rows[unit][i];
    }
    ret_board->rows[unit] = cells;
    ret_board->matrix.rows[unit] = scores;
}

static void block_cell(const struct criterion *criterion, const struct board_cell *cell,
                       const struct score_cell *score, struct own_cell *grid) {
    grid->by = criterion->owner;
    if (!criterion_is_scored(criterion)) {
        grid->block = GRID_GROUP;
    } else if (score->exempt) {
        grid->block = GRID_EXEMPT;
    } else if (criterion->owner != SCORE_SELF) {
        grid->block = GRID_OTHER_STAGE;
    } else {
        for (int stage = SCORE_HEAD; stage < SCORE_STAGE_COUNT; stage++) {
            const struct stage_decision *d = cell->stages[stage];
            if (!stage_decides(d) && !(d && d->agrees))
                continue;
            grid->block = GRID_VERIFIED;
            grid->by = (enum score_stage)stage;
        }
    }
}

/* What was sent, as it stands on the board. */
static void fill_sent(struct arena *arena, const struct board_cell *cell, struct own_cell *grid) {
    struct str sent[GRID_FIELD_COUNT] = {
        [GRID_ACTUAL] = cell->self_actual,
        [GRID_POINTS] = cell->has_self ? decimal_canonical(arena, cell->self) : STR_NONE,
        [GRID_EVIDENCE] = cell->evidence};
    static const enum board_field FIELDS[GRID_FIELD_COUNT] = {[GRID_ACTUAL] = BOARD_SELF_ACTUAL,
                                                              [GRID_POINTS] = BOARD_SELF_POINTS,
                                                              [GRID_EVIDENCE] = BOARD_EVIDENCE};
    for (int i = 0; i < GRID_FIELD_COUNT; i++)
        grid->of[i] = (struct grid_value){.value = sent[i],
                                          .sent = sent[i],
                                          .entry = cell->revisions[FIELDS[i]],
                                          .author = str_or_empty(cell->self_author),
                                          .at_ms = cell->self_at_ms};
}

static bool same(struct str a, struct str b) {
    return a.p ? b.p && str_equal(a, b) : !b.p;
}

/* A draft stands while nothing newer of its field was sent or taken in. A part has nothing sent of
 * its own: its draft stands. */
static void put_draft(const struct q_drafts_of_unit_row *draft, bool is_part, int64_t sent_up_to,
                      struct grid_value *value) {
    value->number = draft->number;
    if (is_part || draft->basis == value->entry) {
        value->is_draft = true;
        value->value = draft->value;
        value->author = draft->author;
        value->at_ms = draft->at_ms;
    } else if (draft->number > sent_up_to && !same(draft->value, value->value)) {
        value->overtaken = draft->value;
    }
}

static void put_drafts(struct arena *arena, const struct q_drafts_of_unit_rows *drafts,
                       struct score_grid *grid) {
    const struct criteria *criteria = &grid->board.table.criteria;
    const struct unit_sendings *sent = &grid->sendings;
    int64_t up_to = 0;
    for (size_t i = 0; i < sent->count; i++)
        if (!sent->items[i].by_sheet && sent->items[i].draft_number > up_to)
            up_to = sent->items[i].draft_number;
    for (size_t i = 0; i < drafts->count; i++) {
        const struct q_drafts_of_unit_row *draft = &drafts->items[i];
        size_t at = 0;
        while (at < criteria->count && !str_equal(criteria->items[at].id, draft->criterion_id))
            at++;
        if (draft->number > grid->last_number) {
            grid->last_number = draft->number;
            grid->saved_ms = draft->at_ms;
            grid->saved_by = draft->author;
        }
        struct grid_value *value =
            at < criteria->count ? grid_value_of(&grid->cells[at], draft->field) : NULL;
        enum grid_field known;
        if (value)
            put_draft(draft, !grid_field_from_code(draft->field, &known), up_to, value);
        else if (draft->value.p && draft->number > up_to)
            *list_push(arena, &grid->left) =
                (struct grid_left){draft->criterion_code, draft->value};
    }
}

/* The result of a roll-up is that of its parts as soon as anybody typed one. */
static void roll_up(struct arena *arena, const struct criterion *criterion, struct own_cell *cell) {
    size_t count = cell->parts.count;
    struct rollup_part *parts = ARENA_ARRAY(arena, struct rollup_part, count);
    const struct grid_value *newest = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct grid_value *part = &cell->part_values[i];
        parts[i].known = part->value.p && decimal_parse(part->value, &parts[i].value);
        if (part->number && (!newest || part->number > newest->number))
            newest = part;
    }
    struct rollup_result result = scoring_roll_up(criterion->rollup, parts, count);
    cell->parts_missing = result.missing;
    if (!newest)
        return;
    struct grid_value *actual = &cell->of[GRID_ACTUAL];
    actual->value = result.known ? decimal_canonical(arena, result.value) : STR_NONE;
    actual->is_draft = !same(actual->value, actual->sent);
    actual->number = newest->number;
    actual->author = newest->author;
    actual->at_ms = newest->at_ms;
    actual->overtaken = STR_NONE;
}

/* Puts the values of a cell into the board. */
static void put_cell(struct arena *arena, const struct criterion *criterion,
                     const struct scoring_rules *rules, const struct own_cell *grid,
                     struct board_cell *cell, struct score_cell *score) {
    struct actual actual;
    struct message why;
    cell->self_actual = grid->of[GRID_ACTUAL].value;
    cell->has_self =
        grid->of[GRID_POINTS].value.p && decimal_parse(grid->of[GRID_POINTS].value, &cell->self);
    cell->evidence = grid->of[GRID_EVIDENCE].value;
    if (!grid->of[GRID_ACTUAL].is_draft || cell->accepted_actual.p)
        return;
    score->actual = (struct actual){.state = ACTUAL_MISSING};
    struct decimal number;
    struct str text = cell->self_actual;
    if (!text.p)
        return;
    /* Canonical numbers have a point, which people would write otherwise. */
    if (criterion_counts(criterion) && decimal_parse(text, &number))
        score->actual = (struct actual){ACTUAL_READ, text, number};
    else if (scoring_read_actual(arena, criterion, rules, text, &actual, &why))
        score->actual = actual;
}

static void compute(struct arena *arena, struct score_grid *grid) {
    struct scoreboard *board = &grid->board;
    const struct criteria *criteria = &board->table.criteria;
    for (size_t i = 0; i < criteria->count; i++)
        put_cell(arena, &criteria->items[i], &board->book.rules, &grid->cells[i],
                 board_cell_at(board, grid->unit, i), score_cell_at(&board->matrix, grid->unit, i));
    scoring_compute_unit(&board->matrix, &board->book.rules, grid->unit);
    for (size_t i = 0; i < criteria->count; i++) {
        struct board_cell *cell = board_cell_at(board, grid->unit, i);
        const struct score_cell *score = score_cell_at(&board->matrix, grid->unit, i);
        cell->self_differs =
            cell->has_self && score->has_points && decimal_compare(cell->self, score->points) != 0;
    }
    score_sheet_make(arena, board, grid->unit, &grid->sheet);
}

static void count_cells(struct score_grid *grid) {
    const struct criteria *criteria = &grid->board.table.criteria;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct own_cell *cell = &grid->cells[i];
        bool asks = grid_asks(&criteria->items[i], cell);
        grid->asked += asks;
        grid->filled += asks && cell->of[GRID_ACTUAL].value.p;
        for (int field = 0; field < GRID_FIELD_COUNT; field++)
            grid->unsent +=
                cell->of[field].is_draft && !same(cell->of[field].value, cell->of[field].sent);
    }
}

static void fill_cells(struct arena *arena, struct score_grid *grid) {
    const struct criteria *criteria = &grid->board.table.criteria;
    grid->cells = ARENA_ARRAY(arena, struct own_cell, criteria->count);
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *criterion = &criteria->items[i];
        struct own_cell *cell = &grid->cells[i];
        const struct board_cell *stored = board_cell_at(&grid->board, grid->unit, i);
        block_cell(criterion, stored, score_cell_at(&grid->board.matrix, grid->unit, i), cell);
        fill_sent(arena, stored, cell);
        if (criterion->rollup == ROLLUP_NONE || !criterion_takes_actual(criterion))
            continue;
        cell->rolls_up = true;
        grid_parts_of(arena, criterion->rollup_step, grid->board.cluster.period, &cell->parts);
        cell->part_values = ARENA_ARRAY(arena, struct grid_value, cell->parts.count);
    }
}

void grid_make(struct arena *arena, const struct user *user, const struct scoreboard *board,
               size_t unit, const struct q_drafts_of_unit_rows *drafts,
               const struct unit_sendings *sent, struct score_grid *ret_grid) {
    struct str unit_id = board->cluster.members.items[unit].id;
    struct place place = place_of_period(&board->cluster);
    bool own = scoregrid_is_own(user, place, unit_id);
    bool open = board->table.exists && board->table.locked && !board->cluster.closing.closed;
    *ret_grid = (struct score_grid){
        .unit = unit,
        .shows_drafts = own,
        .may_enter = own && open && user_may_now(user, RIGHT_MEMBER_ENTER, place, unit_id),
        .may_send = own && open && user_may_now(user, RIGHT_MEMBER_SEND, place, unit_id),
    };
    ret_grid->sendings = *sent;
    own_row(arena, board, unit, &ret_grid->board);
    fill_cells(arena, ret_grid);
    if (own)
        put_drafts(arena, drafts, ret_grid);
    for (size_t i = 0; i < board->table.criteria.count; i++)
        if (ret_grid->cells[i].rolls_up)
            roll_up(arena, &board->table.criteria.items[i], &ret_grid->cells[i]);
    compute(arena, ret_grid);
    count_cells(ret_grid);
}

const struct err *grid_in(struct db_tx *tx, struct arena *arena, const struct user *user,
                          const struct scoreboard *board, size_t unit,
                          struct score_grid *ret_grid) {
    struct q_drafts_of_unit_rows drafts;
    struct unit_sendings sent;
    struct str unit_id = board->cluster.members.items[unit].id;
    TRY(q_drafts_of_unit(tx, arena, board->cluster.id, unit_id, &drafts));
    TRY(sending_of_unit(tx, arena, board->cluster.id, unit_id, &sent));
    grid_make(arena, user, board, unit, &drafts, &sent, ret_grid);
    return NULL;
}

/* --- loading ------------------------------------------------------------------------------ */

struct load_work {
    struct arena *arena;
    struct str period_id;
    struct str unit_id;
    struct q_drafts_of_unit_rows drafts;
    struct unit_sendings sent;
};

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct load_work *work = context;
    TRY(q_drafts_of_unit(tx, work->arena, work->period_id, work->unit_id, &work->drafts));
    return sending_of_unit(tx, work->arena, work->period_id, work->unit_id, &work->sent);
}

const struct err *scoregrid_load(struct db *db, struct arena *arena, const struct user *user,
                                 struct str slug, struct str period_code, struct str unit_slug,
                                 struct score_grid *ret_grid) {
    struct cluster_period cluster;
    struct scoreboard board;
    TRY(cluster_find(db, arena, user, slug, period_code, &cluster));
    ptrdiff_t unit = cluster_member_by_slug(&cluster, unit_slug);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member of the cluster");
    struct str unit_id = cluster.members.items[unit].id;
    if (!user_may(user, RIGHT_SHEET_READ, place_of_period(&cluster), unit_id))
        return ERR(ERR_DENIED, "no right to read the scores of this unit");
    /* Drafts first: what is sent in between then shows as sent, and nothing is missed. */
    struct load_work work = {.arena = arena, .period_id = cluster.id, .unit_id = unit_id};
    TRY(db_read(db, load_in, &work));
    TRY(scoring_load_board(db, arena, user, slug, period_code, &board));
    unit = cluster_member_by_id(&board.cluster, unit_id);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "the unit is no member any more");
    grid_make(arena, user, &board, (size_t)unit, &work.drafts, &work.sent, ret_grid);
    return NULL;
}
