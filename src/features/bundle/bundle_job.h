/* The job "papers": all sheets and papers of a cluster's half-year in one ZIP.
 *
 * One step a document, one for the ZIP. All papers carry the instant at which they were asked for
 * and rest on one revision of the figures: where these change meanwhile, the job begins anew.
 */
#ifndef FEATURES_BUNDLE_BUNDLE_JOB_H
#define FEATURES_BUNDLE_BUNDLE_JOB_H

#include "jobs/jobs.h"

struct cluster_period;
struct user;

extern const struct job_kind bundle_job;

/* For who may verify the cluster's scores; ERR_STATE while there is no locked table. */
MUST_CHECK const struct err *bundle_start(const struct jobs *jobs, struct arena *arena,
                                          const struct user *user, int64_t now_ms, struct str slug,
                                          struct str period_code, struct str *ret_job_id);

#endif
