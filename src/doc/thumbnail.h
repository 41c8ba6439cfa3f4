/* Small pictures of pictures (JPEG, PNG), for lists: at most THUMBNAIL_SIDE_MAX on a side, drawn
 * anew as JPEG without anything that the original carried beside its dots.
 *
 * Decoding runs in the locked child (see workbook_read.h). What is no such picture, is damaged or
 * beyond all measure gives no thumbnail; that is no fault.
 */
#ifndef DOC_THUMBNAIL_H
#define DOC_THUMBNAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "text/message.h"

enum {
    THUMBNAIL_SIDE_MAX = 320,
    THUMBNAIL_BYTES_MAX = 256 * 1024,
    THUMBNAIL_SOURCE_SIDE_MAX = 20000,
};
#define THUMBNAIL_SOURCE_DOTS_MAX ((uint64_t)50 * 1000 * 1000)
/* An interlaced PNG must be held as a whole. */
#define THUMBNAIL_WHOLE_DOTS_MAX ((uint64_t)25 * 1000 * 1000)

struct thumbnail {
    uint32_t width; /* 0: there is none */
    uint32_t height;
    struct str jpeg;
};

struct workbook_file;

/* In a locked child. Where that came to no end there is no thumbnail. */
MUST_CHECK const struct err *thumbnail_make(struct arena *arena, const struct workbook_file *file,
                                            struct thumbnail *ret_thumbnail);

/* The decoding itself: for the child, and for tests and fuzzing. */
void thumbnail_make_bytes(struct arena *arena, struct str file, struct thumbnail *ret_thumbnail);

#endif
