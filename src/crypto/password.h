/* Passwords: argon2id, so that a stolen database does not give them away. */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include <stdbool.h>

#include "base/str.h"

enum { PASSWORD_BYTES_MAX = 256 };

/* The string to be stored. Takes about a tenth of a second and 64 MiB on purpose; at most two run
 * at once, so that a crowd at the door does not fill the memory. */
struct str password_hash(struct arena *arena, struct str password);
/* Takes the same time for a login that does not exist (stored absent): answers false. */
bool password_matches(struct arena *arena, struct str password, struct str stored);

/* A readable password made for this installation: 16 letters and digits in groups of four, without
 * those that look alike (79 bits). */
struct str password_make(struct arena *arena);

#endif
