/* OpenSSL has an ERR_STATE too. */
#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#undef ERR_STATE

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "crypto/passkey_fixture.h"

enum { ID_BYTES = 16, DATA_BYTES_MAX = 4096 };

struct soft_key {
    int algorithm;
    EVP_PKEY *key;
    unsigned char id[ID_BYTES];
};

static void must(int done) {
    if (!done)
        abort();
}

struct soft_key *soft_key_new(int algorithm) {
    struct soft_key *key = calloc(1, sizeof(*key));
    must(key != NULL);
    key->algorithm = algorithm;
    key->key = algorithm == PASSKEY_ES256   ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
               : algorithm == PASSKEY_EDDSA ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                                            : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    must(key->key != NULL);
    randombytes_buf(key->id, sizeof(key->id));
    return key;
}

void soft_key_free(struct soft_key *key) {
    EVP_PKEY_free(key->key);
    free(key);
}

struct str soft_key_id(const struct soft_key *key) {
    return (struct str){(const char *)key->id, sizeof(key->id)};
}

static void append_number(struct buf *out, const struct soft_key *key, const char *name,
                          size_t bytes) {
    BIGNUM *number = NULL;
    unsigned char text[512];
    must(EVP_PKEY_get_bn_param(key->key, name, &number));
    must(BN_bn2binpad(number, text, (int)bytes) == (int)bytes);
    BN_free(number);
    buf_append(out, text, bytes);
}

/* COSE keys, RFC 9053. */
static void append_key(struct buf *out, const struct soft_key *key) {
    if (key->algorithm == PASSKEY_ES256) {
        buf_append(out, "\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10);
        append_number(out, key, OSSL_PKEY_PARAM_EC_PUB_X, 32);
        buf_append(out, "\x22\x58\x20", 3);
        append_number(out, key, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    } else if (key->algorithm == PASSKEY_EDDSA) {
        unsigned char text[32];
        size_t count = sizeof(text);
        must(EVP_PKEY_get_raw_public_key(key->key, text, &count));
        buf_append(out, "\xA4\x01\x01\x03\x27\x20\x06\x21\x58\x20", 10);
        buf_append(out, text, count);
    } else {
        buf_append(out, "\xA4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00", 11);
        append_number(out, key, OSSL_PKEY_PARAM_RSA_N, 256);
        buf_append(out, "\x21\x43\x01\x00\x01", 5);
    }
}

static void append_fixed(struct buf *out, const char *rp_id, unsigned flags, uint32_t counter) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)rp_id, strlen(rp_id));
    buf_append(out, hash, sizeof(hash));
    buf_append_char(out, (char)flags);
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_append_char(out, (char)(counter >> shift));
}

static struct str taken(struct arena *arena, struct buf *out) {
    struct str copy = str_copy(arena, buf_str(out));
    buf_release(out);
    return copy;
}

struct str soft_registration(struct arena *arena, const struct soft_key *key, const char *rp_id,
                             unsigned flags, uint32_t counter) {
    struct buf out = BUF_INIT(DATA_BYTES_MAX);
    append_fixed(&out, rp_id, flags | 0x40, counter);
    for (int i = 0; i < 16; i++)
        buf_append_char(&out, 0); /* the model: not told */
    buf_append_char(&out, 0);
    buf_append_char(&out, ID_BYTES);
    buf_append(&out, key->id, ID_BYTES);
    append_key(&out, key);
    return taken(arena, &out);
}

struct str soft_assertion(struct arena *arena, const char *rp_id, unsigned flags,
                          uint32_t counter) {
    struct buf out = BUF_INIT(DATA_BYTES_MAX);
    append_fixed(&out, rp_id, flags, counter);
    return taken(arena, &out);
}

struct str soft_client_data(struct arena *arena, const char *type, struct str challenge,
                            const char *origin) {
    return str_format(arena,
                      "{\"type\":\"%s\",\"challenge\":\"" STR_FMT
                      "\",\"origin\":\"%s\",\"crossOrigin\":false}",
                      type, STR_ARG(challenge), origin);
}

struct str soft_sign(struct arena *arena, const struct soft_key *key, struct str authenticator_data,
                     struct str client_data) {
    struct buf message = BUF_INIT(DATA_BYTES_MAX);
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)client_data.p, client_data.n);
    buf_append_str(&message, authenticator_data);
    buf_append(&message, hash, sizeof(hash));
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t count = 0;
    const char *digest = key->algorithm == PASSKEY_EDDSA ? NULL : "SHA256";
    must(EVP_DigestSignInit_ex(context, NULL, digest, NULL, NULL, key->key, NULL) == 1);
    const unsigned char *bytes = (const unsigned char *)buf_str(&message).p;
    must(EVP_DigestSign(context, NULL, &count, bytes, message.length) == 1);
    unsigned char *signature = arena_alloc(arena, count);
    must(EVP_DigestSign(context, signature, &count, bytes, message.length) == 1);
    EVP_MD_CTX_free(context);
    buf_release(&message);
    return (struct str){(const char *)signature, count};
}
