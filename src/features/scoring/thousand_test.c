/* A table of 1000 points and 230 nodes in several clusters of eight units: it adds up, boards are
 * the same when they are made anew, and a changed score costs the cluster it is in alone. */
#include "db/db_test_support.h"
#include "features/scoring/board_state.h"
#include "features/scoring/thousand_fixture.h"

enum { CLUSTERS = 2, NOW_MS = 1600000000 };

static void parts_add_up(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct criteria criteria = thousand_table(arena);
    assert_int_equal(criteria.count, THOUSAND_NODES);
    struct decimal total = criteria_max_total(&criteria);
    assert_int_equal(decimal_compare(total, DECIMAL(1000, 0)), 0);
    for (size_t i = 0; i < criteria.count; i++) {
        struct decimal sum = DECIMAL_ZERO;
        for (size_t k = i + 1; k < criteria.count; k++)
            if (criteria.items[k].parent == (ptrdiff_t)i)
                sum = decimal_add(sum, criteria.items[k].max);
        if (criteria.items[i].kind == CRITERION_GROUP)
            assert_int_equal(decimal_compare(sum, criteria.items[i].max), 0);
    }
    arena_free(arena);
}

static void same_figures(const struct scoreboard *a, const struct scoreboard *b) {
    for (size_t unit = 0; unit < a->matrix.unit_count; unit++) {
        assert_int_equal(a->standings[unit].unit, b->standings[unit].unit);
        assert_int_equal(a->standings[unit].place, b->standings[unit].place);
        assert_int_equal(
            decimal_compare(a->matrix.totals[unit].total, b->matrix.totals[unit].total), 0);
        for (size_t i = 0; i < a->table.criteria.count; i++)
            assert_int_equal(decimal_compare(score_cell_at(&a->matrix, unit, i)->in_force,
                                             score_cell_at(&b->matrix, unit, i)->in_force),
                             0);
    }
}

struct world {
    struct db *db;
    struct arena *arena;
    struct user user;
    struct cluster_period clusters[CLUSTERS];
    struct scoreboard boards[CLUSTERS];
};

static void load(struct world *world, size_t cluster) {
    assert_ok(scoring_load_board(world->db, world->arena, &world->user,
                                 world->clusters[cluster].slug, world->clusters[cluster].code,
                                 &world->boards[cluster]));
}

static const struct err *anew_in(struct db_tx *tx, void *context) {
    struct world *world = context;
    struct scoreboard anew;
    TRY(scoring_board_in(tx, world->arena, world->clusters[0].slug, world->clusters[0].code,
                         &anew));
    same_figures(&world->boards[0], &anew);
    return NULL;
}

static void change_one(struct world *world) {
    const struct scoreboard *board = &world->boards[0];
    size_t last = board->table.criteria.count - 1;
    const struct verification decision = {
        .code = board->table.criteria.items[last].code,
        .actual = STR(""),
        .points = STR("0,25"),
        .reason = STR("Theo biên bản số 1"),
        .seen_revision = board_cell_at(board, 3, last)->accepted_revision,
    };
    struct issues issues = {0};
    int stored = 0;
    assert_ok(scoring_verify(world->db, world->arena, &world->user, NOW_MS + 1, &board->cluster, 3,
                             SCORE_HEAD, &decision, 1, &issues, &stored));
    assert_int_equal(issues.count, 0);
    assert_int_equal(stored, 1);
}

static void a_changed_score_costs_its_cluster_alone(void **state) {
    struct world world = {.db = *state, .arena = arena_new((size_t)1 << 28), .user = user_local()};
    for (size_t i = 0; i < CLUSTERS; i++) {
        assert_ok(thousand_cluster(world.db, world.arena, &world.user, NOW_MS, i + 1,
                                   &world.clusters[i]));
        load(&world, i);
    }
    struct scoreboard before[CLUSTERS] = {world.boards[0], world.boards[1]};
    change_one(&world);
    load(&world, 0);
    load(&world, 1);
    assert_true(world.boards[0].cluster.revision > before[0].cluster.revision);
    /* The other one is the very same board, not one that was made again. */
    assert_ptr_equal(world.boards[1].rows, before[1].rows);
    /* And in the cluster the units' rows that stayed are shared. */
    assert_ptr_equal(world.boards[0].rows[5], before[0].rows[5]);
    assert_ptr_not_equal(world.boards[0].rows[3], before[0].rows[3]);
    assert_ok(db_read(world.db, anew_in, &world));
    scoring_forget_boards(world.db);
    arena_free(world.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up),
        DB_TEST(a_changed_score_costs_its_cluster_alone),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
