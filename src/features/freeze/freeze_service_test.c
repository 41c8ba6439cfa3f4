/* What closing freezes, that computing again gives it, and what is corrected beside it. */
#include "crypto/digest.h"
#include "features/freeze/freeze.sql.h"
#include "features/freeze/freeze_service.h"
#include "features/review/review_service.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/scores_fixture.h"

static struct user office(struct scores_fixture *f) {
    static struct grant grant;
    grant = (struct grant){ROLE_OFFICE, STR(""), STR("")};
    struct user user = f->head;
    user.name = STR("Cơ quan");
    user.grants = &grant;
    return user;
}

static void close_it(struct scores_fixture *f, int64_t at_ms) {
    struct issues issues = {0};
    struct closing_target target = {.period = &f->board.cluster};
    assert_ok(closing_close(f->db, f->arena, &f->local, at_ms, &target,
                            STR("Hội nghị đã thông qua"), STR(""), &issues));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(f);
}

static void reopen(struct scores_fixture *f, int64_t at_ms) {
    struct issues issues = {0};
    struct closing_target target = {.period = &f->board.cluster};
    assert_ok(
        closing_reopen(f->db, f->arena, &f->local, at_ms, &target, STR("Sai số liệu"), &issues));
    scores_fixture_load(f);
}

struct check_work {
    struct scores_fixture *f;
    struct freeze_check check;
};

static const struct err *check_in(struct db_tx *tx, void *context) {
    struct check_work *work = context;
    struct scoreboard board;
    TRY(scoring_board_in(tx, work->f->arena, work->f->board.cluster.slug,
                         work->f->board.cluster.code, &board));
    return freeze_check_in(tx, work->f->arena, &board, &work->check);
}

static struct freeze_check check(struct scores_fixture *f) {
    struct check_work work = {.f = f};
    assert_ok(db_read(f->db, check_in, &work));
    return work.check;
}

static struct freezes frozen(struct scores_fixture *f) {
    struct freezes freezes;
    assert_ok(freeze_list(f->db, f->arena, &f->reader, &f->board.cluster, &freezes));
    return freezes;
}

static void closing_freezes_what_computing_again_gives(void **state) {
    struct scores_fixture f;
    struct str content;
    scores_fixture_make(&f, *state, true);
    assert_int_equal(frozen(&f).count, 0);
    assert_false(check(&f).none); /* it is open */
    close_it(&f, FIXTURE_NOW_MS + 5);
    struct freezes freezes = frozen(&f);
    assert_int_equal(freezes.count, 1);
    assert_int_equal(freezes.items[0].at_ms, FIXTURE_NOW_MS + 5);
    assert_true(str_equal(f.board.cluster.closing.digest, freezes.items[0].digest));
    assert_ok(freeze_content(f.db, f.arena, &f.reader, &f.board.cluster, freezes.items[0].revision,
                             &content));
    assert_true(str_equal(digest_sha256_hex(f.arena, content), freezes.items[0].digest));
    assert_true(str_find(content, STR("cell|3:I.1|74|11.84|11.84|0|11.84|0\n")) > 0);
    struct freeze_check found = check(&f);
    assert_int_equal(found.differs, 0);
    assert_int_equal(found.damaged, 0);
    assert_false(found.none);
    /* One figure written behind the program's back is found, with its line. */
    scores_fixture_report(&f, UNIT_SECOND, "I.1", "75", NULL);
    assert_true(check(&f).differs > 0);
    scores_fixture_end(&f);
}

static struct named_rule discipline(struct scores_fixture *f) {
    struct named_rule rule = named_rule_blank(CRITERION_PENALTY_LEVEL);
    rule.code = STR("ky-luat");
    rule.name = STR("Kỷ luật");
    rule.basis = STR("Quy chế của Cụm");
    rule.mark = RULE_SEEN;
    rule.fault = STR("kỷ luật thủ trưởng");
    rule.second_name = STR("cấp phó");
    rule.second_percent = DECIMAL(50, 0);
    rule.scale = 1;
    rule.rounding = RULE_TRUNCATED;
    rule.valid_from = (struct date){2020, 1, 1};
    rule.levels = ARENA_ARRAY(f->arena, struct level_rule, 1);
    rule.levels[0] =
        (struct level_rule){STR("canh-cao"), STR("Cảnh cáo"), DECIMAL(-20, 0), true, false};
    rule.levels_count = 1;
    return rule;
}

/* The text alone says by which table and which rules the figures were counted. */
static void the_text_holds_named_rules_and_the_version(void **state) {
    struct scores_fixture f;
    struct issues issues = {0};
    struct table_versions versions;
    struct str content;
    scores_fixture_make(&f, *state, false);
    struct named_rule rule = discipline(&f);
    assert_ok(named_rule_set(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, STR(""),
                             &rule, &issues));
    assert_ok(
        scoring_lock_table(f.db, f.arena, &f.head, FIXTURE_NOW_MS + 1, &f.board.cluster, &issues));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f);
    scores_fixture_report(&f, UNIT_FIRST, "I.1", "74", NULL);
    close_it(&f, FIXTURE_NOW_MS + 5);
    assert_ok(freeze_content(f.db, f.arena, &f.reader, &f.board.cluster,
                             frozen(&f).items[0].revision, &content));
    assert_true(str_find(content, STR("\nrule|7:ky-luat|11:Kỷ luật|")) > 0);
    assert_true(str_find(content, STR("|truncated|")) > 0);
    assert_true(str_find(content, STR(":Quy chế của Cụm|S|2020-01-01|")) > 0);
    assert_true(str_find(content, STR("\nrule-level|8:canh-cao|11:Cảnh cáo|-20|1|0\n")) > 0);
    assert_ok(scoring_versions(f.db, f.arena, &f.reader, &f.board.cluster, &versions));
    const struct table_version *version = table_version_in_force(&versions);
    assert_non_null(version);
    assert_true(str_find(content, str_format(f.arena, "\nversion|1|" STR_FMT "\n",
                                             STR_ARG(version->digest))) > 0);
    assert_int_equal(check(&f).differs, 0);
    /* Another rule, another text. */
    struct str as_is = freeze_text(f.arena, &f.board, version);
    struct named_rule other = f.board.book.rules.named[0];
    other.scale = 2;
    f.board.book.rules.named = &other;
    assert_false(str_equal(freeze_text(f.arena, &f.board, version), as_is));
    scores_fixture_end(&f);
}

/* --- texts of before the version and named rules were in it --------------------------------- */

enum { FIRST_REVISION = 900 };

/* As if the half-year had been closed then, with a text of that time. */
static const struct err *check_first_format(struct db_tx *tx, void *context) {
    struct check_work *work = context;
    struct arena *arena = work->f->arena;
    struct scoreboard board = work->f->board;
    struct str now = freeze_text(arena, &board, NULL);
    struct str old = STR("thidua freeze 1");
    struct str content =
        str_format(arena, STR_FMT STR_FMT, STR_ARG(old), STR_ARG(str_slice(now, old.n, now.n)));
    board.cluster.closing.closed = true;
    board.cluster.closing.revision = FIRST_REVISION;
    TRY(q_freeze_insert(tx, STR("cu"), board.cluster.id, FIRST_REVISION,
                        digest_sha256_hex(arena, content), content, FIXTURE_NOW_MS));
    TRY(freeze_check_in(tx, arena, &board, &work->check));
    assert_int_equal(work->check.differs, 0);
    assert_int_equal(work->check.damaged, 0);
    assert_false(work->check.none);
    board.matrix.totals[UNIT_FIRST].total = DECIMAL(1, 0);
    return freeze_check_in(tx, arena, &board, &work->check);
}

static void a_text_of_the_first_format_still_holds(void **state) {
    struct scores_fixture f;
    struct check_work work = {.f = &f};
    scores_fixture_make(&f, *state, true);
    assert_ok(db_write(f.db, check_first_format, &work));
    assert_true(work.check.differs > 0); /* another total */
    scores_fixture_end(&f);
}

static void opening_again_keeps_the_old_one(void **state) {
    struct scores_fixture f;
    scores_fixture_make(&f, *state, true);
    close_it(&f, FIXTURE_NOW_MS + 5);
    struct str first = f.board.cluster.closing.digest;
    reopen(&f, FIXTURE_NOW_MS + 6);
    assert_int_equal(f.board.cluster.closing.digest.n, 0);
    close_it(&f, FIXTURE_NOW_MS + 7);
    assert_int_equal(frozen(&f).count, 2);
    assert_true(str_equal(f.board.cluster.closing.digest, first)); /* nothing changed */
    reopen(&f, FIXTURE_NOW_MS + 8);
    scores_fixture_report(&f, UNIT_FIRST, "I.1", "75", NULL);
    close_it(&f, FIXTURE_NOW_MS + 9);
    assert_int_equal(frozen(&f).count, 3);
    assert_false(str_equal(f.board.cluster.closing.digest, first));
    assert_int_equal(check(&f).differs, 0); /* only the last one must still hold */
    scores_fixture_end(&f);
}

static void the_text_is_for_who_may_read_all(void **state) {
    struct scores_fixture f;
    struct str content;
    scores_fixture_make(&f, *state, true);
    close_it(&f, FIXTURE_NOW_MS + 5);
    int64_t revision = frozen(&f).items[0].revision;
    assert_err_kind(freeze_content(f.db, f.arena, &f.officer, &f.board.cluster, revision, &content),
                    ERR_DENIED);
    assert_err_kind(freeze_content(f.db, f.arena, &f.head, &f.board.cluster, 99, &content),
                    ERR_NOT_FOUND);
    scores_fixture_end(&f);
}

/* Telling one's own weakness changes no figure, whatever is said of it. */
static void a_shortcoming_changes_no_figure(void **state) {
    struct scores_fixture f;
    struct issues issues = {0};
    scores_fixture_make(&f, *state, true);
    struct str before = freeze_text(f.arena, &f.board, NULL);
    const struct review_item_form form = {.content = STR("Huyện Một nền nếp trực còn lỏng"),
                                          .remedy = STR("Kiểm tra trực hằng tuần"),
                                          .owner = STR("Huyện Một"),
                                          .due = STR("1/6/2020")};
    assert_ok(review_save_item(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, STR(""),
                               REVIEW_SHORTCOMING, &form, &issues));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f);
    assert_true(str_equal(freeze_text(f.arena, &f.board, NULL), before));
    scores_fixture_end(&f);
}

/* --- addenda -------------------------------------------------------------------------------- */

static struct addendum_form form_of(struct scores_fixture *f, const char *code, const char *value) {
    return (struct addendum_form){
        .unit_slug = f->board.cluster.members.items[UNIT_FIRST].slug,
        .code = str_from_c(code),
        .value = str_from_c(value),
        .paper_number = STR("15/QĐ-BCH"),
        .paper_date = STR("18/6/2020"),
        .reason = STR("Cộng nhầm theo biên bản số 7"),
    };
}

static const struct err *amend(struct scores_fixture *f, const struct user *user,
                               const struct addendum_form *form, struct issues *issues) {
    issues->count = 0;
    return addendum_add(f->db, f->arena, user, FIXTURE_NOW_MS + 9, &f->board, form, issues);
}

static void an_addendum_stands_beside_the_closed_value(void **state) {
    struct scores_fixture f;
    struct issues issues = {0};
    struct addenda addenda;
    scores_fixture_make(&f, *state, true);
    struct user user = office(&f);
    struct addendum_form form = form_of(&f, "I.1", "12");
    assert_err_kind(amend(&f, &user, &form, &issues), ERR_STATE); /* open: by verification */
    close_it(&f, FIXTURE_NOW_MS + 5);
    assert_err_kind(amend(&f, &f.head, &form, &issues), ERR_DENIED);
    assert_err_kind(amend(&f, &f.officer, &form, &issues), ERR_DENIED);
    assert_ok(amend(&f, &user, &form, &issues));
    assert_int_equal(issues.count, 0);
    form = form_of(&f, "", "30,5");
    assert_ok(amend(&f, &user, &form, &issues));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f);
    assert_int_equal(scores_fixture_score(&f, UNIT_FIRST, "I.1")->in_force.units, 1184);
    assert_int_equal(check(&f).differs, 0);
    assert_ok(addendum_list(f.db, f.arena, &f.officer, &f.board.cluster, &addenda));
    assert_int_equal(addenda.count, 2);
    const struct criterion *criterion =
        &f.board.table.criteria.items[scores_fixture_index(&f, "I.1")];
    const struct cluster_unit *units = f.board.cluster.members.items;
    const struct addendum *found = addendum_of(&addenda, units[UNIT_FIRST].id, criterion->id);
    assert_non_null(found);
    assert_string_equal(addendum_words(f.arena, LANG_VI, found).p,
                        "đã đính chính 11,84 → 12,00 (văn bản số 15/QĐ-BCH ngày 18/6/2020)");
    assert_non_null(addendum_of(&addenda, units[UNIT_FIRST].id, STR_NONE));
    assert_null(addendum_of(&addenda, units[UNIT_SECOND].id, criterion->id));
    /* Withdrawn once, with a reason; the row stays. */
    struct str id = found->id;
    issues.count = 0;
    assert_ok(addendum_withdraw(f.db, f.arena, &user, FIXTURE_NOW_MS + 10, &f.board.cluster, id,
                                STR(" "), &issues));
    assert_int_equal(issues.count, 1);
    issues.count = 0;
    assert_ok(addendum_withdraw(f.db, f.arena, &user, FIXTURE_NOW_MS + 10, &f.board.cluster, id,
                                STR("Ghi nhầm đơn vị"), &issues));
    assert_err_kind(addendum_withdraw(f.db, f.arena, &user, FIXTURE_NOW_MS + 11, &f.board.cluster,
                                      id, STR("Ghi nhầm"), &issues),
                    ERR_STATE);
    assert_ok(addendum_list(f.db, f.arena, &f.officer, &f.board.cluster, &addenda));
    assert_int_equal(addenda.count, 2);
    assert_null(addendum_of(&addenda, units[UNIT_FIRST].id, criterion->id));
    scores_fixture_end(&f);
}

static void others_see_totals_alone(void **state) {
    struct scores_fixture f;
    struct issues issues = {0};
    struct addenda addenda;
    scores_fixture_make(&f, *state, true);
    struct user user = office(&f);
    close_it(&f, FIXTURE_NOW_MS + 5);
    struct addendum_form form = form_of(&f, "I.1", "12");
    form.unit_slug = f.board.cluster.members.items[UNIT_SECOND].slug;
    assert_ok(amend(&f, &user, &form, &issues));
    form.code = STR("");
    form.value = STR("30");
    assert_ok(amend(&f, &user, &form, &issues));
    assert_ok(addendum_list(f.db, f.arena, &f.officer, &f.board.cluster, &addenda));
    assert_int_equal(addenda.count, 1);
    assert_int_equal(addenda.items[0].code.n, 0);
    scores_fixture_end(&f);
}

static void what_a_paper_must_say(void **state) {
    struct scores_fixture f;
    struct issues issues = {0};
    scores_fixture_make(&f, *state, true);
    struct user user = office(&f);
    close_it(&f, FIXTURE_NOW_MS + 5);
    struct addendum_form form = form_of(&f, "I.1", "11,84");
    assert_ok(amend(&f, &user, &form, &issues)); /* what stands there already */
    assert_int_equal(issue_of(&issues, STR("value"))->message.id, MSG_freeze_same_value);
    form = form_of(&f, "I.1", "12,5"); /* above the maximum */
    assert_ok(amend(&f, &user, &form, &issues));
    assert_non_null(issue_of(&issues, STR("value")));
    form = form_of(&f, "I", "12"); /* a group */
    form.paper_number = STR("");
    form.paper_date = STR("1/1/2030");
    form.reason = STR("");
    assert_ok(amend(&f, &user, &form, &issues));
    assert_non_null(issue_of(&issues, STR("criterion")));
    assert_non_null(issue_of(&issues, STR("paper_number")));
    assert_int_equal(issue_of(&issues, STR("paper_date"))->message.id, MSG_freeze_date_ahead);
    assert_non_null(issue_of(&issues, STR("reason")));
    scores_fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(closing_freezes_what_computing_again_gives),
        DB_TEST(the_text_holds_named_rules_and_the_version),
        DB_TEST(a_text_of_the_first_format_still_holds),
        DB_TEST(opening_again_keeps_the_old_one),
        DB_TEST(the_text_is_for_who_may_read_all),
        DB_TEST(a_shortcoming_changes_no_figure),
        DB_TEST(an_addendum_stands_beside_the_closed_value),
        DB_TEST(others_see_totals_alone),
        DB_TEST(what_a_paper_must_say),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
