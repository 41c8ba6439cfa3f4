#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

struct err_ring {
    struct err slots[ERR_RING_SIZE];
    unsigned next;
};

static _Thread_local struct err_ring own_ring;
static _Thread_local struct err_ring *borrowed_ring; /* NULL: its own */

struct err_ring *err_ring_current(void) {
    return borrowed_ring ? borrowed_ring : &own_ring;
}

struct err_ring *err_ring_use(struct err_ring *ring) {
    struct err_ring *before = err_ring_current();
    borrowed_ring = ring;
    return before;
}

const struct err *err_make(enum err_kind kind, const char *text_key, const char *file, int line,
                           const char *format, ...) {
    struct err_ring *ring = err_ring_current();
    struct err *err = &ring->slots[ring->next++ % ERR_RING_SIZE];
    /* Formatted aside first: the arguments may come from the very slot that is reused. */
    char message[ERR_MESSAGE_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    snprintf(err->message, sizeof(err->message), "%s", message);
    err->kind = kind;
    err->text_key = text_key;
    err->file = file;
    err->line = line;
    return err;
}

enum err_kind err_kind_of_errno(int error_number) {
    switch (error_number) {
    case ENOSPC:
    case EDQUOT:
        return ERR_DISK_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
        return ERR_READ_ONLY;
    case ENOENT:
        return ERR_NOT_FOUND;
    case EADDRINUSE:
        return ERR_IN_USE;
    default:
        return ERR_IO;
    }
}
