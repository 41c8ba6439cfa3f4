/* Members do not see each other's points before the cluster shows them: asked of every page that
 * shows totals, by role. */
#include "features/scoring/sight_service.h"

#include <string.h>

#include "doc/workbook_fixture.h"
#include "web_fixture.h"

static struct web web;

static void set_visibility(const char *value) {
    struct user local = user_local();
    const struct scoring_setting_form form = {SETTING_VISIBILITY, str_from_c(value),
                                              STR("Quy chế cụm")};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_set_settings(web.db, web.arena, &local, 1593000000000, &web.here, &form, 1,
                                   &issues, &stored));
    assert_int_equal(issues.count, 0);
}

static struct scoreboard board_now(void) {
    struct user local = user_local();
    struct scoreboard board;
    assert_ok(scoring_load_board(web.db, web.arena, &local, web.here.slug, web.here.code, &board));
    return board;
}

static struct str here(const char *tail) {
    return str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "%s", STR_ARG(web.here.slug),
                      STR_ARG(web.here.code), tail);
}

/* How many totals of units other than OWN (-1: of all) stand on a page. */
static size_t totals_told(const struct scoreboard *board, struct str body, ptrdiff_t own,
                          char mark) {
    size_t told = 0;
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++) {
        struct decimal total = board->matrix.totals[unit].total;
        struct str words = mark ? decimal_display(web.arena, total, POINT_SCALE, mark)
                                : decimal_canonical(web.arena, total);
        told += (ptrdiff_t)unit != own && str_find(body, words) >= 0;
    }
    return told;
}

/* Pages that show totals of all to who sees them, and those that might. */
static const struct {
    const char *tail;
    bool shows;
} PAGES[] = {
    {"", false},
    {"/xep-thu", true},
    {"/xep-thu/mot-trang", false},
    {"/bao-cao", true},
    {"/thong-qua", false},
    {"/tham-dinh", false},
    {"/phieu", false},
    {"/xep-thu/so-voi-chi-tieu", false},
    {"/chot-ky", false},
};

static void ask_pages(enum person person, ptrdiff_t own, bool sees) {
    struct scoreboard board = board_now();
    for (size_t i = 0; i < COUNT_OF(PAGES); i++) {
        struct reply page = web_get(&web, person, here(PAGES[i].tail), "");
        assert_int_equal(page.status, 200);
        size_t told = totals_told(&board, page.body, own, ',');
        if (sees ? PAGES[i].shows && !told : told > 0)
            fail_msg("%s as %s: %zu totals of others", PAGES[i].tail, PERSON_NAMES[person], told);
    }
    struct str ranking =
        str_format(web.arena, "/api/v1/clusters/" STR_FMT "/periods/" STR_FMT "/ranking",
                   STR_ARG(web.here.slug), STR_ARG(web.here.code));
    struct reply reply = web_get(&web, person, ranking, "");
    assert_int_equal(reply.status, 200);
    assert_int_equal(totals_told(&board, reply.body, own, 0) > 0, sees);
    assert_int_equal(web_contains(reply.body, "\"hidden\":null"), sees);
    struct reply paper = web_get(&web, person, here("/bao-cao/tai?dang=docx"), "");
    assert_int_equal(paper.status, sees ? 200 : 409);
    struct reply look = web_get(&web, person, here("/bao-cao/xem"), "");
    assert_int_equal(look.status, sees ? 200 : 409);
}

static void members_wait_superiors_do_not(void **state) {
    web_begin(&web, *state);
    set_visibility("adopted");
    const enum person above[] = {OFFICE, HEAD_HERE, READER_HERE, CHAIR_ALL, COUNCIL_ALL};
    for (size_t i = 0; i < COUNT_OF(above); i++)
        ask_pages(above[i], -1, true);
    ask_pages(UNIT_FIRST, 0, false);
    ask_pages(UNIT_SECOND, 1, false);
    ask_pages(COMMANDER_FIRST, 0, false);
    struct reply page = web_get(&web, UNIT_FIRST, here("/thong-qua"), "");
    assert_true(web_contains(page.body, "sau khi hội nghị cụm thông qua"));
    set_visibility("always");
    ask_pages(UNIT_FIRST, 0, true);
    ask_pages(COMMANDER_FIRST, 0, true);
    scoring_forget_boards(web.db);
    web_end(&web);
}

/* --- what is told of the others below one's own points --------------------------------------- */

/* A page about the first unit: what stands before and behind its name. */
struct own_page {
    const char *before;
    const char *behind;
};

static struct str own_page(struct own_page page, struct str code) {
    struct str slug = web.here.members.items[0].slug;
    return here(str_format(web.arena, "%s" STR_FMT "%s" STR_FMT, page.before, STR_ARG(slug),
                           page.behind, STR_ARG(code))
                    .p);
}

/* A criterion counted against the leader where the first unit lies between target and leader: its
 * arithmetic would name the leader's result, RET_LEADING. */
static size_t between_target_and_leader(const struct scoreboard *board,
                                        struct decimal *ret_leading) {
    const struct criteria *criteria = &board->table.criteria;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct score_cell *own = score_cell_at(&board->matrix, 0, i);
        if (criteria->items[i].kind != CRITERION_LEADER || !own->has_points)
            continue;
        *ret_leading = own->actual.number;
        for (size_t unit = 1; unit < board->matrix.unit_count; unit++) {
            const struct score_cell *cell = score_cell_at(&board->matrix, unit, i);
            if (cell->has_points && decimal_compare(cell->actual.number, *ret_leading) > 0)
                *ret_leading = cell->actual.number;
        }
        if (decimal_compare(*ret_leading, own->actual.number) > 0 &&
            decimal_compare(own->actual.number, criteria->items[i].target) > 0)
            return i;
    }
    fail_msg("the training cluster has no such criterion");
    return 0;
}

/* The pages on which the arithmetic of one's own points stands. */
static const struct own_page ARITHMETIC[] = {
    {"/tham-dinh/", "/"},
    {"/phieu/", "/tu-cham/"},
    {"/xep-thu/giai-trinh-diem?don-vi=", "&tieu-chi="},
};

static void ask_arithmetic(enum person person, bool tells) {
    struct scoreboard board = board_now();
    struct decimal leading;
    struct str code = board.table.criteria.items[between_target_and_leader(&board, &leading)].code;
    struct str words = str_format(web.arena, "÷ (" STR_FMT " −",
                                  STR_ARG(decimal_display(web.arena, leading, 0, ',')));
    const char *hidden = "÷ (kết quả dẫn đầu (chưa công khai) −";
    for (size_t i = 0; i < COUNT_OF(ARITHMETIC); i++) {
        struct str path = own_page(ARITHMETIC[i], code);
        struct reply page = web_get(&web, person, path, "");
        assert_int_equal(page.status, 200);
        if ((str_find(page.body, words) >= 0) != tells || web_contains(page.body, hidden) == tells)
            fail_msg("%s as %s", path.p, PERSON_NAMES[person]);
    }
    struct str scores = str_format(
        web.arena, "/api/v1/clusters/" STR_FMT "/periods/" STR_FMT "/scores/" STR_FMT,
        STR_ARG(web.here.slug), STR_ARG(web.here.code), STR_ARG(web.here.members.items[0].slug));
    struct reply reply = web_get(&web, person, scores, "");
    assert_int_equal(reply.status, 200);
    assert_int_equal(str_find(reply.body, words) >= 0, tells);
    assert_int_equal(web_contains(reply.body, hidden), !tells);
}

static void the_leaders_result_waits_too(void **state) {
    web_begin(&web, *state);
    ask_arithmetic(UNIT_FIRST, false); /* not all have sent */
    set_visibility("adopted");
    ask_arithmetic(UNIT_FIRST, false);
    ask_arithmetic(COMMANDER_FIRST, false);
    ask_arithmetic(HEAD_HERE, true);
    struct scoreboard board = board_now();
    struct decimal leading;
    size_t criterion = between_target_and_leader(&board, &leading);
    struct str why = own_page(ARITHMETIC[0], board.table.criteria.items[criterion].code);
    struct reply page = web_get(&web, UNIT_FIRST, why, "");
    assert_true(web_contains(page.body, "Kết quả của đơn vị dẫn đầu chưa công khai"));
    for (size_t unit = 1; unit < web.here.members.count; unit++)
        assert_true(str_find(page.body, web.here.members.items[unit].name) < 0);
    set_visibility("always");
    ask_arithmetic(UNIT_FIRST, true);
    page = web_get(&web, UNIT_FIRST, why, "");
    assert_true(web_contains(page.body, "Kết quả dẫn đầu trong Cụm"));
    scoring_forget_boards(web.db);
    web_end(&web);
}

static void the_mean_of_all_waits_too(void **state) {
    web_begin(&web, *state);
    const char *const mean = "so với bình quân của Cụm";
    struct str feedback = own_page((struct own_page){"/tham-dinh/", "/phan-hoi"}, STR(""));
    struct reply page = web_get(&web, UNIT_FIRST, feedback, "");
    assert_int_equal(page.status, 200);
    assert_false(web_contains(page.body, mean));
    assert_true(web_contains(page.body, "Biểu đồ kết quả so với chỉ tiêu")); /* its own alone */
    assert_true(web_contains(web_get(&web, HEAD_HERE, feedback, "").body, mean));
    set_visibility("always");
    assert_true(web_contains(web_get(&web, UNIT_FIRST, feedback, "").body, mean));
    scoring_forget_boards(web.db);
    web_end(&web);
}

/* --- why a total is what it is ---------------------------------------------------------------- */

static int why_total(enum person person, size_t unit) {
    struct str slug = web.here.members.items[unit].slug;
    struct str path = here(str_format(web.arena, "/xep-thu/vi-sao/" STR_FMT, STR_ARG(slug)).p);
    return web_get(&web, person, path, "").status;
}

static void a_total_is_explained_to_its_unit_at_any_time(void **state) {
    web_begin(&web, *state);
    const struct {
        const char *visibility;
        int others;
    } CASES[] = {{"adopted", 403}, {"all-sent", 403}, {"always", 200}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        set_visibility(CASES[i].visibility);
        assert_int_equal(why_total(UNIT_FIRST, 0), 200);
        assert_int_equal(why_total(COMMANDER_FIRST, 0), 200);
        assert_int_equal(why_total(UNIT_SECOND, 1), 200);
        assert_int_equal(why_total(UNIT_FIRST, 1), CASES[i].others);
        assert_int_equal(why_total(UNIT_SECOND, 0), CASES[i].others);
        assert_int_equal(why_total(READER_HERE, 1), 200);
        assert_int_equal(why_total(READER_ELSEWHERE, 1), 403);
    }
    scoring_forget_boards(web.db);
    web_end(&web);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST_ON(members_wait_superiors_do_not, "sqlite", db_test_sqlite),
        DB_TEST_ON(the_leaders_result_waits_too, "sqlite", db_test_sqlite),
        DB_TEST_ON(a_total_is_explained_to_its_unit_at_any_time, "sqlite", db_test_sqlite),
        DB_TEST_ON(the_mean_of_all_waits_too, "sqlite", db_test_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
