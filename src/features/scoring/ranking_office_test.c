/* LibreOffice computes the ranking's formulas to the values stored beside them, and sums, totals
 * and places follow when a number changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "doc/office_fixture.h"
#include "features/scoring/board_fixture.h"
#include "features/scoring/ranking_doc.h"

/* Rows of the first sheet as UTF-8, parted by |. */
#define CSV "csv:Text - txt - csv (StarCalc):124,34,76"

static struct arena *a;

static struct str make(const struct scoreboard *board) {
    struct str bytes = STR_NONE;
    const struct err *err = ranking_doc_make(a, board, 1592200000000, &bytes);
    if (err)
        fail_msg("%s", err->message);
    return bytes;
}

/* From the first unit's row on, with a zero where the string ends. */
static const char *rows_of(struct str xlsx) {
    struct str csv = str_copy(a, fixture_convert(a, xlsx, "xlsx", CSV, "csv"));
    struct str head = STR("Ghi chú\n");
    ptrdiff_t at = str_find(csv, head);
    assert_true(at > 0);
    struct str rows = str_slice(csv, (size_t)at + head.n, csv.n);
    struct str end = STR("||||||||\n");
    ptrdiff_t stop = str_find(rows, end);
    assert_true(stop > 0);
    return str_copy(a, str_slice(rows, 0, (size_t)stop)).p;
}

static struct str replaced(struct str text, const char *old, const char *new) {
    ptrdiff_t at = str_find(text, str_from_c(old));
    if (at < 0)
        fail_msg("there is no %s", old);
    struct str before = str_slice(text, 0, (size_t)at);
    struct str behind = str_slice(text, (size_t)at + strlen(old), text.n);
    return str_format(a, STR_FMT "%s" STR_FMT, STR_ARG(before), new, STR_ARG(behind));
}

static void formulas_compute_to_the_stored_values(void **state) {
    (void)state;
    assert_string_equal(rows_of(make(fixture_board(a))),
                        "1|Đơn vị E|15.00|5.00|1.00|0.00|21.00|0|\n"
                        "2|Đơn vị B|14.01|5.00|0.00|0.00|19.01|0|Bằng điểm, cùng thứ\n"
                        "2|Đơn vị D|14.01|5.00|0.00|0.00|19.01|0|Bằng điểm, cùng thứ\n"
                        "4|Đơn vị A|13.00|5.00|0.00|-0.50|17.50|0|\n"
                        "5|Đơn vị G|0.00|0.00|0.00|0.00|0.00|0|\n"
                        "|Đơn vị C|5.00|5.00|15.00|0.00|25.00|1|"
                        "Chưa đủ số liệu (thiếu 1 tiêu chí)\n");
}

/* F7 is I.1 of unit B, G7 the missing I.1 of unit C. */
static void a_changed_number_changes_sums_and_places(void **state) {
    (void)state;
    const char *part = "xl/worksheets/sheet2.xml";
    struct str xlsx = make(fixture_board(a));
    struct str sheet = fixture_part_of(a, xlsx, part);
    ptrdiff_t at = str_find(sheet, STR("<c r=\"F7\""));
    assert_true(at > 0);
    struct str behind =
        replaced(str_slice(sheet, (size_t)at, sheet.n), "<v>9.01</v>", "<v>9.11</v>");
    sheet = str_concat(a, str_slice(sheet, 0, (size_t)at), behind);
    at = str_find(sheet, STR("<c r=\"G7\""));
    assert_true(at > 0);
    behind = replaced(str_slice(sheet, (size_t)at, sheet.n), "/>", "><v>4</v></c>");
    sheet = str_concat(a, str_slice(sheet, 0, (size_t)at), behind);
    assert_string_equal(rows_of(fixture_replace_part(a, xlsx, part, sheet)),
                        "2|Đơn vị E|15.00|5.00|1.00|0.00|21.00|0|\n"
                        "3|Đơn vị B|14.11|5.00|0.00|0.00|19.11|0|\n"
                        "4|Đơn vị D|14.01|5.00|0.00|0.00|19.01|0|\n"
                        "5|Đơn vị A|13.00|5.00|0.00|-0.50|17.50|0|\n"
                        "6|Đơn vị G|0.00|0.00|0.00|0.00|0.00|0|\n"
                        "1|Đơn vị C|9.00|5.00|15.00|0.00|29.00|0|\n");
}

static void hidden_places_stay_hidden(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    board->cluster.places_shown = false;
    assert_string_equal(rows_of(make(board)), "1|Đơn vị A|13.00|5.00|0.00|-0.50|17.50|0|\n"
                                              "2|Đơn vị B|14.01|5.00|0.00|0.00|19.01|0|\n"
                                              "3|Đơn vị C|5.00|5.00|15.00|0.00|25.00|1|"
                                              "Chưa đủ số liệu (thiếu 1 tiêu chí)\n"
                                              "4|Đơn vị D|14.01|5.00|0.00|0.00|19.01|0|\n"
                                              "5|Đơn vị E|15.00|5.00|1.00|0.00|21.00|0|\n"
                                              "6|Đơn vị G|0.00|0.00|0.00|0.00|0.00|0|\n");
}

/* Ties broken by the cluster's rule, classes, and three places on paper. */
static void broken_ties_and_shown_places_compute_too(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    board->settings.of[SETTING_TIES].value = STR("I.2");
    board->settings.of[SETTING_PLACES].value = STR("3");
    board->settings.of[SETTING_CLASSES].value = STR("điểm\n20 | Xuất sắc\n0 | Khá");
    scoring_rank(a, board);
    assert_string_equal(rows_of(make(board)),
                        "1|Đơn vị E|15.00|5.00|1.00|0.00|21.00|0|0|Xuất sắc|\n"
                        "2|Đơn vị B|14.01|5.00|0.00|0.00|19.01|0|0|Khá|"
                        "Bằng điểm; hơn ở I.2: 5,00 > 4,80\n"
                        "3|Đơn vị D|14.01|5.00|0.00|0.00|19.01|0|1|Khá|"
                        "Bằng điểm; kém ở I.2: 4,80 < 5,00\n"
                        "|Đơn vị A|13.00|5.00|0.00|-0.50|17.50|0|0|Khá|\n"
                        "|Đơn vị C|5.00|5.00|15.00|0.00|25.00|1|0||"
                        "Chưa đủ số liệu (thiếu 1 tiêu chí)\n"
                        "|Đơn vị G|0.00|0.00|0.00|0.00|0.00|0|0|Khá|\n||");
}

static void every_printed_page_says_that_it_is_a_sample(void **state) {
    (void)state;
    struct str pdf = fixture_convert(a, make(fixture_board(a)), "xlsx", "pdf", "pdf");
    struct str text = fixture_pdf_text(a, pdf);
    size_t pages = 0;
    for (struct str rest = text; rest.p;) {
        struct str page = str_cut(&rest, '\f');
        if (!str_trim(page).n)
            continue;
        pages++;
        assert_true(str_find(page, STR("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH")) >= 0);
    }
    assert_true(pages >= 4);
    /* the chart is drawn: its title, its axis and the unit's name once more */
    ptrdiff_t at = str_find(text, STR("Biểu đồ tổng điểm theo nhóm tiêu chí"));
    assert_true(at > 0);
    struct str chart = str_slice(text, (size_t)at, text.n);
    assert_true(str_find(chart, STR("Đơn vị E")) > 0);
    assert_true(str_find(chart, STR("Điểm")) > 0);
}

static int begin(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_compute_to_the_stored_values),
        cmocka_unit_test(a_changed_number_changes_sums_and_places),
        cmocka_unit_test(hidden_places_stay_hidden),
        cmocka_unit_test(broken_ties_and_shown_places_compute_too),
        cmocka_unit_test(every_printed_page_says_that_it_is_a_sample),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
