/* Use cases of the review: texts and items are added as revisions, never overwritten. */
#ifndef FEATURES_REVIEW_REVIEW_SERVICE_H
#define FEATURES_REVIEW_REVIEW_SERVICE_H

#include "features/cluster/cluster_service.h"
#include "features/review/review.h"

MUST_CHECK const struct err *review_load(struct db *db, struct arena *arena,
                                         const struct user *user,
                                         const struct cluster_period *cluster,
                                         struct review *ret_review);

/* One section's new text. SEEN_REVISION is the one the page showed; an issue when somebody else was
 * quicker (-1: does not matter). SOURCE for documented texts, else empty. */
MUST_CHECK const struct err *
review_save_text(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                 const struct cluster_period *cluster, enum review_section section, struct str body,
                 struct str source, int64_t seen_revision, struct issues *issues);

/* Adds an item (ITEM_ID empty) or changes it. */
MUST_CHECK const struct err *review_save_item(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_period *cluster,
                                              struct str item_id, enum review_item_kind kind,
                                              const struct review_item_form *form,
                                              struct issues *issues);
/* Takes an item out; its revisions stay. */
MUST_CHECK const struct err *review_remove_item(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct cluster_period *cluster,
                                                struct str item_id);

#endif
