/* Plans, tasks, progress, taking over and accounting on both engines; who may; what two people do
 * at once. */
#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/plan/plan_review_service.h"
#include "features/review/review_service.h"

#define AUGUST_MS INT64_C(1597500000000) /* 15/8/2020 */

struct stage {
    struct arena *arena;
    struct db *db;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user office, head, unit, other, reader;
    struct issues issues;
};

static struct stage stage_of(void **state) {
    struct stage p = {.db = *state, .arena = arena_new(0)};
    p.cluster = fixture_cluster(p.db, p.arena, "Mẫu");
    p.office = fixture_user(p.arena, ROLE_OFFICE, NULL, NULL);
    p.head = fixture_user(p.arena, ROLE_HEAD, &p.cluster, NULL);
    p.unit = fixture_user(p.arena, ROLE_UNIT, &p.cluster, &p.cluster.members.items[0]);
    p.other = fixture_user(p.arena, ROLE_UNIT, &p.cluster, &p.cluster.members.items[1]);
    p.reader = fixture_user(p.arena, ROLE_READER, &p.cluster, NULL);
    assert_ok(cluster_year_find(p.db, p.arena, &p.office, p.cluster.slug, 2020,
                                date_of_instant(AUGUST_MS), &p.year));
    return p;
}

static struct plan_edit by(struct stage *p, const struct user *user, int64_t now_ms) {
    p->issues.count = 0;
    return (struct plan_edit){p->db, p->arena, user, now_ms, LANG_VI, &p->year, &p->issues};
}

static struct str member_slug(const struct stage *p, size_t member) {
    return p->year.members.items[member].slug;
}

static struct str create(struct stage *p, const struct user *user, struct str unit,
                         const char *half) {
    const struct plan_form form = {
        .unit = unit, .half = str_from_c(half), .title = STR("Kế hoạch công tác")};
    struct plan_edit edit = by(p, user, TEST_NOW_MS);
    struct str code;
    assert_ok(plan_create(&edit, &form, STR(""), &code));
    assert_int_equal(p->issues.count, 0);
    return code;
}

static struct plan find(struct stage *p, struct str code) {
    struct plan plan;
    assert_ok(plan_find(p->db, p->arena, &p->office, &p->year, code, &plan));
    return plan;
}

/* Answers the id. */
static struct str add_task(struct stage *p, const struct user *user, struct str code,
                           const struct task_form *form) {
    struct plan_edit edit = by(p, user, TEST_NOW_MS);
    assert_ok(plan_save_task(&edit, code, STR(""), form));
    assert_int_equal(p->issues.count, 0);
    struct plan plan = find(p, code);
    return plan.tasks.items[plan.tasks.count - 1].id;
}

static void issue(struct stage *p, const struct user *user, struct str code) {
    const struct plan_issue_form form = {.number = STR("05/KH"), .issued_on = STR("20/6/2020")};
    struct plan_edit edit = by(p, user, TEST_NOW_MS);
    assert_ok(plan_issue(&edit, code, &form));
    assert_int_equal(p->issues.count, 0);
}

static void report(struct stage *p, const struct user *user, struct str code, struct str task,
                   const char *state, const char *dated) {
    const struct plan_progress_form form = {
        .state = str_from_c(state), .dated = str_from_c(dated), .text = STR("đã làm")};
    struct plan_edit edit = by(p, user, AUGUST_MS);
    assert_ok(plan_add_progress(&edit, code, task, &form));
}

/* --- a plan and its tasks --------------------------------------------------------------------- */

static void after_issue_each_change_says_why_and_keeps_what_was(void **state) {
    struct stage p = stage_of(state);
    struct str code = create(&p, &p.unit, member_slug(&p, 0), "0");
    struct task_form form = {.content = STR("Huấn luyện dân quân"), .due = STR("30/7/2020")};
    struct str task = add_task(&p, &p.unit, code, &form);
    struct plan_edit edit = by(&p, &p.unit, TEST_NOW_MS);
    form.due = STR("5/8/2020"); /* in a draft, without a word */
    assert_ok(plan_save_task(&edit, code, task, &form));
    assert_int_equal(p.issues.count, 0);
    issue(&p, &p.unit, code);
    form.due = STR("20/8/2020");
    edit = by(&p, &p.unit, AUGUST_MS);
    assert_ok(plan_save_task(&edit, code, task, &form));
    assert_non_null(issue_of(&p.issues, STR("reason")));
    form.reason = STR("mưa bão");
    assert_ok(plan_save_task(&edit, code, task, &form));
    assert_int_equal(p.issues.count, 0);
    struct plan plan = find(&p, code);
    assert_int_equal(plan.tasks.count, 1);
    assert_string_equal(date_iso(p.arena, plan.tasks.items[0].due).p, "2020-08-20");
    assert_string_equal(date_iso(p.arena, plan.tasks.items[0].first_due).p, "2020-08-05");
    struct plan_tasks entries;
    assert_ok(plan_task_history(p.db, p.arena, &p.unit, &p.year, &plan, task, &entries));
    assert_int_equal(entries.count, 3);
    assert_true(str_equal_c(entries.items[2].reason, "mưa bão"));
    assert_true(entries.items[2].is_amendment);
    assert_string_equal(date_iso(p.arena, entries.items[1].due).p, "2020-08-05");
    /* The same once more is no change. */
    assert_ok(plan_save_task(&edit, code, task, &form));
    assert_int_equal(find(&p, code).tasks.items[0].revision, 3);
    arena_free(p.arena);
}

static void what_somebody_else_changed_is_not_overwritten(void **state) {
    struct stage p = stage_of(state);
    struct str code = create(&p, &p.head, STR(""), "0");
    struct task_form form = {.content = STR("Một"), .seen = STR("1")};
    struct str task = add_task(&p, &p.head, code, &form);
    form.content = STR("Hai");
    struct plan_edit edit = by(&p, &p.head, TEST_NOW_MS);
    assert_ok(plan_save_task(&edit, code, task, &form));
    assert_int_equal(p.issues.count, 0);
    form.content = STR("Ba"); /* still from the page that showed the first */
    assert_ok(plan_save_task(&edit, code, task, &form));
    assert_int_equal(issue_of(&p.issues, STR("content"))->message.id, MSG_plan_changed_meanwhile);
    assert_true(str_equal_c(find(&p, code).tasks.items[0].content, "Hai"));
    const struct plan_form words = {.title = STR("Tên khác"), .seen = STR("7")};
    edit = by(&p, &p.head, TEST_NOW_MS);
    assert_ok(plan_change(&edit, code, &words));
    assert_non_null(issue_of(&p.issues, STR("title")));
    arena_free(p.arena);
}

static void tasks_stand_in_the_order_they_are_put(void **state) {
    struct stage p = stage_of(state);
    struct str code = create(&p, &p.head, STR(""), "0");
    static const char *const CONTENTS[] = {"A", "B", "C"};
    struct str last = {0};
    for (size_t i = 0; i < 3; i++) {
        struct task_form form = {.content = str_from_c(CONTENTS[i])};
        last = add_task(&p, &p.head, code, &form);
    }
    struct task_form form = {.content = STR("C"), .position = STR("1")};
    struct plan_edit edit = by(&p, &p.head, TEST_NOW_MS);
    assert_ok(plan_save_task(&edit, code, last, &form));
    form = (struct task_form){.content = STR("D"), .position = STR("2")};
    assert_ok(plan_save_task(&edit, code, STR(""), &form));
    struct plan plan = find(&p, code);
    static const char *const ORDER[] = {"C", "D", "A", "B"};
    for (size_t i = 0; i < 4; i++)
        assert_true(str_equal_c(plan.tasks.items[i].content, ORDER[i]));
    arena_free(p.arena);
}

static void pasted_lines_are_stored_all_or_none(void **state) {
    struct stage p = stage_of(state);
    struct str code = create(&p, &p.head, STR(""), "2");
    struct plan_edit edit = by(&p, &p.head, TEST_NOW_MS);
    int added = -1;
    assert_ok(plan_add_lines(&edit, code, STR("Một\tĐầm Sậy\nHai\tHuyện lạ"), STR(""), &added));
    assert_non_null(issue_of(&p.issues, STR("lines")));
    assert_int_equal(added, 0);
    assert_int_equal(find(&p, code).tasks.count, 0);
    assert_ok(plan_add_lines(&edit, code, STR("Một\tĐầm Sậy\nHai\tThác Mây"), STR(""), &added));
    assert_int_equal(added, 2);
    struct plan plan = find(&p, code);
    assert_true(str_equal(plan.tasks.items[1].owner_id, p.year.members.items[2].id));
    arena_free(p.arena);
}

static void one_plan_a_period_and_last_years_tasks_come_again(void **state) {
    struct stage p = stage_of(state);
    struct str code = create(&p, &p.head, STR(""), "0");
    struct task_form form = {
        .content = STR("Ký giao ước"), .owner = member_slug(&p, 1), .due = STR("15/2/2020")};
    add_task(&p, &p.head, code, &form);
    const struct plan_form again = {.half = STR("0"), .title = STR("Lần nữa")};
    struct plan_edit edit = by(&p, &p.head, TEST_NOW_MS);
    struct str made;
    assert_ok(plan_create(&edit, &again, STR(""), &made));
    assert_int_equal(issue_of(&p.issues, STR("half"))->message.id, MSG_plan_exists);
    /* The year after, with the same members. */
    struct cluster_year later = p.year;
    later.year = 2021;
    edit = by(&p, &p.head, TEST_NOW_MS);
    edit.year = &later;
    assert_ok(plan_create(&edit, &again, code, &made));
    assert_int_equal(p.issues.count, 0);
    struct plan plan;
    assert_ok(plan_find(p.db, p.arena, &p.head, &later, made, &plan));
    assert_int_equal(plan.tasks.count, 1);
    assert_string_equal(date_iso(p.arena, plan.tasks.items[0].due).p, "2021-02-15");
    assert_int_equal(plan.state, PLAN_DRAFT);
    /* What is no plan of last year. */
    assert_err_kind(plan_create(&edit, &(struct plan_form){.half = STR("1"), .title = STR("x")},
                                STR("cum-6-thang-cuoi"), &made),
                    ERR_NOT_FOUND);
    arena_free(p.arena);
}

/* --- progress --------------------------------------------------------------------------------- */

static void progress_is_added_and_taken_back_never_overwritten(void **state) {
    struct stage p = stage_of(state);
    struct str code = create(&p, &p.head, STR(""), "0");
    struct task_form form = {
        .content = STR("Hội thao"), .owner = member_slug(&p, 0), .due = STR("10/8/2020")};
    struct str task = add_task(&p, &p.head, code, &form);
    report(&p, &p.head, code, task, "doing", "1/8/2020");
    assert_int_equal(issue_of(&p.issues, STR("state"))->message.id, MSG_plan_not_issued);
    issue(&p, &p.head, code);
    report(&p, &p.unit, code, task, "doing", "1/8/2020"); /* its owner */
    assert_int_equal(p.issues.count, 0);
    report(&p, &p.head, code, task, "done", "12/8/2020");
    report(&p, &p.head, code, task, "done", "12/8/2020"); /* the button pressed twice */
    struct plan plan = find(&p, code);
    assert_int_equal(plan.tasks.items[0].progress.count, 2);
    struct date today = date_of_instant(AUGUST_MS);
    assert_int_equal(plan_task_standing(&plan.tasks.items[0], today).kind, STANDING_DONE_LATE);
    struct plan_edit edit = by(&p, &p.head, AUGUST_MS);
    struct str row = plan.tasks.items[0].progress.items[1].id;
    assert_ok(plan_withdraw_progress(&edit, code, task, row, STR("")));
    assert_non_null(issue_of(&p.issues, STR("withdraw")));
    assert_ok(plan_withdraw_progress(&edit, code, task, row, STR("ghi nhầm việc")));
    assert_int_equal(p.issues.count, 0);
    plan = find(&p, code);
    assert_int_equal(plan.tasks.items[0].progress.count, 2);
    assert_true(
        str_equal_c(plan.tasks.items[0].progress.items[1].withdrawn_reason, "ghi nhầm việc"));
    assert_int_equal(plan_task_standing(&plan.tasks.items[0], today).kind, STANDING_LATE);
    /* A cancelled task takes no progress, and stays to be seen. */
    assert_ok(plan_cancel_task(&edit, code, task, STR(""), STR("")));
    assert_non_null(issue_of(&p.issues, STR("reason")));
    edit = by(&p, &p.head, AUGUST_MS);
    assert_ok(plan_cancel_task(&edit, code, task, STR("cấp trên hoãn"), STR("")));
    assert_int_equal(p.issues.count, 0);
    report(&p, &p.head, code, task, "doing", "13/8/2020");
    assert_int_equal(issue_of(&p.issues, STR("state"))->message.id, MSG_plan_progress_of_cancelled);
    assert_int_equal(find(&p, code).tasks.items[0].state, TASK_CANCELLED);
    arena_free(p.arena);
}

struct late_work {
    struct stage *place;
    struct str unit_id;
    struct plan_counts counts;
};

static const struct err *late_in(struct db_tx *tx, void *context) {
    struct late_work *work = context;
    return plan_late(tx, work->place->arena, &work->place->year, work->unit_id,
                     date_of_instant(AUGUST_MS), &work->counts);
}

static struct plan_counts late_of(struct stage *p, struct str unit_id) {
    struct late_work work = {.place = p, .unit_id = unit_id};
    assert_ok(db_read(p->db, late_in, &work));
    return work.counts;
}

static void late_tasks_are_counted_for_cluster_and_unit(void **state) {
    struct stage p = stage_of(state);
    struct str cluster_plan = create(&p, &p.head, STR(""), "0");
    struct str unit_plan = create(&p, &p.unit, member_slug(&p, 0), "0");
    struct task_form late = {.content = STR("Chậm"), .due = STR("1/8/2020")};
    struct task_form soon = {.content = STR("Sắp"), .due = STR("16/8/2020")};
    add_task(&p, &p.head, cluster_plan, &late);
    late.owner = member_slug(&p, 0);
    add_task(&p, &p.head, cluster_plan, &late);
    late.owner = STR("");
    add_task(&p, &p.unit, unit_plan, &late);
    add_task(&p, &p.unit, unit_plan, &soon);
    assert_int_equal(late_of(&p, STR("")).all, 0); /* drafts bind nobody */
    issue(&p, &p.head, cluster_plan);
    issue(&p, &p.unit, unit_plan);
    struct plan_counts cluster = late_of(&p, STR(""));
    assert_int_equal(cluster.all, 2);
    assert_int_equal(cluster.late, 2);
    assert_int_equal(cluster.latest_days, 14);
    struct plan_counts unit = late_of(&p, p.year.members.items[0].id);
    assert_int_equal(unit.all, 3);
    assert_int_equal(unit.late, 2);
    assert_int_equal(unit.due_soon, 1);
    assert_int_equal(late_of(&p, p.year.members.items[1].id).all, 0);
    /* And in the list, for who may see it. */
    struct plan_lines lines;
    assert_ok(plan_list(p.db, p.arena, &p.other, &p.year, date_of_instant(AUGUST_MS), &lines));
    assert_int_equal(lines.count, 4);
    assert_int_equal(lines.items[0].counts.late, 2);
    assert_false(lines.items[1].may_read);
    assert_int_equal(lines.items[1].counts.late, 0);
    assert_int_equal(lines.items[2].half, -1); /* his own: none yet */
    assert_true(lines.items[2].may_read);
    arena_free(p.arena);
}

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct late_work *work = context;
    struct stage *p = work->place;
    struct due_mark marks[3] = {{.state = DUE_MISSING}};
    TRY(plan_due_kind.look(tx, p->arena, &p->year, 0, marks));
    assert_int_equal(marks[0].state, DUE_RECEIVED);
    assert_true(marks[0].at_ms == TEST_NOW_MS);
    assert_int_equal(marks[1].state, DUE_INCOMPLETE);
    assert_int_equal(marks[2].state, DUE_MISSING);
    struct due_mark halves[3] = {{.state = DUE_MISSING}};
    TRY(plan_due_kind.look(tx, p->arena, &p->year, 2, halves));
    assert_int_equal(halves[0].state, DUE_RECEIVED); /* the year's plan holds for its halves */
    return NULL;
}

static void the_calendar_sees_who_has_issued(void **state) {
    struct stage p = stage_of(state);
    struct str code = create(&p, &p.unit, member_slug(&p, 0), "0");
    struct task_form form = {.content = STR("Một việc")};
    add_task(&p, &p.unit, code, &form);
    issue(&p, &p.unit, code);
    create(&p, &p.other, member_slug(&p, 1), "0");
    struct late_work work = {.place = &p};
    assert_ok(db_read(p.db, look_in, &work));
    arena_free(p.arena);
}

/* --- from the interim review, to the annual one ----------------------------------------------- */

static void add_item(struct stage *p, enum review_item_kind kind, const char *content,
                     const char *owner) {
    struct review_item_form form = {.content = str_from_c(content), .owner = str_from_c(owner)};
    struct issues issues = {0};
    assert_ok(review_save_item(p->db, p->arena, &p->head, TEST_NOW_MS, &p->cluster, STR(""), kind,
                               &form, &issues));
    assert_int_equal(issues.count, 0);
}

static struct plan_sources sources_of(struct stage *p) {
    struct plan_sources sources;
    assert_ok(plan_review_sources(p->db, p->arena, &p->unit, &p->year, &sources));
    return sources;
}

static void tasks_of_the_review_are_taken_once(void **state) {
    struct stage p = stage_of(state);
    add_item(&p, REVIEW_TASK, "Đẩy mạnh thi đua", "Các đơn vị trong Cụm");
    add_item(&p, REVIEW_TASK, "Khắc phục khâu yếu", "Đầm Sậy");
    add_item(&p, REVIEW_SHORTCOMING, "Báo cáo chậm", "");
    struct plan_sources sources = sources_of(&p);
    assert_int_equal(sources.count, 3);
    assert_int_equal(sources.open, 2);
    assert_true(sources.has_review);
    int taken;
    struct str code;
    struct plan_edit edit = by(&p, &p.head, AUGUST_MS);
    assert_ok(plan_take_over(&edit, STR(""), NULL, 0, STR(""), &taken, &code));
    assert_int_equal(taken, 2);
    assert_true(str_equal_c(code, "cum-6-thang-cuoi"));
    struct plan plan = find(&p, code);
    assert_int_equal(plan.tasks.count, 2);
    assert_true(str_equal(plan.tasks.items[1].owner_id, p.year.members.items[0].id));
    assert_true(str_equal_c(plan.tasks.items[0].owner_post, "Các đơn vị trong Cụm"));
    /* Once more: all of them, then one of them. */
    assert_ok(plan_take_over(&edit, STR(""), NULL, 0, STR(""), &taken, &code));
    assert_int_equal(issue_of(&p.issues, STR("items"))->message.id, MSG_plan_nothing_to_take);
    edit = by(&p, &p.head, AUGUST_MS);
    assert_ok(plan_take_over(&edit, code, &sources.items[0].item, 1, STR(""), &taken, &code));
    assert_int_equal(issue_of(&p.issues, STR("items"))->message.id, MSG_plan_taken_already);
    assert_int_equal(find(&p, code).tasks.count, 2);
    /* The shortcoming is followed up where somebody says so. */
    edit = by(&p, &p.head, AUGUST_MS);
    assert_ok(plan_take_over(&edit, code, &sources.items[2].item, 1, STR(""), &taken, &code));
    assert_int_equal(taken, 1);
    assert_true(str_equal_c(find(&p, code).tasks.items[2].review_kind, "shortcoming"));
    /* Dropped from the draft, it can be taken anew. */
    struct str dropped = find(&p, code).tasks.items[0].id;
    assert_ok(plan_cancel_task(&edit, code, dropped, STR(""), STR("")));
    assert_int_equal(sources_of(&p).open, 1);
    assert_ok(plan_take_over(&edit, code, NULL, 0, STR(""), &taken, &code));
    assert_int_equal(p.issues.count, 0);
    assert_int_equal(find(&p, code).tasks.count, 3);
    arena_free(p.arena);
}

static void a_later_change_in_the_review_is_pointed_out(void **state) {
    struct stage p = stage_of(state);
    add_item(&p, REVIEW_TASK, "Đẩy mạnh thi đua", "");
    int taken;
    struct str code;
    struct plan_edit edit = by(&p, &p.head, AUGUST_MS);
    assert_ok(plan_take_over(&edit, STR(""), NULL, 0, STR(""), &taken, &code));
    assert_false(sources_of(&p).items[0].changed);
    struct review_item_form form = {.content = STR("Đẩy mạnh thi đua quyết thắng")};
    assert_ok(review_save_item(p.db, p.arena, &p.head, AUGUST_MS, &p.cluster,
                               sources_of(&p).items[0].item, REVIEW_TASK, &form, &p.issues));
    struct plan_sources sources = sources_of(&p);
    assert_true(sources.items[0].changed);
    /* Taking the new words over settles it. */
    struct task_form task = {.content = sources.items[0].content, .seen_review = STR("2")};
    assert_ok(plan_save_task(&edit, code, sources.items[0].task_id, &task));
    assert_int_equal(p.issues.count, 0);
    assert_false(sources_of(&p).items[0].changed);
    /* Taken out of the review, it is still shown. */
    assert_ok(
        review_remove_item(p.db, p.arena, &p.head, AUGUST_MS, &p.cluster, sources.items[0].item));
    sources = sources_of(&p);
    assert_int_equal(sources.count, 1);
    assert_true(sources.items[0].removed && sources.items[0].changed);
    arena_free(p.arena);
}

static struct plan_account_rows accounts_of(struct stage *p) {
    struct plan_account_rows rows;
    assert_ok(
        plan_accounts(p->db, p->arena, &p->reader, &p->year, (struct date){2020, 12, 10}, &rows));
    return rows;
}

static void each_task_is_accounted_for(void **state) {
    struct stage p = stage_of(state);
    add_item(&p, REVIEW_TASK, "Một", "");
    add_item(&p, REVIEW_TASK, "Hai", "");
    add_item(&p, REVIEW_TASK, "Ba", "");
    int taken;
    int stored;
    struct str code;
    struct plan_edit edit = by(&p, &p.head, AUGUST_MS);
    assert_ok(plan_take_over(&edit, STR(""), NULL, 0, STR(""), &taken, &code));
    add_item(&p, REVIEW_TASK, "Bốn, chưa đưa vào kế hoạch", "");
    assert_int_equal(accounts_of(&p).unaccounted, 4);
    assert_int_equal(accounts_of(&p).not_taken, 1);
    issue(&p, &p.head, code);
    struct plan plan = find(&p, code);
    report(&p, &p.head, code, plan.tasks.items[0].id, "done", "10/8/2020");
    struct outcome_form forms[] = {
        {.task_id = plan.tasks.items[1].id, .outcome = STR("partly"), .seen = STR("0")},
        {.task_id = plan.tasks.items[2].id, .outcome = STR(""), .seen = STR("0")},
    };
    edit = by(&p, &p.head, AUGUST_MS);
    assert_ok(plan_account(&edit, code, forms, 2, &stored));
    assert_int_equal(p.issues.count, 1); /* partly: why not all? */
    forms[0].text = STR("còn hai xã");
    assert_ok(plan_account(&edit, code, forms, 2, &stored));
    assert_int_equal(p.issues.count, 0);
    assert_int_equal(stored, 1);
    struct plan_account_rows rows = accounts_of(&p);
    assert_int_equal(rows.count, 4);
    assert_int_equal(rows.done, 1);
    assert_true(rows.items[0].by_progress);
    assert_true(str_equal_c(rows.items[0].owner, "Các đơn vị trong cụm")); /* nobody was named */
    assert_int_equal(rows.partly, 1);
    assert_true(str_equal_c(rows.items[1].text, "còn hai xã"));
    assert_int_equal(rows.unaccounted, 2);
    /* The annual review says the same. */
    struct cluster_period second = p.cluster;
    second.period.half = 2;
    struct review review;
    assert_ok(review_load(p.db, p.arena, &p.reader, &p.cluster, &review));
    assert_int_equal(review.accounts.count, 0);
    assert_ok(review_load(p.db, p.arena, &p.reader, &second, &review));
    assert_int_equal(review.accounts.count, 4);
    assert_int_equal(review.accounts.missing, 2);
    assert_int_equal(review.accounts.items[0].note, MSG_plan_by_progress);
    assert_int_equal(review.accounts.items[1].outcome, MSG_plan_outcome_partly);
    assert_true(str_equal_c(review.accounts.items[1].text, "còn hai xã"));
    assert_true(review.accounts.items[3].is_missing);
    assert_int_equal(review.accounts.items[3].note, MSG_plan_in_no_plan);
    /* From a page that showed it without an account. */
    forms[0].outcome = STR("done");
    assert_ok(plan_account(&edit, code, forms, 2, &stored));
    assert_int_equal(stored, 0);
    assert_int_equal(p.issues.items[0].message.id, MSG_plan_changed_meanwhile);
    arena_free(p.arena);
}

/* --- who may ---------------------------------------------------------------------------------- */

static void everybody_stays_in_his_own_plan(void **state) {
    struct stage p = stage_of(state);
    struct str own = create(&p, &p.unit, member_slug(&p, 0), "0");
    struct str cluster_plan = create(&p, &p.head, STR(""), "0");
    struct plan plan;
    assert_err_kind(plan_find(p.db, p.arena, &p.other, &p.year, own, &plan), ERR_DENIED);
    assert_ok(plan_find(p.db, p.arena, &p.reader, &p.year, own, &plan));
    assert_ok(plan_find(p.db, p.arena, &p.other, &p.year, cluster_plan, &plan));
    struct task_form form = {.content = STR("x"), .owner = member_slug(&p, 0)};
    struct str task = add_task(&p, &p.head, cluster_plan, &form);
    const struct user *strangers[] = {&p.other, &p.reader, &p.head};
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        struct plan_edit edit = by(&p, strangers[i], TEST_NOW_MS);
        assert_err_kind(plan_save_task(&edit, own, STR(""), &form), ERR_DENIED);
        assert_err_kind(plan_issue(&edit, own, &(struct plan_issue_form){.number = STR("")}),
                        ERR_DENIED);
    }
    issue(&p, &p.head, cluster_plan);
    struct plan_progress_form progress = {.state = STR("doing"), .dated = STR("1/8/2020")};
    struct plan_edit edit = by(&p, &p.other, AUGUST_MS);
    assert_err_kind(plan_add_progress(&edit, cluster_plan, task, &progress), ERR_DENIED);
    assert_err_kind(plan_save_task(&edit, cluster_plan, task, &form), ERR_DENIED);
    edit = by(&p, &p.reader, AUGUST_MS);
    assert_err_kind(plan_add_progress(&edit, cluster_plan, STR("none"), &progress), ERR_DENIED);
    /* Refused before it is looked for. */
    edit = by(&p, &p.other, AUGUST_MS);
    struct str missing = plan_code(p.arena, member_slug(&p, 2), 1);
    assert_err_kind(plan_find(p.db, p.arena, &p.other, &p.year, missing, &plan), ERR_DENIED);
    assert_err_kind(plan_find(p.db, p.arena, &p.office, &p.year, missing, &plan), ERR_NOT_FOUND);
    arena_free(p.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(after_issue_each_change_says_why_and_keeps_what_was),
        DB_TEST(what_somebody_else_changed_is_not_overwritten),
        DB_TEST(tasks_stand_in_the_order_they_are_put),
        DB_TEST(pasted_lines_are_stored_all_or_none),
        DB_TEST(one_plan_a_period_and_last_years_tasks_come_again),
        DB_TEST(progress_is_added_and_taken_back_never_overwritten),
        DB_TEST(late_tasks_are_counted_for_cluster_and_unit),
        DB_TEST(the_calendar_sees_who_has_issued),
        DB_TEST(tasks_of_the_review_are_taken_once),
        DB_TEST(a_later_change_in_the_review_is_pointed_out),
        DB_TEST(each_task_is_accounted_for),
        DB_TEST(everybody_stays_in_his_own_plan),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
