/* A report for tests of the paper. Invented. Not part of the program. */
#ifndef FEATURES_REVIEW_REVIEW_FIXTURE_H
#define FEATURES_REVIEW_REVIEW_FIXTURE_H

#include "features/movement/movement_service.h"
#include "features/review/review.h"

/* Texts in all sections but REVIEW_SITUATION, REVIEW_REWARDS and REVIEW_CAUSES; one shortcoming;
 * two tasks, one of them with nothing but its content. */
struct review fixture_review(struct arena *arena);
/* A directive with all its facts, a resolution of which the number alone is known, a movement and a
 * campaign without number. */
struct movements fixture_movements(struct arena *arena);

#endif
