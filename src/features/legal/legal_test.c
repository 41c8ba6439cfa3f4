/* What is in force when, what a citation is told, what the form refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/legal/legal.h"

static struct arena *a;
static struct legal_documents book;

static struct date day(const char *text) {
    struct date date;
    assert_true(date_parse_iso(str_from_c(text), &date));
    return date;
}

static enum legal_standing standing(const char *code, const char *on) {
    const struct legal_document *document = legal_find(&book, str_from_c(code));
    if (!document)
        fail_msg("%s is not in the book", code);
    return legal_standing_on(document, day(on));
}

static void the_law_of_2022_begins_on_1_1_2024(void **state) {
    (void)state;
    assert_int_equal(standing("luat-06-2022", "2023-12-31"), LEGAL_NOT_YET);
    assert_int_equal(standing("luat-06-2022", "2024-01-01"), LEGAL_IN_FORCE);
    assert_int_equal(standing("luat-15-2003", "2024-01-01"), LEGAL_ENDED);
    assert_int_equal(standing("nd-98-2023", "2025-06-30"), LEGAL_IN_FORCE);
    assert_int_equal(standing("nd-98-2023", "2025-07-01"), LEGAL_ENDED);
    assert_int_equal(standing("nd-152-2025", "2025-07-01"), LEGAL_IN_FORCE);
    assert_int_equal(standing("nd-152-2025", "2027-03-01"), LEGAL_ENDED);
    assert_int_equal(standing("tt-57-2020-bqp", "2020-06-26"), LEGAL_NOT_YET);
    assert_int_equal(standing("tt-151-2018-bqp", "2020-06-26"), LEGAL_IN_FORCE);
}

static void an_unknown_begin_is_neither_yes_nor_no(void **state) {
    (void)state;
    /* Its first day in force was not found; it ended on 1/1/2024. */
    assert_int_equal(standing("luat-15-2003", "2020-06-26"), LEGAL_STANDING_UNKNOWN);
    assert_int_equal(standing("luat-15-2003", "2003-11-25"), LEGAL_NOT_YET);
    assert_int_equal(standing("qd-07-2026-dak-lak", "2026-11-23"), LEGAL_STANDING_UNKNOWN);
}

static void the_book_holds_together(void **state) {
    (void)state;
    for (size_t i = 0; i < LEGAL_BOOK_COUNT; i++) {
        const struct legal_document *d = &LEGAL_BOOK[i];
        assert_ptr_equal(legal_find(&book, d->code), d); /* no code twice */
        assert_true(d->code.n && d->number.n && d->title.n && d->source.n);
        assert_true(d->mark == LEGAL_SOURCED || d->mark == LEGAL_SECOND_HAND);
        assert_true(!d->replaced_by.n || legal_find(&book, d->replaced_by));
        assert_true(!d->amends.n || legal_find(&book, d->amends));
        struct date issued = partial_date_first(d->issued);
        if (!date_is_empty(issued) && !date_is_empty(d->from))
            assert_true(date_compare(issued, d->from) <= 0);
        if (!date_is_empty(d->from) && !date_is_empty(d->to))
            assert_true(date_compare(d->from, d->to) < 0);
    }
}

static void assert_doubt(const char *code, const char *on, const char *sentence) {
    struct message doubt = {0};
    bool found = legal_doubt(a, &book, str_from_c(code), day(on), &doubt);
    assert_int_equal(found, sentence != NULL);
    if (sentence)
        assert_string_equal(message_text(a, LANG_VI, doubt).p, sentence);
}

static void a_citation_that_does_not_carry_is_pointed_out(void **state) {
    (void)state;
    assert_doubt("tt-151-2018-bqp", "2020-06-26", NULL);
    assert_doubt(
        "nd-91-2017", "2026-06-26",
        "Văn bản 91/2017/NĐ-CP đã hết hiệu lực vào ngày 26/6/2026 (từ 1/1/2024); thay bằng "
        "98/2023/NĐ-CP.");
    assert_doubt(
        "tt-57-2020-bqp", "2020-06-26",
        "Văn bản 57/2020/TT-BQP chưa có hiệu lực vào ngày 26/6/2020; có hiệu lực từ 1/7/2020.");
    assert_doubt("hd-1479-2016", "2016-07-01",
                 "Văn bản 1479/BTĐKT-VIII chưa được ban hành vào ngày 1/7/2016.");
    assert_doubt(
        "khong-co", "2020-06-26",
        "Không có văn bản “khong-co” trong danh mục căn cứ. Hãy thêm văn bản này hoặc chọn "
        "văn bản khác.");
}

static void citations_read_as_in_papers(void **state) {
    (void)state;
    assert_string_equal(legal_citation(a, LANG_VI, legal_find(&book, STR("nd-98-2023"))).p,
                        "Nghị định 98/2023/NĐ-CP ngày 31/12/2023");
    /* Only the year of issue is known. */
    assert_string_equal(legal_citation(a, LANG_VI, legal_find(&book, STR("luat-06-2026"))).p,
                        "Luật 06/2026/QH16");
}

static size_t found(const char *words, enum legal_scope scope, const char *on) {
    struct legal_documents documents;
    legal_search(a, &book, str_from_c(words), scope, on ? day(on) : (struct date){0}, &documents);
    return documents.count;
}

static void search_folds_and_keeps_what_may_be_in_force(void **state) {
    (void)state;
    assert_int_equal(found("", LEGAL_SCOPE_COUNT, NULL), LEGAL_BOOK_COUNT);
    assert_int_equal(found("dan quan tu ve", LEGAL_FOR_MILITIA, NULL), 3);
    assert_int_equal(found("98/2023", LEGAL_SCOPE_COUNT, NULL), 1);
    assert_int_equal(found("151/2018", LEGAL_SCOPE_COUNT, "2020-06-26"), 1);
    assert_int_equal(found("118/2023", LEGAL_SCOPE_COUNT, "2020-06-26"), 0);
    assert_int_equal(found("ĐẮK LẮK quyết định không có", LEGAL_SCOPE_COUNT, NULL), 0);
}

static struct legal_form good_form(void) {
    return (struct legal_form){.kind = STR("regulation"),
                               .scope = STR("place"),
                               .number = STR("12/QC-CTĐ"),
                               .issuer = STR("Cụm thi đua số 7"),
                               .title = STR("Quy chế hoạt động của cụm"),
                               .issued = STR("3/2026"),
                               .from = STR("1/4/2026"),
                               .to = STR("31/3/2027"),
                               .source = STR("Bản gốc lưu tại văn phòng")};
}

static bool refused(const struct legal_form *form, const char *field) {
    struct issues issues = {0};
    struct legal_document document;
    legal_check_form(a, form, STR(""), &book, &issues, &document);
    return issues.count == 1 && issue_of(&issues, str_from_c(field));
}

static void a_good_form_is_understood(void **state) {
    (void)state;
    struct legal_form form = good_form();
    struct issues issues = {0};
    struct legal_document document;
    legal_check_form(a, &form, STR(""), &book, &issues, &document);
    assert_int_equal(issues.count, 0);
    assert_int_equal(document.kind, LEGAL_REGULATION);
    assert_int_equal(document.mark, LEGAL_ENTERED);
    assert_int_equal(document.issued.day, 0);
    assert_int_equal(document.issued.month, 3);
    assert_string_equal(date_iso(a, document.to).p, "2027-04-01"); /* half-open */
    assert_string_equal(document.code.p, "regulation-12-qc-ctd-cum-thi-dua-so-7");
}

static void a_bad_form_is_refused_field_by_field(void **state) {
    (void)state;
    struct legal_form form = good_form();
    form.kind = STR("bia-da");
    assert_true(refused(&form, "kind"));
    form = good_form();
    form.number = STR("");
    assert_true(refused(&form, "number"));
    form = good_form();
    form.source = STR("");
    assert_true(refused(&form, "source"));
    form = good_form();
    form.to = STR("31/3/2026");
    assert_true(refused(&form, "to"));
    form = good_form();
    form.from = STR("1/2/2026"); /* before it was issued */
    assert_true(refused(&form, "from"));
    form = good_form();
    form.from = STR("30/2/2026");
    assert_true(refused(&form, "from"));
    form = good_form();
    form.issued = STR("13/2026");
    assert_true(refused(&form, "issued"));
    form = good_form();
    form.replaced_by = STR("99/9999/NĐ-CP");
    assert_true(refused(&form, "replaced_by"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_law_of_2022_begins_on_1_1_2024),
        cmocka_unit_test(an_unknown_begin_is_neither_yes_nor_no),
        cmocka_unit_test(the_book_holds_together),
        cmocka_unit_test(a_citation_that_does_not_carry_is_pointed_out),
        cmocka_unit_test(citations_read_as_in_papers),
        cmocka_unit_test(search_folds_and_keeps_what_may_be_in_force),
        cmocka_unit_test(a_good_form_is_understood),
        cmocka_unit_test(a_bad_form_is_refused_field_by_field),
    };
    a = arena_new(0);
    book = (struct legal_documents){.items = (struct legal_document *)LEGAL_BOOK,
                                    .count = LEGAL_BOOK_COUNT};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
