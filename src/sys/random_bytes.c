#include "sys/random_bytes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

void random_bytes(void *ret_bytes, size_t count) {
    unsigned char *bytes = ret_bytes;
    while (count) {
        ssize_t got = getrandom(bytes, count, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fprintf(stderr, "<2>random: the kernel gives no random bytes\n");
            abort();
        }
        bytes += got;
        count -= (size_t)got;
    }
}

struct str random_hex(struct arena *arena, size_t bytes) {
    static const char DIGITS[] = "0123456789abcdef";
    unsigned char *raw = arena_alloc(arena, bytes);
    random_bytes(raw, bytes);
    char *text = arena_alloc(arena, bytes * 2 + 1);
    for (size_t i = 0; i < bytes; i++) {
        text[2 * i] = DIGITS[raw[i] >> 4];
        text[2 * i + 1] = DIGITS[raw[i] & 15];
    }
    return (struct str){text, bytes * 2};
}
