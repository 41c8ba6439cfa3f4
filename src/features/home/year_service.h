/* A cluster's year at a glance: who leads, what the calendar says, how far each field of work is.
 */
#ifndef FEATURES_HOME_YEAR_SERVICE_H
#define FEATURES_HOME_YEAR_SERVICE_H

#include "features/calendar/calendar_service.h"
#include "features/headship/headship_service.h"

struct year_now {
    struct headship headship; /* on the names' day of the year */
    struct calendar calendar;
    struct calendar_progresses kinds; /* of the whole year: targets, registration, … */
    int year_before;                  /* in which the cluster has members; 0: none */
    int year_after;
};

/* One transaction. ERR_DENIED when the user may not read the cluster. */
MUST_CHECK const struct err *year_load(struct db *db, struct arena *arena, const struct user *user,
                                       const struct cluster_year *year, struct date today,
                                       struct year_now *ret_now);

#endif
