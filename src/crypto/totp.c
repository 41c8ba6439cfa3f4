#include "crypto/totp.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "sys/random_bytes.h"

struct str totp_secret_make(struct arena *arena) {
    char *secret = arena_alloc(arena, TOTP_SECRET_BYTES);
    random_bytes(secret, TOTP_SECRET_BYTES);
    return (struct str){secret, TOTP_SECRET_BYTES};
}

struct str totp_secret_text(struct arena *arena, struct str secret) {
    char *text = NULL;
    size_t length = 0;
    if (oath_base32_encode(secret.p, secret.n, &text, &length) != OATH_OK) {
        fprintf(stderr, "<2>totp: no memory\n");
        abort();
    }
    while (length && text[length - 1] == '=')
        length--;
    struct str copy = str_copy(arena, (struct str){text, length});
    sodium_memzero(text, length);
    free(text);
    return copy;
}

int64_t totp_step_of(int64_t now_ms) {
    return now_ms / 1000 / TOTP_STEP_S;
}

struct str totp_code(struct arena *arena, struct str secret, int64_t step) {
    char *code = arena_alloc(arena, TOTP_DIGITS + 1);
    if (oath_hotp_generate(secret.p, secret.n, (uint64_t)step, TOTP_DIGITS, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, code) != OATH_OK) {
        fprintf(stderr, "<2>totp: no code\n");
        abort();
    }
    return (struct str){code, TOTP_DIGITS};
}

bool totp_accepts(struct arena *arena, struct str secret, int64_t now_ms, int64_t last_step,
                  struct str code, int64_t *ret_step) {
    bool accepted = false;
    int64_t now = totp_step_of(now_ms);
    for (int64_t step = now - TOTP_WINDOW; step <= now + TOTP_WINDOW; step++) {
        struct str expected = totp_code(arena, secret, step < 0 ? 0 : step);
        bool same = code.n == expected.n && sodium_memcmp(code.p, expected.p, expected.n) == 0;
        if (same && step > last_step && step >= 0 && !accepted) {
            accepted = true;
            *ret_step = step;
        }
    }
    return accepted;
}
