/* The configuration file: what it takes, what it says no to, and that the documentation agrees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "sys/config.h"
#include "sys/files.h"

static struct arena *arena;
static struct config config;
static struct issues issues;

static int begin(void **state) {
    (void)state;
    arena = arena_new(0);
    config_init(arena, &config);
    issues = (struct issues){0};
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* Once more from the beginning, within one test. */
static void begin_again(void) {
    end(NULL);
    begin(NULL);
}

static void read(struct str text) {
    config_read(arena, STR("thidua.conf"), text, &config, &issues);
}

static void assert_text(const char *actual, const char *expected) {
    assert_string_equal(actual, expected);
}

/* One fault, with this sentence. */
static void assert_fault(const char *text, const char *sentence) {
    begin_again();
    read(str_from_c(text));
    assert_int_equal(issues.count, 1);
    assert_text(message_text(arena, LANG_VI, issues.items[0].message).p, sentence);
}

static void defaults_hold_without_a_file(void **state) {
    (void)state;
    assert_null(config_read_folder(arena, "/no/such/folder", &config, &issues));
    assert_int_equal(issues.count, 0);
    assert_text(config.address, "127.0.0.1");
    assert_int_equal(config.port, 8080);
    assert_int_equal(config.workers, 4);
    assert_int_equal(config.request_max_s, 30);
    assert_false(config.log_requests);
    assert_text(config.database, "");
}

static void a_file_changes_what_it_names(void **state) {
    (void)state;
    read(STR("# ghi chú tiếng Việt\n; nữa\n\n  port=9000\n\tworkers =\t8 \nlog_requests = yes\n"
             "unix_socket = /run/thi đua/http.sock\naddress = ::1"));
    assert_int_equal(issues.count, 0);
    assert_int_equal(config.port, 9000);
    assert_int_equal(config.workers, 8);
    assert_true(config.log_requests);
    assert_text(config.unix_socket, "/run/thi đua/http.sock");
    assert_text(config.address, "::1");
    assert_int_equal(config.queue_max, 256);
}

static void a_file_from_windows_reads_the_same(void **state) {
    (void)state;
    read(STR("\xEF\xBB\xBFport = 9000\r\n\r\n# ghi chú\r\ndatabase = host=a dbname=b\r\n"));
    assert_int_equal(issues.count, 0);
    assert_int_equal(config.port, 9000);
    assert_text(config.database, "host=a dbname=b");
}

static void a_value_may_hold_what_begins_comments(void **state) {
    (void)state;
    read(STR("database = host=a password='x ;y #z=1'\n"));
    assert_int_equal(issues.count, 0);
    assert_text(config.database, "host=a password='x ;y #z=1'");
}

static void faults_name_file_line_and_key(void **state) {
    (void)state;
    assert_fault("port = 1\nprot = 2\n",
                 "thidua.conf:2: Không có khóa “prot”. Xem các khóa: thidua config --explain");
    assert_fault("\n\nworkers = many", "thidua.conf:3: “workers” phải là số từ 1 đến 64.");
    assert_fault("log_requests = true", "thidua.conf:1: “log_requests” phải là yes hoặc no.");
    assert_fault("address = localhost",
                 "thidua.conf:1: “address” phải là một địa chỉ IP, ví dụ 127.0.0.1.");
    assert_fault("unix_socket = run/a",
                 "thidua.conf:1: “unix_socket” phải là đường dẫn bắt đầu bằng / và không quá 107 "
                 "byte.");
    assert_fault("port = 1\n# a\nport = 2",
                 "thidua.conf:3: “port” đã có ở dòng 1. Giữ lại một dòng.");
    assert_fault("[server]\n", "thidua.conf:1: “[server]” không có dạng “khóa = giá trị”. Dòng "
                               "ghi chú bắt đầu bằng dấu #.");
    assert_fault("port = 1\n\xC0\xAF = 1\n",
                 "thidua.conf:2: Dòng này không phải văn bản UTF-8. Lưu tệp với bảng mã UTF-8.");
    assert_fault("Port = 1",
                 "thidua.conf:1: Không có khóa “Port”. Xem các khóa: thidua config --explain");
}

static void numbers_keep_to_their_range(void **state) {
    (void)state;
    static const char *const WRONG[] = {"port = 65536", "port = -1",
                                        "port = ",      "port = 80 80",
                                        "port = 0x50",  "port = 99999999999999999999",
                                        "port = 8080;", "workers = 0",
                                        "workers = 65"};
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        begin_again();
        read(str_from_c(WRONG[i]));
        assert_int_equal(issues.count, 1);
        assert_int_equal(config.port, 8080);
        assert_int_equal(config.workers, 4);
    }
    begin_again();
    read(STR("port = 65535\nworkers = 64\n"));
    assert_int_equal(issues.count, 0);
    assert_int_equal(config.port, 65535);
}

static void a_wrong_line_does_not_hide_the_others(void **state) {
    (void)state;
    read(STR("a = 1\nport = 9000\nworkers = x\nb\n"));
    assert_int_equal(issues.count, 3);
    assert_int_equal(config.port, 9000);
}

static void the_command_line_goes_over_the_file(void **state) {
    (void)state;
    struct message fault = MESSAGE(MSG_none);
    read(STR("port = 9000"));
    assert_true(config_set(arena, &config, "port", STR("9001"), &fault));
    assert_int_equal(config.port, 9001);
    assert_false(config_set(arena, &config, "port", STR("x"), &fault));
    assert_text(message_text(arena, LANG_EN, fault).p, "“port” must be a number from 0 to 65535.");
    assert_int_equal(config.port, 9001);
}

static void times_of_day_are_read_strictly(void **state) {
    (void)state;
    int minute;
    read(STR("backup_at = 23:59"));
    assert_int_equal(issues.count, 0);
    assert_true(config_minute_of_day(config.backup_at, &minute));
    assert_int_equal(minute, 23 * 60 + 59);
    static const char *const WRONG[] = {"24:00", "9:30",  "09:60", "09.30",
                                        "0930",  "-1:30", "09:3a"};
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_false(config_minute_of_day(WRONG[i], &minute));
    read(STR("backup_at = 24:00"));
    assert_int_equal(issues.count, 1);
}

static void secrets_are_not_shown(void **state) {
    (void)state;
    read(STR("database = password=mat-khau\n"));
    for (size_t i = 0; i < config_key_count; i++)
        assert_true(str_find(config_value(arena, &config, &config_keys[i]), STR("mat-khau")) < 0);
}

static void the_sample_holds_every_key_and_the_defaults(void **state) {
    (void)state;
    struct str sample = config_sample(arena, LANG_VI);
    read(sample);
    assert_int_equal(issues.count, 0);
    char *text = arena_alloc(arena, sample.n + 1);
    memcpy(text, sample.p, sample.n);
    for (char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (line[0] == '#' && line[1] != ' ')
            line[0] = ' ';
    }
    struct config all;
    config_init(arena, &all);
    config_read(arena, STR("sample"), (struct str){text, sample.n}, &all, &issues);
    assert_int_equal(issues.count, 0);
    for (size_t i = 0; i < config_key_count; i++) {
        assert_int_equal(all.sources[i], CONFIG_FILE);
        assert_text(config_value(arena, &all, &config_keys[i]).p, config_keys[i].default_text);
    }
}

/* docs/operator/configuration.md holds these lines, in both languages, and no further ones. */
static void the_documentation_agrees(void **state) {
    (void)state;
    struct str path =
        str_format(arena, "%s/docs/operator/configuration.md", getenv("THIDUA_SOURCE"));
    struct str text;
    assert_null(file_read(arena, path.p, 1 << 20, &text));
    size_t rows = 0;
    for (struct str rest = text; rest.p; rows += str_starts_with(str_cut(&rest, '\n'), STR("| `")))
        ;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        for (size_t i = 0; i < config_key_count; i++) {
            const struct config_key *key = &config_keys[i];
            struct str row = str_format(arena, "\n| `%s` | %s%s%s | " STR_FMT " | " STR_FMT " |\n",
                                        key->name, *key->default_text ? "`" : "", key->default_text,
                                        *key->default_text ? "`" : "",
                                        STR_ARG(config_range(arena, (enum lang)lang, key)),
                                        STR_ARG(message_plain((enum lang)lang, key->doc)));
            if (str_find(text, row) < 0)
                fail_msg("docs/operator/configuration.md lacks the line:%s", row.p);
        }
    }
    assert_int_equal(rows, config_key_count * LANG_COUNT);
}

#define CONFIG_TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        CONFIG_TEST(defaults_hold_without_a_file),
        CONFIG_TEST(a_file_changes_what_it_names),
        CONFIG_TEST(a_file_from_windows_reads_the_same),
        CONFIG_TEST(a_value_may_hold_what_begins_comments),
        CONFIG_TEST(faults_name_file_line_and_key),
        CONFIG_TEST(numbers_keep_to_their_range),
        CONFIG_TEST(a_wrong_line_does_not_hide_the_others),
        CONFIG_TEST(the_command_line_goes_over_the_file),
        CONFIG_TEST(times_of_day_are_read_strictly),
        CONFIG_TEST(secrets_are_not_shown),
        CONFIG_TEST(the_sample_holds_every_key_and_the_defaults),
        CONFIG_TEST(the_documentation_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
