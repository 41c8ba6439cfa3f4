#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/collate.h"
#include "text/message.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

static void assert_str(struct str actual, const char *expected) {
    struct arena *arena = arena_new(0);
    assert_string_equal(str_c(arena, actual), expected);
    arena_free(arena);
}

static void folds_names_as_offices_type_them(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    assert_str(vi_fold(a, STR("BAN CHQS HUYỆN ĐẦM SẬY")), "ban chqs huyen dam say");
    assert_str(vi_fold(a, STR("Đầm  Sậy\xC2\xA0")), "dam say");
    /* decomposed: e + dot below + circumflex */
    assert_str(vi_fold(a, STR("Huye\xCC\xA3\xCC\x82n")), "huyen");
    assert_str(vi_fold(a, STR("M’Đrắk")), "m'drak");
    assert_str(vi_fold(a, STR("M´Đrắk")), "m'drak");
    assert_str(vi_fold(a, STR("¨a ¨ b")), "a b");
    assert_str(vi_fold(a, STR("Krông Ana")), "krong ana");
    assert_str(vi_slug(a, STR("Ban CHQS huyện Ea M’Rang")), "ban-chqs-huyen-ea-mrang");
    arena_free(a);
}

static void cells_of_a_spreadsheet_keep_their_places(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct str s;
    assert_true(utf8_clean_table(a, STR(" một \t\t hai\x07 \r\n\tba\t\n"), &s));
    assert_string_equal(s.p, "một\t\thai\n\tba\t\n");
    assert_false(utf8_clean_table(a, STR("a\t\xff"), &s));
    arena_free(a);
}

static void cleans_lines(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct str s;
    assert_true(utf8_clean_line(a, STR("  Giao\xC2\xA0quân\xC2\xA0đạt \t chỉ tiêu "), &s));
    assert_str(s, "Giao quân đạt chỉ tiêu");
    assert_true(utf8_clean_line(a, STR("a\xE2\x80\x8B\x01\x02"), &s));
    assert_str(s, "a");
    /* A zero-width space between a letter and its mark, as some PDF readers copy it. */
    assert_true(utf8_clean_line(a, STR("a\xE2\x80\x8B\xCC\x80"), &s));
    assert_str(s, "à");
    assert_false(utf8_clean_line(a, STR("\xFF\xFE"), &s));
    assert_true(utf8_clean_text(a, STR(" một \r\n\r\n\r\n hai\nba \n"), &s));
    assert_str(s, "một\n\nhai\nba");
    assert_false(utf8_is_valid((struct str){"a\0b", 3}));
    assert_true(utf8_to_nfc(a, STR("e\xCC\xA3\xCC\x82"), &s));
    assert_str(s, "ệ");
    arena_free(a);
}

static void writes_capitals(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    assert_str(utf8_upper(a, STR("Cụm thi đua số 3")), "CỤM THI ĐUA SỐ 3");
    assert_str(utf8_upper(a, STR("Ban CHQS huyện M’Đrắk, ưỡn ẹo")),
               "BAN CHQS HUYỆN M’ĐRẮK, ƯỠN ẸO");
    assert_str(utf8_upper(a, STR("")), "");
    arena_free(a);
}

static void sorts_as_vietnamese_lists_do(void **state) {
    (void)state;
    static const char *const WORDS[] = {"An",  "Án",  "Ăn",  "Ân",  "Ấn",  "Cau", "Câu",
                                        "Cầu", "Cậu", "Dao", "Dào", "Dạo", "Đào", "Đạo"};
    struct arena *a = arena_new(0);
    for (size_t i = 0; i + 1 < COUNT_OF(WORDS); i++)
        assert_true(collate_compare(a, str_from_c(WORDS[i]), str_from_c(WORDS[i + 1])) < 0);
    assert_true(collate_compare(a, STR("Cụm 2"), STR("Cụm 10")) < 0);
    arena_free(a);
}

static void speaks_messages(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    enum msg_id id = MSG_none;
    assert_true(message_from_key(STR("error.disk_full"), &id));
    assert_int_equal(id, MSG_error_disk_full);
    assert_str(message_key(id), "error.disk_full");
    assert_false(message_from_key(STR("error.nothing_like_this"), &id));
    assert_true(message_text(a, LANG_EN, MESSAGE(MSG_error_disk_full)).n > 0);
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_a_spreadsheet_keep_their_places),
        cmocka_unit_test(folds_names_as_offices_type_them),
        cmocka_unit_test(cleans_lines),
        cmocka_unit_test(writes_capitals),
        cmocka_unit_test(sorts_as_vietnamese_lists_do),
        cmocka_unit_test(speaks_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
