/* What verification finds in the books of a cluster's year, broken on purpose, on both engines. */
#include "db/db_test_support.h"
#include "features/calendar/calendar.sql.h"
#include "features/cluster/cluster.sql.h"
#include "features/cluster/cluster_fixture.h"
#include "features/headship/headship.sql.h"
#include "features/invariant/invariant_service.h"
#include "features/movement/movement.sql.h"
#include "features/plan/plan.sql.h"
#include "features/registration/registration.sql.h"
#include "features/target/target.sql.h"

#define NONE STR("")

struct broken {
    struct str cluster; /* ids */
    struct str other;
    struct str member;
    struct str stranger; /* of the other cluster */
};

static const struct err *break_terms(struct db_tx *tx, const struct broken *b) {
    TRY(q_headship_term_insert(tx, STR("t1"), b->cluster, STR("deputy-1"), b->member,
                               STR("2019-01-01"), STR("2019-12-01"), STR("vote"), NONE, NONE, 1,
                               STR("x")));
    TRY(q_headship_term_insert(tx, STR("t2"), b->cluster, STR("deputy-1"), b->stranger,
                               STR("2019-11-30"), STR("2019-12-31"), STR("vote"), NONE, NONE, 1,
                               STR("x")));
    return q_cluster_member_insert(tx, b->other, b->member, 2020, 9);
}

static const struct err *break_movements(struct db_tx *tx, const struct broken *b) {
    TRY(q_movement_insert(tx, STR("m"), STR("drive"), b->cluster, STR_NONE, STR_NONE, 0, 1,
                          STR("x")));
    TRY(q_movement_revision_insert(tx, STR("r"), STR("m"), 2, STR("Đợt"), NONE, NONE, NONE,
                                   STR("2020"), NONE, STR_NONE, STR_NONE, STR_NONE, NONE, STR_NONE,
                                   NONE, NONE, NONE, STR("stands"), NONE, 1, STR("x")));
    TRY(q_movement_act_insert(tx, STR("a"), STR("m"), 0, STR("plan"), false, STR("2020-05-01"),
                              NONE, NONE, NONE, 1, STR("x")));
    TRY(q_movement_act_insert(tx, STR("b"), STR("m"), 1, STR("launch"), false, STR("2020-04-01"),
                              NONE, NONE, NONE, 1, STR("x")));
    return q_participation_insert(tx, STR("p"), STR("m"), b->cluster, 2020, b->stranger,
                                  STR("2020-05-01"), NONE, 1, STR("x"));
}

static const struct err *break_targets(struct db_tx *tx, const struct broken *b) {
    TRY(q_target_item_insert(tx, STR("i"), b->cluster, 2020, 1));
    TRY(q_target_item_entry_insert(tx, STR("i"), 2, STR("Mở lớp"), STR("mo lop"), STR("lớp"),
                                   STR("more"), false, false, NONE, 0, NONE, false, NONE, STR_NONE,
                                   NONE, NONE, false, STR("x"), 1, NONE));
    return q_target_entry_insert(tx, STR("i"), b->stranger, 1, STR("agreed"), STR("agreed"),
                                 STR("5"), STR_NONE, NONE, STR_NONE, NONE, NONE, false, STR("x"), 1,
                                 NONE);
}

static const struct err *break_calendar(struct db_tx *tx, const struct broken *b) {
    TRY(q_calendar_row_insert(tx, STR("c"), STR("row"), 2, b->cluster, 2020, STR("Việc"), NONE, 0,
                              STR_NONE, STR("2020-06-30"), true, NONE, NONE, false, NONE, STR("x"),
                              1));
    TRY(q_calendar_mark_insert(tx, STR("k1"), b->cluster, 2020, STR("row"), b->stranger, 1,
                               STR("2020-06-01"), false, NONE, STR("x"), 1));
    return q_calendar_mark_insert(tx, STR("k2"), b->cluster, 2020, STR("no-row"), b->member, 1,
                                  STR("2020-06-01"), false, NONE, STR("x"), 1);
}

static const struct err *break_in(struct db_tx *tx, void *context) {
    const struct broken *b = context;
    TRY(break_terms(tx, b));
    TRY(break_movements(tx, b));
    TRY(break_targets(tx, b));
    TRY(break_calendar(tx, b));
    TRY(q_plan_insert(tx, STR("plan"), b->cluster, 2020, STR_NONE, 0, 1));
    TRY(q_plan_entry_insert(tx, STR("plan"), 2, STR("draft"), STR("Kế hoạch"), NONE, NONE, NONE,
                            NONE, STR_NONE, NONE, NONE, NONE, STR("x"), 1));
    return q_registration_insert(tx, STR("reg"), b->cluster, 2020, b->stranger, 2, NONE, NONE,
                                 STR("x"), 1);
}

static void what_was_broken_on_purpose_is_found(void **state) {
    static const struct {
        enum msg_id id;
        const char *count; /* NULL: another argument */
    } WANTED[] = {
        {MSG_invariant_term_overlap, NULL},
        {MSG_invariant_double_member, NULL},
        {MSG_invariant_movement_gap, "1"},
        {MSG_invariant_movement_step, "1"},
        {MSG_invariant_movement_stranger, "1"},
        {MSG_invariant_movement_drive, "1"},
        {MSG_invariant_plan_gap, "1"},
        {MSG_invariant_calendar_gap, "1"},
        {MSG_invariant_calendar_stranger, "2"},
        {MSG_invariant_target_gap, "1"},
        {MSG_invariant_target_stranger, "1"},
        {MSG_invariant_registration_gap, "1"},
        {MSG_invariant_registration_stranger, "1"},
    };
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period here = fixture_cluster(db, arena, "Một");
    struct cluster_period there = fixture_cluster(db, arena, "Hai");
    struct invariant_breaches breaches;
    assert_ok(invariant_check(db, arena, &breaches));
    assert_int_equal(breaches.count, 0);
    struct broken broken = {here.cluster_id, there.cluster_id, here.members.items[0].id,
                            there.members.items[1].id};
    assert_ok(db_write(db, break_in, &broken));
    assert_ok(invariant_check(db, arena, &breaches));
    assert_int_equal(breaches.count, COUNT_OF(WANTED));
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        const struct message *said = &breaches.items[i].message;
        assert_int_equal(said->id, WANTED[i].id);
        if (WANTED[i].count)
            assert_true(str_equal_c(said->args[0], WANTED[i].count));
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {DB_TEST(what_was_broken_on_purpose_is_found)};
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
