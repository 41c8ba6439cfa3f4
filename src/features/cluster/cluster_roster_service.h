/* Members of a cluster's year and its half-years, row by row, within a transaction: for the room
 * that decides who they are. No right is asked for; each change that boards rest on makes a new
 * structure revision of the year's half-years. */
#ifndef FEATURES_CLUSTER_CLUSTER_ROSTER_SERVICE_H
#define FEATURES_CLUSTER_CLUSTER_ROSTER_SERVICE_H

#include "features/cluster/cluster_year_service.h"

struct cluster_kind {
    struct str code;
    struct str name;
    struct str name_en;
};

struct cluster_kinds {
    struct cluster_kind *items;
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *cluster_kinds_in(struct db_tx *tx, struct arena *arena,
                                              struct cluster_kinds *ret_kinds);
MUST_CHECK const struct err *cluster_kinds(struct db *db, struct arena *arena,
                                           struct cluster_kinds *ret_kinds);

/* The name of another cluster of that kind which has the unit in that year; empty: none. A unit
 * stands in one cluster of a kind. */
MUST_CHECK const struct err *cluster_elsewhere(struct db_tx *tx, struct arena *arena,
                                               struct str unit_id, int year, struct str kind,
                                               struct str cluster_id, struct str *ret_name);
/* Whether scores of the unit exist in the cluster's half-years of that year. */
MUST_CHECK const struct err *cluster_member_has_scores(struct db_tx *tx, struct arena *arena,
                                                       struct str cluster_id, struct str unit_id,
                                                       int year, bool *ret_has);

/* Rows of who is a member in which year; the caller checks and tells the history. POSITION counts
 * from 0. */
MUST_CHECK const struct err *cluster_member_add(struct db_tx *tx, struct str cluster_id,
                                                struct str unit_id, int year, size_t position);
MUST_CHECK const struct err *cluster_member_remove(struct db_tx *tx, struct str cluster_id,
                                                   struct str unit_id, int year);
MUST_CHECK const struct err *cluster_member_move(struct db_tx *tx, struct str cluster_id,
                                                 struct str unit_id, int year, size_t position);
/* After all of that: what boards rest on has changed. */
MUST_CHECK const struct err *cluster_bump_year(struct db_tx *tx, const struct cluster_year *year);

/* What a new half-year begins with; ids and dates may be absent. Its rules are the program's
 * example until somebody confirms them; it has no table. */
struct cluster_period_draft {
    struct period period;
    struct str head_id;
    struct str host_id;
    struct str venue;
    struct str held_on; /* ISO */
    bool places_shown;
};
MUST_CHECK const struct err *cluster_period_add(struct db_tx *tx, struct arena *arena,
                                                struct str cluster_id, int64_t now_ms,
                                                const struct cluster_period_draft *draft,
                                                struct str *ret_id);

/* Day (ISO), venue and host of the review of a half-year; HOST_ID and HELD_ON may be absent. */
MUST_CHECK const struct err *cluster_set_meeting(struct db_tx *tx, struct str period_id,
                                                 struct str host_id, struct str venue,
                                                 struct str held_on);
/* Names the head of a half-year that names nobody yet. */
MUST_CHECK const struct err *cluster_fill_head(struct db_tx *tx, struct str period_id,
                                               struct str head_id);

#endif
