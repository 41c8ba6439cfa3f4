/* The chain of the audit trail, as a rule: what an entry's commitments and a link's hash are made
 * of, and what is wrong with a link.
 *
 * An entry has two parts. Its *content*, the texts before, after and reason, is committed to with a
 * random salt and can be destroyed with it: nobody can find out by trying what it was, and the
 * commitment stays. The rest (which entry, when, who, what was done to what) is never destroyed;
 * the entry's commitment covers it and the commitment of the content. A link's hash covers that,
 * its number, its instant and the hash before. docs/operator/audit.md gives the form byte by byte.
 */
#ifndef FEATURES_AUDIT_AUDIT_CHAIN_H
#define FEATURES_AUDIT_AUDIT_CHAIN_H

#include <stdint.h>

#include "crypto/hash_chain.h"

/* The form in which new links are made. What a form covers never changes: a column more is another
 * form, and older links keep theirs. */
enum { AUDIT_FORM = 1 };

struct audit_entry {
    struct str id;
    int64_t at_ms;
    struct str account_id;
    struct str account_name;
    struct str acting_for_id;
    struct str acting_for_name;
    struct str roles;
    struct str address;
    struct str action;
    struct str object_kind;
    struct str object_id;
    struct str before; /* these three may be absent */
    struct str after;
    struct str reason;
};

/* As stored: whoever changed it may have changed lengths too. */
struct audit_link {
    int64_t seq;
    int64_t form;
    struct str entry_id;
    struct str salt; /* absent: the content was destroyed */
    struct str content_commitment;
    struct str commitment;
    struct str previous_hash;
    struct str hash;
    int64_t sealed_ms;
};

/* What the first link has before it: zeros. */
struct chain_digest audit_no_hash(void);

struct chain_digest audit_content_commitment(struct str salt, const struct audit_entry *entry);
struct chain_digest audit_commitment(const struct audit_entry *entry,
                                     const struct chain_digest *content);
struct chain_digest audit_link_hash(const struct chain_digest *previous, int64_t seq, int64_t form,
                                    struct str entry_id, const struct chain_digest *commitment,
                                    int64_t sealed_ms);

/* A link for ENTRY behind (PREVIOUS, SEQ − 1); its digests are stored in ARENA. */
struct audit_link audit_link_make(struct arena *arena, int64_t seq, struct str salt,
                                  const struct chain_digest *previous,
                                  const struct audit_entry *entry, int64_t sealed_ms,
                                  struct chain_digest *ret_hash);

enum audit_fault {
    AUDIT_WELL,
    AUDIT_LINK_MISSING,  /* a number is left out */
    AUDIT_ORDER,         /* the link does not stand on the one before */
    AUDIT_LINK_CHANGED,  /* its own columns do not fit together */
    AUDIT_ENTRY_REMOVED, /* the entry is gone */
    AUDIT_ENTRY_CHANGED, /* who, when, what was done to what */
    AUDIT_CONTENT_CHANGED,
    AUDIT_CONTENT_GONE, /* destroyed, and no entry tells of it */
    AUDIT_FORM_UNKNOWN,
    AUDIT_END_CUT,       /* the head says that there were more links, or others */
    AUDIT_FOREIGN_ENTRY, /* neither sealed nor waiting: it did not come from the program */
    AUDIT_QUEUE_WRONG,   /* waits and is no entry, or is sealed */
    AUDIT_ANCHOR_DIFFERS,
    AUDIT_ANCHOR_BEYOND, /* the chain ends before the anchor */
    AUDIT_FAULT_COUNT,
};

/* "content-changed": as stored and printed by programs. */
struct str audit_fault_code(enum audit_fault fault);
bool audit_fault_from_code(struct str code, enum audit_fault *ret_fault);

/* Where a walk along the chain has come to; begins with seq 0 and audit_no_hash. */
struct audit_walk {
    int64_t seq;
    struct chain_digest hash;
};

/* Proves the next link and its entry (NULL: not there) and steps on to it. A destroyed content is
 * accepted here: whether that was told is asked elsewhere. */
enum audit_fault audit_walk_on(struct audit_walk *walk, const struct audit_link *link,
                               const struct audit_entry *entry);

/* The head of the chain at some moment, written down outside the database. */
struct audit_anchor {
    int64_t seq;     /* 0: nothing is sealed */
    struct str hash; /* hexadecimal, lower case, without blanks; may be the beginning only */
    int64_t at_ms;   /* when the link was sealed; 0: not known */
};

enum {
    AUDIT_SHOWN_DIGITS = 32,      /* of the hash, on paper: 16 bytes */
    AUDIT_ANCHOR_DIGITS_MIN = 24, /* of an anchor to be compared: 12 bytes */
};

/* "1a2b-3c4d-…": eight groups of four. */
struct str audit_hash_shown(struct arena *arena, struct str hash_hex);
/* Reads "SEQ:HASH" as an anchor file or a paper gives it: blanks and '-' between digits are passed
 * over. False for anything else. */
bool audit_anchor_read(struct arena *arena, struct str text, struct audit_anchor *ret_anchor);
/* Whether HASH_HEX begins with the anchor's. */
bool audit_anchor_fits(const struct audit_anchor *anchor, struct str hash_hex);

#endif
