/* What the calendars of a user's clusters remind him of, on the first page. */
#ifndef FEATURES_HOME_REMINDER_WEB_H
#define FEATURES_HOME_REMINDER_WEB_H

#include "features/calendar/calendar_view.h"

enum {
    REMINDERS_MAX = 12,
    REMINDER_CLUSTERS_MAX = 20, /* whose calendars are looked at; beyond: the page of all */
};

struct reminders {
    struct calendar_tasks tasks; /* nearest to today first */
    size_t more;                 /* not shown */
    bool cut;                    /* there are clusters that were not looked at */
};

/* Deadlines that are near or have passed: of the user's own units, and of clusters that he runs. */
MUST_CHECK const struct err *reminders_load(const struct request *request,
                                            struct reminders *ret_reminders);

#endif
