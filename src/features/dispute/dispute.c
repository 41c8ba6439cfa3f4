#include "features/dispute/dispute.h"

#include "base/attributes.h"

struct word {
    struct str code;
    enum msg_id name;
};

static const struct word KINDS[THREAD_KIND_COUNT] = {
    [THREAD_EXPLAIN] = {STR_INIT("explain"), MSG_dispute_kind_explain},
    [THREAD_DISPUTE] = {STR_INIT("dispute"), MSG_dispute_kind_dispute},
};
static const struct word SIDES[THREAD_SIDE_COUNT] = {
    [SIDE_UNIT] = {STR_INIT("unit"), MSG_dispute_side_unit},
    [SIDE_HEAD] = {STR_INIT("head"), MSG_dispute_side_head},
    [SIDE_OFFICE] = {STR_INIT("office"), MSG_dispute_side_office},
    [SIDE_MEETING] = {STR_INIT("meeting"), MSG_dispute_side_meeting},
};
static const struct word ACTS[THREAD_ACT_COUNT] = {
    [ACT_DRAFT] = {STR_INIT("draft"), MSG_dispute_act_draft},
    [ACT_OPEN] = {STR_INIT("open"), MSG_dispute_act_open},
    [ACT_ANSWER] = {STR_INIT("answer"), MSG_dispute_act_answer},
    [ACT_ASK] = {STR_INIT("ask"), MSG_dispute_act_ask},
    [ACT_KEEP] = {STR_INIT("keep"), MSG_dispute_act_keep},
    [ACT_CHANGE] = {STR_INIT("change"), MSG_dispute_act_change},
    [ACT_PASS_OFFICE] = {STR_INIT("pass-office"), MSG_dispute_act_pass_office},
    [ACT_PASS_MEETING] = {STR_INIT("pass-meeting"), MSG_dispute_act_pass_meeting},
    [ACT_WITHDRAW] = {STR_INIT("withdraw"), MSG_dispute_act_withdraw},
};
static const enum msg_id STATES[THREAD_STATE_COUNT] = {
    [THREAD_NONE] = MSG_dispute_state_drafted,
    [THREAD_DRAFTED] = MSG_dispute_state_drafted,
    [THREAD_WAITS_UNIT] = MSG_dispute_state_waits_unit,
    [THREAD_WAITS_VERIFIER] = MSG_dispute_state_waits_verifier,
    [THREAD_WAITS_OFFICE] = MSG_dispute_state_waits_office,
    [THREAD_WAITS_MEETING] = MSG_dispute_state_waits_meeting,
    [THREAD_KEPT] = MSG_dispute_state_kept,
    [THREAD_CHANGED] = MSG_dispute_state_changed,
    [THREAD_WITHDRAWN] = MSG_dispute_state_withdrawn,
};

static int find(const struct word *words, int count, struct str code) {
    for (int i = 0; i < count; i++)
        if (str_equal(words[i].code, code))
            return i;
    return -1;
}

struct str thread_kind_code(enum thread_kind kind) {
    return KINDS[kind].code;
}

bool thread_kind_from_code(struct str code, enum thread_kind *ret_kind) {
    int found = find(KINDS, THREAD_KIND_COUNT, code);
    *ret_kind = found < 0 ? THREAD_DISPUTE : (enum thread_kind)found;
    return found >= 0;
}

struct str thread_side_code(enum thread_side side) {
    return SIDES[side].code;
}

bool thread_side_from_code(struct str code, enum thread_side *ret_side) {
    int found = find(SIDES, THREAD_SIDE_COUNT, code);
    *ret_side = found < 0 ? SIDE_UNIT : (enum thread_side)found;
    return found >= 0;
}

struct str thread_act_code(enum thread_act act) {
    return ACTS[act].code;
}

bool thread_act_from_code(struct str code, enum thread_act *ret_act) {
    int found = find(ACTS, THREAD_ACT_COUNT, code);
    *ret_act = found < 0 ? ACT_DRAFT : (enum thread_act)found;
    return found >= 0;
}

enum msg_id thread_kind_name(enum thread_kind kind) {
    return KINDS[kind].name;
}

enum msg_id thread_side_name(enum thread_side side) {
    return SIDES[side].name;
}

enum msg_id thread_act_name(enum thread_act act) {
    return ACTS[act].name;
}

enum msg_id thread_state_name(enum thread_state state) {
    return STATES[state];
}

/* --- what may come next --------------------------------------------------------------------- */

#define KIND(kind)   (1u << (kind))
#define SIDE(side)   (1u << (side))
#define STATE(state) (1u << (state))
#define BOTH         (KIND(THREAD_EXPLAIN) | KIND(THREAD_DISPUTE))
#define VERIFIERS    (SIDE(SIDE_HEAD) | SIDE(SIDE_OFFICE))
/* Without a draft, with one, or while the cluster waits for the unit. */
#define UNIT_WRITES (STATE(THREAD_NONE) | STATE(THREAD_DRAFTED))
#define WITH_VERIFIER                                                                              \
    (STATE(THREAD_WAITS_UNIT) | STATE(THREAD_WAITS_VERIFIER) | STATE(THREAD_WAITS_OFFICE))
#define IN_TALK (WITH_VERIFIER | STATE(THREAD_WAITS_MEETING))

static const struct step {
    unsigned kinds, states, sides;
    enum thread_act act;
    enum thread_state then; /* THREAD_NONE: as it stood */
} STEPS[] = {
    {KIND(THREAD_DISPUTE), UNIT_WRITES, SIDE(SIDE_UNIT), ACT_DRAFT, THREAD_DRAFTED},
    {BOTH, STATE(THREAD_WAITS_UNIT), SIDE(SIDE_UNIT), ACT_DRAFT, THREAD_NONE},
    {KIND(THREAD_DISPUTE), UNIT_WRITES, SIDE(SIDE_UNIT), ACT_OPEN, THREAD_WAITS_VERIFIER},
    /* For a unit that is late: the office enters it, and says why. */
    {KIND(THREAD_DISPUTE), STATE(THREAD_NONE), SIDE(SIDE_OFFICE), ACT_OPEN, THREAD_WAITS_VERIFIER},
    {KIND(THREAD_EXPLAIN), STATE(THREAD_NONE), VERIFIERS, ACT_OPEN, THREAD_WAITS_UNIT},
    {BOTH, STATE(THREAD_WAITS_UNIT), SIDE(SIDE_UNIT), ACT_ANSWER, THREAD_WAITS_VERIFIER},
    {BOTH, STATE(THREAD_WAITS_VERIFIER), VERIFIERS, ACT_ASK, THREAD_WAITS_UNIT},
    {BOTH, STATE(THREAD_WAITS_OFFICE), SIDE(SIDE_OFFICE), ACT_ASK, THREAD_WAITS_UNIT},
    {BOTH, STATE(THREAD_WAITS_UNIT) | STATE(THREAD_WAITS_VERIFIER), VERIFIERS, ACT_KEEP,
     THREAD_KEPT},
    {BOTH, STATE(THREAD_WAITS_UNIT) | STATE(THREAD_WAITS_VERIFIER), VERIFIERS, ACT_CHANGE,
     THREAD_CHANGED},
    {BOTH, STATE(THREAD_WAITS_OFFICE), SIDE(SIDE_OFFICE), ACT_KEEP, THREAD_KEPT},
    {BOTH, STATE(THREAD_WAITS_OFFICE), SIDE(SIDE_OFFICE), ACT_CHANGE, THREAD_CHANGED},
    {BOTH, STATE(THREAD_WAITS_MEETING), SIDE(SIDE_MEETING), ACT_KEEP, THREAD_KEPT},
    {BOTH, STATE(THREAD_WAITS_MEETING), SIDE(SIDE_MEETING), ACT_CHANGE, THREAD_CHANGED},
    {KIND(THREAD_DISPUTE), STATE(THREAD_WAITS_UNIT) | STATE(THREAD_WAITS_VERIFIER), SIDE(SIDE_HEAD),
     ACT_PASS_OFFICE, THREAD_WAITS_OFFICE},
    {KIND(THREAD_DISPUTE), WITH_VERIFIER, VERIFIERS, ACT_PASS_MEETING, THREAD_WAITS_MEETING},
    {KIND(THREAD_DISPUTE), IN_TALK | STATE(THREAD_DRAFTED), SIDE(SIDE_UNIT), ACT_WITHDRAW,
     THREAD_WITHDRAWN},
    {KIND(THREAD_EXPLAIN), WITH_VERIFIER, VERIFIERS, ACT_WITHDRAW, THREAD_WITHDRAWN},
};

bool thread_after(enum thread_kind kind, enum thread_state state, enum thread_act act,
                  enum thread_side side, enum thread_state *ret_state) {
    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        const struct step *step = &STEPS[i];
        if (step->act == act && (step->kinds & KIND(kind)) && (step->states & STATE(state)) &&
            (step->sides & SIDE(side))) {
            *ret_state = step->then == THREAD_NONE ? state : step->then;
            return true;
        }
    }
    return false;
}

bool thread_is_open(enum thread_state state) {
    return (STATE(state) & IN_TALK) != 0;
}

bool thread_waits_for(enum thread_state state, enum thread_side side) {
    switch (state) {
    case THREAD_DRAFTED:
    case THREAD_WAITS_UNIT:
        return side == SIDE_UNIT;
    case THREAD_WAITS_VERIFIER:
        return side == SIDE_HEAD || side == SIDE_OFFICE;
    case THREAD_WAITS_OFFICE:
        return side == SIDE_OFFICE;
    case THREAD_WAITS_MEETING:
        return side == SIDE_MEETING;
    default:
        return false;
    }
}

/* --- the last day --------------------------------------------------------------------------- */

bool dispute_is_over(struct str until, struct date today) {
    struct date last;
    return date_parse_iso(until, &last) && date_compare(today, last) > 0;
}

struct str dispute_until_words(struct arena *arena, enum lang lang, struct str until,
                               struct date today) {
    struct date last;
    if (!date_parse_iso(until, &last))
        return STR("");
    int64_t days = date_to_days(last) - date_to_days(today);
    struct str day = date_display(arena, last);
    struct message words = days < 0    ? MESSAGE_WITH(MSG_dispute_until_over, day)
                           : days == 0 ? MESSAGE_WITH(MSG_dispute_until_today, day)
                                       : MESSAGE_WITH(MSG_dispute_until_in, day,
                                                      str_format(arena, "%lld", (long long)days));
    return message_text(arena, lang, words);
}
