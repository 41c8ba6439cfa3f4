#include "features/criteria/criteria_difference.h"

#include "text/vi_fold.h"

enum { TOLD_LINES_MAX = 60, WORDS_MAX = 64 };

static const enum msg_id NAMES[CHANGE_KIND_COUNT] = {
    [CHANGE_NAME] = MSG_version_change_name,     [CHANGE_MOVED] = MSG_version_change_moved,
    [CHANGE_MAX] = MSG_version_change_max,       [CHANGE_KIND] = MSG_version_change_kind,
    [CHANGE_TARGET] = MSG_version_change_target, [CHANGE_MEASURE] = MSG_version_change_measure,
    [CHANGE_EACH] = MSG_version_change_each,     [CHANGE_BONUS] = MSG_version_change_bonus,
    [CHANGE_RULE] = MSG_version_change_rule,     [CHANGE_FOR_KIND] = MSG_version_change_for_kind,
    [CHANGE_OWNER] = MSG_version_change_owner,   [CHANGE_ROLLUP] = MSG_version_change_rollup,
    [CHANGE_NOTE] = MSG_version_change_note,
};

enum msg_id criterion_change_name(enum criterion_change_kind kind) {
    return NAMES[kind];
}

/* --- which are the same ----------------------------------------------------------------------- */

/* Each row's partner in the other table, or -1. */
struct match {
    struct arena *arena;
    const struct criteria *before;
    const struct criteria *after;
    ptrdiff_t *of_before;
    ptrdiff_t *of_after;
    struct str *names_before; /* folded */
    struct str *names_after;
};

static void join(struct match *m, size_t before, size_t after) {
    m->of_before[before] = (ptrdiff_t)after;
    m->of_after[after] = (ptrdiff_t)before;
}

static struct str *fold_names(struct arena *arena, const struct criteria *criteria) {
    struct str *names = ARENA_ARRAY(arena, struct str, criteria->count + 1);
    for (size_t i = 0; i < criteria->count; i++)
        names[i] = str_trim(vi_fold(arena, criteria->items[i].name));
    return names;
}

static bool has_word(struct str text, struct str word) {
    while (text.p)
        if (str_equal(str_cut(&text, ' '), word))
            return true;
    return false;
}

/* Most words of either stand in the other. */
static bool alike(struct str a, struct str b) {
    size_t words = 0;
    size_t common = 0;
    struct str rest = a;
    size_t other = 1;
    for (size_t i = 0; i < b.n; i++)
        other += b.p[i] == ' ';
    while (rest.p && words < WORDS_MAX) {
        struct str word = str_cut(&rest, ' ');
        words++;
        common += has_word(b, word);
    }
    return common * 2 > words && common * 2 > other;
}

static bool same_id(const struct match *m, size_t b, size_t a) {
    return m->before->items[b].id.n && str_equal(m->before->items[b].id, m->after->items[a].id);
}

static bool same_name_and_parent(const struct match *m, size_t b, size_t a) {
    ptrdiff_t pb = m->before->items[b].parent;
    ptrdiff_t pa = m->after->items[a].parent;
    bool parents = (pb < 0 && pa < 0) || (pb >= 0 && m->of_before[pb] == pa);
    return parents && str_equal(m->names_before[b], m->names_after[a]);
}

static bool same_name(const struct match *m, size_t b, size_t a) {
    return str_equal(m->names_before[b], m->names_after[a]);
}

static bool same_number(const struct match *m, size_t b, size_t a) {
    return str_equal(m->before->items[b].code, m->after->items[a].code) &&
           alike(m->names_before[b], m->names_after[a]);
}

static void match_by(struct match *m, bool (*same)(const struct match *, size_t, size_t)) {
    for (size_t b = 0; b < m->before->count; b++)
        for (size_t a = 0; m->of_before[b] < 0 && a < m->after->count; a++)
            if (m->of_after[a] < 0 && same(m, b, a))
                join(m, b, a);
}

static void match_all(struct match *m) {
    m->of_before = ARENA_ARRAY(m->arena, ptrdiff_t, m->before->count + 1);
    m->of_after = ARENA_ARRAY(m->arena, ptrdiff_t, m->after->count + 1);
    for (size_t i = 0; i < m->before->count; i++)
        m->of_before[i] = -1;
    for (size_t i = 0; i < m->after->count; i++)
        m->of_after[i] = -1;
    match_by(m, same_id);
    /* Between versions of one table identities say all; a new criterion of an old name is new. */
    for (size_t i = 0; i < m->before->count; i++)
        if (m->of_before[i] >= 0)
            return;
    m->names_before = fold_names(m->arena, m->before);
    m->names_after = fold_names(m->arena, m->after);
    match_by(m, same_name_and_parent);
    match_by(m, same_name);
    match_by(m, same_number);
}

/* --- what changed ------------------------------------------------------------------------------
 */

struct teller {
    struct arena *arena;
    enum lang lang;
    struct changed_row *row;
};

static void differ(const struct teller *t, enum criterion_change_kind kind, struct str from,
                   struct str to) {
    if (!str_equal(from, to))
        *list_push(t->arena, &t->row->changes) = (struct criterion_change){kind, from, to};
}

static struct str shown(const struct teller *t, struct decimal value) {
    return decimal_display(t->arena, value, 0, t->lang == LANG_VI ? ',' : '.');
}

static struct str target_of(const struct teller *t, const struct criterion *c) {
    return c->has_target ? shown(t, c->target) : STR("");
}

static struct str rollup_of(const struct teller *t, const struct criterion *c) {
    static const enum msg_id WORDS[ROLLUP_COUNT] = {
        [ROLLUP_NONE] = MSG_none,
        [ROLLUP_SUM] = MSG_version_rollup_sum,
        [ROLLUP_MEAN] = MSG_version_rollup_mean,
        [ROLLUP_LAST] = MSG_version_rollup_last,
    };
    if (c->rollup == ROLLUP_NONE)
        return STR("");
    enum msg_id step =
        c->rollup_step == ROLLUP_WEEKS ? MSG_version_by_weeks : MSG_version_by_months;
    return str_format(t->arena, STR_FMT ", " STR_FMT,
                      STR_ARG(message_plain(t->lang, WORDS[c->rollup])),
                      STR_ARG(message_plain(t->lang, step)));
}

static struct str yes_no(const struct teller *t, bool yes) {
    return message_plain(t->lang, yes ? MSG_version_yes : MSG_version_no);
}

static void compare(const struct teller *t, const struct match *m, size_t b, size_t a) {
    const struct criterion *before = &m->before->items[b];
    const struct criterion *after = &m->after->items[a];
    bool moved = (before->parent < 0) != (after->parent < 0) ||
                 (before->parent >= 0 && m->of_before[before->parent] != after->parent);
    differ(t, CHANGE_NAME, before->name, after->name);
    if (moved || !str_equal(before->code, after->code))
        differ(t, CHANGE_MOVED, before->code, after->code);
    differ(t, CHANGE_MAX, shown(t, before->max), shown(t, after->max));
    differ(t, CHANGE_KIND, message_plain(t->lang, criterion_kind_name(before->kind)),
           message_plain(t->lang, criterion_kind_name(after->kind)));
    differ(t, CHANGE_TARGET, target_of(t, before), target_of(t, after));
    differ(t, CHANGE_MEASURE, before->unit_of_measure, after->unit_of_measure);
    if (before->kind == CRITERION_ITEMS || after->kind == CRITERION_ITEMS)
        differ(t, CHANGE_EACH, shown(t, before->points_each), shown(t, after->points_each));
    differ(t, CHANGE_BONUS, yes_no(t, before->bonus_on), yes_no(t, after->bonus_on));
    differ(t, CHANGE_RULE, before->rule, after->rule);
    differ(t, CHANGE_FOR_KIND, before->for_kind, after->for_kind);
    differ(t, CHANGE_OWNER, message_plain(t->lang, score_stage_name(before->owner)),
           message_plain(t->lang, score_stage_name(after->owner)));
    differ(t, CHANGE_ROLLUP, rollup_of(t, before), rollup_of(t, after));
    differ(t, CHANGE_NOTE, before->note, after->note);
}

/* Those taken out that stood right after row B (-1: before all others). */
static void push_removed(struct arena *arena, const struct match *m, ptrdiff_t b,
                         struct criteria_difference *d) {
    for (size_t i = (size_t)(b + 1); i < m->before->count && m->of_before[i] < 0; i++) {
        *list_push(arena, d) = (struct changed_row){.before = &m->before->items[i]};
        d->removed++;
    }
}

void criteria_difference_make(struct arena *arena, enum lang lang, const struct criteria *before,
                              const struct criteria *after,
                              struct criteria_difference *ret_difference) {
    struct match m = {.arena = arena, .before = before, .after = after};
    struct criteria_difference d = {.before_total = criteria_max_total(before),
                                    .after_total = criteria_max_total(after)};
    match_all(&m);
    push_removed(arena, &m, -1, &d);
    for (size_t i = 0; i < after->count; i++) {
        struct changed_row *row = list_push(arena, &d);
        *row = (struct changed_row){.after = &after->items[i]};
        if (m.of_after[i] < 0) {
            d.added++;
            continue;
        }
        row->before = &before->items[m.of_after[i]];
        compare(&(struct teller){arena, lang, row}, &m, (size_t)m.of_after[i], i);
        d.changed += row->changes.count > 0;
        push_removed(arena, &m, m.of_after[i], &d);
    }
    *ret_difference = d;
}

/* --- for the history ---------------------------------------------------------------------------
 */

static struct str add_line(struct arena *arena, struct str text, struct str line) {
    return text.n ? str_format(arena, STR_FMT "\n" STR_FMT, STR_ARG(text), STR_ARG(line)) : line;
}

static struct str tell_row(struct arena *arena, const struct changed_row *row) {
    const struct criterion *c = row->after ? row->after : row->before;
    struct str head = str_format(arena, STR_FMT " " STR_FMT, STR_ARG(c->code), STR_ARG(c->name));
    if (!row->before || !row->after)
        return message_text(
            arena, LANG_VI,
            MESSAGE_WITH(row->after ? MSG_version_told_added : MSG_version_told_removed, head,
                         decimal_display(arena, c->max, 0, ',')));
    struct str line = str_concat(arena, head, STR(":"));
    for (size_t i = 0; i < row->changes.count; i++) {
        const struct criterion_change *change = &row->changes.items[i];
        line =
            str_format(arena, STR_FMT "%s " STR_FMT " “" STR_FMT "” → “" STR_FMT "”", STR_ARG(line),
                       i ? ";" : "", STR_ARG(message_plain(LANG_VI, NAMES[change->kind])),
                       STR_ARG(change->from), STR_ARG(change->to));
    }
    return line;
}

struct str criteria_difference_tell(struct arena *arena, const struct criteria *before,
                                    const struct criteria *after) {
    struct criteria_difference d;
    criteria_difference_make(arena, LANG_VI, before, after, &d);
    struct str text = message_text(
        arena, LANG_VI,
        MESSAGE_WITH(MSG_version_told_sum, str_format(arena, "%zu", d.added),
                     str_format(arena, "%zu", d.removed), str_format(arena, "%zu", d.changed),
                     decimal_display(arena, d.before_total, 0, ','),
                     decimal_display(arena, d.after_total, 0, ',')));
    size_t lines = 0;
    for (size_t i = 0; i < d.count && lines < TOLD_LINES_MAX; i++) {
        const struct changed_row *row = &d.items[i];
        if (row->before && row->after && !row->changes.count)
            continue;
        text = add_line(arena, text, tell_row(arena, row));
        lines++;
    }
    return lines == TOLD_LINES_MAX ? add_line(arena, text, STR("…")) : text;
}
