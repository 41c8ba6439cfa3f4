/* The log: one line of key=value pairs to stderr for each event, behind a `<N>` priority that
 * journald understands. Never personal data: no names, addresses of people, paths with ids, or
 * contents of fields; say the route, the kind, the number. */
#ifndef SYS_LOG_H
#define SYS_LOG_H

#include "base/attributes.h"
#include "base/err.h"

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

/* Lines above this level are dropped; LOG_LEVEL_INFO unless set. */
void log_set_level(enum log_level level);

/* log_write(LOG_LEVEL_INFO, "http.request", "route=%s status=%d", route, status): FORMAT gives the
 * pairs, the line begins with the instant (UTC), the level and the event. Line breaks in values
 * become blanks; a line is written by one write. Safe from any thread. */
void log_write(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3, 4);
/* An error with its kind and place. */
void log_err(const char *event, const struct err *err);

#endif
