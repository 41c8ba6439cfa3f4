/* The rules: the countdown, instants as people type them, and that the register is whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "features/privacy/privacy.h"

#define HOUR_MS INT64_C(3600000)

static const char *clock_of(struct arena *arena, int64_t notified_ms, int64_t now_ms) {
    const int64_t occurred_ms = 100 * HOUR_MS;
    return message_text(arena, LANG_VI, incident_clock(arena, occurred_ms, notified_ms, now_ms)).p;
}

static void the_hours_run_from_when_it_occurred(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    assert_int_equal(incident_due_ms(100 * HOUR_MS), 172 * HOUR_MS);
    assert_string_equal(clock_of(arena, 0, 100 * HOUR_MS), "còn 72 giờ 0 phút");
    assert_string_equal(clock_of(arena, 0, 171 * HOUR_MS + 60000), "còn 0 giờ 59 phút");
    assert_string_equal(clock_of(arena, 0, 172 * HOUR_MS), "còn 0 giờ 0 phút");
    assert_string_equal(clock_of(arena, 0, 175 * HOUR_MS), "quá hạn 3 giờ 0 phút");
    /* Once it was notified the time that passes no longer counts. */
    assert_string_equal(clock_of(arena, 172 * HOUR_MS, 500 * HOUR_MS), "đã thông báo trong hạn");
    assert_string_equal(clock_of(arena, 174 * HOUR_MS, 500 * HOUR_MS),
                        "thông báo chậm 2 giờ 0 phút");
    arena_free(arena);
}

static void instants_are_read_as_clocks_show_them(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    static const char *const SAME[] = {"23/11/2026 09:30", "9:30 23/11/2026", "23-11-2026 9:30",
                                       "2026-11-23T09:30"};
    for (size_t i = 0; i < sizeof(SAME) / sizeof(*SAME); i++) {
        int64_t ms;
        assert_true(instant_read_human(str_from_c(SAME[i]), &ms));
        assert_string_equal(instant_display(arena, ms).p, "23/11/2026 09:30");
    }
    static const char *const WRONG[] = {"",
                                        "23/11/2026",
                                        "09:30",
                                        "31/2/2026 09:30",
                                        "23/11/2026 24:00",
                                        "23/11/2026 9:3",
                                        "23/11/2026 09:30:10x",
                                        "hôm qua"};
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(*WRONG); i++) {
        int64_t ms;
        assert_false(instant_read_human(str_from_c(WRONG[i]), &ms));
    }
    arena_free(arena);
}

static void each_group_says_all_of_it(void **state) {
    (void)state;
    for (int group = 0; group < PRIVACY_GROUP_COUNT; group++) {
        const struct privacy_about *about = &PRIVACY_GROUPS[group];
        size_t fields = 0;
        assert_true(about->code.n && about->name && about->what && about->purpose && about->seen);
        for (size_t i = 0; i < PRIVACY_FIELD_COUNT; i++)
            fields += PRIVACY_FIELDS[i].group == (enum privacy_group)group;
        assert_true(fields > 0);
    }
    /* What is no more than a judgement is marked as one (facts PD-06). */
    assert_true(PRIVACY_GROUPS[PRIVACY_ABSENCE].is_sensitive);
    assert_non_null(
        strstr(message_plain(LANG_VI, MSG_privacy_kind_sensitive).p, "chưa kiểm chứng"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hours_run_from_when_it_occurred),
        cmocka_unit_test(instants_are_read_as_clocks_show_them),
        cmocka_unit_test(each_group_says_all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
