/* Our PDF, read and measured by poppler's tools (Debian: poppler-utils). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "doc/paper_file.h"
#include "doc/paper_fixture.h"
#include "doc/pdf_write.h"
#include "doc/print_fixture.h"

/* What poppler takes for the height of a word, as a share of the type size. */
#define HEIGHT_SHARE (0.891 + 0.216)

static struct arena *arena;
static char folder[] = P_tmpdir "/thidua-pdf-XXXXXX";
static struct pages draft, official;

static const char *in_folder(const char *name) {
    return str_format(arena, "%s/%s", folder, name).p;
}

static struct str bytes_of(const struct document *document) {
    struct str bytes = STR_NONE;
    const struct err *err = pdf_write(document, arena, &bytes);
    if (err)
        fail_msg("%s", err->message);
    return bytes;
}

static struct pages print(const char *name, const struct document *document) {
    print_write_file(in_folder(name), bytes_of(document));
    return print_words(arena, in_folder(name));
}

static struct str text_of(const struct pages *pages) {
    struct str text = STR("");
    for (size_t i = 0; i < pages->list.count; i++)
        text = str_concat(arena, text, print_text(arena, &pages->list.items[i]));
    return text;
}

static void assert_says(struct str text, const char *words) {
    if (str_find(text, str_from_c(words)) < 0)
        fail_msg("'%s' is not in '" STR_FMT "'", words, STR_ARG(text));
}

static void assert_size(const struct page *page, const char *word, double from_pt, double to_pt) {
    const struct word *found = print_find(page, word);
    double size_pt = (found->bottom_mm - found->top_mm) * 72 / 25.4 / HEIGHT_SHARE;
    if (size_pt < from_pt - 0.2 || size_pt > to_pt + 0.2)
        fail_msg("'%s' is set in %.2f pt, wanted %.0f to %.0f", word, size_pt, from_pt, to_pt);
}

static struct doc_flow *new_flow(struct document **ret_document) {
    *ret_document = document_new(arena);
    return doc_section_add(*ret_document, DOC_PAGE_A4_PORTRAIT);
}

/* --- the file ----------------------------------------------------------------------------- */

static void letters_are_embedded_and_can_be_copied(void **state) {
    (void)state;
    PRINT_RUN("sh", "-c", "pdffonts \"$1\" >\"$2\"", "sh", in_folder("draft.pdf"),
              in_folder("fonts.txt"));
    struct str rest = print_read_file(arena, in_folder("fonts.txt"));
    size_t fonts = 0;
    str_cut(&rest, '\n');
    str_cut(&rest, '\n');
    for (struct str line; (line = str_cut(&rest, '\n')).n;) {
        fonts++;
        if (str_find(line, STR("LiberationSerif")) < 0 || str_find(line, STR("yes yes yes")) < 0)
            fail_msg("not embedded, cut to what is used and with a table of letters: " STR_FMT,
                     STR_ARG(line));
    }
    assert_true(fonts >= 4);
}

static void every_vietnamese_letter_comes_out_in_every_face(void **state) {
    (void)state;
    struct document *document;
    struct doc_flow *flow = new_flow(&document);
    for (int face = 0; face < 4; face++) {
        struct doc_run *run =
            doc_run_add(doc_paragraph_add(flow, DOC_BODY, STR("")), STR(FIXTURE_LETTERS " 5₫"));
        run->bold = face & 1;
        run->italic = face & 2;
    }
    struct pages pages = print("letters.pdf", document);
    struct str text = text_of(&pages);
    for (int face = 0; face < 4; face++) {
        ptrdiff_t at = str_find(text, STR(FIXTURE_LETTERS " 5₫"));
        if (at < 0)
            fail_msg("face %d: not all letters in " STR_FMT, face, STR_ARG(text));
        text = str_slice(text, (size_t)at + 1, text.n);
    }
}

static void equal_papers_are_equal_files(void **state) {
    (void)state;
    struct str first = bytes_of(fixture_report(arena));
    setenv("TZ", "Asia/Ho_Chi_Minh", 1);
    setenv("LANG", "C", 1);
    tzset();
    struct str second = bytes_of(fixture_report(arena));
    unsetenv("TZ");
    tzset();
    assert_true(str_equal(first, second));
    struct document *later = fixture_report(arena);
    later->created_ms += 1000;
    assert_false(str_equal(first, bytes_of(later)));
}

struct writing {
    struct arena *arena;
    struct str bytes;
};

static void *write_in_thread(void *context) {
    struct writing *writing = context;
    if (pdf_write(fixture_report(writing->arena), writing->arena, &writing->bytes))
        writing->bytes = STR_NONE;
    return NULL;
}

static void several_threads_may_write_at_once(void **state) {
    (void)state;
    pthread_t threads[4];
    struct writing writings[COUNT_OF(threads)] = {{0}};
    struct str wanted = bytes_of(fixture_report(arena));
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        writings[i].arena = arena_new(0);
        assert_int_equal(pthread_create(&threads[i], NULL, write_in_thread, &writings[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(str_equal(writings[i].bytes, wanted));
        arena_free(writings[i].arena);
    }
}

static void names_what_it_is_and_no_author(void **state) {
    (void)state;
    PRINT_RUN("sh", "-c", "TZ=UTC pdfinfo -isodates \"$1\" >\"$2\"", "sh", in_folder("draft.pdf"),
              in_folder("info.txt"));
    struct str info = print_read_file(arena, in_folder("info.txt"));
    assert_says(info, "BÁO CÁO");
    assert_says(info, "Sơ kết công tác thi đua");
    assert_says(info, "2020-06-26T00:00:00Z");
    assert_true(str_find(info, STR("Author")) < 0);
    struct str bytes = print_read_file(arena, in_folder("draft.pdf"));
    assert_true(str_find(bytes, STR("/Outlines")) > 0); /* the headings */
    assert_true(str_starts_with(bytes, STR("%PDF-1.5")));
}

static void the_suffix_says_what_is_made(void **state) {
    (void)state;
    assert_int_equal(paper_file_of_name(STR("a/b.pdf")), PAPER_PDF);
    assert_int_equal(paper_file_of_name(STR("B.PDF")), PAPER_PDF);
    assert_int_equal(paper_file_of_name(STR("pdf")), PAPER_DOCX);
    assert_int_equal(paper_file_of_name(STR("a.pdf.docx")), PAPER_DOCX);
    struct str bytes = STR_NONE;
    assert_null(paper_write(fixture_report(arena), PAPER_DOCX, arena, &bytes));
    assert_true(str_starts_with(bytes, STR("PK")));
}

/* --- what cannot be written --------------------------------------------------------------- */

static void refuses_what_is_too_large_or_empty(void **state) {
    (void)state;
    struct str bytes = STR("untouched");
    assert_non_null(pdf_write(document_new(arena), arena, &bytes));
    struct document *document;
    struct doc_flow *flow = new_flow(&document);
    char *text = arena_alloc(arena, PDF_TEXT_BYTES_MAX + 2);
    memset(text, 'a', PDF_TEXT_BYTES_MAX + 1);
    doc_paragraph_add(flow, DOC_BODY, (struct str){text, PDF_TEXT_BYTES_MAX + 1});
    const struct err *err = pdf_write(document, arena, &bytes);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_LIMIT);
    flow = new_flow(&document);
    memset(text, '\n', PDF_LINES_MAX);
    doc_paragraph_add(flow, DOC_BODY, (struct str){text, PDF_LINES_MAX});
    err = pdf_write(document, arena, &bytes);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_LIMIT);
    assert_true(str_equal_c(bytes, "untouched"));
}

/* Run as "pdf_test without-letters" with a FONTCONFIG_FILE: 0 where the paper is refused with the
 * sentence for people. */
static int write_without_letters(void) {
    struct arena *own = arena_new(0);
    struct str bytes = STR_NONE;
    const struct err *err = pdf_write(fixture_report(own), own, &bytes);
    bool refused = err && err->kind == ERR_STATE && err->text_key &&
                   strcmp(err->text_key, "error.pdf_font") == 0 && !bytes.p;
    fprintf(stderr, "%s\n", err ? err->message : "it was written");
    arena_free(own);
    return refused ? 0 : 1;
}

static void assert_refused_with_fonts(const char *name, const char *rules) {
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_in_range(n, 1, sizeof self - 2);
    self[n] = 0;
    struct str file = str_format(arena,
                                 "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM "
                                 "\"urn:fontconfig:fonts.dtd\"><fontconfig>%s"
                                 "<cachedir>%s/cache-%s</cachedir></fontconfig>",
                                 rules, folder, name);
    print_write_file(in_folder(name), file);
    setenv("FONTCONFIG_FILE", in_folder(name), 1);
    PRINT_RUN(self, "without-letters");
    unsetenv("FONTCONFIG_FILE");
}

static void refuses_to_write_without_vietnamese_letters(void **state) {
    (void)state;
    assert_refused_with_fonts("none.conf", "");
    /* as if it were the font of the package fonts-liberation: the name, but not the letters */
    assert_refused_with_fonts(
        "poor.conf", "<dir>/usr/share/fonts/truetype/liberation2</dir><match target=\"scan\">"
                     "<edit name=\"charset\" mode=\"assign\"><minus><name>charset</name>"
                     "<charset><range><int>0x1EA0</int><int>0x1EF9</int></range></charset>"
                     "</minus></edit></match>");
}

/* --- Nghị định 30/2020/NĐ-CP, Phụ lục I --------------------------------------------------- */

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
    print_assert_near_mm(print_find(&official.list.items[0], "Trong")->left_mm, 30 + 12.7, 1,
                         "first line");
}

static void sizes_and_places_are_the_decrees(void **state) {
    (void)state;
    const struct page *page = &official.list.items[0];
    const struct page *last = &official.list.items[official.list.count - 1];
    assert_size(page, "CỘNG", 12, 13);
    assert_size(page, "Hạnh", 13, 14);
    assert_size(page, "TỈNH", 12, 13);
    assert_size(page, "CỤM", 12, 13);
    assert_size(page, "Số:", 13, 13);
    assert_size(page, "tháng", 13, 14);
    assert_size(page, "BÁO", 13, 14);
    assert_size(page, "Trong", 13, 14);
    assert_size(&official.list.items[1], "2", 13, 14);
    assert_size(last, "TRƯỞNG", 13, 14);
    assert_size(last, "Nơi", 12, 12);
    assert_size(last, "Lưu:", 11, 11);
    const struct word *state_name = print_find(page, "CỘNG"), *issuer = print_find(page, "CỤM");
    assert_true(state_name->left_mm > issuer->right_mm);
    print_assert_near_mm(state_name->top_mm, 20, 1, "Quốc hiệu");
    print_assert_near_mm(print_find(page, "NAM")->right_mm, 190, 2, "end of the Quốc hiệu");
    assert_true(print_find(last, "TRƯỞNG")->left_mm > 105);
    assert_true(print_find(last, "Nơi")->left_mm < 32);
    const struct word *from = print_find(page, "BÁO");
    const struct word *to = &page->words.items[(from - page->words.items) + 1];
    print_assert_near_mm((from->left_mm + to->right_mm) / 2, 110, 0.5, "middle of the title");
}

static void first_pages_have_no_number(void **state) {
    (void)state;
    size_t count = draft.list.count;
    assert_in_range(count, 3, 6);
    for (size_t i = 0; i < count; i++) {
        const struct page *page = &draft.list.items[i];
        bool is_annex = i + 1 == count;
        const struct word *first = &page->words.items[0];
        if (i == 0 || is_annex) {
            assert_true(first->top_mm > 19);
            continue;
        }
        assert_true(str_equal(first->text, str_format(arena, "%zu", i + 1)));
        print_assert_near_mm((first->left_mm + first->right_mm) / 2, 110, 0.5, "middle");
        assert_true(first->bottom_mm < 20 && first->top_mm > 9);
    }
}

static void page_numbers_go_on_or_begin_anew(void **state) {
    (void)state;
    struct document *document = document_new(arena);
    static const bool RESTARTS[] = {false, false, true};
    static const char *const WANTED[] = {"", "2", "3", "4", "1", "2"};
    for (size_t i = 0; i < COUNT_OF(RESTARTS); i++) {
        struct doc_section *section = doc_section_open(document, DOC_PAGE_A4_PORTRAIT);
        section->restarts_page_numbers = RESTARTS[i];
        doc_paragraph_add(&section->content, DOC_BODY, STR("Chữ"));
        doc_paragraph_add(&section->content, DOC_BODY, STR("Chữ"))->format.page_break_before = true;
    }
    struct pages pages = print("numbers.pdf", document);
    assert_int_equal(pages.list.count, COUNT_OF(WANTED));
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        const struct page *page = &pages.list.items[i];
        struct str first = page->words.count > 1 ? page->words.items[0].text : STR("");
        assert_true(str_equal_c(first, WANTED[i]));
    }
}

static void pages_are_a4_and_the_annex_lies(void **state) {
    (void)state;
    for (size_t i = 0; i < draft.list.count; i++) {
        bool lies = i + 1 == draft.list.count;
        print_assert_near_mm(draft.list.items[i].width_mm, lies ? 297 : 210, 0.1, "width");
        print_assert_near_mm(draft.list.items[i].height_mm, lies ? 210 : 297, 0.1, "height");
    }
}

static void rules_have_their_lengths(void **state) {
    (void)state;
    const struct page *page = &official.list.items[0];
    struct picture picture = print_picture(arena, in_folder("signed.pdf"), 1);
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

static void banner_and_watermark_are_on_every_page(void **state) {
    (void)state;
    for (size_t i = 0; i < draft.list.count; i++) {
        assert_says(print_text(arena, &draft.list.items[i]), FIXTURE_BANNER);
        struct picture picture = print_picture(arena, in_folder("draft.pdf"), i + 1);
        double share = print_watermark_share(&picture);
        if (share < 0.015)
            fail_msg("page %zu: watermark on %.2f %% of the page", i + 1, share * 100);
    }
    struct picture clean = print_picture(arena, in_folder("signed.pdf"), 1);
    assert_true(print_watermark_share(&clean) < 0.003);
    assert_true(str_find(text_of(&official), STR(FIXTURE_BANNER)) < 0);
}

/* --- where pages end ---------------------------------------------------------------------- */

static void a_signature_never_stands_alone(void **state) {
    (void)state;
    size_t of_two_pages = 0;
    for (size_t lines = 12; lines <= 24; lines++) {
        struct pages pages = print("lines.pdf", fixture_report_of_lines(arena, lines));
        struct str last = print_text(arena, &pages.list.items[pages.list.count - 1]);
        of_two_pages += pages.list.count == 2;
        assert_says(last, "Hết.");
        assert_says(last, "CỤM TRƯỞNG");
    }
    assert_in_range(of_two_pages, 3, 12); /* both cases occurred */
}

static size_t count_words(const struct page *page, const char *text) {
    size_t count = 0;
    for (size_t i = 0; i < page->words.count; i++)
        count += str_equal_c(page->words.items[i].text, text);
    return count;
}

/* Paragraphs of five lines, each line one word, after more and more lines before them. */
static void no_line_stands_without_another(void **state) {
    (void)state;
    size_t divided = 0;
    for (int before = 28; before < 40; before++) {
        struct document *document;
        struct doc_flow *flow = new_flow(&document);
        for (int i = 0; i < before; i++)
            doc_paragraph_add(flow, DOC_PLAIN, STR("Trước"));
        doc_paragraph_add(flow, DOC_HEADING_1, STR("Mục"));
        doc_paragraph_add(flow, DOC_BODY, STR("dòng\ndòng\ndòng\ndòng\ndòng"));
        struct pages pages = print("widows.pdf", document);
        for (size_t i = 0; i < pages.list.count; i++) {
            size_t lines = count_words(&pages.list.items[i], "dòng");
            size_t headings = count_words(&pages.list.items[i], "Mục");
            divided += lines == 2 || lines == 3;
            if (lines == 1 || lines == 4 || (headings && !lines))
                fail_msg("%d before: %zu headings and %zu lines on a page", before, headings,
                         lines);
        }
    }
    assert_true(divided >= 2);
}

static struct doc_table *add_numbered_table(struct doc_flow *flow, size_t row_count,
                                            struct str text) {
    struct doc_table *table = doc_table_add(flow, DOC_GRID, (double[]){15, 145}, 2);
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("TT"));
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("Tiêu chí"));
    for (size_t i = 1; i <= row_count; i++) {
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(arena, "#%zu", i));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, text);
    }
    return table;
}

static void table_heads_are_repeated_and_rows_not_divided(void **state) {
    (void)state;
    struct document *document;
    struct doc_flow *flow = new_flow(&document);
    add_numbered_table(flow, 100, STR("đầu\ngiữa\ncuối"));
    struct pages pages = print("rows.pdf", document);
    assert_in_range(pages.list.count, 6, 9);
    size_t next = 1;
    for (size_t i = 0; i < pages.list.count; i++) {
        const struct page *page = &pages.list.items[i];
        size_t rows = count_words(page, "đầu");
        assert_int_equal(count_words(page, "TT"), 1);
        assert_true(print_find(page, "TT")->top_mm < 23);
        assert_int_equal(count_words(page, "giữa"), rows);
        assert_int_equal(count_words(page, "cuối"), rows);
        for (size_t row = 0; row < rows; row++)
            print_find(page, str_format(arena, "#%zu", next++).p);
        for (size_t w = 0; w < page->words.count; w++)
            if (page->words.items[w].top_mm > 18)
                assert_true(page->words.items[w].bottom_mm < 277.5);
    }
    assert_int_equal(next, 101);
}

/* A row higher than a page is divided between lines; a cell reaching over many rows too. */
static void no_text_is_lost_where_a_row_is_higher_than_a_page(void **state) {
    (void)state;
    struct document *document;
    struct doc_flow *flow = new_flow(&document);
    struct str text = STR("");
    for (int i = 1; i <= 150; i++)
        text = str_format(arena, STR_FMT "dòng%d\n", STR_ARG(text), i);
    add_numbered_table(flow, 1, str_trim(text));
    struct doc_table *table = doc_table_add(flow, DOC_GRID, (double[]){30, 130}, 2);
    for (int i = 1; i <= 80; i++) {
        struct doc_row *row = doc_row_add(table);
        if (i == 1)
            doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, STR("Nhóm"))->row_span = 80;
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, str_format(arena, "hàng%d", i));
    }
    struct pages pages = print("high.pdf", document);
    struct str all = text_of(&pages);
    for (int i = 1; i <= 150; i++)
        assert_says(all, str_format(arena, "dòng%d ", i).p);
    for (int i = 1; i <= 80; i++)
        assert_says(all, str_format(arena, "hàng%d ", i).p);
    assert_says(all, "Nhóm");
    for (size_t i = 0; i < pages.list.count; i++)
        for (size_t w = 0; w < pages.list.items[i].words.count; w++)
            assert_true(pages.list.items[i].words.items[w].bottom_mm < 278);
}

static void cells_reach_over_columns_and_rows(void **state) {
    (void)state;
    struct document *document;
    struct doc_flow *flow = new_flow(&document);
    struct doc_table *table = doc_table_add(flow, DOC_GRID, (double[]){40, 40, 40, 200}, 4);
    struct doc_row *first = doc_row_add(table), *second = doc_row_add(table);
    struct doc_cell *tall = doc_cell_add_text(first, DOC_TABLE_TEXT, DOC_LEFT, STR("cao"));
    tall->row_span = 2;
    tall->vertical_align = DOC_MIDDLE;
    doc_cell_add_text(first, DOC_TABLE_TEXT, DOC_CENTER, STR("rộng"))->column_span = 2;
    doc_cell_add_text(first, DOC_TABLE_TEXT, DOC_RIGHT, STR("phải"));
    doc_cell_add_text(second, DOC_TABLE_TEXT, DOC_LEFT, STR("dưới"));
    struct pages pages = print("spans.pdf", document);
    const struct page *page = &pages.list.items[0];
    const struct word *high = print_find(page, "cao"), *wide = print_find(page, "rộng");
    const struct word *below = print_find(page, "dưới"), *right = print_find(page, "phải");
    /* 320 mm narrowed to 160: columns of 20, 20, 20 and 100 */
    print_assert_near_mm(high->left_mm, 31.5, 0.3, "first column");
    print_assert_near_mm((wide->left_mm + wide->right_mm) / 2, 70, 0.3, "middle of two columns");
    print_assert_near_mm(right->right_mm, 188.5, 0.3, "right column");
    print_assert_near_mm(below->left_mm, 51.5, 0.3, "second column");
    assert_true(below->top_mm > wide->bottom_mm);
    print_assert_near_mm(high->top_mm, (wide->top_mm + below->top_mm) / 2, 0.3, "middle");
}

/* --- text --------------------------------------------------------------------------------- */

static void any_text_comes_through(void **state) {
    (void)state;
    struct document *document;
    struct doc_flow *flow = new_flow(&document);
    char *word = arena_alloc(arena, 401);
    memset(word, 'm', 400);
    doc_paragraph_add(flow, DOC_BODY, (struct str){word, 400});
    doc_paragraph_add(flow, DOC_BODY, STR("một\x01\x02hai\rba\tbốn\nnăm < & > “ngoặc” 5 %"));
    /* Which letters stand for this one depends on the fonts of the machine. */
    doc_paragraph_add(flow, DOC_BODY, STR("😀"));
    doc_paragraph_add(flow, DOC_BODY, STR(""));
    doc_table_add(flow, DOC_GRID, (double[]){50}, 1);
    struct doc_run *caps =
        doc_run_add(doc_paragraph_add(flow, DOC_BODY, STR("")), STR("chữ hoa đẹp"));
    caps->caps = caps->underline = true;
    struct doc_paragraph *hanging = doc_paragraph_add(flow, DOC_PLAIN, STR("-\tviệc\nthứ"));
    hanging->format.left_mm = 10;
    hanging->format.first_line_mm = -5;
    struct pages pages = print("text.pdf", document);
    assert_int_equal(pages.list.count, 1);
    const struct page *page = &pages.list.items[0];
    struct str text = print_text(arena, page);
    assert_says(text, "mộthaiba bốn năm < & > “ngoặc” 5 %");
    assert_says(text, "CHỮ HOA ĐẸP");
    size_t letters = 0;
    for (size_t i = 0; i < page->words.count; i++) {
        assert_true(page->words.items[i].right_mm < 190.5);
        if (str_starts_with(page->words.items[i].text, STR("mm")))
            letters += page->words.items[i].text.n;
    }
    assert_int_equal(letters, 400); /* broken, with nothing added */
    print_assert_near_mm(print_find(page, "-")->left_mm, 35, 0.3, "hanging line");
    print_assert_near_mm(print_find(page, "việc")->left_mm, 40, 0.3, "after the tab");
    print_assert_near_mm(print_find(page, "thứ")->left_mm, 40, 0.3, "indent");
}

static void a_section_without_content_is_a_page(void **state) {
    (void)state;
    struct document *document;
    new_flow(&document);
    document->banner = STR(FIXTURE_BANNER);
    doc_section_add(document, DOC_PAGE_A4_LANDSCAPE);
    struct pages pages = print("empty.pdf", document);
    assert_int_equal(pages.list.count, 2);
    assert_says(print_text(arena, &pages.list.items[0]), FIXTURE_BANNER);
}

static int print_papers(void **state) {
    (void)state;
    arena = arena_new(0);
    if (!mkdtemp(folder))
        return -1;
    draft = print("draft.pdf", fixture_report(arena));
    official = print("signed.pdf", fixture_signed_report(arena));
    return 0;
}

static int remove_papers(void **state) {
    (void)state;
    PRINT_RUN("rm", "-rf", folder);
    arena_free(arena);
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "without-letters") == 0)
        return write_without_letters();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_embedded_and_can_be_copied),
        cmocka_unit_test(every_vietnamese_letter_comes_out_in_every_face),
        cmocka_unit_test(equal_papers_are_equal_files),
        cmocka_unit_test(several_threads_may_write_at_once),
        cmocka_unit_test(names_what_it_is_and_no_author),
        cmocka_unit_test(the_suffix_says_what_is_made),
        cmocka_unit_test(refuses_what_is_too_large_or_empty),
        cmocka_unit_test(refuses_to_write_without_vietnamese_letters),
        cmocka_unit_test(margins_are_the_decrees),
        cmocka_unit_test(sizes_and_places_are_the_decrees),
        cmocka_unit_test(first_pages_have_no_number),
        cmocka_unit_test(page_numbers_go_on_or_begin_anew),
        cmocka_unit_test(pages_are_a4_and_the_annex_lies),
        cmocka_unit_test(rules_have_their_lengths),
        cmocka_unit_test(banner_and_watermark_are_on_every_page),
        cmocka_unit_test(a_signature_never_stands_alone),
        cmocka_unit_test(no_line_stands_without_another),
        cmocka_unit_test(table_heads_are_repeated_and_rows_not_divided),
        cmocka_unit_test(no_text_is_lost_where_a_row_is_higher_than_a_page),
        cmocka_unit_test(cells_reach_over_columns_and_rows),
        cmocka_unit_test(any_text_comes_through),
        cmocka_unit_test(a_section_without_content_is_a_page),
    };
    return cmocka_run_group_tests_name("pdf", tests, print_papers, remove_papers);
}
