/* A year's calendar on both engines: rows and their revisions, longer times, marks, what the
 * program sees by itself, who may. */
#include "db/db_test_support.h"
#include "features/calendar/calendar_service.h"
#include "features/cluster/cluster_fixture.h"
#include "features/scoring/exemption_service.h"
#include "features/scoring/scores_fixture.h"

static const struct date JUNE_24 = {2020, 6, 24};

struct world {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user head;
    struct user officer; /* of the first member */
};

static struct world world_of(void **state) {
    struct world w = {.db = *state, .arena = arena_new(0)};
    w.cluster = fixture_cluster(w.db, w.arena, "có lịch");
    w.head = fixture_user(w.arena, ROLE_HEAD, &w.cluster, NULL);
    w.officer = fixture_user(w.arena, ROLE_UNIT, &w.cluster, &w.cluster.members.items[0]);
    assert_ok(cluster_year_find(w.db, w.arena, &w.head, w.cluster.slug, 2020, JUNE_24, &w.year));
    return w;
}

static struct calendar_form form_of(const char *title, const char *deadline) {
    return (struct calendar_form){.title = str_from_c(title),
                                  .kind = STR(""),
                                  .half = STR("0"),
                                  .deadline = str_from_c(deadline),
                                  .who = STR("unit")};
}

static struct str enter(struct world *w, const struct calendar_form *form) {
    struct issues issues = {0};
    struct str id;
    assert_ok(calendar_enter(w->db, w->arena, &w->head, TEST_NOW_MS, &w->year, STR(""), form,
                             &issues, &id));
    assert_int_equal(issues.count, 0);
    return id;
}

static struct calendar load(struct world *w, struct date today) {
    struct calendar calendar;
    assert_ok(calendar_of_year(w->db, w->arena, &w->officer, &w->year, today, &calendar));
    return calendar;
}

static void a_calendar_is_empty_until_it_is_filled(void **state) {
    struct world w = world_of(state);
    assert_int_equal(load(&w, JUNE_24).count, 0);
    struct calendar_form late = form_of("Nộp kế hoạch", "20/6/2020");
    struct calendar_form early = form_of("Đăng ký", "4/1/2020");
    enter(&w, &late);
    enter(&w, &early);
    struct calendar calendar = load(&w, JUNE_24);
    assert_int_equal(calendar.count, 2);
    assert_true(str_equal_c(calendar.items[0].row.title, "Đăng ký"));
    assert_int_equal(calendar.items[1].stand_count, 3);
    assert_int_equal(calendar.items[1].counts.late, 3);
    assert_int_equal(calendar.items[1].stands[0].state.days, 4);
    arena_free(w.arena);
}

static void an_old_deadline_stays_visible(void **state) {
    struct world w = world_of(state);
    struct calendar_form form = form_of("Nộp kế hoạch", "20/6/2020");
    struct str id = enter(&w, &form);
    struct issues issues = {0};
    struct str stored;
    form.deadline = STR("30/6/2020");
    assert_ok(calendar_enter(w.db, w.arena, &w.head, TEST_NOW_MS + 1, &w.year, id, &form, &issues,
                             &stored));
    assert_non_null(issue_of(&issues, STR("reason"))); /* a change says why */
    form.reason = STR("do bão số 3");
    form.seen_revision = 1;
    assert_ok(calendar_enter(w.db, w.arena, &w.head, TEST_NOW_MS + 1, &w.year, id, &form, &issues,
                             &stored));
    assert_int_equal(issues.count, 0);
    struct calendar calendar = load(&w, JUNE_24);
    assert_int_equal(calendar.count, 1);
    assert_int_equal(calendar.items[0].moved.count, 1);
    assert_int_equal(calendar.items[0].moved.items[0].deadline.day, 20);
    assert_true(str_equal_c(calendar.items[0].moved.items[0].reason, "do bão số 3"));
    assert_int_equal(calendar.items[0].counts.late, 0);
    /* Somebody who still sees the first revision is told. */
    assert_ok(calendar_enter(w.db, w.arena, &w.head, TEST_NOW_MS + 2, &w.year, id, &form, &issues,
                             &stored));
    assert_int_equal(issues.count, 1);
    assert_int_equal(issues.items[0].message.id, MSG_calendar_changed_meanwhile);
    struct calendar_history history;
    assert_ok(calendar_history(w.db, w.arena, &w.officer, &w.year, id, &history));
    assert_int_equal(history.rows.count, 2);
    arena_free(w.arena);
}

static void one_unit_gets_longer(void **state) {
    struct world w = world_of(state);
    struct calendar_form form = form_of("Nộp kế hoạch", "20/6/2020");
    struct str id = enter(&w, &form);
    struct str unit = w.year.members.items[1].id;
    struct issues issues = {0};
    assert_ok(calendar_extend(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, id, unit, STR(""),
                              STR("thử"), &issues));
    assert_non_null(issue_of(&issues, STR("until"))); /* there is nothing to take back */
    assert_ok(calendar_extend(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, id, unit,
                              STR("26/6/2020"), STR("đơn vị làm nhiệm vụ"), &issues));
    assert_int_equal(issues.count, 0);
    struct calendar calendar = load(&w, JUNE_24);
    const struct calendar_line *line = &calendar.items[0];
    assert_int_equal(line->counts.late, 2);
    assert_true(line->stands[1].extended);
    assert_int_equal(line->stands[1].state.standing, CALENDAR_SOON);
    assert_int_equal(line->stands[1].state.days, 2);
    assert_true(str_equal_c(line->stands[1].extended_why, "đơn vị làm nhiệm vụ"));
    assert_ok(calendar_extend(w.db, w.arena, &w.head, TEST_NOW_MS + 1, &w.year, id, unit, STR(""),
                              STR("đã về"), &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(load(&w, JUNE_24).items[0].counts.late, 3);
    struct calendar_history history;
    assert_ok(calendar_history(w.db, w.arena, &w.officer, &w.year, id, &history));
    assert_int_equal(history.events.count, 2);
    assert_true(str_equal(history.events.items[0].unit, w.year.members.items[1].name));
    /* What the head has to do is not extended for a unit. */
    form.who = STR("head");
    struct str of_head = enter(&w, &form);
    assert_ok(calendar_extend(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, of_head, unit,
                              STR("26/6/2020"), STR("thử"), &issues));
    assert_non_null(issue_of(&issues, STR("unit")));
    arena_free(w.arena);
}

static void marks_by_hand_are_revisions(void **state) {
    struct world w = world_of(state);
    struct calendar_form form = form_of("Nộp kế hoạch", "20/6/2020");
    struct str id = enter(&w, &form);
    struct calendar_mark_form marks[] = {
        {w.year.members.items[0].id, w.year.members.items[0].slug, STR("19/6/2020"), false,
         STR("")},
        {w.year.members.items[1].id, w.year.members.items[1].slug, STR("23/6/2020"), false,
         STR("gửi chậm")},
        {w.year.members.items[2].id, w.year.members.items[2].slug, STR(""), true,
         STR("thiếu phụ lục")},
    };
    struct issues issues = {0};
    size_t stored;
    assert_ok(calendar_mark_rows(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, id, marks, 3,
                                 &issues, &stored));
    assert_int_equal(issues.count, 0);
    assert_int_equal(stored, 3);
    struct calendar calendar = load(&w, JUNE_24);
    const struct calendar_line *line = &calendar.items[0];
    assert_int_equal(line->stands[0].state.standing, CALENDAR_DONE);
    assert_int_equal(line->stands[1].state.standing, CALENDAR_DONE_LATE);
    assert_int_equal(line->stands[1].state.days, 3);
    assert_int_equal(line->stands[2].state.standing, CALENDAR_INCOMPLETE_LATE);
    assert_int_equal(line->counts.done, 2);
    /* The same once more is no revision; a day to come stores nothing at all. */
    assert_ok(calendar_mark_rows(w.db, w.arena, &w.head, TEST_NOW_MS + 1, &w.year, id, marks, 3,
                                 &issues, &stored));
    assert_int_equal(stored, 0);
    marks[0].received = STR("");
    marks[1].received = STR("25/6/2020");
    assert_ok(calendar_mark_rows(w.db, w.arena, &w.head, TEST_NOW_MS + 2, &w.year, id, marks, 3,
                                 &issues, &stored));
    assert_int_equal(issues.count, 1);
    assert_int_equal(load(&w, JUNE_24).items[0].counts.done, 2);
    arena_free(w.arena);
}

static void rows_are_taken_all_or_none(void **state) {
    struct world w = world_of(state);
    struct calendar_form forms[] = {form_of("Đăng ký", "4/1/2020"), form_of("Sai", "31/2/2020")};
    const size_t numbers[] = {0, 3};
    struct issues issues = {0};
    assert_ok(
        calendar_take(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, forms, numbers, 2, &issues));
    assert_non_null(issue_of(&issues, STR("deadline-3")));
    assert_int_equal(load(&w, JUNE_24).count, 0);
    forms[1].deadline = STR("29/2/2020");
    assert_ok(
        calendar_take(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, forms, numbers, 2, &issues));
    assert_int_equal(load(&w, JUNE_24).count, 2);
    arena_free(w.arena);
}

static void a_removed_row_is_gone_but_known(void **state) {
    struct world w = world_of(state);
    struct calendar_form form = form_of("Nộp kế hoạch", "20/6/2020");
    struct str id = enter(&w, &form);
    struct issues issues = {0};
    assert_ok(calendar_remove(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, id, STR(""), &issues));
    assert_int_equal(issues.count, 1);
    assert_ok(calendar_remove(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, id, STR("nhập nhầm"),
                              &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(load(&w, JUNE_24).count, 0);
    struct calendar_history history;
    assert_ok(calendar_history(w.db, w.arena, &w.officer, &w.year, id, &history));
    assert_int_equal(history.rows.count, 2);
    assert_true(history.rows.items[1].removed);
    assert_err_kind(
        calendar_remove(w.db, w.arena, &w.head, TEST_NOW_MS, &w.year, id, STR("lại"), &issues),
        ERR_NOT_FOUND);
    arena_free(w.arena);
}

static void only_who_runs_the_year_changes_it(void **state) {
    struct world w = world_of(state);
    struct cluster_period other = fixture_cluster(w.db, w.arena, "khác");
    struct user strangers[] = {
        w.officer,
        fixture_user(w.arena, ROLE_READER, &w.cluster, NULL),
        fixture_user(w.arena, ROLE_HEAD, &other, NULL),
        fixture_user(w.arena, ROLE_ADMIN, NULL, NULL),
    };
    struct calendar_form form = form_of("Nộp kế hoạch", "20/6/2020");
    struct str id = enter(&w, &form);
    struct issues issues = {0};
    struct str stored;
    size_t marked;
    struct calendar calendar;
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        const struct user *user = &strangers[i];
        assert_err_kind(calendar_enter(w.db, w.arena, user, TEST_NOW_MS, &w.year, STR(""), &form,
                                       &issues, &stored),
                        ERR_DENIED);
        assert_err_kind(calendar_extend(w.db, w.arena, user, TEST_NOW_MS, &w.year, id,
                                        w.year.members.items[0].id, STR("30/6/2020"), STR("x"),
                                        &issues),
                        ERR_DENIED);
        assert_err_kind(calendar_mark_rows(w.db, w.arena, user, TEST_NOW_MS, &w.year, id, NULL, 0,
                                           &issues, &marked),
                        ERR_DENIED);
        assert_err_kind(
            calendar_remove(w.db, w.arena, user, TEST_NOW_MS, &w.year, id, STR("x"), &issues),
            ERR_DENIED);
        assert_err_kind(
            calendar_take(w.db, w.arena, user, TEST_NOW_MS, &w.year, &form, NULL, 1, &issues),
            ERR_DENIED);
        if (i >= 2)
            assert_err_kind(calendar_of_year(w.db, w.arena, user, &w.year, JUNE_24, &calendar),
                            ERR_DENIED);
    }
    arena_free(w.arena);
}

/* What the rooms of the half-year hand in shows by itself, on the day it came. */
static void sheets_and_report_are_seen(void **state) {
    struct scores_fixture f;
    scores_fixture_make(&f, *state, true);
    const struct date today = {2020, 6, 25};
    struct cluster_year year;
    assert_ok(cluster_year_find(f.db, f.arena, &f.local, f.board.cluster.slug, 2020, today, &year));
    const struct calendar_form forms[] = {
        {.title = STR("Phiếu"),
         .kind = STR("self-score"),
         .half = STR("1"),
         .deadline = STR("18/6/2020")},
        {.title = STR("Trả lời"),
         .kind = STR("feedback"),
         .half = STR("1"),
         .deadline = STR("24/6/2020")},
        {.title = STR("Báo cáo"),
         .kind = STR("review"),
         .half = STR("1"),
         .deadline = STR("26/6/2020")},
        {.title = STR("Phiếu kỳ II"),
         .kind = STR("self-score"),
         .half = STR("2"),
         .deadline = STR("18/12/2020")},
    };
    struct issues issues = {0};
    assert_ok(calendar_take(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &year, forms, NULL,
                            COUNT_OF(forms), &issues));
    assert_int_equal(issues.count, 0);
    struct calendar calendar;
    assert_ok(calendar_of_year(f.db, f.arena, &f.local, &year, today, &calendar));
    assert_int_equal(calendar.count, 4);
    const struct calendar_line *sheets = &calendar.items[0];
    assert_int_equal(sheets->counts.done, 3);
    assert_int_equal(sheets->counts.done_late, 3); /* they came on 19/6 */
    assert_int_equal(sheets->stands[0].state.days, 1);
    assert_int_equal(calendar.items[1].counts.late, 3);
    assert_int_equal(calendar.items[2].stand_count, 1); /* the head's */
    assert_int_equal(calendar.items[2].stands[0].state.standing, CALENDAR_SOON);
    assert_int_equal(calendar.items[3].counts.done, 0); /* no such half-year yet */
    assert_true(str_equal_c(sheets->kind->place(f.arena, &year, 1), "2020-H1/nhap-phieu"));
    size_t stored;
    struct calendar_mark_form mark = {.unit_id = year.members.items[0].id,
                                      .slug = year.members.items[0].slug,
                                      .received = STR("1/6/2020")};
    assert_err_kind(calendar_mark_rows(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &year,
                                       sheets->row.id, &mark, 1, &issues, &stored),
                    ERR_STATE); /* not to be marked by hand */
    scores_fixture_end(&f);
}

/* What is not assigned to a unit is not owed by it. */
static void what_is_not_assigned_is_not_owed(void **state) {
    struct scores_fixture f;
    scores_fixture_make(&f, *state, true);
    const struct date today = {2020, 6, 25};
    struct cluster_year year;
    assert_ok(cluster_year_find(f.db, f.arena, &f.local, f.board.cluster.slug, 2020, today, &year));
    const struct calendar_form form = {.title = STR("Phiếu"),
                                       .kind = STR("self-score"),
                                       .half = STR("1"),
                                       .deadline = STR("18/6/2020")};
    struct issues issues = {0};
    assert_ok(
        calendar_take(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &year, &form, NULL, 1, &issues));
    scores_fixture_report(&f, UNIT_FIRST, "I.3", NULL, NULL); /* taken back */
    struct calendar calendar;
    assert_ok(calendar_of_year(f.db, f.arena, &f.local, &year, today, &calendar));
    assert_int_equal(calendar.items[0].counts.done, 2);
    assert_string_equal(
        message_text(f.arena, LANG_VI, calendar.items[0].stands[0].details).p,
        message_text(f.arena, LANG_VI, MESSAGE_WITH(MSG_calendar_criteria_missing, STR("1"))).p);
    bool exempt[7] = {false};
    int stored;
    exempt[scores_fixture_index(&f, "I.3")] = true;
    assert_ok(exemption_decide(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &f.board, UNIT_FIRST,
                               exempt, STR("Đơn vị không được giao"), &issues, &stored));
    assert_int_equal(stored, 1);
    assert_ok(calendar_of_year(f.db, f.arena, &f.local, &year, today, &calendar));
    assert_int_equal(calendar.items[0].counts.done, 3);
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_calendar_is_empty_until_it_is_filled),
        DB_TEST(an_old_deadline_stays_visible),
        DB_TEST(one_unit_gets_longer),
        DB_TEST(marks_by_hand_are_revisions),
        DB_TEST(rows_are_taken_all_or_none),
        DB_TEST(a_removed_row_is_gone_but_known),
        DB_TEST(only_who_runs_the_year_changes_it),
        DB_TEST(sheets_and_report_are_seen),
        DB_TEST(what_is_not_assigned_is_not_owed),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
