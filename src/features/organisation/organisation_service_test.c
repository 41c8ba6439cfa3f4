/* Units in the database, on both engines: rights and scopes, changes, vectors of unit history. */
#include "db/db_internal.h"
#include "db/db_test_support.h"
#include "features/audit/audit.h"
#include "features/cluster/cluster_fixture.h"
#include "features/organisation/organisation_service.h"

static const int64_t NOW_MS = INT64_C(1790000000000); /* 21/9/2026 */
static const struct unit_view TODAY = {{2026, 9, 21}, UNIT_KNOWN_NOW};

static struct str change(struct db *db, struct arena *arena, int64_t now_ms,
                         enum unit_change_kind kind, struct str slug,
                         const struct unit_form *form) {
    struct user local = user_local();
    struct issues issues = {0};
    struct str made = STR("");
    assert_ok(organisation_change(db, arena, &local, now_ms, kind, slug, form, &issues, &made));
    if (issues.count)
        fail_msg(STR_FMT, STR_ARG(message_text(arena, LANG_EN, issues.items[0].message)));
    return made;
}

static struct str add(struct db *db, struct arena *arena, const char *name, struct str parent) {
    const struct unit_form form = {.name = str_from_c(name), .parent = parent};
    return change(db, arena, NOW_MS, UNIT_ADD, STR(""), &form);
}

static struct unit_record read_unit(struct db *db, struct arena *arena, struct str slug,
                                    struct unit_view view) {
    struct user local = user_local();
    struct unit_record record;
    assert_ok(organisation_unit_read(db, arena, &local, slug, &view, &record));
    return record;
}

static struct unit_lines tree(struct db *db, struct arena *arena, const struct user *user,
                              struct unit_view view, const struct str *open, size_t count) {
    struct unit_lines lines;
    int64_t all;
    assert_ok(organisation_tree(db, arena, user, &view, open, count, &lines, &all));
    return lines;
}

static bool has(const struct unit_lines *lines, const char *name) {
    for (size_t i = 0; i < lines->count; i++)
        if (str_equal_c(lines->items[i].name, name))
            return true;
    return false;
}

/* --- the tree ----------------------------------------------------------------------------------
 */

static void the_tree_is_as_at_a_day_and_as_known_on_an_instant(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct str top = add(db, arena, "Bộ CHQS tỉnh", STR(""));
    struct str one = add(db, arena, "Ban CHQS huyện Một", top);
    add(db, arena, "Ban CHQS huyện Hai", top);
    struct unit_form form = {.name = STR("Ban CHQS thị xã Một"), .on = STR("1/3/2024")};
    change(db, arena, NOW_MS + 1000, UNIT_RENAME, one, &form);
    form = (struct unit_form){.on = STR("1/7/2025"), .number = STR("1/QĐ"), .source = STR("báo")};
    change(db, arena, NOW_MS + 2000, UNIT_DISSOLVE, one, &form);
    struct unit_lines lines = tree(db, arena, &local, TODAY, &top, 1);
    assert_int_equal(lines.count, 2);
    assert_int_equal(lines.items[0].children, 1);
    assert_int_equal(lines.items[1].depth, 1);
    const struct unit_view in_2024 = {{2024, 6, 1}, UNIT_KNOWN_NOW};
    lines = tree(db, arena, &local, in_2024, &top, 1);
    assert_int_equal(lines.count, 3);
    assert_true(has(&lines, "Ban CHQS thị xã Một"));
    /* The same day, before anybody had recorded the rename, and before the dissolution. */
    const struct unit_view unknown = {{2026, 9, 21}, NOW_MS + 500};
    lines = tree(db, arena, &local, unknown, &top, 1);
    assert_true(has(&lines, "Ban CHQS huyện Một"));
    const struct unit_view between = {{2026, 9, 21}, NOW_MS + 1500};
    lines = tree(db, arena, &local, between, &top, 1);
    assert_true(has(&lines, "Ban CHQS thị xã Một"));
    const struct unit_view too_early = {{2026, 9, 21}, NOW_MS - 1};
    assert_int_equal(tree(db, arena, &local, too_early, &top, 1).count, 0);
    arena_free(arena);
}

static void names_are_found_whatever_their_marks(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct str top = add(db, arena, "Bộ CHQS tỉnh Đắk Lắk", STR(""));
    add(db, arena, "Ban CHQS huyện M’Đrắk", top);
    add(db, arena, "Đơn vị 100%", top);
    struct unit_lines lines;
    assert_ok(organisation_search(db, arena, &local, &TODAY, STR("m'drak"), &lines));
    assert_int_equal(lines.count, 1);
    assert_true(str_equal_c(lines.items[0].above, "Bộ CHQS tỉnh Đắk Lắk"));
    assert_ok(organisation_search(db, arena, &local, &TODAY, STR("%"), &lines));
    assert_int_equal(lines.count, 1); /* a sign like others, not a wildcard */
    arena_free(arena);
}

/* --- rights ------------------------------------------------------------------------------------
 */

static void only_the_office_and_the_administrator_change_units(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct str member = cluster.members.items[0].slug;
    const struct user denied[] = {
        fixture_user(arena, ROLE_HEAD, &cluster, NULL),
        fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[0]),
        fixture_user(arena, ROLE_READER, &cluster, NULL),
    };
    const struct unit_form form = {.name = STR("Tên mới"), .on = STR("1/1/2021")};
    const struct honour_form honour = {
        .year = STR("2020"), .title = STR("X"), .source = STR("báo")};
    struct issues issues = {0};
    struct unit_preview preview;
    struct str slug;
    for (size_t i = 0; i < COUNT_OF(denied); i++) {
        const struct user *user = &denied[i];
        assert_err_kind(organisation_change(db, arena, user, NOW_MS, UNIT_RENAME, member, &form,
                                            &issues, &slug),
                        ERR_DENIED);
        assert_err_kind(organisation_preview(db, arena, user, NOW_MS, UNIT_RENAME, member, &form,
                                             &issues, &preview),
                        ERR_DENIED);
        assert_err_kind(organisation_add_honour(db, arena, user, NOW_MS, member, &honour, &issues),
                        ERR_DENIED);
    }
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct user admin = fixture_user(arena, ROLE_ADMIN, NULL, NULL);
    assert_ok(organisation_change(db, arena, &office, NOW_MS, UNIT_RENAME, member, &form, &issues,
                                  &slug));
    assert_ok(organisation_add_honour(db, arena, &admin, NOW_MS, member, &honour, &issues));
    assert_int_equal(issues.count, 0);
    arena_free(arena);
}

/* The list and the single unit ask the same scope: what one shows, the other lets in. */
static void what_is_listed_may_be_opened_and_nothing_else(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct str region = add(db, arena, "Quân khu", STR(""));
    struct str other = add(db, arena, "Bộ CHQS tỉnh khác", region);
    add(db, arena, "Ban CHQS huyện khác", other);
    struct unit_form form = {.parent = region, .on = STR("1/1/2019")};
    change(db, arena, NOW_MS, UNIT_MOVE, cluster.superior.slug, &form);
    /* One who has a role here, and in a cluster right below the region: first what is seen less. */
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    const struct cluster_form above = {.name = STR("Cụm các tỉnh"),
                                       .superior = STR("Quân khu"),
                                       .members = STR("Bộ CHQS tỉnh khác\nBộ CHQS tỉnh thứ ba"),
                                       .year = STR("2021"),
                                       .half = STR("1")};
    struct issues issues = {0};
    struct cluster_period wide;
    struct str slug, code;
    assert_ok(cluster_create(db, arena, &office, NOW_MS, &above, NULL, &issues, &slug, &code));
    assert_int_equal(issues.count, 0);
    assert_ok(cluster_find(db, arena, &office, slug, code, &wide));
    struct user both = fixture_user(arena, ROLE_READER, &cluster, NULL);
    struct grant grants[] = {both.grants[0], both.grants[0], both.grants[0]};
    grants[2].cluster_id = wide.cluster_id;
    both.grants = grants;
    both.grant_count = COUNT_OF(grants);
    const struct user users[] = {fixture_user(arena, ROLE_READER, &cluster, NULL),
                                 fixture_user(arena, ROLE_HEAD, &cluster, NULL), both, office,
                                 local};
    const struct str open[] = {region, other, cluster.superior.slug};
    struct unit_lines all = tree(db, arena, &local, TODAY, open, COUNT_OF(open));
    assert_int_equal(all.count, 8); /* region, three provinces, a district, three members */
    for (size_t u = 0; u < COUNT_OF(users); u++) {
        struct unit_lines lines = tree(db, arena, &users[u], TODAY, open, COUNT_OF(open));
        assert_int_equal(lines.count, u < 2 ? 5 : 8);
        struct unit_lines found;
        assert_ok(organisation_search(db, arena, &users[u], &TODAY, STR(""), &found));
        assert_int_equal(found.count, lines.count);
        for (size_t i = 0; i < all.count; i++) {
            struct unit_record record;
            const struct err *err =
                organisation_unit_read(db, arena, &users[u], all.items[i].slug, &TODAY, &record);
            bool listed = has(&lines, str_c(arena, all.items[i].name));
            assert_int_equal(err == NULL, listed);
            assert_true(!err || err->kind == ERR_DENIED);
        }
    }
    struct user nobody = local;
    nobody.is_local = false;
    nobody.id = STR("n");
    struct unit_lines lines;
    int64_t count;
    assert_err_kind(
        organisation_tree(db, arena, &nobody, &TODAY, open, COUNT_OF(open), &lines, &count),
        ERR_DENIED);
    arena_free(arena);
}

/* --- changes ------------------------------------------------------------------------------------
 */

static void a_change_is_told_before_and_recorded_after(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct str slug = add(db, arena, "Ban A", STR(""));
    const struct unit_form form = {.name = STR("Ban B"),
                                   .on = STR("1/7/2025"),
                                   .number = STR("12/QĐ"),
                                   .decided_on = STR("6/2025"),
                                   .issuer = STR("Bộ Quốc phòng"),
                                   .source = STR("báo")};
    struct issues issues = {0};
    struct unit_preview preview;
    assert_ok(organisation_preview(db, arena, &local, NOW_MS, UNIT_RENAME, slug, &form, &issues,
                                   &preview));
    assert_int_equal(preview.before.count, 1);
    assert_int_equal(preview.after.count, 2);
    assert_int_equal(read_unit(db, arena, slug, TODAY).states.count, 1); /* nothing was stored */
    change(db, arena, NOW_MS, UNIT_RENAME, slug, &form);
    struct unit_record record = read_unit(db, arena, slug, TODAY);
    assert_int_equal(record.states.count, 3); /* the first is withdrawn, not gone */
    assert_true(str_equal_c(record.state->name, "Ban B"));
    assert_true(str_equal_c(record.state->decision.number, "12/QĐ"));
    assert_int_equal(record.state->decision.made_on.day, 0);
    assert_true(str_equal_c(record.slug, "ban-a")); /* addresses stay */
    arena_free(arena);
}

struct audit_work {
    struct arena *arena;
    struct str id;
    struct audit_lines lines;
};

static const struct err *audit_in(struct db_tx *tx, void *context) {
    struct audit_work *work = context;
    return audit_read(tx, work->arena, LANG_VI, "unit", work->id, NULL, &work->lines);
}

static void changes_leave_their_line(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct str slug = add(db, arena, "Ban A", STR(""));
    struct unit_form form = {.on = STR("1/7/2025"), .number = STR("9/QĐ")};
    change(db, arena, NOW_MS + 1, UNIT_DISSOLVE, slug, &form);
    struct audit_work work = {.arena = arena, .id = read_unit(db, arena, slug, TODAY).id};
    assert_ok(db_read(db, audit_in, &work));
    assert_int_equal(work.lines.count, 2);
    assert_true(str_equal_c(work.lines.items[0].action, "Giải thể đơn vị"));
    assert_true(str_equal_c(work.lines.items[0].after, "Ban A (… – 1/7/2025)"));
    assert_true(str_equal_c(work.lines.items[0].reason, "9/QĐ"));
    arena_free(arena);
}

static void faults_store_nothing(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct str top = add(db, arena, "Tỉnh", STR(""));
    struct str below = add(db, arena, "Huyện", top);
    struct issues issues = {0};
    struct str slug;
    struct unit_form form = {.on = STR("1/7/2025")};
    assert_ok(
        organisation_change(db, arena, &local, NOW_MS, UNIT_DISSOLVE, top, &form, &issues, &slug));
    assert_non_null(issue_of(&issues, STR("children")));
    form = (struct unit_form){.parent = below, .on = STR("1/1/2020")};
    assert_ok(
        organisation_change(db, arena, &local, NOW_MS, UNIT_MOVE, top, &form, &issues, &slug));
    assert_non_null(issue_of(&issues, STR("parent")));
    assert_int_equal(read_unit(db, arena, top, TODAY).states.count, 1);
    assert_err_kind(organisation_change(db, arena, &local, NOW_MS, UNIT_MOVE, STR("khong-co"),
                                        &form, &issues, &slug),
                    ERR_NOT_FOUND);
    arena_free(arena);
}

static void successors_and_their_streaks_are_decided_later(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct str one = add(db, arena, "Huyện Một", STR(""));
    struct str area = add(db, arena, "Khu vực 1", STR(""));
    struct unit_form form = {.on = STR("1/7/2025"), .source = STR("báo")};
    change(db, arena, NOW_MS, UNIT_DISSOLVE, one, &form);
    assert_int_equal(read_unit(db, arena, one, TODAY).after.count, 0); /* open */
    form = (struct unit_form){.successors = STR("Khu vực 1"), .number = STR("3/QĐ")};
    change(db, arena, NOW_MS + 1, UNIT_SUCCEED, one, &form);
    struct unit_record record = read_unit(db, arena, area, TODAY);
    assert_int_equal(record.before.count, 1);
    assert_true(str_equal_c(record.before.items[0].name, "Huyện Một"));
    assert_false(record.before.items[0].streak_is_inherited);
    const struct succession *s = &record.successions.items[record.before.items[0].succession];
    assert_int_equal(date_compare(s->on, (struct date){2025, 7, 1}), 0); /* the day it ended */
    struct streak_form streak = {.succession_id = s->id,
                                 .from_id = s->from.items[0].unit_id,
                                 .to_id = record.id,
                                 .inherits = STR("yes"),
                                 .reason = STR("")};
    struct issues issues = {0};
    assert_ok(organisation_decide_streak(db, arena, &local, NOW_MS, area, &streak, &issues));
    assert_non_null(issue_of(&issues, STR("reason")));
    streak.reason = STR("Biên bản họp số 4");
    issues = (struct issues){0};
    assert_ok(organisation_decide_streak(db, arena, &local, NOW_MS, area, &streak, &issues));
    assert_true(read_unit(db, arena, area, TODAY).before.items[0].streak_is_inherited);
    streak.inherits = STR("no");
    assert_ok(organisation_decide_streak(db, arena, &local, NOW_MS + 2, area, &streak, &issues));
    record = read_unit(db, arena, area, TODAY);
    assert_false(record.before.items[0].streak_is_inherited);
    /* Withdrawn, it leads nowhere any more; the pair of another unit is not found. */
    streak.from_id = record.id;
    assert_err_kind(organisation_decide_streak(db, arena, &local, NOW_MS, area, &streak, &issues),
                    ERR_NOT_FOUND);
    assert_ok(organisation_withdraw_succession(db, arena, &local, NOW_MS + 3, area, s->id));
    assert_int_equal(read_unit(db, arena, area, TODAY).before.count, 0);
    arena_free(arena);
}

static void an_end_is_taken_back_with_what_came_of_it(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct str one = add(db, arena, "Huyện Một", STR(""));
    struct str two = add(db, arena, "Huyện Hai", STR(""));
    struct unit_form form = {.on = STR("1/7/2025"), .successors = STR("Huyện Hai")};
    change(db, arena, NOW_MS, UNIT_MERGE, one, &form);
    assert_int_equal(read_unit(db, arena, two, TODAY).before.count, 1);
    form = (struct unit_form){0};
    change(db, arena, NOW_MS + 1, UNIT_RESTORE, one, &form);
    assert_non_null(read_unit(db, arena, one, TODAY).state);
    assert_int_equal(read_unit(db, arena, two, TODAY).before.count, 0);
    arena_free(arena);
}

/* --- vectors of unit history -------------------------------------------------------------------
 */

/* H-01: what was earned stays listed under the name of its time. */
static void a_title_stays_under_the_name_that_earned_it(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct str slug = add(db, arena, "Ban CHQS huyện M’Đrắk", STR(""));
    const struct honour_form form = {
        .year = STR("2017"), .title = STR("Đơn vị quyết thắng"), .source = STR("báo, 27/10/2017")};
    struct issues issues = {0};
    assert_ok(organisation_add_honour(db, arena, &local, NOW_MS, slug, &form, &issues));
    struct unit_form change_form = {.name = STR("Tên khác"), .on = STR("1/1/2024")};
    change(db, arena, NOW_MS, UNIT_RENAME, slug, &change_form);
    change_form = (struct unit_form){.on = STR("1/7/2025")};
    change(db, arena, NOW_MS, UNIT_DISSOLVE, slug, &change_form);
    struct unit_record record = read_unit(db, arena, slug, TODAY);
    assert_null(record.state);
    assert_int_equal(record.honours.count, 1);
    assert_true(str_equal_c(record.honours.items[0].under_name, "Ban CHQS huyện M’Đrắk"));
    assert_false(record.honours.items[0].is_awarded); /* it was proposed, no more */
    arena_free(arena);
}

static const struct err *form_cluster(struct db *db, struct arena *arena, const char *members,
                                      const char *year, struct issues *issues) {
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    const struct cluster_form form = {.name = STR("Cụm mới"),
                                      .superior = STR("Bộ CHQS tỉnh Thử Một"),
                                      .members = str_from_c(members),
                                      .year = str_from_c(year),
                                      .half = STR("1")};
    struct str slug;
    struct str code;
    *issues = (struct issues){0};
    return cluster_create(db, arena, &office, NOW_MS, &form, NULL, issues, &slug, &code);
}

static struct str sentence(struct arena *arena, const struct issues *issues) {
    return issues->count ? message_text(arena, LANG_VI, issues->items[0].message) : STR("");
}

/* H-02: a dissolved unit is no member of a later cluster, and the sentence says since when. */
static void a_dissolved_unit_is_no_member_of_a_later_cluster(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct cluster_period old = fixture_cluster(db, arena, "Một");
    struct unit_form form = {.on = STR("1/7/2025")};
    change(db, arena, NOW_MS, UNIT_DISSOLVE, old.members.items[0].slug, &form);
    const char *members = "Ban CHQS huyện Đầm Sậy\nBan CHQS huyện Ea M’Rang";
    struct issues issues;
    assert_ok(form_cluster(db, arena, members, "2026", &issues));
    assert_int_equal(issues.count, 1);
    assert_true(str_find(sentence(arena, &issues),
                         STR("“Ban CHQS huyện Đầm Sậy” đã thôi tồn tại từ ngày 1/7/2025")) == 0);
    assert_ok(form_cluster(db, arena, members, "2025", &issues)); /* it still was until June */
    assert_int_equal(issues.count, 0);
    /* With its successor recorded, the sentence names it. */
    add(db, arena, "Khu vực 1", old.superior.slug);
    form = (struct unit_form){.successors = STR("Khu vực 1")};
    change(db, arena, NOW_MS, UNIT_SUCCEED, old.members.items[0].slug, &form);
    assert_ok(form_cluster(db, arena, members, "2026", &issues));
    assert_true(str_find(sentence(arena, &issues), STR("đơn vị kế thừa: Khu vực 1")) > 0);
    /* Renamed, and not yet there. */
    form = (struct unit_form){.name = STR("Ban CHQS thị xã Ea M’Rang"), .on = STR("1/1/2024")};
    change(db, arena, NOW_MS, UNIT_RENAME, old.members.items[1].slug, &form);
    assert_ok(form_cluster(db, arena, "Khu vực 1\nBan CHQS huyện Ea M'Rang", "2026", &issues));
    assert_true(str_find(sentence(arena, &issues), STR("mang tên “Ban CHQS thị xã Ea M’Rang”")) >
                0);
    struct cluster_summaries clusters;
    struct reach reach = user_reach(arena, &local, RIGHT_CLUSTER_READ);
    assert_ok(cluster_list(db, arena, &reach, &clusters));
    assert_int_equal(clusters.count, 2); /* what was refused left nothing */
    arena_free(arena);
}

/* H-03: pages and papers of a half-year bear its names, whatever came later. */
static void a_half_year_keeps_its_names(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct unit_form form = {.name = STR("Tên của năm 2024"), .on = STR("1/1/2024")};
    change(db, arena, NOW_MS, UNIT_RENAME, cluster.members.items[0].slug, &form);
    change(db, arena, NOW_MS, UNIT_RENAME, cluster.superior.slug,
           &(struct unit_form){.name = STR("Cấp trên mới"), .on = STR("27/6/2020")});
    form = (struct unit_form){.on = STR("1/7/2025")};
    change(db, arena, NOW_MS, UNIT_DISSOLVE, cluster.members.items[1].slug, &form);
    struct cluster_period now;
    assert_ok(cluster_find(db, arena, &local, cluster.slug, cluster.code, &now));
    for (size_t i = 0; i < 3; i++)
        assert_true(str_equal(now.members.items[i].name, cluster.members.items[i].name));
    /* Held on 26/6/2020: the rename of the next day is not in its papers. */
    assert_true(str_equal(now.superior.name, cluster.superior.name));
    assert_true(str_equal(now.head.name, cluster.head.name));
    /* A correction that reaches back does, and boards kept in memory are told. */
    form = (struct unit_form){.name = STR("Tên đúng của năm 2019"), .on = STR("1/1/2019")};
    change(db, arena, NOW_MS + 1, UNIT_RENAME, cluster.members.items[2].slug, &form);
    struct cluster_period corrected;
    assert_ok(cluster_find(db, arena, &local, cluster.slug, cluster.code, &corrected));
    assert_true(str_equal_c(corrected.members.items[2].name, "Tên đúng của năm 2019"));
    assert_true(corrected.structure_revision > now.structure_revision);
    arena_free(arena);
}

/* --- what was there before -----------------------------------------------------------------------
 */

static const struct err *script(struct db_tx *tx, void *context) {
    return db_script(tx, context);
}

static void units_of_an_older_database_are_carried_over(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    size_t old = 0;
    while (old < db_migrations_count && db_migrations[old].version < 4)
        old++;
    assert_ok(db_migrate_with(db, db_migrations, old, 1000, NULL));
    assert_ok(db_write(
        db, script,
        "insert into unit (id, slug, name, name_fold, sort_key, parent_id, valid_from, valid_to,"
        " created_ms) values ('a', 'a', 'Tỉnh A', 'tinh a', '01', null, null, null, 7),"
        " ('b', 'b', 'Huyện B', 'huyen b', '02', 'a', '2001-02-03', '2025-07-01', 8);"));
    assert_ok(db_migrate(db, 2000, NULL));
    struct unit_record b = read_unit(db, arena, STR("b"), TODAY);
    assert_null(b.state);
    assert_true(str_equal_c(b.nearest->name, "Huyện B"));
    assert_true(str_equal_c(b.nearest->parent_id, "a"));
    assert_true(str_equal_c(partial_date_display(arena, b.nearest->begins), "3/2/2001"));
    assert_int_equal(b.nearest->recorded_ms, 8);
    struct unit_record a = read_unit(db, arena, STR("a"), TODAY);
    assert_true(partial_date_is_empty(a.state->begins));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(the_tree_is_as_at_a_day_and_as_known_on_an_instant),
        DB_TEST(names_are_found_whatever_their_marks),
        DB_TEST(only_the_office_and_the_administrator_change_units),
        DB_TEST(what_is_listed_may_be_opened_and_nothing_else),
        DB_TEST(a_change_is_told_before_and_recorded_after),
        DB_TEST(changes_leave_their_line),
        DB_TEST(faults_store_nothing),
        DB_TEST(successors_and_their_streaks_are_decided_later),
        DB_TEST(an_end_is_taken_back_with_what_came_of_it),
        DB_TEST(a_title_stays_under_the_name_that_earned_it),
        DB_TEST(a_dissolved_unit_is_no_member_of_a_later_cluster),
        DB_TEST(a_half_year_keeps_its_names),
        DB_TEST_EMPTY(units_of_an_older_database_are_carried_over),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
