#include "crypto/hash_chain.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(struct chain_hasher) >= sizeof(crypto_hash_sha256_state), "room for SHA-256");
_Static_assert(CHAIN_DIGEST_BYTES == crypto_hash_sha256_BYTES, "a digest is one of SHA-256");

enum { FRAME_ABSENT = 0, FRAME_TEXT = 1, FRAME_INT = 2, FRAME_HEAD_BYTES = 9 };

static crypto_hash_sha256_state *state_of(struct chain_hasher *hasher) {
    return (crypto_hash_sha256_state *)(void *)hasher->state;
}

static void add_head(struct chain_hasher *hasher, unsigned char kind, uint64_t number) {
    unsigned char head[FRAME_HEAD_BYTES] = {kind};
    for (int i = 0; i < 8; i++)
        head[8 - i] = (unsigned char)(number >> (8 * i));
    crypto_hash_sha256_update(state_of(hasher), head, sizeof(head));
}

void chain_begin(struct chain_hasher *hasher, const char *domain) {
    crypto_hash_sha256_init(state_of(hasher));
    chain_add_text(hasher, str_from_c(domain));
}

void chain_add_text(struct chain_hasher *hasher, struct str text) {
    if (!text.p) {
        crypto_hash_sha256_update(state_of(hasher), (const unsigned char[]){FRAME_ABSENT}, 1);
        return;
    }
    add_head(hasher, FRAME_TEXT, text.n);
    crypto_hash_sha256_update(state_of(hasher), (const unsigned char *)text.p, text.n);
}

void chain_add_int(struct chain_hasher *hasher, int64_t value) {
    add_head(hasher, FRAME_INT, (uint64_t)value);
}

void chain_add_digest(struct chain_hasher *hasher, const struct chain_digest *digest) {
    chain_add_text(hasher, chain_bytes(digest));
}

struct chain_digest chain_end(struct chain_hasher *hasher) {
    struct chain_digest digest;
    crypto_hash_sha256_final(state_of(hasher), digest.bytes);
    return digest;
}

bool chain_equal(const struct chain_digest *a, const struct chain_digest *b) {
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

struct str chain_bytes(const struct chain_digest *digest) {
    return (struct str){(const char *)digest->bytes, sizeof(digest->bytes)};
}

bool chain_from_bytes(struct str bytes, struct chain_digest *ret_digest) {
    if (bytes.n != sizeof(ret_digest->bytes))
        return false;
    memcpy(ret_digest->bytes, bytes.p, bytes.n);
    return true;
}

struct str chain_hex(struct arena *arena, const struct chain_digest *digest) {
    enum { HEX_BYTES = CHAIN_DIGEST_BYTES * 2 };
    char *text = arena_alloc(arena, HEX_BYTES + 1);
    sodium_bin2hex(text, HEX_BYTES + 1, digest->bytes, sizeof(digest->bytes));
    return (struct str){text, HEX_BYTES};
}
