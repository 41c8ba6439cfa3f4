/* Evidence of scores on both engines: who may, what is taken, counting, withdrawing. */
#include "features/score_evidence/score_evidence_service.h"

#include <string.h>

#include "doc/workbook_fixture.h"
#include "features/cluster/closing_service.h"
#include "features/cluster/cluster_fixture.h"
#include "features/crosscheck/crosscheck.sql.h"
#include "features/score_evidence/score_evidence_use_service.h"
#include "features/scoring/scores_fixture.h"

struct stage {
    struct scores_fixture f;
    struct arena *arena;
    struct user other; /* officer of the second unit */
    struct issues issues;
    struct file_twins twins;
};

static void begin(struct stage *s, void **state) {
    memset(s, 0, sizeof(*s));
    scores_fixture_make(&s->f, *state, true);
    s->arena = s->f.arena;
    s->other = fixture_user(s->arena, ROLE_UNIT, &s->f.board.cluster,
                            &s->f.board.cluster.members.items[UNIT_SECOND]);
}

static struct evidence_edit edit_as(struct stage *s, const struct user *user, size_t unit,
                                    const char *code) {
    return (struct evidence_edit){s->f.db,
                                  s->arena,
                                  user,
                                  FIXTURE_NOW_MS,
                                  {&s->f.board, unit, scores_fixture_index(&s->f, code)},
                                  &s->issues};
}

static const struct evidence_form MINUTES = {.paper = STR_INIT("Biên bản kiểm tra"),
                                             .number = STR_INIT("12/BB-BCH"),
                                             .dated = STR_INIT("5/6/2020"),
                                             .issuer = STR_INIT("Ban CHQS huyện"),
                                             .kept = STR_INIT("Văn thư"),
                                             .note = STR_INIT("")};

static const struct err *name_as(struct stage *s, const struct user *user, size_t unit,
                                 const char *code) {
    struct evidence_edit edit = edit_as(s, user, unit, code);
    s->issues.count = 0;
    return score_evidence_add_reference(&edit, &MINUTES);
}

static const struct file_form WORDS = {STR_INIT("Ảnh hội thao"), STR_INIT("bản gốc phải trả")};

static const struct err *send_as(struct stage *s, const struct user *user, size_t unit,
                                 const char *code, struct str bytes) {
    struct evidence_edit edit = edit_as(s, user, unit, code);
    const struct file_sent sent = {
        .file = workbook_file_of(bytes), .bytes = bytes, .name = STR("a.pdf"), .confirmed = true};
    s->issues.count = 0;
    return score_evidence_add_file(&edit, &sent, &WORDS, &s->twins);
}

static struct score_evidence list_as(struct stage *s, const struct user *user, size_t unit,
                                     const char *code) {
    struct evidence_place place = {&s->f.board, unit, scores_fixture_index(&s->f, code)};
    struct score_evidence evidence;
    assert_ok(score_evidence_list(s->f.db, s->arena, user, &place, &evidence));
    return evidence;
}

static const struct err *withdraw_as(struct stage *s, const struct user *user, const char *code,
                                     struct str id, const char *reason) {
    struct evidence_edit edit = edit_as(s, user, UNIT_FIRST, code);
    s->issues.count = 0;
    return score_evidence_withdraw(&edit, id, str_from_c(reason));
}

static size_t count_as(struct stage *s, const struct user *user, size_t unit, const char *code) {
    struct score_evidence_counts counts;
    assert_ok(score_evidence_count(s->f.db, s->arena, user, &s->f.board, -1, &counts));
    return score_evidence_at(&counts, unit, scores_fixture_index(&s->f, code));
}

#define PDF "%PDF-1.7\nmột tệp\n"

static void evidence_is_a_list(void **state) {
    struct stage s;
    begin(&s, state);
    assert_int_equal(list_as(&s, &s.f.officer, UNIT_FIRST, "I.1").count, 0);
    assert_ok(name_as(&s, &s.f.officer, UNIT_FIRST, "I.1"));
    assert_int_equal(s.issues.count, 0);
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    assert_int_equal(s.issues.count, 0);
    assert_ok(name_as(&s, &s.f.head, UNIT_FIRST, "I.2"));
    struct score_evidence list = list_as(&s, &s.f.head, UNIT_FIRST, "I.1");
    assert_int_equal(list.count, 2);
    assert_int_equal(list.standing, 2);
    assert_int_equal(list.items[0].kind, EVIDENCE_REFERENCE);
    assert_string_equal(str_c(s.arena, list.items[0].text),
                        "Biên bản kiểm tra số 12/BB-BCH ngày 5/6/2020 của Ban CHQS huyện, nơi giữ: "
                        "Văn thư");
    assert_int_equal(list.items[1].kind, EVIDENCE_FILE);
    assert_string_equal(str_c(s.arena, list.items[1].file.caption), "Ảnh hội thao");
    assert_false(list.items[0].by_checker);
    assert_false(list.items[0].may_withdraw); /* the head does not take back what the unit has */
    assert_true(list_as(&s, &s.f.head, UNIT_FIRST, "I.2").items[0].by_checker);
    assert_int_equal(count_as(&s, &s.f.head, UNIT_FIRST, "I.1"), 2);
    assert_int_equal(count_as(&s, &s.f.head, UNIT_FIRST, "I.2"), 1);
    assert_int_equal(count_as(&s, &s.f.head, UNIT_SECOND, "I.1"), 0);
    assert_int_equal(count_as(&s, &s.f.officer, UNIT_FIRST, "I.1"), 2);
    assert_int_equal(count_as(&s, &s.other, UNIT_FIRST, "I.1"), 0);
    scores_fixture_end(&s.f);
}

static void only_who_may(void **state) {
    struct stage s;
    begin(&s, state);
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    struct str id = list_as(&s, &s.f.officer, UNIT_FIRST, "I.1").items[0].id;
    const struct user *may_not[] = {&s.other, &s.f.reader};
    for (size_t i = 0; i < COUNT_OF(may_not); i++) {
        assert_err_kind(name_as(&s, may_not[i], UNIT_FIRST, "I.1"), ERR_DENIED);
        assert_err_kind(send_as(&s, may_not[i], UNIT_FIRST, "I.1", STR(PDF)), ERR_DENIED);
        assert_err_kind(withdraw_as(&s, may_not[i], "I.1", id, "x"), ERR_DENIED);
    }
    struct evidence_place place = {&s.f.board, UNIT_FIRST, scores_fixture_index(&s.f, "I.1")};
    struct score_evidence evidence;
    assert_err_kind(score_evidence_list(s.f.db, s.arena, &s.other, &place, &evidence), ERR_DENIED);
    assert_int_equal(list_as(&s, &s.f.reader, UNIT_FIRST, "I.1").count, 1);
    struct stored_file file;
    struct str bytes;
    assert_err_kind(file_bytes(s.f.db, s.arena, &s.other, id, &file, &bytes), ERR_NOT_FOUND);
    assert_ok(file_bytes(s.f.db, s.arena, &s.f.reader, id, &file, &bytes));
    assert_true(str_equal(bytes, STR(PDF)));
    /* A group is no cell of its own; nor is a criterion of another table. */
    assert_err_kind(name_as(&s, &s.f.officer, UNIT_FIRST, "I"), ERR_NOT_FOUND);
    scores_fixture_end(&s.f);
}

static void what_is_withdrawn_stays_in_the_list(void **state) {
    struct stage s;
    begin(&s, state);
    assert_ok(name_as(&s, &s.f.officer, UNIT_FIRST, "I.1"));
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    struct score_evidence list = list_as(&s, &s.f.officer, UNIT_FIRST, "I.1");
    for (size_t i = 0; i < list.count; i++) {
        assert_true(list.items[i].may_withdraw);
        assert_err_kind(withdraw_as(&s, &s.f.head, "I.1", list.items[i].id, "x"), ERR_DENIED);
        assert_err_kind(withdraw_as(&s, &s.f.officer, "I.2", list.items[i].id, "x"), ERR_NOT_FOUND);
        assert_ok(withdraw_as(&s, &s.f.officer, "I.1", list.items[i].id, ""));
        assert_int_equal(s.issues.count, 1);
        assert_ok(withdraw_as(&s, &s.f.officer, "I.1", list.items[i].id, "dẫn nhầm"));
        assert_int_equal(s.issues.count, 0);
        assert_err_kind(withdraw_as(&s, &s.f.officer, "I.1", list.items[i].id, "x"), ERR_STATE);
    }
    list = list_as(&s, &s.f.officer, UNIT_FIRST, "I.1");
    assert_int_equal(list.count, 2);
    assert_int_equal(list.standing, 0);
    assert_string_equal(str_c(s.arena, list.items[0].withdrawn_reason), "dẫn nhầm");
    assert_string_equal(str_c(s.arena, list.items[1].withdrawn_reason), "dẫn nhầm");
    assert_int_equal(count_as(&s, &s.f.officer, UNIT_FIRST, "I.1"), 0);
    /* The same again is a new row. */
    assert_ok(name_as(&s, &s.f.officer, UNIT_FIRST, "I.1"));
    assert_int_equal(s.issues.count, 0);
    assert_int_equal(list_as(&s, &s.f.officer, UNIT_FIRST, "I.1").count, 3);
    scores_fixture_end(&s.f);
}

static void what_is_refused(void **state) {
    struct stage s;
    begin(&s, state);
    static const struct {
        struct evidence_form form;
        enum msg_id why;
    } CASES[] = {
        {{.paper = STR_INIT("")}, MSG_evidence_paper_missing},
        {{.paper = STR_INIT("Biên bản")}, MSG_evidence_not_findable},
        {{.paper = STR_INIT("Biên bản"), .number = STR_INIT("12 BB")}, MSG_evidence_number_blank},
        {{.paper = STR_INIT("Biên bản"), .number = STR_INIT("1"), .dated = STR_INIT("31/2/2020")},
         MSG_evidence_no_such_day},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct evidence_edit edit = edit_as(&s, &s.f.officer, UNIT_FIRST, "I.1");
        struct evidence_form form = CASES[i].form;
        struct str *parts[] = {&form.paper,  &form.number, &form.dated,
                               &form.issuer, &form.kept,   &form.note};
        for (size_t k = 0; k < COUNT_OF(parts); k++)
            *parts[k] = str_or_empty(*parts[k]);
        s.issues.count = 0;
        assert_ok(score_evidence_add_reference(&edit, &form));
        assert_true(s.issues.count > 0);
        assert_int_equal(s.issues.items[0].message.id, CASES[i].why);
    }
    assert_ok(name_as(&s, &s.f.officer, UNIT_FIRST, "I.1"));
    assert_ok(name_as(&s, &s.f.officer, UNIT_FIRST, "I.1"));
    assert_int_equal(s.issues.items[0].message.id, MSG_evidence_here_already);
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    assert_int_equal(s.issues.items[0].message.id, MSG_file_here_already);
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR("")));
    assert_int_equal(s.issues.items[0].message.id, MSG_file_missing);
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR("MZ\x90\x01 program")));
    assert_int_equal(s.issues.items[0].message.id, MSG_file_type_not_taken);
    assert_int_equal(list_as(&s, &s.f.officer, UNIT_FIRST, "I.1").count, 2);
    scores_fixture_end(&s.f);
}

static void a_cell_takes_fifty_files(void **state) {
    struct stage s;
    begin(&s, state);
    for (int i = 0; i <= EVIDENCE_FILES_MAX; i++) {
        assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1",
                          str_format(s.arena, "%%PDF-1.7\n%d\n", i)));
        assert_int_equal(s.issues.count, i == EVIDENCE_FILES_MAX);
    }
    assert_int_equal(s.issues.items[0].message.id, MSG_file_too_many);
    assert_int_equal(count_as(&s, &s.f.officer, UNIT_FIRST, "I.1"), EVIDENCE_FILES_MAX);
    scores_fixture_end(&s.f);
}

static void what_is_there_is_taken_over(void **state) {
    struct stage s;
    begin(&s, state);
    const struct file_form none = {STR_INIT(""), STR_INIT("")};
    assert_ok(name_as(&s, &s.f.officer, UNIT_FIRST, "I.1"));
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    struct score_evidence from = list_as(&s, &s.f.officer, UNIT_FIRST, "I.1");
    struct evidence_edit edit = edit_as(&s, &s.f.officer, UNIT_FIRST, "I.2");
    for (size_t i = 0; i < from.count; i++) {
        assert_ok(score_evidence_take(&edit, from.items[i].id, &none, &s.twins));
        assert_int_equal(s.issues.count, 0);
    }
    assert_int_equal(s.twins.seen.count, 1); /* the file's first use is pointed out */
    struct score_evidence taken = list_as(&s, &s.f.officer, UNIT_FIRST, "I.2");
    assert_int_equal(taken.count, 2);
    for (size_t i = 0; i < taken.count; i++) {
        assert_int_equal(taken.items[i].chain.count, 1);
        assert_string_equal(
            str_c(s.arena, taken.items[i].chain.items[0].href),
            str_c(s.arena, score_evidence_path(s.arena, &(struct evidence_place){
                                                            &s.f.board, UNIT_FIRST,
                                                            scores_fixture_index(&s.f, "I.1")})));
        assert_int_equal(taken.items[i].chain.items[0].recorded_ms, FIXTURE_NOW_MS);
    }
    assert_string_equal(str_c(s.arena, taken.items[1].file.caption), "Ảnh hội thao");
    /* Of another unit: neither by its officer nor for it. */
    edit = edit_as(&s, &s.other, UNIT_SECOND, "I.2");
    assert_err_kind(score_evidence_take(&edit, from.items[1].id, &none, &s.twins), ERR_NOT_FOUND);
    assert_err_kind(score_evidence_take(&edit, from.items[0].id, &none, &s.twins), ERR_NOT_FOUND);
    edit = edit_as(&s, &s.f.head, UNIT_SECOND, "I.2");
    assert_err_kind(score_evidence_take(&edit, from.items[1].id, &none, &s.twins), ERR_NOT_FOUND);
    /* What was withdrawn is no source. */
    assert_ok(withdraw_as(&s, &s.f.officer, "I.1", from.items[1].id, "nhầm"));
    assert_ok(withdraw_as(&s, &s.f.officer, "I.1", from.items[0].id, "nhầm"));
    edit = edit_as(&s, &s.f.officer, UNIT_FIRST, "I.3");
    assert_err_kind(score_evidence_take(&edit, from.items[0].id, &none, &s.twins), ERR_STATE);
    assert_ok(score_evidence_take(&edit, from.items[1].id, &none, &s.twins));
    assert_int_equal(s.issues.items[0].message.id, MSG_file_take_gone);
    scores_fixture_end(&s.f);
}

static void what_is_closed_takes_nothing(void **state) {
    struct stage s;
    begin(&s, state);
    assert_ok(name_as(&s, &s.f.officer, UNIT_FIRST, "I.1"));
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    struct score_evidence list = list_as(&s, &s.f.officer, UNIT_FIRST, "I.1");
    const struct closing_target target = {&s.f.board.cluster, NULL};
    assert_ok(closing_close(s.f.db, s.arena, &s.f.head, FIXTURE_NOW_MS, &target, STR("xong"),
                            STR(""), &s.issues));
    assert_int_equal(s.issues.count, 0);
    const struct file_form none = {STR_INIT(""), STR_INIT("")};
    struct file_owner owner;
    struct evidence_edit edit = edit_as(&s, &s.f.officer, UNIT_FIRST, "I.2");
    assert_err_kind(name_as(&s, &s.f.officer, UNIT_FIRST, "I.2"), ERR_STATE);
    assert_err_kind(send_as(&s, &s.f.officer, UNIT_FIRST, "I.2", STR(PDF "2")), ERR_STATE);
    for (size_t i = 0; i < list.count; i++) {
        assert_err_kind(withdraw_as(&s, &s.f.officer, "I.1", list.items[i].id, "x"), ERR_STATE);
        assert_err_kind(score_evidence_take(&edit, list.items[i].id, &none, &s.twins), ERR_STATE);
    }
    assert_err_kind(file_take_back(s.f.db, s.arena, &s.f.officer, FIXTURE_NOW_MS, list.items[1].id,
                                   STR("x"), &s.issues, &owner),
                    ERR_STATE);
    assert_int_equal(list_as(&s, &s.f.officer, UNIT_FIRST, "I.1").standing, 2);
    scores_fixture_end(&s.f);
}

struct drawing {
    struct stage *stage;
    bool withdraw;
};

/* The second unit is drawn to check the first. */
static const struct err *draw_in(struct db_tx *tx, void *context) {
    const struct drawing *drawing = context;
    const struct cluster_period *cluster = &drawing->stage->f.board.cluster;
    if (drawing->withdraw)
        return q_crosscheck_assignment_withdraw(tx, STR("pair"), FIXTURE_NOW_MS, STR("x"),
                                                STR("đổi"));
    TRY(q_crosscheck_draw_insert(tx, STR("draw"), cluster->id, 1, 1, false, 0, false, STR("1"),
                                 STR(""), STR(""), STR("x"), STR(""), FIXTURE_NOW_MS));
    return q_crosscheck_assignment_insert(
        tx, STR("pair"), cluster->id, STR("draw"), cluster->members.items[UNIT_SECOND].id,
        cluster->members.items[UNIT_FIRST].id, true, STR(""), STR("x"), FIXTURE_NOW_MS);
}

static void who_was_drawn_to_check_reads(void **state) {
    struct stage s;
    begin(&s, state);
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    struct evidence_place place = {&s.f.board, UNIT_FIRST, scores_fixture_index(&s.f, "I.1")};
    struct score_evidence evidence;
    struct stored_file file;
    struct str bytes;
    struct drawing drawing = {&s, false};
    assert_err_kind(score_evidence_list(s.f.db, s.arena, &s.other, &place, &evidence), ERR_DENIED);
    assert_ok(db_write(s.f.db, draw_in, &drawing));
    evidence = list_as(&s, &s.other, UNIT_FIRST, "I.1");
    assert_int_equal(evidence.count, 1);
    assert_false(evidence.may_add);
    struct str id = evidence.items[0].id;
    assert_ok(file_bytes(s.f.db, s.arena, &s.other, id, &file, &bytes));
    assert_int_equal(count_as(&s, &s.other, UNIT_FIRST, "I.1"), 1);
    assert_err_kind(name_as(&s, &s.other, UNIT_FIRST, "I.1"), ERR_DENIED);
    drawing.withdraw = true;
    assert_ok(db_write(s.f.db, draw_in, &drawing));
    assert_err_kind(file_bytes(s.f.db, s.arena, &s.other, id, &file, &bytes), ERR_NOT_FOUND);
    assert_err_kind(score_evidence_list(s.f.db, s.arena, &s.other, &place, &evidence), ERR_DENIED);
    scores_fixture_end(&s.f);
}

static void what_two_units_share_is_told_to_who_verifies(void **state) {
    struct stage s;
    begin(&s, state);
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.1", STR(PDF)));
    assert_ok(send_as(&s, &s.f.officer, UNIT_FIRST, "I.2", STR(PDF)));
    assert_int_equal(s.twins.seen.count, 1);
    struct evidence_uses uses;
    assert_ok(score_evidence_shared(s.f.db, s.arena, &s.f.head, &s.f.board.cluster, &uses));
    assert_int_equal(uses.contents, 1);
    assert_int_equal(uses.count, 2);
    assert_int_equal(uses.items[0].sharing, EVIDENCE_SAME_UNIT);
    assert_ok(send_as(&s, &s.other, UNIT_SECOND, "I.1", STR(PDF)));
    assert_int_equal(s.twins.seen.count, 0);
    assert_int_equal(s.twins.unseen, 2); /* told that there are others, not whose */
    assert_ok(send_as(&s, &s.other, UNIT_SECOND, "I.2", STR(PDF "2")));
    assert_ok(score_evidence_shared(s.f.db, s.arena, &s.f.head, &s.f.board.cluster, &uses));
    assert_int_equal(uses.contents, 1);
    assert_int_equal(uses.count, 3);
    assert_int_equal(uses.items[0].sharing, EVIDENCE_OTHER_UNIT);
    assert_err_kind(score_evidence_shared(s.f.db, s.arena, &s.f.officer, &s.f.board.cluster, &uses),
                    ERR_DENIED);
    scores_fixture_end(&s.f);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(evidence_is_a_list),
        DB_TEST(only_who_may),
        DB_TEST(what_is_withdrawn_stays_in_the_list),
        DB_TEST(what_is_refused),
        DB_TEST(a_cell_takes_fifty_files),
        DB_TEST(what_is_there_is_taken_over),
        DB_TEST(what_is_closed_takes_nothing),
        DB_TEST(who_was_drawn_to_check_reads),
        DB_TEST(what_two_units_share_is_told_to_who_verifies),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
