#include "sys/clock.h"

#include <pthread.h>
#include <time.h>

static int64_t read_ms(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void) {
    return read_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void) {
    return read_ms(CLOCK_MONOTONIC);
}

static pthread_mutex_t steady_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t steady_ms;           /* the last answer … */
static int64_t steady_monotonic_ms; /* … and when it was given */

int64_t clock_steady_ms(int64_t wall_ms) {
    int64_t monotonic_ms = clock_monotonic_ms();
    pthread_mutex_lock(&steady_lock);
    if (steady_ms)
        steady_ms += monotonic_ms - steady_monotonic_ms;
    steady_monotonic_ms = monotonic_ms;
    if (wall_ms > steady_ms)
        steady_ms = wall_ms;
    int64_t answer = steady_ms;
    pthread_mutex_unlock(&steady_lock);
    return answer;
}

void clock_steady_raise(int64_t at_ms) {
    clock_steady_ms(at_ms);
}
