/* The table of commands, and the packets that commands and servers exchange. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/cmd.h"
#include "cmd/control_wire.h"

static void test_every_command_says_what_becomes_of_it_beside_a_server(void **state) {
    (void)state;
    assert_true(command_count > 0);
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = commands[i];
        if (command->beside != CMD_BESIDE_REFUSES && command->beside != CMD_BESIDE_READS &&
            command->beside != CMD_BESIDE_INSIDE)
            fail_msg("%s does not say it", command->name);
        /* What is made for the caller is never written by the server at a path he names. */
        if (command->beside == CMD_BESIDE_INSIDE && strstr(command->options, "output"))
            fail_msg("%s runs inside and has -o", command->name);
        if (command->first_file && command->beside != CMD_BESIDE_INSIDE)
            fail_msg("%s hands over files to nobody", command->name);
    }
}

struct fixture {
    struct arena *arena;
    struct buf out;
};

static int set_up(void **state) {
    static struct fixture f;
    f = (struct fixture){arena_new(0), BUF_INIT(CONTROL_PACKET_BYTES_MAX)};
    *state = &f;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    buf_release(&f->out);
    arena_free(f->arena);
    return 0;
}

static const char *const LINE[] = {"import", "scores", "Phiếu tự chấm.xlsx", ""};

static void test_a_request_is_read_as_it_was_written(void **state) {
    struct fixture *f = *state;
    struct control_packet packet;
    control_write_request(&f->out, STR("1.2.3"), LANG_EN, COUNT_OF(LINE), LINE);
    assert_null(control_read(f->arena, buf_str(&f->out), &packet));
    assert_int_equal(packet.type, CONTROL_REQUEST);
    assert_int_equal(packet.protocol, CONTROL_PROTOCOL);
    assert_true(str_equal_c(packet.version, "1.2.3"));
    assert_int_equal(packet.lang, LANG_EN);
    assert_int_equal(packet.argument_count, COUNT_OF(LINE));
    for (size_t i = 0; i < COUNT_OF(LINE); i++)
        assert_string_equal(packet.arguments[i], LINE[i]);
    assert_null(packet.arguments[COUNT_OF(LINE)]);
}

static void test_a_request_cut_anywhere_is_refused(void **state) {
    struct fixture *f = *state;
    struct control_packet packet;
    control_write_request(&f->out, STR("1.2.3"), LANG_VI, COUNT_OF(LINE), LINE);
    struct str whole = buf_str(&f->out);
    for (size_t n = 0; n < whole.n; n++)
        assert_non_null(control_read(f->arena, str_slice(whole, 0, n), &packet));
    buf_append_char(&f->out, 'x');
    assert_non_null(control_read(f->arena, buf_str(&f->out), &packet));
}

static void test_another_protocol_still_tells_its_version(void **state) {
    struct fixture *f = *state;
    struct control_packet packet;
    control_write_request(&f->out, STR("9.9"), LANG_VI, COUNT_OF(LINE), LINE);
    f->out.bytes[1] = 77;
    f->out.length -= 3; /* whatever stands behind the version there */
    assert_null(control_read(f->arena, buf_str(&f->out), &packet));
    assert_int_equal(packet.protocol, 77);
    assert_true(str_equal_c(packet.version, "9.9"));
    assert_null(packet.arguments);
}

static void test_words_that_are_none_are_refused(void **state) {
    struct fixture *f = *state;
    struct control_packet packet;
    control_write_request(&f->out, STR("1"), LANG_VI, COUNT_OF(LINE), LINE);
    char *word = memmem(f->out.bytes, f->out.length, "scores", 6);
    word[2] = 0; /* a word with an end inside */
    assert_non_null(control_read(f->arena, buf_str(&f->out), &packet));
    control_write_request(&f->out, STR("1"), LANG_VI, 0, LINE);
    assert_non_null(control_read(f->arena, buf_str(&f->out), &packet));
}

static void test_the_other_packets_are_read_as_written(void **state) {
    struct fixture *f = *state;
    struct control_packet packet;
    control_write_file(&f->out, 7, 2);
    assert_null(control_read(f->arena, buf_str(&f->out), &packet));
    assert_int_equal(packet.argument, 7);
    assert_int_equal(packet.error_number, 2);
    control_write_exit(&f->out, EXIT_FAULTS);
    assert_null(control_read(f->arena, buf_str(&f->out), &packet));
    assert_int_equal(packet.status, EXIT_FAULTS);
    control_write_exit(&f->out, 256);
    assert_non_null(control_read(f->arena, buf_str(&f->out), &packet));
    control_write_bytes(&f->out, CONTROL_ERR, STR("câu"));
    assert_null(control_read(f->arena, buf_str(&f->out), &packet));
    assert_true(str_equal_c(packet.bytes, "câu"));
    assert_non_null(control_read(f->arena, STR("Z"), &packet));
    assert_non_null(control_read(f->arena, STR(""), &packet));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_command_says_what_becomes_of_it_beside_a_server),
        cmocka_unit_test_setup_teardown(test_a_request_is_read_as_it_was_written, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_request_cut_anywhere_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_protocol_still_tells_its_version, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_words_that_are_none_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_other_packets_are_read_as_written, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
