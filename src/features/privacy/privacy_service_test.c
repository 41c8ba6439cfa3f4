/* Personal data on both engines: terms and deleting, requests, copies, incidents, and who may. */
#include <string.h>

#include "db/db_test_support.h"
#include "features/account/account_service.h"
#include "features/audit/audit.h"
#include "features/cluster/cluster_fixture.h"
#include "features/person/person_service.h"
#include "features/privacy/holdings_doc.h"
#include "features/privacy/privacy_service.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS  (24 * HOUR_MS)
static const int64_t NOW_MS = INT64_C(1790000000000); /* 21/9/2026 */

struct world {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct user office, chair, admin, first, second, head, reader, owner;
    struct str person; /* of the first unit */
    struct issues issues;
};

static struct str add_person(struct world *w, size_t unit, const char *name) {
    struct person_form form = {.name = str_from_c(name),
                               .sort_name = STR(""),
                               .born = STR("21/3/1988"),
                               .unit = w->cluster.members.items[unit].slug,
                               .from = STR("1/1/2020"),
                               .how = STR("recruited"),
                               .post = STR("Trợ lý chính trị"),
                               .leads = STR(""),
                               .rank = STR("Đại úy"),
                               .class_code = STR("officer"),
                               .source = STR(""),
                               .is_another = STR(""),
                               .reason = STR("")};
    struct person_twins twins;
    struct str id;
    assert_ok(person_add(w->db, w->arena, &w->office, NOW_MS, &form, &w->issues, &twins, &id));
    assert_int_equal(w->issues.count, 0);
    return id;
}

static struct user account_of(struct world *w, const char *login) {
    struct account_form form = {.login = str_from_c(login),
                                .name = STR("Trần Văn Mẫu"),
                                .role = ROLE_READER,
                                .cluster_id = w->cluster.cluster_id,
                                .unit_id = STR("")};
    struct user local = user_local();
    struct str secret;
    const struct user *user;
    assert_ok(account_create(w->db, w->arena, &local, NOW_MS, &form, &w->issues, &secret));
    assert_int_equal(w->issues.count, 0);
    assert_ok(account_of_login(w->db, w->arena, NOW_MS, form.login, STR("127.0.0.1"), &user));
    return *user;
}

static struct world begin(void **state) {
    struct world w = {.db = *state, .arena = arena_new(0)};
    w.cluster = fixture_cluster(w.db, w.arena, "Mẫu");
    const struct cluster_unit *units = w.cluster.members.items;
    w.office = fixture_user(w.arena, ROLE_OFFICE, NULL, NULL);
    w.chair = fixture_user(w.arena, ROLE_CHAIR, NULL, NULL);
    w.admin = fixture_user(w.arena, ROLE_ADMIN, NULL, NULL);
    w.first = fixture_user(w.arena, ROLE_UNIT, &w.cluster, &units[0]);
    w.second = fixture_user(w.arena, ROLE_UNIT, &w.cluster, &units[1]);
    w.head = fixture_user(w.arena, ROLE_HEAD, &w.cluster, NULL);
    w.reader = fixture_user(w.arena, ROLE_READER, &w.cluster, NULL);
    w.person = add_person(&w, 0, "Trần Văn Mẫu");
    w.owner = account_of(&w, "tran.mau");
    return w;
}

static void link_owner(struct world *w) {
    const struct privacy_link_form form = {STR("tran.mau"), w->person, STR("Đơn vị xác nhận")};
    assert_ok(privacy_link_add(w->db, w->arena, &w->office, NOW_MS, &form, &w->issues));
    assert_int_equal(w->issues.count, 0);
}

/* --- terms and deleting ----------------------------------------------------------------------- */

static void a_term_is_set_with_its_basis_and_the_former_stays_known(void **state) {
    struct world w = begin(state);
    struct privacy_settings settings;
    assert_ok(privacy_settings_read(w.db, w.arena, &w.reader, &settings));
    assert_int_equal(settings.of[TERM_REQUEST].revision, 0);
    const struct privacy_term_form wrong = {STR("request"), STR("0"), STR("")};
    assert_ok(privacy_set_term(w.db, w.arena, &w.office, NOW_MS, &wrong, &w.issues));
    assert_non_null(issue_of(&w.issues, STR("days")));
    assert_non_null(issue_of(&w.issues, STR("basis")));
    const struct privacy_term_form form = {STR("request"), STR("5"), STR("Chỉ huy quyết định")};
    assert_ok(privacy_set_term(w.db, w.arena, &w.office, NOW_MS, &form, &w.issues));
    assert_int_equal(w.issues.count, 0);
    assert_ok(privacy_settings_read(w.db, w.arena, &w.reader, &settings));
    assert_int_equal(settings.of[TERM_REQUEST].days, 5);
    assert_int_equal(settings.of[TERM_REQUEST].revision, 1);
    assert_err_kind(privacy_set_term(w.db, w.arena, &w.head, NOW_MS, &form, &w.issues), ERR_DENIED);
    assert_err_kind(privacy_set_term(w.db, w.arena, &w.admin, NOW_MS, &form, &w.issues),
                    ERR_DENIED);
    arena_free(w.arena);
}

/* A transfer of the person to the second unit, refused by it. */
static void refuse_transfer(struct world *w, int64_t at_ms) {
    const struct person_transfer_form form = {.kind = STR("transfer"),
                                              .to = w->cluster.members.items[1].slug,
                                              .on = STR("1/9/2026"),
                                              .until = STR(""),
                                              .number = STR("15/QĐ-BCH"),
                                              .decided_on = STR("25/8/2026"),
                                              .issuer = STR(""),
                                              .comment = STR("")};
    struct person_record record;
    assert_ok(person_send(w->db, w->arena, &w->first, at_ms, w->person, &form, &w->issues));
    assert_int_equal(w->issues.count, 0);
    assert_ok(person_read(w->db, w->arena, LANG_VI, &w->office, at_ms, w->person,
                          date_of_instant(at_ms), 0, &record));
    assert_ok(person_answer(w->db, w->arena, &w->office, at_ms, w->person,
                            record.transfers.items[0].id, ANSWER_REFUSE, STR("Không có biên chế"),
                            &w->issues));
    assert_int_equal(w->issues.count, 0);
}

static size_t transfers_of(struct world *w, int64_t now_ms) {
    struct person_record record;
    assert_ok(person_read(w->db, w->arena, LANG_VI, &w->office, now_ms, w->person,
                          date_of_instant(now_ms), 0, &record));
    return record.transfers.count;
}

static void what_is_past_its_term_goes_only_when_confirmed(void **state) {
    struct world w = begin(state);
    struct privacy_confirmed confirmed[PRIVACY_KEPT_COUNT] = {0};
    struct privacy_retention retention;
    int64_t deleted;
    refuse_transfer(&w, NOW_MS);
    const int64_t later_ms = NOW_MS + 366 * DAY_MS;
    /* A day before its term nothing is proposed. */
    assert_ok(privacy_retention_read(w.db, w.arena, &w.office, NOW_MS + 364 * DAY_MS, &retention));
    assert_int_equal(retention.old[TERM_TRANSFER].count, 0);
    assert_ok(privacy_retention_read(w.db, w.arena, &w.office, later_ms, &retention));
    assert_int_equal(retention.old[TERM_TRANSFER].count, 1);
    assert_int_equal(transfers_of(&w, later_ms), 1); /* the dry run deletes nothing */
    /* Nothing chosen; another count than was seen; the wrong person. */
    assert_ok(
        privacy_retention_run(w.db, w.arena, &w.office, later_ms, confirmed, &w.issues, &deleted));
    assert_int_equal(w.issues.count, 1);
    confirmed[TERM_TRANSFER] = (struct privacy_confirmed){true, 7};
    assert_ok(
        privacy_retention_run(w.db, w.arena, &w.office, later_ms, confirmed, &w.issues, &deleted));
    assert_non_null(issue_of(&w.issues, STR("transfer")));
    assert_int_equal(transfers_of(&w, later_ms), 1);
    confirmed[TERM_TRANSFER].count = 1;
    assert_err_kind(
        privacy_retention_run(w.db, w.arena, &w.admin, later_ms, confirmed, &w.issues, &deleted),
        ERR_DENIED);
    assert_ok(
        privacy_retention_run(w.db, w.arena, &w.office, later_ms, confirmed, &w.issues, &deleted));
    assert_int_equal(w.issues.count, 0);
    assert_int_equal(deleted, 1);
    assert_int_equal(transfers_of(&w, later_ms), 0);
    assert_ok(privacy_retention_read(w.db, w.arena, &w.office, later_ms, &retention));
    assert_int_equal(retention.runs.count, 1);
    assert_int_equal(retention.runs.items[0].count, 1);
    arena_free(w.arena);
}

static void a_transfer_that_waits_or_was_confirmed_stays(void **state) {
    struct world w = begin(state);
    struct privacy_retention retention;
    const struct person_transfer_form form = {.kind = STR("transfer"),
                                              .to = w.cluster.members.items[1].slug,
                                              .on = STR("1/9/2026"),
                                              .until = STR(""),
                                              .number = STR("15/QĐ-BCH"),
                                              .decided_on = STR("25/8/2026"),
                                              .issuer = STR(""),
                                              .comment = STR("")};
    assert_ok(person_send(w.db, w.arena, &w.first, NOW_MS, w.person, &form, &w.issues));
    assert_ok(privacy_retention_read(w.db, w.arena, &w.office, NOW_MS + 4000 * DAY_MS, &retention));
    assert_int_equal(retention.old[TERM_TRANSFER].count, 0);
    arena_free(w.arena);
}

/* --- requests --------------------------------------------------------------------------------- */

static struct str ask(struct world *w, const char *what, const char *detail) {
    const struct privacy_request_form form = {.person_id = w->person,
                                              .ask = str_from_c(what),
                                              .asked_on = STR("20/9/2026"),
                                              .asker = STR("self"),
                                              .identified = STR("Gặp trực tiếp"),
                                              .detail = str_from_c(detail)};
    struct str id = STR("");
    assert_ok(privacy_request_add(w->db, w->arena, &w->office, NOW_MS, &form, &w->issues, &id));
    return id;
}

static void a_request_is_answered_once_with_a_reason(void **state) {
    struct world w = begin(state);
    struct privacy_request request;
    ask(&w, "correct", "");
    assert_non_null(issue_of(&w.issues, STR("detail")));
    struct str id = ask(&w, "correct", "Năm sinh đúng là 1987");
    assert_int_equal(w.issues.count, 0);
    assert_ok(privacy_request_read(w.db, w.arena, &w.first, NOW_MS, id, &request));
    assert_true(request.may_answer);
    assert_false(request.is_late);
    assert_string_equal(date_iso(w.arena, request.due_on).p, "2026-09-30");
    assert_ok(privacy_request_read(w.db, w.arena, &w.first, NOW_MS + 20 * DAY_MS, id, &request));
    assert_true(request.is_late);
    assert_ok(privacy_request_answer(w.db, w.arena, &w.first, NOW_MS, id, STEP_REFUSED, STR(""),
                                     &w.issues));
    assert_non_null(issue_of(&w.issues, STR("reason")));
    assert_ok(privacy_request_answer(w.db, w.arena, &w.first, NOW_MS, id, STEP_REFUSED,
                                     STR("Hồ sơ gốc ghi 1988"), &w.issues));
    assert_int_equal(w.issues.count, 0);
    assert_ok(privacy_request_answer(w.db, w.arena, &w.office, NOW_MS, id, STEP_REQUEST_DONE,
                                     STR("Đã sửa"), &w.issues));
    assert_non_null(issue_of(&w.issues, STR("reason")));
    assert_ok(privacy_request_read(w.db, w.arena, &w.office, NOW_MS, id, &request));
    assert_int_equal(request.decision, STEP_REFUSED);
    assert_int_equal(request.events.count, 1);
    arena_free(w.arena);
}

static void a_request_does_not_exist_for_who_may_not_change_the_person(void **state) {
    struct world w = begin(state);
    struct str id = ask(&w, "access", "");
    const struct user *others[] = {&w.second, &w.head, &w.reader, &w.admin, &w.owner};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct privacy_request request;
        struct holdings held;
        assert_err_kind(privacy_request_read(w.db, w.arena, others[i], NOW_MS, id, &request),
                        ERR_NOT_FOUND);
        assert_err_kind(privacy_request_answer(w.db, w.arena, others[i], NOW_MS, id,
                                               STEP_REQUEST_DONE, STR("x"), &w.issues),
                        ERR_NOT_FOUND);
        assert_err_kind(holdings_take(w.db, w.arena, LANG_VI, others[i], NOW_MS, id, &held),
                        ERR_DENIED);
    }
    struct privacy_requests list;
    assert_ok(privacy_requests_read(w.db, w.arena, &w.second, NOW_MS, &list));
    assert_int_equal(list.count, 0);
    assert_ok(privacy_requests_read(w.db, w.arena, &w.first, NOW_MS, &list));
    assert_int_equal(list.count, 1);
    assert_err_kind(privacy_requests_read(w.db, w.arena, &w.head, NOW_MS, &list), ERR_DENIED);
    arena_free(w.arena);
}

static void an_account_holder_asks_for_himself_and_another_answers(void **state) {
    struct world w = begin(state);
    struct privacy_requests own;
    assert_err_kind(privacy_request_file(w.db, w.arena, &w.owner, NOW_MS, STR("Sai"), &w.issues),
                    ERR_STATE); /* the account is nobody's yet */
    link_owner(&w);
    assert_ok(privacy_request_file(w.db, w.arena, &w.owner, NOW_MS, STR(""), &w.issues));
    assert_non_null(issue_of(&w.issues, STR("detail")));
    assert_ok(privacy_request_file(w.db, w.arena, &w.owner, NOW_MS, STR("Sai cấp bậc"), &w.issues));
    assert_int_equal(w.issues.count, 0);
    assert_ok(privacy_requests_own(w.db, w.arena, &w.owner, NOW_MS, &own));
    assert_int_equal(own.count, 1);
    assert_true(own.items[0].may_withdraw);
    assert_err_kind(privacy_request_answer(w.db, w.arena, &w.owner, NOW_MS, own.items[0].id,
                                           STEP_REQUEST_DONE, STR("Tự sửa"), &w.issues),
                    ERR_DENIED);
    assert_err_kind(privacy_request_answer(w.db, w.arena, &w.first, NOW_MS, own.items[0].id,
                                           STEP_WITHDRAWN, STR(""), &w.issues),
                    ERR_DENIED);
    assert_ok(privacy_request_answer(w.db, w.arena, &w.owner, NOW_MS, own.items[0].id,
                                     STEP_WITHDRAWN, STR(""), &w.issues));
    assert_int_equal(w.issues.count, 0);
    arena_free(w.arena);
}

static void an_account_is_one_persons_until_that_is_taken_back(void **state) {
    struct world w = begin(state);
    struct privacy_links links;
    struct holdings held;
    link_owner(&w);
    const struct privacy_link_form again = {STR("tran.mau"), add_person(&w, 1, "Lê Thị Khác"),
                                            STR("Nhầm")};
    assert_ok(privacy_link_add(w.db, w.arena, &w.office, NOW_MS, &again, &w.issues));
    assert_non_null(issue_of(&w.issues, STR("login")));
    const struct privacy_link_form wrong = {STR("khong.co"), STR("khong-co"), STR("")};
    assert_ok(privacy_link_add(w.db, w.arena, &w.office, NOW_MS, &wrong, &w.issues));
    assert_int_equal(w.issues.count, 3);
    assert_err_kind(privacy_link_add(w.db, w.arena, &w.admin, NOW_MS, &again, &w.issues),
                    ERR_DENIED);
    assert_ok(privacy_links_read(w.db, w.arena, &w.office, &links));
    assert_int_equal(links.count, 1);
    assert_ok(privacy_link_end(w.db, w.arena, &w.office, NOW_MS, links.items[0].id));
    assert_ok(holdings_own(w.db, w.arena, LANG_VI, &w.owner, NOW_MS, &held));
    assert_false(held.has_person);
    arena_free(w.arena);
}

/* --- copies ----------------------------------------------------------------------------------- */

static bool holds(const struct holdings *held, const char *table, const char *text) {
    for (size_t i = 0; i < held->tables.count; i++) {
        const struct held_table *t = &held->tables.items[i];
        for (size_t k = 0; !strcmp(t->key, table) && k < t->rows.count; k++)
            for (size_t c = 0; c < t->column_count; c++)
                if (str_equal_c(t->rows.items[k].cells[c], text))
                    return true;
    }
    return false;
}

static void the_copy_holds_what_was_corrected_too_and_says_who_took_it(void **state) {
    struct world w = begin(state);
    struct holdings held;
    const struct person_form corrected = {.name = STR("Trần Văn Mẫu"),
                                          .sort_name = STR(""),
                                          .born = STR("21/3/1987"),
                                          .reason = STR("Theo giấy khai sinh")};
    assert_ok(person_correct(w.db, w.arena, &w.office, NOW_MS, w.person, &corrected, &w.issues));
    assert_int_equal(w.issues.count, 0);
    struct str id = ask(&w, "access", "");
    assert_ok(holdings_take(w.db, w.arena, LANG_VI, &w.office, NOW_MS + HOUR_MS, id, &held));
    assert_true(holds(&held, "identity", "21/3/1988"));
    assert_true(holds(&held, "identity", "21/3/1987"));
    assert_true(holds(&held, "service", "Đại úy"));
    /* Who looked at the record stands in it. */
    struct person_record record;
    assert_ok(person_read(w.db, w.arena, LANG_VI, &w.first, NOW_MS + HOUR_MS, w.person,
                          date_of_instant(NOW_MS), 0, &record));
    /* The next copy tells of this one. */
    assert_ok(holdings_take(w.db, w.arena, LANG_VI, &w.office, NOW_MS + HOUR_MS, id, &held));
    assert_true(holds(&held, "trail", "Lấy bản sao dữ liệu cá nhân"));
    assert_true(holds(&held, "readers", "hồ sơ"));
    struct str json, xlsx, docx;
    assert_ok(holdings_doc_json(w.arena, &held, &json));
    assert_non_null(strstr(json.p, "\"full_name\":\"Trần Văn Mẫu\""));
    assert_ok(holdings_doc_workbook(w.arena, &held, &xlsx));
    assert_ok(holdings_doc_paper(w.arena, &held, PAPER_DOCX, &docx));
    assert_true(xlsx.n > 1000 && docx.n > 1000);
    arena_free(w.arena);
}

static void ones_own_page_holds_nobody_elses_data(void **state) {
    struct world w = begin(state);
    struct holdings held;
    add_person(&w, 1, "Lê Thị Khác");
    link_owner(&w);
    assert_ok(holdings_own(w.db, w.arena, LANG_VI, &w.owner, NOW_MS, &held));
    assert_true(held.has_person && held.has_account);
    assert_true(holds(&held, "identity", "Trần Văn Mẫu"));
    assert_true(holds(&held, "account", "tran.mau"));
    struct str json;
    assert_ok(holdings_doc_json(w.arena, &held, &json));
    assert_null(strstr(json.p, "Lê Thị Khác"));
    arena_free(w.arena);
}

static void quotes_and_lines_do_not_break_the_json(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct holdings held = {.name = STR("a\"b\\c\nd"), .taken_by = STR("x")};
    struct str json;
    assert_ok(holdings_doc_json(arena, &held, &json));
    assert_non_null(strstr(json.p, "\"a\\\"b\\\\c\\u000ad\""));
    arena_free(arena);
}

/* --- incidents -------------------------------------------------------------------------------- */

static struct incident_form spilled(void) {
    return (struct incident_form){.occurred = STR("20/9/2026 08:00"),
                                  .found = STR("20/9/2026 15:00"),
                                  .what = STR("Danh sách gửi nhầm đơn vị"),
                                  .data = STR("Họ tên, ngày sinh"),
                                  .people = STR("25"),
                                  .measures = STR("Thu hồi"),
                                  .reason = STR("")};
}

static void an_incident_goes_from_open_to_notified_to_closed(void **state) {
    struct world w = begin(state);
    struct incident_form form = spilled();
    struct incident incident;
    struct privacy_waiting waiting;
    int64_t number;
    /* Who cares for the system finds it first; he records it, and decides nothing. */
    assert_ok(incident_enter(w.db, w.arena, &w.admin, NOW_MS, 0, &form, &w.issues, &number));
    assert_int_equal(w.issues.count, 0);
    assert_int_equal(number, 1);
    assert_ok(privacy_waiting_read(w.db, w.arena, &w.chair, NOW_MS, &waiting));
    assert_int_equal(waiting.incidents.count, 1);
    const struct incident_notice notice = {STR("21/9/2026 10:00"), STR("12/BC"), STR("")};
    assert_err_kind(incident_notify(w.db, w.arena, &w.admin, NOW_MS, 1, &notice, &w.issues),
                    ERR_DENIED);
    assert_err_kind(incident_close(w.db, w.arena, &w.admin, NOW_MS, 1, STR("xong"), &w.issues),
                    ERR_DENIED);
    form.people = STR("27");
    assert_ok(incident_enter(w.db, w.arena, &w.office, NOW_MS, 1, &form, &w.issues, &number));
    assert_non_null(issue_of(&w.issues, STR("reason")));
    form.reason = STR("Đếm lại");
    assert_ok(incident_enter(w.db, w.arena, &w.office, NOW_MS, 1, &form, &w.issues, &number));
    assert_ok(incident_notify(w.db, w.arena, &w.chair, NOW_MS, 1, &notice, &w.issues));
    assert_int_equal(w.issues.count, 0);
    assert_ok(incident_notify(w.db, w.arena, &w.chair, NOW_MS, 1, &notice, &w.issues));
    assert_int_equal(w.issues.count, 1); /* once */
    assert_ok(incident_close(w.db, w.arena, &w.office, NOW_MS, 1, STR(""), &w.issues));
    assert_non_null(issue_of(&w.issues, STR("outcome")));
    assert_ok(incident_close(w.db, w.arena, &w.office, NOW_MS, 1, STR("Đã thu hồi"), &w.issues));
    assert_int_equal(w.issues.count, 0);
    assert_ok(incident_enter(w.db, w.arena, &w.office, NOW_MS, 1, &form, &w.issues, &number));
    assert_int_equal(w.issues.count, 1); /* closed is closed */
    assert_ok(incident_read(w.db, w.arena, &w.office, 1, &incident));
    assert_int_equal(incident.state, INCIDENT_CLOSED);
    assert_int_equal(incident.entries.count, 2);
    assert_int_equal(incident.entries.items[0].people.value, 25);
    assert_int_equal(incident.now.people.value, 27);
    assert_ok(privacy_waiting_read(w.db, w.arena, &w.chair, NOW_MS, &waiting));
    assert_int_equal(waiting.incidents.count, 0);
    arena_free(w.arena);
}

static void times_that_cannot_be_are_refused(void **state) {
    struct world w = begin(state);
    static const struct {
        const char *occurred, *found, *field;
    } WRONG[] = {
        {"hôm qua", "20/9/2026 15:00", "occurred"},
        {"21/9/2099 08:00", "20/9/2026 15:00", "occurred"},
        {"20/9/2026 16:00", "20/9/2026 15:00", "found"},
    };
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct incident_form form = spilled();
        int64_t number;
        form.occurred = str_from_c(WRONG[i].occurred);
        form.found = str_from_c(WRONG[i].found);
        assert_ok(incident_enter(w.db, w.arena, &w.office, NOW_MS, 0, &form, &w.issues, &number));
        assert_non_null(issue_of(&w.issues, str_from_c(WRONG[i].field)));
    }
    struct incidents all;
    assert_ok(incidents_read(w.db, w.arena, &w.office, &all));
    assert_int_equal(all.count, 0);
    arena_free(w.arena);
}

static void incidents_are_for_few(void **state) {
    struct world w = begin(state);
    const struct user *others[] = {&w.first, &w.head, &w.reader, &w.owner};
    struct incident_form form = spilled();
    struct incidents all;
    int64_t number;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_err_kind(incidents_read(w.db, w.arena, others[i], &all), ERR_DENIED);
        assert_err_kind(
            incident_enter(w.db, w.arena, others[i], NOW_MS, 0, &form, &w.issues, &number),
            ERR_DENIED);
    }
    arena_free(w.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_term_is_set_with_its_basis_and_the_former_stays_known),
        DB_TEST(what_is_past_its_term_goes_only_when_confirmed),
        DB_TEST(a_transfer_that_waits_or_was_confirmed_stays),
        DB_TEST(a_request_is_answered_once_with_a_reason),
        DB_TEST(a_request_does_not_exist_for_who_may_not_change_the_person),
        DB_TEST(an_account_holder_asks_for_himself_and_another_answers),
        DB_TEST(an_account_is_one_persons_until_that_is_taken_back),
        DB_TEST(the_copy_holds_what_was_corrected_too_and_says_who_took_it),
        DB_TEST(ones_own_page_holds_nobody_elses_data),
        cmocka_unit_test(quotes_and_lines_do_not_break_the_json),
        DB_TEST(an_incident_goes_from_open_to_notified_to_closed),
        DB_TEST(times_that_cannot_be_are_refused),
        DB_TEST(incidents_are_for_few),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
