/* Writing revisions of targets: for the services of this room alone. */
#ifndef FEATURES_TARGET_TARGET_STORE_SERVICE_H
#define FEATURES_TARGET_TARGET_STORE_SERVICE_H

#include "features/target/target_edit_service.h"

/* A change under way, in its transaction. */
struct target_writing {
    struct db_tx *tx;
    const struct target_act *act;
    struct target_book book;
    struct target_powers powers;
    struct target_terms terms;
};

/* Loads book and powers anew: a write may run more than once. */
MUST_CHECK const struct err *target_begin(struct db_tx *tx, const struct target_act *act,
                                          struct target_writing *ret_writing);

/* NULL where the user may decide for the unit (empty: at all) now. */
MUST_CHECK const struct err *target_check_decide(const struct target_powers *powers,
                                                 struct str unit_id);
MUST_CHECK const struct err *target_check_propose(const struct target_powers *powers,
                                                  struct str unit_id);
/* As target_read_terms, after the lock as an adjustment. A number that names one document of
 * the register leads to it. */
MUST_CHECK const struct err *target_take_terms(struct target_writing *writing,
                                               const struct target_terms_form *form,
                                               bool needs_reason, struct issues *issues);

/* A new content: gives it the next number and an id, and its first revision. */
MUST_CHECK const struct err *target_store_new(struct target_writing *writing,
                                              struct target_item *item);
/* The next revision of a content. */
MUST_CHECK const struct err *target_store_item(struct target_writing *writing,
                                               const struct target_item *item);
/* The next revision of what CURRENT says; an empty figure takes it back. */
MUST_CHECK const struct err *target_store_figure(struct target_writing *writing,
                                                 const struct target *current,
                                                 enum target_state state, enum target_source source,
                                                 const struct target_figure *figure);
/* The audit row of the change; LINES say what it was. */
MUST_CHECK const struct err *target_audit(struct target_writing *writing, const char *action,
                                          struct str before, struct str after);
/* "Ban CHQS huyện Đầm Sậy: 12 lớp (6 tháng đầu 5 lớp)" */
struct str target_tell(struct arena *arena, const struct cluster_year *year,
                       const struct target *target);

#endif
