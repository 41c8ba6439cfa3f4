/* The backup as long work: made, read back and noted in one step; old ones removed in the next. */
#ifndef FEATURES_BACKUP_BACKUP_JOB_H
#define FEATURES_BACKUP_BACKUP_JOB_H

#include "jobs/jobs.h"

extern const struct job_kind backup_job;

/* A thread that looks every minute whether the backup of the day is due; also at once, so that a
 * day that was missed is made up for at the start. Does nothing where no folder is set. */
struct backup_clock;
MUST_CHECK const struct err *backup_clock_start(const struct jobs *jobs,
                                                struct backup_clock **ret_clock);
void backup_clock_stop(struct backup_clock *clock); /* NULL is allowed */

#endif
