/* Members of a year, the next year, the next half-year; on both engines. */
#include "features/headship/roster_service.h"

#include <string.h>

#include "db/db_test_support.h"
#include "doc/workbook_read.h"
#include "features/cluster/cluster_fixture.h"
#include "features/organisation/organisation_service.h"
#include "features/sample/sample.h"
#include "features/scoring/scoring_service.h"

struct fixture {
    struct db *db;
    struct arena *arena;
    struct user office;
    struct cluster_period cluster;
    struct cluster_year year;
};

static struct cluster_year year_of(const struct fixture *f, int year) {
    struct cluster_year found;
    assert_ok(cluster_year_find(f->db, f->arena, &f->office, f->cluster.slug, year,
                                date_of_instant(TEST_NOW_MS), &found));
    return found;
}

static struct fixture begin(struct db *db) {
    struct fixture f = {.db = db, .arena = arena_new(0)};
    f.office = fixture_user(f.arena, ROLE_OFFICE, NULL, NULL);
    f.cluster = fixture_cluster(db, f.arena, "Một");
    f.year = year_of(&f, 2020);
    return f;
}

/* "cum-3" with its units through the dissolution of 1/7/2025. */
static struct fixture begin_with(struct db *db, const char *sample) {
    struct fixture f = {.db = db, .arena = arena_new(0)};
    f.office = fixture_user(f.arena, ROLE_OFFICE, NULL, NULL);
    struct user local = user_local();
    /* What the sources say of reaches into 2026. */
    const int64_t now_ms = INT64_C(1784000000000);
    assert_ok(sample_load(db, f.arena, &local, now_ms, sample, &f.cluster));
    f.year = year_of(&f, 2020);
    return f;
}

static struct issues change(const struct fixture *f, const struct roster_form *form) {
    struct issues issues = {0};
    assert_ok(roster_change(f->db, f->arena, &f->office, TEST_NOW_MS, &f->year, form, &issues));
    return issues;
}

static void assert_members(const struct cluster_year *year, const char *const *names,
                           size_t count) {
    assert_int_equal(year->members.count, count);
    for (size_t i = 0; i < count; i++)
        if (!str_ends_with(year->members.items[i].name, str_from_c(names[i])))
            fail_msg("member %zu is " STR_FMT, i, STR_ARG(year->members.items[i].name));
}

static void members_are_put_in_order_added_and_taken_out(void **state) {
    struct fixture f = begin(*state);
    struct roster_form form = {.add = STR(""), .reason = STR("")};
    *list_push(f.arena, &form.lines) =
        (struct roster_line){f.year.members.items[2].id, STR("1"), false};
    *list_push(f.arena, &form.lines) =
        (struct roster_line){f.year.members.items[0].id, STR("2"), false};
    *list_push(f.arena, &form.lines) =
        (struct roster_line){f.year.members.items[1].id, STR("3"), false};
    assert_int_equal(change(&f, &form).count, 0);
    struct cluster_year after = year_of(&f, 2020);
    static const char *const ORDER[] = {"Thác Mây", "Đầm Sậy", "Ea M’Rang"};
    assert_members(&after, ORDER, 3);
    struct cluster_period cluster;
    assert_ok(cluster_find(f.db, f.arena, &f.office, f.cluster.slug, STR("2020-H1"), &cluster));
    assert_true(cluster.structure_revision > f.cluster.structure_revision);
    /* Who stands in the list is the office's decision, which has a reason. */
    form.lines.count = 0;
    *list_push(f.arena, &form.lines) =
        (struct roster_line){f.year.members.items[1].id, STR(""), true};
    struct issues issues = change(&f, &form);
    assert_non_null(issue_of(&issues, STR("reason")));
    form.reason = STR("Quyết định 12/QĐ-BCH");
    assert_int_equal(change(&f, &form).count, 0);
    after = year_of(&f, 2020);
    assert_members(&after, ORDER, 2);
    f.year = after;
    /* One that left can come back by its name. */
    form.lines.count = 0;
    form.add = STR("Ban CHQS huyện Ea M’Rang\n");
    assert_int_equal(change(&f, &form).count, 0);
    after = year_of(&f, 2020);
    assert_members(&after, ORDER, 3);
    issues = change(&f, &form);
    assert_int_equal(issues.items[0].message.id, MSG_cluster_member_twice);
    arena_free(f.arena);
}

static void what_rests_on_a_member_keeps_it(void **state) {
    struct fixture f = begin(*state);
    struct roster_form form = {.add = STR(""), .reason = STR("vì")};
    *list_push(f.arena, &form.lines) =
        (struct roster_line){f.year.members.items[0].id, STR(""), true};
    /* Đầm Sậy is the half-year's head and host. */
    struct issues issues = change(&f, &form);
    assert_int_equal(issues.count, 1);
    assert_int_equal(issues.items[0].message.id, MSG_headship_in_post);
    form.lines.items[0].unit_id = f.year.members.items[1].id;
    *list_push(f.arena, &form.lines) =
        (struct roster_line){f.year.members.items[2].id, STR("0"), true};
    issues = change(&f, &form);
    assert_int_equal(issues.items[0].message.id, MSG_headship_too_few);
    form.add = STR("Ban CHQS huyện Chưa Có");
    issues = change(&f, &form);
    assert_int_equal(issues.items[0].message.id, MSG_headship_no_such_unit);
    form.lines.count = 1;
    form.lines.items[0].remove = false;
    form.lines.items[0].position = STR("đầu");
    form.add = STR("");
    issues = change(&f, &form);
    assert_int_equal(issues.items[0].message.id, MSG_headship_position_wrong);
    assert_int_equal(year_of(&f, 2020).members.count, 3);
    arena_free(f.arena);
}

static void scores_keep_a_member(void **state) {
    struct fixture f = begin_with(*state, "training");
    struct roster_form form = {.add = STR(""), .reason = STR("vì")};
    *list_push(f.arena, &form.lines) =
        (struct roster_line){f.year.members.items[4].id, STR(""), true};
    struct issues issues = change(&f, &form);
    assert_int_equal(issues.count, 1);
    assert_int_equal(issues.items[0].message.id, MSG_headship_has_scores);
    arena_free(f.arena);
}

static void only_the_office_says_who_is_a_member(void **state) {
    struct fixture f = begin(*state);
    const struct user users[] = {
        fixture_user(f.arena, ROLE_HEAD, &f.cluster, NULL),
        fixture_user(f.arena, ROLE_UNIT, &f.cluster, &f.cluster.members.items[0]),
        fixture_user(f.arena, ROLE_READER, &f.cluster, NULL),
        fixture_user(f.arena, ROLE_ADMIN, NULL, NULL),
    };
    struct roster_form form = {.add = STR("")};
    struct next_year_form next_form = {0};
    struct next_year next;
    struct str code;
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        struct issues issues = {0};
        assert_err_kind(
            roster_change(f.db, f.arena, &users[i], TEST_NOW_MS, &f.year, &form, &issues),
            ERR_DENIED);
        assert_err_kind(roster_next_year(f.db, f.arena, &users[i], &f.year, &next), ERR_DENIED);
        assert_err_kind(
            roster_make_year(f.db, f.arena, &users[i], TEST_NOW_MS, &f.year, &next_form, &issues),
            ERR_DENIED);
        if (i) /* the head makes the half-years of his year */
            assert_err_kind(
                roster_make_half(f.db, f.arena, &users[i], TEST_NOW_MS, &f.year, 2, false, &code),
                ERR_DENIED);
    }
    assert_ok(roster_make_half(f.db, f.arena, &users[0], TEST_NOW_MS, &f.year, 2, false, &code));
    arena_free(f.arena);
}

static void choose_all(const struct fixture *f, const struct next_year *next,
                       struct next_year_form *form) {
    for (size_t i = 0; i < next->going_on.count; i++)
        *list_push(f->arena, &form->units) = next->going_on.items[i].id;
}

static void the_next_year_takes_the_members_that_go_on(void **state) {
    struct fixture f = begin(*state);
    struct next_year next;
    assert_ok(roster_next_year(f.db, f.arena, &f.office, &f.year, &next));
    assert_int_equal(next.year, 2021);
    assert_false(next.exists);
    assert_int_equal(next.going_on.count, 3);
    /* Đầm Sậy leads 2020; after it comes Ea M’Rang. */
    size_t first = next.candidates.items[0].member;
    assert_true(str_ends_with(next.going_on.items[first].name, STR("Ea M’Rang")));
    struct next_year_form form = {.basis = STR("Biên bản tổng kết 2020")};
    choose_all(&f, &next, &form);
    struct issues issues = {0};
    assert_ok(roster_make_year(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, &form, &issues));
    assert_int_equal(issues.count, 0);
    struct cluster_year made = year_of(&f, 2021);
    assert_int_equal(made.members.count, 3);
    assert_int_equal(made.periods.count, 1);
    assert_true(str_equal_c(made.periods.items[0].code, "2021-H1"));
    struct cluster_period cluster;
    assert_ok(cluster_find(f.db, f.arena, &f.office, f.cluster.slug, STR("2021-H1"), &cluster));
    assert_false(cluster.head.id.n); /* nobody is in office yet */
    assert_false(cluster.host.id.n);
    assert_true(date_is_empty(cluster.held_on));
    assert_err_kind(
        roster_make_year(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, &form, &issues),
        ERR_CONFLICT);
    arena_free(f.arena);
}

static void make_years_until(struct fixture *f, int last) {
    while (f->year.year < last) {
        struct next_year next;
        struct next_year_form form = {.basis = STR("")};
        struct issues issues = {0};
        assert_ok(roster_next_year(f->db, f->arena, &f->office, &f->year, &next));
        choose_all(f, &next, &form);
        assert_ok(
            roster_make_year(f->db, f->arena, &f->office, TEST_NOW_MS, &f->year, &form, &issues));
        assert_int_equal(issues.count, 0);
        f->year = year_of(f, f->year.year + 1);
    }
}

/* H-02: a cluster of 2026 may not have Ban CHQS huyện Ea Kar as a member. */
static void a_dissolved_unit_is_no_member_of_a_later_year(void **state) {
    struct fixture f = begin_with(*state, "cluster-3");
    make_years_until(&f, 2025); /* it existed until 30/6/2025 */
    assert_int_equal(f.year.members.count, 5);
    struct next_year next;
    assert_ok(roster_next_year(f.db, f.arena, &f.office, &f.year, &next));
    assert_int_equal(next.going_on.count, 0);
    assert_false(next.members.items[0].goes_on);
    assert_true(str_ends_with(next.members.items[0].unit.name, STR("Ea Kar")));
    struct date dissolved = {2025, 7, 1};
    assert_int_equal(date_compare(next.members.items[0].ended, dissolved), 0);
    /* Not even if somebody sends it. */
    struct next_year_form form = {.basis = STR("")};
    for (size_t i = 0; i < f.year.members.count; i++)
        *list_push(f.arena, &form.units) = f.year.members.items[i].id;
    struct issues issues = {0};
    assert_ok(roster_make_year(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, &form, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_headship_ended_before);
    assert_true(str_equal_c(issues.items[0].message.args[2], "2026"));
    struct cluster_year none;
    assert_err_kind(cluster_year_find(f.db, f.arena, &f.office, f.cluster.slug, 2026,
                                      date_of_instant(TEST_NOW_MS), &none),
                    ERR_NOT_FOUND);
    arena_free(f.arena);
}

static void a_unit_of_another_cluster_is_refused_by_its_name(void **state) {
    struct fixture f = begin(*state);
    const struct cluster_form other = {
        .name = STR("Cụm thi đua Bên Cạnh"),
        .superior = f.cluster.superior.name,
        .members = STR("Ban CHQS huyện Rừng Thông\nBan CHQS huyện Bãi Cát"),
        .year = STR("2020"),
        .half = STR("1"),
    };
    struct issues issues = {0};
    struct str slug;
    struct str code;
    assert_ok(
        cluster_create(f.db, f.arena, &f.office, TEST_NOW_MS, &other, NULL, &issues, &slug, &code));
    assert_int_equal(issues.count, 0);
    struct roster_form form = {.add = STR("Ban CHQS huyện Rừng Thông"), .reason = STR("vì")};
    issues = change(&f, &form);
    assert_int_equal(issues.count, 1);
    assert_int_equal(issues.items[0].message.id, MSG_cluster_elsewhere);
    assert_true(str_equal_c(issues.items[0].message.args[1], "Cụm thi đua Bên Cạnh"));
    arena_free(f.arena);
}

static void the_second_half_takes_head_meeting_and_table(void **state) {
    struct fixture f = begin_with(*state, "training");
    struct issues issues = {0};
    const struct meeting_form annual = {
        .held_on = STR("5/1/2021"),
        .hosts = {f.year.members.items[3].id, f.year.members.items[1].id},
        .venue = STR("huyện Thác Mây"),
        .note = STR("")};
    assert_ok(headship_set_meeting(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, MEETING_ANNUAL,
                                   &annual, &issues));
    assert_int_equal(issues.count, 0);
    struct str code;
    assert_ok(roster_make_half(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, 2, true, &code));
    assert_true(str_equal_c(code, "2020-H2"));
    struct cluster_period made;
    assert_ok(cluster_find(f.db, f.arena, &f.office, f.cluster.slug, code, &made));
    assert_true(str_equal(made.head.id, f.cluster.head.id));
    assert_true(str_equal(made.host.id, f.year.members.items[3].id));
    assert_int_equal(made.held_on.year, 2021);
    assert_int_equal(made.members.count, 5);
    f.year = year_of(&f, 2020);
    struct headship_page page;
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_int_equal(page.year.meetings[MEETING_ANNUAL].hosts.count, 2);
    assert_true(str_equal(page.year.meetings[MEETING_ANNUAL].hosts.items[1].id,
                          f.year.members.items[1].id));
    struct scoreboard board;
    assert_ok(scoring_load_board(f.db, f.arena, &f.office, f.cluster.slug, code, &board));
    assert_true(board.table.criteria.count > 0);
    assert_false(board.table.locked);
    assert_true(board.book.confirmed);
    assert_err_kind(
        roster_make_half(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, 2, true, &code),
        ERR_CONFLICT);
    arena_free(f.arena);
}

int main(int argc, char **argv) {
    /* The child that reads the sample's sheets is this program itself. */
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(members_are_put_in_order_added_and_taken_out),
        DB_TEST(what_rests_on_a_member_keeps_it),
        DB_TEST_ON(scores_keep_a_member, "sqlite", db_test_sqlite),
        DB_TEST(only_the_office_says_who_is_a_member),
        DB_TEST(the_next_year_takes_the_members_that_go_on),
        DB_TEST(a_dissolved_unit_is_no_member_of_a_later_year),
        DB_TEST(a_unit_of_another_cluster_is_refused_by_its_name),
        DB_TEST(the_second_half_takes_head_meeting_and_table),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
