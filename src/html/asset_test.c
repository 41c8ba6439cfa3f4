/* The files embedded in this program, as browsers will get them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>
#include <zlib.h>

#include "asset_names.h"
#include "http/asset.h"

static const struct asset *named(const char *name) {
    for (size_t i = 0; i < asset_count; i++)
        if (str_equal_c(asset_table[i].name, name))
            return &asset_table[i];
    fail_msg("%s is not embedded", name);
    return NULL;
}

static void are_sorted_by_path(void **state) {
    (void)state;
    assert_true(asset_count > 0);
    for (size_t i = 1; i < asset_count; i++)
        assert_true(str_compare(asset_table[i - 1].path, asset_table[i].path) < 0);
}

static void addresses_carry_the_hash_of_what_is_sent(void **state) {
    (void)state;
    for (size_t i = 0; i < asset_count; i++) {
        unsigned char hash[crypto_hash_sha256_BYTES];
        char hex[2 * sizeof(hash) + 1];
        struct str bytes = asset_table[i].bytes;
        crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
        sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
        hex[12] = 0;
        assert_true(str_starts_with(asset_table[i].path, STR("/tinh/")));
        assert_true(str_find(asset_table[i].path, str_from_c(hex)) > 0);
    }
    assert_true(str_equal_c(named("htmx.js")->path, ASSET_htmx_js));
    assert_true(str_ends_with(named("htmx.js")->path, STR(".js")));
}

static void packed_forms_unpack_to_the_same(void **state) {
    (void)state;
    for (size_t i = 0; i < asset_count; i++) {
        const struct asset *asset = &asset_table[i];
        if (!asset->gzip_bytes.p)
            continue;
        assert_true(asset->gzip_bytes.n < asset->bytes.n);
        struct arena *arena = arena_new(0);
        unsigned char *plain = arena_alloc(arena, asset->bytes.n + 1);
        z_stream stream = {0};
        assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
        stream.next_in = (unsigned char *)(uintptr_t)asset->gzip_bytes.p;
        stream.avail_in = (unsigned)asset->gzip_bytes.n;
        stream.next_out = plain;
        stream.avail_out = (unsigned)asset->bytes.n + 1;
        assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
        assert_int_equal(stream.total_out, asset->bytes.n);
        assert_memory_equal(plain, asset->bytes.p, asset->bytes.n);
        inflateEnd(&stream);
        arena_free(arena);
    }
    assert_non_null(named("htmx.js")->gzip_bytes.p);
}

/* Every url("…") of a style sheet is the address of another asset: nothing is fetched elsewhere. */
static void style_sheets_refer_to_assets_only(void **state) {
    (void)state;
    for (size_t i = 0; i < asset_count; i++) {
        if (!str_ends_with(asset_table[i].name, STR(".css")))
            continue;
        assert_true(str_equal_c(asset_table[i].content_type, "text/css; charset=utf-8"));
        struct str rest = asset_table[i].bytes;
        ptrdiff_t at;
        while ((at = str_find(rest, STR("url("))) >= 0) {
            rest = str_slice(rest, (size_t)at + 4, rest.n);
            bool known = false;
            for (size_t k = 0; k < asset_count; k++)
                known |= str_starts_with(str_slice(rest, 1, rest.n), asset_table[k].path);
            assert_true(known || str_starts_with(rest, STR("\"data:")) ||
                        str_starts_with(rest, STR("#")));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_sorted_by_path),
        cmocka_unit_test(addresses_carry_the_hash_of_what_is_sent),
        cmocka_unit_test(packed_forms_unpack_to_the_same),
        cmocka_unit_test(style_sheets_refer_to_assets_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
