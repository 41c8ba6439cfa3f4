/* Covenants (giao ước thi đua) of a cluster's year: texts, versions, signatures. Pure.
 *
 * A text is drawn up in revisions. Freezing takes one revision together with the targets of that
 * day as a version: it has a number and a digest, and it never changes. Signatures are for one
 * version; a later version needs signatures of its own, and the earlier ones stay what they are.
 *
 * A signature here is a record that somebody signed: no cryptographic signature.
 */
#ifndef FEATURES_COVENANT_COVENANT_H
#define FEATURES_COVENANT_COVENANT_H

#include "features/cluster/cluster.h"
#include "text/message.h"

enum {
    COVENANT_TITLE_MAX = 200,
    COVENANT_LINE_MAX = 2000, /* of one content, one ground */
    COVENANT_TEXT_MAX = 6000,
    COVENANT_CONTENTS_MAX = 60,
    COVENANT_NAME_MAX = 100,
};

enum covenant_kind { COVENANT_YEARLY, COVENANT_DRIVE, COVENANT_KIND_COUNT };
struct str covenant_kind_code(enum covenant_kind kind);
bool covenant_kind_from_code(struct str code, enum covenant_kind *ret_kind);

/* The year's own covenant is found under this code; drives get theirs from their titles. */
#define COVENANT_YEARLY_CODE STR("ca-nam")

/* Who signs as what. */
enum covenant_role {
    COVENANT_MEMBER,
    COVENANT_APPROVAL, /* of the level above: approves the contents */
    COVENANT_WITNESS,  /* of the level above: was there */
    COVENANT_ROLE_COUNT,
};
struct str covenant_role_code(enum covenant_role role);
bool covenant_role_from_code(struct str code, enum covenant_role *ret_role);
enum msg_id covenant_role_name(enum covenant_role role);

enum covenant_manner {
    COVENANT_BY_ACCOUNT, /* by an officer of the unit, signed in */
    COVENANT_ON_PAPER,   /* on the paper, at the meeting; who leads the cluster records it */
    COVENANT_MANNER_COUNT,
};
struct str covenant_manner_code(enum covenant_manner manner);
bool covenant_manner_from_code(struct str code, enum covenant_manner *ret_manner);
enum msg_id covenant_manner_name(enum covenant_manner manner);

struct covenant_content {
    struct str title;
    struct str body; /* may be empty; several lines */
};

struct covenant_contents {
    struct covenant_content *items;
    size_t count;
    size_t capacity;
};

/* A target as the annex shows it. */
struct covenant_target {
    struct str unit_id; /* empty: for all members */
    struct str content;
    struct str amount; /* "75 %" */
    struct str half;   /* the agreed part of the first half-year; may be empty */
    struct str source; /* "cấp trên giao", "đơn vị đăng ký"; may be empty */
};

struct covenant_targets {
    struct covenant_target *items;
    size_t count;
    size_t capacity;
};

struct covenant_text {
    struct str id;
    int64_t revision;   /* 0: nothing was written yet */
    struct str grounds; /* one a line */
    struct str opening;
    struct covenant_contents contents;
    struct str closing;
    struct str note;
    struct str author;
    int64_t at_ms;
};

struct covenant_signature {
    struct str id;
    struct str unit_id;
    enum covenant_role role;
    struct str name;
    struct str post;
    struct str rank;
    struct date on;
    struct str time; /* "09:14", or empty */
    struct str place;
    enum covenant_manner manner;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t withdrawn_ms; /* 0: it stands */
    struct str withdrawn_by;
    struct str withdrawn_reason;
};

struct covenant_version {
    struct str id;
    int64_t number; /* 1, 2, … */
    struct covenant_text text;
    struct covenant_targets targets;
    struct str signed_text;
    struct str digest;
    int64_t frozen_ms;
    struct str frozen_by;
    LIST(struct covenant_signature) signatures; /* in the order they were recorded */
};

struct covenant {
    struct str id;
    struct str code;
    enum covenant_kind kind;
    struct str title;
    struct str
        drive_id; /* among the year's movements; empty: not a drive's, or by its title only */
    int64_t created_ms;
    struct str created_by;
    LIST(struct covenant_text)
    texts; /* revisions, oldest first; without their contents but for the
              last */
    LIST(struct covenant_version) versions; /* oldest first */
};

/* What is drawn up now: the newest revision, or an empty text. */
const struct covenant_text *covenant_draft(const struct covenant *covenant);
/* What is to be signed now: the newest version, or NULL. */
const struct covenant_version *covenant_current(const struct covenant *covenant);

/* The signature that stands, or NULL. */
const struct covenant_signature *covenant_signature_of(const struct covenant_version *version,
                                                       struct str unit_id, enum covenant_role role);
size_t covenant_signed_count(const struct covenant_version *version,
                             const struct cluster_units *members);

enum covenant_state {
    COVENANT_EMPTY,    /* not begun */
    COVENANT_DRAWN_UP, /* nothing is frozen */
    COVENANT_TO_SIGN,  /* frozen; not everybody has signed */
    COVENANT_SIGNED,   /* by all members */
    COVENANT_STATE_COUNT,
};
enum covenant_state covenant_state_of(const struct covenant *covenant,
                                      const struct cluster_units *members);
enum msg_id covenant_state_name(enum covenant_state state);

/* Whose covenant it is. */
struct covenant_body {
    struct str cluster; /* its name */
    int year;
    const struct cluster_units *members;
};

/* The words that are signed, line by line: title, grounds, contents and targets under the members'
 * names. Two texts that differ in a word differ here. */
struct str covenant_signed_text(struct arena *arena, const struct covenant_body *body,
                                struct str title, const struct covenant_text *text,
                                const struct covenant_targets *targets);

/* --- forms ------------------------------------------------------------------------------- */

/* As typed. Contents without title and body are left out. */
struct covenant_text_form {
    struct str grounds;
    struct str opening;
    struct covenant_contents contents;
    struct str closing;
    struct str note;
    int64_t seen_revision; /* that the form was filled from; 0: none */
};

/* STORED is the revision there is now: another one than the form was made from is somebody else's
 * change, which saving would hide. */
void covenant_check_text(struct arena *arena, const struct covenant_text_form *form, int64_t stored,
                         struct issues *issues, struct covenant_text *ret_text);

/* Whether the draft can be frozen: it has contents, it is what was looked at, and its words (see
 * covenant_signed_text) are not those of the newest version already. */
void covenant_check_freeze(struct arena *arena, const struct covenant *covenant,
                           int64_t seen_revision, struct str signed_text, struct issues *issues);

/* The title of a drive's covenant; its code in addresses is made from it. */
void covenant_check_title(struct arena *arena, struct str typed, struct issues *issues,
                          struct str *ret_title, struct str *ret_code);

struct covenant_sign_form {
    struct str unit; /* its slug */
    struct str role;
    struct str name;
    struct str post;
    struct str rank;
    struct str on;   /* as people write dates; empty for an account: now */
    struct str time; /* "9:14", "09:14", or empty */
    struct str place;
    struct str manner;
    struct str version; /* the number of the version that was looked at */
};

/* UNIT_ID is the signing unit, empty where no member or superior of the year bears the form's slug.
 * NOW_MS is when it is recorded. */
void covenant_check_signature(struct arena *arena, const struct covenant_sign_form *form,
                              const struct covenant_version *version, struct str unit_id,
                              int64_t now_ms, struct issues *issues,
                              struct covenant_signature *ret_signature);

#endif
