#include "features/scoring/scores_fixture.h"

static struct decimal dec(const char *text) {
    struct decimal value;
    if (!decimal_parse(str_from_c(text), &value))
        fail_msg("not a decimal: %s", text);
    return value;
}

static void make_cluster(struct scores_fixture *f, struct cluster_period *ret_cluster) {
    const struct cluster_form form = {
        .name = STR("Cụm thi đua Thử"),
        .superior = STR("Bộ Chỉ huy quân sự tỉnh Thử"),
        .members = STR("Ban CHQS huyện Một\nBan CHQS huyện Hai\nBan CHQS huyện Ba"),
        .head = STR("Ban CHQS huyện Ba"),
        .year = STR("2020"),
        .half = STR("1"),
        .figures_until = STR("15/6/2020"),
        .held_on = STR("26/6/2020"),
    };
    const struct cluster_origin origin = {.slug = STR("cum-thu"), .is_sample = true};
    struct issues issues = {0};
    struct str slug;
    struct str code;
    assert_ok(cluster_create(f->db, f->arena, &f->local, FIXTURE_NOW_MS, &form, &origin, &issues,
                             &slug, &code));
    assert_int_equal(issues.count, 0);
    assert_ok(cluster_find(f->db, f->arena, &f->local, slug, code, ret_cluster));
}

static struct criterion criterion(const char *code, const char *name, enum criterion_kind kind,
                                  const char *max, ptrdiff_t parent) {
    return (struct criterion){
        .code = str_from_c(code),
        .label = str_from_c(code),
        .name = str_from_c(name),
        .kind = kind,
        .max = dec(max),
        .unit_of_measure = STR(""),
        .points_each = DECIMAL_ZERO,
        .note = STR(""),
        .parent = parent,
        .depth = parent < 0 ? 0 : 1,
    };
}

static void make_table(struct scores_fixture *f, const struct cluster_period *cluster,
                       bool locked) {
    struct criterion items[] = {
        criterion("I", "Huấn luyện", CRITERION_GROUP, "30", -1),
        criterion("I.1", "Kiểm tra đạt khá, giỏi", CRITERION_QUANTITY, "12", 0),
        criterion("I.2", "Nền nếp trực", CRITERION_GRADE, "8", 0),
        criterion("I.3", "Ngày công giúp dân", CRITERION_LEADER, "10", 0),
        criterion("II", "Vụ việc vi phạm", CRITERION_FEWER, "5", -1),
        criterion("III", "Điểm thưởng", CRITERION_BONUS, "1", -1),
        criterion("IV", "Điểm trừ", CRITERION_PENALTY, "0", -1),
    };
    items[1].has_target = items[3].has_target = true;
    items[1].target = dec("75");
    items[1].bonus_on = true;
    items[3].target = dec("500");
    const struct criteria criteria = {items, COUNT_OF(items), COUNT_OF(items)};
    const struct table_source source = {STR("Bảng tiêu chí thử"), STR(""), STR("thu.xlsx"),
                                        STR("")};
    assert_ok(scoring_store_table(f->db, f->arena, &f->local, FIXTURE_NOW_MS, cluster, &criteria,
                                  &source));
    struct issues issues = {0};
    if (locked)
        assert_ok(scoring_lock_table(f->db, f->arena, &f->local, FIXTURE_NOW_MS, cluster, &issues));
    for (size_t i = 0; i < issues.count; i++)
        fail_msg("%s", message_text(f->arena, LANG_EN, issues.items[i].message).p);
}

static struct user make_user(struct scores_fixture *f, size_t grant, const char *name,
                             enum role role, struct str unit_id) {
    f->grants[grant] = (struct grant){role, f->board.cluster.cluster_id, unit_id};
    return (struct user){.id = STR("u"),
                         .login = str_from_c(name),
                         .name = str_from_c(name),
                         .address = STR("127.0.0.1"),
                         .grants = &f->grants[grant],
                         .grant_count = 1,
                         .session_hash = STR("")};
}

void scores_fixture_make(struct scores_fixture *f, struct db *db, bool locked) {
    *f = (struct scores_fixture){.arena = arena_new(0), .db = db, .local = user_local()};
    struct cluster_period cluster;
    make_cluster(f, &cluster);
    make_table(f, &cluster, locked);
    scores_fixture_load(f);
    for (size_t unit = 0; locked && unit < 3; unit++) {
        scores_fixture_report(f, unit, "I.1", "74", "11.84");
        scores_fixture_report(f, unit, "I.2", "A", "8");
        scores_fixture_report(f, unit, "I.3", "560", NULL);
        scores_fixture_report(f, unit, "II", "0", "5");
    }
    scores_fixture_load(f);
    f->head = make_user(f, 0, "Cụm trưởng", ROLE_HEAD, STR(""));
    f->officer =
        make_user(f, 1, "Cán bộ huyện Một", ROLE_UNIT, f->board.cluster.members.items[0].id);
    /* A unit of one officer: who enters also sends. */
    f->grants[2] = f->grants[1];
    f->grants[2].role = ROLE_COMMANDER;
    f->officer.grant_count = 2;
    f->reader = make_user(f, 3, "Chỉ huy", ROLE_READER, STR(""));
}

void scores_fixture_end(struct scores_fixture *f) {
    arena_free(f->arena);
}

void scores_fixture_load(struct scores_fixture *f) {
    assert_ok(
        scoring_load_board(f->db, f->arena, &f->local, STR("cum-thu"), STR("2020-H1"), &f->board));
}

struct report {
    struct scores_fixture *fixture;
    struct score_entry entry;
};

static const struct err *report_in(struct db_tx *tx, void *context) {
    struct report *report = context;
    struct scores_fixture *f = report->fixture;
    bool added;
    struct cluster_revisions at = {.cluster_period_id = f->board.cluster.id};
    return scoring_add_entry(tx, f->arena, &f->local, FIXTURE_NOW_MS, &at, STR_NONE, &report->entry,
                             &added);
}

void scores_fixture_report(struct scores_fixture *f, size_t unit, const char *code,
                           const char *actual, const char *self) {
    struct report report = {
        f,
        {.unit_id = f->board.cluster.members.items[unit].id,
         .criterion_id = f->board.table.criteria.items[scores_fixture_index(f, code)].id,
         .stage = STAGE_SELF,
         .field = FIELD_ACTUAL,
         .value = str_from_c(actual),
         .source = STR("phieu.xlsx!E9")}};
    assert_ok(db_write(f->db, report_in, &report));
    if (!self)
        return;
    report.entry.field = FIELD_POINTS;
    report.entry.value = str_from_c(self);
    assert_ok(db_write(f->db, report_in, &report));
}

size_t scores_fixture_index(const struct scores_fixture *f, const char *code) {
    ptrdiff_t index = criteria_find(&f->board.table.criteria, str_from_c(code));
    assert_true(index >= 0);
    return (size_t)index;
}

const struct board_cell *scores_fixture_cell(const struct scores_fixture *f, size_t unit,
                                             const char *code) {
    return board_cell_at(&f->board, unit, scores_fixture_index(f, code));
}

const struct score_cell *scores_fixture_score(const struct scores_fixture *f, size_t unit,
                                              const char *code) {
    return score_cell_at(&f->board.matrix, unit, scores_fixture_index(f, code));
}
