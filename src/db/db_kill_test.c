/* A program killed in the middle of its writes: what it had acknowledged is there. */
#include "testdata/fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 40, THREADS = 8, ACKNOWLEDGED_MAX = 200000, LIFE_MAX_US = 30000 };

/* One per acknowledged row; shorter than what a pipe passes in one piece. */
struct acknowledgement {
    int round, thread, number;
};

struct writer {
    struct db *db;
    struct arena *arena;
    struct acknowledgement row;
    int pipe;
};

static struct str id_of(struct arena *arena, const struct acknowledgement *row) {
    return str_format(arena, "r%d-%d-%d", row->round, row->thread, row->number);
}

static const struct err *add_row(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    struct str id = id_of(writer->arena, &writer->row);
    TRY(q_fixture_counter_add(tx, id, 1));
    return q_fixture_item_add(tx, id, id, id, STR_NONE, true, (struct opt_int){0}, STR_NONE,
                              STR_NONE);
}

static void *write_until_killed(void *context) {
    struct writer *writer = context;
    writer->arena = arena_new(0);
    for (;; writer->row.number++) {
        if (db_write(writer->db, add_row, writer) != NULL)
            _exit(3);
        if (write(writer->pipe, &writer->row, sizeof(writer->row)) != sizeof(writer->row))
            _exit(4);
        arena_clear(writer->arena);
    }
    return NULL;
}

static void child(const char *path, int round, int pipe) {
    struct db_options options = {.engine = DB_SQLITE, .sqlite_path = path};
    struct writer writers[THREADS] = {0};
    pthread_t threads[THREADS];
    struct db *db = NULL;
    if (db_open(&options, &db) != NULL)
        _exit(1);
    for (int i = 0; i < THREADS; i++) {
        writers[i] = (struct writer){.db = db, .row = {.round = round, .thread = i}, .pipe = pipe};
        if (pthread_create(&threads[i], NULL, write_until_killed, &writers[i]) != 0)
            _exit(2);
    }
    for (;;)
        pause();
}

struct found {
    struct arena *arena;
    const struct acknowledgement *rows;
    size_t count, found;
};

static const struct err *find_rows(struct db_tx *tx, void *context) {
    struct found *found = context;
    struct q_fixture_item_row row;
    bool has_item, has_counter;
    struct q_fixture_counter_row counter;
    found->found = 0;
    for (size_t i = 0; i < found->count; i++) {
        struct str id = id_of(found->arena, &found->rows[i]);
        TRY(q_fixture_item(tx, found->arena, id, &has_item, &row));
        TRY(q_fixture_counter(tx, found->arena, id, &has_counter, &counter));
        found->found += has_item && has_counter;
    }
    return NULL;
}

static struct db *open_at(const char *path) {
    struct db_options options = {.engine = DB_SQLITE, .sqlite_path = path};
    struct db *db = NULL;
    assert_ok(db_open(&options, &db));
    assert_ok(db_migrate_with(db, db_fixture_migrations, db_fixture_migrations_count, 1, NULL));
    return db;
}

/* Reads until the pipe ends; kills after the first acknowledgement and a random while. */
static size_t read_and_kill(pid_t pid, int pipe, struct acknowledgement *rows) {
    size_t count = 0;
    bool killed = false;
    while (count < ACKNOWLEDGED_MAX && read(pipe, &rows[count], sizeof(*rows)) == sizeof(*rows)) {
        count++;
        if (killed)
            continue;
        killed = true;
        nanosleep(&(struct timespec){.tv_nsec = rand() % LIFE_MAX_US * 1000L}, NULL);
        kill(pid, SIGKILL);
    }
    return count;
}

static size_t round_of_killing(struct arena *arena, const char *path, int round,
                               struct acknowledgement *rows) {
    int ends[2], status = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        child(path, round, ends[1]);
    }
    close(ends[1]);
    size_t count = read_and_kill(pid, ends[0], rows);
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        fail_msg("the child ended with %d", status);
    struct db *db = open_at(path);
    struct found found = {.arena = arena, .rows = rows, .count = count};
    assert_ok(db_read(db, find_rows, &found));
    assert_int_equal(found.found, count);
    assert_ok(db_check(db));
    db_close(db);
    return count;
}

static void acknowledged_rows_survive_a_kill(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    const char *path = str_format(arena, "%s/killed.db", db_test_folder()).p;
    db_close(open_at(path));
    struct acknowledgement *rows = arena_alloc(arena, ACKNOWLEDGED_MAX * sizeof(*rows));
    size_t all = 0;
    srand((unsigned)getpid());
    for (int round = 0; round < ROUNDS; round++) {
        size_t count = round_of_killing(arena, path, round, rows);
        assert_true(count > 0);
        all += count;
    }
    print_message("# %zu rows acknowledged in %d rounds\n", all, ROUNDS);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(acknowledged_rows_survive_a_kill)};
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
