#include "features/scoring/thousand_fixture.h"

#include "base/buf.h"

enum { NAMES_BYTES_MAX = 4096, SPLIT = 5 };

/* What is known: a part, its points, and which part it is below (by place in this list). */
struct part {
    int points;
    int parent;
};
static const struct part PARTS[] = {
    {700, -1}, {200, 0}, {200, 0}, {70, 2},  {50, 2},  {30, 2},  {50, 2},  {120, 0},  {40, 7},
    {30, 7},   {30, 7},  {20, 7},  {100, 0}, {50, 12}, {50, 12}, {40, 0},  {40, 0},   {200, -1},
    {50, 17},  {10, 18}, {10, 18}, {15, 18}, {5, 18},  {5, 18},  {5, 18},  {50, 17},  {30, 25},
    {10, 25},  {10, 25}, {30, 17}, {15, 29}, {15, 29}, {40, 17}, {30, 17}, {100, -1}, {40, 34},
    {5, 35},   {10, 35}, {5, 37},  {5, 37},  {15, 35}, {5, 35},  {5, 35},  {20, 34},  {10, 43},
    {10, 43},  {15, 34}, {10, 46}, {5, 46},  {25, 34},
};

struct node {
    struct decimal points;
    int parent;
    bool is_group;
};

struct tree {
    struct node nodes[THOUSAND_NODES];
    int count;
};

static void add_node(struct tree *tree, struct decimal points, int parent) {
    tree->nodes[tree->count++] = (struct node){points, parent, false};
    if (parent >= 0)
        tree->nodes[parent].is_group = true;
}

static int greatest_leaf(const struct tree *tree) {
    int greatest = -1;
    for (int i = 0; i < tree->count; i++)
        if (!tree->nodes[i].is_group &&
            (greatest < 0 ||
             decimal_compare(tree->nodes[i].points, tree->nodes[greatest].points) > 0))
            greatest = i;
    return greatest;
}

static void grow(struct tree *tree) {
    for (size_t i = 0; i < COUNT_OF(PARTS); i++)
        add_node(tree, DECIMAL(PARTS[i].points, 0), PARTS[i].parent);
    while (tree->count + SPLIT <= THOUSAND_NODES) {
        int leaf = greatest_leaf(tree);
        struct decimal whole = tree->nodes[leaf].points;
        struct decimal share; /* a fifth is finite in decimals */
        if (!ratio_round(ratio_divide(ratio_of(whole), ratio_of_int(SPLIT)), POINT_SCALE, &share))
            return;
        for (int k = 0; k < SPLIT; k++)
            add_node(tree, share, leaf);
    }
}

/* Leaves take their kinds in turn. */
static void give_kind(struct criterion *criterion, size_t turn) {
    static const enum criterion_kind KINDS[] = {
        CRITERION_LEADER, CRITERION_PASS, CRITERION_QUANTITY, CRITERION_GRADE, CRITERION_ITEMS};
    criterion->kind = KINDS[turn % COUNT_OF(KINDS)];
    criterion->has_target =
        criterion->kind == CRITERION_LEADER || criterion->kind == CRITERION_QUANTITY;
    criterion->target = criterion->has_target ? DECIMAL(1000, 1) : DECIMAL_ZERO;
    criterion->points_each = criterion->kind == CRITERION_ITEMS ? DECIMAL(5, 1) : DECIMAL_ZERO;
    criterion->unit_of_measure = criterion->has_target ? STR("vụ") : STR("");
}

static void put_children(struct arena *arena, const struct tree *tree, int parent, int depth,
                         struct criteria *criteria, ptrdiff_t above) {
    int number = 0;
    for (int i = 0; i < tree->count; i++) {
        if (tree->nodes[i].parent != parent)
            continue;
        struct str label = str_format(arena, "%d", ++number);
        struct str code = above < 0
                              ? label
                              : str_format(arena, STR_FMT "." STR_FMT,
                                           STR_ARG(criteria->items[above].code), STR_ARG(label));
        size_t place = criteria->count;
        struct criterion *c = list_push(arena, criteria);
        *c = (struct criterion){.code = code,
                                .label = label,
                                .name = str_format(arena, "Nội dung đo " STR_FMT, STR_ARG(code)),
                                .max = tree->nodes[i].points,
                                .unit_of_measure = STR(""),
                                .note = STR(""),
                                .parent = above,
                                .depth = depth};
        if (!tree->nodes[i].is_group)
            give_kind(c, place);
        put_children(arena, tree, i, depth + 1, criteria, (ptrdiff_t)place);
    }
}

struct criteria thousand_table(struct arena *arena) {
    struct tree tree = {0};
    struct criteria criteria = {0};
    grow(&tree);
    put_children(arena, &tree, -1, 0, &criteria, -1);
    return criteria;
}

/* --- a cluster ------------------------------------------------------------------------------ */

struct fill {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    size_t number;
    struct scoreboard board;
};

static const struct err *make_cluster(struct fill *fill, struct cluster_period *ret_cluster) {
    struct buf names = BUF_INIT(NAMES_BYTES_MAX);
    for (int i = 1; i <= THOUSAND_UNITS; i++)
        buf_append_format(&names, "Đơn vị đo %zu.%d\n", fill->number, i);
    const struct cluster_form form = {
        .name = str_format(fill->arena, "Cụm nghìn điểm %zu", fill->number),
        .superior = STR("Đơn vị cấp trên để đo"),
        .members = str_copy(fill->arena, buf_str(&names)),
        .year = STR("2020"),
        .half = STR("1"),
    };
    buf_release(&names);
    const struct cluster_origin origin = {str_format(fill->arena, "cum-nghin-%zu", fill->number),
                                          true, STR("Số liệu để đo tốc độ")};
    struct issues issues = {0};
    struct str slug, code;
    TRY(cluster_create(fill->db, fill->arena, fill->user, fill->now_ms, &form, &origin, &issues,
                       &slug, &code));
    if (issues.count)
        return ERR(ERR_INPUT, "the form of the cluster has %zu issues", issues.count);
    return cluster_find(fill->db, fill->arena, fill->user, slug, code, ret_cluster);
}

static const struct err *make_table(struct fill *fill, const struct cluster_period *cluster) {
    const struct criteria criteria = thousand_table(fill->arena);
    const struct table_source source = {STR("Bảng nghìn điểm"), STR(""), STR("để đo"), STR("")};
    struct issues issues = {0};
    TRY(scoring_store_table(fill->db, fill->arena, fill->user, fill->now_ms, cluster, &criteria,
                            &source));
    TRY(scoring_lock_table(fill->db, fill->arena, fill->user, fill->now_ms, cluster, &issues));
    return issues.count ? ERR(ERR_INPUT, "the table has %zu issues", issues.count) : NULL;
}

static struct str result_of(struct arena *arena, const struct criterion *criterion, size_t seed) {
    static const char *const GRADES[] = {"A", "B", "C"};
    if (criterion->kind == CRITERION_GRADE)
        return str_from_c(GRADES[seed % COUNT_OF(GRADES)]);
    if (criterion->kind == CRITERION_PASS)
        return seed % 4 ? STR("pass") : STR("fail");
    if (criterion->kind == CRITERION_ITEMS)
        return str_format(arena, "%zu", seed % 6);
    return decimal_canonical(arena, DECIMAL((int64_t)(600 + seed % 600), 1));
}

static const struct err *put(struct db_tx *tx, const struct fill *fill,
                             struct cluster_revisions *at, size_t unit, size_t criterion,
                             enum score_stage stage, struct str field, struct str value,
                             struct str reason) {
    const struct score_entry entry = {
        .unit_id = fill->board.cluster.members.items[unit].id,
        .criterion_id = fill->board.table.criteria.items[criterion].id,
        .stage = score_stage_code(stage),
        .field = field,
        .value = value,
        .reason = reason,
        .source = STR(""),
    };
    bool added;
    return scoring_add_entry(tx, fill->arena, fill->user, fill->now_ms, at, STR_NONE, &entry,
                             &added);
}

/* The unit's own result and points everywhere; the later stages on every third, fifth, seventh. */
static const struct err *enter_in(struct db_tx *tx, void *context) {
    const struct fill *fill = context;
    const struct criteria *criteria = &fill->board.table.criteria;
    struct cluster_revisions at = {.cluster_period_id = fill->board.cluster.id};
    for (size_t unit = 0; unit < fill->board.matrix.unit_count; unit++)
        for (size_t i = 0; i < criteria->count; i++) {
            const struct criterion *c = &criteria->items[i];
            if (!criterion_is_scored(c))
                continue;
            size_t seed = unit * 7919 + i * 104729 + fill->number * 31;
            TRY(put(tx, fill, &at, unit, i, SCORE_SELF, FIELD_ACTUAL,
                    result_of(fill->arena, c, seed), STR("")));
            TRY(put(tx, fill, &at, unit, i, SCORE_SELF, FIELD_EVIDENCE, STR("Sổ theo dõi"),
                    STR("")));
            struct str points = decimal_canonical(fill->arena, decimal_min(c->max, DECIMAL(50, 2)));
            if (seed % 3 == 0)
                TRY(put(tx, fill, &at, unit, i, SCORE_CROSS, FIELD_POINTS, points,
                        STR("Kiểm tra chéo")));
            if (seed % 5 == 0)
                TRY(put(tx, fill, &at, unit, i, SCORE_HEAD, FIELD_POINTS, points,
                        STR("Theo biên bản")));
            if (seed % 7 == 0)
                TRY(put(tx, fill, &at, unit, i, SCORE_OFFICE, FIELD_AGREE, points, STR("")));
        }
    return NULL;
}

const struct err *thousand_cluster(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, size_t number,
                                   struct cluster_period *ret_cluster) {
    struct fill fill = {.db = db, .arena = arena, .user = user, .now_ms = now_ms, .number = number};
    TRY(make_cluster(&fill, ret_cluster));
    TRY(make_table(&fill, ret_cluster));
    TRY(scoring_load_board(db, arena, user, ret_cluster->slug, ret_cluster->code, &fill.board));
    return db_write(db, enter_in, &fill);
}
