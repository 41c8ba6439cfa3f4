/* Deadlines as a file that Outlook and other calendars open (RFC 5545): all-day events. Pure. */
#ifndef FEATURES_CALENDAR_CALENDAR_ICS_H
#define FEATURES_CALENDAR_CALENDAR_ICS_H

#include "base/date.h"
#include "base/list.h"

struct ics_event {
    struct str uid; /* the same in every later file: the event is replaced, not doubled */
    int64_t revision;
    struct date day;
    struct str summary;
    struct str details;
    int64_t changed_ms;
};

struct ics {
    struct str product; /* "-//thidua//lich-nam//VI" */
    struct str name;    /* of the calendar */
    int64_t stamp_ms;   /* when the file was made */
    LIST(struct ics_event) events;
};

/* Lines end with CR LF and are folded after 75 bytes, never within a character. */
struct str ics_write(struct arena *arena, const struct ics *ics);

#endif
