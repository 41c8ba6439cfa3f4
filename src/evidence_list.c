/* What other rooms know of the evidence of scores. */
#include "features/score_evidence/score_evidence_cell_service.h"
#include "features/scoring/stage_service.h"

/* Which room keeps files of evidence: what "agree with all" asks. */
const evidence_files_fn evidence_files = NULL;

/* Who may read the evidence of a unit's scores without a right to its sheet. */
const evidence_reader evidence_readers[] = {NULL};
