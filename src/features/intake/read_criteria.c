/* From the cells of a sheet to a table of criteria. */
#include <string.h>

#include "features/criteria/criteria_sums.h"
#include "features/intake/layout.h"
#include "text/vi_fold.h"

enum {
    COLUMN_LABEL,
    COLUMN_NAME,
    COLUMN_MAX,
    COLUMN_KIND,
    COLUMN_MEASURE,
    COLUMN_TARGET,
    COLUMN_NOTE,
    /* Of the program's own template. */
    COLUMN_DEPTH,
    COLUMN_EACH,
    COLUMN_BONUS,
    COLUMN_RULE,
    COLUMN_FOR,
    COLUMN_OWNER,
    COLUMN_ROLLUP,
    COLUMN_COUNT
};

static const struct column_alias ALIASES[] = {
    {COLUMN_LABEL, "tt|stt|so tt|ma"},
    {COLUMN_NAME, "noi dung|tieu chi|ten tieu chi"},
    {COLUMN_MAX, "diem chuan|diem toi da|thang diem"},
    {COLUMN_KIND, "cach cham|cach tinh|loai tieu chi"},
    {COLUMN_MEASURE, "dvt|don vi tinh"},
    {COLUMN_TARGET, "chi tieu"},
    {COLUMN_NOTE, "ghi chu"},
    {COLUMN_DEPTH, "cap (1"},
    {COLUMN_EACH, "diem moi"},
    {COLUMN_BONUS, "thuong vuot"},
    {COLUMN_RULE, "quy tac rieng"},
    {COLUMN_FOR, "giao cho"},
    {COLUMN_OWNER, "buoc cham"},
    {COLUMN_ROLLUP, "cong don"},
};

struct reader {
    struct arena *arena;
    const struct grid *grid;
    struct criteria_reading *reading;
    uint32_t columns[COLUMN_COUNT];
    LIST(uint32_t) rows;
    LIST(enum label_class) classes;
    char next_part;
    uint32_t total_row; /* 0: none */
};

static void find(struct reader *r, enum severity severity, uint32_t row, int column,
                 struct message message) {
    finding_add(r->arena, &r->reading->findings, severity, row, column < 0 ? 0 : r->columns[column],
                STR(""), -1, message);
}

static struct str line(const struct reader *r, uint32_t row, int column) {
    return grid_line(r->arena, r->grid, row, r->columns[column]);
}

/* A number of the table; false with a finding where there is text that is none. */
static bool read_number(struct reader *r, uint32_t row, int column, bool *ret_has,
                        struct decimal *ret_number) {
    struct str text = line(r, row, column);
    const struct grid_cell *cell =
        r->columns[column] ? grid_at(r->grid, row, r->columns[column]) : NULL;
    *ret_has = false;
    if (cell && cell->formula_without_value) {
        find(r, SEVERITY_ERROR, row, column, MESSAGE(MSG_intake_formula_without_value));
        return false;
    }
    if (str_is_empty(text))
        return true;
    if (cell->is_percent && text.n) /* a target of 98.6 % in a cell that shows the sign */
        text = str_slice(text, 0, text.n - 1);
    bool canonical = cell->is_number && decimal_parse(text, ret_number);
    if (!canonical && decimal_read_human(text, ret_number) != DECIMAL_READ) {
        find(r, SEVERITY_ERROR, row, column, MESSAGE_WITH(MSG_scoring_not_a_number, text));
        return false;
    }
    *ret_has = true;
    return true;
}

/* "(1 điểm/điển hình)" in the name says what an item is worth; else one point. */
static struct decimal points_each(struct arena *arena, struct str name) {
    struct str folded = vi_fold(arena, name);
    ptrdiff_t at = str_find(folded, STR(" diem/"));
    struct decimal each = DECIMAL(1, 0);
    if (at <= 0)
        return each;
    size_t from = (size_t)at;
    while (from > 0 && strchr("0123456789.,", folded.p[from - 1]))
        from--;
    struct decimal read;
    if (decimal_read_human(str_slice(folded, from, (size_t)at), &read) == DECIMAL_READ)
        each = read;
    return each;
}

/* The program's own template says how deep a row stands, and what other tables have no column for.
 */
static bool is_own(const struct reader *r) {
    return r->columns[COLUMN_DEPTH] != 0;
}

static void read_choice(struct reader *r, uint32_t row, int column, const struct str *words,
                        size_t count, int *ret_choice) {
    struct str text = line(r, row, column);
    struct str folded = vi_fold(r->arena, text);
    for (size_t i = 0; i < count && text.n; i++)
        if (str_equal(folded, vi_fold(r->arena, words[i]))) {
            *ret_choice = (int)i;
            return;
        }
    if (text.n)
        find(r, SEVERITY_ERROR, row, column, MESSAGE_WITH(MSG_intake_word_unknown, text));
}

static void read_own_depth(struct reader *r, uint32_t row, struct criterion *c) {
    struct decimal depth = DECIMAL_ZERO;
    bool has = false;
    if (!read_number(r, row, COLUMN_DEPTH, &has, &depth))
        return;
    if (!has || !decimal_is_whole(depth) || decimal_compare(depth, DECIMAL(1, 0)) < 0 ||
        decimal_compare(depth, DECIMAL(99, 0)) > 0)
        find(r, SEVERITY_ERROR, row, COLUMN_DEPTH, MESSAGE(MSG_intake_depth_wrong));
    else
        c->depth = (int)decimal_round(depth, 0).units - 1;
}

static void read_own(struct reader *r, uint32_t row, struct criterion *c) {
    struct str owners[SCORE_STAGE_COUNT];
    for (int i = 0; i < SCORE_STAGE_COUNT; i++)
        owners[i] = message_plain(LANG_VI, score_stage_name((enum score_stage)i));
    int owner = SCORE_SELF;
    read_choice(r, row, COLUMN_OWNER, owners, SCORE_STAGE_COUNT, &owner);
    c->owner = (enum score_stage)owner;
    struct str rollups[CRITERIA_ROLLUPS];
    for (int i = 0; i < CRITERIA_ROLLUPS; i++)
        rollups[i] = intake_rollup_words(r->arena, i);
    int rollup = 0;
    read_choice(r, row, COLUMN_ROLLUP, rollups, CRITERIA_ROLLUPS, &rollup);
    intake_rollup_of(rollup, &c->rollup, &c->rollup_step);
    struct str yes = message_plain(LANG_VI, MSG_version_yes);
    int bonus = -1;
    read_choice(r, row, COLUMN_BONUS, &yes, 1, &bonus);
    c->bonus_on = bonus == 0;
    bool has = false;
    c->points_each = DECIMAL_ZERO;
    read_number(r, row, COLUMN_EACH, &has, &c->points_each);
    c->rule = line(r, row, COLUMN_RULE);
    c->for_kind = line(r, row, COLUMN_FOR);
    read_own_depth(r, row, c);
}

static void read_row(struct reader *r, uint32_t row) {
    struct criterion c = {.parent = -1,
                          .name = line(r, row, COLUMN_NAME),
                          .id = STR(""),
                          .rule = STR(""),
                          .for_kind = STR("")};
    enum label_class class = LABEL_NUMBER;
    if (is_own(r))
        c.label = line(r, row, COLUMN_LABEL);
    else
        class = label_classify(r->arena, line(r, row, COLUMN_LABEL), r->next_part, &c.label);
    if (is_own(r) && str_is_empty(c.name) && str_is_empty(c.label))
        return; /* a line of the template that nobody filled in */
    if (str_is_empty(c.name)) {
        if (class != LABEL_NONE)
            find(r, SEVERITY_ERROR, row, COLUMN_NAME, MESSAGE(MSG_intake_name_missing));
        return;
    }
    if (class == LABEL_PART)
        r->next_part++;
    struct str kind = line(r, row, COLUMN_KIND);
    c.kind = CRITERION_GROUP;
    if (kind.n && !criterion_kind_from_words(r->arena, kind, &c.kind))
        find(r, SEVERITY_ERROR, row, COLUMN_KIND, MESSAGE_WITH(MSG_intake_kind_unknown, kind));
    bool has_max = false;
    c.max = DECIMAL_ZERO;
    read_number(r, row, COLUMN_MAX, &has_max, &c.max);
    if (!has_max && class != LABEL_NONE)
        find(r, SEVERITY_ERROR, row, COLUMN_MAX, MESSAGE(MSG_intake_max_missing));
    read_number(r, row, COLUMN_TARGET, &c.has_target, &c.target);
    c.unit_of_measure = line(r, row, COLUMN_MEASURE);
    c.note = line(r, row, COLUMN_NOTE);
    c.points_each = points_each(r->arena, c.name);
    if (is_own(r))
        read_own(r, row, &c);
    *list_push(r->arena, &r->reading->criteria) = c;
    *list_push(r->arena, &r->rows) = row;
    *list_push(r->arena, &r->classes) = class;
}

/* How deep each class of label stands, by the classes that this table uses. */
static int depth_of(const struct reader *r, size_t index) {
    bool parts = false;
    bool romans = false;
    for (size_t i = 0; i < r->classes.count; i++) {
        parts = parts || r->classes.items[i] == LABEL_PART;
        romans = romans || r->classes.items[i] == LABEL_ROMAN;
    }
    int below_roman = parts + romans;
    struct str label = r->reading->criteria.items[index].label;
    int dots = 0;
    for (size_t i = 0; i < label.n; i++)
        dots += label.p[i] == '.';
    switch (r->classes.items[index]) {
    case LABEL_PART:
        return 0;
    case LABEL_ROMAN:
        return parts;
    case LABEL_NUMBER:
        return below_roman + dots;
    case LABEL_LETTER:
    case LABEL_OTHER:
    case LABEL_NONE:
        break;
    }
    /* Letters stand below the number before them; a row without a label beside its neighbour. */
    for (size_t i = index; i-- > 0;)
        if (r->classes.items[i] == LABEL_NUMBER || r->classes.items[i] == LABEL_ROMAN) {
            bool beside =
                r->classes.items[index] == LABEL_NONE && r->classes.items[i] == LABEL_NUMBER;
            return r->reading->criteria.items[i].depth + !beside;
        }
    return 0;
}

/* Parents, depths and codes from the labels. */
static void build_tree(struct reader *r) {
    struct criteria *criteria = &r->reading->criteria;
    for (size_t i = 0; i < criteria->count; i++) {
        struct criterion *c = &criteria->items[i];
        if (!is_own(r))
            c->depth = depth_of(r, i);
        for (size_t k = i; k-- > 0 && c->parent < 0;)
            if (criteria->items[k].depth < c->depth)
                c->parent = (ptrdiff_t)k;
        int siblings = 1;
        for (size_t k = 0; k < i; k++)
            siblings +=
                criteria->items[k].parent == c->parent && criteria->items[k].depth == c->depth;
        if (str_is_empty(c->label)) {
            c->label = str_format(r->arena, "%d", siblings);
            find(r, SEVERITY_WARNING, r->rows.items[i], COLUMN_LABEL,
                 MESSAGE_WITH(MSG_intake_label_given, c->label));
        }
        struct str parent = c->parent >= 0 ? criteria->items[c->parent].code : STR("");
        /* "1.2" below "1" repeats it; below a Roman number it does not. */
        bool repeats = c->parent >= 0 &&
                       str_starts_with(c->label, criteria->items[c->parent].label) &&
                       c->label.n > criteria->items[c->parent].label.n &&
                       c->label.p[criteria->items[c->parent].label.n] == '.';
        struct str tail =
            repeats ? str_slice(c->label, criteria->items[c->parent].label.n + 1, c->label.n)
                    : c->label;
        c->code = parent.n
                      ? str_format(r->arena, STR_FMT "." STR_FMT, STR_ARG(parent), STR_ARG(tail))
                      : c->label;
        ptrdiff_t twin = criteria_find(criteria, c->code);
        if (twin >= 0 && twin < (ptrdiff_t)i) {
            find(r, SEVERITY_ERROR, r->rows.items[i], COLUMN_LABEL,
                 MESSAGE_WITH(MSG_intake_code_twice, c->code,
                              str_format(r->arena, "%u", r->rows.items[twin])));
            c->code = str_format(r->arena, STR_FMT "~%u", STR_ARG(c->code), r->rows.items[i]);
        }
    }
    /* A table may leave out levels ("1" before the first "I", "1.1.1" below "1"). */
    for (size_t i = 0; i < criteria->count; i++) {
        struct criterion *c = &criteria->items[i];
        c->depth = c->parent < 0 ? 0 : criteria->items[c->parent].depth + 1;
    }
}

void intake_rollup_of(int choice, enum rollup *ret_rollup, enum rollup_step *ret_step) {
    *ret_rollup = choice ? (enum rollup)(ROLLUP_SUM + (choice - 1) % 3) : ROLLUP_NONE;
    *ret_step = choice > 3 ? ROLLUP_WEEKS : ROLLUP_MONTHS;
}

struct str intake_rollup_words(struct arena *arena, int choice) {
    static const enum msg_id WAYS[] = {MSG_version_rollup_sum, MSG_version_rollup_mean,
                                       MSG_version_rollup_last};
    if (!choice)
        return message_plain(LANG_VI, MSG_version_no);
    enum msg_id step = choice > 3 ? MSG_version_by_weeks : MSG_version_by_months;
    return str_format(arena, STR_FMT " " STR_FMT,
                      STR_ARG(message_plain(LANG_VI, WAYS[(choice - 1) % 3])),
                      STR_ARG(message_plain(LANG_VI, step)));
}

static bool has_children(const struct criteria *criteria, size_t index) {
    return index + 1 < criteria->count &&
           criteria->items[index + 1].depth > criteria->items[index].depth;
}

static bool has_kind(const struct criteria *criteria, enum criterion_kind kind) {
    for (size_t i = 0; i < criteria->count; i++)
        if (criteria->items[i].kind == kind)
            return true;
    return false;
}

/* Findings speak of figures as sheets show them, in either language. */
static struct str shown(struct arena *arena, struct decimal number) {
    return decimal_display(arena, number, 0, ',');
}

static void check_total(struct reader *r) {
    const struct grid_cell *cell =
        r->total_row ? grid_at(r->grid, r->total_row, r->columns[COLUMN_MAX]) : NULL;
    struct decimal written;
    struct decimal sum = criteria_max_total(&r->reading->criteria);
    if (cell && cell->formula_without_value)
        find(r, SEVERITY_NOTE, r->total_row, COLUMN_MAX,
             MESSAGE_WITH(MSG_intake_total_without_value, shown(r->arena, sum)));
    if (!cell || !cell->is_number || !decimal_parse(cell->text, &written))
        return;
    if (decimal_compare(written, sum) != 0)
        find(
            r, SEVERITY_WARNING, r->total_row, COLUMN_MAX,
            MESSAGE_WITH(MSG_intake_total_differs, shown(r->arena, written), shown(r->arena, sum)));
}

static void read_title_and_notes(struct reader *r, uint32_t header) {
    for (uint32_t row = 1; row < header; row++) {
        struct str text = grid_row_text(r->arena, r->grid, row);
        struct str folded = vi_fold(r->arena, text);
        if (str_starts_with(folded, STR("bang")) || str_find(folded, STR("tieu chi")) >= 0)
            r->reading->title = text;
    }
    if (!r->total_row)
        return;
    struct str notes = STR("");
    for (uint32_t row = r->total_row + 1; row <= grid_last_row(r->grid); row++) {
        struct str text = grid_row_text(r->arena, r->grid, row);
        if (text.n)
            notes = notes.n
                        ? str_format(r->arena, STR_FMT "\n" STR_FMT, STR_ARG(notes), STR_ARG(text))
                        : text;
    }
    r->reading->notes = notes;
}

static enum criterion_kind whole_kind(const struct criteria *criteria, size_t i) {
    return has_children(criteria, i) ? CRITERION_GROUP : criteria->items[i].kind;
}

void intake_read_criteria(struct arena *arena, const struct grid *grid,
                          struct criteria_reading *ret_reading) {
    *ret_reading = (struct criteria_reading){.title = STR(""), .notes = STR("")};
    struct reader r = {.arena = arena, .grid = grid, .reading = ret_reading, .next_part = 'A'};
    uint32_t header = grid_find_header(arena, grid, ALIASES, COUNT_OF(ALIASES), 3, r.columns);
    if (!header || !r.columns[COLUMN_NAME] || !r.columns[COLUMN_MAX] || !r.columns[COLUMN_KIND])
        return;
    ret_reading->found = true;
    for (uint32_t row = header + 1; row <= grid_last_row(grid) && !r.total_row; row++) {
        if (is_total_row(arena, line(&r, row, COLUMN_NAME)) ||
            is_total_row(arena, line(&r, row, COLUMN_LABEL)))
            r.total_row = row;
        else
            read_row(&r, row);
    }
    build_tree(&r);
    struct criteria *criteria = &ret_reading->criteria;
    bool bonus = has_kind(criteria, CRITERION_BONUS);
    for (size_t i = 0; i < criteria->count; i++) {
        struct criterion *c = &criteria->items[i];
        if (c->kind != CRITERION_GROUP && whole_kind(criteria, i) == CRITERION_GROUP)
            find(&r, SEVERITY_WARNING, r.rows.items[i], COLUMN_KIND,
                 MESSAGE_WITH(MSG_intake_group_has_kind, c->code));
        if (is_own(&r) && criterion_is_group(c)) /* a mean is no sum */
            continue;
        c->kind = whole_kind(criteria, i);
        c->bonus_on = is_own(&r) ? c->bonus_on && c->kind == CRITERION_QUANTITY
                                 : bonus && c->kind == CRITERION_QUANTITY;
    }
    ret_reading->rows = r.rows.items;
    ret_reading->for_kind_column = r.columns[COLUMN_FOR];
    ret_reading->rule_column = r.columns[COLUMN_RULE];
    read_title_and_notes(&r, header);
    check_total(&r);
    struct intake_findings checks = {0};
    intake_check_criteria(arena, criteria, &checks);
    for (size_t i = 0; i < checks.count; i++) {
        struct intake_finding f = checks.items[i];
        f.row = f.criterion >= 0 ? r.rows.items[f.criterion] : 0;
        *list_push(arena, &ret_reading->findings) = f;
    }
}

/* A group's maximum against its parts: for each kind of unit that parts are for. */
static void check_sums(struct arena *arena, const struct criteria *criteria, size_t i,
                       struct intake_findings *findings) {
    const struct criterion *c = &criteria->items[i];
    struct kind_sums sums;
    criteria_part_sums(arena, criteria, (ptrdiff_t)i, &sums);
    for (size_t k = 0; k < sums.count; k++) {
        const struct kind_sum *sum = &sums.items[k];
        if (decimal_compare(sum->sum, c->max) == 0)
            continue;
        enum msg_id words = sum->for_kind.n ? MSG_intake_group_sum_kind : MSG_intake_group_sum;
        finding_add(arena, findings, SEVERITY_WARNING, 0, 0, STR(""), (ptrdiff_t)i,
                    MESSAGE_WITH(words, c->code, shown(arena, c->max), shown(arena, sum->sum),
                                 sum->for_kind));
    }
}

/* What a kind needs: a maximum, a target. */
static void check_one(struct arena *arena, const struct criteria *criteria, size_t i,
                      struct intake_findings *findings) {
    const struct criterion *c = &criteria->items[i];
    enum msg_id wrong = MSG_none;
    bool content = criterion_is_group(c) || criterion_is_content(c);
    if (content && c->max.units <= 0)
        wrong = MSG_intake_max_not_positive;
    else if (c->max.units < 0 || decimal_compare(c->max, DECIMAL(100000, 0)) > 0 ||
             c->max.scale > 4)
        wrong = MSG_intake_max_out_of_range;
    else if (criterion_is_group(c) && !has_children(criteria, i))
        wrong = MSG_intake_kind_missing;
    else if (c->kind == CRITERION_QUANTITY && (!c->has_target || c->target.units <= 0))
        wrong = MSG_intake_target_missing;
    else if (c->kind == CRITERION_LEADER && c->has_target && c->target.units <= 0)
        wrong = MSG_intake_target_missing;
    else if (c->kind == CRITERION_FEWER && c->has_target && c->target.units != 0)
        wrong = MSG_intake_fewer_target;
    else if (criterion_has_points_each(c) && c->points_each.units <= 0)
        wrong = MSG_intake_points_each;
    if (wrong != MSG_none)
        finding_add(arena, findings, SEVERITY_ERROR, 0, 0, STR(""), (ptrdiff_t)i,
                    MESSAGE_WITH(wrong, c->code));
    if (criterion_is_group(c) && has_children(criteria, i))
        check_sums(arena, criteria, i, findings);
}

void intake_check_criteria(struct arena *arena, const struct criteria *criteria,
                           struct intake_findings *findings) {
    if (criteria->count == 0)
        finding_add(arena, findings, SEVERITY_ERROR, 0, 0, STR(""), -1,
                    MESSAGE(MSG_intake_no_criteria));
    int bonus_rows = 0;
    int penalty_rows = 0;
    for (size_t i = 0; i < criteria->count; i++) {
        check_one(arena, criteria, i, findings);
        bonus_rows += criteria->items[i].kind == CRITERION_BONUS;
        penalty_rows += criteria->items[i].kind == CRITERION_PENALTY;
    }
    if (bonus_rows > 1 || penalty_rows > 1)
        finding_add(arena, findings, SEVERITY_ERROR, 0, 0, STR(""), -1,
                    MESSAGE(MSG_intake_one_bonus_row));
}

bool intake_bars_locking(const struct intake_finding *finding) {
    return finding->severity == SEVERITY_ERROR || finding->message.id == MSG_intake_group_sum ||
           finding->message.id == MSG_intake_group_sum_kind;
}
