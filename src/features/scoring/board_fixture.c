#include "features/scoring/board_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct decimal dec(const char *text) {
    struct decimal value = DECIMAL_ZERO;
    if (!decimal_parse(str_from_c(text), &value))
        fail_msg("not a decimal: %s", text);
    return value;
}

static void add_criterion(struct scoreboard *board, struct arena *arena, const char *code,
                          const char *name, enum criterion_kind kind, const char *max,
                          ptrdiff_t parent) {
    struct criterion *criterion = list_push(arena, &board->table.criteria);
    *criterion = (struct criterion){.id = str_from_c(code),
                                    .code = str_from_c(code),
                                    .label = str_from_c(code),
                                    .name = str_from_c(name),
                                    .kind = kind,
                                    .max = dec(max),
                                    .unit_of_measure = STR(""),
                                    .points_each = dec("1"),
                                    .bonus_on = kind == CRITERION_QUANTITY,
                                    .note = STR(""),
                                    .has_target = kind == CRITERION_QUANTITY,
                                    .target = dec("100"),
                                    .parent = parent,
                                    .depth = parent >= 0};
}

static void add_table(struct scoreboard *board, struct arena *arena) {
    board->table = (struct criteria_table){.exists = true,
                                           .id = STR("t"),
                                           .title = STR("Bảng tiêu chí thử"),
                                           .notes = STR(""),
                                           .author = STR("Người thử"),
                                           .locked = true,
                                           .locked_ms = 1580000000000,
                                           .locked_by = STR("Người khóa")};
    add_criterion(board, arena, "I", "Huấn luyện", CRITERION_GROUP, "15", -1);
    add_criterion(board, arena, "I.1", "Nội dung", CRITERION_QUANTITY, "10", FIXTURE_I);
    add_criterion(board, arena, "I.2", "Nền nếp", CRITERION_GRADE, "5", FIXTURE_I);
    add_criterion(board, arena, "II", "Báo cáo", CRITERION_GROUP, "5", -1);
    add_criterion(board, arena, "II.1", "Đúng hạn", CRITERION_PASS, "5", FIXTURE_II);
    add_criterion(board, arena, "III", "Điểm thưởng", CRITERION_BONUS, "5", -1);
    add_criterion(board, arena, "IV", "Điểm trừ", CRITERION_PENALTY, "0", -1);
}

static void add_unit(struct scoreboard *board, struct arena *arena, const char *slug,
                     const char *name) {
    *list_push(arena, &board->cluster.members) =
        (struct cluster_unit){str_from_c(slug), str_from_c(slug), str_from_c(name)};
}

static void put(struct scoreboard *board, struct arena *arena, size_t unit, size_t criterion,
                const char *text) {
    struct message why;
    if (!scoring_read_actual(arena, &board->table.criteria.items[criterion], &board->book.rules,
                             str_from_c(text),
                             &score_cell_at(&board->matrix, unit, criterion)->actual, &why))
        fail_msg("cannot read %s", text);
}

static void accept_points(struct scoreboard *board, size_t unit, size_t criterion,
                          const char *points) {
    struct score_cell *cell = score_cell_at(&board->matrix, unit, criterion);
    cell->has_accepted = true;
    cell->accepted = dec(points);
}

static void give_self(struct scoreboard *board, size_t unit, size_t criterion, const char *points) {
    struct board_cell *cell = board_cell_at(board, unit, criterion);
    cell->has_self = true;
    cell->self = dec(points);
}

static void add_scores(struct scoreboard *board, struct arena *arena) {
    static const char *const ACTUALS[FIXTURE_UNITS][4] = {
        {"100", "C", "Đạt", "5"}, {"90,1", "A", "Đạt", ""}, {"", "A", "Đạt", ""},
        {"92,1", "B", "Đạt", ""}, {"110", "A", "Đạt", "0"}, {"0", "D", "Không đạt", ""},
    };
    for (size_t unit = 0; unit < FIXTURE_UNITS; unit++) {
        put(board, arena, unit, FIXTURE_I_1, ACTUALS[unit][0]);
        put(board, arena, unit, FIXTURE_I_2, ACTUALS[unit][1]);
        put(board, arena, unit, FIXTURE_II_1, ACTUALS[unit][2]);
        put(board, arena, unit, FIXTURE_PENALTY, ACTUALS[unit][3]);
    }
    accept_points(board, FIXTURE_TIED, FIXTURE_I_2, "4.8");
    accept_points(board, FIXTURE_INCOMPLETE, FIXTURE_BONUS, "15");
    /* What two units gave themselves: one all it was asked for, one a part. */
    give_self(board, FIXTURE_FOURTH, FIXTURE_I_1, "12");
    give_self(board, FIXTURE_FOURTH, FIXTURE_I_2, "5");
    give_self(board, FIXTURE_FOURTH, FIXTURE_II_1, "5");
    give_self(board, FIXTURE_FOURTH, FIXTURE_PENALTY, "-0.5");
    give_self(board, FIXTURE_FIRST, FIXTURE_I_1, "10");
}

struct scoreboard *fixture_board(struct arena *arena) {
    struct scoreboard *board = ARENA_NEW(arena, struct scoreboard);
    board->cluster =
        (struct cluster_period){.id = STR("p"),
                                .code = STR("2020-H1"),
                                .period = {2020, 1},
                                .figures_until = {2020, 6, 15},
                                .cluster_id = STR("c"),
                                .slug = STR("cum-thu"),
                                .name = STR("Cụm thi đua Thử"),
                                .is_sample = true,
                                .superior = {STR("s"), STR("s"), STR("Bộ Chỉ huy Thử")},
                                .venue = STR("huyện Suối Thử"),
                                .places_shown = true,
                                .revision = 7};
    add_unit(board, arena, "don-vi-a", "Đơn vị A");
    add_unit(board, arena, "don-vi-b", "Đơn vị B");
    add_unit(board, arena, "don-vi-c", "Đơn vị C");
    add_unit(board, arena, "don-vi-d", "Đơn vị D");
    add_unit(board, arena, "don-vi-e", "Đơn vị E");
    add_unit(board, arena, "don-vi-g", "Đơn vị G");
    add_table(board, arena);
    board->book = (struct rule_book){.rules = scoring_example_rules(arena),
                                     .confirmed = true,
                                     .basis = STR("Quy chế thử số 1"),
                                     .author = STR("Người thử"),
                                     .set_ms = 1580000000000};
    board->matrix = score_matrix_new(arena, &board->table.criteria, FIXTURE_UNITS);
    board->rows = ARENA_ARRAY(arena, struct board_cell *, FIXTURE_UNITS);
    for (size_t unit = 0; unit < FIXTURE_UNITS; unit++)
        board->rows[unit] = ARENA_ARRAY(arena, struct board_cell, FIXTURE_CRITERIA);
    board->units_missing = ARENA_ARRAY(arena, size_t, FIXTURE_UNITS);
    board->max_total = criteria_max_total(&board->table.criteria);
    add_scores(board, arena);
    scoring_compute(&board->matrix, &board->book.rules);
    scoring_rank(arena, board);
    return board;
}
