/* Rules of the door: when it stays shut, what a password must be, how a code may be typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/password.h"
#include "features/account/door_rule.h"

static struct arena *arena;

static void assert_str(struct str text, const char *expected) {
    assert_string_equal(str_c(arena, text), expected);
}

static int begin(void **state) {
    (void)state;
    arena = arena_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static enum door_bar bar_of(struct door_count count, int64_t now_ms) {
    int64_t wait_ms;
    return door_bar(&count, now_ms, &wait_ms);
}

static void strangers_lock_a_login_for_themselves_only(void **state) {
    (void)state;
    const struct door_count stranger = {.of_login = SIGN_IN_TRIES, .of_pair = 1};
    const struct door_count at_home = {.known = true, .of_login = 1000, .of_pair = 4};
    const struct door_count fumbling = {.known = true, .of_login = 5, .of_pair = SIGN_IN_TRIES};
    assert_int_equal(bar_of(stranger, 0), DOOR_LOCKED);
    assert_int_equal(bar_of(at_home, 0), DOOR_FREE);
    assert_int_equal(bar_of(fumbling, 0), DOOR_LOCKED);
}

static void an_address_waits_longer_with_each_wrong_try(void **state) {
    (void)state;
    int64_t before = 0;
    for (int64_t failures = ADDRESS_TRIES; failures < ADDRESS_TRIES + 12; failures++) {
        const struct door_count count = {.of_address = failures, .address_last_ms = 1000};
        int64_t wait_ms;
        assert_int_equal(door_bar(&count, 1000, &wait_ms), DOOR_SLOWED);
        assert_true(wait_ms >= before && wait_ms <= ADDRESS_WAIT_MAX_S * 1000);
        assert_int_equal(bar_of(count, 1000 + wait_ms), DOOR_FREE);
        before = wait_ms;
    }
    assert_int_equal(before, ADDRESS_WAIT_MAX_S * 1000);
    const struct door_count few = {.of_address = ADDRESS_TRIES - 1, .address_last_ms = 1000};
    assert_int_equal(bar_of(few, 1000), DOOR_FREE);
    /* Who is at home there does not wait for what others tried beside him. */
    const struct door_count office = {.known = true, .of_address = 100, .address_last_ms = 1000};
    assert_int_equal(bar_of(office, 1000), DOOR_FREE);
}

/* The clock stands before the last failure: it is waited as long as ever, no longer. */
static void a_clock_set_back_lengthens_no_wait(void **state) {
    (void)state;
    const struct door_count count = {.of_address = ADDRESS_TRIES, .address_last_ms = 5000000};
    int64_t wait_ms;
    assert_int_equal(door_bar(&count, 1000, &wait_ms), DOOR_SLOWED);
    assert_int_equal(wait_ms, 1000);
}

static void networks_of_subscribers_count_as_one(void **state) {
    (void)state;
    static const char *const ADDRESSES[][2] = {
        {"10.1.2.3", "10.1.2.3"},
        {"2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64"},
        {"2001:db8:1:2:ffff::1", "2001:0db8:0001:0002::/64"},
        {"::ffff:10.1.2.3", "10.1.2.3"},
        {"unix", "unix"},
    };
    for (size_t i = 0; i < COUNT_OF(ADDRESSES); i++)
        assert_str(door_address(arena, str_from_c(ADDRESSES[i][0])), ADDRESSES[i][1]);
}

static const char *fault_of(const char *login, const char *password, const char *repeated) {
    struct issues issues = {0};
    password_check_chosen(arena, str_from_c(login), str_from_c(password), str_from_c(repeated),
                          &issues);
    assert_true(issues.count <= 1);
    return issues.count ? str_c(arena, message_key(issues.items[0].message.id)) : "";
}

static void passwords_that_others_guess_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *password;
        const char *fault;
    } TRIES[] = {
        {"chin ky tu", ""},
        {"chinkytu9", "account.password_short"},
        {"", "account.password_short"},
        {"1234567890", "account.password_common"},
        {"0987654321", "account.password_common"},
        {"aaaaaaaaaaaa", "account.password_common"},
        {"abababababab", "account.password_common"},
        {"matkhau123456", "account.password_common"},
        {"Mat-Khau 2020", "account.password_common"},
        {"Password123!", "account.password_common"},
        {"quandoi1944", "account.password_common"},
        {"thuongtruc2024", "account.password_common"},
        {"abcdefghijkl", "account.password_common"},
        {"ea-mrang", "account.password_short"},
        {"ea.mrang2020", "account.password_is_login"},
        {"EA-MRANG 12", "account.password_is_login"},
        {"x-ea-mrang-1", "account.password_is_login"},
        {"chiếc xe đạp màu xanh", ""},
        {"mùa mưa năm nay đến muộn", ""},
        {"Tk7#pq9!Zm", ""},
    };
    for (size_t i = 0; i < COUNT_OF(TRIES); i++)
        assert_string_equal(fault_of("ea-mrang", TRIES[i].password, TRIES[i].password),
                            TRIES[i].fault);
    assert_string_equal(fault_of("ea-mrang", "Tk7#pq9!Zm", "Tk7#pq9!ZM"),
                        "account.password_repeat");
    char long_one[PASSWORD_CHOSEN_BYTES_MAX + 2];
    for (size_t i = 0; i < sizeof(long_one); i++)
        long_one[i] = (char)('a' + i * 7 % 26);
    long_one[sizeof(long_one) - 1] = '\0';
    assert_string_equal(fault_of("ea-mrang", long_one, long_one), "account.password_short");
}

static void a_code_is_read_as_people_type_it(void **state) {
    (void)state;
    static const char *const TYPED[] = {"CFGH-2345-JKLM-6797", "cfgh-2345-jklm-6797",
                                        "cfgh2345jklm6797", "CFGH 2345 JKLM 6797",
                                        " CFGH-2345 JKLM-6797 "};
    for (size_t i = 0; i < COUNT_OF(TYPED); i++)
        assert_str(code_normal(arena, str_from_c(TYPED[i])), "CFGH2345JKLM6797");
    static const char *const NO_CODES[] = {"",
                                           "CFGH-2345",
                                           "CFGH-2345-JKLM-67979",
                                           "CFGH-2345-JKLM-679é",
                                           "CFGH_2345_JKLM_6797",
                                           "một câu dài nào đó"};
    for (size_t i = 0; i < COUNT_OF(NO_CODES); i++)
        assert_str(code_normal(arena, str_from_c(NO_CODES[i])), "");
}

static void browsers_are_named_in_plain_words(void **state) {
    (void)state;
    static const char *const NAMES[][2] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/120.0.0.0 Safari/537.36 Edg/120.0",
         "Edge trên Windows"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
         "Firefox trên Linux"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
         "Safari trên iPhone"},
        {"curl/7.88", "curl"},
        {"", "trình duyệt khác"},
        {"<script>", "trình duyệt khác"},
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        assert_str(browser_name(arena, LANG_VI, str_from_c(NAMES[i][0])), NAMES[i][1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strangers_lock_a_login_for_themselves_only),
        cmocka_unit_test(an_address_waits_longer_with_each_wrong_try),
        cmocka_unit_test(a_clock_set_back_lengthens_no_wait),
        cmocka_unit_test(networks_of_subscribers_count_as_one),
        cmocka_unit_test(passwords_that_others_guess_are_refused),
        cmocka_unit_test(a_code_is_read_as_people_type_it),
        cmocka_unit_test(browsers_are_named_in_plain_words),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
