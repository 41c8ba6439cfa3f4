#include "features/secrecy/secrecy_places_service.h"

#include <string.h>
#include <unistd.h>

#include "crypto/digest.h"
#include "doc/file_look.h"
#include "doc/workbook_read.h"
#include "features/audit/audit.h"
#include "features/audit/audit_seal.h"
#include "features/backup/backup_service.h"
#include "features/cluster/cluster_service.h"
#include "features/file/file_service.h"
#include "sys/files.h"
#include "sys/log.h"
#include "text/vi_fold.h"

#define AUDIT_TABLE "audit_entry"
#define JOB_TABLE   "job_file"
#define FILE_TABLE  "file_content"
enum { SEAL_MOST = 1000000 };

struct str secret_kind_code(enum secret_kind kind) {
    static const struct str CODES[SECRET_KIND_COUNT] = {
        [SECRET_TEXT] = STR_INIT("text"),
        [SECRET_BYTES] = STR_INIT("bytes"),
        [SECRET_AUDIT] = STR_INIT("audit"),
        [SECRET_JOB_FILE] = STR_INIT("job_file"),
    };
    return CODES[kind];
}

struct str secret_sentence(struct arena *arena, int64_t now_ms, int64_t number) {
    struct str day = date_display(arena, date_of_instant(now_ms));
    return str_format(arena, "Nội dung đã hủy ngày " STR_FMT " theo biên bản số %lld", STR_ARG(day),
                      (long long)number);
}

static struct secret_object object_of(const struct db_place *place) {
    struct secret_object object = {.place = *place, .sha256 = STR("")};
    object.kind = place->is_bytes                          ? SECRET_BYTES
                  : str_equal_c(place->table, AUDIT_TABLE) ? SECRET_AUDIT
                                                           : SECRET_TEXT;
    if (object.kind == SECRET_AUDIT)
        object.place.column = STR(""); /* all its texts go together */
    return object;
}

static bool is_same(const struct secret_object *a, const struct secret_object *b) {
    return a->kind == b->kind && str_equal(a->place.table, b->place.table) &&
           str_equal(a->place.column, b->place.column) && str_equal(a->place.key, b->place.key);
}

static void add_once(struct arena *arena, const struct secret_object *object,
                     struct secret_objects *objects) {
    for (size_t i = 0; i < objects->count; i++)
        if (is_same(&objects->items[i], object))
            return;
    *list_push(arena, objects) = *object;
}

/* What is no content of people: the trail (but for its entries, which have a way of their own),
 * keys and passwords, this room's own rows. Small pictures go with their content
 * (file_destroy_words).
 */
static bool is_within_bounds(struct str table) {
    static const char *const PREFIXES[] = {"audit_",  "account",       "secret_", "api_",
                                           "door_",   "setting",       "sign_in", "passkey_",
                                           "backup_", "file_thumbnail"};
    for (size_t i = 0; i < COUNT_OF(PREFIXES); i++)
        if (str_starts_with(table, str_from_c(PREFIXES[i])))
            return str_equal_c(table, AUDIT_TABLE);
    return true;
}

/* --- looking ------------------------------------------------------------------------------- */

struct looking {
    const struct secrecy *by;
    struct str words;
    struct db_places texts;
    struct db_places files;
    struct job_kept_files job_files;
    struct db_place *place;
    bool found;
    struct str content;
};

static const struct err *texts_in(struct db_tx *tx, void *context) {
    struct looking *looking = context;
    return db_find_words(tx, looking->by->arena, looking->words,
                         vi_fold(looking->by->arena, looking->words), is_within_bounds,
                         &looking->texts);
}

static const struct err *files_in(struct db_tx *tx, void *context) {
    struct looking *looking = context;
    TRY(db_find_bytes(tx, looking->by->arena, SECRECY_FILES_LOOKED_AT, is_within_bounds,
                      &looking->files));
    return job_files_newest(tx, looking->by->arena, SECRECY_FILES_LOOKED_AT, &looking->job_files);
}

static struct secret_object job_object(struct arena *arena, const struct job_kept_file *file) {
    return (struct secret_object){
        .kind = SECRET_JOB_FILE,
        .place = {.table = STR(JOB_TABLE),
                  .column = STR("name"),
                  .key = str_format(arena, STR_FMT "\n" STR_FMT "\n%lld", STR_ARG(file->job_id),
                                    STR_ARG(file->role), (long long)file->position),
                  .bytes = file->bytes,
                  .at_ms = file->created_ms,
                  .author = file->author,
                  .name = file->name},
        .sha256 = file->sha256,
    };
}

const struct err *secrecy_files(const struct secrecy *by, struct secret_objects *ret_objects) {
    struct looking looking = {.by = by};
    if (by->user->is_local || !user_has_right(by->user, RIGHT_SECRET_DESTROY))
        return ERR(ERR_DENIED, "no right to destroy what must not be held");
    TRY(db_read(by->jobs->db, files_in, &looking));
    *ret_objects = (struct secret_objects){.more = looking.files.more};
    for (size_t i = 0; i < looking.files.count; i++) {
        struct secret_object object = object_of(&looking.files.items[i]);
        add_once(by->arena, &object, ret_objects);
    }
    for (size_t i = 0; i < looking.job_files.count; i++) {
        struct secret_object object = job_object(by->arena, &looking.job_files.items[i]);
        add_once(by->arena, &object, ret_objects);
    }
    return NULL;
}

static const struct err *read_in(struct db_tx *tx, void *context) {
    struct looking *looking = context;
    return db_place_read(tx, looking->by->arena, looking->place, &looking->found,
                         &looking->content);
}

/* Whether a file holds the words; looked into by the locked child, as when it came. */
static const struct err *file_holds(const struct secrecy *by, const struct secret_object *object,
                                    struct str words, bool *ret_holds) {
    struct looking looking = {.by = by};
    struct workbook_file file = {.descriptor = -1};
    int fd = -1;
    *ret_holds = false;
    if (object->kind == SECRET_JOB_FILE) {
        struct str job = object->place.key;
        fd = job_kept_file_open(by->jobs, by->arena, str_cut(&job, '\n'), object->sha256);
        if (fd < 0)
            return NULL;
        file = (struct workbook_file){.descriptor = fd, .size = (uint64_t)object->place.bytes};
    } else {
        struct db_place place = object->place;
        looking.place = &place;
        TRY(db_read(by->jobs->db, read_in, &looking));
        file = workbook_file_of(looking.found ? looking.content : STR(""));
    }
    struct file_look look;
    struct message fault;
    const struct err *err = file_look_for(by->arena, &file, words, &look, &fault);
    if (fd >= 0)
        close(fd);
    TRY(err);
    *ret_holds = !fault.id && look.has_words;
    return NULL;
}

const struct err *secrecy_search(const struct secrecy *by, struct str words,
                                 struct secret_objects *ret_objects) {
    struct looking looking = {.by = by, .words = words};
    struct secret_objects files;
    TRY(secrecy_files(by, &files));
    *ret_objects = (struct secret_objects){.more = files.more};
    if (words.n < DB_WORDS_BYTES_MIN || words.n > FILE_LOOK_WORDS_MAX) {
        issue_add(by->arena, by->issues, STR("tim-doan-chu"), MESSAGE(MSG_secrecy_words_length));
        return NULL;
    }
    TRY(db_read(by->jobs->db, texts_in, &looking));
    ret_objects->more = ret_objects->more || looking.texts.more;
    for (size_t i = 0; i < looking.texts.count; i++) {
        struct secret_object object = object_of(&looking.texts.items[i]);
        add_once(by->arena, &object, ret_objects);
    }
    for (size_t i = 0; i < files.count; i++) {
        bool holds;
        TRY(file_holds(by, &files.items[i], words, &holds));
        if (holds)
            add_once(by->arena, &files.items[i], ret_objects);
    }
    return NULL;
}

/* --- as one text --------------------------------------------------------------------------- */

/* "bytes|intake_file|content|019a…"; newlines of a key would not come back from a form. */
struct str secret_object_pack(struct arena *arena, const struct secret_object *object) {
    struct str text = str_format(
        arena, STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT, STR_ARG(secret_kind_code(object->kind)),
        STR_ARG(object->place.table), STR_ARG(object->place.column), STR_ARG(object->place.key));
    char *p = (char *)(uintptr_t)text.p;
    for (size_t i = 0; i < text.n; i++)
        if (p[i] == '\n')
            p[i] = '|';
    return text;
}

bool secret_object_unpack(struct arena *arena, struct str text, struct secret_object *ret_object) {
    struct str rest = text;
    struct str kind = str_cut(&rest, '|');
    struct secret_object object = {.sha256 = STR("")};
    bool known = false;
    for (int k = 0; k < SECRET_KIND_COUNT; k++)
        if (str_equal(kind, secret_kind_code((enum secret_kind)k))) {
            object.kind = (enum secret_kind)k;
            known = true;
        }
    object.place.table = rest.p ? str_cut(&rest, '|') : STR("");
    object.place.column = rest.p ? str_cut(&rest, '|') : STR("");
    if (!known || !rest.p || !rest.n)
        return false;
    object.place.key = str_copy(arena, rest);
    char *p = (char *)(uintptr_t)object.place.key.p;
    for (size_t i = 0; i < object.place.key.n; i++)
        if (p[i] == '|')
            p[i] = '\n';
    object.place.author = object.place.name = STR("");
    object.place.is_bytes = object.kind == SECRET_BYTES;
    *ret_object = object;
    return true;
}

/* --- choosing ------------------------------------------------------------------------------ */

/* A job's file is known by its row. */
static const struct err *complete_job_file(struct db_tx *tx, struct arena *arena,
                                           struct secret_object *object, bool *ret_found) {
    struct job_kept_files files;
    *ret_found = false;
    TRY(job_files_newest(tx, arena, INT32_MAX, &files));
    for (size_t i = 0; i < files.count; i++) {
        struct secret_object row = job_object(arena, &files.items[i]);
        if (is_same(&row, object)) {
            *object = row;
            *ret_found = true;
        }
    }
    return NULL;
}

static const struct err *complete(struct db_tx *tx, struct arena *arena,
                                  struct secret_object *object, bool *ret_found) {
    struct str content = STR("");
    if (object->kind == SECRET_JOB_FILE)
        return complete_job_file(tx, arena, object, ret_found);
    struct db_place place = object->place;
    if (object->kind == SECRET_AUDIT)
        place = (struct db_place){
            .table = STR(AUDIT_TABLE), .column = STR("action"), .key = object->place.key};
    else if (!is_within_bounds(place.table) || str_equal_c(place.table, AUDIT_TABLE))
        return ERR(ERR_INPUT, "no content that may be destroyed");
    TRY(db_place_read(tx, arena, &place, ret_found, &content));
    object->place.bytes = (int64_t)content.n;
    if (object->kind == SECRET_BYTES)
        object->sha256 = digest_sha256_hex(arena, content);
    return NULL;
}

const struct err *secret_places_complete(struct db_tx *tx, struct arena *arena,
                                         const struct secret_objects *chosen,
                                         struct secret_objects *ret_objects) {
    struct secret_objects all = {0};
    for (size_t i = 0; i < chosen->count; i++) {
        struct secret_object object = chosen->items[i];
        bool found;
        TRY(complete(tx, arena, &object, &found));
        if (!found)
            continue;
        add_once(arena, &object, &all);
        struct db_places parts = {0};
        if (str_equal_c(object.place.table, "intake_file"))
            TRY(db_find_parts(tx, arena, object.place.key, &parts));
        for (size_t k = 0; k < parts.count; k++) {
            struct secret_object part = object_of(&parts.items[k]);
            TRY(complete(tx, arena, &part, &found));
            if (found)
                add_once(arena, &part, &all);
        }
    }
    *ret_objects = all;
    return NULL;
}

/* --- destroying ---------------------------------------------------------------------------- */

const struct err *secret_place_destroy(struct db_tx *tx, const struct secrecy *by,
                                       const struct secret_object *object, struct str sentence,
                                       int64_t number) {
    if (object->kind == SECRET_AUDIT) {
        struct str reason = str_format(by->arena, "biên bản hủy số %lld", (long long)number);
        const struct err *err =
            audit_destroy_content(tx, by->arena, by->user, object->place.key, reason, by->now_ms);
        bool gone = err && err->kind == ERR_STATE && err->text_key &&
                    strcmp(err->text_key, "trail.destroyed") == 0;
        return gone ? NULL : err;
    }
    if (object->kind == SECRET_BYTES && str_equal_c(object->place.table, FILE_TABLE))
        TRY(file_destroy_words(tx, object->place.key, sentence));
    return db_place_destroy(tx, by->arena, &object->place, sentence);
}

const struct err *secret_places_changed(struct db_tx *tx) {
    return cluster_bump_all(tx);
}

const struct err *secret_job_file_destroy(const struct secrecy *by,
                                          const struct secret_object *object) {
    struct str job = object->place.key;
    return job_kept_file_destroy(by->jobs, by->arena, str_cut(&job, '\n'), object->sha256);
}

const struct err *secret_seal_audit(const struct secrecy *by) {
    int64_t count;
    return audit_seal_all(by->jobs->db, "secrecy", by->now_ms, SEAL_MOST, &count);
}

/* --- copies -------------------------------------------------------------------------------- */

static void note_copy(const struct secrecy *by, const struct backup_copy *copy,
                      enum secret_copy_state state, struct secret_copies *copies) {
    const char *slash = strrchr(copy->path.p, '/');
    *list_push(by->arena, copies) =
        (struct secret_copy){str_from_c(slash ? slash + 1 : copy->path.p), state};
}

/* What migrations left beside the database goes at once; of the backups a new one takes the place
 * of all (a long work). One that nobody noted, and those carried elsewhere, are people's work. */
const struct err *secret_copies_destroy(const struct secrecy *by,
                                        struct secret_copies *ret_copies) {
    struct backup_copies found;
    struct str job_id;
    TRY(backup_reachable(by->jobs, by->arena, &found));
    for (size_t i = 0; i < found.count; i++)
        if (found.items[i].is_of_migration)
            TRY(file_destroy(str_c(by->arena, found.items[i].path)));
    const struct err *err =
        backup_start_replacing(by->jobs, by->arena, by->user, by->now_ms, &job_id);
    if (err)
        log_err("secrecy.copies", err);
    for (size_t i = 0; i < found.count; i++) {
        const struct backup_copy *copy = &found.items[i];
        bool replaced = !err && job_id.n && copy->instant_ms;
        note_copy(by, copy,
                  copy->is_of_migration ? SECRET_COPY_DESTROYED
                  : replaced            ? SECRET_COPY_REPLACED
                                        : SECRET_COPY_BY_HAND,
                  ret_copies);
    }
    return NULL;
}
