/* Saving in the grid and sending, on both engines. */
#include "features/cluster/closing_service.h"
#include "features/scoregrid/scoregrid_service.h"
#include "features/scoring/exemption_service.h"
#include "features/scoring/scores_fixture.h"

enum { MINUTE_MS = 60 * 1000 };

struct bench {
    struct scores_fixture f;
    struct user second;   /* another officer of the same unit */
    struct user entering; /* an officer who may not send */
    struct user commander;
    struct grant grants[3];
};

static struct user somebody(struct bench *b, size_t grant, const char *name, enum role role) {
    b->grants[grant] = (struct grant){.role = role,
                                      .cluster_id = b->f.board.cluster.cluster_id,
                                      .unit_id = b->f.board.cluster.members.items[0].id};
    return (struct user){.id = str_from_c(name),
                         .login = str_from_c(name),
                         .name = str_from_c(name),
                         .address = STR("127.0.0.1"),
                         .grants = &b->grants[grant],
                         .grant_count = 1,
                         .session_hash = STR("")};
}

static void begin(struct bench *b, struct db *db) {
    *b = (struct bench){0};
    scores_fixture_make(&b->f, db, true);
    b->second = somebody(b, 0, "Cán bộ hai", ROLE_UNIT);
    b->entering = somebody(b, 1, "Cán bộ ba", ROLE_UNIT);
    b->commander = somebody(b, 2, "Chỉ huy trưởng", ROLE_COMMANDER);
}

static struct str unit_id(const struct bench *b) {
    return b->f.board.cluster.members.items[0].id;
}

static struct score_grid grid_for(struct bench *b, const struct user *user) {
    struct score_grid grid;
    assert_ok(scoregrid_load(b->f.db, b->f.arena, user, STR("cum-thu"), STR("2020-H1"),
                             b->f.board.cluster.members.items[0].slug, &grid));
    return grid;
}

static const struct own_cell *cell_of(struct bench *b, const struct score_grid *grid,
                                      const char *code) {
    return &grid->cells[scores_fixture_index(&b->f, code)];
}

static struct grid_answer save(struct bench *b, const struct user *user, int64_t now_ms,
                               const struct grid_typed *typed, size_t count) {
    struct grid_answer answer;
    const struct grid_save all = {.how = STR("typed"), .typed = typed, .count = count};
    assert_ok(scoregrid_save(b->f.db, b->f.arena, user, now_ms, &b->f.board.cluster, unit_id(b),
                             &all, &answer));
    return answer;
}

static struct grid_answer save_one(struct bench *b, const struct user *user, const char *code,
                                   const char *field, const char *text, struct str seen) {
    const struct grid_typed typed = {str_from_c(code), str_from_c(field), str_from_c(text), seen};
    return save(b, user, FIXTURE_NOW_MS + MINUTE_MS, &typed, 1);
}

static struct str seen_of(struct bench *b, const struct user *user, const char *code,
                          enum grid_field field) {
    struct score_grid grid = grid_for(b, user);
    return grid_seen(b->f.arena, &cell_of(b, &grid, code)->of[field]);
}

static void a_draft_is_seen_by_the_unit_alone(void **state) {
    struct bench b;
    begin(&b, *state);
    struct grid_answer answer = save_one(&b, &b.entering, "I.1", "actual", "60",
                                         seen_of(&b, &b.entering, "I.1", GRID_ACTUAL));
    assert_int_equal(answer.saved, 1);
    assert_int_equal(answer.results[0].outcome, GRID_SAVED);
    /* 12 × 60 ÷ 75 */
    const struct score_cell *score =
        score_cell_at(&answer.grid.board.matrix, 0, scores_fixture_index(&b.f, "I.1"));
    assert_int_equal(decimal_compare(score->points, DECIMAL(960, 2)), 0);
    assert_int_equal(answer.grid.unsent, 1);
    struct score_grid own = grid_for(&b, &b.second);
    assert_string_equal(cell_of(&b, &own, "I.1")->of[GRID_ACTUAL].value.p, "60");
    struct score_grid heads = grid_for(&b, &b.f.head);
    assert_string_equal(cell_of(&b, &heads, "I.1")->of[GRID_ACTUAL].value.p, "74");
    assert_false(heads.shows_drafts);
    /* The board of everybody is as it was. */
    scores_fixture_load(&b.f);
    assert_string_equal(scores_fixture_cell(&b.f, 0, "I.1")->self_actual.p, "74");
    scores_fixture_end(&b.f);
}

static void a_blank_withdraws_and_a_zero_stays(void **state) {
    struct bench b;
    begin(&b, *state);
    const struct user *user = &b.entering;
    save_one(&b, user, "I.1", "actual", "", seen_of(&b, user, "I.1", GRID_ACTUAL));
    struct score_grid grid = grid_for(&b, user);
    assert_null(cell_of(&b, &grid, "I.1")->of[GRID_ACTUAL].value.p);
    assert_true(grid.sheet.missing > 0);
    save_one(&b, user, "I.1", "actual", "0", seen_of(&b, user, "I.1", GRID_ACTUAL));
    grid = grid_for(&b, user);
    assert_string_equal(cell_of(&b, &grid, "I.1")->of[GRID_ACTUAL].value.p, "0");
    assert_int_equal(grid.sheet.missing, 0);
    scores_fixture_end(&b.f);
}

static void neither_of_two_editors_loses(void **state) {
    struct bench b;
    begin(&b, *state);
    struct str both_saw = seen_of(&b, &b.entering, "I.1", GRID_ACTUAL);
    save_one(&b, &b.entering, "I.1", "actual", "60", both_saw);
    struct grid_answer second = save_one(&b, &b.second, "I.1", "actual", "61", both_saw);
    assert_int_equal(second.results[0].outcome, GRID_CONFLICT);
    assert_string_equal(second.results[0].stands.value.p, "60");
    assert_string_equal(second.results[0].stands.author.p, "Cán bộ ba");
    assert_int_equal(second.saved, 0);
    /* A field that he did not touch is no conflict. */
    assert_int_equal(save_one(&b, &b.second, "I.1", "actual", "74", both_saw).results[0].outcome,
                     GRID_SAME);
    /* He keeps his own, having seen the other's. */
    struct str seen = grid_seen(b.f.arena, &second.results[0].stands);
    assert_int_equal(save_one(&b, &b.second, "I.1", "actual", "61", seen).results[0].outcome,
                     GRID_SAVED);
    struct grid_events events;
    assert_ok(scoregrid_history(b.f.db, b.f.arena, &b.entering, &b.f.board, 0,
                                scores_fixture_index(&b.f, "I.1"), &events));
    assert_string_equal(events.items[0].value.p, "61");
    assert_string_equal(events.items[1].value.p, "60");
    assert_false(events.items[events.count - 1].is_draft);
    /* The head sees what was sent. */
    assert_ok(scoregrid_history(b.f.db, b.f.arena, &b.f.head, &b.f.board, 0,
                                scores_fixture_index(&b.f, "I.1"), &events));
    for (size_t i = 0; i < events.count; i++)
        assert_false(events.items[i].is_draft);
    scores_fixture_end(&b.f);
}

static void what_is_right_is_kept_beside_what_is_not(void **state) {
    struct bench b;
    begin(&b, *state);
    const struct grid_typed typed[] = {
        {STR("I.1"), STR("actual"), STR("1.234"), STR("e1")},
        {STR("I.2"), STR("actual"), STR("Z"), STR("e1")},
        {STR("I.3"), STR("actual"), STR("năm trăm"), STR("e1")},
        {STR("I.1"), STR("points"), STR("13"), STR("e1")},
        {STR("I"), STR("actual"), STR("3"), STR("0")},
        {STR("III"), STR("actual"), STR("1"), STR("0")},
        {STR("IX"), STR("actual"), STR("1"), STR("0")},
        {STR("II"), STR("part.2020-01"), STR("1"), STR("0")},
        {STR("II"), STR("actual"), STR("1"), STR("e1")},
        {STR("II"), STR("evidence"), STR("Biên bản số 7"), STR("0")},
    };
    struct grid_answer answer =
        save(&b, &b.entering, FIXTURE_NOW_MS + MINUTE_MS, typed, COUNT_OF(typed));
    static const enum msg_id WHY[] = {MSG_scoring_number_ambiguous, MSG_scoring_no_such_grade,
                                      MSG_scoring_not_a_number,     MSG_scoring_points_out_of_range,
                                      MSG_scoring_takes_no_value,   MSG_scoring_takes_no_value,
                                      MSG_scoregrid_removed,        MSG_scoregrid_no_field};
    for (size_t i = 0; i < COUNT_OF(WHY); i++) {
        assert_int_equal(answer.results[i].outcome, GRID_REFUSED);
        assert_int_equal(answer.results[i].why.id, WHY[i]);
    }
    assert_int_equal(answer.saved, 2);
    struct score_grid grid = grid_for(&b, &b.entering);
    assert_string_equal(cell_of(&b, &grid, "II")->of[GRID_EVIDENCE].value.p, "Biên bản số 7");
    assert_string_equal(cell_of(&b, &grid, "I.2")->of[GRID_ACTUAL].value.p, "A");
    scores_fixture_end(&b.f);
}

static void sending_makes_scores_and_needs_a_reason_afterwards(void **state) {
    struct bench b;
    struct issues issues = {0};
    size_t sent;
    begin(&b, *state);
    save_one(&b, &b.entering, "I.1", "actual", "60", seen_of(&b, &b.entering, "I.1", GRID_ACTUAL));
    struct score_grid grid = grid_for(&b, &b.commander);
    assert_false(grid.may_enter);
    assert_true(grid.may_send);
    /* These units' figures are of before: they have sent. */
    assert_ok(scoregrid_send(b.f.db, b.f.arena, &b.commander, FIXTURE_NOW_MS + 2 * MINUTE_MS,
                             &b.f.board.cluster, unit_id(&b), grid.last_number, STR(""), &issues,
                             &sent));
    assert_non_null(issue_of(&issues, STR("reason")));
    issues.count = 0;
    assert_ok(scoregrid_send(b.f.db, b.f.arena, &b.commander, FIXTURE_NOW_MS + 2 * MINUTE_MS,
                             &b.f.board.cluster, unit_id(&b), grid.last_number - 1, STR("nhầm"),
                             &issues, &sent));
    assert_non_null(issue_of(&issues, STR("seen")));
    issues.count = 0;
    assert_ok(scoregrid_send(b.f.db, b.f.arena, &b.commander, FIXTURE_NOW_MS + 2 * MINUTE_MS,
                             &b.f.board.cluster, unit_id(&b), grid.last_number, STR("cộng nhầm"),
                             &issues, &sent));
    assert_int_equal(issues.count, 0);
    assert_int_equal(sent, 1);
    scores_fixture_load(&b.f);
    assert_string_equal(scores_fixture_cell(&b.f, 0, "I.1")->self_actual.p, "60");
    grid = grid_for(&b, &b.entering);
    assert_int_equal(grid.unsent, 0);
    assert_false(cell_of(&b, &grid, "I.1")->of[GRID_ACTUAL].is_draft);
    assert_int_equal(grid.sendings.count, 1);
    assert_string_equal(grid.sendings.items[0].author.p, "Chỉ huy trưởng");
    assert_int_equal(grid.sendings.items[0].digest.n, 64);
    assert_ok(scoregrid_send(b.f.db, b.f.arena, &b.commander, FIXTURE_NOW_MS + 3 * MINUTE_MS,
                             &b.f.board.cluster, unit_id(&b), grid.last_number, STR("lần nữa"),
                             &issues, &sent));
    assert_int_equal(issues.items[0].message.id, MSG_scoregrid_nothing_new);
    scores_fixture_end(&b.f);
}

static void who_may_not_is_refused(void **state) {
    struct bench b;
    struct issues issues = {0};
    struct grid_answer answer;
    size_t sent;
    begin(&b, *state);
    const struct grid_typed typed = {STR("I.1"), STR("actual"), STR("1"), STR("e1")};
    const struct grid_save all = {.typed = &typed, .count = 1};
    const struct user *const others[] = {&b.f.head, &b.f.reader, &b.commander};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_err_kind(scoregrid_save(b.f.db, b.f.arena, others[i], FIXTURE_NOW_MS,
                                       &b.f.board.cluster, unit_id(&b), &all, &answer),
                        ERR_DENIED);
    struct str other_unit = b.f.board.cluster.members.items[1].id;
    assert_err_kind(scoregrid_save(b.f.db, b.f.arena, &b.entering, FIXTURE_NOW_MS,
                                   &b.f.board.cluster, other_unit, &all, &answer),
                    ERR_DENIED);
    assert_err_kind(scoregrid_send(b.f.db, b.f.arena, &b.entering, FIXTURE_NOW_MS,
                                   &b.f.board.cluster, unit_id(&b), 0, STR(""), &issues, &sent),
                    ERR_DENIED);
    scores_fixture_end(&b.f);
}

static void what_the_head_verified_is_changed_by_asking(void **state) {
    struct bench b;
    begin(&b, *state);
    struct issues issues = {0};
    int stored;
    const struct verification decision = {.code = STR("I.1"), .points = STR("11,84")};
    assert_ok(scoring_verify(b.f.db, b.f.arena, &b.f.head, FIXTURE_NOW_MS, &b.f.board.cluster, 0,
                             SCORE_HEAD, &decision, 1, &issues, &stored));
    assert_int_equal(stored, 1);
    struct grid_answer answer = save_one(&b, &b.entering, "I.1", "actual", "75",
                                         seen_of(&b, &b.entering, "I.1", GRID_ACTUAL));
    assert_int_equal(answer.results[0].outcome, GRID_REFUSED);
    assert_int_equal(answer.results[0].why.id, MSG_scoregrid_verified);
    scores_fixture_end(&b.f);
}

static void a_closed_half_year_takes_nothing(void **state) {
    struct bench b;
    struct issues issues = {0};
    struct grid_answer answer;
    begin(&b, *state);
    const struct closing_target target = {.period = &b.f.board.cluster};
    assert_ok(closing_close(b.f.db, b.f.arena, &b.f.local, FIXTURE_NOW_MS, &target, STR("đã xong"),
                            STR(""), &issues));
    const struct grid_typed typed = {STR("I.1"), STR("actual"), STR("1"), STR("e1")};
    const struct grid_save all = {.typed = &typed, .count = 1};
    assert_err_kind(scoregrid_save(b.f.db, b.f.arena, &b.entering, FIXTURE_NOW_MS + MINUTE_MS,
                                   &b.f.board.cluster, unit_id(&b), &all, &answer),
                    ERR_STATE);
    scores_fixture_end(&b.f);
}

/* A sheet that was taken in later counts; what had been typed is not lost without a word. */
static void a_sheet_taken_in_later_says_what_it_replaced(void **state) {
    struct bench b;
    begin(&b, *state);
    save_one(&b, &b.entering, "I.1", "actual", "60", seen_of(&b, &b.entering, "I.1", GRID_ACTUAL));
    scores_fixture_report(&b.f, 0, "I.1", "70", NULL);
    struct score_grid grid = grid_for(&b, &b.entering);
    const struct grid_value *actual = &cell_of(&b, &grid, "I.1")->of[GRID_ACTUAL];
    assert_string_equal(actual->value.p, "70");
    assert_string_equal(actual->overtaken.p, "60");
    assert_int_equal(grid.unsent, 0);
    scores_fixture_end(&b.f);
}

static void progress_counts_drafts_without_telling_them(void **state) {
    struct bench b;
    struct grid_progress *all;
    begin(&b, *state);
    save_one(&b, &b.entering, "I.1", "actual", "", seen_of(&b, &b.entering, "I.1", GRID_ACTUAL));
    assert_ok(scoregrid_progress(b.f.db, b.f.arena, &b.f.board, &all));
    assert_int_equal(all[0].asked, 4);
    assert_int_equal(all[0].filled, 3);
    assert_true(all[0].saved_ms == FIXTURE_NOW_MS + MINUTE_MS);
    assert_true(all[0].changed_since);
    assert_int_equal(all[1].filled, 4);
    assert_true(all[1].sent_ms > 0);
    assert_int_equal(all[1].saved_ms, 0);
    scores_fixture_end(&b.f);
}

/* --- roll-up, a stage's own criterion, what is not assigned ----------------------------------- */

static struct criterion simple(const char *code, enum criterion_kind kind, int max) {
    return (struct criterion){.code = str_from_c(code),
                              .label = str_from_c(code),
                              .name = str_from_c(code),
                              .kind = kind,
                              .max = DECIMAL(max, 0),
                              .unit_of_measure = STR(""),
                              .points_each = DECIMAL_ZERO,
                              .note = STR(""),
                              .parent = -1};
}

/* A cluster of its own: 1 rolled up from months, 2 of the office alone, 3 not assigned, 4 words. */
static void begin_rolled(struct bench *b, struct db *db) {
    *b = (struct bench){.f = {.arena = arena_new(0), .db = db, .local = user_local()}};
    struct scores_fixture *f = &b->f;
    const struct cluster_form form = {.name = STR("Cụm thi đua Thử"),
                                      .superior = STR("Bộ Chỉ huy quân sự tỉnh Thử"),
                                      .members = STR("Ban CHQS huyện Một\nBan CHQS huyện Hai"),
                                      .year = STR("2020"),
                                      .half = STR("1")};
    const struct cluster_origin origin = {.slug = STR("cum-thu"), .is_sample = true};
    struct criterion items[] = {simple("1", CRITERION_QUANTITY, 40),
                                simple("2", CRITERION_MARK, 20), simple("3", CRITERION_PASS, 20),
                                simple("4", CRITERION_PASS, 20)};
    items[0].has_target = true;
    items[0].target = DECIMAL(60, 0);
    items[0].rollup = ROLLUP_SUM;
    items[1].owner = SCORE_OFFICE;
    const struct criteria criteria = {items, COUNT_OF(items), COUNT_OF(items)};
    const struct table_source source = {STR("Bảng thử"), STR(""), STR("thu.xlsx"), STR("")};
    struct cluster_period cluster;
    struct issues issues = {0};
    struct str slug;
    struct str code;
    assert_ok(cluster_create(db, f->arena, &f->local, FIXTURE_NOW_MS, &form, &origin, &issues,
                             &slug, &code));
    assert_ok(cluster_find(db, f->arena, &f->local, slug, code, &cluster));
    assert_ok(
        scoring_store_table(db, f->arena, &f->local, FIXTURE_NOW_MS, &cluster, &criteria, &source));
    assert_ok(scoring_lock_table(db, f->arena, &f->local, FIXTURE_NOW_MS, &cluster, &issues));
    scores_fixture_load(f);
    const bool exempt[] = {false, false, true, false};
    int stored;
    assert_ok(exemption_decide(db, f->arena, &f->local, FIXTURE_NOW_MS, &f->board, 0, exempt,
                               STR("không có nhiệm vụ"), &issues, &stored));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(f);
    b->entering = somebody(b, 1, "Cán bộ ba", ROLE_UNIT);
    b->commander = somebody(b, 2, "Chỉ huy trưởng", ROLE_COMMANDER);
}

static void parts_make_the_result_and_go_with_it(void **state) {
    struct bench b;
    begin_rolled(&b, *state);
    const struct grid_typed typed[] = {{STR("1"), STR("part.2020-01"), STR("10,5"), STR("0")},
                                       {STR("1"), STR("part.2020-03"), STR("20"), STR("0")},
                                       {STR("1"), STR("part.2020-07"), STR("20"), STR("0")},
                                       {STR("1"), STR("actual"), STR("99"), STR("0")}};
    struct grid_answer answer =
        save(&b, &b.entering, FIXTURE_NOW_MS + MINUTE_MS, typed, COUNT_OF(typed));
    assert_int_equal(answer.saved, 2);
    assert_int_equal(answer.results[2].why.id, MSG_scoregrid_no_field); /* of the second half */
    assert_int_equal(answer.results[3].why.id, MSG_scoregrid_rolls_up);
    const struct own_cell *cell = &answer.grid.cells[0];
    assert_string_equal(cell->of[GRID_ACTUAL].value.p, "30.5");
    assert_int_equal(cell->parts_missing, 4);
    struct issues issues = {0};
    size_t sent;
    assert_ok(scoregrid_send(b.f.db, b.f.arena, &b.commander, FIXTURE_NOW_MS + 2 * MINUTE_MS,
                             &b.f.board.cluster, unit_id(&b), answer.grid.last_number, STR(""),
                             &issues, &sent));
    assert_int_equal(issues.count, 0);
    assert_int_equal(sent, 1);
    scores_fixture_load(&b.f);
    const struct board_cell *stored = board_cell_at(&b.f.board, 0, 0);
    assert_string_equal(stored->self_actual.p, "30.5");
    assert_true(str_find(stored->self_actual_source, STR("Tháng 3: 20")) > 0);
    struct score_grid grid = grid_for(&b, &b.entering);
    assert_int_equal(grid.unsent, 0);
    scores_fixture_end(&b.f);
}

static void cells_that_are_not_the_units_take_nothing(void **state) {
    struct bench b;
    begin_rolled(&b, *state);
    const struct grid_typed typed[] = {{STR("2"), STR("points"), STR("10"), STR("0")},
                                       {STR("3"), STR("actual"), STR("Đạt"), STR("0")},
                                       {STR("4"), STR("actual"), STR("đạt"), STR("0")}};
    struct grid_answer answer =
        save(&b, &b.entering, FIXTURE_NOW_MS + MINUTE_MS, typed, COUNT_OF(typed));
    assert_int_equal(answer.results[0].why.id, MSG_scoregrid_other_stage);
    assert_int_equal(answer.results[1].why.id, MSG_scoregrid_exempt);
    assert_int_equal(answer.results[2].outcome, GRID_SAVED);
    assert_int_equal(answer.grid.asked, 2);
    assert_int_equal(answer.grid.filled, 1);
    /* Nothing was sent before: no reason is asked for. */
    struct issues issues = {0};
    size_t sent;
    assert_ok(scoregrid_send(b.f.db, b.f.arena, &b.commander, FIXTURE_NOW_MS + 2 * MINUTE_MS,
                             &b.f.board.cluster, unit_id(&b), answer.grid.last_number, STR(""),
                             &issues, &sent));
    assert_int_equal(sent, 1);
    struct grid_progress *all;
    scores_fixture_load(&b.f);
    assert_ok(scoregrid_progress(b.f.db, b.f.arena, &b.f.board, &all));
    assert_true(all[0].sent_ms > 0);
    assert_false(all[0].changed_since);
    assert_int_equal(all[1].sent_ms, 0);
    assert_int_equal(all[1].asked, 3);
    scores_fixture_end(&b.f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_draft_is_seen_by_the_unit_alone),
        DB_TEST(a_blank_withdraws_and_a_zero_stays),
        DB_TEST(neither_of_two_editors_loses),
        DB_TEST(what_is_right_is_kept_beside_what_is_not),
        DB_TEST(sending_makes_scores_and_needs_a_reason_afterwards),
        DB_TEST(who_may_not_is_refused),
        DB_TEST(what_the_head_verified_is_changed_by_asking),
        DB_TEST(a_closed_half_year_takes_nothing),
        DB_TEST(a_sheet_taken_in_later_says_what_it_replaced),
        DB_TEST(parts_make_the_result_and_go_with_it),
        DB_TEST(cells_that_are_not_the_units_take_nothing),
        DB_TEST(progress_counts_drafts_without_telling_them),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
