#include "db/db_test_support.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/list.h"

enum { START_TRIES = 600, START_PAUSE_MS = 50, REMOVE_TRIES = 100, PATH_BYTES = 256 };

struct db_test_kind db_test_sqlite = {DB_SQLITE, false};
struct db_test_kind db_test_postgres = {DB_POSTGRES, false};
struct db_test_kind db_test_sqlite_empty = {DB_SQLITE, true};
struct db_test_kind db_test_postgres_empty = {DB_POSTGRES, true};

static char folder[PATH_BYTES];
static pid_t server; /* the postmaster, 0 while there is none */
static pid_t owner;  /* who made the folder: forked children must not remove it */
static pid_t janitor;
static int life_line; /* open as long as this program lives */
static int database_count;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status;
    (void)kind;
    (void)walk;
    remove(path);
    return 0;
}

static void remove_folder(void) {
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* A child that outlives this program and removes the folder should it crash: the pipe ends then.
 * PostgreSQL is dying at that moment and may still write, hence the tries. */
static void start_janitor(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        fail_msg("no pipe");
    janitor = fork();
    if (janitor != 0) {
        close(ends[0]);
        life_line = ends[1];
        return;
    }
    setsid();
    close_range(0, 2, 0); /* who reads our output shall not wait for this child */
    close(ends[1]);
    char byte;
    while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
        continue;
    for (int i = 0; i < REMOVE_TRIES && access(folder, F_OK) == 0; i++) {
        remove_folder();
        nanosleep(&(struct timespec){.tv_nsec = START_PAUSE_MS * 1000000L}, NULL);
    }
    _exit(0);
}

static void stop(void) {
    if (owner != getpid())
        return;
    if (server > 0) {
        kill(server, SIGQUIT); /* an immediate shutdown */
        waitpid(server, NULL, 0);
        server = 0;
    }
    if (folder[0])
        remove_folder();
    if (janitor > 0) {
        close(life_line);
        waitpid(janitor, NULL, 0);
        janitor = 0;
    }
    folder[0] = 0;
}

int db_test_stop(void **state) {
    (void)state;
    stop();
    return 0;
}

const char *db_test_folder(void) {
    if (folder[0])
        return folder;
    snprintf(folder, sizeof(folder), "/tmp/thidua-test-XXXXXX");
    if (!mkdtemp(folder))
        fail_msg("no temporary folder");
    chmod(folder, 0755); /* the user postgres passes through it */
    if (owner != getpid())
        atexit(stop);
    owner = getpid();
    start_janitor();
    return folder;
}

/* PostgreSQL --------------------------------------------------------------------------------- */

/* The folder of initdb and postgres: Debian keeps them out of PATH. */
static const char *binaries(void) {
    static char path[PATH_BYTES];
    for (int version = 15; version < 40; version++) {
        snprintf(path, sizeof(path), "/usr/lib/postgresql/%d/bin", version);
        if (access(path, X_OK) == 0)
            return path;
    }
    fail_msg("PostgreSQL 15 or newer is not installed");
    return NULL;
}

/* In the child: the user postgres where this is root, and death with the parent. */
static void become_postgres(pid_t parent) {
    if (getuid() == 0) {
        const struct passwd *user = getpwnam("postgres");
        if (!user || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)
            _exit(120);
    }
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent || chdir("/") != 0)
        _exit(121);
}

/* The first argument becomes the whole path: initdb looks for postgres beside itself. */
static pid_t spawn(const char *program, char *args[], const char *log) {
    char path[PATH_BYTES + 32];
    snprintf(path, sizeof(path), "%s/%s", binaries(), program);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0)
        return child;
    become_postgres(parent);
    if (!freopen(log, "a", stdout) || dup2(fileno(stdout), STDERR_FILENO) < 0)
        _exit(122);
    unsetenv("LD_PRELOAD");
    args[0] = path;
    execv(path, args);
    _exit(127);
}

static void make_data_folder(const char *data) {
    const struct passwd *user = getuid() == 0 ? getpwnam("postgres") : NULL;
    if (mkdir(data, 0700) != 0 || (user && chown(data, user->pw_uid, user->pw_gid) != 0))
        fail_msg("cannot make %s", data);
}

static void wait_until_ready(const char *dsn) {
    for (int i = 0; i < START_TRIES; i++) {
        if (PQping(dsn) == PQPING_OK)
            return;
        if (waitpid(server, NULL, WNOHANG) != 0) {
            server = 0;
            fail_msg("the temporary PostgreSQL ended at once; see the log in its folder");
        }
        nanosleep(&(struct timespec){.tv_nsec = START_PAUSE_MS * 1000000L}, NULL);
    }
    fail_msg("the temporary PostgreSQL does not answer");
}

static void dsn_of(char *dsn, size_t size, const char *database) {
    snprintf(dsn, size, "host=%s/postgres user=postgres dbname=%s", db_test_folder(), database);
}

/* With a Vietnamese collation by default, so that a forgotten COLLATE "C" shows. */
static void start_server(void) {
    char data[PATH_BYTES + 16], log[PATH_BYTES + 32], dsn[PATH_BYTES + 64];
    snprintf(data, sizeof(data), "%s/postgres", db_test_folder());
    snprintf(log, sizeof(log), "%s/log", data);
    make_data_folder(data);
    char cluster[PATH_BYTES + 32];
    snprintf(cluster, sizeof(cluster), "%s/data", data);
    char *initdb[] = {"initdb",
                      "-D",
                      cluster,
                      "--no-sync",
                      "--no-instructions",
                      "-A",
                      "trust",
                      "-U",
                      "postgres",
                      "-E",
                      "UTF8",
                      "--locale=C.UTF-8",
                      "--locale-provider=icu",
                      "--icu-locale=vi",
                      NULL};
    int status = 0;
    pid_t child = spawn("initdb", initdb, log);
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        fail_msg("initdb failed (status %d)", status);
    char *postgres[] = {"postgres",
                        "-D",
                        cluster,
                        "-k",
                        data,
                        "-c",
                        "listen_addresses=",
                        "-c",
                        "fsync=off",
                        "-c",
                        "synchronous_commit=off",
                        "-c",
                        "full_page_writes=off",
                        "-c",
                        "autovacuum=off",
                        "-c",
                        "shared_buffers=16MB",
                        "-c",
                        "max_connections=40",
                        NULL};
    server = spawn("postgres", postgres, log);
    dsn_of(dsn, sizeof(dsn), "postgres");
    wait_until_ready(dsn);
}

static void create_database(const char *name) {
    char dsn[PATH_BYTES + 64], sql[128];
    dsn_of(dsn, sizeof(dsn), "postgres");
    PGconn *pg = PQconnectdb(dsn);
    snprintf(sql, sizeof(sql), "create database %s", name);
    PGresult *result = PQexec(pg, sql);
    bool created = PQresultStatus(result) == PGRES_COMMAND_OK;
    char message[200];
    snprintf(message, sizeof(message), "%s", PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    if (!created)
        fail_msg("create database: %s", message);
}

/* Databases ---------------------------------------------------------------------------------- */

struct db_options db_test_options(struct arena *arena, enum db_engine engine) {
    struct db_options options = {.engine = engine};
    int number = ++database_count;
    if (engine == DB_SQLITE) {
        options.sqlite_path = str_format(arena, "%s/test%d.db", db_test_folder(), number).p;
        return options;
    }
    if (!server)
        start_server();
    char name[32], dsn[PATH_BYTES + 64];
    snprintf(name, sizeof(name), "test%d", number);
    create_database(name);
    dsn_of(dsn, sizeof(dsn), name);
    options.postgres_dsn = str_copy(arena, str_from_c(dsn)).p;
    return options;
}

struct db *db_test_open(enum db_engine engine, bool migrated) {
    struct arena *arena = arena_new(0);
    struct db_options options = db_test_options(arena, engine);
    struct db *db = NULL;
    const struct err *err = db_open(&options, &db);
    arena_free(arena);
    assert_ok(err);
    if (migrated)
        assert_ok(db_migrate(db, 1, NULL));
    return db;
}

int db_test_setup(void **state) {
    const struct db_test_kind *kind = *state;
    *state = db_test_open(kind->engine, !kind->empty);
    return 0;
}

int db_test_teardown(void **state) {
    db_close(*state);
    *state = NULL;
    return 0;
}
