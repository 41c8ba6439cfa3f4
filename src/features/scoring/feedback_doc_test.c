/* The feedback workbook: what our own reader finds in it, and answers read back. */
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "doc/workbook_fixture.h"
#include "doc/workbook_write.h"
#include "features/scoring/feedback_doc.h"
#include "features/scoring/scores_fixture.h"

static struct scores_fixture f;

static void decide(const char *code, const char *actual, const char *points, const char *reason) {
    struct verification row = {
        .code = str_from_c(code),
        .actual = str_from_c(actual),
        .points = str_from_c(points),
        .reason = str_from_c(reason),
        .seen_revision = scores_fixture_cell(&f, UNIT_FIRST, code)->accepted_revision,
    };
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_verify(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, UNIT_FIRST,
                             SCORE_HEAD, &row, 1, &issues, &stored));
    assert_int_equal(stored, 1);
    scores_fixture_load(&f);
}

static struct str make(const struct score_answers *answers) {
    struct str bytes;
    assert_ok(feedback_doc_make(f.arena, &f.board, UNIT_FIRST, answers, FIXTURE_NOW_MS, &bytes));
    return bytes;
}

#define CELL(name, text)   assert_string_equal(fixture_text(f.arena, &book, 0, name), text)
#define NUMBER(name, text) check_number(&book, name, text, false)
#define SUM(name, text)    check_number(&book, name, text, true)

static void check_number(const struct workbook *book, const char *name, const char *text,
                         bool formula) {
    const struct workbook_cell *cell = fixture_cell(book, 0, name);
    assert_non_null(cell);
    assert_int_equal(cell->kind, WORKBOOK_NUMBER);
    assert_int_equal(cell->has_formula, formula);
    assert_string_equal(str_c(f.arena, cell->text), text);
}

/* The table's head stands in row 9, the lines of the fixture in 10 … 16, the sums in 17 … 20. */
static void figures_are_numbers_and_sums_add_up(void **state) {
    scores_fixture_make(&f, *state, true);
    decide("I.1", "73", "11", "Theo biên bản số 7");
    const struct score_answers none = {0};
    struct workbook book = fixture_read(f.arena, make(&none));
    CELL("A4", "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH");
    CELL("A9", "TT");
    CELL("A11", "I.1");
    CELL("D11", "74 → 73");
    NUMBER("C11", "12");
    NUMBER("E11", "11.84");
    NUMBER("F11", "11.68"); /* 12 × 73 ÷ 75 */
    NUMBER("G11", "11");
    SUM("H11", "-0.84");
    CELL("I11", "Theo biên bản số 7");
    /* The group, then content, bonus, penalty, total. */
    SUM("E10", "19.84");
    SUM("F10", "29.68");
    SUM("G10", "29");
    SUM("E17", "24.84");
    SUM("F17", "34.68");
    SUM("G17", "34");
    SUM("G18", "0");
    SUM("G19", "0");
    SUM("G20", "34");
    SUM("H20", "9.16");
    assert_string_equal(str_c(f.arena, workbook_property_of(&book, FEEDBACK_PROPERTY)),
                        str_format(f.arena, "cum-thu/2020-H1/" STR_FMT,
                                   STR_ARG(f.board.cluster.members.items[UNIT_FIRST].slug))
                            .p);
    scores_fixture_end(&f);
}

/* The XML of the sheet: our reader tells the values of formulas, not their text. */
static const char *sheet_xml(struct str file) {
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(file.p, file.n, 0, &error),
                                      ZIP_RDONLY, &error);
    assert_non_null(zip);
    zip_stat_t stat;
    assert_int_equal(zip_stat(zip, "xl/worksheets/sheet1.xml", 0, &stat), 0);
    zip_file_t *entry = zip_fopen(zip, stat.name, 0);
    char *bytes = arena_alloc(f.arena, stat.size + 1);
    assert_int_equal(zip_fread(entry, bytes, stat.size), stat.size);
    zip_fclose(entry);
    zip_discard(zip);
    return bytes;
}

static void formulas_take_the_right_rows(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct score_answers none = {0};
    const char *xml = sheet_xml(make(&none));
    const char *const FORMULAS[] = {
        "<c r=\"E10\" s=\"%\"><f>SUM(E11:E13)</f>", "<c r=\"G17\" s=\"%\"><f>SUM(G11:G14)</f>",
        "<c r=\"G18\" s=\"%\"><f>SUM(G15)</f>",     "<c r=\"G19\" s=\"%\"><f>SUM(G16)</f>",
        "<c r=\"G20\" s=\"%\"><f>SUM(G17:G19)</f>", "<c r=\"H11\" s=\"%\"><f>G11-E11</f>",
    };
    for (size_t i = 0; i < COUNT_OF(FORMULAS); i++) {
        struct str rest = str_from_c(FORMULAS[i]);
        struct str before = str_cut(&rest, '%');
        const char *cell = strstr(xml, str_copy(f.arena, before).p);
        assert_non_null(cell);
        const char *end = strstr(cell, "</f>");
        assert_non_null(end);
        struct str written = {cell, (size_t)(end - cell) + strlen("</f>")};
        if (!str_ends_with(written, rest))
            fail_msg(STR_FMT, STR_ARG(written));
    }
    assert_non_null(strstr(xml, "<sheetProtection"));
    assert_non_null(strstr(xml, "<dataValidation "));
    scores_fixture_end(&f);
}

static void a_missing_result_is_no_zero(void **state) {
    scores_fixture_make(&f, *state, true);
    scores_fixture_report(&f, UNIT_FIRST, "II", NULL, NULL);
    scores_fixture_load(&f);
    const struct score_answers none = {0};
    struct workbook book = fixture_read(f.arena, make(&none));
    CELL("F14", "");
    CELL("G14", "");
    CELL("H14", "");
    CELL("A22", "Còn 1 tiêu chí chưa có kết quả; các tổng trên là phần đã có.");
    scores_fixture_end(&f);
}

static const struct err *read_answers(size_t unit, struct str bytes, struct issues *issues,
                                      struct answer_forms *forms) {
    struct workbook_file file = workbook_file_of(bytes);
    return feedback_doc_read(f.arena, &f.board, unit, &file, issues, forms);
}

static void given_answers_come_back(void **state) {
    scores_fixture_make(&f, *state, true);
    struct str unit_id = f.board.cluster.members.items[UNIT_FIRST].id;
    struct score_answer items[] = {
        {unit_id, f.board.table.criteria.items[scores_fixture_index(&f, "I.1")].id, true, STR(""),
         STR("Cán bộ"), 1},
        {unit_id, f.board.table.criteria.items[scores_fixture_index(&f, "I.2")].id, false,
         STR("=Đề nghị xem lại"), STR("Cán bộ"), 2},
        {unit_id, STR(""), true, STR("Đã xem"), STR("Cán bộ"), 3},
    };
    const struct score_answers answers = {items, COUNT_OF(items), COUNT_OF(items)};
    struct str bytes = make(&answers);
    struct issues issues = {0};
    struct answer_forms forms;
    assert_ok(read_answers(UNIT_FIRST, bytes, &issues, &forms));
    assert_int_equal(issues.count, 0);
    assert_int_equal(forms.count, 3);
    assert_string_equal(forms.items[0].code.p, "I.1");
    assert_true(forms.items[0].agrees);
    assert_string_equal(forms.items[1].code.p, "I.2");
    assert_false(forms.items[1].agrees);
    assert_string_equal(forms.items[1].comment.p, "=Đề nghị xem lại");
    assert_int_equal(forms.items[2].code.n, 0);
    assert_string_equal(forms.items[2].comment.p, "Đã xem");
    scores_fixture_end(&f);
}

static void refuses_file(size_t unit, struct str bytes, enum msg_id why) {
    struct issues issues = {0};
    struct answer_forms forms;
    assert_ok(read_answers(unit, bytes, &issues, &forms));
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, "tep");
    assert_string_equal(message_key(issues.items[0].message.id).p, message_key(why).p);
}

/* A workbook that says it is the first unit's, with one line as somebody filled it in. */
static struct str filled(const char *words, const char *comment) {
    struct book_out *out = book_new(f.arena, NULL);
    book_set_property(out, FEEDBACK_PROPERTY,
                      str_format(f.arena, "cum-thu/2020-H1/" STR_FMT,
                                 STR_ARG(f.board.cluster.members.items[UNIT_FIRST].slug)));
    struct sheet_out *sheet = book_add_sheet(out, STR("Phản hồi"), NULL);
    sheet_text(sheet, 11, 1, SHEET_TEXT, STR("I.1"));
    sheet_text(sheet, 11, 10, SHEET_TEXT, str_from_c(words));
    sheet_text(sheet, 11, 11, SHEET_TEXT, str_from_c(comment));
    struct str bytes;
    assert_ok(book_finish(out, &bytes));
    return bytes;
}

static void a_wrong_file_is_told(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct score_answers none = {0};
    struct str bytes = make(&none);
    refuses_file(UNIT_FIRST, bytes, MSG_verify_no_answers_in_file);
    refuses_file(UNIT_SECOND, bytes, MSG_verify_feedback_of_other);
    struct book_out *other = book_new(f.arena, NULL);
    book_add_sheet(other, STR("S"), NULL);
    struct str plain;
    assert_ok(book_finish(other, &plain));
    refuses_file(UNIT_FIRST, plain, MSG_verify_no_feedback_sheet);
    refuses_file(UNIT_FIRST, filled("có lẽ", ""), MSG_verify_answer_unclear);
    refuses_file(UNIT_FIRST, filled("", "Ý kiến"), MSG_verify_answer_not_chosen);
    refuses_file(UNIT_FIRST, filled("Không nhất trí", ""), MSG_verify_comment_empty_in_file);
    struct issues issues = {0};
    struct answer_forms forms;
    assert_ok(read_answers(UNIT_FIRST, filled("  NHẤT TRÍ ", ""), &issues, &forms));
    assert_int_equal(forms.count, 1);
    /* Text that is no workbook at all. */
    issues = (struct issues){0};
    assert_ok(read_answers(UNIT_FIRST, STR("TT,Tiêu chí\n"), &issues, &forms));
    assert_int_equal(issues.count, 1);
    scores_fixture_end(&f);
}

int main(int argc, char **argv) {
    /* The tests are their own reader child, unless the program itself is asked for. */
    if (argc == 2 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(figures_are_numbers_and_sums_add_up),
        DB_TEST(formulas_take_the_right_rows),
        DB_TEST(a_missing_result_is_no_zero),
        DB_TEST(given_answers_come_back),
        DB_TEST(a_wrong_file_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
