/* A cluster's year: its members and half-years. What happens once a year (terms, calendar,
 * movements, targets, registration, covenant, plan) hangs on it. */
#ifndef FEATURES_CLUSTER_CLUSTER_YEAR_SERVICE_H
#define FEATURES_CLUSTER_CLUSTER_YEAR_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/cluster/cluster.h"

enum { CLUSTER_YEAR_MIN = 1948, CLUSTER_YEAR_MAX = 2200 };

struct cluster_year_period {
    struct str id;
    struct str code; /* "2020-H1" */
    struct period period;
    struct closing closing;
};

struct cluster_year {
    struct str cluster_id;
    struct str slug;
    struct str name;
    struct str kind; /* cluster_kind.code: "area", "function" */
    int year;
    bool is_sample; /* invented figures: every page, paper and export says so */
    struct str source;
    struct date names_day; /* whose names its units bear: the year's last day, or today within it */
    struct cluster_unit superior;
    struct closing closing;       /* of the year; its half-years are closed by themselves */
    struct cluster_units members; /* of this year, in their order */
    struct {
        struct cluster_year_period *items; /* first half first */
        size_t count;
        size_t capacity;
    } periods;
};

/* ERR_NOT_FOUND where the cluster has neither members nor half-years in that year; ERR_DENIED when
 * the user may not read the cluster. TODAY is a day, not an instant: date_of_instant(now_ms). */
MUST_CHECK const struct err *cluster_year_find(struct db *db, struct arena *arena,
                                               const struct user *user, struct str slug, int year,
                                               struct date today, struct cluster_year *ret_year);
/* Within a transaction, for other rooms; no right is asked for. */
MUST_CHECK const struct err *cluster_year_load(struct db_tx *tx, struct arena *arena,
                                               struct str slug, int year, struct date today,
                                               struct cluster_year *ret_year);

/* Where what is done in the year happens. */
struct place place_of_year(const struct cluster_year *year);

/* The index of the member with that id or slug, or -1. */
ptrdiff_t cluster_year_member_by_id(const struct cluster_year *year, struct str id);
ptrdiff_t cluster_year_member_by_slug(const struct cluster_year *year, struct str slug);

/* The first (1) or second (2) half-year; NULL where the cluster has made none. */
const struct cluster_year_period *cluster_year_half(const struct cluster_year *year, int half);

/* All years of all clusters in REACH, newest year first, then by name. */
struct cluster_year_entry {
    struct str cluster_id;
    struct str slug;
    struct str name;
    int year;
    bool is_sample;
    struct str superior_id;
    int64_t member_count;
};

struct cluster_year_entries {
    struct cluster_year_entry *items;
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *cluster_years(struct db *db, struct arena *arena,
                                           const struct reach *reach,
                                           struct cluster_year_entries *ret_years);

/* The years before and after YEAR in which the cluster has members; 0: none. */
MUST_CHECK const struct err *cluster_years_beside(struct db_tx *tx, struct arena *arena,
                                                  const struct cluster_year *year, int *ret_before,
                                                  int *ret_after);

/* The units above any cluster, by name; slugs are not filled in. No right is asked for: show those
 * of clusters that cluster_years gave. */
MUST_CHECK const struct err *cluster_superiors(struct db *db, struct arena *arena,
                                               struct cluster_units *ret_units);

#endif
