/* What the targets share. A target is one function that eats any bytes; it is driven by libFuzzer
 * (-Dfuzz=true) or by replay.c, which runs the kept inputs as an ordinary test. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the code promises, whatever it is fed. */
#define MUST_HOLD(condition)                                                                       \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Borrowed: no byte follows, so that the sanitizer sees each step beyond. */
static inline struct str fuzz_input(const uint8_t *data, size_t size) {
    return (struct str){size ? (const char *)data : "", size};
}

#endif
