#include "base/str.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct str str_from_c(const char *text) {
    return (struct str){text, text ? strlen(text) : 0};
}

struct str str_or_empty(struct str s) {
    return s.p ? s : STR("");
}

struct str str_copy(struct arena *arena, struct str s) {
    if (!s.p)
        return STR_NONE;
    char *copy = arena_alloc(arena, s.n + 1);
    memcpy(copy, s.p, s.n);
    return (struct str){copy, s.n};
}

struct str str_format_v(struct arena *arena, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0)
        abort();
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)length};
}

struct str str_format(struct arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    struct str s = str_format_v(arena, format, args);
    va_end(args);
    return s;
}

struct str str_concat(struct arena *arena, struct str a, struct str b) {
    char *text = arena_alloc(arena, a.n + b.n + 1);
    if (a.n)
        memcpy(text, a.p, a.n);
    if (b.n)
        memcpy(text + a.n, b.p, b.n);
    return (struct str){text, a.n + b.n};
}

struct str str_lower_ascii(struct arena *arena, struct str s) {
    char *text = arena_alloc(arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        text[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
    return (struct str){text, s.n};
}

const char *str_c(struct arena *arena, struct str s) {
    return s.p ? str_copy(arena, s).p : "";
}

bool str_is_empty(struct str s) {
    return s.n == 0;
}

bool str_equal(struct str a, struct str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_equal_c(struct str a, const char *b) {
    return str_equal(a, str_from_c(b));
}

int str_compare(struct str a, struct str b) {
    size_t shorter = a.n < b.n ? a.n : b.n;
    int order = shorter ? memcmp(a.p, b.p, shorter) : 0;
    if (order != 0)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_starts_with(struct str s, struct str prefix) {
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends_with(struct str s, struct str suffix) {
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

ptrdiff_t str_find(struct str s, struct str needle) {
    if (needle.n == 0)
        return 0;
    if (s.n < needle.n)
        return -1;
    const char *found = memmem(s.p, s.n, needle.p, needle.n);
    return found ? found - s.p : -1;
}

struct str str_slice(struct str s, size_t from, size_t to) {
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return (struct str){s.p ? s.p + from : NULL, to - from};
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s) {
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_cut(struct str *rest, char separator) {
    if (!rest->p)
        return STR_NONE;
    const char *found = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
    struct str part = *rest;
    if (!found) {
        *rest = STR_NONE;
        return part;
    }
    part.n = (size_t)(found - part.p);
    rest->p = found + 1;
    rest->n -= part.n + 1;
    return part;
}

bool str_to_int64(struct str s, long long *ret_value) {
    bool negative = s.n && s.p[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == s.n)
        return false;
    long long value = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value))
            return false;
    }
    /* Counted downwards, since the most negative number has no positive twin. */
    if (!negative && __builtin_sub_overflow(0, value, &value))
        return false;
    *ret_value = value;
    return true;
}
