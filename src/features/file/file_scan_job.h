/* Long work: every kept content is shown to the scanner again. */
#ifndef FEATURES_FILE_FILE_SCAN_JOB_H
#define FEATURES_FILE_FILE_SCAN_JOB_H

#include "jobs/jobs.h"

extern const struct job_kind file_scan_job;

#endif
