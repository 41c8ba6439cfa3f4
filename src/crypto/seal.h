/* Secrets that the program itself must read again, kept sealed in the database: XChaCha20-Poly1305
 * with a key that lies in the data folder beside the database, so that a copy of the database alone
 * gives nothing away. */
#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

enum { SEAL_KEY_BYTES = 32 };

/* PLAIN sealed under KEY for this PURPOSE ("totp 01926b1c-…"): what was sealed for one purpose
 * does not open for another, so rows cannot be swapped. Each call gives another text. */
struct str seal(struct arena *arena, struct str key, struct str purpose, struct str plain);
/* False where it was sealed with another key or for another purpose, or was changed. */
bool seal_open(struct arena *arena, struct str key, struct str purpose, struct str sealed,
               struct str *ret_plain);

/* A tag over TEXT that only who has the key can make: 64 hexadecimal digits. */
struct str seal_tag(struct arena *arena, struct str key, struct str text);

/* The key FOLDER/keys/NAME.key (64 hexadecimal digits, for its owner's eyes alone: 0600). ERR_STATE
 * "crypto.key_open" where others may read it, "crypto.key_faulty" where it is something else.
 * Where there is none it is made when MAKE is true, else ERR_NOT_FOUND. */
MUST_CHECK const struct err *seal_key_read(struct arena *arena, const char *folder,
                                           const char *name, bool make, struct str *ret_key);

#endif
