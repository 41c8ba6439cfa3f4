/* Digests of records, for commitments and for a chain of them.
 *
 * SHA-256 over a framed text: what is hashed begins with the domain, and each field carries its
 * kind and length, so no two different records, and no two purposes, have the same input:
 *
 *     text, bytes   0x01, length as 8 bytes (big end first), the bytes
 *     absent        0x00
 *     integer       0x02, 8 bytes (two's complement, big end first)
 *
 * The domain is framed as a text. The form is plain enough to be written again in a few lines of
 * another language: docs/operator/audit.md does so.
 */
#ifndef CRYPTO_HASH_CHAIN_H
#define CRYPTO_HASH_CHAIN_H

#include <stdint.h>

#include "base/str.h"

enum { CHAIN_DIGEST_BYTES = 32, CHAIN_SALT_BYTES = 32 };

struct chain_digest {
    unsigned char bytes[CHAIN_DIGEST_BYTES];
};

/* One record while it is hashed: begin, add fields in their order, end. */
struct chain_hasher {
    _Alignas(8) unsigned char state[128];
};

void chain_begin(struct chain_hasher *hasher, const char *domain);
/* An absent text differs from an empty one. */
void chain_add_text(struct chain_hasher *hasher, struct str text);
void chain_add_int(struct chain_hasher *hasher, int64_t value);
void chain_add_digest(struct chain_hasher *hasher, const struct chain_digest *digest);
struct chain_digest chain_end(struct chain_hasher *hasher);

bool chain_equal(const struct chain_digest *a, const struct chain_digest *b);
/* The digest's bytes, borrowed. */
struct str chain_bytes(const struct chain_digest *digest);
/* False unless BYTES are as many as a digest has. */
bool chain_from_bytes(struct str bytes, struct chain_digest *ret_digest);
/* 64 hexadecimal digits. */
struct str chain_hex(struct arena *arena, const struct chain_digest *digest);

#endif
