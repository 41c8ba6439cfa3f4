#include "features/account/account_retention_service.h"

#include "features/account/account.sql.h"

const struct err *account_forget_sessions(struct db_tx *tx, int64_t before_ms) {
    return q_session_delete_expired(tx, before_ms);
}

const struct err *account_forget_failures(struct db_tx *tx, int64_t before_ms) {
    return q_sign_in_failure_delete_old(tx, before_ms);
}
