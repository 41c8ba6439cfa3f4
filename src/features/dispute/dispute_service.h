/* Use cases of explanations and disputes: who may say what about whose figure, and what is written
 * down. Texts and acts are rows; the state follows (dispute.h).
 *
 * One list: an objection that came with the answer to a feedback sheet (score_answer: does not
 * agree, with a comment) is a thread of the answer's id whose first row is that answer. It is
 * stored as a thread with the first act on it, so nobody enters it twice.
 */
#ifndef FEATURES_DISPUTE_DISPUTE_SERVICE_H
#define FEATURES_DISPUTE_DISPUTE_SERVICE_H

#include "features/dispute/dispute.h"
#include "features/scoring/scoring_service.h"

struct thread_row {
    enum thread_act act;
    enum thread_side side;
    struct str body;
    struct str figure; /* points in force then; empty: none */
    struct str author; /* for who may read the history alone */
    int64_t at_ms;
};

struct thread {
    struct str id;
    size_t unit;
    struct str unit_id;
    ptrdiff_t criterion;     /* in the table as it stands; -1: the total, or gone from the table */
    struct str criterion_id; /* absent: the total */
    struct str code;         /* empty: the total */
    enum thread_kind kind;
    struct str figure; /* when it was opened; empty: none yet */
    struct str asks;
    struct str late_reason;
    bool from_answer; /* it came with the answer to a feedback sheet */
    bool stored;      /* false: an answer that nobody acted on so far */
    enum thread_state state;
    int64_t period_revision;
    int64_t at_ms;
    LIST(struct thread_row) rows; /* with the unit's drafts for the unit's own people alone */
    struct str draft;             /* the newest, where the unit may still send it */
};
struct threads {
    struct thread *items;
    size_t count;
    size_t capacity;
};

/* Those of the units whose figures the user may read; open ones first, then the newest. */
MUST_CHECK const struct err *dispute_list(struct db *db, struct arena *arena,
                                          const struct user *user, const struct scoreboard *board,
                                          struct threads *ret_threads);
/* ERR_NOT_FOUND also for one of a unit that he may not read. */
MUST_CHECK const struct err *dispute_find(struct db *db, struct arena *arena,
                                          const struct user *user, const struct scoreboard *board,
                                          struct str id, struct thread *ret_thread);

struct dispute_counts {
    size_t waits_unit;
    size_t waits_verifier; /* head or office */
    size_t waits_office;
    size_t waits_meeting;
    size_t open; /* the sum */
    size_t settled;
};
struct dispute_counts dispute_count(const struct threads *threads);

/* On which side the user may speak of this unit's figures (stage_service.h says who verifies whom).
 * False: on none. A verifier does not judge his own unit's objection: neither a head of the head's
 * own unit nor who belongs to it. */
bool dispute_side(const struct user *user, const struct scoreboard *board, size_t unit,
                  enum thread_state state, enum thread_side *ret_side);
/* The step of a score that this side writes when it changes a figure. */
enum score_stage dispute_stage(enum thread_side side);
/* Whether he may send for the unit, not only draft. */
bool dispute_may_send(const struct user *user, const struct scoreboard *board, size_t unit);
/* Whether ACT is his to do now. For showing what may be done; the write asks again. */
bool dispute_may(const struct user *user, const struct scoreboard *board,
                 const struct thread *thread, enum thread_act act);

/* A new thread. CRITERION -1: the unit's total (disputes alone). */
struct dispute_form {
    enum thread_kind kind;
    size_t unit;
    ptrdiff_t criterion;
    struct str asks;
    struct str body;
    struct str late_reason; /* of the office, once the round is over */
    bool draft;
};
/* ERR_DENIED on no side; ERR_STATE where the round is over and he is not the office. Fields: body,
 * asks, late_reason. */
MUST_CHECK const struct err *dispute_open(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          const struct scoreboard *board,
                                          const struct dispute_form *form, struct issues *issues,
                                          struct str *ret_id);
/* The next act, with its words (reasons are needed but for withdrawing a draft). ACT_CHANGE: a
 * stage must have decided on the figure since the thread was opened, else an issue says so. */
MUST_CHECK const struct err *dispute_act(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct scoreboard *board, struct str id,
                                         enum thread_act act, struct str body,
                                         struct issues *issues);

#endif
