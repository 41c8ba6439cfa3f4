/* The list of proposals as rows, on both engines. */
#include "features/proposal/proposal_service.h"
#include "features/scoring/scores_fixture.h"

/* The annual review of the training cluster: three units, one flag, one certificate. */
static void begin(struct scores_fixture *f, struct db *db) {
    scores_fixture_make(f, db, true);
    static const char *const TRAINED[] = {"75", "60", "50"};
    for (size_t unit = 0; unit < 3; unit++)
        scores_fixture_report(f, unit, "I.1", TRAINED[unit], NULL);
    const struct scoring_setting_form forms[] = {
        {SETTING_QUOTA_FLAGS, STR("1"), STR("Quy chế số 1")},
        {SETTING_QUOTA_CERTIFICATES, STR("50%"), STR("Quy chế số 1")},
    };
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_set_settings(f->db, f->arena, &f->local, FIXTURE_NOW_MS, &f->board.cluster,
                                   forms, COUNT_OF(forms), &issues, &stored));
    assert_int_equal(stored, 2);
    scores_fixture_load(f);
    f->board.cluster.period.half = 2;
}

static void load(struct scores_fixture *f, struct proposal_list *list) {
    assert_ok(proposal_load(f->db, f->arena, &f->head, &f->board, list));
}

static void the_list_is_recorded_and_adjusted(void **state) {
    struct scores_fixture f;
    begin(&f, *state);
    struct proposal_list list;
    struct issues issues = {0};
    int stored;
    load(&f, &list);
    assert_false(list.is_made);
    assert_int_equal(list.lines.items[0].draft.kind, PROPOSAL_FLAG);
    assert_int_equal(list.lines.items[1].draft.kind, PROPOSAL_CERTIFICATE);
    assert_ok(proposal_record(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, &issues, &stored));
    assert_int_equal(stored, 3);
    assert_ok(proposal_record(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, &issues, &stored));
    assert_int_equal(stored, 0);
    load(&f, &list);
    assert_true(list.is_made);
    assert_false(list.is_stale);
    assert_int_equal(list.flags, 1);
    assert_int_equal(list.certificates, 1);
    assert_true(str_equal(list.lines.items[0].row.author, f.head.name));

    /* beyond the quota, and without a reason */
    struct proposal_form form = {.kind = STR("certificate")};
    assert_ok(proposal_adjust(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_THIRD, &form,
                              &issues, &stored));
    assert_int_equal(stored, 0);
    assert_non_null(issue_of(&issues, STR("kind")));
    assert_non_null(issue_of(&issues, STR("reason")));
    /* conditions that nothing shows */
    issues.count = 0;
    form = (struct proposal_form){.kind = STR("flag"), .conditions_met = true};
    assert_ok(proposal_adjust(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_FIRST, &form,
                              &issues, &stored));
    assert_non_null(issue_of(&issues, STR("conditions_note")));
    issues.count = 0;
    form.conditions_note = STR("Quyết định số 5 xếp loại tổ chức đảng");
    assert_ok(proposal_adjust(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_FIRST, &form,
                              &issues, &stored));
    assert_int_equal(issues.count, 0);
    assert_int_equal(stored, 1);
    /* taken off with a reason: there is room for another */
    form = (struct proposal_form){.kind = STR(""), .reason = STR("chưa đạt điều kiện riêng")};
    assert_ok(proposal_adjust(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_SECOND, &form,
                              &issues, &stored));
    assert_int_equal(stored, 1);
    form = (struct proposal_form){.kind = STR("certificate"), .reason = STR("thay đơn vị thứ hai")};
    assert_ok(proposal_adjust(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_THIRD, &form,
                              &issues, &stored));
    assert_int_equal(issues.count, 0);
    assert_int_equal(stored, 1);
    load(&f, &list);
    assert_int_equal(list.certificates, 1);
    assert_int_equal(list.history.count, 6);
    assert_true(list.lines.items[0].row.conditions_met);
    scores_fixture_end(&f);
}

static void another_ranking_makes_it_stale(void **state) {
    struct scores_fixture f;
    begin(&f, *state);
    struct proposal_list list;
    struct issues issues = {0};
    int stored;
    assert_ok(proposal_record(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, &issues, &stored));
    scores_fixture_report(&f, UNIT_THIRD, "I.1", "75", NULL);
    scores_fixture_load(&f);
    f.board.cluster.period.half = 2;
    load(&f, &list);
    assert_true(list.is_stale);
    scores_fixture_end(&f);
}

static void not_at_half_year_and_not_by_everybody(void **state) {
    struct scores_fixture f;
    begin(&f, *state);
    struct proposal_list list;
    struct issues issues = {0};
    int stored;
    assert_err_kind(
        proposal_record(f.db, f.arena, &f.officer, FIXTURE_NOW_MS, &f.board, &issues, &stored),
        ERR_DENIED);
    assert_err_kind(
        proposal_record(f.db, f.arena, &f.reader, FIXTURE_NOW_MS, &f.board, &issues, &stored),
        ERR_DENIED);
    f.board.cluster.period.half = 1;
    assert_err_kind(proposal_load(f.db, f.arena, &f.head, &f.board, &list), ERR_STATE);
    assert_err_kind(
        proposal_record(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, &issues, &stored),
        ERR_STATE);
    scores_fixture_end(&f);
}

static void without_quotas_there_is_no_list(void **state) {
    struct scores_fixture f;
    scores_fixture_make(&f, *state, true);
    scores_fixture_load(&f);
    f.board.cluster.period.half = 2;
    struct issues issues = {0};
    int stored;
    assert_ok(proposal_record(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, &issues, &stored));
    assert_int_equal(stored, 0);
    assert_int_equal(issues.count, 1);
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(the_list_is_recorded_and_adjusted),
        DB_TEST(another_ranking_makes_it_stale),
        DB_TEST(not_at_half_year_and_not_by_everybody),
        DB_TEST(without_quotas_there_is_no_list),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
