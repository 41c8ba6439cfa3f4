/* The registration as a paper: who sees names, who numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/office_fixture.h"
#include "features/registration/registration_doc.h"

#define NOW_MS INT64_C(1593147600000) /* 26/6/2020 */

struct scene {
    struct cluster_year year;
    struct registration_member member;
    struct award_titles titles;
    struct person_lines people;
    struct targets targets;
    struct registration_paper paper;
};

static void fill(struct arena *arena, struct scene *scene) {
    scene->year = (struct cluster_year){.slug = STR("cum-mau"),
                                        .name = STR("Cụm thi đua Mẫu"),
                                        .year = 2020,
                                        .is_sample = true,
                                        .superior = {STR("s"), STR("s"), STR("Bộ CHQS tỉnh Mẫu")}};
    for (size_t i = 0; i < AWARD_BOOK_COUNT; i++)
        *list_push(arena, &scene->titles) = AWARD_BOOK[i];
    struct registration_revision revision = {.revision = 1, .note = STR("Đề nghị bồi dưỡng.")};
    *list_push(arena, &revision.lines) = (struct registration_line){STR("DVQT"), STR(""), STR("")};
    *list_push(arena, &revision.lines) =
        (struct registration_line){STR("CSTDCS"), STR("p1"), STR("Lê Thị Mẫu")};
    scene->member = (struct registration_member){
        .unit = {STR("u1"), STR("dam-say"), STR("Ban CHQS huyện Đầm Sậy")}, .may_see_people = true};
    *list_push(arena, &scene->member.registration.revisions) = revision;
    *list_push(arena, &scene->people) = (struct person_line){
        .id = STR("p1"), .name = STR("Lê Thị Mẫu"), .rank = STR("Đại úy"), .post = STR("Trợ lý")};
    scene->paper = (struct registration_paper){&scene->year, &scene->member, &scene->titles,
                                               &scene->people, &scene->targets};
}

static struct str words_of_docx(struct arena *arena, const struct scene *scene) {
    struct str docx;
    assert_null(registration_doc_make(arena, &scene->paper, PAPER_DOCX, NOW_MS, &docx));
    return fixture_docx_words(arena, docx, "word/document.xml");
}

static void the_paper_names_titles_and_people(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct scene scene = {0};
    fill(arena, &scene);
    struct str words = words_of_docx(arena, &scene);
    assert_true(str_find(words, STR("BẢN ĐĂNG KÝ THI ĐUA")) >= 0);
    assert_true(str_find(words, STR("BAN CHQS HUYỆN ĐẦM SẬY")) >= 0);
    assert_true(str_find(words, STR("Đơn vị quyết thắng")) >= 0);
    assert_true(str_find(words, STR("Lê Thị Mẫu")) >= 0);
    assert_true(str_find(words, STR("Đại úy")) >= 0);
    assert_true(str_find(words, STR("Đề nghị bồi dưỡng.")) >= 0);
    arena_free(arena);
}

static void who_may_not_see_people_gets_numbers(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct scene scene = {0};
    fill(arena, &scene);
    scene.member.may_see_people = false;
    struct str words = words_of_docx(arena, &scene);
    assert_true(str_find(words, STR("Chiến sĩ thi đua cơ sở: 1 người;")) >= 0);
    assert_true(str_find(words, STR("Lê Thị Mẫu")) < 0);
    arena_free(arena);
}

static void the_files_words_are_those_of_the_page(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct scene scene = {0};
    struct str pdf;
    struct trusted_html page;
    fill(arena, &scene);
    assert_null(registration_doc_make(arena, &scene.paper, PAPER_PDF, NOW_MS, &pdf));
    assert_null(registration_doc_html(arena, &scene.paper, NOW_MS, &page));
    struct str in_pdf = fixture_pdf_text(arena, pdf);
    const struct str said[] = {STR_INIT("I. DANH HIỆU CỦA ĐƠN VỊ"), STR_INIT("Lê Thị Mẫu"),
                               STR_INIT("CHỈ HUY ĐƠN VỊ"), STR_INIT("Đơn vị quyết thắng")};
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        assert_true(str_find(in_pdf, said[i]) >= 0);
        assert_true(str_find(page.html, said[i]) >= 0);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_paper_names_titles_and_people),
        cmocka_unit_test(who_may_not_see_people_gets_numbers),
        cmocka_unit_test(the_files_words_are_those_of_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
