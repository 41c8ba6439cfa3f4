/* The commander's page is one page whatever stands on it; the annex says how each figure came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "doc/print_fixture.h"
#include "features/explain/annex_doc.h"
#include "features/explain/briefing_doc.h"
#include "features/scoring/board_fixture.h"

#define NOW_MS INT64_C(1593000000000)

static struct arena *a;
static char folder[] = P_tmpdir "/thidua-explain-XXXXXX";

static struct pages printed(struct str bytes) {
    const char *path = str_format(a, "%s/trang.pdf", folder).p;
    print_write_file(path, bytes);
    return print_words(a, path);
}

static struct str text_of(const struct pages *pages) {
    struct str text = STR("");
    for (size_t i = 0; i < pages->list.count; i++)
        text = str_format(a, STR_FMT " " STR_FMT, STR_ARG(text),
                          STR_ARG(print_text(a, &pages->list.items[i])));
    return text;
}

/* The fixture's board with UNITS members of long names, each with something of everything. */
static struct scoreboard *board_of(size_t units) {
    struct scoreboard *board = fixture_board(a);
    struct cluster_units members = {0};
    struct board_cell **rows = ARENA_ARRAY(a, struct board_cell *, units);
    struct score_matrix matrix = score_matrix_new(a, &board->table.criteria, units);
    size_t *missing = ARENA_ARRAY(a, size_t, units);
    for (size_t unit = 0; unit < units; unit++) {
        size_t like = unit % FIXTURE_UNITS;
        struct str id = str_format(a, "don-vi-%zu", unit);
        *list_push(a, &members) = (struct cluster_unit){
            id, id, str_format(a, "Ban Chỉ huy quân sự huyện Ea Kar Thượng số %zu", unit + 1)};
        rows[unit] = ARENA_ARRAY(a, struct board_cell, FIXTURE_CRITERIA);
        missing[unit] = like == FIXTURE_INCOMPLETE ? 1 : 0;
        for (size_t i = 0; i < FIXTURE_CRITERIA; i++) {
            rows[unit][i] = *board_cell_at(board, like, i);
            rows[unit][i].has_self = i != FIXTURE_I && i != FIXTURE_II;
            rows[unit][i].self = DECIMAL(350, 2);
            *score_cell_at(&matrix, unit, i) = *score_cell_at(&board->matrix, like, i);
        }
    }
    board->cluster.members = members;
    board->rows = rows;
    board->matrix = matrix;
    board->units_missing = missing;
    scoring_compute(&board->matrix, &board->book.rules);
    scoring_rank(a, board);
    return board;
}

static struct threads threads_of(const struct scoreboard *board) {
    struct threads threads = {0};
    for (size_t unit = 0; unit < board->cluster.members.count; unit++)
        *list_push(a, &threads) = (struct thread){.id = STR("t"),
                                                  .unit = unit,
                                                  .unit_id = board->cluster.members.items[unit].id,
                                                  .criterion = FIXTURE_I_1,
                                                  .code = STR("I.1"),
                                                  .kind = THREAD_DISPUTE,
                                                  .state = THREAD_WAITS_VERIFIER};
    return threads;
}

static struct review review_of(size_t shortcomings) {
    struct review review = {0};
    for (size_t i = 0; i < shortcomings; i++)
        *list_push(a, &review.shortcomings) = (struct review_item){
            .kind = REVIEW_SHORTCOMING,
            .content = STR("Công tác tuyên truyền còn có mặt hạn chế"),
            .remedy =
                STR("Bổ sung kế hoạch tuyên truyền ở cơ sở, giao trách nhiệm cho từng bộ phận "
                    "và kiểm tra hằng tuần đến khi khắc phục xong toàn bộ"),
            .due = {2020, 6, 1}};
    return review;
}

static struct briefing briefing_of(const struct scoreboard *board, const struct review *review,
                                   const struct threads *threads, ptrdiff_t unit) {
    struct briefing briefing;
    const struct briefing_ground ground = {board, review, threads, {2020, 6, 24}, unit, true};
    briefing_make(a, &ground, &briefing);
    return briefing;
}

static struct pages page_of(size_t units) {
    struct scoreboard *board = board_of(units);
    struct review review = review_of(20);
    struct threads threads = threads_of(board);
    struct briefing briefing = briefing_of(board, &review, &threads, -1);
    const struct briefing_options options = {
        PAPER_PDF, STR("Đã chốt lúc 30/6/2020 17:05, mã băm 1a2b-3c4d-5e6f-7a8b. Dấu kiểm toán: số "
                       "12 · 1a2b-3c4d-5e6f-7a8b, niêm phong lúc 30/6/2020 17:05")};
    struct str bytes;
    assert_null(briefing_doc_make(a, board, &briefing, &options, NOW_MS, &bytes));
    return printed(bytes);
}

static void the_commanders_page_is_one_page(void **state) {
    (void)state;
    const size_t counts[] = {1, 5, 15, 40, 300};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct pages pages = page_of(counts[i]);
        assert_int_equal(pages.list.count, 1);
        struct str text = text_of(&pages);
        assert_true(str_find(text, STR("1. Chưa gửi phiếu tự chấm")) >= 0);
        assert_true(str_find(text, STR("6. Việc cần quyết định")) >= 0);
        assert_true(str_find(text, STR("7. Xếp thứ")) >= 0);
        assert_true(str_find(text, STR("SỐ LIỆU GIẢ ĐỊNH")) >= 0);
    }
}

static void it_is_one_page_with_nothing_on_it(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct review review = {0};
    struct threads threads = {0};
    board->table.exists = false;
    board->table.criteria.count = 0;
    struct briefing briefing = briefing_of(board, &review, &threads, -1);
    const struct briefing_options options = {PAPER_PDF, STR_NONE};
    struct str bytes;
    assert_null(briefing_doc_make(a, board, &briefing, &options, NOW_MS, &bytes));
    assert_int_equal(printed(bytes).list.count, 1);
}

static void it_tells_what_matters(void **state) {
    (void)state;
    struct scoreboard *board = board_of(6);
    struct review review = review_of(7);
    struct threads threads = threads_of(board);
    struct briefing briefing = briefing_of(board, &review, &threads, -1);
    assert_int_equal(briefing.missing.count, 1);
    assert_int_equal(briefing.disputes.count, BRIEFING_LINES);
    assert_int_equal(briefing.disputes.more, 1);
    assert_int_equal(briefing.overdue.count, BRIEFING_LINES);
    assert_int_equal(briefing.overdue.more, 2);
    assert_int_equal(briefing.differences.count, BRIEFING_LINES);
    /* The largest first: an accepted bonus of 15 points against 3.50. */
    assert_true(
        str_find(briefing.differences.items[0], STR("tự chấm 3,50, đang tính 15,00 (+11,50)")) > 0);
    assert_int_equal(briefing.ranking.count, 6);
    assert_true(str_equal_c(briefing.ranking.items[0].place, "1"));
    /* Of one unit alone nothing of others. */
    struct briefing own = briefing_of(board, &review, &threads, FIXTURE_FIRST);
    assert_int_equal(own.missing.count, 0);
    assert_int_equal(own.disputes.count, 1);
    assert_int_equal(own.overdue.count, 0); /* the cluster's review is not the unit's page */
}

/* The heart of fairness: telling one's weakness changes no figure. */
static void a_shortcoming_costs_nothing(void **state) {
    (void)state;
    struct scoreboard *board = board_of(6);
    struct review none = {0};
    struct review many = review_of(50);
    struct threads threads = {0};
    struct briefing before = briefing_of(board, &none, &threads, -1);
    struct briefing after = briefing_of(board, &many, &threads, -1);
    assert_int_equal(before.ranking.count, after.ranking.count);
    for (size_t i = 0; i < before.ranking.count; i++) {
        assert_true(str_equal(before.ranking.items[i].total, after.ranking.items[i].total));
        assert_true(str_equal(before.ranking.items[i].place, after.ranking.items[i].place));
    }
    assert_int_equal(before.overdue.count, 0);
    assert_true(after.overdue.count > 0);
}

static struct annex_ground ground_of(const struct scoreboard *board, const struct threads *threads,
                                     const struct addenda *addenda, ptrdiff_t unit) {
    struct user *local = ARENA_NEW(a, struct user);
    *local = user_local();
    return (struct annex_ground){
        .board = board, .user = local, .unit = unit, .threads = threads, .addenda = addenda};
}

static void the_annex_tells_rule_sum_steps_and_corrections(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct stage_decision head = {.has_points = true,
                                  .points = DECIMAL(480, 2),
                                  .points_reason = STR("Theo biên bản số 7"),
                                  .points_author = STR("Thượng tá Nguyễn Văn Thử")};
    board_cell_at(board, FIXTURE_TIED, FIXTURE_I_2)->stages[SCORE_HEAD] = &head;
    board_cell_at(board, FIXTURE_TIED, FIXTURE_I_2)->decided = SCORE_HEAD;
    struct threads threads = {0};
    struct addenda addenda = {0};
    *list_push(a, &addenda) = (struct addendum){
        .unit = FIXTURE_TIED,
        .unit_id = board->cluster.members.items[FIXTURE_TIED].id,
        .criterion_id = board->table.criteria.items[FIXTURE_I_2].id,
        .code = STR("I.2"),
        .closed_value = STR("4.8"),
        .value = STR("4.5"),
        .paper_number = STR("15/QĐ"),
        .paper_date = {2020, 7, 2},
    };
    struct annex_ground ground = ground_of(board, &threads, &addenda, FIXTURE_TIED);
    struct str bytes;
    assert_null(annex_doc_make(a, &ground, PAPER_PDF, NOW_MS, &bytes));
    struct pages pages = printed(bytes);
    struct str text = text_of(&pages);
    assert_true(str_find(text, STR("PHỤ LỤC GIẢI TRÌNH ĐIỂM")) >= 0);
    assert_true(str_find(text, STR("Theo biên bản số 7")) >= 0);
    assert_true(str_find(text, STR("4,80")) >= 0);
    assert_true(str_find(text, STR("đính chính")) >= 0);
    assert_true(str_find(text, STR("SỐ LIỆU GIẢ ĐỊNH")) >= 0);
    assert_true(str_find(text, STR("Nguyễn Văn Thử")) < 0); /* stages speak, no persons */
    assert_true(str_find(text, STR("ĐƠN VỊ A")) < 0);       /* of one unit alone */
    assert_null(annex_doc_make(a, &ground, PAPER_DOCX, NOW_MS, &bytes));
    assert_true(bytes.n > 1000);
}

static void an_annex_of_all_has_a_part_for_each(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct threads threads = {0};
    struct addenda addenda = {0};
    struct annex_ground ground = ground_of(board, &threads, &addenda, -1);
    struct str bytes;
    assert_null(annex_doc_make(a, &ground, PAPER_PDF, NOW_MS, &bytes));
    struct pages pages = printed(bytes);
    assert_true(pages.list.count >= FIXTURE_UNITS);
    assert_int_equal(annex_doc_rows(board, -1), FIXTURE_UNITS * FIXTURE_CRITERIA);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_commanders_page_is_one_page),
        cmocka_unit_test(it_is_one_page_with_nothing_on_it),
        cmocka_unit_test(it_tells_what_matters),
        cmocka_unit_test(a_shortcoming_costs_nothing),
        cmocka_unit_test(the_annex_tells_rule_sum_steps_and_corrections),
        cmocka_unit_test(an_annex_of_all_has_a_part_for_each),
    };
    if (!mkdtemp(folder))
        return 1;
    a = arena_new(0);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
