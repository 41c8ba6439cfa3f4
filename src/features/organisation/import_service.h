/* Lists of units from files: read in the locked child process, seen, then stored.
 *
 * A file that came through the browser is staged as it is; what it says is read anew against the
 * book each time it is looked at, and once more when it is stored.
 */
#ifndef FEATURES_ORGANISATION_IMPORT_SERVICE_H
#define FEATURES_ORGANISATION_IMPORT_SERVICE_H

#include "features/organisation/organisation_service.h"
#include "features/organisation/unit_list.h"

struct unit_import {
    struct str id; /* empty: it was not staged */
    struct str name;
    struct str sheet_name;
    struct message fault; /* why the file cannot be read at all; MSG_none: it can */
    bool is_stored;
    int64_t stored_count;
    struct unit_list list;
    struct unit_kinds kinds;
};

/* For the command line: reads, and with STORE also stores what is new where there is no error. */
MUST_CHECK const struct err *organisation_import(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 struct str name, struct str bytes, bool store,
                                                 struct unit_import *ret_import);

/* For the browser: keeps the file; shows it; stores it. */
MUST_CHECK const struct err *organisation_stage_list(struct db *db, struct arena *arena,
                                                     const struct user *user, int64_t now_ms,
                                                     struct str name, struct str bytes,
                                                     struct str *ret_id);
MUST_CHECK const struct err *organisation_staged_list(struct db *db, struct arena *arena,
                                                      const struct user *user, int64_t now_ms,
                                                      struct str id,
                                                      struct unit_import *ret_import);
/* RET_IMPORT tells whether it was stored; with errors nothing is. */
MUST_CHECK const struct err *organisation_store_list(struct db *db, struct arena *arena,
                                                     const struct user *user, int64_t now_ms,
                                                     struct str id, struct unit_import *ret_import);

#endif
