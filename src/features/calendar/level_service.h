/* All clusters of a level in a year: how each stands with its calendar.
 *
 * A cluster is looked at by some queries of its own (its members, its calendar, each kind that the
 * calendar names), so a page looks at LEVEL_PAGE of them. Only an order that depends on what is
 * found looks at all that the filter leaves, LEVEL_SCAN_MAX at most.
 */
#ifndef FEATURES_CALENDAR_LEVEL_SERVICE_H
#define FEATURES_CALENDAR_LEVEL_SERVICE_H

#include "features/account/right.h"
#include "features/calendar/calendar_service.h"

enum { LEVEL_PAGE = 50, LEVEL_SCAN_MAX = 1000 };

enum level_order { LEVEL_BY_NAME, LEVEL_BY_LATE, LEVEL_BY_INCOMPLETE, LEVEL_BY_NEXT, LEVEL_ORDERS };

/* As addresses have it; any other text is LEVEL_BY_NAME. */
struct str level_order_code(enum level_order order);
enum level_order level_order_from(struct str code);

struct level_filter {
    int year;
    struct str superior_id; /* empty: all */
    struct str words;       /* of the cluster's name, whatever their marks; empty: all */
    enum level_order order;
    size_t page; /* from 0 */
    bool all;    /* every page at once, LEVEL_SCAN_MAX at most: for a file */
};

struct level_half {
    bool exists;
    struct calendar_progress sheets;
    struct calendar_progress report;
};

struct level_row {
    struct cluster_year year;
    bool has_calendar;
    /* Of what was due by today, or came before its deadline: each member counts once a line. */
    struct calendar_counts counts;
    struct date next; /* the next deadline that somebody still has before him; empty: none */
    struct str next_title;
    struct level_half halves[2];
};

struct level {
    struct level_row *items;
    size_t count;
    size_t capacity;
    size_t found; /* clusters that the filter leaves */
    size_t first; /* the place of the first row among them */
    bool capped;  /* there are more than can be ordered */
};

/* Years in which the user may read a cluster, newest first. */
struct level_years {
    int *items;
    size_t count;
    size_t capacity;
};

/* What the filters offer, and the rows. FILTER.year 0: the newest year up to today's. */
MUST_CHECK const struct err *level_load(struct db *db, struct arena *arena, const struct user *user,
                                        const struct level_filter *filter, struct date today,
                                        struct level *ret_level, struct level_years *ret_years,
                                        struct cluster_units *ret_superiors);

#endif
