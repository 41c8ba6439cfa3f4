/* Fields of forms: what is kept of what was typed, and when an issue is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/form_text.h"

static void lines_are_cleaned_and_texts_keep_their_lines(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    assert_true(str_equal_c(form_clean_line(arena, STR("  Giao\n quân ")), "Giao quân"));
    assert_true(str_equal_c(form_clean_text(arena, STR(" một \r\nhai ")), "một\nhai"));
    const struct str nothing[] = {STR_NONE, STR(""), STR("\xFF\xFE")};
    for (size_t i = 0; i < COUNT_OF(nothing); i++) {
        struct str line = form_clean_line(arena, nothing[i]);
        struct str text = form_clean_text(arena, nothing[i]);
        assert_true(line.p && !line.n);
        assert_true(text.p && !text.n);
    }
    arena_free(arena);
}

static void what_is_too_long_is_told_and_kept(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues = {0};
    /* Letters count, not bytes. */
    form_line(arena, &issues, STR("a"), STR("ệệệ"), 3, MSG_legal_too_long);
    assert_int_equal(issues.count, 0);
    struct str line = form_line(arena, &issues, STR("a"), STR("ệệệệ"), 3, MSG_legal_too_long);
    assert_true(str_equal_c(line, "ệệệệ"));
    form_text(arena, &issues, STR("b"), STR("1234"), 3, MSG_legal_too_long);
    assert_int_equal(issues.count, 2);
    assert_int_equal(issue_of(&issues, STR("a"))->message.id, MSG_legal_too_long);
    assert_true(str_equal_c(issue_of(&issues, STR("b"))->message.args[0], "3"));
    arena_free(arena);
}

static void a_date_is_read_or_told(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues = {0};
    struct date date = form_date(arena, &issues, STR("on"), STR("26/6/2020"), MSG_legal_date_wrong);
    assert_int_equal(date_compare(date, (struct date){2020, 6, 26}), 0);
    assert_true(
        date_is_empty(form_date(arena, &issues, STR("on"), STR_NONE, MSG_legal_date_wrong)));
    assert_int_equal(issues.count, 0);
    assert_true(date_is_empty(
        form_date(arena, &issues, STR("on"), STR("31/6/2020"), MSG_legal_date_wrong)));
    assert_int_equal(issues.count, 1);
    assert_true(str_equal_c(issues.items[0].message.args[0], "31/6/2020"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_cleaned_and_texts_keep_their_lines),
        cmocka_unit_test(what_is_too_long_is_told_and_kept),
        cmocka_unit_test(a_date_is_read_or_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
