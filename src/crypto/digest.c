#include "crypto/digest.h"

#include <sodium.h>

struct str digest_sha256_hex(struct arena *arena, struct str bytes) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n);
    char *text = arena_alloc(arena, sizeof(digest) * 2 + 1);
    sodium_bin2hex(text, sizeof(digest) * 2 + 1, digest, sizeof(digest));
    return (struct str){text, sizeof(digest) * 2};
}
