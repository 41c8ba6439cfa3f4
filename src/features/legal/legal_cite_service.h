/* The register for who cites it: one load, then legal_cite.h answers. */
#ifndef FEATURES_LEGAL_LEGAL_CITE_SERVICE_H
#define FEATURES_LEGAL_LEGAL_CITE_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/legal/legal_cite.h"

/* For a page: LANG is the reader's. Whoever is signed in may. */
MUST_CHECK const struct err *legal_citer_load(struct db *db, struct arena *arena,
                                              const struct user *user, enum lang lang,
                                              struct legal_citer *ret_citer);
/* Within the transaction that stores a citation (legal_cite_read). */
MUST_CHECK const struct err *legal_citer_load_in(struct db_tx *tx, struct arena *arena,
                                                 enum lang lang, struct legal_citer *ret_citer);

#endif
