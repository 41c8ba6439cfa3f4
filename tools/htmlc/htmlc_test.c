/* The templates of testdata/, compiled and drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "good.html.h"
#include "places.html.h"

static struct arena *arena;
static struct buf out;
static struct html page;

static int set_up(void **state) {
    (void)state;
    arena = arena_new(0);
    buf_init(&out, (size_t)1 << 20);
    page = (struct html){&out, arena, LANG_VI};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    buf_release(&out);
    arena_free(arena);
    return 0;
}

static const char *drawn(void) {
    return str_c(arena, str_copy(arena, buf_str(&out)));
}

static struct member member(const char *name, int64_t points, uint8_t scale) {
    return (struct member){.name = str_from_c(name),
                           .slug = STR("ea kar/x"),
                           .points = DECIMAL(points, scale),
                           .visits = 1490000};
}

static void draws_layouts_loops_and_calls(void **state) {
    (void)state;
    struct side side = {STR("Cụm"), "tip"};
    struct view view = {.title = STR("'A' & <B>"), .side = &side};
    *list_push(arena, &view.members) = member("Ea Kar", 5, 0);
    *list_push(arena, &view.members) = member("M'Drắk", 6925, 2);
    view.members.items[1].chosen = true;
    *list_push(arena, &view.members.items[0].notes) = STR("tốt");
    *list_push(arena, &view.members.items[0].notes) = STR("y");
    tpl_page(&page, &view);
    assert_string_equal(
        drawn(),
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><title>Lưu &quot;bản&quot; &amp; "
        "in</title></head>\n"
        "<body>\n"
        "<main><h1 title='&#39;A&#39; &amp; &lt;B&gt;'>&#39;A&#39; &amp; &lt;B&gt;</h1>\n<table>\n"
        "<tr id=\"m1490000\">\n<td><a href=\"/don-vi/ea%20kar%2Fx?tu=a%26b\">Ea Kar</a></td>\n"
        "<td>5,00</td>\n</tr>\n"
        "<tr><td>0tốt</td></tr>\n\n"
        "<tr id=\"m1490000\" class=\"chosen\">\n"
        "<td><a href=\"/don-vi/ea%20kar%2Fx?tu=a%26b\">M&#39;Drắk</a></td>\n"
        "<td>69,25</td>\n</tr>\n"
        "<tr><td>-</td></tr>\n"
        "</table>\n"
        "</main>\n<p>Cụm tip</p>\n</body></html>");
}

static void draws_the_else_of_an_empty_loop(void **state) {
    (void)state;
    struct side side = {STR("Cụm"), "tip"};
    struct view view = {.title = STR("A"), .side = &side};
    page.lang = LANG_EN;
    tpl_page(&page, &view);
    const char *html = drawn();
    assert_non_null(strstr(html, "<table>\n<tr><td>Save &quot;copy&quot; &amp; print</td></tr>\n"
                                 "</table>"));
}

static struct view view_of_values(struct side *side, struct member *pair) {
    pair[0] = member("a", 14900005, 4);
    pair[1] = member("b", 12, 1);
    struct view view = {.title = STR("<An>"),
                        .side = side,
                        .pair = pair,
                        .pair_count = 2,
                        .day = {2020, 6, 26},
                        .at_ms = 1593137640000,
                        .shade = SHADE_DARK,
                        .notice = MESSAGE_WITH(MSG_test_hello, STR("Bình"), STR("&")),
                        .chart = {STR("<svg></svg>")},
                        .label = MSG_test_save,
                        .own_side = {STR("own"), NULL}};
    *list_push(arena, &view.sides) = side;
    return view;
}

static void prints_values_for_people(void **state) {
    (void)state;
    struct side side = {STR("S"), "tip"};
    struct member pair[2];
    struct view view = view_of_values(&side, pair);
    tpl_values(&page, &view, "w", false);
    assert_string_equal(drawn(),
                        "<p>Chào &lt;An&gt;, có 26/6/2020 &lt;thư&gt;|Chào 3, có w &lt;thư&gt;|"
                        "Chào Bình, có &amp; &lt;thư&gt;</p>\n"
                        "<p>2020-06-26|26/6/2020 09:14|09:14|Lưu &quot;bản&quot; &amp; in</p>\n"
                        "<i data-n=\"1490.0005\">1.490,0005|1.490,0005|1.490,0005|1.490.000</i>\n"
                        "<i data-n=\"1.2\">1,2|1,20|1,2|1.490.000</i>\n"
                        "S[tip/own]\n<svg></svg>\ndark\nyes\ntip\n+<b>less</b>");
}

static void prints_numbers_in_english(void **state) {
    (void)state;
    struct side side = {STR("S"), NULL};
    struct member pair[2];
    struct view view = view_of_values(&side, pair);
    page.lang = LANG_EN;
    tpl_values(&page, &view, NULL, true);
    assert_non_null(strstr(drawn(), ">1,490.0005|1,490.0005|1,490.0005|1,490,000</i>"));
    assert_non_null(strstr(drawn(), "Hello &lt;An&gt;, you have 26/6/2020 &lt;mails&gt;"));
    assert_non_null(strstr(drawn(), "\nbig\n"));
    assert_null(strstr(drawn(), "\ntip"));
}

static void keeps_what_is_typed_and_drops_indentation(void **state) {
    (void)state;
    tpl_form(&page, STR("/cum"), STR("\na  b"), true);
    assert_string_equal(drawn(),
                        "<form action=\"/cum\" method=\"post\">\n"
                        "<input name=\"a\" value=\"\na  b\" checked required>\n"
                        "<textarea name=\"b\">\n\na  b</textarea>\n"
                        "<pre>\n   \na  b\n  </pre>\n"
                        "<a class=\"x y\" href=\"/cum/sua?q=%0Aa%20%20b#%0Aa%20%20b\">b  c</a>\n"
                        "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>\n</form>");
    buf_clear(&out);
    tpl_form(&page, STR("https://example.org/"), STR(""), false);
    assert_non_null(strstr(drawn(), "<form action=\"#\" "));
    assert_non_null(strstr(drawn(), "<input name=\"a\" value=\"\" >"));
}

static void addresses_assets(void **state) {
    (void)state;
    tpl_assets(&page);
    assert_string_equal(drawn(), "<link rel=\"stylesheet\" href=\"/tinh/app.0123.css\">"
                                 "<script src=\"/tinh/app.0123.css\" defer></script>");
}

/* How often each byte that makes HTML's structure occurs. */
struct structure {
    size_t less, greater, double_quotes, quotes;
};

static struct structure structure_of(struct str html) {
    struct structure found = {0};
    for (size_t i = 0; i < html.n; i++) {
        found.less += html.p[i] == '<';
        found.greater += html.p[i] == '>';
        found.double_quotes += html.p[i] == '"';
        found.quotes += html.p[i] == '\'';
    }
    return found;
}

/* The first address in the page: what stands in the first href. */
static struct str first_address(struct str html) {
    ptrdiff_t at = str_find(html, STR("href=\""));
    assert_true(at > 0);
    struct str rest = str_slice(html, (size_t)at + 6, html.n);
    return str_cut(&rest, '"');
}

/* Whatever two bytes a value holds, the page has the structure that it has with "x", and an address
 * never leaves the site: browsers drop tabs and line breaks and read "\" as "/". */
static void no_value_breaks_out_of_its_place(void **state) {
    (void)state;
    tpl_places(&page, STR("x"), "x");
    struct structure expected = structure_of(buf_str(&out));
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        char text[4] = {(char)(pair >> 8), (char)(pair & 0xFF), 'e', 0};
        buf_clear(&out);
        tpl_places(&page, (struct str){text, 3}, text);
        struct structure found = structure_of(buf_str(&out));
        assert_memory_equal(&found, &expected, sizeof(found));
        struct str address = first_address(buf_str(&out));
        assert_true(address.n >= 1 && strchr("/#?", address.p[0]));
        assert_false(address.n > 1 && address.p[0] == '/' &&
                     strchr("/\\\t\n\r", address.p[1]) != NULL);
    }
}

static void no_script_address_survives(void **state) {
    (void)state;
    static const char *const BAD[] = {
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        " javascript:x",
        "\tjavascript:x",
        "data:text/html,x",
        "//example.org",
        "/\\example.org",
        "/\t/example.org",
        "\\\\example.org",
        "vbscript:x",
        "https://a.b",
        "mailto:a@b",
        "",
        "cum/relative",
        "/a b",
        "/a\nb",
    };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        buf_clear(&out);
        tpl_places(&page, str_from_c(BAD[i]), "");
        assert_true(str_equal_c(first_address(buf_str(&out)), "#"));
    }
    static const char *const GOOD[] = {"/", "/cum/a?b=1#c", "#muc-1", "?trang=2", "/cụm"};
    for (size_t i = 0; i < COUNT_OF(GOOD); i++) {
        buf_clear(&out);
        tpl_places(&page, str_from_c(GOOD[i]), "");
        assert_true(str_equal_c(first_address(buf_str(&out)), GOOD[i]));
    }
}

static void pieces_of_addresses_stay_one_segment(void **state) {
    (void)state;
    struct {
        const char *piece;
        const char *href;
    } const CASES[] = {
        {"", "href='/x/-?q="},
        {"..", "href='/x/-?q=..#"},
        {"a/../b", "href='/x/a%2F..%2Fb?q="},
        {"Ă", "href='/x/%C4%82?q=%C4%82#"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        buf_clear(&out);
        tpl_places(&page, str_from_c(CASES[i].piece), "");
        assert_non_null(strstr(drawn(), CASES[i].href));
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(draws_layouts_loops_and_calls),
        TEST(draws_the_else_of_an_empty_loop),
        TEST(prints_values_for_people),
        TEST(prints_numbers_in_english),
        TEST(keeps_what_is_typed_and_drops_indentation),
        TEST(addresses_assets),
        TEST(no_value_breaks_out_of_its_place),
        TEST(no_script_address_survives),
        TEST(pieces_of_addresses_stay_one_segment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
