/* Verification and answers, on both engines. */
#include <string.h>

#include "features/audit/audit.h"
#include "features/scoring/scores_fixture.h"

static struct scores_fixture f;

/* One row as typed, judged against what the page last loaded. */
static struct issues verify(const struct user *user, size_t unit, const char *code,
                            const char *actual, const char *points, const char *reason,
                            int *ret_stored) {
    struct verification row = {
        .code = str_from_c(code),
        .actual = str_from_c(actual),
        .points = str_from_c(points),
        .reason = str_from_c(reason),
        .seen_revision = scores_fixture_cell(&f, unit, code)->accepted_revision,
    };
    struct issues issues = {0};
    assert_ok(scoring_verify(f.db, f.arena, user, FIXTURE_NOW_MS + 1, &f.board.cluster, unit,
                             SCORE_HEAD, &row, 1, &issues, ret_stored));
    return issues;
}

static void accepts(size_t unit, const char *code, const char *actual, const char *points,
                    const char *reason) {
    int stored;
    struct issues issues = verify(&f.head, unit, code, actual, points, reason, &stored);
    for (size_t i = 0; i < issues.count; i++)
        fail_msg("%s", message_text(f.arena, LANG_EN, issues.items[i].message).p);
    assert_int_equal(stored, 1);
    scores_fixture_load(&f);
}

static void refuses(const char *code, const char *actual, const char *points, const char *reason,
                    const char *field, enum msg_id why) {
    int stored;
    struct issues issues = verify(&f.head, UNIT_FIRST, code, actual, points, reason, &stored);
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, field);
    assert_string_equal(message_key(issues.items[0].message.id).p, message_key(why).p);
    assert_int_equal(stored, 0);
    int64_t revision = f.board.cluster.revision;
    scores_fixture_load(&f);
    assert_int_equal(f.board.cluster.revision, revision);
}

#define POINTS(value, text)                                                                        \
    assert_string_equal(decimal_fixed(f.arena, (value), POINT_SCALE).p, text)

static void a_value_other_than_the_rules_needs_a_reason(void **state) {
    scores_fixture_make(&f, *state, true);
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->points, "11.84");
    refuses("I.1", "", "11", "", "reason.I.1", MSG_scoring_reason_missing);
    accepts(UNIT_FIRST, "I.1", "", "11", "Theo biên bản số 7");
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->in_force, "11.00");
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->points, "11.84");
    assert_string_equal(scores_fixture_cell(&f, UNIT_FIRST, "I.1")->accepted_reason.p,
                        "Theo biên bản số 7");
    assert_string_equal(scores_fixture_cell(&f, UNIT_FIRST, "I.1")->accepted_author.p,
                        "Cụm trưởng");
    scores_fixture_end(&f);
}

static void the_rules_own_value_needs_none(void **state) {
    scores_fixture_make(&f, *state, true);
    accepts(UNIT_FIRST, "I.1", "", "11,84", "");
    assert_true(scores_fixture_score(&f, UNIT_FIRST, "I.1")->has_accepted);
    /* The same once more changes nothing. */
    int stored;
    struct issues issues = verify(&f.head, UNIT_FIRST, "I.1", "", "11.84", "", &stored);
    assert_int_equal(issues.count, 0);
    assert_int_equal(stored, 0);
    scores_fixture_end(&f);
}

static void an_empty_field_withdraws(void **state) {
    scores_fixture_make(&f, *state, true);
    accepts(UNIT_FIRST, "I.1", "", "10", "Nhầm");
    accepts(UNIT_FIRST, "I.1", "", "", "Rút lại");
    assert_false(scores_fixture_score(&f, UNIT_FIRST, "I.1")->has_accepted);
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->in_force, "11.84");
    struct score_steps steps;
    assert_ok(scoring_steps(f.db, f.arena, &f.head, &f.board, UNIT_FIRST,
                            scores_fixture_index(&f, "I.1"), &steps));
    /* Nothing is lost: the unit's result and points, the decision, its withdrawal. */
    assert_int_equal(steps.count, 4);
    assert_string_equal(steps.items[0].value.p, "74");
    size_t withdrawn = 0;
    for (size_t i = 0; i < steps.count; i++)
        withdrawn += !steps.items[i].value.p && str_equal_c(steps.items[i].reason, "Rút lại");
    assert_int_equal(withdrawn, 1);
    scores_fixture_end(&f);
}

static void a_reason_without_a_value_is_asked_about(void **state) {
    scores_fixture_make(&f, *state, true);
    refuses("I.1", "", "", "Theo biên bản", "points.I.1", MSG_scoring_reason_alone);
    scores_fixture_end(&f);
}

static void a_corrected_result_moves_the_others(void **state) {
    scores_fixture_make(&f, *state, true);
    /* All lead with 560. */
    POINTS(scores_fixture_score(&f, UNIT_SECOND, "I.3")->points, "10.00");
    refuses("I.3", "720", "", "", "reason.I.3", MSG_scoring_reason_missing);
    accepts(UNIT_FIRST, "I.3", "720", "", "Bổ sung sổ theo dõi");
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.3")->points, "10.00");
    /* 5 + 5 × (560 − 500) ÷ (720 − 500) */
    POINTS(scores_fixture_score(&f, UNIT_SECOND, "I.3")->points, "6.36");
    assert_string_equal(scores_fixture_cell(&f, UNIT_FIRST, "I.3")->self_actual.p, "560");
    assert_string_equal(scores_fixture_cell(&f, UNIT_FIRST, "I.3")->accepted_actual.p, "720");
    /* The unit's own result again: the correction is gone. */
    accepts(UNIT_FIRST, "I.3", "560", "", "");
    assert_null(scores_fixture_cell(&f, UNIT_FIRST, "I.3")->accepted_actual.p);
    POINTS(scores_fixture_score(&f, UNIT_SECOND, "I.3")->points, "10.00");
    scores_fixture_end(&f);
}

static void what_cannot_be_is_refused(void **state) {
    scores_fixture_make(&f, *state, true);
    refuses("I.1", "", "12,01", "x", "points.I.1", MSG_scoring_points_out_of_range);
    refuses("I.1", "", "-1", "x", "points.I.1", MSG_scoring_points_out_of_range);
    refuses("I.1", "", "mười", "x", "points.I.1", MSG_scoring_not_a_number);
    refuses("I.1", "", "1.125", "x", "points.I.1", MSG_scoring_number_ambiguous);
    refuses("I.1", "", "11,845", "x", "points.I.1", MSG_scoring_points_too_fine);
    refuses("I.1", "nhiều", "", "x", "actual.I.1", MSG_scoring_not_a_number);
    refuses("I.2", "E", "", "x", "actual.I.2", MSG_scoring_no_such_grade);
    refuses("III", "5", "", "x", "actual.III", MSG_scoring_takes_no_value);
    char long_reason[REASON_MAX + 2];
    memset(long_reason, 'x', sizeof(long_reason) - 1);
    long_reason[sizeof(long_reason) - 1] = 0;
    refuses("I.1", "", "11", long_reason, "reason.I.1", MSG_scoring_reason_too_long);
    scores_fixture_end(&f);
}

static void bonus_and_penalty_have_their_own_range(void **state) {
    scores_fixture_make(&f, *state, true);
    refuses("III", "", "1,01", "x", "points.III", MSG_scoring_points_out_of_range);
    accepts(UNIT_FIRST, "III", "", "1", "Điển hình cấp tỉnh");
    refuses("IV", "", "0,5", "x", "points.IV", MSG_scoring_points_out_of_range);
    refuses("IV", "", "-2,5", "x", "points.IV", MSG_scoring_points_out_of_range);
    accepts(UNIT_FIRST, "IV", "", "-2", "Báo cáo chậm 16 ngày");
    POINTS(f.board.matrix.totals[UNIT_FIRST].bonus, "1.00");
    POINTS(f.board.matrix.totals[UNIT_FIRST].penalty, "-2.00");
    /* 11.84 + 8 + 10 + 5 + 1 − 2 */
    POINTS(f.board.matrix.totals[UNIT_FIRST].total, "33.84");
    scores_fixture_end(&f);
}

static void somebody_else_was_quicker(void **state) {
    scores_fixture_make(&f, *state, true);
    struct scoreboard seen_before = f.board;
    accepts(UNIT_FIRST, "I.1", "", "11", "Người thứ nhất");
    struct scoreboard now = f.board;
    f.board = seen_before; /* the second one's page is older */
    int stored;
    struct issues issues = verify(&f.local, UNIT_FIRST, "I.1", "", "9", "Người thứ hai", &stored);
    assert_int_equal(stored, 0);
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, "points.I.1");
    assert_int_equal(issues.items[0].message.id, MSG_scoring_changed_meanwhile);
    assert_string_equal(issues.items[0].message.args[0].p, "Cụm trưởng");
    assert_string_equal(issues.items[0].message.args[1].p, "11,00");
    scores_fixture_load(&f);
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->in_force, "11.00");
    /* Both meant the same: nothing to quarrel about. */
    f.board = seen_before;
    issues = verify(&f.local, UNIT_FIRST, "I.1", "", "11", "Người thứ nhất", &stored);
    assert_int_equal(issues.count, 0);
    /* With what stands now in sight, the second one may. */
    f.board = now;
    accepts(UNIT_FIRST, "I.1", "", "9", "Người thứ hai");
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->in_force, "9.00");
    scores_fixture_end(&f);
}

static void nothing_is_stored_when_one_row_is_wrong(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct verification rows[] = {
        {.code = STR("I.1"), .points = STR("11"), .reason = STR("Theo biên bản")},
        {.code = STR("I.2"), .points = STR("99"), .reason = STR("Nhầm")},
    };
    struct issues issues = {0};
    int stored = 7;
    assert_ok(scoring_verify(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, UNIT_FIRST,
                             SCORE_HEAD, rows, 2, &issues, &stored));
    assert_int_equal(issues.count, 1);
    assert_int_equal(stored, 0);
    scores_fixture_load(&f);
    assert_false(scores_fixture_score(&f, UNIT_FIRST, "I.1")->has_accepted);
    scores_fixture_end(&f);
}

struct history {
    struct audit_lines lines;
};

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct history *history = context;
    return audit_read(tx, f.arena, LANG_VI, "cluster_period", f.board.cluster.id, NULL,
                      &history->lines);
}

static bool history_says(const char *what) {
    struct history history = {0};
    assert_ok(db_read(f.db, history_in, &history));
    for (size_t i = 0; i < history.lines.count; i++)
        if (str_find(history.lines.items[i].after, str_from_c(what)) >= 0)
            return true;
    return false;
}

static void each_change_bumps_the_revision_and_is_written_down(void **state) {
    scores_fixture_make(&f, *state, true);
    int64_t before = f.board.cluster.revision;
    accepts(UNIT_FIRST, "I.1", "73", "11", "Theo biên bản số 7");
    assert_int_equal(f.board.cluster.revision, before + 1);
    assert_true(history_says("Ban CHQS huyện Một; I.1: kết quả 73, điểm 11 (Theo biên bản số 7)"));
    accepts(UNIT_FIRST, "I.1", "73", "", "Theo biên bản số 7");
    assert_true(history_says("I.1: điểm theo quy tắc"));
    scores_fixture_end(&f);
}

static void only_who_may_verifies(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct user *others[] = {&f.officer, &f.reader};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct verification row = {.code = STR("I.1"), .points = STR("11"), .reason = STR("x")};
        struct issues issues = {0};
        int stored;
        assert_err_kind(scoring_verify(f.db, f.arena, others[i], FIXTURE_NOW_MS, &f.board.cluster,
                                       UNIT_FIRST, SCORE_HEAD, &row, 1, &issues, &stored),
                        ERR_DENIED);
    }
    /* Steps: an officer reads those of the own unit, a reader all. */
    struct score_steps steps;
    size_t index = scores_fixture_index(&f, "I.1");
    assert_ok(scoring_steps(f.db, f.arena, &f.officer, &f.board, UNIT_FIRST, index, &steps));
    assert_err_kind(scoring_steps(f.db, f.arena, &f.officer, &f.board, UNIT_SECOND, index, &steps),
                    ERR_DENIED);
    assert_ok(scoring_steps(f.db, f.arena, &f.reader, &f.board, UNIT_SECOND, index, &steps));
    scores_fixture_end(&f);
}

static void a_table_that_is_not_locked_cannot_be_verified(void **state) {
    scores_fixture_make(&f, *state, false);
    struct verification row = {.code = STR("I.1"), .points = STR("11"), .reason = STR("x")};
    struct issues issues = {0};
    int stored;
    assert_err_kind(scoring_verify(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                   UNIT_FIRST, SCORE_HEAD, &row, 1, &issues, &stored),
                    ERR_STATE);
    scores_fixture_end(&f);
}

/* --- answers ------------------------------------------------------------------------------ */

static int answer(const struct user *user, size_t unit, const char *code, bool agrees,
                  const char *comment, struct issues *issues) {
    const struct answer_form form = {str_from_c(code), agrees, str_from_c(comment)};
    int stored = 0;
    assert_ok(scoring_answer(f.db, f.arena, user, FIXTURE_NOW_MS, &f.board, unit, &form, 1, STR(""),
                             issues, &stored));
    return stored;
}

static void answers_are_added_never_overwritten(void **state) {
    scores_fixture_make(&f, *state, true);
    struct issues issues = {0};
    assert_int_equal(answer(&f.officer, UNIT_FIRST, "I.1", false, "", &issues), 0);
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, "comment.I.1");
    issues = (struct issues){0};
    assert_int_equal(answer(&f.officer, UNIT_FIRST, "I.1", false, "Biên bản ghi 75 %", &issues), 1);
    assert_int_equal(answer(&f.officer, UNIT_FIRST, "I.1", true, "", &issues), 1);
    assert_int_equal(answer(&f.officer, UNIT_FIRST, "I.1", true, "", &issues), 0); /* the same */
    assert_int_equal(answer(&f.officer, UNIT_FIRST, "", true, "", &issues), 1);
    assert_int_equal(issues.count, 0);
    struct score_answers answers;
    assert_ok(scoring_answers(f.db, f.arena, &f.head, &f.board, &answers));
    assert_int_equal(answers.count, 3);
    assert_string_equal(answers.items[0].comment.p, "Biên bản ghi 75 %");
    assert_false(answers.items[0].agrees);
    struct str unit_id = f.board.cluster.members.items[UNIT_FIRST].id;
    struct str criterion_id = f.board.table.criteria.items[scores_fixture_index(&f, "I.1")].id;
    assert_true(scoring_latest_answer(&answers, unit_id, criterion_id)->agrees);
    assert_non_null(scoring_latest_answer(&answers, unit_id, STR("")));
    assert_true(history_says("I.1: không nhất trí Biên bản ghi 75 %"));
    scores_fixture_end(&f);
}

static void a_unit_answers_for_itself_alone(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct answer_form form = {STR("I.1"), true, STR("")};
    const struct user *who[] = {&f.officer, &f.reader, &f.head};
    struct issues issues = {0};
    int stored;
    for (size_t i = 0; i < COUNT_OF(who); i++)
        assert_err_kind(scoring_answer(f.db, f.arena, who[i], FIXTURE_NOW_MS, &f.board, UNIT_SECOND,
                                       &form, 1, STR(""), &issues, &stored),
                        ERR_DENIED);
    assert_err_kind(scoring_answer(f.db, f.arena, &f.reader, FIXTURE_NOW_MS, &f.board, UNIT_SECOND,
                                   &form, 1, STR("phieu.xlsx"), &issues, &stored),
                    ERR_DENIED);
    /* The head enters what came by post; the answer says so. */
    assert_ok(scoring_answer(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_SECOND, &form,
                             1, STR("phieu.xlsx"), &issues, &stored));
    assert_int_equal(stored, 1);
    struct score_answers answers;
    assert_ok(scoring_answers(f.db, f.arena, &f.head, &f.board, &answers));
    assert_int_equal(answers.count, 1);
    assert_string_equal(answers.items[0].author.p,
                        "Ban CHQS huyện Hai; Cụm trưởng nhập hộ theo “phieu.xlsx”");
    /* The unit's own officer sends a file as well as a page. */
    assert_ok(scoring_answer(f.db, f.arena, &f.officer, FIXTURE_NOW_MS, &f.board, UNIT_FIRST, &form,
                             1, STR("phieu.xlsx"), &issues, &stored));
    assert_ok(scoring_answers(f.db, f.arena, &f.officer, &f.board, &answers));
    assert_int_equal(answers.count, 1);
    assert_string_equal(answers.items[0].author.p, "Cán bộ huyện Một, theo “phieu.xlsx”");
    assert_ok(scoring_answers(f.db, f.arena, &f.head, &f.board, &answers));
    assert_int_equal(answers.count, 2);
    scores_fixture_end(&f);
}

static void one_wrong_answer_stores_none(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct answer_form forms[] = {
        {STR("I.1"), true, STR("")}, {STR("I.2"), false, STR("")}, {STR("IX"), true, STR("")}};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_answer(f.db, f.arena, &f.officer, FIXTURE_NOW_MS, &f.board, UNIT_FIRST, forms,
                             COUNT_OF(forms), STR(""), &issues, &stored));
    assert_int_equal(issues.count, 2);
    struct score_answers answers;
    assert_ok(scoring_answers(f.db, f.arena, &f.head, &f.board, &answers));
    assert_int_equal(answers.count, 0);
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_value_other_than_the_rules_needs_a_reason),
        DB_TEST(the_rules_own_value_needs_none),
        DB_TEST(an_empty_field_withdraws),
        DB_TEST(a_reason_without_a_value_is_asked_about),
        DB_TEST(a_corrected_result_moves_the_others),
        DB_TEST(what_cannot_be_is_refused),
        DB_TEST(bonus_and_penalty_have_their_own_range),
        DB_TEST(somebody_else_was_quicker),
        DB_TEST(nothing_is_stored_when_one_row_is_wrong),
        DB_TEST(each_change_bumps_the_revision_and_is_written_down),
        DB_TEST(only_who_may_verifies),
        DB_TEST(a_table_that_is_not_locked_cannot_be_verified),
        DB_TEST(answers_are_added_never_overwritten),
        DB_TEST(a_unit_answers_for_itself_alone),
        DB_TEST(one_wrong_answer_stores_none),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
