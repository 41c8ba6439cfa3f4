/* Units: commands, offices, schools. For now what clusters need: a name, a level above. */
#ifndef FEATURES_ORGANISATION_ORGANISATION_H
#define FEATURES_ORGANISATION_ORGANISATION_H

#include "db/db.h"

struct unit {
    struct str id;
    struct str slug;
    struct str name;
    struct str parent_id; /* empty: none */
};

/* The unit of that name below that parent, made when it is not there yet. Within a write. */
MUST_CHECK const struct err *unit_take(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                       struct str name, struct str parent_id,
                                       struct unit *ret_unit);

#endif
