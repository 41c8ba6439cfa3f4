#include "features/scoring/table_version_service.h"

#include "crypto/digest.h"
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/criteria/criteria_difference.h"
#include "features/intake/intake.h"
#include "features/scoring/exemption_service.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/table_store_service.h"
#include "sys/id.h"
#include "text/utf8.h"

static const struct str STATES[VERSION_STATE_COUNT] = {
    STR_INIT("draft"),      STR_INIT("agreed"),  STR_INIT("locked"),
    STR_INIT("superseded"), STR_INIT("dropped"),
};

/* --- reading ---------------------------------------------------------------------------------- */

static struct criteria_document document_of(const struct criteria_table *table) {
    return (struct criteria_document){table->title, table->notes, table->criteria};
}

static bool state_from_code(struct str code, enum version_state *ret_state) {
    for (int i = 0; i < VERSION_STATE_COUNT; i++)
        if (str_equal(STATES[i], code)) {
            *ret_state = (enum version_state)i;
            return true;
        }
    return false;
}

/* The rows as the first version, where nothing is kept of it. */
static struct table_version version_of_rows(struct arena *arena,
                                            const struct criteria_table *table) {
    const struct criteria_document document = document_of(table);
    struct str author = table->author;
    return (struct table_version){
        .id = STR(""),
        .number = 1,
        .state = table->locked ? VERSION_LOCKED : VERSION_DRAFT,
        .title = table->title,
        .digest = digest_sha256_hex(arena, criteria_text_write(arena, &document)),
        .reason = STR(""),
        .author = author,
        .created_ms = table->created_ms,
        .changed_by = author,
        .changed_ms = table->created_ms,
        .agreed_by = STR(""),
        .agreed_note = STR(""),
        .locked_by = str_or_empty(table->locked_by),
        .locked_ms = table->locked_ms,
        .superseded_by = STR(""),
    };
}

static const struct err *load_versions(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_period *cluster,
                                       const struct criteria_table *table,
                                       struct table_versions *ret_versions) {
    struct q_versions_of_period_rows rows;
    TRY(q_versions_of_period(tx, arena, cluster->id, &rows));
    *ret_versions = (struct table_versions){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_versions_of_period_row *r = &rows.items[i];
        struct table_version version = {
            .id = r->id,
            .number = (int)r->number,
            .title = r->title,
            .digest = r->digest,
            .reason = r->reason,
            .author = r->author,
            .created_ms = r->created_ms,
            .changed_by = r->changed_by,
            .changed_ms = r->changed_ms,
            .agreed_by = str_or_empty(r->agreed_by),
            .agreed_ms = r->agreed_ms.value,
            .agreed_on = r->agreed_on.p ? date_from_iso(r->agreed_on) : (struct date){0},
            .agreed_note = str_or_empty(r->agreed_note),
            .locked_by = str_or_empty(r->locked_by),
            .locked_ms = r->locked_ms.value,
            .superseded_by = str_or_empty(r->superseded_by),
            .superseded_ms = r->superseded_ms.value,
        };
        if (!state_from_code(r->state, &version.state))
            return ERR(ERR_DATABASE, "a version in the state " STR_FMT, STR_ARG(r->state));
        *list_push(arena, ret_versions) = version;
    }
    if (!rows.count && table->exists)
        *list_push(arena, ret_versions) = version_of_rows(arena, table);
    return NULL;
}

const struct table_version *table_version_open(const struct table_versions *versions) {
    for (size_t i = 0; i < versions->count; i++)
        if (versions->items[i].state <= VERSION_AGREED)
            return &versions->items[i];
    return NULL;
}

const struct table_version *table_version_in_force(const struct table_versions *versions) {
    for (size_t i = 0; i < versions->count; i++)
        if (versions->items[i].state == VERSION_LOCKED)
            return &versions->items[i];
    return NULL;
}

/* All that a use case here rests on. */
struct standing_table {
    struct criteria_table table;
    struct table_versions versions;
    const struct table_version *open;
};

static const struct err *load_standing(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_period *cluster,
                                       struct standing_table *ret) {
    TRY(scoring_load_table(tx, arena, cluster->id, &ret->table));
    TRY(load_versions(tx, arena, cluster, &ret->table, &ret->versions));
    ret->open = table_version_open(&ret->versions);
    return NULL;
}

/* The content of a version: of the rows while it is the first draft, or was never kept. */
static const struct err *load_document(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_period *cluster,
                                       const struct standing_table *standing,
                                       const struct table_version *version,
                                       struct criteria_document *ret_document) {
    bool first_draft = version->number == 1 && version->state == VERSION_DRAFT;
    if (!version->id.n || first_draft) {
        *ret_document = document_of(&standing->table);
        return NULL;
    }
    bool found;
    struct q_version_content_row row;
    TRY(q_version_content(tx, arena, cluster->id, version->number, &found, &row));
    if (!found || !criteria_text_read(arena, row.content, ret_document))
        return ERR(ERR_DATABASE, "version %d cannot be read", version->number);
    return NULL;
}

struct read_work {
    struct arena *arena;
    const struct cluster_period *cluster;
    int number;
    struct standing_table standing;
    struct table_version version;
    struct criteria_document document;
};

static const struct err *versions_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    return load_standing(tx, work->arena, work->cluster, &work->standing);
}

static bool may_read(const struct user *user, const struct cluster_period *cluster) {
    return user_may(user, RIGHT_CLUSTER_READ, place_of_period(cluster), STR(""));
}

const struct err *scoring_versions(struct db *db, struct arena *arena, const struct user *user,
                                   const struct cluster_period *cluster,
                                   struct table_versions *ret_versions) {
    if (!may_read(user, cluster))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct read_work work = {.arena = arena, .cluster = cluster};
    TRY(db_read(db, versions_in, &work));
    *ret_versions = work.standing.versions;
    return NULL;
}

static const struct err *read_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    TRY(load_standing(tx, work->arena, work->cluster, &work->standing));
    const struct table_versions *versions = &work->standing.versions;
    for (size_t i = 0; i < versions->count; i++)
        if (versions->items[i].number == work->number) {
            work->version = versions->items[i];
            return load_document(tx, work->arena, work->cluster, &work->standing, &work->version,
                                 &work->document);
        }
    return ERR(ERR_NOT_FOUND, "no version %d", work->number);
}

const struct err *scoring_version_read(struct db *db, struct arena *arena, const struct user *user,
                                       const struct cluster_period *cluster, int number,
                                       struct table_version *ret_version,
                                       struct criteria_document *ret_document) {
    if (!may_read(user, cluster))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct read_work work = {.arena = arena, .cluster = cluster, .number = number};
    TRY(db_read(db, read_in, &work));
    *ret_version = work.version;
    *ret_document = work.document;
    return NULL;
}

const struct err *scoring_version_now_in(struct db_tx *tx, struct arena *arena,
                                         const struct cluster_period *cluster,
                                         const struct criteria_table *table, bool *ret_found,
                                         struct table_version *ret_version) {
    struct table_versions versions;
    TRY(load_versions(tx, arena, cluster, table, &versions));
    const struct table_version *found = table_version_in_force(&versions);
    *ret_found = found != NULL;
    if (found)
        *ret_version = *found;
    return NULL;
}

struct now_work {
    struct arena *arena;
    const struct cluster_period *cluster;
    const struct criteria_table *table;
    bool found;
    struct table_version version;
};

static const struct err *now_in(struct db_tx *tx, void *context) {
    struct now_work *work = context;
    return scoring_version_now_in(tx, work->arena, work->cluster, work->table, &work->found,
                                  &work->version);
}

const struct err *scoring_version_now(struct db *db, struct arena *arena, const struct user *user,
                                      const struct cluster_period *cluster,
                                      const struct criteria_table *table, bool *ret_found,
                                      struct table_version *ret_version) {
    if (!may_read(user, cluster))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct now_work work = {.arena = arena, .cluster = cluster, .table = table};
    TRY(db_read(db, now_in, &work));
    *ret_found = work.found;
    if (work.found)
        *ret_version = work.version;
    return NULL;
}

/* --- writing ---------------------------------------------------------------------------------- */

struct version_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct issues *issues;
    struct str seen;
    struct str reason;
    const struct agreement_form *form;
    struct date agreed_on;
    draft_change change;
    void *context;
    bool was_agreed;
};

static const struct err *may_write(const struct user *user, const struct cluster_period *cluster) {
    return user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to change the table of criteria");
}

static const struct err *note_step(struct db_tx *tx, const struct version_work *work,
                                   const char *action, struct str before, struct str after,
                                   struct str reason) {
    struct audit_note note = {.action = action,
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .before = before,
                              .after = after,
                              .reason = reason};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static struct str named(struct arena *arena, int number, struct str digest) {
    return str_format(arena, "phiên bản %d, SHA-256 " STR_FMT, number, STR_ARG(digest));
}

/* Keeps DOCUMENT as the version; ID is its row's, which is made where there is none. */
static const struct err *keep_version(struct db_tx *tx, const struct version_work *work,
                                      const struct table_version *version,
                                      const struct criteria_document *document, struct str *ret_id,
                                      struct str *ret_digest) {
    struct arena *arena = work->arena;
    struct str content = criteria_text_write(arena, document);
    struct str digest = digest_sha256_hex(arena, content);
    int64_t changed;
    *ret_digest = digest;
    *ret_id = version->id;
    if (version->id.n)
        return q_version_write(tx, version->id, document->title, content, digest, work->user->name,
                               work->now_ms, &changed);
    *ret_id = id_new(arena, work->now_ms);
    return q_version_insert(tx, *ret_id, work->cluster->id, version->number, STR("draft"),
                            document->title, content, digest, version->reason, version->author,
                            version->created_ms);
}

static const struct err *nothing_open(void) {
    return ERR_TEXT(ERR_STATE, "scoring.no_draft", "there is no draft");
}

/* What keeps a table from being agreed or locked; what is merely odd is not asked for here. */
static const struct err *check_table(struct db_tx *tx, const struct version_work *work,
                                     const struct criteria *criteria) {
    struct intake_findings findings = {0};
    intake_check_criteria(work->arena, criteria, &findings);
    for (size_t i = 0; i < findings.count; i++)
        if (intake_bars_locking(&findings.items[i]))
            issue_add(work->arena, work->issues, STR_NONE, findings.items[i].message);
    return table_check_rules(tx, work->arena, work->cluster, criteria, work->issues);
}

/* --- editing ---------------------------------------------------------------------------------- */

static void give_ids(const struct version_work *work, struct criteria *criteria) {
    for (size_t i = 0; i < criteria->count; i++)
        if (!criteria->items[i].id.n)
            criteria->items[i].id = id_new(work->arena, work->now_ms);
}

static const struct err *store_rows(struct db_tx *tx, const struct version_work *work,
                                    const struct criteria_table *table,
                                    const struct criteria_document *document, struct str told) {
    const struct table_source source = {document->title, document->notes,
                                        table->exists ? table->source_name : STR(""),
                                        table->exists ? table->source_sha256 : STR("")};
    const struct table_change change = {.arena = work->arena,
                                        .user = work->user,
                                        .now_ms = work->now_ms,
                                        .cluster = work->cluster,
                                        .criteria = &document->criteria,
                                        .source = &source,
                                        .action = "criteria.edit",
                                        .after = told};
    return table_store_in(tx, &change);
}

static const struct err *change_in(struct db_tx *tx, void *context) {
    struct version_work *work = context;
    struct arena *arena = work->arena;
    struct standing_table standing;
    *work->issues = (struct issues){0};
    TRY(closing_must_be_open(tx, arena, work->cluster->id));
    TRY(load_standing(tx, arena, work->cluster, &standing));
    struct criteria_document document = document_of(&standing.table);
    if (standing.open)
        TRY(load_document(tx, arena, work->cluster, &standing, standing.open, &document));
    else if (standing.table.exists)
        return nothing_open();
    struct criteria_document before = document;
    before.criteria = criteria_copy(arena, &document.criteria);
    struct str digest = digest_sha256_hex(arena, criteria_text_write(arena, &document));
    if (work->seen.n && !str_equal(work->seen, digest)) {
        issue_add(arena, work->issues, STR_NONE,
                  MESSAGE_WITH(MSG_version_changed_meanwhile,
                               standing.open ? standing.open->changed_by : STR("?")));
        return NULL;
    }
    TRY(work->change(arena, &document, work->context, work->issues));
    if (document.criteria.count > CRITERIA_MAX)
        issue_add(arena, work->issues, STR_NONE,
                  MESSAGE_WITH(MSG_scoring_too_many_rows, str_format(arena, "%d", CRITERIA_MAX)));
    if (work->issues->count)
        return NULL;
    give_ids(work, &document.criteria);
    if (str_equal(digest, digest_sha256_hex(arena, criteria_text_write(arena, &document))))
        return NULL;
    struct str told = criteria_difference_tell(arena, &before.criteria, &document.criteria);
    work->was_agreed = standing.open && standing.open->state == VERSION_AGREED;
    if (!standing.open || standing.open->number == 1)
        return store_rows(tx, work, &standing.table, &document, told);
    struct str id;
    TRY(keep_version(tx, work, standing.open, &document, &id, &digest));
    TRY(cluster_bump_structure(tx, work->cluster->id));
    return note_step(tx, work, "criteria.version_edit", STR_NONE, told, standing.open->reason);
}

const struct err *scoring_change_draft(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_period *cluster,
                                       struct str seen, draft_change change, void *context,
                                       struct issues *issues, bool *ret_was_agreed) {
    TRY(may_write(user, cluster));
    struct version_work work = {.arena = arena,
                                .user = user,
                                .now_ms = now_ms,
                                .cluster = cluster,
                                .issues = issues,
                                .seen = str_or_empty(seen),
                                .change = change,
                                .context = context};
    TRY(db_write(db, change_in, &work));
    *ret_was_agreed = work.was_agreed && !issues->count;
    return NULL;
}

/* --- opening and dropping --------------------------------------------------------------------- */

/* A table that was locked before versions were kept. */
static const struct err *keep_locked_first(struct db_tx *tx, const struct version_work *work,
                                           const struct standing_table *standing) {
    if (standing->versions.items[0].id.n)
        return NULL;
    const struct criteria_document document = document_of(&standing->table);
    struct str id;
    struct str digest;
    int64_t changed;
    TRY(keep_version(tx, work, &standing->versions.items[0], &document, &id, &digest));
    return q_version_lock(tx, id, standing->table.locked_by, standing->table.locked_ms, &changed);
}

static const struct err *open_in(struct db_tx *tx, void *context) {
    struct version_work *work = context;
    struct standing_table standing;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(load_standing(tx, work->arena, work->cluster, &standing));
    if (!standing.table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.version_needless", "the table is not locked yet");
    if (standing.open)
        return ERR_TEXT(ERR_STATE, "scoring.draft_there", "there is a draft already");
    TRY(keep_locked_first(tx, work, &standing));
    const struct criteria_document document = document_of(&standing.table);
    const struct table_version next = {.id = STR(""),
                                       .number = standing.versions.items[0].number + 1,
                                       .reason = work->reason,
                                       .author = work->user->name,
                                       .created_ms = work->now_ms};
    struct str id;
    struct str digest;
    TRY(keep_version(tx, work, &next, &document, &id, &digest));
    TRY(cluster_bump_structure(tx, work->cluster->id));
    return note_step(tx, work, "criteria.version_open", STR_NONE,
                     named(work->arena, next.number, digest), work->reason);
}

const struct err *scoring_open_version(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_period *cluster,
                                       struct str reason, struct issues *issues) {
    TRY(may_write(user, cluster));
    if (str_is_empty(reason))
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_version_reason_missing));
    else if (utf8_length(reason) > REASON_MAX)
        issue_add(arena, issues, STR("reason"),
                  MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", REASON_MAX)));
    if (issues->count)
        return NULL;
    struct version_work work = {.arena = arena,
                                .user = user,
                                .now_ms = now_ms,
                                .cluster = cluster,
                                .issues = issues,
                                .reason = reason};
    return db_write(db, open_in, &work);
}

static const struct err *drop_in(struct db_tx *tx, void *context) {
    struct version_work *work = context;
    struct standing_table standing;
    int64_t changed;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(load_standing(tx, work->arena, work->cluster, &standing));
    if (!standing.open || standing.open->number == 1)
        return nothing_open();
    TRY(q_version_drop(tx, standing.open->id, work->user->name, work->now_ms, &changed));
    return note_step(tx, work, "criteria.version_drop",
                     named(work->arena, standing.open->number, standing.open->digest), STR_NONE,
                     standing.open->reason);
}

const struct err *scoring_drop_version(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_period *cluster) {
    TRY(may_write(user, cluster));
    struct version_work work = {.arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster};
    return db_write(db, drop_in, &work);
}

/* --- agreeing --------------------------------------------------------------------------------- */

static const struct err *agree_in(struct db_tx *tx, void *context) {
    struct version_work *work = context;
    struct arena *arena = work->arena;
    struct standing_table standing;
    struct criteria_document document;
    *work->issues = (struct issues){0};
    TRY(closing_must_be_open(tx, arena, work->cluster->id));
    TRY(load_standing(tx, arena, work->cluster, &standing));
    if (!standing.open || standing.open->state != VERSION_DRAFT)
        return nothing_open();
    TRY(load_document(tx, arena, work->cluster, &standing, standing.open, &document));
    TRY(check_table(tx, work, &document.criteria));
    if (work->issues->count)
        return NULL;
    struct str id;
    struct str digest;
    int64_t changed;
    TRY(keep_version(tx, work, standing.open, &document, &id, &digest));
    TRY(q_version_agree(tx, id, work->user->name, work->now_ms, date_iso(arena, work->agreed_on),
                        work->form->note, &changed));
    TRY(cluster_bump_structure(tx, work->cluster->id));
    return note_step(tx, work, "criteria.agree", STR_NONE,
                     named(arena, standing.open->number, digest), work->form->note);
}

const struct err *scoring_agree_version(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct cluster_period *cluster,
                                        const struct agreement_form *form, struct issues *issues) {
    TRY(may_write(user, cluster));
    struct version_work work = {.arena = arena,
                                .user = user,
                                .now_ms = now_ms,
                                .cluster = cluster,
                                .issues = issues,
                                .form = form};
    if (!date_read_human(form->on, &work.agreed_on))
        issue_add(arena, issues, STR("on"), MESSAGE_WITH(MSG_convention_day_wrong, form->on));
    else if (date_compare(work.agreed_on, date_of_instant(now_ms)) > 0)
        issue_add(arena, issues, STR("on"), MESSAGE(MSG_version_agreed_later));
    if (str_is_empty(form->note))
        issue_add(arena, issues, STR("note"), MESSAGE(MSG_version_note_missing));
    else if (utf8_length(form->note) > REASON_MAX)
        issue_add(arena, issues, STR("note"),
                  MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", REASON_MAX)));
    return issues->count ? NULL : db_write(db, agree_in, &work);
}

const struct err *version_first_changed(struct db_tx *tx, struct arena *arena,
                                        const struct user *user, int64_t now_ms,
                                        const struct cluster_period *cluster) {
    struct standing_table standing;
    TRY(load_standing(tx, arena, cluster, &standing));
    if (!standing.open || !standing.open->id.n || standing.open->number != 1)
        return NULL;
    const struct version_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster};
    const struct criteria_document document = document_of(&standing.table);
    struct str id;
    struct str digest;
    return keep_version(tx, &work, standing.open, &document, &id, &digest);
}

/* --- locking ---------------------------------------------------------------------------------- */

/* Where the cluster decided that its members agree first. */
static const struct err *ask_for_agreement(struct db_tx *tx, struct arena *arena,
                                           const struct cluster_period *cluster,
                                           const struct table_version *version,
                                           struct issues *issues) {
    struct scoring_settings settings;
    TRY(scoring_load_settings(tx, arena, cluster->id, &settings));
    if (str_equal_c(settings.of[SETTING_AGREEMENT].value, "yes") &&
        version->state != VERSION_AGREED)
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_version_agree_first));
    return NULL;
}

const struct err *version_lock_first(struct db_tx *tx, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_period *cluster,
                                     const struct criteria_table *table, struct issues *issues) {
    struct table_versions versions;
    TRY(load_versions(tx, arena, cluster, table, &versions));
    const struct table_version *first = &versions.items[0];
    TRY(ask_for_agreement(tx, arena, cluster, first, issues));
    if (issues->count)
        return NULL;
    const struct version_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster};
    const struct criteria_document document = document_of(table);
    struct str id = first->id;
    struct str digest;
    int64_t changed;
    if (first->state != VERSION_AGREED) /* what was agreed stands as it was */
        TRY(keep_version(tx, &work, first, &document, &id, &digest));
    return q_version_lock(tx, id, user->name, now_ms, &changed);
}

static const struct err *lock_in(struct db_tx *tx, void *context) {
    struct version_work *work = context;
    struct arena *arena = work->arena;
    struct standing_table standing;
    struct criteria_document document;
    *work->issues = (struct issues){0};
    TRY(closing_must_be_open(tx, arena, work->cluster->id));
    TRY(load_standing(tx, arena, work->cluster, &standing));
    const struct table_version *version = standing.open;
    if (!version || version->number == 1 || !standing.table.locked)
        return nothing_open();
    TRY(load_document(tx, arena, work->cluster, &standing, version, &document));
    TRY(check_table(tx, work, &document.criteria));
    TRY(ask_for_agreement(tx, arena, work->cluster, version, work->issues));
    if (work->issues->count)
        return NULL;
    const struct table_renewal renewal = {arena,         work->user,      work->now_ms,
                                          work->cluster, &standing.table, version->number,
                                          &document};
    TRY(table_renew_in(tx, &renewal));
    TRY(q_version_supersede(tx, work->cluster->id, work->user->name, work->now_ms));
    int64_t changed;
    TRY(q_version_lock(tx, version->id, work->user->name, work->now_ms, &changed));
    TRY(cluster_bump_structure(tx, work->cluster->id));
    struct str told = criteria_difference_tell(arena, &standing.table.criteria, &document.criteria);
    return note_step(tx, work, "criteria.version_lock", STR_NONE,
                     str_format(arena, STR_FMT "\n" STR_FMT,
                                STR_ARG(named(arena, version->number, version->digest)),
                                STR_ARG(told)),
                     version->reason);
}

const struct err *scoring_lock_version(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_period *cluster,
                                       struct issues *issues) {
    TRY(may_write(user, cluster));
    struct version_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster, .issues = issues};
    return db_write(db, lock_in, &work);
}
