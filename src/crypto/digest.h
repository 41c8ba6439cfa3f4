/* Digests for identity of content, not for secrets. */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include "base/str.h"

/* SHA-256 as 64 hexadecimal digits. */
struct str digest_sha256_hex(struct arena *arena, struct str bytes);

#endif
