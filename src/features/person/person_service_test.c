/* People on both engines: who sees whom, transfers that wait, twins, titles that stay (H-04). */
#include <string.h>

#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/person/person_service.h"

static const int64_t NOW_MS = INT64_C(1790000000000); /* 21/9/2026 */
static const struct date TODAY = {2026, 9, 21};

/* A cluster of three units; officers of the first two; the office. */
struct world {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct user office, first, second;
};

static struct world begin(void **state) {
    struct world w = {.db = *state, .arena = arena_new(0)};
    w.cluster = fixture_cluster(w.db, w.arena, "Mẫu");
    w.office = fixture_user(w.arena, ROLE_OFFICE, NULL, NULL);
    w.first = fixture_user(w.arena, ROLE_UNIT, &w.cluster, &w.cluster.members.items[0]);
    w.second = fixture_user(w.arena, ROLE_UNIT, &w.cluster, &w.cluster.members.items[1]);
    return w;
}

static struct person_form form_of(const struct world *w, size_t unit, const char *name) {
    return (struct person_form){.name = str_from_c(name),
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
}

static const char *told(const struct world *w, const struct issues *issues) {
    return issues->count ? message_text(w->arena, LANG_VI, issues->items[0].message).p : "";
}

static struct str add(const struct world *w, const struct user *user, size_t unit,
                      const char *name) {
    struct person_form form = form_of(w, unit, name);
    struct issues issues = {0};
    struct person_twins twins;
    struct str id;
    assert_ok(person_add(w->db, w->arena, user, NOW_MS, &form, &issues, &twins, &id));
    assert_string_equal(told(w, &issues), "");
    return id;
}

static const struct err *read_of(const struct world *w, const struct user *user, struct str id,
                                 struct date day, int year, struct person_record *ret_record) {
    return person_read(w->db, w->arena, LANG_VI, user, NOW_MS, id, day, year, ret_record);
}

static size_t seen_by(const struct world *w, const struct user *user, struct date day,
                      const char *words) {
    const struct person_query query = {
        .day = day, .words = str_from_c(words), .unit_slug = STR(""), .most = PERSON_PAGE};
    struct person_page page;
    assert_ok(person_list(w->db, w->arena, user, &query, &page));
    return page.lines.count;
}

static struct person_transfer_form transfer_to(const struct world *w, size_t unit, const char *on) {
    return (struct person_transfer_form){.kind = STR("transfer"),
                                         .to = w->cluster.members.items[unit].slug,
                                         .on = str_from_c(on),
                                         .until = STR(""),
                                         .number = STR("15/QĐ-BCH"),
                                         .decided_on = STR("25/6/2025"),
                                         .issuer = STR(""),
                                         .comment = STR("")};
}

static void send(const struct world *w, const struct user *user, struct str id, size_t unit,
                 const char *on) {
    struct person_transfer_form form = transfer_to(w, unit, on);
    struct issues issues = {0};
    assert_ok(person_send(w->db, w->arena, user, NOW_MS, id, &form, &issues));
    assert_string_equal(told(w, &issues), "");
}

static struct str waiting_id(const struct world *w, struct str id) {
    struct person_record record;
    assert_ok(read_of(w, &w->office, id, TODAY, 0, &record));
    assert_true(record.transfers.count > 0);
    return record.transfers.items[record.transfers.count - 1].id;
}

static void answer(const struct world *w, const struct user *user, struct str id,
                   enum person_answer what, const char *reason) {
    struct issues issues = {0};
    assert_ok(person_answer(w->db, w->arena, user, NOW_MS, id, waiting_id(w, id), what,
                            str_from_c(reason), &issues));
    assert_string_equal(told(w, &issues), "");
}

struct pending {
    const struct world *w;
    const struct user *user;
    int64_t count;
};

static const struct err *count_pending(struct db_tx *tx, void *context) {
    struct pending *pending = context;
    return person_pending_count(tx, pending->w->arena, pending->user, TODAY, &pending->count);
}

static int pending_of(const struct world *w, const struct user *user) {
    struct pending pending = {w, user, -1};
    assert_ok(db_read(w->db, count_pending, &pending));
    return (int)pending.count;
}

static void an_officer_sees_its_own_unit_alone(void **state) {
    struct world w = begin(state);
    struct str mine = add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    struct str other = add(&w, &w.office, 1, "Trần Thị Thử");
    assert_int_equal(seen_by(&w, &w.office, TODAY, ""), 2);
    assert_int_equal(seen_by(&w, &w.first, TODAY, ""), 1);
    assert_int_equal(seen_by(&w, &w.first, TODAY, "tran thi"), 0);
    assert_int_equal(seen_by(&w, &w.second, TODAY, "TRẦN thị"), 1);
    assert_int_equal(seen_by(&w, &w.first, (struct date){2019, 12, 31}, ""), 0);
    assert_int_equal(seen_by(&w, &w.office, TODAY, "100%"), 0);
    struct person_record record;
    assert_ok(read_of(&w, &w.first, mine, TODAY, 0, &record));
    assert_true(record.may_edit);
    assert_err_kind(read_of(&w, &w.first, other, TODAY, 0, &record), ERR_NOT_FOUND);
    assert_err_kind(read_of(&w, &w.first, STR("nobody"), TODAY, 0, &record), ERR_NOT_FOUND);
    /* Head, reader and administrator have no business here. */
    const enum role others[] = {ROLE_HEAD, ROLE_READER, ROLE_ADMIN};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct user user = fixture_user(w.arena, others[i], &w.cluster, NULL);
        assert_err_kind(read_of(&w, &user, mine, TODAY, 0, &record), ERR_DENIED);
        assert_int_equal(pending_of(&w, &user), 0);
    }
    /* Nor does an officer enter people of another unit, or filter by it. */
    struct person_form form = form_of(&w, 1, "Lê Văn Ví Dụ");
    struct issues issues = {0};
    struct person_twins twins;
    struct str id;
    assert_ok(person_add(w.db, w.arena, &w.first, NOW_MS, &form, &issues, &twins, &id));
    assert_non_null(issue_of(&issues, STR("unit")));
    const struct person_query query = {.day = TODAY,
                                       .words = STR(""),
                                       .unit_slug = w.cluster.members.items[1].slug,
                                       .most = PERSON_PAGE};
    struct person_page page;
    assert_ok(person_list(w.db, w.arena, &w.first, &query, &page));
    assert_true(page.unit_unknown);
    assert_int_equal(page.lines.count, 0);
    arena_free(w.arena);
}

/* Born on a day, away for treatment: who may change the record sees both, a commander and the chair
 * the year, and that the person was away. */
static void who_may_not_change_a_person_sees_less(void **state) {
    struct world w = begin(state);
    struct str id = add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    struct user chair = fixture_user(w.arena, ROLE_CHAIR, NULL, NULL);
    struct user commander =
        fixture_user(w.arena, ROLE_COMMANDER, &w.cluster, &w.cluster.members.items[0]);
    const struct person_span_form away = {.aspect = STR("away"),
                                          .unit = STR(""),
                                          .value = STR("treatment"),
                                          .leads = STR(""),
                                          .how = STR(""),
                                          .from = STR("1/3/2026"),
                                          .to = STR("1/5/2026"),
                                          .succeeds = STR(""),
                                          .withdraw = STR(""),
                                          .source = STR("Giấy ra viện"),
                                          .reason = STR("")};
    struct issues issues = {0};
    assert_ok(person_enter_span(w.db, w.arena, &w.first, NOW_MS, id, STR(""), &away, &issues));
    assert_string_equal(told(&w, &issues), "");
    const struct {
        const struct user *user;
        bool sees;
    } READERS[] = {{&w.office, true}, {&w.first, true}, {&chair, false}, {&commander, false}};
    for (size_t i = 0; i < COUNT_OF(READERS); i++) {
        struct person_record record;
        struct person_page page;
        const struct person_query query = {
            .day = TODAY, .words = STR(""), .unit_slug = STR(""), .most = PERSON_PAGE};
        assert_ok(read_of(&w, READERS[i].user, id, TODAY, 0, &record));
        bool sees = READERS[i].sees;
        assert_int_equal(record.born.year, 1988);
        assert_int_equal(record.born.day, sees ? 21 : 0);
        assert_int_equal(record.service.why.count > 0, sees);
        for (size_t k = 0; k < record.spans.count; k++)
            if (record.spans.items[k].aspect == PERSON_AWAY) {
                assert_int_equal(record.spans.items[k].value.n > 0, sees);
                assert_int_equal(record.spans.items[k].source.n > 0, sees);
            }
        assert_ok(person_export(w.db, w.arena, READERS[i].user, NOW_MS, &query, &page));
        assert_int_equal(page.lines.count, 1);
        assert_int_equal(page.lines.items[0].born.day, sees ? 21 : 0);
    }
    arena_free(w.arena);
}

static void a_list_is_paged_by_name(void **state) {
    struct world w = begin(state);
    static const char *const NAMES[] = {"Vũ Thị An", "Bùi Anh", "Nguyễn Văn Bình", "Y Ban Niê",
                                        "Lê Đạt"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        add(&w, &w.office, i % 3, NAMES[i]);
    struct person_query query = {.day = TODAY, .words = STR(""), .unit_slug = STR(""), .most = 2};
    static const char *const ORDER[] = {"Vũ Thị An", "Bùi Anh", "Y Ban Niê", "Nguyễn Văn Bình",
                                        "Lê Đạt"};
    size_t at = 0;
    for (struct person_page page = {.more = true}; page.more;) {
        assert_ok(person_list(w.db, w.arena, &w.office, &query, &page));
        for (size_t i = 0; i < page.lines.count; i++)
            assert_string_equal(page.lines.items[i].name.p, ORDER[at++]);
        query.after_key = page.lines.items[page.lines.count - 1].sort_key;
        query.after_id = page.lines.items[page.lines.count - 1].id;
    }
    assert_int_equal(at, COUNT_OF(NAMES));
    /* The superior with those below it is everybody; alone it has nobody. */
    query = (struct person_query){.day = TODAY,
                                  .words = STR(""),
                                  .unit_slug = w.cluster.superior.slug,
                                  .deep = true,
                                  .most = PERSON_PAGE};
    struct person_page page;
    assert_ok(person_list(w.db, w.arena, &w.office, &query, &page));
    assert_int_equal(page.lines.count, 5);
    assert_int_equal(page.counts.count, 1);
    assert_int_equal(page.counts.items[0].people, 5);
    query.deep = false;
    assert_ok(person_list(w.db, w.arena, &w.office, &query, &page));
    assert_int_equal(page.lines.count, 0);
    arena_free(w.arena);
}

static void a_transfer_waits_for_the_receiving_unit(void **state) {
    struct world w = begin(state);
    struct str id = add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    struct person_record record;
    send(&w, &w.first, id, 1, "1/7/2025");
    assert_int_equal(pending_of(&w, &w.second), 1);
    assert_int_equal(pending_of(&w, &w.first), 0);
    assert_int_equal(pending_of(&w, &w.office), 1);
    /* It stays with the sender, and both see that it waits. */
    assert_int_equal(seen_by(&w, &w.first, TODAY, ""), 1);
    assert_int_equal(seen_by(&w, &w.second, TODAY, ""), 0);
    assert_ok(read_of(&w, &w.first, id, TODAY, 0, &record));
    assert_int_equal(record.transfers.items[0].state, TRANSFER_WAITING);
    assert_false(record.transfers.items[0].may_answer);
    assert_true(record.transfers.items[0].may_withdraw);
    assert_ok(read_of(&w, &w.second, id, TODAY, 0, &record));
    assert_true(record.transfers.items[0].may_answer);
    assert_false(record.may_edit);
    /* A second one is refused meanwhile, and the sender cannot confirm its own. */
    struct person_transfer_form again = transfer_to(&w, 2, "1/8/2025");
    struct issues issues = {0};
    assert_ok(person_send(w.db, w.arena, &w.first, NOW_MS, id, &again, &issues));
    assert_non_null(issue_of(&issues, STR("to")));
    issues.count = 0;
    struct str transfer = waiting_id(&w, id);
    assert_err_kind(person_answer(w.db, w.arena, &w.first, NOW_MS, id, transfer, ANSWER_CONFIRM,
                                  STR(""), &issues),
                    ERR_DENIED);
    assert_ok(person_answer(w.db, w.arena, &w.second, NOW_MS, id, transfer, ANSWER_REFUSE, STR(""),
                            &issues));
    assert_non_null(issue_of(&issues, STR("reason")));
    issues.count = 0;
    answer(&w, &w.second, id, ANSWER_CONFIRM, "");
    assert_err_kind(person_answer(w.db, w.arena, &w.second, NOW_MS, id, transfer, ANSWER_CONFIRM,
                                  STR(""), &issues),
                    ERR_STATE);
    assert_int_equal(pending_of(&w, &w.second), 0);
    assert_int_equal(seen_by(&w, &w.second, TODAY, ""), 1);
    assert_int_equal(seen_by(&w, &w.first, TODAY, ""), 0);
    assert_int_equal(seen_by(&w, &w.first, (struct date){2025, 6, 30}, ""), 1);
    assert_ok(read_of(&w, &w.second, id, TODAY, 0, &record));
    assert_true(str_equal_c(record.transfers.items[0].answered_by, "Người thử"));
    assert_int_equal(record.transfers.items[0].answered_ms, NOW_MS);
    /* Who had the person sees no more than was there on the day. */
    assert_err_kind(read_of(&w, &w.first, id, TODAY, 0, &record), ERR_NOT_FOUND);
    assert_ok(read_of(&w, &w.first, id, (struct date){2025, 6, 30}, 0, &record));
    assert_true(record.is_former);
    assert_false(record.may_edit);
    assert_int_equal(record.transfers.count, 0);
    for (size_t i = 0; i < record.spans.count; i++)
        assert_false(str_equal(record.spans.items[i].unit_id, w.cluster.members.items[1].id));
    arena_free(w.arena);
}

static void a_refused_transfer_changes_nothing(void **state) {
    struct world w = begin(state);
    struct str id = add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    struct person_record record;
    send(&w, &w.first, id, 1, "1/7/2025");
    answer(&w, &w.second, id, ANSWER_REFUSE, "Không có biên chế");
    assert_ok(read_of(&w, &w.first, id, TODAY, 0, &record));
    assert_int_equal(record.transfers.items[0].state, TRANSFER_REFUSED);
    assert_true(str_equal_c(record.transfers.items[0].answer_reason, "Không có biên chế"));
    assert_true(str_equal(record.unit->unit_id, w.cluster.members.items[0].id));
    assert_err_kind(read_of(&w, &w.second, id, TODAY, 0, &record), ERR_NOT_FOUND);
    send(&w, &w.first, id, 1, "1/8/2025");
    answer(&w, &w.first, id, ANSWER_WITHDRAW, "");
    assert_ok(read_of(&w, &w.first, id, TODAY, 0, &record));
    assert_int_equal(record.transfers.count, 2);
    arena_free(w.arena);
}

/* H-04: transferred on 1/7/2025: CSTĐCS 2023 and 2024 stay under the old name; 2025 is decided by
 * the receiving unit. */
static void titles_stay_when_a_person_moves(void **state) {
    struct world w = begin(state);
    struct str id = add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    struct issues issues = {0};
    for (int year = 2023; year <= 2024; year++) {
        struct person_honour_form form = {.year = str_format(w.arena, "%d", year),
                                          .title = STR("Chiến sĩ thi đua cơ sở"),
                                          .awarded = STR("1"),
                                          .number = STR("100/QĐ"),
                                          .decided_on = STR("12/2024"),
                                          .issuer = STR(""),
                                          .source = STR("Bản gốc")};
        assert_ok(person_add_honour(w.db, w.arena, &w.first, NOW_MS, id, &form, &issues));
        assert_int_equal(issues.count, 0);
    }
    send(&w, &w.first, id, 1, "1/7/2025");
    answer(&w, &w.second, id, ANSWER_CONFIRM, "");
    struct person_record record;
    assert_ok(read_of(&w, &w.second, id, TODAY, 2025, &record));
    assert_int_equal(record.honours.count, 2);
    for (size_t i = 0; i < record.honours.count; i++) {
        assert_true(record.honours.items[i].is_awarded);
        assert_true(str_equal(record.honours.items[i].under_name, w.cluster.members.items[0].name));
    }
    assert_true(str_equal(record.service.unit_id, w.cluster.members.items[1].id));
    assert_true(str_equal(record.service.comment_of, w.cluster.members.items[0].name));
    assert_int_equal(record.service.verdict, SERVICE_TO_DECIDE);
    assert_non_null(record.rule);
    assert_int_equal(record.rule->months, 9);
    assert_string_equal(record.rule_citation.p, "Thông tư 118/2023/TT-BQP ngày 22/12/2023");
    assert_ok(read_of(&w, &w.second, id, TODAY, 2024, &record));
    assert_true(str_equal(record.service.unit_id, w.cluster.members.items[0].id));
    assert_int_equal(record.service.verdict, SERVICE_REACHED);
    /* No rule is sourced for the army before 2024: only counted. */
    assert_ok(read_of(&w, &w.second, id, TODAY, 2022, &record));
    assert_null(record.rule);
    assert_int_equal(record.service.verdict, SERVICE_NO_RULE);
    arena_free(w.arena);
}

static void a_secondment_leaves_the_person_at_home(void **state) {
    struct world w = begin(state);
    struct str id = add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    struct person_transfer_form form = transfer_to(&w, 1, "1/3/2026");
    form.kind = STR("secondment");
    form.until = STR("31/8/2026");
    struct issues issues = {0};
    assert_ok(person_send(w.db, w.arena, &w.first, NOW_MS, id, &form, &issues));
    assert_string_equal(told(&w, &issues), "");
    answer(&w, &w.second, id, ANSWER_CONFIRM, "");
    struct person_record record;
    assert_ok(read_of(&w, &w.first, id, (struct date){2026, 8, 31}, 0, &record));
    assert_true(str_equal(record.unit->unit_id, w.cluster.members.items[0].id));
    assert_true(str_equal(record.seconded->unit_id, w.cluster.members.items[1].id));
    assert_ok(read_of(&w, &w.first, id, (struct date){2026, 9, 1}, 0, &record));
    assert_null(record.seconded);
    arena_free(w.arena);
}

static void twins_are_pointed_out(void **state) {
    struct world w = begin(state);
    struct str id = add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    struct person_form form = form_of(&w, 0, "NGUYEN VAN MAU");
    struct issues issues = {0};
    struct person_twins twins;
    struct str new_id;
    assert_ok(person_add(w.db, w.arena, &w.first, NOW_MS, &form, &issues, &twins, &new_id));
    assert_int_equal(twins.count, 1);
    assert_true(str_equal(twins.items[0].id, id));
    assert_true(twins.items[0].is_same_unit);
    assert_non_null(issue_of(&issues, STR("is_another")));
    assert_int_equal(new_id.n, 0);
    /* Elsewhere: told to the office with the unit, to another unit only that there is one, and that
     * only where the birth date is given to the day. */
    form = form_of(&w, 1, "Nguyễn Văn Mẫu");
    issues.count = 0;
    assert_ok(person_add(w.db, w.arena, &w.office, NOW_MS, &form, &issues, &twins, &new_id));
    assert_int_equal(twins.count, 1);
    assert_false(twins.items[0].is_same_unit);
    assert_true(str_equal(twins.items[0].unit_name, w.cluster.members.items[0].name));
    issues.count = 0;
    assert_ok(person_add(w.db, w.arena, &w.second, NOW_MS, &form, &issues, &twins, &new_id));
    assert_int_equal(twins.count, 1);
    assert_int_equal(twins.items[0].id.n + twins.items[0].unit_name.n, 0);
    issues.count = 0;
    form.born = STR("1988");
    assert_ok(person_add(w.db, w.arena, &w.second, NOW_MS, &form, &issues, &twins, &new_id));
    assert_int_equal(twins.count, 0);
    assert_true(new_id.n > 0);
    /* Another person of the same name and day is added when somebody says so. */
    form = form_of(&w, 0, "Nguyễn Văn Mẫu");
    form.is_another = STR("1");
    issues.count = 0;
    assert_ok(person_add(w.db, w.arena, &w.first, NOW_MS, &form, &issues, &twins, &new_id));
    assert_int_equal(issues.count, 0);
    assert_int_equal(seen_by(&w, &w.first, TODAY, ""), 2);
    arena_free(w.arena);
}

static struct person_span_form line(const char *aspect, const char *value, const char *from) {
    return (struct person_span_form){.aspect = str_from_c(aspect),
                                     .unit = STR(""),
                                     .value = str_from_c(value),
                                     .leads = STR(""),
                                     .how = STR(""),
                                     .from = str_from_c(from),
                                     .to = STR(""),
                                     .succeeds = STR("1"),
                                     .source = STR(""),
                                     .reason = STR(""),
                                     .withdraw = STR("")};
}

static void lines_are_added_mended_and_withdrawn(void **state) {
    struct world w = begin(state);
    struct str id = add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    struct issues issues = {0};
    struct person_record record;
    struct person_span_form form = line("rank", "Thiếu tá", "22/12/2024");
    assert_ok(person_enter_span(w.db, w.arena, &w.first, NOW_MS, id, STR(""), &form, &issues));
    assert_string_equal(told(&w, &issues), "");
    assert_ok(read_of(&w, &w.first, id, (struct date){2024, 12, 21}, 0, &record));
    assert_true(str_equal_c(record.rank->value, "Đại úy"));
    assert_ok(read_of(&w, &w.first, id, TODAY, 0, &record));
    assert_true(str_equal_c(record.rank->value, "Thiếu tá"));
    /* A second unit on a day is refused with the sentence. */
    form = line("unit", "", "1/1/2022");
    form.unit = w.cluster.members.items[0].slug;
    assert_ok(person_enter_span(w.db, w.arena, &w.first, NOW_MS, id, STR(""), &form, &issues));
    assert_non_null(strstr(told(&w, &issues), "một ngày chỉ thuộc một đơn vị"));
    /* A correction says why; an end alone needs no reason. */
    issues.count = 0;
    struct str rank_id = record.rank->id;
    form = line("rank", "Trung tá", "22/12/2024");
    assert_ok(person_enter_span(w.db, w.arena, &w.first, NOW_MS, id, rank_id, &form, &issues));
    assert_non_null(issue_of(&issues, STR("reason")));
    issues.count = 0;
    form = line("rank", "Thiếu tá", "22/12/2024");
    form.to = STR("31/12/2025");
    assert_ok(person_enter_span(w.db, w.arena, &w.first, NOW_MS, id, rank_id, &form, &issues));
    assert_string_equal(told(&w, &issues), "");
    assert_ok(read_of(&w, &w.first, id, TODAY, 0, &record));
    assert_null(record.rank);
    /* The only line of a unit is not thrown away. */
    form = line("unit", "", "");
    form.withdraw = STR("1");
    form.reason = STR("ghi nhầm");
    assert_ok(
        person_enter_span(w.db, w.arena, &w.first, NOW_MS, id, record.unit->id, &form, &issues));
    assert_non_null(issue_of(&issues, STR("withdraw")));
    issues.count = 0;
    assert_ok(
        person_enter_span(w.db, w.arena, &w.first, NOW_MS, id, record.post->id, &form, &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(read_of(&w, &w.first, id, TODAY, 0, &record));
    assert_null(record.post);
    /* Others cannot. */
    assert_err_kind(
        person_enter_span(w.db, w.arena, &w.second, NOW_MS, id, STR(""), &form, &issues),
        ERR_NOT_FOUND);
    assert_true(record.history.count >= 4);
    /* The audit tells which line, and nothing personal. */
    for (size_t i = 0; i < record.history.count; i++)
        assert_true(str_find(record.history.items[i].after, STR("Thiếu tá")) < 0);
    arena_free(w.arena);
}

static const struct err *other_rooms(struct db_tx *tx, void *context) {
    struct world *w = context;
    struct person_lines people;
    struct person_line person;
    struct person_counts counts;
    struct person_findings findings;
    struct str unit;
    bool found;
    const struct cluster_unit *first = &w->cluster.members.items[0];
    TRY(person_choices(tx, w->arena, first->id, TODAY, false, &people));
    assert_int_equal(people.count, 1);
    assert_true(str_equal_c(people.items[0].post, "Trợ lý chính trị"));
    assert_true(str_equal_c(people.items[0].class_code, "officer"));
    assert_string_equal(person_birth_year(w->arena, people.items[0].born).p, "1988");
    TRY(person_choices(tx, w->arena, STR(""), TODAY, true, &people));
    assert_int_equal(people.count, 0);
    TRY(person_choices(tx, w->arena, w->cluster.superior.id, TODAY, true, &people));
    assert_int_equal(people.count, 1);
    TRY(person_find(tx, w->arena, people.items[0].id, TODAY, &found, &person));
    assert_true(found && str_equal(person.unit_id, first->id));
    TRY(person_find(tx, w->arena, STR("nobody"), TODAY, &found, &person));
    assert_false(found);
    TRY(person_unit_on(tx, w->arena, people.items[0].id, (struct date){2019, 1, 1}, &unit));
    assert_int_equal(unit.n, 0);
    TRY(person_count_on(tx, w->arena, first->id, TODAY, false, &counts));
    assert_int_equal(counts.count, 1);
    assert_true(str_equal_c(counts.items[0].class_code, "officer") && !counts.items[0].leads);
    TRY(person_check_all(tx, w->arena, &findings));
    assert_int_equal(findings.count, 0);
    return NULL;
}

static void other_rooms_choose_people(void **state) {
    struct world w = begin(state);
    add(&w, &w.first, 0, "Nguyễn Văn Mẫu");
    assert_ok(db_read(w.db, other_rooms, &w));
    arena_free(w.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(an_officer_sees_its_own_unit_alone),
        DB_TEST(a_list_is_paged_by_name),
        DB_TEST(who_may_not_change_a_person_sees_less),
        DB_TEST(a_transfer_waits_for_the_receiving_unit),
        DB_TEST(a_refused_transfer_changes_nothing),
        DB_TEST(titles_stay_when_a_person_moves),
        DB_TEST(a_secondment_leaves_the_person_at_home),
        DB_TEST(twins_are_pointed_out),
        DB_TEST(lines_are_added_mended_and_withdrawn),
        DB_TEST(other_rooms_choose_people),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
