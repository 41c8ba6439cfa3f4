/* Borrowed strings.
 *
 * A `struct str` points at bytes that somebody else owns (an arena, a literal, a request) and never
 * frees them. Text inside the program is UTF-8 in NFC. A string whose `p` is NULL is "absent" (SQL
 * NULL, a field that was not sent); it is not the same as an empty one, though both have n == 0.
 * Every string made here in an arena is followed by a NUL byte, so its `.p` may be handed to C.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct str {
    const char *p;
    size_t n;
};

/* A literal: STR("abc"). STR_INIT for static tables. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    { "" literal, sizeof(literal) - 1 }
#define STR_NONE ((struct str){NULL, 0})

/* printf("%.*s", STR_ARG(s)) */
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)(s).n, ((s).p ? (s).p : "")

/* text may be NULL, which gives STR_NONE. */
struct str str_from_c(const char *text);

struct str str_copy(struct arena *arena, struct str s);
struct str str_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct str str_format_v(struct arena *arena, const char *format, va_list args) PRINTF_LIKE(2, 0);
struct str str_concat(struct arena *arena, struct str a, struct str b);
struct str str_lower_ascii(struct arena *arena, struct str s);

/* The string, "" where it is absent: for columns that are never NULL, and for fields of forms. */
struct str str_or_empty(struct str s);

/* The string as C text; "" where it is absent. Copies only where no NUL is known to follow. */
const char *str_c(struct arena *arena, struct str s);

bool str_is_empty(struct str s);
bool str_equal(struct str a, struct str b);
bool str_equal_c(struct str a, const char *b);
int str_compare(struct str a, struct str b); /* byte order, for sorting and searching */
bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);
/* Where NEEDLE begins in S, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);
struct str str_slice(struct str s, size_t from, size_t to);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Cuts the part before SEPARATOR off *rest and returns it; the last part leaves *rest absent.
 * `while (rest.p) { struct str part = str_cut(&rest, ','); … }` */
struct str str_cut(struct str *rest, char separator);

/* Decimal digits with an optional minus, nothing else; false on anything else or overflow. */
bool str_to_int64(struct str s, long long *ret_value);

#endif
