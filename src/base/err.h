/* Errors: what went wrong that is not the user's input.
 *
 * A function that can fail returns `const struct err *`; NULL means fine. Callers must look (the
 * compiler warns) and usually pass it on with TRY(). What the *user* got wrong is not an error: see
 * base/issues.h. Bugs abort.
 *
 * An error lives in a ring of the thread that it is for, until ERR_RING_SIZE newer ones: pass it up
 * and answer it, never store it. Out-parameters are untouched when an error is returned.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/attributes.h"

enum err_kind {
    ERR_INTERNAL = 1, /* should not happen: log it, say sorry */
    ERR_IO,           /* a file or socket failed */
    ERR_DISK_FULL,    /* no space left; nothing was stored */
    ERR_READ_ONLY,    /* the folder or database cannot be written */
    ERR_IN_USE,       /* another program holds the data folder, or the port */
    ERR_DATABASE,     /* the database failed */
    ERR_UNAVAILABLE,  /* the database cannot be reached now; try again */
    ERR_CONFLICT,     /* somebody else changed it first, or it exists already */
    ERR_NOT_FOUND,
    ERR_DENIED, /* the right is missing */
    ERR_STATE,  /* not possible in this state (for example: locked) */
    ERR_INPUT,  /* input that cannot be used at all, e.g. a file that is no workbook */
    ERR_LIMIT,  /* larger than allowed */
};

enum { ERR_RING_SIZE = 16, ERR_MESSAGE_BYTES = 512, ERR_TOLD_MAX = 2, ERR_TOLD_BYTES = 160 };

struct err {
    enum err_kind kind;
    /* English, for logs and the command line; without personal data. */
    char message[ERR_MESSAGE_BYTES];
    /* A key of the message catalogue ("error.disk_full") when there is a better sentence for people
     * than the one of the kind; else NULL. A static string. */
    const char *text_key;
    /* What that sentence takes as {0} and {1}, for people only: names may stand here, so no log
     * writes it. Both empty: nothing was said. */
    char told[ERR_TOLD_MAX][ERR_TOLD_BYTES];
    const char *file;
    int line;
};

/* Makes an error. Use ERR(kind, format, …). */
const struct err *err_make(enum err_kind kind, const char *text_key, const char *file, int line,
                           const char *format, ...) PRINTF_LIKE(5, 6);

#define ERR(kind, ...) err_make((kind), NULL, __FILE__, __LINE__, __VA_ARGS__)
/* With the catalogue key of the sentence for people. */
#define ERR_TEXT(kind, key, ...) err_make((kind), (key), __FILE__, __LINE__, __VA_ARGS__)

/* A further error of the same kind and words, in the ring of this thread. */
const struct err *err_again(const struct err *err);
/* The same with what its sentence takes: texts that end with a zero, cut where they are long (at a
 * whole character). */
const struct err *err_telling(const struct err *err, const char *first, const char *second);

/* For whoever runs a function for another thread that waits meanwhile: from now on the errors of
 * this thread go to RING, which is the waiting thread's err_ring_current(). Answers the ring used
 * before, to be put back. So the errors stand where the waiting thread may read them, and this
 * thread's own are not overwritten. */
struct err_ring;
struct err_ring *err_ring_current(void);
struct err_ring *err_ring_use(struct err_ring *ring);

/* The kind that an errno value means: ENOSPC and EDQUOT are ERR_DISK_FULL, EROFS, EACCES and EPERM
 * ERR_READ_ONLY, ENOENT ERR_NOT_FOUND, EADDRINUSE ERR_IN_USE, all else ERR_IO. */
enum err_kind err_kind_of_errno(int error_number);

/* `TRY(step());` returns the error to the caller. */
#define TRY(expression)                                                                            \
    do {                                                                                           \
        const struct err *try_err = (expression);                                                  \
        if (try_err)                                                                               \
            return try_err;                                                                        \
    } while (0)

#endif
