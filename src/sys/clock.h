/* The two clocks. Handlers and rules never call them: the instant is a parameter there. */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC; may jump when the administrator sets the clock. */
int64_t clock_now_ms(void);
/* Milliseconds since some start, never going back: for deadlines and durations. */
int64_t clock_monotonic_ms(void);
/* The instant WALL_MS, but never before one that was answered earlier in this process: where the
 * clock was set back it goes on from there at its own pace. For locks, codes and sessions, which a
 * wrong clock must neither lengthen nor open again. Safe from any thread. */
int64_t clock_steady_ms(int64_t wall_ms);
/* Nothing before AT_MS from now on: what was kept of the last run. */
void clock_steady_raise(int64_t at_ms);

#endif
