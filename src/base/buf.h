/* A buffer that grows to a maximum set at birth.
 *
 * Invariants: `bytes[length]` is always a NUL once something was written; an append that would pass
 * `max` writes nothing and sets `overflowed`, which stays set: write on, ask once at the end.
 * The memory is malloc'ed; release it with buf_release.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/str.h"

struct buf {
    char *bytes; /* read only for users; NULL while empty */
    size_t length;
    size_t capacity;
    size_t max;
    bool overflowed;
};

#define BUF_INIT(max_bytes)                                                                        \
    { NULL, 0, 0, (max_bytes), false }
void buf_init(struct buf *buf, size_t max_bytes);
void buf_release(struct buf *buf);
/* Empties it and keeps the memory; the overflow is forgotten. */
void buf_clear(struct buf *buf);

void buf_append(struct buf *buf, const void *bytes, size_t count);
void buf_append_str(struct buf *buf, struct str s);
void buf_append_c(struct buf *buf, const char *text);
void buf_append_char(struct buf *buf, char c);
void buf_append_int(struct buf *buf, int64_t value);
void buf_append_format(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* Borrows the content: valid until the next change. Never absent. */
struct str buf_str(const struct buf *buf);

#endif
