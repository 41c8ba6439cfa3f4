#include "features/registration/award_service.h"

#include "features/audit/audit.h"
#include "features/cluster/cluster_year_service.h"
#include "features/legal/legal_cite_service.h"
#include "features/registration/registration.sql.h"
#include "features/registration/registration_service.h"
#include "sys/id.h"
#include "text/form_text.h"

static struct award_title title_of(const struct q_award_titles_entered_row *row) {
    struct award_title title = {.code = row->code,
                                .name = row->name,
                                .for_person = row->for_person,
                                .for_civil = row->for_civil,
                                .for_army = row->for_army,
                                .for_militia = row->for_militia,
                                .legal_code = row->legal_code,
                                .article = STR(""),
                                .source = row->source,
                                .mark = AWARD_ENTERED,
                                .id = row->id};
    date_parse_iso(row->valid_from, &title.from);
    date_parse_iso(row->valid_to, &title.to);
    return title;
}

const struct err *award_titles_load(struct db_tx *tx, struct arena *arena,
                                    struct award_titles *ret_titles) {
    struct q_award_titles_entered_rows rows;
    TRY(q_award_titles_entered(tx, arena, &rows));
    *ret_titles = (struct award_titles){0};
    for (size_t i = 0; i < AWARD_BOOK_COUNT; i++)
        *list_push(arena, ret_titles) = AWARD_BOOK[i];
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, ret_titles) = title_of(&rows.items[i]);
    return NULL;
}

struct award_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct award_form *form;
    const struct registration_rule_form *rule;
    struct str code;
    struct str reason;
    struct issues *issues;
    struct award_catalogue catalogue;
};

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct award_work *work = context;
    struct q_registration_rules_all_rows rows;
    work->catalogue = (struct award_catalogue){0};
    TRY(award_titles_load(tx, work->arena, &work->catalogue.titles));
    TRY(q_registration_rules_all(tx, work->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_registration_rules_all_row *row = &rows.items[i];
        struct registration_rule rule = {.from_year = (int)row->from_year,
                                         .legal_code = row->legal_code,
                                         .reason = row->reason,
                                         .author = row->author,
                                         .at_ms = row->at_ms};
        if (!registration_level_from_code(row->level, &rule.level))
            return ERR(ERR_DATABASE, "a rule of an unknown level");
        *list_push(work->arena, &work->catalogue.rules) = rule;
    }
    return NULL;
}

const struct err *award_catalogue_load(struct db *db, struct arena *arena, const struct user *user,
                                       struct award_catalogue *ret_catalogue) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "no right to read the titles");
    struct award_work work = {.arena = arena};
    TRY(db_read(db, load_in, &work));
    *ret_catalogue = work.catalogue;
    return NULL;
}

/* --- changing ------------------------------------------------------------------------------ */

static const struct err *need_editor(const struct user *user) {
    if (!user_has_right(user, RIGHT_LEGAL_EDIT))
        return ERR(ERR_DENIED, "no right to change the titles");
    return NULL;
}

/* What is not in the register is said. Empty stays empty. */
static const struct err *find_document(struct db_tx *tx, struct arena *arena, struct str typed,
                                       struct issues *issues, struct str *ret_code) {
    struct legal_citer citer;
    *ret_code = STR("");
    if (str_is_empty(typed))
        return NULL;
    TRY(legal_citer_load_in(tx, arena, LANG_VI, &citer));
    const struct legal_document *document = legal_cited(arena, &citer, typed);
    if (document)
        *ret_code = document->code;
    else
        issue_add(arena, issues, STR("legal_code"), MESSAGE_WITH(MSG_legal_not_listed, typed));
    return NULL;
}

static const struct err *tell(struct db_tx *tx, const struct award_work *work, const char *action,
                              const char *object_kind, struct str object_id, struct str after,
                              struct str reason) {
    struct audit_note note = {.action = action,
                              .object_kind = object_kind,
                              .object_id = object_id,
                              .after = after,
                              .reason = reason.n ? reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct award_work *work = context;
    struct arena *arena = work->arena;
    struct award_titles titles;
    struct award_title title;
    *work->issues = (struct issues){0};
    TRY(award_titles_load(tx, arena, &titles));
    award_check_form(arena, work->form, &titles, work->issues, &title);
    TRY(find_document(tx, arena, title.legal_code, work->issues, &title.legal_code));
    if (work->issues->count)
        return NULL;
    TRY(q_award_title_insert(tx, id_new(arena, work->now_ms), title.code, title.name,
                             title.for_person, title.for_civil, title.for_army, title.for_militia,
                             title.legal_code, title.source, date_iso_or_none(arena, title.from),
                             date_iso_or_none(arena, title.to), work->now_ms, work->user->name));
    return tell(tx, work, "award_title.add", "award_title", title.code, title.name, STR(""));
}

const struct err *award_add(struct db *db, struct arena *arena, const struct user *user,
                            int64_t now_ms, const struct award_form *form, struct issues *issues) {
    TRY(need_editor(user));
    struct award_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .form = form, .issues = issues};
    return db_write(db, add_in, &work);
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct award_work *work = context;
    struct arena *arena = work->arena;
    struct award_titles titles;
    *work->issues = (struct issues){0};
    TRY(award_titles_load(tx, arena, &titles));
    const struct award_title *title = award_find(&titles, work->code);
    if (!title || title->mark != AWARD_ENTERED)
        return ERR(ERR_NOT_FOUND, "no such title of the organisation's own");
    bool found;
    struct q_award_title_uses_row uses;
    TRY(q_award_title_uses(tx, arena, title->code, &found, &uses));
    if (found && uses.uses)
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_registration_title_used));
    struct str reason = form_clean_line(arena, work->reason);
    if (!reason.n)
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_registration_reason_missing));
    if (work->issues->count)
        return NULL;
    int64_t changed;
    TRY(q_award_title_withdraw(tx, title->id, work->now_ms, work->user->name, reason, &changed));
    return tell(tx, work, "award_title.withdraw", "award_title", title->code, STR_NONE, reason);
}

const struct err *award_withdraw(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str code, struct str reason,
                                 struct issues *issues) {
    TRY(need_editor(user));
    struct award_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .code = code,
                              .reason = reason,
                              .issues = issues};
    return db_write(db, withdraw_in, &work);
}

static const struct err *set_rule_in(struct db_tx *tx, void *context) {
    struct award_work *work = context;
    struct arena *arena = work->arena;
    long long year = 0;
    enum registration_level level = REGISTRATION_WARN;
    struct str code, reason = STR("");
    *work->issues = (struct issues){0};
    if (!str_to_int64(work->rule->from_year, &year) || year < CLUSTER_YEAR_MIN ||
        year > CLUSTER_YEAR_MAX)
        issue_add(arena, work->issues, STR("from_year"), MESSAGE(MSG_registration_year_wrong));
    if (!registration_level_from_code(work->rule->level, &level))
        issue_add(arena, work->issues, STR("level"), MESSAGE(MSG_registration_level_missing));
    TRY(find_document(tx, arena, work->rule->legal_code, work->issues, &code));
    if (level == REGISTRATION_REFUSE && str_is_empty(work->rule->legal_code))
        issue_add(arena, work->issues, STR("legal_code"),
                  MESSAGE(MSG_registration_rule_needs_document));
    reason = form_clean_line(arena, work->rule->reason);
    if (!reason.n)
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_registration_reason_missing));
    if (work->issues->count)
        return NULL;
    TRY(q_registration_rule_insert(tx, id_new(arena, work->now_ms), year,
                                   registration_level_code(level), code, reason, work->user->name,
                                   work->now_ms));
    return tell(tx, work, "registration.rule", "registration_rule", str_format(arena, "%lld", year),
                message_plain(LANG_VI, registration_level_name(level)), reason);
}

const struct err *registration_set_rule(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct registration_rule_form *form,
                                        struct issues *issues) {
    TRY(need_editor(user));
    struct award_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .rule = form, .issues = issues};
    return db_write(db, set_rule_in, &work);
}
