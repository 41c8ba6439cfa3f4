/* What this room's services share: reading and writing its rows within a transaction. */
#ifndef FEATURES_MOVEMENT_MOVEMENT_STORE_SERVICE_H
#define FEATURES_MOVEMENT_MOVEMENT_STORE_SERVICE_H

#include "features/movement/movement_service.h"

/* Whose rows: of a year (superior and those above it, and the cluster), or all above clusters. */
MUST_CHECK const struct err *movement_load_scope(struct db_tx *tx, struct arena *arena,
                                                 const struct cluster_year *year,
                                                 struct movements *ret_movements);
/* The drives of a movement, whoever owns them. */
MUST_CHECK const struct err *movement_load_drives(struct db_tx *tx, struct arena *arena,
                                                  struct str movement_id,
                                                  struct movements *ret_drives);
MUST_CHECK const struct err *movement_load_acts(struct db_tx *tx, struct arena *arena,
                                                struct str movement_id,
                                                struct movement_acts *ret_acts);
MUST_CHECK const struct err *movement_load_links(struct db_tx *tx, struct arena *arena,
                                                 struct movement_links *ret_links);
/* A new identity with its first revision (M->id empty), or the next revision. STATE: "stands",
 * "withdrawn". */
MUST_CHECK const struct err *movement_store(struct db_tx *tx, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const char *state, struct str reason,
                                            struct movement *m);
MUST_CHECK const struct err *movement_store_content(struct db_tx *tx, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    struct str movement_id,
                                                    const struct movement_content *content);
/* A decimal as stored; "" where there is none. */
struct str movement_stored_number(struct arena *arena, bool is_set, struct decimal value);
struct str movement_stored_day(struct arena *arena, struct date day); /* absent where empty */
struct date movement_day_of(struct str stored);

#endif
