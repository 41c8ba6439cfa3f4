/* Movements of a cluster's year and of the levels above, on both engines. */
#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/movement/movement_due_service.h"
#include "features/movement/participation_service.h"

struct world {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user head;
    struct user office;
    struct user unit; /* of the second member */
    struct issues issues;
};

static void open_world(struct world *w, void **state) {
    *w = (struct world){.db = *state, .arena = arena_new(0)};
    w->cluster = fixture_cluster(w->db, w->arena, "Mẫu");
    w->head = fixture_user(w->arena, ROLE_HEAD, &w->cluster, NULL);
    w->office = fixture_user(w->arena, ROLE_OFFICE, NULL, NULL);
    w->unit = fixture_user(w->arena, ROLE_UNIT, &w->cluster, &w->cluster.members.items[1]);
    assert_ok(cluster_year_find(w->db, w->arena, &w->head, w->cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &w->year));
}

static struct movement_by by(const struct world *w, struct str id) {
    return (struct movement_by){
        .user = &w->head, .now_ms = TEST_NOW_MS, .year = &w->year, .id = id};
}

static struct str entered(struct world *w, const struct movement_form *form) {
    struct movement_by who = by(w, STR(""));
    struct str id;
    assert_ok(movement_enter(w->db, w->arena, &who, form, &w->issues, &id));
    return id;
}

static struct str movement_of_the_year(struct world *w) {
    struct movement_form form = {.kind = STR("movement"),
                                 .manner = STR("regular"),
                                 .title = STR("Thi đua Quyết thắng"),
                                 .begins = STR("2020"),
                                 .ends = STR("2020"),
                                 .contents = STR("Huấn luyện\nKỷ luật")};
    struct str id = entered(w, &form);
    assert_int_equal(w->issues.count, 0);
    return id;
}

static struct movement_record read(struct world *w, struct str id) {
    struct movement_record record;
    assert_ok(movement_read(w->db, w->arena, LANG_VI, &w->head, &w->year, id, &record));
    return record;
}

static void step(struct world *w, struct str id, const char *step, const char *on) {
    struct movement_by who = by(w, id);
    struct act_form form = {.step = str_from_c(step), .done_on = str_from_c(on)};
    if (!*on) {
        form.left_out = STR("1");
        form.remark = STR("không làm");
    }
    assert_ok(movement_record_act(w->db, w->arena, &who, &form, &w->issues));
}

static void a_movement_is_entered_changed_and_never_overwritten(void **state) {
    struct world w;
    open_world(&w, state);
    struct str id = movement_of_the_year(&w);
    struct movement_record record = read(&w, id);
    assert_int_equal(record.contents.count, 2);
    assert_int_equal(record.movement.now, MOVEMENT_NO_STEP);
    struct movement_by who = by(&w, id);
    struct movement_form form = {
        .title = STR("Thi đua Quyết thắng 2020"), .manner = STR("regular"), .begins = STR("2020")};
    struct str stored;
    assert_ok(movement_enter(w.db, w.arena, &who, &form, &w.issues, &stored));
    assert_non_null(issue_of(&w.issues, STR("reason")));
    form.reason = STR("ghi thiếu năm");
    assert_ok(movement_enter(w.db, w.arena, &who, &form, &w.issues, &stored));
    assert_int_equal(w.issues.count, 0);
    record = read(&w, id);
    assert_true(str_equal_c(record.movement.title, "Thi đua Quyết thắng 2020"));
    assert_int_equal(record.movement.revision, 2);
    assert_int_equal(record.history.count, 2);
    assert_true(str_equal_c(record.history.items[0].reason, "ghi thiếu năm"));
    /* The same again is not a second one. */
    form.reason = STR("");
    entered(&w, &form);
    assert_non_null(issue_of(&w.issues, STR("title")));
    /* Entered by mistake: it goes, with a reason, and its history stays. */
    assert_ok(movement_withdraw(w.db, w.arena, &who, STR(""), &w.issues));
    assert_non_null(issue_of(&w.issues, STR("reason")));
    assert_ok(movement_withdraw(w.db, w.arena, &who, STR("ghi nhầm"), &w.issues));
    assert_int_equal(w.issues.count, 0);
    const struct err *err = movement_read(w.db, w.arena, LANG_VI, &w.head, &w.year, id, &record);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_NOT_FOUND);
    arena_free(w.arena);
}

static void a_drive_has_its_movement_and_stays_within_it(void **state) {
    struct world w;
    open_world(&w, state);
    struct str id = movement_of_the_year(&w);
    struct movement_form form = {.kind = STR("drive"),
                                 .title = STR("Đợt cao điểm"),
                                 .begins = STR("15/7/2020"),
                                 .ends = STR("1/2021"),
                                 .parent = id};
    entered(&w, &form);
    assert_non_null(issue_of(&w.issues, STR("begins")));
    form.ends = STR("9/2020");
    struct str drive = entered(&w, &form);
    assert_int_equal(w.issues.count, 0);
    assert_int_equal(read(&w, id).drives.count, 1);
    struct movement_record record = read(&w, drive);
    assert_int_equal(record.answers.count, 1);
    assert_true(str_equal(record.answers.items[0].movement.id, id));
    /* The movement cannot end before its drive, nor be closed or withdrawn over it. */
    struct movement_by who = by(&w, id);
    struct movement_form shorter = {.title = STR("Thi đua Quyết thắng"),
                                    .manner = STR("regular"),
                                    .begins = STR("2020"),
                                    .ends = STR("8/2020"),
                                    .reason = STR("rút ngắn")};
    struct str stored;
    assert_ok(movement_enter(w.db, w.arena, &who, &shorter, &w.issues, &stored));
    assert_non_null(issue_of(&w.issues, STR("ends")));
    assert_ok(movement_withdraw(w.db, w.arena, &who, STR("nhầm"), &w.issues));
    assert_non_null(issue_of(&w.issues, STR("reason")));
    step(&w, id, "plan", "");
    step(&w, id, "launch", "2/1/2020");
    step(&w, id, "check", "");
    step(&w, id, "review", "");
    step(&w, id, "reward", "");
    assert_int_equal(w.issues.count, 0);
    step(&w, id, "close", "20/6/2020");
    assert_non_null(issue_of(&w.issues, STR("step")));
    form.parent = STR("nobody");
    form.title = STR("Đợt khác");
    entered(&w, &form);
    assert_non_null(issue_of(&w.issues, STR("parent")));
    arena_free(w.arena);
}

static void what_is_closed_is_not_changed_until_the_step_is_taken_back(void **state) {
    struct world w;
    open_world(&w, state);
    struct str id = movement_of_the_year(&w);
    step(&w, id, "plan", "");
    step(&w, id, "launch", "2/1/2020");
    step(&w, id, "review", "3/1/2020");
    assert_non_null(issue_of(&w.issues, STR("step"))); /* the check comes first */
    step(&w, id, "check", "");
    step(&w, id, "review", "");
    step(&w, id, "reward", "");
    step(&w, id, "close", "20/6/2020");
    assert_int_equal(w.issues.count, 0);
    assert_int_equal(read(&w, id).movement.now, MOVEMENT_CLOSE);
    struct movement_by who = by(&w, id);
    struct content_form content = {.body = STR("Thêm")};
    const struct err *err = movement_add_content(w.db, w.arena, &who, &content, &w.issues);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_STATE);
    assert_ok(movement_correct_act(w.db, w.arena, &who, STR(""), &w.issues));
    assert_non_null(issue_of(&w.issues, STR("back_reason")));
    assert_ok(movement_correct_act(w.db, w.arena, &who, STR("ghi nhầm ngày"), &w.issues));
    struct movement_record record = read(&w, id);
    assert_int_equal(record.movement.now, MOVEMENT_REWARD);
    assert_int_equal(record.acts.count, 6); /* what was taken back stays to be seen */
    assert_true(str_equal_c(record.acts.items[5].withdrawn_reason, "ghi nhầm ngày"));
    assert_ok(movement_add_content(w.db, w.arena, &who, &content, &w.issues));
    assert_int_equal(read(&w, id).contents.count, 3);
    arena_free(w.arena);
}

static void a_movement_answers_documents_and_never_itself(void **state) {
    struct world w;
    open_world(&w, state);
    struct str id = movement_of_the_year(&w);
    struct movement_form form = {.kind = STR("directive"),
                                 .number = STR("05-CT/TW"),
                                 .issued_on = STR("15/5/2016"),
                                 .title = STR("Học tập và làm theo")};
    struct str directive = entered(&w, &form);
    form = (struct movement_form){.manner = STR("thematic"), .title = STR("Chuyên đề")};
    struct str other = entered(&w, &form);
    assert_int_equal(w.issues.count, 0);
    struct movement_by who = by(&w, id);
    assert_ok(movement_add_link(w.db, w.arena, &who, directive, &w.issues));
    assert_int_equal(w.issues.count, 0);
    assert_ok(movement_add_link(w.db, w.arena, &who, directive, &w.issues));
    assert_int_equal(issue_of(&w.issues, STR("answers"))->message.id, MSG_movement_answers_twice);
    assert_ok(movement_add_link(w.db, w.arena, &who, id, &w.issues));
    assert_int_equal(issue_of(&w.issues, STR("answers"))->message.id, MSG_movement_answers_itself);
    assert_ok(movement_add_link(w.db, w.arena, &who, other, &w.issues));
    assert_int_equal(w.issues.count, 0);
    struct movement_by back = by(&w, other);
    assert_ok(movement_add_link(w.db, w.arena, &back, id, &w.issues));
    assert_int_equal(issue_of(&w.issues, STR("answers"))->message.id, MSG_movement_answers_cycle);
    struct movement_record record = read(&w, id);
    assert_int_equal(record.answers.count, 2);
    assert_int_equal(read(&w, directive).answered_by.count, 1);
    assert_ok(movement_drop_link(w.db, w.arena, &who, record.answers.items[0].link_id));
    assert_int_equal(read(&w, id).answers.count, 1);
    /* The review names documents and movements, not drives. */
    struct movements movements;
    assert_ok(movement_list(w.db, w.arena, &w.head, &w.cluster, &movements));
    assert_int_equal(movements.count, 3);
    arena_free(w.arena);
}

static void the_office_launches_for_all_clusters_below(void **state) {
    struct world w;
    open_world(&w, state);
    struct movement_by who = {.user = &w.office, .now_ms = TEST_NOW_MS, .id = STR("")};
    struct movement_form form = {.kind = STR("movement"),
                                 .manner = STR("thematic"),
                                 .title = STR("Chuyên đề của tỉnh"),
                                 .begins = STR("1/7/2020"),
                                 .ends = STR("31/12/2020")};
    struct str id;
    assert_ok(movement_enter(w.db, w.arena, &who, &form, &w.issues, &id));
    assert_non_null(issue_of(&w.issues, STR("owner")));
    struct cluster_units levels;
    assert_ok(movement_levels(w.db, w.arena, &w.office, date_of_instant(TEST_NOW_MS), &levels));
    assert_int_equal(levels.count, 1);
    form.owner = levels.items[0].id;
    assert_ok(movement_enter(w.db, w.arena, &who, &form, &w.issues, &id));
    assert_int_equal(w.issues.count, 0);
    struct movements movements;
    assert_ok(movement_year_list(w.db, w.arena, &w.unit, &w.year, &movements));
    assert_int_equal(movements.count, 1);
    assert_true(str_equal(movements.items[0].owner_name, w.cluster.superior.name));
    struct cluster_year later = w.year;
    later.year = 2021;
    assert_ok(movement_year_list(w.db, w.arena, &w.unit, &later, &movements));
    assert_int_equal(movements.count, 0);
    /* A head does not change it, nor launch for others, but may add a drive of its own. */
    struct movement_by head = by(&w, id);
    struct content_form content = {.body = STR("Thêm")};
    const struct err *err = movement_add_content(w.db, w.arena, &head, &content, &w.issues);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_DENIED);
    head.year = NULL;
    head.id = STR("");
    err = movement_enter(w.db, w.arena, &head, &form, &w.issues, &id);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_DENIED);
    form = (struct movement_form){
        .kind = STR("drive"), .title = STR("Đợt của cụm"), .begins = STR("1/8/2020"), .parent = id};
    struct str drive = entered(&w, &form);
    assert_int_equal(w.issues.count, 0);
    assert_true(drive.n > 0);
    arena_free(w.arena);
}

/* --- taking part -------------------------------------------------------------------------- */

static struct participation_by for_unit(struct world *w, const struct user *user, struct str id,
                                        size_t member) {
    return (struct participation_by){.user = user,
                                     .now_ms = TEST_NOW_MS,
                                     .year = &w->year,
                                     .movement_id = id,
                                     .unit_id = w->year.members.items[member].id};
}

struct look_work {
    struct world *w;
    struct due_mark marks[3];
    struct movement_status status;
};

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct look_work *work = context;
    TRY(movement_due.look(tx, work->w->arena, &work->w->year, 1, work->marks));
    return movement_status_load(tx, work->w->arena, &work->w->year, &work->status);
}

static struct due_mark mark(struct world *w, size_t member) {
    struct look_work work = {.w = w};
    assert_ok(db_read(w->db, look_in, &work));
    return work.marks[member];
}

static void a_member_registers_and_reports_for_itself_alone(void **state) {
    struct world w;
    open_world(&w, state);
    struct str id = movement_of_the_year(&w);
    struct movement_contents contents = read(&w, id).contents;
    struct participation_by own = for_unit(&w, &w.unit, id, 1);
    struct participation_form form = {.registered_on = STR("3/1/2020")};
    *list_push(w.arena, &form.rows) = (struct commitment_form){
        .content_id = contents.items[0].id, .measure = STR("buổi"), .target = STR("12")};
    const struct err *err = participation_register(w.db, w.arena, &own, &form, &w.issues);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_STATE); /* not launched */
    assert_int_equal(mark(&w, 1).details.id, MSG_movement_due_none);
    step(&w, id, "plan", "");
    step(&w, id, "launch", "2/1/2020");
    assert_int_equal(mark(&w, 1).state, DUE_MISSING);
    struct participation_by other = for_unit(&w, &w.unit, id, 0);
    err = participation_register(w.db, w.arena, &other, &form, &w.issues);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_DENIED);
    assert_ok(participation_register(w.db, w.arena, &own, &form, &w.issues));
    assert_int_equal(w.issues.count, 0);
    assert_int_equal(mark(&w, 1).state, DUE_INCOMPLETE);
    struct participations all;
    assert_ok(participation_list(w.db, w.arena, &w.head, &w.year, id, &all));
    assert_int_equal(all.count, 1);
    struct str commitment = all.items[0].commitments.items[0].id;
    struct movement_report_form progress = {.commitment_id = commitment,
                                            .reached_on = STR("20/6/2020"),
                                            .done = STR("7"),
                                            .evidence_number = STR("Biên bản số 7")};
    assert_ok(participation_report(w.db, w.arena, &own, &progress, &w.issues));
    progress.done = STR("70");
    assert_ok(participation_report(w.db, w.arena, &own, &progress, &w.issues));
    assert_int_equal(w.issues.count, 0);
    struct due_mark done = mark(&w, 1);
    assert_int_equal(done.state, DUE_RECEIVED);
    assert_int_equal(done.at_ms, TEST_NOW_MS);
    /* A slip is taken back, not overwritten. */
    assert_ok(participation_list(w.db, w.arena, &w.head, &w.year, id, &all));
    const struct movement_commitment *c = &all.items[0].commitments.items[0];
    assert_int_equal(c->progress.count, 2);
    struct str slip = decimal_compare(c->progress.items[1].done, DECIMAL(70, 0)) == 0
                          ? c->progress.items[1].id
                          : c->progress.items[0].id;
    assert_ok(participation_withdraw(w.db, w.arena, &own, slip, STR(""), &w.issues));
    assert_non_null(issue_of(&w.issues, STR("withdraw_reason")));
    assert_ok(participation_withdraw(w.db, w.arena, &own, slip, STR("gõ nhầm"), &w.issues));
    assert_ok(participation_list(w.db, w.arena, &w.head, &w.year, id, &all));
    c = &all.items[0].commitments.items[0];
    assert_int_equal(c->progress.count, 2);
    assert_int_equal(decimal_compare(commitment_last(c)->done, DECIMAL(7, 0)), 0);
    assert_int_equal(commitment_percent(c), 58);
    struct movement_status status;
    assert_ok(movement_status(w.db, w.arena, &w.head, &w.year, &status));
    assert_int_equal(status.running, 1);
    assert_int_equal(status.members, 3);
    assert_int_equal(status.registered, 1);
    assert_int_equal(status.reported, 1);
    arena_free(w.arena);
}

static void who_is_no_member_that_year_cannot_report(void **state) {
    struct world w;
    open_world(&w, state);
    struct str id = movement_of_the_year(&w);
    step(&w, id, "plan", "");
    step(&w, id, "launch", "2/1/2020");
    struct participation_by stranger = for_unit(&w, &w.office, id, 0);
    stranger.unit_id = w.year.superior.id;
    struct movement_report_form progress = {.reached_on = STR("1/6/2020"), .done = STR("1")};
    const struct err *err = participation_report(w.db, w.arena, &stranger, &progress, &w.issues);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_INPUT);
    assert_string_equal(err->text_key, "movement.not_member");
    arena_free(w.arena);
}

static void a_drive_of_one_member_is_that_members_alone(void **state) {
    struct world w;
    open_world(&w, state);
    struct str id = movement_of_the_year(&w);
    struct movement_form form = {.kind = STR("drive"),
                                 .title = STR("Đợt của Ea M’Rang"),
                                 .begins = STR("1/3/2020"),
                                 .launcher = w.year.members.items[1].id,
                                 .parent = id};
    struct str drive = entered(&w, &form);
    assert_int_equal(w.issues.count, 0);
    struct movement m = read(&w, drive).movement;
    assert_true(participation_expected(&w.year, &m, w.year.members.items[1].id));
    assert_false(participation_expected(&w.year, &m, w.year.members.items[0].id));
    form.launcher = STR("nobody");
    form.title = STR("Đợt khác");
    entered(&w, &form);
    assert_non_null(issue_of(&w.issues, STR("launcher")));
    arena_free(w.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_movement_is_entered_changed_and_never_overwritten),
        DB_TEST(a_drive_has_its_movement_and_stays_within_it),
        DB_TEST(what_is_closed_is_not_changed_until_the_step_is_taken_back),
        DB_TEST(a_movement_answers_documents_and_never_itself),
        DB_TEST(the_office_launches_for_all_clusters_below),
        DB_TEST(a_member_registers_and_reports_for_itself_alone),
        DB_TEST(who_is_no_member_that_year_cannot_report),
        DB_TEST(a_drive_of_one_member_is_that_members_alone),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
