/* One file of a batch, read through the child process: inside of the intake room. */
#ifndef FEATURES_INTAKE_FILE_SERVICE_H
#define FEATURES_INTAKE_FILE_SERVICE_H

#include "features/intake/intake_service.h"

struct intake_context {
    struct arena *arena;
    const struct scoreboard *board; /* NULL for a table of criteria */
    const struct user *user;
    struct intake_unit *units;
};

struct intake_unit *intake_units_of(struct arena *arena, const struct cluster_period *cluster);

/* What the file has wrong is in *ret_file; an error is ours. MENDS may be NULL for a table. */
MUST_CHECK const struct err *intake_read_file(const struct intake_context *context,
                                              const struct intake_upload *upload,
                                              const struct intake_mends *mends,
                                              struct intake_file *ret_file);

#endif
