/* Which room keeps files of evidence: what "agree with all" asks. */
#include "features/scoring/stage_service.h"

const evidence_files_fn evidence_files = NULL;
