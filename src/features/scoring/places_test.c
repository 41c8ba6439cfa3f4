/* Places: ties broken by the cluster's rule, how far places count, what must never change them; and
 * the digest a result is known by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/board_fixture.h"
#include "features/scoring/ranking_digest_service.h"

static struct arena *a;

enum { UNITS_MAX = 40, ROWS = 4 };

/* A group of two rows and one that stands alone; marks, so that points in force are what is put. */
static struct criterion ITEMS[ROWS] = {
    {.id = STR_INIT("g"), .code = STR_INIT("I"), .kind = CRITERION_GROUP, .parent = -1},
    {.id = STR_INIT("a"), .code = STR_INIT("I.1"), .kind = CRITERION_MARK, .depth = 1},
    {.id = STR_INIT("b"), .code = STR_INIT("I.2"), .kind = CRITERION_MARK, .depth = 1},
    {.id = STR_INIT("c"), .code = STR_INIT("II"), .kind = CRITERION_MARK, .parent = -1},
};
static const struct criteria TABLE = {ITEMS, ROWS, ROWS};

static struct decimal dec(const char *text) {
    struct decimal value = DECIMAL_ZERO;
    assert_true(decimal_parse(str_from_c(text), &value));
    return value;
}

static void put(struct score_matrix *matrix, size_t unit, struct decimal first,
                struct decimal second, struct decimal third) {
    const struct decimal points[] = {first, second, third};
    struct score_totals *totals = &matrix->totals[unit];
    *totals = (struct score_totals){.complete = true};
    for (size_t i = 0; i < 3; i++) {
        struct score_cell *cell = score_cell_at(matrix, unit, i + 1);
        cell->in_force_known = true;
        cell->in_force = points[i];
        totals->total = decimal_add(totals->total, points[i]);
    }
    totals->content = totals->compared = totals->total;
}

/* Units with these points on I.1, I.2 and II. */
static struct score_matrix matrix_of(const char *const (*points)[3], size_t count) {
    struct score_matrix matrix = score_matrix_new(a, &TABLE, count);
    for (size_t unit = 0; unit < count; unit++)
        put(&matrix, unit, dec(points[unit][0]), dec(points[unit][1]), dec(points[unit][2]));
    return matrix;
}

static struct ranking_rule rule_of(const char *ties, const char *last) {
    return ranking_rule_read(a, &TABLE, str_from_c(ties), str_from_c(last));
}

static int place_of(const struct standing *standings, size_t count, size_t unit) {
    for (size_t i = 0; i < count; i++)
        if (standings[i].unit == unit)
            return standings[i].place;
    fail();
    return -1;
}

static void assert_words(const struct standing *standings, size_t index, const char *words) {
    struct str told = ranking_tie_words(a, LANG_VI, &TABLE, standings, index);
    assert_string_equal(str_c(a, told), words);
}

/* S-20: 89, 88.25, 87, 87.25 → 1, 2, 4, 3. */
static void the_vector_of_the_veterans(void **state) {
    (void)state;
    static const char *const POINTS[][3] = {
        {"89", "0", "0"}, {"88.25", "0", "0"}, {"87", "0", "0"}, {"87.25", "0", "0"}};
    static const int PLACES[] = {1, 2, 4, 3};
    struct score_matrix matrix = matrix_of(POINTS, 4);
    struct standing *standings;
    ranking_make(a, &matrix, NULL, &standings);
    for (size_t unit = 0; unit < 4; unit++)
        assert_int_equal(place_of(standings, 4, unit), PLACES[unit]);
}

/* S-23, CF-03: the third place may be shared, the fourth, where places end, may not. */
static void the_last_place_that_counts_is_not_shared(void **state) {
    (void)state;
    static const char *const THIRD[][3] = {
        {"95", "0", "0"}, {"94", "0", "0"}, {"93", "0", "0"}, {"93", "0", "0"}, {"92", "0", "0"}};
    static const char *const FOURTH[][3] = {
        {"95", "0", "0"}, {"94", "0", "0"}, {"93", "0", "0"}, {"92", "0", "0"}, {"92", "0", "0"}};
    struct ranking_rule rule = rule_of("", "4");
    struct score_matrix matrix = matrix_of(THIRD, 5);
    struct standing *standings;
    ranking_make(a, &matrix, &rule, &standings);
    assert_int_equal(place_of(standings, 5, 2), 3);
    assert_int_equal(place_of(standings, 5, 3), 3);
    assert_true(standings[2].shared);
    assert_int_equal(standings[4].place, 0);
    assert_true(standings[4].beyond);
    matrix = matrix_of(FOURTH, 5);
    ranking_make(a, &matrix, &rule, &standings);
    assert_int_equal(standings[2].place, 3);
    for (size_t i = 3; i < 5; i++) {
        assert_int_equal(standings[i].place, 0);
        assert_true(standings[i].undecided);
        assert_false(standings[i].beyond);
    }
    /* a vote settles it */
    const struct tie_vote votes[] = {{1, 3, 2, 5}, {1, 4, 3, 5}};
    rule = rule_of("vote", "4");
    rule.votes = votes;
    rule.votes_count = 2;
    ranking_make(a, &matrix, &rule, &standings);
    assert_int_equal(place_of(standings, 5, 4), 4);
    assert_int_equal(place_of(standings, 5, 3), 0);
    assert_words(standings, 3, "Bằng điểm; theo biểu quyết 3/5");
}

static void ties_are_broken_in_the_order_named(void **state) {
    (void)state;
    static const char *const POINTS[][3] = {
        {"5", "5", "0"},      /* I = 10 */
        {"4", "5.5", "0.5"},  /* I = 9.5 */
        {"4.5", "5", "0.50"}, /* I = 9.5, more in I.1 */
        {"4", "5.5", "0.5"},  /* as the second */
    };
    struct score_matrix matrix = matrix_of(POINTS, 4);
    struct ranking_rule rule = rule_of(" I , I.1 , II", "");
    struct standing *standings;
    ranking_make(a, &matrix, &rule, &standings);
    static const size_t UNITS[] = {0, 2, 1, 3};
    static const int PLACES[] = {1, 2, 3, 3};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(standings[i].unit, UNITS[i]);
        assert_int_equal(standings[i].place, PLACES[i]);
        assert_int_equal(standings[i].shared, i >= 2);
    }
    assert_words(standings, 0, "Bằng điểm; hơn ở I: 10,00 > 9,50");
    assert_words(standings, 1, "Bằng điểm; kém ở I: 9,50 < 10,00; hơn ở I.1: 4,50 > 4,00");
    assert_words(standings, 2, "Bằng điểm; kém ở I.1: 4,00 < 4,50");
    assert_words(standings, 3, "");
    rule = rule_of("II", "");
    ranking_make(a, &matrix, &rule, &standings);
    assert_int_equal(place_of(standings, 4, 0), 4);
    assert_int_equal(place_of(standings, 4, 2), 1);
}

static void where_one_is_exempt_nothing_is_compared(void **state) {
    (void)state;
    static const char *const POINTS[][3] = {{"5", "5", "0"}, {"4", "5", "1"}};
    struct score_matrix matrix = matrix_of(POINTS, 2);
    score_cell_at(&matrix, 1, 1)->exempt = true;
    struct ranking_rule rule = rule_of("I,II", "");
    struct standing *standings;
    ranking_make(a, &matrix, &rule, &standings);
    assert_int_equal(standings[0].unit, 1); /* by II; I is not assigned to it as a whole */
    assert_int_equal(standings[0].over_next.criterion, 3);
}

static void a_vote_counts_for_the_units_it_was_on(void **state) {
    (void)state;
    static const char *const POINTS[][3] = {{"9", "0", "0"}, {"9", "0", "0"}, {"9", "0", "0"}};
    struct score_matrix matrix = matrix_of(POINTS, 3);
    const struct tie_vote votes[] = {{1, 0, 1, 5}, {1, 1, 4, 5}, {2, 0, 3, 5},
                                     {2, 1, 1, 5}, {2, 2, 1, 5}, {3, 0, 5, 5}};
    struct ranking_rule rule = rule_of("I, vote", "");
    struct standing *standings;
    rule.votes = votes;
    rule.votes_count = 2; /* the third unit was not in it */
    ranking_make(a, &matrix, &rule, &standings);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(standings[i].place, 1);
    rule.votes_count = 6; /* ballot 3 has one unit alone */
    ranking_make(a, &matrix, &rule, &standings);
    assert_int_equal(place_of(standings, 3, 0), 1);
    assert_int_equal(place_of(standings, 3, 1), 2);
    assert_int_equal(place_of(standings, 3, 2), 2);
    assert_words(standings, 0, "Bằng điểm; theo biểu quyết 3/5");
    rule = rule_of("I", ""); /* the cluster does not vote on ties */
    rule.votes = votes;
    rule.votes_count = 6;
    ranking_make(a, &matrix, &rule, &standings);
    assert_true(standings[2].shared);
}

static void the_disqualified_stand_behind_with_their_points(void **state) {
    (void)state;
    static const char *const POINTS[][3] = {{"9", "0", "0"}, {"8", "0", "0"}, {"7", "0", "0"}};
    struct score_matrix matrix = matrix_of(POINTS, 3);
    matrix.totals[0].disqualified = true;
    matrix.totals[0].disqualified_by = 3;
    matrix.totals[1].complete = false;
    matrix.totals[1].missing = 1;
    struct standing *standings;
    ranking_make(a, &matrix, NULL, &standings);
    static const size_t UNITS[] = {2, 0, 1};
    static const int PLACES[] = {1, 0, 0};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(standings[i].unit, UNITS[i]);
        assert_int_equal(standings[i].place, PLACES[i]);
    }
    assert_true(standings[1].totals.disqualified);
    assert_int_equal(decimal_compare(standings[1].totals.total, dec("9")), 0);
}

static void places_follow_what_is_compared(void **state) {
    (void)state;
    static const char *const POINTS[][3] = {{"90", "0", "0"}, {"85", "0", "0"}};
    struct score_matrix matrix = matrix_of(POINTS, 2);
    matrix.totals[1].compared = dec("94.44"); /* 85 of 90 */
    struct standing *standings;
    ranking_make(a, &matrix, NULL, &standings);
    assert_int_equal(standings[0].unit, 1);
}

static void hall_and_paper_show_so_many_places(void **state) {
    (void)state;
    static const char *const POINTS[][3] = {
        {"1", "0", "0"}, {"4", "0", "0"}, {"3", "0", "0"}, {"2", "0", "0"}};
    struct score_matrix matrix = matrix_of(POINTS, 4);
    struct standing *standings;
    ranking_make(a, &matrix, NULL, &standings);
    ranking_hide_places(standings, 4, 2);
    static const size_t UNITS[] = {1, 2, 0, 3};
    static const int PLACES[] = {1, 2, 0, 0};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(standings[i].unit, UNITS[i]);
        assert_int_equal(standings[i].place, PLACES[i]);
    }
    ranking_make(a, &matrix, NULL, &standings);
    ranking_hide_places(standings, 4, 0);
    assert_int_equal(standings[3].place, 4);
}

/* --- properties ---------------------------------------------------------------------------- */

static uint64_t dice;

static int throw_one(int below) {
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return (int)((dice >> 33) % (uint64_t)below);
}

/* Few different points, so that ties are many. */
static struct score_matrix some_matrix(size_t count) {
    struct score_matrix matrix = score_matrix_new(a, &TABLE, count);
    for (size_t unit = 0; unit < count; unit++)
        put(&matrix, unit, DECIMAL(throw_one(4), 0), DECIMAL(throw_one(3), 1),
            DECIMAL(throw_one(3) * 10, 1));
    return matrix;
}

static void the_order_of_units_does_not_matter(void **state) {
    (void)state;
    dice = 1;
    struct ranking_rule rule = rule_of("II,I.2", "7");
    for (int round = 0; round < 200; round++) {
        size_t count = (size_t)throw_one(UNITS_MAX) + 1;
        struct score_matrix matrix = some_matrix(count);
        struct score_matrix turned = score_matrix_new(a, &TABLE, count);
        for (size_t unit = 0; unit < count; unit++) {
            turned.rows[count - 1 - unit] = matrix.rows[unit];
            turned.totals[count - 1 - unit] = matrix.totals[unit];
        }
        struct standing *first, *second;
        ranking_make(a, &matrix, &rule, &first);
        ranking_make(a, &turned, &rule, &second);
        for (size_t unit = 0; unit < count; unit++)
            assert_int_equal(place_of(first, count, unit),
                             place_of(second, count, count - 1 - unit));
    }
}

/* How many stand before a unit, those that share its place left out. */
static size_t before(const struct standing *standings, size_t unit) {
    size_t at = 0;
    while (standings[at].unit != unit)
        at++;
    while (at && standings[at - 1].over_next.by == TIE_UNBROKEN &&
           decimal_compare(standings[at - 1].totals.compared, standings[at].totals.compared) == 0)
        at--;
    return at;
}

static void more_points_never_lower_ones_own_place(void **state) {
    (void)state;
    dice = 2;
    for (int round = 0; round < 400; round++) {
        struct ranking_rule rule = rule_of(round % 2 ? "II,I" : "I.1", "");
        size_t count = (size_t)throw_one(UNITS_MAX) + 1;
        struct score_matrix matrix = some_matrix(count);
        size_t unit = (size_t)throw_one((int)count);
        struct standing *first, *second;
        ranking_make(a, &matrix, &rule, &first);
        size_t ahead = before(first, unit);
        struct decimal points[3];
        for (size_t i = 0; i < 3; i++)
            points[i] = score_cell_at(&matrix, unit, i + 1)->in_force;
        size_t raised = (size_t)throw_one(3);
        points[raised] = decimal_add(points[raised], DECIMAL(throw_one(30) + 1, 1));
        put(&matrix, unit, points[0], points[1], points[2]);
        ranking_make(a, &matrix, &rule, &second);
        assert_true(before(second, unit) <= ahead);
        assert_true(place_of(second, count, unit) <= place_of(first, count, unit));
    }
}

/* --- the digest ---------------------------------------------------------------------------- */

static void swap_units(struct scoreboard *board, size_t left, size_t right) {
    struct cluster_unit unit = board->cluster.members.items[left];
    board->cluster.members.items[left] = board->cluster.members.items[right];
    board->cluster.members.items[right] = unit;
    struct score_cell *row = board->matrix.rows[left];
    board->matrix.rows[left] = board->matrix.rows[right];
    board->matrix.rows[right] = row;
    scoring_compute(&board->matrix, &board->book.rules);
    scoring_rank(a, board);
}

static void computing_again_gives_the_same_digest(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct str first = ranking_digest(a, board);
    assert_int_equal(first.n, 64);
    assert_string_equal(str_c(a, ranking_digest(a, fixture_board(a))), first.p);
    scoring_compute(&board->matrix, &board->book.rules);
    scoring_rank(a, board);
    assert_true(str_equal(ranking_digest(a, board), first));
    swap_units(board, FIXTURE_FIRST, FIXTURE_TIED);
    assert_true(str_equal(ranking_digest(a, board), first));
    board->cluster.members.items[0].name = STR("Tên mới");
    board->cluster.revision++;
    assert_true(str_equal(ranking_digest(a, board), first));
}

static void whatever_decides_changes_the_digest(void **state) {
    (void)state;
    struct str first = ranking_digest(a, fixture_board(a));
    struct str figures = ranking_figures_digest(a, fixture_board(a));
    assert_false(str_equal(first, figures));
    for (int change = 0; change < 5; change++) {
        struct scoreboard *board = fixture_board(a);
        struct score_cell *cell = score_cell_at(&board->matrix, FIXTURE_TIED, FIXTURE_I_2);
        if (change == 0)
            cell->accepted = dec("4.79");
        else if (change == 1)
            board->table.criteria.items[FIXTURE_I_1].max = dec("10.5");
        else if (change == 2)
            board->settings.of[SETTING_TIES].value = STR("II");
        else if (change == 3)
            board->table.criteria.items[FIXTURE_I].name = STR("Huấn luyện, diễn tập");
        else
            board->cluster.members.items[0].id = STR("other");
        scoring_compute(&board->matrix, &board->book.rules);
        scoring_rank(a, board);
        assert_false(str_equal(ranking_digest(a, board), first));
        assert_false(str_equal(ranking_figures_digest(a, board), figures));
    }
    /* a vote changes places alone */
    struct scoreboard *board = fixture_board(a);
    board->settings.of[SETTING_TIES].value = STR("vote");
    scoring_rank(a, board);
    struct str open = ranking_digest(a, board), open_figures = ranking_figures_digest(a, board);
    const struct tie_vote votes[] = {
        {1, (size_t)cluster_member_by_id(&board->cluster, STR("don-vi-b")), 2, 6},
        {1, (size_t)cluster_member_by_id(&board->cluster, STR("don-vi-d")), 4, 6},
    };
    board->tie_votes = votes;
    board->tie_votes_count = COUNT_OF(votes);
    scoring_rank(a, board);
    assert_int_equal(place_of(board->standings, FIXTURE_UNITS, FIXTURE_TIED), 2);
    assert_int_equal(place_of(board->standings, FIXTURE_UNITS, FIXTURE_SECOND), 3);
    assert_string_equal(
        ranking_tie_words(a, LANG_VI, &board->table.criteria, board->standings, 1).p,
        "Bằng điểm; theo biểu quyết 4/6");
    assert_false(str_equal(ranking_digest(a, board), open));
    assert_true(str_equal(ranking_figures_digest(a, board), open_figures));
}

static int begin(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vector_of_the_veterans),
        cmocka_unit_test(the_last_place_that_counts_is_not_shared),
        cmocka_unit_test(ties_are_broken_in_the_order_named),
        cmocka_unit_test(where_one_is_exempt_nothing_is_compared),
        cmocka_unit_test(a_vote_counts_for_the_units_it_was_on),
        cmocka_unit_test(the_disqualified_stand_behind_with_their_points),
        cmocka_unit_test(places_follow_what_is_compared),
        cmocka_unit_test(hall_and_paper_show_so_many_places),
        cmocka_unit_test(the_order_of_units_does_not_matter),
        cmocka_unit_test(more_points_never_lower_ones_own_place),
        cmocka_unit_test(computing_again_gives_the_same_digest),
        cmocka_unit_test(whatever_decides_changes_the_digest),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
