/* The words of the review report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "doc/office_fixture.h"
#include "features/review/review_doc.h"
#include "features/review/review_fixture.h"
#include "features/scoring/board_fixture.h"

static struct arena *a;

static struct str make(const struct scoreboard *board, const struct review *review,
                       const struct review_doc_options *options) {
    struct movements movements = fixture_movements(a);
    struct str bytes = STR_NONE;
    const struct err *err =
        review_doc_make(a, board, review, &movements, options, 1593129600000, &bytes);
    if (err)
        fail_msg("%s", err->message);
    return bytes;
}

static struct str words(const struct scoreboard *board, const struct review *review,
                        const struct review_doc_options *options) {
    return fixture_docx_words(a, make(board, review, options), "word/document.xml");
}

static struct str usual_words(const struct scoreboard *board) {
    struct review review = fixture_review(a);
    return words(board, &review, &(struct review_doc_options){0});
}

/* Each of these stands behind the one before. */
static void assert_order(struct str text, const char *const *wanted, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t at = str_find(text, str_from_c(wanted[i]));
        if (at < 0)
            fail_msg("“%s” is missing, or too early", wanted[i]);
        text = str_slice(text, (size_t)at + strlen(wanted[i]), text.n);
    }
}
#define ORDER(text, ...)                                                                           \
    assert_order(text, (const char *const[]){__VA_ARGS__},                                         \
                 COUNT_OF(((const char *const[]){__VA_ARGS__})))

static void assert_silent(struct str text, const char *words) {
    if (str_find(text, str_from_c(words)) >= 0)
        fail_msg("“%s” should not be there", words);
}

static void sections_stand_in_their_order(void **state) {
    (void)state;
    ORDER(usual_words(fixture_board(a)), "BỘ CHỈ HUY THỬ\n", "CỤM THI ĐUA THỬ\n",
          "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "…………, ngày … tháng … năm 2020", "BÁO CÁO\n",
          "Sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm 2020;",
          "phương hướng, nhiệm vụ 6 tháng cuối năm 2020",
          "Căn cứ Chỉ thị số 01-CT/TH ngày 05 tháng 01 năm 2016 của Cơ quan Thử về “Việc thử”;\n",
          "Căn cứ Nghị quyết số 02-NQ/TH;\n", "I. ĐẶC ĐIỂM TÌNH HÌNH\n", "………",
          "II. KẾT QUẢ THỰC HIỆN\n", "1. Công tác lãnh đạo, chỉ đạo\n", "Lời về lãnh đạo.\n",
          "Dòng thứ hai <A&B>.\n", "2. Tổ chức phong trào", "Lời về phong trào.\n",
          "3. Kết quả theo", "Lời về kết quả.\n", "5/6 đơn vị trong Cụm đủ số liệu",
          "Đơn vị C (thiếu 1 tiêu chí)", "4. Công tác khen thưởng\n", "………", "5. Hoạt động của Cụm",
          "Lời về hoạt động.\n", "III. HẠN CHẾ, NGUYÊN NHÂN",
          "Hạn chế thử\nNguyên nhân thử\nBài học thử\nBiện pháp thử\nĐơn vị A\n31/7/2020\n",
          "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM 2020\n", "Lời về phương hướng.\n",
          "Nhiệm vụ thử một\nĐơn vị B\n1/12/2020\n", "Nhiệm vụ thử hai\n", "V. KIẾN NGHỊ\n",
          "Lời kiến nghị.\n", "Nơi nhận:", "Bộ Chỉ huy Thử (để báo cáo)", "TM. CỤM THI ĐUA\n",
          "CỤM TRƯỞNG\n", "Nghị định số 30/2020/NĐ-CP; chưa đối chiếu", "PHỤ LỤC\n",
          "BẢNG ĐIỂM TẠM TÍNH 6 THÁNG ĐẦU NĂM 2020\n");
}

static void figures_are_those_of_the_scores(void **state) {
    (void)state;
    struct str text = usual_words(fixture_board(a));
    /* results: number, unit, total, place, remark */
    ORDER(text, "1\nĐơn vị E\n21,00\n1\n", "2\nĐơn vị B\n19,01\n2\nBằng điểm, cùng thứ\n",
          "3\nĐơn vị D\n19,01\n2\nBằng điểm, cùng thứ\n", "4\nĐơn vị A\n17,50\n4\n",
          "5\nĐơn vị G\n0,00\n5\n", "6\nĐơn vị C\n25,00*\n–\nChưa đủ số liệu",
          /* annex: groups, bonus, penalty, total, place */
          "1\nĐơn vị E\n15,00\n5,00\n1,00\n0,00\n21,00\n1\n",
          "4\nĐơn vị A\n13,00\n5,00\n0,00\n-0,50\n17,50\n4\n",
          "6\nĐơn vị C\n5,00*\n5,00\n15,00\n0,00\n25,00*\n–\n");
}

static void nothing_is_made_up(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    board->cluster.venue = STR("");
    struct str text = usual_words(board);
    ORDER(text, "Số:", "/BC-…\n", "…………, ngày … tháng … năm 2020");
    assert_silent(text, "không số"); /* movements that are no documents are no grounds */
    assert_silent(text, "Đại tá");
    ORDER(text, "CỤM TRƯỞNG\n", "……………");
    board->cluster.superior.name = STR("");
    text = usual_words(board);
    assert_silent(text, "(để báo cáo)");
    ORDER(text, "CỤM THI ĐUA THỬ\n", "Các đơn vị thành viên Cụm thi đua Thử");
}

static void without_scores_there_are_no_figures(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct review review = fixture_review(a);
    board->table.criteria.count = 0;
    review.texts[REVIEW_RESULTS].body = STR("");
    struct str text = words(board, &review, &(struct review_doc_options){0});
    assert_silent(text, "Tổng điểm");
    assert_silent(text, "PHỤ LỤC");
    assert_silent(text, "đơn vị trong Cụm đủ số liệu");
    ORDER(text, "3. Kết quả theo", "……", "4. Công tác");
}

static void places_and_annex_may_be_left_out(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct review review = fixture_review(a);
    struct str text = words(board, &review, &(struct review_doc_options){.without_annex = true});
    assert_silent(text, "PHỤ LỤC");
    ORDER(text, "Xếp thứ\n", "21,00\n1\n");
    for (int hidden = 0; hidden < 2; hidden++) {
        board->cluster.places_shown = !hidden;
        text = words(board, &review, &(struct review_doc_options){.without_places = !hidden});
        assert_silent(text, "Xếp thứ");
        assert_silent(text, "xếp thứ");
        assert_silent(text, "cùng thứ");
        /* the order of the members, in the report and in the annex */
        ORDER(text, "1\nĐơn vị A\n17,50\n", "5\nĐơn vị E\n21,00\n", "PHỤ LỤC\n",
              "1\nĐơn vị A\n13,00\n", "5\nĐơn vị E\n15,00\n");
    }
}

static void a_second_half_says_so(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    board->cluster.period.half = 2;
    struct str text = usual_words(board);
    ORDER(text, "6 tháng cuối năm 2020;", "nhiệm vụ 6 tháng đầu năm 2021",
          "NHIỆM VỤ 6 THÁNG ĐẦU NĂM 2021");
    assert_silent(text, "TẠM TÍNH");
    assert_silent(text, "tạm tính");
}

static void an_annual_report_accounts_for_its_tasks(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct review review = fixture_review(a);
    const struct review_doc_options usual = {.file = PAPER_DOCX};
    assert_silent(words(board, &review, &usual), "6. Kết quả thực hiện nhiệm vụ");
    board->cluster.period.half = 2;
    *list_push(a, &review.accounts) = (struct review_account){.content = STR("Việc đã làm"),
                                                              .owner = STR("Đơn vị A"),
                                                              .due = {2020, 12, 1},
                                                              .outcome = MSG_plan_outcome_done,
                                                              .text = STR("Đủ 3 đợt"),
                                                              .note = MSG_plan_by_progress};
    *list_push(a, &review.accounts) = (struct review_account){.content = STR("Việc bỏ quên"),
                                                              .owner = STR(""),
                                                              .outcome = MSG_plan_outcome_none,
                                                              .is_missing = true,
                                                              .text = STR(""),
                                                              .note = MSG_plan_in_no_plan};
    review.accounts.done = review.accounts.missing = 1;
    ORDER(words(board, &review, &usual), "5. Hoạt động của Cụm",
          "6. Kết quả thực hiện nhiệm vụ 6 tháng cuối năm\n",
          "2 nhiệm vụ: hoàn thành 1; hoàn thành một phần 0; không hoàn thành 0; chưa báo cáo kết "
          "quả 1.\n",
          "Việc đã làm\nĐơn vị A\n1/12/2020\nHoàn thành\nĐủ 3 đợt (theo tiến độ đã báo cáo)\n",
          "Việc bỏ quên\n", "Chưa báo cáo kết quả\nChưa đưa vào kế hoạch nào\n",
          "III. HẠN CHẾ, NGUYÊN NHÂN");
}

static void draft_and_sample_marks_stay(void **state) {
    (void)state;
    struct review review = fixture_review(a);
    struct scoreboard *board = fixture_board(a);
    for (int real = 0; real < 2; real++) {
        board->cluster.is_sample = !real;
        struct str docx = make(board, &review, &(struct review_doc_options){true, true});
        struct str footer = fixture_part_of(a, docx, "word/footer1.xml");
        struct str header = fixture_part_of(a, docx, "word/header1.xml");
        struct str both = str_concat(a, footer, header);
        assert_true(str_find(both, STR("DỰ THẢO")) >= 0);
        assert_int_equal(str_find(both, STR("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH")) >= 0, !real);
    }
}

/* The chart draws who stands where: it goes with the places. */
static void the_chart_stands_where_places_are_told(void **state) {
    (void)state;
    struct review review = fixture_review(a);
    struct scoreboard *board = fixture_board(a);
    for (int i = 0; i < 3; i++) {
        board->cluster.places_shown = i != 2;
        struct str docx =
            make(board, &review, &(struct review_doc_options){.without_places = i == 1});
        struct str body = fixture_part_of(a, docx, "word/document.xml");
        assert_int_equal(str_find(body, STR("Biểu đồ tổng điểm")) >= 0, i == 0);
        assert_int_equal(str_find(body, STR("w:drawing")) >= 0, i == 0);
    }
}

static void the_page_has_the_words_and_marks_of_the_paper(void **state) {
    (void)state;
    struct review review = fixture_review(a);
    struct movements movements = fixture_movements(a);
    struct trusted_html page;
    assert_null(review_doc_html(a, fixture_board(a), &review, &movements,
                                &(struct review_doc_options){0}, 1593129600000, &page));
    ORDER(page.html, "data-watermark=\"DỰ THẢO\"", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO",
          "<h2", "I. ĐẶC ĐIỂM TÌNH HÌNH", "Dòng thứ hai &lt;A&amp;B&gt;.", "<table", "Đơn vị E",
          "<svg", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ", "CỤM TRƯỞNG", "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH",
          "PHỤ LỤC", "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH");
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
        cmocka_unit_test(sections_stand_in_their_order),
        cmocka_unit_test(figures_are_those_of_the_scores),
        cmocka_unit_test(nothing_is_made_up),
        cmocka_unit_test(without_scores_there_are_no_figures),
        cmocka_unit_test(places_and_annex_may_be_left_out),
        cmocka_unit_test(a_second_half_says_so),
        cmocka_unit_test(an_annual_report_accounts_for_its_tasks),
        cmocka_unit_test(draft_and_sample_marks_stay),
        cmocka_unit_test(the_chart_stands_where_places_are_told),
        cmocka_unit_test(the_page_has_the_words_and_marks_of_the_paper),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
