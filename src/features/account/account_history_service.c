/* The history of an account, for who manages accounts. */
#include "features/account/account.sql.h"
#include "features/audit/object_history.h"

struct find_work {
    const struct history_ask *ask;
    bool found;
    struct q_account_by_login_row row;
};

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct find_work *work = context;
    return q_account_by_login(tx, work->ask->arena, work->ask->key, &work->found, &work->row);
}

static const struct err *open(const struct history_ask *ask, struct history_object *ret_object) {
    struct find_work work = {.ask = ask};
    if (!user_may(ask->user, RIGHT_ACCOUNT_MANAGE, PLACE_EVERYWHERE, STR("")))
        return ERR(ERR_DENIED, "no right to manage accounts");
    TRY(db_read(ask->db, find_in, &work));
    if (!work.found)
        return ERR(ERR_NOT_FOUND, "no such account");
    *ret_object = (struct history_object){
        .object_kind = "account",
        .object_id = work.row.id,
        .name = work.row.display_name,
        .href = str_format(ask->arena, "/tai-khoan/" STR_FMT, STR_ARG(ask->key)),
    };
    return NULL;
}

const struct history_room account_history = {"tai-khoan", MSG_audit_history_account, open};
