/* Rules of the further ways of signing in: what a passkey's answer must say, which directories are
 * spoken to, what people type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "features/factor/directory.h"
#include "features/factor/totp_text.h"
#include "features/factor/webauthn.h"

static struct arena *arena;

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

/* --- the site ----------------------------------------------------------------------------- */

static void names_of_hosts_fit_and_addresses_do_not(void **state) {
    (void)state;
    static const char *const GOOD[] = {"thidua.example.vn", "a.b", "localhost", "localhost:8080",
                                       "thi-dua.xn--m-1ga.vn:8443"};
    static const char *const BAD[] = {
        "",          "thidua",       "10.0.0.1", "a..b",        ".a.b",   "a.b.",
        "Thidua.vn", "-a.vn",        "a-.vn",    "a.vn:",       "a.vn:x", "a.vn:80:80",
        "a.vn/x",    "https://a.vn", "[::1]",    "a.vn:999999", "a b.vn", "máy.vn"};
    for (size_t i = 0; i < COUNT_OF(GOOD); i++)
        assert_true(site_name_fits(str_from_c(GOOD[i])));
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        assert_false(site_name_fits(str_from_c(BAD[i])));
}

static bool is_origin(const char *site, const char *origin) {
    return site_is_origin((struct site){str_from_c(site)}, str_from_c(origin));
}

static void only_the_sites_own_pages_are_its_origin(void **state) {
    (void)state;
    assert_true(is_origin("thidua.example.vn", "https://thidua.example.vn"));
    assert_true(is_origin("thidua.example.vn:8443", "https://thidua.example.vn:8443"));
    static const char *const FOREIGN[] = {"http://thidua.example.vn",
                                          "https://thidua.example.vn:8443",
                                          "https://thidua.example.vn.evil.vn",
                                          "https://x.thidua.example.vn",
                                          "https://evil.vn",
                                          "https://thidua.example.vn/",
                                          "https://THIDUA.example.vn",
                                          "null",
                                          "",
                                          "http://localhost",
                                          "https://thidua.example.vn@evil.vn"};
    for (size_t i = 0; i < COUNT_OF(FOREIGN); i++)
        assert_false(is_origin("thidua.example.vn", FOREIGN[i]));
    assert_true(is_origin("localhost", "http://localhost"));
    assert_true(is_origin("localhost", "http://localhost:8080"));
    assert_false(is_origin("localhost", "http://localhost.evil.vn"));
    assert_false(is_origin("localhost", "http://localhost:8080@evil.vn"));
    assert_true(str_equal_c(site_rp_id((struct site){STR("a.vn:8443")}), "a.vn"));
}

/* --- client data -------------------------------------------------------------------------- */

static enum webauthn_fault check(const char *json) {
    return webauthn_check_client(str_from_c(json), WEBAUTHN_GET, STR("abc"),
                                 (struct site){STR("a.vn")});
}

static void client_data_say_what_was_asked_here(void **state) {
    (void)state;
    static const struct {
        enum webauthn_fault fault;
        const char *json;
    } CASES[] = {
        {WEBAUTHN_WELL,
         "{\"type\":\"webauthn.get\",\"challenge\":\"abc\",\"origin\":\"https://a.vn\"}"},
        {WEBAUTHN_WELL, "{\"type\":\"webauthn.get\",\"challenge\":\"abc\",\"origin\":"
                        "\"https://a.vn\",\"crossOrigin\":false,\"x\":{\"y\":[1]}}"},
        {WEBAUTHN_TYPE,
         "{\"type\":\"webauthn.create\",\"challenge\":\"abc\",\"origin\":\"https://a.vn\"}"},
        {WEBAUTHN_TYPE, "{\"challenge\":\"abc\",\"origin\":\"https://a.vn\"}"},
        {WEBAUTHN_TYPE, "{\"type\":1,\"challenge\":\"abc\",\"origin\":\"https://a.vn\"}"},
        {WEBAUTHN_CHALLENGE,
         "{\"type\":\"webauthn.get\",\"challenge\":\"abd\",\"origin\":\"https://a.vn\"}"},
        {WEBAUTHN_CHALLENGE, "{\"type\":\"webauthn.get\",\"origin\":\"https://a.vn\"}"},
        {WEBAUTHN_ORIGIN,
         "{\"type\":\"webauthn.get\",\"challenge\":\"abc\",\"origin\":\"https://b.vn\"}"},
        {WEBAUTHN_ORIGIN, "{\"type\":\"webauthn.get\",\"challenge\":\"abc\"}"},
        {WEBAUTHN_ORIGIN, "{\"type\":\"webauthn.get\",\"challenge\":\"abc\",\"origin\":"
                          "\"https://a.vn\",\"crossOrigin\":true}"},
        {WEBAUTHN_ORIGIN, "{\"type\":\"webauthn.get\",\"challenge\":\"abc\",\"origin\":"
                          "\"https://a.vn\",\"topOrigin\":\"https://b.vn\"}"},
        {WEBAUTHN_FORM, ""},
        {WEBAUTHN_FORM, "{"},
        {WEBAUTHN_FORM, "[]"},
        {WEBAUTHN_FORM, "null"},
        /* The second would count for some readers, the first for others. */
        {WEBAUTHN_FORM, "{\"type\":\"webauthn.get\",\"challenge\":\"abc\",\"origin\":"
                        "\"https://a.vn\",\"origin\":\"https://b.vn\"}"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_int_equal(check(CASES[i].json), CASES[i].fault);
    struct str challenge;
    assert_true(webauthn_challenge(arena, str_from_c(CASES[0].json), &challenge));
    assert_string_equal(challenge.p, "abc");
    assert_false(webauthn_challenge(arena, STR("{}"), &challenge));
    assert_false(webauthn_challenge(arena, STR("x"), &challenge));
    /* An empty challenge is never the one that was asked. */
    assert_int_equal(
        webauthn_check_client(STR("{\"type\":\"webauthn.get\",\"challenge\":\"\",\"origin\":"
                                  "\"https://a.vn\"}"),
                              WEBAUTHN_GET, STR(""), (struct site){STR("a.vn")}),
        WEBAUTHN_CHALLENGE);
}

static void large_client_data_are_not_read(void **state) {
    (void)state;
    char *text = arena_alloc(arena, CLIENT_DATA_MAX + 2);
    memset(text, ' ', CLIENT_DATA_MAX + 1);
    memcpy(text, "{}", 2);
    assert_int_equal(webauthn_check_client((struct str){text, CLIENT_DATA_MAX + 1}, WEBAUTHN_GET,
                                           STR("abc"), (struct site){STR("a.vn")}),
                     WEBAUTHN_FORM);
}

/* --- authenticator data ------------------------------------------------------------------- */

static struct str data_with(unsigned flags, uint32_t counter, size_t more) {
    char *bytes = arena_alloc(arena, 37 + more);
    memset(bytes, 'h', 32);
    bytes[32] = (char)flags;
    for (int i = 0; i < 4; i++)
        bytes[33 + i] = (char)(counter >> (24 - 8 * i));
    return (struct str){bytes, 37 + more};
}

static void somebody_recognised_must_have_been_there(void **state) {
    (void)state;
    struct str hash = str_slice(data_with(0, 0, 0), 0, 32);
    struct authenticator_data data;
    assert_true(webauthn_read_authenticator(data_with(5, 0x01020304, 0), &data));
    assert_int_equal(data.counter, 0x01020304);
    assert_int_equal(webauthn_check_authenticator(&data, hash), WEBAUTHN_WELL);
    assert_int_equal(webauthn_check_authenticator(&data, STR("another")), WEBAUTHN_SITE);
    struct str other = str_copy(arena, hash);
    ((char *)(uintptr_t)other.p)[31] = 'x';
    assert_int_equal(webauthn_check_authenticator(&data, other), WEBAUTHN_SITE);
    for (unsigned flags = 0; flags < 5; flags++) {
        assert_true(webauthn_read_authenticator(data_with(flags, 0, 0), &data));
        assert_int_equal(webauthn_check_authenticator(&data, hash), WEBAUTHN_UNVERIFIED);
    }
}

static void data_of_another_length_are_not_read(void **state) {
    (void)state;
    struct authenticator_data data;
    struct str whole = data_with(5, 0, 0);
    for (size_t n = 0; n < whole.n; n++)
        assert_false(webauthn_read_authenticator(str_slice(whole, 0, n), &data));
    assert_false(webauthn_read_authenticator(data_with(5, 0, 1), &data));
    assert_false(webauthn_read_authenticator(data_with(5 | 0x40, 0, 0), &data));
    assert_true(webauthn_read_authenticator(data_with(5 | 0x40, 0, 1), &data));
    assert_true(data.has_credential);
    assert_false(
        webauthn_read_authenticator(data_with(5 | 0x40, 0, AUTHENTICATOR_DATA_MAX), &data));
}

static void counters_go_up_or_do_not_count(void **state) {
    (void)state;
    assert_true(webauthn_counter_fits(0, 0));
    assert_true(webauthn_counter_fits(0, 5));
    assert_true(webauthn_counter_fits(5, 6));
    assert_true(webauthn_counter_fits(5, UINT32_MAX));
    assert_false(webauthn_counter_fits(5, 5));
    assert_false(webauthn_counter_fits(5, 4));
    assert_false(webauthn_counter_fits(5, 0));
}

/* --- the directory ------------------------------------------------------------------------ */

static enum directory_fault fault_of(const char *url, bool start_tls) {
    struct directory_settings settings = {.url = url,
                                          .start_tls = start_tls,
                                          .ca_file = "",
                                          .user_dn = "uid={login},dc=vn",
                                          .base = "",
                                          .filter = "",
                                          .reader_dn = "",
                                          .reader_password = ""};
    return directory_check(&settings);
}

static void passwords_travel_under_cover_or_not_at_all(void **state) {
    (void)state;
    assert_int_equal(fault_of("ldaps://ldap.example.vn", false), DIRECTORY_SOUND);
    assert_int_equal(fault_of("ldap://ldap.example.vn:389", true), DIRECTORY_SOUND);
    assert_int_equal(fault_of("ldapi://%2Frun%2Fslapd%2Fldapi", false), DIRECTORY_SOUND);
    assert_int_equal(fault_of("ldap://127.0.0.1:389", false), DIRECTORY_SOUND);
    assert_int_equal(fault_of("ldap://[::1]", false), DIRECTORY_SOUND);
    assert_int_equal(fault_of("ldap://ldap.example.vn", false), DIRECTORY_PLAIN);
    assert_int_equal(fault_of("ldap://127.0.0.1.evil.vn", false), DIRECTORY_PLAIN);
    assert_int_equal(fault_of("ldap://localhost@evil.vn", false), DIRECTORY_PLAIN);
    assert_int_equal(fault_of("ldap://127.0.0.1 ldap://evil.vn", false), DIRECTORY_NO_URL);
    assert_int_equal(fault_of("", false), DIRECTORY_NO_URL);
    assert_int_equal(fault_of("ldaps://", false), DIRECTORY_NO_URL);
    assert_int_equal(fault_of("http://ldap.example.vn", true), DIRECTORY_NO_URL);
}

static void an_entry_is_named_or_looked_for(void **state) {
    (void)state;
    struct directory_settings settings = {.url = "ldaps://a.vn",
                                          .user_dn = "",
                                          .base = "",
                                          .filter = "",
                                          .reader_dn = "",
                                          .reader_password = "",
                                          .ca_file = ""};
    assert_int_equal(directory_check(&settings), DIRECTORY_NO_WAY);
    settings.user_dn = "uid=everybody,dc=vn";
    assert_int_equal(directory_check(&settings), DIRECTORY_NO_WAY);
    settings.user_dn = "";
    settings.base = "dc=vn";
    settings.filter = "(uid=*)";
    assert_int_equal(directory_check(&settings), DIRECTORY_NO_WAY);
    settings.filter = "(uid={login})";
    assert_int_equal(directory_check(&settings), DIRECTORY_SOUND);
}

static void a_login_stays_a_value(void **state) {
    (void)state;
    static const struct {
        const char *login, *filled;
    } CASES[] = {
        {"nam.hoang-2", "(uid=nam.hoang-2)"},
        {"*", "(uid=\\2a)"},
        {"a)(objectClass=*", "(uid=a\\29\\28objectClass\\3d\\2a)"},
        {"a\\29", "(uid=a\\5c29)"},
        {"a,ou=x", "(uid=a\\2cou\\3dx)"},
        {" a ", "(uid=\\20a\\20)"},
        {"#a", "(uid=\\23a)"},
        {"-a", "(uid=\\2da)"},
        {"{login}", "(uid=\\7blogin\\7d)"},
        {"é", "(uid=\\c3\\a9)"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_string_equal(directory_fill(arena, "(uid={login})", str_from_c(CASES[i].login)).p,
                            CASES[i].filled);
    struct str zero = {"a\0b", 3};
    assert_string_equal(directory_fill(arena, "(uid={login})", zero).p, "(uid=a\\00b)");
    assert_string_equal(directory_fill(arena, "{login}+{login}", STR("a")).p, "a+a");
    char *flood = arena_alloc(arena, 5000);
    memset(flood, '*', 5000);
    assert_null(directory_fill(arena, "(uid={login})", (struct str){flood, 5000}).p);
}

/* --- what people type --------------------------------------------------------------------- */

static void codes_are_taken_as_apps_show_them(void **state) {
    (void)state;
    assert_string_equal(totp_typed(arena, STR("123 456")).p, "123456");
    assert_string_equal(totp_typed(arena, STR("123456")).p, "123456");
    static const char *const BAD[] = {"", "12345", "1234567", "12345a", "１２３４５６", "-12345"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        assert_null(totp_typed(arena, str_from_c(BAD[i])).p);
    assert_string_equal(recovery_code_typed(arena, STR("ABCD-efgh-2345-6789")).p,
                        "abcdefgh23456789");
    assert_null(recovery_code_typed(arena, STR("abcd-efgh-2345")).p);
    assert_null(recovery_code_typed(arena, STR("abcd-efgh-2345-678!")).p);
}

static void a_secret_can_be_read_off_the_page(void **state) {
    (void)state;
    assert_string_equal(totp_secret_groups(arena, STR("ABCDEFGHIJ")).p, "ABCD EFGH IJ");
    assert_string_equal(totp_address(arena, STR("a.vn"), STR("nam"), STR("ABCD")).p,
                        "otpauth://totp/Thi%20dua:nam@a.vn?secret=ABCD&issuer=Thi%20dua&algorithm="
                        "SHA1&digits=6&period=30");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_hosts_fit_and_addresses_do_not),
        cmocka_unit_test(only_the_sites_own_pages_are_its_origin),
        cmocka_unit_test(client_data_say_what_was_asked_here),
        cmocka_unit_test(large_client_data_are_not_read),
        cmocka_unit_test(somebody_recognised_must_have_been_there),
        cmocka_unit_test(data_of_another_length_are_not_read),
        cmocka_unit_test(counters_go_up_or_do_not_count),
        cmocka_unit_test(passwords_travel_under_cover_or_not_at_all),
        cmocka_unit_test(an_entry_is_named_or_looked_for),
        cmocka_unit_test(a_login_stays_a_value),
        cmocka_unit_test(codes_are_taken_as_apps_show_them),
        cmocka_unit_test(a_secret_can_be_read_off_the_page),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
