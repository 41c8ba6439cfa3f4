/* The program's kinds of long work; one line each. */
#include "features/backup/backup_job.h"
#include "features/bundle/bundle_job.h"
#include "features/file/file_scan_job.h"
#include "features/intake/import_job.h"

const struct job_kind *const job_kinds[] = {
    &backup_job,
    &bundle_job,
    &file_scan_job,
    &import_job,
};
const size_t job_kind_count = COUNT_OF(job_kinds);
