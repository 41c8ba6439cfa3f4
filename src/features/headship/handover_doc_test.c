/* The minutes of a handing over: what is printed, what stays to be written by hand. */
#include "features/headship/handover_doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS INT64_C(1610064000000) /* 8/1/2021 */

static struct cluster_year year_of(void) {
    return (struct cluster_year){
        .slug = STR("cum-mau"),
        .name = STR("Cụm thi đua Mẫu"),
        .year = 2021,
        .superior = {STR("s"), STR("s"), STR("Bộ Chỉ huy quân sự tỉnh Mẫu")},
    };
}

static struct handover handover_of(void) {
    const struct str none = STR("");
    return (struct handover){
        .year = 2021,
        .from = {STR("a"), STR("a"), STR("Ban CHQS huyện Ea M’Rang")},
        .to = {STR("b"), STR("b"), STR("Ban CHQS huyện Suối Bạc")},
        .on = {2021, 1, 8},
        .until = {2022, 1, 8},
        .meeting = STR("Hội nghị tổng kết năm 2020"),
        .venue = none,
        .choice = CHOICE_VOTE,
        .minutes = STR("Biên bản 02/BB-CTĐ"),
        .from_name = STR("Nguyễn Văn Mẫu"),
        .from_post = none,
        .to_name = none,
        .to_post = none,
        .witness_name = none,
        .witness_post = none,
        .remark = none,
    };
}

static void assert_says(struct str html, const char *words, bool says) {
    bool found = memmem(html.p, html.n, words, strlen(words)) != NULL;
    if (found != says)
        fail_msg("the minutes %s \"%s\"", says ? "do not say" : "say", words);
}

static struct str draw(struct arena *arena, const struct cluster_year *year,
                       const struct handover *handover) {
    struct trusted_html html;
    assert_null(handover_doc_html(arena, year, handover, NOW_MS, &html));
    return html.html;
}

static void the_minutes_say_who_gave_what_to_whom(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct cluster_year year = year_of();
    struct handover handover = handover_of();
    *list_push(arena, &handover.items) =
        (struct handover_item){STR("Quy chế hoạt động của Cụm"), 1, STR("bản gốc")};
    *list_push(arena, &handover.items) = (struct handover_item){STR("Sổ biên bản"), 0, STR("")};
    struct str html = draw(arena, &year, &handover);
    assert_says(html, "BIÊN BẢN", true);
    assert_says(html, "Bàn giao nhiệm vụ cụm trưởng năm 2021", true);
    assert_says(html, "ngày 08 tháng 01 năm 2021", true);
    assert_says(html, "BỘ CHỈ HUY QUÂN SỰ TỈNH MẪU", true);
    assert_says(html, "Ban CHQS huyện Suối Bạc làm cụm trưởng năm 2021 qua bầu chọn", true);
    assert_says(html, "từ ngày 8/1/2021 đến hết ngày 7/1/2022", true);
    assert_says(html, "Quy chế hoạt động của Cụm", true);
    assert_says(html, "bản gốc", true);
    assert_says(html, "Nguyễn Văn Mẫu; chức vụ: ……", true);
    arena_free(arena);
}

static void a_draft_and_a_sample_say_so(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct cluster_year year = year_of();
    struct handover handover = handover_of();
    struct str html = draw(arena, &year, &handover);
    assert_says(html, "DỰ THẢO", true);
    assert_says(html, "DỮ LIỆU MẪU", false);
    handover.confirmed_ms = NOW_MS;
    year.is_sample = true;
    html = draw(arena, &year, &handover);
    assert_says(html, "DỰ THẢO", false);
    assert_says(html, "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH", true);
    arena_free(arena);
}

static void files_are_made_of_it(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct cluster_year year = year_of();
    struct handover handover = handover_of();
    struct str bytes;
    assert_null(handover_doc_make(arena, &year, &handover, PAPER_DOCX, NOW_MS, &bytes));
    assert_true(str_starts_with(bytes, STR("PK")));
    assert_null(handover_doc_make(arena, &year, &handover, PAPER_PDF, NOW_MS, &bytes));
    assert_true(str_starts_with(bytes, STR("%PDF")));
    assert_true(str_equal_c(handover_doc_name(arena, &year, PAPER_PDF),
                            "bien-ban-ban-giao-cum-mau-2021.pdf"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_minutes_say_who_gave_what_to_whom),
        cmocka_unit_test(a_draft_and_a_sample_say_so),
        cmocka_unit_test(files_are_made_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
