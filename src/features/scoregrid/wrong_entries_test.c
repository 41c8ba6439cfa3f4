/* Points out of range and results that a criterion does not have are refused wherever they are
 * entered: in the unit's own grid, by each step of verification, by the cross-check; on both
 * engines. (Sheets: features/intake/intake_test.c; the programming interface:
 * tests/http/api_test.c.) */
#include "features/crosscheck/crosscheck_entry.h"
#include "features/scoregrid/scoregrid_service.h"
#include "features/scoring/scores_fixture.h"

static const struct {
    const char *code;
    const char *field;
    const char *text;
    const char *good; /* the end of what is taken there */
} WRONG[] = {
    {"I.1", "points", "12,01", "12"},    {"I.1", "points", "-0,01", "0"},
    {"I.2", "points", "80", "8"},        {"III", "points", "1,5", "1"},
    {"IV", "points", "1", "0"},          {"II", "points", "nhiều", "5"},
    {"I.3", "points", "9,999", "9,99"},  {"I.2", "actual", "Z", "A"},
    {"II", "actual", "1,5", "1"},        {"I.1", "actual", "-5", "5"},
    {"I.1", "actual", "gần đủ", "74,5"}, {"I.3", "points", "1e3", "10"},
};

static bool is_points(size_t i) {
    return WRONG[i].field[0] == 'p';
}

static struct scores_fixture f;

static size_t in_grid(size_t i, const char *text) {
    struct score_grid grid;
    struct grid_answer answer;
    assert_ok(scoregrid_load(f.db, f.arena, &f.officer, STR("cum-thu"), STR("2020-H1"),
                             f.board.cluster.members.items[UNIT_FIRST].slug, &grid));
    const struct own_cell *cell = &grid.cells[scores_fixture_index(&f, WRONG[i].code)];
    const struct grid_typed typed = {
        str_from_c(WRONG[i].code), str_from_c(WRONG[i].field), str_from_c(text),
        grid_seen(f.arena, &cell->of[is_points(i) ? GRID_POINTS : GRID_ACTUAL])};
    const struct grid_save save = {.how = STR("typed"), .typed = &typed, .count = 1};
    assert_ok(scoregrid_save(f.db, f.arena, &f.officer, FIXTURE_NOW_MS + 1, &f.board.cluster,
                             f.board.cluster.members.items[UNIT_FIRST].id, &save, &answer));
    return answer.refused;
}

static size_t at_stage(size_t i, const char *text, enum score_stage stage) {
    const struct verification row = {
        .code = str_from_c(WRONG[i].code),
        .actual = str_from_c(is_points(i) ? "" : text),
        .points = str_from_c(is_points(i) ? text : ""),
        .reason = STR("Đối chiếu sổ"),
        .seen_revision = scores_fixture_cell(&f, UNIT_FIRST, WRONG[i].code)->accepted_revision};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_verify(f.db, f.arena, &f.local, FIXTURE_NOW_MS + 1, &f.board.cluster,
                             UNIT_FIRST, stage, &row, 1, &issues, &stored));
    scores_fixture_load(&f);
    struct str field = str_format(f.arena, "%s.%s", WRONG[i].field, WRONG[i].code);
    for (size_t k = 0; k < issues.count; k++)
        if (!str_equal(issues.items[k].field, field))
            fail_msg("%s “%s”: " STR_FMT ": %s", field.p, text, STR_ARG(issues.items[k].field),
                     message_text(f.arena, LANG_VI, issues.items[k].message).p);
    assert_true(stored == 0 || issues.count == 0);
    return issues.count;
}

static size_t in_crosscheck(size_t i, const char *text) {
    const struct criterion *criterion =
        &f.board.table.criteria.items[scores_fixture_index(&f, WRONG[i].code)];
    const struct crosscheck_typed typed = {.code = criterion->code,
                                           .actual = str_from_c(is_points(i) ? "" : text),
                                           .points = str_from_c(is_points(i) ? text : ""),
                                           .reason = STR("Đối chiếu sổ"),
                                           .seen = STR(""),
                                           .note = STR("")};
    struct issues issues = {0};
    struct crosscheck_finding finding;
    crosscheck_read(f.arena, criterion, &f.board.book.rules, &typed, &issues, &finding);
    return issues.count;
}

static void assert_refused(size_t refused, size_t i, const char *where) {
    if (refused != 1)
        fail_msg("%s %s “%s” %s: %zu findings", WRONG[i].field, WRONG[i].code, WRONG[i].text, where,
                 refused);
}

static void assert_taken(size_t refused, size_t i, const char *where) {
    if (refused)
        fail_msg("%s %s “%s” is refused %s", WRONG[i].field, WRONG[i].code, WRONG[i].good, where);
}

static void what_cannot_be_is_refused_on_every_way(void **state) {
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        if (i == 0)
            scores_fixture_make(&f, *state, true);
        assert_refused(in_grid(i, WRONG[i].text), i, "in the grid");
        assert_refused(in_crosscheck(i, WRONG[i].text), i, "in the cross-check");
        assert_taken(in_crosscheck(i, WRONG[i].good), i, "in the cross-check");
        for (int stage = SCORE_HEAD; stage < SCORE_STAGE_COUNT; stage++)
            assert_refused(at_stage(i, WRONG[i].text, (enum score_stage)stage), i, "by a step");
        assert_taken(in_grid(i, WRONG[i].good), i, "in the grid");
    }
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        for (int stage = SCORE_HEAD; is_points(i) && stage < SCORE_STAGE_COUNT; stage++)
            assert_taken(at_stage(i, WRONG[i].good, (enum score_stage)stage), i, "by a step");
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(what_cannot_be_is_refused_on_every_way),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
