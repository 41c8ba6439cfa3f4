/* Tables of targets from files (XLSX, CSV) and from the clipboard: staged, seen with every finding,
 * then stored. What a table says is read anew against the book each time. RIGHT_TARGET_EDIT. */
#ifndef FEATURES_TARGET_TARGET_IMPORT_SERVICE_H
#define FEATURES_TARGET_TARGET_IMPORT_SERVICE_H

#include "features/target/target_edit_service.h"
#include "features/target/target_lines.h"

struct target_import {
    struct str id;
    struct str name;      /* of the file; empty: pasted */
    struct message fault; /* why it cannot be read at all; MSG_none: it can */
    bool is_stored;
    int64_t stored_count;
    bool needs_reason; /* agreed figures change */
    struct target_lines lines;
};

/* IS_TEXT: what was pasted. */
MUST_CHECK const struct err *target_stage(const struct target_act *act, struct str name,
                                          bool is_text, struct str bytes, struct str *ret_id);
MUST_CHECK const struct err *target_staged(const struct target_act *act, struct str id,
                                           struct target_import *ret_import);
/* With errors in the table nothing is stored (is_stored stays false). ERR_STATE where it was stored
 * before. */
MUST_CHECK const struct err *target_store_staged(const struct target_act *act, struct str id,
                                                 const struct target_terms_form *terms,
                                                 struct issues *issues,
                                                 struct target_import *ret_import);

#endif
