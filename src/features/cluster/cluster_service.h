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
                                          const struct reach *reach,
                                          struct cluster_summaries *ret_clusters);

/* ERR_NOT_FOUND for a cluster or period that is not there; ERR_DENIED when the user may not read
 * it. */
MUST_CHECK const struct err *cluster_find(struct db *db, struct arena *arena,
                                          const struct user *user, struct str slug,
                                          struct str period_code,
                                          struct cluster_period *ret_cluster);
/* The same without the members: for pages that show none, at the cost of one row. */
MUST_CHECK const struct err *cluster_find_facts(struct db *db, struct arena *arena,
                                                const struct user *user, struct str slug,
                                                struct str period_code,
                                                struct cluster_period *ret_cluster);
/* With the members, within a transaction, for other rooms. */
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

/* Those in REACH alone, whatever the year. */
MUST_CHECK const struct err *cluster_directory(struct db *db, struct arena *arena,
                                               const struct reach *reach,
                                               struct cluster_entries *ret_entries);

/* The same of where the user's own grants are, and of no other cluster or unit. */
MUST_CHECK const struct err *cluster_directory_own(struct db *db, struct arena *arena,
                                                   const struct user *user,
                                                   struct cluster_entries *ret_entries);

/* What a sample or an import states beyond the form. All may be empty. */
struct cluster_origin {
    struct str slug; /* wanted; else made from the name */
    bool is_sample;
    struct str source;
};

/* Makes the superior, the members (units of the same name are taken, not doubled; new ones are of
 * the form's kind), the cluster and its first half-year, with the program's example rules still to
 * be confirmed. Nothing is stored when ISSUES is not empty. */
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

/* How far a half-year has come. */
struct cluster_revisions {
    struct str cluster_period_id;
    int64_t revision;
    int64_t structure_revision; /* of the last change of anything but scores */
};

MUST_CHECK const struct err *cluster_revisions(struct db_tx *tx, struct arena *arena,
                                               struct str slug, struct str period_code,
                                               struct cluster_revisions *ret_revisions);

/* Every change that figures rest on makes a new revision in its transaction: a change of scores
 * before its first entry, which carries that revision (scoring_add_entry does so itself); a change
 * of table, rules, members or facts by cluster_bump_structure. From then on the transaction holds
 * the half-year's row, so revisions become visible in their order. */
MUST_CHECK const struct err *cluster_bump_revision(struct db_tx *tx, struct arena *arena,
                                                   struct str cluster_period_id,
                                                   struct cluster_revisions *ret_revisions);
/* A new structure revision of every half-year: texts anywhere may have changed. */
MUST_CHECK const struct err *cluster_bump_all(struct db_tx *tx);
MUST_CHECK const struct err *cluster_bump_structure(struct db_tx *tx, struct str cluster_period_id);

#endif
