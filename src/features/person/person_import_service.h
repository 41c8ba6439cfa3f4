/* Lists of people from files: seen, then stored. A workbook is read in the locked child process; a
 * list stays with who sent it, and its bytes go when it is stored or a day after. */
#ifndef FEATURES_PERSON_PERSON_IMPORT_SERVICE_H
#define FEATURES_PERSON_PERSON_IMPORT_SERVICE_H

#include "features/person/person_list.h"
#include "features/person/person_service.h"

enum { PERSON_FILE_BYTES_MAX = 5 << 20 };

struct person_import {
    struct str id;
    struct str name;
    struct message fault; /* why the file cannot be read at all; MSG_none: it can */
    bool is_stored;
    int64_t stored_count;
    struct person_list_file list;
    bool is_sample;
};

MUST_CHECK const struct err *person_stage_list(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str name, struct str bytes,
                                               struct str *ret_id);
/* What the list says against the book as it is; of who sent it alone. */
MUST_CHECK const struct err *person_staged_list(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                struct str id, struct person_import *ret_import);
/* Stores the new people, read anew; with errors nothing is. */
MUST_CHECK const struct err *person_store_list(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str id, struct person_import *ret_import);

#endif
