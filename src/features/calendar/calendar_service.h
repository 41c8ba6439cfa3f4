/* Use cases of the calendar: what is due in a cluster's year and how each member stands with it;
 * rows, longer times and marks by hand are added as revisions, never overwritten.
 *
 * Members see who is in time and who is late (RIGHT_CLUSTER_READ); nothing of what was handed in.
 */
#ifndef FEATURES_CALENDAR_CALENDAR_SERVICE_H
#define FEATURES_CALENDAR_CALENDAR_SERVICE_H

#include "features/account/right.h"
#include "features/calendar/due_service.h"

/* How a member stands with a row; or the cluster, where the row is its head's. */
struct calendar_stand {
    struct calendar_state state;
    enum due_state due;
    struct date on;       /* received or begun; empty: not known */
    struct date deadline; /* its own, where it has longer */
    bool extended;        /* … and why: */
    struct str extended_why;
    struct message details;    /* what is missing */
    struct calendar_mark mark; /* by hand, where the row has no kind */
};

/* A deadline that counted before. */
struct calendar_moved {
    struct date deadline;
    struct str reason; /* of the change */
    struct str author;
    int64_t at_ms;
};

struct calendar_line {
    struct calendar_row row;
    const struct due_kind *kind;   /* NULL: marked by hand */
    bool kind_gone;                /* a kind that this program does not know */
    struct calendar_stand *stands; /* one a member of the year, or one for the cluster */
    size_t stand_count;
    struct calendar_counts counts;
    LIST(struct calendar_moved) moved; /* oldest first */
};

struct calendar {
    struct calendar_line *items; /* by deadline, then title */
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *calendar_of_year(struct db *db, struct arena *arena,
                                              const struct user *user,
                                              const struct cluster_year *year, struct date today,
                                              struct calendar *ret_calendar);
/* Within a transaction, for other rooms; no right is asked for. */
MUST_CHECK const struct err *calendar_load(struct db_tx *tx, struct arena *arena,
                                           const struct cluster_year *year, struct date today,
                                           struct calendar *ret_calendar);

/* How far the members (or the head) are with a kind, whether or not the calendar has a row of it.
 * HALF 1 or 2 for kinds of a half-year, else 0. */
struct calendar_progress {
    const struct due_kind *kind;
    int half;
    size_t done;
    size_t incomplete;
    size_t all;
};

struct calendar_progresses {
    struct calendar_progress *items;
    size_t count;
    size_t capacity;
};

/* Within a transaction; no right is asked for. */
MUST_CHECK const struct err *calendar_look(struct db_tx *tx, struct arena *arena,
                                           const struct cluster_year *year,
                                           const struct due_kind *kind, int half,
                                           struct calendar_progress *ret_progress);
/* The years FROM … TO in which a cluster of REACH has a calendar, newest first, then
 * by name. */
struct calendar_year {
    struct str slug;
    int year;
};

struct calendar_years {
    struct calendar_year *items;
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *calendar_years(struct db_tx *tx, struct arena *arena,
                                            const struct reach *reach, int from, int to,
                                            struct calendar_years *ret_years);

/* NULL where there is no such row. */
const struct calendar_line *calendar_find(const struct calendar *calendar, struct str row_id);

/* Everything that was ever said of a row: its revisions, oldest first. */
struct calendar_rows {
    struct calendar_row *items;
    size_t count;
    size_t capacity;
};
/* Who had longer, who was marked: in words of people, oldest first. */
struct calendar_event {
    int64_t at_ms;
    struct str author;
    struct str unit; /* name; empty: the cluster */
    bool is_extension;
    struct date day; /* deadline, or received; empty: taken back */
    bool incomplete;
    struct str words; /* reason, or remark */
};
struct calendar_history {
    struct calendar_rows rows;
    LIST(struct calendar_event) events;
};
MUST_CHECK const struct err *calendar_history(struct db *db, struct arena *arena,
                                              const struct user *user,
                                              const struct cluster_year *year, struct str row_id,
                                              struct calendar_history *ret_history);

/* The kinds of due_list.c, as the rules know them. */
struct calendar_kinds calendar_kinds(struct arena *arena);

/* --- changes: RIGHT_YEAR_EDIT in the cluster; nothing is stored when ISSUES is not empty -------
 */

/* Adds a row (ROW_ID empty) or changes one; a change says why. */
MUST_CHECK const struct err *calendar_enter(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct cluster_year *year, struct str row_id,
                                            const struct calendar_form *form, struct issues *issues,
                                            struct str *ret_row_id);
/* Adds several at once (from the example, from last year); their issues' fields end in "-N", N the
 * index in FORMS. Or none. */
MUST_CHECK const struct err *calendar_take(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct cluster_year *year,
                                           const struct calendar_form *forms, const size_t *numbers,
                                           size_t count, struct issues *issues);
/* Takes a row out of the calendar; its revisions stay. */
MUST_CHECK const struct err *calendar_remove(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_year *year, struct str row_id,
                                             struct str reason, struct issues *issues);
/* Longer time for one member; DEADLINE as typed, empty: as for all again. */
MUST_CHECK const struct err *calendar_extend(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_year *year, struct str row_id,
                                             struct str unit_id, struct str deadline,
                                             struct str reason, struct issues *issues);

/* Marks by hand as typed, one a member of the year (its SLUG names the field), or one with an empty
 * unit and the slug "cum". Stores those that differ. */
struct calendar_mark_form {
    struct str unit_id;
    struct str slug;
    struct str received;
    bool incomplete;
    struct str remark;
};
MUST_CHECK const struct err *calendar_mark_rows(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct cluster_year *year, struct str row_id,
                                                const struct calendar_mark_form *forms,
                                                size_t count, struct issues *issues,
                                                size_t *ret_stored);

#endif
