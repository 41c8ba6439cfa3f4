/* Targets of a year: who may say what until when, on both engines. */
#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/target/target_due_service.h"
#include "features/target/target_edit_service.h"

struct world {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user office, head, unit; /* the unit: Ea M’Rang; head is Đầm Sậy */
    struct issues issues;
    int64_t now_ms;
};

static struct world world_of(void **state) {
    struct world world = {.db = *state, .arena = arena_new(0), .now_ms = TEST_NOW_MS};
    struct arena *arena = world.arena;
    world.cluster = fixture_cluster(world.db, arena, "Mẫu");
    world.office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    world.head = fixture_user(arena, ROLE_HEAD, &world.cluster, NULL);
    assert_ok(cluster_year_find(world.db, arena, &world.office, world.cluster.slug, 2020,
                                date_of_instant(world.now_ms), &world.year));
    world.unit = fixture_user(arena, ROLE_UNIT, &world.cluster, &world.year.members.items[1]);
    return world;
}

static struct target_act as(struct world *world, const struct user *user) {
    return (struct target_act){world->db, world->arena, user, ++world->now_ms, &world->year};
}

static struct str member(const struct world *world, size_t index) {
    return world->year.members.items[index].id;
}

static struct target_book book_of(struct world *world, int64_t known_ms) {
    struct target_book book;
    assert_ok(
        target_book_read(world->db, world->arena, &world->office, &world->year, known_ms, &book));
    return book;
}

static struct target now_at(struct world *world, int64_t number, size_t index) {
    struct target_book *book = ARENA_NEW(world->arena, struct target_book);
    *book = book_of(world, TARGET_KNOWN_NOW);
    const struct target_item *item = target_book_item(book, number);
    assert_non_null(item);
    return target_book_at(book, item, member(world, index));
}

static const struct target_item_form CLASSES = {
    .name = STR_INIT("Mở lớp bồi dưỡng"),
    .measure = STR_INIT("lớp"),
    .direction = STR_INIT("more"),
    .cumulative = STR_INIT("1"),
    .for_all = STR_INIT("1"),
};
static const struct target_terms_form ASSIGNED = {
    .source = STR_INIT("assigned"), .number = STR_INIT("12/QĐ-BCH"), .date = STR_INIT("5/1/2020")};

/* For all members: 12, the first half 5. */
static int64_t add_classes(struct world *world, const struct user *user) {
    struct target_act act = as(world, user);
    int64_t number;
    assert_ok(target_add(&act, &CLASSES, STR(""), STR("12"), STR("5"), &ASSIGNED, &world->issues,
                         &number));
    assert_int_equal(world->issues.count, 0);
    return number;
}

static const struct err *set_one(struct world *world, const struct user *user,
                                 enum target_mode mode, int64_t number, size_t index,
                                 const char *value, const char *half,
                                 const struct target_terms_form *terms) {
    struct target_entry entry = {.number = number,
                                 .unit_id = member(world, index),
                                 .value = str_from_c(value),
                                 .first_half = str_from_c(half),
                                 .seen_revision = -1,
                                 .field = STR("v")};
    struct target_entries entries = {&entry, 1, 1};
    struct target_act act = as(world, user);
    int64_t count;
    return target_set(&act, mode, false, &entries, terms, &world->issues, &count);
}

static void the_office_assigns_to_all(void **state) {
    struct world world = world_of(state);
    int64_t number = add_classes(&world, &world.office);
    for (size_t i = 0; i < 3; i++) {
        struct target target = now_at(&world, number, i);
        assert_true(target_stands(&target));
        assert_int_equal(target.source, TARGET_ASSIGNED);
        assert_int_equal(
            decimal_compare(target_value_of_half(&target, TARGET_SECOND_HALF).value, DECIMAL(7, 0)),
            0);
        assert_true(str_equal_c(target.origin.decision.number, "12/QĐ-BCH"));
    }
    arena_free(world.arena);
}

static void the_head_does_not_decide_for_the_unit_that_is_head(void **state) {
    struct world world = world_of(state);
    int64_t number = add_classes(&world, &world.head);
    struct target own = now_at(&world, number, 0);
    assert_int_equal(own.state, TARGET_PROPOSED); /* waits for the level above */
    struct target other = now_at(&world, number, 1);
    assert_true(target_stands(&other));
    const struct target_terms_form why = {.source = STR("agreed"), .reason = STR("họp cụm")};
    assert_err_kind(set_one(&world, &world.head, TARGET_AS_DECIDER, number, 0, "6", "2", &why),
                    ERR_DENIED);
    struct target_act act = as(&world, &world.head);
    struct target_key key = {number, member(&world, 0)};
    int64_t count;
    assert_err_kind(target_agree(&act, &key, 1, &why, &world.issues, &count), ERR_DENIED);
    assert_ok(set_one(&world, &world.head, TARGET_AS_DECIDER, number, 1, "14", "5", &why));
    assert_int_equal(world.issues.count, 0);
    act = as(&world, &world.office);
    assert_ok(target_agree(&act, &key, 1, &why, &world.issues, &count));
    assert_int_equal(count, 1);
    own = now_at(&world, number, 0);
    assert_true(target_stands(&own));
    /* Nor by changing what the content means. */
    struct target_item_form form = CLASSES;
    form.measure = STR("buổi");
    act = as(&world, &world.head);
    assert_err_kind(target_change_item(&act, number, &form, &why, &world.issues), ERR_DENIED);
    arena_free(world.arena);
}

static void who_enters_for_a_unit_never_decides_for_it(void **state) {
    struct world world = world_of(state);
    int64_t number = add_classes(&world, &world.office);
    const struct target_terms_form why = {.source = STR("agreed"), .reason = STR("x")};
    struct grant both[] = {{ROLE_OFFICE, STR(""), STR("")},
                           {ROLE_UNIT, world.cluster.cluster_id, member(&world, 1)}};
    struct user user = world.office;
    user.grants = both;
    user.grant_count = 2;
    assert_err_kind(set_one(&world, &user, TARGET_AS_DECIDER, number, 1, "1", "1", &why),
                    ERR_DENIED);
    assert_ok(set_one(&world, &user, TARGET_AS_DECIDER, number, 2, "13", "5", &why));
    assert_int_equal(world.issues.count, 0);
    arena_free(world.arena);
}

static void a_unit_registers_and_the_head_agrees(void **state) {
    struct world world = world_of(state);
    struct target_item_form form = CLASSES;
    form.name = STR("Trồng cây");
    form.measure = STR("cây");
    form.for_all = STR("");
    struct target_act act = as(&world, &world.unit);
    const struct target_terms_form none = {0};
    int64_t number;
    assert_ok(target_add(&act, &form, member(&world, 1), STR("200"), STR(""), &none, &world.issues,
                         &number));
    assert_int_equal(world.issues.count, 0);
    struct target target = now_at(&world, number, 1);
    assert_int_equal(target.state, TARGET_PROPOSED);
    assert_int_equal(target.source, TARGET_REGISTERED);
    assert_true(target_lacks_half(&target));
    /* It changes its own proposal, not another's, and nothing once that is agreed. */
    assert_ok(set_one(&world, &world.unit, TARGET_AS_MEMBER, number, 1, "250", "100", &none));
    assert_int_equal(world.issues.count, 0);
    assert_err_kind(set_one(&world, &world.unit, TARGET_AS_MEMBER, number, 2, "1", "1", &none),
                    ERR_DENIED);
    assert_err_kind(set_one(&world, &world.unit, TARGET_AS_DECIDER, number, 1, "1", "1", &none),
                    ERR_DENIED);
    act = as(&world, &world.head);
    struct target_key key = {number, member(&world, 1)};
    int64_t count;
    assert_ok(target_agree(&act, &key, 1, &none, &world.issues, &count));
    assert_int_equal(count, 1);
    target = now_at(&world, number, 1);
    assert_true(target_stands(&target));
    assert_int_equal(target.source, TARGET_REGISTERED);
    assert_int_equal(target.origin.revision, 3);
    assert_err_kind(set_one(&world, &world.unit, TARGET_AS_MEMBER, number, 1, "10", "5", &none),
                    ERR_DENIED);
    /* Left alone it is no change. */
    assert_ok(set_one(&world, &world.unit, TARGET_AS_MEMBER, number, 1, "250", "100", &none));
    arena_free(world.arena);
}

static void the_same_content_twice_is_refused(void **state) {
    struct world world = world_of(state);
    add_classes(&world, &world.office);
    struct target_act act = as(&world, &world.unit);
    struct target_item_form form = CLASSES;
    form.name = STR("MỞ LỚP bồi dưỡng");
    form.for_all = STR("");
    const struct target_terms_form none = {0};
    int64_t number;
    assert_ok(target_add(&act, &form, member(&world, 1), STR("3"), STR("1"), &none, &world.issues,
                         &number));
    assert_non_null(issue_of(&world.issues, STR("name")));
    /* What another unit registered is joined, where it means the same. */
    form.name = STR("Trồng cây");
    assert_ok(target_add(&act, &form, member(&world, 1), STR("3"), STR("1"), &none, &world.issues,
                         &number));
    assert_int_equal(world.issues.count, 0);
    act = as(&world, &world.head);
    int64_t joined;
    assert_ok(target_add(&act, &form, member(&world, 2), STR("4"), STR("1"), &none, &world.issues,
                         &joined));
    assert_int_equal(world.issues.count, 0);
    assert_int_equal(joined, number);
    assert_ok(target_add(&act, &form, member(&world, 2), STR("4"), STR("1"), &none, &world.issues,
                         &joined));
    assert_int_equal(issue_of(&world.issues, STR("name"))->message.id, MSG_target_twice);
    form.measure = STR("héc-ta");
    act = as(&world, &world.office);
    assert_ok(target_add(&act, &form, member(&world, 0), STR("4"), STR("1"), &none, &world.issues,
                         &joined));
    assert_int_equal(issue_of(&world.issues, STR("name"))->message.id, MSG_target_twice_measure);
    assert_err_kind(
        target_add(&act, &form, STR("nobody"), STR("4"), STR("1"), &none, &world.issues, &joined),
        ERR_NOT_FOUND);
    arena_free(world.arena);
}

static void an_agreed_figure_changes_with_a_reason(void **state) {
    struct world world = world_of(state);
    int64_t number = add_classes(&world, &world.office);
    int64_t before_ms = world.now_ms;
    struct target_terms_form terms = {.source = STR("agreed")};
    assert_ok(set_one(&world, &world.office, TARGET_AS_DECIDER, number, 1, "20", "9", &terms));
    assert_non_null(issue_of(&world.issues, STR("reason")));
    terms.reason = STR("thống nhất tại hội nghị");
    assert_ok(set_one(&world, &world.office, TARGET_AS_DECIDER, number, 1, "20", "9", &terms));
    assert_int_equal(world.issues.count, 0);
    struct target target = now_at(&world, number, 1);
    assert_int_equal(decimal_compare(target.value, DECIMAL(20, 0)), 0);
    assert_int_equal(target.origin.revision, 2);
    /* As it was known then. */
    struct target_book then = book_of(&world, before_ms);
    target = target_book_at(&then, target_book_item(&then, number), member(&world, 1));
    assert_int_equal(decimal_compare(target.value, DECIMAL(12, 0)), 0);
    arena_free(world.arena);
}

static void nobody_overwrites_what_he_has_not_seen(void **state) {
    struct world world = world_of(state);
    int64_t number = add_classes(&world, &world.office);
    const struct target_terms_form why = {.source = STR("agreed"), .reason = STR("họp")};
    assert_ok(set_one(&world, &world.head, TARGET_AS_DECIDER, number, 1, "20", "9", &why));
    struct target_entry cells[] = {
        {number, member(&world, 1), STR("12"), STR("5"), 1, STR("a")}, /* as it was drawn */
        {number, member(&world, 2), STR("15"), STR("5"), 1, STR("b")},
    };
    struct target_entries entries = {cells, 2, 2};
    struct target_act act = as(&world, &world.office);
    int64_t count;
    assert_ok(target_set(&act, TARGET_AS_DECIDER, false, &entries, &why, &world.issues, &count));
    assert_int_equal(world.issues.count, 0);
    assert_int_equal(count, 1);
    struct target kept = now_at(&world, number, 1);
    assert_int_equal(decimal_compare(kept.value, DECIMAL(20, 0)), 0);
    cells[0].value = STR("30");
    act = as(&world, &world.office);
    assert_ok(target_set(&act, TARGET_AS_DECIDER, false, &entries, &why, &world.issues, &count));
    assert_int_equal(issue_of(&world.issues, STR("a"))->message.id, MSG_target_overtaken);
    arena_free(world.arena);
}

static void the_lock_asks_about_what_is_open(void **state) {
    struct world world = world_of(state);
    struct target_act act = as(&world, &world.head);
    const struct target_terms_form paper = {
        .number = STR("03/BB-CTĐ"), .date = STR("10/1/2020"), .reason = STR("họp cụm đầu năm")};
    assert_ok(target_lock_year(&act, &paper, true, &world.issues));
    assert_int_equal(issue_of(&world.issues, STR(""))->message.id, MSG_target_lock_nothing);
    add_classes(&world, &world.head); /* the head's own stays a proposal */
    struct target_item_form form = CLASSES;
    form.name = STR("Xây nhà tình nghĩa");
    form.measure = STR("nhà");
    int64_t number;
    act = as(&world, &world.office);
    assert_ok(
        target_add(&act, &form, STR(""), STR("2"), STR(""), &ASSIGNED, &world.issues, &number));
    struct target_book book = book_of(&world, TARGET_KNOWN_NOW);
    struct target_gaps gaps;
    target_find_gaps(world.arena, &book, &world.year, &gaps);
    assert_int_equal(gaps.count, 4); /* one proposal, three without their half */
    act = as(&world, &world.head);
    assert_ok(target_lock_year(&act, &paper, false, &world.issues));
    assert_non_null(issue_of(&world.issues, STR("confirm")));
    assert_ok(target_lock_year(&act, &paper, true, &world.issues));
    assert_int_equal(world.issues.count, 0);
    book = book_of(&world, TARGET_KNOWN_NOW);
    assert_true(book.lock.is_locked);
    assert_true(str_equal_c(book.lock.document.number, "03/BB-CTĐ"));
    assert_err_kind(target_lock_year(&act, &paper, true, &world.issues), ERR_STATE);
    arena_free(world.arena);
}

static void after_the_lock_only_the_office_adjusts(void **state) {
    struct world world = world_of(state);
    int64_t number = add_classes(&world, &world.office);
    struct target_act act = as(&world, &world.head);
    const struct target_terms_form paper = {.number = STR("03/BB-CTĐ")};
    assert_ok(target_lock_year(&act, &paper, false, &world.issues));
    assert_int_equal(world.issues.count, 0);
    struct target_terms_form why = {.source = STR("assigned"), .reason = STR("mưa lũ")};
    assert_err_kind(set_one(&world, &world.head, TARGET_AS_DECIDER, number, 1, "6", "2", &why),
                    ERR_STATE);
    assert_err_kind(set_one(&world, &world.unit, TARGET_AS_MEMBER, number, 1, "6", "2", &why),
                    ERR_STATE);
    assert_ok(set_one(&world, &world.office, TARGET_AS_DECIDER, number, 1, "6", "2", &why));
    assert_non_null(issue_of(&world.issues, STR("decision")));
    why.number = STR("77/QĐ-BCH");
    why.reason = STR("");
    assert_ok(set_one(&world, &world.office, TARGET_AS_DECIDER, number, 1, "6", "2", &why));
    assert_non_null(issue_of(&world.issues, STR("reason")));
    why.reason = STR("mưa lũ");
    assert_ok(set_one(&world, &world.office, TARGET_AS_DECIDER, number, 1, "6", "2", &why));
    assert_int_equal(world.issues.count, 0);
    struct target target = now_at(&world, number, 1);
    assert_true(target.origin.after_lock);
    assert_true(str_equal_c(target.origin.decision.number, "77/QĐ-BCH"));
    /* Where it stands in the list is nobody's target. */
    struct target_item_form form = CLASSES;
    form.group = STR("Huấn luyện");
    act = as(&world, &world.head);
    const struct target_terms_form none = {0};
    assert_ok(target_change_item(&act, number, &form, &none, &world.issues));
    assert_int_equal(world.issues.count, 0);
    form.name = STR("Mở lớp tập huấn");
    assert_err_kind(target_change_item(&act, number, &form, &none, &world.issues), ERR_STATE);
    assert_err_kind(target_remove_item(&act, number, &none, &world.issues), ERR_STATE);
    act = as(&world, &world.office);
    assert_ok(target_remove_item(&act, number, &why, &world.issues));
    assert_int_equal(world.issues.count, 0);
    assert_int_equal(book_of(&world, TARGET_KNOWN_NOW).items.count, 0);
    arena_free(world.arena);
}

static void a_paper_of_the_register_is_cited(void **state) {
    struct world world = world_of(state);
    struct target_act act = as(&world, &world.office);
    const struct target_terms_form terms = {.number = STR("98/2023/NĐ-CP")};
    int64_t number;
    assert_ok(
        target_add(&act, &CLASSES, STR(""), STR("3"), STR(""), &terms, &world.issues, &number));
    assert_int_equal(world.issues.count, 0);
    struct target target = now_at(&world, number, 0);
    assert_true(str_equal_c(target.origin.decision.code, "nd-98-2023"));
    arena_free(world.arena);
}

static void last_year_comes_as_proposals(void **state) {
    struct world world = world_of(state);
    int64_t number = add_classes(&world, &world.office);
    /* The same members a year later. */
    struct cluster_year later = world.year;
    later.year = 2021;
    struct target_act act = as(&world, &world.head);
    act.year = &later;
    int64_t count;
    assert_ok(target_copy_year(&act, &world.year, &world.issues, &count));
    assert_int_equal(world.issues.count, 0);
    assert_int_equal(count, 1);
    struct target_book book;
    assert_ok(
        target_book_read(world.db, world.arena, &world.office, &later, TARGET_KNOWN_NOW, &book));
    assert_int_equal(book.items.count, 1);
    struct target target = target_book_at(&book, &book.items.items[0], member(&world, 0));
    assert_int_equal(target.state, TARGET_PROPOSED);
    assert_int_equal(decimal_compare(target.first_half, DECIMAL(5, 0)), 0);
    assert_ok(target_copy_year(&act, &world.year, &world.issues, &count));
    assert_int_equal(world.issues.count, 1); /* nothing that is not there yet */
    struct target kept = now_at(&world, number, 0);
    assert_true(target_stands(&kept));
    arena_free(world.arena);
}

static const struct err *due_in(struct db_tx *tx, void *context) {
    struct world *world = context;
    struct due_mark marks[3] = {0};
    const struct err *err = target_due.look(tx, world->arena, &world->year, 0, marks);
    if (!err) {
        assert_int_equal(marks[0].state, DUE_INCOMPLETE);
        assert_int_equal(marks[1].state, DUE_RECEIVED);
        assert_true(marks[1].at_ms > 0);
    }
    return err;
}

static const struct err *due_before_in(struct db_tx *tx, void *context) {
    struct world *world = context;
    struct due_mark marks[3] = {0};
    const struct err *err = target_due.look(tx, world->arena, &world->year, 0, marks);
    if (!err)
        assert_int_equal(marks[0].state, DUE_MISSING);
    return err;
}

static void the_calendar_sees_who_has_agreed_targets(void **state) {
    struct world world = world_of(state);
    assert_ok(db_read(world.db, due_before_in, &world));
    add_classes(&world, &world.head);
    assert_ok(db_read(world.db, due_in, &world));
    arena_free(world.arena);
}

static void others_do_not_read(void **state) {
    struct world world = world_of(state);
    struct cluster_period other = world.cluster;
    other.cluster_id = STR("another");
    struct user stranger = fixture_user(world.arena, ROLE_HEAD, &other, NULL);
    struct target_book book;
    assert_err_kind(
        target_book_read(world.db, world.arena, &stranger, &world.year, TARGET_KNOWN_NOW, &book),
        ERR_DENIED);
    struct target_act act = as(&world, &stranger);
    int64_t number;
    assert_err_kind(
        target_add(&act, &CLASSES, STR(""), STR("1"), STR(""), &ASSIGNED, &world.issues, &number),
        ERR_DENIED);
    arena_free(world.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(the_office_assigns_to_all),
        DB_TEST(the_head_does_not_decide_for_the_unit_that_is_head),
        DB_TEST(who_enters_for_a_unit_never_decides_for_it),
        DB_TEST(a_unit_registers_and_the_head_agrees),
        DB_TEST(the_same_content_twice_is_refused),
        DB_TEST(an_agreed_figure_changes_with_a_reason),
        DB_TEST(nobody_overwrites_what_he_has_not_seen),
        DB_TEST(the_lock_asks_about_what_is_open),
        DB_TEST(after_the_lock_only_the_office_adjusts),
        DB_TEST(a_paper_of_the_register_is_cited),
        DB_TEST(last_year_comes_as_proposals),
        DB_TEST(the_calendar_sees_who_has_agreed_targets),
        DB_TEST(others_do_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
