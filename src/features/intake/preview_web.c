/* From what was read of a batch to what its preview shows. */
#include <stdlib.h>

#include "features/intake/intake_web.h"

/* The columns of a reading that the preview lays beside its understanding. */
static const int SHOWN[PREVIEW_CELLS] = {0, 1, 4, 5, 6};
static const enum msg_id HEADS[PREVIEW_CELLS] = {MSG_sheet_label, MSG_sheet_name, MSG_sheet_actual,
                                                 MSG_sheet_self, MSG_sheet_evidence};

struct filling {
    const struct request *request;
    struct arena *arena;
    const struct intake_batch *batch;
    const struct intake_file *file;
    size_t index;  /* of the file */
    bool mendable; /* the batch is not decided yet */
    struct ui_options *codes;
    struct ui_options *units;
    LIST(struct str) fields; /* given out already: a place has one field */
};

static const struct criteria *criteria_of(const struct filling *f) {
    return &f->batch->board.table.criteria;
}

static struct str mended_text(const struct filling *f, struct str place) {
    for (size_t i = 0; i < f->file->mends.count; i++)
        if (str_equal(f->file->mends.items[i].place, place))
            return f->file->mends.items[i].text;
    return STR("");
}

static void add_option(const struct filling *f, struct ui_options *options, struct str value,
                       struct str text) {
    *list_push(f->arena, options) = (struct ui_option){.value = value, .text = text};
}

static struct ui_options *new_options(const struct filling *f) {
    struct ui_options *options = ARENA_NEW(f->arena, struct ui_options);
    add_option(f, options, STR(""), message_plain(f->request->lang, MSG_intake_choose));
    return options;
}

static struct ui_options *code_options(const struct filling *f) {
    struct ui_options *options = new_options(f);
    const struct criteria *criteria = criteria_of(f);
    add_option(f, options, INTAKE_SKIP_ROW, message_plain(f->request->lang, MSG_intake_skip_row));
    for (size_t i = 0; i < criteria->count; i++)
        if (criterion_is_scored(&criteria->items[i]))
            add_option(f, options, criteria->items[i].code,
                       str_format(f->arena, STR_FMT " " STR_FMT, STR_ARG(criteria->items[i].code),
                                  STR_ARG(criteria->items[i].name)));
    return options;
}

static struct ui_options *unit_options(const struct filling *f) {
    struct ui_options *options = new_options(f);
    const struct cluster_period *cluster = &f->batch->board.cluster;
    for (size_t i = 0; i < cluster->members.count; i++)
        if (frame_may(f->request, RIGHT_SCORE_IMPORT, cluster, cluster->members.items[i].id))
            add_option(f, options, cluster->members.items[i].slug, cluster->members.items[i].name);
    return options;
}

/* Grades, passes and levels are chosen, not typed. */
static struct ui_options *value_options(const struct filling *f, const struct criterion *c) {
    struct scoring_choices choices;
    scoring_choices(f->arena, LANG_VI, c, &f->batch->board.book.rules, &choices);
    if (choices.count == 0)
        return NULL;
    struct ui_options *options = new_options(f);
    for (size_t i = 0; i < choices.count; i++)
        add_option(f, options, choices.items[i].label, choices.items[i].label);
    return options;
}

/* The same choices with the present one marked. */
static const struct ui_options *select_option(const struct filling *f,
                                              const struct ui_options *options, struct str value) {
    if (!options)
        return NULL;
    struct ui_options *copy = ARENA_NEW(f->arena, struct ui_options);
    for (size_t i = 0; i < options->count; i++) {
        struct ui_option *option = list_push(f->arena, copy);
        *option = options->items[i];
        option->selected = str_equal(option->value, value);
    }
    return copy;
}

static bool is_row_number_place(const struct filling *f, struct str place,
                                const struct scores_row *row) {
    uint32_t label =
        f->file->scores.columns[0] ? f->file->scores.columns[0] : f->file->scores.columns[1];
    return row && row->row && str_equal(place, grid_place(f->arena, row->row, label));
}

/* Gives the sentence a field to mend PLACE, unless that has one already. */
static void add_field(struct filling *f, struct preview_says *says, struct str place,
                      const struct scores_row *row) {
    if (!f->mendable || str_is_empty(place))
        return;
    struct str field = str_format(f->arena, "m.%zu." STR_FMT, f->index, STR_ARG(place));
    for (size_t i = 0; i < f->fields.count; i++)
        if (str_equal(f->fields.items[i], field))
            return;
    *list_push(f->arena, &f->fields) = field;
    const struct ui_options *options = NULL;
    says->label = MESSAGE_WITH(MSG_intake_mend, place);
    if (str_equal_c(place, "unit")) {
        options = f->units;
        says->label = MESSAGE(MSG_intake_mend_unit);
    } else if (is_row_number_place(f, place, row)) {
        options = f->codes;
        says->label = MESSAGE_WITH(MSG_intake_mend_code, str_format(f->arena, "%u", row->row));
    } else if (row && row->criterion >= 0 && str_equal(place, row->actual_place)) {
        options = value_options(f, &criteria_of(f)->items[row->criterion]);
    }
    says->field = field;
    says->value = mended_text(f, place);
    says->options = select_option(f, options, says->value);
}

static struct str finding_place(const struct filling *f, const struct intake_finding *finding) {
    if (finding->row && finding->column)
        return grid_place(f->arena, finding->row, finding->column);
    if (finding->row)
        return str_format(f->arena, "%u", finding->row);
    if (finding->criterion >= 0)
        return criteria_of(f)->items[finding->criterion].code;
    return STR("");
}

static struct preview_says say(struct filling *f, const struct intake_finding *finding,
                               const struct scores_row *row) {
    static const char *const LOOKS[] = {
        [SEVERITY_NOTE] = "info", [SEVERITY_WARNING] = "warn", [SEVERITY_ERROR] = "fault"};
    struct preview_says says = {
        .place = finding_place(f, finding),
        .look = str_from_c(LOOKS[finding->severity]),
        .message = finding->message,
        .field = STR(""),
    };
    add_field(f, &says, finding->place, row);
    return says;
}

static bool is_about(const struct intake_finding *finding, const struct scores_row *row) {
    if (row->row)
        return finding->row == row->row;
    return finding->row == 0 && finding->criterion >= 0 && finding->criterion == row->criterion;
}

/* A place that a person put right and that no finding speaks of any more can be changed again. */
static void add_mends_of_row(struct filling *f, const struct scores_row *row,
                             struct preview_row *shown) {
    for (size_t i = 0; f->mendable && i < f->file->mends.count; i++) {
        const struct intake_mend_text *mend = &f->file->mends.items[i];
        bool here = str_equal(mend->place, row->actual_place) ||
                    str_equal(mend->place, row->self_place) ||
                    is_row_number_place(f, mend->place, row);
        if (!here)
            continue;
        struct preview_says says = {
            .place = mend->place,
            .look = STR("check"),
            .message = MESSAGE_WITH(MSG_intake_mended_here, mend->text),
            .field = STR(""),
        };
        add_field(f, &says, mend->place, row);
        if (says.field.n)
            *list_push(f->arena, &shown->says) = says;
    }
}

static void fill_row(struct filling *f, const struct scores_row *row, struct preview_row *shown) {
    const struct scores_reading *scores = &f->file->scores;
    *shown =
        (struct preview_row){.is_group = row->is_group,
                             .cell_count = PREVIEW_CELLS,
                             .number = row->row ? str_format(f->arena, "%u", row->row) : STR(""),
                             .code = STR(""),
                             .value = STR(""),
                             .self = STR("")};
    for (int i = 0; i < PREVIEW_CELLS; i++)
        shown->cells[i].text = row->cells[SHOWN[i]].p ? row->cells[SHOWN[i]] : STR("");
    for (size_t i = 0; i < scores->findings.count; i++) {
        const struct intake_finding *finding = &scores->findings.items[i];
        if (!is_about(finding, row))
            continue;
        *list_push(f->arena, &shown->says) = say(f, finding, row);
        for (int k = 0; k < PREVIEW_CELLS; k++)
            if (finding->severity != SEVERITY_NOTE && finding->column &&
                finding->column == scores->columns[SHOWN[k]])
                shown->cells[k].wrong = true;
    }
    add_mends_of_row(f, row, shown);
    if (row->criterion < 0)
        return;
    const struct criterion *c = &criteria_of(f)->items[row->criterion];
    shown->code = c->code;
    if (row->actual_ok)
        shown->value = scoring_show_actual(f->arena, f->request->lang, c, row->actual.text);
    if (row->has_self)
        shown->self =
            decimal_display(f->arena, row->self, 2, f->request->lang == LANG_VI ? ',' : '.');
}

/* What is said of the sheet as a whole: unit, period, the total. */
static void fill_says(struct filling *f, struct preview_file *shown) {
    const struct scores_reading *scores = &f->file->scores;
    for (size_t i = 0; i < scores->findings.count; i++) {
        bool taken = false;
        for (size_t k = 0; k < scores->rows.count && !taken; k++)
            taken = is_about(&scores->findings.items[i], &scores->rows.items[k]);
        if (!taken)
            *list_push(f->arena, &shown->says) = say(f, &scores->findings.items[i], NULL);
    }
    struct str unit = mended_text(f, STR("unit"));
    if (!unit.n)
        return;
    struct preview_says says = {.place = STR(""),
                                .look = STR("check"),
                                .message = MESSAGE_WITH(MSG_intake_mended_here, shown->unit),
                                .field = STR("")};
    add_field(f, &says, STR("unit"), NULL);
    if (says.field.n)
        *list_push(f->arena, &shown->says) = says;
}

static void add_task(const struct filling *f, struct preview_view *view,
                     const struct preview_file *shown, const struct preview_says *says) {
    struct str target = says->field.n ? says->field : shown->anchor;
    *list_push(f->arena, &view->tasks) = (struct preview_task){
        .href = str_format(f->arena, "#" STR_FMT, STR_ARG(target)),
        .file = shown->unit.n ? shown->unit : shown->name,
        .place = says->place,
        .message = says->message,
    };
}

static void add_tasks(const struct filling *f, struct preview_view *view,
                      struct preview_file *shown) {
    if (!shown->readable) {
        struct preview_says says = {
            .place = STR(""), .message = shown->fault, .field = STR(""), .look = STR("fault")};
        add_task(f, view, shown, &says);
        *list_push(f->arena, &shown->left) = says;
    }
    for (size_t i = 0; i < shown->says.count; i++)
        if (str_equal_c(shown->says.items[i].look, "fault")) {
            add_task(f, view, shown, &shown->says.items[i]);
            *list_push(f->arena, &shown->left) = shown->says.items[i];
        }
    for (size_t k = 0; k < shown->rows.count; k++)
        for (size_t i = 0; i < shown->rows.items[k].says.count; i++) {
            const struct preview_says *says = &shown->rows.items[k].says.items[i];
            if (str_equal_c(says->look, "fault")) {
                add_task(f, view, shown, says);
                *list_push(f->arena, &shown->left) = *says;
            }
        }
}

static void fill_file(struct filling *f, struct preview_view *view, struct preview_file *shown) {
    const struct intake_file *file = f->file;
    const struct cluster_period *cluster = &f->batch->board.cluster;
    *shown = (struct preview_file){
        .index = f->index,
        .anchor = str_format(f->arena, "tep-%zu", f->index),
        .name = file->name,
        .unit = STR(""),
        .href =
            str_format(f->arena, STR_FMT "/tep/" STR_FMT, STR_ARG(view->href), STR_ARG(file->id)),
        .readable = file->readable,
        .usable = file->scores.usable,
        .fault = file->fault,
        .errors = file->readable ? intake_count(&file->scores.findings, SEVERITY_ERROR) : 1,
        .warnings = intake_count(&file->scores.findings, SEVERITY_WARNING),
        .notes = intake_count(&file->scores.findings, SEVERITY_NOTE),
        .new_values = file->new_values,
        .changed_values = file->changed_values,
        .same_values = file->same_values,
        .stored = file->stored_values,
        .replaced = file->replaced_values,
        .verify_href = STR(""),
        .head_count = PREVIEW_CELLS,
    };
    shown->open = shown->errors || shown->warnings || file->mends.count;
    if (file->unit >= 0) {
        const struct cluster_unit *unit = &cluster->members.items[file->unit];
        shown->unit = unit->name;
        if (frame_may(f->request, RIGHT_SHEET_READ, cluster, unit->id))
            shown->verify_href = step_path_below(f->arena, cluster, STEP_VERIFY, unit->slug);
    }
    for (int i = 0; i < PREVIEW_CELLS; i++)
        shown->heads[i] = (struct preview_cell){
            .text = grid_column_letters(f->arena, file->scores.columns[SHOWN[i]]),
            .name = message_plain(f->request->lang, HEADS[i])};
    for (size_t i = 0; i < file->scores.rows.count; i++) {
        struct preview_row row;
        fill_row(f, &file->scores.rows.items[i], &row);
        if (!view->faulty_only || row.says.count)
            *list_push(f->arena, &shown->rows) = row;
    }
    fill_says(f, shown);
    add_tasks(f, view, shown);
}

/* Files with errors first, then those with warnings; among equals as they came. */
static int by_need(const void *left, const void *right) {
    const struct preview_file *a = left;
    const struct preview_file *b = right;
    if ((a->errors > 0) != (b->errors > 0))
        return a->errors > 0 ? -1 : 1;
    if ((a->warnings > 0) != (b->warnings > 0))
        return a->warnings > 0 ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

void preview_fill(const struct request *request, const struct intake_batch *batch,
                  struct preview_view *view) {
    struct filling f = {
        .request = request,
        .arena = request->arena,
        .batch = batch,
        .mendable = str_equal_c(batch->state, "staged") && view->is_open,
    };
    f.codes = code_options(&f);
    f.units = unit_options(&f);
    view->dropped = str_equal_c(batch->state, "dropped");
    view->new_values = batch->new_values;
    view->changed_values = batch->changed_values;
    view->same_values = batch->same_values;
    view->storable = batch->new_values + batch->changed_values;
    view->stored = batch->stored_count;
    view->author = batch->author;
    view->created_ms = batch->created_ms;
    view->decided_ms = batch->decided_ms;
    view->files_count = batch->files.count;
    for (size_t i = 0; i < batch->files.count; i++) {
        f.file = &batch->files.items[i];
        f.index = i;
        f.fields.count = 0;
        struct preview_file *shown = list_push(f.arena, &view->files);
        fill_file(&f, view, shown);
    }
    if (view->files.count)
        qsort(view->files.items, view->files.count, sizeof(*view->files.items), by_need);
}
