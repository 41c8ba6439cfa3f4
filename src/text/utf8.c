#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"

enum { TEXT_BYTES_MAX = 64 << 20 };

int32_t utf8_next(struct str s, size_t *position) {
    utf8proc_int32_t code = -1;
    utf8proc_ssize_t read = utf8proc_iterate((const utf8proc_uint8_t *)s.p + *position,
                                             (utf8proc_ssize_t)(s.n - *position), &code);
    if (read < 1 || code < 0) {
        (*position)++;
        return 0xFFFD;
    }
    *position += (size_t)read;
    return code;
}

bool utf8_is_valid(struct str s) {
    for (size_t i = 0; i < s.n;) {
        if ((unsigned char)s.p[i] < 0x80) {
            if (s.p[i++] == 0)
                return false;
            continue;
        }
        utf8proc_int32_t code;
        utf8proc_ssize_t read =
            utf8proc_iterate((const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)(s.n - i), &code);
        if (read < 1)
            return false;
        i += (size_t)read;
    }
    return true;
}

size_t utf8_length(struct str s) {
    size_t length = 0;
    for (size_t i = 0; i < s.n; i++)
        length += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return length;
}

struct str utf8_upper(struct arena *arena, struct str s) {
    /* A capital takes at most three bytes where its small letter took two; a wrong byte becomes
     * three. */
    utf8proc_uint8_t *p = arena_alloc(arena, s.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;)
        n += (size_t)utf8proc_encode_char(utf8proc_toupper(utf8_next(s, &i)), p + n);
    return (struct str){(const char *)p, n};
}

struct str utf8_head(struct str s, size_t count) {
    size_t position = 0;
    while (position < s.n && count--)
        utf8_next(s, &position);
    return str_slice(s, 0, position);
}

static bool is_ascii(struct str s) {
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == 0)
            return false;
    return true;
}

bool utf8_to_nfc(struct arena *arena, struct str s, struct str *ret_text) {
    if (is_ascii(s)) {
        *ret_text = str_copy(arena, s.p ? s : STR(""));
        return true;
    }
    if (!utf8_is_valid(s))
        return false;
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n,
                                           &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (length < 0)
        return false;
    *ret_text = str_copy(arena, (struct str){(const char *)composed, (size_t)length});
    free(composed);
    return true;
}

static bool is_blank(int32_t code) {
    return code == ' ' || code == '\t' || code == '\n' || code == '\v' || code == '\f' ||
           code == '\r' || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
           code == 0x202F || code == 0x205F || code == 0x3000;
}

/* Control characters, and characters that are not seen but change what is compared or shown. */
static bool is_dropped(int32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F) ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) ||
           code == 0xFEFF || code == 0xAD;
}

static bool clean(struct arena *arena, struct str s, bool keep_lines, struct str *ret_text) {
    struct str text;
    if (!utf8_to_nfc(arena, s, &text))
        return false;
    struct buf out = BUF_INIT(TEXT_BYTES_MAX);
    bool blank = false, dropped = false;
    int lines = 0;
    for (size_t i = 0; i < text.n;) {
        size_t start = i;
        int32_t code = utf8_next(text, &i);
        if (keep_lines && code == '\n') {
            lines++;
        } else if (is_blank(code)) {
            blank = true;
        } else if (is_dropped(code)) {
            dropped = true;
        } else {
            if (out.length && lines)
                buf_append_c(&out, lines > 1 ? "\n\n" : "\n");
            else if (out.length && blank)
                buf_append_char(&out, ' ');
            blank = false;
            lines = 0;
            buf_append(&out, text.p + start, i - start);
        }
    }
    text = str_copy(arena, buf_str(&out));
    buf_release(&out);
    /* What was dropped may have stood between a letter and its mark. */
    if (dropped)
        return utf8_to_nfc(arena, text, ret_text);
    *ret_text = text;
    return true;
}

bool utf8_clean_line(struct arena *arena, struct str s, struct str *ret_text) {
    return clean(arena, s, false, ret_text);
}

bool utf8_clean_text(struct arena *arena, struct str s, struct str *ret_text) {
    return clean(arena, s, true, ret_text);
}

bool utf8_clean_table(struct arena *arena, struct str s, struct str *ret_text) {
    struct buf out = BUF_INIT(TEXT_BYTES_MAX);
    bool valid = true;
    while (valid && s.p) {
        struct str line = str_cut(&s, '\n');
        while (valid && line.p) {
            struct str cell = str_cut(&line, '\t');
            valid = utf8_clean_line(arena, cell, &cell);
            buf_append_str(&out, valid ? cell : STR(""));
            if (line.p)
                buf_append_char(&out, '\t');
        }
        if (s.p)
            buf_append_char(&out, '\n');
    }
    *ret_text = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return valid;
}
