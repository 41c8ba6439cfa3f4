/* What scoring asks of the room that keeps evidence, and who may read evidence without a right to
 * the sheet. */
#include "features/crosscheck/crosscheck_service.h"
#include "features/score_evidence/score_evidence_cell_service.h"
#include "features/score_evidence/score_evidence_service.h"
#include "features/scoring/stage_service.h"

const evidence_reader evidence_readers[] = {crosscheck_may_read_in, NULL};

const evidence_files_fn evidence_files = score_evidence_stands;
