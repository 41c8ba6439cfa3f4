/* Terms, meetings and documents of a cluster, on both engines. */
#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/headship/headship_service.h"
#include "features/organisation/organisation_service.h"

struct fixture {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user office;
    struct user head;
};

static struct date today(void) {
    return date_of_instant(TEST_NOW_MS);
}

static struct fixture begin(struct db *db) {
    struct fixture f = {.db = db, .arena = arena_new(0)};
    f.cluster = fixture_cluster(db, f.arena, "Một");
    f.office = fixture_user(f.arena, ROLE_OFFICE, NULL, NULL);
    f.head = fixture_user(f.arena, ROLE_HEAD, &f.cluster, NULL);
    assert_ok(cluster_year_find(db, f.arena, &f.office, f.cluster.slug, 2020, today(), &f.year));
    return f;
}

static struct headship_term_form form(const struct fixture *f, const char *role, size_t member,
                                      const char *from, const char *to) {
    return (struct headship_term_form){
        .role = str_from_c(role),
        .unit = f->year.members.items[member].id,
        .from = str_from_c(from),
        .to = str_from_c(to),
        .choice = STR("vote"),
        .minutes = STR("Biên bản tổng kết năm 2019"),
        .note = STR(""),
    };
}

static size_t record(const struct fixture *f, struct headship_term_form typed) {
    struct issues issues = {0};
    assert_ok(headship_record_term(f->db, f->arena, &f->head, TEST_NOW_MS, &f->year, STR(""),
                                   &typed, STR(""), &issues));
    return issues.count;
}

struct at_work {
    struct arena *arena;
    struct str cluster_id;
    struct date day;
    struct headship *found;
};

static const struct err *at_in(struct db_tx *tx, void *context) {
    struct at_work *work = context;
    return headship_at(tx, work->arena, work->cluster_id, work->day, work->found);
}

static struct headship on(const struct fixture *f, int year, int month, int day) {
    struct headship found;
    struct at_work work = {
        f->arena, f->year.cluster_id, {(int16_t)year, (uint8_t)month, (uint8_t)day}, &found};
    assert_ok(db_read(f->db, at_in, &work));
    return found;
}

static void heads_and_deputies_are_known_by_day(void **state) {
    struct fixture f = begin(*state);
    assert_int_equal(record(&f, form(&f, "head", 1, "10/1/2020", "")), 0);
    assert_int_equal(record(&f, form(&f, "deputy-1", 0, "10/1/2020", "31/5/2020")), 0);
    assert_int_equal(record(&f, form(&f, "deputy-2", 2, "10/1/2020", "")), 0);
    assert_false(on(&f, 2020, 1, 9).head.id.n);
    struct headship june = on(&f, 2020, 6, 1);
    assert_true(str_equal(june.head.id, f.year.members.items[1].id));
    assert_true(str_equal_c(june.head.name, "Ban CHQS huyện Ea M’Rang"));
    assert_false(june.deputies[0].id.n);
    assert_true(str_equal(june.deputies[1].id, f.year.members.items[2].id));
    assert_true(on(&f, 2021, 1, 9).head.id.n);
    assert_false(on(&f, 2021, 1, 10).head.id.n);
    assert_int_equal(record(&f, form(&f, "head", 2, "1/6/2020", "")), 1);
    arena_free(f.arena);
}

static void a_correction_leaves_what_stood_there(void **state) {
    struct fixture f = begin(*state);
    assert_int_equal(record(&f, form(&f, "head", 1, "10/1/2020", "")), 0);
    struct headship_page page;
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    struct str id = page.year.terms.items[0].id;
    struct headship_term_form typed = form(&f, "head", 1, "15/1/2020", "");
    struct issues issues = {0};
    assert_ok(headship_record_term(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, id, &typed,
                                   STR(""), &issues));
    assert_non_null(issue_of(&issues, STR("reason")));
    issues = (struct issues){0};
    assert_ok(headship_record_term(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, id, &typed,
                                   STR("Ghi nhầm ngày"), &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_int_equal(page.year.terms.count, 2);
    assert_true(str_equal_c(page.year.terms.items[0].withdrawn_reason, "Ghi nhầm ngày"));
    assert_false(on(&f, 2020, 1, 14).head.id.n);
    assert_true(on(&f, 2020, 1, 15).head.id.n);
    /* It stands no longer: it cannot be changed again. */
    assert_err_kind(headship_withdraw_term(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year, id,
                                           STR("nữa"), &issues),
                    ERR_NOT_FOUND);
    assert_ok(headship_withdraw_term(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year,
                                     page.year.terms.items[1].id, STR("Không đúng"), &issues));
    assert_false(on(&f, 2020, 6, 1).head.id.n);
    arena_free(f.arena);
}

static void members_and_strangers_may_not(void **state) {
    struct fixture f = begin(*state);
    struct cluster_period other = fixture_cluster(f.db, f.arena, "Hai");
    const struct user users[] = {
        fixture_user(f.arena, ROLE_UNIT, &f.cluster, &f.cluster.members.items[0]),
        fixture_user(f.arena, ROLE_READER, &f.cluster, NULL),
        fixture_user(f.arena, ROLE_HEAD, &other, NULL),
        fixture_user(f.arena, ROLE_ADMIN, NULL, NULL),
    };
    struct headship_term_form typed = form(&f, "head", 1, "10/1/2020", "");
    struct meeting_form meeting = {.held_on = STR("")};
    struct cluster_document_form document = {.title = STR("Quy chế")};
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        struct issues issues = {0};
        assert_err_kind(headship_record_term(f.db, f.arena, &users[i], TEST_NOW_MS, &f.year,
                                             STR(""), &typed, STR(""), &issues),
                        ERR_DENIED);
        assert_err_kind(headship_set_meeting(f.db, f.arena, &users[i], TEST_NOW_MS, &f.year,
                                             MEETING_SIGNING, &meeting, &issues),
                        ERR_DENIED);
        assert_err_kind(headship_add_document(f.db, f.arena, &users[i], TEST_NOW_MS, &f.year,
                                              &document, &issues),
                        ERR_DENIED);
    }
    arena_free(f.arena);
}

/* N-13: a review with two hosts; N-20: the second deputy hosts it. */
static void a_review_may_have_two_hosts(void **state) {
    struct fixture f = begin(*state);
    const struct meeting_form typed = {
        .held_on = STR("13/7/2020"),
        .hosts = {f.year.members.items[2].id, f.year.members.items[0].id},
        .venue = STR("Lữ đoàn 962"),
        .note = STR("Một tập trung, ba khâu đột phá")};
    struct issues issues = {0};
    assert_ok(headship_set_meeting(f.db, f.arena, &f.head, TEST_NOW_MS, &f.year, MEETING_INTERIM,
                                   &typed, &issues));
    assert_int_equal(issues.count, 0);
    struct headship_page page;
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    const struct meeting *interim = &page.year.meetings[MEETING_INTERIM];
    assert_int_equal(interim->hosts.count, 2);
    assert_true(str_equal_c(interim->hosts.items[0].name, "Ban CHQS huyện Thác Mây"));
    assert_true(str_equal_c(interim->hosts.items[1].name, "Ban CHQS huyện Đầm Sậy"));
    assert_true(str_equal_c(interim->period_code, "2020-H1"));
    /* One truth: the half-year says the same. */
    struct cluster_period cluster;
    assert_ok(cluster_find(f.db, f.arena, &f.office, f.cluster.slug, STR("2020-H1"), &cluster));
    assert_true(str_equal(cluster.host.id, f.year.members.items[2].id));
    assert_true(str_equal_c(cluster.venue, "Lữ đoàn 962"));
    assert_int_equal(cluster.held_on.day, 13);
    assert_true(cluster.structure_revision > f.cluster.structure_revision);
    /* Changed there, it is changed here; the second host stays. */
    struct cluster_form settings = {
        .host = STR("Ea M’Rang"), .venue = STR("nơi khác"), .held_on = STR("14/7/2020")};
    assert_ok(
        cluster_change_settings(f.db, f.arena, &f.head, TEST_NOW_MS, &cluster, &settings, &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    interim = &page.year.meetings[MEETING_INTERIM];
    assert_int_equal(interim->hosts.count, 2);
    assert_true(str_equal_c(interim->hosts.items[0].name, "Ban CHQS huyện Ea M’Rang"));
    assert_true(str_equal_c(interim->venue, "nơi khác"));
    assert_int_equal(interim->held_on.day, 14);
    arena_free(f.arena);
}

static void meetings_that_cannot_be_are_refused(void **state) {
    struct fixture f = begin(*state);
    struct meeting_form typed = {.held_on = STR("13/7/2023"),
                                 .hosts = {f.year.members.items[2].id, f.year.members.items[2].id}};
    struct issues issues = {0};
    assert_ok(headship_set_meeting(f.db, f.arena, &f.head, TEST_NOW_MS, &f.year, MEETING_ANNUAL,
                                   &typed, &issues));
    assert_non_null(issue_of(&issues, STR("held_on")));
    assert_non_null(issue_of(&issues, STR("host-2")));
    issues = (struct issues){0};
    typed = (struct meeting_form){.held_on = STR("5/1/2021"), .hosts = {STR("nobody")}};
    assert_ok(headship_set_meeting(f.db, f.arena, &f.head, TEST_NOW_MS, &f.year, MEETING_ANNUAL,
                                   &typed, &issues));
    assert_non_null(issue_of(&issues, STR("host-1")));
    assert_null(issue_of(&issues, STR("held_on"))); /* reviews of a year are held in January too */
    struct headship_page page;
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_false(page.year.meetings[MEETING_ANNUAL].recorded);
    arena_free(f.arena);
}

static void a_half_year_that_names_another_head_is_pointed_out(void **state) {
    struct fixture f = begin(*state);
    struct headship_page page;
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    /* No term is recorded: the half-year's head is what there is to confirm. */
    assert_int_equal(page.year.differences.count, 1);
    assert_true(str_equal_c(page.year.differences.items[0].named.name, "Ban CHQS huyện Đầm Sậy"));
    assert_false(page.year.differences.items[0].term.id.n);
    assert_int_equal(record(&f, form(&f, "head", 1, "10/1/2020", "")), 0);
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_true(str_equal_c(page.year.differences.items[0].term.name, "Ban CHQS huyện Ea M’Rang"));
    assert_ok(headship_withdraw_term(f.db, f.arena, &f.office, TEST_NOW_MS, &f.year,
                                     page.year.terms.items[0].id, STR("nhầm"),
                                     &(struct issues){0}));
    assert_int_equal(record(&f, form(&f, "head", 0, "10/1/2020", "")), 0);
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_int_equal(page.year.differences.count, 0);
    /* Half-years are history too: rotation knows of Đầm Sậy's year. */
    assert_int_equal(page.next.count, 3);
    assert_int_equal(page.next.items[2].last_year, 2020);
    arena_free(f.arena);
}

static void papers_of_the_cluster_are_listed(void **state) {
    struct fixture f = begin(*state);
    struct cluster_document_form typed = {.title = STR("Quy chế hoạt động của Cụm"),
                                          .number = STR("01/QC-CTĐ"),
                                          .dated = STR("1/2020"),
                                          .legal_code = STR("nd-98-2023"),
                                          .note = STR("")};
    struct issues issues = {0};
    assert_ok(headship_add_document(f.db, f.arena, &f.head, TEST_NOW_MS, &f.year, &typed, &issues));
    assert_int_equal(issues.count, 0);
    typed.legal_code = STR("khong-co");
    typed.title = STR("");
    typed.dated = STR("tháng giêng");
    assert_ok(headship_add_document(f.db, f.arena, &f.head, TEST_NOW_MS, &f.year, &typed, &issues));
    assert_int_equal(issues.count, 3);
    struct headship_page page;
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_int_equal(page.documents.count, 1);
    assert_true(str_equal_c(page.documents.items[0].number, "01/QC-CTĐ"));
    assert_ok(headship_withdraw_document(f.db, f.arena, &f.head, TEST_NOW_MS, &f.year,
                                         page.documents.items[0].id));
    assert_ok(headship_read(f.db, f.arena, &f.office, LANG_VI, &f.year, &page));
    assert_int_equal(page.documents.count, 0);
    arena_free(f.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(heads_and_deputies_are_known_by_day),
        DB_TEST(a_correction_leaves_what_stood_there),
        DB_TEST(members_and_strangers_may_not),
        DB_TEST(a_review_may_have_two_hosts),
        DB_TEST(meetings_that_cannot_be_are_refused),
        DB_TEST(a_half_year_that_names_another_head_is_pointed_out),
        DB_TEST(papers_of_the_cluster_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
