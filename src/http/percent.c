#include "http/percent.h"

#include <string.h>

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool percent_decode(struct arena *arena, struct str text, bool plus_is_blank,
                    struct str *ret_text) {
    char *out = arena_alloc(arena, text.n + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '%') {
            int high = text.n - i > 2 ? hex_value(text.p[i + 1]) : -1;
            int low = text.n - i > 2 ? hex_value(text.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            out[length++] = (char)(high << 4 | low);
            i += 2;
        } else {
            out[length++] = plus_is_blank && text.p[i] == '+' ? ' ' : text.p[i];
        }
    }
    *ret_text = (struct str){out, length};
    return true;
}

void percent_encode(struct buf *out, struct str text, const char *keep) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && (strchr("-._~", c) || strchr(keep, c)));
        if (plain)
            buf_append_char(out, (char)c);
        else
            buf_append_format(out, "%%%02X", c);
    }
}
