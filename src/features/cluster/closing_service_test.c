/* Closing and opening again, and that a save and a closing that meet come one after the other. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "db/db_test_support.h"
#include "features/cluster/closing_service.h"
#include "features/cluster/cluster_fixture.h"
#include "features/covenant/covenant_service.h"
#include "features/review/review.sql.h"
#include "features/review/review_service.h"

struct scene {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user office, head, deputy, chair, unit, reader;
};

static void load(struct scene *s) {
    assert_ok(
        cluster_find(s->db, s->arena, &s->office, s->cluster.slug, s->cluster.code, &s->cluster));
    assert_ok(cluster_year_find(s->db, s->arena, &s->office, s->cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &s->year));
}

static struct scene begin(void **state) {
    struct scene s = {.db = *state, .arena = arena_new(0)};
    s.cluster = fixture_cluster(s.db, s.arena, "Mẫu");
    s.office = fixture_user(s.arena, ROLE_OFFICE, NULL, NULL);
    s.chair = fixture_user(s.arena, ROLE_CHAIR, NULL, NULL);
    s.head = fixture_user(s.arena, ROLE_HEAD, &s.cluster, NULL);
    s.deputy = fixture_user(s.arena, ROLE_DEPUTY, &s.cluster, NULL);
    s.unit = fixture_user(s.arena, ROLE_UNIT, &s.cluster, &s.cluster.members.items[1]);
    s.reader = fixture_user(s.arena, ROLE_READER, &s.cluster, NULL);
    load(&s);
    return s;
}

static struct closing_target of_period(const struct scene *s) {
    return (struct closing_target){.period = &s->cluster};
}

static struct closing_target of_year(const struct scene *s) {
    return (struct closing_target){.year = &s->year};
}

static void close_it(struct scene *s, struct closing_target target, int64_t now_ms) {
    struct issues issues = {0};
    assert_ok(closing_close(s->db, s->arena, &s->head, now_ms, &target, STR("Hội nghị thông qua"),
                            STR("1/3 đơn vị chưa gửi"), &issues));
    assert_int_equal(issues.count, 0);
    load(s);
}

static void reopen_it(struct scene *s, struct closing_target target, int64_t now_ms) {
    struct issues issues = {0};
    assert_ok(
        closing_reopen(s->db, s->arena, &s->office, now_ms, &target, STR("Sửa nhầm lẫn"), &issues));
    assert_int_equal(issues.count, 0);
    load(s);
}

static const struct err *write_text(const struct scene *s, struct db *db, struct arena *arena,
                                    int64_t now_ms, enum review_section section, int number) {
    struct issues issues = {0};
    int stored = 0;
    struct review_edit edit = {.section = section,
                               .body = str_format(arena, "Nội dung %d", number),
                               .source = STR(""),
                               .seen_revision = -1};
    return review_save_texts(db, arena, &s->head, now_ms, &s->cluster, &edit, 1, &issues, &stored);
}

/* --- closing ------------------------------------------------------------------------------ */

static void who_may_closes_and_the_office_opens_again(void **state) {
    struct scene s = begin(state);
    struct closing_target targets[] = {of_period(&s), of_year(&s)};
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        const struct user *strangers[] = {&s.unit, &s.reader, &s.chair, &s.deputy};
        struct issues issues = {0};
        for (size_t k = 0; k < COUNT_OF(strangers); k++)
            assert_err_kind(closing_close(s.db, s.arena, strangers[k], TEST_NOW_MS, &targets[i],
                                          STR("x"), STR(""), &issues),
                            ERR_DENIED);
        close_it(&s, targets[i], TEST_NOW_MS);
        assert_true(i ? s.year.closing.closed : s.cluster.closing.closed);
        assert_err_kind(closing_close(s.db, s.arena, &s.office, TEST_NOW_MS, &targets[i], STR("x"),
                                      STR(""), &issues),
                        ERR_STATE);
        assert_err_kind(
            closing_reopen(s.db, s.arena, &s.head, TEST_NOW_MS, &targets[i], STR("x"), &issues),
            ERR_DENIED);
        reopen_it(&s, targets[i], TEST_NOW_MS + 1000);
        assert_false(i ? s.year.closing.closed : s.cluster.closing.closed);
        assert_err_kind(
            closing_reopen(s.db, s.arena, &s.office, TEST_NOW_MS, &targets[i], STR("x"), &issues),
            ERR_STATE);
        struct closing_rows rows;
        assert_ok(closing_history(s.db, s.arena, &s.unit, &targets[i], &rows));
        assert_int_equal(rows.count, 2); /* nothing is overwritten */
        assert_false(rows.items[0].is_closed);
        assert_true(str_equal_c(rows.items[0].reason, "Sửa nhầm lẫn"));
        assert_true(rows.items[1].is_closed);
        assert_true(str_equal_c(rows.items[1].checked, "1/3 đơn vị chưa gửi"));
        assert_true(str_equal(rows.items[1].author, s.head.name));
    }
    arena_free(s.arena);
}

static void a_reason_is_needed_and_that_it_has_begun(void **state) {
    struct scene s = begin(state);
    struct closing_target target = of_period(&s);
    struct issues issues = {0};
    assert_ok(
        closing_close(s.db, s.arena, &s.head, TEST_NOW_MS, &target, STR("  "), STR(""), &issues));
    assert_int_equal(issues.count, 1);
    struct issues early = {0};
    assert_ok(closing_close(s.db, s.arena, &s.head, INT64_C(1577000000000), &target, STR("x"),
                            STR(""), &early)); /* in December 2019 */
    assert_int_equal(early.count, 1);
    load(&s);
    assert_false(s.cluster.closing.closed);
    close_it(&s, target, TEST_NOW_MS);
    struct issues none = {0};
    assert_ok(closing_reopen(s.db, s.arena, &s.office, TEST_NOW_MS, &target, STR(""), &none));
    assert_int_equal(none.count, 1);
    load(&s);
    assert_true(s.cluster.closing.closed);
    arena_free(s.arena);
}

static void the_refusal_says_since_when_and_by_whom(void **state) {
    struct scene s = begin(state);
    close_it(&s, of_period(&s), TEST_NOW_MS);
    const struct err *err = write_text(&s, s.db, s.arena, TEST_NOW_MS + 1, REVIEW_SITUATION, 1);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_STATE);
    assert_string_equal(err->text_key, "cluster.period_closed");
    assert_non_null(strstr(err->told[0], "2020"));
    assert_true(str_equal_c(s.head.name, err->told[1]));
    reopen_it(&s, of_period(&s), TEST_NOW_MS + 2);
    assert_ok(write_text(&s, s.db, s.arena, TEST_NOW_MS + 3, REVIEW_SITUATION, 1));
    arena_free(s.arena);
}

struct guard_work {
    struct scene *s;
    int first, last;
};

static const struct err *years_in(struct db_tx *tx, void *context) {
    struct guard_work *work = context;
    return closing_years_must_be_open(tx, work->s->arena, work->s->cluster.cluster_id, work->first,
                                      work->last);
}

static const struct err *whole_in(struct db_tx *tx, void *context) {
    struct guard_work *work = context;
    return closing_whole_year_must_be_open(tx, work->s->arena, &work->s->year);
}

static void what_lies_in_several_years_asks_for_each(void **state) {
    struct scene s = begin(state);
    struct guard_work work = {&s, 2018, 2022};
    assert_ok(db_write(s.db, years_in, &work));
    close_it(&s, of_year(&s), TEST_NOW_MS);
    assert_err_kind(db_write(s.db, years_in, &work), ERR_STATE);
    work.first = 2021;
    assert_ok(db_write(s.db, years_in, &work));
    /* A year does not close its half-years, nor they it; what both rest on asks for both. */
    assert_ok(write_text(&s, s.db, s.arena, TEST_NOW_MS + 1, REVIEW_SITUATION, 1));
    assert_err_kind(db_write(s.db, whole_in, &work), ERR_STATE);
    reopen_it(&s, of_year(&s), TEST_NOW_MS + 2);
    assert_ok(db_write(s.db, whole_in, &work));
    close_it(&s, of_period(&s), TEST_NOW_MS + 3);
    assert_err_kind(db_write(s.db, whole_in, &work), ERR_STATE);
    arena_free(s.arena);
}

/* --- thidua verify ------------------------------------------------------------------------ */

struct breach_work {
    struct scene *s;
    struct closing_breaches breaches;
    size_t looked_at;
};

static const struct err *breaches_in(struct db_tx *tx, void *context) {
    struct breach_work *work = context;
    return closing_breaches_in(tx, work->s->arena, &work->breaches, &work->looked_at);
}

static struct breach_work look(struct scene *s) {
    struct breach_work work = {.s = s};
    assert_ok(db_read(s->db, breaches_in, &work));
    return work;
}

static const struct err *past_the_guard_in(struct db_tx *tx, void *context) {
    struct scene *s = context;
    return q_text_insert(tx, STR("019b0000-0000-7000-8000-000000000001"), s->cluster.id,
                         review_section_code(REVIEW_SITUATION), 99, STR("x"), STR("ai đó"),
                         TEST_NOW_MS + 5000, STR(""));
}

static void a_clock_set_back_leaves_nothing_after_the_closing(void **state) {
    struct scene s = begin(state);
    assert_ok(write_text(&s, s.db, s.arena, TEST_NOW_MS + 3000, REVIEW_SITUATION, 1));
    close_it(&s, of_period(&s), TEST_NOW_MS); /* its clock is behind */
    assert_int_equal(s.cluster.closing.at_ms, TEST_NOW_MS + 3000);
    struct breach_work found = look(&s);
    assert_int_equal(found.looked_at, 1);
    assert_int_equal(found.breaches.count, 0);
    assert_ok(db_write(s.db, past_the_guard_in, &s));
    found = look(&s);
    assert_int_equal(found.breaches.count, 1);
    assert_true(str_equal(found.breaches.items[0].period_code, s.cluster.code));
    assert_int_equal(found.breaches.items[0].recorded_ms, TEST_NOW_MS + 5000);
    arena_free(s.arena);
}

/* --- at the same time --------------------------------------------------------------------- */

enum { SAVERS = 3, ROUNDS = 3, SAVES_MAX = 30 };

static atomic_int written; /* so that no two texts are the same */

/* cmocka's assertions belong to the main thread: others report what happened. */
struct saver {
    const struct scene *s;
    bool of_year;
    int number;
    int saved;
    const char *ended; /* the key of the error that ended it; NULL: it saved all it wanted to */
};

static const struct err *save_once(struct saver *saver, struct arena *arena, int64_t now_ms) {
    const struct scene *s = saver->s;
    if (!saver->of_year)
        return write_text(s, s->db, arena, now_ms, (enum review_section)saver->number,
                          atomic_fetch_add(&written, 1));
    struct issues issues = {0};
    struct str code;
    struct str title = str_format(arena, "Đợt %d", atomic_fetch_add(&written, 1));
    return covenant_begin_drive(s->db, arena, &s->head, now_ms, &s->year, STR(""), title, &issues,
                                &code);
}

static void *save_until_closed(void *context) {
    struct saver *saver = context;
    struct arena *arena = arena_new(0);
    while (!saver->ended && saver->saved < SAVES_MAX) {
        const struct err *err = save_once(saver, arena, TEST_NOW_MS + 10 + saver->saved);
        if (err && err->kind == ERR_UNAVAILABLE)
            continue; /* lost too many races: a person would press again */
        if (err)
            saver->ended = err->text_key ? err->text_key : err->message;
        else
            saver->saved++;
        arena_clear(arena);
    }
    arena_free(arena);
    return NULL;
}

static size_t stored_so_far(struct scene *s, bool of_year) {
    if (of_year) {
        struct covenant_page page;
        assert_ok(
            covenant_load(s->db, s->arena, &s->office, &s->year, COVENANT_YEARLY_CODE, &page));
        return page.entries.count;
    }
    struct review review;
    size_t count = 0;
    assert_ok(review_load(s->db, s->arena, &s->office, &s->cluster, &review));
    for (int section = 0; section < SAVERS; section++)
        count += (size_t)review.texts[section].revision;
    return count;
}

static void race(struct scene *s, bool of_year) {
    struct closing_target target = of_year ? (struct closing_target){.year = &s->year}
                                           : (struct closing_target){.period = &s->cluster};
    size_t before = stored_so_far(s, of_year);
    struct saver savers[SAVERS] = {0};
    pthread_t threads[SAVERS];
    for (int i = 0; i < SAVERS; i++) {
        savers[i] = (struct saver){.s = s, .of_year = of_year, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, save_until_closed, &savers[i]), 0);
    }
    struct issues issues = {0};
    const struct err *err;
    do
        err = closing_close(s->db, s->arena, &s->head, TEST_NOW_MS, &target, STR("Chốt"), STR(""),
                            &issues);
    while (err && err->kind == ERR_UNAVAILABLE);
    size_t saved = 0;
    for (int i = 0; i < SAVERS; i++) {
        pthread_join(threads[i], NULL);
        saved += (size_t)savers[i].saved;
    }
    assert_ok(err);
    struct saver late = {.s = s, .of_year = of_year};
    save_until_closed(&late);
    assert_int_equal(late.saved, 0);
    for (int i = 0; i < SAVERS; i++) {
        const char *expected = of_year ? "cluster.year_closed" : "cluster.period_closed";
        if (savers[i].ended)
            assert_string_equal(savers[i].ended, expected);
        else
            assert_int_equal(savers[i].saved, SAVES_MAX);
    }
    /* What was told to be saved is in, nothing else is, and nothing is later than the closing. */
    assert_int_equal(stored_so_far(s, of_year) - before, saved);
    assert_int_equal(look(s).breaches.count, 0);
    load(s);
    reopen_it(s, target, TEST_NOW_MS + 1000000);
}

static void a_save_comes_before_the_closing_or_is_refused(void **state) {
    struct scene s = begin(state);
    for (int round = 0; round < ROUNDS; round++)
        race(&s, false);
    arena_free(s.arena);
}

static void the_same_of_a_year(void **state) {
    struct scene s = begin(state);
    race(&s, true);
    arena_free(s.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(who_may_closes_and_the_office_opens_again),
        DB_TEST(a_reason_is_needed_and_that_it_has_begun),
        DB_TEST(the_refusal_says_since_when_and_by_whom),
        DB_TEST(what_lies_in_several_years_asks_for_each),
        DB_TEST(a_clock_set_back_leaves_nothing_after_the_closing),
        DB_TEST(a_save_comes_before_the_closing_or_is_refused),
        DB_TEST(the_same_of_a_year),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
