/* For scoring and what reads tables for it (intake): putting a whole table in place of the one
 * there, within a write. */
#ifndef FEATURES_SCORING_TABLE_STORE_H
#define FEATURES_SCORING_TABLE_STORE_H

#include "features/scoring/criteria_text.h"
#include "features/scoring/scoring_service.h"

struct table_change {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct criteria *criteria;
    const struct table_source *source;
    const char *action; /* of the audit row */
    /* What the history says; both absent: title and size of the two tables. */
    struct str before;
    struct str after;
};

/* ERR_STATE when the table there is locked. Criteria keep their ids where they have one. */
MUST_CHECK const struct err *table_store_in(struct db_tx *tx, const struct table_change *change);

/* A table as a file says it, and named rules beside it: put_rules adds or changes those (the others
 * stay; named_rules_put_in says what is refused) and stores nothing of what is there already. The
 * caller checked the right and the rules. */
struct table_import {
    const struct criteria *criteria;
    const struct table_source *source;
    bool put_rules;
    const struct named_rule *rules;
    size_t rules_count;
    /* Out. */
    bool table_stored;
    size_t rules_added;
    size_t rules_changed;
};
MUST_CHECK const struct err *table_import_in(struct db_tx *tx, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_period *cluster,
                                             struct table_import *import);

/* DOCUMENT in place of the locked table OLD: criteria it knows keep their rows and scores, others
 * are added, those it left out stay as rows that are out of the table since VERSION. */
struct table_renewal {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct criteria_table *old;
    int version;
    const struct criteria_document *document;
};
MUST_CHECK const struct err *table_renew_in(struct db_tx *tx, const struct table_renewal *renewal);

/* The kinds of a table and the named rules they pick, before it is agreed or locked; only what is
 * wrong, not what is merely odd. */
MUST_CHECK const struct err *table_check_rules(struct db_tx *tx, struct arena *arena,
                                               const struct cluster_period *cluster,
                                               const struct criteria *criteria,
                                               struct issues *issues);
void table_add_rule_errors(struct arena *arena, const struct cluster_period *cluster,
                           const struct criteria *criteria, const struct scoring_rules *rules,
                           struct issues *issues);

#endif
