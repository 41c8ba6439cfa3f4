#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html/ui.h"
#include "html/ui/layout.html.h"
#include "html/ui/parts.html.h"

static struct arena *arena;
static struct buf out;

static struct html page_in(enum lang lang) {
    buf_clear(&out);
    return (struct html){&out, arena, lang};
}

static bool drawn(const char *text) {
    return str_find(buf_str(&out), str_from_c(text)) >= 0;
}

static size_t times_drawn(const char *text) {
    size_t count = 0;
    struct str rest = buf_str(&out);
    for (ptrdiff_t at; (at = str_find(rest, str_from_c(text))) >= 0; count++)
        rest = str_slice(rest, (size_t)at + 1, rest.n);
    return count;
}

static struct issues name_is_missing(void) {
    struct issues issues = {0};
    issue_add(arena, &issues, STR("ten"), MESSAGE(MSG_error_input));
    return issues;
}

static void faults_are_said_in_the_title_the_summary_and_beside_the_field(void **state) {
    (void)state;
    struct issues issues = name_is_missing();
    struct html h = page_in(LANG_VI);
    ui_gallery_draw(&h, (struct page){.title = STR("Lập cụm"), .issues = &issues});
    assert_true(drawn("<title>Lỗi: Lập cụm"));
    assert_true(drawn("role=\"alert\" tabindex=\"-1\""));
    assert_true(drawn("<a href=\"#ten\">"));
    assert_true(drawn("aria-describedby=\"ten-hint ten-error\" aria-invalid=\"true\""));
    assert_int_equal(times_drawn("Nội dung gửi lên không dùng được"), 2);
}

static void a_page_without_faults_shows_none(void **state) {
    (void)state;
    struct issues none = {0};
    struct html h = page_in(LANG_VI);
    ui_gallery_draw(&h, (struct page){.title = STR("Lập cụm"), .issues = &none});
    assert_true(drawn("<title>Lập cụm"));
    assert_false(drawn("role=\"alert\""));
    assert_false(drawn("aria-invalid"));
}

static void the_first_radio_is_where_its_fault_leads(void **state) {
    (void)state;
    struct issues issues = {0};
    issue_add(arena, &issues, STR("cap"), MESSAGE(MSG_error_input));
    struct html h = page_in(LANG_VI);
    ui_gallery_draw(&h, (struct page){.issues = &issues});
    assert_true(drawn("<a href=\"#cap\">"));
    assert_true(drawn("type=\"radio\" id=\"cap\""));
    assert_true(drawn("type=\"radio\" id=\"cap-1\""));
}

static void only_samples_carry_the_banner_and_in_both_languages(void **state) {
    (void)state;
    struct html h = page_in(LANG_EN);
    struct page page = {.title = STR("x"), .sample = true};
    tpl_ui_layout_begin(&h, &page);
    assert_true(drawn("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH"));
    assert_true(drawn("<body class=\"is-sample"));
    page.sample = false;
    h = page_in(LANG_EN);
    tpl_ui_layout_begin(&h, &page);
    assert_false(drawn("DỮ LIỆU MẪU"));
}

static void a_visitor_can_change_the_language_but_not_sign_out(void **state) {
    (void)state;
    struct page page = {.csrf_token = STR("tok\"en"), .target = STR("/cum/a?b=1&c=2")};
    struct html h = page_in(LANG_VI);
    tpl_ui_layout_begin(&h, &page);
    assert_true(drawn("action=\"/ngon-ngu\""));
    assert_true(drawn("name=\"lang\" value=\"en\""));
    assert_true(drawn("name=\"tiep\" value=\"/cum/a?b=1&amp;c=2\""));
    assert_false(drawn("tok\"en"));
    assert_false(drawn("/dang-xuat"));
    page.user_name = STR("Thiếu tá <b>");
    h = page_in(LANG_EN);
    tpl_ui_layout_begin(&h, &page);
    assert_true(drawn("name=\"lang\" value=\"vi\""));
    assert_true(drawn("action=\"/dang-xuat\""));
    assert_false(drawn("Thiếu tá <b>"));
}

static void bars_show_shares_within_their_bounds(void **state) {
    (void)state;
    assert_int_equal(ui_percent(DECIMAL(1184, 2), DECIMAL(12, 0)), 99);
    assert_int_equal(ui_percent(DECIMAL(-50, 2), DECIMAL(5, 0)), 10);
    assert_int_equal(ui_percent(DECIMAL(13, 0), DECIMAL(12, 0)), 100);
    assert_int_equal(ui_percent(DECIMAL(1, 0), DECIMAL_ZERO), 0);
    struct html h = page_in(LANG_VI);
    tpl_ui_progress(&h, 0, 0, STR("đơn vị"));
    assert_true(drawn("0/0"));
    h = page_in(LANG_VI);
    tpl_ui_progress(&h, 3, 5, STR("đơn vị"));
    assert_true(drawn("width=\"60\""));
    assert_true(drawn("3/5</span> đơn vị"));
}

static void a_state_is_a_word_too(void **state) {
    (void)state;
    struct html h = page_in(LANG_VI);
    tpl_ui_mark(&h, UI_STATE_LATE);
    assert_true(drawn("quá hạn"));
    h = page_in(LANG_VI);
    tpl_ui_mark(&h, UI_STATE_NONE);
    assert_int_equal(out.length, 0);
}

static void a_password_is_never_written_back(void **state) {
    (void)state;
    struct html h = page_in(LANG_VI);
    tpl_ui_field_password(&h, NULL, STR("mat-khau"), STR("Mật khẩu"), STR(""),
                          STR("current-password"));
    assert_true(drawn("type=\"password\" value=\"\""));
    assert_true(drawn("autocomplete=\"current-password\""));
}

int main(void) {
    arena = arena_new(0);
    buf_init(&out, (size_t)4 << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_said_in_the_title_the_summary_and_beside_the_field),
        cmocka_unit_test(a_page_without_faults_shows_none),
        cmocka_unit_test(the_first_radio_is_where_its_fault_leads),
        cmocka_unit_test(only_samples_carry_the_banner_and_in_both_languages),
        cmocka_unit_test(a_visitor_can_change_the_language_but_not_sign_out),
        cmocka_unit_test(bars_show_shares_within_their_bounds),
        cmocka_unit_test(a_state_is_a_word_too),
        cmocka_unit_test(a_password_is_never_written_back),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_release(&out);
    arena_free(arena);
    return failed;
}
