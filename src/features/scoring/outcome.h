/* How far the result of a half-year has come: what the cluster's meeting voted, what the council
 * above decided, and what the result may be called. Pure.
 *
 * A vote and an approval are true of the figures they were given for: those have a digest. Where a
 * figure changed since, the result is not the adopted one any more, and is not called so. Points of
 * the first half-year stay provisional whatever was voted.
 */
#ifndef FEATURES_SCORING_OUTCOME_H
#define FEATURES_SCORING_OUTCOME_H

#include "base/date.h"
#include "features/scoring/quota.h"
#include "features/scoring/ranking.h"

enum outcome_kind {
    OUTCOME_VOTE,    /* the meeting voted on the result */
    OUTCOME_TIE,     /* it voted on the order of members with the same total */
    OUTCOME_APPROVE, /* the council above approved */
    OUTCOME_RETURN,  /* it returned the result to the meeting */
    OUTCOME_KIND_COUNT,
};
/* "vote", "tie", "approve", "return", as stored. */
struct str outcome_kind_code(enum outcome_kind kind);
bool outcome_kind_from_code(struct str code, enum outcome_kind *ret_kind);

struct outcome_record {
    struct str id;
    enum outcome_kind kind;
    struct date held_on;
    struct str number; /* of the minutes or the decision */
    struct str body;   /* who decided above; empty: the meeting */
    bool accepted;     /* of a vote; true of the others */
    int64_t board_revision;
    struct str digest; /* of the figures it was given for */
    struct str reason;
    int64_t at_ms;
    int members; /* who had a vote */
};
struct scoring_outcome {
    LIST(struct outcome_record) records; /* oldest first */
};

/* How many members must say yes: SETTING_ADOPT_SHARE, "2/3" (at least) or ">1/2" (more than), of
 * all members, as votes are counted (features/scoring/quota.h). */
struct vote_rule {
    struct vote_share share;
    bool more; /* than the share */
};
bool vote_rule_read(struct str value, struct vote_rule *ret_rule);
size_t vote_rule_needed(const struct vote_rule *rule, size_t members);
/* "quá 1/2 số đơn vị thành viên" */
struct message vote_rule_words(struct arena *arena, const struct vote_rule *rule);

/* The vote that counts: the newest, unless the council returned it since; NULL: none, or it was
 * refused. */
const struct outcome_record *outcome_adopted(const struct scoring_outcome *outcome);
/* The approval that counts: the newest, unless something was voted or returned since. */
const struct outcome_record *outcome_approved(const struct scoring_outcome *outcome);
/* The council's return that nothing followed yet, or NULL. */
const struct outcome_record *outcome_returned(const struct scoring_outcome *outcome);
enum result_state {
    RESULT_NONE,     /* no points yet */
    RESULT_OPEN,     /* points that not all were verified of */
    RESULT_VERIFIED, /* complete, and each member verified */
    RESULT_ADOPTED,  /* by the meeting, these figures */
    RESULT_APPROVED, /* by the council above, these figures: final at the annual review */
};
struct scoring_result {
    enum result_state state;
    bool is_half_year; /* an interim review: its points are provisional in any state */
    bool changed;      /* something was adopted or approved, of other figures than these */
};
/* Whether it may be called final: approved, and no interim review. */
bool result_is_final(const struct scoring_result *result);
/* "Tạm tính", "Đã thẩm định, tạm tính đến khi được phê duyệt", …: for pages and papers. */
enum msg_id result_words(const struct scoring_result *result);
/* One sentence more where there is one to say (an interim review, figures that changed), else
 * MSG_none. */
enum msg_id result_note(const struct scoring_result *result);

#endif
