/* Boards and pieces of pages are kept in memory; here they are compared with what is made afresh
 * from SQL, after changes of every kind in a random order, as people of every kind see them. */
#include <string.h>

#include "doc/workbook_fixture.h"
#include "features/scoring/scoring_service.h"
#include "sys/clock.h"
#include "web_fixture.h"

#define NOW INT64_C(1593000000000)

enum { STEPS = 14 };

static struct web web;
static unsigned seed;
static int compared;

static unsigned any(size_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (unsigned)((seed >> 8) % below);
}

/* --- what is compared ---------------------------------------------------------------------- */

static struct scoreboard kept_board(const struct cluster_period *cluster) {
    struct user local = user_local();
    struct scoreboard board;
    assert_ok(scoring_load_board(web.db, web.arena, &local, cluster->slug, cluster->code, &board));
    return board;
}

struct fresh_work {
    const struct cluster_period *cluster;
    struct scoreboard board;
};

static const struct err *fresh_in(struct db_tx *tx, void *context) {
    struct fresh_work *work = context;
    return scoring_board_in(tx, web.arena, work->cluster->slug, work->cluster->code, &work->board);
}

static void assert_same_decimal(struct decimal a, struct decimal b) {
    assert_int_equal(decimal_compare(a, b), 0);
}

/* Everything that is drawn follows from cells, totals and standings. */
static void compare_boards(const struct cluster_period *cluster) {
    struct scoreboard kept = kept_board(cluster);
    struct fresh_work fresh = {.cluster = cluster};
    assert_ok(db_read(web.db, fresh_in, &fresh));
    const struct scoreboard *board = &fresh.board;
    assert_int_equal(kept.cluster.revision, board->cluster.revision);
    assert_int_equal(kept.table.criteria.count, board->table.criteria.count);
    assert_int_equal(kept.matrix.unit_count, board->matrix.unit_count);
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++) {
        for (size_t i = 0; i < board->table.criteria.count; i++) {
            const struct score_cell *a = score_cell_at(&kept.matrix, unit, i);
            const struct score_cell *b = score_cell_at(&board->matrix, unit, i);
            assert_int_equal(a->in_force_known, b->in_force_known);
            assert_int_equal(a->has_points, b->has_points);
            assert_int_equal(a->has_accepted, b->has_accepted);
            assert_same_decimal(a->in_force, b->in_force);
            assert_same_decimal(a->points, b->points);
            assert_same_decimal(a->bonus, b->bonus);
            assert_int_equal(board_cell_at(&kept, unit, i)->accepted_revision,
                             board_cell_at(board, unit, i)->accepted_revision);
        }
        assert_int_equal(kept.standings[unit].unit, board->standings[unit].unit);
        assert_int_equal(kept.standings[unit].place, board->standings[unit].place);
        assert_same_decimal(kept.matrix.totals[unit].total, board->matrix.totals[unit].total);
        assert_int_equal(kept.matrix.totals[unit].missing, board->matrix.totals[unit].missing);
    }
}

/* Those with more rights first: what they saw is kept when the others come. */
static const enum person PEOPLE[] = {OFFICE, HEAD_HERE, READER_HERE, UNIT_FIRST, UNIT_SECOND};

static const char *const PAGES[] = {
    "/xep-thu",
    "/xep-thu?giai-doan=quy-tac",
    "/xep-thu?giai-doan=tu-cham",
    "/xep-thu?trang=tat-ca",
    "/tham-dinh/:first",
    "/tham-dinh/:second",
    "/tieu-chi",
};

static struct str address(const struct cluster_period *cluster, const char *page) {
    const char *unit = strstr(page, "/:");
    if (!unit)
        return str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "%s", STR_ARG(cluster->slug),
                          STR_ARG(cluster->code), page);
    size_t member = strcmp(unit, "/:first") == 0 ? 0 : 1;
    return str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "%.*s/" STR_FMT,
                      STR_ARG(cluster->slug), STR_ARG(cluster->code), (int)(unit - page), page,
                      STR_ARG(cluster->members.items[member].slug));
}

static void look_at_all(const struct cluster_period *cluster) {
    for (size_t p = 0; p < COUNT_OF(PEOPLE); p++)
        for (size_t i = 0; i < COUNT_OF(PAGES); i++)
            web_get(&web, PEOPLE[p], address(cluster, PAGES[i]), "");
}

/* Everybody looks, then what PERSON gets is compared with what is made with nothing kept. The page
 * says at which minute it was drawn: where that ended between the two, nothing is learned. */
static void compare_page(enum person person, struct str path) {
    for (size_t p = 0; p < COUNT_OF(PEOPLE); p++)
        web_get(&web, PEOPLE[p], path, "");
    int64_t minute = clock_now_ms() / 60000;
    struct reply kept = web_get(&web, person, path, "");
    scoring_forget_boards(web.db);
    struct reply fresh = web_get(&web, person, path, "");
    if (clock_now_ms() / 60000 != minute)
        return;
    assert_int_equal(kept.status, fresh.status);
    if (!str_equal(kept.body, fresh.body))
        fail_msg(STR_FMT " for %s is not what is made afresh", STR_ARG(path), PERSON_NAMES[person]);
    compared++;
}

static void compare_pages(const struct cluster_period *cluster) {
    for (size_t i = 0; i < COUNT_OF(PAGES); i++)
        compare_page(PEOPLE[any(COUNT_OF(PEOPLE))], address(cluster, PAGES[i]));
}

/* --- changes ------------------------------------------------------------------------------- */

struct import_work {
    const struct scoreboard *board;
    size_t units[8];
    size_t criteria[8];
    size_t count;
};

/* As a sheet that is taken in: several cells in one transaction. */
static const struct err *import_in(struct db_tx *tx, void *context) {
    const struct import_work *work = context;
    struct user local = user_local();
    struct cluster_revisions at = {.cluster_period_id = work->board->cluster.id};
    for (size_t i = 0; i < work->count; i++) {
        const struct criterion *criterion = &work->board->table.criteria.items[work->criteria[i]];
        bool grade = criterion->kind == CRITERION_GRADE;
        bool pass = criterion->kind == CRITERION_PASS;
        struct score_entry entry = {
            .unit_id = work->board->cluster.members.items[work->units[i]].id,
            .criterion_id = criterion->id,
            .stage = STAGE_SELF,
            .field = i % 3 == 2 ? FIELD_POINTS : FIELD_ACTUAL,
            .value = grade && i % 3 != 2  ? STR("A")
                     : pass && i % 3 != 2 ? STR("pass")
                                          : str_format(web.arena, "%u", 1 + (seed >> 9) % 7),
            .reason = STR(""),
            .source = STR("thu.xlsx!E9")};
        bool added;
        TRY(scoring_add_entry(tx, web.arena, &local, NOW, &at, STR_NONE, &entry, &added));
    }
    return NULL;
}

static size_t any_scored(const struct scoreboard *board) {
    for (;;) {
        size_t criterion = any(board->table.criteria.count);
        if (criterion_is_scored(&board->table.criteria.items[criterion]))
            return criterion;
    }
}

static void import_some(const struct cluster_period *cluster) {
    struct scoreboard board = kept_board(cluster);
    struct import_work work = {.board = &board, .count = 1 + any(8)};
    for (size_t i = 0; i < work.count; i++) {
        work.units[i] = any(board.matrix.unit_count);
        work.criteria[i] = any_scored(&board);
    }
    assert_ok(db_write(web.db, import_in, &work));
}

static void verify_some(const struct cluster_period *cluster) {
    struct scoreboard board = kept_board(cluster);
    struct user local = user_local();
    size_t unit = any(board.matrix.unit_count);
    size_t criterion = any_scored(&board);
    struct verification decision = {
        .code = board.table.criteria.items[criterion].code,
        .actual = STR(""),
        /* Now and then what was decided is withdrawn. */
        .points = any(4) ? str_format(web.arena, "0,%u", 10 + any(80)) : STR(""),
        .reason = STR("Theo biên bản"),
        .seen_revision = board_cell_at(&board, unit, criterion)->accepted_revision,
    };
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_verify(web.db, web.arena, &local, NOW, &board.cluster, unit, SCORE_HEAD,
                             &decision, 1, &issues, &stored));
}

static void turn_places(const struct cluster_period *cluster) {
    struct scoreboard board = kept_board(cluster);
    struct user local = user_local();
    struct cluster_form form = {.name = cluster->name,
                                .superior = STR(""),
                                .members = STR(""),
                                .head = STR(""),
                                .host = STR(""),
                                .venue = STR("Xã Mới"),
                                .year = STR("2020"),
                                .half = STR("1"),
                                .figures_until = STR("15/6/2020"),
                                .held_on = STR(""),
                                .places_hidden = board.cluster.places_shown};
    struct issues issues = {0};
    assert_ok(
        cluster_change_settings(web.db, web.arena, &local, NOW, &board.cluster, &form, &issues));
    assert_int_equal(issues.count, 0);
}

static void change_rules(const struct cluster_period *cluster) {
    struct user local = user_local();
    struct scoring_rules rules = scoring_example_rules(web.arena);
    rules.grades[1].percent = DECIMAL((int64_t)any(90), 0);
    rules.bonus_rate = DECIMAL((int64_t)any(3), 0);
    struct issues issues = {0};
    struct scoreboard board = kept_board(cluster);
    assert_ok(scoring_set_rules(web.db, web.arena, &local, NOW, &board.cluster, &rules,
                                STR("Quy chế thử"), &issues));
    assert_int_equal(issues.count, 0);
}

/* --- tests --------------------------------------------------------------------------------- */

static void what_is_kept_is_what_sql_gives(void **state) {
    static void (*const CHANGES[])(const struct cluster_period *) = {import_some, verify_some,
                                                                     turn_places, verify_some};
    web_begin(&web, *state);
    seed = 20200626;
    compared = 0;
    for (int step = 0; step < STEPS; step++) {
        look_at_all(&web.here);
        CHANGES[step % 2 ? any(COUNT_OF(CHANGES)) : (size_t)step / 2 % COUNT_OF(CHANGES)](
            &web.here);
        compare_boards(&web.here);
        compare_pages(&web.here);
    }
    assert_true(compared > STEPS);
    scoring_forget_boards(web.db);
    web_end(&web);
}

static void rules_and_rows_of_the_table_too(void **state) {
    web_begin(&web, *state);
    seed = 7;
    for (int step = 0; step < 4; step++) {
        look_at_all(&web.elsewhere);
        change_rules(&web.elsewhere);
        compare_boards(&web.elsewhere);
        compare_page(OFFICE, address(&web.elsewhere, "/xep-thu"));
        compare_page(OFFICE, address(&web.elsewhere, "/tieu-chi"));
        look_at_all(&web.elsewhere);
        struct scoreboard board = kept_board(&web.elsewhere);
        struct user local = user_local();
        size_t last = board.table.criteria.count - 1;
        assert_ok(scoring_remove_criterion(web.db, web.arena, &local, NOW, &board.cluster,
                                           board.table.criteria.items[last].code));
        compare_boards(&web.elsewhere);
        compare_page(OFFICE, address(&web.elsewhere, "/xep-thu"));
        compare_page(OFFICE, address(&web.elsewhere, "/tieu-chi"));
    }
    scoring_forget_boards(web.db);
    web_end(&web);
}

/* An officer comes after the head, and another officer after him: nobody gets what was drawn for
 * who may open more, or something else. */
static void nobody_sees_what_was_drawn_for_another(void **state) {
    web_begin(&web, *state);
    struct str own[2];
    for (size_t i = 0; i < 2; i++)
        own[i] = str_format(web.arena, "href=\"tham-dinh/" STR_FMT "/",
                            STR_ARG(web.here.members.items[i].slug));
    const enum person order[] = {HEAD_HERE,   UNIT_FIRST, UNIT_SECOND, HEAD_HERE,
                                 UNIT_SECOND, UNIT_FIRST, HEAD_HERE};
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        struct reply page = web_get(&web, order[i], address(&web.here, "/xep-thu"), "");
        assert_int_equal(page.status, 200);
        bool first = order[i] != UNIT_SECOND;
        bool second = order[i] != UNIT_FIRST;
        assert_int_equal(str_find(page.body, own[0]) >= 0, first);
        assert_int_equal(str_find(page.body, own[1]) >= 0, second);
        assert_int_equal(web_contains(page.body, "giai-doan=tu-cham"), order[i] == HEAD_HERE);
        /* The first unit is the head's own, which he only reads. */
        bool fields = order[i] == HEAD_HERE;
        page = web_get(
            &web, order[i],
            address(&web.here, order[i] == UNIT_FIRST ? "/tham-dinh/:first" : "/tham-dinh/:second"),
            "");
        assert_int_equal(page.status, 200);
        assert_int_equal(web_contains(page.body, "name=\"points."), fields);
    }
    scoring_forget_boards(web.db);
    web_end(&web);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(what_is_kept_is_what_sql_gives),
        DB_TEST(rules_and_rows_of_the_table_too),
        DB_TEST_ON(nobody_sees_what_was_drawn_for_another, "sqlite", db_test_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
