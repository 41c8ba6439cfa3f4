/* Use cases of the register: what the program ships together with what the organisation entered. */
#ifndef FEATURES_LEGAL_LEGAL_SERVICE_H
#define FEATURES_LEGAL_LEGAL_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/legal/legal.h"

/* One entry of a document's history. */
struct legal_entry {
    struct legal_document document;
    int64_t revision;  /* 0: shipped with the program */
    struct str reason; /* why it was changed; empty for a first entry */
    struct str author; /* empty: shipped */
    int64_t at_ms;
};

struct legal_entries {
    struct legal_entry *items;
    size_t count;
    size_t capacity;
};

/* The register as it counts today: each document once, ordered by kind and day of issue. Public
 * knowledge: whoever is signed in may read it. */
MUST_CHECK const struct err *legal_list(struct db *db, struct arena *arena, const struct user *user,
                                        struct legal_documents *ret_documents);
/* The same within a transaction, for rooms that cite. */
MUST_CHECK const struct err *legal_load(struct db_tx *tx, struct arena *arena,
                                        struct legal_documents *ret_documents);

/* All that was ever said of a document, oldest first. ERR_NOT_FOUND for an unknown code. */
MUST_CHECK const struct err *legal_history(struct db *db, struct arena *arena,
                                           const struct user *user, struct str code,
                                           struct legal_entries *ret_entries);

/* Adds a document (CODE empty), or a new entry in place of what is said of CODE, then with a
 * REASON. Nothing is stored when ISSUES is not empty. RIGHT_LEGAL_EDIT. */
MUST_CHECK const struct err *legal_enter(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms, struct str code,
                                         const struct legal_form *form, struct str reason,
                                         struct issues *issues, struct str *ret_code);

#endif
