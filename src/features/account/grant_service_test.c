/* Grants: for a time, where they lead on a day, by whom they are given, lent, and told of. */
#include <string.h>

#include "db/db_test_support.h"
#include "features/account/account_service.h"
#include "features/account/alert_service.h"
#include "features/account/delegation_service.h"
#include "features/account/grant_load_service.h"
#include "features/account/grant_service.h"
#include "features/cluster/cluster_fixture.h"
#include "features/cluster/cluster_year_service.h"
#include "features/headship/headship.sql.h"
#include "sys/id.h"

#define NOW    TEST_NOW_MS
#define DAY_MS INT64_C(86400000)

static struct scene {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_period beside;
    struct user local;
} s;

static void begin(void **state) {
    s.db = *state;
    s.arena = arena_new(0);
    s.cluster = fixture_cluster(s.db, s.arena, "Một");
    s.beside = fixture_cluster(s.db, s.arena, "Hai");
    s.local = user_local();
}

static void end(void) {
    arena_free(s.arena);
}

static void make(const char *login, enum role role, struct str cluster_id, struct str unit_id) {
    const struct account_form form = {.login = str_from_c(login),
                                      .name = str_from_c(login),
                                      .role = role,
                                      .cluster_id = cluster_id,
                                      .unit_id = unit_id};
    struct issues issues = {0};
    struct str code;
    assert_ok(account_create(s.db, s.arena, &s.local, NOW, &form, &issues, &code));
    assert_int_equal(issues.count, 0);
}

static const struct user *at(const char *login, int64_t now_ms) {
    const struct user *user;
    assert_ok(account_of_login(s.db, s.arena, now_ms, str_from_c(login), STR("here"), &user));
    assert_non_null(user);
    return user;
}

static struct date day(const char *iso) {
    return date_from_iso(str_from_c(iso));
}

static struct str unit(int number) {
    return s.cluster.members.items[number].id;
}

static struct str superior_of(const struct cluster_period *cluster) {
    return cluster->superior.id;
}

static bool may(const struct user *user, enum right right, const struct cluster_period *cluster,
                int year) {
    return user_may(user, right, place_at(cluster->cluster_id, year), STR(""));
}

/* --- time ------------------------------------------------------------------------------------- */

static void a_grant_holds_in_its_time_alone(void **state) {
    begin(state);
    make("moi", ROLE_READER, s.beside.cluster_id, STR(""));
    const struct grant_form form = {.role = ROLE_READER,
                                    .cluster_id = s.cluster.cluster_id,
                                    .from = day("2020-06-26"),
                                    .to = day("2020-06-28")};
    struct issues issues = {0};
    assert_ok(grant_give(s.db, s.arena, &s.local, NOW, STR("moi"), &form, &issues));
    assert_int_equal(issues.count, 0);
    assert_false(may(at("moi", NOW), RIGHT_CLUSTER_READ, &s.cluster, 2020)); /* 24/6 */
    assert_true(may(at("moi", NOW + 2 * DAY_MS), RIGHT_CLUSTER_READ, &s.cluster, 2020));
    assert_true(may(at("moi", NOW + 3 * DAY_MS), RIGHT_CLUSTER_READ, &s.cluster, 2020));
    assert_false(may(at("moi", NOW + 4 * DAY_MS), RIGHT_CLUSTER_READ, &s.cluster, 2020));
    assert_true(may(at("moi", NOW + 4 * DAY_MS), RIGHT_CLUSTER_READ, &s.beside, 2020));
    struct grant_form past = form;
    past.to = day("2020-06-20");
    past.from = day("2020-06-10");
    assert_ok(grant_give(s.db, s.arena, &s.local, NOW, STR("moi"), &past, &issues));
    assert_non_null(issue_of(&issues, STR("to")));
    end();
}

/* --- where grants lead ------------------------------------------------------------------------ */

static void a_units_people_work_where_it_is_a_member(void **state) {
    begin(state);
    make("canbo", ROLE_UNIT, STR(""), unit(2));
    const struct user *user = at("canbo", NOW);
    struct place here = place_at(s.cluster.cluster_id, 2020);
    assert_true(user_may(user, RIGHT_SCORE_IMPORT, here, unit(2)));
    assert_false(user_may(user, RIGHT_SCORE_IMPORT, here, unit(1)));
    /* Not of years or clusters it is no member of. */
    assert_false(may(user, RIGHT_CLUSTER_READ, &s.cluster, 2021));
    assert_false(may(user, RIGHT_CLUSTER_READ, &s.beside, 2020));
    end();
}

static void an_office_works_at_and_below_its_unit(void **state) {
    begin(state);
    make("tinh", ROLE_OFFICE, STR(""), superior_of(&s.cluster));
    make("huyen", ROLE_READER, STR(""), unit(0));
    const struct user *office = at("tinh", NOW);
    assert_true(may(office, RIGHT_SCORE_VERIFY, &s.cluster, 2020));
    assert_false(may(office, RIGHT_SCORE_VERIFY, &s.beside, 2020));
    assert_false(user_may(office, RIGHT_SCORE_VERIFY, PLACE_EVERYWHERE, STR("")));
    /* No cluster stands below a member. */
    assert_false(may(at("huyen", NOW), RIGHT_CLUSTER_READ, &s.cluster, 2020));
    end();
}

struct term_work {
    const char *role;
    struct str unit_id;
    const char *from;
    const char *to;
};

static const struct err *term_in(struct db_tx *tx, void *context) {
    struct term_work *work = context;
    return q_headship_term_insert(tx, id_new(s.arena, NOW), s.cluster.cluster_id,
                                  str_from_c(work->role), work->unit_id, str_from_c(work->from),
                                  str_from_c(work->to), STR("rotation"), STR(""), STR(""), NOW,
                                  STR("Người thử"));
}

static void add_term(const char *role, struct str unit_id, const char *from, const char *to) {
    struct term_work work = {role, unit_id, from, to};
    assert_ok(db_write(s.db, term_in, &work));
}

static void a_heads_right_moves_with_the_term(void **state) {
    begin(state);
    make("mot", ROLE_COMMANDER, STR(""), unit(1));
    make("hai", ROLE_UNIT, s.cluster.cluster_id, unit(2));
    add_term("head", unit(1), "2020-06-01", "2020-06-26");
    add_term("head", unit(2), "2020-06-26", "2021-01-10");
    add_term("deputy-1", unit(1), "2020-06-26", "2021-01-10");
    assert_true(may(at("mot", NOW), RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
    assert_false(may(at("hai", NOW), RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
    const struct user *before = at("mot", NOW + 2 * DAY_MS);
    const struct user *after = at("hai", NOW + 2 * DAY_MS);
    assert_false(may(before, RIGHT_CRITERIA_EDIT, &s.cluster, 2020)); /* a deputy now */
    assert_true(may(before, RIGHT_REVIEW_EDIT, &s.cluster, 2020));
    assert_true(may(after, RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
    assert_true(may(after, RIGHT_CRITERIA_EDIT, &s.cluster, 2021)); /* the term touches it */
    assert_false(may(after, RIGHT_CRITERIA_EDIT, &s.cluster, 2019));
    assert_false(may(after, RIGHT_CRITERIA_EDIT, &s.beside, 2020));
    /* On each day the head's verification is exactly one unit's. */
    for (int later = 0; later < 60; later++) {
        const struct user *members[] = {at("mot", NOW + later * DAY_MS),
                                        at("hai", NOW + later * DAY_MS)};
        size_t heads = 0;
        for (size_t i = 0; i < COUNT_OF(members); i++)
            for (size_t g = 0; g < members[i]->grant_count; g++) {
                struct user alone = *members[i];
                alone.grants = &members[i]->grants[g];
                alone.grant_count = 1;
                heads += alone.grants->role == ROLE_HEAD &&
                         may(&alone, RIGHT_SCORE_VERIFY, &s.cluster, 2020);
            }
        assert_int_equal(heads, 1);
    }
    end();
}

/* --- lists and single objects ----------------------------------------------------------------- */

static uint32_t seed = 20;
static uint32_t dice(uint32_t sides) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % sides;
}

static void give_at_random(const char *login) {
    struct grant_form form = {.role = (enum role)dice(ROLE_COUNT)};
    const struct cluster_period *cluster = dice(2) ? &s.cluster : &s.beside;
    struct issues issues = {0};
    switch (role_scope(form.role)) {
    case SCOPE_NONE:
        break;
    case SCOPE_CLUSTER:
        form.cluster_id = cluster->cluster_id;
        break;
    case SCOPE_UNIT:
        form.unit_id = cluster->members.items[dice(3)].id;
        form.cluster_id = dice(3) ? STR("") : cluster->cluster_id;
        break;
    case SCOPE_TREE:
        if (dice(4))
            form.unit_id = dice(4) ? superior_of(cluster) : cluster->members.items[dice(3)].id;
        break;
    }
    form.from = dice(4) ? (struct date){0} : day("2020-06-30");
    form.to = dice(4) ? (struct date){0} : day(dice(2) ? "2020-06-25" : "2020-07-15");
    if (!date_is_empty(form.from) && !date_is_empty(form.to))
        form.to = day("2020-07-15");
    assert_ok(grant_give(s.db, s.arena, &s.local, NOW, str_from_c(login), &form, &issues));
    assert_int_equal(issues.count, 0);
}

static bool lists_period(const struct user *user, const struct cluster_period *cluster) {
    struct reach reach = user_reach(s.arena, user, RIGHT_CLUSTER_READ);
    struct cluster_summaries list;
    assert_ok(cluster_list(s.db, s.arena, &reach, &list));
    for (size_t i = 0; i < list.count; i++)
        if (str_equal(list.items[i].slug, cluster->slug))
            return true;
    return false;
}

static bool lists_year(const struct user *user, const struct cluster_period *cluster) {
    struct reach reach = user_reach(s.arena, user, RIGHT_CLUSTER_READ);
    struct cluster_year_entries list;
    assert_ok(cluster_years(s.db, s.arena, &reach, &list));
    for (size_t i = 0; i < list.count; i++)
        if (str_equal(list.items[i].slug, cluster->slug) && list.items[i].year == 2020)
            return true;
    return false;
}

/* Whoever it is, whatever he was given: a list holds an object exactly where its page opens. */
static void lists_and_pages_agree(void **state) {
    begin(state);
    add_term("head", unit(1), "2020-06-01", "2020-07-01");
    const struct cluster_period *clusters[] = {&s.cluster, &s.beside};
    int opened = 0, shut = 0;
    for (int person = 0; person < 12; person++) {
        const char *login = str_format(s.arena, "nguoi%d", person).p;
        make(login, ROLE_READER, STR(""), unit(0)); /* leads nowhere */
        for (uint32_t i = 0, count = dice(4); i < count; i++)
            give_at_random(login);
        for (int later = 0; later < 2; later++) {
            const struct user *user = at(login, NOW + later * 8 * DAY_MS);
            for (size_t i = 0; i < COUNT_OF(clusters); i++) {
                struct cluster_period found;
                struct cluster_year year;
                const struct err *one =
                    cluster_find(s.db, s.arena, user, clusters[i]->slug, clusters[i]->code, &found);
                const struct err *all = cluster_year_find(s.db, s.arena, user, clusters[i]->slug,
                                                          2020, day("2020-06-24"), &year);
                assert_int_equal(!one, lists_period(user, clusters[i]));
                assert_int_equal(!all, lists_year(user, clusters[i]));
                one ? shut++ : opened++;
                for (int right = 1; right < RIGHT_COUNT; right++)
                    for (int number = 2019; number < 2022; number++) {
                        struct reach reach = user_reach(s.arena, user, (enum right)right);
                        struct place place = place_at(clusters[i]->cluster_id, number);
                        assert_int_equal(reach_has(&reach, place),
                                         user_may(user, (enum right)right, place, STR("")));
                    }
            }
        }
    }
    assert_true(opened > 5 && shut > 5);
    end();
}

/* --- who gives -------------------------------------------------------------------------------- */

static const struct err *give(const struct user *user, const char *login, enum role role,
                              struct str cluster_id, struct str unit_id) {
    const struct grant_form form = {.role = role, .cluster_id = cluster_id, .unit_id = unit_id};
    struct issues issues = {0};
    const struct err *err = grant_give(s.db, s.arena, user, NOW, str_from_c(login), &form, &issues);
    assert_int_equal(issues.count, 0);
    return err;
}

static void each_level_gives_to_the_one_below(void **state) {
    begin(state);
    make("tinh", ROLE_OFFICE, STR(""), superior_of(&s.cluster));
    make("chihuy", ROLE_COMMANDER, STR(""), unit(0));
    make("canbo", ROLE_UNIT, STR(""), unit(0));
    make("noikhac", ROLE_UNIT, STR(""), s.beside.members.items[0].id);
    const struct user *office = at("tinh", NOW);
    const struct user *commander = at("chihuy", NOW);
    assert_ok(give(office, "chihuy", ROLE_CHECKER, STR(""), unit(1)));
    assert_err_kind(give(office, "chihuy", ROLE_CHAIR, STR(""), STR("")), ERR_DENIED);
    assert_err_kind(give(office, "chihuy", ROLE_ADMIN, STR(""), STR("")), ERR_DENIED);
    assert_err_kind(give(office, "chihuy", ROLE_READER, STR(""), STR("")), ERR_DENIED);
    assert_err_kind(give(office, "noikhac", ROLE_UNIT, STR(""), unit(0)), ERR_DENIED);
    assert_err_kind(give(office, "canbo", ROLE_UNIT, STR(""), s.beside.members.items[0].id),
                    ERR_DENIED);
    /* In a cluster of his, a unit that is not. */
    assert_err_kind(
        give(office, "canbo", ROLE_UNIT, s.cluster.cluster_id, s.beside.members.items[0].id),
        ERR_DENIED);
    assert_err_kind(give(office, "tinh", ROLE_UNIT, STR(""), unit(0)), ERR_DENIED); /* himself */
    assert_ok(give(commander, "canbo", ROLE_UNIT, s.cluster.cluster_id, unit(0)));
    assert_err_kind(give(commander, "canbo", ROLE_COMMANDER, STR(""), unit(0)), ERR_DENIED);
    assert_err_kind(give(commander, "canbo", ROLE_UNIT, STR(""), unit(1)), ERR_DENIED);
    assert_err_kind(give(commander, "chihuy", ROLE_UNIT, STR(""), unit(0)), ERR_DENIED);
    struct account_lines lines;
    assert_ok(account_list(s.db, s.arena, commander, NOW, &lines));
    assert_int_equal(lines.count, 1);
    assert_true(str_equal_c(lines.items[0].login, "canbo"));
    assert_ok(account_list(s.db, s.arena, office, NOW, &lines));
    assert_int_equal(lines.count, 2);
    end();
}

/* --- loans ------------------------------------------------------------------------------------ */

static struct delegation_form loan_of(const struct user *lender, const char *to_login) {
    struct delegation_form form = {.delegate = str_from_c(to_login),
                                   .grant_count = 1,
                                   .to = day("2020-06-26"),
                                   .reason = STR("Đi công tác")};
    form.grant_ids[0] = lender->grants[0].id;
    return form;
}

/* As the session acts: without a browser a session is its hash alone. */
struct act_work {
    int64_t now_ms;
    struct user *user;
};
static const struct err *load_in(struct db_tx *tx, void *context) {
    struct act_work *work = context;
    return grant_load(tx, s.arena, work->now_ms, work->user);
}
static struct user acting(const char *login, int64_t now_ms) {
    struct user user = *at(login, now_ms);
    user.session_hash = str_format(s.arena, "phien-%s", login);
    struct act_work work = {now_ms, &user};
    assert_ok(db_read(s.db, load_in, &work));
    return user;
}

static struct str lend(const char *from, const char *to) {
    const struct user *lender = at(from, NOW);
    struct delegation_form form = loan_of(lender, to);
    struct issues issues = {0};
    struct delegations list;
    assert_ok(delegation_lend(s.db, s.arena, lender, NOW, &form, &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(delegation_list(s.db, s.arena, lender, NOW, &list));
    return list.items[0].id;
}

static void who_borrows_has_what_is_lent_and_no_more(void **state) {
    begin(state);
    make("truong", ROLE_HEAD, s.cluster.cluster_id, STR(""));
    make("thay", ROLE_UNIT, STR(""), s.beside.members.items[0].id);
    struct str id = lend("truong", "thay");
    struct user before = acting("thay", NOW);
    assert_false(may(&before, RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
    assert_int_equal(before.loan_count, 1);
    assert_ok(delegation_switch(s.db, s.arena, &before, NOW, id));
    struct user user = acting("thay", NOW);
    assert_true(may(&user, RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
    assert_false(may(&user, RIGHT_CLUSTER_READ, &s.beside, 2020)); /* not his own beside it */
    assert_true(str_equal_c(user.acting_for_name, "truong"));
    assert_true(str_equal_c(user.name, "thay"));
    /* Another session of his acts for himself. */
    assert_false(may(at("thay", NOW), RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
    /* Nothing is lent on. */
    struct delegation_form form = loan_of(&user, "truong");
    struct issues issues = {0};
    assert_err_kind(delegation_lend(s.db, s.arena, &user, NOW, &form, &issues), ERR_DENIED);
    /* It ends with its last day. */
    struct user late = acting("thay", NOW + 2 * DAY_MS);
    assert_false(may(&late, RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
    assert_int_equal(late.acting_for_id.n, 0);
    assert_true(may(&late, RIGHT_CLUSTER_READ, &s.beside, 2020));
    assert_err_kind(delegation_switch(s.db, s.arena, &late, NOW + 2 * DAY_MS, id), ERR_DENIED);
    end();
}

static void a_loan_ends_at_once_by_either_and_with_its_lender(void **state) {
    begin(state);
    make("quantri", ROLE_ADMIN, STR(""), STR(""));
    make("truong", ROLE_HEAD, s.cluster.cluster_id, STR(""));
    make("thay", ROLE_READER, s.beside.cluster_id, STR(""));
    make("la", ROLE_READER, s.beside.cluster_id, STR(""));
    for (int how = 0; how < 3; how++) {
        struct str id = lend("truong", "thay");
        struct user user = acting("thay", NOW);
        assert_ok(delegation_switch(s.db, s.arena, &user, NOW, id));
        user = acting("thay", NOW);
        assert_true(may(&user, RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
        assert_err_kind(delegation_end(s.db, s.arena, at("la", NOW), NOW, id, STR("")),
                        ERR_NOT_FOUND);
        struct user la = acting("la", NOW);
        assert_err_kind(delegation_switch(s.db, s.arena, &la, NOW, id), ERR_DENIED);
        struct issues issues = {0};
        if (how < 2)
            assert_ok(
                delegation_end(s.db, s.arena, at(how ? "thay" : "truong", NOW), NOW, id, STR("")));
        else
            assert_ok(account_close(s.db, s.arena, &s.local, NOW, STR("truong"), &issues));
        user = acting("thay", NOW);
        assert_false(may(&user, RIGHT_CRITERIA_EDIT, &s.cluster, 2020));
        assert_int_equal(user.acting_for_id.n, 0);
    }
    end();
}

static void loans_are_refused_with_a_sentence(void **state) {
    begin(state);
    make("quantri", ROLE_ADMIN, STR(""), STR(""));
    make("truong", ROLE_HEAD, s.cluster.cluster_id, STR(""));
    const struct user *admin = at("quantri", NOW);
    const struct user *head = at("truong", NOW);
    struct delegation_form form = loan_of(admin, "truong");
    struct issues issues = {0};
    assert_ok(delegation_lend(s.db, s.arena, admin, NOW, &form, &issues));
    assert_int_equal(issue_of(&issues, STR("grant"))->message.id, MSG_right_lend_admin);
    form = loan_of(head, "truong");
    form.to = (struct date){0};
    form.reason = STR(" ");
    assert_ok(delegation_lend(s.db, s.arena, head, NOW, &form, &issues));
    assert_int_equal(issues.count, 3); /* himself, no end, no reason */
    form = loan_of(admin, "quantri");  /* another's grant */
    assert_err_kind(delegation_lend(s.db, s.arena, head, NOW, &form, &issues), ERR_DENIED);
    /* No longer than its own. */
    const struct grant_form short_one = {
        .role = ROLE_READER, .cluster_id = s.beside.cluster_id, .to = day("2020-06-25")};
    assert_ok(grant_give(s.db, s.arena, &s.local, NOW, STR("truong"), &short_one, &issues));
    head = at("truong", NOW);
    form = loan_of(head, "quantri");
    form.grant_ids[0] = head->grants[1].id;
    assert_ok(delegation_lend(s.db, s.arena, head, NOW, &form, &issues));
    assert_int_equal(issue_of(&issues, STR("to"))->message.id, MSG_right_lend_too_long);
    end();
}

/* --- what the chair is shown ------------------------------------------------------------------ */

static size_t alerts_of(const char *login) {
    struct alerts alerts;
    assert_ok(alert_list(s.db, s.arena, at(login, NOW), NOW, &alerts));
    return alerts.unseen;
}

static void an_administrator_gives_himself_nothing_unseen(void **state) {
    begin(state);
    make("quantri", ROLE_ADMIN, STR(""), STR(""));
    make("coquan", ROLE_OFFICE, STR(""), STR(""));
    make("chutich", ROLE_CHAIR, STR(""), STR(""));
    const struct user *admin = at("quantri", NOW);
    struct grant_form form = {.role = ROLE_COUNCIL};
    struct issues issues = {0};
    assert_ok(grant_give(s.db, s.arena, admin, NOW, STR("quantri"), &form, &issues));
    assert_int_equal(issue_of(&issues, STR("reason"))->message.id, MSG_right_reason_self);
    assert_int_equal(at("quantri", NOW)->grant_count, 1);
    assert_int_equal(alerts_of("chutich"), 0);
    form.reason = STR("Thiếu uỷ viên");
    assert_ok(grant_give(s.db, s.arena, admin, NOW, STR("quantri"), &form, &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(alerts_of("chutich"), 1);
    assert_int_equal(alerts_of("coquan"), 0); /* there is a chair */
    /* A password of somebody who decides, and of somebody who does not. */
    struct str code;
    assert_ok(account_reset(s.db, s.arena, admin, NOW, STR("coquan"), &issues, &code));
    assert_int_equal(alerts_of("chutich"), 2);
    make("kythuat", ROLE_ADMIN, STR(""), STR(""));
    assert_ok(account_reset(s.db, s.arena, admin, NOW, STR("kythuat"), &issues, &code));
    assert_int_equal(alerts_of("chutich"), 2);
    struct alerts alerts;
    const struct user *chair = at("chutich", NOW);
    assert_ok(alert_list(s.db, s.arena, chair, NOW, &alerts));
    assert_err_kind(alert_see(s.db, s.arena, admin, NOW, alerts.items[0].id), ERR_DENIED);
    assert_ok(alert_see(s.db, s.arena, chair, NOW, alerts.items[0].id));
    assert_int_equal(alerts_of("chutich"), 1);
    end();
}

static void where_there_is_no_chair_the_office_is_told(void **state) {
    begin(state);
    make("quantri", ROLE_ADMIN, STR(""), STR(""));
    make("coquan", ROLE_OFFICE, STR(""), STR(""));
    const struct grant_form form = {.role = ROLE_CHAIR, .reason = STR("Chưa có chủ tịch")};
    struct issues issues = {0};
    const struct user *admin = at("quantri", NOW);
    assert_ok(grant_give(s.db, s.arena, admin, NOW, STR("quantri"), &form, &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(alerts_of("coquan"), 1); /* the new chair is whom it is about */
    assert_int_equal(alerts_of("quantri"), 0);
    end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_grant_holds_in_its_time_alone),
        DB_TEST(a_units_people_work_where_it_is_a_member),
        DB_TEST(an_office_works_at_and_below_its_unit),
        DB_TEST(a_heads_right_moves_with_the_term),
        DB_TEST(lists_and_pages_agree),
        DB_TEST(each_level_gives_to_the_one_below),
        DB_TEST(who_borrows_has_what_is_lent_and_no_more),
        DB_TEST(a_loan_ends_at_once_by_either_and_with_its_lender),
        DB_TEST(loans_are_refused_with_a_sentence),
        DB_TEST(an_administrator_gives_himself_nothing_unseen),
        DB_TEST(where_there_is_no_chair_the_office_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
