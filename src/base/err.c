#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
    memset(err->told, 0, sizeof(err->told));
    return err;
}

/* Cut before the character that does not fit whole. */
static void copy_cut(char *to, const char *from) {
    size_t length = strnlen(from, ERR_TOLD_BYTES);
    if (length >= ERR_TOLD_BYTES) {
        length = ERR_TOLD_BYTES - 1;
        while (length > 0 && ((unsigned char)from[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(to, from, length);
    to[length] = '\0';
}

const struct err *err_telling(const struct err *err, const char *first, const char *second) {
    struct err_ring *ring = err_ring_current();
    /* Aside first, as above. */
    struct err told = *err;
    copy_cut(told.told[0], first);
    copy_cut(told.told[1], second);
    struct err *slot = &ring->slots[ring->next++ % ERR_RING_SIZE];
    *slot = told;
    return slot;
}

const struct err *err_again(const struct err *err) {
    struct err copy = *err;
    return err_telling(&copy, copy.told[0], copy.told[1]);
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
