#include "features/account/delegation_service.h"

#include "features/account/alert_service.h"
#include "features/account/grant.sql.h"
#include "features/account/grant_service.h"
#include "features/audit/audit.h"
#include "sys/id.h"
#include "text/utf8.h"

struct lend_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct delegation_form *form;
    struct issues *issues;
};

/* --- lending ---------------------------------------------------------------------------------- */

static const struct q_grants_of_row *own_grant(const struct q_grants_of_rows *own, struct str id) {
    for (size_t i = 0; i < own->count; i++)
        if (str_equal(own->items[i].id, id))
            return &own->items[i];
    return NULL;
}

static void check_time(struct lend_work *work, const struct q_grants_of_rows *own) {
    const struct delegation_form *form = work->form;
    struct date today = date_of_instant(work->now_ms);
    if (date_is_empty(form->to)) {
        issue_add(work->arena, work->issues, STR("to"), MESSAGE(MSG_right_lend_to_missing));
        return;
    }
    if (date_compare(form->to, date_is_empty(form->from) ? today : form->from) <= 0)
        issue_add(work->arena, work->issues, STR("to"), MESSAGE(MSG_right_to_before_from));
    else if (date_compare(form->to, today) <= 0)
        issue_add(work->arena, work->issues, STR("to"), MESSAGE(MSG_right_to_past));
    for (size_t i = 0; i < form->grant_count; i++) {
        const struct q_grants_of_row *grant = own_grant(own, form->grant_ids[i]);
        struct date ends = grant ? date_from_iso(grant->valid_to) : (struct date){0};
        if (!date_is_empty(ends) && date_compare(form->to, ends) > 0) {
            struct date last = date_from_days(date_to_days(ends) - 1);
            issue_add(work->arena, work->issues, STR("to"),
                      MESSAGE_WITH(MSG_right_lend_too_long, date_display(work->arena, last)));
            return;
        }
    }
}

static const struct err *check_grants(struct lend_work *work, const struct q_grants_of_rows *own) {
    const struct delegation_form *form = work->form;
    for (size_t i = 0; i < form->grant_count; i++) {
        const struct q_grants_of_row *grant = own_grant(own, form->grant_ids[i]);
        if (!grant)
            return ERR(ERR_DENIED, "a grant that is not this user's own today");
        if (str_equal(grant->role, role_code(ROLE_ADMIN))) {
            issue_add(work->arena, work->issues, STR("grant"), MESSAGE(MSG_right_lend_admin));
            return NULL;
        }
    }
    if (!form->grant_count)
        issue_add(work->arena, work->issues, STR("grant"), MESSAGE(MSG_right_lend_nothing));
    return NULL;
}

static void check_words(struct lend_work *work) {
    size_t letters = utf8_length(str_or_empty(work->form->reason));
    if (str_is_empty(str_trim(str_or_empty(work->form->reason))))
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_right_lend_reason_missing));
    else if (letters > GRANT_REASON_MAX)
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_right_reason_long));
}

/* An account that manages accounts comes near scores by a loan too. */
static const struct err *tell_chair(struct db_tx *tx, struct lend_work *work, struct str delegate,
                                    enum role role) {
    struct q_grants_of_rows held;
    struct str day = date_iso(work->arena, date_of_instant(work->now_ms));
    TRY(q_grants_of(tx, work->arena, delegate, day, &held));
    for (size_t i = 0; i < held.count; i++)
        if (str_equal(held.items[i].role, role_code(ROLE_ADMIN)))
            return alert_add(tx, work->arena, work->user, work->now_ms, ALERT_LENT, delegate, role,
                             work->form->reason);
    return NULL;
}

static const struct err *store(struct db_tx *tx, struct lend_work *work,
                               const struct q_grants_of_rows *own,
                               const struct q_grant_account_row *delegate) {
    const struct delegation_form *form = work->form;
    struct arena *arena = work->arena;
    struct date from = date_is_empty(form->from) ? date_of_instant(work->now_ms) : form->from;
    struct str id = id_new(arena, work->now_ms);
    struct str roles = STR("");
    enum role decides = ROLE_COUNT;
    TRY(q_delegation_insert(tx, id, work->user->id, delegate->id, date_iso(arena, from),
                            date_iso(arena, form->to), form->reason, work->now_ms));
    for (size_t i = 0; i < form->grant_count; i++) {
        const struct q_grants_of_row *grant = own_grant(own, form->grant_ids[i]);
        enum role role;
        TRY(q_delegation_grant_insert(tx, id, grant->id));
        if (role_from_code(grant->role, &role) && role_decides(role))
            decides = role;
        roles = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(roles), i ? ", " : "",
                           STR_ARG(grant->role));
    }
    if (decides < ROLE_COUNT)
        TRY(tell_chair(tx, work, delegate->id, decides));
    struct str begins = date_display(arena, from);
    struct str ends = date_display(arena, form->to);
    struct audit_note note = {
        .action = "account.lend",
        .object_kind = "account",
        .object_id = work->user->id,
        .after =
            str_format(arena, STR_FMT ": " STR_FMT " [" STR_FMT " – " STR_FMT ")",
                       STR_ARG(delegate->login), STR_ARG(roles), STR_ARG(begins), STR_ARG(ends)),
        .reason = form->reason};
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

static const struct err *lend_in(struct db_tx *tx, void *context) {
    struct lend_work *work = context;
    struct q_grants_of_rows own;
    struct q_grant_account_row delegate;
    bool found;
    *work->issues = (struct issues){0};
    struct str day = date_iso(work->arena, date_of_instant(work->now_ms));
    TRY(q_grants_of(tx, work->arena, work->user->id, day, &own));
    TRY(q_grant_account(tx, work->arena, work->form->delegate, &found, &delegate));
    if (!found || delegate.closed_ms.set)
        issue_add(work->arena, work->issues, STR("delegate"), MESSAGE(MSG_right_lend_unknown));
    else if (str_equal(delegate.id, work->user->id))
        issue_add(work->arena, work->issues, STR("delegate"), MESSAGE(MSG_right_lend_self));
    TRY(check_grants(work, &own));
    check_time(work, &own);
    check_words(work);
    return work->issues->count ? NULL : store(tx, work, &own, &delegate);
}

const struct err *delegation_lend(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct delegation_form *form,
                                  struct issues *issues) {
    if (user->is_local || !user->id.n || user->acting_for_id.n)
        return ERR(ERR_DENIED, "who acts for another lends nothing on");
    if (form->grant_count > DELEGATION_GRANTS_MAX)
        return ERR(ERR_LIMIT, "too many grants in one loan");
    struct lend_work work = {arena, user, now_ms, form, issues};
    return db_write(db, lend_in, &work);
}

/* --- ending ----------------------------------------------------------------------------------- */

struct id_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str id;
    struct str reason;
};

static const struct err *end_in(struct db_tx *tx, void *context) {
    struct id_work *work = context;
    int64_t changed;
    TRY(q_delegation_withdraw(tx, work->id, work->user->id, work->now_ms, work->user->name,
                              work->reason, &changed));
    if (!changed)
        return ERR(ERR_NOT_FOUND, "no loan of this user");
    struct audit_note note = {.action = "account.lend_end",
                              .object_kind = "account",
                              .object_id = work->user->id,
                              .before = work->id,
                              .reason = work->reason.n ? work->reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *delegation_end(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str id, struct str reason) {
    if (utf8_length(str_or_empty(reason)) > GRANT_REASON_MAX)
        return ERR(ERR_INPUT, "a reason that is too long");
    struct id_work work = {arena, user, now_ms, id, str_or_empty(reason)};
    return db_write(db, end_in, &work);
}

/* --- listing ---------------------------------------------------------------------------------- */

struct list_work {
    struct arena *arena;
    const struct user *user;
    struct date today;
    struct delegations *list;
};

static enum delegation_state state_of(const struct q_delegations_of_row *row, struct date today) {
    if (row->withdrawn_ms.set)
        return DELEGATION_WITHDRAWN;
    if (row->lender_closed_ms.set || date_compare(date_from_iso(row->valid_to), today) <= 0)
        return DELEGATION_OVER;
    return date_compare(date_from_iso(row->valid_from), today) > 0 ? DELEGATION_LATER
                                                                   : DELEGATION_OPEN;
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct q_delegations_of_rows rows;
    struct q_delegation_grants_rows grants;
    TRY(q_delegations_of(tx, work->arena, work->user->id, &rows));
    TRY(q_delegation_grants(tx, work->arena, work->user->id, &grants));
    *work->list = (struct delegations){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_delegations_of_row *row = &rows.items[i];
        struct delegation *shown = list_push(work->arena, work->list);
        *shown = (struct delegation){
            .id = row->id,
            .is_lent = str_equal(row->lender_id, work->user->id),
            .lender = row->lender,
            .delegate = row->delegate,
            .delegate_login = row->delegate_login,
            .from = date_from_iso(row->valid_from),
            .to = date_from_iso(row->valid_to),
            .reason = row->reason,
            .given_ms = row->given_ms,
            .withdrawn_ms = row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
            .withdrawn_by = str_or_empty(row->withdrawn_by),
            .withdrawn_reason = str_or_empty(row->withdrawn_reason),
            .state = state_of(row, work->today),
        };
        for (size_t k = 0; k < grants.count; k++) {
            const struct q_delegation_grants_row *lent = &grants.items[k];
            struct grant grant = {
                .cluster_id = lent->cluster_id, .unit_id = lent->unit_id, .id = lent->id};
            if (str_equal(lent->delegation_id, row->id) && role_from_code(lent->role, &grant.role))
                *list_push(work->arena, &shown->grants) = grant;
        }
    }
    return NULL;
}

const struct err *delegation_list(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, struct delegations *ret_list) {
    struct list_work work = {arena, user, date_of_instant(now_ms), ret_list};
    return db_read(db, list_in, &work);
}

/* --- acting ----------------------------------------------------------------------------------- */

static const struct err *switch_in(struct db_tx *tx, void *context) {
    struct id_work *work = context;
    struct q_grants_lent_rows rows = {0};
    struct str day = date_iso(work->arena, date_of_instant(work->now_ms));
    if (work->id.n) {
        TRY(q_grants_lent(tx, work->arena, work->id, work->user->id, day, &rows));
        if (!rows.count)
            return ERR(ERR_DENIED, "nothing is lent by this, or not any more");
    }
    TRY(work->id.n ? q_acting_set(tx, work->user->session_hash, work->id)
                   : q_acting_clear(tx, work->user->session_hash));
    struct audit_note note = {.action = rows.count ? "account.act" : "account.act_end",
                              .object_kind = "account",
                              .object_id = rows.count                    ? rows.items[0].lender_id
                                           : work->user->acting_for_id.n ? work->user->acting_for_id
                                                                         : work->user->id,
                              .after = rows.count ? rows.items[0].lender : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *delegation_switch(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str id) {
    if (!str_or_empty(user->session_hash).n)
        return ERR(ERR_DENIED, "only a session switches");
    struct id_work work = {arena, user, now_ms, id, STR("")};
    return db_write(db, switch_in, &work);
}
