/* Files of objects. A file has the rights of the object it belongs to: rooms say who may read and
 * who may add (the hook below; src/file_list.c names them). There is no other way to a file.
 */
#ifndef FEATURES_FILE_FILE_SERVICE_H
#define FEATURES_FILE_FILE_SERVICE_H

#include "db/db.h"
#include "doc/workbook_read.h"
#include "features/account/right.h"
#include "features/file/file.h"

/* What a room is asked of an object of its own. */
struct file_ask {
    struct db_tx *tx;
    struct arena *arena;
    const struct user *user;
    struct str object_id;
};

struct file_owner {
    struct str title;
    struct str href; /* its page */
    bool is_sample;
    struct str cluster_id; /* of whose year it is; empty: of none. What is closed takes no file */
    int year;
    struct str cluster_period_id; /* of which half-year; empty: of none. As the year */
    struct str unit_id;           /* whose evidence it is; empty: nobody's */
    struct str capacity; /* of who adds, told with the file: who has another takes it not back */
    const char *history_kind; /* whose history tells of it; NULL: the object's own */
    struct str history_id;
    bool may_read;
    bool may_add; /* and take back what was added in the same capacity */
};

struct file_room {
    const char *kind; /* "plan_task": of rows, and in addresses */
    enum msg_id name; /* "Nhiệm vụ" */
    /* *ret_found is false where there is no such object. */
    const struct err *(*find)(const struct file_ask *ask, bool *ret_found,
                              struct file_owner *ret_owner);
    size_t files_max; /* of an object */
};
extern const struct file_room *const file_rooms[];
extern const size_t file_room_count;

/* NULL for a kind of no room. */
const struct file_room *file_room_of(struct str kind);

/* What the scanner said of the bytes, last. */
enum file_verdict { FILE_UNSCANNED, FILE_CLEAN, FILE_INFECTED };
struct file_scan {
    enum file_verdict verdict;
    struct str found; /* the scanner's name of it */
    int64_t at_ms;    /* 0: never looked at */
};

struct stored_file {
    struct str id;
    struct str sha256;
    struct str name;
    enum file_type type;
    struct str caption;
    struct str purpose;
    struct str author_id;
    struct str author;
    int64_t recorded_ms;
    int64_t withdrawn_ms; /* 0: it stands */
    struct str withdrawn_by;
    struct str withdrawn_reason;
    int64_t bytes;
    bool is_destroyed; /* its content is gone; name and words say so */
    struct str capacity;
    struct str taken_id; /* the file it was taken from; empty: it was sent */
    struct file_scan scan;
    bool has_thumbnail;
};

struct stored_files {
    struct stored_file *items;
    size_t count;
    size_t capacity;
};

/* The files of an object, oldest first, those taken back too. ERR_NOT_FOUND where there is no such
 * object, or the user may not read it. */
MUST_CHECK const struct err *files_of(struct db *db, struct arena *arena, const struct user *user,
                                      struct str kind, struct str object_id,
                                      struct file_owner *ret_owner, struct stored_files *ret_files);

/* Where the same bytes are kept already. */
struct file_twins {
    LIST(struct file_owner) seen; /* those that the user may read */
    size_t unseen;                /* how many others there are; nothing is said of them */
};

struct file_sent {
    struct workbook_file file; /* where its bytes are, for the look into it */
    struct str bytes;
    struct str name;
    bool confirmed; /* as free of state secrets */
};

/* Adds a file to an object. What is wrong is an issue: no confirmation, a marking, a type that is
 * not taken or not what the name says, too large, too many, the same file at the same object twice.
 */
MUST_CHECK const struct err *file_add(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, struct str kind, struct str object_id,
                                      const struct file_sent *sent, const struct file_form *form,
                                      struct issues *issues, struct file_twins *ret_twins);

/* Adds to an object a file that is kept already, without sending it again: the user may read the
 * object it is taken from, and it is neither withdrawn nor destroyed there. The new row says from
 * where. */
MUST_CHECK const struct err *file_take(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct str kind, struct str object_id,
                                       struct str taken_id, const struct file_form *form,
                                       struct issues *issues, struct file_twins *ret_twins);

/* Within a transaction, for rooms: the files of an object, without asking for rights. */
MUST_CHECK const struct err *file_rows(struct db_tx *tx, struct arena *arena, struct str kind,
                                       struct str object_id, struct stored_files *ret_files);
/* Where a file belongs and what it is, for who may read that. ERR_NOT_FOUND. */
MUST_CHECK const struct err *file_place(struct db_tx *tx, struct arena *arena,
                                        const struct user *user, struct str id,
                                        struct file_owner *ret_owner, struct stored_file *ret_file);

/* Where else the bytes stand than at the object, as far as USER may know. Within a transaction. */
MUST_CHECK const struct err *file_twins_in(struct db_tx *tx, struct arena *arena,
                                           const struct user *user, struct str sha256,
                                           struct str kind, struct str object_id,
                                           struct file_twins *ret_twins);

/* The bytes of a file, for who may read its object. ERR_NOT_FOUND: no such file, or none for this
 * user; ERR_STATE with its sentence: taken back, or destroyed. */
MUST_CHECK const struct err *file_bytes(struct db *db, struct arena *arena, const struct user *user,
                                        struct str id, struct stored_file *ret_file,
                                        struct str *ret_bytes);

/* The small picture of a file (JPEG), as file_bytes. ERR_NOT_FOUND where there is none. */
MUST_CHECK const struct err *file_thumbnail(struct db *db, struct arena *arena,
                                            const struct user *user, struct str id,
                                            struct str *ret_jpeg);

/* Takes a file back: it stays in the list with who, when and why, and is handed out no more. */
MUST_CHECK const struct err *file_take_back(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms, struct str id,
                                            struct str reason, struct issues *issues,
                                            struct file_owner *ret_owner);

/* The words that tell of a content, replaced by SENTENCE, and its small picture, which goes: of the
 * room of secrets alone. */
MUST_CHECK const struct err *file_destroy_words(struct db_tx *tx, struct str sha256,
                                                struct str sentence);

#endif
