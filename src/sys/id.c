#include "sys/id.h"

#include <pthread.h>
#include <stdio.h>

#include "sys/random_bytes.h"

enum { SEQUENCE_MAX = 0xFFF, SEQUENCE_START_MASK = 0x3FF };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t last_ms;
static unsigned last_sequence;

/* The 12 bits behind the time are a counter that starts at a random number each millisecond. */
static void next_instant(uint64_t now_ms, unsigned start, uint64_t *ret_ms,
                         unsigned *ret_sequence) {
    pthread_mutex_lock(&lock);
    if (now_ms > last_ms) {
        last_ms = now_ms;
        last_sequence = start;
    } else if (last_sequence < SEQUENCE_MAX) {
        last_sequence++;
    } else {
        last_ms++;
        last_sequence = start;
    }
    *ret_ms = last_ms;
    *ret_sequence = last_sequence;
    pthread_mutex_unlock(&lock);
}

struct str id_new(struct arena *arena, int64_t now_ms) {
    unsigned char random[10];
    random_bytes(random, sizeof(random));
    uint64_t ms;
    unsigned sequence;
    next_instant(now_ms > 0 ? (uint64_t)now_ms : 0,
                 (unsigned)(random[8] << 8 | random[9]) & SEQUENCE_START_MASK, &ms, &sequence);
    return str_format(arena, "%08x-%04x-7%03x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                      (unsigned)(ms >> 16 & 0xFFFFFFFF), (unsigned)(ms & 0xFFFF), sequence,
                      0x80 | (random[0] & 0x3F), random[1], random[2], random[3], random[4],
                      random[5], random[6], random[7]);
}
