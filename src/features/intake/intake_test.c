/* Reading what offices send, over sheets built here. */
#include "features/intake/grid_fixture.h"

/* --- tables of criteria ------------------------------------------------------------------- */

static sheet_row TABLE[] = {
    {"BẢNG TIÊU CHÍ NĂM 2020"},
    {"TT", "Nội dung, tiêu chí", "Điểm chuẩn", "Cách chấm", "ĐVT", "Chỉ tiêu năm", "Ghi chú"},
    {"I", "Giáo dục chính trị", "#14"},
    {"1", "Quân số học tập", "#8", "định lượng", "%", "#98"},
    {"2", "Thực hiện Nghị quyết", "#6", "định tính"},
    {"II", "Kỷ luật; dân vận", "#20"},
    {"1", "Vụ việc vi phạm", "#10", "định lượng nghịch", "vụ", "#0"},
    {"2", "Ngày công giúp dân", "#5", "so với đơn vị dẫn đầu", "ngày công", "#500"},
    {"3", "Điển hình (1,5 điểm/điển hình)", "#3", "điểm theo số lượng"},
    {"4", "Báo cáo đúng hạn", "#2", "đạt/không đạt"},
    {"III", "Điểm thưởng", "#5", "thưởng"},
    {"IV", "Điểm trừ", "#0", "trừ"},
    {NULL, "TỔNG CỘNG", "="},
    {NULL, "Mức A = 100%."},
};

static void a_table_is_understood(void **state) {
    (void)state;
    struct criteria_reading r = READ_TABLE(TABLE);
    assert_no_faults(r.findings);
    assert_finding(r.findings, SEVERITY_NOTE, "C13", MSG_intake_total_without_value);
    assert_int_equal(r.criteria.count, 10);
    assert_str(r.title, "BẢNG TIÊU CHÍ NĂM 2020");
    assert_str(r.notes, "Mức A = 100%.");
    assert_int_equal(criterion(&r, "I.1")->kind, CRITERION_QUANTITY);
    assert_true(criterion(&r, "I.1")->bonus_on);
    assert_int_equal(criterion(&r, "II.2")->kind, CRITERION_LEADER);
    assert_int_equal(decimal_compare(criterion(&r, "II.3")->points_each, DECIMAL(15, 1)), 0);
    assert_int_equal(criterion(&r, "IV")->kind, CRITERION_PENALTY);
    assert_int_equal(decimal_compare(criteria_max_total(&r.criteria), DECIMAL(34, 0)), 0);
}

static void numbering_may_be_without_roman_numbers(void **state) {
    (void)state;
    static sheet_row rows[] = {
        {"STT", "Tiêu chí", "Điểm tối đa", "Cách tính", "Đơn vị tính", "Chỉ tiêu"},
        {"1", "Nhóm một", "#10"},
        {"1.1", "Một một", "#6"},
        {"a)", "Chữ a", "#4", "định tính"},
        {"b)", "Chữ b", "#2", "đạt/không đạt"},
        {"1.2", "Một hai", "#4", "định lượng", "%", "&98.125%"},
        {"2", "Tiêu chí hai", "#5", "định tính"},
    };
    struct criteria_reading r = READ_TABLE(rows);
    assert_no_faults(r.findings);
    assert_int_equal(r.criteria.count, 6);
    assert_int_equal(criterion(&r, "1.1.a")->depth, 2);
    assert_int_equal(criterion(&r, "1.1")->kind, CRITERION_GROUP);
    assert_int_equal(criterion(&r, "2")->kind, CRITERION_GRADE);
    assert_int_equal(decimal_compare(criterion(&r, "1.2")->target, DECIMAL(98125, 3)), 0);
}

static void parts_stand_above_roman_numbers(void **state) {
    (void)state;
    static sheet_row rows[] = {
        {"TT", "Nội dung", "Điểm chuẩn", "Cách chấm", "ĐVT", "Chỉ tiêu"},
        {"A", "Phần một", "#10"},
        {"I", "Nhóm", "#10"},
        {"1", "Tiêu chí", "#10", "định tính"},
        {"B", "Phần hai", "#7"},
        {"I", "Nhóm", "#7"},
        {"1", "Tiêu chí", "#7", "định tính"},
    };
    struct criteria_reading r = READ_TABLE(rows);
    assert_no_faults(r.findings);
    assert_int_equal(criterion(&r, "A.I.1")->depth, 2);
    assert_int_equal(decimal_compare(criterion(&r, "B.I.1")->max, DECIMAL(7, 0)), 0);
}

static void faults_of_a_table_have_their_place(void **state) {
    (void)state;
    static sheet_row rows[] = {
        {"TT", "Nội dung", "Điểm chuẩn", "Cách chấm", "ĐVT", "Chỉ tiêu"},
        {"I", "Nhóm", "#20"},
        {"1", "Một", "=", "định lượng", "%", "#98"},
        {"1", "Hai", "#5", "định tính"},
        {NULL, "Ba", "#5", "định tính"},
        {"4", "Bốn", "#5", "đoán chừng"},
        {"5", "Năm", "mười", "định tính"},
        {"6", "Sáu", "#4", "định lượng", "%"},
        {"7", NULL, "#4", "định lượng", "%", "#1"},
        {NULL, "TỔNG CỘNG", "#100"},
    };
    struct criteria_reading r = READ_TABLE(rows);
    assert_finding(r.findings, SEVERITY_ERROR, "C3", MSG_intake_formula_without_value);
    assert_finding(r.findings, SEVERITY_ERROR, "A4", MSG_intake_code_twice);
    assert_finding(r.findings, SEVERITY_WARNING, "A5", MSG_intake_label_given);
    assert_finding(r.findings, SEVERITY_ERROR, "D6", MSG_intake_kind_unknown);
    assert_finding(r.findings, SEVERITY_ERROR, "C7", MSG_scoring_not_a_number);
    assert_finding(r.findings, SEVERITY_ERROR, "8", MSG_intake_target_missing);
    assert_finding(r.findings, SEVERITY_ERROR, "B9", MSG_intake_name_missing);
    assert_finding(r.findings, SEVERITY_WARNING, "C10", MSG_intake_total_differs);
    assert_finding(r.findings, SEVERITY_WARNING, "2", MSG_intake_group_sum);
}

/* --- self-score sheets -------------------------------------------------------------------- */

static struct grade_rule GRADES[] = {
    {STR_INIT("A"), {100, 0}}, {STR_INIT("B"), {80, 0}}, {STR_INIT("D"), {0, 0}}};
static struct step_rule FEWER[] = {{{0, 0}, {100, 0}}, {{1, 0}, {0, 0}}};
static struct step_rule LATE[] = {{{5, 0}, {-5, 1}}};
static const struct scoring_rules RULES = {GRADES, 3, FEWER, 2, LATE, 1, {1, 0}, {10, 0}};
static const struct intake_unit UNITS[] = {
    {STR_INIT("Ban CHQS huyện Ea H"), STR_INIT("ea-h")},
    {STR_INIT("Ban CHQS huyện Ea H’leo"), STR_INIT("ea-hleo")},
    {STR_INIT("Ban Chỉ huy quân sự huyện Đầm Sậy"), STR_INIT("dam-say")},
};

static struct scores_context context_of(const struct criteria *criteria) {
    return (struct scores_context){.criteria = criteria,
                                   .rules = &RULES,
                                   .units = UNITS,
                                   .unit_count = COUNT_OF(UNITS),
                                   .year = 2020,
                                   .half = 1,
                                   .cluster_slug = STR("cum-mau"),
                                   .period_code = STR("2020-H1"),
                                   .table_id = STR("t1")};
}

static struct scores_reading read_with(const struct scores_context *context, sheet_row *rows,
                                       size_t count, const struct intake_mend_text *mends,
                                       size_t mend_count) {
    struct grid grid = grid_of(rows, count);
    struct intake_mends list = {(struct intake_mend_text *)(uintptr_t)mends, mend_count, 0};
    struct scores_reading reading;
    intake_read_scores(a, &grid, context, &list, &reading);
    assert_true(reading.found);
    return reading;
}

static struct scores_reading read_sheet(sheet_row *rows, size_t count,
                                        const struct intake_mend_text *mends, size_t mend_count) {
    struct criteria_reading *table = ARENA_NEW(a, struct criteria_reading);
    *table = READ_TABLE(TABLE);
    struct scores_context *context = ARENA_NEW(a, struct scores_context);
    *context = context_of(&table->criteria);
    return read_with(context, rows, count, mends, mend_count);
}

#define READ_SHEET(rows)         read_sheet((rows), COUNT_OF(rows), NULL, 0)
#define READ_MENDED(rows, mends) read_sheet((rows), COUNT_OF(rows), (mends), COUNT_OF(mends))

/* The row of a criterion; fails when it has none or two. */
static const struct scores_row *row_of(const struct scores_reading *reading, const char *code) {
    struct criteria_reading table = READ_TABLE(TABLE);
    ptrdiff_t at = criteria_find(&table.criteria, str_from_c(code));
    const struct scores_row *found = NULL;
    for (size_t i = 0; i < reading->rows.count; i++)
        if (reading->rows.items[i].criterion == at) {
            assert_null(found);
            found = &reading->rows.items[i];
        }
    if (!found)
        fail_msg("no row for %s", code);
    return found;
}

#define HEAD                                                                                         \
    {"BỘ CHQS TỈNH MẪU"}, {"BAN CHQS HUYỆN ĐẦM SẬY"},                                                \
        {"BẢNG TỰ CHẤM ĐIỂM THI ĐUA 6 THÁNG ĐẦU NĂM 2020"}, {                                        \
        "TT", "Nội dung", "Điểm chuẩn", "Chỉ tiêu năm", "Thực hiện", "Điểm tự chấm", "Giải trình" \
    }

static sheet_row GOOD[] = {
    HEAD,
    {"I", "Giáo dục chính trị", "#14"},
    {"1", "Quân số học tập", "#8", "#98", "#98.6", "#8", "Sổ theo dõi"},
    {"2", "Thực hiện Nghị quyết", "#6", NULL, "b", "#4.8"},
    {"II", "Kỷ luật; dân vận", "#20"},
    {"1", "Vụ việc vi phạm", "#10", "#0", "#0", "#10"},
    {"2", "Ngày công giúp dân", "#5", "#500", "#1490.5"},
    {"3", "Điển hình (1,5 điểm/điển hình)", "#3", NULL, "#2", "#3"},
    {"4", "Báo cáo đúng hạn", "#2", NULL, "Không đạt", "#0"},
    {"III", "Điểm thưởng", "#5", NULL, NULL, "#0"},
    {"IV", "Điểm trừ", "#0", NULL, NULL, "#-0.5", "Chậm 6 ngày"},
    {NULL, "TỔNG CỘNG", NULL, NULL, NULL, "#25.3"},
};

static void a_good_sheet_has_no_findings(void **state) {
    (void)state;
    struct scores_reading r = READ_SHEET(GOOD);
    assert_int_equal(r.findings.count, 0);
    assert_true(r.usable);
    assert_int_equal(r.unit, 2); /* "Chỉ huy quân sự" is "CHQS" */
    assert_str(row_of(&r, "I.1")->actual.text, "98.6");
    assert_str(row_of(&r, "I.1")->actual_place, "E6");
    assert_str(row_of(&r, "I.1")->evidence, "Sổ theo dõi");
    assert_str(row_of(&r, "I.2")->actual.text, "B");
    assert_str(row_of(&r, "II.2")->actual.text, "1490.5");
    assert_false(row_of(&r, "II.2")->has_self);
    assert_str(row_of(&r, "II.4")->actual.text, "fail");
    assert_str(row_of(&r, "IV")->actual.text, "6");
    assert_str(row_of(&r, "IV")->actual_place, "G14");
    assert_str(decimal_canonical(a, r.self_total), "25.3");
}

static void numbers_come_in_many_coats(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEAD,
        {"I", "Giáo dục chính trị", "#14"},
        {"1", "Quân số học tập", "#8", "#98", "98,6 %", "8,0"},
        {"2", "Thực hiện Nghị quyết", "#6", NULL, " A "},
        {"II", "Kỷ luật; dân vận", "#20"},
        {"1", "Vụ việc vi phạm", "#10", "#0", "0"},
        {"2", "Ngày công giúp dân", "#5", "#500", "&98.6%"},
        {"3", "Điển hình (1,5 điểm/điển hình)", "#3", NULL, "1,5"},
        {"4", "Báo cáo đúng hạn", "#2", NULL, "Đạt"},
    };
    struct scores_reading r = READ_SHEET(rows);
    assert_str(row_of(&r, "I.1")->actual.text, "98.6");
    assert_finding(r.findings, SEVERITY_WARNING, "E6", MSG_intake_number_as_text);
    assert_finding(r.findings, SEVERITY_WARNING, "F6", MSG_intake_number_as_text);
    assert_str(row_of(&r, "I.2")->actual.text, "A");
    assert_str(row_of(&r, "II.1")->actual.text, "0");
    assert_finding(r.findings, SEVERITY_ERROR, "E10", MSG_scoring_not_a_number);
    assert_finding(r.findings, SEVERITY_ERROR, "E11", MSG_scoring_number_not_whole);
}

static void percentages_keep_their_value(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEAD,
        {"I", "Giáo dục chính trị"},
        {"1", "Quân số học tập", "#8", "#98", "&98.125%", "#8"},
        {"2", "Thực hiện Nghị quyết", "#6", NULL, "A"},
    };
    struct scores_reading r = READ_SHEET(rows);
    assert_str(row_of(&r, "I.1")->actual.text, "98.125");
    assert_int_equal(count_at(&r.findings, SEVERITY_WARNING, "E6", MSG_intake_number_as_text), 0);
}

static void faults_have_their_cell_and_keep_only_it_out(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEAD,
        {"I", "Giáo dục chính trị", "#14"},
        {"1", "Quân số học tập", "#9", "#97", "#101", "#9.5"},
        {
            "2",
            "Thực hiện Nghị quyết",
            "#6",
            NULL,
            "E",
            "=",
        },
        {"II", "Kỷ luật; dân vận", "#20"},
        {"1", "Vụ việc vi phạm", "#10", "#0", "=", "#10"},
        {"2", "Ngày công giúp dân", "#5", "#500", "!#N/A", "năm"},
        {"3", "Điển hình (1,5 điểm/điển hình)", "#3", NULL, "hai", "#-1"},
        {"4", "Báo cáo đúng hạn", "#2", NULL, "chưa rõ"},
        {"IV", "Điểm trừ", "#0", NULL, NULL, "#-0.5"},
        {NULL, "TỔNG CỘNG", NULL, NULL, NULL, "#99"},
    };
    struct scores_reading r = READ_SHEET(rows);
    assert_finding(r.findings, SEVERITY_WARNING, "C6", MSG_intake_max_differs);
    assert_finding(r.findings, SEVERITY_WARNING, "D6", MSG_intake_target_differs);
    assert_finding(r.findings, SEVERITY_WARNING, "E6", MSG_intake_percent_over_100);
    assert_finding(r.findings, SEVERITY_WARNING, "F6", MSG_intake_self_over_max);
    assert_finding(r.findings, SEVERITY_ERROR, "E7", MSG_scoring_no_such_grade);
    assert_finding(r.findings, SEVERITY_WARNING, "F7", MSG_intake_formula_without_value);
    assert_finding(r.findings, SEVERITY_ERROR, "E9", MSG_intake_formula_without_value);
    assert_finding(r.findings, SEVERITY_ERROR, "E10", MSG_intake_cell_error);
    assert_finding(r.findings, SEVERITY_WARNING, "F10", MSG_intake_self_unreadable);
    assert_finding(r.findings, SEVERITY_ERROR, "E11", MSG_scoring_not_a_number);
    assert_finding(r.findings, SEVERITY_WARNING, "F11", MSG_intake_self_negative);
    assert_finding(r.findings, SEVERITY_ERROR, "E12", MSG_scoring_not_pass_or_fail);
    assert_finding(r.findings, SEVERITY_WARNING, "E13", MSG_intake_penalty_without_days);
    assert_finding(r.findings, SEVERITY_WARNING, "F14", MSG_intake_self_total_differs);
    assert_true(r.usable);
    assert_true(row_of(&r, "I.1")->actual_ok);
    assert_false(row_of(&r, "I.2")->actual_ok);
    assert_true(row_of(&r, "II.1")->has_self);
}

static void rows_are_known_by_name_before_number(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEAD,
        {"I", "Giáo dục chính trị"},
        {NULL, "Quân  số HỌC TẬP", NULL, NULL, "#98"},
        {"5", "Thực hiện Nghị quyết", NULL, NULL, "A"},
        {"II", "Kỷ luật, dân vận và khác"},
        {"2", "Ngày công giúp dân", NULL, NULL, "#400"},
        {"1", "Vụ vi phạm kỷ luật", NULL, NULL, "#0"},
        {"2", "Ngày công giúp dân", NULL, NULL, "#600"},
        {"9", "Việc lạ", NULL, NULL, "#1"},
        {"3", "Điển hình (1,5 điểm/điển hình)", NULL, NULL, "#1"},
        {"4", "Báo cáo đúng hạn", NULL, NULL, "x"},
    };
    struct scores_reading r = READ_SHEET(rows);
    assert_finding(r.findings, SEVERITY_WARNING, "A6", MSG_intake_label_missing);
    assert_finding(r.findings, SEVERITY_WARNING, "A7", MSG_intake_label_differs);
    assert_finding(r.findings, SEVERITY_WARNING, "B8", MSG_intake_name_differs);
    assert_finding(r.findings, SEVERITY_WARNING, "B10", MSG_intake_name_differs);
    assert_finding(r.findings, SEVERITY_ERROR, "B11", MSG_intake_row_twice);
    assert_finding(r.findings, SEVERITY_ERROR, "B12", MSG_intake_row_unknown);
    assert_int_equal(intake_count(&r.findings, SEVERITY_ERROR), 2);
    assert_str(row_of(&r, "II.2")->actual.text, "400");
    assert_str(row_of(&r, "II.1")->actual.text, "0");
    const struct intake_mend_text named[] = {
        {STR("A12"), STR("II.1")}, {STR("A10"), STR("-")}, {STR("A11"), STR("-")}};
    struct scores_reading mended = READ_MENDED(rows, named);
    assert_int_equal(intake_count(&mended.findings, SEVERITY_ERROR), 0);
    assert_str(row_of(&mended, "II.1")->actual.text, "1");
    const struct intake_mend_text wrong[] = {{STR("A12"), STR("X.9")}, {STR("A11"), STR("II.2")}};
    struct scores_reading again = READ_MENDED(rows, wrong);
    assert_finding(again.findings, SEVERITY_ERROR, "B12", MSG_intake_code_unknown);
    assert_finding(again.findings, SEVERITY_ERROR, "B11", MSG_intake_row_twice);
    assert_str(row_of(&again, "II.2")->actual.text, "400");
}

static void a_scored_top_row_counts_once(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEAD,
        {"IV", "Điểm trừ", NULL, NULL, "#6"},
        {"IV", "Điểm trừ", NULL, NULL, "#20"},
    };
    struct scores_reading r = READ_SHEET(rows);
    assert_finding(r.findings, SEVERITY_ERROR, "B6", MSG_intake_row_twice);
    assert_str(row_of(&r, "IV")->actual.text, "6");
}

static void a_missing_row_can_be_given_by_its_code(void **state) {
    (void)state;
    static sheet_row rows[] = {
        HEAD, {"I", "Giáo dục chính trị"}, {"1", "Quân số học tập", NULL, NULL, "#98"}};
    struct scores_reading r = READ_SHEET(rows);
    assert_int_equal(count_at(&r.findings, SEVERITY_ERROR, "", MSG_intake_row_missing), 5);
    assert_false(row_of(&r, "I.2")->actual_ok);
    const struct intake_mend_text mends[] = {{STR("I.2"), STR("a")}, {STR("E6"), STR("99,5")}};
    struct scores_reading mended = READ_MENDED(rows, mends);
    assert_int_equal(count_at(&mended.findings, SEVERITY_ERROR, "", MSG_intake_row_missing), 4);
    assert_str(row_of(&mended, "I.2")->actual.text, "A");
    assert_true(row_of(&mended, "I.2")->actual_mended);
    assert_str(row_of(&mended, "I.1")->actual.text, "99.5");
    assert_str(row_of(&mended, "I.1")->cells[4], "98"); /* the original's cell stays as it is */
}

static void lateness_is_read_from_words(void **state) {
    (void)state;
    static const struct {
        const char *typed;
        const char *told;
        const char *days; /* NULL: cannot be read */
    } CASES[] = {
        {NULL, NULL, "0"},
        {NULL, "Chậm 6 ngày", "6"},
        {NULL, "Báo cáo CHẬM: 12 ngày (từ 15/6)", "12"},
        {NULL, "cham 7 ngay", "7"},
        {NULL, "Không chậm", "0"},
        {NULL, "Cụm chấm thống nhất", "0"},
        {NULL, "Chậm vài ngày", NULL},
        {"#8", "Chậm 6 ngày", "8"},
        {"9 ngày", NULL, "9"},
        {"6 ngày chậm", NULL, "6"},
        {"=", "Chậm 6 ngày", NULL},
        {"#-3", NULL, NULL},
        {"#2.5", NULL, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        sheet_row rows[] = {HEAD,
                            {"IV", "Điểm trừ", NULL, NULL, CASES[i].typed, NULL, CASES[i].told}};
        struct scores_reading r = read_sheet(rows, COUNT_OF(rows), NULL, 0);
        const struct scores_row *row = row_of(&r, "IV");
        if (row->actual_ok != (CASES[i].days != NULL))
            fail_msg("case %zu", i);
        if (CASES[i].days)
            assert_str(row->actual.text, CASES[i].days);
    }
}

/* --- whose sheet, which period ------------------------------------------------------------ */

static struct scores_reading read_titled(const char *unit, const char *title,
                                         const struct intake_mend_text *mends, size_t count) {
    sheet_row rows[] = {{"BỘ CHQS TỈNH MẪU"},
                        {unit},
                        {title},
                        {"TT", "Nội dung", "Điểm chuẩn", NULL, "Thực hiện"},
                        {"I", "Giáo dục chính trị"}};
    return read_sheet(rows, COUNT_OF(rows), mends, count);
}

static const char TITLE[] = "BẢNG TỰ CHẤM ĐIỂM 6 THÁNG ĐẦU NĂM 2020";

static void units_are_known_by_whole_names(void **state) {
    (void)state;
    assert_int_equal(read_titled("BAN CHQS HUYỆN EA H", TITLE, NULL, 0).unit, 0);
    assert_int_equal(read_titled("Đơn vị: Ban CHQS huyện Ea H'leo", TITLE, NULL, 0).unit, 1);
    assert_int_equal(read_titled("BAN CHQS HUYỆN EA HIAO", TITLE, NULL, 0).unit, -1);
    struct scores_reading r = read_titled("BAN CHQS HUYỆN LẠ", TITLE, NULL, 0);
    assert_finding(r.findings, SEVERITY_ERROR, "", MSG_intake_unit_unknown);
    assert_false(r.usable);
    const struct intake_mend_text mend = {STR("unit"), STR("dam-say")};
    struct scores_reading mended = read_titled("BAN CHQS HUYỆN LẠ", TITLE, &mend, 1);
    assert_int_equal(mended.unit, 2);
    assert_true(mended.usable);
}

static void another_period_is_refused(void **state) {
    (void)state;
    static const char *const OTHERS[] = {"BẢNG TỰ CHẤM ĐIỂM 6 THÁNG ĐẦU NĂM 2019",
                                         "BẢNG TỰ CHẤM ĐIỂM 6 THÁNG CUỐI NĂM 2020",
                                         "Điểm thi đua 6 tháng đầu năm 2021"};
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++) {
        struct scores_reading r = read_titled("BAN CHQS HUYỆN ĐẦM SẬY", OTHERS[i], NULL, 0);
        assert_finding(r.findings, SEVERITY_ERROR, "A3", MSG_intake_other_period);
        assert_false(r.usable);
    }
    assert_true(read_titled("BAN CHQS HUYỆN ĐẦM SẬY", "Phiếu tự chấm", NULL, 0).usable);
}

static void our_own_sheets_cannot_be_mistaken(void **state) {
    (void)state;
    struct criteria_reading table = READ_TABLE(TABLE);
    struct scores_context context = context_of(&table.criteria);
    context.own_cluster = STR("cum-mau");
    context.own_unit_slug = STR("dam-say");
    context.own_period = STR("2020-H1");
    context.own_table = STR("t1");
    assert_int_equal(read_with(&context, GOOD, COUNT_OF(GOOD), NULL, 0).findings.count, 0);
    context.own_unit_slug = STR("ea-h");
    struct scores_reading unit = read_with(&context, GOOD, COUNT_OF(GOOD), NULL, 0);
    assert_finding(unit.findings, SEVERITY_ERROR, "", MSG_intake_unit_contradicts);
    assert_false(unit.usable);
    context.own_unit_slug = STR("dam-say");
    context.own_period = STR("2020-H2");
    struct scores_reading period = read_with(&context, GOOD, COUNT_OF(GOOD), NULL, 0);
    assert_finding(period.findings, SEVERITY_ERROR, "", MSG_intake_other_period);
    assert_false(period.usable);
    context.own_period = STR("2020-H1");
    context.own_cluster = STR("cum-khac");
    struct scores_reading cluster = read_with(&context, GOOD, COUNT_OF(GOOD), NULL, 0);
    assert_finding(cluster.findings, SEVERITY_ERROR, "", MSG_intake_other_cluster);
    assert_false(cluster.usable);
    context.own_cluster = STR("cum-mau");
    context.own_table = STR("t2");
    struct scores_reading other = read_with(&context, GOOD, COUNT_OF(GOOD), NULL, 0);
    assert_finding(other.findings, SEVERITY_WARNING, "", MSG_intake_other_table);
    assert_true(other.usable);
}

static void a_sheet_without_numbers_is_named_at_its_names(void **state) {
    (void)state;
    static sheet_row rows[] = {
        {"BAN CHQS HUYỆN ĐẦM SẬY"},
        {"Nội dung", "Thực hiện 6 tháng", "Tự chấm"},
        {"Việc lạ", "#98"},
    };
    struct scores_reading r = READ_SHEET(rows);
    assert_finding(r.findings, SEVERITY_ERROR, "A3", MSG_intake_row_unknown);
    const struct intake_mend_text mends[] = {{STR("A3"), STR("I.1")}};
    struct scores_reading mended = READ_MENDED(rows, mends);
    assert_str(row_of(&mended, "I.1")->actual.text, "98");
}

/* What is not assigned to the unit, or given by a later stage, is told and not stored. */
static void rows_that_are_not_the_units_store_nothing(void **state) {
    (void)state;
    struct criteria_reading table = READ_TABLE(TABLE);
    struct scores_context context = context_of(&table.criteria);
    size_t count = table.criteria.count;
    bool *exempt = ARENA_ARRAY(a, bool, 3 * count);
    size_t not_assigned = (size_t)criteria_find(&table.criteria, STR("I.1"));
    exempt[2 * count + not_assigned] = true;
    context.exempt = exempt;
    table.criteria.items[criteria_find(&table.criteria, STR("II.3"))].owner = SCORE_OFFICE;
    struct scores_reading r = read_with(&context, GOOD, COUNT_OF(GOOD), NULL, 0);
    assert_finding(r.findings, SEVERITY_WARNING, "E6", MSG_intake_not_assigned);
    assert_finding(r.findings, SEVERITY_WARNING, "E11", MSG_intake_later_stage);
    assert_false(row_of(&r, "I.1")->actual_ok);
    assert_false(row_of(&r, "I.1")->has_self);
    assert_false(row_of(&r, "II.3")->has_self);
    assert_true(row_of(&r, "II.1")->actual_ok);
    assert_true(r.usable);
    /* Of another unit it is read as ever. */
    exempt[2 * count + not_assigned] = false;
    exempt[not_assigned] = true;
    r = read_with(&context, GOOD, COUNT_OF(GOOD), NULL, 0);
    assert_true(row_of(&r, "I.1")->actual_ok);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(rows_that_are_not_the_units_store_nothing),
        TEST(a_table_is_understood),
        TEST(numbering_may_be_without_roman_numbers),
        TEST(parts_stand_above_roman_numbers),
        TEST(faults_of_a_table_have_their_place),
        TEST(a_good_sheet_has_no_findings),
        TEST(numbers_come_in_many_coats),
        TEST(percentages_keep_their_value),
        TEST(faults_have_their_cell_and_keep_only_it_out),
        TEST(rows_are_known_by_name_before_number),
        TEST(a_scored_top_row_counts_once),
        TEST(a_missing_row_can_be_given_by_its_code),
        TEST(lateness_is_read_from_words),
        TEST(units_are_known_by_whole_names),
        TEST(another_period_is_refused),
        TEST(our_own_sheets_cannot_be_mistaken),
        TEST(a_sheet_without_numbers_is_named_at_its_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
