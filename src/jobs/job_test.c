/* Jobs: steps, cancelling, retries, leases, files. On both engines. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jobs/job_fixture.h"
#include "jobs/jobs.sql.h"
#include "sys/files.h"

static void assert_failed_with(const struct job *job, enum msg_id id) {
    assert_int_equal(job->state, JOB_FAILED);
    if (job->failure.id != id)
        fail_msg("failed with %s", message_key(job->failure.id).p);
}

static void steps_run_in_order_and_leave_a_result(void **state) {
    struct house house;
    struct str name, bytes;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "4");
    assert_int_equal(house_job(&house, id).state, JOB_WAITING);
    house_run(&house, "one", 1);
    struct job job = house_wait(&house, id, JOB_DONE);
    assert_int_equal(job.done, 4);
    assert_int_equal(house_steps(&house, id), 5);
    assert_false(house_undone(&house, id));
    assert_ok(job_open_result(&house.jobs, house.arena, id, &name, &bytes));
    assert_true(str_equal_c(name, "ket-qua.txt"));
    assert_true(str_equal_c(bytes, "0\n1\n2\n3\n"));
    house_end(&house);
}

static void one_order_twice_is_one_job_and_orders_have_an_end(void **state) {
    struct house house;
    struct str first, second;
    house_begin(&house, *state);
    struct job_order order = {.kind = "count",
                              .account_id = STR("a"),
                              .author = STR("A"),
                              .object_kind = STR("test"),
                              .object_id = STR("o"),
                              .params = STR("x"),
                              .total = 1};
    assert_ok(job_start(&house.jobs, house.arena, 1, &order, &first));
    assert_ok(job_start(&house.jobs, house.arena, 2, &order, &second));
    assert_true(str_equal(first, second));
    for (int i = 1; i < JOB_OPEN_MAX; i++) {
        order.params = str_format(house.arena, "%d", i);
        assert_ok(job_start(&house.jobs, house.arena, 3, &order, &second));
    }
    order.params = STR("one more");
    assert_err_kind(job_start(&house.jobs, house.arena, 4, &order, &second), ERR_LIMIT);
    order.account_id = STR("b");
    assert_ok(job_start(&house.jobs, house.arena, 5, &order, &second));
    house_end(&house);
}

/* --- cancelling --------------------------------------------------------------------------- */

struct cancel_work {
    struct house *house;
    struct str id;
    bool ended;
};

static const struct err *cancel_in(struct db_tx *tx, void *context) {
    struct cancel_work *work = context;
    bool found;
    struct job job;
    TRY(job_find_in(tx, work->house->arena, work->id, &found, &job));
    return job_cancel_in(tx, &work->house->jobs, work->house->arena, &job,
                         atomic_load(&fixture_clock_ms), &work->ended);
}

static bool cancel(struct house *house, struct str id) {
    struct cancel_work work = {house, id, false};
    assert_ok(db_write(house->jobs.db, cancel_in, &work));
    return work.ended;
}

static void what_waits_is_cancelled_at_once(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "4");
    assert_true(cancel(&house, id));
    assert_int_equal(house_job(&house, id).state, JOB_CANCELLED);
    assert_true(house_undone(&house, id));
    struct cancel_work again = {&house, id, false};
    assert_err_kind(db_write(house.jobs.db, cancel_in, &again), ERR_STATE);
    house_run(&house, "one", 1);
    struct str other = house_order(&house, "count", "1");
    house_wait(&house, other, JOB_DONE); /* and nobody took up the first */
    assert_int_equal(house_steps(&house, id), 0);
    house_end(&house);
}

static void what_runs_is_cancelled_between_steps(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "gate", "3");
    house_run(&house, "one", 1);
    fixture_wait_inside(1);
    assert_false(cancel(&house, id));
    assert_int_equal(house_job(&house, id).state, JOB_CANCELLING);
    fixture_open_gate(true);
    house_wait(&house, id, JOB_CANCELLED);
    house_stop(&house);
    assert_int_equal(house_steps(&house, id), 0); /* the step that ran was not stored */
    assert_true(house_undone(&house, id));
    assert_false(house_has_folder(&house, id));
    house_end(&house);
}

/* --- going on ----------------------------------------------------------------------------- */

static void a_graceful_stop_ends_the_step_and_keeps_the_job(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "gate", "3");
    house_run(&house, "one", 1);
    fixture_wait_inside(1);
    fixture_open_gate(true); /* the step may end while the runner is being stopped */
    house_stop(&house);
    struct job job = house_job(&house, id);
    assert_true(job.state == JOB_WAITING || job.state == JOB_DONE);
    assert_int_equal(job.attempts, 0);
    assert_true(job.next_step >= 1);
    house_run(&house, "one", 1);
    house_wait(&house, id, JOB_DONE);
    assert_int_equal(house_steps(&house, id), 4);
    house_end(&house);
}

static void two_programs_never_run_one_job(void **state) {
    enum { JOBS = 8 };
    struct house house;
    struct str ids[JOBS];
    house_begin(&house, *state);
    for (int i = 0; i < JOBS; i++)
        ids[i] = house_order(&house, "count", "5");
    struct house other = house;
    house_run(&house, "one", 2);
    house_run(&other, "two", 2);
    for (int i = 0; i < JOBS; i++) {
        house_wait(&house, ids[i], JOB_DONE);
        assert_int_equal(house_steps(&house, ids[i]), 6);
        assert_int_equal(house_job(&house, ids[i]).claim, 1); /* taken up once, by one */
    }
    house_stop(&other);
    house_end(&house);
}

/* A program that stalls beyond its lease loses the job; what it still brings is not stored. */
static void an_expired_lease_is_taken_over(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "gate", "2");
    struct house other = house;
    house_run(&house, "one", 1);
    fixture_wait_inside(1);
    house_run(&other, "two", 1);
    struct str later = house_order(&house, "count", "1");
    house_wait(&house, later, JOB_DONE); /* "two" runs, and leaves the first job alone */
    assert_int_equal(house_job(&house, id).claim, 1);
    atomic_fetch_add(&fixture_clock_ms, JOB_LEASE_MS + 1);
    job_wake();
    fixture_wait_inside(2); /* both are at the first step now */
    fixture_open_gate(true);
    house_wait(&house, id, JOB_DONE);
    assert_int_equal(house_steps(&house, id), 3);
    assert_int_equal(house_job(&house, id).claim, 2);
    house_stop(&other);
    house_end(&house);
}

struct claim_work {
    struct house *house;
    struct str id;
    int64_t lease_ms;
};

static const struct err *claim_in(struct db_tx *tx, void *context) {
    struct claim_work *work = context;
    bool found;
    int64_t changed;
    struct job job;
    TRY(job_find_in(tx, work->house->arena, work->id, &found, &job));
    return q_job_claim(tx, work->id, job.claim, STR("one"), work->lease_ms, job.attempts,
                       job.due_ms, &changed);
}

static void what_the_same_program_left_goes_on_at_once(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "2");
    struct claim_work work = {&house, id, atomic_load(&fixture_clock_ms) + JOB_LEASE_MS};
    assert_ok(db_write(house.jobs.db, claim_in, &work));
    assert_int_equal(house_job(&house, id).state, JOB_RUNNING);
    house_run(&house, "one", 1); /* the clock stands: the lease has not expired */
    house_wait(&house, id, JOB_DONE);
    house_end(&house);
}

/* Taken up again and again without one stored step: it must be what kills the program. */
static void a_job_that_kills_the_program_is_given_up(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "gate", "2");
    struct claim_work work = {&house, id, 0};
    assert_ok(db_write(house.jobs.db, claim_in, &work));
    struct house others[JOB_ATTEMPTS_MAX];
    for (int i = 0; i < JOB_ATTEMPTS_MAX; i++) {
        others[i] = house;
        char *owner = arena_alloc(house.arena, 8);
        owner[0] = (char)('a' + i);
        house_run(&others[i], owner, 1);
        if (i + 1 < JOB_ATTEMPTS_MAX)
            fixture_wait_inside(i + 1);
        atomic_fetch_add(&fixture_clock_ms, JOB_LEASE_MS + 1);
    }
    struct job job = house_wait(&house, id, JOB_FAILED);
    assert_failed_with(&job, MSG_job_failed_crashing);
    fixture_open_gate(true);
    for (int i = 0; i < JOB_ATTEMPTS_MAX; i++)
        house_stop(&others[i]);
    assert_int_equal(house_steps(&house, id), 0);
    house_end(&house);
}

/* --- what goes wrong ---------------------------------------------------------------------- */

/* All attempts but the last: each is due some time after the one before. */
static void try_in_vain(struct house *house, struct str id) {
    for (int i = 1; i < JOB_ATTEMPTS_MAX; i++) {
        struct job job = house_wait_attempts(house, id, i);
        assert_true(job.due_ms > atomic_load(&fixture_clock_ms));
        atomic_store(&fixture_clock_ms, job.due_ms);
        job_wake();
    }
}

static void a_moment_without_database_is_waited_out(void **state) {
    struct house house;
    house_begin(&house, *state);
    atomic_store(&fixture_failures, JOB_ATTEMPTS_MAX - 1);
    struct str id = house_order(&house, "flaky", "3");
    house_run(&house, "one", 1);
    try_in_vain(&house, id);
    house_wait(&house, id, JOB_DONE);
    assert_int_equal(house_steps(&house, id), 4);
    house_end(&house);
}

static void after_its_last_attempt_it_fails_with_a_sentence(void **state) {
    struct house house;
    house_begin(&house, *state);
    atomic_store(&fixture_failures, 1000);
    struct str id = house_order(&house, "flaky", "3");
    house_run(&house, "one", 1);
    try_in_vain(&house, id);
    struct job job = house_wait(&house, id, JOB_FAILED);
    assert_failed_with(&job, MSG_error_unavailable);
    assert_true(house_undone(&house, id));
    house_stop(&house);
    assert_false(house_has_folder(&house, id));
    house_end(&house);
}

static void what_cannot_work_fails_at_once(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str broken = house_order(&house, "broken", "3");
    struct str again = house_order(&house, "again", "3");
    house_run(&house, "one", 1);
    struct job job = house_wait(&house, broken, JOB_FAILED);
    assert_failed_with(&job, MSG_job_failed_internal);
    job = house_wait(&house, again, JOB_FAILED);
    assert_failed_with(&job, MSG_job_figures_moving);
    assert_int_equal(job.restarts, JOB_RESTARTS_MAX);
    house_end(&house);
}

static void a_kind_nobody_knows_fails_with_a_sentence(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "3");
    house.jobs.kind_count = 0;
    house_run(&house, "one", 1);
    struct job job = house_wait(&house, id, JOB_FAILED);
    assert_failed_with(&job, MSG_job_kind_unknown);
    house_end(&house);
}

/* --- files -------------------------------------------------------------------------------- */

static const char *only_file_of(struct house *house, struct str id) {
    const char *folder = job_folder(&house->jobs, house->arena, id);
    const char *path = NULL;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] != '.') {
            assert_null(path);
            path = str_format(house->arena, "%s/%s", folder, entry->d_name).p;
        }
    closedir(dir);
    assert_non_null(path);
    return path;
}

static void assert_input_gone(struct house *house, struct str id) {
    house_run(house, "one", 1);
    struct job job = house_wait(house, id, JOB_FAILED);
    assert_failed_with(&job, MSG_job_input_gone);
    assert_true(str_equal_c(job.failure.args[0], "vào.xlsx"));
    struct str sentence = message_text(house->arena, LANG_VI, job.failure);
    assert_true(str_find(sentence, STR("Hãy tải tệp đó lên lại")) > 0);
    assert_true(house_undone(house, id));
}

static void an_input_that_vanished_is_asked_for_again(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "3");
    assert_int_equal(unlink(only_file_of(&house, id)), 0);
    assert_input_gone(&house, id);
    house_end(&house);
}

static void an_input_that_changed_is_not_used(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "3");
    assert_ok(file_write_atomic(only_file_of(&house, id), STR("bytez"), 0600));
    assert_input_gone(&house, id);
    house_end(&house);
}

static void a_link_in_its_place_is_not_followed(void **state) {
    struct house house;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "3");
    const char *path = only_file_of(&house, id);
    const char *other = str_format(house.arena, "%s.other", house.jobs.folder).p;
    assert_ok(file_write_atomic(other, STR("bytes"), 0600));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink(other, path), 0);
    assert_input_gone(&house, id);
    house_end(&house);
}

static void a_result_that_vanished_says_so(void **state) {
    struct house house;
    struct str name, bytes;
    struct job_troubles troubles;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "2");
    house_run(&house, "one", 1);
    house_wait(&house, id, JOB_DONE);
    house_stop(&house);
    int64_t now = atomic_load(&fixture_clock_ms);
    const char *path = only_file_of(&house, id); /* parts and input are gone already */
    assert_ok(job_check(&house.jobs, house.arena, now, true, &troubles));
    assert_int_equal(troubles.count, 0);
    assert_ok(file_write_atomic(path, STR("0\n2\n"), 0600)); /* of the same size */
    assert_ok(job_check(&house.jobs, house.arena, now, false, &troubles));
    assert_int_equal(troubles.count, 0);
    assert_ok(job_check(&house.jobs, house.arena, now, true, &troubles));
    assert_int_equal(troubles.count, 1);
    assert_true(troubles.items[0].is_damage);
    assert_int_equal(unlink(path), 0);
    assert_ok(job_check(&house.jobs, house.arena, now, false, &troubles));
    assert_int_equal(troubles.items[0].message.id, MSG_job_result_missing);
    const struct err *err = job_open_result(&house.jobs, house.arena, id, &name, &bytes);
    assert_non_null(err);
    assert_string_equal(err->text_key, "job.result_gone");
    house_end(&house);
}

static void what_stands_still_is_noticed(void **state) {
    struct house house;
    struct job_troubles troubles;
    house_begin(&house, *state);
    house_order(&house, "count", "2");
    int64_t now = atomic_load(&fixture_clock_ms);
    assert_ok(job_check(&house.jobs, house.arena, now + 60 * 1000, true, &troubles));
    assert_int_equal(troubles.count, 0);
    assert_ok(job_check(&house.jobs, house.arena, now + 3600 * 1000, true, &troubles));
    assert_int_equal(troubles.count, 1);
    assert_int_equal(troubles.items[0].message.id, MSG_job_stuck);
    house_end(&house);
}

static void old_jobs_and_unknown_files_are_tidied(void **state) {
    struct house house;
    struct job_counts counts;
    house_begin(&house, *state);
    struct str id = house_order(&house, "count", "2");
    house_run(&house, "one", 1);
    house_wait(&house, id, JOB_DONE);
    house_stop(&house);
    struct str stray = STR("00000000-0000-7000-8000-000000000000");
    assert_ok(folder_make(job_folder(&house.jobs, house.arena, stray)));
    int64_t day = 24 * 3600 * 1000LL, now = atomic_load(&fixture_clock_ms);
    struct stat status;
    assert_int_equal(stat(job_folder(&house.jobs, house.arena, stray), &status), 0);
    assert_ok(job_tidy(&house.jobs, (int64_t)status.st_mtime * 1000, 3650));
    assert_true(house_has_folder(&house, stray)); /* an upload may be on its way */
    assert_ok(job_tidy(&house.jobs, (int64_t)status.st_mtime * 1000 + day, 3650));
    assert_false(house_has_folder(&house, stray));
    assert_ok(job_tidy(&house.jobs, now + 6 * day, 7));
    assert_true(house_has_folder(&house, id));
    assert_ok(job_tidy(&house.jobs, now + 8 * day, 7));
    assert_false(house_has_folder(&house, id));
    assert_ok(job_count(house.jobs.db, house.arena, &counts));
    assert_int_equal(counts.of[JOB_DONE], 0);
    house_end(&house);
}

static void messages_survive_the_database(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct message said = MESSAGE_WITH(MSG_job_running_one, STR("“a” \\ \n"), STR_NONE, STR("7"));
    struct message back = job_message_unpack(arena, job_message_pack(arena, said));
    assert_int_equal(back.id, said.id);
    assert_true(str_equal(back.args[0], said.args[0]));
    assert_null(back.args[1].p);
    assert_true(str_equal(back.args[2], said.args[2]));
    assert_int_equal(job_message_unpack(arena, STR("")).id, MSG_none);
    assert_int_equal(job_message_unpack(arena, STR("[\"no.such\"]")).id, MSG_none);
    assert_int_equal(job_message_unpack(arena, STR("{")).id, MSG_none);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(steps_run_in_order_and_leave_a_result),
        DB_TEST(one_order_twice_is_one_job_and_orders_have_an_end),
        DB_TEST(what_waits_is_cancelled_at_once),
        DB_TEST(what_runs_is_cancelled_between_steps),
        DB_TEST(a_graceful_stop_ends_the_step_and_keeps_the_job),
        DB_TEST(two_programs_never_run_one_job),
        DB_TEST(an_expired_lease_is_taken_over),
        DB_TEST(what_the_same_program_left_goes_on_at_once),
        DB_TEST(a_job_that_kills_the_program_is_given_up),
        DB_TEST(a_moment_without_database_is_waited_out),
        DB_TEST(after_its_last_attempt_it_fails_with_a_sentence),
        DB_TEST(what_cannot_work_fails_at_once),
        DB_TEST(a_kind_nobody_knows_fails_with_a_sentence),
        DB_TEST(an_input_that_vanished_is_asked_for_again),
        DB_TEST(an_input_that_changed_is_not_used),
        DB_TEST(a_link_in_its_place_is_not_followed),
        DB_TEST(a_result_that_vanished_says_so),
        DB_TEST(what_stands_still_is_noticed),
        DB_TEST(old_jobs_and_unknown_files_are_tidied),
        cmocka_unit_test(messages_survive_the_database),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
