/* All clusters of a level: who is shown, counted how, in what order. */
#include "db/db_test_support.h"
#include "features/calendar/level_service.h"
#include "features/cluster/cluster_fixture.h"

static const struct date JUNE_24 = {2020, 6, 24};

static void enter(struct db *db, struct arena *arena, const struct cluster_period *cluster,
                  const char *title, const char *deadline, bool received) {
    struct user head = fixture_user(arena, ROLE_HEAD, cluster, NULL);
    struct cluster_year year;
    assert_ok(cluster_year_find(db, arena, &head, cluster->slug, 2020, JUNE_24, &year));
    struct calendar_form form = {.title = str_from_c(title),
                                 .kind = STR(""),
                                 .half = STR("0"),
                                 .deadline = str_from_c(deadline),
                                 .who = STR("unit")};
    struct issues issues = {0};
    struct str id;
    size_t stored;
    assert_ok(calendar_enter(db, arena, &head, TEST_NOW_MS, &year, STR(""), &form, &issues, &id));
    struct calendar_mark_form mark = {.unit_id = year.members.items[0].id,
                                      .slug = year.members.items[0].slug,
                                      .received = STR("10/6/2020")};
    if (received)
        assert_ok(calendar_mark_rows(db, arena, &head, TEST_NOW_MS, &year, id, &mark, 1, &issues,
                                     &stored));
    assert_int_equal(issues.count, 0);
}

static struct level load(struct db *db, struct arena *arena, const struct user *user,
                         struct level_filter filter) {
    struct level level;
    struct level_years years;
    struct cluster_units superiors;
    assert_ok(level_load(db, arena, user, &filter, JUNE_24, &level, &years, &superiors));
    return level;
}

static const struct level_row *row_of(const struct level *level,
                                      const struct cluster_period *cluster) {
    for (size_t i = 0; i < level->count; i++)
        if (str_equal(level->items[i].year.cluster_id, cluster->cluster_id))
            return &level->items[i];
    return NULL;
}

static void clusters_stand_as_their_calendars_say(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period tidy = fixture_cluster(db, arena, "A gọn");
    struct cluster_period late = fixture_cluster(db, arena, "B muộn");
    struct cluster_period empty = fixture_cluster(db, arena, "C trống");
    enter(db, arena, &tidy, "Nộp sớm", "30/6/2020", true);
    enter(db, arena, &late, "Quá hạn", "20/6/2020", true);
    enter(db, arena, &late, "Sắp tới", "26/6/2020", false);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct level level = load(db, arena, &office, (struct level_filter){.words = STR("")});
    assert_int_equal(level.found, 3);
    const struct level_row *first = row_of(&level, &tidy);
    /* What is still to come does not count against anybody. */
    assert_int_equal(first->counts.all, 1);
    assert_int_equal(first->counts.done, 1);
    assert_int_equal(first->counts.late, 0);
    assert_int_equal(first->next.day, 30);
    const struct level_row *second = row_of(&level, &late);
    assert_int_equal(second->counts.all, 3);
    assert_int_equal(second->counts.late, 2);
    assert_int_equal(second->next.day, 26);
    assert_true(str_equal_c(second->next_title, "Sắp tới"));
    assert_false(row_of(&level, &empty)->has_calendar);
    assert_true(second->halves[0].exists);
    assert_false(second->halves[1].exists);
    /* In order of what is late; names break ties. */
    level =
        load(db, arena, &office, (struct level_filter){.words = STR(""), .order = LEVEL_BY_LATE});
    assert_true(str_equal(level.items[0].year.cluster_id, late.cluster_id));
    assert_true(str_equal(level.items[1].year.cluster_id, tidy.cluster_id));
    level =
        load(db, arena, &office, (struct level_filter){.words = STR(""), .order = LEVEL_BY_NEXT});
    assert_true(str_equal(level.items[0].year.cluster_id, late.cluster_id));
    assert_true(str_equal(level.items[2].year.cluster_id, empty.cluster_id));
    arena_free(arena);
}

static void the_filter_finds_names_and_levels(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    fixture_cluster(db, arena, "A gọn");
    struct cluster_period late = fixture_cluster(db, arena, "B muộn");
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct level level = load(db, arena, &office, (struct level_filter){.words = STR("MUON cum")});
    assert_int_equal(level.found, 1);
    assert_true(str_equal(level.items[0].year.cluster_id, late.cluster_id));
    level = load(db, arena, &office,
                 (struct level_filter){.words = STR(""), .superior_id = STR("nobody")});
    assert_int_equal(level.found, 0);
    level = load(db, arena, &office,
                 (struct level_filter){.words = STR(""), .superior_id = late.superior.id});
    assert_int_equal(level.found, 1); /* each fixture stands below a unit of its own */
    level = load(db, arena, &office, (struct level_filter){.words = STR(""), .year = 2019});
    assert_int_equal(level.found, 0);
    /* A page that is not there is the first one. */
    level = load(db, arena, &office, (struct level_filter){.words = STR(""), .page = 7});
    assert_int_equal(level.count, 2);
    arena_free(arena);
}

static void numbers_in_names_count_as_numbers(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    static const char *const NAMES[] = {"số 10", "số 2", "số 1"};
    struct cluster_period made[COUNT_OF(NAMES)];
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        made[i] = fixture_cluster(db, arena, NAMES[i]);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct level level = load(db, arena, &office, (struct level_filter){.words = STR("")});
    assert_int_equal(level.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(str_equal(level.items[i].year.slug, made[2 - i].slug));
    arena_free(arena);
}

static void everybody_sees_his_own_clusters(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period own = fixture_cluster(db, arena, "A gọn");
    fixture_cluster(db, arena, "B muộn");
    struct user officer = fixture_user(arena, ROLE_UNIT, &own, &own.members.items[0]);
    struct level level = load(db, arena, &officer, (struct level_filter){.words = STR("")});
    assert_int_equal(level.found, 1);
    struct user admin = fixture_user(arena, ROLE_ADMIN, NULL, NULL);
    assert_int_equal(load(db, arena, &admin, (struct level_filter){.words = STR("")}).found, 0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(clusters_stand_as_their_calendars_say),
        DB_TEST(the_filter_finds_names_and_levels),
        DB_TEST(numbers_in_names_count_as_numbers),
        DB_TEST(everybody_sees_his_own_clusters),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
