/* Files that arrive: where they lie meanwhile, and that nothing of them is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/multipart.h"
#include "http/testing/program.h"
#include "sys/files.h"

#define MULTIPART "Content-Type: multipart/form-data; boundary=x-y\r\n" MEMBER_COOKIE
#define TOKEN     "--x-y\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nmember-token\r\n"
#define FILE_HEAD                                                                                  \
    "--x-y\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"a.xlsx\"\r\n\r\n"

static struct str folder;

static int start_with_folder(void **state) {
    (void)state;
    a = arena_new(0);
    if (folder_make_temp(a, "spool", &folder))
        fail();
    start((struct http_options){.spool_folder = folder.p});
    return 0;
}

static int stop_and_remove(void **state) {
    int failed = folder_remove(folder.p) != NULL;
    return stop(state) || failed;
}

static struct str repeat(char c, size_t count) {
    char *bytes = arena_alloc(a, count + 1);
    memset(bytes, c, count);
    bytes[count] = 0;
    return (struct str){bytes, count};
}

static struct str body_with(struct str content) {
    struct str body = str_concat(a, STR(TOKEN FILE_HEAD), content);
    return str_concat(a, body, STR("\r\n--x-y--\r\n"));
}

static struct reply send_body(struct str body) {
    return client_ask(a, port, post_text("/xem", MULTIPART, body));
}

static size_t count_names(void) {
    size_t count = 0;
    DIR *entries = opendir(folder.p);
    assert_non_null(entries);
    for (const struct dirent *entry; (entry = readdir(entries));)
        count += entry->d_name[0] != '.';
    closedir(entries);
    return count;
}

/* Files of the folder that this process (the server is in it) holds open. */
static size_t count_open(void) {
    size_t count = 0;
    DIR *entries = opendir("/proc/self/fd");
    assert_non_null(entries);
    for (const struct dirent *entry; (entry = readdir(entries));) {
        char target[512];
        ssize_t length = readlinkat(dirfd(entries), entry->d_name, target, sizeof(target));
        count += length > (ssize_t)folder.n && memcmp(target, folder.p, folder.n) == 0;
    }
    closedir(entries);
    return count;
}

/* The server works on other threads: what it is to do is waited for, with an end. */
static void wait_until_open(size_t wanted) {
    for (int i = 0; i < 1000 && count_open() != wanted; i++)
        poll(NULL, 0, 10);
    assert_int_equal(count_open(), wanted);
}

static void bytes_and_digest_come_through(void **state) {
    (void)state;
    assert_text(send_body(body_with(STR("abc"))).body,
                "tep:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad:abc\n");
    /* What looks like the boundary and is none. */
    assert_contains(send_body(body_with(STR("\r\n--x-\r\n--x\r\r\n--x-z\r\n"))).body,
                    ":\r\n--x-\r\n--x\r\r\n--x-z\r\n\n");
    assert_text(send_body(body_with(STR(""))).body,
                "tep:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855:\n");
    struct str large = repeat('q', 900000);
    struct reply reply = send_body(body_with(large));
    assert_int_equal(reply.status, 200);
    assert_true(str_find(reply.body, large) > 0);
    assert_int_equal(count_names(), 0);
    wait_until_open(0);
}

static void two_files_share_a_spool_and_not_their_bytes(void **state) {
    (void)state;
    struct reply reply =
        send_body(str_concat(a, STR(TOKEN FILE_HEAD "one\r\n" FILE_HEAD), STR("two\r\n--x-y--")));
    assert_contains(reply.body, ":one\n");
    assert_contains(reply.body, ":two\n");
}

static void an_upload_cut_off_leaves_nothing(void **state) {
    (void)state;
    struct str whole = post_text("/xem", MULTIPART, body_with(repeat('q', 500000)));
    int socket = client_connect(port);
    client_send(socket, str_slice(whole, 0, whole.n / 2));
    wait_until_open(1);
    assert_int_equal(count_names(), 0); /* a process that is killed leaves nothing either */
    close(socket);
    wait_until_open(0);
}

static void what_is_too_large_is_not_kept(void **state) {
    (void)state;
    struct reply reply = send_body(body_with(repeat('q', 9 << 20)));
    assert_text(reply.body, "error page 413 -");
    /* Without a promised length the same. */
    struct str content = repeat('q', 1 << 20);
    int socket = client_connect(port);
    client_send(
        socket,
        STR("POST /xem HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" MULTIPART "\r\n"));
    struct str head = STR(TOKEN FILE_HEAD);
    client_send(socket, str_format(a, "%zx\r\n" STR_FMT "\r\n", head.n, STR_ARG(head)));
    for (int i = 0; i < 9; i++) {
        client_send(socket, str_format(a, "%zx\r\n", content.n));
        client_send(socket, content);
        client_send(socket, STR("\r\n"));
    }
    wait_until_open(0);
    client_send(socket, STR("0\r\n\r\n"));
    assert_text(client_read(a, socket, false).body, "error page 413 -");
    close(socket);
}

static void plain_fields_have_a_maximum_of_their_own(void **state) {
    (void)state;
    struct str head = STR(TOKEN "--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");
    struct str value = repeat('q', MULTIPART_FIELDS_BYTES_MAX);
    struct str body = str_concat(a, str_concat(a, head, value), STR("\r\n--x-y--\r\n"));
    assert_text(send_body(body).body, "error page 413 -");
    value = repeat('q', MULTIPART_FIELDS_BYTES_MAX - 100);
    body = str_concat(a, str_concat(a, head, value), STR("\r\n--x-y--\r\n"));
    assert_int_equal(send_body(body).status, 200);
}

static void a_folder_that_cannot_be_written_is_told(void **state) {
    (void)state;
    assert_int_equal(rmdir(folder.p), 0);
    assert_text(send_body(body_with(STR("abc"))).body, "error page 500 http.upload_no_disk");
    assert_int_equal(mkdir(folder.p, 0700), 0);
    assert_int_equal(send_body(body_with(STR("abc"))).status, 200);
}

/* Before the server's threads begin: they see what their process sees then. */
static int start_on_small_disk(void **state) {
    (void)state;
    a = arena_new(0);
    if (folder_make_temp(a, "spool", &folder))
        fail();
    bool is_private =
        unshare(CLONE_NEWNS) == 0 && (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 ||
                                      mount("none", "/tmp", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    *state = is_private && mount("none", folder.p, "tmpfs", 0, "size=1m") == 0 ? &folder : NULL;
    start((struct http_options){.spool_folder = folder.p});
    return 0;
}

static int stop_small_disk(void **state) {
    /* The server may be about to close the last file. */
    if (*state && umount2(folder.p, MNT_DETACH) != 0)
        return 1;
    return stop_and_remove(state);
}

static void a_full_disk_is_told_and_gets_its_room_back(void **state) {
    if (!*state)
        skip(); /* no file system may be mounted here */
    struct reply reply = send_body(body_with(repeat('q', 3 << 20)));
    assert_int_equal(reply.status, 507);
    assert_text(reply.body, "error page 507 http.upload_disk_full");
    wait_until_open(0);
    assert_int_equal(count_names(), 0);
    assert_int_equal(send_body(body_with(repeat('q', 900 << 10))).status, 200);
}

static void touch(const char *name) {
    int fd = open(str_format(a, "%s/%s", folder.p, name).p, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static void what_a_killed_server_left_is_removed(void **state) {
    (void)state;
    touch("upload-aB3xYz.tmp");
    touch("upload-aB3xYz.tmp2");
    touch("upload-.tmp");
    touch("thidua.db");
    spool_sweep(folder.p);
    assert_int_equal(count_names(), 3);
}

static void all_spools_together_have_a_maximum(void **state) {
    (void)state;
    atomic_size_t total = 0;
    enum multipart_end trouble = MULTIPART_READ;
    struct spool *first = spool_new(a, folder.p, &total, 10);
    struct spool *second = spool_new(a, folder.p, &total, 10);
    assert_true(spool_append(first, "123456", 6, &trouble));
    assert_false(spool_append(second, "12345", 5, &trouble));
    assert_int_equal(trouble, MULTIPART_NO_ROOM);
    spool_end(first);
    assert_true(spool_append(second, "12345", 5, &trouble));
    spool_end(second);
    assert_int_equal(total, 0);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, start_with_folder, stop_and_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(bytes_and_digest_come_through),
        WITH_FOLDER(two_files_share_a_spool_and_not_their_bytes),
        WITH_FOLDER(an_upload_cut_off_leaves_nothing),
        WITH_FOLDER(what_is_too_large_is_not_kept),
        WITH_FOLDER(plain_fields_have_a_maximum_of_their_own),
        WITH_FOLDER(a_folder_that_cannot_be_written_is_told),
        WITH_FOLDER(what_a_killed_server_left_is_removed),
        WITH_FOLDER(all_spools_together_have_a_maximum),
        cmocka_unit_test_setup_teardown(a_full_disk_is_told_and_gets_its_room_back,
                                        start_on_small_disk, stop_small_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
