/* Nobody sets his own targets, and after the lock a decision is needed: asked through HTTP. */
#include <string.h>

#include "doc/workbook_read.h"
#include "features/target/target_edit_service.h"
#include "web_fixture.h"

static struct web web;

static int begin(void **state) {
    int failed = db_test_setup(state);
    if (!failed)
        web_begin(&web, *state);
    return failed;
}

static int end(void **state) {
    web_end(&web);
    return db_test_teardown(state);
}

static struct str at(const char *tail) {
    return str_format(web.arena, "/cum/" STR_FMT "/nam/2020/chi-tieu%s", STR_ARG(web.here.slug),
                      tail);
}

static struct str unit_page(size_t member) {
    return at(str_format(web.arena, "/" STR_FMT, STR_ARG(web.here.members.items[member].slug)).p);
}

/* Target no. 1 of a member, as it is now. */
static struct target now_of(size_t member) {
    struct user local = user_local();
    struct cluster_year year;
    assert_ok(cluster_year_find(web.db, web.arena, &local, web.here.slug, 2020,
                                (struct date){2020, 6, 24}, &year));
    struct target_book *book = ARENA_NEW(web.arena, struct target_book);
    assert_ok(target_book_read(web.db, web.arena, &local, &year, TARGET_KNOWN_NOW, book));
    const struct target_item *item = target_book_item(book, 1);
    assert_non_null(item);
    return target_book_at(book, item, web.here.members.items[member].id);
}

static void assert_untouched(size_t member) {
    struct target target = now_of(member);
    assert_int_equal(target.origin.revision, 1);
    assert_int_equal(decimal_compare(target.value, DECIMAL(98, 0)), 0);
}

#define LOWER "nam-1=50&thay-1=1&source=agreed&reason=vi%20sao"

static void a_unit_does_not_change_its_own_agreed_target(void **state) {
    (void)state;
    assert_int_equal(web_post(&web, UNIT_FIRST, unit_page(0), STR(LOWER)).status, 403);
    assert_int_equal(web_post(&web, UNIT_SECOND, unit_page(1), STR(LOWER)).status, 403);
    struct str by_content = str_format(web.arena, "nam-" STR_FMT "=50&reason=x",
                                       STR_ARG(web.here.members.items[1].slug));
    assert_int_equal(web_post(&web, UNIT_SECOND, at("/muc/1"), by_content).status, 403);
    assert_int_equal(web_post(&web, UNIT_SECOND, at("/muc/1/sua"), STR("viec=bo&reason=x")).status,
                     403);
    assert_int_equal(web_post(&web, UNIT_FIRST, unit_page(1), STR(LOWER)).status, 403);
    for (size_t i = 0; i < 2; i++)
        assert_untouched(i);
    /* It registers another one, which counts when it is agreed. */
    struct reply reply = web_post(&web, UNIT_SECOND, at("/moi"),
                                  STR("name=Trong%20cay&measure=cay&direction=more&value=20"));
    assert_int_equal(reply.status, 303);
    reply = web_get(&web, HEAD_HERE, at("/de-xuat"), "");
    assert_true(web_contains(reply.body, "Trong cay"));
}

static void the_head_does_not_change_the_targets_of_the_unit_that_is_head(void **state) {
    (void)state;
    assert_int_equal(web_post(&web, HEAD_HERE, unit_page(0), STR(LOWER)).status, 403);
    struct reply reply = web_post(&web, HEAD_HERE, at("/muc/1"),
                                  str_format(web.arena, "nam-" STR_FMT "=50&reason=x",
                                             STR_ARG(web.here.members.items[0].slug)));
    assert_int_equal(reply.status, 403);
    assert_true(web_contains(reply.body, "không tự quyết định chỉ tiêu của mình"));
    assert_int_equal(web_post(&web, HEAD_HERE, at("/muc/1/sua"),
                              STR("name=Khac&measure=vu&direction=fewer&for_all=1&reason=x"))
                         .status,
                     403);
    assert_untouched(0);
    assert_int_equal(web_post(&web, HEAD_HERE, unit_page(1), STR(LOWER)).status, 303);
    assert_int_equal(decimal_compare(now_of(1).value, DECIMAL(50, 0)), 0);
    assert_int_equal(web_post(&web, HEAD_ELSEWHERE, unit_page(2), STR(LOWER)).status, 403);
    assert_int_equal(web_post(&web, OFFICE, unit_page(0), STR(LOWER)).status, 303);
}

static void after_the_lock_it_takes_a_decision(void **state) {
    (void)state;
    assert_int_equal(web_post(&web, HEAD_HERE, at("/khoa-chi-tieu"), STR("")).status, 422);
    assert_int_equal(web_post(&web, HEAD_HERE, at("/khoa-chi-tieu"), STR("confirm=1")).status, 303);
    assert_int_equal(web_post(&web, HEAD_HERE, unit_page(1), STR(LOWER)).status, 409);
    assert_int_equal(web_post(&web, UNIT_SECOND, at("/moi"),
                              STR("name=Trong%20cay&measure=cay&direction=more&value=20"))
                         .status,
                     409);
    struct reply reply = web_post(&web, OFFICE, unit_page(1), STR(LOWER));
    assert_int_equal(reply.status, 422);
    assert_true(web_contains(reply.body, "hãy ghi số quyết định điều chỉnh"));
    assert_untouched(1);
    reply = web_post(&web, OFFICE, unit_page(1), STR(LOWER "&decision=7%2FQD"));
    assert_int_equal(reply.status, 303);
    assert_true(now_of(1).origin.after_lock);
    reply = web_get(&web, READER_HERE, at(""), "");
    assert_true(web_contains(reply.body, "Điều chỉnh"));
}

static void strange_input_gets_a_sentence(void **state) {
    (void)state;
    const char *const values[] = {"-3", "1%2C234.5", "1.234",
                                  "ba", "%3Cb%3E",   "99999999999999999999"};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct str fields =
            str_format(web.arena, "nam-1=%s&thay-1=1&source=agreed&reason=x", values[i]);
        struct reply reply = web_post(&web, OFFICE, unit_page(1), fields);
        if (reply.status != 422)
            fail_msg("%s: %d", values[i], reply.status);
        assert_true(web_contains(reply.body, "aria-invalid"));
        assert_false(web_contains(reply.body, "<b>\""));
    }
    assert_untouched(1);
    const char *const nowhere[] = {"/muc/99", "/muc/x", "/muc/1/don-vi/khong-co", "/khong-co",
                                   "/nhap/khong-co"};
    for (size_t i = 0; i < COUNT_OF(nowhere); i++)
        if (web_get(&web, OFFICE, at(nowhere[i]), "").status != 404)
            fail_msg("%s is found", nowhere[i]);
    assert_int_equal(web_get(&web, OFFICE, at("?ngay=31/2/2020"), "").status, 422);
    assert_int_equal(web_post(&web, OFFICE, at("/de-xuat"), STR("chon=1.khong-co")).status, 404);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
#define WEB_TEST(function)                                                                         \
    { #function, function, begin, end, &db_test_sqlite }
    const struct CMUnitTest tests[] = {
        WEB_TEST(a_unit_does_not_change_its_own_agreed_target),
        WEB_TEST(the_head_does_not_change_the_targets_of_the_unit_that_is_head),
        WEB_TEST(after_the_lock_it_takes_a_decision),
        WEB_TEST(strange_input_gets_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
