/* The two clocks. Handlers and rules never call them: the instant is a parameter there. */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC; may jump when the administrator sets the clock. */
int64_t clock_now_ms(void);
/* Milliseconds since some start, never going back: for deadlines and durations. */
int64_t clock_monotonic_ms(void);

#endif
