/* From the officer to the commander and back, on both engines. */
#include "db/db_test_support.h"
#include "features/cluster/closing_service.h"
#include "features/cluster/cluster_fixture.h"
#include "features/registration/registration_service.h"
#include "features/submission/submission_service.h"

struct scene {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_year year;
    struct cluster_unit unit;
    struct user office, officer, commander, both, stranger;
};

static struct user user_with(struct scene *s, const char *id, size_t member, bool enters,
                             bool sends) {
    struct user user =
        fixture_user(s->arena, ROLE_UNIT, &s->cluster, &s->cluster.members.items[member]);
    user.id = user.name = str_from_c(id);
    if (!enters)
        user.grants++;
    user.grant_count = (size_t)enters + (size_t)sends;
    return user;
}

static struct scene begin(void **state) {
    struct scene s = {.db = *state, .arena = arena_new(0)};
    s.cluster = fixture_cluster(s.db, s.arena, "Mẫu");
    s.unit = s.cluster.members.items[1];
    s.office = fixture_user(s.arena, ROLE_OFFICE, NULL, NULL);
    s.officer = user_with(&s, "can-bo", 1, true, false);
    s.commander = user_with(&s, "thu-truong", 1, false, true);
    s.both = user_with(&s, "mot-nguoi", 1, true, true);
    s.stranger = user_with(&s, "don-vi-khac", 2, true, true);
    assert_ok(cluster_year_find(s.db, s.arena, &s.office, s.cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &s.year));
    return s;
}

static void enter(struct scene *s, const struct user *user, const char *note, int64_t seen) {
    struct registration_form form = {
        .note = str_from_c(note), .reason = STR(""), .seen_revision = seen};
    *list_push(s->arena, &form.lines) = (struct registration_line){
        .title_code = STR("DVQT"), .person_id = STR(""), .person_name = STR("")};
    struct issues issues = {0};
    assert_ok(registration_save(s->db, s->arena, user, TEST_NOW_MS, &s->year, s->unit.id, &form,
                                &issues));
    assert_int_equal(issues.count, 0);
}

static const struct err *send(struct scene *s, const struct user *user, int64_t seen) {
    struct issues issues = {0};
    const struct err *err =
        registration_act(s->db, s->arena, user, TEST_NOW_MS + 9, &s->year, s->unit.id,
                         REGISTRATION_SUBMIT, seen, STR(""), &issues);
    if (!err)
        assert_int_equal(issues.count, 0);
    return err;
}

static const struct err *submit(struct scene *s, const struct user *user, struct str *ret_id) {
    const struct submission_form form = {.kind = SUBMISSION_REGISTRATION,
                                         .unit_id = s->unit.id,
                                         .object_id = STR(""),
                                         .note = STR("Đề nghị xem")};
    struct issues issues = {0};
    return submission_add(s->db, s->arena, user, TEST_NOW_MS + 1, &s->year, &form, &issues, ret_id);
}

static struct submission find(struct scene *s, const struct user *user, struct str id) {
    struct submission found;
    assert_ok(submission_find(s->db, s->arena, user, &s->year, id, &found));
    return found;
}

static size_t waiting(struct scene *s, const struct user *user) {
    struct submissions_waiting all;
    assert_ok(submission_waiting(s->db, s->arena, user, &all));
    return all.count;
}

static void the_officer_submits_and_the_commander_sends(void **state) {
    struct scene s = begin(state);
    struct str id;
    struct issues issues = {0};
    assert_err_kind(submit(&s, &s.officer, &id), ERR_NOT_FOUND); /* nothing was entered */
    enter(&s, &s.officer, "một", 0);
    assert_err_kind(send(&s, &s.officer, 1), ERR_DENIED);
    assert_err_kind(submit(&s, &s.commander, &id), ERR_DENIED);
    assert_err_kind(submit(&s, &s.stranger, &id), ERR_DENIED);
    assert_ok(submit(&s, &s.officer, &id));
    assert_int_equal(waiting(&s, &s.commander), 1);
    assert_int_equal(waiting(&s, &s.officer), 0);
    assert_int_equal(waiting(&s, &s.stranger), 0);
    struct submission found;
    assert_err_kind(submission_find(s.db, s.arena, &s.stranger, &s.year, id, &found),
                    ERR_NOT_FOUND);
    /* Returned, with a reason; the officer sees it. */
    assert_ok(submission_return(s.db, s.arena, &s.commander, TEST_NOW_MS + 2, &s.year, id, STR(" "),
                                &issues));
    assert_int_equal(issues.count, 1);
    issues.count = 0;
    assert_err_kind(submission_return(s.db, s.arena, &s.officer, TEST_NOW_MS + 2, &s.year, id,
                                      STR("x"), &issues),
                    ERR_DENIED);
    assert_ok(submission_return(s.db, s.arena, &s.commander, TEST_NOW_MS + 2, &s.year, id,
                                STR("Thiếu danh sách"), &issues));
    found = find(&s, &s.officer, id);
    assert_int_equal(found.state, SUBMISSION_RETURNED);
    assert_true(str_equal_c(found.reason, "Thiếu danh sách"));
    assert_int_equal(waiting(&s, &s.commander), 0);
    /* Again; what is changed after it shows. */
    assert_ok(submit(&s, &s.officer, &id));
    assert_false(find(&s, &s.commander, id).is_stale);
    enter(&s, &s.officer, "hai", 1);
    assert_true(find(&s, &s.commander, id).is_stale);
    struct str again;
    assert_ok(submit(&s, &s.officer, &again));
    assert_int_equal(find(&s, &s.officer, id).state, SUBMISSION_REPLACED);
    assert_int_equal(waiting(&s, &s.commander), 1);
    assert_ok(send(&s, &s.commander, 2));
    assert_int_equal(find(&s, &s.officer, again).state, SUBMISSION_SENT);
    assert_int_equal(waiting(&s, &s.commander), 0);
    assert_err_kind(submission_withdraw(s.db, s.arena, &s.officer, TEST_NOW_MS + 9, &s.year, again),
                    ERR_STATE);
    struct double_capacities doubles;
    assert_ok(submission_doubles(s.db, s.arena, place_of_year(&s.year), s.unit.id, &doubles));
    assert_int_equal(doubles.count, 0); /* two people */
    arena_free(s.arena);
}

static void one_officer_sends_himself_and_it_is_shown(void **state) {
    struct scene s = begin(state);
    enter(&s, &s.both, "một", 0);
    assert_ok(send(&s, &s.both, 1));
    struct double_capacities doubles;
    assert_ok(submission_doubles(s.db, s.arena, place_of_year(&s.year), s.unit.id, &doubles));
    assert_int_equal(doubles.count, 1);
    struct str words =
        submission_double_words(s.arena, LANG_VI, &doubles, "registration", STR(""), STR(""));
    assert_true(str_find(words, STR("Cùng một người nhập và gửi")) == 0);
    assert_true(str_find(words, STR("mot-nguoi")) > 0);
    arena_free(s.arena);
}

static void what_is_withdrawn_waits_no_more_and_closed_years_take_none(void **state) {
    struct scene s = begin(state);
    struct str id;
    struct issues issues = {0};
    enter(&s, &s.officer, "một", 0);
    assert_ok(submit(&s, &s.officer, &id));
    assert_ok(submission_withdraw(s.db, s.arena, &s.officer, TEST_NOW_MS + 2, &s.year, id));
    assert_int_equal(waiting(&s, &s.commander), 0);
    assert_ok(submit(&s, &s.officer, &id));
    struct closing_target target = {.year = &s.year};
    assert_ok(closing_close(s.db, s.arena, &s.office, TEST_NOW_MS + 3, &target, STR("Chốt"),
                            STR(""), &issues));
    struct str other;
    assert_err_kind(submit(&s, &s.officer, &other), ERR_STATE);
    assert_err_kind(submission_return(s.db, s.arena, &s.commander, TEST_NOW_MS + 4, &s.year, id,
                                      STR("x"), &issues),
                    ERR_STATE);
    assert_err_kind(submission_withdraw(s.db, s.arena, &s.officer, TEST_NOW_MS + 4, &s.year, id),
                    ERR_STATE);
    arena_free(s.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(the_officer_submits_and_the_commander_sends),
        DB_TEST(one_officer_sends_himself_and_it_is_shown),
        DB_TEST(what_is_withdrawn_waits_no_more_and_closed_years_take_none),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
