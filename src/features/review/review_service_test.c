/* Texts and rows of the review on both engines: revisions, what happens when two people write, and
 * who may. */
#include "db/db_test_support.h"
#include "features/review/review_service.h"
#include "history.sql.h"

static const int64_t NOW = 1592200000000;

struct stage {
    struct arena *arena;
    struct db *db;
    struct user office; /* may write */
    struct user reader; /* may read */
    struct user stranger;
    struct cluster_period cluster;
};

static struct user user_with(struct arena *arena, const char *name, enum role role,
                             struct str cluster_id) {
    struct grant *grant = ARENA_NEW(arena, struct grant);
    *grant = (struct grant){role, cluster_id, STR("")};
    return (struct user){.id = STR(""),
                         .login = str_from_c(name),
                         .name = str_from_c(name),
                         .address = STR("test"),
                         .grants = grant,
                         .grant_count = 1,
                         .session_hash = STR("")};
}

static struct stage stage_of(void **state) {
    struct stage place = {.arena = arena_new(0), .db = *state};
    struct user local = user_local();
    const struct cluster_form form = {.name = STR("Cụm thử"),
                                      .superior = STR("Bộ Chỉ huy Thử"),
                                      .members = STR("Đơn vị A\nĐơn vị B"),
                                      .year = STR("2020"),
                                      .half = STR("1")};
    struct issues issues = {0};
    struct str slug, code;
    assert_ok(cluster_create(place.db, place.arena, &local, NOW, &form, &(struct cluster_origin){0},
                             &issues, &slug, &code));
    assert_int_equal(issues.count, 0);
    assert_ok(cluster_find(place.db, place.arena, &local, slug, code, &place.cluster));
    struct str id = place.cluster.cluster_id;
    place.office = user_with(place.arena, "Cụm trưởng", ROLE_HEAD, id);
    place.reader = user_with(place.arena, "Người xem", ROLE_READER, id);
    place.stranger = user_with(place.arena, "Người ngoài", ROLE_HEAD, STR("another"));
    return place;
}

static struct review load(const struct stage *p) {
    struct review review;
    assert_ok(review_load(p->db, p->arena, &p->reader, &p->cluster, &review));
    return review;
}

/* Saves and answers how many were stored; -1 with an issue on FIELD. */
static int save(const struct stage *p, const struct review_edit *edits, size_t count,
                const char *field) {
    struct issues issues = {0};
    int stored = -1;
    assert_ok(review_save_texts(p->db, p->arena, &p->office, NOW, &p->cluster, edits, count,
                                &issues, &stored));
    if (!field) {
        assert_int_equal(issues.count, 0);
        return stored;
    }
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, field);
    assert_int_equal(stored, 0);
    return -1;
}

static void assert_text(const struct stage *p, enum review_section section, const char *body,
                        int64_t revision) {
    struct review review = load(p);
    assert_string_equal(str_c(p->arena, review.texts[section].body), body);
    assert_int_equal(review.texts[section].revision, revision);
}

static void every_save_is_a_revision(void **state) {
    struct stage p = stage_of(state);
    assert_text(&p, REVIEW_SITUATION, "", 0);
    const struct review_edit first[] = {{REVIEW_SITUATION, STR("Một\nhai"), STR(""), 0},
                                        {REVIEW_REWARDS, STR(""), STR(""), 0}};
    assert_int_equal(save(&p, first, 2, NULL), 1); /* an empty section is nothing to store */
    assert_text(&p, REVIEW_SITUATION, "Một\nhai", 1);
    struct review review = load(&p);
    assert_string_equal(review.texts[REVIEW_SITUATION].author.p, "Cụm trưởng");
    assert_int_equal(review.texts[REVIEW_SITUATION].at_ms, NOW);
    /* the same again, with the line ends of a browser: nothing new */
    const struct review_edit same = {REVIEW_SITUATION, STR("Một\r\nhai\n"), STR(""), 1};
    assert_int_equal(save(&p, &same, 1, NULL), 0);
    assert_text(&p, REVIEW_SITUATION, "Một\nhai", 1);
    const struct review_edit emptied = {REVIEW_SITUATION, STR(""), STR(""), 1};
    assert_int_equal(save(&p, &emptied, 1, NULL), 1);
    assert_text(&p, REVIEW_SITUATION, "", 2);
    /* a source alone is a change too */
    const struct review_edit sourced = {REVIEW_REWARDS, STR("Hai giấy khen."), STR("Báo"), 0};
    assert_int_equal(save(&p, &sourced, 1, NULL), 1);
    const struct review_edit renamed = {REVIEW_REWARDS, STR("Hai giấy khen."), STR("Báo cáo"), 1};
    assert_int_equal(save(&p, &renamed, 1, NULL), 1);
    assert_string_equal(load(&p).texts[REVIEW_REWARDS].source.p, "Báo cáo");
    arena_free(p.arena);
}

static void who_comes_second_is_told_and_nothing_is_stored(void **state) {
    struct stage p = stage_of(state);
    const struct review_edit quick = {REVIEW_SITUATION, STR("Người nhanh"), STR(""), 0};
    assert_int_equal(save(&p, &quick, 1, NULL), 1);
    const struct review_edit slow[] = {{REVIEW_SITUATION, STR("Người chậm"), STR(""), 0},
                                       {REVIEW_REWARDS, STR("Cùng lần lưu"), STR(""), 0}};
    save(&p, slow, 2, "situation");
    assert_text(&p, REVIEW_SITUATION, "Người nhanh", 1);
    assert_text(&p, REVIEW_REWARDS, "", 0);
    /* having seen it, he may */
    const struct review_edit again[] = {{REVIEW_SITUATION, STR("Người chậm"), STR(""), 1},
                                        {REVIEW_REWARDS, STR("Cùng lần lưu"), STR(""), 0}};
    assert_int_equal(save(&p, again, 2, NULL), 2);
    assert_text(&p, REVIEW_SITUATION, "Người chậm", 2);
    arena_free(p.arena);
}

static void an_untouched_section_undoes_nobody(void **state) {
    struct stage p = stage_of(state);
    const struct review_edit begun = {REVIEW_SITUATION, STR("Bản đầu"), STR(""), 0};
    save(&p, &begun, 1, NULL);
    const struct review_edit other = {REVIEW_SITUATION, STR("Bản của người khác"), STR(""), 1};
    save(&p, &other, 1, NULL);
    /* a page that was drawn before sends the first text back, and a change elsewhere */
    const struct review_edit page[] = {{REVIEW_SITUATION, STR("Bản đầu"), STR(""), 1},
                                       {REVIEW_PROPOSALS, STR("Kiến nghị"), STR(""), 0}};
    assert_int_equal(save(&p, page, 2, NULL), 1);
    assert_text(&p, REVIEW_SITUATION, "Bản của người khác", 2);
    assert_text(&p, REVIEW_PROPOSALS, "Kiến nghị", 1);
    /* the same for a section that was still empty then */
    const struct review_edit empty_page = {REVIEW_PROPOSALS, STR(""), STR(""), 0};
    assert_int_equal(save(&p, &empty_page, 1, NULL), 0);
    assert_text(&p, REVIEW_PROPOSALS, "Kiến nghị", 1);
    arena_free(p.arena);
}

static void too_long_a_text_is_refused_whole(void **state) {
    struct stage p = stage_of(state);
    char *long_text = arena_alloc(p.arena, REVIEW_TEXT_MAX + 2);
    for (size_t i = 0; i <= REVIEW_TEXT_MAX; i++)
        long_text[i] = 'a';
    const struct review_edit edits[] = {
        {REVIEW_SITUATION, STR("Ngắn"), STR(""), 0},
        {REVIEW_REWARDS, {long_text, REVIEW_TEXT_MAX + 1}, STR(""), 0}};
    save(&p, edits, 2, "rewards");
    assert_text(&p, REVIEW_SITUATION, "", 0);
    arena_free(p.arena);
}

/* --- rows --------------------------------------------------------------------------------- */

static size_t save_row(const struct stage *p, struct str id, const struct review_item_form *form) {
    struct issues issues = {0};
    assert_ok(review_save_item(p->db, p->arena, &p->office, NOW, &p->cluster, id,
                               REVIEW_SHORTCOMING, form, &issues));
    return issues.count;
}

static void rows_are_added_changed_and_taken_out(void **state) {
    struct stage p = stage_of(state);
    const struct review_item_form typed = {
        .content = STR("Chậm báo cáo"), .cause = STR("Đường xa"), .due = STR("31/7/2020")};
    assert_int_equal(save_row(&p, STR(""), &typed), 0);
    struct review review = load(&p);
    assert_int_equal(review.shortcomings.count, 1);
    struct review_item item = review.shortcomings.items[0];
    assert_string_equal(item.cause.p, "Đường xa");
    assert_string_equal(item.lesson.p, "");
    assert_int_equal(date_compare(item.due, (struct date){2020, 7, 31}), 0);
    struct review_item_form changed = typed;
    changed.content = STR("Chậm báo cáo tháng");
    changed.seen_revision = item.revision;
    assert_int_equal(save_row(&p, item.id, &changed), 0);
    item = load(&p).shortcomings.items[0];
    assert_string_equal(item.content.p, "Chậm báo cáo tháng");
    assert_int_equal(item.revision, 2);
    /* a page that showed the first revision */
    assert_int_equal(save_row(&p, item.id, &changed), 1);
    assert_ok(review_remove_item(p.db, p.arena, &p.office, NOW, &p.cluster, item.id));
    assert_int_equal(load(&p).shortcomings.count, 0);
    /* gone for whoever still has its page, and for whoever does not say what he saw */
    changed.seen_revision = 2;
    assert_int_equal(save_row(&p, item.id, &changed), 1);
    struct issues issues = {0};
    changed.seen_revision = 0;
    assert_err_kind(review_save_item(p.db, p.arena, &p.office, NOW, &p.cluster, item.id,
                                     REVIEW_SHORTCOMING, &changed, &issues),
                    ERR_NOT_FOUND);
    assert_err_kind(review_remove_item(p.db, p.arena, &p.office, NOW, &p.cluster, item.id),
                    ERR_NOT_FOUND);
    assert_int_equal(load(&p).shortcomings.count, 0);
    arena_free(p.arena);
}

/* What was written stays in the database, whatever came after. */
struct history_work {
    const struct stage *place;
    struct str item;
};

static const struct err *read_history(struct db_tx *tx, void *context) {
    const struct history_work *work = context;
    const struct stage *p = work->place;
    static const char *const WANTED[] = {"Một", "Hai", "Hai"};
    struct q_item_history_rows rows;
    TRY(q_item_history(tx, p->arena, p->cluster.id, work->item, &rows));
    assert_int_equal(rows.count, 3);
    for (size_t i = 0; i < rows.count; i++) {
        assert_int_equal(rows.items[i].revision, (int64_t)i + 1);
        assert_string_equal(rows.items[i].content.p, WANTED[i]);
        assert_int_equal(rows.items[i].removed, i == 2);
    }
    return NULL;
}

static void revisions_of_a_row_are_kept(void **state) {
    struct stage p = stage_of(state);
    assert_int_equal(save_row(&p, STR(""), &(struct review_item_form){.content = STR("Một")}), 0);
    struct history_work work = {&p, load(&p).shortcomings.items[0].id};
    assert_int_equal(save_row(&p, work.item, &(struct review_item_form){.content = STR("Hai")}), 0);
    assert_ok(review_remove_item(p.db, p.arena, &p.office, NOW, &p.cluster, work.item));
    assert_ok(db_read(p.db, read_history, &work));
    arena_free(p.arena);
}

static void pasted_lines_become_tasks(void **state) {
    struct stage p = stage_of(state);
    struct issues issues = {0};
    int added = 0;
    assert_ok(review_add_tasks(p.db, p.arena, &p.office, NOW, &p.cluster,
                               STR("1. Một\n\n- Hai\r\n• 1.5 km đường\n   \nb) Bốn"), &issues,
                               &added));
    assert_int_equal(added, 4);
    struct review review = load(&p);
    static const char *const WANTED[] = {"Một", "Hai", "1.5 km đường", "Bốn"};
    assert_int_equal(review.tasks.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(review.tasks.items[i].content.p, WANTED[i]);
    assert_ok(review_add_tasks(p.db, p.arena, &p.office, NOW, &p.cluster, STR(" \n- \n"), &issues,
                               &added));
    assert_int_equal(issues.count, 1);
    assert_int_equal(added, 0);
    arena_free(p.arena);
}

static void too_many_lines_add_nothing(void **state) {
    struct stage p = stage_of(state);
    struct str lines = STR("");
    for (int i = 0; i < REVIEW_ITEMS_MAX; i++)
        lines = str_format(p.arena, STR_FMT "Việc %d\n", STR_ARG(lines), i);
    struct issues issues = {0};
    int added = 0;
    assert_ok(review_add_tasks(p.db, p.arena, &p.office, NOW, &p.cluster, STR("Việc trước"),
                               &issues, &added));
    assert_ok(review_add_tasks(p.db, p.arena, &p.office, NOW, &p.cluster, lines, &issues, &added));
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, "lines");
    assert_int_equal(added, 0);
    assert_int_equal(load(&p).tasks.count, 1);
    arena_free(p.arena);
}

static void only_who_may_writes_and_reads(void **state) {
    struct stage p = stage_of(state);
    struct issues issues = {0};
    const struct review_edit edit = {REVIEW_SITUATION, STR("Chữ"), STR(""), 0};
    const struct review_item_form form = {.content = STR("Hạn chế")};
    int count;
    const struct user *others[] = {&p.reader, &p.stranger};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_err_kind(
            review_save_texts(p.db, p.arena, others[i], NOW, &p.cluster, &edit, 1, &issues, &count),
            ERR_DENIED);
        assert_err_kind(review_save_item(p.db, p.arena, others[i], NOW, &p.cluster, STR(""),
                                         REVIEW_TASK, &form, &issues),
                        ERR_DENIED);
        assert_err_kind(review_add_tasks(p.db, p.arena, others[i], NOW, &p.cluster, STR("Việc"),
                                         &issues, &count),
                        ERR_DENIED);
        assert_err_kind(review_remove_item(p.db, p.arena, others[i], NOW, &p.cluster, STR("item")),
                        ERR_DENIED);
    }
    struct review review;
    assert_err_kind(review_load(p.db, p.arena, &p.stranger, &p.cluster, &review), ERR_DENIED);
    assert_text(&p, REVIEW_SITUATION, "", 0);
    arena_free(p.arena);
}

/* A row of one cluster cannot be changed through another's address. */
static void rows_belong_to_their_cluster(void **state) {
    struct stage p = stage_of(state);
    const struct review_item_form form = {.content = STR("Hạn chế")};
    assert_int_equal(save_row(&p, STR(""), &form), 0);
    struct str id = load(&p).shortcomings.items[0].id;
    struct cluster_period other = p.cluster;
    other.id = STR("another-period");
    struct issues issues = {0};
    assert_err_kind(review_save_item(p.db, p.arena, &p.office, NOW, &other, id, REVIEW_SHORTCOMING,
                                     &form, &issues),
                    ERR_NOT_FOUND);
    assert_err_kind(review_remove_item(p.db, p.arena, &p.office, NOW, &other, id), ERR_NOT_FOUND);
    assert_int_equal(load(&p).shortcomings.count, 1);
    arena_free(p.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(every_save_is_a_revision),
        DB_TEST(who_comes_second_is_told_and_nothing_is_stored),
        DB_TEST(an_untouched_section_undoes_nobody),
        DB_TEST(too_long_a_text_is_refused_whole),
        DB_TEST(rows_are_added_changed_and_taken_out),
        DB_TEST(revisions_of_a_row_are_kept),
        DB_TEST(pasted_lines_become_tasks),
        DB_TEST(too_many_lines_add_nothing),
        DB_TEST(only_who_may_writes_and_reads),
        DB_TEST(rows_belong_to_their_cluster),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
