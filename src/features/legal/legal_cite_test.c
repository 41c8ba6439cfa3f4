/* What people type becomes a document, or stays what they typed; what is said of citing it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/legal/legal_cite.h"

static struct arena *a;
static struct legal_citer citer;

static struct date day(const char *text) {
    struct date date;
    assert_true(date_parse_iso(str_from_c(text), &date));
    return date;
}

static const char *read(const char *typed) {
    return str_c(a, legal_cite_read(a, &citer, str_from_c(typed)));
}

static void numbers_are_understood_as_people_write_them(void **state) {
    (void)state;
    static const char *const SAME[] = {
        "nd-152-2025",
        "152/2025/NĐ-CP",
        "  152/2025/nđ-cp ",
        "Nghị định 152/2025/NĐ-CP",
        "NGHỊ ĐỊNH SỐ 152/2025/NĐ-CP",
        "Nghị định số 152/2025/NĐ-CP ngày 14/6/2025",
        "Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ",
        "Nghị định 152/2025/NĐ-CP, Chính phủ",
        "Decree 152/2025/NĐ-CP of 14/6/2025",
    };
    for (size_t i = 0; i < COUNT_OF(SAME); i++)
        assert_string_equal(read(SAME[i]), "nd-152-2025");
}

static void what_names_no_document_for_certain_stays_as_typed(void **state) {
    (void)state;
    assert_string_equal(read(" Quy chế của cụm, năm 2020 "), "Quy chế của cụm, năm 2020");
    assert_string_equal(read(""), "");
    assert_string_equal(read("152/2025"), "152/2025");
    /* Another kind, another day: not this document. */
    assert_string_equal(read("Thông tư 152/2025/NĐ-CP"), "Thông tư 152/2025/NĐ-CP");
    assert_string_equal(read("152/2025/NĐ-CP ngày 15/6/2025"), "152/2025/NĐ-CP ngày 15/6/2025");
    assert_string_equal(read("152/2025/NĐ-CP, Điều 3"), "152/2025/NĐ-CP, Điều 3");
}

static struct legal_document decision_of(const char *code, const char *issuer) {
    return (struct legal_document){.code = str_from_c(code),
                                   .kind = LEGAL_DECISION,
                                   .number = STR("07/2026/QĐ-UBND"),
                                   .issuer = str_from_c(issuer),
                                   .title = STR("Về thi đua"),
                                   .mark = LEGAL_ENTERED};
}

static void one_number_of_two_issuers_wants_the_issuer(void **state) {
    (void)state;
    struct legal_documents two = {0};
    *list_push(a, &two) = decision_of("mot", "UBND tỉnh Một");
    *list_push(a, &two) = decision_of("hai", "UBND tỉnh Hai");
    struct legal_citer both;
    legal_citer_make(a, &two, LANG_VI, &both);
    assert_null(legal_cited(a, &both, STR("07/2026/QĐ-UBND")));
    const struct legal_document *hai =
        legal_cited(a, &both, STR("Quyết định 07/2026/QĐ-UBND của UBND tỉnh Hai"));
    assert_ptr_equal(hai, &two.items[1]);
    /* What the field shows of a stored code is read back as that code. */
    for (size_t i = 0; i < two.count; i++) {
        struct str shown = legal_cite_typed(a, &both, two.items[i].code);
        assert_true(str_equal(legal_cite_read(a, &both, shown), two.items[i].code));
    }
    struct legal_cites cites;
    legal_cite_mentions(a, &both, STR("Theo 07/2026/QĐ-UBND"), (struct date){0}, &cites);
    assert_int_equal(cites.count, 0);
    legal_cite_mentions(a, &both, STR("Theo 07/2026/QĐ-UBND của UBND tỉnh Hai"), (struct date){0},
                        &cites);
    assert_int_equal(cites.count, 1);
    assert_string_equal(str_c(a, cites.items[0].href), "/can-cu/hai");
}

static void every_suggestion_is_read_as_its_document(void **state) {
    (void)state;
    struct legal_suggestions suggestions;
    legal_cite_suggest(a, &citer, &suggestions);
    assert_int_equal(suggestions.count, LEGAL_BOOK_COUNT);
    for (size_t i = 0; i < suggestions.count; i++) {
        struct str code = legal_cite_read(a, &citer, suggestions.items[i].value);
        assert_string_equal(str_c(a, code), str_c(a, LEGAL_BOOK[i].code));
    }
}

static void a_stored_citation_is_shown_with_what_is_against_it(void **state) {
    (void)state;
    struct legal_cite good = legal_cite_view(a, &citer, STR("nd-152-2025"), day("2026-06-26"));
    assert_string_equal(str_c(a, good.text), "Nghị định 152/2025/NĐ-CP ngày 14/6/2025");
    assert_string_equal(str_c(a, good.href), "/can-cu/nd-152-2025");
    assert_int_equal(good.doubt.n, 0);
    struct legal_cite early = legal_cite_view(a, &citer, STR("nd-152-2025"), day("2025-06-26"));
    assert_string_equal(str_c(a, early.doubt),
                        "Văn bản 152/2025/NĐ-CP chưa có hiệu lực vào ngày 26/6/2025; có hiệu lực "
                        "từ 1/7/2025.");
    /* No day, no doubt. */
    assert_int_equal(legal_cite_view(a, &citer, STR("nd-91-2017"), (struct date){0}).doubt.n, 0);
    /* Words of a document that came into the register later lead there. */
    struct legal_cite words =
        legal_cite_view(a, &citer, STR("Nghị định 91/2017/NĐ-CP"), day("2026-06-26"));
    assert_string_equal(str_c(a, words.text), "Nghị định 91/2017/NĐ-CP");
    assert_true(words.href.n > 0 && words.doubt.n > 0);
    struct legal_cite free = legal_cite_view(a, &citer, STR("Quy chế cụm"), day("2026-06-26"));
    assert_string_equal(str_c(a, free.text), "Quy chế cụm");
    assert_true(free.href.n == 0 && free.doubt.n == 0 && free.mark.n == 0);
    /* Known at second hand only: said so. */
    assert_true(legal_cite_view(a, &citer, STR("luat-06-2026"), day("2026-11-01")).mark.n > 0);
}

static void a_decision_of_another_day_is_another_one(void **state) {
    (void)state;
    const struct partial_date issued = {2025, 6, 14}, other = {2024, 6, 14}, year = {2025, 0, 0};
    struct str number = STR("152/2025/NĐ-CP");
    struct date on = day("2025-07-01");
    assert_true(legal_cite_decision(a, &citer, number, issued, STR(""), on).href.n > 0);
    assert_true(legal_cite_decision(a, &citer, number, year, STR(""), on).href.n > 0);
    assert_int_equal(legal_cite_decision(a, &citer, number, other, STR(""), on).href.n, 0);
    struct legal_cite unknown =
        legal_cite_decision(a, &citer, STR("2786/QĐ-BQP"), issued, STR("Bộ Quốc phòng"), on);
    assert_string_equal(str_c(a, unknown.text), "2786/QĐ-BQP");
    assert_int_equal(unknown.href.n, 0);
}

static void a_longer_text_tells_which_documents_it_names(void **state) {
    (void)state;
    struct legal_cites cites;
    legal_cite_mentions(a, &citer,
                        STR("Theo Thông tư số 151/2018/TT-BQP và\nNghị định 91/2017/NĐ-CP; không "
                            "phải 1122/BTĐKT-VIII hay 11/2021/NĐ-CP."),
                        day("2020-06-26"), &cites);
    assert_int_equal(cites.count, 2);
    assert_string_equal(str_c(a, cites.items[0].href), "/can-cu/tt-151-2018-bqp");
    assert_string_equal(str_c(a, cites.items[1].href), "/can-cu/nd-91-2017");
    assert_int_equal(cites.items[0].doubt.n, 0);
    legal_cite_mentions(a, &citer, STR(""), day("2020-06-26"), &cites);
    assert_int_equal(cites.count, 0);
}

static int start(void **state) {
    (void)state;
    a = arena_new(0);
    struct legal_documents book = {0};
    for (size_t i = 0; i < LEGAL_BOOK_COUNT; i++)
        *list_push(a, &book) = LEGAL_BOOK[i];
    legal_citer_make(a, &book, LANG_VI, &citer);
    return 0;
}

static int stop(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_understood_as_people_write_them),
        cmocka_unit_test(what_names_no_document_for_certain_stays_as_typed),
        cmocka_unit_test(one_number_of_two_issuers_wants_the_issuer),
        cmocka_unit_test(every_suggestion_is_read_as_its_document),
        cmocka_unit_test(a_stored_citation_is_shown_with_what_is_against_it),
        cmocka_unit_test(a_decision_of_another_day_is_another_one),
        cmocka_unit_test(a_longer_text_tells_which_documents_it_names),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
