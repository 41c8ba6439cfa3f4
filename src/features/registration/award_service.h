/* The catalogue of titles as the organisation keeps it, and its rule on what was not registered. */
#ifndef FEATURES_REGISTRATION_AWARD_SERVICE_H
#define FEATURES_REGISTRATION_AWARD_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/registration/registration.h"

struct award_catalogue {
    struct award_titles titles;
    struct registration_rules rules; /* as they were recorded */
};

/* Public knowledge: whoever is signed in may read it. */
MUST_CHECK const struct err *award_catalogue_load(struct db *db, struct arena *arena,
                                                  const struct user *user,
                                                  struct award_catalogue *ret_catalogue);

/* RIGHT_LEGAL_EDIT for all of these. A document is found by its code or number. */
MUST_CHECK const struct err *award_add(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct award_form *form,
                                       struct issues *issues);
/* Only what the organisation entered and nobody registered. */
MUST_CHECK const struct err *award_withdraw(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            struct str code, struct str reason,
                                            struct issues *issues);

struct registration_rule_form {
    struct str from_year;
    struct str level;
    struct str legal_code;
    struct str reason;
};
MUST_CHECK const struct err *registration_set_rule(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   const struct registration_rule_form *form,
                                                   struct issues *issues);

#endif
