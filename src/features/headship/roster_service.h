/* Who is a member of a cluster's year; the next year and the next half-year of a cluster that is
 * there. Members: RIGHT_CLUSTER_CREATE (the standing office: the head does not choose its peers). A
 * half-year of a year that is there: RIGHT_TERM_EDIT. */
#ifndef FEATURES_HEADSHIP_ROSTER_SERVICE_H
#define FEATURES_HEADSHIP_ROSTER_SERVICE_H

#include "features/headship/headship_service.h"

/* --- the members of a year -------------------------------------------------------------------- */

struct roster_line {
    struct str unit_id;
    struct str position; /* as typed: members are ordered by it; empty: as it was */
    bool remove;
};

struct roster_form {
    LIST(struct roster_line) lines;
    struct str add; /* names or codes, one a line */
    struct str reason;
};

/* Refused: a member with scores in that year, in a post or with a meeting to host; a unit that did
 * not exist in the year, or stands in another cluster of the kind. A change of who is a member
 * needs a reason. Nothing is stored on issues. */
MUST_CHECK const struct err *roster_change(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct cluster_year *year,
                                           const struct roster_form *form, struct issues *issues);

/* --- the next year ---------------------------------------------------------------------------- */

struct next_member {
    struct cluster_unit unit; /* under its name of the first day of the next year, or its last */
    bool goes_on;             /* else it has ended: */
    struct date ended;
    struct cluster_units successors; /* offered, never taken by themselves */
};

struct next_year {
    int year;
    bool exists;
    LIST(struct next_member) members;
    struct cluster_units going_on; /* what the indexes in `candidates` are of */
    struct headship_candidates candidates;
    struct str table_from; /* code of the half-year whose table may be carried over; or "" */
};

/* What the year after YEAR would be made from; nothing is stored. */
MUST_CHECK const struct err *roster_next_year(struct db *db, struct arena *arena,
                                              const struct user *user,
                                              const struct cluster_year *year,
                                              struct next_year *ret_next);

struct next_year_form {
    LIST(struct str) units; /* ids of members and successors that were chosen */
    struct str basis;       /* minutes or decision; may be empty */
    bool carry_table;
};

/* Makes the members of the year after and its first half-year. */
MUST_CHECK const struct err *roster_make_year(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_year *year,
                                              const struct next_year_form *form,
                                              struct issues *issues);

/* --- a half-year ------------------------------------------------------------------------------ */

/* Makes the half-year that YEAR lacks; the head in office on its last day is written down, or the
 * one that its other half names; day, venue and hosts are taken from the meeting, if one is
 * recorded. ERR_CONFLICT when it is there. */
MUST_CHECK const struct err *roster_make_half(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_year *year, int half,
                                              bool carry_table, struct str *ret_code);

#endif
