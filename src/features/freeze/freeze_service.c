#include "features/freeze/freeze_service.h"

#include <stdlib.h>

#include "base/buf.h"
#include "crypto/digest.h"
#include "features/freeze/freeze.sql.h"
#include "sys/id.h"

enum {
    FREEZE_TEXT_MAX = 64 << 20,
    /* 1 had neither the version of the table nor the named rules; such texts stand as they are. */
    FREEZE_FORMAT_FIRST = 1,
    FREEZE_FORMAT = 2,
};

/* --- the text ------------------------------------------------------------------------------- */

struct writer {
    struct buf *out;
    struct arena *arena;
    const struct scoreboard *board;
    const struct table_version *version; /* NULL: none was locked */
    int format;
};

static void line(const struct writer *w, const char *word) {
    if (w->out->length)
        buf_append_char(w->out, '\n');
    buf_append_c(w->out, word);
}

/* What is typed may hold the mark itself; its length before it keeps two texts apart. A line break
 * in it would pass for a fact of its own. */
static void text(const struct writer *w, struct str typed) {
    struct str part = str_or_empty(typed);
    buf_append_format(w->out, "|%zu:", part.n);
    for (size_t i = 0; i < part.n; i++)
        buf_append_char(w->out, part.p[i] == '\n' ? ' ' : part.p[i]);
}

static void code(const struct writer *w, struct str part) {
    buf_append_char(w->out, '|');
    buf_append_str(w->out, str_or_empty(part));
}

static void number(const struct writer *w, bool known, struct decimal value) {
    code(w, known ? decimal_canonical(w->arena, value) : STR("-"));
}

static void flag(const struct writer *w, bool is_set) {
    buf_append_c(w->out, is_set ? "|1" : "|0");
}

static void put_table(const struct writer *w) {
    const struct criteria_table *table = &w->board->table;
    line(w, "table");
    flag(w, table->exists);
    if (!table->exists)
        return;
    text(w, table->title);
    buf_append_format(w->out, "|%lld", table->locked ? (long long)table->locked_ms : 0);
    if (w->format > FREEZE_FORMAT_FIRST && w->version) {
        line(w, "version");
        buf_append_format(w->out, "|%d", w->version->number);
        code(w, w->version->digest);
    }
    for (size_t i = 0; i < table->criteria.count; i++) {
        const struct criterion *c = &table->criteria.items[i];
        line(w, "criterion");
        text(w, c->code);
        code(w, c->parent < 0 ? STR("-") : table->criteria.items[c->parent].code);
        code(w, criterion_kind_code(c->kind));
        number(w, true, c->max);
        number(w, c->has_target, c->target);
        number(w, true, c->points_each);
        flag(w, c->bonus_on);
        code(w, c->rule);
        code(w, c->for_kind);
        code(w, score_stage_code(c->owner));
        code(w, rollup_code(c->rollup));
        buf_append_format(w->out, "|%d", (int)c->rollup_step);
        text(w, c->unit_of_measure);
        text(w, c->name);
    }
}

static void put_steps(const struct writer *w, const char *word, const struct step_rule *steps,
                      size_t count) {
    for (size_t i = 0; i < count; i++) {
        line(w, word);
        number(w, true, steps[i].threshold);
        number(w, true, steps[i].value);
    }
}

static void put_named(const struct writer *w, const struct named_rule *rule) {
    line(w, "rule");
    text(w, rule->code);
    text(w, rule->name);
    code(w, criterion_kind_code((enum criterion_kind)rule->kind));
    number(w, true, rule->bonus_rate);
    number(w, true, rule->bonus_cap_percent);
    number(w, rule->has_limit, rule->limit);
    number(w, true, rule->half_percent);
    text(w, rule->second_name);
    number(w, true, rule->second_percent);
    flag(w, rule->caps_all);
    buf_append_format(w->out, "|%d", rule->scale);
    code(w, rule_rounding_code(rule->rounding));
    text(w, rule->fault);
    text(w, rule->basis);
    code(w, rule_mark_code(rule->mark));
    code(w, date_iso_or_none(w->arena, rule->valid_from));
    code(w, date_iso_or_none(w->arena, rule->valid_to));
    put_steps(w, "rule-step", rule->steps, rule->steps_count);
    for (size_t i = 0; i < rule->grades_count; i++) {
        line(w, "rule-grade");
        text(w, rule->grades[i].letter);
        number(w, true, rule->grades[i].percent);
    }
    for (size_t i = 0; i < rule->levels_count; i++) {
        line(w, "rule-level");
        text(w, rule->levels[i].code);
        text(w, rule->levels[i].name);
        number(w, true, rule->levels[i].points);
        flag(w, rule->levels[i].disqualifies);
        flag(w, rule->levels[i].disciplines);
    }
}

static void put_rules(const struct writer *w) {
    const struct scoring_rules *rules = &w->board->book.rules;
    for (size_t i = 0; i < rules->grades_count; i++) {
        line(w, "grade");
        text(w, rules->grades[i].letter);
        number(w, true, rules->grades[i].percent);
    }
    put_steps(w, "fewer", rules->fewer, rules->fewer_count);
    put_steps(w, "late", rules->late, rules->late_count);
    line(w, "bonus");
    number(w, true, rules->bonus_rate);
    number(w, true, rules->bonus_cap_percent);
    for (size_t i = 0; w->format > FREEZE_FORMAT_FIRST && i < rules->named_count; i++)
        put_named(w, &rules->named[i]);
    for (int key = 0; key < SETTING_KEY_COUNT; key++) {
        line(w, "setting");
        code(w, scoring_key_code((enum scoring_key)key));
        text(w, w->board->settings.of[key].value);
    }
}

static void put_cell(const struct writer *w, size_t unit, size_t criterion) {
    const struct board_cell *cell = board_cell_at(w->board, unit, criterion);
    const struct score_cell *score = score_cell_at(&w->board->matrix, unit, criterion);
    line(w, "cell");
    text(w, w->board->table.criteria.items[criterion].code);
    code(w, cell->self_actual.p ? cell->self_actual : STR("-"));
    number(w, cell->has_self, cell->self);
    number(w, score->has_points, score->points);
    number(w, true, score->bonus);
    number(w, score->in_force_known, score->in_force);
    flag(w, score->exempt);
    for (int stage = SCORE_SELF + 1; stage < SCORE_STAGE_COUNT; stage++) {
        const struct stage_decision *d = cell->stages[stage];
        if (!d || (!stage_decides(d) && !d->agrees))
            continue;
        line(w, "stage");
        code(w, score_stage_code((enum score_stage)stage));
        code(w, d->actual.p ? d->actual : STR("-"));
        number(w, d->has_points, d->points);
        number(w, d->agrees, d->agreed);
    }
}

static void put_unit(const struct writer *w, size_t unit) {
    const struct scoreboard *board = w->board;
    const struct score_totals *t = &board->matrix.totals[unit];
    line(w, "unit");
    code(w, board->cluster.members.items[unit].id);
    line(w, "# ");
    buf_append_str(w->out, board->cluster.members.items[unit].name);
    for (size_t i = 0; i < board->table.criteria.count; i++)
        if (criterion_is_scored(&board->table.criteria.items[i]))
            put_cell(w, unit, i);
    line(w, "total");
    const struct decimal sums[] = {t->content, t->bonus, t->penalty, t->total, t->max, t->compared};
    for (size_t i = 0; i < COUNT_OF(sums); i++)
        number(w, true, sums[i]);
    buf_append_format(w->out, "|%zu", t->missing);
    flag(w, t->disqualified);
    for (size_t i = 0; i < board->matrix.unit_count; i++)
        if (board->standings[i].unit == unit) {
            line(w, "place");
            buf_append_format(w->out, "|%d", board->standings[i].place);
        }
}

struct unit_by_id {
    struct str id;
    size_t unit;
};

static int by_id(const void *left, const void *right) {
    return str_compare(((const struct unit_by_id *)left)->id,
                       ((const struct unit_by_id *)right)->id);
}

static struct str text_as(struct arena *arena, const struct scoreboard *board,
                          const struct table_version *version, int format) {
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    struct buf out = BUF_INIT(FREEZE_TEXT_MAX);
    const struct writer w = {&out, scratch, board, version, format};
    size_t count = board->cluster.members.count;
    struct unit_by_id *order = ARENA_ARRAY(scratch, struct unit_by_id, count);
    for (size_t unit = 0; unit < count; unit++)
        order[unit] = (struct unit_by_id){board->cluster.members.items[unit].id, unit};
    qsort(order, count, sizeof(*order), by_id);
    line(&w, "thidua freeze ");
    buf_append_format(&out, "%d", format);
    line(&w, "half-year");
    code(&w, board->cluster.id);
    code(&w, board->cluster.code);
    line(&w, "# ");
    buf_append_str(&out, board->cluster.name);
    put_table(&w);
    put_rules(&w);
    for (size_t i = 0; board->table.exists && i < count; i++)
        put_unit(&w, order[i].unit);
    buf_append_char(&out, '\n');
    struct str made = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return made;
}

struct str freeze_text(struct arena *arena, const struct scoreboard *board,
                       const struct table_version *version) {
    return text_as(arena, board, version, FREEZE_FORMAT);
}

const struct err *freeze_take(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                              const struct cluster_period *cluster, int64_t revision,
                              int64_t at_ms) {
    struct scoreboard board;
    TRY(scoring_board_in(tx, arena, cluster->slug, cluster->code, &board));
    bool locked;
    struct table_version version;
    TRY(scoring_version_now_in(tx, arena, cluster, &board.table, &locked, &version));
    struct str content = freeze_text(arena, &board, locked ? &version : NULL);
    return q_freeze_insert(tx, id_new(arena, now_ms), cluster->id, revision,
                           digest_sha256_hex(arena, content), content, at_ms);
}

/* --- reading -------------------------------------------------------------------------------- */

struct freeze_work {
    struct arena *arena;
    const struct cluster_period *cluster;
    int64_t revision;
    bool found;
    struct freezes freezes;
    struct str content;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct freeze_work *work = context;
    struct q_freezes_of_period_rows rows;
    TRY(q_freezes_of_period(tx, work->arena, work->cluster->id, &rows));
    work->freezes = (struct freezes){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, &work->freezes) =
            (struct freeze){rows.items[i].revision, rows.items[i].digest, rows.items[i].at_ms};
    return NULL;
}

const struct err *freeze_list(struct db *db, struct arena *arena, const struct user *user,
                              const struct cluster_period *cluster, struct freezes *ret_freezes) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct freeze_work work = {.arena = arena, .cluster = cluster};
    TRY(db_read(db, list_in, &work));
    *ret_freezes = work.freezes;
    return NULL;
}

static const struct err *content_in(struct db_tx *tx, void *context) {
    struct freeze_work *work = context;
    struct q_freeze_content_row row;
    TRY(q_freeze_content(tx, work->arena, work->cluster->id, work->revision, &work->found, &row));
    work->content = row.content;
    return NULL;
}

const struct err *freeze_content(struct db *db, struct arena *arena, const struct user *user,
                                 const struct cluster_period *cluster, int64_t revision,
                                 struct str *ret_content) {
    if (!user_may_every_unit(user, RIGHT_SHEET_READ, place_of_period(cluster)))
        return ERR(ERR_DENIED, "no right to read the scores of all units");
    struct freeze_work work = {.arena = arena, .cluster = cluster, .revision = revision};
    TRY(db_read(db, content_in, &work));
    if (!work.found)
        return ERR(ERR_NOT_FOUND, "nothing was frozen then");
    *ret_content = work.content;
    return NULL;
}

/* --- for thidua verify ---------------------------------------------------------------------- */

static struct str next_fact(struct str *rest, size_t *number) {
    while (rest->p) {
        struct str fact = str_cut(rest, '\n');
        ++*number;
        if (!str_starts_with(fact, STR("#")))
            return fact;
    }
    return STR_NONE;
}

/* The number of the first line that differs, names aside; 0: none. */
static size_t first_difference(struct str frozen, struct str computed) {
    size_t at = 0, other = 0;
    struct str left = frozen, right = computed;
    for (;;) {
        struct str a = next_fact(&left, &at);
        struct str b = next_fact(&right, &other);
        if (!a.p && !b.p)
            return 0;
        if (!a.p || !b.p || !str_equal(a, b))
            return at ? at : 1;
    }
}

/* As the text was written then. */
static const struct err *text_again(struct db_tx *tx, struct arena *arena,
                                    const struct scoreboard *board, struct str frozen,
                                    struct str *ret_text) {
    bool locked;
    struct table_version version;
    bool is_first = str_starts_with(frozen, STR("thidua freeze 1\n"));
    TRY(scoring_version_now_in(tx, arena, &board->cluster, &board->table, &locked, &version));
    *ret_text = text_as(arena, board, locked ? &version : NULL,
                        is_first ? FREEZE_FORMAT_FIRST : FREEZE_FORMAT);
    return NULL;
}

const struct err *freeze_check_in(struct db_tx *tx, struct arena *arena,
                                  const struct scoreboard *board, struct freeze_check *ret_check) {
    struct q_freezes_of_period_rows rows;
    *ret_check = (struct freeze_check){0};
    TRY(q_freezes_of_period(tx, arena, board->cluster.id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
        struct q_freeze_content_row row;
        struct str again;
        bool found;
        TRY(q_freeze_content(tx, scratch, board->cluster.id, rows.items[i].revision, &found, &row));
        if (!str_equal(digest_sha256_hex(scratch, row.content), row.digest))
            ret_check->damaged = rows.items[i].revision;
        else if (board->cluster.closing.closed &&
                 rows.items[i].revision == board->cluster.closing.revision) {
            TRY(text_again(tx, scratch, board, row.content, &again));
            ret_check->differs = first_difference(row.content, again);
        }
    }
    ret_check->none = board->cluster.closing.closed &&
                      (!rows.count || rows.items[0].revision != board->cluster.closing.revision);
    return NULL;
}
