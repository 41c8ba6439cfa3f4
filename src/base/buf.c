#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t max_bytes) {
    *buf = (struct buf)BUF_INIT(max_bytes);
}

void buf_release(struct buf *buf) {
    free(buf->bytes);
    *buf = (struct buf)BUF_INIT(buf->max);
}

void buf_clear(struct buf *buf) {
    buf->length = 0;
    buf->overflowed = false;
    if (buf->bytes)
        buf->bytes[0] = 0;
}

/* Makes room for COUNT more bytes and a NUL; false when that passes the maximum. */
static bool reserve(struct buf *buf, size_t count) {
    if (buf->overflowed || count > buf->max - buf->length) {
        buf->overflowed = true;
        return false;
    }
    size_t needed = buf->length + count + 1;
    if (needed <= buf->capacity)
        return true;
    size_t capacity = buf->capacity ? buf->capacity * 2 : 256;
    while (capacity < needed)
        capacity *= 2;
    char *bytes = realloc(buf->bytes, capacity);
    if (!bytes) {
        fprintf(stderr, "<2>buf: out of memory\n");
        abort();
    }
    buf->bytes = bytes;
    buf->capacity = capacity;
    return true;
}

void buf_append(struct buf *buf, const void *bytes, size_t count) {
    if (!reserve(buf, count))
        return;
    if (count)
        memcpy(buf->bytes + buf->length, bytes, count);
    buf->length += count;
    buf->bytes[buf->length] = 0;
}

void buf_append_str(struct buf *buf, struct str s) {
    buf_append(buf, s.p, s.n);
}

void buf_append_c(struct buf *buf, const char *text) {
    buf_append(buf, text, strlen(text));
}

void buf_append_char(struct buf *buf, char c) {
    buf_append(buf, &c, 1);
}

void buf_append_int(struct buf *buf, int64_t value) {
    char digits[24];
    char *start = digits + sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--start = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--start = '-';
    buf_append(buf, start, (size_t)(digits + sizeof(digits) - start));
}

void buf_append_format(struct buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0 && reserve(buf, (size_t)length)) {
        vsnprintf(buf->bytes + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
}

struct str buf_str(const struct buf *buf) {
    return (struct str){buf->bytes ? buf->bytes : "", buf->length};
}
