/* One-time codes: the vectors of RFC 4226 and RFC 6238, the window, and that none opens twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "crypto/totp.h"

static const struct str SECRET = STR_INIT("12345678901234567890");
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

/* RFC 4226, appendix D. */
static void counters_give_the_codes_of_the_standard(void **state) {
    (void)state;
    static const char *const CODES[] = {"755224", "287082", "359152", "969429", "338314",
                                        "254676", "287922", "162583", "399871", "520489"};
    for (size_t i = 0; i < COUNT_OF(CODES); i++)
        assert_string_equal(totp_code(arena, SECRET, (int64_t)i).p, CODES[i]);
}

/* RFC 6238, appendix B: the last six of its eight digits. */
static void instants_give_the_codes_of_the_standard(void **state) {
    (void)state;
    static const struct {
        int64_t second;
        const char *code;
    } VECTORS[] = {
        {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
    };
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        int64_t step = totp_step_of(VECTORS[i].second * 1000);
        assert_string_equal(totp_code(arena, SECRET, step).p, VECTORS[i].code);
    }
}

static const int64_t NOW_MS = INT64_C(1593000000000);

static bool accepts(int64_t steps_from_now, int64_t last_step, int64_t *ret_step) {
    int64_t now = totp_step_of(NOW_MS);
    return totp_accepts(arena, SECRET, NOW_MS, last_step,
                        totp_code(arena, SECRET, now + steps_from_now), ret_step);
}

static void one_step_to_either_side_is_taken_and_no_more(void **state) {
    (void)state;
    int64_t step = 0;
    for (int64_t from_now = -4; from_now <= 4; from_now++)
        assert_int_equal(accepts(from_now, -1, &step), from_now >= -1 && from_now <= 1);
    assert_true(accepts(1, -1, &step));
    assert_int_equal(step, totp_step_of(NOW_MS) + 1);
}

static void no_code_opens_twice_nor_one_before_it(void **state) {
    (void)state;
    int64_t now = totp_step_of(NOW_MS), step = 0;
    assert_false(accepts(0, now, &step));
    assert_false(accepts(-1, now, &step));
    assert_true(accepts(1, now, &step));
    /* A clock set back: what was accepted before stays used. */
    assert_false(accepts(1, now + 1, &step));
    assert_false(accepts(0, now + 100, &step));
}

static void what_is_no_code_is_refused(void **state) {
    (void)state;
    int64_t step = 0;
    struct str code = totp_code(arena, SECRET, totp_step_of(NOW_MS));
    const struct str bad[] = {STR(""),
                              STR_NONE,
                              STR("000000"),
                              str_slice(code, 0, 5),
                              str_concat(arena, code, STR("0")),
                              STR("not-it")};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(totp_accepts(arena, SECRET, NOW_MS, -1, bad[i], &step));
    assert_true(totp_accepts(arena, SECRET, NOW_MS, -1, code, &step));
    assert_false(totp_accepts(arena, STR("another-secret-of-20"), NOW_MS, -1, code, &step));
    assert_false(totp_accepts(arena, SECRET, 0, -1, code, &step));
}

static void secrets_differ_and_can_be_typed_over(void **state) {
    (void)state;
    assert_string_equal(totp_secret_text(arena, SECRET).p, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_int_equal(totp_secret_text(arena, STR("ab")).n, 4); /* no padding */
    struct str one = totp_secret_make(arena), two = totp_secret_make(arena);
    assert_int_equal(one.n, TOTP_SECRET_BYTES);
    assert_false(str_equal(one, two));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_give_the_codes_of_the_standard),
        cmocka_unit_test(instants_give_the_codes_of_the_standard),
        cmocka_unit_test(one_step_to_either_side_is_taken_and_no_more),
        cmocka_unit_test(no_code_opens_twice_nor_one_before_it),
        cmocka_unit_test(what_is_no_code_is_refused),
        cmocka_unit_test(secrets_differ_and_can_be_typed_over),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
