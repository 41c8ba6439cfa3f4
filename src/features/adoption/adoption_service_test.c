/* Adopting a result, on both engines. */
#include "features/adoption/adoption_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/ranking_digest_service.h"
#include "features/scoring/scores_fixture.h"
#include "features/scoring/stage_service.h"

static struct scores_fixture f;
static struct user office;
static struct grant office_grant;

static void begin(struct db *db) {
    scores_fixture_make(&f, db, true);
    office_grant = (struct grant){
        .role = ROLE_OFFICE, .cluster_id = f.board.cluster.cluster_id, .unit_id = STR("")};
    office = f.reader;
    office.name = STR("Cơ quan thường trực");
    office.grants = &office_grant;
}

static struct vote_form vote_of(const char *yes, const char *no, const char *reason) {
    return (struct vote_form){.held_on = STR("18/6/2020"),
                              .number = STR("07/BB"),
                              .manner = STR("hands"),
                              .yes = str_from_c(yes),
                              .no = str_from_c(no),
                              .abstain = STR(""),
                              .reason = str_from_c(reason),
                              .seen = ranking_digest(f.arena, &f.board)};
}

static bool vote(const struct user *user, const struct vote_form *form, struct issues *issues) {
    bool accepted = false;
    assert_ok(adoption_vote(f.db, f.arena, user, FIXTURE_NOW_MS, &f.board.cluster, form, issues,
                            &accepted));
    scores_fixture_load(&f);
    return accepted;
}

static void adopts(void) {
    struct issues issues = {0};
    struct vote_form form = vote_of("3", "", "");
    assert_true(vote(&f.head, &form, &issues));
    assert_int_equal(issues.count, 0);
}

static enum result_state result_now(bool *ret_changed) {
    struct scoring_result result = scoring_result_of(f.arena, &f.board);
    *ret_changed = result.changed;
    return result.state;
}

static void verify(const struct user *user, enum score_stage stage, size_t unit, const char *code,
                   const char *points) {
    struct verification row = {.code = str_from_c(code),
                               .actual = STR(""),
                               .points = str_from_c(points),
                               .reason = STR("Theo biên bản"),
                               .seen_revision =
                                   scores_fixture_cell(&f, unit, code)->accepted_revision};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_verify(f.db, f.arena, user, FIXTURE_NOW_MS, &f.board.cluster, unit, stage,
                             &row, 1, &issues, &stored));
    assert_int_equal(issues.count, 0);
    assert_int_equal(stored, 1);
    scores_fixture_load(&f);
}

static void a_vote_adopts_the_figures_it_was_given_of(void **state) {
    begin(*state);
    bool changed;
    assert_int_equal(result_now(&changed), RESULT_OPEN);
    adopts();
    assert_int_equal(result_now(&changed), RESULT_ADOPTED);
    /* A figure changes: what was adopted is not what stands. */
    verify(&f.head, SCORE_HEAD, UNIT_FIRST, "I.1", "11");
    assert_int_equal(result_now(&changed), RESULT_OPEN);
    assert_true(changed);
    struct adoption_records records;
    assert_ok(adoption_load(f.db, f.arena, &f.officer, &f.board.cluster, &records));
    assert_int_equal(records.count, 1);
    assert_int_equal(records.items[0].count.needed, 2);
    struct adopted_figure *figures;
    assert_ok(adoption_figures(f.db, f.arena, &f.officer, &f.board, records.items[0].id, &figures));
    assert_true(adoption_differs(&f.board, UNIT_FIRST, &figures[UNIT_FIRST]));
    /* Its place went down, so those of the others went up. */
    assert_int_equal(figures[UNIT_SECOND].place, 1);
    assert_string_equal(decimal_fixed(f.arena, figures[UNIT_FIRST].total, 2).p, "34.84");
    /* A new vote supersedes the old one, which stays. */
    adopts();
    assert_int_equal(result_now(&changed), RESULT_ADOPTED);
    assert_ok(adoption_load(f.db, f.arena, &f.officer, &f.board.cluster, &records));
    assert_int_equal(records.count, 2);
    scores_fixture_end(&f);
}

static void too_few_votes_refuse_with_a_reason(void **state) {
    begin(*state);
    struct issues issues = {0};
    struct vote_form form = vote_of("1", "2", "");
    assert_false(vote(&f.head, &form, &issues));
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, "reason");
    issues = (struct issues){0};
    form = vote_of("1", "2", "Xem lại điểm tiêu chí I.1");
    assert_false(vote(&f.head, &form, &issues));
    assert_int_equal(issues.count, 0);
    bool changed;
    assert_int_equal(result_now(&changed), RESULT_OPEN);
    assert_null(outcome_adopted(&f.board.outcome));
    scores_fixture_end(&f);
}

static void refused_for(struct vote_form form, const char *field, enum msg_id why) {
    struct issues issues = {0};
    vote(&f.head, &form, &issues);
    assert_int_equal(issues.count, 1);
    assert_string_equal(str_c(f.arena, issues.items[0].field), field);
    assert_int_equal(issues.items[0].message.id, why);
    assert_int_equal(f.board.outcome.records.count, 0);
}

static void what_cannot_be_is_refused(void **state) {
    begin(*state);
    struct vote_form form = vote_of("3", "", "");
    form.seen = STR("khác");
    refused_for(form, "", MSG_adoption_changed_meanwhile);
    form = vote_of("3", "", "");
    form.held_on = STR("20/6/2020"); /* tomorrow */
    refused_for(form, "held_on", MSG_adoption_day_ahead);
    form.held_on = STR("31/12/2019");
    refused_for(form, "held_on", MSG_adoption_day_early);
    form.held_on = STR("30/2/2020");
    refused_for(form, "held_on", MSG_adoption_day_missing);
    form = vote_of("3", "", "");
    form.number = STR(" ");
    refused_for(form, "number", MSG_adoption_minutes_missing);
    form = vote_of("3", "", "");
    form.manner = STR("loud");
    refused_for(form, "manner", MSG_adoption_manner_missing);
    refused_for(vote_of("4", "", ""), "yes", MSG_adoption_votes_wrong);
    scores_fixture_end(&f);
}

static void voices_by_name_are_kept(void **state) {
    begin(*state);
    const struct str choices[] = {STR("yes"), STR("yes"), STR("absent")};
    struct vote_form form = vote_of("", "", "");
    form.manner = STR("named");
    form.choices = choices;
    struct issues issues = {0};
    assert_true(vote(&f.head, &form, &issues));
    struct adoption_records records;
    assert_ok(adoption_load(f.db, f.arena, &f.reader, &f.board.cluster, &records));
    assert_int_equal(records.items[0].ballots.count, 3);
    assert_int_equal(records.items[0].count.present, 2);
    assert_int_equal(records.items[0].count.yes, 2);
    scores_fixture_end(&f);
}

static void only_who_may_records(void **state) {
    begin(*state);
    struct vote_form form = vote_of("3", "", "");
    struct issues issues = {0};
    bool accepted;
    const struct user *others[] = {&f.officer, &f.reader};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_err_kind(adoption_vote(f.db, f.arena, others[i], FIXTURE_NOW_MS, &f.board.cluster,
                                      &form, &issues, &accepted),
                        ERR_DENIED);
    const struct decision_form decision = {.held_on = STR("19/6/2020")};
    assert_err_kind(adoption_approve(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                     &decision, &issues),
                    ERR_DENIED);
    assert_err_kind(adoption_return(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                    &decision, &issues),
                    ERR_DENIED);
    const struct tie_form tie = {.held_on = STR("19/6/2020")};
    assert_err_kind(adoption_tie_vote(f.db, f.arena, &f.officer, FIXTURE_NOW_MS, &f.board.cluster,
                                      &tie, &issues),
                    ERR_DENIED);
    scores_fixture_end(&f);
}

static void decide(bool approve, const char *reason, struct issues *issues) {
    const struct decision_form form = {.held_on = STR("19/6/2020"),
                                       .number = STR("112/QĐ"),
                                       .body = STR("Hội đồng TĐ-KT"),
                                       .reason = str_from_c(reason),
                                       .seen = ranking_digest(f.arena, &f.board)};
    *issues = (struct issues){0};
    assert_ok((approve ? adoption_approve : adoption_return)(f.db, f.arena, &office, FIXTURE_NOW_MS,
                                                             &f.board.cluster, &form, issues));
    scores_fixture_load(&f);
}

static void the_council_approves_or_returns_what_was_adopted(void **state) {
    begin(*state);
    struct issues issues;
    bool changed;
    decide(true, "", &issues);
    assert_int_equal(issues.items[0].message.id, MSG_adoption_not_adopted);
    adopts();
    decide(false, "", &issues);
    assert_string_equal(issues.items[0].field.p, "reason");
    decide(false, "Thiếu biên bản kiểm tra chéo", &issues);
    assert_int_equal(issues.count, 0);
    assert_null(outcome_adopted(&f.board.outcome));
    decide(true, "", &issues);
    assert_int_equal(issues.count, 1); /* nothing stands to be approved */
    adopts();
    decide(true, "", &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(result_now(&changed), RESULT_APPROVED);
    /* Of the first half-year, points stay provisional even so. */
    struct scoring_result result = scoring_result_of(f.arena, &f.board);
    assert_false(result_is_final(&result));
    scores_fixture_end(&f);
}

static void the_council_may_change_points_with_reasons(void **state) {
    begin(*state);
    struct issues issues;
    bool changed;
    adopts();
    verify(&office, SCORE_COUNCIL, UNIT_SECOND, "I.1", "10");
    result_now(&changed);
    assert_true(changed);
    decide(true, "", &issues);
    assert_int_equal(issues.items[0].message.id, MSG_adoption_changed_reason);
    decide(true, "Hội đồng đối chiếu lại", &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(result_now(&changed), RESULT_APPROVED);
    assert_int_equal(scores_fixture_cell(&f, UNIT_SECOND, "I.1")->decided, SCORE_COUNCIL);
    scores_fixture_end(&f);
}

static void sets_ties(const char *value) {
    const struct scoring_setting_form form = {SETTING_TIES, str_from_c(value), STR("Quy chế cụm")};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_set_settings(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form,
                                   1, &issues, &stored));
    scores_fixture_load(&f);
}

static void equal_totals_are_ordered_by_a_vote(void **state) {
    begin(*state);
    sets_ties("vote");
    struct tie_groups groups = adoption_ties_of(f.arena, &f.board);
    assert_int_equal(groups.count, 1);
    assert_int_equal(groups.items[0].count, 3);
    const struct str votes[] = {STR("0"), STR("2"), STR("1")};
    struct tie_form form = {.held_on = STR("18/6/2020"),
                            .number = STR("07/BB"),
                            .voters = STR("3"),
                            .units = groups.items[0].units,
                            .votes = votes,
                            .count = 3,
                            .seen = ranking_figures_digest(f.arena, &f.board)};
    struct issues issues = {0};
    form.voters = STR("2");
    assert_ok(adoption_tie_vote(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form,
                                &issues));
    assert_int_equal(issues.items[0].message.id, MSG_adoption_too_many_votes);
    issues = (struct issues){0};
    form.voters = STR("3");
    assert_ok(adoption_tie_vote(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form,
                                &issues));
    assert_int_equal(issues.count, 0);
    size_t most = groups.items[0].units[1];
    scores_fixture_load(&f);
    assert_int_equal(adoption_standing(&f.board, most)->place, 1);
    assert_int_equal(f.board.standings[0].over_next.by, TIE_BY_VOTE);
    /* Who is not tied any more has nothing to vote on. */
    verify(&office, SCORE_OFFICE, most, "I.1", "10");
    form.seen = ranking_figures_digest(f.arena, &f.board);
    assert_ok(adoption_tie_vote(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form,
                                &issues));
    assert_int_equal(issues.items[0].message.id, MSG_adoption_not_tied);
    scores_fixture_end(&f);
}

static void what_is_closed_takes_no_vote(void **state) {
    begin(*state);
    const struct closing_target target = {.period = &f.board.cluster};
    struct issues issues = {0};
    assert_ok(closing_close(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &target, STR("Xong"), STR(""),
                            &issues));
    struct vote_form form = vote_of("3", "", "");
    bool accepted;
    assert_err_kind(adoption_vote(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form,
                                  &issues, &accepted),
                    ERR_STATE);
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_vote_adopts_the_figures_it_was_given_of),
        DB_TEST(too_few_votes_refuse_with_a_reason),
        DB_TEST(what_cannot_be_is_refused),
        DB_TEST(voices_by_name_are_kept),
        DB_TEST(only_who_may_records),
        DB_TEST(the_council_approves_or_returns_what_was_adopted),
        DB_TEST(the_council_may_change_points_with_reasons),
        DB_TEST(equal_totals_are_ordered_by_a_vote),
        DB_TEST(what_is_closed_takes_no_vote),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
