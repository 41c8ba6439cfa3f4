/* Handing over, on both engines. The units are invented; the pattern is N-09: the head of 2023
 * hands over to that of 2024 at the annual review of 5/1/2024. */
#include "features/headship/handover_service.h"

#include <pthread.h>

#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/headship/roster_service.h"

struct fixture {
    struct db *db;
    struct arena *arena;
    struct user office;
    struct user incoming;
    struct user other;
    struct cluster_period cluster;
    struct cluster_year before;
    struct cluster_year year;
};

static struct cluster_year year_of(const struct fixture *f, int year) {
    struct cluster_year found;
    assert_ok(cluster_year_find(f->db, f->arena, &f->office, f->cluster.slug, year,
                                date_of_instant(TEST_NOW_MS), &found));
    return found;
}

/* Head of 2020 by term: Đầm Sậy, foreseen until 31/12/2020; the members of 2021 are the same. */
static struct fixture begin(struct db *db) {
    struct fixture f = {.db = db, .arena = arena_new(0)};
    f.office = fixture_user(f.arena, ROLE_OFFICE, NULL, NULL);
    f.cluster = fixture_cluster(db, f.arena, "Một");
    f.incoming = fixture_user(f.arena, ROLE_UNIT, &f.cluster, &f.cluster.members.items[1]);
    f.other = fixture_user(f.arena, ROLE_UNIT, &f.cluster, &f.cluster.members.items[2]);
    f.before = year_of(&f, 2020);
    const struct headship_term_form term = {.role = STR("head"),
                                            .unit = f.before.members.items[0].id,
                                            .from = STR("1/1/2020"),
                                            .to = STR("31/12/2020"),
                                            .choice = STR("rotation"),
                                            .minutes = STR("Biên bản tổng kết năm 2019"),
                                            .note = STR("")};
    struct issues issues = {0};
    assert_ok(headship_record_term(db, f.arena, &f.office, TEST_NOW_MS, &f.before, STR(""), &term,
                                   STR(""), &issues));
    struct next_year_form next = {.basis = STR("")};
    for (size_t i = 0; i < 3; i++)
        *list_push(f.arena, &next.units) = f.before.members.items[i].id;
    assert_ok(roster_make_year(db, f.arena, &f.office, TEST_NOW_MS, &f.before, &next, &issues));
    assert_int_equal(issues.count, 0);
    f.year = year_of(&f, 2021);
    return f;
}

static struct handover_form form_of(const struct fixture *f) {
    return (struct handover_form){
        .from = f->before.members.items[0].id,
        .to = f->before.members.items[1].id,
        .on = STR("5/1/2021"),
        .until = STR(""),
        .meeting = STR("Hội nghị tổng kết năm 2020"),
        .choice = STR("rotation"),
        .minutes = STR("Biên bản 02/BB-CTĐ"),
        .from_name = STR("Nguyễn Văn Giao"),
        .titles = {STR("Quy chế hoạt động"), STR("Bảng điểm năm 2020")},
        .counts = {STR("1"), STR("5")},
    };
}

static struct str record(const struct fixture *f, const struct handover_form *form) {
    struct issues issues = {0};
    struct str id;
    assert_ok(
        handover_record(f->db, f->arena, &f->office, TEST_NOW_MS, &f->year, form, &issues, &id));
    if (issues.count)
        fail_msg("refused: " STR_FMT,
                 STR_ARG(message_text(f->arena, LANG_EN, issues.items[0].message)));
    return id;
}

static void the_form_knows_who_hands_over_to_whom(void **state) {
    struct fixture f = begin(*state);
    struct handover_ground ground;
    assert_ok(handover_prepare(f.db, f.arena, &f.office, &f.year, &ground));
    assert_true(str_equal(ground.head.id, f.before.members.items[0].id));
    assert_int_equal(ground.outgoing.count, 3);
    assert_true(str_equal(f.year.members.items[ground.candidates.items[0].member].id,
                          f.before.members.items[1].id));
    arena_free(f.arena);
}

static void confirming_ends_one_term_and_begins_the_next(void **state) {
    struct fixture f = begin(*state);
    struct handover_form form = form_of(&f);
    struct str id = record(&f, &form);
    struct headship_page page;
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_int_equal(page.year.terms.count, 0); /* nothing yet */
    struct issues issues = {0};
    assert_err_kind(handover_confirm(f.db, f.arena, &f.other, TEST_NOW_MS, &f.year, id, &issues),
                    ERR_DENIED);
    assert_ok(handover_confirm(f.db, f.arena, &f.incoming, TEST_NOW_MS + 1, &f.year, id, &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_int_equal(page.year.gaps.count, 0);
    assert_int_equal(page.year.all.count, 3); /* the old row, withdrawn, stays */
    const struct headship_term *old =
        headship_term_at(&page.year.all, HEADSHIP_HEAD, (struct date){2021, 1, 4});
    const struct headship_term *new =
        headship_term_at(&page.year.all, HEADSHIP_HEAD, (struct date){2021, 1, 5});
    assert_true(str_equal(old->unit.id, f.before.members.items[0].id));
    assert_true(str_equal(new->unit.id, f.before.members.items[1].id));
    /* The half-year that named nobody names the new head; that of 2020 keeps its own. */
    struct cluster_period cluster;
    assert_ok(cluster_find(f.db, f.arena, &f.office, f.cluster.slug, STR("2021-H1"), &cluster));
    assert_true(str_equal(cluster.head.id, f.before.members.items[1].id));
    assert_ok(cluster_find(f.db, f.arena, &f.office, f.cluster.slug, STR("2020-H1"), &cluster));
    assert_true(str_equal(cluster.head.id, f.before.members.items[0].id));
    struct handover found;
    assert_ok(handover_find(f.db, f.arena, &f.incoming, &f.year, id, &found));
    assert_int_equal(found.items.count, 2);
    assert_int_equal(found.items.items[1].count, 5);
    assert_true(found.confirmed_ms > 0);
    assert_err_kind(handover_confirm(f.db, f.arena, &f.incoming, TEST_NOW_MS, &f.year, id, &issues),
                    ERR_STATE);
    assert_err_kind(
        handover_withdraw(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, id, STR("nhầm"), &issues),
        ERR_STATE);
    arena_free(f.arena);
}

static void one_waits_at_a_time_and_can_be_withdrawn(void **state) {
    struct fixture f = begin(*state);
    struct handover_form form = form_of(&f);
    struct str id = record(&f, &form);
    struct issues issues = {0};
    struct str second;
    assert_ok(
        handover_record(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, &form, &issues, &second));
    assert_int_equal(issues.items[0].message.id, MSG_headship_handover_open);
    assert_ok(
        handover_withdraw(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, id, STR(" "), &issues));
    assert_non_null(issue_of(&issues, STR("reason")));
    assert_ok(handover_withdraw(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, id,
                                STR("Ghi nhầm đơn vị nhận"), &issues));
    assert_int_equal(issues.count, 0);
    assert_err_kind(handover_confirm(f.db, f.arena, &f.incoming, TEST_NOW_MS, &f.year, id, &issues),
                    ERR_STATE);
    assert_false(str_equal(record(&f, &form), id));
    arena_free(f.arena);
}

static void what_was_recorded_meanwhile_stands_against_it(void **state) {
    struct fixture f = begin(*state);
    struct handover_form form = form_of(&f);
    struct str id = record(&f, &form);
    const struct headship_term_form term = {.role = STR("head"),
                                            .unit = f.year.members.items[2].id,
                                            .from = STR("1/1/2021"),
                                            .to = STR(""),
                                            .choice = STR("vote"),
                                            .minutes = STR("Biên bản khác"),
                                            .note = STR("")};
    struct issues issues = {0};
    assert_ok(headship_record_term(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, STR(""), &term,
                                   STR(""), &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(handover_confirm(f.db, f.arena, &f.incoming, TEST_NOW_MS, &f.year, id, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_headship_overlap);
    struct handover found;
    assert_ok(handover_find(f.db, f.arena, &f.incoming, &f.year, id, &found));
    assert_false(found.confirmed_ms);
    arena_free(f.arena);
}

static void those_without_the_right_may_not(void **state) {
    struct fixture f = begin(*state);
    struct handover_form form = form_of(&f);
    struct user reader = fixture_user(f.arena, ROLE_READER, &f.cluster, NULL);
    struct issues issues = {0};
    struct str id;
    struct handover_ground ground;
    assert_err_kind(
        handover_record(f.db, f.arena, &f.incoming, TEST_NOW_MS, &f.year, &form, &issues, &id),
        ERR_DENIED);
    assert_err_kind(handover_prepare(f.db, f.arena, &reader, &f.year, &ground), ERR_DENIED);
    id = record(&f, &form);
    assert_err_kind(handover_confirm(f.db, f.arena, &reader, TEST_NOW_MS, &f.year, id, &issues),
                    ERR_DENIED);
    assert_err_kind(
        handover_confirm(f.db, f.arena, &f.incoming, TEST_NOW_MS, &f.before, id, &issues),
        ERR_NOT_FOUND);
    arena_free(f.arena);
}

static void names_are_for_the_two_units_and_who_runs_the_year(void **state) {
    struct fixture f = begin(*state);
    struct handover_form form = form_of(&f);
    struct str id = record(&f, &form);
    struct user reader = fixture_user(f.arena, ROLE_READER, &f.cluster, NULL);
    struct user outgoing =
        fixture_user(f.arena, ROLE_UNIT, &f.cluster, &f.cluster.members.items[0]);
    const struct user *see[] = {&f.office, &f.incoming, &outgoing};
    const struct user *see_not[] = {&f.other, &reader};
    struct handover found;
    for (size_t i = 0; i < COUNT_OF(see); i++) {
        assert_ok(handover_find(f.db, f.arena, see[i], &f.year, id, &found));
        assert_true(str_equal_c(found.from_name, "Nguyễn Văn Giao"));
    }
    for (size_t i = 0; i < COUNT_OF(see_not); i++) {
        assert_ok(handover_find(f.db, f.arena, see_not[i], &f.year, id, &found));
        assert_true(str_is_empty(found.from_name));
        assert_int_equal(found.items.count, 2); /* what was handed over is no secret */
    }
    arena_free(f.arena);
}

/* --- several at once -------------------------------------------------------------------------- */

enum { WRITERS = 4 };

struct writer {
    struct fixture *f;
    pthread_barrier_t *together;
    const struct handover_form *form; /* NULL: confirms ID */
    struct str id;
    const struct err *err;
    enum err_kind kind;
    bool refused; /* with a sentence */
};

static void *write_once(void *context) {
    struct writer *w = context;
    const struct fixture *f = w->f;
    struct arena *arena = arena_new(0);
    struct issues issues = {0};
    struct str made;
    pthread_barrier_wait(w->together);
    if (w->form)
        w->err = handover_record(f->db, arena, &f->office, TEST_NOW_MS, &f->year, w->form, &issues,
                                 &made);
    else
        w->err =
            handover_confirm(f->db, arena, &f->incoming, TEST_NOW_MS, &f->year, w->id, &issues);
    w->kind = w->err ? w->err->kind : ERR_INTERNAL;
    w->refused = issues.count > 0 || (w->err && w->kind == ERR_STATE);
    arena_free(arena);
    return NULL;
}

/* One is stored; the others are told so in a sentence. */
static void write_together(struct fixture *f, const struct handover_form *form, struct str id) {
    pthread_barrier_t together;
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];
    assert_int_equal(pthread_barrier_init(&together, NULL, WRITERS), 0);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.f = f, .together = &together, .form = form, .id = id};
        assert_int_equal(pthread_create(&threads[i], NULL, write_once, &writers[i]), 0);
    }
    int stored = 0;
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        if (writers[i].err && !writers[i].refused)
            fail_msg("writer %d: an error of kind %d", i, (int)writers[i].kind);
        stored += !writers[i].refused;
    }
    assert_int_equal(stored, 1);
    pthread_barrier_destroy(&together);
}

static void one_handing_over_at_once(void **state) {
    struct fixture f = begin(*state);
    struct handover_form form = form_of(&f);
    write_together(&f, &form, STR(""));
    struct handover_ground ground;
    assert_ok(handover_prepare(f.db, f.arena, &f.office, &f.year, &ground));
    assert_true(ground.open_id.n > 0);
    write_together(&f, NULL, ground.open_id);
    struct headship_page page;
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_int_equal(page.year.gaps.count, 0);
    assert_int_equal(page.year.all.count, 3); /* as after one confirmation */
    arena_free(f.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(the_form_knows_who_hands_over_to_whom),
        DB_TEST(confirming_ends_one_term_and_begins_the_next),
        DB_TEST(one_waits_at_a_time_and_can_be_withdrawn),
        DB_TEST(what_was_recorded_meanwhile_stands_against_it),
        DB_TEST(those_without_the_right_may_not),
        DB_TEST(names_are_for_the_two_units_and_who_runs_the_year),
        DB_TEST(one_handing_over_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
