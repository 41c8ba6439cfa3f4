/* Explanations and disputes from the first word to the last, on both engines. */
#include "features/cluster/closing_service.h"
#include "features/dispute/dispute_service.h"
#include "features/scoring/scores_fixture.h"

enum { A_DAY_MS = 24 * 60 * 60 * 1000 };

struct scene {
    struct scores_fixture f;
    struct user office;
    struct user drafter; /* of the first unit: enters, does not send */
    struct user other;   /* of the second unit */
    struct grant grants[3];
};

static struct user user_of(struct scene *s, size_t grant, const char *name, enum role role,
                           struct str unit_id) {
    struct user user = s->f.head;
    user.id = user.name = str_from_c(name);
    s->grants[grant] = (struct grant){
        role, role == ROLE_OFFICE ? STR("") : s->f.board.cluster.cluster_id, unit_id};
    user.grants = &s->grants[grant];
    user.grant_count = 1;
    return user;
}

/* The head's unit is the third. */
static void load(struct scene *s) {
    scores_fixture_load(&s->f);
    s->f.board.cluster.head = s->f.board.cluster.members.items[UNIT_THIRD];
}

static void begin(struct scene *s, void **state) {
    scores_fixture_make(&s->f, *state, true);
    load(s);
    const struct cluster_unit *units = s->f.board.cluster.members.items;
    s->office = user_of(s, 0, "Cơ quan", ROLE_OFFICE, STR(""));
    s->drafter = user_of(s, 1, "Trợ lý", ROLE_UNIT, units[UNIT_FIRST].id);
    s->other = user_of(s, 2, "Đơn vị khác", ROLE_COMMANDER, units[UNIT_SECOND].id);
}

static struct dispute_form form_of(struct scene *s, enum thread_kind kind, size_t unit,
                                   const char *code) {
    return (struct dispute_form){
        .kind = kind,
        .unit = unit,
        .criterion = code ? (ptrdiff_t)scores_fixture_index(&s->f, code) : -1,
        .asks = STR("Đề nghị 12 điểm"),
        .body = STR("Kết quả đúng là 75, theo biên bản số 7"),
    };
}

static const struct err *open_as(struct scene *s, const struct user *user,
                                 const struct dispute_form *form, struct str *ret_id) {
    struct issues issues = {0};
    const struct err *err =
        dispute_open(s->f.db, s->f.arena, user, FIXTURE_NOW_MS, &s->f.board, form, &issues, ret_id);
    if (!err)
        assert_int_equal(issues.count, 0);
    return err;
}

static struct str opened(struct scene *s, const struct user *user, enum thread_kind kind) {
    struct str id;
    struct dispute_form form = form_of(s, kind, UNIT_FIRST, "I.1");
    assert_ok(open_as(s, user, &form, &id));
    return id;
}

static const struct err *act(struct scene *s, const struct user *user, struct str id,
                             enum thread_act act) {
    struct issues issues = {0};
    const struct err *err = dispute_act(s->f.db, s->f.arena, user, FIXTURE_NOW_MS + 1, &s->f.board,
                                        id, act, STR("Vì biên bản số 7"), &issues);
    if (!err)
        assert_int_equal(issues.count, 0);
    return err;
}

static struct thread seen(struct scene *s, const struct user *user, struct str id) {
    struct thread thread;
    assert_ok(dispute_find(s->f.db, s->f.arena, user, &s->f.board, id, &thread));
    return thread;
}

static size_t listed(struct scene *s, const struct user *user) {
    struct threads threads;
    assert_ok(dispute_list(s->f.db, s->f.arena, user, &s->f.board, &threads));
    return threads.count;
}

static void a_unit_disputes_its_own_figures_alone(void **state) {
    struct scene s;
    struct str id;
    begin(&s, state);
    struct dispute_form others = form_of(&s, THREAD_DISPUTE, UNIT_SECOND, "I.1");
    struct dispute_form own = form_of(&s, THREAD_DISPUTE, UNIT_FIRST, "I.1");
    assert_err_kind(open_as(&s, &s.f.officer, &others, &id), ERR_DENIED);
    assert_err_kind(open_as(&s, &s.f.reader, &own, &id), ERR_DENIED);
    assert_err_kind(open_as(&s, &s.f.head, &own, &id), ERR_DENIED); /* it is the unit's to object */
    assert_err_kind(open_as(&s, &s.drafter, &own, &id), ERR_DENIED); /* the commander sends */
    assert_ok(open_as(&s, &s.f.officer, &own, &id));
    /* Others of the cluster see nothing of it. */
    struct thread thread;
    assert_int_equal(listed(&s, &s.other), 0);
    assert_err_kind(dispute_find(s.f.db, s.f.arena, &s.other, &s.f.board, id, &thread),
                    ERR_NOT_FOUND);
    assert_err_kind(act(&s, &s.other, id, ACT_KEEP), ERR_NOT_FOUND);
    thread = seen(&s, &s.f.head, id);
    assert_int_equal(thread.state, THREAD_WAITS_VERIFIER);
    assert_true(str_equal_c(thread.figure, "11.84"));
    /* The unit does not settle it, the head does. */
    assert_err_kind(act(&s, &s.f.officer, id, ACT_KEEP), ERR_STATE);
    assert_ok(act(&s, &s.f.head, id, ACT_KEEP));
    assert_int_equal(seen(&s, &s.f.officer, id).state, THREAD_KEPT);
    assert_err_kind(act(&s, &s.f.officer, id, ACT_WITHDRAW), ERR_STATE);
    scores_fixture_end(&s.f);
}

static void changed_is_said_of_what_was_changed(void **state) {
    struct scene s;
    begin(&s, state);
    struct str id = opened(&s, &s.f.officer, THREAD_DISPUTE);
    struct issues issues = {0};
    assert_ok(dispute_act(s.f.db, s.f.arena, &s.f.head, FIXTURE_NOW_MS + 1, &s.f.board, id,
                          ACT_CHANGE, STR("Đúng"), &issues));
    assert_int_equal(issues.count, 1);
    assert_int_equal(issues.items[0].message.id, MSG_dispute_nothing_changed);
    assert_int_equal(seen(&s, &s.f.head, id).state, THREAD_WAITS_VERIFIER);
    struct verification decision = {
        .code = STR("I.1"), .points = STR("12"), .reason = STR("Biên bản số 7")};
    int stored;
    issues.count = 0;
    assert_ok(scoring_verify(s.f.db, s.f.arena, &s.f.head, FIXTURE_NOW_MS + 2, &s.f.board.cluster,
                             UNIT_FIRST, SCORE_HEAD, &decision, 1, &issues, &stored));
    assert_int_equal(stored, 1);
    load(&s);
    assert_ok(act(&s, &s.f.head, id, ACT_CHANGE));
    struct thread thread = seen(&s, &s.f.officer, id);
    assert_int_equal(thread.state, THREAD_CHANGED);
    assert_true(str_equal_c(thread.rows.items[1].figure, "12"));
    scores_fixture_end(&s.f);
}

static void the_officer_drafts_and_the_commander_sends(void **state) {
    struct scene s;
    begin(&s, state);
    struct dispute_form form = form_of(&s, THREAD_DISPUTE, UNIT_FIRST, "II");
    struct str id;
    form.draft = true;
    assert_ok(open_as(&s, &s.drafter, &form, &id));
    assert_int_equal(listed(&s, &s.f.head), 0); /* a draft is the unit's alone */
    assert_int_equal(listed(&s, &s.office), 0);
    assert_true(str_equal(seen(&s, &s.f.officer, id).draft, form.body));
    assert_err_kind(act(&s, &s.drafter, id, ACT_OPEN), ERR_DENIED);
    assert_ok(act(&s, &s.f.officer, id, ACT_OPEN));
    assert_int_equal(listed(&s, &s.f.head), 1);
    assert_int_equal(seen(&s, &s.f.head, id).rows.count, 1); /* not the draft */
    /* A dropped draft is nobody else's either. */
    assert_ok(open_as(&s, &s.drafter, &form, &id));
    assert_ok(act(&s, &s.drafter, id, ACT_WITHDRAW));
    assert_int_equal(listed(&s, &s.f.head), 1);
    scores_fixture_end(&s.f);
}

static void an_explanation_goes_to_and_fro(void **state) {
    struct scene s;
    begin(&s, state);
    struct str id = opened(&s, &s.f.head, THREAD_EXPLAIN);
    assert_int_equal(seen(&s, &s.drafter, id).state, THREAD_WAITS_UNIT);
    assert_err_kind(act(&s, &s.drafter, id, ACT_ANSWER), ERR_DENIED);
    assert_ok(act(&s, &s.drafter, id, ACT_DRAFT));
    assert_int_equal(seen(&s, &s.f.head, id).rows.count, 1);
    assert_ok(act(&s, &s.f.officer, id, ACT_ANSWER));
    assert_err_kind(act(&s, &s.f.officer, id, ACT_ANSWER), ERR_STATE);
    assert_ok(act(&s, &s.f.head, id, ACT_ASK));
    assert_ok(act(&s, &s.f.officer, id, ACT_ANSWER));
    assert_ok(act(&s, &s.office, id, ACT_KEEP));
    assert_int_equal(seen(&s, &s.f.officer, id).state, THREAD_KEPT);
    scores_fixture_end(&s.f);
}

static void set(struct scene *s, enum scoring_key key, const char *value) {
    struct scoring_setting_form form = {key, str_from_c(value), STR("Kế hoạch của cụm")};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_set_settings(s->f.db, s->f.arena, &s->f.head, FIXTURE_NOW_MS,
                                   &s->f.board.cluster, &form, 1, &issues, &stored));
    assert_int_equal(issues.count, 0);
    load(s);
}

static void after_the_last_day_only_the_office_opens(void **state) {
    struct scene s;
    struct str id;
    struct issues issues = {0};
    begin(&s, state);
    set(&s, SETTING_DISPUTE_UNTIL, "2020-06-18");
    set(&s, SETTING_EXPLAIN_UNTIL, "2020-06-19"); /* today */
    struct dispute_form form = form_of(&s, THREAD_DISPUTE, UNIT_FIRST, "I.1");
    assert_err_kind(open_as(&s, &s.f.officer, &form, &id), ERR_STATE);
    assert_ok(dispute_open(s.f.db, s.f.arena, &s.office, FIXTURE_NOW_MS, &s.f.board, &form, &issues,
                           &id));
    assert_int_equal(issues.count, 1); /* why so late */
    form.late_reason = STR("Công văn số 12 của đơn vị đến muộn");
    assert_ok(open_as(&s, &s.office, &form, &id));
    assert_int_equal(seen(&s, &s.f.officer, id).state, THREAD_WAITS_VERIFIER);
    assert_ok(act(&s, &s.f.officer, id, ACT_WITHDRAW)); /* what is open goes on */
    opened(&s, &s.f.head, THREAD_EXPLAIN);
    struct dispute_form ask = form_of(&s, THREAD_EXPLAIN, UNIT_FIRST, "II");
    issues.count = 0;
    assert_err_kind(dispute_open(s.f.db, s.f.arena, &s.f.head, FIXTURE_NOW_MS + A_DAY_MS,
                                 &s.f.board, &ask, &issues, &id),
                    ERR_STATE);
    scores_fixture_end(&s.f);
}

static void an_answer_that_does_not_agree_is_one_thread(void **state) {
    struct scene s;
    begin(&s, state);
    struct answer_form answers[] = {{STR("I.1"), false, STR("Kết quả đúng là 75")},
                                    {STR("II"), true, STR("")}};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_answer(s.f.db, s.f.arena, &s.f.officer, FIXTURE_NOW_MS, &s.f.board,
                             UNIT_FIRST, answers, 2, STR(""), &issues, &stored));
    struct threads threads;
    assert_ok(dispute_list(s.f.db, s.f.arena, &s.f.head, &s.f.board, &threads));
    assert_int_equal(threads.count, 1);
    assert_true(threads.items[0].from_answer && !threads.items[0].stored);
    assert_int_equal(dispute_count(&threads).waits_verifier, 1);
    struct str id = threads.items[0].id;
    assert_ok(act(&s, &s.f.head, id, ACT_ASK));
    assert_ok(act(&s, &s.f.officer, id, ACT_ANSWER));
    assert_ok(act(&s, &s.f.head, id, ACT_PASS_OFFICE));
    assert_err_kind(act(&s, &s.f.head, id, ACT_KEEP), ERR_STATE);
    assert_ok(act(&s, &s.office, id, ACT_KEEP));
    assert_ok(dispute_list(s.f.db, s.f.arena, &s.f.head, &s.f.board, &threads));
    assert_int_equal(threads.count, 1); /* still one */
    assert_int_equal(threads.items[0].rows.count, 5);
    assert_true(str_equal_c(threads.items[0].rows.items[0].body, "Kết quả đúng là 75"));
    /* Another objection later is another one. */
    answers[0].comment = STR("Kết quả đúng là 75, kèm biên bản");
    assert_ok(scoring_answer(s.f.db, s.f.arena, &s.f.officer, FIXTURE_NOW_MS + 9, &s.f.board,
                             UNIT_FIRST, answers, 1, STR(""), &issues, &stored));
    assert_int_equal(listed(&s, &s.f.head), 2);
    scores_fixture_end(&s.f);
}

static void nobody_settles_what_is_said_of_his_own_unit(void **state) {
    struct scene s;
    begin(&s, state);
    struct str id = opened(&s, &s.f.officer, THREAD_DISPUTE);
    s.f.board.cluster.head = s.f.board.cluster.members.items[UNIT_FIRST];
    assert_err_kind(act(&s, &s.f.head, id, ACT_KEEP), ERR_STATE);
    struct grant deputy = {ROLE_DEPUTY, s.f.board.cluster.cluster_id, STR("")};
    struct user second = s.f.head;
    second.grants = &deputy;
    assert_ok(act(&s, &second, id, ACT_ASK));
    assert_ok(act(&s, &s.office, id, ACT_KEEP));
    scores_fixture_end(&s.f);
}

static void what_is_closed_takes_none(void **state) {
    struct scene s;
    struct str id;
    struct issues issues = {0};
    begin(&s, state);
    struct str before = opened(&s, &s.f.officer, THREAD_DISPUTE);
    struct closing_target target = {.period = &s.f.board.cluster};
    assert_ok(closing_close(s.f.db, s.f.arena, &s.office, FIXTURE_NOW_MS + 3, &target,
                            STR("Hội nghị đã thông qua"), STR(""), &issues));
    struct dispute_form form = form_of(&s, THREAD_DISPUTE, UNIT_FIRST, "II");
    /* As it was loaded before: the write itself refuses. */
    assert_err_kind(open_as(&s, &s.f.officer, &form, &id), ERR_STATE);
    assert_err_kind(act(&s, &s.f.head, before, ACT_KEEP), ERR_STATE);
    load(&s);
    assert_err_kind(open_as(&s, &s.f.officer, &form, &id), ERR_STATE);
    assert_int_equal(listed(&s, &s.f.head), 1); /* reading goes on */
    scores_fixture_end(&s.f);
}

static void words_are_needed(void **state) {
    struct scene s;
    struct str id;
    struct issues issues = {0};
    begin(&s, state);
    struct dispute_form form = form_of(&s, THREAD_DISPUTE, UNIT_FIRST, NULL);
    form.asks = STR(" ");
    form.body = STR("");
    assert_ok(dispute_open(s.f.db, s.f.arena, &s.f.officer, FIXTURE_NOW_MS, &s.f.board, &form,
                           &issues, &id));
    assert_non_null(issue_of(&issues, STR("asks")));
    assert_non_null(issue_of(&issues, STR("body")));
    /* The total may be disputed; a group of criteria has no figure of its own. */
    form = form_of(&s, THREAD_DISPUTE, UNIT_FIRST, NULL);
    assert_ok(open_as(&s, &s.f.officer, &form, &id));
    form = form_of(&s, THREAD_DISPUTE, UNIT_FIRST, "I");
    assert_err_kind(open_as(&s, &s.f.officer, &form, &id), ERR_NOT_FOUND);
    scores_fixture_end(&s.f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_unit_disputes_its_own_figures_alone),
        DB_TEST(changed_is_said_of_what_was_changed),
        DB_TEST(the_officer_drafts_and_the_commander_sends),
        DB_TEST(an_explanation_goes_to_and_fro),
        DB_TEST(after_the_last_day_only_the_office_opens),
        DB_TEST(an_answer_that_does_not_agree_is_one_thread),
        DB_TEST(nobody_settles_what_is_said_of_his_own_unit),
        DB_TEST(what_is_closed_takes_none),
        DB_TEST(words_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
