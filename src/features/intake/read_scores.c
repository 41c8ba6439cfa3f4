/* From the cells of a self-score sheet to values, row by row. */
#include <string.h>

#include "features/intake/lateness.h"
#include "features/intake/layout.h"
#include "text/vi_fold.h"

enum {
    COLUMN_LABEL,
    COLUMN_NAME,
    COLUMN_MAX,
    COLUMN_TARGET,
    COLUMN_ACTUAL,
    COLUMN_SELF,
    COLUMN_EVIDENCE
};

static const struct column_alias ALIASES[] = {
    {COLUMN_LABEL, "tt|stt|so tt"},
    {COLUMN_NAME, "noi dung|tieu chi|ten tieu chi"},
    {COLUMN_MAX, "diem chuan|diem toi da|thang diem"},
    {COLUMN_TARGET, "chi tieu"},
    {COLUMN_ACTUAL, "thuc hien|ket qua"},
    {COLUMN_SELF, "diem tu cham|tu cham|don vi tu cham"},
    {COLUMN_EVIDENCE, "giai trinh|minh chung|can cu|ghi chu"},
};

struct reader {
    struct arena *arena;
    const struct grid *grid;
    const struct scores_context *context;
    const struct intake_mends *mends;
    struct scores_reading *reading;
    ptrdiff_t top;    /* the group we are in: index of its top row, or -1 */
    ptrdiff_t last;   /* the criterion recognised last, or -1 */
    bool *recognised; /* a flag for each criterion */
    uint32_t *rows;   /* the row of each */
};

static struct str number_text(const struct reader *r, struct decimal value) {
    return decimal_display(r->arena, value, 0, ',');
}

static struct str row_text(const struct reader *r, uint32_t row) {
    return str_format(r->arena, "%u", row);
}

static const struct intake_mend_text *mend_at(const struct reader *r, struct str place) {
    for (size_t i = 0; r->mends && i < r->mends->count; i++)
        if (str_equal(r->mends->items[i].place, place))
            return &r->mends->items[i];
    return NULL;
}

static struct str place_of(const struct reader *r, uint32_t row, int column) {
    uint32_t at = r->reading->columns[column];
    return row && at ? grid_place(r->arena, row, at) : STR("");
}

static void find(struct reader *r, enum severity severity, const struct scores_row *row, int column,
                 bool mendable, struct message message) {
    struct str place = STR("");
    if (mendable)
        place = row->row ? place_of(r, row->row, column)
                         : r->context->criteria->items[row->criterion].code;
    finding_add(r->arena, &r->reading->findings, severity, row->row,
                row->row ? r->reading->columns[column] : 0, place, row->criterion, message);
}

/* --- which unit, which period ------------------------------------------------------------- */

static ptrdiff_t unit_by_slug(const struct scores_context *context, struct str slug) {
    for (size_t i = 0; i < context->unit_count; i++)
        if (slug.n && str_equal(context->units[i].slug, slug))
            return (ptrdiff_t)i;
    return -1;
}

/* The member whose name stands in the lines above the table. A name inside a longer one of another
 * member ("… Ea H" in "… Ea H’leo") loses to it. */
static ptrdiff_t unit_in_title(struct reader *r, uint32_t header) {
    ptrdiff_t found = -1;
    size_t found_length = 0;
    for (uint32_t row = 1; row < header; row++) {
        struct str text = grid_row_text(r->arena, r->grid, row);
        struct str folded = name_key(r->arena, text);
        for (size_t i = 0; i < r->context->unit_count; i++) {
            struct str name = name_key(r->arena, r->context->units[i].name);
            if (name.n > found_length && has_words(folded, name)) {
                found = (ptrdiff_t)i;
                found_length = name.n;
                r->reading->unit_text = text;
            }
        }
    }
    return found;
}

static void recognise_unit(struct reader *r, uint32_t header) {
    const struct intake_mend_text *mend = mend_at(r, STR("unit"));
    ptrdiff_t titled = unit_in_title(r, header);
    ptrdiff_t own = unit_by_slug(r->context, r->context->own_unit_slug);
    r->reading->unit = mend ? unit_by_slug(r->context, mend->text) : own >= 0 ? own : titled;
    if (r->reading->unit < 0) {
        /* Show the line that most likely names the unit: the second, below the superior's name. */
        for (uint32_t row = 1; row < header && str_is_empty(r->reading->unit_text); row++)
            if (row > 1)
                r->reading->unit_text = grid_row_text(r->arena, r->grid, row);
        finding_add(r->arena, &r->reading->findings, SEVERITY_ERROR, 0, 0, STR("unit"), -1,
                    MESSAGE_WITH(MSG_intake_unit_unknown, r->reading->unit_text));
    } else if (!mend && own >= 0 && titled >= 0 && own != titled) {
        finding_add(r->arena, &r->reading->findings, SEVERITY_ERROR, 0, 0, STR("unit"), -1,
                    MESSAGE_WITH(MSG_intake_unit_contradicts, r->context->units[titled].name,
                                 r->context->units[own].name));
        r->reading->unit = -1;
    }
}

/* A sheet of our own says which cluster and table it was made for. */
static bool check_origin(struct reader *r) {
    const struct scores_context *context = r->context;
    if (context->own_cluster.n && !str_equal(context->own_cluster, context->cluster_slug)) {
        finding_add(r->arena, &r->reading->findings, SEVERITY_ERROR, 0, 0, STR(""), -1,
                    MESSAGE_WITH(MSG_intake_other_cluster, context->own_cluster));
        return false;
    }
    if (context->own_table.n && !str_equal(context->own_table, context->table_id))
        finding_add(r->arena, &r->reading->findings, SEVERITY_WARNING, 0, 0, STR(""), -1,
                    MESSAGE(MSG_intake_other_table));
    return true;
}

/* The period of our own sheets, or of a title such as "6 THÁNG ĐẦU NĂM 2020". */
static bool check_period(struct reader *r, uint32_t header) {
    const struct scores_context *context = r->context;
    if (context->own_period.n && !str_equal(context->own_period, context->period_code)) {
        finding_add(r->arena, &r->reading->findings, SEVERITY_ERROR, 0, 0, STR(""), -1,
                    MESSAGE_WITH(MSG_intake_other_period, context->own_period));
        return false;
    }
    for (uint32_t row = 1; row < header; row++) {
        struct str text = grid_row_text(r->arena, r->grid, row);
        struct str folded = vi_fold(r->arena, text);
        int half = str_find(folded, STR("6 thang dau")) >= 0    ? 1
                   : str_find(folded, STR("6 thang cuoi")) >= 0 ? 2
                                                                : context->half;
        int year = year_named(folded);
        bool titled = has_words(folded, STR("cham")) || str_find(folded, STR("6 thang")) >= 0;
        if (titled && ((year && year != context->year) || half != context->half)) {
            finding_add(r->arena, &r->reading->findings, SEVERITY_ERROR, row, 1, STR(""), -1,
                        MESSAGE_WITH(MSG_intake_other_period, text));
            return false;
        }
    }
    return true;
}

/* --- which criterion ---------------------------------------------------------------------- */

static ptrdiff_t top_of(const struct criteria *criteria, ptrdiff_t index) {
    while (index >= 0 && criteria->items[index].parent >= 0)
        index = criteria->items[index].parent;
    return index;
}

static bool same_name(const struct reader *r, struct str a, struct str b) {
    return str_equal(vi_fold(r->arena, a), vi_fold(r->arena, b));
}

/* A criterion with that name, in the group we are in or anywhere; -1 when none or several. */
static ptrdiff_t by_name(const struct reader *r, struct str name, bool anywhere) {
    const struct criteria *criteria = r->context->criteria;
    ptrdiff_t found = -1;
    for (size_t i = 0; i < criteria->count; i++) {
        bool here = anywhere || top_of(criteria, (ptrdiff_t)i) == r->top;
        if (!here || r->recognised[i] || !same_name(r, criteria->items[i].name, name))
            continue;
        if (found >= 0)
            return -1;
        found = (ptrdiff_t)i;
    }
    return found;
}

static ptrdiff_t top_by_label(const struct reader *r, struct str label) {
    const struct criteria *criteria = r->context->criteria;
    for (size_t i = 0; label.n && i < criteria->count; i++)
        if (criteria->items[i].parent < 0 && str_equal(criteria->items[i].label, label))
            return (ptrdiff_t)i;
    return -1;
}

/* A criterion with that label not yet seen: beside or below the last one, else of this top group,
 * else a top row of a table whose tops are numbered. */
static ptrdiff_t by_label(const struct reader *r, struct str label) {
    const struct criteria *criteria = r->context->criteria;
    ptrdiff_t far = -1;
    for (size_t i = 0; label.n && i < criteria->count; i++) {
        ptrdiff_t parent = criteria->items[i].parent;
        if (parent < 0 || top_of(criteria, (ptrdiff_t)i) != r->top || r->recognised[i] ||
            !str_equal(criteria->items[i].label, label))
            continue;
        if (r->last >= 0 && (parent == r->last || parent == criteria->items[r->last].parent))
            return (ptrdiff_t)i;
        far = far < 0 ? (ptrdiff_t)i : far;
    }
    if (far >= 0)
        return far;
    ptrdiff_t top = top_by_label(r, label);
    return top >= 0 && !r->recognised[top] ? top : -1;
}

/* Where a person says which criterion a row means: "A12", or "B12" on a sheet without numbers. */
static struct str row_place(const struct reader *r, const struct scores_row *row) {
    bool labels = r->reading->columns[COLUMN_LABEL] != 0;
    return place_of(r, row->row, labels ? COLUMN_LABEL : COLUMN_NAME);
}

/* The same criterion a second time on the sheet: where the first was, or 0. */
static uint32_t seen_before(const struct reader *r, struct str name) {
    const struct criteria *criteria = r->context->criteria;
    for (size_t i = 0; i < criteria->count; i++)
        if (r->recognised[i] && top_of(criteria, (ptrdiff_t)i) == r->top &&
            same_name(r, criteria->items[i].name, name))
            return r->rows[i];
    return 0;
}

/* A finding about which criterion the row means: a person may say so. */
static void find_which(struct reader *r, enum severity severity, const struct scores_row *row,
                       struct message message) {
    finding_add(r->arena, &r->reading->findings, severity, row->row,
                r->reading->columns[COLUMN_NAME], row_place(r, row), row->criterion, message);
}

/* The criterion that a person named for the row; INTAKE_SKIP_ROW: none. */
static void recognise_as(struct reader *r, struct scores_row *row, struct str code) {
    const struct criteria *criteria = r->context->criteria;
    if (str_equal(code, INTAKE_SKIP_ROW))
        return;
    ptrdiff_t named = criteria_find(criteria, code);
    struct message wrong = MESSAGE(MSG_none);
    if (named < 0)
        wrong = MESSAGE_WITH(MSG_intake_code_unknown, code);
    else if (r->recognised[named])
        wrong = MESSAGE_WITH(MSG_intake_row_twice, criteria->items[named].name,
                             row_text(r, r->rows[named]));
    if (wrong.id == MSG_none)
        row->criterion = named;
    else
        find_which(r, SEVERITY_ERROR, row, wrong);
}

static void recognise(struct reader *r, struct scores_row *row, struct str label,
                      enum label_class class) {
    const struct criteria *criteria = r->context->criteria;
    struct str name = row->cells[COLUMN_NAME];
    const struct intake_mend_text *mend = mend_at(r, row_place(r, row));
    if (mend) {
        recognise_as(r, row, mend->text);
        return;
    }
    bool heads = class == LABEL_ROMAN || class == LABEL_PART || class == LABEL_OTHER;
    ptrdiff_t top = heads ? top_by_label(r, label) : -1;
    ptrdiff_t same = by_name(r, name, true);
    if (top < 0 && same >= 0 && criteria->items[same].parent < 0)
        top = same;
    if (top >= 0 && r->recognised[top]) {
        find_which(r, SEVERITY_ERROR, row,
                   MESSAGE_WITH(MSG_intake_row_twice, name, row_text(r, r->rows[top])));
        return;
    }
    if (top >= 0) {
        row->criterion = top;
        if (!same_name(r, criteria->items[top].name, name))
            find_which(r, SEVERITY_WARNING, row,
                       MESSAGE_WITH(MSG_intake_name_differs, name, criteria->items[top].name));
        return;
    }
    ptrdiff_t named = by_name(r, name, false);
    if (named < 0)
        named = by_name(r, name, true);
    if (named >= 0) {
        row->criterion = named;
        if (str_is_empty(label))
            find(r, SEVERITY_WARNING, row, COLUMN_LABEL, false,
                 MESSAGE_WITH(MSG_intake_label_missing, criteria->items[named].code));
        else if (!str_equal(criteria->items[named].label, label))
            find(r, SEVERITY_WARNING, row, COLUMN_LABEL, false,
                 MESSAGE_WITH(MSG_intake_label_differs, label, criteria->items[named].code));
        return;
    }
    uint32_t twin = seen_before(r, name);
    if (twin) {
        find_which(r, SEVERITY_ERROR, row,
                   MESSAGE_WITH(MSG_intake_row_twice, name, row_text(r, twin)));
        return;
    }
    row->criterion = by_label(r, label);
    if (row->criterion >= 0)
        find_which(
            r, SEVERITY_WARNING, row,
            MESSAGE_WITH(MSG_intake_name_differs, name, criteria->items[row->criterion].name));
    else
        find_which(r, SEVERITY_ERROR, row, MESSAGE_WITH(MSG_intake_row_unknown, name));
}

/* --- values ------------------------------------------------------------------------------- */

/* The text to be understood at a place, with what a person mended there. */
struct cell_input {
    struct str text;
    const struct grid_cell *cell; /* NULL: no such cell, or mended */
    bool mended;
};

static struct cell_input input_at(const struct reader *r, const struct scores_row *row, int column,
                                  struct str place) {
    const struct intake_mend_text *mend = place.n ? mend_at(r, place) : NULL;
    if (mend)
        return (struct cell_input){mend->text, NULL, true};
    uint32_t at = r->reading->columns[column];
    return (struct cell_input){row->cells[column],
                               row->row && at ? grid_at(r->grid, row->row, at) : NULL, false};
}

/* As a person types it when nothing can be mistaken: a comma, and no points between thousands. */
static struct str typed_text(const struct reader *r, struct decimal number) {
    struct str whole = decimal_canonical(r->arena, number);
    struct str text = str_cut(&whole, '.');
    return whole.p ? str_format(r->arena, STR_FMT "," STR_FMT, STR_ARG(text), STR_ARG(whole))
                   : text;
}

/* A numeric cell is taken digit by digit; "1490.5" there is no thousands point. "98.6%" keeps its
 * sign: only a criterion measured in % takes it. */
static bool understand(struct reader *r, const struct criterion *c, const struct cell_input *input,
                       struct actual *ret_actual, struct message *ret_why) {
    struct str text = input->text;
    bool numeric = input->cell && input->cell->is_number;
    struct decimal number;
    bool percent = numeric && input->cell->is_percent;
    if (percent)
        text = str_slice(text, 0, text.n - 1);
    if (numeric && decimal_parse(text, &number))
        text =
            str_format(r->arena, STR_FMT "%s", STR_ARG(typed_text(r, number)), percent ? "%" : "");
    return scoring_read_actual(r->arena, c, r->context->rules, text, ret_actual, ret_why);
}

static void read_actual(struct reader *r, struct scores_row *row) {
    const struct criterion *c = &r->context->criteria->items[row->criterion];
    row->actual_place = row->row ? place_of(r, row->row, COLUMN_ACTUAL) : c->code;
    struct cell_input input = input_at(r, row, COLUMN_ACTUAL, row->actual_place);
    row->actual_mended = input.mended;
    struct message why = MESSAGE(MSG_intake_formula_without_value);
    bool ok = !(input.cell && input.cell->formula_without_value);
    if (ok && input.cell && input.cell->is_error) {
        ok = false;
        why = MESSAGE_WITH(MSG_intake_cell_error, input.text);
    }
    ok = ok && understand(r, c, &input, &row->actual, &why);
    if (!ok) {
        find(r, SEVERITY_ERROR, row, COLUMN_ACTUAL, true, why);
        return;
    }
    if (row->actual.state == ACTUAL_MISSING) {
        find(r, SEVERITY_ERROR, row, COLUMN_ACTUAL, true,
             row->row ? MESSAGE(MSG_intake_actual_missing)
                      : MESSAGE_WITH(MSG_intake_row_missing, c->code, c->name));
        return;
    }
    row->actual_ok = true;
    if (criterion_counts(c) && input.cell && !input.cell->is_number)
        find(r, SEVERITY_WARNING, row, COLUMN_ACTUAL, false,
             MESSAGE_WITH(MSG_intake_number_as_text, input.text,
                          number_text(r, row->actual.number)));
    if (criterion_counts(c) && str_equal_c(c->unit_of_measure, "%") &&
        decimal_compare(row->actual.number, DECIMAL(100, 0)) > 0)
        find(r, SEVERITY_WARNING, row, COLUMN_ACTUAL, true,
             MESSAGE_WITH(MSG_intake_percent_over_100, number_text(r, row->actual.number)));
}

/* Days of lateness stand in the column of results, or as "Chậm N ngày" in the explanation. */
static void read_penalty(struct reader *r, struct scores_row *row) {
    const struct criterion *c = &r->context->criteria->items[row->criterion];
    struct str typed_place = place_of(r, row->row, COLUMN_ACTUAL);
    struct cell_input typed = input_at(r, row, COLUMN_ACTUAL, typed_place);
    struct str told = row->cells[COLUMN_EVIDENCE];
    bool use_typed = !str_is_empty(typed.text) || typed.mended;
    row->actual_mended = typed.mended;
    row->actual_place = use_typed ? typed_place : place_of(r, row->row, COLUMN_EVIDENCE);
    struct str source = use_typed ? typed.text : told;
    struct str days = STR("0"); /* nothing said about lateness: in time */
    struct message why = MESSAGE_WITH(MSG_intake_days_unreadable, source);
    if (typed.cell && typed.cell->formula_without_value) {
        find(r, SEVERITY_ERROR, row, COLUMN_ACTUAL, true,
             MESSAGE(MSG_intake_formula_without_value));
        return;
    }
    if (((use_typed || lateness_is_told(r->arena, told)) &&
         !lateness_days(r->arena, source, &days)) ||
        !scoring_read_actual(r->arena, c, r->context->rules, days, &row->actual, &why)) {
        find(r, SEVERITY_ERROR, row, COLUMN_ACTUAL, true, why);
        return;
    }
    row->actual_ok = true;
    if (row->has_self && row->self.units != 0 && decimal_is_zero(row->actual.number))
        find(r, SEVERITY_WARNING, row, COLUMN_ACTUAL, true,
             MESSAGE(MSG_intake_penalty_without_days));
}

static void read_self(struct reader *r, struct scores_row *row) {
    const struct criterion *c = &r->context->criteria->items[row->criterion];
    row->self_place = place_of(r, row->row, COLUMN_SELF);
    struct cell_input input = input_at(r, row, COLUMN_SELF, row->self_place);
    row->self_mended = input.mended;
    if (input.cell && input.cell->formula_without_value) {
        find(r, SEVERITY_WARNING, row, COLUMN_SELF, true,
             MESSAGE(MSG_intake_formula_without_value));
        return;
    }
    if (str_is_empty(input.text))
        return;
    bool numeric = input.cell && input.cell->is_number;
    bool ok = numeric ? decimal_parse(input.text, &row->self)
                      : decimal_read_human(input.text, &row->self) == DECIMAL_READ;
    if (!ok || decimal_compare(row->self, DECIMAL(1000000, 0)) > 0 ||
        decimal_compare(row->self, DECIMAL(-1000000, 0)) < 0) {
        find(r, SEVERITY_WARNING, row, COLUMN_SELF, true,
             MESSAGE_WITH(MSG_intake_self_unreadable, input.text));
        return;
    }
    row->has_self = true;
    if (input.cell && !numeric)
        find(r, SEVERITY_WARNING, row, COLUMN_SELF, false,
             MESSAGE_WITH(MSG_intake_number_as_text, input.text, number_text(r, row->self)));
    bool penalty = criterion_books(c) == BOOKS_PENALTY;
    if (decimal_compare(row->self, c->max) > 0)
        find(r, SEVERITY_WARNING, row, COLUMN_SELF, true,
             MESSAGE_WITH(MSG_intake_self_over_max, number_text(r, row->self),
                          number_text(r, c->max)));
    else if (row->self.units < 0 && !penalty)
        find(r, SEVERITY_WARNING, row, COLUMN_SELF, true,
             MESSAGE_WITH(MSG_intake_self_negative, number_text(r, row->self)));
}

/* Maximum and target are the table's; a sheet that says otherwise is pointed out. */
static void compare_with_table(struct reader *r, struct scores_row *row) {
    const struct criterion *c = &r->context->criteria->items[row->criterion];
    struct decimal written;
    if (row->cells[COLUMN_MAX].n &&
        decimal_read_human(row->cells[COLUMN_MAX], &written) == DECIMAL_READ &&
        decimal_compare(written, c->max) != 0)
        find(r, SEVERITY_WARNING, row, COLUMN_MAX, false,
             MESSAGE_WITH(MSG_intake_max_differs, number_text(r, written), number_text(r, c->max)));
    if (c->has_target && row->cells[COLUMN_TARGET].n &&
        decimal_read_human(row->cells[COLUMN_TARGET], &written) == DECIMAL_READ &&
        decimal_compare(written, c->target) != 0)
        find(r, SEVERITY_WARNING, row, COLUMN_TARGET, false,
             MESSAGE_WITH(MSG_intake_target_differs, number_text(r, written),
                          number_text(r, c->target)));
}

static void note_hidden_characters(struct reader *r, const struct scores_row *row) {
    static const int COLUMNS[] = {COLUMN_NAME, COLUMN_ACTUAL};
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        uint32_t column = r->reading->columns[COLUMNS[i]];
        const struct grid_cell *cell = column ? grid_at(r->grid, row->row, column) : NULL;
        if (cell && str_find(cell->text, STR("\xC2\xA0")) >= 0)
            find(r, SEVERITY_NOTE, row, COLUMNS[i], false, MESSAGE(MSG_intake_no_break_space));
        if (cell && cell->was_decomposed)
            find(r, SEVERITY_NOTE, row, COLUMNS[i], false, MESSAGE(MSG_intake_decomposed));
    }
}

/* Not assigned to the sheet's unit, or a later stage alone gives its points. */
static bool is_closed(const struct reader *r, ptrdiff_t criterion) {
    const struct scores_context *context = r->context;
    ptrdiff_t unit = r->reading->unit;
    return context->criteria->items[criterion].owner != SCORE_SELF ||
           (context->exempt && unit >= 0 &&
            context->exempt[(size_t)unit * context->criteria->count + (size_t)criterion]);
}

/* What a unit wrote where it had nothing to write is told, and not stored. */
static void tell_closed(struct reader *r, struct scores_row *row) {
    const struct criterion *c = &r->context->criteria->items[row->criterion];
    int column = row->cells[COLUMN_ACTUAL].n ? COLUMN_ACTUAL : COLUMN_SELF;
    if (!row->row || (!row->cells[COLUMN_ACTUAL].n && !row->cells[COLUMN_SELF].n))
        return;
    struct str stage = message_plain(LANG_VI, score_stage_name(c->owner));
    find(r, SEVERITY_WARNING, row, column, false,
         c->owner != SCORE_SELF ? MESSAGE_WITH(MSG_intake_later_stage, c->code, stage)
                                : MESSAGE_WITH(MSG_intake_not_assigned, c->code));
}

static void read_values(struct reader *r, struct scores_row *row) {
    const struct criterion *c = &r->context->criteria->items[row->criterion];
    if (row->row)
        note_hidden_characters(r, row);
    if (!criterion_is_scored(c)) {
        row->is_group = true;
        return;
    }
    if (is_closed(r, row->criterion)) {
        tell_closed(r, row);
        return;
    }
    if (row->row) {
        compare_with_table(r, row);
        read_self(r, row);
        row->evidence = row->cells[COLUMN_EVIDENCE];
    }
    if (c->kind == CRITERION_PENALTY)
        read_penalty(r, row);
    else if (criterion_takes_actual(c))
        read_actual(r, row);
    if (row->has_self) {
        r->reading->self_total = decimal_add(r->reading->self_total, row->self);
        r->reading->has_self_total = true;
    }
}

static void read_row(struct reader *r, uint32_t number) {
    struct scores_row row = {.row = number, .criterion = -1, .evidence = STR("")};
    bool any = false;
    for (int column = 0; column < SCORE_COLUMNS; column++) {
        row.cells[column] = grid_line(r->arena, r->grid, number, r->reading->columns[column]);
        any = any || row.cells[column].n;
    }
    if (!any)
        return;
    struct str label;
    enum label_class class = label_classify(r->arena, row.cells[COLUMN_LABEL], 'A', &label);
    if (row.cells[COLUMN_NAME].n || class != LABEL_NONE)
        recognise(r, &row, label, class);
    if (row.criterion >= 0) {
        r->recognised[row.criterion] = true;
        r->rows[row.criterion] = number;
        r->last = row.criterion;
        r->top = top_of(r->context->criteria, row.criterion);
        read_values(r, &row);
    }
    *list_push(r->arena, &r->reading->rows) = row;
}

/* Criteria the sheet has no row for: a value can still be given in the preview. */
static void add_missing_rows(struct reader *r) {
    for (size_t i = 0; i < r->context->criteria->count; i++) {
        const struct criterion *c = &r->context->criteria->items[i];
        if (r->recognised[i] || !criterion_expects_self(c) || is_closed(r, (ptrdiff_t)i))
            continue;
        struct scores_row row = {.criterion = (ptrdiff_t)i, .evidence = STR("")};
        for (int column = 0; column < SCORE_COLUMNS; column++)
            row.cells[column] = STR("");
        read_values(r, &row);
        *list_push(r->arena, &r->reading->rows) = row;
    }
}

static void check_total(struct reader *r, uint32_t total_row) {
    uint32_t column = r->reading->columns[COLUMN_SELF];
    const struct grid_cell *cell = column ? grid_at(r->grid, total_row, column) : NULL;
    struct decimal written;
    if (cell && cell->formula_without_value)
        finding_add(
            r->arena, &r->reading->findings, SEVERITY_NOTE, total_row, column, STR(""), -1,
            MESSAGE_WITH(MSG_intake_total_without_value, number_text(r, r->reading->self_total)));
    if (!cell || cell->formula_without_value || !cell->is_number ||
        !decimal_parse(cell->text, &written))
        return;
    if (decimal_compare(written, r->reading->self_total) != 0)
        finding_add(r->arena, &r->reading->findings, SEVERITY_WARNING, total_row, column, STR(""),
                    -1,
                    MESSAGE_WITH(MSG_intake_self_total_differs, number_text(r, written),
                                 number_text(r, r->reading->self_total)));
}

void intake_read_scores(struct arena *arena, const struct grid *grid,
                        const struct scores_context *context, const struct intake_mends *mends,
                        struct scores_reading *ret_reading) {
    *ret_reading = (struct scores_reading){.unit = -1, .unit_text = STR("")};
    struct reader r = {
        .arena = arena,
        .grid = grid,
        .context = context,
        .mends = mends,
        .reading = ret_reading,
        .top = -1,
        .last = -1,
        .recognised = ARENA_ARRAY(arena, bool, context->criteria->count),
        .rows = ARENA_ARRAY(arena, uint32_t, context->criteria->count),
    };
    uint32_t header =
        grid_find_header(arena, grid, ALIASES, COUNT_OF(ALIASES), 3, ret_reading->columns);
    if (!header || !ret_reading->columns[COLUMN_NAME] || !ret_reading->columns[COLUMN_ACTUAL])
        return;
    ret_reading->found = true;
    recognise_unit(&r, header);
    bool right_origin = check_origin(&r);
    bool right_period = check_period(&r, header);
    uint32_t total_row = 0;
    for (uint32_t row = header + 1; row <= grid_last_row(grid) && !total_row; row++) {
        struct str name = grid_line(arena, grid, row, ret_reading->columns[COLUMN_NAME]);
        struct str label = grid_line(arena, grid, row, ret_reading->columns[COLUMN_LABEL]);
        if (is_total_row(arena, name) || is_total_row(arena, label))
            total_row = row;
        else
            read_row(&r, row);
    }
    add_missing_rows(&r);
    if (total_row)
        check_total(&r, total_row);
    ret_reading->usable = right_origin && right_period && ret_reading->unit >= 0;
}
