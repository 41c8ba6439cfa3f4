/* Drawing, entering and sending, on both engines. */
#include "features/cluster/closing_service.h"
#include "features/crosscheck/crosscheck_sheet_service.h"
#include "features/headship/roster_service.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/scores_fixture.h"

enum { NOW_STEP = 1000 };

static struct scores_fixture f;
static struct crosscheck_plan plan;
static struct grant officer_grants[3][2];
static struct user officers[3]; /* each enters and sends for its unit */

static void load_plan(void) {
    assert_ok(crosscheck_load(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &f.board.cluster, &plan));
}

static void begin(void **state) {
    scores_fixture_make(&f, *state, true);
    for (size_t unit = 0; unit < 3; unit++) {
        for (size_t k = 0; k < 2; k++)
            officer_grants[unit][k] =
                (struct grant){k ? ROLE_COMMANDER : ROLE_UNIT, f.board.cluster.cluster_id,
                               f.board.cluster.members.items[unit].id};
        officers[unit] = f.officer;
        officers[unit].grants = officer_grants[unit];
    }
}

static const struct crosscheck_form PLAIN = {.team_size = STR_INIT("1"),
                                             .look_back = STR_INIT("1"),
                                             .seed = STR_INIT("2020 0626"),
                                             .seed_source = STR_INIT("Xổ số ngày 26/6/2020")};

static struct issues draw(const struct crosscheck_form *form,
                          const struct cluster_period *cluster) {
    struct issues issues = {0};
    assert_ok(crosscheck_draw(f.db, f.arena, &f.head, FIXTURE_NOW_MS, cluster, form, &issues));
    return issues;
}

static void draw_well(void) {
    struct issues issues = draw(&PLAIN, &f.board.cluster);
    for (size_t i = 0; i < issues.count; i++)
        fail_msg("%s", message_text(f.arena, LANG_EN, issues.items[i].message).p);
    load_plan();
}

static size_t standing(void) {
    size_t count = 0;
    for (size_t i = 0; i < plan.assignments.count; i++)
        count += !plan.assignments.items[i].withdrawn_ms;
    return count;
}

static struct str unit_id(size_t unit) {
    return f.board.cluster.members.items[unit].id;
}

/* Who leads the check of the first unit. */
static size_t checker_of_first(void) {
    const struct crosscheck_assignment *leader = crosscheck_leader(&plan, unit_id(UNIT_FIRST));
    assert_non_null(leader);
    return (size_t)cluster_member_by_id(&f.board.cluster, leader->checker_id);
}

/* --- drawing ------------------------------------------------------------------------------ */

static void a_draw_is_kept_and_can_be_repeated(void **state) {
    begin(state);
    draw_well();
    assert_int_equal(plan.draws.count, 1);
    assert_string_equal(plan.draws.items[0].seed.p, "20200626");
    assert_int_equal(standing(), 3);
    for (size_t unit = 0; unit < 3; unit++) {
        const struct crosscheck_assignment *leader = crosscheck_leader(&plan, unit_id(unit));
        assert_non_null(leader);
        assert_false(str_equal(leader->checker_id, unit_id(unit)));
        assert_null(crosscheck_pair(&plan, unit_id(unit), leader->checker_id)); /* no ring */
    }
    struct crosscheck_draw again;
    bool same;
    crosscheck_repeat(f.arena, &plan, &again, &same);
    assert_true(same);
    plan.draws.items[0].seed = STR("20200627");
    size_t differing = 0;
    for (int i = 0; i < 8; i++) {
        plan.draws.items[0].seed = str_format(f.arena, "9900%d", i);
        crosscheck_repeat(f.arena, &plan, &again, &same);
        differing += !same;
    }
    assert_true(differing > 0); /* another seed would not have come to the same */
    scores_fixture_end(&f);
}

static void drawing_again_needs_a_reason_and_keeps_the_old_one(void **state) {
    begin(state);
    draw_well();
    struct crosscheck_form form = PLAIN;
    struct issues issues = draw(&form, &f.board.cluster);
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, "reason");
    form.reason = STR("Bốc thăm thiếu người chứng kiến");
    form.seed = STR("");
    form.random_seed = STR("123456789");
    assert_int_equal(draw(&form, &f.board.cluster).count, 0);
    load_plan();
    assert_int_equal(plan.draws.count, 2);
    assert_int_equal(plan.draws.items[0].revision, 2);
    assert_int_equal(plan.draws.items[0].seed_source.n, 0);
    assert_int_equal(standing(), 3);
    assert_int_equal(plan.assignments.count, 6);
    scores_fixture_end(&f);
}

static void what_makes_it_impossible_is_said(void **state) {
    begin(state);
    struct crosscheck_form form = PLAIN;
    form.named = STR("Ban CHQS huyện Hai > Ban CHQS huyện Một: cùng dự án\n"
                     "ban chqs huyen ba > Ban CHQS huyện Một: vợ chồng cùng chỉ huy\n");
    struct issues issues = draw(&form, &f.board.cluster);
    assert_int_equal(issues.count, 1);
    struct str said = message_text(f.arena, LANG_VI, issues.items[0].message);
    assert_true(str_find(said, STR("Ban CHQS huyện Một")) > 0);
    assert_true(str_find(said, STR("Cụm trưởng nêu")) > 0);
    form.named = STR("Ban CHQS huyện Hai > Đơn vị lạ: không rõ");
    issues = draw(&form, &f.board.cluster);
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, "named");
    form.named = STR("Ban CHQS huyện Hai > Ban CHQS huyện Một"); /* without a reason */
    assert_int_equal(draw(&form, &f.board.cluster).count, 1);
    form = PLAIN;
    form.seed_source = STR("");
    assert_string_equal(draw(&form, &f.board.cluster).items[0].field.p, "seed_source");
    load_plan();
    assert_int_equal(plan.draws.count, 0);
    assert_int_equal(plan.assignments.count, 0);
    scores_fixture_end(&f);
}

static void partners_of_the_half_year_before_are_apart(void **state) {
    begin(state);
    draw_well();
    struct cluster_year year;
    struct str code;
    struct cluster_period second;
    assert_ok(cluster_year_find(f.db, f.arena, &f.local, STR("cum-thu"), 2020,
                                date_of_instant(FIXTURE_NOW_MS), &year));
    assert_ok(roster_make_half(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &year, 2, true, &code));
    assert_ok(cluster_find(f.db, f.arena, &f.local, STR("cum-thu"), code, &second));
    /* Of three units each had to do with both others. */
    struct issues issues = draw(&PLAIN, &second);
    assert_int_equal(issues.count, 1);
    assert_true(
        str_find(message_text(f.arena, LANG_VI, issues.items[0].message), STR("ở kỳ trước")) > 0);
    struct crosscheck_form form = PLAIN;
    form.look_back = STR("0");
    assert_int_equal(draw(&form, &second).count, 0);
    scores_fixture_end(&f);
}

static void who_is_dissolved_is_left_out(void **state) {
    begin(state);
    struct unit_form form = {
        .on = STR("1/5/2020"), .number = STR("1/QĐ"), .source = STR("Quyết định")};
    struct issues issues = {0};
    struct str slug;
    assert_ok(organisation_change(f.db, f.arena, &f.local, FIXTURE_NOW_MS, UNIT_DISSOLVE,
                                  f.board.cluster.members.items[2].slug, &form, &issues, &slug));
    assert_int_equal(issues.count, 0);
    struct crosscheck_form pair = PLAIN;
    pair.rings_allowed = true;
    assert_int_equal(draw(&pair, &f.board.cluster).count, 0);
    load_plan();
    assert_int_equal(standing(), 2);
    assert_null(crosscheck_leader(&plan, unit_id(UNIT_THIRD)));
    assert_true(crosscheck_is_gone(&plan, unit_id(UNIT_THIRD)));
    assert_true(plan.draws.items[0].parties.items[2].left_out.n > 0);
    issues.count = 0;
    struct str third = unit_id(UNIT_THIRD);
    assert_ok(crosscheck_reassign(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                  unit_id(UNIT_FIRST), &third, 1, STR("Đổi"), &issues));
    assert_int_equal(issues.count, 1);
    scores_fixture_end(&f);
}

static void only_who_runs_the_cluster_draws(void **state) {
    begin(state);
    struct issues issues = {0};
    const struct user *const others[] = {&f.officer, &f.reader};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_err_kind(crosscheck_draw(f.db, f.arena, others[i], FIXTURE_NOW_MS, &f.board.cluster,
                                        &PLAIN, &issues),
                        ERR_DENIED);
        assert_err_kind(crosscheck_reassign(f.db, f.arena, others[i], FIXTURE_NOW_MS,
                                            &f.board.cluster, unit_id(0), &PLAIN.seed, 1, STR("x"),
                                            &issues),
                        ERR_DENIED);
    }
    scores_fixture_end(&f);
}

static void a_change_by_hand_needs_a_reason(void **state) {
    begin(state);
    draw_well();
    size_t checker = checker_of_first();
    struct str other = unit_id(checker == 1 ? 2 : 1);
    struct issues issues = {0};
    assert_ok(crosscheck_reassign(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                  unit_id(0), &other, 1, STR(""), &issues));
    assert_int_equal(issues.count, 1);
    struct str self = unit_id(0);
    issues.count = 0;
    assert_ok(crosscheck_reassign(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, self,
                                  &self, 1, STR("Đổi"), &issues));
    assert_int_equal(issues.count, 1);
    issues.count = 0;
    assert_ok(crosscheck_reassign(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                  unit_id(0), &other, 1, STR("Đơn vị bận diễn tập"), &issues));
    assert_int_equal(issues.count, 0);
    load_plan();
    const struct crosscheck_assignment *leader = crosscheck_leader(&plan, unit_id(0));
    assert_string_equal(leader->checker_id.p, other.p);
    assert_string_equal(leader->reason.p, "Đơn vị bận diễn tập");
    struct crosscheck_draw again;
    bool same;
    crosscheck_repeat(f.arena, &plan, &again, &same);
    assert_true(same); /* the draw itself stays proven */
    scores_fixture_end(&f);
}

/* --- entering ----------------------------------------------------------------------------- */

static struct issues save(const struct user *user, const char *code, const char *actual,
                          const char *points, const char *reason, int64_t seen, int *ret_stored) {
    struct crosscheck_typed typed = {.code = str_from_c(code),
                                     .actual = str_from_c(actual),
                                     .points = str_from_c(points),
                                     .reason = str_from_c(reason),
                                     .seen = STR("Có"),
                                     .note = STR("Báo cáo số 12"),
                                     .seen_revision = seen};
    struct issues issues = {0};
    assert_ok(crosscheck_save(f.db, f.arena, user, FIXTURE_NOW_MS + NOW_STEP, &f.board.cluster,
                              unit_id(UNIT_FIRST), &typed, 1, STR(""), &issues, ret_stored));
    return issues;
}

static void enter(const char *code, const char *actual, const char *points, const char *reason) {
    int stored;
    const struct user *officer = &officers[checker_of_first()];
    struct issues issues = save(officer, code, actual, points, reason, 0, &stored);
    assert_int_equal(issues.count, 0);
    assert_int_equal(stored, 1);
}

static struct issues send(int *ret_stored) {
    struct issues issues = {0};
    assert_ok(crosscheck_send(f.db, f.arena, &officers[checker_of_first()],
                              FIXTURE_NOW_MS + 2 * NOW_STEP, &f.board.cluster, unit_id(UNIT_FIRST),
                              &issues, ret_stored));
    return issues;
}

static const struct stage_decision *crossed(const char *code) {
    scores_fixture_load(&f);
    return scores_fixture_cell(&f, UNIT_FIRST, code)->stages[SCORE_CROSS];
}

static void a_draft_is_nobodys_business_until_it_is_sent(void **state) {
    begin(state);
    draw_well();
    enter("I.1", "70", "", "Kiểm tra thực tế 70%");
    enter("I.2", "A", "8", "");
    enter("I.3", "", "9,5", "Đối chiếu sổ");
    assert_null(crossed("I.1"));
    int64_t revision = f.board.cluster.revision;
    struct crosscheck_sheet sheet;
    assert_err_kind(crosscheck_sheet_load(f.db, f.arena, &officers[UNIT_FIRST], FIXTURE_NOW_MS,
                                          &f.board, UNIT_FIRST, &sheet),
                    ERR_DENIED);
    assert_ok(crosscheck_sheet_load(f.db, f.arena, &officers[checker_of_first()], FIXTURE_NOW_MS,
                                    &f.board, UNIT_FIRST, &sheet));
    assert_int_equal(sheet.entered, 3);
    assert_true(sheet.may_enter && sheet.may_send);
    int stored;
    assert_int_equal(send(&stored).count, 0);
    assert_true(stored >= 3);
    const struct stage_decision *d = crossed("I.1");
    assert_string_equal(d->actual.p, "70");
    assert_string_equal(d->actual_reason.p, "Kiểm tra thực tế 70%");
    assert_true(crossed("I.2")->agrees);
    assert_false(stage_decides(crossed("I.2"))); /* the rule goes on deciding */
    assert_true(crossed("I.3")->has_points);
    assert_true(f.board.cluster.revision > revision);
    /* What was sent is not drawn or assigned away. */
    struct issues issues = {0};
    assert_err_kind(
        crosscheck_draw(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &PLAIN, &issues),
        ERR_STATE);
    scores_fixture_end(&f);
}

static void what_differs_needs_a_reason_when_it_is_sent(void **state) {
    begin(state);
    draw_well();
    int stored;
    struct issues issues = send(&stored); /* nothing at all */
    assert_int_equal(issues.count, 1);
    enter("I.1", "", "9", "");
    enter("I.2", "A", "", "");
    issues = send(&stored);
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, "reason.I.1");
    assert_null(crossed("I.2")); /* all or nothing */
    scores_fixture_end(&f);
}

static void bad_values_are_told_beside_their_field(void **state) {
    begin(state);
    draw_well();
    const struct user *officer = &officers[checker_of_first()];
    int stored;
    assert_string_equal(save(officer, "I.2", "Q", "", "", 0, &stored).items[0].field.p,
                        "actual.I.2"); /* a grade that does not exist */
    assert_string_equal(save(officer, "I.1", "", "12,5", "", 0, &stored).items[0].field.p,
                        "points.I.1"); /* above the maximum */
    assert_string_equal(save(officer, "I.1", "", "-1", "", 0, &stored).items[0].field.p,
                        "points.I.1");
    assert_int_equal(stored, 0);
    enter("I.1", "70", "", "x");
    assert_string_equal(save(officer, "I.1", "60", "", "x", 0, &stored).items[0].field.p,
                        "points.I.1"); /* a colleague was quicker */
    assert_int_equal(save(officer, "I.1", "60", "", "x", 1, &stored).count, 0);
    assert_int_equal(stored, 1);
    scores_fixture_end(&f);
}

static void only_who_was_drawn_enters(void **state) {
    begin(state);
    draw_well();
    struct crosscheck_typed typed = {.code = STR("I.1"), .actual = STR("70")};
    struct issues issues = {0};
    int stored;
    size_t checker = checker_of_first();
    for (size_t unit = 0; unit < 3; unit++) {
        if (unit == checker)
            continue;
        assert_err_kind(crosscheck_save(f.db, f.arena, &officers[unit], FIXTURE_NOW_MS,
                                        &f.board.cluster, unit_id(UNIT_FIRST), &typed, 1, STR(""),
                                        &issues, &stored),
                        ERR_DENIED);
        assert_err_kind(crosscheck_send(f.db, f.arena, &officers[unit], FIXTURE_NOW_MS,
                                        &f.board.cluster, unit_id(UNIT_FIRST), &issues, &stored),
                        ERR_DENIED);
    }
    struct user only_enters = officers[checker];
    only_enters.grant_count = 1;
    assert_err_kind(crosscheck_send(f.db, f.arena, &only_enters, FIXTURE_NOW_MS, &f.board.cluster,
                                    unit_id(UNIT_FIRST), &issues, &stored),
                    ERR_DENIED);
    assert_err_kind(crosscheck_save(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                    unit_id(UNIT_FIRST), &typed, 1, STR(""), &issues, &stored),
                    ERR_DENIED);
    bool may = false;
    for (size_t unit = 0; unit < 3; unit++) {
        assert_ok(crosscheck_may_read(f.db, f.arena, &officers[unit], &f.board.cluster,
                                      unit_id(UNIT_FIRST), &may));
        assert_int_equal(may, unit == checker);
    }
    scores_fixture_end(&f);
}

static void what_is_closed_takes_nothing(void **state) {
    begin(state);
    draw_well();
    enter("I.1", "70", "", "Thực tế");
    const struct user *officer = &officers[checker_of_first()];
    const struct closing_target target = {.period = &f.board.cluster};
    struct issues issues = {0};
    assert_ok(closing_close(f.db, f.arena, &f.local, FIXTURE_NOW_MS + NOW_STEP, &target,
                            STR("Xong"), STR(""), &issues));
    assert_int_equal(issues.count, 0);
    struct crosscheck_typed typed = {.code = STR("I.2"), .actual = STR("A")};
    struct str other = unit_id(1);
    int stored;
    const struct cluster_period *c = &f.board.cluster; /* as it was: the guard knows better */
    int64_t now = FIXTURE_NOW_MS + 2 * NOW_STEP;
    struct crosscheck_form again = PLAIN;
    again.reason = STR("x");
    assert_err_kind(crosscheck_draw(f.db, f.arena, &f.head, now, c, &again, &issues), ERR_STATE);
    assert_err_kind(crosscheck_reassign(f.db, f.arena, &f.head, now, c, unit_id(0), &other, 1,
                                        STR("x"), &issues),
                    ERR_STATE);
    assert_err_kind(crosscheck_set_visit(f.db, f.arena, &f.head, now, c, unit_id(0),
                                         STR("20/6/2020"), STR(""), &issues),
                    ERR_STATE);
    assert_err_kind(crosscheck_save(f.db, f.arena, officer, now, c, unit_id(0), &typed, 1, STR(""),
                                    &issues, &stored),
                    ERR_STATE);
    assert_err_kind(crosscheck_send(f.db, f.arena, officer, now, c, unit_id(0), &issues, &stored),
                    ERR_STATE);
    scores_fixture_end(&f);
}

static void visits_have_a_day_of_the_year(void **state) {
    begin(state);
    draw_well();
    struct issues issues = {0};
    const struct user *officer = &officers[checker_of_first()];
    assert_ok(crosscheck_set_visit(f.db, f.arena, officer, FIXTURE_NOW_MS, &f.board.cluster,
                                   unit_id(0), STR("20/6/2021"), STR(""), &issues));
    assert_int_equal(issues.count, 1);
    issues.count = 0;
    assert_ok(crosscheck_set_visit(f.db, f.arena, officer, FIXTURE_NOW_MS, &f.board.cluster,
                                   unit_id(0), STR("20/6/2020"), STR("Tại đơn vị"), &issues));
    assert_int_equal(issues.count, 0);
    load_plan();
    assert_int_equal(crosscheck_visit_of(&plan, unit_id(0))->on.day, 20);
    assert_err_kind(crosscheck_set_visit(f.db, f.arena, &officers[UNIT_FIRST], FIXTURE_NOW_MS,
                                         &f.board.cluster, unit_id(0), STR("21/6/2020"), STR(""),
                                         &issues),
                    ERR_DENIED);
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_draw_is_kept_and_can_be_repeated),
        DB_TEST(drawing_again_needs_a_reason_and_keeps_the_old_one),
        DB_TEST(what_makes_it_impossible_is_said),
        DB_TEST(partners_of_the_half_year_before_are_apart),
        DB_TEST(who_is_dissolved_is_left_out),
        DB_TEST(only_who_runs_the_cluster_draws),
        DB_TEST(a_change_by_hand_needs_a_reason),
        DB_TEST(a_draft_is_nobodys_business_until_it_is_sent),
        DB_TEST(what_differs_needs_a_reason_when_it_is_sent),
        DB_TEST(bad_values_are_told_beside_their_field),
        DB_TEST(only_who_was_drawn_enters),
        DB_TEST(what_is_closed_takes_nothing),
        DB_TEST(visits_have_a_day_of_the_year),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
