/* Talks about a figure: what may be said next, by whom, and where that leaves it. Pure.
 *
 * An *explanation* is asked for by who verifies and answered by the unit. A *dispute* is a unit's
 * objection to a figure of its own; who verifies keeps the figure, changes it (through the
 * verification, with its reason), asks back, or passes it on to the standing office or the meeting.
 * A unit's officer writes a draft; its commander sends. Nothing is overwritten: the state follows
 * from the acts in their order.
 */
#ifndef FEATURES_DISPUTE_DISPUTE_H
#define FEATURES_DISPUTE_DISPUTE_H

#include "base/date.h"
#include "text/message.h"

enum { DISPUTE_BODY_MAX = 2000, DISPUTE_ASKS_MAX = 300, DISPUTE_ROWS_MAX = 60 };

enum thread_kind { THREAD_EXPLAIN, THREAD_DISPUTE, THREAD_KIND_COUNT };

enum thread_side {
    SIDE_UNIT,
    SIDE_HEAD,
    SIDE_OFFICE,
    SIDE_MEETING,
    THREAD_SIDE_COUNT,
};

enum thread_act {
    ACT_DRAFT,        /* by the unit's officer; nobody else sees it */
    ACT_OPEN,         /* asks for an explanation, or objects */
    ACT_ANSWER,       /* the unit answers */
    ACT_ASK,          /* who verifies asks further */
    ACT_KEEP,         /* the figure stands */
    ACT_CHANGE,       /* the figure was changed */
    ACT_PASS_OFFICE,  /* passed on to the standing office */
    ACT_PASS_MEETING, /* passed on to the cluster's meeting */
    ACT_WITHDRAW,     /* by the side that opened it */
    THREAD_ACT_COUNT,
};

enum thread_state {
    THREAD_NONE, /* before its first act */
    THREAD_DRAFTED,
    THREAD_WAITS_UNIT,
    THREAD_WAITS_VERIFIER,
    THREAD_WAITS_OFFICE,
    THREAD_WAITS_MEETING,
    THREAD_KEPT,
    THREAD_CHANGED,
    THREAD_WITHDRAWN,
    THREAD_STATE_COUNT,
};

/* "explain", "dispute"; "unit", …; "open", … as stored. */
struct str thread_kind_code(enum thread_kind kind);
bool thread_kind_from_code(struct str code, enum thread_kind *ret_kind);
struct str thread_side_code(enum thread_side side);
bool thread_side_from_code(struct str code, enum thread_side *ret_side);
struct str thread_act_code(enum thread_act act);
bool thread_act_from_code(struct str code, enum thread_act *ret_act);

/* "Giải trình", "Kiến nghị"; "Đơn vị", "Cụm trưởng": sides, never persons. */
enum msg_id thread_kind_name(enum thread_kind kind);
enum msg_id thread_side_name(enum thread_side side);
enum msg_id thread_act_name(enum thread_act act);
enum msg_id thread_state_name(enum thread_state state);

/* Whether SIDE may do ACT where it stands so, and how it stands then. */
bool thread_after(enum thread_kind kind, enum thread_state state, enum thread_act act,
                  enum thread_side side, enum thread_state *ret_state);
/* Somebody is still to say something. */
bool thread_is_open(enum thread_state state);
/* It is for this side to say the next thing. */
bool thread_waits_for(enum thread_state state, enum thread_side side);

/* --- the last day --------------------------------------------------------------------------- */

/* Whether a round is over on that day; without a last day it never is. */
bool dispute_is_over(struct str until, struct date today);
/* "hạn 20/6/2020, còn 3 ngày", "đã hết hạn ngày 20/6/2020"; empty where there is none. */
struct str dispute_until_words(struct arena *arena, enum lang lang, struct str until,
                               struct date today);

#endif
