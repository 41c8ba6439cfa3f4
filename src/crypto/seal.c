#include "crypto/seal.h"

#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "sys/files.h"
#include "sys/random_bytes.h"

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    KEY_FILE_BYTES_MAX = 200,
};
_Static_assert((int)SEAL_KEY_BYTES == (int)crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");

static const unsigned char *bytes_of(struct str s) {
    return (const unsigned char *)(s.p ? s.p : "");
}

struct str seal(struct arena *arena, struct str key, struct str purpose, struct str plain) {
    unsigned char *out = arena_alloc(arena, NONCE_BYTES + plain.n + TAG_BYTES);
    random_bytes(out, NONCE_BYTES);
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, &written, bytes_of(plain),
                                               plain.n, bytes_of(purpose), purpose.n, NULL, out,
                                               bytes_of(key));
    return (struct str){(const char *)out, NONCE_BYTES + (size_t)written};
}

bool seal_open(struct arena *arena, struct str key, struct str purpose, struct str sealed,
               struct str *ret_plain) {
    if (sealed.n < NONCE_BYTES + TAG_BYTES || key.n != SEAL_KEY_BYTES)
        return false;
    unsigned char *out = arena_alloc(arena, sealed.n);
    unsigned long long written = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            out, &written, NULL, bytes_of(sealed) + NONCE_BYTES, sealed.n - NONCE_BYTES,
            bytes_of(purpose), purpose.n, bytes_of(sealed), bytes_of(key)) != 0)
        return false;
    *ret_plain = (struct str){(const char *)out, (size_t)written};
    return true;
}

struct str seal_tag(struct arena *arena, struct str key, struct str text) {
    unsigned char tag[crypto_generichash_BYTES];
    crypto_generichash(tag, sizeof(tag), bytes_of(text), text.n, bytes_of(key), key.n);
    char *hex = arena_alloc(arena, sizeof(tag) * 2 + 1);
    sodium_bin2hex(hex, sizeof(tag) * 2 + 1, tag, sizeof(tag));
    return (struct str){hex, sizeof(tag) * 2};
}

static const struct err *make_key(struct arena *arena, const char *folder, const char *path) {
    TRY(folder_make(str_format(arena, "%s/keys", folder).p));
    struct str text = str_concat(arena, random_hex(arena, SEAL_KEY_BYTES), STR("\n"));
    return file_write_atomic(path, text, 0600);
}

const struct err *seal_key_read(struct arena *arena, const char *folder, const char *name,
                                bool make, struct str *ret_key) {
    const char *path = str_format(arena, "%s/keys/%s.key", folder, name).p;
    struct stat status;
    if (stat(path, &status) != 0) {
        if (!make)
            return ERR_TEXT(ERR_NOT_FOUND, "crypto.key_missing", "no key %s", path);
        TRY(make_key(arena, folder, path));
    } else if (status.st_mode & 077) {
        return ERR_TEXT(ERR_STATE, "crypto.key_open", "others may read %s", path);
    }
    struct str text;
    TRY(file_read(arena, path, KEY_FILE_BYTES_MAX, &text));
    text = str_trim(text);
    unsigned char *key = arena_alloc(arena, SEAL_KEY_BYTES);
    size_t count = 0;
    const char *end = NULL;
    if (sodium_hex2bin(key, SEAL_KEY_BYTES, text.p, text.n, NULL, &count, &end) != 0 ||
        count != SEAL_KEY_BYTES || end != text.p + text.n)
        return ERR_TEXT(ERR_STATE, "crypto.key_faulty", "%s is not a key", path);
    *ret_key = (struct str){(const char *)key, SEAL_KEY_BYTES};
    return NULL;
}
