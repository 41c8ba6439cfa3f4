#include "features/person/person_retention_service.h"

#include "features/person/person.sql.h"

const struct err *person_forget_lists(struct db_tx *tx, int64_t before_ms) {
    int64_t changed;
    return q_person_file_clear(tx, before_ms, STR(""), &changed);
}

const struct err *person_forget_transfers(struct db_tx *tx, int64_t before_ms) {
    return q_person_transfer_forget(tx, before_ms);
}
