/* Passkeys: keys of the three algorithms are read, good signatures fit, all others do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "crypto/base64.h"
#include "crypto/passkey_fixture.h"

#define RP     "thidua.example.vn"
#define ORIGIN "https://thidua.example.vn"

static const int ALGORITHMS[] = {PASSKEY_ES256, PASSKEY_EDDSA, PASSKEY_RS256};
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

static struct str with_a_bit_changed(struct str text, size_t at) {
    struct str copy = str_copy(arena, text);
    ((char *)(uintptr_t)copy.p)[at] ^= 1;
    return copy;
}

static void check_one(int algorithm) {
    struct soft_key *device = soft_key_new(algorithm);
    struct soft_key *other = soft_key_new(algorithm);
    struct passkey_key key;
    assert_true(passkey_read(arena, soft_registration(arena, device, RP, SOFT_WELL, 0), &key));
    assert_int_equal(key.algorithm, algorithm);
    assert_true(str_equal(key.id, soft_key_id(device)));
    struct str data = soft_assertion(arena, RP, SOFT_WELL, 7);
    struct str client = soft_client_data(arena, "webauthn.get", STR("abc"), ORIGIN);
    struct str signature = soft_sign(arena, device, data, client);
    struct str rp = STR(RP);
    assert_true(passkey_signed(algorithm, key.public_key, rp, data, client, signature));
    /* One bit anywhere. */
    for (size_t i = 0; i < data.n; i++)
        assert_false(passkey_signed(algorithm, key.public_key, rp, with_a_bit_changed(data, i),
                                    client, signature));
    for (size_t i = 0; i < client.n; i += 7)
        assert_false(passkey_signed(algorithm, key.public_key, rp, data,
                                    with_a_bit_changed(client, i), signature));
    for (size_t i = 0; i < signature.n; i += 5)
        assert_false(passkey_signed(algorithm, key.public_key, rp, data, client,
                                    with_a_bit_changed(signature, i)));
    assert_false(passkey_signed(algorithm, key.public_key, STR("noi-khac.example"), data, client,
                                signature));
    assert_false(passkey_signed(algorithm, key.public_key, rp, data, client,
                                soft_sign(arena, other, data, client)));
    assert_false(passkey_signed(algorithm, key.public_key, rp, data, client, STR("")));
    assert_false(passkey_signed(algorithm, STR("short"), rp, data, client, signature));
    assert_false(passkey_signed(-37, key.public_key, rp, data, client, signature));
    soft_key_free(device);
    soft_key_free(other);
}

static void only_the_devices_own_signature_fits(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ALGORITHMS); i++)
        check_one(ALGORITHMS[i]);
}

static void what_is_no_registration_is_refused(void **state) {
    (void)state;
    struct soft_key *device = soft_key_new(PASSKEY_ES256);
    struct str whole = soft_registration(arena, device, RP, SOFT_WELL, 0);
    struct passkey_key key;
    for (size_t n = 0; n < whole.n; n++)
        assert_false(passkey_read(arena, str_slice(whole, 0, n), &key));
    assert_false(passkey_read(arena, soft_assertion(arena, RP, SOFT_WELL, 0), &key));
    assert_false(passkey_read(arena, STR_NONE, &key));
    soft_key_free(device);
}

static void bytes_travel_as_base64url(void **state) {
    (void)state;
    struct str bytes;
    assert_string_equal(base64url(arena, STR("\xFB\xFF\xFE")).p, "-__-");
    assert_string_equal(base64url(arena, STR("")).p, "");
    assert_true(base64url_read(arena, STR("-__-"), &bytes));
    assert_true(str_equal(bytes, STR("\xFB\xFF\xFE")));
    const struct str bad[] = {STR("-__+"), STR("a"), STR("ab=="), STR("a b"),
                              STR("ab\n"), STR_NONE, STR("-__-=")};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(base64url_read(arena, bad[i], &bytes));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_devices_own_signature_fits),
        cmocka_unit_test(what_is_no_registration_is_refused),
        cmocka_unit_test(bytes_travel_as_base64url),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
