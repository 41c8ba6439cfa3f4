/* Tables of targets from files and the clipboard, on both engines: seen, stored once, all or
 * nothing.
 */
#include <string.h>

#include "db/db_test_support.h"
#include "doc/workbook_read.h"
#include "features/cluster/cluster_fixture.h"
#include "features/target/target_doc.h"
#include "features/target/target_import_service.h"

struct world {
    struct arena *arena;
    struct cluster_year year;
    struct user office;
    struct target_act act;
    struct issues issues;
};

static const struct target_terms_form PAPER = {.source = STR_INIT("assigned"),
                                               .number = STR_INIT("12/QĐ-BCH")};

static void begin(struct world *world, struct db *db) {
    *world = (struct world){.arena = arena_new(0)};
    struct cluster_period cluster = fixture_cluster(db, world->arena, "Mẫu");
    world->office = fixture_user(world->arena, ROLE_OFFICE, NULL, NULL);
    assert_ok(cluster_year_find(db, world->arena, &world->office, cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &world->year));
    world->act = (struct target_act){db, world->arena, &world->office, TEST_NOW_MS, &world->year};
}

static struct target_import import_text(struct world *world, const char *text, bool store) {
    struct str id;
    struct target_import import;
    world->act.now_ms++;
    assert_ok(target_stage(&world->act, STR(""), true, str_from_c(text), &id));
    assert_ok(target_staged(&world->act, id, &import));
    if (store)
        assert_ok(target_store_staged(&world->act, id, &PAPER, &world->issues, &import));
    return import;
}

static struct target_book book_of(struct world *world) {
    struct target_book book;
    assert_ok(target_book_read(world->act.db, world->arena, &world->office, &world->year,
                               TARGET_KNOWN_NOW, &book));
    return book;
}

static const char *const GOOD =
    "Nội dung\tĐơn vị\tĐơn vị tính\tLũy kế\tCả năm\t6 tháng đầu\n"
    "Ngày công giúp dân\tBan CHQS huyện Đầm Sậy\tngày công\tx\t1.250,5\t600\n"
    "Ngày công giúp dân\tBan CHQS huyện Ea M'Rang\tngày công\tx\t900\t\n"
    "Quân số học tập\tmọi đơn vị\t%\t\t98,5\t\n";

static void a_pasted_table_is_seen_and_stored_once(void **state) {
    struct world world;
    begin(&world, *state);
    struct target_import seen = import_text(&world, GOOD, false);
    assert_int_equal(table_findings_count(&seen.lines.findings, SEVERITY_ERROR), 0);
    assert_int_equal(book_of(&world).items.count, 0);
    struct target_import stored = import_text(&world, GOOD, true);
    assert_true(stored.is_stored);
    assert_int_equal(stored.stored_count, 3);
    struct target_book book = book_of(&world);
    assert_int_equal(book.items.count, 2);
    assert_int_equal(book.newest.count, 5);
    struct target target =
        target_book_at(&book, &book.items.items[0], world.year.members.items[0].id);
    assert_true(target_stands(&target));
    assert_int_equal(decimal_compare(target.value, DECIMAL(12505, 1)), 0);
    assert_true(str_equal_c(target.origin.decision.number, "12/QĐ-BCH"));
    struct target_import again;
    assert_err_kind(target_store_staged(&world.act, stored.id, &PAPER, &world.issues, &again),
                    ERR_STATE);
    seen = import_text(&world, GOOD, false);
    assert_int_equal(seen.lines.counts[TARGET_LINE_SAME], 3);
    arena_free(world.arena);
}

static void with_an_error_nothing_is_stored(void **state) {
    struct world world;
    begin(&world, *state);
    struct target_import import = import_text(&world,
                                              "Nội dung\tĐơn vị\tĐVT\tCả năm\n"
                                              "Trồng cây\tBan CHQS huyện Đầm Sậy\tcây\t50\n"
                                              "Trồng cây\tBan CHQS huyện Khác\tcây\t50\n",
                                              true);
    assert_false(import.is_stored);
    assert_int_equal(table_findings_count(&import.lines.findings, SEVERITY_ERROR), 1);
    assert_int_equal(book_of(&world).items.count, 0);
    arena_free(world.arena);
}

static void changing_agreed_figures_asks_why(void **state) {
    struct world world;
    begin(&world, *state);
    import_text(&world, GOOD, true);
    struct target_import import = import_text(&world,
                                              "Nội dung\tĐơn vị\tCả năm\n"
                                              "Quân số học tập\tBan CHQS huyện Thác Mây\t97\n",
                                              true);
    assert_false(import.is_stored);
    assert_non_null(issue_of(&world.issues, STR("reason")));
    assert_true(import.needs_reason);
    arena_free(world.arena);
}

static void what_is_saved_as_a_workbook_is_read_back_unchanged(void **state) {
    struct world world;
    begin(&world, *state);
    import_text(&world, GOOD, true);
    struct target_book book = book_of(&world);
    struct str bytes;
    assert_ok(target_doc_make(world.arena, &book, &world.year, TEST_NOW_MS, &bytes));
    struct str id;
    assert_ok(target_stage(&world.act, STR("chi-tieu.xlsx"), false, bytes, &id));
    struct target_import import;
    assert_ok(target_staged(&world.act, id, &import));
    assert_int_equal(import.fault.id, MSG_none);
    assert_int_equal(table_findings_count(&import.lines.findings, SEVERITY_ERROR), 0);
    assert_int_equal(import.lines.lines.count, 5);
    assert_int_equal(import.lines.counts[TARGET_LINE_SAME], 5);
    arena_free(world.arena);
}

static void what_is_no_workbook_is_told(void **state) {
    struct world world;
    begin(&world, *state);
    struct str id;
    assert_ok(target_stage(&world.act, STR("a.xlsx"), false, STR("\x01\x02\x03"), &id));
    struct target_import import;
    assert_ok(target_staged(&world.act, id, &import));
    assert_int_not_equal(import.fault.id, MSG_none);
    import = import_text(&world, "Tên\tSố\nMở lớp\t3\n", false);
    assert_int_equal(import.fault.id, MSG_target_lines_no_head);
    struct cluster_year other = world.year;
    other.year = 2021;
    struct target_act elsewhere = world.act;
    elsewhere.year = &other;
    assert_err_kind(target_staged(&elsewhere, id, &import), ERR_NOT_FOUND);
    struct cluster_period cluster = {.cluster_id = world.year.cluster_id};
    struct user unit = fixture_user(world.arena, ROLE_UNIT, &cluster, &world.year.members.items[1]);
    struct target_act by_unit = world.act;
    by_unit.user = &unit;
    assert_err_kind(target_staged(&by_unit, id, &import), ERR_DENIED);
    arena_free(world.arena);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(a_pasted_table_is_seen_and_stored_once),
        DB_TEST(with_an_error_nothing_is_stored),
        DB_TEST(changing_agreed_figures_asks_why),
        DB_TEST(what_is_saved_as_a_workbook_is_read_back_unchanged),
        DB_TEST(what_is_no_workbook_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
