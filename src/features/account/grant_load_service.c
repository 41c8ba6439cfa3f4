#include "features/account/grant_load_service.h"

#include "features/account/grant.sql.h"

struct grants {
    struct grant *items;
    size_t count;
    size_t capacity;
};

static const struct grant *given_with(const struct grants *grants, struct str id) {
    for (size_t i = 0; i < grants->count; i++)
        if (str_equal(grants->items[i].id, id))
            return &grants->items[i];
    return NULL;
}

static void add_given(struct arena *arena, struct grants *grants, struct str role,
                      struct grant grant) {
    /* A role this program does not know gives no rights. */
    if (role_from_code(role, &grant.role))
        *list_push(arena, grants) = grant;
}

/* A post's rights are of the years its term touches, not of what heads before it did. */
static void add_post(struct arena *arena, struct grants *grants,
                     const struct q_grant_leads_row *row, struct grant grant) {
    struct date from = date_from_iso(row->valid_from);
    struct date to = date_from_iso(row->valid_to);
    if (date_is_empty(from) || date_is_empty(to))
        return;
    int last = date_from_days(date_to_days(to) - 1).year;
    grant.role = str_equal_c(row->post, "head") ? ROLE_HEAD : ROLE_DEPUTY;
    grant.source = GRANT_HEADSHIP;
    grant.from = from;
    grant.to = to;
    for (int year = from.year; year <= last; year++) {
        grant.year = year;
        *list_push(arena, grants) = grant;
    }
}

static const struct err *add_leads(struct db_tx *tx, struct arena *arena, struct str account_id,
                                   struct str delegation_id, struct str day,
                                   struct grants *grants) {
    struct q_grant_leads_rows rows;
    struct grants leads = {0};
    TRY(q_grant_leads(tx, arena, account_id, delegation_id, day, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_grant_leads_row *row = &rows.items[i];
        const struct grant *given = given_with(grants, row->grant_id);
        if (!given) /* not of this day */
            continue;
        struct grant grant = *given;
        grant.cluster_id = row->cluster_id;
        grant.year = (int)row->year;
        grant.source = str_equal_c(row->kind, "tree") ? GRANT_TREE : GRANT_MEMBERSHIP;
        if (str_equal_c(row->kind, "post"))
            add_post(arena, &leads, row, grant);
        else
            *list_push(arena, &leads) = grant;
    }
    for (size_t i = 0; i < leads.count; i++)
        *list_push(arena, grants) = leads.items[i];
    return NULL;
}

/* Whether there is anything to ask the unit tree, memberships or terms about. */
static bool some_unit(const struct grants *grants) {
    for (size_t i = 0; i < grants->count; i++)
        if (grants->items[i].unit_id.n)
            return true;
    return false;
}

/* What the session acts with: what it was lent where that is something, else what is its own. */
static void take_grants(struct arena *arena, const struct q_grants_of_session_rows *rows,
                        const char *kind, struct grants *grants) {
    for (size_t i = 0; i < rows->count; i++) {
        const struct q_grants_of_session_row *row = &rows->items[i];
        if (str_equal_c(row->kind, kind))
            add_given(arena, grants, row->role,
                      (struct grant){.cluster_id = row->cluster_id,
                                     .unit_id = row->unit_id,
                                     .id = row->id,
                                     .from = date_from_iso(row->valid_from),
                                     .to = date_from_iso(row->valid_to)});
    }
}

static void take_loans(struct arena *arena, const struct q_grants_of_session_rows *rows,
                       struct user *user) {
    user->loans = ARENA_ARRAY(arena, struct loan, rows->count + 1);
    user->loan_count = 0;
    for (size_t i = 0; i < rows->count; i++)
        if (str_equal_c(rows->items[i].kind, "open"))
            user->loans[user->loan_count++] =
                (struct loan){rows->items[i].id, rows->items[i].lender};
}

const struct err *grant_load(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                             struct user *user) {
    struct q_grants_of_session_rows rows;
    struct grants grants = {0};
    struct str delegation_id = STR("");
    struct str day = date_iso(arena, date_of_instant(now_ms));
    TRY(q_grants_of_session(tx, arena, user->id, str_or_empty(user->session_hash), day, &rows));
    user->acting_for_id = STR("");
    user->acting_for_name = STR("");
    take_loans(arena, &rows, user);
    for (size_t i = 0; i < rows.count && !delegation_id.n; i++)
        if (str_equal_c(rows.items[i].kind, "lent")) {
            delegation_id = rows.items[i].delegation_id;
            user->acting_for_id = rows.items[i].lender_id;
            user->acting_for_name = rows.items[i].lender;
        }
    take_grants(arena, &rows, delegation_id.n ? "lent" : "own", &grants);
    if (some_unit(&grants))
        TRY(add_leads(tx, arena, delegation_id.n ? STR("") : user->id, delegation_id, day,
                      &grants));
    user->grants = grants.items;
    user->grant_count = grants.count;
    return NULL;
}
