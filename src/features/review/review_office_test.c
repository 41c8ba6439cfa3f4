/* The review report as LibreOffice prints it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "doc/office_fixture.h"
#include "features/review/review_doc.h"
#include "features/review/review_fixture.h"
#include "features/scoring/board_fixture.h"

static struct arena *a;

static struct str printed(const struct review_doc_options *options) {
    struct review review = fixture_review(a);
    struct movements movements = fixture_movements(a);
    struct str docx = STR_NONE;
    const struct err *err =
        review_doc_make(a, fixture_board(a), &review, &movements, options, 1593129600000, &docx);
    if (err)
        fail_msg("%s", err->message);
    return fixture_pdf_text(a, fixture_convert(a, docx, "docx", "pdf", "pdf"));
}

static void the_printed_report_has_all_its_parts(void **state) {
    (void)state;
    static const char *const ORDER[] = {
        "BÁO CÁO",      "I. ĐẶC ĐIỂM",  "II. KẾT QUẢ", "1. Công tác lãnh đạo",
        "2. Tổ chức",   "3. Kết quả",   "Xếp thứ",     "4. Công tác khen thưởng",
        "5. Hoạt động", "III. HẠN CHẾ", "Nguyên nhân", "IV. PHƯƠNG HƯỚNG",
        "Nhiệm vụ thử", "V. KIẾN NGHỊ", "Nơi nhận",    "chưa đối chiếu với quy",
        "PHỤ LỤC",      "Xếp",
    };
    struct str text = printed(&(struct review_doc_options){0});
    struct str rest = text;
    for (size_t i = 0; i < COUNT_OF(ORDER); i++) {
        ptrdiff_t at = str_find(rest, str_from_c(ORDER[i]));
        if (at < 0)
            fail_msg("“%s” is missing, or too early", ORDER[i]);
        rest = str_slice(rest, (size_t)at, rest.n);
    }
    size_t pages = 0;
    for (rest = text; rest.p;) {
        struct str page = str_cut(&rest, '\f');
        if (!str_trim(page).n)
            continue;
        pages++;
        assert_true(str_find(page, STR("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH")) >= 0);
    }
    assert_true(pages >= 3);
}

static void hidden_places_are_not_printed(void **state) {
    (void)state;
    struct str text = printed(&(struct review_doc_options){.without_places = true});
    assert_true(str_find(text, STR("PHỤ LỤC")) > 0);
    assert_true(str_find(text, STR("Tổng điểm")) > 0);
    assert_int_equal(str_find(text, STR("Xếp")), -1);
    assert_int_equal(str_find(text, STR("xếp thứ")), -1);
    text = printed(&(struct review_doc_options){.without_annex = true});
    assert_int_equal(str_find(text, STR("PHỤ LỤC")), -1);
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
        cmocka_unit_test(the_printed_report_has_all_its_parts),
        cmocka_unit_test(hidden_places_are_not_printed),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
