/* What a year's calendar can see of the scores of a half-year. */
#ifndef FEATURES_SCORING_DUE_SCORES_SERVICE_H
#define FEATURES_SCORING_DUE_SCORES_SERVICE_H

#include "features/calendar/due_service.h"

/* A member's self-score sheet: received once every criterion of the content has a figure of its own
 * (on the day the last of them came first); a later correction does not make it late. */
extern const struct due_kind due_self_score;
/* A member's word on its feedback sheet, after the cluster's last decision on it. */
extern const struct due_kind due_feedback;

#endif
