/* Use cases of the review: texts and items are added as revisions, never overwritten. */
#ifndef FEATURES_REVIEW_REVIEW_SERVICE_H
#define FEATURES_REVIEW_REVIEW_SERVICE_H

#include "features/cluster/cluster_service.h"
#include "features/review/review.h"

MUST_CHECK const struct err *review_load(struct db *db, struct arena *arena,
                                         const struct user *user,
                                         const struct cluster_period *cluster,
                                         struct review *ret_review);

/* A section as typed. */
struct review_edit {
    enum review_section section;
    struct str body;
    struct str source;     /* of a documented text, else empty */
    int64_t seen_revision; /* the one the page showed; -1: does not matter */
};

/* Stores the sections that were changed, all of them or, with ISSUES (by section code), none. Who
 * leaves a section as he saw it does not undo what somebody else wrote there meanwhile; where both
 * changed it, that is an issue. */
MUST_CHECK const struct err *review_save_texts(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_period *cluster,
                                               const struct review_edit *edits, size_t count,
                                               struct issues *issues, int *ret_stored);

/* One section's new text. SEEN_REVISION is the one the page showed; an issue when somebody else was
 * quicker (-1: does not matter). SOURCE for documented texts, else empty. */
MUST_CHECK const struct err *
review_save_text(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                 const struct cluster_period *cluster, enum review_section section, struct str body,
                 struct str source, int64_t seen_revision, struct issues *issues);

/* Adds an item (ITEM_ID empty) or changes it. An issue when somebody else was quicker (see
 * form->seen_revision); ERR_NOT_FOUND for one that was taken out. */
MUST_CHECK const struct err *review_save_item(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_period *cluster,
                                              struct str item_id, enum review_item_kind kind,
                                              const struct review_item_form *form,
                                              struct issues *issues);
/* Adds each line of TEXT as a task, all or, with ISSUES (field "lines"), none. */
MUST_CHECK const struct err *review_add_tasks(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_period *cluster, struct str text,
                                              struct issues *issues, int *ret_added);
/* Takes an item out; its revisions stay. ERR_NOT_FOUND when it is out already. */
MUST_CHECK const struct err *review_remove_item(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct cluster_period *cluster,
                                                struct str item_id);

#endif
