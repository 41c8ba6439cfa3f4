#include "doc/decree_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/paper_fixture.h"
#include "doc/print_fixture.h"

/* pdftohtml gives sizes in whole steps of this many a point, and no more. */
#define STEPS_PER_PT 3
#define MM_PER_PT    (25.4 / 72)

/* --- reading: pieces of text with their looks ---------------------------------------------- */

struct piece {
    struct str text;
    double size_pt;
    bool bold, italic, black;
};

struct face {
    int id;
    double size_pt;
    bool black;
};

struct looks {
    struct arena *arena;
    LIST(struct face) faces;
    LIST(struct piece) pieces; /* of all pages, as they follow in the file */
    bool in_text;
};

static const char *attribute(const XML_Char **attributes, const char *name) {
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    fail_msg("pdftohtml wrote no %s", name);
    return "";
}

static void piece_start(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct looks *looks = context;
    if (strcmp(name, "fontspec") == 0)
        *list_push(looks->arena, &looks->faces) =
            (struct face){atoi(attribute(attributes, "id")),
                          strtod(attribute(attributes, "size"), NULL) / STEPS_PER_PT,
                          strcmp(attribute(attributes, "color"), "#000000") == 0};
    if (strcmp(name, "text") == 0) {
        struct piece *piece = list_push(looks->arena, &looks->pieces);
        piece->text = STR("");
        looks->in_text = true;
        for (size_t i = 0; i < looks->faces.count; i++)
            if (looks->faces.items[i].id == atoi(attribute(attributes, "font"))) {
                piece->size_pt = looks->faces.items[i].size_pt;
                piece->black = looks->faces.items[i].black;
            }
    }
    struct piece *last = looks->in_text ? &looks->pieces.items[looks->pieces.count - 1] : NULL;
    if (last && strcmp(name, "b") == 0)
        last->bold = true;
    if (last && strcmp(name, "i") == 0)
        last->italic = true;
}

static void piece_end(void *context, const XML_Char *name) {
    if (strcmp(name, "text") == 0)
        ((struct looks *)context)->in_text = false;
}

/* Blanks are left out: printers place words without them. */
static void piece_text(void *context, const XML_Char *text, int count) {
    struct looks *looks = context;
    if (!looks->in_text)
        return;
    struct piece *piece = &looks->pieces.items[looks->pieces.count - 1];
    for (int i = 0; i < count; i++) {
        bool no_break = text[i] == '\xC2' && i + 1 < count && text[i + 1] == '\xA0';
        if (no_break)
            i++;
        else if (text[i] != ' ' && text[i] != '\n')
            piece->text = str_concat(looks->arena, piece->text, (struct str){text + i, 1});
    }
}

static struct looks read_looks(struct arena *arena, const char *pdf) {
    struct looks looks = {.arena = arena};
    const char *path = str_format(arena, "%s.looks.xml", pdf).p;
    PRINT_RUN("sh", "-c", "pdftohtml -xml -zoom 3 -i -stdout \"$1\" >\"$2\"", "sh", pdf, path);
    struct str xml = print_read_file(arena, path);
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetElementHandler(parser, piece_start, piece_end);
    XML_SetCharacterDataHandler(parser, piece_text);
    XML_SetUserData(parser, &looks);
    assert_int_equal(XML_Parse(parser, xml.p, (int)xml.n, 1), XML_STATUS_OK);
    XML_ParserFree(parser);
    return looks;
}

static struct str without_blanks(struct arena *arena, const char *words) {
    struct str text = STR("");
    for (; *words; words++)
        if (*words != ' ')
            text = str_concat(arena, text, (struct str){words, 1});
    return text;
}

/* --- what the decree says of looks ------------------------------------------------------------ */

enum { UPRIGHT, BOLD = 1, ITALIC = 2 };

static const struct element {
    const char *name, *words;
    double from_pt, to_pt;
    int face;
} ELEMENTS[] = {
    {"Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, 13, BOLD},
    {"Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc", 13, 14, BOLD},
    {"Cơ quan chủ quản", "BỘ CHỈ HUY QUÂN SỰ", 12, 13, UPRIGHT},
    {"Cơ quan ban hành", "CỤM THI ĐUA SỐ 9", 12, 13, BOLD},
    {"Số, ký hiệu", "Số: 07/BC-CTĐ", 13, 13, UPRIGHT},
    {"Địa danh, ngày", "Đầm Sậy, ngày 06 tháng 02 năm 2020", 13, 14, ITALIC},
    {"Tên loại", "BÁO CÁO", 13, 14, BOLD},
    {"Trích yếu", "Sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm 2020;", 13, 14, BOLD},
    {"Căn cứ", "Căn cứ Quy chế hoạt động của Cụm thi đua số 9;", 13, 14, ITALIC},
    {"Nội dung", "Trong 6 tháng đầu năm 2020, công tác", 13, 14, UPRIGHT},
    {"Đề mục", "II. KẾT QUẢ THỰC HIỆN", 13, 14, BOLD},
    {"Quyền hạn", "TM. CỤM THI ĐUA", 13, 14, BOLD},
    {"Chức vụ", "CỤM TRƯỞNG", 13, 14, BOLD},
    {"Họ tên", "Đại tá Nguyễn Văn Mẫu", 13, 14, BOLD},
    {"Nơi nhận", "Nơi nhận:", 12, 12, BOLD | ITALIC},
    {"Danh sách nơi nhận", "- Lưu: VT, CT.", 11, 11, UPRIGHT},
};

/* The pieces that hold WORDS; what stands in front of them in the first does not matter. */
static void check_element(const struct looks *looks, const struct element *element) {
    struct str wanted = without_blanks(looks->arena, element->words);
    struct str all = STR("");
    for (size_t i = 0; i < looks->pieces.count; i++)
        all = str_concat(looks->arena, all, looks->pieces.items[i].text);
    ptrdiff_t from = str_find(all, wanted);
    if (from < 0)
        fail_msg("%s: “%s” is not printed", element->name, element->words);
    size_t at = 0;
    for (size_t i = 0; i < looks->pieces.count; i++) {
        const struct piece *piece = &looks->pieces.items[i];
        size_t end = at + piece->text.n;
        bool touches = end > (size_t)from && at < (size_t)from + wanted.n && piece->text.n;
        at = end;
        if (!touches)
            continue;
        if (piece->size_pt < element->from_pt - 0.1 || piece->size_pt > element->to_pt + 0.1)
            fail_msg("%s: %.1f pt, the decree has %.0f–%.0f", element->name, piece->size_pt,
                     element->from_pt, element->to_pt);
        if (piece->bold != !!(element->face & BOLD) || piece->italic != !!(element->face & ITALIC))
            fail_msg("%s: “" STR_FMT "” is%s bold,%s italic", element->name, STR_ARG(piece->text),
                     piece->bold ? "" : " not", piece->italic ? "" : " not");
        if (!piece->black)
            fail_msg("%s is not black", element->name);
    }
}

/* --- places ------------------------------------------------------------------------------- */

struct box {
    double left_mm, top_mm, right_mm, bottom_mm;
};

static double middle(const struct box *box) {
    return (box->left_mm + box->right_mm) / 2;
}

/* The next word of the line, or NULL. */
static const struct word *word_after(const struct page *page, const struct box *box,
                                     struct str text) {
    const struct word *best = NULL;
    for (size_t i = 0; i < page->words.count; i++) {
        const struct word *word = &page->words.items[i];
        if (str_equal(word->text, text) && fabs(word->bottom_mm - box->bottom_mm) < 1.5 &&
            word->left_mm > box->right_mm - 0.5 && (!best || word->left_mm < best->left_mm))
            best = word;
    }
    return best;
}

static bool follow(const struct page *page, const struct word *first, struct str rest,
                   struct box *box) {
    *box = (struct box){first->left_mm, first->top_mm, first->right_mm, first->bottom_mm};
    while (rest.n) {
        const struct word *next = word_after(page, box, str_cut(&rest, ' '));
        if (!next || next->left_mm > box->right_mm + 12)
            return false;
        box->right_mm = next->right_mm;
    }
    return true;
}

/* Where a line of words stands. */
static struct box find(const struct page *page, const char *words) {
    struct str rest = str_from_c(words), first = str_cut(&rest, ' ');
    struct box box = {0};
    for (size_t i = 0; i < page->words.count; i++)
        if (str_equal(page->words.items[i].text, first) &&
            follow(page, &page->words.items[i], rest, &box))
            return box;
    fail_msg("“%s” is not on the page", words);
    return box;
}

static void near(double actual_mm, double wanted_mm, double tolerance_mm, const char *what) {
    print_assert_near_mm(actual_mm, wanted_mm, tolerance_mm, what);
}

/* The letters' own box: what stands above and below in the line is the printer's affair. */
static double baseline(const struct box *box, double size_pt) {
    double height_mm = box->bottom_mm - box->top_mm;
    double spare_mm = height_mm - (0.891 + 0.216) * size_pt * MM_PER_PT;
    return box->bottom_mm - spare_mm / 2 - 0.216 * size_pt * MM_PER_PT;
}

static void check_rule(const struct picture *picture, const struct box *text, double longest_mm,
                       double from_share, double to_share, const char *what) {
    double length_mm = print_rule_mm(picture, text->left_mm - 3, text->right_mm + 3,
                                     text->bottom_mm - 0.5, text->bottom_mm + 4);
    if (length_mm < longest_mm * from_share || length_mm > longest_mm * to_share)
        fail_msg("rule under %s: %.1f mm of %.1f", what, length_mm, longest_mm);
}

static void check_head(struct arena *arena, const char *pdf, const struct page *page) {
    struct box state = find(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    struct box motto = find(page, "Độc lập - Tự do - Hạnh phúc");
    struct box parent = find(page, "BỘ CHỈ HUY QUÂN SỰ"), below = find(page, "TỈNH MẪU");
    struct box body = find(page, "CỤM THI ĐUA SỐ 9");
    struct box number = find(page, "Số: 07/BC-CTĐ");
    struct box place = find(page, "Đầm Sậy, ngày 06 tháng 02 năm 2020");
    near(baseline(&state, 13) - 0.891 * 13 * MM_PER_PT, 20, 1, "top of the Quốc hiệu");
    near(state.top_mm, parent.top_mm, 0.5, "Quốc hiệu and cơ quan chủ quản on one line");
    assert_true(state.left_mm > parent.right_mm + 1);
    near(state.right_mm, 190, 2, "end of the Quốc hiệu");
    near(middle(&motto), middle(&state), 0.7, "Tiêu ngữ under the Quốc hiệu");
    near(middle(&below), middle(&parent), 0.7, "second line of the cơ quan chủ quản");
    near(middle(&body), middle(&parent), 0.7, "cơ quan ban hành under the cơ quan chủ quản");
    near(middle(&number), middle(&body), 0.7, "số, ký hiệu under the cơ quan ban hành");
    near(middle(&place), middle(&state), 0.7, "địa danh under the Quốc hiệu");
    near(baseline(&number, 13), baseline(&place, 14), 1, "số and địa danh on one line");
    assert_true(body.top_mm > below.top_mm && number.top_mm > body.bottom_mm);
    assert_true(motto.top_mm > state.top_mm && place.top_mm > motto.bottom_mm);
    struct picture picture = print_picture(arena, pdf, 1);
    check_rule(&picture, &motto, motto.right_mm - motto.left_mm, 0.95, 1.05, "the Tiêu ngữ");
    check_rule(&picture, &body, body.right_mm - body.left_mm, 0.33, 0.5, "the cơ quan ban hành");
    struct box subject = find(page, "Sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm 2020;");
    struct box last = find(page, "phương hướng, nhiệm vụ 6 tháng cuối năm 2020");
    struct box title = find(page, "BÁO CÁO");
    near(middle(&title), 110, 0.7, "middle of the tên loại");
    near(middle(&subject), 110, 0.7, "middle of the trích yếu");
    near(middle(&last), 110, 0.7, "middle of the trích yếu's last line");
    assert_true(title.top_mm > place.bottom_mm && subject.top_mm > title.top_mm);
    check_rule(&picture, &last, subject.right_mm - subject.left_mm, 0.33, 0.5, "the trích yếu");
}

/* The first two paragraphs of running text on the first page. */
static void check_body(const struct page *page) {
    struct box first = find(page, "Trong 6 tháng đầu năm 2020, công tác");
    struct box next = {0};
    double right_mm = 0, left_mm = 1000, pitch_mm, gap_mm = 0;
    double top_mm[64];
    size_t lines = 0;
    for (size_t i = 0; i < page->words.count; i++) {
        const struct word *word = &page->words.items[i];
        if (word->top_mm < first.top_mm - 0.5 || word->top_mm > first.top_mm + 70)
            continue;
        right_mm = fmax(right_mm, word->right_mm);
        left_mm = fmin(left_mm, word->left_mm);
        bool known = false;
        for (size_t l = 0; l < lines; l++)
            known = known || fabs(top_mm[l] - word->top_mm) < 1;
        if (!known && lines < COUNT_OF(top_mm))
            top_mm[lines++] = word->top_mm;
        if (str_equal_c(word->text, "Trong") && word->top_mm > first.top_mm + 3 && next.top_mm < 1)
            next = (struct box){word->left_mm, word->top_mm, word->right_mm, word->bottom_mm};
    }
    near(left_mm, 30, 0.7, "left margin");
    near(right_mm, 190, 0.7, "right margin");
    near(first.left_mm, 30 + 12.7, 0.7, "indent of the first line");
    near(next.left_mm, 30 + 12.7, 0.7, "indent of the next paragraph");
    assert_true(lines >= 6);
    pitch_mm = top_mm[1] - top_mm[0];
    const double single_mm = 14 * 1.149 * MM_PER_PT;
    if (pitch_mm < single_mm * 0.97 || pitch_mm > single_mm * 1.5)
        fail_msg("lines are %.2f mm apart, single is %.2f", pitch_mm, single_mm);
    for (size_t l = 1; l < lines; l++)
        if (fabs(top_mm[l] - next.top_mm) < 1)
            gap_mm = top_mm[l] - top_mm[l - 1] - pitch_mm;
    if (gap_mm < 6 * MM_PER_PT - 0.2)
        fail_msg("%.2f mm between paragraphs, at least 6 pt are wanted", gap_mm);
}

static void check_end(const struct page *page) {
    struct box authority = find(page, "TM. CỤM THI ĐUA"), position = find(page, "CỤM TRƯỞNG");
    struct box name = find(page, "Đại tá Nguyễn Văn Mẫu"), word = find(page, "Nơi nhận:");
    struct box last = find(page, "- Lưu: VT, CT.");
    near(middle(&position), middle(&authority), 0.7, "chức vụ under the quyền hạn");
    near(middle(&name), middle(&authority), 0.7, "họ tên under the chức vụ");
    assert_true(authority.left_mm > 105);
    assert_true(name.top_mm - position.bottom_mm > 20); /* room to sign */
    near(word.left_mm, 30, 0.7, "Nơi nhận at the left margin");
    near(baseline(&word, 12), baseline(&authority, 14), 2, "Nơi nhận beside the quyền hạn");
    assert_true(last.left_mm < 34 && last.top_mm > word.bottom_mm - 1);
}

/* Numbers in tables are smaller. */
static bool has_piece(const struct looks *looks, struct str text, double from_pt, double to_pt) {
    for (size_t i = 0; i < looks->pieces.count; i++) {
        const struct piece *piece = &looks->pieces.items[i];
        if (str_equal(piece->text, text) && piece->size_pt > from_pt - 0.1 &&
            piece->size_pt < to_pt + 0.1)
            return true;
    }
    return false;
}

/* In the top margin, in the middle; none on the first page. */
static void check_page_numbers(struct arena *arena, const struct looks *looks,
                               const struct pages *pages) {
    for (size_t i = 0; i < pages->list.count; i++) {
        const struct page *page = &pages->list.items[i];
        near(page->width_mm, 210, 0.5, "width");
        near(page->height_mm, 297, 0.5, "height");
        size_t found = 0;
        for (size_t w = 0; w < page->words.count; w++) {
            const struct word *word = &page->words.items[w];
            if (word->bottom_mm > 19.5)
                continue;
            struct box box = {word->left_mm, word->top_mm, word->right_mm, word->bottom_mm};
            found++;
            assert_true(str_equal(word->text, str_format(arena, "%zu", i + 1)));
            near(middle(&box), 110, 0.7, "middle of the page number");
            assert_true(word->top_mm > 5);
            assert_true(has_piece(looks, word->text, 13, 14));
        }
        assert_int_equal(found, i > 0);
    }
}

void decree_check_paper(struct arena *arena, const char *pdf) {
    struct looks looks = read_looks(arena, pdf);
    for (size_t i = 0; i < COUNT_OF(ELEMENTS); i++)
        check_element(&looks, &ELEMENTS[i]);
    struct pages pages = print_words(arena, pdf);
    assert_true(pages.list.count >= 2);
    check_head(arena, pdf, &pages.list.items[0]);
    check_body(&pages.list.items[0]);
    check_end(&pages.list.items[pages.list.count - 1]);
    check_page_numbers(arena, &looks, &pages);
}

void decree_check_annex(struct arena *arena, const char *pdf) {
    static const struct element LABEL = {"Phụ lục", "PHỤ LỤC", 14, 14, BOLD};
    struct looks looks = read_looks(arena, pdf);
    check_element(&looks, &LABEL);
    struct pages pages = print_words(arena, pdf);
    const struct page *page = &pages.list.items[pages.list.count - 1];
    struct box label = find(page, "PHỤ LỤC");
    near(page->width_mm, 297, 0.5, "width of the annex");
    near(middle(&label), 30 + (297 - 50) / 2.0, 0.7, "middle of the annex's label");
    near(baseline(&label, 14) - 0.891 * 14 * MM_PER_PT, 20, 1, "top of the annex");
}

/* --- letters ------------------------------------------------------------------------------ */

struct document *decree_letters(struct arena *arena) {
    struct document *document = document_new(arena);
    struct doc_flow *flow = doc_section_add(document, DOC_PAGE_A4_PORTRAIT);
    for (int face = 0; face < 4; face++) {
        struct doc_paragraph *paragraph = doc_paragraph_add(flow, DOC_PLAIN, STR(""));
        struct doc_run *run = doc_run_add(paragraph, STR(FIXTURE_LETTERS " 5₫"));
        run->bold = face & 1;
        run->italic = face & 2;
    }
    return document;
}

static void check_fonts(struct arena *arena, const char *pdf) {
    static const char *const FACES[] = {"LiberationSerif ", "LiberationSerif-Bold ",
                                        "LiberationSerif-Italic ", "LiberationSerif-BoldItalic "};
    const char *path = str_format(arena, "%s.fonts.txt", pdf).p;
    PRINT_RUN("sh", "-c", "pdffonts \"$1\" >\"$2\"", "sh", pdf, path);
    struct str rest = print_read_file(arena, path);
    for (size_t i = 0; i < COUNT_OF(FACES); i++)
        if (str_find(rest, str_from_c(FACES[i])) < 0)
            fail_msg("no font %s in " STR_FMT, FACES[i], STR_ARG(rest));
    str_cut(&rest, '\n');
    str_cut(&rest, '\n');
    for (struct str line; (line = str_cut(&rest, '\n')).n;)
        if (str_find(line, STR("+LiberationSerif")) < 0 || str_find(line, STR("yes yes yes")) < 0)
            fail_msg("another font helped, or one is not embedded: " STR_FMT, STR_ARG(line));
}

void decree_check_letters(struct arena *arena, const char *pdf) {
    struct looks looks = read_looks(arena, pdf);
    struct str wanted = without_blanks(arena, FIXTURE_LETTERS " 5₫"), seen[4];
    for (size_t face = 0; face < COUNT_OF(seen); face++) {
        seen[face] = STR("");
        for (size_t i = 0; i < looks.pieces.count; i++) {
            const struct piece *piece = &looks.pieces.items[i];
            if (piece->bold == !!(face & 1) && piece->italic == !!(face & 2))
                seen[face] = str_concat(arena, seen[face], piece->text);
        }
        if (str_find(seen[face], wanted) < 0)
            fail_msg("face %zu: not all letters in " STR_FMT, face, STR_ARG(seen[face]));
    }
    check_fonts(arena, pdf);
}
