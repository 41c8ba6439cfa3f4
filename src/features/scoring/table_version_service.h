/* Versions of a half-year's table of criteria: draft → agreed → locked → superseded (decision
 * 0033).
 *
 * Before the first lock the rows of the table are the draft of version 1. Afterwards they are what
 * is in force, and a new version is a document of its own until it is locked: then it takes the
 * place of the rows, criterion by criterion, by their identity. What was agreed or locked is kept
 * as a canonical text (criteria_text.h) with its digest. All writing asks for RIGHT_CRITERIA_EDIT
 * and an open half-year.
 */
#ifndef FEATURES_SCORING_TABLE_VERSION_SERVICE_H
#define FEATURES_SCORING_TABLE_VERSION_SERVICE_H

#include "features/scoring/criteria_text.h"
#include "features/scoring/scoring_service.h"

enum version_state {
    VERSION_DRAFT,
    VERSION_AGREED,
    VERSION_LOCKED,
    VERSION_SUPERSEDED,
    VERSION_DROPPED, /* a draft that nothing came of */
    VERSION_STATE_COUNT,
};

struct table_version {
    struct str id; /* empty: nothing is kept of it yet, its content is that of the rows */
    int number;
    enum version_state state;
    struct str title;
    struct str digest; /* of its content as it stands */
    struct str reason; /* why there is a version after the first */
    struct str author;
    int64_t created_ms;
    struct str changed_by;
    int64_t changed_ms;
    struct str agreed_by; /* who recorded it; empty: nobody */
    int64_t agreed_ms;
    struct date agreed_on;
    struct str agreed_note;
    struct str locked_by; /* empty: not locked */
    int64_t locked_ms;
    struct str superseded_by; /* or dropped by */
    int64_t superseded_ms;
};

/* The newest first. Empty where there is no table. */
struct table_versions {
    struct table_version *items;
    size_t count;
    size_t capacity;
};

/* RIGHT_CLUSTER_READ. */
MUST_CHECK const struct err *scoring_versions(struct db *db, struct arena *arena,
                                              const struct user *user,
                                              const struct cluster_period *cluster,
                                              struct table_versions *ret_versions);
/* One of them with its content. ERR_NOT_FOUND. */
MUST_CHECK const struct err *scoring_version_read(struct db *db, struct arena *arena,
                                                  const struct user *user,
                                                  const struct cluster_period *cluster, int number,
                                                  struct table_version *ret_version,
                                                  struct criteria_document *ret_document);
/* The version that the scores of a board follow, with its digest; *ret_found is false before the
 * first lock. TABLE as it was loaded. RIGHT_CLUSTER_READ; within a transaction rights are the
 * caller's. */
MUST_CHECK const struct err *
scoring_version_now(struct db *db, struct arena *arena, const struct user *user,
                    const struct cluster_period *cluster, const struct criteria_table *table,
                    bool *ret_found, struct table_version *ret_version);
MUST_CHECK const struct err *scoring_version_now_in(struct db_tx *tx, struct arena *arena,
                                                    const struct cluster_period *cluster,
                                                    const struct criteria_table *table,
                                                    bool *ret_found,
                                                    struct table_version *ret_version);
/* The version that may be edited now, or NULL. */
const struct table_version *table_version_open(const struct table_versions *versions);
/* The version that scores follow, or NULL before the first lock. */
const struct table_version *table_version_in_force(const struct table_versions *versions);

/* --- editing ---------------------------------------------------------------------------------- */

/* Changes DOCUMENT in place; findings go into ISSUES, and then nothing is stored. New criteria have
 * an empty id. Run within the write, perhaps more than once. */
typedef const struct err *(*draft_change)(struct arena *arena, struct criteria_document *document,
                                          void *context, struct issues *issues);

/* Reads the draft, changes it and stores it. SEEN: the digest of what the page showed; an issue
 * where somebody else changed it meanwhile; empty: no matter. An agreed version is a draft again,
 * which *ret_was_agreed tells. ERR_STATE where nothing may be edited. */
MUST_CHECK const struct err *
scoring_change_draft(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                     const struct cluster_period *cluster, struct str seen, draft_change change,
                     void *context, struct issues *issues, bool *ret_was_agreed);

/* --- the steps of a version ------------------------------------------------------------------- */

/* A draft of the next version of a locked table, with its content. ERR_STATE where there is one. */
MUST_CHECK const struct err *scoring_open_version(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  const struct cluster_period *cluster,
                                                  struct str reason, struct issues *issues);
/* Nothing comes of the draft of a later version. */
MUST_CHECK const struct err *scoring_drop_version(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  const struct cluster_period *cluster);

/* As typed: the day, and who took part or the number of the paper. */
struct agreement_form {
    struct str on;
    struct str note;
};
/* Fields "on", "note"; what keeps a table from being locked keeps it from being agreed too. */
MUST_CHECK const struct err *scoring_agree_version(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   const struct cluster_period *cluster,
                                                   const struct agreement_form *form,
                                                   struct issues *issues);
/* The draft (or agreed version) after the first takes the place of what is in force. */
MUST_CHECK const struct err *scoring_lock_version(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  const struct cluster_period *cluster,
                                                  struct issues *issues);

/* What locking DOCUMENT would do to scores there are: points above a new maximum, criteria taken
 * out or scored otherwise. Sentences that say what to do. */
MUST_CHECK const struct err *scoring_version_effects(struct db *db, struct arena *arena,
                                                     const struct user *user,
                                                     const struct scoreboard *board,
                                                     const struct criteria_document *document,
                                                     struct issues *effects);

/* --- private to scoring ----------------------------------------------------------------------- */

/* Within the write that locks the first version: keeps it. Issues where it must be agreed first. */
MUST_CHECK const struct err *version_lock_first(struct db_tx *tx, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct cluster_period *cluster,
                                                const struct criteria_table *table,
                                                struct issues *issues);
/* Within a write that changes the rows of the first draft: an agreed one is a draft again. */
MUST_CHECK const struct err *version_first_changed(struct db_tx *tx, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   const struct cluster_period *cluster);

#endif
