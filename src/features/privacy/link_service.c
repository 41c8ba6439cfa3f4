/* Whom an account belongs to: said by who looks after personal data, with what it rests on. */
#include "features/audit/audit.h"
#include "features/person/person_service.h"
#include "features/privacy/privacy.sql.h"
#include "features/privacy/privacy_service.h"
#include "sys/id.h"
#include "text/utf8.h"

struct link_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct privacy_link_form *form;
    struct str link_id;
    struct issues *issues;
    struct privacy_links links;
};

static const struct err *links_in(struct db_tx *tx, void *context) {
    struct link_work *work = context;
    struct q_account_person_links_rows rows;
    TRY(q_account_person_links(tx, work->arena, &rows));
    work->links = (struct privacy_links){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_account_person_links_row *row = &rows.items[i];
        *list_push(work->arena, &work->links) =
            (struct privacy_link){row->id,        row->login,  row->display_name, row->person_id,
                                  row->full_name, row->reason, row->recorded_ms,  row->recorded_by};
    }
    return NULL;
}

const struct err *privacy_links_read(struct db *db, struct arena *arena, const struct user *user,
                                     struct privacy_links *ret_links) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to see whom accounts belong to");
    struct link_work work = {.arena = arena};
    TRY(db_read(db, links_in, &work));
    *ret_links = work.links;
    return NULL;
}

const struct err *privacy_own_person(struct db_tx *tx, struct arena *arena, const struct user *user,
                                     struct str *ret_person_id) {
    bool found = false;
    struct q_account_person_of_row row;
    if (user && user->id.n)
        TRY(q_account_person_of(tx, arena, user->id, &found, &row));
    *ret_person_id = found ? row.person_id : STR("");
    return NULL;
}

static const struct err *tell(struct db_tx *tx, const struct link_work *work, const char *action,
                              struct str account_id, struct str person_id, struct str reason) {
    const struct audit_note note = {
        .action = action,
        .object_kind = "account",
        .object_id = account_id,
        .after = person_id,
        .reason = reason,
    };
    TRY(audit_write(tx, work->arena, work->user, work->now_ms, &note));
    const struct audit_note of_person = {
        .action = action, .object_kind = "person", .object_id = person_id, .reason = reason};
    return audit_write(tx, work->arena, work->user, work->now_ms, &of_person);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct link_work *work = context;
    const struct privacy_link_form *form = work->form;
    struct arena *arena = work->arena;
    bool account_found, person_found, account_taken, person_taken;
    struct q_privacy_account_of_login_row account;
    struct person_line person;
    struct q_account_person_of_row of_account;
    struct q_account_of_person_row of_person;
    work->issues->count = 0;
    TRY(q_privacy_account_of_login(tx, arena, form->login, &account_found, &account));
    TRY(person_find(tx, arena, form->person_id, date_of_instant(work->now_ms), &person_found,
                    &person));
    if (!account_found)
        issue_add(arena, work->issues, STR("login"),
                  MESSAGE_WITH(MSG_privacy_link_login_missing, form->login));
    if (!person_found)
        issue_add(arena, work->issues, STR("person"), MESSAGE(MSG_privacy_request_person_missing));
    if (!form->reason.n)
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_privacy_link_reason_missing));
    else if (utf8_length(form->reason) > PRIVACY_SHORT_MAX)
        issue_add(arena, work->issues, STR("reason"),
                  MESSAGE_WITH(MSG_privacy_request_too_long, STR("200")));
    if (work->issues->count)
        return NULL;
    TRY(q_account_person_of(tx, arena, account.id, &account_taken, &of_account));
    TRY(q_account_of_person(tx, arena, form->person_id, &person_taken, &of_person));
    if (account_taken || person_taken) {
        issue_add(arena, work->issues, STR("login"), MESSAGE(MSG_privacy_link_taken));
        return NULL;
    }
    TRY(q_account_person_insert(tx, id_new(arena, work->now_ms), account.id, form->person_id,
                                form->reason, work->now_ms, work->user->name));
    return tell(tx, work, "privacy.link", account.id, form->person_id, form->reason);
}

const struct err *privacy_link_add(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct privacy_link_form *form,
                                   struct issues *issues) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to say whom an account belongs to");
    struct link_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .form = form, .issues = issues};
    return db_write(db, add_in, &work);
}

static const struct err *end_in(struct db_tx *tx, void *context) {
    struct link_work *work = context;
    int64_t changed;
    TRY(links_in(tx, work));
    const struct privacy_link *link = NULL;
    for (size_t i = 0; i < work->links.count; i++)
        if (str_equal(work->links.items[i].id, work->link_id))
            link = &work->links.items[i];
    if (!link)
        return ERR(ERR_NOT_FOUND, "no such connection of an account");
    bool found;
    struct q_privacy_account_of_login_row account;
    TRY(q_privacy_account_of_login(tx, work->arena, link->login, &found, &account));
    TRY(q_account_person_end(tx, link->id, work->now_ms, work->user->name, &changed));
    return tell(tx, work, "privacy.unlink", account.id, link->person_id, STR_NONE);
}

const struct err *privacy_link_end(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, struct str link_id) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to say whom an account belongs to");
    struct link_work work = {.arena = arena, .user = user, .now_ms = now_ms, .link_id = link_id};
    return db_write(db, end_in, &work);
}
