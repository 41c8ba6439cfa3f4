/* The explanation of a figure, asked as a page: what it says, who opens it, and whom it names. */
#include <string.h>

#include "doc/workbook_fixture.h"
#include "features/crosscheck/crosscheck_sheet_service.h"
#include "features/scoregrid/scoregrid_service.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/stage_service.h"
#include "features/scoring/table_version_service.h"
#include "features/scoring/unit_web.h"
#include "web_fixture.h"

enum { FIRST_MEMBER, SECOND_MEMBER };

#define NOW INT64_C(1593000000000)

static struct web web;

static struct scoreboard board_of(const struct cluster_period *cluster) {
    struct user local = user_local();
    struct scoreboard board;
    assert_ok(scoring_load_board(web.db, web.arena, &local, cluster->slug, cluster->code, &board));
    return board;
}

static struct reply why_at(enum person person, const struct scoreboard *board, size_t unit,
                           size_t criterion) {
    return web_get(&web, person, why_path(web.arena, board, unit, criterion), "");
}

static struct user named(enum person person, const char *name) {
    struct user user = web_user(&web, person);
    user.name = str_from_c(name);
    return user;
}

/* A content criterion with a maximum that the unit reported a result of. */
static size_t reported(const struct scoreboard *board, size_t unit) {
    for (size_t i = 0; i < board->table.criteria.count; i++)
        if (board->table.criteria.items[i].kind == CRITERION_QUANTITY &&
            board_cell_at(board, unit, i)->self_actual.p && crosscheck_sheet_takes(board, unit, i))
            return i;
    fail_msg("nothing was reported");
    return 0;
}

static void set_setting(const struct cluster_period *cluster, enum scoring_key key,
                        const char *value) {
    struct user local = user_local();
    const struct scoring_setting_form form = {key, str_from_c(value), STR("Quy chế cụm")};
    struct issues issues = {0};
    int stored;
    assert_ok(
        scoring_set_settings(web.db, web.arena, &local, NOW, cluster, &form, 1, &issues, &stored));
    assert_int_equal(issues.count, 0);
}

/* --- names ---------------------------------------------------------------------------------- */

static void decide(const struct user *head, size_t unit, size_t criterion) {
    struct scoreboard board = board_of(&web.here);
    const struct verification decision = {
        .code = board.table.criteria.items[criterion].code,
        .actual = STR(""),
        .points = STR("1,25"),
        .reason = STR("Theo biên bản số 7"),
        .seen_revision = board_cell_at(&board, unit, criterion)->accepted_revision,
    };
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_verify(web.db, web.arena, head, NOW, &web.here, unit, SCORE_HEAD, &decision,
                             1, &issues, &stored));
    assert_int_equal(issues.count, 0);
    assert_int_equal(stored, 1);
}

static size_t authors_told(const struct scoreboard *board, size_t unit, size_t criterion,
                           struct str body) {
    struct user local = user_local();
    struct score_steps steps;
    size_t told = 0;
    assert_ok(scoring_steps(web.db, web.arena, &local, board, unit, criterion, &steps));
    assert_true(steps.count > 0);
    for (size_t i = 0; i < steps.count; i++)
        told += steps.items[i].author.n && str_find(body, steps.items[i].author) >= 0;
    return told;
}

static void members_read_of_stages_not_of_persons(void **state) {
    web_begin(&web, *state);
    struct user head = named(HEAD_HERE, "Thượng tá Nguyễn Văn Thử");
    struct scoreboard board = board_of(&web.here);
    size_t criterion = reported(&board, SECOND_MEMBER);
    decide(&head, SECOND_MEMBER, criterion);
    board = board_of(&web.here);
    struct reply own = why_at(UNIT_SECOND, &board, SECOND_MEMBER, criterion);
    assert_int_equal(own.status, 200);
    assert_true(web_contains(own.body, "Theo biên bản số 7"));
    assert_int_equal(authors_told(&board, SECOND_MEMBER, criterion, own.body), 0);
    assert_false(web_contains(own.body, "Nguyễn Văn Thử"));
    /* Who may read the history reads who it was. */
    struct reply above = why_at(OFFICE, &board, SECOND_MEMBER, criterion);
    assert_true(web_contains(above.body, "Nguyễn Văn Thử"));
    web_end(&web);
}

static void it_says_which_version_of_the_table(void **state) {
    web_begin(&web, *state);
    struct user local = user_local();
    struct table_versions versions;
    struct scoreboard board = board_of(&web.here);
    assert_ok(scoring_versions(web.db, web.arena, &local, &web.here, &versions));
    const struct table_version *version = table_version_in_force(&versions);
    assert_non_null(version);
    struct reply page = why_at(UNIT_FIRST, &board, FIRST_MEMBER, reported(&board, FIRST_MEMBER));
    assert_true(web_contains(page.body, "phiên bản 1 của bảng"));
    assert_true(str_find(page.body, str_slice(version->digest, 0, 12)) >= 0);
    struct reply annex =
        web_get(&web, UNIT_FIRST,
                str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/xep-thu/giai-trinh-diem",
                           STR_ARG(web.here.slug), STR_ARG(web.here.code)),
                "");
    assert_int_equal(annex.status, 200);
    assert_true(web_contains(annex.body, "phiên bản 1, khóa lúc"));
    assert_true(str_find(annex.body, str_slice(version->digest, 0, 12)) >= 0);
    web_end(&web);
}

/* --- a named rule, weeks or months, a result far above its target ---------------------------- */

struct report {
    struct score_entry entry;
    const struct cluster_period *cluster;
};

static const struct err *report_in(struct db_tx *tx, void *context) {
    struct report *report = context;
    struct user local = user_local();
    struct cluster_revisions at = {.cluster_period_id = report->cluster->id};
    bool added;
    return scoring_add_entry(tx, web.arena, &local, NOW, &at, STR_NONE, &report->entry, &added);
}

static void make_table(const struct cluster_period *cluster) {
    struct user local = user_local();
    struct criterion items[] = {{.code = STR("I"),
                                 .label = STR("I"),
                                 .name = STR("Kiểm tra đạt khá, giỏi"),
                                 .kind = CRITERION_QUANTITY,
                                 .max = DECIMAL(12, 0),
                                 .unit_of_measure = STR(""),
                                 .has_target = true,
                                 .target = DECIMAL(75, 0),
                                 .points_each = DECIMAL_ZERO,
                                 .bonus_on = true,
                                 .note = STR(""),
                                 .rule = STR("vuot"),
                                 .for_kind = STR(""),
                                 .rollup = ROLLUP_SUM,
                                 .parent = -1}};
    struct named_rule rule = named_rule_blank(CRITERION_QUANTITY);
    rule.code = STR("vuot");
    rule.name = STR("Thưởng vượt chỉ tiêu");
    rule.fault = rule.second_name = STR("");
    rule.basis = STR("Hướng dẫn số 12 của cụm");
    rule.bonus_rate = DECIMAL(1, 0);
    rule.bonus_cap_percent = DECIMAL(10, 0);
    struct issues issues = {0};
    size_t added;
    const struct table_source source = {STR("Bảng thử"), STR(""), STR("thu.xlsx"), STR("")};
    const struct criteria criteria = {items, COUNT_OF(items), COUNT_OF(items)};
    assert_ok(scoring_store_table(web.db, web.arena, &local, NOW, cluster, &criteria, &source));
    assert_ok(named_rules_take(web.db, web.arena, &local, NOW, cluster, &rule, 1, STR("thử"),
                               &issues, &added));
    assert_int_equal(issues.count, 0);
    assert_int_equal(added, 1);
}

static void it_tells_rule_source_parts_and_warning(void **state) {
    web_begin(&web, *state);
    make_table(&web.elsewhere);
    set_setting(&web.elsewhere, SETTING_OVER_WARNING, "150");
    struct scoreboard board = board_of(&web.elsewhere);
    struct report report = {
        {.unit_id = board.cluster.members.items[0].id,
         .criterion_id = board.table.criteria.items[0].id,
         .stage = STAGE_SELF,
         .field = FIELD_ACTUAL,
         .value = STR("150"),
         .source = STR("Cộng các phần: Tháng 1: 70; Tháng 2: 80")},
        &web.elsewhere,
    };
    assert_ok(db_write(web.db, report_in, &report));
    board = board_of(&web.elsewhere);
    struct reply page = why_at(HEAD_ELSEWHERE, &board, 0, 0);
    assert_int_equal(page.status, 200);
    assert_true(web_contains(page.body, "Thưởng vượt chỉ tiêu"));
    assert_true(web_contains(page.body, "Hướng dẫn số 12 của cụm"));
    assert_true(web_contains(page.body, "chưa kiểm chứng"));
    assert_true(web_contains(page.body, "Tháng 1: 70; Tháng 2: 80"));
    assert_true(web_contains(page.body, "Bằng 200 % chỉ tiêu"));
    assert_true(web_contains(page.body, "bảng chưa khóa"));
    struct reply annex =
        web_get(&web, HEAD_ELSEWHERE,
                str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/xep-thu/giai-trinh-diem",
                           STR_ARG(web.elsewhere.slug), STR_ARG(web.elsewhere.code)),
                "");
    assert_true(web_contains(annex.body, "Hướng dẫn số 12 của cụm"));
    assert_true(web_contains(annex.body, "Tháng 1: 70; Tháng 2: 80"));
    assert_true(web_contains(annex.body, "Bằng 200 % chỉ tiêu"));
    web_end(&web);
}

/* --- who checks another unit ------------------------------------------------------------------ */

static void let_first_check_second(void) {
    struct user local = user_local();
    struct issues issues = {0};
    const struct crosscheck_form form = {.team_size = STR("1"),
                                         .look_back = STR("0"),
                                         .seed = STR("2020 0626"),
                                         .seed_source = STR("Xổ số ngày 26/6/2020")};
    assert_ok(crosscheck_draw(web.db, web.arena, &local, NOW, &web.here, &form, &issues));
    assert_int_equal(issues.count, 0);
    struct crosscheck_plan plan;
    assert_ok(crosscheck_load(web.db, web.arena, &local, NOW, &web.here, &plan));
    const struct cluster_unit *members = web.here.members.items;
    if (crosscheck_pair(&plan, members[FIRST_MEMBER].id, members[SECOND_MEMBER].id))
        return;
    assert_ok(crosscheck_reassign(web.db, web.arena, &local, NOW, &web.here,
                                  members[SECOND_MEMBER].id, &members[FIRST_MEMBER].id, 1,
                                  STR("Đổi để thử"), &issues));
    assert_int_equal(issues.count, 0);
}

static void enter(const char *code, const char *points) {
    struct user checker = web_user(&web, UNIT_FIRST);
    const struct crosscheck_typed typed = {.code = str_from_c(code),
                                           .actual = STR(""),
                                           .points = str_from_c(points),
                                           .reason = STR("Đối chiếu sổ"),
                                           .seen = STR(""),
                                           .note = STR("")};
    struct issues issues = {0};
    int stored;
    assert_ok(crosscheck_save(web.db, web.arena, &checker, NOW, &web.here,
                              web.here.members.items[SECOND_MEMBER].id, &typed, 1, STR(""), &issues,
                              &stored));
    assert_int_equal(stored, 1);
}

static void who_checks_a_unit_opens_its_explanations(void **state) {
    web_begin(&web, *state);
    struct scoreboard board = board_of(&web.here);
    size_t criterion = reported(&board, SECOND_MEMBER);
    struct str actual =
        scoring_show_actual(web.arena, LANG_VI, &board.table.criteria.items[criterion],
                            board_cell_at(&board, SECOND_MEMBER, criterion)->self_actual);
    assert_int_equal(why_at(UNIT_FIRST, &board, SECOND_MEMBER, criterion).status, 403);
    let_first_check_second();
    struct reply page = why_at(UNIT_FIRST, &board, SECOND_MEMBER, criterion);
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, actual) >= 0);
    assert_true(web_contains(page.body, "/kiem-tra-cheo/phieu/"));
    assert_int_equal(authors_told(&board, SECOND_MEMBER, criterion, page.body), 0);
    /* His sheet leads there; other units stay closed to him. */
    struct reply sheet =
        web_get(&web, UNIT_FIRST,
                str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/kiem-tra-cheo/phieu/" STR_FMT,
                           STR_ARG(web.here.slug), STR_ARG(web.here.code),
                           STR_ARG(web.here.members.items[SECOND_MEMBER].slug)),
                "");
    assert_int_equal(sheet.status, 200);
    assert_true(str_find(sheet.body, why_path(web.arena, &board, SECOND_MEMBER, criterion)) > 0);
    assert_int_equal(why_at(UNIT_FIRST, &board, 3, criterion).status, 403);
    web_end(&web);
}

/* Each criterion's own figures, and every sum that they are in. */
static void blind_he_sees_no_figures_before_his_own(void **state) {
    web_begin(&web, *state);
    set_setting(&web.here, SETTING_CROSS_BLIND, "yes");
    let_first_check_second();
    struct scoreboard board = board_of(&web.here);
    size_t criterion = reported(&board, SECOND_MEMBER);
    const struct board_cell *cell = board_cell_at(&board, SECOND_MEMBER, criterion);
    const struct score_cell *score = score_cell_at(&board.matrix, SECOND_MEMBER, criterion);
    struct str actual = unit_page_actual(web.arena, LANG_VI, &board.table.criteria.items[criterion],
                                         cell->self_actual);
    struct str points = decimal_display(web.arena, score->points, POINT_SCALE, ',');
    struct reply page = why_at(UNIT_FIRST, &board, SECOND_MEMBER, criterion);
    assert_int_equal(page.status, 200);
    assert_true(web_contains(page.body, "kiểm tra chéo độc lập"));
    assert_true(str_find(page.body, actual) < 0);
    assert_true(str_find(page.body, points) < 0);
    ptrdiff_t group = board.table.criteria.items[criterion].parent;
    assert_true(group >= 0);
    assert_true(web_contains(why_at(UNIT_FIRST, &board, SECOND_MEMBER, (size_t)group).body,
                             "kiểm tra chéo độc lập"));
    enter(str_c(web.arena, board.table.criteria.items[criterion].code), "1");
    page = why_at(UNIT_FIRST, &board, SECOND_MEMBER, criterion);
    assert_false(web_contains(page.body, "kiểm tra chéo độc lập"));
    assert_true(str_find(page.body, actual) >= 0);
    /* The others of the group are hidden still, and so is their sum. */
    assert_true(web_contains(why_at(UNIT_FIRST, &board, SECOND_MEMBER, (size_t)group).body,
                             "kiểm tra chéo độc lập"));
    /* The unit itself reads its own. */
    assert_true(str_find(why_at(UNIT_SECOND, &board, SECOND_MEMBER, criterion).body, actual) >= 0);
    web_end(&web);
}

/* --- before closing --------------------------------------------------------------------------- */

static struct str closing_page(void) {
    struct reply page = web_get(&web, OFFICE,
                                str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/chot-ky",
                                           STR_ARG(web.here.slug), STR_ARG(web.here.code)),
                                "");
    assert_int_equal(page.status, 200);
    return page.body;
}

static void closing_tells_of_drafts_and_adoption(void **state) {
    web_begin(&web, *state);
    struct scoreboard board = board_of(&web.here);
    assert_true(web_contains(closing_page(), "Hội nghị cụm chưa thông qua kết quả"));
    assert_false(web_contains(closing_page(), "nhập trên trang mà chưa gửi"));
    struct user officer = web_user(&web, UNIT_FIRST);
    size_t criterion = reported(&board, FIRST_MEMBER);
    struct score_grid grid;
    assert_ok(scoregrid_load(web.db, web.arena, &officer, web.here.slug, web.here.code,
                             web.here.members.items[FIRST_MEMBER].slug, &grid));
    const struct grid_typed typed = {
        board.table.criteria.items[criterion].code, STR("evidence"), STR("Sổ theo dõi quý II"),
        grid_seen(web.arena, &grid.cells[criterion].of[GRID_EVIDENCE])};
    const struct grid_save save = {STR("typed"), &typed, 1};
    struct grid_answer answer;
    assert_ok(scoregrid_save(web.db, web.arena, &officer, NOW, &web.here,
                             web.here.members.items[FIRST_MEMBER].id, &save, &answer));
    assert_int_equal(answer.saved, 1);
    struct str page = closing_page();
    assert_true(web_contains(page, "nhập trên trang mà chưa gửi"));
    web_end(&web);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST_ON(members_read_of_stages_not_of_persons, "sqlite", db_test_sqlite),
        DB_TEST_ON(it_says_which_version_of_the_table, "sqlite", db_test_sqlite),
        DB_TEST_ON(it_tells_rule_source_parts_and_warning, "sqlite", db_test_sqlite),
        DB_TEST_ON(who_checks_a_unit_opens_its_explanations, "sqlite", db_test_sqlite),
        DB_TEST_ON(blind_he_sees_no_figures_before_his_own, "sqlite", db_test_sqlite),
        DB_TEST_ON(closing_tells_of_drafts_and_adoption, "sqlite", db_test_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
