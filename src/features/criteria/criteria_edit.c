#include "features/criteria/criteria_edit.h"

#include <string.h>

#include "text/utf8.h"
#include "text/vi_fold.h"

enum { LABEL_MAX = 10, NAME_MAX = 500, MEASURE_MAX = 40, TITLE_MAX = 300, ROMAN_MAX = 39 };

static const struct str ACTS[EDIT_ACT_COUNT] = {
    STR_INIT("save"), STR_INIT("up"),    STR_INIT("down"),  STR_INIT("in"),
    STR_INIT("out"),  STR_INIT("after"), STR_INIT("below"), STR_INIT("remove"),
};

struct str edit_act_code(enum edit_act act) {
    return ACTS[act];
}

bool edit_act_from_code(struct str code, enum edit_act *ret_act) {
    for (int i = 0; i < EDIT_ACT_COUNT; i++)
        if (str_equal(ACTS[i], code)) {
            *ret_act = (enum edit_act)i;
            return true;
        }
    return false;
}

/* --- what was typed -----------------------------------------------------------------------------
 */

struct typing {
    struct arena *arena;
    const struct criteria_edit *edit;
    struct issues *issues;
    size_t row;
};

static void wrong(const struct typing *t, const char *field, struct message message) {
    issue_add(t->arena, t->issues, str_format(t->arena, "%s-%zu", field, t->row), message);
}

static void read_text(const struct typing *t, const char *field, struct str typed, int letters,
                      struct str *text) {
    if (!typed.p)
        return;
    *text = str_trim(typed);
    if (utf8_length(*text) > (size_t)letters)
        wrong(t, field,
              MESSAGE_WITH(MSG_cluster_field_too_long, str_format(t->arena, "%d", letters)));
}

static bool read_number(const struct typing *t, const char *field, struct str typed,
                        struct decimal *ret_number) {
    enum decimal_reading reading = decimal_read_human(typed, ret_number);
    if (reading == DECIMAL_READ && ret_number->scale <= 4)
        return true;
    wrong(t, field,
          MESSAGE_WITH(reading == DECIMAL_AMBIGUOUS ? MSG_scoring_number_ambiguous
                                                    : MSG_scoring_not_a_number,
                       typed));
    return false;
}

/* Letters and digits only: the number becomes part of addresses. */
static bool is_label(struct arena *arena, struct str label) {
    struct str folded = vi_fold(arena, label);
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return false;
    }
    return label.n > 0 && utf8_length(label) <= LABEL_MAX;
}

static void read_label(const struct typing *t, struct str typed, struct criterion *c) {
    if (!typed.p || str_equal(str_trim(typed), c->label))
        return;
    c->label = str_trim(typed);
    if (!is_label(t->arena, c->label))
        wrong(t, "label",
              MESSAGE_WITH(MSG_scoring_label_wrong, str_format(t->arena, "%d", LABEL_MAX)));
}

static void read_for_kind(const struct typing *t, struct str typed, struct criterion *c) {
    if (!typed.p || str_equal(typed, c->for_kind))
        return;
    bool known = str_is_empty(typed);
    for (size_t i = 0; i < t->edit->unit_kind_count; i++)
        known |= str_equal(t->edit->unit_kinds[i], typed);
    if (!known)
        wrong(t, "for", MESSAGE(MSG_editor_unit_kind_unknown));
    c->for_kind = typed;
}

static void read_rule(const struct typing *t, struct str typed, struct criterion *c) {
    if (!typed.p)
        return;
    c->rule = str_trim(typed);
    bool known = str_is_empty(c->rule);
    for (size_t i = 0; i < t->edit->rule_count; i++)
        known |= str_equal(t->edit->rules[i].code, c->rule);
    if (!known)
        wrong(t, "rule", MESSAGE_WITH(MSG_editor_rule_unknown, c->rule));
}

static void read_rollup(const struct typing *t, struct str typed, struct criterion *c) {
    if (!typed.p)
        return;
    struct str rest = typed;
    struct str code = str_cut(&rest, ' ');
    if (!rollup_from_code(code, &c->rollup))
        wrong(t, "rollup", MESSAGE(MSG_convention_choice_unknown));
    c->rollup_step = rest.p && str_equal_c(rest, "week") ? ROLLUP_WEEKS : ROLLUP_MONTHS;
}

static void read_row(const struct typing *t, const struct row_typed *typed, struct criterion *c) {
    read_label(t, typed->label, c);
    read_text(t, "name", typed->name, NAME_MAX, &c->name);
    if (str_is_empty(c->name))
        wrong(t, "name", MESSAGE(MSG_scoring_name_missing));
    if (typed->kind.p && !criterion_kind_from_code(typed->kind, &c->kind))
        wrong(t, "kind", MESSAGE(MSG_scoring_kind_missing));
    if (typed->max.p && str_is_empty(typed->max))
        c->max = DECIMAL_ZERO; /* a draft may be unfinished; the findings say so */
    else if (typed->max.p)
        read_number(t, "max", typed->max, &c->max);
    if (typed->target.p) {
        c->has_target = !str_is_empty(typed->target);
        c->target = DECIMAL_ZERO;
        if (c->has_target)
            read_number(t, "target", typed->target, &c->target);
    }
    read_text(t, "measure", typed->measure, MEASURE_MAX, &c->unit_of_measure);
    read_for_kind(t, typed->for_kind, c);
    if (typed->points_each.p && str_is_empty(typed->points_each))
        c->points_each = DECIMAL_ZERO;
    else if (typed->points_each.p)
        read_number(t, "each", typed->points_each, &c->points_each);
    read_text(t, "note", typed->note, NAME_MAX, &c->note);
    read_rule(t, typed->rule, c);
    if (typed->bonus.p)
        c->bonus_on = str_equal_c(typed->bonus, "1");
    c->bonus_on = c->bonus_on && c->kind == CRITERION_QUANTITY;
    if (typed->owner.p && !score_stage_from_code(typed->owner, &c->owner))
        wrong(t, "owner", MESSAGE(MSG_convention_choice_unknown));
    read_rollup(t, typed->rollup, c);
}

/* --- numbers among siblings ------------------------------------------------------------------ */

static struct str roman(struct arena *arena, size_t number) {
    static const char *const ONES[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
    static const char *const TENS[] = {"", "X", "XX", "XXX"};
    return str_format(arena, "%s%s", TENS[number / 10], ONES[number % 10]);
}

static bool is_taken(const struct criteria *criteria, ptrdiff_t parent, size_t but,
                     struct str label) {
    for (size_t i = 0; i < criteria->count; i++)
        if (i != but && criteria->items[i].parent == parent &&
            str_equal(criteria->items[i].label, label))
            return true;
    return false;
}

/* The next free number in the way its siblings are numbered: I, II; a, b; 1, 2. */
static struct str free_label(struct arena *arena, const struct criteria *criteria, ptrdiff_t parent,
                             size_t but) {
    struct str first = STR_NONE;
    size_t siblings = 0;
    for (size_t i = 0; i < criteria->count; i++)
        if (i != but && criteria->items[i].parent == parent) {
            first = siblings++ ? first : criteria->items[i].label;
        }
    bool romans = first.n ? strchr("IVX", first.p[0]) != NULL : parent < 0;
    bool letters = first.n == 1 && first.p[0] >= 'a' && first.p[0] <= 'z';
    for (size_t n = siblings + 1; n <= siblings + criteria->count + 1; n++) {
        struct str label = romans && n <= ROMAN_MAX ? roman(arena, n)
                           : letters && n <= 26 ? str_format(arena, "%c", (char)('a' + (int)n - 1))
                                                : str_format(arena, "%zu", n);
        if (!is_taken(criteria, parent, but, label))
            return label;
    }
    return STR("1");
}

/* --- the tree -------------------------------------------------------------------------------- */

static size_t end_of(const struct criteria *criteria, size_t at) {
    size_t end = at + 1;
    while (end < criteria->count && criteria->items[end].depth > criteria->items[at].depth)
        end++;
    return end;
}

/* The sibling before it, or -1. */
static ptrdiff_t before_it(const struct criteria *criteria, size_t at) {
    for (size_t i = at; i-- > 0;) {
        if (criteria->items[i].depth < criteria->items[at].depth)
            return -1;
        if (criteria->items[i].depth == criteria->items[at].depth)
            return (ptrdiff_t)i;
    }
    return -1;
}

/* Rows FIRST … END - 1 go before the row TO, which is none of them. */
static size_t move_rows(struct arena *arena, struct criteria *criteria, size_t first, size_t end,
                        size_t to) {
    size_t count = end - first;
    struct criterion *moved = ARENA_ARRAY(arena, struct criterion, count);
    memcpy(moved, criteria->items + first, count * sizeof(*moved));
    if (to > first) {
        memmove(criteria->items + first, criteria->items + end, (to - end) * sizeof(*moved));
        to -= count;
    } else {
        memmove(criteria->items + to + count, criteria->items + to, (first - to) * sizeof(*moved));
    }
    memcpy(criteria->items + to, moved, count * sizeof(*moved));
    return to;
}

static void deepen(struct criteria *criteria, size_t first, size_t end, int by) {
    for (size_t i = first; i < end; i++)
        criteria->items[i].depth += by;
}

static void insert_new(struct arena *arena, struct criteria *criteria, size_t at, int depth) {
    struct criterion new = {
        .id = STR(""),
        .label = STR(""),
        .code = STR(""),
        .name = message_plain(LANG_VI, MSG_editor_new_name),
        .kind = CRITERION_MARK,
        .max = DECIMAL_ZERO,
        .points_each = DECIMAL_ZERO,
        .unit_of_measure = STR(""),
        .note = STR(""),
        .rule = STR(""),
        .for_kind = STR(""),
        .depth = depth,
        .parent = -1,
    };
    *list_push(arena, criteria) = new;
    memmove(criteria->items + at + 1, criteria->items + at,
            (criteria->count - 1 - at) * sizeof(new));
    criteria->items[at] = new;
}

/* Whether something may stand below it. */
static bool takes_children(const struct typing *t, const struct criteria *criteria, size_t at) {
    if (criterion_is_group(&criteria->items[at]))
        return true;
    wrong(t, "kind", MESSAGE_WITH(MSG_editor_no_group, criteria->items[at].code));
    return false;
}

static size_t act_on(struct arena *arena, const struct typing *t, struct criteria *criteria) {
    size_t at = t->edit->at;
    size_t end = criteria->count ? end_of(criteria, at) : 0;
    ptrdiff_t before = criteria->count ? before_it(criteria, at) : -1;
    switch (t->edit->act) {
    case EDIT_UP:
        return before < 0 ? at : move_rows(arena, criteria, at, end, (size_t)before);
    case EDIT_DOWN: {
        bool last =
            end >= criteria->count || criteria->items[end].depth < criteria->items[at].depth;
        return last ? at : move_rows(arena, criteria, at, end, end_of(criteria, end));
    }
    case EDIT_IN: {
        struct typing above = *t;
        above.row = before < 0 ? at : (size_t)before;
        if (before >= 0 && takes_children(&above, criteria, (size_t)before))
            deepen(criteria, at, end, 1);
        return at;
    }
    case EDIT_OUT: {
        ptrdiff_t parent = criteria->items[at].parent;
        if (parent < 0)
            return at;
        size_t to = end_of(criteria, (size_t)parent);
        deepen(criteria, at, end, -1);
        return move_rows(arena, criteria, at, end, to);
    }
    case EDIT_AFTER:
        insert_new(arena, criteria, end, criteria->count ? criteria->items[at].depth : 0);
        return end;
    case EDIT_BELOW:
        if (!takes_children(t, criteria, at))
            return at;
        insert_new(arena, criteria, end, criteria->items[at].depth + 1);
        return end;
    case EDIT_REMOVE:
        memmove(criteria->items + at, criteria->items + end,
                (criteria->count - end) * sizeof(*criteria->items));
        criteria->count -= end - at;
        return at && at >= criteria->count ? criteria->count - 1 : at;
    default:
        return at;
    }
}

/* --- the step -------------------------------------------------------------------------------- */

/* In this step's numbering of rows, as the page has drawn them. */
static void check_rows(const struct typing *typing, const struct criteria *criteria) {
    struct typing t = *typing;
    for (size_t i = 0; i < criteria->count; i++) {
        t.row = i;
        const struct criterion *c = &criteria->items[i];
        bool parent = i + 1 < criteria->count && criteria->items[i + 1].depth > c->depth;
        if (parent && !criterion_is_group(c))
            wrong(&t, "kind", MESSAGE_WITH(MSG_scoring_group_stays, c->code));
        if (is_taken(criteria, c->parent, i, c->label))
            wrong(&t, "label", MESSAGE_WITH(MSG_scoring_code_taken, c->code));
    }
}

void criteria_edit_apply(struct arena *arena, struct criteria_document *document,
                         struct criteria_edit *edit, struct issues *issues) {
    struct criteria *criteria = &document->criteria;
    const struct criteria before = criteria_copy(arena, criteria);
    struct typing t = {arena, edit, issues, 0};
    if (edit->title.p) {
        document->title = str_trim(edit->title);
        if (str_is_empty(document->title))
            issue_add(arena, issues, STR("title"), MESSAGE(MSG_editor_title_missing));
        else if (utf8_length(document->title) > TITLE_MAX)
            issue_add(arena, issues, STR("title"),
                      MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", TITLE_MAX)));
    }
    for (size_t i = 0; i < criteria->count && i < edit->count; i++) {
        t.row = i;
        read_row(&t, &edit->rows[i], &criteria->items[i]);
    }
    criteria_settle(arena, &before, criteria);
    check_rows(&t, criteria);
    t.row = edit->at;
    if (issues->count || (criteria->count && edit->at >= criteria->count))
        return;
    /* With an empty table there is one thing to do. */
    if (!criteria->count && edit->act != EDIT_AFTER)
        return;
    const struct criteria typed = criteria_copy(arena, criteria);
    edit->landed = act_on(arena, &t, criteria);
    criteria_settle(arena, &typed, criteria);
    if (edit->landed >= criteria->count)
        return;
    struct criterion *c = &criteria->items[edit->landed];
    if (!c->label.n || is_taken(criteria, c->parent, edit->landed, c->label)) {
        c->label = free_label(arena, criteria, c->parent, edit->landed);
        criteria_settle(arena, &typed, criteria);
    }
}
