/* Files of deadlines as other programs read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "features/calendar/calendar_ics.h"

static struct str write_one(struct arena *arena, struct str summary) {
    struct ics ics = {.product = STR("-//thidua//lich-nam//VI"),
                      .name = STR("Cụm 5; năm 2026"),
                      .stamp_ms = INT64_C(1593000000000)}; /* 24/6/2020 12:00 UTC */
    *list_push(arena, &ics.events) = (struct ics_event){.uid = STR("abc"),
                                                        .revision = 2,
                                                        .day = {2020, 12, 31},
                                                        .summary = summary,
                                                        .details = STR("một, hai\nba\\bốn"),
                                                        .changed_ms = INT64_C(1592999999000)};
    return ics_write(arena, &ics);
}

static void an_event_lasts_one_day(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct str text = write_one(arena, STR("Hạn chót"));
    static const char *const LINES[] = {
        "BEGIN:VCALENDAR\r\n",
        "DTSTART;VALUE=DATE:20201231\r\n",
        "DTEND;VALUE=DATE:20210101\r\n",
        "DTSTAMP:20200624T120000Z\r\n",
        "LAST-MODIFIED:20200624T115959Z\r\n",
        "UID:abc@thidua\r\n",
        "SEQUENCE:2\r\n",
        "SUMMARY:Hạn chót\r\n",
        "DESCRIPTION:một\\, hai\\nba\\\\bốn\r\n",
        "X-WR-CALNAME:Cụm 5\\; năm 2026\r\n",
    };
    for (size_t i = 0; i < COUNT_OF(LINES); i++)
        assert_true(str_find(text, str_from_c(LINES[i])) >= 0);
    assert_true(str_ends_with(text, STR("END:VCALENDAR\r\n")));
    arena_free(arena);
}

static void long_lines_are_folded_between_characters(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct str summary = STR("");
    for (int i = 0; i < 60; i++)
        summary = str_concat(arena, summary, STR("ệ"));
    struct str text = write_one(arena, summary);
    struct str unfolded = STR("");
    for (struct str rest = text; rest.p && rest.n;) {
        struct str line = str_cut(&rest, '\n');
        assert_true(line.n > 0 && line.p[line.n - 1] == '\r');
        line = str_slice(line, 0, line.n - 1);
        assert_true(line.n <= 75);
        bool goes_on = line.p[0] == ' ';
        assert_int_not_equal((unsigned char)line.p[goes_on] & 0xC0, 0x80);
        unfolded = str_concat(arena, unfolded,
                              goes_on ? str_slice(line, 1, line.n)
                                      : str_format(arena, "\n" STR_FMT, STR_ARG(line)));
    }
    assert_true(
        str_find(unfolded, str_format(arena, "\nSUMMARY:" STR_FMT "\n", STR_ARG(summary))) >= 0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_lasts_one_day),
        cmocka_unit_test(long_lines_are_folded_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
