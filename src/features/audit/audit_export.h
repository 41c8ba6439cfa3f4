/* The trail as a file for inspectors, with what the chain is made of: who has it can prove it
 * without this program (docs/operator/audit.md).
 *
 * NDJSON: one link with its entry a line, {"seq":…,"form":…,"entry":{…},"salt":…,…,"sealed_ms":…};
 * digests as hexadecimal digits, what is absent as null. CSV: the same columns for reading, with
 * a byte order mark; a text that a spreadsheet would take for a formula has an apostrophe before
 * it, so for proving there is NDJSON.
 */
#ifndef FEATURES_AUDIT_AUDIT_EXPORT_H
#define FEATURES_AUDIT_AUDIT_EXPORT_H

#include "base/buf.h"
#include "db/db.h"
#include "features/account/right.h"
#include "features/audit/audit_chain.h"

enum audit_format { AUDIT_NDJSON, AUDIT_CSV };

struct audit_span {
    int64_t from_ms;  /* the first instant … */
    int64_t until_ms; /* … and the first one behind */
};
#define AUDIT_ALWAYS ((struct audit_span){0, INT64_MAX})

/* What takes the text, a piece at a time, complete lines. */
typedef const struct err *(*audit_sink)(void *context, struct str piece);

/* Hands the links from the first to the last entry of SPAN to SINK, all between them too: so the
 * part is a chain by itself. Memory is bounded. *ret_count: how many links. ERR_DENIED for who may
 * not read the trail. */
MUST_CHECK const struct err *audit_export(struct db *db, const struct user *user,
                                          struct audit_span span, enum audit_format format,
                                          audit_sink sink, void *context, int64_t *ret_count);

#endif
