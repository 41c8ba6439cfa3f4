/* What scoring asks of the room that keeps evidence. */
#include "features/score_evidence/score_evidence_service.h"
#include "features/scoring/stage_service.h"

const evidence_files_fn evidence_files = score_evidence_stands;
