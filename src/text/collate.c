#include "text/collate.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

enum { KEY_BYTES_MAX = 512, UNITS_MAX = 512 };

static pthread_key_t end_of_thread;
static pthread_once_t end_of_thread_once = PTHREAD_ONCE_INIT;

static void close_collator(void *own) {
    ucol_close(own);
}

static void make_end_of_thread(void) {
    if (pthread_key_create(&end_of_thread, close_collator) != 0)
        abort();
}

/* Collators may not be shared between threads, so each thread opens its own once; it is closed when
 * the thread ends. */
static UCollator *collator(void) {
    static _Thread_local UCollator *own;
    if (!own) {
        UErrorCode status = U_ZERO_ERROR;
        own = ucol_open("vi", &status);
        if (U_FAILURE(status)) {
            fprintf(stderr, "<2>collate: ICU has no Vietnamese rules: %s\n", u_errorName(status));
            abort();
        }
        /* Numbers in names by value: "Cụm 2" before "Cụm 10". */
        ucol_setAttribute(own, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
        pthread_once(&end_of_thread_once, make_end_of_thread);
        if (pthread_setspecific(end_of_thread, own) != 0)
            abort();
    }
    return own;
}

struct str collate_key(struct arena *arena, struct str s) {
    UChar units[UNITS_MAX];
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(units, UNITS_MAX, &length, s.p ? s.p : "", (int32_t)s.n, 0xFFFD, NULL,
                         &status);
    if (length > UNITS_MAX)
        length = UNITS_MAX; /* names longer than this are ordered by their beginning */
    uint8_t key[KEY_BYTES_MAX];
    int32_t bytes = ucol_getSortKey(collator(), units, length, key, KEY_BYTES_MAX);
    if (bytes > KEY_BYTES_MAX)
        bytes = KEY_BYTES_MAX;
    char *text = arena_alloc(arena, (size_t)bytes * 2 + 1);
    for (int32_t i = 0; i < bytes; i++)
        snprintf(text + i * 2, 3, "%02x", key[i]);
    return (struct str){text, (size_t)bytes * 2};
}

int collate_compare(struct arena *arena, struct str a, struct str b) {
    return str_compare(collate_key(arena, a), collate_key(arena, b));
}
