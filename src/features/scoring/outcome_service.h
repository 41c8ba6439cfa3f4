/* Loads what was voted and decided of the result of a half-year. Private to scoring: pages read it
 * from the board; features/adoption writes it. */
#ifndef FEATURES_SCORING_OUTCOME_SERVICE_H
#define FEATURES_SCORING_OUTCOME_SERVICE_H

#include "features/scoring/scoring_service.h"

/* Fills outcome and tie_votes of a ground whose cluster is loaded. */
MUST_CHECK const struct err *scoring_load_outcome(struct db_tx *tx, struct arena *arena,
                                                  struct scoring_ground *ground);

#endif
