/* Deadlines of a kind of work, for the room it belongs to: nothing is looked at but the calendar.
 */
#ifndef FEATURES_CALENDAR_CALENDAR_DEADLINE_SERVICE_H
#define FEATURES_CALENDAR_CALENDAR_DEADLINE_SERVICE_H

#include "db/db.h"
#include "features/calendar/calendar.h"

struct calendar_longer {
    struct str unit_id;
    struct date deadline;
};

struct calendar_deadlines {
    struct date deadline; /* empty: no row of that kind stands in the calendar */
    struct str author;
    int64_t at_ms;
    LIST(struct calendar_longer) longer; /* who has more time */
};

/* Of the year's rows of that kind the one with the earliest deadline. No right is asked for. */
MUST_CHECK const struct err *calendar_deadlines_of(struct db_tx *tx, struct arena *arena,
                                                   struct str cluster_id, int year,
                                                   struct str kind_code,
                                                   struct calendar_deadlines *ret_deadlines);
/* The unit's own, or that of all. */
struct date calendar_deadline_for(const struct calendar_deadlines *deadlines, struct str unit_id);

#endif
