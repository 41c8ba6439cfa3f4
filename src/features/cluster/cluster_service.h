/* Use cases of clusters: who may, what changes, what is written down. */
#ifndef FEATURES_CLUSTER_CLUSTER_SERVICE_H
#define FEATURES_CLUSTER_CLUSTER_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/cluster/cluster.h"

/* All half-years the user may read, newest first. */
struct cluster_summary {
    struct str cluster_id;
    struct str slug;
    struct str name;
    struct str period_code;
    struct period period;
    struct date figures_until;
    struct date held_on;
    bool is_sample;
};

struct cluster_summaries {
    struct cluster_summary *items;
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *cluster_list(struct db *db, struct arena *arena,
                                          const struct user *user,
                                          struct cluster_summaries *ret_clusters);

/* ERR_NOT_FOUND for a cluster or period that is not there; ERR_DENIED when the user may not read
 * it. */
MUST_CHECK const struct err *cluster_find(struct db *db, struct arena *arena,
                                          const struct user *user, struct str slug,
                                          struct str period_code,
                                          struct cluster_period *ret_cluster);
/* The same within a transaction, for other rooms. */
MUST_CHECK const struct err *cluster_load(struct db_tx *tx, struct arena *arena, struct str slug,
                                          struct str period_code,
                                          struct cluster_period *ret_cluster);

/* Clusters and their members of all years by name only: for who grants roles (RIGHT_ACCOUNT_MANAGE)
 * and sees no figures. */
struct cluster_entry {
    struct str id;
    struct str slug;
    struct str name;
    struct cluster_units units; /* slugs are not filled in */
};

struct cluster_entries {
    struct cluster_entry *items;
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *cluster_directory(struct db *db, struct arena *arena,
                                               const struct user *user,
                                               struct cluster_entries *ret_entries);

/* What a sample or an import states beyond the form. All may be empty. */
struct cluster_origin {
    struct str slug; /* wanted; else made from the name */
    bool is_sample;
    struct str source;
};

/* Makes the superior, the members (units of the same name are taken, not doubled), the cluster and
 * its first half-year, with the program's example rules still to be confirmed. Nothing is stored
 * when ISSUES is not empty. */
MUST_CHECK const struct err *
cluster_create(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
               const struct cluster_form *form, const struct cluster_origin *origin,
               struct issues *issues, struct str *ret_slug, struct str *ret_period_code);

/* Head, host, venue, dates, whether places are shown. */
MUST_CHECK const struct err *cluster_change_settings(struct db *db, struct arena *arena,
                                                     const struct user *user, int64_t now_ms,
                                                     const struct cluster_period *cluster,
                                                     const struct cluster_form *form,
                                                     struct issues *issues);

/* Every change that figures rest on calls this in its transaction. */
MUST_CHECK const struct err *cluster_bump_revision(struct db_tx *tx, struct arena *arena,
                                                   struct str cluster_period_id);

#endif
