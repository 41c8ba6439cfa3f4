/* A program killed at any moment of a job: the next one goes on behind the last stored step. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "jobs/job_fixture.h"

enum { STEPS = 60, ROUNDS_MAX = 40, STEPS_OF_A_LIFE_MAX = 9, PAUSE_MAX_US = 1000 };

struct scene {
    struct arena *arena;
    struct db_options options;
    const char *folder;
    struct str id;
};

/* The child tells of each stored step and waits for leave to go on, so that the kill comes in the
 * step that was chosen, however fast the steps are. */
static int told_pipe, leave_pipe;

static void told(void *context, struct str id, int64_t next_step, enum job_state state) {
    (void)context;
    (void)id;
    (void)next_step;
    char byte = state == JOB_DONE ? 'D' : 's';
    if (write(told_pipe, &byte, 1) != 1 || read(leave_pipe, &byte, 1) != 1)
        _exit(4);
}

static void child(const struct scene *scene) {
    struct db *db = NULL;
    struct job_runner *runner;
    if (db_open(&scene->options, &db) != NULL)
        _exit(1);
    struct job_runner_options options = {
        .jobs = {db, scene->folder, fixture_kinds, fixture_kind_count},
        .threads = 1,
        .keep_days = 7,
        .owner = "one",
        .stored = told};
    if (job_runner_start(&options, &runner) != NULL)
        _exit(2);
    for (;;)
        pause();
}

/* Kills the program a few stored steps after its start, at a random moment of the next one; false
 * when the job is done. */
static bool round_of_killing(const struct scene *scene) {
    int steps[2], leaves[2], status = 0;
    char byte = 0;
    assert_int_equal(pipe(steps), 0);
    assert_int_equal(pipe(leaves), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(steps[0]);
        close(leaves[1]);
        told_pipe = steps[1];
        leave_pipe = leaves[0];
        child(scene);
    }
    close(steps[1]);
    close(leaves[0]);
    bool done = false;
    for (int left = 1 + rand() % STEPS_OF_A_LIFE_MAX; left > 0 && !done; left--) {
        assert_int_equal(read(steps[0], &byte, 1), 1);
        done = byte == 'D';
        assert_int_equal(write(leaves[1], &byte, 1), 1);
    }
    nanosleep(&(struct timespec){.tv_nsec = rand() % PAUSE_MAX_US * 1000L}, NULL);
    kill(pid, SIGKILL);
    while (read(steps[0], &byte, 1) == 1)
        done |= byte == 'D';
    close(steps[0]);
    close(leaves[1]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return !done;
}

static void killed_at_any_step_it_goes_on(enum db_engine engine) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct scene scene = {.arena = arena, .options = db_test_options(arena, engine)};
    struct house house;
    struct db *db = NULL;
    struct str name, bytes;
    srand((unsigned)getpid());
    assert_ok(db_open(&scene.options, &db));
    assert_ok(db_migrate(db, 1, NULL));
    house_begin(&house, db);
    struct str id = house_order(&house, "count", "60");
    scene.folder = str_copy(arena, str_from_c(house.jobs.folder)).p;
    scene.id = str_copy(arena, id);
    db_close(db);
    int rounds = 0;
    while (rounds < ROUNDS_MAX && round_of_killing(&scene))
        rounds++;
    assert_ok(db_open(&scene.options, &db));
    house.jobs.db = db;
    house_run(&house, "one", 1);
    house_wait(&house, scene.id, JOB_DONE);
    assert_int_equal(house_steps(&house, scene.id), STEPS + 1); /* each once, none lost */
    assert_ok(job_open_result(&house.jobs, house.arena, scene.id, &name, &bytes));
    assert_int_equal(bytes.n, 10 * 2 + (STEPS - 10) * 3);
    assert_ok(db_check(db));
    house_end(&house);
    db_close(db);
    print_message("# killed %d times on the way\n", rounds);
    assert_true(rounds > 0);
}

static void killed_on_sqlite(void **state) {
    (void)state;
    killed_at_any_step_it_goes_on(DB_SQLITE);
}

static void killed_on_postgres(void **state) {
    (void)state;
    killed_at_any_step_it_goes_on(DB_POSTGRES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_on_sqlite),
        cmocka_unit_test(killed_on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
