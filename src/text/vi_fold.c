#include "text/vi_fold.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "text/utf8.h"

enum { TEXT_BYTES_MAX = 16 << 20 };

/* The plain letter or sign that people mean by this one; 0 where it is its own. */
static char plain_form(int32_t code) {
    switch (code) {
    case 0x111: /* đ */
    case 0x110:
    case 0xF0: /* eth: old fonts put it where đ belongs */
    case 0xD0:
        return 'd';
    case 0x2018:
    case 0x2019:
    case 0x2BC:
    case 0x60:
    case 0xB4:
        return '\'';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
        return '-';
    default:
        return 0;
    }
}

static void append_folded(struct buf *out, int32_t code) {
    utf8proc_uint8_t bytes[4];
    utf8proc_category_t category = utf8proc_category(code);
    if (plain_form(code))
        buf_append_char(out, plain_form(code));
    else if (category != UTF8PROC_CATEGORY_MN && category != UTF8PROC_CATEGORY_ME)
        buf_append(out, bytes, (size_t)utf8proc_encode_char(utf8proc_tolower(code), bytes));
}

struct str vi_fold(struct arena *arena, struct str s) {
    struct str line;
    if (!utf8_clean_line(arena, s, &line))
        return STR("");
    struct buf out = BUF_INIT(TEXT_BYTES_MAX);
    for (size_t i = 0; i < line.n;) {
        int32_t code = utf8_next(line, &i);
        utf8proc_int32_t parts[8] = {code};
        int boundary = 0;
        /* Not taken apart first: an acute accent alone would become a blank and a mark. */
        utf8proc_ssize_t count =
            plain_form(code) ? 1
                             : utf8proc_decompose_char(
                                   code, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
        for (utf8proc_ssize_t k = 0; k < count && k < 8; k++)
            append_folded(&out, parts[k]);
    }
    struct str folded = STR("");
    /* Some signs hold a blank. */
    if (!utf8_clean_line(arena, buf_str(&out), &folded))
        folded = STR("");
    buf_release(&out);
    return folded;
}

struct str vi_slug(struct arena *arena, struct str s) {
    struct str folded = vi_fold(arena, s);
    struct buf out = BUF_INIT(TEXT_BYTES_MAX);
    bool gap = false;
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (gap && out.length)
                buf_append_char(&out, '-');
            gap = false;
            buf_append_char(&out, c);
        } else if (c != '\'') {
            gap = true;
        }
    }
    struct str slug = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return slug;
}
