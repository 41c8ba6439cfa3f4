/* Quotas as regulations print them, and the list that places and quotas give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/proposal/proposal.h"

static struct arena *a;

enum { UNITS_MAX = 20 };

/* Standings with these places; 0: none. */
static struct standing *standings_of(const int *places, size_t count) {
    struct standing *standings = ARENA_ARRAY(a, struct standing, count);
    for (size_t i = 0; i < count; i++)
        standings[i] =
            (struct standing){.unit = i, .place = places[i], .totals = {.complete = true}};
    return standings;
}

static void assert_kinds(const struct proposal_draft *drafts, const char *kinds) {
    for (size_t i = 0; kinds[i]; i++)
        assert_int_equal("-FC"[drafts[i].kind], kinds[i]);
}

/* S-24, CF-01: a block of 12, two flags: not more than half of the other 10. */
static void certificates_of_the_rest(void **state) {
    (void)state;
    struct proposal_quota quota = proposal_quota_read(STR("2"), STR("50%"));
    assert_int_equal(quota.flags, 2);
    assert_int_equal(proposal_certificates_max(&quota, 12, 2), 5);
    /* 20 % of what is left of 7 after one flag is 1.2 */
    quota = proposal_quota_read(STR("1"), STR("20%"));
    assert_int_equal(proposal_certificates_max(&quota, 7, 1), 1);
    /* a flag that is not given leaves more */
    quota = proposal_quota_read(STR("2"), STR("50%"));
    assert_int_equal(proposal_certificates_max(&quota, 12, 0), 6);
}

/* CF-02: of all members, those proposed for flags among them. */
static void certificates_of_all(void **state) {
    (void)state;
    struct proposal_quota quota = proposal_quota_read(STR("1"), STR("50% all"));
    assert_int_equal(proposal_certificates_max(&quota, 12, 1), 6);
    assert_int_equal(proposal_certificates_max(&quota, 5, 1), 2);
}

/* CF-04: 2 flags and 1 certificate. */
static void certificates_as_a_number(void **state) {
    (void)state;
    struct proposal_quota quota = proposal_quota_read(STR("2"), STR("1"));
    struct proposal_draft *drafts;
    static const int PLACES[] = {1, 2, 3, 4, 5};
    proposal_make(a, standings_of(PLACES, 5), 5, &quota, &drafts);
    assert_kinds(drafts, "FFC--");
    assert_int_equal(drafts[0].why, PROPOSAL_BY_PLACE);
    assert_int_equal(drafts[3].why, PROPOSAL_BEHIND);
}

static void without_a_quota_nobody_is_proposed(void **state) {
    (void)state;
    static const struct {
        const char *flags, *certificates;
    } NONE[] = {{"", ""}, {"x", "-1"}, {"", "101%"}, {"0", "0%"}};
    static const int PLACES[] = {1, 2, 3};
    for (size_t i = 0; i < COUNT_OF(NONE); i++) {
        struct proposal_quota quota =
            proposal_quota_read(str_from_c(NONE[i].flags), str_from_c(NONE[i].certificates));
        struct proposal_draft *drafts;
        proposal_make(a, standings_of(PLACES, 3), 3, &quota, &drafts);
        assert_kinds(drafts, "---");
    }
}

static void a_shared_place_that_does_not_fit_stays_open(void **state) {
    (void)state;
    struct proposal_draft *drafts;
    static const int PLACES[] = {1, 2, 2, 4, 5};
    struct proposal_quota quota = proposal_quota_read(STR("2"), STR("2"));
    proposal_make(a, standings_of(PLACES, 5), 5, &quota, &drafts);
    assert_kinds(drafts, "F----");
    assert_int_equal(drafts[1].why, PROPOSAL_TIED);
    assert_int_equal(drafts[2].why, PROPOSAL_TIED);
    quota = proposal_quota_read(STR("3"), STR("1"));
    proposal_make(a, standings_of(PLACES, 5), 5, &quota, &drafts);
    assert_kinds(drafts, "FFFC-");
}

/* CF-07, CF-08: who is disqualified or incomplete is not on it. */
static void who_has_no_place_is_not_proposed(void **state) {
    (void)state;
    static const int PLACES[] = {1, 0, 0, 0};
    struct standing *standings = standings_of(PLACES, 4);
    standings[1].totals.disqualified = true;
    standings[2].totals.complete = false;
    standings[3].beyond = true;
    struct proposal_quota quota = proposal_quota_read(STR("9"), STR("9"));
    struct proposal_draft *drafts;
    proposal_make(a, standings, 4, &quota, &drafts);
    assert_kinds(drafts, "F---");
    assert_int_equal(drafts[1].why, PROPOSAL_DISQUALIFIED);
    assert_int_equal(drafts[2].why, PROPOSAL_INCOMPLETE);
    assert_int_equal(drafts[3].why, PROPOSAL_UNPLACED);
}

static void never_more_than_the_quota(void **state) {
    (void)state;
    uint64_t dice = 7;
    for (int round = 0; round < 500; round++) {
        int places[UNITS_MAX];
        size_t count = 1 + (size_t)(dice >> 33) % UNITS_MAX;
        for (size_t i = 0; i < count; i++) {
            dice = dice * 6364136223846793005u + 1442695040888963407u;
            places[i] = i && (dice >> 40) % 3 == 0 ? places[i - 1] : (int)i + 1;
        }
        struct proposal_quota quota = proposal_quota_read(
            str_format(a, "%d", round % 5), str_format(a, round % 2 ? "%d%%" : "%d", round % 60));
        struct proposal_draft *drafts;
        proposal_make(a, standings_of(places, count), count, &quota, &drafts);
        size_t given[PROPOSAL_KIND_COUNT] = {0};
        for (size_t i = 0; i < count; i++)
            given[drafts[i].kind]++;
        assert_true(given[PROPOSAL_FLAG] <= quota.flags);
        assert_true(given[PROPOSAL_CERTIFICATE] <=
                    proposal_certificates_max(&quota, count, given[PROPOSAL_FLAG]));
        dice += 0x9e3779b97f4a7c15u;
    }
}

static int begin(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates_of_the_rest),
        cmocka_unit_test(certificates_of_all),
        cmocka_unit_test(certificates_as_a_number),
        cmocka_unit_test(without_a_quota_nobody_is_proposed),
        cmocka_unit_test(a_shared_place_that_does_not_fit_stays_open),
        cmocka_unit_test(who_has_no_place_is_not_proposed),
        cmocka_unit_test(never_more_than_the_quota),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
