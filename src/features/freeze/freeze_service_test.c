/* What closing freezes, that computing again gives it, and what is corrected beside it. */
#include "crypto/digest.h"
#include "features/freeze/freeze_service.h"
#include "features/review/review_service.h"
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
    struct str before = freeze_text(f.arena, &f.board);
    const struct review_item_form form = {.content = STR("Huyện Một nền nếp trực còn lỏng"),
                                          .remedy = STR("Kiểm tra trực hằng tuần"),
                                          .owner = STR("Huyện Một"),
                                          .due = STR("1/6/2020")};
    assert_ok(review_save_item(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, STR(""),
                               REVIEW_SHORTCOMING, &form, &issues));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f);
    assert_true(str_equal(freeze_text(f.arena, &f.board), before));
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
        DB_TEST(opening_again_keeps_the_old_one),
        DB_TEST(the_text_is_for_who_may_read_all),
        DB_TEST(a_shortcoming_changes_no_figure),
        DB_TEST(an_addendum_stands_beside_the_closed_value),
        DB_TEST(others_see_totals_alone),
        DB_TEST(what_a_paper_must_say),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
