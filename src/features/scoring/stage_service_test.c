/* Who writes which step, what a step is compared with, agreeing with all, who sees whose points; on
 * both engines. */
#include "features/scoring/stage_service.h"

#include "features/audit/audit.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/scores_fixture.h"
#include "features/scoring/sight_service.h"

static struct scores_fixture f;
static struct user deputy, office, chair, commander;
static struct grant extra[4];

static struct user person(size_t place, const char *name, enum role role, const char *unit_of) {
    extra[place] = (struct grant){.role = role,
                                  .cluster_id = f.board.cluster.cluster_id,
                                  .unit_id = unit_of ? str_from_c(unit_of) : STR("")};
    struct user user = f.reader;
    user.name = str_from_c(name);
    user.grants = &extra[place];
    return user;
}

/* The third unit leads; the deputy is of the second. */
static void begin(struct db *db) {
    scores_fixture_make(&f, db, true);
    const struct cluster_unit *members = f.board.cluster.members.items;
    deputy = person(0, "Cụm phó", ROLE_DEPUTY, str_c(f.arena, members[UNIT_SECOND].id));
    office = person(1, "Cơ quan thường trực", ROLE_OFFICE, NULL);
    chair = person(2, "Chủ tịch Hội đồng", ROLE_CHAIR, NULL);
    commander =
        person(3, "Chỉ huy huyện Hai", ROLE_COMMANDER, str_c(f.arena, members[UNIT_SECOND].id));
}

static const struct err *verify(const struct user *user, enum score_stage stage, size_t unit,
                                const char *code, const char *actual, const char *points,
                                const char *reason, struct issues *issues) {
    struct verification row = {
        .code = str_from_c(code),
        .actual = str_from_c(actual),
        .points = str_from_c(points),
        .reason = str_from_c(reason),
        .seen_revision = scores_fixture_cell(&f, unit, code)->accepted_revision,
    };
    int stored;
    *issues = (struct issues){0};
    const struct err *err = scoring_verify(f.db, f.arena, user, FIXTURE_NOW_MS + 1,
                                           &f.board.cluster, unit, stage, &row, 1, issues, &stored);
    scores_fixture_load(&f);
    return err;
}

static void accepts(const struct user *user, enum score_stage stage, size_t unit, const char *code,
                    const char *points, const char *reason) {
    struct issues issues;
    assert_ok(verify(user, stage, unit, code, "", points, reason, &issues));
    for (size_t i = 0; i < issues.count; i++)
        fail_msg("%s", message_text(f.arena, LANG_EN, issues.items[i].message).p);
}

static void refuses(const struct user *user, enum score_stage stage, size_t unit) {
    struct issues issues;
    assert_err_kind(verify(user, stage, unit, "I.1", "", "11", "x", &issues), ERR_DENIED);
}

#define POINTS(value, text)                                                                        \
    assert_string_equal(decimal_fixed(f.arena, (value), POINT_SCALE).p, text)

static void each_writes_the_steps_of_his_office(void **state) {
    begin(*state);
    static const struct {
        struct user *who;
        enum score_stage stage;
        size_t unit;
        bool may;
    } CASES[] = {
        {&f.head, SCORE_HEAD, UNIT_FIRST, true},
        {&f.head, SCORE_HEAD, UNIT_THIRD, false}, /* his own */
        {&f.head, SCORE_OFFICE, UNIT_FIRST, false},
        {&f.head, SCORE_MEETING, UNIT_FIRST, true},
        {&f.head, SCORE_COUNCIL, UNIT_FIRST, false},
        {&f.head, SCORE_CROSS, UNIT_FIRST, false},
        {&f.head, SCORE_SELF, UNIT_FIRST, false},
        {&deputy, SCORE_HEAD, UNIT_THIRD, true}, /* the head's unit */
        {&deputy, SCORE_HEAD, UNIT_SECOND, false},
        {&office, SCORE_OFFICE, UNIT_THIRD, true},
        {&office, SCORE_HEAD, UNIT_FIRST, false},
        {&office, SCORE_COUNCIL, UNIT_FIRST, true},
        {&chair, SCORE_COUNCIL, UNIT_FIRST, true},
        {&chair, SCORE_OFFICE, UNIT_FIRST, false},
        {&f.officer, SCORE_HEAD, UNIT_SECOND, false},
        {&f.reader, SCORE_OFFICE, UNIT_FIRST, false},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct str unit_id = f.board.cluster.members.items[CASES[i].unit].id;
        struct stage_choice choice = scoring_stages_of(CASES[i].who, &f.board.cluster, unit_id);
        if (choice.may[CASES[i].stage] != CASES[i].may)
            fail_msg("case %zu", i);
        if (!CASES[i].may)
            refuses(CASES[i].who, CASES[i].stage, CASES[i].unit);
    }
    struct str own = f.board.cluster.members.items[UNIT_THIRD].id;
    struct stage_choice choice = scoring_stages_of(&f.head, &f.board.cluster, own);
    assert_true(choice.own_unit);
    assert_false(choice.any); /* not led on to enter it as the meeting's */
    const struct err *err = scoring_stage_check(&f.head, &f.board.cluster, own, SCORE_HEAD);
    assert_string_equal(err->text_key, "scoring.own_unit");
    /* Without a head the office verifies in his place. */
    f.board.cluster.head.id = STR("");
    assert_true(scoring_stages_of(&office, &f.board.cluster, own).may[SCORE_HEAD]);
    scores_fixture_end(&f);
}

/* A grant of another year, or of another cluster, is none here. */
static void a_head_of_another_year_is_no_head(void **state) {
    begin(*state);
    f.grants[0].year = 2019;
    refuses(&f.head, SCORE_HEAD, UNIT_FIRST);
    f.grants[0].year = 2020;
    accepts(&f.head, SCORE_HEAD, UNIT_FIRST, "I.1", "11", "Theo biên bản");
    f.grants[0].cluster_id = STR("khac");
    refuses(&f.head, SCORE_HEAD, UNIT_FIRST);
    scores_fixture_end(&f);
}

static void the_latest_step_counts_never_the_greatest(void **state) {
    begin(*state);
    accepts(&f.head, SCORE_HEAD, UNIT_FIRST, "I.1", "11", "Theo biên bản");
    accepts(&office, SCORE_OFFICE, UNIT_FIRST, "I.1", "10", "Đối chiếu sổ");
    const struct board_cell *cell = scores_fixture_cell(&f, UNIT_FIRST, "I.1");
    assert_int_equal(cell->decided, SCORE_OFFICE);
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->in_force, "10.00");
    /* The head may write on; what counts is still the office's. */
    accepts(&f.head, SCORE_HEAD, UNIT_FIRST, "I.1", "11.5", "Bổ sung");
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->in_force, "10.00");
    struct score_matrix head = scoring_stage_matrix(f.arena, &f.board, SCORE_HEAD);
    size_t index = scores_fixture_index(&f, "I.1");
    POINTS(score_cell_at(&head, UNIT_FIRST, index)->in_force, "11.50");
    struct score_matrix self = scoring_stage_matrix(f.arena, &f.board, SCORE_SELF);
    POINTS(score_cell_at(&self, UNIT_FIRST, index)->in_force, "11.84");
    /* Withdrawn: what stood before counts again. */
    accepts(&office, SCORE_OFFICE, UNIT_FIRST, "I.1", "", "Rút");
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.1")->in_force, "11.50");
    scores_fixture_end(&f);
}

static void a_step_that_differs_from_the_one_before_needs_a_reason(void **state) {
    begin(*state);
    struct issues issues;
    accepts(&f.head, SCORE_HEAD, UNIT_FIRST, "I.1", "11", "Theo biên bản");
    /* The rule's own points now differ from what stands. */
    assert_ok(verify(&office, SCORE_OFFICE, UNIT_FIRST, "I.1", "", "11.84", "", &issues));
    assert_int_equal(issues.count, 1);
    assert_string_equal(str_c(f.arena, issues.items[0].field), "reason.I.1");
    /* The same as the head needs none. */
    assert_ok(verify(&office, SCORE_OFFICE, UNIT_FIRST, "I.1", "", "11", "", &issues));
    assert_int_equal(issues.count, 0);
    /* The unit's own result differs from the one the head corrected. */
    assert_ok(verify(&f.head, SCORE_HEAD, UNIT_FIRST, "I.3", "500", "", "Đếm lại", &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(verify(&office, SCORE_OFFICE, UNIT_FIRST, "I.3", "560", "", "", &issues));
    assert_int_equal(issues.count, 1);
    assert_ok(verify(&office, SCORE_OFFICE, UNIT_FIRST, "I.3", "560", "", "Có sổ gốc", &issues));
    assert_int_equal(issues.count, 0);
    assert_string_equal(scores_fixture_cell(&f, UNIT_FIRST, "I.3")->accepted_actual.p, "560");
    scores_fixture_end(&f);
}

static void any_steps_entry_is_seen_as_a_change(void **state) {
    begin(*state);
    struct scoreboard before = f.board;
    accepts(&office, SCORE_OFFICE, UNIT_FIRST, "I.1", "10", "Đối chiếu sổ");
    struct scoreboard now = f.board;
    f.board = before;
    struct issues issues;
    assert_ok(verify(&f.head, SCORE_HEAD, UNIT_FIRST, "I.1", "", "9", "Khác", &issues));
    assert_int_equal(issues.items[0].message.id, MSG_scoring_changed_meanwhile);
    f.board = now;
    scores_fixture_end(&f);
}

/* --- agreeing with all -------------------------------------------------------------------- */

static const struct err *evidence_in(struct db_tx *tx, void *context) {
    const char *code = context;
    struct cluster_revisions at = {.cluster_period_id = f.board.cluster.id};
    const struct score_entry entry = {
        .unit_id = f.board.cluster.members.items[UNIT_FIRST].id,
        .criterion_id = f.board.table.criteria.items[scores_fixture_index(&f, code)].id,
        .stage = STAGE_SELF,
        .field = FIELD_EVIDENCE,
        .value = STR("Biên bản kiểm tra số 3"),
        .source = STR(""),
        .reason = STR("")};
    bool added;
    return scoring_add_entry(tx, f.arena, &f.local, FIXTURE_NOW_MS, &at, STR_NONE, &entry, &added);
}

static enum agree_state state_of(const char *code, enum score_stage stage) {
    return scoring_agree_state(&f.board, UNIT_FIRST, scores_fixture_index(&f, code), stage, false);
}

static void only_what_agrees_and_has_evidence_is_agreed_with(void **state) {
    begin(*state);
    assert_int_equal(state_of("I.1", SCORE_HEAD), AGREE_NO_EVIDENCE);
    assert_int_equal(scoring_agree_state(&f.board, UNIT_FIRST, scores_fixture_index(&f, "I.1"),
                                         SCORE_HEAD, true),
                     AGREE_CAN);
    assert_int_equal(state_of("I", SCORE_HEAD), AGREE_NOT_ASKED);
    assert_ok(db_write(f.db, evidence_in, "I.1"));
    assert_ok(db_write(f.db, evidence_in, "I.2"));
    scores_fixture_load(&f);
    assert_int_equal(state_of("I.1", SCORE_HEAD), AGREE_CAN);
    struct agreement rows[] = {{STR("I.1"), STR("11.84")}, {STR("II"), STR("5")}};
    struct issues issues = {0};
    int stored = 7;
    /* One of them has no evidence: none is recorded. */
    assert_ok(scoring_agree_all(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                UNIT_FIRST, SCORE_HEAD, rows, 2, &issues, &stored));
    assert_int_equal(stored, 0);
    assert_int_equal(issues.count, 1);
    issues = (struct issues){0};
    rows[1] = (struct agreement){STR("I.2"), STR("7")}; /* not what stands */
    assert_ok(scoring_agree_all(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                UNIT_FIRST, SCORE_HEAD, rows, 2, &issues, &stored));
    assert_int_equal(stored, 0);
    assert_int_equal(issues.count, 1);
    issues = (struct issues){0};
    rows[1] = (struct agreement){STR("I.2"), STR("8")};
    assert_ok(scoring_agree_all(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                UNIT_FIRST, SCORE_HEAD, rows, 2, &issues, &stored));
    assert_int_equal(stored, 2);
    scores_fixture_load(&f);
    const struct stage_decision *mine =
        scores_fixture_cell(&f, UNIT_FIRST, "I.1")->stages[SCORE_HEAD];
    assert_true(mine->agrees);
    assert_int_equal(scores_fixture_cell(&f, UNIT_FIRST, "I.1")->decided, SCORE_SELF);
    assert_int_equal(state_of("I.1", SCORE_HEAD), AGREE_DONE);
    /* Its steps tell it. */
    struct score_steps steps;
    assert_ok(scoring_steps(f.db, f.arena, &f.head, &f.board, UNIT_FIRST,
                            scores_fixture_index(&f, "I.1"), &steps));
    size_t told = 0;
    for (size_t i = 0; i < steps.count; i++)
        told += str_equal(steps.items[i].field, FIELD_AGREE) &&
                str_find(steps.items[i].reason, STR("đồng ý cả loạt (2 tiêu chí)")) >= 0;
    assert_int_equal(told, 1);
    /* The figure changes: the agreement was with another one. */
    accepts(&office, SCORE_OFFICE, UNIT_FIRST, "I.1", "10", "Đối chiếu sổ");
    mine = scores_fixture_cell(&f, UNIT_FIRST, "I.1")->stages[SCORE_HEAD];
    POINTS(mine->agreed, "11.84");
    assert_int_equal(state_of("I.1", SCORE_HEAD), AGREE_LATER);
    assert_int_equal(state_of("I.1", SCORE_COUNCIL), AGREE_DIFFERS);
    scores_fixture_end(&f);
}

static void agreeing_asks_who_writes_the_step(void **state) {
    begin(*state);
    const struct agreement row = {STR("I.1"), STR("11.84")};
    struct issues issues = {0};
    int stored;
    assert_err_kind(scoring_agree_all(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                      UNIT_THIRD, SCORE_HEAD, &row, 1, &issues, &stored),
                    ERR_DENIED);
    assert_err_kind(scoring_agree_all(f.db, f.arena, &f.officer, FIXTURE_NOW_MS, &f.board.cluster,
                                      UNIT_FIRST, SCORE_HEAD, &row, 1, &issues, &stored),
                    ERR_DENIED);
    scores_fixture_end(&f);
}

/* --- who sees whose points ---------------------------------------------------------------- */

static void sets_visibility(const char *value) {
    const struct scoring_setting_form form = {SETTING_VISIBILITY, str_from_c(value),
                                              STR("Quy chế cụm")};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_set_settings(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form,
                                   1, &issues, &stored));
    scores_fixture_load(&f);
}

static const struct err *unsend_in(struct db_tx *tx, void *context) {
    (void)context;
    struct cluster_revisions at = {.cluster_period_id = f.board.cluster.id};
    const struct score_entry entry = {
        .unit_id = f.board.cluster.members.items[UNIT_THIRD].id,
        .criterion_id = f.board.table.criteria.items[scores_fixture_index(&f, "II")].id,
        .stage = STAGE_SELF,
        .field = FIELD_ACTUAL,
        .value = STR_NONE,
        .source = STR(""),
        .reason = STR("")};
    bool added;
    return scoring_add_entry(tx, f.arena, &f.local, FIXTURE_NOW_MS, &at, STR_NONE, &entry, &added);
}

static void members_see_each_other_when_all_have_sent(void **state) {
    begin(*state);
    struct user *const members[] = {&f.officer, &commander};
    struct user *const above[] = {&f.head, &deputy, &office, &chair, &f.reader};
    for (size_t i = 0; i < COUNT_OF(members); i++)
        assert_true(scoring_visible_all(&f.board, members[i]));
    assert_ok(db_write(f.db, unsend_in, NULL));
    scores_fixture_load(&f);
    assert_false(scoring_sent(&f.board, UNIT_THIRD));
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        size_t own = i;
        assert_false(scoring_visible_all(&f.board, members[i]));
        for (size_t unit = 0; unit < 3; unit++)
            assert_int_equal(scoring_visible(&f.board, members[i], unit), unit == own);
        struct scoring_sight sight = scoring_visible_units(f.arena, &f.board, members[i]);
        assert_int_equal(sight.count, 1);
        assert_int_equal(sight.units[0], own);
        assert_true(str_find(scoring_sight_words(f.arena, LANG_VI, &f.board, &sight),
                             STR("Chưa gửi đủ: Ban CHQS huyện Ba")) >= 0);
    }
    for (size_t i = 0; i < COUNT_OF(above); i++)
        assert_true(scoring_visible_all(&f.board, above[i]));
    sets_visibility("always");
    assert_true(scoring_visible_all(&f.board, &f.officer));
    sets_visibility("adopted");
    assert_false(scoring_visible_all(&f.board, &f.officer));
    assert_int_equal(scoring_sight_why(&f.board), SIGHT_NOT_ADOPTED);
    f.board.cluster.closing.closed = true;
    assert_true(scoring_visible_all(&f.board, &f.officer));
    scores_fixture_end(&f);
}

/* Points of a criterion that one step owns are that step's alone. */
static void a_criterion_of_the_office_is_scored_by_the_office(void **state) {
    scores_fixture_make(&f, *state, false);
    size_t index = scores_fixture_index(&f, "I.2");
    size_t count = f.board.table.criteria.count;
    struct criterion *items = ARENA_ARRAY(f.arena, struct criterion, count);
    for (size_t i = 0; i < count; i++)
        items[i] = f.board.table.criteria.items[i];
    items[index].owner = SCORE_OFFICE;
    const struct criteria criteria = {items, count, count};
    const struct table_source source = {STR("Bảng thử"), STR(""), STR("thu.xlsx"), STR("")};
    struct issues issues = {0};
    assert_ok(scoring_store_table(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &f.board.cluster,
                                  &criteria, &source));
    assert_ok(
        scoring_lock_table(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &f.board.cluster, &issues));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f);
    for (int stage = SCORE_HEAD; stage < SCORE_STAGE_COUNT; stage++) {
        if (stage == SCORE_OFFICE)
            continue;
        assert_ok(verify(&f.local, (enum score_stage)stage, UNIT_FIRST, "I.2", "", "8",
                         "Theo biên bản", &issues));
        assert_int_equal(issues.count, 1);
        assert_int_equal(issues.items[0].message.id, MSG_scoring_owned_by);
        assert_string_equal(issues.items[0].field.p, "points.I.2");
        assert_false(scores_fixture_score(&f, UNIT_FIRST, "I.2")->in_force_known);
    }
    accepts(&f.local, SCORE_OFFICE, UNIT_FIRST, "I.2", "7", "Theo sổ trực");
    POINTS(scores_fixture_score(&f, UNIT_FIRST, "I.2")->in_force, "7.00");
    POINTS(f.board.matrix.totals[UNIT_FIRST].content, "7.00");
    scores_fixture_end(&f);
}

static struct str gone_words(size_t unit) {
    return scoring_gone_words(f.arena, LANG_VI, &f.board, unit);
}

/* A member that is dissolved while the half-year runs keeps its scores; pages say so. */
static void who_is_dissolved_keeps_its_scores_with_a_word(void **state) {
    begin(*state);
    assert_int_equal(gone_words(UNIT_SECOND).n, 0);
    struct str total =
        decimal_fixed(f.arena, f.board.matrix.totals[UNIT_SECOND].total, POINT_SCALE);
    int64_t structure = f.board.cluster.revision;
    struct unit_form form = {
        .on = STR("1/5/2020"), .number = STR("1/QĐ"), .source = STR("Quyết định")};
    struct issues issues = {0};
    struct str slug;
    assert_ok(organisation_change(f.db, f.arena, &f.local, FIXTURE_NOW_MS, UNIT_DISSOLVE,
                                  f.board.cluster.members.items[UNIT_SECOND].slug, &form, &issues,
                                  &slug));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f); /* the board that was kept is not the one any more */
    assert_true(f.board.cluster.revision > structure);
    assert_string_equal(gone_words(UNIT_SECOND).p,
                        "Đơn vị giải thể, sáp nhập từ ngày 1/5/2020; điểm đã chấm giữ nguyên.");
    assert_int_equal(gone_words(UNIT_FIRST).n, 0);
    assert_int_equal(f.board.matrix.unit_count, 3);
    POINTS(f.board.matrix.totals[UNIT_SECOND].total, total.p);
    /* Scores that come later stand on the same ground. */
    accepts(&f.head, SCORE_HEAD, UNIT_FIRST, "I.1", "11", "Theo biên bản");
    assert_true(gone_words(UNIT_SECOND).n > 0);
    scores_fixture_end(&f);
}

/* After the half-year ended nothing is said of it. */
static void who_is_dissolved_later_stands(void **state) {
    begin(*state);
    struct unit_form form = {
        .on = STR("2/7/2020"), .number = STR("1/QĐ"), .source = STR("Quyết định")};
    struct issues issues = {0};
    struct str slug;
    assert_ok(organisation_change(f.db, f.arena, &f.local, FIXTURE_NOW_MS, UNIT_DISSOLVE,
                                  f.board.cluster.members.items[UNIT_SECOND].slug, &form, &issues,
                                  &slug));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f);
    assert_int_equal(gone_words(UNIT_SECOND).n, 0);
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(each_writes_the_steps_of_his_office),
        DB_TEST(a_head_of_another_year_is_no_head),
        DB_TEST(the_latest_step_counts_never_the_greatest),
        DB_TEST(a_step_that_differs_from_the_one_before_needs_a_reason),
        DB_TEST(any_steps_entry_is_seen_as_a_change),
        DB_TEST(only_what_agrees_and_has_evidence_is_agreed_with),
        DB_TEST(agreeing_asks_who_writes_the_step),
        DB_TEST(members_see_each_other_when_all_have_sent),
        DB_TEST(a_criterion_of_the_office_is_scored_by_the_office),
        DB_TEST(who_is_dissolved_keeps_its_scores_with_a_word),
        DB_TEST(who_is_dissolved_later_stands),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
