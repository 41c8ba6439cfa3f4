/* Tables as offices write them when they do not keep to the form. */
#include "features/intake/grid_fixture.h"

#define HEADER                                                                                     \
    { "TT", "Nội dung", "Điểm chuẩn", "Cách chấm", "ĐVT", "Chỉ tiêu" }

static const struct message *message_at(const struct criteria_reading *r, const char *place,
                                        enum msg_id id) {
    for (size_t i = 0; i < r->findings.count; i++) {
        const struct intake_finding *f = &r->findings.items[i];
        struct str at = f->column ? grid_place(a, f->row, f->column) : str_format(a, "%u", f->row);
        if (f->message.id == id && str_equal_c(at, place))
            return &f->message;
    }
    fail_msg("no such finding at %s", place);
    return NULL;
}

static void assert_says(const struct criteria_reading *r, const char *place, enum msg_id id,
                        const char *part) {
    struct str text = message_text(a, LANG_VI, *message_at(r, place, id));
    if (str_find(text, str_from_c(part)) < 0)
        fail_msg("`%s` is not in `%s`", part, str_c(a, text));
}

static void sums_are_told_as_sheets_show_them(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEADER,
        {"I", "Nhóm", "#20.25"},
        {"1", "Một", "#10.5", "định tính"},
        {"2", "Hai", "#1000.25", "định tính"},
        {NULL, "TỔNG CỘNG", "#1234.5"},
    };
    struct criteria_reading r = READ_TABLE(rows);
    assert_says(&r, "2", MSG_intake_group_sum, "20,25");
    assert_says(&r, "2", MSG_intake_group_sum, "1.010,75");
    assert_says(&r, "C5", MSG_intake_total_differs, "1.234,5");
    assert_says(&r, "C5", MSG_intake_total_differs, "1.010,75");
}

static void levels_left_out_leave_no_hole(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEADER,
        {"1", "Trước hết", "#5", "định tính"},
        {"I", "Nhóm", "#20"},
        {"1.1.1", "Sâu", "#10", "định tính"},
        {"2", "Nông", "#10", "định tính"},
        {"a)", "Nhỏ", "#10", "định tính"},
    };
    struct criteria_reading r = READ_TABLE(rows);
    for (size_t i = 0; i < r.criteria.count; i++) {
        const struct criterion *c = &r.criteria.items[i];
        int above = c->parent < 0 ? -1 : r.criteria.items[c->parent].depth;
        assert_int_equal(c->depth, above + 1);
    }
    assert_int_equal(criterion(&r, "1")->parent, -1);
    assert_int_equal(criterion(&r, "I.2")->depth, 1);
    assert_int_equal(criterion(&r, "I.2.a")->depth, 2);
    assert_int_equal(criterion(&r, "I.2")->kind, CRITERION_GROUP);
    assert_says(&r, "D5", MSG_intake_group_has_kind, "I.2");
}

static void letters_stand_below_what_is_before_them(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEADER,
        {"a", "Không có gì ở trên", "#5", "định tính"},
        {"I", "Nhóm", "#5"},
        {"a", "Dưới nhóm", "#5", "định tính"},
        {"?!", "Dấu lạ", "#5", "định tính"},
    };
    struct criteria_reading r = READ_TABLE(rows);
    assert_int_equal(criterion(&r, "a")->parent, -1);
    assert_int_equal(criterion(&r, "I.a")->depth, 1);
    assert_int_equal(r.criteria.items[3].depth, 1);
}

static void what_a_kind_needs_is_asked_for(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEADER,
        {"1", "Không điểm", "#0", "định tính"},
        {"2", "Quá nhiều", "#100001", "định tính"},
        {"3", "Quá nhỏ", "#1.00001", "định tính"},
        {"4", "Dẫn đầu", "#5", "so với đơn vị dẫn đầu", NULL, "#0"},
        {"5", "Vụ việc", "#5", "định lượng nghịch", "vụ", "#2"},
        {"6", "Điển hình (0 điểm/điển hình)", "#5", "điểm theo số lượng"},
        {"7", "Nhóm không có gì", "#5"},
        {"8", "Điểm trừ", "#-1", "trừ"},
        {"9", "Điểm thưởng", "#1", "thưởng"},
        {"10", "Điểm thưởng nữa", "#1", "thưởng"},
    };
    struct criteria_reading r = READ_TABLE(rows);
    assert_finding(r.findings, SEVERITY_ERROR, "2", MSG_intake_max_not_positive);
    assert_finding(r.findings, SEVERITY_ERROR, "3", MSG_intake_max_out_of_range);
    assert_finding(r.findings, SEVERITY_ERROR, "4", MSG_intake_max_out_of_range);
    assert_finding(r.findings, SEVERITY_ERROR, "5", MSG_intake_target_missing);
    assert_finding(r.findings, SEVERITY_ERROR, "6", MSG_intake_fewer_target);
    assert_finding(r.findings, SEVERITY_ERROR, "7", MSG_intake_points_each);
    assert_finding(r.findings, SEVERITY_ERROR, "8", MSG_intake_kind_missing);
    assert_finding(r.findings, SEVERITY_ERROR, "9", MSG_intake_max_out_of_range);
    assert_finding(r.findings, SEVERITY_ERROR, "", MSG_intake_one_bonus_row);
}

static void an_empty_table_says_so(void **state) {
    (void)state;
    static sheet_row rows[] = {HEADER, {"ghi chú một mình"}};
    struct criteria_reading r = READ_TABLE(rows);
    assert_int_equal(r.criteria.count, 0);
    assert_finding(r.findings, SEVERITY_ERROR, "", MSG_intake_no_criteria);
    static sheet_row other[] = {{"TT", "Họ và tên", "Cấp bậc"}, {"1", "Nguyễn Văn A"}};
    struct grid grid = grid_of(other, COUNT_OF(other));
    intake_read_criteria(a, &grid, &r);
    assert_false(r.found);
}

static void a_target_may_carry_its_sign(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEADER,
        {"1", "Ô phần trăm", "#8", "định lượng", "%", "&98.6%"},
        {"2", "Gõ bằng chữ", "#8", "định lượng", "%", "98,6"},
        {"3", "Không hiểu", "#8", "định lượng", "%", "gần hết"},
    };
    struct criteria_reading r = READ_TABLE(rows);
    assert_int_equal(decimal_compare(criterion(&r, "1")->target, DECIMAL(986, 1)), 0);
    assert_int_equal(decimal_compare(criterion(&r, "2")->target, DECIMAL(986, 1)), 0);
    assert_finding(r.findings, SEVERITY_ERROR, "F4", MSG_scoring_not_a_number);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(sums_are_told_as_sheets_show_them),
        TEST(levels_left_out_leave_no_hole),
        TEST(letters_stand_below_what_is_before_them),
        TEST(what_a_kind_needs_is_asked_for),
        TEST(an_empty_table_says_so),
        TEST(a_target_may_carry_its_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
