#include "features/health/health_service.h"

#include "features/audit/audit_seal.h"
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

struct tail_work {
    struct arena *arena;
    struct audit_tail tail;
};

static const struct err *tail_in(struct db_tx *tx, void *context) {
    struct tail_work *work = context;
    return audit_tail_in(tx, work->arena, &work->tail);
}

const struct err *health_tail(struct db *db, int64_t now_ms, int64_t *ret_count,
                              int64_t *ret_age_ms) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct tail_work work = {.arena = arena};
    TRY(db_read(db, tail_in, &work));
    *ret_count = work.tail.count;
    *ret_age_ms = audit_tail_age_ms(&work.tail, now_ms);
    return NULL;
}
