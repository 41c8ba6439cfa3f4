/* Who checks whom: vectors, and that every draw holds and none is missed, against all that there is
 * for few units. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "features/crosscheck/crosscheck.h"

static struct arena *a;

static int set_up(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

static struct crosscheck_draw draw(const struct crosscheck_input *input) {
    struct crosscheck_draw drawn;
    crosscheck_make(a, input, &drawn);
    if (drawn.outcome == DRAW_FOUND)
        assert_true(crosscheck_holds(input, &drawn));
    return drawn;
}

static void the_same_seed_draws_the_same(void **state) {
    (void)state;
    struct crosscheck_input input = {.count = 8, .team_size = 1, .seed = STR("20200626")};
    struct crosscheck_draw first = draw(&input);
    struct crosscheck_draw again = draw(&input);
    assert_int_equal(first.outcome, DRAW_FOUND);
    assert_memory_equal(first.by, again.by, 8 * sizeof(size_t));
    bool differs = false;
    for (int i = 0; i < 5 && !differs; i++) {
        input.seed = str_format(a, "7%03d", i);
        struct crosscheck_draw other = draw(&input);
        differs = memcmp(first.by, other.by, 8 * sizeof(size_t)) != 0;
    }
    assert_true(differs);
}

/* Written down once: whoever changes how it is drawn makes every printed seed worthless. */
static void a_printed_seed_keeps_its_draw(void **state) {
    (void)state;
    static const size_t BY[] = {6, 3, 7, 5, 1, 0, 2, 4};
    static const size_t TEAM[] = {2, 1, 3, 0, 3, 2, 1, 0};
    static const size_t TEAM_BY[] = {0, 2, 1, 3, 1, 0, 2, 3};
    struct crosscheck_input input = {.count = 8, .team_size = 1, .seed = STR("20200626")};
    assert_memory_equal(draw(&input).by, BY, sizeof(BY));
    input.team_size = 2;
    struct crosscheck_draw teams = draw(&input);
    assert_memory_equal(teams.team, TEAM, sizeof(TEAM));
    assert_memory_equal(teams.by, TEAM_BY, sizeof(TEAM_BY));
}

/* Every unit is drawn for every other in its time. */
static void no_pair_is_left_out_by_the_lot(void **state) {
    (void)state;
    size_t seen[5][5] = {0};
    for (int i = 0; i < 400; i++) {
        struct crosscheck_input input = {
            .count = 5, .team_size = 1, .rings_allowed = true, .seed = str_format(a, "%05d", i)};
        struct crosscheck_draw drawn = draw(&input);
        for (size_t unit = 0; unit < 5; unit++)
            seen[drawn.by[unit]][unit]++;
    }
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 5; k++) {
            if (i == k)
                assert_int_equal(seen[i][k], 0);
            else
                assert_in_range(seen[i][k], 60, 140); /* 100 each, if all is fair */
        }
}

/* --- against all there is ----------------------------------------------------------------- */

static bool any_checkers(const struct crosscheck_input *input, struct crosscheck_draw *drawn,
                         size_t unit) {
    if (unit == input->count)
        return crosscheck_holds(input, drawn);
    for (drawn->by[unit] = 0; drawn->by[unit] < drawn->team_count; drawn->by[unit]++)
        if (drawn->by[unit] != drawn->team[unit] && any_checkers(input, drawn, unit + 1))
            return true;
    return false;
}

static bool any_teams(const struct crosscheck_input *input, struct crosscheck_draw *drawn,
                      size_t unit) {
    if (unit == input->count)
        return any_checkers(input, drawn, 0);
    size_t first = input->team_size == 1 ? unit : 0;
    size_t last = input->team_size == 1 ? unit + 1 : drawn->team_count;
    for (drawn->team[unit] = first; drawn->team[unit] < last; drawn->team[unit]++)
        if (any_teams(input, drawn, unit + 1))
            return true;
    return false;
}

static bool exists(const struct crosscheck_input *input) {
    size_t team[8];
    size_t by[8];
    struct crosscheck_draw drawn = {.outcome = DRAW_FOUND,
                                    .team_count = input->count / input->team_size,
                                    .team = team,
                                    .by = by};
    return any_teams(input, &drawn, 0);
}

static uint32_t random_bits(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void exclude_some(struct crosscheck_input *input, uint32_t *random, uint32_t percent) {
    struct exclusion *list = ARENA_ARRAY(a, struct exclusion, input->count * input->count);
    size_t count = 0;
    for (size_t i = 0; i < input->count; i++)
        for (size_t k = 0; k < input->count; k++)
            if (i != k && random_bits(random) % 100 < percent)
                list[count++] = (struct exclusion){
                    i, k, (enum exclusion_kind)(random_bits(random) % EXCLUSION_KIND_COUNT)};
    input->exclusions = list;
    input->exclusion_count = count;
}

static void what_is_possible_is_found(void **state) {
    (void)state;
    uint32_t random = 7;
    int impossible = 0;
    for (int i = 0; i < 900; i++) {
        struct crosscheck_input input = {.team_size = 1 + random_bits(&random) % 2,
                                         .rings_allowed = random_bits(&random) % 2,
                                         .seed = str_format(a, "%06d", i)};
        input.count = input.team_size * 2 + random_bits(&random) % (6 - input.team_size);
        if (input.team_size == 2 && input.count > 6)
            input.count = 6;
        exclude_some(&input, &random, 5 + random_bits(&random) % 60);
        struct crosscheck_draw drawn = draw(&input);
        assert_int_equal(drawn.outcome, exists(&input) ? DRAW_FOUND : DRAW_IMPOSSIBLE);
        impossible += drawn.outcome == DRAW_IMPOSSIBLE;
        arena_clear(a);
    }
    assert_in_range(impossible, 100, 800);
}

/* What is said to be relaxed helps indeed, and nothing less does. */
static void what_to_relax_is_right(void **state) {
    (void)state;
    uint32_t random = 99;
    int told = 0;
    for (int i = 0; i < 300; i++) {
        struct crosscheck_input input = {.count = 3 + random_bits(&random) % 3,
                                         .team_size = 1,
                                         .seed = str_format(a, "%06d", i)};
        exclude_some(&input, &random, 55);
        struct crosscheck_draw drawn = draw(&input);
        if (drawn.outcome == DRAW_FOUND)
            continue;
        for (unsigned set = 1; set <= RELAX_ALL; set++) {
            struct crosscheck_input without = input;
            struct exclusion *left = ARENA_ARRAY(a, struct exclusion, input.exclusion_count);
            without.exclusions = left;
            without.exclusion_count = 0;
            without.rings_allowed = set & RELAX_RINGS;
            for (size_t k = 0; k < input.exclusion_count; k++)
                if (!(set & (1u << input.exclusions[k].kind)))
                    left[without.exclusion_count++] = input.exclusions[k];
            if (set == drawn.relax) {
                assert_true(exists(&without));
                told++;
            } else if (__builtin_popcount(set) < __builtin_popcount(drawn.relax)) {
                assert_false(exists(&without));
            }
        }
        arena_clear(a);
    }
    assert_in_range(told, 30, 300);
}

static void many_units_with_many_exclusions(void **state) {
    (void)state;
    uint32_t random = 3;
    for (size_t count = 2; count <= 60; count++) {
        for (size_t team_size = 1; team_size <= 4; team_size++) {
            struct crosscheck_input input = {.count = count,
                                             .team_size = team_size,
                                             .rings_allowed = count < 8,
                                             .seed = str_format(a, "%zu%03zu", team_size, count)};
            if (count / team_size < 2) {
                assert_int_equal(draw(&input).outcome, DRAW_TOO_FEW);
                continue;
            }
            exclude_some(&input, &random, count < 8 || team_size > 1 ? 4 : 25);
            struct crosscheck_draw drawn = draw(&input);
            if (count >= 12)
                assert_int_equal(drawn.outcome, DRAW_FOUND);
        }
        arena_clear(a);
    }
}

/* --- in words ----------------------------------------------------------------------------- */

static const struct str NAMES[] = {STR_INIT("Đơn vị A"), STR_INIT("Đơn vị B"), STR_INIT("Đơn vị C"),
                                   STR_INIT("Đơn vị D")};

static void two_units_can_only_check_each_other(void **state) {
    (void)state;
    struct crosscheck_input input = {.count = 2, .team_size = 1, .seed = STR("1234")};
    struct crosscheck_draw drawn = draw(&input);
    assert_int_equal(drawn.outcome, DRAW_IMPOSSIBLE);
    assert_int_equal(drawn.relax, RELAX_RINGS);
    assert_true(str_find(crosscheck_say(a, LANG_VI, &input, &drawn, NAMES),
                         message_plain(LANG_VI, MSG_crosscheck_relax_rings)) > 0);
    input.rings_allowed = true;
    drawn = draw(&input);
    assert_int_equal(drawn.outcome, DRAW_FOUND);
    assert_int_equal(drawn.by[0], 1);
    assert_int_equal(drawn.by[1], 0);
}

static void who_nobody_may_check_is_named(void **state) {
    (void)state;
    const struct exclusion none[] = {
        {0, 2, EXCLUSION_NAMED}, {1, 2, EXCLUSION_LAST}, {3, 2, EXCLUSION_PARENT}};
    struct crosscheck_input input = {.count = 4,
                                     .team_size = 1,
                                     .rings_allowed = true,
                                     .exclusions = none,
                                     .exclusion_count = 3,
                                     .seed = STR("1234")};
    struct crosscheck_draw drawn = draw(&input);
    assert_int_equal(drawn.outcome, DRAW_IMPOSSIBLE);
    assert_int_equal(drawn.unchecked, 2);
    assert_int_equal(drawn.relax, 1u << EXCLUSION_LAST);
    struct str said = crosscheck_say(a, LANG_VI, &input, &drawn, NAMES);
    assert_true(str_find(said, NAMES[2]) > 0);
    assert_true(str_find(said, message_plain(LANG_VI, MSG_crosscheck_relax_last)) > 0);
}

static void one_unit_is_too_few(void **state) {
    (void)state;
    struct crosscheck_input input = {.count = 1, .team_size = 1, .seed = STR("1234")};
    assert_int_equal(draw(&input).outcome, DRAW_TOO_FEW);
    input.count = 3;
    input.team_size = 2;
    struct crosscheck_draw drawn = draw(&input);
    assert_int_equal(drawn.outcome, DRAW_TOO_FEW);
    assert_true(crosscheck_say(a, LANG_VI, &input, &drawn, NAMES).n > 0);
}

static void a_seed_is_digits(void **state) {
    (void)state;
    struct str seed;
    assert_true(crosscheck_read_seed(a, STR("  12.345 - 678 "), &seed));
    assert_true(str_equal_c(seed, "12345678"));
    assert_false(crosscheck_read_seed(a, STR("123"), &seed));
    assert_false(crosscheck_read_seed(a, STR("12a45"), &seed));
    assert_false(crosscheck_read_seed(a, STR(""), &seed));
    assert_false(crosscheck_read_seed(a, STR("12345678901234567890123456789012345678901"), &seed));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_draws_the_same),
        cmocka_unit_test(a_printed_seed_keeps_its_draw),
        cmocka_unit_test(no_pair_is_left_out_by_the_lot),
        cmocka_unit_test(what_is_possible_is_found),
        cmocka_unit_test(what_to_relax_is_right),
        cmocka_unit_test(many_units_with_many_exclusions),
        cmocka_unit_test(two_units_can_only_check_each_other),
        cmocka_unit_test(who_nobody_may_check_is_named),
        cmocka_unit_test(one_unit_is_too_few),
        cmocka_unit_test(a_seed_is_digits),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
