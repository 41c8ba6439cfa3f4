/* Targets of a cluster's year as stored: reading them, for this room and for others.
 *
 * Changing them: target_edit_service.h. Lists from files: target_import_service.h.
 */
#ifndef FEATURES_TARGET_TARGET_SERVICE_H
#define FEATURES_TARGET_TARGET_SERVICE_H

#include "db/db.h"
#include "features/cluster/cluster_year_service.h"
#include "features/target/target.h"

/* For `known_ms`: as the book is now. Any other instant: as it was known then. */
#define TARGET_KNOWN_NOW INT64_MAX

/* The targets of a year, in the order of the list, for each content by member in the order of YEAR;
 * or those of one member (UNIT_ID not empty). A content that all members have stands there for each
 * of them, as TARGET_MISSING where nobody said a figure; one that only some have stands there for
 * those (not where it was withdrawn). Proposals are among them: ask target_stands. Figures of units
 * that are no members of YEAR are left out. `item` and texts live in the arena. */
MUST_CHECK const struct err *target_list(struct db_tx *tx, struct arena *arena,
                                         const struct cluster_year *year, struct str unit_id,
                                         int64_t known_ms, struct targets *ret_targets);

/* Whether the year's targets were locked (known at KNOWN_MS): since when, by whom, which paper. */
MUST_CHECK const struct err *target_locked(struct db_tx *tx, struct arena *arena,
                                           const struct cluster_year *year, int64_t known_ms,
                                           struct target_lock *ret_lock);

/* For who is about to store scores: whether that year has targets that nobody locked. Asks for no
 * right: it tells nothing but that. */
MUST_CHECK const struct err *target_unlocked(struct db *db, struct arena *arena,
                                             struct str cluster_id, int year, bool *ret_unlocked);

/* --- the whole book of a year, for pages ------------------------------------------------------ */

/* Contents and figures with all their revisions. */
struct target_book {
    struct target_items items;        /* as known, in order; without removed ones */
    struct target_items item_entries; /* all revisions, by number, oldest first */
    struct targets entries;           /* all revisions of figures: by number, unit, oldest first */
    struct targets newest;            /* the newest of each, in that order */
    struct target_lock lock;
    bool has_scores; /* score sheets of this year's half-years were taken in */
    int64_t known_ms;
    int64_t last_number; /* the highest number ever given */
};

/* Within a transaction; no right is asked for. */
MUST_CHECK const struct err *target_book_load(struct db_tx *tx, struct arena *arena,
                                              const struct cluster_year *year, int64_t known_ms,
                                              struct target_book *ret_book);
/* For who may read the cluster, else ERR_DENIED. */
MUST_CHECK const struct err *target_book_read(struct db *db, struct arena *arena,
                                              const struct user *user,
                                              const struct cluster_year *year, int64_t known_ms,
                                              struct target_book *ret_book);

/* The content with that number, also a removed one's last revision; NULL: there never was one. */
const struct target_item *target_book_item(const struct target_book *book, int64_t number);
/* What a unit has for a content that stands: its newest figure, or TARGET_MISSING. */
struct target target_book_at(const struct target_book *book, const struct target_item *item,
                             struct str unit_id);
/* Whether the content is the unit's: all have it, or it has a figure (proposed or agreed). */
bool target_book_applies(const struct target_book *book, const struct target_item *item,
                         struct str unit_id);
/* As target_list does. */
void target_book_list(struct arena *arena, const struct target_book *book,
                      const struct cluster_year *year, struct str unit_id,
                      struct targets *ret_targets);

#endif
