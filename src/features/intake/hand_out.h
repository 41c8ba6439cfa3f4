/* Handing out blank sheets: to whom, and written down. */
#ifndef FEATURES_INTAKE_HAND_OUT_H
#define FEATURES_INTAKE_HAND_OUT_H

#include "features/intake/sheet_doc.h"

/* What is known of a unit's sheet: when it came, what is missing. */
struct sheet_state {
    size_t unit;
    int64_t received_ms; /* of its newest value; 0: nothing came */
    size_t missing;      /* criteria without a result of the unit */
    size_t all;
};

struct sheet_states {
    struct sheet_state *items;
    size_t count;
    size_t capacity;
};

/* The units whose sheets the user may read, in the order of the members. */
void hand_out_states(struct arena *arena, const struct user *user, const struct scoreboard *board,
                     struct sheet_states *ret_states);

struct sheet_file {
    struct str name;
    struct str bytes;
};

/* One unit's blank sheet. ERR_STATE while there is no locked table. */
MUST_CHECK const struct err *hand_out_sheet(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            struct str slug, struct str period_code,
                                            struct str unit_slug, struct sheet_file *ret_file);
/* All units' sheets in one ZIP, for who verifies the cluster. */
MUST_CHECK const struct err *hand_out_all(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms, struct str slug,
                                          struct str period_code, struct sheet_file *ret_file);

#endif
