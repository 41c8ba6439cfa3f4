/* What the samples state, and what they must not state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "db/db_test_support.h"
#include "doc/workbook_read.h"
#include "features/movement/movement_service.h"
#include "features/organisation/organisation_service.h"
#include "features/review/review_service.h"
#include "features/sample/sample.h"
#include "features/scoring/scoring_service.h"

static const int64_t NOW_MS = 1790000000000;

static struct cluster_period load(struct db *db, struct arena *arena, const char *name) {
    struct user user = user_local();
    struct cluster_period cluster;
    assert_ok(sample_load(db, arena, &user, NOW_MS, name, &cluster));
    return cluster;
}

static void cluster_3_says_what_the_article_says(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user user = user_local();
    struct cluster_period cluster = load(db, arena, "cluster-3");
    static const char *const MEMBERS[] = {"Ban CHQS huyện Ea Kar", "Ban CHQS huyện M’Đrắk",
                                          "Ban CHQS huyện Krông Ana", "Ban CHQS huyện Krông Bông",
                                          "Ban CHQS huyện Lắk"};
    assert_int_equal(cluster.members.count, COUNT_OF(MEMBERS));
    for (size_t i = 0; i < COUNT_OF(MEMBERS); i++)
        assert_true(str_equal_c(cluster.members.items[i].name, MEMBERS[i]));
    assert_true(str_equal_c(cluster.venue, "huyện Ea Kar"));
    assert_true(str_equal_c(date_iso(arena, cluster.held_on), "2020-06-26"));
    assert_false(cluster.is_sample); /* real facts, each with its source */
    assert_true(cluster.source.n > 0);
    struct movements movements;
    assert_ok(movement_list(db, arena, &user, &cluster, &movements));
    assert_int_equal(movements.count, 5);
    for (size_t i = 0; i < movements.count; i++)
        assert_true(movements.items[i].source.n > 0);
    assert_true(str_equal_c(movements.items[1].number, "05-CT/TW"));
    assert_true(str_equal_c(date_iso(arena, movements.items[1].issued_on), "2016-05-15"));
    arena_free(arena);
}

static void cluster_3_invents_nothing(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user user = user_local();
    struct cluster_period cluster = load(db, arena, "cluster-3");
    assert_true(str_is_empty(cluster.head.id)); /* where it was held is no word on who was head */
    assert_true(date_is_empty(cluster.figures_until));
    struct scoreboard board;
    assert_ok(scoring_load_board(db, arena, &user, cluster.slug, cluster.code, &board));
    assert_false(board.table.exists);
    assert_false(board_has_scores(&board));
    struct review review;
    assert_ok(review_load(db, arena, &user, &cluster, &review));
    assert_true(str_is_empty(review.texts[REVIEW_REWARDS].body));
    for (size_t i = 0; i < REVIEW_SECTION_COUNT; i++)
        assert_true(str_is_empty(review.texts[i].body) || review.texts[i].source.n > 0);
    arena_free(arena);
}

static struct unit_record unit(struct db *db, struct arena *arena, const char *slug,
                               struct date as_at) {
    struct user user = user_local();
    const struct unit_view view = {as_at, UNIT_KNOWN_NOW};
    struct unit_record record;
    assert_ok(organisation_unit_read(db, arena, &user, str_from_c(slug), &view, &record));
    return record;
}

/* The five are gone since 1/7/2025, where to nobody has said; each line has its source. */
static void cluster_3_units_go_through_the_reorganisation(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    const struct date meeting = {2020, 6, 26}, today = {2026, 9, 21};
    struct user user = user_local();
    load(db, arena, "cluster-3");
    const struct unit_view view = {meeting, UNIT_KNOWN_NOW}, now = {today, UNIT_KNOWN_NOW};
    struct unit_states then, present;
    assert_ok(organisation_list(db, arena, &user, &view, &then));
    assert_ok(organisation_list(db, arena, &user, &now, &present));
    assert_int_equal(then.count, 8); /* the command, its five, two provinces */
    assert_int_equal(present.count, 3);
    struct unit_record district = unit(db, arena, "ban-chqs-huyen-mdrak", today);
    assert_null(district.state);
    assert_int_equal(district.after.count, 0); /* open */
    assert_int_equal(district.honours.count, 1);
    assert_false(district.honours.items[0].is_awarded);
    assert_true(str_equal_c(district.honours.items[0].under_name, "Ban CHQS huyện M’Đrắk"));
    for (size_t i = 0; i < district.states.count; i++)
        assert_true(district.states.items[i].decision.source.n > 0);
    assert_int_equal(district.successions.count, 1);
    assert_int_equal(district.successions.items[0].to.count, 0);
    assert_true(str_is_empty(district.successions.items[0].decision.number));
    /* The cluster of 2020 stays as it was. */
    struct cluster_period cluster;
    assert_ok(cluster_find(db, arena, &user, STR("cum-3"), STR("2020-H1"), &cluster));
    assert_true(str_equal_c(cluster.members.items[1].name, "Ban CHQS huyện M’Đrắk"));
    arena_free(arena);
}

/* Two provinces became one on 1/7/2025; nothing is said of which command became of theirs. */
static void cluster_3_knows_the_merged_province(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    const struct date before = {2025, 6, 30}, today = {2026, 9, 21};
    load(db, arena, "cluster-3");
    assert_non_null(unit(db, arena, "tinh-phu-yen", before).state);
    struct unit_record gone = unit(db, arena, "tinh-phu-yen", today);
    assert_null(gone.state);
    assert_int_equal(gone.after.count, 1);
    assert_true(str_equal_c(gone.after.items[0].slug, "tinh-dak-lak"));
    assert_true(str_equal_c(date_iso(arena, gone.successions.items[0].on), "2025-07-01"));
    assert_true(gone.successions.items[0].decision.source.n > 0);
    struct unit_record command = unit(db, arena, "bo-chi-huy-quan-su-tinh-dak-lak", today);
    assert_non_null(command.state);
    assert_int_equal(command.successions.count, 0);
    assert_int_equal(unit(db, arena, "tinh-dak-lak", today).children.count, 0);
    arena_free(arena);
}

static void training_comes_with_its_scores(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user user = user_local();
    struct cluster_period cluster = load(db, arena, "training");
    assert_true(cluster.is_sample);
    struct scoreboard board;
    assert_ok(scoring_load_board(db, arena, &user, cluster.slug, cluster.code, &board));
    assert_true(board.table.locked);
    assert_true(board.book.confirmed);
    assert_true(str_equal_c(decimal_fixed(arena, board.standings[0].totals.total, 2), "97.78"));
    assert_int_equal(board.standings[2].place, 3);
    assert_int_equal(board.standings[3].place, 0); /* incomplete */
    arena_free(arena);
}

static void training_blank_has_rules_and_no_table(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user user = user_local();
    struct cluster_period cluster = load(db, arena, "training-blank");
    struct scoreboard board;
    assert_ok(scoring_load_board(db, arena, &user, cluster.slug, cluster.code, &board));
    assert_false(board.table.exists);
    assert_true(board.book.confirmed);
    assert_int_equal(cluster.members.count, 5);
    arena_free(arena);
}

int main(int argc, char **argv) {
    /* The child that reads sheets is this program itself. */
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(cluster_3_says_what_the_article_says),
        DB_TEST(cluster_3_invents_nothing),
        DB_TEST(cluster_3_units_go_through_the_reorganisation),
        DB_TEST(cluster_3_knows_the_merged_province),
        DB_TEST(training_comes_with_its_scores),
        DB_TEST(training_blank_has_rules_and_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
