#include "features/factor/totp_text.h"

#include "base/buf.h"

enum { TEXT_BYTES_MAX = 1024, CODE_DIGITS = 6, RECOVERY_LETTERS = 16, GROUP = 4 };

struct str totp_secret_groups(struct arena *arena, struct str secret_text) {
    struct buf out = BUF_INIT(TEXT_BYTES_MAX);
    for (size_t i = 0; i < secret_text.n; i++) {
        if (i && i % GROUP == 0)
            buf_append_char(&out, ' ');
        buf_append_char(&out, secret_text.p[i]);
    }
    struct str groups = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return groups;
}

struct str totp_address(struct arena *arena, struct str site_name, struct str login,
                        struct str secret_text) {
    /* A login and a host name hold nothing that an address would have to escape. */
    return str_format(arena,
                      "otpauth://totp/Thi%%20dua:" STR_FMT "%s" STR_FMT "?secret=" STR_FMT
                      "&issuer=Thi%%20dua&algorithm=SHA1&digits=6&period=30",
                      STR_ARG(login), site_name.n ? "@" : "", STR_ARG(site_name),
                      STR_ARG(secret_text));
}

/* The letters and digits of what was typed, small; blanks, hyphens and dots go. Absent where there
 * is anything else, or another number of them. */
static struct str cleaned(struct arena *arena, struct str typed, size_t letters) {
    char *text = arena_alloc(arena, letters + 1);
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == ' ' || c == '-' || c == '.')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) || n == letters)
            return STR_NONE;
        text[n++] = c;
    }
    return n == letters ? (struct str){text, n} : STR_NONE;
}

struct str totp_typed(struct arena *arena, struct str typed) {
    struct str code = cleaned(arena, typed, CODE_DIGITS);
    for (size_t i = 0; i < code.n; i++)
        if (code.p[i] > '9')
            return STR_NONE;
    return code;
}

struct str recovery_code_typed(struct arena *arena, struct str typed) {
    return cleaned(arena, typed, RECOVERY_LETTERS);
}
