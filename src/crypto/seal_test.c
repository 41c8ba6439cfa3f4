/* What is sealed opens with its key, for its purpose, unchanged, and in no other way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "crypto/seal.h"
#include "sys/files.h"

static struct arena *arena;
static const char *folder;

static int begin(void **state) {
    (void)state;
    struct str path;
    arena = arena_new(0);
    if (folder_make_temp(arena, "seal", &path))
        return -1;
    folder = path.p;
    return 0;
}

static int end(void **state) {
    (void)state;
    const struct err *err = folder_remove(folder);
    arena_free(arena);
    return err != NULL;
}

static const struct str KEY = STR_INIT("0123456789abcdef0123456789abcdef");
static const struct str OTHER = STR_INIT("0123456789abcdef0123456789abcdeF");

static void only_the_key_and_the_purpose_open(void **state) {
    (void)state;
    struct str sealed = seal(arena, KEY, STR("totp a"), STR("secret"));
    struct str plain;
    assert_true(seal_open(arena, KEY, STR("totp a"), sealed, &plain));
    assert_true(str_equal_c(plain, "secret"));
    assert_true(str_find(sealed, STR("secret")) < 0);
    assert_false(seal_open(arena, OTHER, STR("totp a"), sealed, &plain));
    assert_false(seal_open(arena, KEY, STR("totp b"), sealed, &plain));
    assert_false(seal_open(arena, STR("short"), STR("totp a"), sealed, &plain));
    for (size_t i = 0; i < sealed.n; i++) {
        struct str changed = str_copy(arena, sealed);
        ((char *)(uintptr_t)changed.p)[i] ^= 1;
        assert_false(seal_open(arena, KEY, STR("totp a"), changed, &plain));
        assert_false(seal_open(arena, KEY, STR("totp a"), str_slice(sealed, 0, i), &plain));
    }
    assert_false(str_equal(sealed, seal(arena, KEY, STR("totp a"), STR("secret"))));
}

static void tags_need_the_key(void **state) {
    (void)state;
    assert_int_equal(seal_tag(arena, KEY, STR("a")).n, 64);
    assert_true(str_equal(seal_tag(arena, KEY, STR("a")), seal_tag(arena, KEY, STR("a"))));
    assert_false(str_equal(seal_tag(arena, KEY, STR("a")), seal_tag(arena, OTHER, STR("a"))));
    assert_false(str_equal(seal_tag(arena, KEY, STR("a")), seal_tag(arena, KEY, STR("b"))));
}

static void a_key_is_made_once_and_for_its_owners_eyes(void **state) {
    (void)state;
    struct str key, again;
    const struct err *err = seal_key_read(arena, folder, "dang-nhap", false, &key);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_NOT_FOUND);
    assert_null(seal_key_read(arena, folder, "dang-nhap", true, &key));
    assert_int_equal(key.n, SEAL_KEY_BYTES);
    assert_null(seal_key_read(arena, folder, "dang-nhap", true, &again));
    assert_true(str_equal(key, again));
    struct stat status;
    const char *path = str_format(arena, "%s/keys/dang-nhap.key", folder).p;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(stat(str_format(arena, "%s/keys", folder).p, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_int_equal(chmod(path, 0644), 0);
    err = seal_key_read(arena, folder, "dang-nhap", true, &again);
    assert_non_null(err);
    assert_string_equal(err->text_key, "crypto.key_open");
}

static void a_file_that_is_no_key_is_not_replaced(void **state) {
    (void)state;
    const char *path = str_format(arena, "%s/keys/hong.key", folder).p;
    static const char *const BAD[] = {"", "abc", "zz", "0123456789abcdef"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct str key;
        assert_null(file_write_atomic(path, str_from_c(BAD[i]), 0600));
        const struct err *err = seal_key_read(arena, folder, "hong", true, &key);
        assert_non_null(err);
        assert_string_equal(err->text_key, "crypto.key_faulty");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_key_and_the_purpose_open),
        cmocka_unit_test(tags_need_the_key),
        cmocka_unit_test(a_key_is_made_once_and_for_its_owners_eyes),
        cmocka_unit_test(a_file_that_is_no_key_is_not_replaced),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
