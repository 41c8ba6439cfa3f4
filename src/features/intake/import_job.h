/* The job "import": many score sheets, or large ones, read one by one into a staged batch.
 *
 * Each file is read by the child in a step of its own, and what was read is kept: the preview then
 * shows all files without reading them again. Until the last file is read the batch is not to be
 * seen ("reading"); where the job is stopped or fails it goes away. The result is the preview.
 */
#ifndef FEATURES_INTAKE_IMPORT_JOB_H
#define FEATURES_INTAKE_IMPORT_JOB_H

#include "features/intake/intake_service.h"
#include "jobs/jobs.h"

extern const struct job_kind import_job;

/* For who may import scores here; ERR_STATE while there is no locked table. */
MUST_CHECK const struct err *import_start(const struct jobs *jobs, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          const struct cluster_period *cluster,
                                          const struct intake_upload *uploads, size_t count,
                                          struct str *ret_job_id);

#endif
