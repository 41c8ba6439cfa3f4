#include "sys/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "sys/clock.h"

enum { LINE_BYTES = 1024 };

static _Atomic int level_max = LOG_LEVEL_INFO;

void log_set_level(enum log_level level) {
    atomic_store(&level_max, (int)level);
}

static const char *level_name(enum log_level level) {
    switch (level) {
    case LOG_LEVEL_ERROR:
        return "error";
    case LOG_LEVEL_WARNING:
        return "warning";
    case LOG_LEVEL_INFO:
        return "info";
    case LOG_LEVEL_DEBUG:
        return "debug";
    }
    return "info";
}

static size_t clamp(int written, size_t room) {
    if (written < 0)
        return 0;
    return (size_t)written < room ? (size_t)written : room - 1;
}

void log_write(enum log_level level, const char *event, const char *format, ...) {
    if ((int)level > atomic_load(&level_max))
        return;
    char line[LINE_BYTES];
    int64_t now_ms = clock_now_ms();
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    size_t room = sizeof(line) - 1; /* one byte is kept for the newline */
    size_t length =
        clamp(snprintf(line, room,
                       "<%d>ts=%04d-%02d-%02dT%02d:%02d:%02d.%03dZ level=%s "
                       "event=%s ",
                       (int)level, utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                       utc.tm_min, utc.tm_sec, (int)(now_ms % 1000), level_name(level), event),
              room);
    va_list args;
    va_start(args, format);
    length += clamp(vsnprintf(line + length, room - length, format, args), room - length);
    va_end(args);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)line[i] < 0x20)
            line[i] = ' ';
    line[length++] = '\n';
    /* A log that cannot be written must not stop the work. */
    ssize_t written = write(STDERR_FILENO, line, length);
    (void)written;
}

void log_err(const char *event, const struct err *err) {
    char message[ERR_MESSAGE_BYTES];
    snprintf(message, sizeof(message), "%s", err->message);
    for (char *c = message; *c; c++)
        if (*c == '"')
            *c = '\'';
    log_write(LOG_LEVEL_ERROR, event, "kind=%d at=%s:%d message=\"%s\"", (int)err->kind, err->file,
              err->line, message);
}
