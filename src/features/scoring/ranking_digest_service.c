#include "features/scoring/ranking_digest_service.h"

#include <stdlib.h>

#include "base/buf.h"
#include "crypto/digest.h"

enum { DIGEST_TEXT_MAX = 256 << 20 };

static void put(struct buf *out, struct str part) {
    buf_append_char(out, '|');
    /* What is typed may hold the mark itself; its length before it keeps two texts apart. */
    buf_append_format(out, "%zu:", part.n);
    buf_append_str(out, part);
}

static void put_decimal(struct buf *out, struct arena *arena, struct decimal value) {
    buf_append_char(out, '|');
    buf_append_str(out, decimal_canonical(arena, value));
}

static void put_criteria(struct buf *out, struct arena *arena, const struct criteria *criteria) {
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        buf_append_c(out, "criterion");
        put(out, c->id);
        put(out, c->code);
        put(out, c->name);
        put(out, criterion_kind_code(c->kind));
        put_decimal(out, arena, c->max);
        put_decimal(out, arena, c->has_target ? c->target : DECIMAL_ZERO);
        put_decimal(out, arena, c->points_each);
        put(out, c->unit_of_measure);
        put(out, c->rule);
        put(out, c->for_kind);
        put(out, score_stage_code(c->owner));
        put(out, rollup_code(c->rollup));
        buf_append_format(out, "|%d%d%d|%td\n", c->has_target, c->bonus_on, (int)c->rollup_step,
                          c->parent);
    }
}

static void put_settings(struct buf *out, const struct scoring_settings *settings) {
    static const enum scoring_key KEYS[] = {SETTING_COMPARE, SETTING_TIES, SETTING_LAST_PLACE};
    for (size_t i = 0; i < COUNT_OF(KEYS); i++) {
        buf_append_c(out, "setting");
        put(out, scoring_key_code(KEYS[i]));
        struct str value = settings->of[KEYS[i]].value;
        put(out, value.p ? value : STR(""));
        buf_append_char(out, '\n');
    }
}

static void put_totals(struct buf *out, struct arena *arena, const struct score_totals *totals,
                       const struct criteria *criteria) {
    buf_append_c(out, "total");
    put_decimal(out, arena, totals->content);
    put_decimal(out, arena, totals->bonus);
    put_decimal(out, arena, totals->penalty);
    put_decimal(out, arena, totals->total);
    put_decimal(out, arena, totals->compared);
    buf_append_format(out, "|%zu", totals->missing);
    if (totals->disqualified)
        put(out, criteria->items[totals->disqualified_by].code);
    buf_append_char(out, '\n');
}

/* Criteria in the order of the table, which is itself part of the text. */
static void put_unit(struct buf *out, struct arena *arena, const struct scoreboard *board,
                     size_t unit) {
    buf_append_c(out, "unit");
    put(out, board->cluster.members.items[unit].id);
    buf_append_char(out, '\n');
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct score_cell *cell = score_cell_at(&board->matrix, unit, i);
        if (!criterion_is_scored(&board->table.criteria.items[i]))
            continue;
        buf_append_format(out, "%zu", i);
        if (cell->exempt)
            buf_append_c(out, "|exempt");
        else if (cell->in_force_known)
            put_decimal(out, arena, cell->in_force);
        else
            buf_append_c(out, "|none");
        buf_append_char(out, '\n');
    }
    put_totals(out, arena, &board->matrix.totals[unit], &board->table.criteria);
}

struct unit_by_id {
    struct str id;
    size_t unit;
};

static int by_id(const void *left, const void *right) {
    return str_compare(((const struct unit_by_id *)left)->id,
                       ((const struct unit_by_id *)right)->id);
}

static void put_place(struct buf *out, const struct scoreboard *board, size_t unit) {
    for (size_t i = 0; i < board->matrix.unit_count; i++)
        if (board->standings[i].unit == unit)
            buf_append_format(out, "place|%d\n", board->standings[i].place);
}

struct str ranking_digest_text(struct arena *arena, const struct scoreboard *board,
                               bool with_places) {
    size_t count = board->matrix.unit_count;
    struct unit_by_id *order = ARENA_ARRAY(arena, struct unit_by_id, count);
    struct buf out = BUF_INIT(DIGEST_TEXT_MAX);
    for (size_t unit = 0; unit < count; unit++)
        order[unit] = (struct unit_by_id){board->cluster.members.items[unit].id, unit};
    qsort(order, count, sizeof(*order), by_id);
    buf_append_c(&out, "thidua ranking 1\nhalf-year");
    put(&out, board->cluster.id);
    buf_append_char(&out, '\n');
    put_criteria(&out, arena, &board->table.criteria);
    put_settings(&out, &board->settings);
    for (size_t i = 0; i < count; i++) {
        put_unit(&out, arena, board, order[i].unit);
        if (with_places)
            put_place(&out, board, order[i].unit);
    }
    struct str text = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static struct str digest_of(struct arena *arena, const struct scoreboard *board, bool with_places) {
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    struct str hex = digest_sha256_hex(scratch, ranking_digest_text(scratch, board, with_places));
    return str_copy(arena, hex);
}

struct str ranking_digest(struct arena *arena, const struct scoreboard *board) {
    return digest_of(arena, board, true);
}

struct str ranking_figures_digest(struct arena *arena, const struct scoreboard *board) {
    return digest_of(arena, board, false);
}
