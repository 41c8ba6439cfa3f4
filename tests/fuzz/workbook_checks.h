/* A visitor that holds what comes out of a workbook against what workbook_read.h promises. */
#ifndef FUZZ_WORKBOOK_CHECKS_H
#define FUZZ_WORKBOOK_CHECKS_H

#include "doc/workbook_read.h"

struct workbook_checks {
    struct workbook_limits limits;
    bool in_sheet;
    uint32_t sheets;
    uint32_t row;
    uint32_t rows;
    uint64_t cells;
    uint64_t text_bytes;
};

/* Small, so that a run is short. */
#define WORKBOOK_CHECKS_INIT                                                                       \
    {                                                                                              \
        .limits = {                                                                                \
            .max_file_bytes = (size_t)1 << 20,                                                     \
            .max_sheets = 4,                                                                       \
            .max_rows = 300,                                                                       \
            .max_columns = 50,                                                                     \
            .max_cells = 2000,                                                                     \
            .max_text_bytes = (size_t)1 << 20,                                                     \
            .max_wait_ms = 1000,                                                                   \
        },                                                                                         \
    }

struct workbook_visitor workbook_checks_visitor(struct workbook_checks *checks);
/* After the last piece. */
void workbook_checks_end(const struct workbook_checks *checks, struct message fault);

#endif
