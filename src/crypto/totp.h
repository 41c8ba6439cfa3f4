/* One-time codes that an app on a phone shows: RFC 6238 over RFC 4226, SHA-1, 6 digits, 30 s, which
 * is what every such app knows. */
#ifndef CRYPTO_TOTP_H
#define CRYPTO_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { TOTP_DIGITS = 6, TOTP_STEP_S = 30, TOTP_WINDOW = 1, TOTP_SECRET_BYTES = 20 };

/* A new secret: random bytes. */
struct str totp_secret_make(struct arena *arena);
/* For the app: base32 without padding, capital letters. */
struct str totp_secret_text(struct arena *arena, struct str secret);

/* The step an instant falls into, counted from 1970. */
int64_t totp_step_of(int64_t now_ms);
/* The code of a step (HOTP with this counter). */
struct str totp_code(struct arena *arena, struct str secret, int64_t step);

/* Whether CODE is that of a step within TOTP_WINDOW of now and later than LAST_STEP (-1: none was
 * accepted yet), which is then *ret_step: to be stored, so that no code opens twice. Compares in
 * constant time. */
bool totp_accepts(struct arena *arena, struct str secret, int64_t now_ms, int64_t last_step,
                  struct str code, int64_t *ret_step);

#endif
