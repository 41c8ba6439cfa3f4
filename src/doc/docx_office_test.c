/* What others make of our DOCX: python-docx opens it, LibreOffice prints it, and the printed pages
 * are measured. Needs the Debian packages libreoffice-writer, poppler-utils, python3-docx and
 * fonts-liberation2 (which has the widths of Times New Roman). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc/docx_write.h"
#include "doc/paper_fixture.h"
#include "doc/print_fixture.h"

static struct arena *arena;
static char folder[] = P_tmpdir "/thidua-docx-XXXXXX";

static const char *in_folder(const char *name) {
    return str_c(arena, str_format(arena, "%s/%s", folder, name));
}

static void write_docx(const char *name, const struct document *document) {
    struct str bytes = STR_NONE;
    assert_null(docx_write(document, arena, &bytes));
    print_write_file(in_folder(name), bytes);
}

static struct pages words_of(const char *pdf) {
    return print_words(arena, in_folder(pdf));
}

static struct picture picture_of(const char *pdf, size_t page) {
    return print_picture(arena, in_folder(pdf), page);
}

static struct str text_of(const struct page *page) {
    return print_text(arena, page);
}

/* --- the tests --- */

/* Papers whose ends come nearer and nearer to the end of the page. */
enum { LINES_FIRST = 12, LINES_LAST = 24 };

static struct pages draft, official;

static int print_papers(void **state) {
    (void)state;
    arena = arena_new(0);
    if (!mkdtemp(folder))
        return -1;
    write_docx("draft.docx", fixture_report(arena));
    write_docx("signed.docx", fixture_signed_report(arena));
    struct str profile = str_format(arena, "-env:UserInstallation=file://%s/profile", folder);
    const char *command[LINES_LAST - LINES_FIRST + 12] = {"soffice",
                                                          str_c(arena, profile),
                                                          "--headless",
                                                          "--convert-to",
                                                          "pdf",
                                                          "--outdir",
                                                          folder,
                                                          in_folder("draft.docx"),
                                                          in_folder("signed.docx")};
    for (size_t lines = LINES_FIRST, i = 9; lines <= LINES_LAST; lines++) {
        const char *name = str_c(arena, str_format(arena, "lines-%zu.docx", lines));
        write_docx(name, fixture_report_of_lines(arena, lines));
        command[i++] = in_folder(name);
    }
    print_run(command);
    draft = words_of("draft.pdf");
    official = words_of("signed.pdf");
    return 0;
}

static int remove_papers(void **state) {
    (void)state;
    PRINT_RUN("rm", "-rf", folder);
    arena_free(arena);
    return 0;
}

static void python_docx_opens_it(void **state) {
    (void)state;
    static const char SCRIPT[] =
        "import sys, docx\n"
        "d = docx.Document(sys.argv[1])\n"
        "assert d.core_properties.title == 'BÁO CÁO'\n"
        "assert d.core_properties.author == ''\n"
        "assert len(d.sections) == 2\n"
        "assert d.sections[1].orientation == docx.enum.section.WD_ORIENT.LANDSCAPE\n"
        "assert d.sections[0].different_first_page_header_footer\n"
        "for s in d.sections:\n"
        "    assert abs(s.left_margin.mm - 30) < .1 and abs(s.right_margin.mm - 20) < .1\n"
        "    assert abs(s.top_margin.mm - 20) < .1 and abs(s.bottom_margin.mm - 20) < .1\n"
        "heads = [p.text for p in d.paragraphs if p.style.name.startswith('Heading')]\n"
        "assert heads[0] == 'I. ĐẶC ĐIỂM TÌNH HÌNH' and len(heads) == 6, heads\n"
        "assert [len(t.columns) for t in d.tables] == [2, 5, 2, 6]\n"
        "scores = d.tables[1]\n"
        "assert scores.cell(0, 0).text == scores.cell(1, 0).text == 'TT'\n"
        "assert scores.cell(0, 2).text == scores.cell(0, 3).text == 'Điểm'\n"
        "assert scores.cell(26, 3).text == '9,25'\n"
        "assert d.styles['Normal'].name == 'Normal'\n";
    PRINT_RUN("/usr/bin/python3", "-c", SCRIPT, in_folder("draft.docx"));
}

static void pages_are_a4_and_the_annex_lies(void **state) {
    (void)state;
    assert_in_range(draft.list.count, 3, 6);
    for (size_t i = 0; i < draft.list.count; i++) {
        bool lies = i + 1 == draft.list.count;
        print_assert_near_mm(draft.list.items[i].width_mm, lies ? 297 : 210, 0.5, "width");
        print_assert_near_mm(draft.list.items[i].height_mm, lies ? 210 : 297, 0.5, "height");
    }
}

static void text_comes_in_order(void **state) {
    (void)state;
    static const char *const ORDER[] = {
        "TỈNH MẪU",
        "CỤM THI ĐUA SỐ 9",
        "BÁO CÁO Sơ kết công tác thi đua",
        "Căn cứ Quy chế",
        "I. ĐẶC ĐIỂM TÌNH HÌNH",
        "II. KẾT QUẢ THỰC HIỆN",
        "a) Ưu điểm",
        "Tổng điểm bình quân của Cụm là 69,21 điểm (R&D < 5 > 3 \"ngoặc\").",
        "III. PHƯƠNG HƯỚNG, NHIỆM VỤ",
        "Nơi nhận:",
        "PHỤ LỤC BẢNG ĐIỂM TẠM TÍNH",
    };
    struct str text = STR("");
    for (size_t i = 0; i < draft.list.count; i++)
        text = str_concat(arena, text, text_of(&draft.list.items[i]));
    for (size_t i = 0; i < COUNT_OF(ORDER); i++) {
        ptrdiff_t at = str_find(text, str_from_c(ORDER[i]));
        if (at < 0)
            fail_msg("'%s' does not come in its place", ORDER[i]);
        text = str_slice(text, (size_t)at, text.n);
    }
}

static void every_vietnamese_letter_comes_out(void **state) {
    (void)state;
    size_t letters = 0;
    for (const char *c = FIXTURE_LETTERS; *c; c++)
        letters += *c != ' ' && (*c & 0xC0) != 0x80;
    assert_int_equal(letters, 134);
    if (str_find(text_of(&draft.list.items[0]), STR(FIXTURE_LETTERS)) < 0)
        fail_msg("not all letters: " STR_FMT, STR_ARG(text_of(&draft.list.items[0])));
}

/* What stands in the top margin of the page. */
static struct str head_of(const struct page *page) {
    struct str head = STR("");
    for (size_t i = 0; i < page->words.count; i++)
        if (page->words.items[i].bottom_mm < 20)
            head = str_concat(arena, head, page->words.items[i].text);
    return head;
}

static void first_page_has_no_number(void **state) {
    (void)state;
    assert_int_equal(head_of(&draft.list.items[0]).n, 0);
    assert_true(str_equal_c(head_of(&draft.list.items[1]), "2"));
    assert_true(str_equal_c(head_of(&draft.list.items[2]), "3"));
    const struct word *number = print_find(&draft.list.items[1], "2");
    print_assert_near_mm((number->left_mm + number->right_mm) / 2, 110, 1,
                         "centre of the page number");
    /* the annex counts anew, and its first page has no number either */
    assert_int_equal(head_of(&draft.list.items[draft.list.count - 1]).n, 0);
}

static void margins_are_the_decrees(void **state) {
    (void)state;
    const struct page *page = &official.list.items[0];
    double left_mm = 1000, right_mm = 0, top_mm = 1000, bottom_mm = 0;
    for (size_t i = 0; i < page->words.count; i++) {
        left_mm = fmin(left_mm, page->words.items[i].left_mm);
        right_mm = fmax(right_mm, page->words.items[i].right_mm);
        top_mm = fmin(top_mm, page->words.items[i].top_mm);
        bottom_mm = fmax(bottom_mm, page->words.items[i].bottom_mm);
    }
    print_assert_near_mm(left_mm, 30, 1, "left margin");
    print_assert_near_mm(page->width_mm - right_mm, 20, 1, "right margin");
    print_assert_near_mm(top_mm, 20, 1, "top margin");
    assert_true(page->height_mm - bottom_mm > 19);
    assert_true(print_find(&draft.list.items[0], "GIẢ")->top_mm > 277); /* in the bottom margin */
    print_assert_near_mm(print_find(page, "Trong")->left_mm, 30 + 12.7, 1, "first line");
}

static void banner_and_watermark_are_on_every_page(void **state) {
    (void)state;
    for (size_t i = 0; i < draft.list.count; i++) {
        assert_true(str_find(text_of(&draft.list.items[i]), STR(FIXTURE_BANNER)) >= 0);
        struct picture picture = picture_of("draft.pdf", i + 1);
        double share = print_watermark_share(&picture);
        if (share < 0.015)
            fail_msg("page %zu: watermark on %.2f %% of the page", i + 1, share * 100);
    }
    struct picture clean = picture_of("signed.pdf", 1);
    assert_true(print_watermark_share(&clean) < 0.003);
    assert_true(str_find(text_of(&official.list.items[0]), STR(FIXTURE_BANNER)) < 0);
}

static void table_heads_are_repeated(void **state) {
    (void)state;
    assert_true(str_find(text_of(&draft.list.items[1]), STR("Tiêu chí")) >= 0);
    assert_true(str_find(text_of(&draft.list.items[2]), STR("Tiêu chí")) >= 0);
    assert_true(str_find(text_of(&draft.list.items[2]), STR("Cộng")) >= 0);
}

/* NĐ 30/2020: under the tiêu ngữ as long as it; under the issuing body a third to a half of it. */
static void rules_have_their_lengths(void **state) {
    (void)state;
    const struct page *page = &official.list.items[0];
    struct picture picture = picture_of("signed.pdf", 1);
    const struct word *from = print_find(page, "Độc"), *to = print_find(page, "phúc");
    double motto_mm = to->right_mm - from->left_mm;
    double length_mm = print_rule_mm(&picture, 95, 200, from->bottom_mm, from->bottom_mm + 3);
    print_assert_near_mm(length_mm, motto_mm, motto_mm * 0.05, "rule under the tiêu ngữ");
    from = print_find(page, "CỤM");
    to = print_find(page, "9");
    double body_mm = to->right_mm - from->left_mm;
    length_mm = print_rule_mm(&picture, 25, 95, from->bottom_mm, from->bottom_mm + 3);
    if (length_mm < body_mm / 3 || length_mm > body_mm / 2)
        fail_msg("rule under the issuing body: %.1f of %.1f mm", length_mm, body_mm);
}

static void measure_agrees_with_print(void **state) {
    (void)state;
    const struct page *page = &official.list.items[0];
    double printed_mm = print_find(page, "NAM")->right_mm - print_find(page, "CỘNG")->left_mm;
    double wanted_mm = doc_text_width_mm(STR("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), 13, true);
    print_assert_near_mm(printed_mm, wanted_mm, printed_mm * 0.02, "width of the Quốc hiệu");
    /* and it stands on one line */
    print_assert_near_mm(print_find(page, "NAM")->top_mm, print_find(page, "CỘNG")->top_mm, 0.1,
                         "line");
}

static void a_signature_never_stands_alone(void **state) {
    (void)state;
    size_t of_two_pages = 0;
    for (size_t lines = LINES_FIRST; lines <= LINES_LAST; lines++) {
        struct pages pages = words_of(str_c(arena, str_format(arena, "lines-%zu.pdf", lines)));
        const struct page *last = &pages.list.items[pages.list.count - 1];
        of_two_pages += pages.list.count == 2;
        if (str_find(text_of(last), STR("Hết.")) < 0 ||
            str_find(text_of(last), STR("CỤM TRƯỞNG")) < 0)
            fail_msg("%zu lines: the last page is '" STR_FMT "'", lines, STR_ARG(text_of(last)));
    }
    assert_in_range(of_two_pages, 3, LINES_LAST - LINES_FIRST); /* both cases occurred */
}

static void a_long_name_is_broken_before_its_place(void **state) {
    (void)state;
    struct pages pages = words_of("lines-12.pdf");
    const struct page *first = &pages.list.items[0];
    assert_true(print_find(first, "TỈNH")->top_mm > print_find(first, "SỰ")->top_mm + 4);
    print_assert_near_mm(print_find(first, "TỈNH")->top_mm, print_find(first, "ĐẮK")->top_mm, 0.1,
                         "line");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(python_docx_opens_it),
        cmocka_unit_test(pages_are_a4_and_the_annex_lies),
        cmocka_unit_test(text_comes_in_order),
        cmocka_unit_test(every_vietnamese_letter_comes_out),
        cmocka_unit_test(first_page_has_no_number),
        cmocka_unit_test(margins_are_the_decrees),
        cmocka_unit_test(banner_and_watermark_are_on_every_page),
        cmocka_unit_test(table_heads_are_repeated),
        cmocka_unit_test(rules_have_their_lengths),
        cmocka_unit_test(measure_agrees_with_print),
        cmocka_unit_test(a_signature_never_stands_alone),
        cmocka_unit_test(a_long_name_is_broken_before_its_place),
    };
    return cmocka_run_group_tests_name("docx_office", tests, print_papers, remove_papers);
}
