#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/files.h"
#include "sys/id.h"
#include "sys/lock.h"
#include "sys/log.h"
#include "sys/process.h"
#include "sys/random_bytes.h"

static struct arena *a;
static struct str folder;

static const char *in_folder(const char *name) {
    return str_c(a, str_format(a, STR_FMT "/%s", STR_ARG(folder), name));
}

static void assert_ok(const struct err *err) {
    if (err)
        fail_msg("%s", err->message);
}

static void assert_err(const struct err *err, enum err_kind kind, const char *piece) {
    assert_non_null(err);
    assert_int_equal(err->kind, kind);
    if (!strstr(err->message, piece))
        fail_msg("no \"%s\" in \"%s\"", piece, err->message);
}

static int set_up(void **state) {
    (void)state;
    a = arena_new(0);
    return folder_make_temp(a, "test", &folder) != NULL;
}

static int tear_down(void **state) {
    (void)state;
    const struct err *err = folder_remove(str_c(a, folder));
    arena_free(a);
    return err != NULL;
}

/* --- ids --- */

static void ids_increase_strictly_whatever_the_clock_does(void **state) {
    (void)state;
    struct str last = id_new(a, 1000);
    for (int i = 0; i < 20000; i++) {
        struct str id = id_new(a, i < 10000 ? 1700000000000 : 1600000000000);
        assert_int_equal(id.n, 36);
        assert_true(str_compare(last, id) < 0);
        assert_int_equal(id.p[14], '7');
        assert_non_null(strchr("89ab", id.p[19]));
        last = id;
    }
    struct str id = id_new(a, 1799999999999);
    assert_true(str_starts_with(id, STR("01a3185c-4fff-7")));
}

enum { THREADS = 4, IDS_EACH = 2000 };

static void *make_ids(void *argument) {
    char(*ids)[37] = argument;
    struct arena *own = arena_new(0);
    for (int i = 0; i < IDS_EACH; i++)
        memcpy(ids[i], id_new(own, 1900000000000).p, 37);
    arena_free(own);
    return NULL;
}

static int compare_ids(const void *left, const void *right) {
    return memcmp(left, right, 36);
}

static void ids_of_several_threads_differ(void **state) {
    (void)state;
    static char ids[THREADS * IDS_EACH][37];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_ids, ids[(ptrdiff_t)i * IDS_EACH]),
                         0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    qsort(ids, COUNT_OF(ids), sizeof(ids[0]), compare_ids);
    for (size_t i = 1; i < COUNT_OF(ids); i++)
        assert_true(memcmp(ids[i - 1], ids[i], 36) < 0);
}

static void random_text_is_hexadecimal_and_new(void **state) {
    (void)state;
    struct str one = random_hex(a, 16), two = random_hex(a, 16);
    assert_int_equal(one.n, 32);
    assert_int_equal(strspn(one.p, "0123456789abcdef"), 32);
    assert_false(str_equal(one, two));
}

static void clocks_run(void **state) {
    (void)state;
    int64_t before = clock_monotonic_ms();
    assert_true(clock_monotonic_ms() >= before);
    /* Later than this program was written, and in milliseconds. */
    assert_true(clock_now_ms() > 1700000000000);
    assert_true(clock_now_ms() < 9000000000000);
}

/* --- files --- */

static void files_are_written_whole_and_read_back(void **state) {
    (void)state;
    const char *path = in_folder("bảng điểm.txt");
    struct str bytes;
    assert_ok(file_write_atomic(path, STR("một\0hai"), 0640));
    assert_ok(file_read(a, path, 100, &bytes));
    assert_true(str_equal(bytes, STR("một\0hai")));
    assert_int_equal(bytes.p[bytes.n], 0);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_ok(file_write_atomic(path, STR(""), 0600));
    assert_ok(file_read(a, path, 0, &bytes));
    assert_int_equal(bytes.n, 0);
}

static void files_that_cannot_be_read_are_named(void **state) {
    (void)state;
    struct str bytes = STR("untouched");
    assert_err(file_read(a, in_folder("none"), 10, &bytes), ERR_NOT_FOUND, "/none");
    assert_ok(file_write_atomic(in_folder("large"), STR("0123456789"), 0600));
    assert_err(file_read(a, in_folder("large"), 9, &bytes), ERR_LIMIT, "/large");
    assert_err(file_read(a, str_c(a, folder), 10, &bytes), ERR_INPUT, "no ordinary file");
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    assert_err(file_read(a, in_folder("pipe"), 10, &bytes), ERR_INPUT, "/pipe");
    assert_true(str_equal_c(bytes, "untouched"));
    assert_ok(file_read(a, in_folder("large"), 10, &bytes));
}

static void a_write_that_fails_leaves_the_old_file_and_no_other(void **state) {
    (void)state;
    /* A folder in the place of the file: everything succeeds but the last step. */
    assert_ok(folder_make(in_folder("box/target")));
    assert_ok(file_write_atomic(in_folder("box/target/inside"), STR("x"), 0600));
    const struct err *err = file_write_atomic(in_folder("box/target"), STR("new"), 0600);
    assert_non_null(err);
    struct str bytes;
    assert_ok(file_read(a, in_folder("box/target/inside"), 10, &bytes));
    assert_int_equal(rename(in_folder("box/target"), in_folder("elsewhere")), 0);
    /* Nothing else is left in it. */
    assert_int_equal(rmdir(in_folder("box")), 0);
    assert_err(file_write_atomic(in_folder("no/file"), STR("x"), 0600), ERR_NOT_FOUND, "/no/file");
    assert_err(file_write_atomic("/dev/null/x", STR("x"), 0600), ERR_IO, "/dev/null/x");
}

static void folders_are_made_with_those_above_and_removed(void **state) {
    (void)state;
    assert_ok(folder_make(in_folder("a/b/c")));
    assert_ok(folder_make(in_folder("a/b/c/")));
    assert_ok(file_write_atomic(in_folder("a/b/c/file"), STR("x"), 0600));
    assert_err(folder_make(in_folder("a/b/c/file")), ERR_IO, "/file");
    assert_err(folder_make(in_folder("a/b/c/file/d")), ERR_IO, "/file");
    /* A link out of the folder is removed, and what it leads to stays. */
    assert_ok(file_write_atomic(in_folder("kept"), STR("x"), 0600));
    assert_int_equal(symlink(in_folder("kept"), in_folder("a/link")), 0);
    assert_ok(folder_remove(in_folder("a")));
    assert_int_not_equal(access(in_folder("a"), F_OK), 0);
    assert_int_equal(access(in_folder("kept"), F_OK), 0);
    assert_ok(folder_remove(in_folder("a")));
}

enum { BOTH_FILES = 40 };

static void *remove_files(void *path) {
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < BOTH_FILES; i++) {
        char name[16];
        snprintf(name, sizeof(name), "%d", i);
        unlinkat(dir, name, 0);
    }
    close(dir);
    return NULL;
}

static void a_folder_goes_while_another_takes_its_files(void **state) {
    (void)state;
    const char *path = in_folder("both");
    for (int round = 0; round < 100; round++) {
        assert_ok(folder_make(path));
        for (int i = 0; i < BOTH_FILES; i++)
            assert_ok(file_write_atomic(in_folder(str_c(a, str_format(a, "both/%d", i))), STR("x"),
                                        0600));
        pthread_t other;
        assert_int_equal(pthread_create(&other, NULL, remove_files, (void *)path), 0);
        assert_ok(folder_remove(path));
        pthread_join(other, NULL);
        assert_int_not_equal(access(path, F_OK), 0);
    }
}

/* --- processes: this test program is its own child --- */

static struct process_result run(const char *const *argv, struct str input) {
    struct process_task task = {
        .argv = argv, .input = input, .output_max_bytes = 4 << 20, .time_max_ms = 20000};
    struct process_result result = {0};
    assert_ok(process_run(a, &task, &result));
    return result;
}

static void children_take_and_give_bytes(void **state) {
    (void)state;
    char *large = arena_alloc(a, 3 << 20);
    memset(large, 'x', 3 << 20);
    struct str input = {large, 3 << 20};
    struct process_result result = run((const char *const[]){"test", "child-copy", NULL}, input);
    assert_int_equal(result.exit_status, 7);
    assert_int_equal(result.signal, 0);
    assert_true(str_equal(result.output, input));
    /* A child that reads nothing of it is no error and no SIGPIPE. */
    result = run((const char *const[]){"test", "child-deaf", NULL}, input);
    assert_int_equal(result.exit_status, 0);
    assert_true(str_equal_c(result.output, "deaf"));
    result = run((const char *const[]){"test", "child-copy", NULL}, STR(""));
    assert_int_equal(result.output.n, 0);
}

static void children_inherit_nothing_but_the_standard_three(void **state) {
    (void)state;
    struct folder_lock *lock;
    /* What the test itself was given is not ours. */
    assert_int_equal(close_range(3, ~0U, CLOSE_RANGE_CLOEXEC), 0);
    assert_ok(folder_lock_take(str_c(a, folder), &lock));
    struct process_result result =
        run((const char *const[]){"test", "child-descriptors", NULL}, STR(""));
    folder_lock_release(lock);
    assert_string_equal(str_c(a, result.output), "descriptors:3 environment:LANG=C.UTF-8;");
}

static void how_a_child_ended_is_told(void **state) {
    (void)state;
    struct process_result result = run((const char *const[]){"test", "child-abort", NULL}, STR(""));
    assert_int_equal(result.exit_status, -1);
    assert_int_equal(result.signal, SIGKILL);
}

static void children_without_end_are_killed(void **state) {
    (void)state;
    struct process_result result = {.exit_status = 99};
    const char *const endless[] = {"test", "child-endless", NULL};
    struct process_task task = {.argv = endless, .output_max_bytes = 1000, .time_max_ms = 20000};
    assert_err(process_run(a, &task, &result), ERR_LIMIT, "wrote too much");
    const char *const silent[] = {"test", "child-silent", NULL};
    task = (struct process_task){.argv = silent, .output_max_bytes = 1000, .time_max_ms = 200};
    assert_err(process_run(a, &task, &result), ERR_LIMIT, "too long");
    const char *const closed[] = {"test", "child-closed", NULL};
    task = (struct process_task){.argv = closed, .output_max_bytes = 1000, .time_max_ms = 200};
    assert_err(process_run(a, &task, &result), ERR_LIMIT, "too long");
    task = (struct process_task){.program = "/nonexistent", .argv = silent, .time_max_ms = 200};
    assert_err(process_run(a, &task, &result), ERR_IO, "/nonexistent");
    assert_int_equal(result.exit_status, 99);
}

/* --- the lock --- */

static void a_folder_is_held_by_one_program(void **state) {
    (void)state;
    struct folder_lock *lock, *second = NULL;
    const char *path = str_c(a, folder);
    assert_ok(folder_lock_take(path, &lock));
    struct str pid;
    assert_ok(file_read(a, in_folder("lock"), 100, &pid));
    assert_string_equal(pid.p, str_c(a, str_format(a, "%ld\n", (long)getpid())));
    const struct err *err = folder_lock_take(path, &second);
    assert_err(err, ERR_IN_USE, str_c(a, str_format(a, "process %ld", (long)getpid())));
    assert_string_equal(err->text_key, "error.in_use");
    /* Another process is refused just the same, and may have it afterwards. */
    const char *const argv[] = {"test", "child-lock", path, NULL};
    assert_int_equal(run(argv, STR("")).exit_status, ERR_IN_USE);
    folder_lock_release(lock);
    assert_int_equal(run(argv, STR("")).exit_status, 0);
    assert_err(folder_lock_take(in_folder("none"), &second), ERR_NOT_FOUND, "/none/lock");
    folder_lock_release(NULL);
}

/* --- the log --- */

static struct str logged(const char *mode) {
    /* The child's log goes to its standard output. */
    return run((const char *const[]){"test", "child-log", mode, NULL}, STR("")).output;
}

static void log_lines_are_one_line_each(void **state) {
    (void)state;
    struct str line = logged("plain");
    assert_true(str_starts_with(line, STR("<6>ts=20")));
    assert_true(str_find(line, STR("Z level=info event=test.event route=/a b status=200\n")) > 0);
    line = logged("error");
    assert_true(str_starts_with(line, STR("<3>ts=20")));
    assert_true(str_find(line, STR("kind=3 at=")) > 0);
    assert_true(str_find(line, STR("message=\"no 'room' left\"\n")) > 0);
    line = logged("long");
    assert_int_equal(line.p[line.n - 1], '\n');
    assert_int_equal(str_find(line, STR("\n")), (ptrdiff_t)line.n - 1);
    assert_int_equal(logged("debug").n, 0);
}

/* --- what the children do --- */

static int child_log(const char *mode) {
    dup2(STDOUT_FILENO, STDERR_FILENO);
    char text[5000];
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = 0;
    if (strcmp(mode, "plain") == 0)
        log_write(LOG_LEVEL_INFO, "test.event", "route=%s status=%d", "/a\nb", 200);
    else if (strcmp(mode, "error") == 0)
        log_err("test.event", ERR(ERR_DISK_FULL, "no \"room\" left"));
    else if (strcmp(mode, "long") == 0)
        log_write(LOG_LEVEL_INFO, "test.event", "text=%s", text);
    else
        log_write(LOG_LEVEL_DEBUG, "test.event", "text=%s", text);
    return 0;
}

static int child_descriptors(void) {
    int open_count = 0;
    for (int fd = 0; fd < 256; fd++)
        open_count += fcntl(fd, F_GETFD) >= 0;
    printf("descriptors:%d environment:", open_count);
    for (char **entry = environ; *entry; entry++)
        printf("%s;", *entry);
    fflush(stdout);
    return 0;
}

static int child_copy(void) {
    char bytes[65536];
    size_t got;
    while ((got = fread(bytes, 1, sizeof(bytes), stdin)) > 0)
        fwrite(bytes, 1, got, stdout);
    fflush(stdout);
    return 7;
}

static int child_lock(const char *path) {
    struct folder_lock *lock;
    const struct err *err = folder_lock_take(path, &lock);
    return err ? (int)err->kind : 0;
}

static int be_child(const char *what, const char *argument) {
    if (strcmp(what, "child-copy") == 0)
        return child_copy();
    if (strcmp(what, "child-lock") == 0)
        return child_lock(argument);
    if (strcmp(what, "child-log") == 0)
        return child_log(argument);
    if (strcmp(what, "child-descriptors") == 0)
        return child_descriptors();
    if (strcmp(what, "child-deaf") == 0)
        return write(STDOUT_FILENO, "deaf", 4) == 4 ? 0 : 1;
    if (strcmp(what, "child-abort") == 0)
        raise(SIGKILL);
    if (strcmp(what, "child-closed") == 0)
        close(STDOUT_FILENO);
    if (strcmp(what, "child-endless") == 0)
        while (write(STDOUT_FILENO, "again", 5) == 5) {
        }
    for (;;)
        pause();
}

int main(int argc, char **argv) {
    if (argc > 1)
        _exit(be_child(argv[1], argc > 2 ? argv[2] : ""));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_increase_strictly_whatever_the_clock_does),
        cmocka_unit_test(ids_of_several_threads_differ),
        cmocka_unit_test(random_text_is_hexadecimal_and_new),
        cmocka_unit_test(clocks_run),
        cmocka_unit_test(files_are_written_whole_and_read_back),
        cmocka_unit_test(files_that_cannot_be_read_are_named),
        cmocka_unit_test(a_write_that_fails_leaves_the_old_file_and_no_other),
        cmocka_unit_test(folders_are_made_with_those_above_and_removed),
        cmocka_unit_test(a_folder_goes_while_another_takes_its_files),
        cmocka_unit_test(children_take_and_give_bytes),
        cmocka_unit_test(children_inherit_nothing_but_the_standard_three),
        cmocka_unit_test(how_a_child_ended_is_told),
        cmocka_unit_test(children_without_end_are_killed),
        cmocka_unit_test(a_folder_is_held_by_one_program),
        cmocka_unit_test(log_lines_are_one_line_each),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
