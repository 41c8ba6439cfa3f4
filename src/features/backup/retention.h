/* When backups are due and which are kept: rules without clock and files. */
#ifndef FEATURES_BACKUP_RETENTION_H
#define FEATURES_BACKUP_RETENTION_H

#include <stddef.h>

#include "base/date.h"

struct retention {
    unsigned days, weeks, months;
};

/* Which of COUNT backups are kept. They stand in the order in which they were made, the newest
 * first; DAYS says the day of each. Kept is the newest of each of the latest so many days, weeks
 * (from Monday) and months *for which there are backups*: no clock is asked, so that a clock set
 * wrong, forward or back, deletes nothing that is newer. The newest is always kept. */
void retention_choose(const struct date *days, size_t count, const struct retention *retention,
                      bool *ret_keep);

/* The day whose backup should be there at NOW: the latest on which it was MINUTE of the day. */
struct date backup_slot(int64_t now_ms, int minute);
/* The instant after NOW at which it is MINUTE of the day in Vietnam. */
int64_t backup_next_ms(int64_t now_ms, int minute);

/* "thidua-20261123-023000-5b2f0c6a7d18.tar": of the instant and the end of a job's id. */
struct str backup_file_name(struct arena *arena, int64_t instant_ms, struct str job_id,
                            bool is_sealed);
bool backup_is_file_name(struct str name);

#endif
