/* Boards kept up to date by the entries that came since equal boards made from all entries, on both
 * engines. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "features/scoring/board_state.h"
#include "features/scoring/exemption_service.h"
#include "features/scoring/ranking_digest_service.h"
#include "features/scoring/scores_fixture.h"

static struct scores_fixture f;

/* --- equality, field by field -------------------------------------------------------------- */

static void same_text(struct str a, struct str b) {
    assert_int_equal(a.p == NULL, b.p == NULL);
    if (a.p)
        assert_string_equal(str_c(f.arena, a), str_c(f.arena, b));
}

static void same_decimal(struct decimal a, struct decimal b) {
    assert_int_equal(a.units, b.units);
    assert_int_equal(a.scale, b.scale);
}

static void same_decision(const struct stage_decision *a, const struct stage_decision *b) {
    assert_int_equal(a == NULL, b == NULL);
    if (!a)
        return;
    same_text(a->actual, b->actual);
    same_text(a->actual_reason, b->actual_reason);
    same_text(a->actual_author, b->actual_author);
    assert_int_equal(a->actual_at_ms, b->actual_at_ms);
    assert_int_equal(a->has_points, b->has_points);
    same_decimal(a->points, b->points);
    same_text(a->points_reason, b->points_reason);
    same_text(a->points_author, b->points_author);
    assert_int_equal(a->points_at_ms, b->points_at_ms);
    assert_int_equal(a->agrees, b->agrees);
    same_decimal(a->agreed, b->agreed);
    same_text(a->agree_author, b->agree_author);
    assert_int_equal(a->agree_at_ms, b->agree_at_ms);
    assert_int_equal(a->actual_revision, b->actual_revision);
    assert_int_equal(a->points_revision, b->points_revision);
    assert_int_equal(a->agree_revision, b->agree_revision);
}

static void same_cell(const struct board_cell *a, const struct board_cell *b) {
    same_text(a->self_actual, b->self_actual);
    same_text(a->self_actual_source, b->self_actual_source);
    same_text(a->self_author, b->self_author);
    assert_int_equal(a->self_at_ms, b->self_at_ms);
    assert_int_equal(a->has_self, b->has_self);
    same_decimal(a->self, b->self);
    same_text(a->evidence, b->evidence);
    same_text(a->accepted_actual, b->accepted_actual);
    same_text(a->accepted_actual_reason, b->accepted_actual_reason);
    same_text(a->accepted_author, b->accepted_author);
    assert_int_equal(a->accepted_at_ms, b->accepted_at_ms);
    same_text(a->accepted_reason, b->accepted_reason);
    assert_int_equal(a->accepted_revision, b->accepted_revision);
    assert_int_equal(a->self_differs, b->self_differs);
    assert_memory_equal(a->revisions, b->revisions, sizeof(a->revisions));
    assert_int_equal(a->decided, b->decided);
    for (int stage = 0; stage < SCORE_STAGE_COUNT; stage++)
        same_decision(a->stages[stage], b->stages[stage]);
}

static void same_score(const struct score_cell *a, const struct score_cell *b) {
    assert_int_equal(a->actual.state, b->actual.state);
    same_text(a->actual.text, b->actual.text);
    same_decimal(a->actual.number, b->actual.number);
    assert_int_equal(a->has_accepted, b->has_accepted);
    same_decimal(a->accepted, b->accepted);
    assert_int_equal(a->has_points, b->has_points);
    same_decimal(a->points, b->points);
    same_decimal(a->bonus, b->bonus);
    assert_int_equal(a->exempt, b->exempt);
    assert_int_equal(a->in_force_known, b->in_force_known);
    same_decimal(a->in_force, b->in_force);
}

static void same_totals(const struct score_totals *a, const struct score_totals *b) {
    same_decimal(a->content, b->content);
    same_decimal(a->bonus, b->bonus);
    same_decimal(a->penalty, b->penalty);
    same_decimal(a->total, b->total);
    same_decimal(a->max, b->max);
    same_decimal(a->compared, b->compared);
    assert_int_equal(a->disqualified, b->disqualified);
    assert_int_equal(a->missing, b->missing);
    assert_int_equal(a->complete, b->complete);
}

static void same_board(const struct scoreboard *a, const struct scoreboard *b) {
    assert_int_equal(a->cluster.revision, b->cluster.revision);
    assert_int_equal(a->cluster.structure_revision, b->cluster.structure_revision);
    same_text(a->cluster.venue, b->cluster.venue);
    assert_int_equal(a->table.locked, b->table.locked);
    assert_int_equal(a->book.in_use, b->book.in_use);
    same_decimal(a->max_total, b->max_total);
    assert_int_equal(a->matrix.unit_count, b->matrix.unit_count);
    assert_int_equal(a->table.criteria.count, b->table.criteria.count);
    for (size_t unit = 0; unit < a->matrix.unit_count; unit++) {
        for (size_t i = 0; i < a->table.criteria.count; i++) {
            same_cell(board_cell_at(a, unit, i), board_cell_at(b, unit, i));
            same_score(score_cell_at(&a->matrix, unit, i), score_cell_at(&b->matrix, unit, i));
        }
        same_totals(&a->matrix.totals[unit], &b->matrix.totals[unit]);
        assert_int_equal(a->units_missing[unit], b->units_missing[unit]);
        assert_int_equal(a->standings[unit].unit, b->standings[unit].unit);
        assert_int_equal(a->standings[unit].place, b->standings[unit].place);
        assert_int_equal(a->standings[unit].shared, b->standings[unit].shared);
        same_totals(&a->standings[unit].totals, &b->standings[unit].totals);
    }
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    same_text(ranking_digest(scratch, a), ranking_digest(scratch, b));
}

/* --- boards ------------------------------------------------------------------------------- */

struct both {
    struct arena *arena;
    struct db *db;
    struct scoreboard whole;
    struct scoreboard kept;
    size_t newer;
};

/* Both in one transaction, so that they are of the same moment. */
static const struct err *load_both_in(struct db_tx *tx, void *context) {
    struct both *both = context;
    TRY(scoring_board_in(tx, both->arena, STR("cum-thu"), STR("2020-H1"), &both->whole));
    return scoring_board_for_write(tx, both->db, both->arena, STR("cum-thu"), STR("2020-H1"),
                                   &both->kept, &both->newer);
}

static void kept_equals_whole(void) {
    struct both both = {.arena = f.arena, .db = f.db};
    assert_ok(db_write(f.db, load_both_in, &both));
    same_board(&both.kept, &both.whole);
    struct scoreboard shown;
    assert_ok(scoring_load_board(f.db, f.arena, &f.local, STR("cum-thu"), STR("2020-H1"), &shown));
    same_board(&shown, &both.whole);
}

/* --- random changes ----------------------------------------------------------------------- */

/* The same sequence each time. */
static uint32_t seed;

static uint32_t random_below(uint32_t count) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % count;
}

/* What is relative to the leader twice as often. */
static const char *const CODES[] = {"I.1", "I.2", "I.3", "I.3", "II", "III", "IV"};

static const char *random_result(const char *code) {
    static const char *const NUMBERS[] = {"0", "1", "2", "74", "75", "98.5", "300", "1000"};
    static const char *const GRADES[] = {"A", "B", "C", "D"};
    /* Above its target, where points are relative to the leader. */
    static const char *const AHEAD[] = {"510", "560", "640", "720"};
    if (strcmp(code, "I.3") == 0)
        return AHEAD[random_below(4)];
    return strcmp(code, "I.2") == 0 ? GRADES[random_below(4)] : NUMBERS[random_below(8)];
}

struct entries_work {
    size_t count;
    struct score_entry items[6];
    int64_t now_ms;
};

static const struct err *enter_in(struct db_tx *tx, void *context) {
    const struct entries_work *work = context;
    struct cluster_revisions at = {.cluster_period_id = f.board.cluster.id};
    for (size_t i = 0; i < work->count; i++) {
        bool added;
        TRY(scoring_add_entry(tx, f.arena, &f.head, work->now_ms, &at, STR_NONE, &work->items[i],
                              &added));
    }
    return NULL;
}

/* As an import or another instance brings them: any field, several in one transaction, withdrawn
 * ones among them. */
static void enter_some(int64_t now_ms) {
    struct entries_work work = {.count = random_below(3) ? 1 : 1 + random_below(6),
                                .now_ms = now_ms};
    for (size_t i = 0; i < work.count; i++) {
        const char *code = CODES[random_below(COUNT_OF(CODES))];
        static const struct str FIELDS[] = {STR_INIT("actual"), STR_INIT("points"),
                                            STR_INIT("evidence"), STR_INIT("agree")};
        enum score_stage stage = (enum score_stage)random_below(SCORE_STAGE_COUNT);
        /* evidence is of the unit's own stage, agreeing of the later ones */
        struct str field = FIELDS[random_below(2) ? random_below(2) : stage == SCORE_SELF ? 2 : 3];
        bool actual = str_equal(field, FIELD_ACTUAL);
        const char *value = actual ? random_result(code) : random_below(2) ? "3.25" : "4";
        work.items[i] = (struct score_entry){
            .unit_id = f.board.cluster.members.items[random_below(3)].id,
            .criterion_id = f.board.table.criteria.items[scores_fixture_index(&f, code)].id,
            .stage = score_stage_code(stage),
            .field = field,
            .value = random_below(5) ? str_from_c(value) : STR_NONE,
            .reason = random_below(2) ? STR("Theo biên bản") : STR(""),
            .source = STR("phieu.xlsx!E9"),
        };
    }
    assert_ok(db_write(f.db, enter_in, &work));
}

/* As the verification page saves; some are refused, and then nothing may have changed. */
static void verify_some(int64_t now_ms) {
    struct verification row = {
        .code = str_from_c(CODES[random_below(COUNT_OF(CODES))]),
        .actual = random_below(3) ? STR("") : STR("97"),
        .points = random_below(4) ? STR("0,5") : STR(""),
        .reason = random_below(3) ? STR("Theo biên bản") : STR(""),
    };
    size_t unit = random_below(3);
    scores_fixture_load(&f);
    row.seen_revision = scores_fixture_cell(&f, unit, row.code.p)->accepted_revision;
    row.seen_revision += random_below(8) == 0;
    int64_t revision = f.board.cluster.revision;
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_verify(f.db, f.arena, &f.head, now_ms, &f.board.cluster, unit, SCORE_HEAD,
                             &row, 1, &issues, &stored));
    scores_fixture_load(&f);
    assert_int_equal(f.board.cluster.revision, revision + (stored > 0));
}

/* Facts of the half-year: the ground changes. */
static void change_facts(int64_t now_ms) {
    struct cluster_form form = {.venue =
                                    random_below(2) ? STR("Hội trường A") : STR("Hội trường B"),
                                .head = STR(""),
                                .host = STR(""),
                                .figures_until = STR("15/6/2020"),
                                .held_on = STR("26/6/2020")};
    struct issues issues = {0};
    assert_ok(
        cluster_change_settings(f.db, f.arena, &f.local, now_ms, &f.board.cluster, &form, &issues));
    assert_int_equal(issues.count, 0);
}

/* What is not assigned to a unit: the ground changes, and all of its rows with it. */
static void exempt_some(int64_t now_ms) {
    bool *exempt = ARENA_ARRAY(f.arena, bool, f.board.table.criteria.count);
    for (size_t i = 0; i < f.board.table.criteria.count; i++)
        exempt[i] = random_below(4) == 0;
    struct issues issues = {0};
    int stored;
    assert_ok(exemption_decide(f.db, f.arena, &f.head, now_ms, &f.board, random_below(3), exempt,
                               STR("Không được giao"), &issues, &stored));
    assert_int_equal(issues.count, 0);
}

static void a_kept_board_equals_one_made_anew(void **state) {
    scores_fixture_make(&f, *state, true);
    seed = 20200630;
    for (int64_t step = 1; step <= 250; step++) {
        int64_t now_ms = FIXTURE_NOW_MS + (int64_t)random_below(50);
        uint32_t kind = random_below(20);
        if (kind == 0)
            change_facts(now_ms);
        else if (kind == 1)
            scoring_forget_boards(f.db);
        else if (kind == 2)
            exempt_some(now_ms);
        else if (kind < 10)
            verify_some(now_ms);
        else
            enter_some(now_ms);
        /* Not each time: several changes are brought in together too. */
        if (random_below(3) == 0)
            kept_equals_whole();
    }
    kept_equals_whole();
    scoring_forget_boards(f.db);
    scores_fixture_end(&f);
}

/* --- what is shared ----------------------------------------------------------------------- */

static void rows_that_stayed_are_shared(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct scoreboard before = f.board;
    scores_fixture_report(&f, UNIT_SECOND, "I.1", "80", NULL);
    scores_fixture_load(&f);
    assert_int_equal(f.board.cluster.revision, before.cluster.revision + 1);
    assert_ptr_equal(f.board.rows[UNIT_FIRST], before.rows[UNIT_FIRST]);
    assert_ptr_not_equal(f.board.rows[UNIT_SECOND], before.rows[UNIT_SECOND]);
    assert_ptr_equal(f.board.table.criteria.items, before.table.criteria.items);
    /* Who reads the board before still reads what it was. */
    size_t index = scores_fixture_index(&f, "I.1");
    assert_string_equal(board_cell_at(&before, UNIT_SECOND, index)->self_actual.p, "74");
    assert_string_equal(board_cell_at(&f.board, UNIT_SECOND, index)->self_actual.p, "80");
    scoring_forget_boards(f.db);
    scores_fixture_end(&f);
}

/* What a leader is measured by moves the others, whose rows are then their own. */
static void a_leaders_result_moves_all_rows(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct scoreboard before = f.board;
    scores_fixture_report(&f, UNIT_SECOND, "I.3", "720", NULL);
    scores_fixture_load(&f);
    assert_ptr_not_equal(f.board.rows[UNIT_FIRST], before.rows[UNIT_FIRST]);
    size_t index = scores_fixture_index(&f, "I.3");
    assert_string_equal(
        decimal_fixed(f.arena, score_cell_at(&before.matrix, UNIT_FIRST, index)->points, 2).p,
        "10.00");
    assert_string_equal(
        decimal_fixed(f.arena, score_cell_at(&f.board.matrix, UNIT_FIRST, index)->points, 2).p,
        "6.36");
    kept_equals_whole();
    scoring_forget_boards(f.db);
    scores_fixture_end(&f);
}

/* --- at the same time ---------------------------------------------------------------------- */

enum { SAVERS = 3, SAVES_EACH = 40 };

struct saver {
    pthread_t thread;
    struct arena *arena;
    size_t unit;
    int saved;
};
static atomic_int savers_left;

static void *save_on(void *context) {
    struct saver *saver = context;
    for (int i = 0; i < SAVES_EACH; i++) {
        const struct verification row = {.code = i % 2 ? STR("I.1") : STR("II"),
                                         .points = i % 4 < 2 ? STR("1,5") : STR("2,5"),
                                         .actual = STR(""),
                                         .reason = STR("Theo biên bản"),
                                         .seen_revision = i / 2};
        struct issues issues = {0};
        int stored = 0;
        const struct err *err =
            scoring_verify(f.db, saver->arena, &f.head, FIXTURE_NOW_MS + i, &f.board.cluster,
                           saver->unit, SCORE_OFFICE, &row, 1, &issues, &stored);
        saver->saved += !err && stored;
    }
    atomic_fetch_sub(&savers_left, 1);
    return NULL;
}

/* Readers see each unit's saves in their order, and never go back. */
static void readers_follow_many_savers(void **state) {
    scores_fixture_make(&f, *state, true);
    f.grants[0].role = ROLE_OFFICE; /* of all units, the head's too */
    struct saver savers[SAVERS] = {0};
    atomic_store(&savers_left, SAVERS);
    for (size_t i = 0; i < SAVERS; i++) {
        savers[i] = (struct saver){.arena = arena_new(0), .unit = i};
        assert_int_equal(pthread_create(&savers[i].thread, NULL, save_on, &savers[i]), 0);
    }
    int64_t revision = 0;
    while (atomic_load(&savers_left)) {
        struct arena *arena = arena_new(0);
        struct scoreboard board;
        const struct err *err =
            scoring_load_board(f.db, arena, &f.reader, STR("cum-thu"), STR("2020-H1"), &board);
        bool goes_on = !err && board.cluster.revision >= revision;
        revision = goes_on ? board.cluster.revision : revision;
        arena_free(arena);
        if (!goes_on)
            break;
    }
    bool all_read = atomic_load(&savers_left) == 0;
    for (size_t i = 0; i < SAVERS; i++) {
        pthread_join(savers[i].thread, NULL);
        arena_free(savers[i].arena);
        assert_int_equal(savers[i].saved, SAVES_EACH);
    }
    assert_true(all_read);
    kept_equals_whole();
    scores_fixture_load(&f);
    assert_int_equal(scores_fixture_cell(&f, UNIT_FIRST, "I.1")->accepted_revision, SAVES_EACH / 2);
    scoring_forget_boards(f.db);
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_kept_board_equals_one_made_anew),
        DB_TEST(rows_that_stayed_are_shared),
        DB_TEST(a_leaders_result_moves_all_rows),
        DB_TEST(readers_follow_many_savers),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
