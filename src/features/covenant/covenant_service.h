/* Use cases of covenants: drawing up, freezing, signing. */
#ifndef FEATURES_COVENANT_COVENANT_SERVICE_H
#define FEATURES_COVENANT_COVENANT_SERVICE_H

#include "db/db.h"
#include "features/cluster/cluster_year_service.h"
#include "features/covenant/covenant.h"

/* A year's covenants as lists show them. */
struct covenant_entry {
    struct str code;
    enum covenant_kind kind;
    struct str title;
    struct str drive_id; /* may be empty */
    enum covenant_state state;
    size_t signed_count;
    int64_t version; /* the newest; 0: none */
};

struct covenant_entries {
    struct covenant_entry *items;
    size_t count;
    size_t capacity;
};

/* A drive of the year's movements. */
struct covenant_drive {
    struct str id;
    struct str title;
    bool is_taken; /* it has a covenant */
};

struct covenant_drives {
    struct covenant_drive *items;
    size_t count;
    size_t capacity;
};

/* What a page of covenants shows. */
struct covenant_page {
    struct covenant covenant;         /* of the code; without id where it was not begun */
    struct covenant_targets targets;  /* of the year as they are now */
    struct str words_now;             /* what would be signed, were the draft frozen now */
    struct covenant_entries entries;  /* all of the year, the yearly one first */
    struct covenant_drives drives;    /* of the year */
    struct covenant_contents earlier; /* of last year's covenant, to begin from; may be empty */
};

/* Whoever reads the cluster reads its covenants. The yearly one may be asked for before it is
 * begun; ERR_NOT_FOUND for any other code that there is none of. */
MUST_CHECK const struct err *covenant_load(struct db *db, struct arena *arena,
                                           const struct user *user, const struct cluster_year *year,
                                           struct str code, struct covenant_page *ret_page);

/* The covenant of a drive: its code is empty where there is none. */
MUST_CHECK const struct err *covenant_of_drive(struct db *db, struct arena *arena,
                                               const struct user *user,
                                               const struct cluster_year *year, struct str drive_id,
                                               struct covenant_entry *ret_entry);

/* RIGHT_YEAR_EDIT. Begins the covenant of a drive; *ret_code is where it is found. DRIVE_ID is one
 * of the year's movements, which has one covenant at most and lends its title where TITLE is empty;
 * or empty: a drive that stands nowhere else. */
MUST_CHECK const struct err *covenant_begin_drive(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  const struct cluster_year *year,
                                                  struct str drive_id, struct str title,
                                                  struct issues *issues, struct str *ret_code);

/* RIGHT_YEAR_EDIT. Stores a further revision of the text. Nothing is stored when ISSUES is not
 * empty; nor where no word differs from the last revision. */
MUST_CHECK const struct err *covenant_save_text(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct cluster_year *year, struct str code,
                                                const struct covenant_text_form *form,
                                                struct issues *issues);

/* RIGHT_YEAR_EDIT. Freezes the newest revision, which must be SEEN_REVISION, with the targets of
 * now, as the next version. */
MUST_CHECK const struct err *covenant_freeze(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_year *year, struct str code,
                                             int64_t seen_revision, struct issues *issues,
                                             int64_t *ret_number);

/* Records a signature for the newest version. An officer signs for its own unit, by its account
 * (RIGHT_MEMBER_ENTER there); who runs the year (RIGHT_YEAR_EDIT) records what was signed on paper,
 * also by the level above. */
MUST_CHECK const struct err *covenant_sign(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct cluster_year *year, struct str code,
                                           const struct covenant_sign_form *form,
                                           struct issues *issues);

/* What was recorded by mistake, with the reason: by those who may have recorded it. */
MUST_CHECK const struct err *covenant_withdraw_signature(struct db *db, struct arena *arena,
                                                         const struct user *user, int64_t now_ms,
                                                         const struct cluster_year *year,
                                                         struct str code, struct str signature_id,
                                                         struct str reason, struct issues *issues);

/* Whether this user signs for that member by account. */
bool covenant_may_sign(const struct user *user, const struct cluster_year *year,
                       struct str unit_id);

#endif
