#include "features/account/grant_service.h"

#include <stdlib.h>

#include "features/account/alert_service.h"
#include "features/account/door_service.h"
#include "features/account/grant.sql.h"
#include "features/audit/audit.h"
#include "sys/id.h"
#include "text/utf8.h"

/* --- what a user may give --------------------------------------------------------------------- */

static int compare_ids(const void *left, const void *right) {
    return str_compare(*(const struct str *)left, *(const struct str *)right);
}

static bool has_id(const struct str *ids, size_t count, struct str id) {
    return count && bsearch(&id, ids, count, sizeof(*ids), compare_ids) != NULL;
}

/* The units of a grant: of an office all below its unit, of a commander his own. */
static const struct err *add_units(struct db_tx *tx, struct arena *arena, struct str day,
                                   const struct grant *grant, struct giving_line *line) {
    struct q_grant_units_below_rows rows = {0};
    if (role_scope(grant->role) == SCOPE_TREE) {
        TRY(q_grant_units_below(tx, arena, grant->unit_id, day, &rows));
        line->units = ARENA_ARRAY(arena, struct str, rows.count + 1);
        for (size_t i = 0; i < rows.count; i++)
            line->units[line->unit_count++] = rows.items[i].id;
        qsort(line->units, line->unit_count, sizeof(*line->units), compare_ids);
        return NULL;
    }
    line->units = ARENA_NEW(arena, struct str);
    *line->units = grant->unit_id;
    line->unit_count = 1;
    return NULL;
}

/* The clusters that a grant of an office leads to. */
static void add_clusters(struct arena *arena, const struct user *user, const struct grant *grant,
                         struct giving_line *line) {
    line->clusters = ARENA_ARRAY(arena, struct str, user->grant_count + 1);
    for (size_t i = 0; i < user->grant_count; i++)
        if (user->grants[i].source == GRANT_TREE && str_equal(user->grants[i].id, grant->id))
            line->clusters[line->cluster_count++] = user->grants[i].cluster_id;
    qsort(line->clusters, line->cluster_count, sizeof(*line->clusters), compare_ids);
}

static bool gives_something(enum role role) {
    for (int taken = 0; taken < ROLE_COUNT; taken++)
        if (role_gives(role, (enum role)taken))
            return true;
    return false;
}

const struct err *giving_load(struct db_tx *tx, struct arena *arena, const struct user *user,
                              int64_t now_ms, struct giving *ret_giving) {
    *ret_giving = (struct giving){0};
    if (user->is_local) {
        *list_push(arena, ret_giving) = (struct giving_line){.giver = ROLE_ADMIN, .is_all = true};
        return NULL;
    }
    struct str day = date_iso(arena, date_of_instant(now_ms));
    for (size_t i = 0; i < user->grant_count && !user->acting_for_id.n; i++) {
        const struct grant *grant = &user->grants[i];
        if (grant->source != GRANT_GIVEN || !gives_something(grant->role))
            continue;
        struct giving_line *line = list_push(arena, ret_giving);
        line->giver = grant->role;
        line->is_all = !grant->unit_id.n && !grant->cluster_id.n;
        if (grant->unit_id.n)
            TRY(add_units(tx, arena, day, grant, line));
        if (grant->unit_id.n && role_scope(grant->role) == SCOPE_TREE)
            add_clusters(arena, user, grant, line);
    }
    return NULL;
}

bool giving_covers(const struct giving *giving, enum role role, struct str cluster_id,
                   struct str unit_id) {
    for (size_t i = 0; i < giving->count; i++) {
        const struct giving_line *line = &giving->items[i];
        if (!role_gives(line->giver, role))
            continue;
        if (line->is_all || (unit_id.n && has_id(line->units, line->unit_count, unit_id)) ||
            (!unit_id.n && cluster_id.n && has_id(line->clusters, line->cluster_count, cluster_id)))
            return true;
    }
    return false;
}

bool giving_has_role(const struct giving *giving, enum role role) {
    for (size_t i = 0; i < giving->count; i++)
        if (role_gives(giving->items[i].giver, role))
            return true;
    return false;
}

bool giving_has_unit(const struct giving *giving, struct str unit_id) {
    for (size_t i = 0; i < giving->count; i++)
        if (giving->items[i].is_all ||
            has_id(giving->items[i].units, giving->items[i].unit_count, unit_id))
            return true;
    return false;
}

bool giving_has_cluster(const struct giving *giving, struct str cluster_id) {
    for (size_t i = 0; i < giving->count; i++)
        if (giving->items[i].is_all ||
            has_id(giving->items[i].clusters, giving->items[i].cluster_count, cluster_id))
            return true;
    return false;
}

static bool manages_all(const struct giving *giving) {
    for (size_t i = 0; i < giving->count; i++)
        if (giving->items[i].giver == ROLE_ADMIN)
            return true;
    return false;
}

bool grant_may_manage(const struct user *user) {
    return !user->acting_for_id.n && (user_has_right(user, RIGHT_ACCOUNT_MANAGE) ||
                                      user_has_right(user, RIGHT_ACCOUNT_BELOW));
}

/* --- checking --------------------------------------------------------------------------------- */

static bool scope_fits(const struct grant_form *form) {
    bool cluster = form->cluster_id.n > 0;
    bool unit = form->unit_id.n > 0;
    switch (role_scope(form->role)) {
    case SCOPE_NONE:
        return !cluster && !unit;
    case SCOPE_CLUSTER:
        return cluster && !unit;
    case SCOPE_UNIT:
        return unit;
    case SCOPE_TREE:
        /* One cluster alone is for readers: what an office or a chair does is of a level. */
        return !(cluster && unit) && (!cluster || form->role == ROLE_READER);
    }
    return false;
}

const struct err *grant_check(struct db_tx *tx, struct arena *arena, const struct user *user,
                              int64_t now_ms, const struct grant_form *form,
                              struct issues *issues) {
    struct giving giving;
    if (!scope_fits(form))
        return ERR(ERR_INPUT, "this role wants another scope");
    TRY(giving_load(tx, arena, user, now_ms, &giving));
    if (!giving_covers(&giving, form->role, form->cluster_id, form->unit_id))
        return ERR(ERR_DENIED, "not this user's to give");
    if (utf8_length(str_or_empty(form->reason)) > GRANT_REASON_MAX)
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_right_reason_long));
    if (date_is_empty(form->to))
        return NULL;
    struct date from = date_is_empty(form->from) ? date_of_instant(now_ms) : form->from;
    if (date_compare(form->to, from) <= 0)
        issue_add(arena, issues, STR("to"), MESSAGE(MSG_right_to_before_from));
    else if (date_compare(form->to, date_of_instant(now_ms)) <= 0)
        issue_add(arena, issues, STR("to"), MESSAGE(MSG_right_to_past));
    return NULL;
}

const struct err *grant_check_manages(struct db_tx *tx, struct arena *arena,
                                      const struct user *user, int64_t now_ms,
                                      struct str account_id) {
    struct giving giving;
    struct q_grant_history_rows rows;
    TRY(giving_load(tx, arena, user, now_ms, &giving));
    if (manages_all(&giving))
        return NULL;
    if (!giving.count || str_equal(user->id, account_id))
        return ERR(ERR_DENIED, "no right to manage this account");
    TRY(q_grant_history(tx, arena, account_id, &rows));
    struct date today = date_of_instant(now_ms);
    bool some = false;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_grant_history_row *row = &rows.items[i];
        struct date to = date_from_iso(row->valid_to);
        enum role role;
        bool over = row->withdrawn_ms.set || (!date_is_empty(to) && date_compare(to, today) <= 0);
        bool covers = role_from_code(row->role, &role) &&
                      giving_covers(&giving, role, row->cluster_id, row->unit_id);
        if (!over && !covers)
            return ERR(ERR_DENIED, "an account that is not of the level below");
        some |= covers; /* also one that is over: whose account it was */
    }
    return some ? NULL : ERR(ERR_DENIED, "an account that is not of the level below");
}

/* --- storing ---------------------------------------------------------------------------------- */

struct str grant_summary(struct arena *arena, enum role role, struct str cluster_id,
                         struct str unit_id, struct date from, struct date to) {
    struct str words = role_code(role);
    if (cluster_id.n)
        words = str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(words), STR_ARG(cluster_id));
    if (unit_id.n)
        words = str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(words), STR_ARG(unit_id));
    if (!date_is_empty(from) || !date_is_empty(to)) {
        struct str begins = date_display(arena, from);
        struct str ends = date_display(arena, to);
        words = str_format(arena, STR_FMT " [" STR_FMT " – " STR_FMT ")", STR_ARG(words),
                           STR_ARG(begins), STR_ARG(ends));
    }
    return words;
}

/* Whether the chair is to be told: *ret_kind is what. */
static bool is_to_be_told(const struct user *user, struct str account_id,
                          const struct q_grants_of_all_rows *all, enum role role,
                          enum alert_kind *ret_kind, enum role *ret_decides) {
    bool manages = role == ROLE_ADMIN;
    enum role decides = role_decides(role) ? role : ROLE_COUNT;
    for (size_t i = 0; i < all->count; i++) {
        enum role held;
        if (!str_equal(all->items[i].account_id, account_id) ||
            !role_from_code(all->items[i].role, &held))
            continue;
        manages |= held == ROLE_ADMIN;
        if (decides == ROLE_COUNT && role_decides(held))
            decides = held;
    }
    *ret_decides = decides;
    *ret_kind = str_equal(user->id, account_id) ? ALERT_SELF : ALERT_COMBINED;
    return decides < ROLE_COUNT && (manages || *ret_kind == ALERT_SELF);
}

static bool holds_already(const struct q_grants_of_all_rows *all, struct str account_id,
                          const struct grant_form *form, struct date from) {
    for (size_t i = 0; i < all->count; i++) {
        const struct q_grants_of_all_row *row = &all->items[i];
        struct date begins = date_from_iso(row->valid_from);
        struct date ends = date_from_iso(row->valid_to);
        if (str_equal(row->account_id, account_id) && str_equal(row->role, role_code(form->role)) &&
            str_equal(row->cluster_id, str_or_empty(form->cluster_id)) &&
            str_equal(row->unit_id, str_or_empty(form->unit_id)) &&
            (date_is_empty(begins) || date_compare(begins, from) <= 0) &&
            (date_is_empty(ends) ||
             (!date_is_empty(form->to) && date_compare(ends, form->to) >= 0)))
            return true;
    }
    return false;
}

const struct err *grant_store(struct db_tx *tx, struct arena *arena, const struct user *user,
                              int64_t now_ms, struct str account_id, const struct grant_form *form,
                              struct issues *issues) {
    struct q_grants_of_all_rows all;
    struct date today = date_of_instant(now_ms);
    struct date from = date_is_empty(form->from) ? today : form->from;
    struct str reason = str_or_empty(form->reason);
    enum alert_kind kind;
    enum role decides;
    TRY(q_grants_of_all(tx, arena, date_iso(arena, today), &all));
    if (holds_already(&all, account_id, form, from))
        return NULL;
    bool told = is_to_be_told(user, account_id, &all, form->role, &kind, &decides);
    if (told && kind == ALERT_SELF && str_is_empty(str_trim(reason))) {
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_right_reason_self));
        return NULL;
    }
    TRY(q_grant_insert(tx, id_new(arena, now_ms), account_id, role_code(form->role),
                       str_or_empty(form->cluster_id), str_or_empty(form->unit_id),
                       date_iso(arena, from), date_iso_or_none(arena, form->to), now_ms, user->name,
                       reason));
    return told ? alert_add(tx, arena, user, now_ms, kind, account_id, decides, reason) : NULL;
}

struct change_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str login;
    const struct grant_form *form;
    struct str grant_id;
    struct str reason;
    struct issues *issues;
};

static const struct err *find_account(struct db_tx *tx, struct arena *arena, struct str login,
                                      struct q_grant_account_row *ret_row) {
    bool found;
    TRY(q_grant_account(tx, arena, login, &found, ret_row));
    return found ? NULL : ERR(ERR_NOT_FOUND, "no account " STR_FMT, STR_ARG(login));
}

static const struct err *give_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct q_grant_account_row account;
    *work->issues = (struct issues){0};
    TRY(grant_check(tx, work->arena, work->user, work->now_ms, work->form, work->issues));
    TRY(find_account(tx, work->arena, work->login, &account));
    TRY(grant_check_manages(tx, work->arena, work->user, work->now_ms, account.id));
    if (account.closed_ms.set)
        issue_add(work->arena, work->issues, STR("role"), MESSAGE(MSG_right_account_closed));
    if (!work->issues->count)
        TRY(grant_store(tx, work->arena, work->user, work->now_ms, account.id, work->form,
                        work->issues));
    if (work->issues->count)
        return NULL;
    const struct grant_form *form = work->form;
    struct audit_note note = {
        .action = "account.grant",
        .object_kind = "account",
        .object_id = account.id,
        .after = grant_summary(work->arena, form->role, str_or_empty(form->cluster_id),
                               str_or_empty(form->unit_id), form->from, form->to),
        .reason = form->reason.n ? form->reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *grant_give(struct db *db, struct arena *arena, const struct user *user,
                             int64_t now_ms, struct str login, const struct grant_form *form,
                             struct issues *issues) {
    struct change_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .login = login,
                               .form = form,
                               .issues = issues};
    return db_write(db, give_in, &work);
}

/* --- taking back ------------------------------------------------------------------------------ */

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct q_grant_account_row account;
    struct q_grant_by_id_row row;
    struct q_grant_admins_row admins;
    struct giving giving;
    bool found;
    enum role role;
    *work->issues = (struct issues){0};
    TRY(giving_load(tx, work->arena, work->user, work->now_ms, &giving));
    if (!giving.count)
        return ERR(ERR_DENIED, "no right to take roles back");
    TRY(find_account(tx, work->arena, work->login, &account));
    TRY(grant_check_manages(tx, work->arena, work->user, work->now_ms, account.id));
    TRY(q_grant_by_id(tx, work->arena, work->grant_id, &found, &row));
    if (!found || !str_equal(row.account_id, account.id) || row.withdrawn_ms.set ||
        !role_from_code(row.role, &role))
        return ERR(ERR_NOT_FOUND, "no such grant");
    if (!giving_covers(&giving, role, row.cluster_id, row.unit_id))
        return ERR(ERR_DENIED, "not this user's to take back");
    if (utf8_length(work->reason) > GRANT_REASON_MAX) {
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_right_reason_long));
        return NULL;
    }
    struct str day = date_iso(work->arena, date_of_instant(work->now_ms));
    TRY(q_grant_admins(tx, work->arena, day, &found, &admins));
    if (role == ROLE_ADMIN && !row.valid_to.p && admins.admins <= 1) {
        issue_add(work->arena, work->issues, STR_NONE, MESSAGE(MSG_account_last_admin));
        return NULL;
    }
    int64_t changed;
    TRY(door_end_all_in(tx, account.id)); /* what he has open shows what he may no longer see */
    TRY(q_grant_withdraw(tx, row.id, work->now_ms, work->user->name, work->reason, &changed));
    struct audit_note note = {.action = "account.revoke",
                              .object_kind = "account",
                              .object_id = account.id,
                              .before = grant_summary(work->arena, role, row.cluster_id,
                                                      row.unit_id, date_from_iso(row.valid_from),
                                                      date_from_iso(row.valid_to)),
                              .reason = work->reason.n ? work->reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *grant_withdraw(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str login, struct str grant_id,
                                 struct str reason, struct issues *issues) {
    struct change_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .login = login,
                               .grant_id = grant_id,
                               .reason = str_or_empty(reason),
                               .issues = issues};
    return db_write(db, withdraw_in, &work);
}

/* --- history ---------------------------------------------------------------------------------- */

struct history_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str login;
    struct grant_lines *lines;
};

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct history_work *work = context;
    struct q_grant_account_row account;
    struct q_grant_history_rows rows;
    TRY(find_account(tx, work->arena, work->login, &account));
    if (!str_equal(account.id, work->user->id))
        TRY(grant_check_manages(tx, work->arena, work->user, work->now_ms, account.id));
    TRY(q_grant_history(tx, work->arena, account.id, &rows));
    *work->lines = (struct grant_lines){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_grant_history_row *row = &rows.items[i];
        struct grant_line *line = list_push(work->arena, work->lines);
        *line = (struct grant_line){
            .grant = {.cluster_id = row->cluster_id,
                      .unit_id = row->unit_id,
                      .id = row->id,
                      .from = date_from_iso(row->valid_from),
                      .to = date_from_iso(row->valid_to)},
            .given_ms = row->given_ms,
            .given_by = row->given_by,
            .reason = row->reason,
            .withdrawn_ms = row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
            .withdrawn_by = str_or_empty(row->withdrawn_by),
            .withdrawn_reason = str_or_empty(row->withdrawn_reason),
        };
        line->role_known = role_from_code(row->role, &line->grant.role);
    }
    return NULL;
}

const struct err *grant_history(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, struct str login, struct grant_lines *ret_lines) {
    struct history_work work = {arena, user, now_ms, login, ret_lines};
    return db_read(db, history_in, &work);
}

/* --- names ------------------------------------------------------------------------------------ */

struct names_work {
    struct arena *arena;
    int64_t now_ms;
    struct unit_names *names;
};

static const struct err *names_in(struct db_tx *tx, void *context) {
    struct names_work *work = context;
    struct q_unit_names_now_rows rows;
    TRY(q_unit_names_now(tx, work->arena, date_iso(work->arena, date_of_instant(work->now_ms)),
                         &rows));
    *work->names = (struct unit_names){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, work->names) =
            (struct unit_name){rows.items[i].unit_id, rows.items[i].slug, rows.items[i].name};
    return NULL;
}

const struct err *grant_unit_names(struct db *db, struct arena *arena, int64_t now_ms,
                                   struct unit_names *ret_names) {
    struct names_work work = {arena, now_ms, ret_names};
    return db_read(db, names_in, &work);
}

struct str unit_name_of(const struct unit_names *names, struct str unit_id) {
    for (size_t i = 0; i < names->count; i++)
        if (str_equal(names->items[i].id, unit_id))
            return names->items[i].name;
    return STR("");
}

struct giving_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct giving *giving;
};

static const struct err *giving_in(struct db_tx *tx, void *context) {
    struct giving_work *work = context;
    return giving_load(tx, work->arena, work->user, work->now_ms, work->giving);
}

const struct err *grant_giving(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, struct giving *ret_giving) {
    struct giving_work work = {arena, user, now_ms, ret_giving};
    return db_read(db, giving_in, &work);
}
