/* A table through its versions, and what is not assigned to a member. On both engines. */
#include "features/cluster/closing_service.h"
#include "features/scoring/exemption_service.h"
#include "features/scoring/scores_fixture.h"
#include "features/scoring/table_version_service.h"

static struct scores_fixture f;
static struct issues issues;

static struct table_versions versions(void) {
    struct table_versions list;
    assert_ok(scoring_versions(f.db, f.arena, &f.head, &f.board.cluster, &list));
    return list;
}

/* What a test changes of one criterion. */
struct edit {
    const char *code;
    const char *max;
    const char *label;
    bool take_out;
    const char *add_below; /* a new criterion "Mới", max 3, pass or fail */
};

static const struct err *edit_one(struct arena *arena, struct criteria_document *document,
                                  void *context, struct issues *found) {
    const struct edit *edit = context;
    (void)found;
    struct criteria before = criteria_copy(arena, &document->criteria);
    struct criteria after = {0};
    for (size_t i = 0; i < before.count; i++) {
        struct criterion c = before.items[i];
        bool here = str_equal_c(c.code, edit->code);
        if (here && edit->take_out)
            continue;
        if (here && edit->max)
            decimal_parse(str_from_c(edit->max), &c.max);
        if (here && edit->label)
            c.label = str_from_c(edit->label);
        *list_push(arena, &after) = c;
        if (edit->add_below && str_equal_c(c.code, edit->add_below))
            *list_push(arena, &after) = (struct criterion){.id = STR(""),
                                                           .label = STR("9"),
                                                           .name = STR("Mới"),
                                                           .kind = CRITERION_PASS,
                                                           .max = DECIMAL(3, 0),
                                                           .points_each = DECIMAL_ZERO,
                                                           .unit_of_measure = STR(""),
                                                           .note = STR(""),
                                                           .rule = STR(""),
                                                           .for_kind = STR(""),
                                                           .depth = c.depth + 1};
    }
    criteria_settle(arena, &before, &after);
    document->criteria = after;
    return NULL;
}

static const struct err *change(struct edit edit, const char *seen, bool *was_agreed) {
    bool agreed;
    issues = (struct issues){0};
    return scoring_change_draft(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                seen ? str_from_c(seen) : STR(""), edit_one, &edit, &issues,
                                was_agreed ? was_agreed : &agreed);
}

static const struct err *open_new(void) {
    issues = (struct issues){0};
    return scoring_open_version(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                STR("Cấp trên giao thêm nhiệm vụ"), &issues);
}

static const struct err *agree(const char *on, const char *note) {
    const struct agreement_form form = {str_from_c(on), str_from_c(note)};
    issues = (struct issues){0};
    return scoring_agree_version(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form,
                                 &issues);
}

static const struct err *lock_new(void) {
    issues = (struct issues){0};
    return scoring_lock_version(f.db, f.arena, &f.head, FIXTURE_NOW_MS + 1000, &f.board.cluster,
                                &issues);
}

static const struct criterion *find(const char *code) {
    ptrdiff_t at = criteria_find(&f.board.table.criteria, str_from_c(code));
    return at < 0 ? NULL : &f.board.table.criteria.items[at];
}

static void set(enum scoring_key key, const char *value) {
    const struct scoring_setting_form form = {key, str_from_c(value), STR("Quy chế Cụm")};
    int stored;
    struct issues found = {0};
    assert_ok(scoring_set_settings(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form,
                                   1, &found, &stored));
    assert_int_equal(stored, 1);
}

static void locking_keeps_the_first_version(void **state) {
    scores_fixture_make(&f, *state, true);
    struct table_versions list = versions();
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].state, VERSION_LOCKED);
    assert_int_equal(list.items[0].digest.n, 64);
    assert_null(table_version_open(&list));
    struct table_version version;
    struct criteria_document document;
    assert_ok(
        scoring_version_read(f.db, f.arena, &f.reader, &f.board.cluster, 1, &version, &document));
    assert_int_equal(document.criteria.count, 7);
    assert_err_kind(change((struct edit){"I.1", .max = "13"}, NULL, NULL), ERR_STATE);
    assert_err_kind(
        scoring_version_read(f.db, f.arena, &f.reader, &f.board.cluster, 2, &version, &document),
        ERR_NOT_FOUND);
    scores_fixture_end(&f);
}

static void a_new_version_takes_the_place_of_the_old_one(void **state) {
    scores_fixture_make(&f, *state, true);
    struct str id = find("I.1")->id;
    struct str gone = find("I.2")->id;
    assert_ok(open_new());
    assert_err_kind(open_new(), ERR_STATE); /* one draft at a time */
    assert_ok(change((struct edit){"I.1", .max = "11"}, NULL, NULL));
    assert_ok(change((struct edit){"I.2", .take_out = true}, NULL, NULL));
    assert_ok(change((struct edit){"II", .add_below = "I"}, NULL, NULL));
    assert_ok(lock_new()); /* its parts do not add up yet */
    assert_int_equal(issues.count, 1);
    assert_int_equal(issues.items[0].message.id, MSG_intake_group_sum);
    assert_ok(change((struct edit){"I", .max = "24"}, NULL, NULL));
    scores_fixture_load(&f); /* nothing of it counts yet */
    assert_int_equal(decimal_compare(find("I.1")->max, DECIMAL(12, 0)), 0);
    assert_non_null(find("I.2"));
    assert_int_equal(issues.count, 0);
    assert_ok(lock_new());
    for (size_t i = 0; i < issues.count; i++)
        fail_msg("%s", message_text(f.arena, LANG_EN, issues.items[i].message).p);
    scores_fixture_load(&f);
    assert_true(f.board.table.locked);
    assert_int_equal(f.board.table.criteria.count, 7);
    assert_true(str_equal(find("I.1")->id, id)); /* with its scores */
    assert_null(find("I.2"));
    assert_true(str_equal_c(scores_fixture_cell(&f, UNIT_FIRST, "I.1")->self_actual, "74"));
    assert_int_equal(find("I.9")->kind, CRITERION_PASS);
    struct table_versions list = versions();
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].state, VERSION_LOCKED);
    assert_int_equal(list.items[1].state, VERSION_SUPERSEDED);
    struct table_version version;
    struct criteria_document old;
    assert_ok(scoring_version_read(f.db, f.arena, &f.reader, &f.board.cluster, 1, &version, &old));
    assert_true(criteria_find(&old.criteria, STR("I.2")) >= 0);
    assert_true(str_equal(old.criteria.items[2].id, gone));
    scores_fixture_end(&f);
}

static void codes_may_change_places(void **state) {
    scores_fixture_make(&f, *state, true);
    struct str first = find("I.1")->id;
    struct str second = find("I.2")->id;
    int stored;
    bool exempt[7] = {[1] = true};
    issues = (struct issues){0};
    assert_ok(exemption_decide(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_SECOND,
                               exempt, STR("Không có lực lượng"), &issues, &stored));
    assert_int_equal(stored, 1);
    assert_ok(open_new());
    assert_ok(change((struct edit){"I.1", .label = "x"}, NULL, NULL));
    assert_ok(change((struct edit){"I.2", .label = "I.1"}, NULL, NULL));
    assert_ok(change((struct edit){"I.x", .label = "I.2"}, NULL, NULL));
    assert_ok(lock_new());
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f);
    assert_true(str_equal(find("I.I.2")->id, first));
    assert_true(str_equal(find("I.I.1")->id, second));
    /* what was decided of a criterion goes with it */
    assert_true(scores_fixture_score(&f, UNIT_SECOND, "I.I.2")->exempt);
    assert_false(scores_fixture_score(&f, UNIT_SECOND, "I.I.1")->exempt);
    scores_fixture_end(&f);
}

static void editing_what_was_agreed_makes_it_a_draft(void **state) {
    scores_fixture_make(&f, *state, false);
    assert_ok(agree("1/7/2020", "Biên bản số 4")); /* tomorrow */
    assert_non_null(issue_of(&issues, STR("on")));
    assert_ok(agree("18/6/2020", ""));
    assert_non_null(issue_of(&issues, STR("note")));
    assert_ok(agree("18/6/2020", "Biên bản họp Cụm số 4; đủ ba đơn vị"));
    assert_int_equal(issues.count, 0);
    struct table_versions list = versions();
    assert_int_equal(list.items[0].state, VERSION_AGREED);
    assert_true(str_equal_c(list.items[0].agreed_by, "Cụm trưởng"));
    bool was_agreed = false;
    assert_ok(change((struct edit){"I.1", .max = "13"}, NULL, &was_agreed));
    assert_true(was_agreed);
    list = versions();
    assert_int_equal(list.items[0].state, VERSION_DRAFT);
    assert_int_equal(list.items[0].agreed_by.n, 0);
    assert_ok(agree("18/6/2020", "Biên bản họp Cụm số 5"));
    struct criterion_form form = criterion_form_of(f.arena, find("I.2")); /* by another way */
    form.name = STR("Nền nếp trực ban");
    issues = (struct issues){0};
    assert_ok(scoring_change_criterion(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster,
                                       STR("I.2"), &form, &issues));
    list = versions();
    assert_int_equal(list.items[0].state, VERSION_DRAFT);
    scores_fixture_end(&f);
}

static void a_cluster_may_ask_for_agreement_first(void **state) {
    scores_fixture_make(&f, *state, false);
    set(SETTING_AGREEMENT, "yes");
    issues = (struct issues){0};
    assert_ok(
        scoring_lock_table(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &issues));
    assert_int_equal(issues.count, 1);
    scores_fixture_load(&f);
    assert_false(f.board.table.locked);
    assert_ok(agree("18/6/2020", "Biên bản số 4"));
    struct str agreed = versions().items[0].digest;
    issues = (struct issues){0};
    assert_ok(
        scoring_lock_table(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &issues));
    assert_int_equal(issues.count, 0);
    struct table_versions list = versions();
    assert_int_equal(list.items[0].state, VERSION_LOCKED);
    assert_true(str_equal(list.items[0].digest, agreed));
    assert_ok(open_new());
    assert_ok(lock_new());
    assert_int_equal(issues.count, 1);
    scores_fixture_end(&f);
}

static void two_editors_do_not_lose_their_work(void **state) {
    scores_fixture_make(&f, *state, false);
    const char *seen = str_c(f.arena, versions().items[0].digest);
    assert_ok(change((struct edit){"I.1", .max = "13"}, seen, NULL));
    assert_int_equal(issues.count, 0);
    assert_ok(change((struct edit){"I.1", .max = "14"}, seen, NULL));
    assert_int_equal(issues.count, 1);
    scores_fixture_load(&f);
    assert_int_equal(decimal_compare(find("I.1")->max, DECIMAL(13, 0)), 0);
    scores_fixture_end(&f);
}

static void what_a_new_maximum_does_is_said_before_locking(void **state) {
    scores_fixture_make(&f, *state, true);
    assert_ok(open_new());
    assert_ok(change((struct edit){"I.1", .max = "11"}, NULL, NULL));
    assert_ok(change((struct edit){"I.2", .take_out = true}, NULL, NULL));
    struct table_version version;
    struct criteria_document document;
    assert_ok(
        scoring_version_read(f.db, f.arena, &f.head, &f.board.cluster, 2, &version, &document));
    struct issues effects = {0};
    assert_ok(scoring_version_effects(f.db, f.arena, &f.head, &f.board, &document, &effects));
    assert_int_equal(effects.count, 4); /* three units gave themselves 11,84; I.2 is scored */
    assert_int_equal(effects.items[0].message.id, MSG_version_self_above);
    assert_int_equal(effects.items[3].message.id, MSG_version_scored_out);
    assert_ok(scoring_drop_version(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster));
    struct table_versions list = versions();
    assert_int_equal(list.items[0].state, VERSION_DROPPED);
    assert_null(table_version_open(&list));
    assert_ok(open_new());
    assert_int_equal(versions().items[0].number, 3);
    scores_fixture_end(&f);
}

static void others_and_closed_half_years_are_refused(void **state) {
    scores_fixture_make(&f, *state, true);
    assert_ok(open_new());
    const struct user *const users[] = {&f.reader, &f.officer};
    struct edit edit = {"I.1", .max = "13"};
    bool agreed;
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        issues = (struct issues){0};
        assert_err_kind(scoring_change_draft(f.db, f.arena, users[i], FIXTURE_NOW_MS,
                                             &f.board.cluster, STR(""), edit_one, &edit, &issues,
                                             &agreed),
                        ERR_DENIED);
        assert_err_kind(scoring_lock_version(f.db, f.arena, users[i], FIXTURE_NOW_MS,
                                             &f.board.cluster, &issues),
                        ERR_DENIED);
    }
    struct closing_target target = {.period = &f.board.cluster};
    issues = (struct issues){0};
    assert_ok(closing_close(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &target, STR("Đã họp"),
                            STR(""), &issues));
    assert_err_kind(change(edit, NULL, NULL), ERR_STATE);
    assert_err_kind(lock_new(), ERR_STATE);
    assert_err_kind(agree("18/6/2020", "Biên bản"), ERR_STATE);
    assert_err_kind(scoring_drop_version(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster),
                    ERR_STATE);
    bool exempt[7] = {[1] = true};
    int stored;
    assert_err_kind(exemption_decide(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, 0, exempt,
                                     STR("Lý do"), &issues, &stored),
                    ERR_STATE);
    scores_fixture_end(&f);
}

static void what_is_not_assigned_needs_a_reason(void **state) {
    scores_fixture_make(&f, *state, true);
    bool exempt[7] = {[0] = true};
    int stored;
    issues = (struct issues){0};
    assert_ok(exemption_decide(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_FIRST, exempt,
                               STR(""), &issues, &stored));
    assert_non_null(issue_of(&issues, STR("reason")));
    scores_fixture_load(&f);
    assert_false(scores_fixture_score(&f, UNIT_FIRST, "I")->exempt);
    issues = (struct issues){0};
    assert_ok(exemption_decide(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_FIRST, exempt,
                               STR("Không có thao trường"), &issues, &stored));
    assert_int_equal(stored, 1);
    scores_fixture_load(&f);
    assert_true(scores_fixture_score(&f, UNIT_FIRST, "I.2")->exempt); /* with all below it */
    assert_false(scores_fixture_score(&f, UNIT_FIRST, "II")->exempt);
    assert_false(scores_fixture_score(&f, UNIT_SECOND, "I.2")->exempt);
    struct exemptions all;
    assert_ok(exemption_read(f.db, f.arena, &f.board, &all));
    assert_int_equal(all.rows[UNIT_FIRST][0].state, EXEMPTION_DECIDED);
    assert_int_equal(all.rows[UNIT_FIRST][1].state, EXEMPTION_BY_GROUP);
    assert_true(str_equal_c(all.rows[UNIT_FIRST][0].reason, "Không có thao trường"));
    exempt[0] = false;
    assert_ok(exemption_decide(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board, UNIT_FIRST, exempt,
                               STR("Đã được giao lại"), &issues, &stored));
    scores_fixture_load(&f);
    assert_false(scores_fixture_score(&f, UNIT_FIRST, "I.2")->exempt);
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(locking_keeps_the_first_version),
        DB_TEST(a_new_version_takes_the_place_of_the_old_one),
        DB_TEST(codes_may_change_places),
        DB_TEST(editing_what_was_agreed_makes_it_a_draft),
        DB_TEST(a_cluster_may_ask_for_agreement_first),
        DB_TEST(two_editors_do_not_lose_their_work),
        DB_TEST(what_a_new_maximum_does_is_said_before_locking),
        DB_TEST(others_and_closed_half_years_are_refused),
        DB_TEST(what_is_not_assigned_needs_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
