/* What a year's calendar can see by itself, in the order of the year. */
#include "features/covenant/covenant_due_service.h"
#include "features/crosscheck/due_crosscheck_service.h"
#include "features/movement/movement_due_service.h"
#include "features/plan/plan_service.h"
#include "features/registration/registration_due_service.h"
#include "features/review/due_review_service.h"
#include "features/scoring/due_scores_service.h"
#include "features/target/target_due_service.h"

const struct due_kind *const due_kinds[] = {
    &target_due,     &registration_due, &covenant_due, &plan_due_kind, &movement_due,
    &due_self_score, &due_crosscheck,   &due_feedback, &due_review,
};
const size_t due_kind_count = COUNT_OF(due_kinds);
