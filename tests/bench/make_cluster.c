/* Fills a data folder (made by `thidua init`) with a cluster of invented units and figures, for
 * benchmarks: build/tests/bench/make_cluster DIR [units [criteria]]. The cluster is "cum-do", the
 * half-year 2020-H1; it carries the mark of a sample. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "country.h"
#include "features/scoring/scoring_service.h"
#include "sys/clock.h"

enum { GROUP_SIZE = 10, NAMES_BYTES_MAX = 1 << 16 };

struct fill {
    struct arena *arena;
    struct user user;
    int64_t now_ms;
    struct db *db;
    struct cluster_period cluster;
    struct scoreboard board;
};

static const struct err *make_cluster(struct fill *fill, size_t units) {
    struct buf names = BUF_INIT(NAMES_BYTES_MAX);
    for (size_t i = 1; i <= units; i++)
        buf_append_format(&names, "Đơn vị đo số %zu\n", i);
    struct cluster_form form = {
        .name = STR("Cụm đo"),
        .superior = STR("Bộ CHQS tỉnh Đo"),
        .members = buf_str(&names),
        .head = STR(""),
        .host = STR(""),
        .venue = STR(""),
        .year = STR("2020"),
        .half = STR("1"),
        .figures_until = STR(""),
        .held_on = STR(""),
    };
    struct cluster_origin origin = {STR("cum-do"), true, STR("Số liệu để đo tốc độ")};
    struct issues issues = {0};
    struct str slug, code;
    TRY(cluster_create(fill->db, fill->arena, &fill->user, fill->now_ms, &form, &origin, &issues,
                       &slug, &code));
    buf_release(&names);
    if (issues.count)
        return ERR(ERR_INPUT, "the form of the cluster has %zu issues", issues.count);
    return cluster_find(fill->db, fill->arena, &fill->user, slug, code, &fill->cluster);
}

static struct criterion group_of(struct arena *arena, size_t number, size_t size) {
    return (struct criterion){
        .code = str_format(arena, "G%zu", number),
        .label = str_format(arena, "G%zu", number),
        .name = str_format(arena, "Nhóm tiêu chí số %zu", number),
        .kind = CRITERION_GROUP,
        .max = DECIMAL((int64_t)size * 2, 0),
        .unit_of_measure = STR(""),
        .note = STR(""),
        .parent = -1,
    };
}

static const struct err *make_table(struct fill *fill, size_t count) {
    struct criteria criteria = {0};
    ptrdiff_t group = -1;
    for (size_t i = 0; i < count; i++) {
        size_t left = count - i < GROUP_SIZE ? count - i : GROUP_SIZE;
        if (i % GROUP_SIZE == 0) {
            group = (ptrdiff_t)criteria.count;
            *list_push(fill->arena, &criteria) = group_of(fill->arena, i / GROUP_SIZE + 1, left);
        }
        *list_push(fill->arena, &criteria) = (struct criterion){
            .code = str_format(fill->arena, "G%zu.%zu", i / GROUP_SIZE + 1, i % GROUP_SIZE + 1),
            .label = str_format(fill->arena, "%zu", i % GROUP_SIZE + 1),
            .name = str_format(fill->arena, "Tiêu chí đo số %zu của cụm", i + 1),
            .kind = CRITERION_QUANTITY,
            .max = DECIMAL(2, 0),
            .unit_of_measure = STR("vụ"),
            .has_target = true,
            .target = DECIMAL(1000, 1),
            .note = STR(""),
            .parent = group,
            .depth = 1,
        };
    }
    struct table_source source = {STR("Bảng tiêu chí để đo"), STR(""), STR("make_cluster"),
                                  STR("")};
    TRY(scoring_store_table(fill->db, fill->arena, &fill->user, fill->now_ms, &fill->cluster,
                            &criteria, &source));
    struct issues issues = {0};
    TRY(scoring_lock_table(fill->db, fill->arena, &fill->user, fill->now_ms, &fill->cluster,
                           &issues));
    return issues.count ? ERR(ERR_INPUT, "the table has %zu issues", issues.count) : NULL;
}

static const struct err *add_scores_in(struct db_tx *tx, void *context) {
    struct fill *fill = context;
    const struct criteria *criteria = &fill->board.table.criteria;
    struct cluster_revisions at = {.cluster_period_id = fill->board.cluster.id};
    for (size_t unit = 0; unit < fill->board.matrix.unit_count; unit++)
        for (size_t i = 0; i < criteria->count; i++) {
            if (!criterion_is_scored(&criteria->items[i]))
                continue;
            int64_t tenths = 600 + (int64_t)((unit * 7919 + i * 104729) % 400);
            struct score_entry entry = {
                .unit_id = fill->board.cluster.members.items[unit].id,
                .criterion_id = criteria->items[i].id,
                .stage = STAGE_SELF,
                .field = FIELD_ACTUAL,
                .value = decimal_canonical(fill->arena, DECIMAL(tenths, 1)),
                .reason = STR(""),
                .source = STR("make_cluster"),
            };
            bool added;
            TRY(scoring_add_entry(tx, fill->arena, &fill->user, fill->now_ms, &at, STR_NONE, &entry,
                                  &added));
        }
    return NULL;
}

static const struct err *fill_folder(struct fill *fill, const char *folder, size_t units,
                                     size_t criteria) {
    struct folder_lock *lock;
    TRY(folder_database(fill->arena, folder, &lock, &fill->db));
    TRY(make_cluster(fill, units));
    TRY(make_table(fill, criteria));
    TRY(scoring_load_board(fill->db, fill->arena, &fill->user, fill->cluster.slug,
                           fill->cluster.code, &fill->board));
    TRY(db_write(fill->db, add_scores_in, fill));
    scoring_forget_boards(fill->db);
    db_close(fill->db);
    folder_lock_release(lock);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "make_cluster DIR [units [criteria]]\n");
        return 1;
    }
    size_t units = argc > 2 ? strtoul(argv[2], NULL, 10) : 100;
    size_t criteria = argc > 3 ? strtoul(argv[3], NULL, 10) : 50;
    struct fill fill = {
        .arena = arena_new((size_t)1 << 30), .user = user_local(), .now_ms = clock_now_ms()};
    const struct err *err = fill_folder(&fill, argv[1], units, criteria);
    if (err)
        fprintf(stderr, "make_cluster: %s\n", err->message);
    else
        printf("%zu units x %zu criteria\n", units, criteria);
    arena_free(fill.arena);
    return err ? 1 : 0;
}
