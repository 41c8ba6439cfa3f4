/* How tasks stand, what forms must hold, what pasted lines become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "features/plan/plan.h"

static const struct date DUE = {2020, 6, 15};

static struct cluster_unit MEMBERS[] = {
    {STR_INIT("u1"), STR_INIT("ban-chqs-huyen-dam-say"), STR_INIT("Ban CHQS huyện Đầm Sậy")},
    {STR_INIT("u2"), STR_INIT("ban-chqs-huyen-ea-m-rang"), STR_INIT("Ban CHQS huyện Ea M’Rang")},
    {STR_INIT("u3"), STR_INIT("ban-chqs-huyen-thac-may"), STR_INIT("Ban CHQS huyện Thác Mây")},
};
static const struct cluster_units UNITS = {MEMBERS, COUNT_OF(MEMBERS), COUNT_OF(MEMBERS)};

static struct plan plan_of(int half, enum plan_state state) {
    return (struct plan){.year = 2020, .half = half, .state = state, .unit = {STR(""), STR("")}};
}

static struct date day(int month, int day) {
    return (struct date){2020, (uint8_t)month, (uint8_t)day};
}

/* --- standing ------------------------------------------------------------------------------- */

struct step {
    int month, day;
    enum progress_state state;
    bool withdrawn;
};

static struct plan_task task_with(struct arena *arena, const struct step *steps, size_t count) {
    struct plan_task task = {.due = DUE, .review_item = STR("")};
    for (size_t i = 0; i < count; i++)
        *list_push(arena, &task.progress) =
            (struct plan_progress){.sequence = (int64_t)i + 1,
                                   .dated = day(steps[i].month, steps[i].day),
                                   .state = steps[i].state,
                                   .percent = -1,
                                   .text = STR("kết quả"),
                                   .withdrawn = steps[i].withdrawn};
    return task;
}

static void lateness_counts_days_from_the_due_date(void **state) {
    (void)state;
    static const struct {
        int month, day;
        enum standing_kind kind;
        int64_t days;
    } VECTORS[] = {
        {6, 1, STANDING_OPEN, 14},     {6, 7, STANDING_OPEN, 8},  {6, 8, STANDING_DUE_SOON, 7},
        {6, 15, STANDING_DUE_SOON, 0}, {6, 16, STANDING_LATE, 1}, {7, 15, STANDING_LATE, 30},
    };
    struct plan_task task = {.due = DUE};
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        struct plan_standing standing =
            plan_task_standing(&task, day(VECTORS[i].month, VECTORS[i].day));
        assert_int_equal(standing.kind, VECTORS[i].kind);
        assert_int_equal(standing.days, VECTORS[i].days);
    }
    task.due = (struct date){0};
    assert_int_equal(plan_task_standing(&task, day(12, 31)).kind, STANDING_OPEN);
}

static void what_was_done_is_late_by_its_own_date(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    const struct step on_time[] = {{5, 1, PROGRESS_DOING, false}, {6, 15, PROGRESS_DONE, false}};
    struct plan_task task = task_with(arena, on_time, 2);
    assert_int_equal(plan_task_standing(&task, day(9, 1)).kind, STANDING_DONE);
    const struct step late[] = {{6, 18, PROGRESS_DONE, false}, {7, 1, PROGRESS_DONE, false}};
    task = task_with(arena, late, 2); /* more evidence later makes it no later */
    struct plan_standing standing = plan_task_standing(&task, day(9, 1));
    assert_int_equal(standing.kind, STANDING_DONE_LATE);
    assert_int_equal(standing.days, 3);
    /* Taken up again and finished anew: the second end counts. */
    const struct step again[] = {{6, 10, PROGRESS_DONE, false},
                                 {6, 12, PROGRESS_DOING, false},
                                 {6, 20, PROGRESS_DONE, false}};
    task = task_with(arena, again, 3);
    standing = plan_task_standing(&task, day(9, 1));
    assert_int_equal(standing.days, 5);
    /* As at the days between. */
    assert_int_equal(plan_task_standing(&task, day(6, 11)).kind, STANDING_DONE);
    assert_int_equal(plan_task_standing(&task, day(6, 13)).kind, STANDING_DUE_SOON);
    assert_int_equal(plan_task_standing(&task, day(6, 17)).kind, STANDING_LATE);
    arena_free(arena);
}

static void what_was_withdrawn_does_not_count(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    const struct step steps[] = {{6, 10, PROGRESS_DOING, false}, {6, 12, PROGRESS_DONE, true}};
    struct plan_task task = task_with(arena, steps, 2);
    assert_int_equal(plan_task_standing(&task, day(6, 20)).kind, STANDING_LATE);
    task.state = TASK_CANCELLED;
    assert_int_equal(plan_task_standing(&task, day(6, 20)).kind, STANDING_CANCELLED);
    struct plan_counts counts = {0};
    plan_count(&task, day(6, 20), &counts);
    assert_int_equal(counts.all, 0);
    arena_free(arena);
}

static void an_earlier_date_entered_later_changes_nothing(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    const struct step steps[] = {{6, 14, PROGRESS_DONE, false}, {6, 1, PROGRESS_DOING, false}};
    struct plan_task task = task_with(arena, steps, 2);
    assert_int_equal(plan_task_standing(&task, day(6, 20)).kind, STANDING_DONE);
    /* Of one day, the last that was entered. */
    const struct step same_day[] = {{6, 14, PROGRESS_DONE, false}, {6, 14, PROGRESS_DOING, false}};
    task = task_with(arena, same_day, 2);
    assert_int_equal(plan_task_standing(&task, day(6, 20)).kind, STANDING_LATE);
    arena_free(arena);
}

static void an_outcome_comes_from_the_account_or_from_a_final_progress(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct str text;
    const struct step doing[] = {{6, 1, PROGRESS_DOING, false}};
    const struct step failed[] = {{6, 1, PROGRESS_FAILED, false}};
    struct plan_task task = task_with(arena, doing, 1);
    assert_int_equal(plan_task_outcome(&task, day(12, 1), &text), OUTCOME_NONE);
    task.outcome = OUTCOME_PARTLY;
    task.outcome_text = STR("còn hai xã");
    assert_int_equal(plan_task_outcome(&task, day(12, 1), &text), OUTCOME_PARTLY);
    assert_true(str_equal_c(text, "còn hai xã"));
    task = task_with(arena, failed, 1);
    assert_int_equal(plan_task_outcome(&task, day(12, 1), &text), OUTCOME_FAILED);
    assert_true(str_equal_c(text, "kết quả"));
    task = (struct plan_task){.state = TASK_CANCELLED, .reason = STR("cấp trên bỏ")};
    assert_int_equal(plan_task_outcome(&task, day(12, 1), &text), OUTCOME_FAILED);
    assert_true(str_equal_c(text, "cấp trên bỏ"));
    arena_free(arena);
}

/* --- addresses ------------------------------------------------------------------------------ */

static void a_code_names_unit_and_half(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct str slug;
    int half;
    assert_true(str_equal_c(plan_code(arena, STR(""), 0), "cum-ca-nam"));
    assert_true(plan_code_parse(plan_code(arena, MEMBERS[1].slug, 2), &slug, &half));
    assert_true(str_equal(slug, MEMBERS[1].slug));
    assert_int_equal(half, 2);
    assert_true(plan_code_parse(STR("cum-6-thang-dau"), &slug, &half));
    assert_int_equal(slug.n, 0);
    assert_int_equal(half, 1);
    assert_false(plan_code_parse(STR("-ca-nam"), &slug, &half));
    assert_false(plan_code_parse(STR("cum"), &slug, &half));
    arena_free(arena);
}

/* --- forms ---------------------------------------------------------------------------------- */

static enum msg_id task_fault(struct arena *arena, const struct plan *plan,
                              const struct task_form *form, const char *field) {
    struct issues issues = {0};
    struct plan_task task = {.basis = STR("")};
    plan_check_task(arena, form, plan, &UNITS, &issues, &task);
    const struct issue *issue = issue_of(&issues, str_from_c(field));
    return issue ? issue->message.id : MSG_none;
}

static void faults_of_a_task_are_named(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct plan draft = plan_of(2, PLAN_DRAFT);
    struct plan issued = plan_of(2, PLAN_ISSUED);
    struct str content = STR("Sơ kết chuyên đề");
    struct task_form none = {.content = STR("")};
    assert_int_equal(task_fault(arena, &draft, &none, "content"), MSG_plan_content_missing);
    struct task_form turned = {.content = content, .from = STR("2/8/2020"), .due = STR("1/8/2020")};
    assert_int_equal(task_fault(arena, &draft, &turned, "due"), MSG_plan_end_before_begin);
    struct task_form same = {.content = content, .from = STR("2/8/2020"), .due = STR("2/8/2020")};
    assert_int_equal(task_fault(arena, &draft, &same, "due"), MSG_none);
    struct task_form far = {.content = content, .due = STR("2/8/2002")};
    assert_int_equal(task_fault(arena, &draft, &far, "due"), MSG_plan_date_far);
    struct task_form no_date = {.content = content, .due = STR("31/9/2020")};
    assert_int_equal(task_fault(arena, &draft, &no_date, "due"), MSG_plan_date_wrong);
    struct task_form stranger = {.content = content, .owner = STR("Ban CHQS huyện Khác")};
    assert_int_equal(task_fault(arena, &draft, &stranger, "owner"), MSG_plan_owner_unknown);
    struct task_form plain = {.content = content};
    assert_int_equal(task_fault(arena, &draft, &plain, "reason"), MSG_none);
    assert_int_equal(task_fault(arena, &issued, &plain, "reason"), MSG_plan_reason_missing);
    struct buf many = BUF_INIT(10000);
    for (int i = 0; i <= PLAN_FIELD_MAX; i++)
        buf_append_c(&many, "đ");
    struct task_form large = {.content = buf_str(&many)};
    assert_int_equal(task_fault(arena, &draft, &large, "content"), MSG_plan_too_long);
    buf_release(&many);
    /* Outside the plan's period is allowed; the page says so. */
    struct task_form early = {.content = content, .due = STR("30/6/2020")};
    assert_int_equal(task_fault(arena, &draft, &early, "due"), MSG_none);
    assert_true(plan_due_is_outside(&draft, day(6, 30)));
    assert_false(plan_due_is_outside(&draft, day(7, 1)));
    assert_false(plan_due_is_outside(&draft, (struct date){0}));
    arena_free(arena);
}

static enum msg_id progress_fault(struct arena *arena, const struct plan_progress_form *form,
                                  const char *field) {
    struct issues issues = {0};
    struct plan plan = plan_of(0, PLAN_ISSUED);
    struct plan_progress row;
    plan_check_progress(arena, form, &plan, day(6, 24), &issues, &row);
    const struct issue *issue = issue_of(&issues, str_from_c(field));
    return issue ? issue->message.id : MSG_none;
}

static void faults_of_a_progress_are_named(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    static const struct {
        const char *dated, *state, *percent, *text, *field;
        enum msg_id fault;
    } VECTORS[] = {
        {"24/6/2020", "doing", "60", "", "percent", MSG_none},
        {"24/6/2020", "doing", "60 %", "", "percent", MSG_none},
        {"25/6/2020", "doing", "60", "", "dated", MSG_plan_dated_in_future},
        {"", "doing", "60", "", "dated", MSG_plan_dated_missing},
        {"24/6/2002", "doing", "", "", "dated", MSG_plan_date_far},
        {"24/6/2020", "", "60", "", "state", MSG_plan_progress_missing},
        {"24/6/2020", "doing", "101", "", "percent", MSG_plan_percent_wrong},
        {"24/6/2020", "doing", "-1", "", "percent", MSG_plan_percent_wrong},
        {"24/6/2020", "doing", "60,5", "", "percent", MSG_plan_percent_wrong},
        {"24/6/2020", "doing", "100", "", "percent", MSG_plan_percent_is_done},
        {"24/6/2020", "todo", "5", "", "percent", MSG_plan_percent_of_todo},
        {"24/6/2020", "done", "90", "đã xong", "percent", MSG_plan_percent_of_done},
        {"24/6/2020", "done", "", "", "text", MSG_plan_result_missing},
        {"24/6/2020", "done", "100", "đã xong", "text", MSG_none},
        {"24/6/2020", "failed", "", "", "text", MSG_plan_failure_reason_missing},
    };
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        const struct plan_progress_form form = {.dated = str_from_c(VECTORS[i].dated),
                                                .state = str_from_c(VECTORS[i].state),
                                                .percent = str_from_c(VECTORS[i].percent),
                                                .text = str_from_c(VECTORS[i].text)};
        assert_int_equal(progress_fault(arena, &form, VECTORS[i].field), VECTORS[i].fault);
    }
    arena_free(arena);
}

static void a_plan_is_issued_with_a_day_and_a_task(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct plan plan = plan_of(0, PLAN_DRAFT);
    struct plan issued;
    struct issues issues = {0};
    struct plan_issue_form form = {.issued_on = STR("25/6/2020")};
    plan_check_issue(arena, &form, &plan, day(6, 24), &issues, &issued);
    assert_int_equal(issues.count, 2); /* in the future, and nothing in it */
    *list_push(arena, &plan.tasks) = (struct plan_task){.content = STR("Một việc")};
    issues.count = 0;
    form.issued_on = STR("10/1/2020");
    plan_check_issue(arena, &form, &plan, day(6, 24), &issues, &issued);
    assert_int_equal(issues.count, 0);
    assert_int_equal(issued.state, PLAN_ISSUED);
    form.issued_on = STR("10/1/2010");
    plan_check_issue(arena, &form, &plan, day(6, 24), &issues, &issued);
    assert_int_equal(issue_of(&issues, STR("issued_on"))->message.id, MSG_plan_issued_far);
    issues.count = 0;
    form.issued_on = STR("10/1/2020");
    plan_check_issue(arena, &form, &issued, day(6, 24), &issues, &issued);
    assert_non_null(issue_of(&issues, STR("reason"))); /* a correction says why */
    arena_free(arena);
}

/* --- pasted lines --------------------------------------------------------------------------- */

static struct plan_tasks read_lines(struct arena *arena, const char *text, struct issues *issues) {
    struct plan plan = plan_of(2, PLAN_DRAFT);
    struct plan_tasks tasks;
    plan_read_lines(arena, LANG_VI, str_from_c(text), &plan, &UNITS, issues, &tasks);
    return tasks;
}

static void copied_cells_become_tasks(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues = {0};
    struct plan_tasks tasks =
        read_lines(arena,
                   "TT\tNội dung\tĐơn vị\tTừ ngày\tHạn\tKết quả\n"
                   "1\tTập huấn cán bộ\tĐầm Sậy\t1/8/2020\t15/8/2020\t100 % dự\n"
                   "\n"
                   "2\t\"Hội thao\ncấp \"\"cụm\"\"\"\t\t\t2020-10-30\t\n"
                   "Bình bầu, xét khen thưởng\n",
                   &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(tasks.count, 3);
    assert_true(str_equal_c(tasks.items[0].content, "Tập huấn cán bộ"));
    assert_true(str_equal_c(tasks.items[0].owner_id, "u1"));
    assert_int_equal(date_compare(tasks.items[0].from, day(8, 1)), 0);
    assert_int_equal(date_compare(tasks.items[0].due, day(8, 15)), 0);
    assert_true(str_equal_c(tasks.items[0].result, "100 % dự"));
    assert_true(str_equal_c(tasks.items[1].content, "Hội thao cấp \"cụm\""));
    assert_int_equal(date_compare(tasks.items[1].due, day(10, 30)), 0);
    assert_true(str_is_empty(tasks.items[1].owner_id));
    assert_true(str_equal_c(tasks.items[2].content, "Bình bầu, xét khen thưởng"));
    arena_free(arena);
}

static void each_faulty_line_is_named(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues = {0};
    read_lines(arena,
               "Một\tĐầm Sậy\t\t15/8/2020\n"
               "Hai\tHuyện lạ\t\t15/8/2020\n"
               "Ba\t\t2/9/2020\t1/9/2020\n"
               "Bốn\t\t\t\t\tthừa\n",
               &issues);
    assert_int_equal(issues.count, 3);
    static const char *const NUMBERS[] = {"2", "3", "4"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(str_equal_c(issues.items[i].field, "lines"));
        assert_true(str_equal_c(issues.items[i].message.args[0], NUMBERS[i]));
    }
    issues.count = 0;
    read_lines(arena, " \n\t\n", &issues);
    assert_int_equal(issues.items[0].message.id, MSG_plan_lines_missing);
    issues.count = 0;
    struct plan_tasks tasks = read_lines(arena, "\"Một dấu ngoặc\tĐầm Sậy", &issues);
    assert_int_equal(tasks.count, 1); /* a quotation mark that is never closed is only one */
    assert_true(str_equal_c(tasks.items[0].content, "\"Một dấu ngoặc"));
    arena_free(arena);
}

static void an_owner_is_found_by_a_part_of_one_name(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    assert_int_equal(plan_owner_of(arena, &UNITS, STR("ea m'rang")), 1);
    assert_int_equal(plan_owner_of(arena, &UNITS, STR("BAN CHQS HUYỆN THÁC MÂY")), 2);
    assert_int_equal(plan_owner_of(arena, &UNITS, STR("ban-chqs-huyen-dam-say")), 0);
    assert_int_equal(plan_owner_of(arena, &UNITS, STR("Ban CHQS")), -1); /* which one? */
    assert_int_equal(plan_owner_of(arena, &UNITS, STR("")), -1);
    arena_free(arena);
}

static void last_years_task_comes_again_a_year_later(void **state) {
    (void)state;
    struct plan_task task = {.content = STR("Sơ kết"),
                             .owner_id = STR("u2"),
                             .due = {2020, 2, 29},
                             .review_item = STR("i")};
    struct plan_task again = plan_task_again(&task, 1, &UNITS);
    assert_int_equal(date_compare(again.due, (struct date){2021, 2, 28}), 0);
    assert_true(str_equal_c(again.owner_id, "u2"));
    assert_int_equal(again.review_item.n, 0);
    task.owner_id = STR("gone");
    assert_int_equal(plan_task_again(&task, 1, &UNITS).owner_id.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lateness_counts_days_from_the_due_date),
        cmocka_unit_test(what_was_done_is_late_by_its_own_date),
        cmocka_unit_test(what_was_withdrawn_does_not_count),
        cmocka_unit_test(an_earlier_date_entered_later_changes_nothing),
        cmocka_unit_test(an_outcome_comes_from_the_account_or_from_a_final_progress),
        cmocka_unit_test(a_code_names_unit_and_half),
        cmocka_unit_test(faults_of_a_task_are_named),
        cmocka_unit_test(faults_of_a_progress_are_named),
        cmocka_unit_test(a_plan_is_issued_with_a_day_and_a_task),
        cmocka_unit_test(copied_cells_become_tasks),
        cmocka_unit_test(each_faulty_line_is_named),
        cmocka_unit_test(an_owner_is_found_by_a_part_of_one_name),
        cmocka_unit_test(last_years_task_comes_again_a_year_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
