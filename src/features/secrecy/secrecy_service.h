/* When a secret slipped in: two authorised people destroy its content, and prove that they did.
 *
 * One asks for it and names the places; another one, with his password, does it. In one write the
 * contents go (the rows stay and say so, the audit chain still verifies); then the files of jobs,
 * the copies that migrations left, and the database's own file and log are cleaned, and a new
 * backup takes the place of all older ones. What stays is the hash of files, length, time, reason
 * and both names. What cannot be reached from here is listed, to be done by hand and signed.
 */
#ifndef FEATURES_SECRECY_SECRECY_SERVICE_H
#define FEATURES_SECRECY_SECRECY_SERVICE_H

#include "db/db_wipe.h"
#include "features/account/door_service.h"
#include "jobs/jobs.h"
#include "text/message.h"

enum { SECRECY_FILES_LOOKED_AT = 300, SECRECY_OBJECTS_MAX = 500 };

enum secret_kind { SECRET_TEXT, SECRET_BYTES, SECRET_AUDIT, SECRET_JOB_FILE, SECRET_KIND_COUNT };
struct str secret_kind_code(enum secret_kind kind);

/* A place that is, or was, to be destroyed. */
struct secret_object {
    enum secret_kind kind;
    struct db_place place; /* of a job's file: table job_file, key JOB\nROLE\nPOSITION */
    struct str sha256;     /* of files; empty of texts */
    int64_t destroyed_ms;  /* 0: not yet */
};
struct secret_objects {
    struct secret_object *items;
    size_t count;
    size_t capacity;
    bool more; /* there are further ones: do these first, then look again */
};

enum secret_state { SECRET_PROPOSED, SECRET_WITHDRAWN, SECRET_CONFIRMED, SECRET_DONE };

enum secret_copy_state { SECRET_COPY_BY_HAND, SECRET_COPY_DESTROYED, SECRET_COPY_REPLACED };
struct secret_copy {
    struct str name;
    enum secret_copy_state state;
};

struct secret_destruction {
    struct str id;
    int64_t number; /* of the minutes */
    enum secret_state state;
    struct str reason;
    struct str proposed_id;
    struct str proposed_by;
    int64_t proposed_ms;
    struct str confirmed_id;
    struct str confirmed_by;
    int64_t confirmed_ms;
    int64_t done_ms;
    bool log_is_clean;
    size_t object_count;
    struct secret_objects objects; /* of secrecy_find alone */
    LIST(struct secret_copy) copies;
};
struct secret_destructions {
    struct secret_destruction *items;
    size_t count;
    size_t capacity;
};

/* Who does what, with what: the program's database, its jobs, the data folder, the backups. */
struct secrecy {
    const struct jobs *jobs;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct issues *issues;
};

/* Everything below: ERR_DENIED without RIGHT_SECRET_DESTROY, and for the command line, which is
 * nobody. */

/* Where words stand: texts of all tables, files, files of jobs. They are kept nowhere. */
MUST_CHECK const struct err *secrecy_search(const struct secrecy *by, struct str words,
                                            struct secret_objects *ret_objects);
/* Stored files and files of jobs, the newest of each kind: for what holds no words. */
MUST_CHECK const struct err *secrecy_files(const struct secrecy *by,
                                           struct secret_objects *ret_objects);

/* A place as one text for forms, and back; false for what is none. */
struct str secret_object_pack(struct arena *arena, const struct secret_object *object);
bool secret_object_unpack(struct arena *arena, struct str text, struct secret_object *ret_object);

MUST_CHECK const struct err *secrecy_propose(const struct secrecy *by,
                                             const struct secret_objects *objects,
                                             struct str reason, struct str *ret_id);
MUST_CHECK const struct err *secrecy_withdraw(const struct secrecy *by, struct str id);
/* By another person than who proposed it: else an issue. Destroys, cleans, notes. Where cleaning
 * was cut short (a reader, a full disk) the destruction stays "confirmed": secrecy_finish goes on.
 */
MUST_CHECK const struct err *secrecy_confirm(const struct secrecy *by,
                                             const struct visitor *visitor, struct str id,
                                             struct str password);
MUST_CHECK const struct err *secrecy_finish(const struct secrecy *by, struct str id);

MUST_CHECK const struct err *secrecy_list(const struct secrecy *by,
                                          struct secret_destructions *ret_destructions);
/* ERR_NOT_FOUND. */
MUST_CHECK const struct err *secrecy_find(const struct secrecy *by, struct str id,
                                          struct secret_destruction *ret_destruction);

#endif
