/* Passwords: argon2id, so that a stolen database does not give them away. */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include <stdbool.h>

#include "base/str.h"

enum { PASSWORD_BYTES_MAX = 256 };

/* The string to be stored. Takes about a tenth of a second and 64 MiB on purpose; at most two run
 * at once, so that a crowd at the door does not fill the memory. */
struct str password_hash(struct arena *arena, struct str password);
/* Takes the same time for a login that does not exist (stored absent or
 * empty): answers false. */
bool password_matches(struct arena *arena, struct str password, struct str stored);

/* Whether STORED was made with other costs than today's: to be made anew at the next sign-in. */
bool password_needs_rehash(struct arena *arena, struct str stored);

/* A one-time code: 16 capitals and digits (70 bits) in groups of four: "CFGH-2345-JKLM-6797". No
 * vowels, D or W, so that a Vietnamese input method leaves it as it is typed; nothing that looks
 * alike. */
struct str password_make_code(struct arena *arena);

/* A readable password made for this installation: 16 letters and digits in groups of four, without
 * those that look alike (79 bits). */
struct str password_make(struct arena *arena);

#endif
