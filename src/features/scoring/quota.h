/* How many: ceilings ("không quá 15 %"), shares that must be reached, and votes. Pure.
 *
 * Texts count in different ways, so the way is a parameter and belongs to the rule that is applied:
 * the literal reading of "không quá" is the floor; one text rounds, another gives at least one.
 * Votes are counted on all members: who is absent and was not asked counts as no yes.
 */
#ifndef FEATURES_SCORING_QUOTA_H
#define FEATURES_SCORING_QUOTA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/decimal.h"
#include "base/str.h"
#include "text/message.h"

enum quota_rounding {
    QUOTA_FLOOR,        /* the literal reading of "không quá" */
    QUOTA_ROUNDED,      /* half up */
    QUOTA_AT_LEAST_ONE, /* the floor, but one where the share is above 0 and below 1 */
    QUOTA_ROUNDING_COUNT,
};
/* "floor", "rounded", "at-least-one", as stored. */
struct str quota_rounding_code(enum quota_rounding rounding);
bool quota_rounding_from_code(struct str code, enum quota_rounding *ret_rounding);
enum msg_id quota_rounding_name(enum quota_rounding rounding);

/* The most that PERCENT of BASE allows; 0 for a percentage that is not from 0 to 100. */
size_t quota_ceiling(size_t base, struct decimal percent, enum quota_rounding rounding);
/* The fewest of BASE that are at least PERCENT of it, or more than PERCENT where STRICTLY_MORE. */
size_t quota_minimum(size_t base, struct decimal percent, bool strictly_more);

/* A share as texts name it: 90/100, 2/3. */
struct vote_share {
    unsigned part;
    unsigned whole; /* > 0 */
};
/* The yes-votes that MEMBERS need: that share of all members, rounded up. */
size_t votes_needed(size_t members, struct vote_share share);
/* YES includes those who answered in writing. Nothing passes without members. */
bool votes_pass(size_t yes, size_t members, struct vote_share share);
/* For people: yes as a percentage of the members, two decimals, half up. */
struct decimal votes_percent(size_t yes, size_t members);

#endif
