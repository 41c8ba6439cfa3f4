#include "features/file/file_service.h"

#include "crypto/digest.h"
#include "doc/file_look.h"
#include "doc/thumbnail.h"
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/file/file.sql.h"
#include "sys/id.h"

enum { TWINS_MAX = 20 };

const struct file_room *file_room_of(struct str kind) {
    for (size_t i = 0; i < file_room_count; i++)
        if (str_equal_c(kind, file_rooms[i]->kind))
            return file_rooms[i];
    return NULL;
}

/* The object with what USER may do to it; an object that he may not read is not there for him. */
static const struct err *find_owner(struct db_tx *tx, struct arena *arena, const struct user *user,
                                    struct str kind, struct str object_id,
                                    struct file_owner *ret_owner) {
    const struct file_room *room = file_room_of(kind);
    struct file_ask ask = {tx, arena, user, object_id};
    bool found = false;
    if (room)
        TRY(room->find(&ask, &found, ret_owner));
    return found && ret_owner->may_read ? NULL : ERR(ERR_NOT_FOUND, "no such object with files");
}

struct file_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str kind;
    struct str object_id;
    const struct file_sent *sent;
    const struct file_form *form;
    enum file_type type;
    struct str sha256;
    struct str reason;
    struct str taken_id;
    struct thumbnail thumbnail;
    struct issues *issues;
    struct file_owner owner;
    struct file_twins twins;
    struct stored_files files;
    struct stored_file file;
    struct str bytes;
};

/* --- reading ------------------------------------------------------------------------------- */

static const struct str VERDICTS[] = {[FILE_UNSCANNED] = STR_INIT("unscanned"),
                                      [FILE_CLEAN] = STR_INIT("clean"),
                                      [FILE_INFECTED] = STR_INIT("infected")};

static enum file_verdict verdict_of(struct str code) {
    for (size_t i = 0; i < COUNT_OF(VERDICTS); i++)
        if (code.p && str_equal(VERDICTS[i], code))
            return (enum file_verdict)i;
    return FILE_UNSCANNED;
}

static struct stored_file file_of(const struct q_stored_files_of_object_row *row) {
    struct stored_file file = {
        .id = row->id,
        .sha256 = row->sha256,
        .name = row->name,
        .caption = row->caption,
        .purpose = row->purpose,
        .author_id = row->author_id,
        .author = row->author,
        .recorded_ms = row->recorded_ms,
        .withdrawn_ms = row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
        .withdrawn_by = str_or_empty(row->withdrawn_by),
        .withdrawn_reason = str_or_empty(row->withdrawn_reason),
        .bytes = row->bytes,
        .is_destroyed = row->bytes > 0 && row->left_bytes == 0,
        .capacity = row->capacity,
        .taken_id = str_or_empty(row->taken_id),
        .scan = {.verdict = verdict_of(row->scan_verdict),
                 .found = str_or_empty(row->scan_found),
                 .at_ms = row->scan_ms.set ? row->scan_ms.value : 0},
        .has_thumbnail = row->thumbnail.p && row->left_bytes,
    };
    file_type_from_code(row->kind, &file.type);
    return file;
}

const struct err *file_rows(struct db_tx *tx, struct arena *arena, struct str kind,
                            struct str object_id, struct stored_files *ret_files) {
    struct q_stored_files_of_object_rows rows;
    TRY(q_stored_files_of_object(tx, arena, kind, object_id, &rows));
    *ret_files = (struct stored_files){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, ret_files) = file_of(&rows.items[i]);
    return NULL;
}

/* What is of a cluster's year that is closed takes no file and gives none back. */
static const struct err *must_be_open(struct db_tx *tx, const struct file_work *work) {
    if (work->owner.cluster_period_id.n)
        return closing_must_be_open(tx, work->arena, work->owner.cluster_period_id);
    return work->owner.cluster_id.n ? closing_year_must_be_open(
                                          tx, work->arena, work->owner.cluster_id, work->owner.year)
                                    : NULL;
}

static const struct err *files_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    TRY(find_owner(tx, work->arena, work->user, work->kind, work->object_id, &work->owner));
    return file_rows(tx, work->arena, work->kind, work->object_id, &work->files);
}

const struct err *files_of(struct db *db, struct arena *arena, const struct user *user,
                           struct str kind, struct str object_id, struct file_owner *ret_owner,
                           struct stored_files *ret_files) {
    struct file_work work = {.arena = arena, .user = user, .kind = kind, .object_id = object_id};
    TRY(db_read(db, files_in, &work));
    *ret_owner = work.owner;
    *ret_files = work.files;
    return NULL;
}

/* The file of an id, whose object the user may read. */
static const struct err *find_file(struct db_tx *tx, struct file_work *work, struct str id) {
    struct q_stored_find_row row;
    bool found;
    TRY(q_stored_find(tx, work->arena, id, &found, &row));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such file");
    work->kind = row.object_kind;
    work->object_id = row.object_id;
    TRY(files_in(tx, work));
    for (size_t i = 0; i < work->files.count; i++)
        if (str_equal(work->files.items[i].id, id))
            work->file = work->files.items[i];
    return NULL;
}

const struct err *file_place(struct db_tx *tx, struct arena *arena, const struct user *user,
                             struct str id, struct file_owner *ret_owner,
                             struct stored_file *ret_file) {
    struct file_work work = {.arena = arena, .user = user};
    TRY(find_file(tx, &work, id));
    *ret_owner = work.owner;
    *ret_file = work.file;
    return NULL;
}

/* The file of an id, where it may be handed out. */
static const struct err *find_handed_out(struct db_tx *tx, struct file_work *work) {
    TRY(find_file(tx, work, work->reason));
    if (work->file.is_destroyed)
        return ERR_TEXT(ERR_STATE, "file.is_destroyed", "the content of this file was destroyed");
    if (work->file.withdrawn_ms)
        return ERR_TEXT(ERR_STATE, "file.is_withdrawn", "this file was taken back");
    if (work->file.scan.verdict == FILE_INFECTED)
        return ERR_TEXT(ERR_STATE, "file.is_infected", "the scanner found something in this file");
    return NULL;
}

static const struct err *thumbnail_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    struct q_thumbnail_read_row row;
    bool found;
    TRY(find_handed_out(tx, work));
    TRY(q_thumbnail_read(tx, work->arena, work->file.sha256, &found, &row));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no small picture of this file");
    work->bytes = row.content;
    return NULL;
}

const struct err *file_thumbnail(struct db *db, struct arena *arena, const struct user *user,
                                 struct str id, struct str *ret_jpeg) {
    struct file_work work = {.arena = arena, .user = user, .reason = id};
    TRY(db_read(db, thumbnail_in, &work));
    *ret_jpeg = work.bytes;
    return NULL;
}

static const struct err *bytes_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    TRY(find_handed_out(tx, work));
    struct q_stored_content_read_row row;
    bool found;
    TRY(q_stored_content_read(tx, work->arena, work->file.sha256, &found, &row));
    if (!found || !str_equal(digest_sha256_hex(work->arena, row.content), work->file.sha256))
        return ERR_TEXT(ERR_DATABASE, "file.damaged", "a file is not what it was");
    work->bytes = row.content;
    return NULL;
}

const struct err *file_bytes(struct db *db, struct arena *arena, const struct user *user,
                             struct str id, struct stored_file *ret_file, struct str *ret_bytes) {
    struct file_work work = {.arena = arena, .user = user, .reason = id};
    TRY(db_read(db, bytes_in, &work));
    *ret_file = work.file;
    *ret_bytes = work.bytes;
    return NULL;
}

/* --- adding -------------------------------------------------------------------------------- */

static enum file_type type_of(enum file_kind kind) {
    switch (kind) {
    case FILE_KIND_PDF:
        return FILE_TYPE_PDF;
    case FILE_KIND_JPEG:
        return FILE_TYPE_JPEG;
    case FILE_KIND_PNG:
        return FILE_TYPE_PNG;
    case FILE_KIND_DOCX:
        return FILE_TYPE_DOCX;
    case FILE_KIND_XLSX:
        return FILE_TYPE_XLSX;
    case FILE_KIND_OTHER:
    case FILE_KIND_TEXT:
    case FILE_KIND_COUNT:
        break;
    }
    return FILE_TYPE_COUNT;
}

static struct message fault_of(const struct file_sent *sent, const struct file_look *look) {
    enum file_type type = type_of(look->kind);
    if (!sent->confirmed)
        return MESSAGE(MSG_secrecy_unconfirmed);
    if (look->mark || secret_mark_in_name(sent->name))
        return MESSAGE(MSG_secrecy_refused_file);
    if (type == FILE_TYPE_COUNT || look->has_macros)
        return MESSAGE(look->has_macros ? MSG_file_has_macros : MSG_file_type_not_taken);
    if (look->is_unread)
        return MESSAGE(MSG_file_unread);
    if (!file_type_fits_name(type, sent->name))
        return MESSAGE_WITH(MSG_file_type_lies, file_type_code(type));
    return MESSAGE(MSG_none);
}

/* What can be said of the file without asking the database. */
static const struct err *look_at(struct arena *arena, const struct file_sent *sent,
                                 struct issues *issues, enum file_type *ret_type) {
    struct file_look look;
    struct message fault;
    if (!sent->bytes.n || sent->bytes.n > FILE_BYTES_MAX) {
        issue_add(arena, issues, STR("file"),
                  sent->bytes.n ? MESSAGE_WITH(MSG_file_too_large,
                                               str_format(arena, "%d", FILE_BYTES_MAX >> 20))
                                : MESSAGE(MSG_file_missing));
        return NULL;
    }
    TRY(file_look(arena, &sent->file, &look, &fault));
    if (!fault.id)
        fault = fault_of(sent, &look);
    if (fault.id)
        issue_add(arena, issues, STR("file"), fault);
    *ret_type = type_of(look.kind);
    return NULL;
}

static struct audit_note note_of(const struct file_work *work, const char *action) {
    const char *kind = work->owner.history_kind;
    return (struct audit_note){
        .action = action,
        .object_kind = kind ? kind : str_c(work->arena, work->kind),
        .object_id = kind ? work->owner.history_id : work->object_id,
    };
}

/* In a history of more than the object what is told names it. */
static struct str told_of(const struct file_work *work, struct str what) {
    return work->owner.history_kind ? str_format(work->arena, STR_FMT ": " STR_FMT,
                                                 STR_ARG(work->owner.title), STR_ARG(what))
                                    : what;
}

const struct err *file_twins_in(struct db_tx *tx, struct arena *arena, const struct user *user,
                                struct str sha256, struct str kind, struct str object_id,
                                struct file_twins *ret_twins) {
    struct q_stored_uses_rows rows;
    TRY(q_stored_uses(tx, arena, sha256, TWINS_MAX, &rows));
    *ret_twins = (struct file_twins){0};
    for (size_t i = 0; i < rows.count; i++) {
        struct file_owner owner;
        if (str_equal(rows.items[i].object_kind, kind) &&
            str_equal(rows.items[i].object_id, object_id))
            continue;
        const struct err *err =
            find_owner(tx, arena, user, rows.items[i].object_kind, rows.items[i].object_id, &owner);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        if (err)
            ret_twins->unseen++;
        else
            *list_push(arena, &ret_twins->seen) = owner;
    }
    return NULL;
}

static const struct err *find_twins(struct db_tx *tx, struct file_work *work) {
    return file_twins_in(tx, work->arena, work->user, work->sha256, work->kind, work->object_id,
                         &work->twins);
}

static const struct err *keep_content(struct db_tx *tx, const struct file_work *work) {
    struct q_stored_content_size_row row;
    bool found;
    TRY(q_stored_content_size(tx, work->arena, work->sha256, &found, &row));
    if (!found)
        TRY(q_stored_content_insert(tx, work->sha256, (int64_t)work->sent->bytes.n,
                                    work->sent->bytes, work->now_ms));
    const struct thumbnail *small = &work->thumbnail;
    if (small->width && (!found || row.left_bytes))
        TRY(q_thumbnail_put(tx, work->sha256, STR("jpeg"), small->width, small->height, small->jpeg,
                            work->now_ms));
    if (!found)
        return NULL;
    /* What was destroyed does not come back by being sent again. */
    if (!row.left_bytes)
        issue_add(work->arena, work->issues, STR("file"), MESSAGE(MSG_file_was_destroyed));
    return NULL;
}

/* What stands against one more file at the object. */
static const struct err *check_room(struct db_tx *tx, struct file_work *work) {
    struct arena *arena = work->arena;
    size_t standing = 0, most = file_room_of(work->kind)->files_max;
    TRY(files_in(tx, work));
    TRY(must_be_open(tx, work));
    if (!work->owner.may_add)
        return ERR(ERR_DENIED, "no right to add files to this object");
    for (size_t i = 0; i < work->files.count; i++) {
        const struct stored_file *file = &work->files.items[i];
        standing += !file->withdrawn_ms;
        if (!file->withdrawn_ms && str_equal(file->sha256, work->sha256))
            issue_add(arena, work->issues, STR("file"),
                      MESSAGE_WITH(MSG_file_here_already, file->name));
    }
    if (standing >= most)
        issue_add(arena, work->issues, STR("file"),
                  MESSAGE_WITH(MSG_file_too_many, str_format(arena, "%zu", most)));
    return NULL;
}

/* The row of the use, and what is told of it. */
static const struct err *insert_row(struct db_tx *tx, struct file_work *work, struct str name,
                                    int64_t bytes, struct str taken_id) {
    struct arena *arena = work->arena;
    TRY(q_stored_insert(tx, id_new(arena, work->now_ms), work->kind, work->object_id, work->sha256,
                        name, file_type_code(work->type), work->form->caption, work->form->purpose,
                        work->now_ms, work->user->id, work->user->name, work->now_ms,
                        work->owner.capacity.p ? work->owner.capacity : STR(""), taken_id));
    struct str after = str_format(arena, STR_FMT " (%lld byte, SHA-256 " STR_FMT ")", STR_ARG(name),
                                  (long long)bytes, STR_ARG(work->sha256));
    struct audit_note note = note_of(work, taken_id.p ? "file.take" : "file.add");
    note.after = told_of(work, after);
    note.reason = work->form->purpose;
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    work->issues->count = 0;
    TRY(check_room(tx, work));
    if (!work->issues->count)
        TRY(keep_content(tx, work));
    if (work->issues->count)
        return NULL;
    TRY(find_twins(tx, work));
    return insert_row(tx, work, file_name_clean(work->arena, work->sent->name, work->type),
                      (int64_t)work->sent->bytes.n, STR_NONE);
}

/* The file is there already: its row alone is new. */
static const struct err *take_in(struct db_tx *tx, void *context) {
    struct file_work *work = context, from = {.arena = work->arena, .user = work->user};
    work->issues->count = 0;
    file_check_form(work->arena, work->form, work->issues);
    TRY(find_file(tx, &from, work->taken_id));
    if (from.file.withdrawn_ms || from.file.is_destroyed)
        issue_add(work->arena, work->issues, STR("file"),
                  MESSAGE(from.file.is_destroyed ? MSG_file_was_destroyed : MSG_file_take_gone));
    if (from.file.scan.verdict == FILE_INFECTED)
        issue_add(work->arena, work->issues, STR("file"), MESSAGE(MSG_file_take_infected));
    work->sha256 = from.file.sha256;
    work->type = from.file.type;
    TRY(check_room(tx, work));
    if (work->issues->count)
        return NULL;
    TRY(find_twins(tx, work));
    return insert_row(tx, work, from.file.name, from.file.bytes, from.file.id);
}

static const struct err *may_add_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    TRY(find_owner(tx, work->arena, work->user, work->kind, work->object_id, &work->owner));
    TRY(must_be_open(tx, work));
    return work->owner.may_add ? NULL : ERR(ERR_DENIED, "no right to add files to this object");
}

const struct err *file_add(struct db *db, struct arena *arena, const struct user *user,
                           int64_t now_ms, struct str kind, struct str object_id,
                           const struct file_sent *sent, const struct file_form *form,
                           struct issues *issues, struct file_twins *ret_twins) {
    struct file_work work = {
        .arena = arena,
        .user = user,
        .now_ms = now_ms,
        .kind = kind,
        .object_id = object_id,
        .sent = sent,
        .form = form,
        .issues = issues,
    };
    *ret_twins = (struct file_twins){0};
    TRY(db_read(db, may_add_in, &work));
    file_check_form(arena, form, issues);
    TRY(look_at(arena, sent, issues, &work.type));
    if (issues->count)
        return NULL;
    work.sha256 = digest_sha256_hex(arena, sent->bytes);
    if (work.type == FILE_TYPE_JPEG || work.type == FILE_TYPE_PNG)
        TRY(thumbnail_make(arena, &sent->file, &work.thumbnail));
    TRY(db_write(db, add_in, &work));
    *ret_twins = work.twins;
    return NULL;
}

const struct err *file_take(struct db *db, struct arena *arena, const struct user *user,
                            int64_t now_ms, struct str kind, struct str object_id,
                            struct str taken_id, const struct file_form *form,
                            struct issues *issues, struct file_twins *ret_twins) {
    struct file_work work = {
        .arena = arena,
        .user = user,
        .now_ms = now_ms,
        .kind = kind,
        .object_id = object_id,
        .taken_id = taken_id,
        .form = form,
        .issues = issues,
    };
    *ret_twins = (struct file_twins){0};
    TRY(db_write(db, take_in, &work));
    *ret_twins = work.twins;
    return NULL;
}

/* --- taking back --------------------------------------------------------------------------- */

static const struct err *take_back_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    work->issues->count = 0;
    TRY(find_file(tx, work, work->bytes));
    TRY(must_be_open(tx, work));
    if (!work->owner.may_add || !str_equal(work->file.capacity, str_or_empty(work->owner.capacity)))
        return ERR(ERR_DENIED, "no right to take this file back");
    if (work->file.withdrawn_ms)
        return ERR_TEXT(ERR_STATE, "file.is_withdrawn", "this file was taken back before");
    if (str_is_empty(work->reason))
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_file_reason_missing));
    if (work->issues->count)
        return NULL;
    TRY(q_stored_withdraw(tx, work->file.id, work->now_ms, work->user->name, work->reason));
    struct audit_note note = note_of(work, "file.withdraw");
    note.before = told_of(work, work->file.name);
    note.reason = work->reason;
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *file_take_back(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str id, struct str reason,
                                 struct issues *issues, struct file_owner *ret_owner) {
    struct file_work work = {.arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .bytes = id,
                             .reason = reason,
                             .issues = issues};
    TRY(db_write(db, take_back_in, &work));
    *ret_owner = work.owner;
    return NULL;
}

const struct err *file_destroy_words(struct db_tx *tx, struct str sha256, struct str sentence) {
    TRY(q_thumbnail_delete(tx, sha256));
    return q_stored_destroy_words(tx, sha256, sentence);
}
