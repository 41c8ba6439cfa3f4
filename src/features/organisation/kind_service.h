/* Use cases of kinds of units. RIGHT_UNIT_EDIT changes them. */
#ifndef FEATURES_ORGANISATION_KIND_SERVICE_H
#define FEATURES_ORGANISATION_KIND_SERVICE_H

#include "features/organisation/organisation_service.h"

/* With how many units each is in use. */
MUST_CHECK const struct err *unit_kinds_with_use(struct db *db, struct arena *arena,
                                                 const struct user *user,
                                                 struct unit_kinds *ret_kinds);

/* Adds a kind (CODE empty), or renames and moves it; pages and papers of all days show the new
 * name. Nothing is stored when ISSUES is not empty. ERR_NOT_FOUND for a code nobody has. */
MUST_CHECK const struct err *unit_kind_save(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            struct str code, const struct unit_kind_form *form,
                                            struct issues *issues);

/* Only one that nothing ever recorded names; else an issue of "name". */
MUST_CHECK const struct err *unit_kind_remove(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              struct str code, struct issues *issues);

#endif
