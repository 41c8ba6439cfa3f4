#include "features/account/account_retention_service.h"

#include "features/account/door.sql.h"

const struct err *account_forget_sessions(struct db_tx *tx, int64_t before_ms) {
    /* Whatever was last seen: the door ends idle ones. */
    return q_session_delete_expired(tx, before_ms, INT64_MIN);
}

const struct err *account_forget_sign_ins(struct db_tx *tx, int64_t before_ms) {
    return q_sign_in_event_delete_old(tx, before_ms);
}
