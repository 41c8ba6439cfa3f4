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

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST_ON(members_wait_superiors_do_not, "sqlite", db_test_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
