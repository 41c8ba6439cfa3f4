/* What is closed is closed, on every path.
 *
 * A half-year and a cluster's year are open until somebody closes them; both are rows (by whom,
 * when, why, what was still open then), nothing is overwritten, and opening again is a row too. A
 * year does not close its half-years, nor they it: each is closed by itself.
 *
 * **Every write of a half-year's or a year's rows asks the guard here, in its own transaction.**
 * Writes are serializable, and closing reads what they write: a save and a closing that meet come
 * one after the other; the save is in before the closing, or it is refused. docs/decisions/0029
 * says which write is guarded by what; tools/check_closing.py that none is forgotten.
 */
#ifndef FEATURES_CLUSTER_CLOSING_SERVICE_H
#define FEATURES_CLUSTER_CLOSING_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/cluster/cluster_year_service.h"

enum { CLOSING_REASON_MAX = 500, CLOSING_CHECKED_MAX = 8000 };

/* ERR_STATE when it is closed: since when, by whom, what to do. */
MUST_CHECK const struct err *closing_must_be_open(struct db_tx *tx, struct arena *arena,
                                                  struct str cluster_period_id);
MUST_CHECK const struct err *closing_year_must_be_open(struct db_tx *tx, struct arena *arena,
                                                       struct str cluster_id, int year);
/* All years from FIRST to LAST, both included: for what lies in several. */
MUST_CHECK const struct err *closing_years_must_be_open(struct db_tx *tx, struct arena *arena,
                                                        struct str cluster_id, int first, int last);
/* The year and all its half-years: for what the boards of the half-years rest on. */
MUST_CHECK const struct err *closing_whole_year_must_be_open(struct db_tx *tx, struct arena *arena,
                                                             const struct cluster_year *year);

/* The same refusal for who loaded it: NULL where CLOSING is open. */
MUST_CHECK const struct err *closing_refuse(struct arena *arena, const struct closing *closing,
                                            bool is_period);

/* How it stands, within a transaction. */
MUST_CHECK const struct err *closing_of_period(struct db_tx *tx, struct arena *arena,
                                               struct str cluster_period_id,
                                               struct closing *ret_closing);
MUST_CHECK const struct err *closing_of_year(struct db_tx *tx, struct arena *arena,
                                             struct str cluster_id, int year,
                                             struct closing *ret_closing);

struct closing_row {
    bool is_closed;
    struct str reason;
    struct str checked; /* what was still open, a line each */
    struct str author;
    int64_t at_ms;
};
struct closing_rows {
    struct closing_row *items; /* newest first */
    size_t count;
    size_t capacity;
};

/* What is closed or opened: a half-year, or (PERIOD NULL) a year. */
struct closing_target {
    const struct cluster_period *period;
    const struct cluster_year *year;
};

/* Who may read the cluster sees who closed what, when and why. */
MUST_CHECK const struct err *closing_history(struct db *db, struct arena *arena,
                                             const struct user *user,
                                             const struct closing_target *target,
                                             struct closing_rows *ret_rows);

/* Closes it (RIGHT_PERIOD_CLOSE), or opens it again (RIGHT_PERIOD_REOPEN). CHECKED: what was still
 * open, as it was shown to whoever closes; kept beside it. The instant is never before that of what
 * was recorded in it. ERR_STATE when it stands so already. Not before it has begun. */
MUST_CHECK const struct err *closing_close(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct closing_target *target, struct str reason,
                                           struct str checked, struct issues *issues);
MUST_CHECK const struct err *closing_reopen(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct closing_target *target, struct str reason,
                                            struct issues *issues);

/* Within the transaction of a closing: keeps the half-year as it stands then, under the closing's
 * REVISION. The room that knows figures offers it; src/closing_list.c names it. */
typedef const struct err *closing_freeze_fn(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                            const struct cluster_period *cluster, int64_t revision,
                                            int64_t at_ms);
extern closing_freeze_fn *const closing_freezes;

/* The beginning of the digest of what was frozen, in groups: "1a2b-3c4d-…"; empty where none is. */
struct str closing_digest_shown(struct arena *arena, const struct closing *closing);
/* The line at the foot of papers of what is closed: when it was closed, the digest, and the mark of
 * the trail (audit_paper_mark). Absent where it is open. */
MUST_CHECK const struct err *closing_paper_mark(struct db *db, struct arena *arena,
                                                const struct closing *closing,
                                                struct str *ret_mark);

/* What stands closed now and yet has something recorded later: for `thidua verify`. */
struct closing_breach {
    struct str slug;
    int year;
    struct str period_code; /* empty: the year */
    int64_t closed_ms;
    int64_t recorded_ms;
};
struct closing_breaches {
    struct closing_breach *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *closing_breaches_in(struct db_tx *tx, struct arena *arena,
                                                 struct closing_breaches *ret_breaches,
                                                 size_t *ret_looked_at);

#endif
