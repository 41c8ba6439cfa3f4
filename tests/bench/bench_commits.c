/* How many saves a second are on disk when they are answered: a score entry and its audit row each,
 * through db_write with 1, 8 and 64 threads that save one after the other, beside the same SQL in
 * plain C: one by one, and as a bound 64 in each commit.
 *
 *     build/tests/bench/bench_commits [rounds] [milliseconds of each measurement] [folder]
 *
 * Each measurement has a fresh database in the folder (the current one), so give one on the disk in
 * question. The kinds take turns; the table shows the median of the rounds.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "saves.h"

enum { ROUNDS_MAX = 99, THREADS_MAX = 64 };

static char folder[512];
static int64_t run_ns;

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Measurements --------------------------------------------------------------------------------- */

struct times {
    int64_t *ns;
    size_t count, capacity;
};

static void times_add(struct times *times, int64_t ns) {
    if (times->count == times->capacity) {
        times->capacity = times->capacity ? times->capacity * 2 : 4096;
        times->ns = realloc(times->ns, times->capacity * sizeof(*times->ns));
        if (!times->ns)
            abort();
    }
    times->ns[times->count++] = ns;
}

struct figure {
    double per_second, p50_ms, p99_ms, worst_ms;
};

static int by_size(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static struct figure figure_of(struct times *times, int64_t spent_ns, size_t saves_each) {
    if (!times->count)
        die("no save ended", "the time is too short");
    qsort(times->ns, times->count, sizeof(*times->ns), by_size);
    return (struct figure){
        (double)(times->count * saves_each) / ((double)spent_ns / 1e9),
        (double)times->ns[times->count / 2] / 1e6,
        (double)times->ns[times->count * 99 / 100] / 1e6,
        (double)times->ns[times->count - 1] / 1e6,
    };
}

struct client {
    struct db *db;
    struct arena *arena;
    struct save save;
    _Atomic int64_t *next_save;
    int64_t until;
    struct times times;
};

static void *save_until_the_end(void *context) {
    struct client *client = context;
    client->arena = arena_new(0);
    for (int64_t start = now_ns(); start < client->until;) {
        arena_clear(client->arena);
        client->save = save_make(client->arena, atomic_fetch_add(client->next_save, 1));
        expect(db_write(client->db, save_write, &client->save));
        int64_t end = now_ns();
        times_add(&client->times, end - start);
        start = end;
    }
    arena_free(client->arena);
    return NULL;
}

static struct figure measure_product(unsigned threads) {
    char path[600];
    struct db *db = database_new(folder, path, sizeof(path));
    struct client clients[THREADS_MAX] = {0};
    pthread_t ids[THREADS_MAX];
    _Atomic int64_t next_save = 0;
    struct times all = {0};
    int64_t start = now_ns();
    for (unsigned i = 0; i < threads; i++) {
        clients[i] = (struct client){.db = db, .next_save = &next_save, .until = start + run_ns};
        if (pthread_create(&ids[i], NULL, save_until_the_end, &clients[i]) != 0)
            die("pthread_create", "no thread");
    }
    for (unsigned i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    int64_t spent = now_ns() - start;
    for (unsigned i = 0; i < threads; i++) {
        for (size_t k = 0; k < clients[i].times.count; k++)
            times_add(&all, clients[i].times.ns[k]);
        free(clients[i].times.ns);
    }
    db_close(db);
    database_remove(path);
    struct figure figure = figure_of(&all, spent, 1);
    free(all.ns);
    return figure;
}

/* Plain C -------------------------------------------------------------------------------------- */

static void bind_text(sqlite3_stmt *statement, int index, struct str text) {
    sqlite3_bind_text64(statement, index, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
}

static void step(sqlite3 *db, sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE)
        die("plain SQL", sqlite3_errmsg(db));
    sqlite3_reset(statement);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        die(sql, sqlite3_errmsg(db));
    return statement;
}

struct plain {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *entry, *audit;
};

static void plain_open(struct plain *plain, const char *path) {
    if (sqlite3_open_v2(path, &plain->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
            SQLITE_OK ||
        sqlite3_exec(plain->db,
                     "pragma journal_mode = wal; pragma synchronous = full;"
                     "pragma foreign_keys = on",
                     NULL, NULL, NULL) != SQLITE_OK)
        die(path, sqlite3_errmsg(plain->db));
    plain->begin = prepare(plain->db, "begin immediate");
    plain->commit = prepare(plain->db, "commit");
    plain->entry = prepare(plain->db, save_entry_sql);
    plain->audit = prepare(plain->db, save_audit_sql);
}

static void plain_close(struct plain *plain) {
    sqlite3_finalize(plain->begin);
    sqlite3_finalize(plain->commit);
    sqlite3_finalize(plain->entry);
    sqlite3_finalize(plain->audit);
    sqlite3_close(plain->db);
}

static void plain_save(struct plain *plain, const struct save *save) {
    bind_text(plain->entry, 1, save->entry_id);
    bind_text(plain->entry, 2, save->unit);
    bind_text(plain->entry, 3, save->criterion);
    sqlite3_bind_int64(plain->entry, 4, save->revision);
    bind_text(plain->entry, 5, save->value);
    sqlite3_bind_int64(plain->entry, 6, SAVE_AT_MS);
    bind_text(plain->entry, 7, STR(SAVE_REASON));
    step(plain->db, plain->entry);
    bind_text(plain->audit, 1, save->audit_id);
    sqlite3_bind_int64(plain->audit, 2, SAVE_AT_MS);
    bind_text(plain->audit, 3, STR(SAVE_OFFICER));
    bind_text(plain->audit, 4, save->entry_id);
    bind_text(plain->audit, 5, save->value);
    bind_text(plain->audit, 6, STR(SAVE_REASON));
    step(plain->db, plain->audit);
}

/* With EACH saves in a commit; the times are those of the commits. */
static struct figure measure_plain(unsigned each) {
    char path[600];
    struct plain plain = {0};
    struct times times = {0};
    struct arena *arena = arena_new(0);
    int64_t next_save = 0;
    db_close(database_new(folder, path, sizeof(path)));
    plain_open(&plain, path);
    int64_t begun = now_ns();
    int64_t start = begun;
    while (start < begun + run_ns) {
        arena_clear(arena);
        step(plain.db, plain.begin);
        for (unsigned i = 0; i < each; i++) {
            struct save save = save_make(arena, next_save++);
            plain_save(&plain, &save);
        }
        step(plain.db, plain.commit);
        int64_t end = now_ns();
        times_add(&times, end - start);
        start = end;
    }
    plain_close(&plain);
    database_remove(path);
    arena_free(arena);
    struct figure figure = figure_of(&times, start - begun, each);
    free(times.ns);
    return figure;
}

/* The table --------------------------------------------------------------------------------------
 */

struct kind {
    const char *name;
    bool is_plain;
    unsigned count; /* threads, or saves in a commit */
};
static const struct kind kinds[] = {
    {"plain C, one by one", true, 1},   {"thidua, 1 client", false, 1},
    {"thidua, 8 clients", false, 8},    {"thidua, 64 clients", false, 64},
    {"plain C, 64 a commit", true, 64},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static int by_value(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(const struct figure *figures, int count, size_t offset) {
    double values[ROUNDS_MAX];
    for (int i = 0; i < count; i++)
        memcpy(&values[i], (const char *)&figures[i] + offset, sizeof(double));
    qsort(values, (size_t)count, sizeof(double), by_value);
    return values[count / 2];
}

static void print_machine(int rounds) {
    struct utsname system;
    double load[3] = {0};
    uname(&system);
    getloadavg(load, 3);
    printf("%ld cores, load %.1f, Linux %s; SQLite %s, synchronous=FULL, WAL; compiler %s; "
           "%d rounds of %.1f s, medians\n",
           sysconf(_SC_NPROCESSORS_ONLN), load[0], system.release, sqlite3_libversion(),
           __VERSION__, rounds, (double)run_ns / 1e9);
}

static void print_table(struct figure figures[KINDS][ROUNDS_MAX], int rounds) {
    double base = median(figures[0], rounds, offsetof(struct figure, per_second));
    printf("%-22s %10s %7s %9s %9s %9s\n", "", "saves/s", "ratio", "p50 ms", "p99 ms", "worst ms");
    for (size_t k = 0; k < KINDS; k++) {
        double rate = median(figures[k], rounds, offsetof(struct figure, per_second));
        printf("%-22s %10.0f %7.2f %9.2f %9.2f %9.2f\n", kinds[k].name, rate, rate / base,
               median(figures[k], rounds, offsetof(struct figure, p50_ms)),
               median(figures[k], rounds, offsetof(struct figure, p99_ms)),
               median(figures[k], rounds, offsetof(struct figure, worst_ms)));
    }
}

int main(int argc, char **argv) {
    static struct figure figures[KINDS][ROUNDS_MAX];
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    run_ns = (argc > 2 ? atoi(argv[2]) : 2000) * (int64_t)1000000;
    if (rounds < 1 || rounds > ROUNDS_MAX || run_ns <= 0)
        die("rounds", "1 to 99, and a time");
    snprintf(folder, sizeof(folder), "%s/bench-commits-XXXXXX", argc > 3 ? argv[3] : ".");
    if (!mkdtemp(folder))
        die(folder, "cannot be made");
    print_machine(rounds);
    for (int round = 0; round < rounds; round++)
        for (size_t k = 0; k < KINDS; k++)
            figures[k][round] =
                kinds[k].is_plain ? measure_plain(kinds[k].count) : measure_product(kinds[k].count);
    print_table(figures, rounds);
    rmdir(folder);
    return 0;
}
