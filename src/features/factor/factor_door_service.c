#include "features/factor/factor_door_service.h"

#include "features/factor/directory_service.h"

static const struct err *is_wanted(struct db_tx *tx, struct arena *arena, struct str account_id,
                                   bool *ret_wanted) {
    const struct factor_settings *settings = factor_in_use();
    struct factor_state state = {0};
    if (settings->totp || settings->passkey)
        TRY(factor_state_in(tx, arena, settings, account_id, &state));
    *ret_wanted = state.second_step;
    return NULL;
}

static const struct err *directory_keeps(struct db_tx *tx, struct arena *arena,
                                         struct str account_id, bool *ret_keeps) {
    const struct factor_settings *settings = factor_in_use();
    struct factor_state state = {0};
    if (settings->directory.on)
        TRY(factor_state_in(tx, arena, settings, account_id, &state));
    *ret_keeps = state.directory_ms.set;
    return NULL;
}

static enum door_word ask_directory(struct arena *arena, struct str login, struct str password) {
    return directory_ask(&factor_in_use()->directory, arena, login, password);
}

const struct door_factor factor_step = {FACTOR_STEP_PATH, is_wanted};
const struct door_keeper factor_directory = {directory_keeps, ask_directory,
                                             MSG_factor_directory_down};

const struct err *factor_may_reset(struct db_tx *tx, struct arena *arena, struct str account_id,
                                   bool *ret_may) {
    bool has_factor = false;
    if (factor_in_use()->recovery_by_two)
        TRY(is_wanted(tx, arena, account_id, &has_factor));
    *ret_may = !has_factor;
    return NULL;
}
