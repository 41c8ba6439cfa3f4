/* How long things are kept, and deleting what was kept long enough: shown first, confirmed by a
 * person, told in counts. */
#include "features/account/account_retention_service.h"
#include "features/audit/audit.h"
#include "features/person/person_retention_service.h"
#include "features/privacy/privacy.sql.h"
#include "features/privacy/privacy_service.h"
#include "sys/id.h"
#include "text/utf8.h"

struct retention_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct privacy_term_form *form;
    const struct privacy_confirmed *confirmed;
    struct issues *issues;
    struct privacy_settings settings;
    struct privacy_retention retention;
    int64_t deleted;
};

/* --- terms ------------------------------------------------------------------------------------ */

const struct err *privacy_settings_in(struct db_tx *tx, struct arena *arena,
                                      struct privacy_settings *ret_settings) {
    struct q_privacy_settings_rows rows;
    TRY(q_privacy_settings(tx, arena, &rows));
    struct privacy_settings settings = {0};
    for (int term = 0; term < PRIVACY_TERM_COUNT; term++)
        settings.of[term] = (struct privacy_setting){
            .days = PRIVACY_TERMS[term].days, .basis = STR(""), .author = STR("")};
    /* Rows come by revision: the last of a code stays. */
    for (size_t i = 0; i < rows.count; i++) {
        enum privacy_term term;
        if (privacy_term_from_code(rows.items[i].code, &term))
            settings.of[term] = (struct privacy_setting){rows.items[i].days, rows.items[i].revision,
                                                         rows.items[i].basis, rows.items[i].author,
                                                         rows.items[i].at_ms};
    }
    *ret_settings = settings;
    return NULL;
}

static const struct err *settings_in(struct db_tx *tx, void *context) {
    struct retention_work *work = context;
    return privacy_settings_in(tx, work->arena, &work->settings);
}

const struct err *privacy_settings_read(struct db *db, struct arena *arena, const struct user *user,
                                        struct privacy_settings *ret_settings) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "no right to see how long things are kept");
    struct retention_work work = {.arena = arena};
    TRY(db_read(db, settings_in, &work));
    *ret_settings = work.settings;
    return NULL;
}

static struct str number_text(struct arena *arena, int64_t number) {
    return str_format(arena, "%lld", (long long)number);
}

static void check_term(struct retention_work *work, enum privacy_term *ret_term,
                       int64_t *ret_days) {
    const struct privacy_term_form *form = work->form;
    long long days = 0;
    *ret_term = TERM_NONE;
    if (!privacy_term_from_code(form->term, ret_term)) {
        issue_add(work->arena, work->issues, STR("term"), MESSAGE(MSG_privacy_term_unknown));
        return;
    }
    const struct privacy_term_about *about = &PRIVACY_TERMS[*ret_term];
    if (!str_to_int64(form->days, &days) || days < about->least || days > about->most)
        issue_add(work->arena, work->issues, STR("days"),
                  MESSAGE_WITH(MSG_privacy_term_days_wrong, number_text(work->arena, about->least),
                               number_text(work->arena, about->most)));
    if (!form->basis.n)
        issue_add(work->arena, work->issues, STR("basis"), MESSAGE(MSG_privacy_term_basis_missing));
    else if (utf8_length(form->basis) > PRIVACY_SHORT_MAX)
        issue_add(work->arena, work->issues, STR("basis"),
                  MESSAGE_WITH(MSG_privacy_request_too_long,
                               number_text(work->arena, PRIVACY_SHORT_MAX)));
    *ret_days = days;
}

static const struct err *set_in(struct db_tx *tx, void *context) {
    struct retention_work *work = context;
    enum privacy_term term;
    int64_t days = 0;
    work->issues->count = 0;
    check_term(work, &term, &days);
    if (work->issues->count)
        return NULL;
    TRY(privacy_settings_in(tx, work->arena, &work->settings));
    const struct privacy_setting *before = &work->settings.of[term];
    TRY(q_privacy_setting_insert(tx, PRIVACY_TERMS[term].code, before->revision + 1, days,
                                 work->form->basis, work->user->name, work->now_ms));
    const struct audit_note note = {
        .action = "privacy.term",
        .object_kind = "privacy",
        .object_id = PRIVACY_TERMS[term].code,
        .before = number_text(work->arena, before->days),
        .after = number_text(work->arena, days),
        .reason = work->form->basis,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *privacy_set_term(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct privacy_term_form *form,
                                   struct issues *issues) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to set terms");
    struct retention_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .form = form, .issues = issues};
    return db_write(db, set_in, &work);
}

/* --- what is past them ------------------------------------------------------------------------ */

static const struct err *count_old(struct db_tx *tx, struct retention_work *work) {
    struct privacy_retention *retention = &work->retention;
    TRY(privacy_settings_in(tx, work->arena, &retention->settings));
    for (int term = 0; term < PRIVACY_KEPT_COUNT; term++)
        retention->old[term].before_ms =
            privacy_kept_until(work->now_ms, retention->settings.of[term].days);
    bool found;
    struct q_privacy_old_row row;
    TRY(q_privacy_old(tx, work->arena, retention->old[TERM_SESSION].before_ms,
                      retention->old[TERM_FAILURE].before_ms, retention->old[TERM_LIST].before_ms,
                      retention->old[TERM_TRANSFER].before_ms, &found, &row));
    retention->old[TERM_SESSION].count = row.sessions;
    retention->old[TERM_FAILURE].count = row.failures;
    retention->old[TERM_LIST].count = row.lists;
    retention->old[TERM_TRANSFER].count = row.transfers;
    return NULL;
}

static const struct err *retention_in(struct db_tx *tx, void *context) {
    enum { RUNS_SHOWN = 50 };
    struct retention_work *work = context;
    work->retention = (struct privacy_retention){0};
    TRY(count_old(tx, work));
    struct q_privacy_runs_rows rows;
    TRY(q_privacy_runs(tx, work->arena, RUNS_SHOWN, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, &work->retention.runs) =
            (struct privacy_run){rows.items[i].kind, rows.items[i].before_ms, rows.items[i].count,
                                 rows.items[i].author, rows.items[i].at_ms};
    return NULL;
}

const struct err *privacy_retention_read(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         struct privacy_retention *ret_retention) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to see what is past its term");
    struct retention_work work = {.arena = arena, .user = user, .now_ms = now_ms};
    TRY(db_read(db, retention_in, &work));
    *ret_retention = work.retention;
    return NULL;
}

/* --- deleting --------------------------------------------------------------------------------- */

static const struct err *forget(struct db_tx *tx, enum privacy_term term, int64_t before_ms) {
    switch (term) {
    case TERM_SESSION:
        return account_forget_sessions(tx, before_ms);
    case TERM_FAILURE:
        return account_forget_sign_ins(tx, before_ms);
    case TERM_LIST:
        return person_forget_lists(tx, before_ms);
    case TERM_TRANSFER:
        return person_forget_transfers(tx, before_ms);
    default:
        return ERR(ERR_INTERNAL, "a term after which nothing is deleted");
    }
}

static const struct err *forget_kind(struct db_tx *tx, struct retention_work *work,
                                     enum privacy_term term) {
    const struct privacy_old *old = &work->retention.old[term];
    struct str code = PRIVACY_TERMS[term].code;
    if (!old->count)
        return NULL;
    TRY(forget(tx, term, old->before_ms));
    TRY(q_privacy_run_insert(tx, id_new(work->arena, work->now_ms), code, old->before_ms,
                             old->count, work->user->name, work->now_ms));
    work->deleted += old->count;
    const struct audit_note note = {
        .action = "privacy.delete",
        .object_kind = "privacy",
        .object_id = code,
        .before = number_text(work->arena, old->count),
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *run_in(struct db_tx *tx, void *context) {
    struct retention_work *work = context;
    size_t chosen = 0;
    work->issues->count = 0;
    work->deleted = 0;
    TRY(count_old(tx, work));
    for (int term = 0; term < PRIVACY_KEPT_COUNT; term++) {
        const struct privacy_confirmed *confirmed = &work->confirmed[term];
        int64_t count = work->retention.old[term].count;
        chosen += confirmed->chosen;
        if (confirmed->chosen && confirmed->count != count)
            issue_add(work->arena, work->issues, PRIVACY_TERMS[term].code,
                      MESSAGE_WITH(MSG_privacy_retention_changed,
                                   number_text(work->arena, confirmed->count),
                                   number_text(work->arena, count)));
    }
    if (!chosen)
        issue_add(work->arena, work->issues, STR_NONE, MESSAGE(MSG_privacy_retention_none_chosen));
    if (work->issues->count)
        return NULL;
    for (int term = 0; term < PRIVACY_KEPT_COUNT; term++)
        if (work->confirmed[term].chosen)
            TRY(forget_kind(tx, work, (enum privacy_term)term));
    return NULL;
}

const struct err *
privacy_retention_run(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                      const struct privacy_confirmed confirmed[PRIVACY_KEPT_COUNT],
                      struct issues *issues, int64_t *ret_deleted) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to delete what is past its term");
    struct retention_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .confirmed = confirmed, .issues = issues};
    TRY(db_write(db, run_in, &work));
    *ret_deleted = work.deleted;
    return NULL;
}
