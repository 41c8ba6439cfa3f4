/* SQLite: one file, one writer that alone checkpoints, readers that cannot write.
 *
 * Versions up to 3.51.2 may corrupt a database when two connections write or checkpoint at once;
 * with the single writer that cannot happen. Readers open the file read-only, which keeps them from
 * checkpointing too. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/db_internal.h"

enum {
    BUSY_TIMEOUT_MS = 5000,
    VALUE_BYTES_MAX = 256 * 1024 * 1024,
    SQL_BYTES_MAX = 1024 * 1024,
};

/* What frames the works: prepared once, as short writes feel it. */
enum step { BEGIN_READ, BEGIN_WRITE, COMMIT, SET, RELEASE, ROLLBACK_TO, STEP_COUNT };
static const char *const step_sql[STEP_COUNT] = {
    [BEGIN_READ] = "begin",       [BEGIN_WRITE] = "begin immediate",
    [COMMIT] = "commit",          [SET] = "savepoint member",
    [RELEASE] = "release member", [ROLLBACK_TO] = "rollback to member",
};

struct sqlite_connection {
    struct db_connection common;
    sqlite3 *db;
    sqlite3_stmt *steps[STEP_COUNT];
    struct db_statements statements;
};

static struct sqlite_connection *of(struct db_connection *connection) {
    return (struct sqlite_connection *)connection;
}

/* Errors ------------------------------------------------------------------------------------- */

static const struct err *io_error(sqlite3 *db, const char *what) {
    int error_number = sqlite3_system_errno(db);
    enum err_kind kind = err_kind_of_errno(error_number);
    if (kind != ERR_DISK_FULL && kind != ERR_READ_ONLY)
        kind = ERR_IO;
    return ERR(kind, "%s: %s (%s)", what, sqlite3_errmsg(db), strerror(error_number));
}

static const struct err *constraint_error(sqlite3 *db, const char *what) {
    switch (sqlite3_extended_errcode(db)) {
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_DATATYPE: /* the rules should have said no before */
        return ERR(ERR_DATABASE, "%s: %s", what, sqlite3_errmsg(db));
    default:
        return ERR(ERR_CONFLICT, "%s: %s", what, sqlite3_errmsg(db));
    }
}

static const struct err *error_of(sqlite3 *db, const char *what) {
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_FULL:
        return ERR(ERR_DISK_FULL, "%s: %s", what, sqlite3_errmsg(db));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return ERR(ERR_READ_ONLY, "%s: %s", what, sqlite3_errmsg(db));
    case SQLITE_CONSTRAINT:
        return constraint_error(db, what);
    case SQLITE_BUSY: /* after BUSY_TIMEOUT_MS of trying */
    case SQLITE_LOCKED:
        return ERR(ERR_UNAVAILABLE, "%s: another program holds the database file", what);
    case SQLITE_CORRUPT:
        return ERR_TEXT(ERR_DATABASE, "db.damaged", "%s: the database file is damaged: %s", what,
                        sqlite3_errmsg(db));
    case SQLITE_NOTADB:
        return ERR_TEXT(ERR_DATABASE, "db.not_a_database",
                        "%s: the file is not a database of this program", what);
    case SQLITE_IOERR:
        return io_error(db, what);
    case SQLITE_TOOBIG:
        return ERR(ERR_LIMIT, "%s: %s", what, sqlite3_errmsg(db));
    default:
        return ERR(ERR_DATABASE, "%s: %s", what, sqlite3_errmsg(db));
    }
}

static const struct err *run_sql(sqlite3 *db, const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return error_of(db, "SQLite");
    return NULL;
}

/* Connections -------------------------------------------------------------------------------- */

/* The file exists with narrow permissions before SQLite opens it: its companions inherit them. */
static const struct err *create_private(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return ERR(err_kind_of_errno(errno), "cannot open the database file: %s", strerror(errno));
    close(fd);
    return NULL;
}

static const struct err *prepare(const struct db_options *options) {
    if (!options->sqlite_path || !options->sqlite_path[0])
        return ERR(ERR_INTERNAL, "no path of a database file");
    if (!options->read_only)
        return create_private(options->sqlite_path);
    if (access(options->sqlite_path, R_OK) != 0)
        return ERR(err_kind_of_errno(errno), "cannot read the database file: %s", strerror(errno));
    return NULL;
}

static const struct err *expect_wal(sqlite3 *db) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, "pragma journal_mode = wal", -1, &statement, NULL) != SQLITE_OK)
        return error_of(db, "journal_mode");
    const struct err *err = NULL;
    if (sqlite3_step(statement) != SQLITE_ROW)
        err = error_of(db, "journal_mode");
    else if (strcmp((const char *)sqlite3_column_text(statement, 0), "wal") != 0)
        err = ERR(ERR_READ_ONLY, "the file system of the database allows no write-ahead log");
    sqlite3_finalize(statement);
    return err;
}

static void set_rails(sqlite3 *db, bool writer) {
    sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS); /* first: even the first read may meet a lock */
    sqlite3_extended_result_codes(db, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    if (!writer)
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
}

static const struct err *set_up(sqlite3 *db, bool writer) {
    set_rails(db, writer);
    if (writer)
        TRY(expect_wal(db));
    TRY(run_sql(db, "pragma foreign_keys = on;"
                    "pragma cell_size_check = on;"
                    "pragma mmap_size = 0;"
                    "pragma temp_store = memory;"
                    "pragma case_sensitive_like = on;")); /* as PostgreSQL has it */
    return run_sql(db, writer ? "pragma synchronous = full; pragma journal_size_limit = 67108864;"
                                "pragma secure_delete = on" /* what is deleted is overwritten */
                              : "pragma query_only = on; select count(*) from sqlite_schema");
}

static void disconnect(struct db_connection *connection) {
    struct sqlite_connection *c = of(connection);
    for (size_t i = 0; i < c->statements.capacity; i++)
        sqlite3_finalize(c->statements.handles[i]);
    db_statements_release(&c->statements);
    for (int i = 0; i < STEP_COUNT; i++)
        sqlite3_finalize(c->steps[i]);
    sqlite3_close(c->db);
    free(c);
}

static const struct err *connect_file(const struct db_options *options, bool writer,
                                      struct db_connection **ret_connection) {
    struct sqlite_connection *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    int flags = writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    int rc = sqlite3_open_v2(options->sqlite_path, &c->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    const struct err *err = NULL;
    if (rc != SQLITE_OK)
        err = error_of(c->db, "opening the database file");
    else
        err = set_up(c->db, writer);
    if (err) {
        disconnect(&c->common);
        return err;
    }
    *ret_connection = &c->common;
    return NULL;
}

/* Transactions ------------------------------------------------------------------------------- */

static const struct err *run_step(struct sqlite_connection *c, enum step step) {
    if (!c->steps[step] && sqlite3_prepare_v3(c->db, step_sql[step], -1, SQLITE_PREPARE_PERSISTENT,
                                              &c->steps[step], NULL) != SQLITE_OK)
        return error_of(c->db, step_sql[step]);
    const struct err *err = NULL;
    if (sqlite3_step(c->steps[step]) != SQLITE_DONE)
        err = error_of(c->db, step_sql[step]);
    sqlite3_reset(c->steps[step]);
    return err;
}

static const struct err *begin(struct db_connection *connection, enum db_mode mode) {
    sqlite3 *db = of(connection)->db;
    if (mode == DB_MIGRATE) /* tables may be rebuilt; commit checks the keys */
        TRY(run_sql(db, "pragma foreign_keys = off"));
    return run_step(of(connection), mode == DB_READ ? BEGIN_READ : BEGIN_WRITE);
}

static const struct err *check_foreign_keys(sqlite3 *db) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, "pragma foreign_key_check", -1, &statement, NULL) != SQLITE_OK)
        return error_of(db, "foreign_key_check");
    int rc = sqlite3_step(statement);
    const struct err *err = NULL;
    if (rc == SQLITE_ROW)
        err = ERR_TEXT(ERR_DATABASE, "db.damaged", "a row of table %s points at nothing",
                       (const char *)sqlite3_column_text(statement, 0));
    else if (rc != SQLITE_DONE)
        err = error_of(db, "foreign_key_check");
    sqlite3_finalize(statement);
    return err;
}

static const struct err *commit(struct db_connection *connection, enum db_mode mode) {
    sqlite3 *db = of(connection)->db;
    /* A failure such as a full disk may have rolled back already; then there is nothing to commit,
     * and COMMIT would be a lie that succeeds elsewhere. */
    if (sqlite3_get_autocommit(db))
        return ERR(ERR_DATABASE, "the transaction was rolled back by SQLite");
    if (mode == DB_MIGRATE)
        TRY(check_foreign_keys(db));
    TRY(run_step(of(connection), COMMIT));
    if (mode == DB_MIGRATE &&
        sqlite3_exec(db, "pragma foreign_keys = on", NULL, NULL, NULL) != SQLITE_OK)
        connection->lost = true; /* it is committed all the same */
    return NULL;
}

static void rollback(struct db_connection *connection, enum db_mode mode) {
    sqlite3 *db = of(connection)->db;
    if (!sqlite3_get_autocommit(db) && sqlite3_exec(db, "rollback", NULL, NULL, NULL) != SQLITE_OK)
        connection->lost = true;
    if (mode == DB_MIGRATE &&
        sqlite3_exec(db, "pragma foreign_keys = on", NULL, NULL, NULL) != SQLITE_OK)
        connection->lost = true;
}

/* Outside a transaction, where a failure that rolled back all may have left us, `savepoint` would
 * begin one. */
static const struct err *savepoint(struct db_connection *connection, enum db_savepoint step) {
    struct sqlite_connection *c = of(connection);
    if (sqlite3_get_autocommit(c->db))
        return ERR(ERR_DATABASE, "the transaction was rolled back by SQLite");
    if (step == DB_SAVEPOINT_SET)
        return run_step(c, SET);
    if (step == DB_SAVEPOINT_ROLLBACK)
        TRY(run_step(c, ROLLBACK_TO));
    return run_step(c, RELEASE);
}

static const struct err *script(struct db_connection *connection, const char *sql) {
    return run_sql(of(connection)->db, sql);
}

/* Statements --------------------------------------------------------------------------------- */

static const struct err *statement_of(struct sqlite_connection *c, const struct db_query *query,
                                      sqlite3_stmt **ret_statement) {
    sqlite3_stmt *statement = db_statements_find(&c->statements, query);
    if (!statement) {
        int rc = sqlite3_prepare_v3(c->db, query->sql[DB_SQLITE], -1, SQLITE_PREPARE_PERSISTENT,
                                    &statement, NULL);
        if (rc != SQLITE_OK)
            return error_of(c->db, query->name);
        db_statements_add(&c->statements, query, statement);
    }
    if (sqlite3_stmt_busy(statement))
        return ERR(ERR_INTERNAL, "%s is running already", query->name);
    *ret_statement = statement;
    return NULL;
}

static int bind(sqlite3_stmt *statement, int index, enum db_type type,
                const struct db_value *value) {
    if (value->null)
        return sqlite3_bind_null(statement, index);
    switch (type) {
    case DB_TEXT:
        return sqlite3_bind_text64(statement, index, value->text.p, value->text.n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(statement, index, value->text.p, value->text.n, SQLITE_STATIC);
    case DB_INT:
        return sqlite3_bind_int64(statement, index, value->integer);
    case DB_BOOL:
        return sqlite3_bind_int(statement, index, value->integer != 0);
    }
    return SQLITE_MISUSE;
}

static void reset(sqlite3_stmt *statement) {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement); /* they point at memory of the caller */
}

static const struct err *start(struct db_connection *connection, const struct db_query *query,
                               const struct db_value *values, void **ret_handle) {
    struct sqlite_connection *c = of(connection);
    sqlite3_stmt *statement = NULL;
    TRY(statement_of(c, query, &statement));
    for (size_t i = 0; i < query->param_count; i++)
        if (bind(statement, (int)i + 1, query->params[i].type, &values[i]) != SQLITE_OK) {
            const struct err *err = error_of(c->db, query->name);
            reset(statement);
            return err;
        }
    *ret_handle = statement;
    return NULL;
}

static const struct err *next(struct db_cursor *cursor, bool *ret_row) {
    sqlite3 *db = of(cursor->tx->connection)->db;
    int rc = sqlite3_step(cursor->handle);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return error_of(db, cursor->query->name);
    if (rc == SQLITE_DONE && cursor->query->writes)
        cursor->changed = sqlite3_changes64(db);
    *ret_row = rc == SQLITE_ROW;
    return NULL;
}

static enum db_cell cell(struct db_cursor *cursor, struct arena *arena, size_t column,
                         enum db_type type, struct db_value *ret_value) {
    static const int expected[] = {SQLITE_TEXT, SQLITE_INTEGER, SQLITE_INTEGER, SQLITE_BLOB};
    sqlite3_stmt *statement = cursor->handle;
    int index = (int)column;
    int found = sqlite3_column_type(statement, index);
    if (found == SQLITE_NULL)
        return DB_CELL_NULL;
    if (found != expected[type])
        return DB_CELL_WRONG;
    if (found == SQLITE_INTEGER) {
        ret_value->integer = sqlite3_column_int64(statement, index);
        bool is_bool = ret_value->integer == 0 || ret_value->integer == 1;
        return type == DB_BOOL && !is_bool ? DB_CELL_WRONG : DB_CELL_VALUE;
    }
    const char *bytes = type == DB_TEXT ? (const char *)sqlite3_column_text(statement, index)
                                        : sqlite3_column_blob(statement, index);
    size_t count = (size_t)sqlite3_column_bytes(statement, index);
    ret_value->text = str_copy(arena, (struct str){count ? bytes : "", count});
    return DB_CELL_VALUE;
}

static void finish(struct db_cursor *cursor) {
    reset(cursor->handle);
}

/* Care of the file --------------------------------------------------------------------------- */

static const struct err *sync_path(const char *path, int flags) {
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return ERR(err_kind_of_errno(errno), "the backup cannot be opened: %s", strerror(errno));
    int rc = fsync(fd);
    int error_number = errno;
    close(fd);
    if (rc != 0)
        return ERR(err_kind_of_errno(error_number), "the backup cannot be stored: %s",
                   strerror(error_number));
    return NULL;
}

static const struct err *sync_folder_of(const char *path) {
    char folder[4096];
    snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    if (!slash)
        return sync_path(".", O_RDONLY | O_DIRECTORY);
    slash[slash == folder] = 0;
    return sync_path(folder, O_RDONLY | O_DIRECTORY);
}

static const struct err *vacuum_into(const char *from, const char *to) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    const struct err *err = NULL;
    if (sqlite3_open_v2(from, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK) {
        sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    if (sqlite3_errcode(db) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "vacuum into ?1", -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_bind_text(statement, 1, to, -1, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_DONE)
        err = error_of(db, "backup");
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return err;
}

/* Written beside under another name and renamed when it is on disk: a file called PATH is whole. */
static const struct err *backup(const struct db_options *options, const char *path) {
    char part[4096];
    if (snprintf(part, sizeof(part), "%s.part", path) >= (int)sizeof(part))
        return ERR(ERR_INPUT, "the path of the backup is too long");
    if (access(path, F_OK) == 0)
        return ERR_TEXT(ERR_CONFLICT, "db.backup_exists", "the file of the backup exists already");
    unlink(part); /* left by one that was interrupted */
    TRY(create_private(part));
    const struct err *err = vacuum_into(options->sqlite_path, part);
    if (!err)
        err = sync_path(part, O_RDONLY);
    if (!err && renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) != 0)
        err = ERR(errno == EEXIST ? ERR_CONFLICT : err_kind_of_errno(errno),
                  "the backup cannot be put in place: %s", strerror(errno));
    if (err) {
        unlink(part);
        return err;
    }
    return sync_folder_of(path);
}

static const struct err *check(struct db_connection *connection) {
    sqlite3 *db = of(connection)->db;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, "pragma integrity_check(10)", -1, &statement, NULL) != SQLITE_OK)
        return error_of(db, "integrity_check");
    const struct err *err = NULL;
    int rc = sqlite3_step(statement);
    if (rc != SQLITE_ROW)
        err = error_of(db, "integrity_check");
    else if (strcmp((const char *)sqlite3_column_text(statement, 0), "ok") != 0)
        err = ERR_TEXT(ERR_DATABASE, "db.damaged", "integrity_check: %s",
                       (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return err ? err : check_foreign_keys(db);
}

/* The whole log is in the file, and the log is empty. */
static const struct err *empty_log(sqlite3 *db, bool *ret_empty) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, "pragma wal_checkpoint(truncate)", -1, &statement, NULL) !=
        SQLITE_OK)
        return error_of(db, "wal_checkpoint");
    const struct err *err = NULL;
    if (sqlite3_step(statement) != SQLITE_ROW)
        err = error_of(db, "wal_checkpoint");
    else
        *ret_empty = sqlite3_column_int(statement, 0) == 0;
    sqlite3_finalize(statement);
    return err;
}

/* What was destroyed is overwritten where it stood (secure_delete), then every page is written
 * anew, so that what was left of earlier moves of rows goes too. The copy that `vacuum` works on is
 * as large as the database: it lies on disk, and holds nothing that was destroyed. */
static const struct err *scrub(struct db_connection *connection, bool *ret_clean) {
    sqlite3 *db = of(connection)->db;
    bool first = false, last = false;
    TRY(empty_log(db, &first));
    TRY(run_sql(db, "pragma temp_store = file"));
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 1); /* the copy */
    const struct err *err = run_sql(db, "vacuum");
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    TRY(run_sql(db, "pragma temp_store = memory"));
    TRY(err);
    TRY(empty_log(db, &last));
    *ret_clean = last;
    return NULL;
}

const struct db_engine_ops db_sqlite_ops = {
    .prepare = prepare,
    .connect = connect_file,
    .disconnect = disconnect,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .groups_all_writes = true,
    .savepoint = savepoint,
    .script = script,
    .start = start,
    .next = next,
    .cell = cell,
    .finish = finish,
    .backup = backup,
    .check = check,
    .scrub = scrub,
};
