/* A half-year as it stood when it was closed, and what was corrected afterwards.
 *
 * Closing stores, in its transaction, a text of the figures and all they rest on (table with its
 * version, rules, named rules, settings, every stage's word, points, totals, places) with its
 * SHA-256. Opening again keeps it;
 * closing again adds another. While a half-year is closed, computing it again gives the same text:
 * `thidua verify` looks.
 *
 * The text: one fact a line, its first word says which; parts after "|", typed texts as
 * "LENGTH:TEXT", decimals in canonical form, members in the order of their ids. Lines that begin
 * with "#" are names for people; they are of the digest, but not of the comparison, for names are
 * dated and may be put right.
 *
 * A correction after closing is an addendum: a paper with number and date, a reason, the new value.
 * The closed value never changes; the addendum stands beside it wherever the figure is explained.
 */
#ifndef FEATURES_FREEZE_FREEZE_SERVICE_H
#define FEATURES_FREEZE_FREEZE_SERVICE_H

#include "features/cluster/closing_service.h"
#include "features/scoring/scoring_service.h"
#include "features/scoring/table_version_service.h"

/* The hook of closing_service.h. */
MUST_CHECK const struct err *freeze_take(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                         const struct cluster_period *cluster, int64_t revision,
                                         int64_t at_ms);
/* The text of a board. VERSION: the one of its table that is in force; NULL: none was locked. */
struct str freeze_text(struct arena *arena, const struct scoreboard *board,
                       const struct table_version *version);

struct freeze {
    int64_t revision; /* of the closing */
    struct str digest;
    int64_t at_ms;
};
struct freezes {
    struct freeze *items; /* newest first */
    size_t count;
    size_t capacity;
};
/* Whoever may read the cluster. */
MUST_CHECK const struct err *freeze_list(struct db *db, struct arena *arena,
                                         const struct user *user,
                                         const struct cluster_period *cluster,
                                         struct freezes *ret_freezes);
/* The text itself: for who may read every unit's figures. */
MUST_CHECK const struct err *freeze_content(struct db *db, struct arena *arena,
                                            const struct user *user,
                                            const struct cluster_period *cluster, int64_t revision,
                                            struct str *ret_content);

/* --- addenda -------------------------------------------------------------------------------- */

enum { ADDENDUM_REASON_MAX = 500, ADDENDUM_PAPER_MAX = 100 };

struct addendum {
    struct str id;
    size_t unit;
    struct str unit_id;
    struct str criterion_id; /* absent: the total */
    struct str code;         /* empty: the total */
    struct str closed_value; /* canonical; empty: none */
    struct str value;
    struct str paper_number;
    struct date paper_date;
    struct str reason;
    struct str author;
    int64_t at_ms;
    bool is_withdrawn;
    struct str withdrawn_by;
    int64_t withdrawn_ms;
    struct str withdrawn_reason;
};
struct addenda {
    struct addendum *items; /* newest first */
    size_t count;
    size_t capacity;
};
/* Those of totals, and of figures of units that the user may read. */
MUST_CHECK const struct err *addendum_list(struct db *db, struct arena *arena,
                                           const struct user *user,
                                           const struct cluster_period *cluster,
                                           struct addenda *ret_addenda);
/* The one that counts: the newest that stands of a unit's criterion (CRITERION_ID absent: of its
 * total), or NULL. */
const struct addendum *addendum_of(const struct addenda *addenda, struct str unit_id,
                                   struct str criterion_id);
/* "đã đính chính 11,84 → 12,00 (văn bản số 15/QĐ ngày 2/7/2020)" */
struct str addendum_words(struct arena *arena, enum lang lang, const struct addendum *addendum);

struct addendum_form {
    struct str unit_slug;
    struct str code; /* of the criterion; empty: the total */
    struct str value;
    struct str paper_number;
    struct str paper_date;
    struct str reason;
};
/* RIGHT_SCORE_AMEND, of closed half-years alone (ERR_STATE else). Fields as the form's. */
MUST_CHECK const struct err *addendum_add(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          const struct scoreboard *board,
                                          const struct addendum_form *form, struct issues *issues);
/* A reason is needed. */
MUST_CHECK const struct err *addendum_withdraw(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_period *cluster, struct str id,
                                               struct str reason, struct issues *issues);

/* --- for thidua verify ---------------------------------------------------------------------- */

struct freeze_check {
    bool none;       /* it is closed, and nothing was frozen */
    size_t differs;  /* the first line that computing again gives otherwise; 0: none */
    int64_t damaged; /* a closing whose text does not fit its digest; 0: none */
};
/* BOARD as loaded in TX from all entries. */
MUST_CHECK const struct err *freeze_check_in(struct db_tx *tx, struct arena *arena,
                                             const struct scoreboard *board,
                                             struct freeze_check *ret_check);

#endif
