#include "features/factor/directory.h"

#include <string.h>

#include "base/buf.h"

enum { NAME_BYTES_MAX = 4096 };

static const struct str PLACE = STR_INIT("{login}");

static bool has_place(const char *pattern) {
    return str_find(str_from_c(pattern), PLACE) >= 0;
}

/* "ldap://[::1]:389/" → "::1" */
static struct str host_of(struct str url) {
    ptrdiff_t at = str_find(url, STR("://"));
    struct str rest = str_slice(url, (size_t)at + 3, url.n);
    struct str host = str_cut(&rest, '/');
    if (host.n && host.p[0] == '[') {
        rest = str_slice(host, 1, host.n);
        return str_cut(&rest, ']');
    }
    return str_cut(&host, ':');
}

static bool is_this_machine(struct str host) {
    return str_equal_c(host, "localhost") || str_equal_c(host, "127.0.0.1") ||
           str_equal_c(host, "::1");
}

enum directory_fault directory_check(const struct directory_settings *settings) {
    struct str url = str_from_c(settings->url);
    bool plain = str_starts_with(url, STR("ldap://"));
    bool secret = str_starts_with(url, STR("ldaps://"));
    bool local = str_starts_with(url, STR("ldapi://"));
    /* Several servers in one text would be judged by the first alone. */
    if ((!plain && !secret && !local) || strpbrk(settings->url, " ,\t"))
        return DIRECTORY_NO_URL;
    if (!local && !host_of(url).n)
        return DIRECTORY_NO_URL;
    if (plain && !settings->start_tls && !is_this_machine(host_of(url)))
        return DIRECTORY_PLAIN;
    if (*settings->user_dn ? !has_place(settings->user_dn)
                           : !*settings->base || !has_place(settings->filter))
        return DIRECTORY_NO_WAY;
    return DIRECTORY_SOUND;
}

/* --- escapes ------------------------------------------------------------------------------ */

/* Every byte that is neither a letter, a digit nor one of ". - _ @" is written as \XX, which both
 * RFCs allow for any byte: there is no list of dangerous characters to forget one of. */
static void append_escaped(struct buf *out, struct str login) {
    static const char HEX[] = "0123456789abcdef";
    for (size_t i = 0; i < login.n; i++) {
        unsigned char c = (unsigned char)login.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '_' || c == '@' || (c == '-' && i > 0);
        if (plain) {
            buf_append_char(out, (char)c);
        } else {
            buf_append_char(out, '\\');
            buf_append_char(out, HEX[c >> 4]);
            buf_append_char(out, HEX[c & 15]);
        }
    }
}

struct str directory_fill(struct arena *arena, const char *pattern, struct str login) {
    struct buf out = BUF_INIT(NAME_BYTES_MAX);
    struct str rest = str_from_c(pattern);
    for (;;) {
        ptrdiff_t at = str_find(rest, PLACE);
        if (at < 0)
            break;
        buf_append_str(&out, str_slice(rest, 0, (size_t)at));
        append_escaped(&out, login);
        rest = str_slice(rest, (size_t)at + PLACE.n, rest.n);
    }
    buf_append_str(&out, rest);
    struct str filled = out.overflowed ? STR_NONE : str_copy(arena, buf_str(&out));
    buf_release(&out);
    return filled;
}
