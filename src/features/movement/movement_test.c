/* What a form must hold, the steps of a movement's life, what answers what, how far a member is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/movement/participation.h"

static struct arena *a;
static struct issues issues;
static const struct date TODAY = {2020, 9, 30};

static void begin(void **state) {
    (void)state;
    issues = (struct issues){0};
}

static bool says(const char *field, enum msg_id id) {
    for (size_t i = 0; i < issues.count; i++)
        if (str_equal_c(issues.items[i].field, field) && issues.items[i].message.id == id)
            return true;
    return false;
}

static struct partial_date partial(const char *iso) {
    struct partial_date date = {0};
    assert_true(partial_date_parse_iso(str_from_c(iso), &date));
    return date;
}

static struct movement checked(const struct movement_form *form, enum movement_kind kind,
                               const struct movement *parent) {
    struct movement m;
    movement_check_form(a, form, kind, parent, NULL, NULL, &issues, &m);
    return m;
}

static void a_movement_needs_a_name_and_a_form(void **state) {
    begin(state);
    struct movement_form form = {.begins = STR("2020")};
    checked(&form, MOVEMENT_MOVEMENT, NULL);
    assert_int_equal(issues.count, 2);
    assert_true(says("title", MSG_movement_title_missing));
    assert_true(says("manner", MSG_movement_manner_missing));
    issues.count = 0;
    form = (struct movement_form){
        .title = STR("Thi đua Quyết thắng"), .manner = STR("regular"), .begins = STR("1976")};
    struct movement m = checked(&form, MOVEMENT_MOVEMENT, NULL);
    assert_int_equal(issues.count, 0);
    assert_int_equal(m.manner, MOVEMENT_REGULAR);
    assert_string_equal(movement_span(a, LANG_VI, &m).p, "từ 1976");
}

static void an_end_before_the_begin_is_refused(void **state) {
    begin(state);
    struct movement_form form = {.title = STR("X"),
                                 .manner = STR("thematic"),
                                 .begins = STR("15/7/2020"),
                                 .ends = STR("14/7/2020"),
                                 .report_by = STR("1/7/2020"),
                                 .covenant_on = STR("31/2/2020")};
    checked(&form, MOVEMENT_MOVEMENT, NULL);
    assert_true(says("ends", MSG_movement_end_before_begin));
    assert_true(says("report_by", MSG_movement_report_before_begin));
    assert_true(says("covenant_on", MSG_movement_date_wrong));
    issues.count = 0;
    form.ends = STR("15/7/2020"); /* one day is a drive too */
    form.report_by = form.covenant_on = STR("");
    checked(&form, MOVEMENT_MOVEMENT, NULL);
    assert_int_equal(issues.count, 0);
}

static void a_drive_lies_within_its_movement(void **state) {
    begin(state);
    struct movement parent = {.kind = MOVEMENT_MOVEMENT,
                              .title = STR("Năm 2020"),
                              .begins = partial("2020"),
                              .ends = partial("2020-09")};
    static const struct {
        const char *begins;
        const char *ends;
        bool fits;
    } CASES[] = {
        {"1/1/2020", "30/9/2020", true},   {"15/7/2020", "9/2020", true},
        {"15/7/2020", "", true},           {"31/12/2019", "1/2/2020", false},
        {"15/7/2020", "1/10/2020", false}, {"1/10/2020", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        issues.count = 0;
        struct movement_form form = {.title = STR("Đợt"),
                                     .begins = str_from_c(CASES[i].begins),
                                     .ends = str_from_c(CASES[i].ends)};
        checked(&form, MOVEMENT_DRIVE, &parent);
        assert_int_equal(says("begins", MSG_movement_drive_outside), !CASES[i].fits);
    }
    /* And the movement cannot be shortened below its drives. */
    issues.count = 0;
    struct movement drive = {.kind = MOVEMENT_DRIVE,
                             .title = STR("Đợt"),
                             .begins = partial("2020-07-15"),
                             .ends = partial("2020-09")};
    struct movements drives = {&drive, 1, 1};
    struct movement_form form = {.title = STR("Năm 2020"),
                                 .manner = STR("regular"),
                                 .begins = STR("2020"),
                                 .ends = STR("31/8/2020")};
    struct movement m;
    movement_check_form(a, &form, MOVEMENT_MOVEMENT, NULL, &drives, NULL, &issues, &m);
    assert_true(says("ends", MSG_movement_drive_left_outside));
}

static void a_drive_needs_its_begin(void **state) {
    begin(state);
    struct movement_form form = {.title = STR("Đợt")};
    checked(&form, MOVEMENT_DRIVE, NULL);
    assert_true(says("begins", MSG_movement_begin_missing));
}

static void a_number_of_the_register_stands_for_its_document(void **state) {
    begin(state);
    struct legal_documents documents = {0};
    for (size_t i = 0; i < LEGAL_BOOK_COUNT; i++)
        *list_push(a, &documents) = LEGAL_BOOK[i];
    struct movement_form form = {.number = STR("91/2017/nđ-cp")};
    struct movement m;
    movement_check_form(a, &form, MOVEMENT_DIRECTIVE, NULL, NULL, &documents, &issues, &m);
    assert_int_equal(issues.count, 0);
    assert_string_equal(m.legal_code.p, "nd-91-2017");
    assert_true(m.title.n > 0 && m.issuer.n > 0);
    /* It is pointed out that it no longer holds. */
    struct message doubt;
    assert_true(legal_doubt(a, &documents, m.legal_code, (struct date){2025, 1, 1}, &doubt));
    form.number = STR("05-CT/TW");
    movement_check_form(a, &form, MOVEMENT_DIRECTIVE, NULL, NULL, &documents, &issues, &m);
    assert_true(says("title", MSG_movement_title_missing));
    assert_int_equal(m.legal_code.n, 0);
}

static void contents_are_free_rows(void **state) {
    begin(state);
    struct movement_contents contents;
    movement_read_contents(a,
                           STR("1. Giáo dục, tuyên truyền\n\n- Chính quy, kỷ luật\n12) 3 nhất\n"),
                           &issues, &contents);
    assert_int_equal(contents.count, 3);
    assert_true(str_equal_c(contents.items[0].body, "Giáo dục, tuyên truyền"));
    assert_true(str_equal_c(contents.items[1].body, "Chính quy, kỷ luật"));
    assert_true(str_equal_c(contents.items[2].body, "3 nhất"));
    struct content_form form = {STR(""), STR("buổi"), STR("1.490")};
    struct movement_content content;
    movement_check_content(a, &form, "", &issues, &content);
    assert_true(says("body", MSG_movement_content_missing));
    assert_true(says("target", MSG_movement_number_ambiguous));
}

static void too_long_texts_are_refused(void **state) {
    begin(state);
    char *text = arena_alloc(a, MOVEMENT_TITLE_MAX + 2);
    for (int i = 0; i <= MOVEMENT_TITLE_MAX; i++)
        text[i] = 'a';
    struct movement_form form = {.title = {text, MOVEMENT_TITLE_MAX + 1}, .manner = STR("regular")};
    checked(&form, MOVEMENT_MOVEMENT, NULL);
    assert_true(says("title", MSG_movement_too_long));
}

/* --- its life ----------------------------------------------------------------------------- */

static struct movement_acts acts;

static void act(const char *step, const char *left_out, const char *on, const char *remark) {
    struct act_form form = {.step = str_from_c(step),
                            .left_out = str_from_c(left_out),
                            .done_on = str_from_c(on),
                            .remark = str_from_c(remark)};
    struct movement_act done;
    issues.count = 0;
    movement_check_act(a, &form, &acts, TODAY, &issues, &done);
    if (!issues.count)
        *list_push(a, &acts) = done;
}

static void steps_come_one_after_the_other(void **state) {
    begin(state);
    acts = (struct movement_acts){0};
    act("launch", "", "1/7/2020", "");
    assert_true(says("step", MSG_movement_step_out_of_order));
    act("plan", "", "1/7/2020", "");
    assert_int_equal(issues.count, 0);
    act("launch", "", "30/6/2020", "");
    assert_true(says("done_on", MSG_movement_act_before_last));
    act("launch", "", "1/10/2020", "");
    assert_true(says("done_on", MSG_movement_act_in_future));
    act("launch", "", "", "");
    assert_true(says("done_on", MSG_movement_act_date_missing));
    act("launch", "", "15/7/2020", "");
    act("plan", "", "16/7/2020", "");
    assert_true(says("step", MSG_movement_step_out_of_order));
    act("check", "1", "", "");
    assert_true(says("remark", MSG_movement_left_out_reason));
    act("check", "1", "", "đợt ngắn ngày");
    assert_int_equal(issues.count, 0);
    act("review", "", "14/7/2020", ""); /* the day before that counts is the launch's */
    assert_true(says("done_on", MSG_movement_act_before_last));
    act("review", "", "1/9/2020", "");
    act("review", "", "2/9/2020", "tổng kết"); /* sơ kết, then tổng kết */
    assert_int_equal(issues.count, 0);
    act("reward", "", "5/9/2020", "");
    act("close", "1", "", "x");
    assert_true(says("left_out", MSG_movement_close_left_out));
    act("close", "", "6/9/2020", "");
    assert_int_equal(issues.count, 0);
    act("check", "", "7/9/2020", "");
    assert_true(says("step", MSG_movement_step_out_of_order));
    /* Withdrawn acts do not count. */
    acts.items[acts.count - 1].withdrawn_ms = 1;
    assert_int_equal(movement_last_act(&acts)->step, MOVEMENT_REWARD);
    act("close", "", "7/9/2020", "");
    assert_int_equal(issues.count, 0);
}

static void nothing_answers_itself_through_others(void **state) {
    begin(state);
    struct movement_link items[] = {{STR("1"), STR("a"), STR("b")},
                                    {STR("2"), STR("b"), STR("c")},
                                    {STR("3"), STR("b"), STR("d")},
                                    {STR("4"), STR("d"), STR("c")}};
    struct movement_links links = {items, COUNT_OF(items), COUNT_OF(items)};
    assert_true(movement_link_closes_cycle(a, &links, STR("c"), STR("a")));
    assert_true(movement_link_closes_cycle(a, &links, STR("a"), STR("a")));
    assert_false(movement_link_closes_cycle(a, &links, STR("a"), STR("c")));
    assert_false(movement_link_closes_cycle(a, &links, STR("e"), STR("a")));
}

/* --- taking part -------------------------------------------------------------------------- */

static struct movement_content content_items[] = {
    {STR_INIT("c1"), STR_INIT("Huấn luyện ban đêm"), STR_INIT("buổi"), true, {12, 0}},
    {STR_INIT("c2"), STR_INIT("Giáo dục"), STR_INIT(""), false, {0, 0}},
};
static struct movement_contents contents = {content_items, 2, 2};

static struct participation registered(const struct commitment_form *rows, size_t count) {
    struct participation_form form = {.registered_on = STR("16/7/2020")};
    for (size_t i = 0; i < count; i++)
        *list_push(a, &form.rows) = rows[i];
    struct participation read;
    participation_check(a, &form, &contents, NULL, TODAY, &issues, &read);
    return read;
}

static void a_commitment_is_as_the_movement_says_unless_the_unit_says_more(void **state) {
    begin(state);
    const struct commitment_form rows[] = {
        {.content_id = STR("c1"), .taken = STR("1")},
        {.content_id = STR("c2")},
        {.content_id = STR(""),
         .body = STR("Trồng rau"),
         .measure = STR("m²"),
         .target = STR("98,5")},
    };
    struct participation read = registered(rows, COUNT_OF(rows));
    assert_int_equal(issues.count, 0);
    assert_int_equal(read.commitments.count, 2);
    assert_true(str_equal_c(read.commitments.items[0].body, "Huấn luyện ban đêm"));
    assert_int_equal(decimal_compare(read.commitments.items[0].target, DECIMAL(12, 0)), 0);
    assert_int_equal(decimal_compare(read.commitments.items[1].target, DECIMAL(985, 1)), 0);
    assert_int_equal(participation_sum(&read, &contents).missing, 1);
    registered(rows + 1, 1);
    assert_true(says("r0-body", MSG_movement_nothing_promised));
}

static struct movement_progress reported(const struct participation *p, const char *on,
                                         const char *done, const char *body) {
    static const struct movement drive = {.kind = MOVEMENT_DRIVE, .begins = {2020, 7, 15}};
    struct movement_report_form form = {.commitment_id = STR("k1"),
                                        .reached_on = str_from_c(on),
                                        .done = str_from_c(done),
                                        .body = str_from_c(body)};
    struct movement_progress read;
    issues.count = 0;
    progress_check(a, &form, &drive, p, 2020, TODAY, &issues, &read);
    return read;
}

static void progress_says_something_of_a_day_that_has_come(void **state) {
    begin(state);
    struct participation p = {.id = STR("p")};
    *list_push(a, &p.commitments) = (struct movement_commitment){
        .id = STR("k1"), .content_id = STR("c1"), .has_target = true, .target = {12, 0}};
    struct movement_commitment *c = &p.commitments.items[0];
    assert_int_equal(commitment_state(NULL), COMMITMENT_NONE);
    assert_int_equal(commitment_state(c), COMMITMENT_UNREPORTED);
    reported(&p, "1/8/2020", "", "");
    assert_true(says("done", MSG_movement_progress_empty));
    reported(&p, "14/7/2020", "1", "");
    assert_true(says("reached_on", MSG_movement_progress_before_begin));
    reported(&p, "31/12/2019", "1", "");
    assert_true(says("reached_on", MSG_movement_progress_before_year));
    reported(&p, "1/10/2020", "1", "");
    assert_true(says("reached_on", MSG_movement_act_in_future));
    reported(&p, "1/8/2020", "-1", "");
    assert_true(says("done", MSG_movement_number_negative));
    reported(NULL, "1/8/2020", "1", "");
    assert_true(says("commitment", MSG_movement_commitment_missing));
    *list_push(a, &c->progress) = reported(&p, "1/8/2020", "11,99", "");
    assert_int_equal(issues.count, 0);
    assert_int_equal(commitment_percent(c), 99); /* never rounded up to reached */
    *list_push(a, &c->progress) = reported(&p, "1/9/2020", "12", "");
    assert_int_equal(commitment_state(c), COMMITMENT_REACHED);
    c->progress.items[1].withdrawn_ms = 1;
    assert_int_equal(commitment_state(c), COMMITMENT_UNDER_WAY);
    *list_push(a, &c->progress) = reported(&p, "2/9/2020", "", "tạm dừng do mưa lũ");
    assert_int_equal(commitment_percent(c), 99); /* words do not take the figure away */
}

int main(void) {
    a = arena_new(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_movement_needs_a_name_and_a_form),
        cmocka_unit_test(an_end_before_the_begin_is_refused),
        cmocka_unit_test(a_drive_lies_within_its_movement),
        cmocka_unit_test(a_drive_needs_its_begin),
        cmocka_unit_test(a_number_of_the_register_stands_for_its_document),
        cmocka_unit_test(contents_are_free_rows),
        cmocka_unit_test(too_long_texts_are_refused),
        cmocka_unit_test(steps_come_one_after_the_other),
        cmocka_unit_test(nothing_answers_itself_through_others),
        cmocka_unit_test(a_commitment_is_as_the_movement_says_unless_the_unit_says_more),
        cmocka_unit_test(progress_says_something_of_a_day_that_has_come),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
