/* Proving the audit trail, from the first link to the last.
 *
 * Reads a page of links at a time, so memory does not grow with the trail, and changes nothing. It
 * may run while others write: what is sealed meanwhile is proven too or not, as it comes.
 */
#ifndef FEATURES_AUDIT_AUDIT_VERIFY_H
#define FEATURES_AUDIT_AUDIT_VERIFY_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/audit/audit_seal.h"
#include "text/message.h"

struct audit_anchors {
    struct audit_anchor *items;
    size_t count;
    size_t capacity;
};

enum { AUDIT_ANCHORS_MAX = 100000 };

/* An anchor file: a line "SEQ:HASH" each; empty lines and those that begin with '#' are passed
 * over. False with the number of the first line that is none. */
bool audit_anchors_read(struct arena *arena, struct str text, struct audit_anchors *ret_anchors,
                        size_t *ret_line);

struct audit_verdict {
    int64_t checked;          /* links that were proven */
    int64_t destroyed;        /* of them, those whose content was destroyed and told */
    struct audit_anchor head; /* the last link that was proven */
    struct audit_tail tail;
    size_t anchors_met;
    enum audit_fault fault;    /* the first one; AUDIT_WELL: none */
    int64_t fault_seq;         /* the link; 0: none */
    struct str fault_entry_id; /* absent: none */
};

/* ANCHORS may be NULL. Sorts them by number. */
MUST_CHECK const struct err *audit_verify(struct db *db, struct arena *arena,
                                          struct audit_anchors *anchors,
                                          struct audit_verdict *ret_verdict);
/* The fault in a sentence that names its place. */
struct message audit_fault_sentence(struct arena *arena, const struct audit_verdict *verdict);

/* Keeps what was found, for the page of the trail. */
MUST_CHECK const struct err *audit_keep_verdict(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct audit_verdict *verdict);

#endif
