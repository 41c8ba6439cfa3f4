/* The covenant as DOCX, PDF and page: the same words, and blocks for all who sign. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/list.h"
#include "doc/office_fixture.h"
#include "features/covenant/covenant_doc.h"

#define NOW_MS INT64_C(1593147600000) /* 26/6/2020 */

struct words {
    struct str *items;
    size_t count;
    size_t capacity;
};

static bool has(const struct words *words, struct str word) {
    for (size_t i = 0; i < words->count; i++)
        if (str_equal(words->items[i], word))
            return true;
    return false;
}

/* Parted by white space of any kind; tags of HTML are left out. */
static struct words words_of(struct arena *arena, struct str text) {
    struct words words = {0};
    struct str word = STR("");
    bool in_tag = false;
    for (size_t i = 0; i <= text.n; i++) {
        char c = i < text.n ? text.p[i] : ' ';
        bool space = c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '<' || in_tag;
        in_tag = c == '<' || (in_tag && c != '>');
        if (!space) {
            word = str_concat(arena, word, str_slice(text, i, i + 1));
            continue;
        }
        if (word.n && !has(&words, word))
            *list_push(arena, &words) = word;
        word = STR("");
    }
    return words;
}

/* Fails on a word of A that is in neither B nor C. */
static void assert_within(const struct words *a, const struct words *b, const struct words *c,
                          const char *what) {
    for (size_t i = 0; i < a->count; i++)
        if (!has(b, a->items[i]) && !(c && has(c, a->items[i])))
            fail_msg("%s: “" STR_FMT "”", what, STR_ARG(a->items[i]));
}

static struct cluster_unit units[] = {
    {STR_INIT("u1"), STR_INIT("dam-say"), STR_INIT("Ban CHQS huyện Đầm Sậy")},
    {STR_INIT("u2"), STR_INIT("ea-mrang"), STR_INIT("Ban CHQS huyện Ea M’Rang")},
    {STR_INIT("u3"), STR_INIT("thac-may"), STR_INIT("Ban CHQS huyện Thác Mây")},
};

struct scene {
    struct cluster_year year;
    struct covenant covenant;
    struct covenant_paper paper;
};

static void fill(struct arena *arena, struct scene *scene) {
    scene->year = (struct cluster_year){.slug = STR("cum-mau"),
                                        .name = STR("Cụm thi đua Mẫu"),
                                        .year = 2020,
                                        .is_sample = true,
                                        .superior = {STR("s"), STR("s"), STR("Bộ CHQS tỉnh Mẫu")},
                                        .members = {units, 3, 3}};
    struct covenant_version version = {.id = STR("v"),
                                       .number = 1,
                                       .frozen_ms = NOW_MS,
                                       .digest = STR("0123456789abcdef"),
                                       .text = {.revision = 1,
                                                .grounds = STR("Căn cứ Quy chế;\nCăn cứ chỉ tiêu"),
                                                .opening = STR("Các đơn vị thống nhất:"),
                                                .closing = STR("Quyết tâm thực hiện.")}};
    *list_push(arena, &version.text.contents) =
        (struct covenant_content){STR("Huấn luyện"), STR("Đủ 100 %\nĐúng thời gian")};
    *list_push(arena, &version.targets) = (struct covenant_target){
        STR("u1"), STR("Tuyển quân"), STR("120 công dân"), STR("60 công dân"), STR("giao")};
    *list_push(arena, &version.signatures) =
        (struct covenant_signature){.unit_id = STR("u1"),
                                    .name = STR("Trần Văn Mẫu"),
                                    .post = STR("Chỉ huy trưởng"),
                                    .rank = STR("Thượng tá"),
                                    .on = {2020, 6, 26},
                                    .manner = COVENANT_ON_PAPER};
    *list_push(arena, &version.signatures) =
        (struct covenant_signature){.unit_id = STR("s"),
                                    .role = COVENANT_APPROVAL,
                                    .name = STR("Phạm Giả Sử"),
                                    .post = STR("Phó Chính ủy"),
                                    .rank = STR(""),
                                    .on = {2020, 6, 26},
                                    .manner = COVENANT_ON_PAPER};
    scene->covenant =
        (struct covenant){.id = STR("c"), .code = STR("ca-nam"), .title = STR("Giao ước năm 2020")};
    *list_push(arena, &scene->covenant.texts) = version.text;
    *list_push(arena, &scene->covenant.versions) = version;
    scene->paper =
        (struct covenant_paper){&scene->year, &scene->covenant, &scene->covenant.versions.items[0],
                                &scene->covenant.versions.items[0].targets};
}

static void page_docx_and_pdf_say_the_same(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct scene scene;
    struct str docx, pdf;
    struct trusted_html html;
    fill(arena, &scene);
    assert_null(covenant_doc_make(arena, &scene.paper, PAPER_DOCX, NOW_MS, &docx));
    assert_null(covenant_doc_make(arena, &scene.paper, PAPER_PDF, NOW_MS, &pdf));
    assert_null(covenant_doc_html(arena, &scene.paper, NOW_MS, &html));
    struct words in_docx = words_of(arena, fixture_docx_words(arena, docx, "word/document.xml"));
    struct words in_pdf = words_of(arena, fixture_pdf_text(arena, pdf));
    struct words in_page = words_of(arena, html.html);
    /* What stands around each page: banner, footer, numbers. */
    struct words around =
        words_of(arena, STR("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH Bản số 1, chốt lúc 26/6/2020 12:00. Mã "
                            "băm nội dung (SHA-256): 0123456789abcdef 1 2 3"));
    assert_true(in_docx.count > 60);
    assert_within(&in_docx, &in_pdf, NULL, "in the DOCX, not in the PDF");
    assert_within(&in_docx, &in_page, NULL, "in the DOCX, not on the page");
    assert_within(&in_pdf, &in_docx, &around, "in the PDF alone");
    assert_within(&in_page, &in_docx, &around, "on the page alone");
    assert_true(has(&in_pdf, STR("0123456789abcdef")));
    arena_free(arena);
}

static void everybody_has_a_block_and_who_signed_a_name(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct scene scene;
    struct str docx;
    fill(arena, &scene);
    assert_null(covenant_doc_make(arena, &scene.paper, PAPER_DOCX, NOW_MS, &docx));
    struct str words = fixture_docx_words(arena, docx, "word/document.xml");
    assert_true(str_find(words, STR("GIAO ƯỚC THI ĐUA")) >= 0);
    assert_true(str_find(words, STR("BAN CHQS HUYỆN ĐẦM SẬY")) >= 0);
    assert_true(str_find(words, STR("BAN CHQS HUYỆN THÁC MÂY")) >= 0);
    assert_true(str_find(words, STR("CHỈ HUY TRƯỞNG")) >= 0);
    assert_true(str_find(words, STR("Thượng tá Trần Văn Mẫu")) >= 0);
    assert_true(str_find(words, STR("PHÊ DUYỆT NỘI DUNG")) >= 0);
    assert_true(str_find(words, STR("không phải chữ ký số")) >= 0);
    assert_true(str_find(words, STR("60 công dân")) >= 0);
    assert_true(str_find(words, STR("CHỨNG KIẾN")) < 0); /* nobody was recorded */
    arena_free(arena);
}

static void a_draft_says_so_and_has_no_digest(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct scene scene;
    struct str pdf;
    fill(arena, &scene);
    scene.paper.version = NULL;
    assert_null(covenant_doc_make(arena, &scene.paper, PAPER_PDF, NOW_MS, &pdf));
    struct words words = words_of(arena, fixture_pdf_text(arena, pdf));
    assert_true(has(&words, STR("chưa")));
    assert_false(has(&words, STR("0123456789abcdef")));
    assert_false(has(&words, STR("(đã")));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_docx_and_pdf_say_the_same),
        cmocka_unit_test(everybody_has_a_block_and_who_signed_a_name),
        cmocka_unit_test(a_draft_says_so_and_has_no_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
