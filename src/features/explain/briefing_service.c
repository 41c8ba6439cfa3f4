#include "features/explain/briefing_service.h"

#include <stdlib.h>

#include "features/scoring/sight_service.h"
#include "text/utf8.h"

struct maker {
    struct arena *arena;
    const struct briefing_ground *ground;
    const struct scoreboard *board;
    struct briefing *briefing;
};

static struct str shortened(const struct maker *m, struct str text, size_t max) {
    if (utf8_length(text) <= max)
        return text;
    return str_format(m->arena, STR_FMT "…", STR_ARG(str_trim(utf8_head(text, max - 1))));
}

static void add(const struct maker *m, struct briefing_lines *lines, struct str text) {
    if (lines->count == BRIEFING_LINES)
        lines->more++;
    else
        *list_push(m->arena, lines) = shortened(m, text, BRIEFING_TEXT);
}

static bool is_about(const struct maker *m, size_t unit) {
    return m->ground->unit < 0 || (size_t)m->ground->unit == unit;
}

static struct str name_of(const struct maker *m, size_t unit) {
    return shortened(m, m->board->cluster.members.items[unit].name, BRIEFING_NAME);
}

static struct str points(const struct maker *m, struct decimal value) {
    return decimal_display(m->arena, value, POINT_SCALE, ',');
}

static void decide(const struct maker *m, enum msg_id id, size_t count, enum briefing_place where) {
    *list_push(m->arena, &m->briefing->decisions) =
        (struct briefing_decision){MESSAGE_WITH(id, str_format(m->arena, "%zu", count)), where};
}

/* --- what is not in ------------------------------------------------------------------------- */

static void tell_missing(const struct maker *m) {
    size_t unsent = 0;
    for (size_t unit = 0; unit < m->board->cluster.members.count; unit++) {
        if (!is_about(m, unit))
            continue;
        size_t missing = m->board->units_missing[unit];
        if (!scoring_sent(m->board, unit) && ++unsent)
            add(m, &m->briefing->unsent, name_of(m, unit));
        if (missing)
            add(m, &m->briefing->missing,
                str_format(m->arena, STR_FMT ": %zu tiêu chí", STR_ARG(name_of(m, unit)), missing));
    }
    if (!m->board->table.locked)
        decide(m, MSG_explain_decide_lock, 0, BRIEFING_TO_CRITERIA);
    else if (unsent)
        decide(m, MSG_explain_decide_unsent, unsent, BRIEFING_TO_INTAKE);
}

/* --- where steps differ --------------------------------------------------------------------- */

struct difference {
    size_t unit;
    size_t criterion;
    struct decimal by; /* in force less own */
};
struct differences {
    struct difference *items;
    size_t count;
    size_t capacity;
};

static struct decimal size_of(struct decimal value) {
    return value.units < 0 ? decimal_negate(value) : value;
}

static int by_size(const void *left, const void *right) {
    const struct difference *a = left;
    const struct difference *b = right;
    int order = decimal_compare(size_of(b->by), size_of(a->by));
    if (order)
        return order;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    return a->criterion < b->criterion ? -1 : a->criterion > b->criterion;
}

static void tell_differences(const struct maker *m) {
    struct differences found = {0};
    size_t to_verify = 0;
    const struct criteria *criteria = &m->board->table.criteria;
    for (size_t unit = 0; m->board->table.exists && unit < m->board->matrix.unit_count; unit++) {
        bool open = false;
        for (size_t i = 0; is_about(m, unit) && i < criteria->count; i++) {
            const struct score_cell *score = score_cell_at(&m->board->matrix, unit, i);
            const struct board_cell *cell = board_cell_at(m->board, unit, i);
            if (!criterion_is_scored(&criteria->items[i]) || !cell->has_self ||
                !score->in_force_known)
                continue;
            open = open || (cell->self_differs && cell->decided == SCORE_SELF);
            struct decimal by = decimal_subtract(score->in_force, cell->self);
            if (!decimal_is_zero(by))
                *list_push(m->arena, &found) = (struct difference){unit, i, by};
        }
        to_verify += open;
    }
    if (found.count)
        qsort(found.items, found.count, sizeof(*found.items), by_size);
    for (size_t i = 0; i < found.count; i++) {
        const struct difference *d = &found.items[i];
        const struct criterion *c = &criteria->items[d->criterion];
        const struct score_cell *score = score_cell_at(&m->board->matrix, d->unit, d->criterion);
        const struct board_cell *cell = board_cell_at(m->board, d->unit, d->criterion);
        struct str change =
            str_format(m->arena, "tự chấm " STR_FMT ", đang tính " STR_FMT " (%s" STR_FMT ")",
                       STR_ARG(points(m, cell->self)), STR_ARG(points(m, score->in_force)),
                       d->by.units > 0 ? "+" : "", STR_ARG(points(m, d->by)));
        add(m, &m->briefing->differences,
            str_format(m->arena, STR_FMT ", " STR_FMT ": " STR_FMT, STR_ARG(name_of(m, d->unit)),
                       STR_ARG(c->code), STR_ARG(change)));
    }
    if (to_verify && m->ground->unit < 0)
        decide(m, MSG_explain_decide_verify, to_verify, BRIEFING_TO_VERIFY);
}

/* --- what is weak --------------------------------------------------------------------------- */

struct share {
    size_t column;
    int64_t permille; /* of the maximum, the mean over those that are in */
};

static int by_share(const void *left, const void *right) {
    const struct share *a = left;
    const struct share *b = right;
    if (a->permille != b->permille)
        return a->permille < b->permille ? -1 : 1;
    return a->column < b->column ? -1 : 1;
}

static int64_t in_hundredths(struct decimal value) {
    struct decimal rounded = decimal_round(value, POINT_SCALE);
    int64_t units = rounded.units;
    for (int scale = rounded.scale; scale < POINT_SCALE; scale++)
        units *= 10;
    return units;
}

static void tell_weak(const struct maker *m) {
    const struct scoreboard *board = m->board;
    if (!board->table.exists)
        return;
    struct ranking_columns columns = ranking_columns_of(m->arena, &board->table.criteria);
    struct share *shares = ARENA_ARRAY(m->arena, struct share, columns.count);
    size_t count = 0;
    for (size_t i = 0; i < columns.count; i++) {
        int64_t got = 0, max = 0;
        for (size_t unit = 0; unit < board->matrix.unit_count; unit++) {
            bool complete;
            if (!is_about(m, unit))
                continue;
            struct decimal sum =
                ranking_column_points(&board->matrix, unit, &columns.items[i], &complete);
            got += complete ? in_hundredths(sum) : 0;
            max += complete ? in_hundredths(columns.items[i].max) : 0;
        }
        if (max > 0 && got < max)
            shares[count++] = (struct share){i, got * 1000 / max};
    }
    qsort(shares, count, sizeof(*shares), by_share);
    for (size_t i = 0; i < count && i < 3; i++) {
        const struct criterion *c =
            &board->table.criteria.items[columns.items[shares[i].column].criterion];
        add(m, &m->briefing->weak,
            str_format(m->arena, STR_FMT ". " STR_FMT ": đạt %lld,%lld%% điểm tối đa",
                       STR_ARG(c->code), STR_ARG(shortened(m, c->name, 60)),
                       (long long)(shares[i].permille / 10), (long long)(shares[i].permille % 10)));
    }
}

/* A shortcoming costs nothing by being told; that its remedy is overdue is what counts. */
static void tell_overdue(const struct maker *m) {
    size_t overdue = 0;
    for (size_t i = 0; m->ground->unit < 0 && i < m->ground->review->shortcomings.count; i++) {
        const struct review_item *item = &m->ground->review->shortcomings.items[i];
        if (date_is_empty(item->due) || date_compare(item->due, m->ground->today) >= 0)
            continue;
        overdue++;
        add(m, &m->briefing->overdue,
            str_format(m->arena, STR_FMT " (hạn " STR_FMT ")",
                       STR_ARG(shortened(m, item->remedy.n ? item->remedy : item->content, 80)),
                       STR_ARG(date_display(m->arena, item->due))));
    }
    if (overdue)
        decide(m, MSG_explain_decide_remedies, overdue, BRIEFING_TO_REVIEW);
}

static void tell_disputes(const struct maker *m) {
    size_t open = 0;
    for (size_t i = 0; i < m->ground->threads->count; i++) {
        const struct thread *thread = &m->ground->threads->items[i];
        if (!thread_is_open(thread->state) || !is_about(m, thread->unit))
            continue;
        open++;
        add(m, &m->briefing->disputes,
            str_format(m->arena, STR_FMT ", " STR_FMT ": " STR_FMT " – " STR_FMT,
                       STR_ARG(name_of(m, thread->unit)),
                       STR_ARG(thread->code.n ? thread->code : STR("tổng điểm")),
                       STR_ARG(message_plain(LANG_VI, thread_kind_name(thread->kind))),
                       STR_ARG(message_plain(LANG_VI, thread_state_name(thread->state)))));
    }
    if (open)
        decide(m, MSG_explain_decide_disputes, open, BRIEFING_TO_DISPUTES);
}

/* --- the ranking at a glance ---------------------------------------------------------------- */

static void tell_ranking(const struct maker *m) {
    const struct scoreboard *board = m->board;
    bool ties = false;
    bool complete = board->matrix.unit_count > 0;
    m->briefing->has_places = board->cluster.places_shown && m->ground->sees_all;
    for (size_t i = 0; board->table.exists && i < board->matrix.unit_count; i++) {
        const struct standing *s = &board->standings[i];
        complete = complete && s->totals.complete;
        ties = ties || s->undecided;
        if (!m->ground->sees_all && !is_about(m, s->unit))
            continue;
        if (m->briefing->ranking.count == BRIEFING_UNITS) {
            m->briefing->ranking_more++;
            continue;
        }
        *list_push(m->arena, &m->briefing->ranking) = (struct briefing_row){
            name_of(m, s->unit),
            s->place && m->briefing->has_places ? str_format(m->arena, "%d", s->place) : STR("–"),
            str_format(m->arena, STR_FMT "%s", STR_ARG(points(m, s->totals.total)),
                       s->totals.complete ? "" : "*")};
    }
    if (m->ground->unit >= 0)
        return;
    if (ties)
        decide(m, MSG_explain_decide_ties, 0, BRIEFING_TO_RANKING);
    if (complete && board->table.locked && !board->cluster.closing.closed &&
        !m->briefing->decisions.count)
        decide(m, MSG_explain_decide_close, 0, BRIEFING_TO_CLOSING);
}

void briefing_make(struct arena *arena, const struct briefing_ground *ground,
                   struct briefing *ret_briefing) {
    *ret_briefing = (struct briefing){.unit = ground->unit};
    const struct maker m = {arena, ground, ground->board, ret_briefing};
    bool closed = ground->board->cluster.closing.closed;
    tell_missing(&m);
    tell_differences(&m);
    tell_weak(&m);
    tell_disputes(&m);
    tell_overdue(&m);
    tell_ranking(&m);
    if (closed) /* nothing can be decided any more but by addenda */
        ret_briefing->decisions.count = 0;
}
