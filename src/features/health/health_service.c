#include "features/health/health_service.h"

#include "features/health/health.sql.h"

static const struct err *read(struct db_tx *tx, void *context) {
    struct arena *arena = context;
    struct q_health_read_row row;
    bool found;
    return q_health_read(tx, arena, &found, &row);
}

const struct err *health_read(struct db *db) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    return db_read(db, read, arena);
}
