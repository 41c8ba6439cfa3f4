#include "features/legal/legal_service.h"

#include <stdlib.h>

#include "features/audit/audit.h"
#include "features/legal/legal.sql.h"
#include "sys/id.h"

static struct legal_entry entry_of(const struct q_legal_entries_row *row) {
    struct legal_entry entry = {
        .document = {.code = row->code,
                     .kind = LEGAL_OTHER,
                     .number = row->number,
                     .issuer = row->issuer,
                     .title = row->title,
                     .replaced_by = row->replaced_by,
                     .amends = row->amends,
                     .mark = LEGAL_ENTERED,
                     .source = row->source,
                     .note = row->note},
        .revision = row->revision,
        .reason = row->reason,
        .author = row->author,
        .at_ms = row->at_ms,
    };
    legal_kind_from_code(row->kind, &entry.document.kind);
    legal_scope_from_code(row->scope, &entry.document.scope);
    partial_date_parse_iso(row->issued, &entry.document.issued);
    date_parse_iso(row->valid_from, &entry.document.from);
    date_parse_iso(row->valid_to, &entry.document.to);
    return entry;
}

static int by_kind_and_issue(const void *left, const void *right) {
    const struct legal_document *a = left;
    const struct legal_document *b = right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->scope != b->scope)
        return a->scope < b->scope ? -1 : 1;
    int issued = date_compare(partial_date_first(a->issued), partial_date_first(b->issued));
    if (issued)
        return issued;
    return a->code.p == b->code.p ? 0 : str_compare(a->code, b->code);
}

const struct err *legal_load(struct db_tx *tx, struct arena *arena,
                             struct legal_documents *ret_documents) {
    struct q_legal_entries_rows rows;
    TRY(q_legal_entries(tx, arena, &rows));
    struct legal_documents documents = {0};
    for (size_t i = 0; i < LEGAL_BOOK_COUNT; i++)
        *list_push(arena, &documents) = LEGAL_BOOK[i];
    /* Rows come by code and revision: the last of a code stays. */
    for (size_t i = 0; i < rows.count; i++) {
        struct legal_document document = entry_of(&rows.items[i]).document;
        const struct legal_document *found = legal_find(&documents, document.code);
        if (found)
            documents.items[found - documents.items] = document;
        else
            *list_push(arena, &documents) = document;
    }
    qsort(documents.items, documents.count, sizeof(*documents.items), by_kind_and_issue);
    *ret_documents = documents;
    return NULL;
}

struct legal_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str code;
    const struct legal_form *form;
    struct str reason;
    struct str stored_code; /* of what was entered; CODE stays, since a write may run again */
    struct issues *issues;
    struct legal_documents documents;
    struct legal_entries entries;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct legal_work *work = context;
    return legal_load(tx, work->arena, &work->documents);
}

const struct err *legal_list(struct db *db, struct arena *arena, const struct user *user,
                             struct legal_documents *ret_documents) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "no right to read the register");
    struct legal_work work = {.arena = arena};
    TRY(db_read(db, list_in, &work));
    *ret_documents = work.documents;
    return NULL;
}

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct legal_work *work = context;
    struct q_legal_entries_rows rows;
    TRY(q_legal_entries(tx, work->arena, &rows));
    work->entries = (struct legal_entries){0};
    for (size_t i = 0; i < LEGAL_BOOK_COUNT; i++)
        if (str_equal(LEGAL_BOOK[i].code, work->code))
            *list_push(work->arena, &work->entries) = (struct legal_entry){
                .document = LEGAL_BOOK[i], .reason = STR(""), .author = STR("")};
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(rows.items[i].code, work->code))
            *list_push(work->arena, &work->entries) = entry_of(&rows.items[i]);
    return NULL;
}

const struct err *legal_history(struct db *db, struct arena *arena, const struct user *user,
                                struct str code, struct legal_entries *ret_entries) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "no right to read the register");
    struct legal_work work = {.arena = arena, .code = code};
    TRY(db_read(db, history_in, &work));
    if (!work.entries.count)
        return ERR(ERR_NOT_FOUND, "no such document");
    *ret_entries = work.entries;
    return NULL;
}

/* --- entering ------------------------------------------------------------------------------ */

/* What the audit says of a document: what a reader would compare. */
static struct str tell(struct arena *arena, const struct legal_document *document) {
    struct str from = date_display(arena, document->from);
    struct str to = date_display(arena, document->to);
    return str_format(arena, STR_FMT "; " STR_FMT "; " STR_FMT "; [" STR_FMT " – " STR_FMT ")",
                      STR_ARG(legal_citation(arena, LANG_VI, document)), STR_ARG(document->issuer),
                      STR_ARG(document->title), STR_ARG(from.n ? from : STR("?")),
                      STR_ARG(to.n ? to : STR("…")));
}

static const struct err *insert(struct db_tx *tx, const struct legal_work *work,
                                const struct legal_document *d, int64_t revision) {
    return q_legal_entry_insert(tx, id_new(work->arena, work->now_ms), d->code, revision,
                                legal_kind_code(d->kind), legal_scope_code(d->scope), d->number,
                                d->issuer, d->title, partial_date_iso(work->arena, d->issued),
                                date_iso_or_none(work->arena, d->from),
                                date_iso_or_none(work->arena, d->to), d->replaced_by, d->amends,
                                d->source, d->note, work->reason, work->user->name, work->now_ms);
}

static const struct err *enter_in(struct db_tx *tx, void *context) {
    struct legal_work *work = context;
    struct arena *arena = work->arena;
    work->issues->count = 0;
    work->stored_code = STR("");
    TRY(legal_load(tx, arena, &work->documents));
    const struct legal_document *before = legal_find(&work->documents, work->code);
    if (work->code.n && !before)
        return ERR(ERR_NOT_FOUND, "no such document");
    struct legal_document document;
    legal_check_form(arena, work->form, work->code, &work->documents, work->issues, &document);
    if (before && str_is_empty(work->reason))
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_legal_reason_missing));
    if (work->issues->count)
        return NULL;
    bool found;
    struct q_legal_last_revision_row last;
    TRY(q_legal_last_revision(tx, arena, document.code, &found, &last));
    TRY(insert(tx, work, &document, found ? last.revision + 1 : 1));
    struct audit_note note = {
        .action = before ? "legal.change" : "legal.add",
        .object_kind = "legal_document",
        .object_id = document.code,
        .before = before ? tell(arena, before) : STR_NONE,
        .after = tell(arena, &document),
        .reason = work->reason.n ? work->reason : STR_NONE,
    };
    work->stored_code = document.code;
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

const struct err *legal_enter(struct db *db, struct arena *arena, const struct user *user,
                              int64_t now_ms, struct str code, const struct legal_form *form,
                              struct str reason, struct issues *issues, struct str *ret_code) {
    if (!user_has_right(user, RIGHT_LEGAL_EDIT))
        return ERR(ERR_DENIED, "no right to change the register");
    struct legal_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .code = code.p ? code : STR(""),
                              .form = form,
                              .reason = reason.p ? reason : STR(""),
                              .issues = issues};
    TRY(db_write(db, enter_in, &work));
    *ret_code = work.stored_code;
    return NULL;
}
