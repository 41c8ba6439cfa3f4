/* A criterion and the named rule it picks; one named rule beside another. Pure. */
#ifndef FEATURES_SCORING_RULE_PICK_H
#define FEATURES_SCORING_RULE_PICK_H

#include "features/scoring/scoring.h"

/* Whether the criterion picks a rule that is not there, is for another kind, or is not valid on
 * DAY; *ret_message says so, with the criterion's code in it. */
bool rule_pick_is_wrong(struct arena *arena, const struct scoring_rules *rules,
                        const struct criterion *criterion, struct date day,
                        struct message *ret_message);

/* Whether two rules say the same, the code included. */
bool named_rule_same(const struct named_rule *a, const struct named_rule *b);

#endif
