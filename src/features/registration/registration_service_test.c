/* Titles registered, sent, received, and what follows from it, on both engines. */
#include "db/db_test_support.h"
#include "features/calendar/calendar_service.h"
#include "features/cluster/cluster_fixture.h"
#include "features/legal/legal_service.h"
#include "features/organisation/organisation_service.h"
#include "features/registration/award_service.h"
#include "features/registration/registration_due_service.h"
#include "features/registration/registration_service.h"

struct scene {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user office, head, unit, other;
    struct str unit_id;
};

static struct scene begin(void **state) {
    struct scene s = {.db = *state, .arena = arena_new(0)};
    s.cluster = fixture_cluster(s.db, s.arena, "Mẫu");
    s.office = fixture_user(s.arena, ROLE_OFFICE, NULL, NULL);
    s.head = fixture_user(s.arena, ROLE_HEAD, &s.cluster, NULL);
    s.unit = fixture_user(s.arena, ROLE_UNIT, &s.cluster, &s.cluster.members.items[1]);
    s.other = fixture_user(s.arena, ROLE_UNIT, &s.cluster, &s.cluster.members.items[0]);
    s.unit_id = s.cluster.members.items[1].id;
    assert_ok(cluster_year_find(s.db, s.arena, &s.office, s.cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &s.year));
    return s;
}

static struct registration_form form_with(struct arena *arena, int64_t seen, const char *code) {
    struct registration_form form = {.seen_revision = seen};
    *list_push(arena, &form.lines) = (struct registration_line){str_from_c(code), STR(""), STR("")};
    return form;
}

static void save(struct scene *s, int64_t seen, const char *code, const char *reason) {
    struct registration_form form = form_with(s->arena, seen, code);
    form.reason = str_from_c(reason);
    struct issues issues = {0};
    assert_ok(registration_save(s->db, s->arena, &s->unit, TEST_NOW_MS, &s->year, s->unit_id, &form,
                                &issues));
    assert_int_equal(issues.count, 0);
}

static enum msg_id act(struct scene *s, const struct user *user, enum registration_act act,
                       int64_t seen, const char *reason, int64_t now_ms) {
    struct issues issues = {0};
    assert_ok(registration_act(s->db, s->arena, user, now_ms, &s->year, s->unit_id, act, seen,
                               str_from_c(reason), &issues));
    return issues.count ? issues.items[0].message.id : MSG_none;
}

static struct registration_member load(struct scene *s, const struct user *user) {
    struct registration_book book;
    assert_ok(registration_load(s->db, s->arena, user, &s->year, s->unit_id, &book));
    assert_int_equal(book.members.count, 1);
    return book.members.items[0];
}

struct allow_work {
    struct scene *scene;
    struct str unit_id;
    const char *title;
    struct registration_verdict verdict;
};

static const struct err *allow_in(struct db_tx *tx, void *context) {
    struct allow_work *work = context;
    return registration_allows(tx, work->scene->arena, 2020, work->unit_id, STR(""),
                               str_from_c(work->title), &work->verdict);
}

static struct registration_verdict allows(struct scene *s, struct str unit_id, const char *title) {
    struct allow_work work = {.scene = s, .unit_id = unit_id, .title = title};
    assert_ok(db_read(s->db, allow_in, &work));
    return work.verdict;
}

static void titles_are_registered_sent_and_received(void **state) {
    struct scene s = begin(state);
    save(&s, 0, "DVQT", "");
    assert_int_equal(allows(&s, s.unit_id, "DVQT").answer, REGISTRATION_WARNED);
    assert_int_equal(act(&s, &s.unit, REGISTRATION_SUBMIT, 1, "", TEST_NOW_MS), MSG_none);
    assert_int_equal(act(&s, &s.head, REGISTRATION_RECEIVE, 1, "", TEST_NOW_MS + 1), MSG_none);
    struct registration_member member = load(&s, &s.head);
    assert_int_equal(registration_state_of(&member.registration), REGISTRATION_RECEIVED);
    assert_true(str_equal_c(member.registration.events.items[0].author, "Người thử"));
    struct registration_verdict verdict = allows(&s, s.unit_id, "DVQT");
    assert_int_equal(verdict.answer, REGISTRATION_ALLOWED);
    assert_string_equal(verdict.sentence.args[1].p, "24/6/2020");
    assert_int_equal(allows(&s, s.unit_id, "DVTT").answer, REGISTRATION_WARNED);
    assert_int_equal(allows(&s, s.cluster.members.items[0].id, "DVQT").answer, REGISTRATION_WARNED);
    /* A change is a further revision; what was sent counts on. */
    save(&s, 1, "DVTT", "đổi danh hiệu");
    assert_int_equal(allows(&s, s.unit_id, "DVQT").answer, REGISTRATION_ALLOWED);
    assert_int_equal(act(&s, &s.unit, REGISTRATION_SUBMIT, 2, "", TEST_NOW_MS + 2), MSG_none);
    assert_int_equal(allows(&s, s.unit_id, "DVQT").answer, REGISTRATION_WARNED);
    assert_int_equal(act(&s, &s.head, REGISTRATION_RETURN, 2, "thiếu", TEST_NOW_MS + 3), MSG_none);
    assert_int_equal(allows(&s, s.unit_id, "DVQT").answer, REGISTRATION_ALLOWED);
    assert_int_equal(act(&s, &s.unit, REGISTRATION_WITHDRAW, 2, "không đủ", TEST_NOW_MS + 4),
                     MSG_none);
    assert_int_equal(allows(&s, s.unit_id, "DVQT").answer, REGISTRATION_WARNED);
    member = load(&s, &s.unit);
    assert_int_equal(member.registration.revisions.count, 2);
    assert_int_equal(member.registration.events.count, 5);
    arena_free(s.arena);
}

static void each_registers_for_its_own_unit(void **state) {
    struct scene s = begin(state);
    struct registration_form form = form_with(s.arena, 0, "DVQT");
    struct issues issues = {0};
    assert_err_kind(
        registration_save(s.db, s.arena, &s.other, TEST_NOW_MS, &s.year, s.unit_id, &form, &issues),
        ERR_DENIED);
    assert_err_kind(
        registration_save(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, s.unit_id, &form, &issues),
        ERR_DENIED);
    save(&s, 0, "DVQT", "");
    assert_err_kind(registration_act(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, s.unit_id,
                                     REGISTRATION_SUBMIT, 1, STR(""), &issues),
                    ERR_DENIED);
    assert_err_kind(registration_act(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, s.unit_id,
                                     REGISTRATION_RECEIVE, 1, STR(""), &issues),
                    ERR_DENIED);
    assert_err_kind(registration_act(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, s.unit_id,
                                     REGISTRATION_PERMIT, 1, STR("x"), &issues),
                    ERR_DENIED);
    assert_err_kind(registration_save(s.db, s.arena, &s.office, TEST_NOW_MS, &s.year,
                                      s.year.superior.id, &form, &issues),
                    ERR_NOT_FOUND);
    arena_free(s.arena);
}

static void after_the_deadline_the_office_permits(void **state) {
    struct scene s = begin(state);
    struct issues issues = {0};
    assert_ok(registration_set_deadline(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year,
                                        STR("30/2/2020"), STR(""), &issues));
    assert_non_null(issue_of(&issues, STR("on")));
    assert_ok(registration_set_deadline(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year,
                                        STR("15/3/2020"), STR(""), &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(registration_set_deadline(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year,
                                        STR("20/3/2020"), STR(""), &issues));
    assert_non_null(issue_of(&issues, STR("reason"))); /* a change says why */
    save(&s, 0, "DVQT", "");
    assert_int_equal(act(&s, &s.unit, REGISTRATION_SUBMIT, 1, "", TEST_NOW_MS),
                     MSG_registration_deadline_passed);
    assert_int_equal(act(&s, &s.office, REGISTRATION_PERMIT, 1, "đơn vị mới về", TEST_NOW_MS),
                     MSG_none);
    assert_int_equal(act(&s, &s.unit, REGISTRATION_SUBMIT, 1, "", TEST_NOW_MS + 1), MSG_none);
    assert_int_equal(allows(&s, s.unit_id, "DVQT").sentence.id, MSG_registration_was_late);
    arena_free(s.arena);
}

static void names_are_seen_by_the_unit_and_the_office(void **state) {
    struct scene s = begin(state);
    struct registration_book book;
    assert_ok(registration_load(s.db, s.arena, &s.head, &s.year, STR(""), &book));
    assert_int_equal(book.members.count, 3);
    assert_false(book.members.items[1].may_see_people);
    assert_true(load(&s, &s.unit).may_see_people);
    assert_true(load(&s, &s.office).may_see_people);
    assert_false(load(&s, &s.other).may_see_people);
    assert_err_kind(registration_load(s.db, s.arena, &s.head, &s.year, s.year.superior.id, &book),
                    ERR_NOT_FOUND);
    arena_free(s.arena);
}

static void the_rule_and_titles_are_the_organisations(void **state) {
    struct scene s = begin(state);
    struct registration_rule_form rule = {
        .from_year = STR("2020"), .level = STR("refuse"), .reason = STR("quy định của tỉnh")};
    struct issues issues = {0};
    assert_err_kind(registration_set_rule(s.db, s.arena, &s.head, TEST_NOW_MS, &rule, &issues),
                    ERR_DENIED);
    assert_ok(registration_set_rule(s.db, s.arena, &s.office, TEST_NOW_MS, &rule, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_registration_rule_needs_document);
    rule.legal_code = STR("98/2023/NĐ-CP");
    assert_ok(registration_set_rule(s.db, s.arena, &s.office, TEST_NOW_MS, &rule, &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(allows(&s, s.unit_id, "DVQT").answer, REGISTRATION_REFUSED);
    struct award_form form = {.code = STR("XA_TB"),
                              .name = STR("Xã tiêu biểu"),
                              .subject = STR("unit"),
                              .for_civil = true,
                              .source = STR("Quyết định của tỉnh")};
    assert_ok(award_add(s.db, s.arena, &s.office, TEST_NOW_MS, &form, &issues));
    assert_int_equal(issues.count, 0);
    struct award_catalogue catalogue;
    assert_ok(award_catalogue_load(s.db, s.arena, &s.unit, &catalogue));
    assert_int_equal(catalogue.titles.count, AWARD_BOOK_COUNT + 1);
    assert_int_equal(award_find(&catalogue.titles, STR("XA_TB"))->mark, AWARD_ENTERED);
    assert_true(str_equal_c(catalogue.rules.items[0].legal_code, "nd-98-2023"));
    save(&s, 0, "XA_TB", "");
    assert_ok(
        award_withdraw(s.db, s.arena, &s.office, TEST_NOW_MS, STR("XA_TB"), STR("nhầm"), &issues));
    assert_int_equal(issues.items[0].message.id, MSG_registration_title_used);
    assert_err_kind(
        award_withdraw(s.db, s.arena, &s.office, TEST_NOW_MS, STR("DVQT"), STR("nhầm"), &issues),
        ERR_NOT_FOUND);
    arena_free(s.arena);
}

/* What the shipped titles cite stands in the register. */
static void what_titles_cite_is_in_the_register(void **state) {
    struct scene s = begin(state);
    struct legal_documents documents;
    assert_ok(legal_list(s.db, s.arena, &s.office, &documents));
    for (size_t i = 0; i < AWARD_BOOK_COUNT; i++)
        assert_non_null(legal_find(&documents, AWARD_BOOK[i].legal_code));
    arena_free(s.arena);
}

struct look_work {
    struct scene *scene;
    struct due_mark marks[3];
};

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct look_work *work = context;
    for (size_t i = 0; i < 3; i++)
        work->marks[i] = (struct due_mark){0};
    return registration_due.look(tx, work->scene->arena, &work->scene->year, 0, work->marks);
}

static void the_calendar_sees_who_has_registered(void **state) {
    struct scene s = begin(state);
    struct look_work work = {.scene = &s};
    save(&s, 0, "DVQT", "");
    assert_ok(db_read(s.db, look_in, &work));
    assert_int_equal(work.marks[0].state, DUE_MISSING);
    assert_int_equal(work.marks[1].state, DUE_INCOMPLETE);
    assert_int_equal(work.marks[1].details.id, MSG_registration_state_draft);
    assert_int_equal(act(&s, &s.unit, REGISTRATION_SUBMIT, 1, "", TEST_NOW_MS + 5), MSG_none);
    assert_ok(db_read(s.db, look_in, &work));
    assert_int_equal(work.marks[1].state, DUE_RECEIVED);
    assert_int_equal(work.marks[1].at_ms, TEST_NOW_MS + 5);
    arena_free(s.arena);
}

/* The calendar's row stands before a day set here; a unit may have longer. */
static void the_calendar_says_the_deadline(void **state) {
    struct scene s = begin(state);
    const struct calendar_form form = {.title = STR("Đăng ký thi đua"),
                                       .kind = STR("registration"),
                                       .half = STR(""),
                                       .starts = STR(""),
                                       .deadline = STR("31/3/2020"),
                                       .who = STR("unit"),
                                       .note = STR(""),
                                       .basis = STR(""),
                                       .reason = STR("")};
    struct issues issues = {0};
    struct str row;
    assert_ok(calendar_enter(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, STR(""), &form, &issues,
                             &row));
    assert_int_equal(issues.count, 0);
    assert_ok(registration_set_deadline(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year,
                                        STR("15/3/2020"), STR(""), &issues));
    assert_int_equal(issues.items[0].message.id, MSG_registration_deadline_in_calendar);
    save(&s, 0, "DVQT", "");
    assert_int_equal(act(&s, &s.unit, REGISTRATION_SUBMIT, 1, "", TEST_NOW_MS),
                     MSG_registration_deadline_passed);
    issues = (struct issues){0};
    assert_ok(calendar_extend(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, row, s.unit_id,
                              STR("30/6/2020"), STR("đơn vị làm nhiệm vụ đột xuất"), &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(act(&s, &s.unit, REGISTRATION_SUBMIT, 1, "", TEST_NOW_MS + 1), MSG_none);
    assert_int_equal(allows(&s, s.unit_id, "DVQT").sentence.id, MSG_registration_was_registered);
    arena_free(s.arena);
}

static struct str add_person(struct scene *s, size_t unit, const char *name) {
    const struct person_form form = {.name = str_from_c(name),
                                     .sort_name = STR(""),
                                     .born = STR("21/3/1988"),
                                     .unit = s->cluster.members.items[unit].slug,
                                     .from = STR("1/1/2020"),
                                     .how = STR("recruited"),
                                     .post = STR("Trợ lý chính trị"),
                                     .leads = STR(""),
                                     .rank = STR("Đại úy"),
                                     .class_code = STR("officer"),
                                     .source = STR(""),
                                     .is_another = STR(""),
                                     .reason = STR("")};
    struct issues issues = {0};
    struct person_twins twins;
    struct str id;
    assert_ok(person_add(s->db, s->arena, &s->office, TEST_NOW_MS, &form, &issues, &twins, &id));
    assert_int_equal(issues.count, 0);
    return id;
}

static void people_are_of_the_unit_and_hidden_from_others(void **state) {
    struct scene s = begin(state);
    struct str own = add_person(&s, 1, "Lê Thị Mẫu");
    struct str foreign = add_person(&s, 0, "Y Thử Niê");
    struct registration_form form = {0};
    *list_push(s.arena, &form.lines) =
        (struct registration_line){STR("CSTDCS"), foreign, STR("giả mạo")};
    struct issues issues = {0};
    assert_ok(
        registration_save(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, s.unit_id, &form, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_registration_person_not_here);
    form.lines.items[0] = (struct registration_line){STR("CSTDCS"), own, STR("giả mạo")};
    assert_ok(
        registration_save(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, s.unit_id, &form, &issues));
    assert_int_equal(issues.count, 0);
    const struct registration_member seen = load(&s, &s.unit);
    assert_true(str_equal_c(registration_newest(&seen.registration)->lines.items[0].person_name,
                            "Lê Thị Mẫu"));
    const struct registration_member hidden = load(&s, &s.head);
    const struct registration_lines *lines = &registration_newest(&hidden.registration)->lines;
    assert_int_equal(registration_count_of(lines, STR("CSTDCS")), 1);
    assert_int_equal(lines->items[0].person_id.n + lines->items[0].person_name.n, 0);
    struct person_lines people;
    assert_ok(
        registration_people(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, s.unit_id, &people));
    assert_int_equal(people.count, 1);
    assert_err_kind(
        registration_people(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, s.unit_id, &people),
        ERR_DENIED);
    arena_free(s.arena);
}

static void a_merged_body_stands_on_its_predecessor_by_decision(void **state) {
    struct scene s = begin(state);
    save(&s, 0, "DVQT", "");
    assert_int_equal(act(&s, &s.unit, REGISTRATION_SUBMIT, 1, "", TEST_NOW_MS), MSG_none);
    const struct cluster_unit *heir = &s.cluster.members.items[0];
    struct issues issues = {0};
    struct str slug = s.cluster.members.items[1].slug;
    assert_ok(registration_carry_add(s.db, s.arena, &s.office, TEST_NOW_MS, &s.year, heir, slug,
                                     STR(""), STR("sáp nhập"), &issues));
    assert_int_equal(issues.items[0].message.id, MSG_registration_no_predecessor);
    const struct unit_form dissolved = {.on = STR("1/3/2020"), .successors = heir->name};
    struct str changed;
    issues = (struct issues){0};
    assert_ok(organisation_change(s.db, s.arena, &s.office, TEST_NOW_MS, UNIT_MERGE, slug,
                                  &dissolved, &issues, &changed));
    assert_int_equal(issues.count, 0);
    assert_int_equal(allows(&s, heir->id, "DVQT").answer, REGISTRATION_WARNED);
    assert_ok(registration_carry_add(s.db, s.arena, &s.office, TEST_NOW_MS, &s.year, heir, slug,
                                     STR("15/QĐ"), STR("sáp nhập"), &issues));
    assert_int_equal(issues.count, 0);
    struct registration_verdict verdict = allows(&s, heir->id, "DVQT");
    assert_int_equal(verdict.answer, REGISTRATION_ALLOWED);
    assert_int_equal(verdict.sentence.id, MSG_registration_was_carried);
    assert_ok(registration_carry_add(s.db, s.arena, &s.office, TEST_NOW_MS, &s.year, heir, slug,
                                     STR(""), STR("lần nữa"), &issues));
    assert_int_equal(issues.items[0].message.id, MSG_registration_carried_already);
    struct registration_carry_page page;
    assert_ok(registration_carries(s.db, s.arena, &s.office, &s.year, heir, &page));
    assert_int_equal(page.carries.count, 1);
    assert_int_equal(page.predecessors.count, 0);
    assert_err_kind(registration_carries(s.db, s.arena, &s.head, &s.year, heir, &page), ERR_DENIED);
    assert_ok(registration_carry_end(s.db, s.arena, &s.office, TEST_NOW_MS, &s.year, heir,
                                     page.carries.items[0].id));
    assert_int_equal(allows(&s, heir->id, "DVQT").answer, REGISTRATION_WARNED);
    arena_free(s.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(titles_are_registered_sent_and_received),
        DB_TEST(each_registers_for_its_own_unit),
        DB_TEST(after_the_deadline_the_office_permits),
        DB_TEST(names_are_seen_by_the_unit_and_the_office),
        DB_TEST(the_rule_and_titles_are_the_organisations),
        DB_TEST(what_titles_cite_is_in_the_register),
        DB_TEST(the_calendar_sees_who_has_registered),
        DB_TEST(the_calendar_says_the_deadline),
        DB_TEST(people_are_of_the_unit_and_hidden_from_others),
        DB_TEST(a_merged_body_stands_on_its_predecessor_by_decision),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
