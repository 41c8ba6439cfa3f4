/* Covenants drawn up, frozen and signed, on both engines. */
#include <pthread.h>

#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/covenant/covenant_due_service.h"
#include "features/covenant/covenant_service.h"
#include "features/movement/movement_service.h"

#define YEARLY COVENANT_YEARLY_CODE

struct scene {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user office, head, unit, reader;
};

static struct scene begin(void **state) {
    struct scene s = {.db = *state, .arena = arena_new(0)};
    s.cluster = fixture_cluster(s.db, s.arena, "Mẫu");
    s.office = fixture_user(s.arena, ROLE_OFFICE, NULL, NULL);
    s.head = fixture_user(s.arena, ROLE_HEAD, &s.cluster, NULL);
    s.unit = fixture_user(s.arena, ROLE_UNIT, &s.cluster, &s.cluster.members.items[1]);
    s.reader = fixture_user(s.arena, ROLE_READER, &s.cluster, NULL);
    assert_ok(cluster_year_find(s.db, s.arena, &s.office, s.cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &s.year));
    return s;
}

static struct covenant_text_form text_form(struct arena *arena, int64_t seen, const char *title) {
    struct covenant_text_form form = {.grounds = STR("Căn cứ Quy chế hoạt động của Cụm"),
                                      .opening = STR("Các đơn vị thống nhất ký giao ước:"),
                                      .closing = STR("Quyết tâm hoàn thành."),
                                      .seen_revision = seen};
    *list_push(arena, &form.contents) = (struct covenant_content){str_from_c(title), STR("đủ")};
    return form;
}

static void write_text(struct scene *s, int64_t seen, const char *title) {
    struct covenant_text_form form = text_form(s->arena, seen, title);
    struct issues issues = {0};
    assert_ok(covenant_save_text(s->db, s->arena, &s->head, TEST_NOW_MS, &s->year, YEARLY, &form,
                                 &issues));
    assert_int_equal(issues.count, 0);
}

static void freeze(struct scene *s, int64_t seen, int64_t expected) {
    struct issues issues = {0};
    int64_t number;
    assert_ok(covenant_freeze(s->db, s->arena, &s->head, TEST_NOW_MS, &s->year, YEARLY, seen,
                              &issues, &number));
    assert_int_equal(issues.count, 0);
    assert_int_equal(number, expected);
}

static struct covenant_page load(struct scene *s) {
    struct covenant_page page;
    assert_ok(covenant_load(s->db, s->arena, &s->reader, &s->year, YEARLY, &page));
    return page;
}

static struct covenant_sign_form sign_form(const char *unit, const char *manner,
                                           const char *version) {
    return (struct covenant_sign_form){.unit = str_from_c(unit),
                                       .role = STR("member"),
                                       .name = STR("Trần Văn Mẫu"),
                                       .post = STR("Chỉ huy trưởng"),
                                       .on = STR("24/6/2020"),
                                       .manner = str_from_c(manner),
                                       .version = str_from_c(version)};
}

static void a_covenant_is_drawn_up_frozen_and_signed(void **state) {
    struct scene s = begin(state);
    struct covenant_page page = load(&s);
    assert_int_equal(page.covenant.id.n, 0);
    write_text(&s, 0, "Huấn luyện");
    write_text(&s, 1, "Huấn luyện, sẵn sàng chiến đấu");
    freeze(&s, 2, 1);
    struct covenant_sign_form form =
        sign_form(str_c(s.arena, s.year.members.items[1].slug), "account", "1");
    struct issues issues = {0};
    assert_ok(covenant_sign(s.db, s.arena, &s.unit, TEST_NOW_MS + 60000, &s.year, YEARLY, &form,
                            &issues));
    assert_int_equal(issues.count, 0);
    form = sign_form(str_c(s.arena, s.year.members.items[0].slug), "paper", "1");
    assert_ok(covenant_sign(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    form = sign_form("", "paper", "1");
    form.role = STR("approval");
    assert_ok(
        covenant_sign(s.db, s.arena, &s.office, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    assert_int_equal(issues.count, 0);
    page = load(&s);
    const struct covenant_version *version = covenant_current(&page.covenant);
    assert_int_equal(version->signatures.count, 3);
    assert_int_equal(covenant_signed_count(version, &s.year.members), 2);
    assert_non_null(covenant_signature_of(version, s.year.superior.id, COVENANT_APPROVAL));
    assert_int_equal(version->digest.n, 64);
    assert_int_equal(page.entries.count, 1);
    assert_int_equal(page.entries.items[0].signed_count, 2);
    /* The same unit once more. */
    form = sign_form(str_c(s.arena, s.year.members.items[0].slug), "paper", "1");
    assert_ok(covenant_sign(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_covenant_signed_already);
    arena_free(s.arena);
}

static void a_new_version_needs_new_signatures_and_old_ones_stay(void **state) {
    struct scene s = begin(state);
    write_text(&s, 0, "Huấn luyện");
    freeze(&s, 1, 1);
    struct covenant_sign_form form =
        sign_form(str_c(s.arena, s.year.members.items[0].slug), "paper", "1");
    struct issues issues = {0};
    assert_ok(covenant_sign(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    write_text(&s, 1, "Tuyển quân");
    freeze(&s, 2, 2);
    struct covenant_page page = load(&s);
    assert_int_equal(page.covenant.versions.count, 2);
    assert_int_equal(page.covenant.versions.items[0].signatures.count, 1);
    assert_true(
        str_equal_c(page.covenant.versions.items[0].text.contents.items[0].title, "Huấn luyện"));
    assert_int_equal(page.covenant.versions.items[1].signatures.count, 0);
    /* Who looked at the first version does not sign the second unawares. */
    assert_ok(covenant_sign(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_covenant_newer_version);
    arena_free(s.arena);
}

static void a_text_that_changed_meanwhile_is_not_hidden(void **state) {
    struct scene s = begin(state);
    write_text(&s, 0, "Huấn luyện");
    struct covenant_text_form form = text_form(s.arena, 0, "Của người khác");
    struct issues issues = {0};
    assert_ok(
        covenant_save_text(s.db, s.arena, &s.office, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_covenant_changed_meanwhile);
    int64_t number;
    assert_ok(
        covenant_freeze(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, YEARLY, 0, &issues, &number));
    assert_int_equal(issues.items[0].message.id, MSG_covenant_changed_meanwhile);
    struct covenant_page page = load(&s);
    assert_int_equal(page.covenant.texts.count, 1);
    assert_int_equal(page.covenant.versions.count, 0);
    arena_free(s.arena);
}

static void everybody_signs_for_his_own_unit_only(void **state) {
    struct scene s = begin(state);
    write_text(&s, 0, "Huấn luyện");
    freeze(&s, 1, 1);
    const char *own = str_c(s.arena, s.year.members.items[1].slug);
    const char *other = str_c(s.arena, s.year.members.items[0].slug);
    struct issues issues = {0};
    struct covenant_sign_form form = sign_form(other, "account", "1");
    assert_err_kind(
        covenant_sign(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, &form, &issues),
        ERR_DENIED);
    assert_err_kind(
        covenant_sign(s.db, s.arena, &s.office, TEST_NOW_MS, &s.year, YEARLY, &form, &issues),
        ERR_DENIED);
    form = sign_form(own, "paper", "1");
    assert_err_kind(
        covenant_sign(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, &form, &issues),
        ERR_DENIED);
    assert_err_kind(
        covenant_sign(s.db, s.arena, &s.reader, TEST_NOW_MS, &s.year, YEARLY, &form, &issues),
        ERR_DENIED);
    struct covenant_text_form text = text_form(s.arena, 1, "Khác");
    assert_err_kind(
        covenant_save_text(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, &text, &issues),
        ERR_DENIED);
    int64_t number;
    assert_err_kind(
        covenant_freeze(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, 1, &issues, &number),
        ERR_DENIED);
    form = sign_form("don-vi-la", "paper", "1");
    assert_ok(covenant_sign(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_covenant_not_member);
    arena_free(s.arena);
}

static void a_signature_is_withdrawn_with_a_reason(void **state) {
    struct scene s = begin(state);
    write_text(&s, 0, "Huấn luyện");
    freeze(&s, 1, 1);
    struct covenant_sign_form form =
        sign_form(str_c(s.arena, s.year.members.items[1].slug), "account", "1");
    struct issues issues = {0};
    assert_ok(covenant_sign(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    struct covenant_page page = load(&s);
    struct str id = covenant_current(&page.covenant)->signatures.items[0].id;
    assert_ok(covenant_withdraw_signature(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, id,
                                          STR(""), &issues));
    assert_non_null(issue_of(&issues, STR("reason")));
    assert_ok(covenant_withdraw_signature(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, id,
                                          STR("ghi nhầm chức vụ"), &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(covenant_withdraw_signature(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, id,
                                          STR("lần nữa"), &issues));
    assert_int_equal(issues.items[0].message.id, MSG_covenant_withdrawn_already);
    page = load(&s);
    const struct covenant_signature *kept = &covenant_current(&page.covenant)->signatures.items[0];
    assert_true(str_equal_c(kept->withdrawn_reason, "ghi nhầm chức vụ"));
    /* And the unit signs anew. */
    assert_ok(covenant_sign(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    assert_int_equal(issues.count, 0);
    arena_free(s.arena);
}

static void a_drive_has_a_covenant_of_its_own(void **state) {
    struct scene s = begin(state);
    struct issues issues = {0};
    struct str code, again;
    assert_ok(covenant_begin_drive(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, STR(""),
                                   STR("Giao ước đợt cao điểm 22/12"), &issues, &code));
    assert_int_equal(issues.count, 0);
    assert_ok(covenant_begin_drive(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, STR(""),
                                   STR("Giao ước Đợt cao điểm 22 12"), &issues, &again));
    assert_int_equal(issues.items[0].message.id, MSG_covenant_twice);
    struct covenant_text_form form = text_form(s.arena, 0, "Huấn luyện");
    assert_ok(
        covenant_save_text(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, code, &form, &issues));
    struct covenant_page page;
    assert_ok(covenant_load(s.db, s.arena, &s.reader, &s.year, code, &page));
    assert_int_equal(page.covenant.kind, COVENANT_DRIVE);
    assert_int_equal(page.covenant.texts.count, 1);
    assert_err_kind(covenant_load(s.db, s.arena, &s.reader, &s.year, STR("khong-co"), &page),
                    ERR_NOT_FOUND);
    arena_free(s.arena);
}

static void last_years_contents_are_offered(void **state) {
    struct scene s = begin(state);
    write_text(&s, 0, "Huấn luyện");
    struct cluster_year next = s.year;
    next.year = 2021;
    struct covenant_page page;
    assert_ok(covenant_load(s.db, s.arena, &s.head, &next, YEARLY, &page));
    assert_int_equal(page.covenant.texts.count, 0);
    assert_int_equal(page.earlier.count, 1);
    assert_true(str_equal_c(page.earlier.items[0].title, "Huấn luyện"));
    arena_free(s.arena);
}

struct look_work {
    struct scene *scene;
    struct due_mark marks[3];
};

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct look_work *work = context;
    return covenant_due.look(tx, work->scene->arena, &work->scene->year, 0, work->marks);
}

static struct str add_movement(struct scene *s, const char *kind, struct str parent,
                               const char *title) {
    struct issues issues = {0};
    struct str id;
    const struct movement_by who = {
        .user = &s->head, .now_ms = TEST_NOW_MS, .year = &s->year, .id = STR("")};
    const struct movement_form form = {.kind = str_from_c(kind),
                                       .parent = parent,
                                       .title = str_from_c(title),
                                       .manner = parent.n ? STR("") : STR("regular"),
                                       .begins = STR("1/6/2020"),
                                       .ends = STR("31/12/2020")};
    assert_ok(movement_enter(s->db, s->arena, &who, &form, &issues, &id));
    assert_int_equal(issues.count, 0);
    return id;
}

static void a_covenant_and_its_drive_know_each_other(void **state) {
    struct scene s = begin(state);
    struct issues issues = {0};
    struct covenant_page page;
    struct covenant_entry entry;
    struct str code, again;
    struct str movement = add_movement(&s, "movement", STR(""), "Thi đua Quyết thắng");
    struct str drive = add_movement(&s, "drive", movement, "Đợt cao điểm 22/12");
    assert_ok(covenant_of_drive(s.db, s.arena, &s.reader, &s.year, drive, &entry));
    assert_int_equal(entry.code.n, 0);
    assert_ok(covenant_begin_drive(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, drive, STR(" "),
                                   &issues, &code));
    assert_int_equal(issues.count, 0);
    assert_ok(covenant_load(s.db, s.arena, &s.reader, &s.year, code, &page));
    assert_true(str_equal_c(page.covenant.title, "Giao ước thi đua Đợt cao điểm 22/12"));
    assert_true(str_equal(page.covenant.drive_id, drive));
    assert_int_equal(page.drives.count, 1);
    assert_true(page.drives.items[0].is_taken);
    assert_ok(covenant_of_drive(s.db, s.arena, &s.reader, &s.year, drive, &entry));
    assert_true(str_equal(entry.code, code));
    /* One covenant a drive; and a movement is no drive. */
    assert_ok(covenant_begin_drive(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, drive,
                                   STR("Giao ước khác"), &issues, &again));
    assert_int_equal(issue_of(&issues, STR("drive"))->message.id, MSG_covenant_drive_taken);
    assert_ok(covenant_begin_drive(s.db, s.arena, &s.head, TEST_NOW_MS, &s.year, movement,
                                   STR("Giao ước khác"), &issues, &again));
    assert_int_equal(issue_of(&issues, STR("drive"))->message.id, MSG_covenant_drive_unknown);
    /* The calendar asks for the year's own. */
    struct look_work work = {.scene = &s};
    assert_ok(db_read(s.db, look_in, &work));
    assert_int_equal(work.marks[0].state, DUE_MISSING);
    arena_free(s.arena);
}

static void the_calendar_sees_who_has_signed(void **state) {
    struct scene s = begin(state);
    struct look_work work = {.scene = &s};
    assert_ok(db_read(s.db, look_in, &work));
    assert_int_equal(work.marks[1].details.id, MSG_covenant_due_not_frozen);
    write_text(&s, 0, "Huấn luyện");
    freeze(&s, 1, 1);
    struct covenant_sign_form form =
        sign_form(str_c(s.arena, s.year.members.items[1].slug), "account", "1");
    struct issues issues = {0};
    assert_ok(covenant_sign(s.db, s.arena, &s.unit, TEST_NOW_MS, &s.year, YEARLY, &form, &issues));
    assert_ok(db_read(s.db, look_in, &work));
    assert_int_equal(work.marks[1].state, DUE_RECEIVED);
    assert_int_equal(work.marks[1].at_ms, TEST_NOW_MS);
    assert_int_equal(work.marks[0].state, DUE_MISSING);
    assert_int_equal(work.marks[0].details.id, MSG_covenant_due_unsigned);
    arena_free(s.arena);
}

/* --- several at once -------------------------------------------------------------------------- */

enum { WRITERS = 4 };

struct writer {
    struct scene *scene;
    pthread_barrier_t *together;
    struct covenant_sign_form form;
    struct str withdrawn_id; /* empty: signs */
    const struct err *err;
    enum err_kind kind;
    bool refused; /* with a sentence */
};

static void *write_once(void *context) {
    struct writer *w = context;
    const struct scene *s = w->scene;
    struct arena *arena = arena_new(0);
    struct issues issues = {0};
    pthread_barrier_wait(w->together);
    if (w->withdrawn_id.n)
        w->err = covenant_withdraw_signature(s->db, arena, &s->head, TEST_NOW_MS, &s->year, YEARLY,
                                             w->withdrawn_id, STR("Ghi nhầm"), &issues);
    else
        w->err =
            covenant_sign(s->db, arena, &s->head, TEST_NOW_MS, &s->year, YEARLY, &w->form, &issues);
    w->kind = w->err ? w->err->kind : ERR_INTERNAL;
    w->refused = issues.count > 0;
    arena_free(arena);
    return NULL;
}

/* One is stored; the others are told so in a sentence. */
static void write_together(struct scene *s, const struct covenant_sign_form *form, struct str id) {
    pthread_barrier_t together;
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];
    assert_int_equal(pthread_barrier_init(&together, NULL, WRITERS), 0);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] =
            (struct writer){.scene = s, .together = &together, .form = *form, .withdrawn_id = id};
        assert_int_equal(pthread_create(&threads[i], NULL, write_once, &writers[i]), 0);
    }
    int stored = 0;
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        if (writers[i].err)
            fail_msg("writer %d: an error of kind %d", i, (int)writers[i].kind);
        stored += !writers[i].refused;
    }
    assert_int_equal(stored, 1);
    pthread_barrier_destroy(&together);
}

static void one_signature_at_once(void **state) {
    struct scene s = begin(state);
    write_text(&s, 0, "Huấn luyện");
    freeze(&s, 1, 1);
    for (size_t i = 0; i < s.year.members.count; i++) {
        struct covenant_sign_form form =
            sign_form(str_c(s.arena, s.year.members.items[i].slug), "paper", "1");
        write_together(&s, &form, STR(""));
        struct covenant_page page = load(&s);
        const struct covenant_version *version = covenant_current(&page.covenant);
        assert_int_equal(version->signatures.count, 2 * i + 1);
        write_together(&s, &form, version->signatures.items[2 * i].id);
        write_together(&s, &form, STR(""));
    }
    struct covenant_page page = load(&s);
    assert_int_equal(covenant_signed_count(covenant_current(&page.covenant), &s.year.members),
                     s.year.members.count);
    arena_free(s.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_covenant_is_drawn_up_frozen_and_signed),
        DB_TEST(a_new_version_needs_new_signatures_and_old_ones_stay),
        DB_TEST(a_text_that_changed_meanwhile_is_not_hidden),
        DB_TEST(everybody_signs_for_his_own_unit_only),
        DB_TEST(a_signature_is_withdrawn_with_a_reason),
        DB_TEST(a_drive_has_a_covenant_of_its_own),
        DB_TEST(a_covenant_and_its_drive_know_each_other),
        DB_TEST(last_years_contents_are_offered),
        DB_TEST(the_calendar_sees_who_has_signed),
        DB_TEST(one_signature_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
