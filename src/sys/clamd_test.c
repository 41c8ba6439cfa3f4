/* Asking the scanner: what it says, and all the ways it may fail. Against a daemon of the test. */
#include "sys/clamd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/clamd_fixture.h"

enum { LONG_MS = 20000, SHORT_MS = 200 };

static struct clamd_result scan(const struct clamd_fixture *fixture, unsigned wait_ms,
                                struct str bytes) {
    struct clamd_result result;
    const struct clamd_bytes what = {.bytes = bytes, .descriptor = -1};
    clamd_scan(clamd_fixture_path(fixture), wait_ms, &what, &result);
    return result;
}

static void what_is_clean_and_what_is_not(void **state) {
    (void)state;
    struct clamd_fixture *fixture = clamd_fixture_start(CLAMD_WORKS);
    assert_int_equal(scan(fixture, LONG_MS, STR("%PDF-1.7 a paper")).answer, CLAMD_CLEAN);
    struct clamd_result found = scan(fixture, LONG_MS, STR("%PDF-1.7 " CLAMD_EICAR));
    assert_int_equal(found.answer, CLAMD_INFECTED);
    assert_string_equal(found.words, "Eicar-Test-Signature");
    struct clamd_result version;
    clamd_version(clamd_fixture_path(fixture), LONG_MS, &version);
    assert_int_equal(version.answer, CLAMD_CLEAN);
    assert_string_equal(version.words, "ClamAV 1.0.3/26895/Mon May  1 07:27:00 2023");
    clamd_fixture_stop(fixture);
}

static void many_chunks_come_whole(void **state) {
    (void)state;
    struct clamd_fixture *fixture = clamd_fixture_start(CLAMD_WORKS);
    size_t n = 3 * 1024 * 1024 + 17, mark = strlen(CLAMD_EICAR);
    char *bytes = malloc(n);
    assert_non_null(bytes);
    memset(bytes, 'x', n);
    memcpy(bytes + n - mark, CLAMD_EICAR, mark);
    assert_int_equal(scan(fixture, LONG_MS, (struct str){bytes, n}).answer, CLAMD_INFECTED);
    assert_int_equal(clamd_fixture_bytes(fixture), n);
    /* The same out of the middle of a file: without its last byte it is no test text. */
    char path[] = "/tmp/thidua-clamd-file-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, bytes, n), n);
    struct clamd_bytes what = {.descriptor = fd, .offset = 5, .size = n - 5};
    struct clamd_result result;
    clamd_scan(clamd_fixture_path(fixture), LONG_MS, &what, &result);
    assert_int_equal(result.answer, CLAMD_INFECTED);
    assert_int_equal(clamd_fixture_bytes(fixture), n - 5);
    what.size--;
    clamd_scan(clamd_fixture_path(fixture), LONG_MS, &what, &result);
    assert_int_equal(result.answer, CLAMD_CLEAN);
    what.size += 100; /* more than the file has */
    clamd_scan(clamd_fixture_path(fixture), LONG_MS, &what, &result);
    assert_int_equal(result.answer, CLAMD_FAILED);
    close(fd);
    free(bytes);
    clamd_fixture_stop(fixture);
}

static void a_scanner_that_fails_ends_the_wait(void **state) {
    (void)state;
    static const enum clamd_mood MOODS[] = {CLAMD_IS_SILENT, CLAMD_HANGS_UP, CLAMD_BABBLES,
                                            CLAMD_SAYS_LIMIT};
    for (size_t i = 0; i < sizeof(MOODS) / sizeof(MOODS[0]); i++) {
        struct clamd_fixture *fixture = clamd_fixture_start(MOODS[i]);
        unsigned wait_ms = MOODS[i] == CLAMD_IS_SILENT ? SHORT_MS : LONG_MS;
        struct clamd_result result = scan(fixture, wait_ms, STR("%PDF-1.7 a paper"));
        assert_int_equal(result.answer, CLAMD_FAILED);
        assert_true(strlen(result.words) > 0);
        clamd_fixture_stop(fixture);
    }
}

static void no_socket_is_no_scanner(void **state) {
    (void)state;
    struct clamd_result result;
    const struct clamd_bytes what = {.bytes = STR("x"), .descriptor = -1};
    clamd_scan("/tmp/thidua-clamd-nowhere/clamd.ctl", LONG_MS, &what, &result);
    assert_int_equal(result.answer, CLAMD_ABSENT);
    clamd_version("/tmp/thidua-clamd-nowhere/clamd.ctl", LONG_MS, &result);
    assert_int_equal(result.answer, CLAMD_ABSENT);
    /* A socket that nobody listens at any more is a scanner that fails. */
    struct clamd_fixture *fixture = clamd_fixture_start(CLAMD_WORKS);
    char path[128], kept[160];
    strcpy(path, clamd_fixture_path(fixture));
    strcpy(kept, path);
    strcat(kept, ".kept");
    assert_int_equal(link(path, kept), 0);
    clamd_fixture_stop(fixture);
    clamd_scan(kept, LONG_MS, &what, &result);
    assert_int_equal(result.answer, CLAMD_FAILED);
    unlink(kept);
    *strrchr(kept, '/') = 0;
    rmdir(kept);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_clean_and_what_is_not),
        cmocka_unit_test(many_chunks_come_whole),
        cmocka_unit_test(a_scanner_that_fails_ends_the_wait),
        cmocka_unit_test(no_socket_is_no_scanner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
