/* Which room keeps files of evidence: what "agree with all" asks. */
#include "features/scoring/stage_service.h"

const evidence_files_fn evidence_files = NULL;
/* Who may read the evidence of a unit's scores without a right to its sheet. */
#include "features/score_evidence/score_evidence_cell_service.h"

const evidence_reader evidence_readers[] = {NULL};
