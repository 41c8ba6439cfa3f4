/* Tables of other half-years and clusters: to compare with, and to begin from. */
#ifndef FEATURES_SCORING_TABLE_ORIGIN_SERVICE_H
#define FEATURES_SCORING_TABLE_ORIGIN_SERVICE_H

#include "features/scoring/scoring_service.h"

struct table_origin {
    struct str period_id;
    struct str cluster_id;
    struct str slug;
    struct str code; /* "2020-H1" */
    struct period period;
    struct str cluster_name;
    struct str title;
};

struct table_origins {
    struct table_origin *items;
    size_t count;
    size_t capacity;
};

enum { TABLE_ORIGINS_MAX = 300 };

/* Those this user may read, but that of CLUSTER itself; its own cluster's first, newest first. */
MUST_CHECK const struct err *scoring_table_origins(struct db *db, struct arena *arena,
                                                   const struct user *user,
                                                   const struct cluster_period *cluster,
                                                   struct table_origins *ret_origins);

/* Copies a table, and its rules where CLUSTER has not confirmed its own, into CLUSTER, which has no
 * criteria yet (else ERR_STATE). RIGHT_CRITERIA_EDIT here, RIGHT_CLUSTER_READ there. */
MUST_CHECK const struct err *scoring_copy_table(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct cluster_period *cluster,
                                                const struct table_origin *from);

#endif
