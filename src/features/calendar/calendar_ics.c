#include "features/calendar/calendar_ics.h"

#include "base/buf.h"

enum { LINE_BYTES = 75, ICS_BYTES_MAX = 4 << 20 };

static struct str taken(struct arena *arena, struct buf *out) {
    struct str text = str_copy(arena, buf_str(out));
    buf_release(out);
    return text;
}

/* A content line, folded: continuation lines begin with a space, which counts. */
static void put_line(struct buf *out, struct str line) {
    size_t room = LINE_BYTES;
    for (size_t i = 0; i < line.n;) {
        size_t bytes = 1;
        while (i + bytes < line.n && ((unsigned char)line.p[i + bytes] & 0xC0) == 0x80)
            bytes++;
        if (bytes > room) {
            buf_append_c(out, "\r\n ");
            room = LINE_BYTES - 1;
        }
        buf_append(out, line.p + i, bytes);
        room -= bytes;
        i += bytes;
    }
    buf_append_c(out, "\r\n");
}

/* Text as a value: commas, semicolons and backslashes escaped, line breaks as \n. */
static struct str escaped(struct arena *arena, struct str text) {
    struct buf out = BUF_INIT(ICS_BYTES_MAX);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\r')
            continue;
        if (c == '\n') {
            buf_append_c(&out, "\\n");
            continue;
        }
        if (c == ',' || c == ';' || c == '\\')
            buf_append_char(&out, '\\');
        buf_append_char(&out, c);
    }
    return taken(arena, &out);
}

static void put(struct arena *arena, struct buf *out, const char *name, struct str value) {
    put_line(out, str_format(arena, "%s:" STR_FMT, name, STR_ARG(value)));
}

static struct str day_value(struct arena *arena, struct date day) {
    return str_format(arena, "%04d%02d%02d", day.year, day.month, day.day);
}

/* "20200624T021500Z" */
static struct str instant_value(struct arena *arena, int64_t ms) {
    const int64_t day_s = 24 * 60 * 60;
    int64_t s = ms / 1000;
    struct str day = day_value(arena, date_from_days(s / day_s));
    int in_day = (int)(s % day_s);
    return str_format(arena, STR_FMT "T%02d%02d%02dZ", STR_ARG(day), in_day / 3600,
                      in_day / 60 % 60, in_day % 60);
}

static void put_event(struct arena *arena, struct buf *out, const struct ics *ics,
                      const struct ics_event *event) {
    put(arena, out, "BEGIN", STR("VEVENT"));
    put(arena, out, "UID", str_format(arena, STR_FMT "@thidua", STR_ARG(event->uid)));
    put(arena, out, "DTSTAMP", instant_value(arena, ics->stamp_ms));
    put(arena, out, "LAST-MODIFIED", instant_value(arena, event->changed_ms));
    put(arena, out, "SEQUENCE", str_format(arena, "%lld", (long long)event->revision));
    put(arena, out, "DTSTART;VALUE=DATE", day_value(arena, event->day));
    put(arena, out, "DTEND;VALUE=DATE",
        day_value(arena, date_from_days(date_to_days(event->day) + 1)));
    put(arena, out, "SUMMARY", escaped(arena, event->summary));
    if (event->details.n)
        put(arena, out, "DESCRIPTION", escaped(arena, event->details));
    put(arena, out, "TRANSP", STR("TRANSPARENT"));
    put(arena, out, "BEGIN", STR("VALARM"));
    put(arena, out, "ACTION", STR("DISPLAY"));
    put(arena, out, "DESCRIPTION", escaped(arena, event->summary));
    put(arena, out, "TRIGGER", STR("-P3D"));
    put(arena, out, "END", STR("VALARM"));
    put(arena, out, "END", STR("VEVENT"));
}

struct str ics_write(struct arena *arena, const struct ics *ics) {
    struct buf out = BUF_INIT(ICS_BYTES_MAX);
    put(arena, &out, "BEGIN", STR("VCALENDAR"));
    put(arena, &out, "VERSION", STR("2.0"));
    put(arena, &out, "PRODID", ics->product);
    put(arena, &out, "CALSCALE", STR("GREGORIAN"));
    put(arena, &out, "METHOD", STR("PUBLISH"));
    put(arena, &out, "X-WR-CALNAME", escaped(arena, ics->name));
    for (size_t i = 0; i < ics->events.count; i++)
        put_event(arena, &out, ics, &ics->events.items[i]);
    put(arena, &out, "END", STR("VCALENDAR"));
    return taken(arena, &out);
}
