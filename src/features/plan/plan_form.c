/* What the forms of plans must hold, and tasks pasted from a spreadsheet. Pure. */
#include <stdlib.h>

#include "features/plan/plan.h"
#include "text/form_text.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

/* --- fields -------------------------------------------------------------------------------------
 */

static struct str text_of(struct arena *arena, struct issues *issues, const char *field,
                          struct str typed, size_t max) {
    struct str text = str_or_empty(typed);
    form_check_length(arena, issues, str_from_c(field), text, max, MSG_plan_too_long);
    return text;
}

static struct date date_of(struct arena *arena, struct issues *issues, const char *field,
                           struct str typed) {
    return form_date(arena, issues, str_from_c(field), typed, MSG_plan_date_wrong);
}

static void need(struct arena *arena, struct issues *issues, const char *field, struct str text,
                 enum msg_id missing) {
    if (str_is_empty(text) && !issue_of(issues, str_from_c(field)))
        issue_add(arena, issues, str_from_c(field), MESSAGE(missing));
}

void plan_check_reason(struct arena *arena, struct str reason, const char *field,
                       enum msg_id missing, struct issues *issues) {
    text_of(arena, issues, field, reason, PLAN_FIELD_MAX);
    if (missing != MSG_none)
        need(arena, issues, field, reason, missing);
}

/* --- a plan -------------------------------------------------------------------------------------
 */

void plan_check_form(struct arena *arena, const struct plan_form *form, bool is_issued,
                     struct issues *issues, struct plan *ret_plan) {
    struct plan plan = *ret_plan;
    plan.title = text_of(arena, issues, "title", form->title, PLAN_SHORT_MAX);
    plan.grounds = text_of(arena, issues, "grounds", form->grounds, PLAN_TEXT_MAX);
    plan.purpose = text_of(arena, issues, "purpose", form->purpose, PLAN_TEXT_MAX);
    plan.arrangement = text_of(arena, issues, "arrangement", form->arrangement, PLAN_TEXT_MAX);
    plan.reason = text_of(arena, issues, "reason", form->reason, PLAN_FIELD_MAX);
    need(arena, issues, "title", plan.title, MSG_plan_title_missing);
    if (is_issued)
        need(arena, issues, "reason", plan.reason, MSG_plan_reason_missing);
    *ret_plan = plan;
}

void plan_check_issue(struct arena *arena, const struct issue_form *form, const struct plan *plan,
                      struct date today, struct issues *issues, struct plan *ret_plan) {
    struct plan issued = *plan;
    issued.state = PLAN_ISSUED;
    issued.reason = text_of(arena, issues, "reason", form->reason, PLAN_FIELD_MAX);
    if (plan->state == PLAN_ISSUED)
        need(arena, issues, "reason", issued.reason, MSG_plan_reason_missing);
    issued.number = text_of(arena, issues, "number", form->number, PLAN_NUMBER_MAX);
    issued.signer_post = text_of(arena, issues, "signer_post", form->signer_post, PLAN_SHORT_MAX);
    issued.signer = text_of(arena, issues, "signer", form->signer, PLAN_SHORT_MAX);
    issued.issued_on = date_of(arena, issues, "issued_on", form->issued_on);
    need(arena, issues, "issued_on", date_iso(arena, issued.issued_on), MSG_plan_issued_on_missing);
    if (date_compare(issued.issued_on, today) > 0)
        issue_add(arena, issues, STR("issued_on"), MESSAGE(MSG_plan_issued_in_future));
    else if (!date_is_empty(issued.issued_on) &&
             (issued.issued_on.year < plan->year - 1 || issued.issued_on.year > plan->year))
        issue_add(arena, issues, STR("issued_on"),
                  MESSAGE_WITH(MSG_plan_issued_far, str_format(arena, "%d", plan->year)));
    size_t active = 0;
    for (size_t i = 0; i < plan->tasks.count; i++)
        active += plan->tasks.items[i].state == TASK_ACTIVE;
    if (!active)
        issue_add(arena, issues, STR("issued_on"), MESSAGE(MSG_plan_issued_empty));
    *ret_plan = issued;
}

/* --- a task -------------------------------------------------------------------------------------
 */

ptrdiff_t plan_owner_of(struct arena *arena, const struct cluster_units *members,
                        struct str typed) {
    if (str_is_empty(typed))
        return -1;
    struct str folded = vi_fold(arena, typed);
    ptrdiff_t part = -1;
    size_t parts = 0;
    for (size_t i = 0; i < members->count; i++) {
        struct str name = vi_fold(arena, members->items[i].name);
        if (str_equal(members->items[i].slug, typed) || str_equal(name, folded))
            return (ptrdiff_t)i;
        if (folded.n && str_find(name, folded) >= 0) {
            part = (ptrdiff_t)i;
            parts++;
        }
    }
    return parts == 1 ? part : -1;
}

static void check_dates(struct arena *arena, const struct plan *plan, const struct plan_task *task,
                        struct issues *issues) {
    struct date first = {(int16_t)(plan->year - 1), 1, 1};
    struct date last = {(int16_t)(plan->year + 1), 12, 31};
    const struct {
        const char *field;
        struct date date;
    } DATES[] = {{"from", task->from}, {"due", task->due}};
    for (size_t i = 0; i < COUNT_OF(DATES); i++)
        if (!date_is_empty(DATES[i].date) &&
            (date_compare(DATES[i].date, first) < 0 || date_compare(DATES[i].date, last) > 0))
            issue_add(arena, issues, str_from_c(DATES[i].field),
                      MESSAGE_WITH(MSG_plan_date_far, date_display(arena, DATES[i].date),
                                   str_format(arena, "%d", plan->year)));
    if (!date_is_empty(task->from) && !date_is_empty(task->due) &&
        date_compare(task->due, task->from) < 0)
        issue_add(arena, issues, STR("due"),
                  MESSAGE_WITH(MSG_plan_end_before_begin, date_display(arena, task->due),
                               date_display(arena, task->from)));
}

void plan_check_task(struct arena *arena, const struct task_form *form, const struct plan *plan,
                     const struct cluster_units *members, struct issues *issues,
                     struct plan_task *ret_task) {
    struct plan_task task = *ret_task;
    task.content = text_of(arena, issues, "content", form->content, PLAN_FIELD_MAX);
    task.owner_post = text_of(arena, issues, "owner_post", form->owner_post, PLAN_FIELD_MAX);
    task.together_with =
        text_of(arena, issues, "together_with", form->together_with, PLAN_FIELD_MAX);
    task.result = text_of(arena, issues, "result", form->result, PLAN_FIELD_MAX);
    task.basis = text_of(arena, issues, "basis", form->basis, PLAN_FIELD_MAX);
    task.reason = text_of(arena, issues, "reason", form->reason, PLAN_FIELD_MAX);
    need(arena, issues, "content", task.content, MSG_plan_content_missing);
    task.owner_id = STR("");
    if (!str_is_empty(form->owner)) {
        ptrdiff_t owner = plan_owner_of(arena, members, form->owner);
        if (plan->unit.id.n || owner < 0)
            issue_add(arena, issues, STR("owner"),
                      MESSAGE_WITH(MSG_plan_owner_unknown, form->owner,
                                   str_format(arena, "%d", plan->year)));
        else
            task.owner_id = members->items[owner].id;
    }
    task.from = date_of(arena, issues, "from", form->from);
    task.due = date_of(arena, issues, "due", form->due);
    check_dates(arena, plan, &task, issues);
    if (plan->state == PLAN_ISSUED)
        need(arena, issues, "reason", task.reason, MSG_plan_reason_missing);
    *ret_task = task;
}

int64_t plan_check_place(struct arena *arena, struct str typed, struct issues *issues) {
    long long place = 0;
    if (!str_is_empty(typed) &&
        (!str_to_int64(typed, &place) || place < 1 || place > PLAN_TASKS_MAX))
        issue_add(arena, issues, STR("position"),
                  MESSAGE_WITH(MSG_plan_position_wrong, str_format(arena, "%d", PLAN_TASKS_MAX)));
    return place;
}

/* --- progress -----------------------------------------------------------------------------------
 */

static int percent_of(struct arena *arena, struct issues *issues, struct str typed,
                      enum progress_state state) {
    long long percent = -1;
    struct str digits = typed.p ? str_trim(typed) : STR("");
    if (digits.n && digits.p[digits.n - 1] == '%')
        digits = str_trim(str_slice(digits, 0, digits.n - 1));
    if (!digits.n)
        return -1;
    enum msg_id wrong = MSG_none;
    if (!str_to_int64(digits, &percent) || percent < 0 || percent > 100)
        wrong = MSG_plan_percent_wrong;
    else if (state == PROGRESS_DONE && percent < 100)
        wrong = MSG_plan_percent_of_done;
    else if (state == PROGRESS_DOING && percent == 100)
        wrong = MSG_plan_percent_is_done;
    else if (state == PROGRESS_TODO && percent > 0)
        wrong = MSG_plan_percent_of_todo;
    if (wrong != MSG_none)
        issue_add(arena, issues, STR("percent"), MESSAGE_WITH(wrong, typed));
    return wrong == MSG_none ? (int)percent : -1;
}

void plan_check_progress(struct arena *arena, const struct plan_progress_form *form,
                         const struct plan *plan, struct date today, struct issues *issues,
                         struct plan_progress *ret_progress) {
    struct plan_progress row = {.percent = -1};
    if (!progress_state_from_code(form->state, &row.state))
        issue_add(arena, issues, STR("state"), MESSAGE(MSG_plan_progress_missing));
    else
        row.percent = percent_of(arena, issues, form->percent, row.state);
    row.text = text_of(arena, issues, "text", form->text, PLAN_FIELD_MAX);
    row.evidence_number =
        text_of(arena, issues, "evidence_number", form->evidence_number, PLAN_SHORT_MAX);
    row.evidence_keeper =
        text_of(arena, issues, "evidence_keeper", form->evidence_keeper, PLAN_SHORT_MAX);
    row.evidence_on = date_of(arena, issues, "evidence_on", form->evidence_on);
    row.dated = date_of(arena, issues, "dated", form->dated);
    need(arena, issues, "dated", date_iso(arena, row.dated), MSG_plan_dated_missing);
    struct date first = {(int16_t)(plan->year - 1), 1, 1};
    if (date_compare(row.dated, today) > 0)
        issue_add(arena, issues, STR("dated"), MESSAGE(MSG_plan_dated_in_future));
    else if (!date_is_empty(row.dated) && date_compare(row.dated, first) < 0)
        issue_add(arena, issues, STR("dated"),
                  MESSAGE_WITH(MSG_plan_date_far, date_display(arena, row.dated),
                               str_format(arena, "%d", plan->year)));
    if (!date_is_empty(row.evidence_on) && date_compare(row.evidence_on, today) > 0)
        issue_add(arena, issues, STR("evidence_on"), MESSAGE(MSG_plan_evidence_in_future));
    if (row.state == PROGRESS_DONE)
        need(arena, issues, "text", row.text, MSG_plan_result_missing);
    if (row.state == PROGRESS_FAILED)
        need(arena, issues, "text", row.text, MSG_plan_failure_reason_missing);
    *ret_progress = row;
}

/* --- pasted lines -------------------------------------------------------------------------------
 */

enum { CELL_CONTENT, CELL_OWNER, CELL_FROM, CELL_DUE, CELL_RESULT, CELL_COUNT, CELLS_READ = 8 };

struct cells {
    struct str items[CELLS_READ];
    size_t count;
};

/* One cell off *REST: what stands in quotes goes over lines and tabs, as spreadsheets copy it.
 * Answers whether the line goes on behind it. */
static bool cut_cell(struct arena *arena, struct str *rest, struct str *ret_cell) {
    size_t i = 0;
    struct str cell = STR("");
    if (rest->n && rest->p[0] == '"' && rest->n > 1) {
        size_t from = 1;
        for (i = 1; i < rest->n; i++) {
            if (rest->p[i] != '"')
                continue;
            cell = str_concat(arena, cell, str_slice(*rest, from, i));
            from = i + 1;
            if (i + 1 < rest->n && rest->p[i + 1] == '"') {
                cell = str_concat(arena, cell, STR("\""));
                from = ++i + 1;
                continue;
            }
            i++;
            break;
        }
        bool closed = i == rest->n || rest->p[i] == '\t' || rest->p[i] == '\n';
        if (!closed || from != i) {
            i = 0; /* a quotation mark and no more: read as it is */
            cell = STR("");
        }
    }
    size_t begin = i;
    while (i < rest->n && rest->p[i] != '\t' && rest->p[i] != '\n')
        i++;
    cell = str_concat(arena, cell, str_slice(*rest, begin, i));
    bool more = i < rest->n && rest->p[i] == '\t';
    *rest = i < rest->n ? str_slice(*rest, i + 1, rest->n) : STR_NONE;
    if (!utf8_clean_line(arena, cell, ret_cell))
        *ret_cell = STR("");
    return more;
}

static struct cells cut_line(struct arena *arena, struct str *rest) {
    struct cells cells = {.count = 0};
    bool more = true;
    while (more) {
        struct str cell;
        more = cut_cell(arena, rest, &cell);
        if (cells.count < CELLS_READ)
            cells.items[cells.count++] = cell;
    }
    return cells;
}

static bool is_number(struct str cell) {
    size_t digits = 0;
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] >= '0' && cell.p[i] <= '9')
            digits++;
        else if (cell.p[i] != '.' && cell.p[i] != ')')
            return false;
    }
    return digits > 0;
}

static bool is_heading(struct arena *arena, const struct cells *cells) {
    static const char *const WORDS[] = {"noi dung", "nhiem vu", "noi dung nhiem vu",
                                        "noi dung cong viec", "cong viec"};
    struct str folded = vi_fold(arena, cells->items[0]);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_equal_c(folded, WORDS[i]))
            return true;
    return false;
}

static void drop_first(struct cells *cells) {
    for (size_t i = 1; i < cells->count; i++)
        cells->items[i - 1] = cells->items[i];
    cells->count--;
}

static struct str cell_at(const struct cells *cells, size_t index) {
    return index < cells->count ? cells->items[index] : STR("");
}

/* What is wrong with one line becomes one sentence with its number. */
static void read_line(struct arena *arena, enum lang lang, const struct cells *cells, size_t number,
                      const struct plan *plan, const struct cluster_units *members,
                      struct issues *issues, struct plan_tasks *tasks) {
    bool of_cluster = !plan->unit.id.n;
    const struct task_form form = {
        .content = cell_at(cells, CELL_CONTENT),
        .owner = of_cluster ? cell_at(cells, CELL_OWNER) : STR(""),
        .owner_post = of_cluster ? STR("") : cell_at(cells, CELL_OWNER),
        .from = cell_at(cells, CELL_FROM),
        .due = cell_at(cells, CELL_DUE),
        .result = cell_at(cells, CELL_RESULT),
        .reason = STR("-"), /* one reason is asked for all lines */
    };
    struct issues line = {0};
    struct plan_task task = {.basis = STR("")};
    plan_check_task(arena, &form, plan, members, &line, &task);
    for (size_t i = CELL_COUNT; i < cells->count; i++)
        if (cells->items[i].n && !line.count)
            issue_add(arena, &line, STR("lines"), MESSAGE(MSG_plan_line_too_many_cells));
    for (size_t i = 0; i < line.count; i++) {
        struct str why = message_text(arena, lang, line.items[i].message);
        issue_add(arena, issues, STR("lines"),
                  MESSAGE_WITH(MSG_plan_line_faulty, str_format(arena, "%zu", number), why));
    }
    task.reason = STR("");
    if (!line.count)
        *list_push(arena, tasks) = task;
}

void plan_read_lines(struct arena *arena, enum lang lang, struct str text, const struct plan *plan,
                     const struct cluster_units *members, struct issues *issues,
                     struct plan_tasks *ret_tasks) {
    struct plan_tasks tasks = {0};
    struct str rest = str_is_empty(text) ? STR_NONE : text;
    size_t lines = 0;
    for (size_t number = 1; rest.p; number++) {
        struct cells cells = cut_line(arena, &rest);
        bool numbered = cells.count > 1 && is_number(cells.items[0]);
        if (numbered || (cells.count > 1 && str_equal_c(vi_fold(arena, cells.items[0]), "tt")))
            drop_first(&cells);
        bool empty = true;
        for (size_t i = 0; i < cells.count; i++)
            empty = empty && !cells.items[i].n;
        if (empty || (lines == 0 && !numbered && is_heading(arena, &cells)))
            continue;
        if (++lines > PLAN_TASKS_MAX) {
            issue_add(
                arena, issues, STR("lines"),
                MESSAGE_WITH(MSG_plan_too_many_tasks, str_format(arena, "%d", PLAN_TASKS_MAX)));
            break;
        }
        read_line(arena, lang, &cells, number, plan, members, issues, &tasks);
    }
    if (!lines)
        issue_add(arena, issues, STR("lines"), MESSAGE(MSG_plan_lines_missing));
    *ret_tasks = tasks;
}

/* --- once more ----------------------------------------------------------------------------------
 */

static struct date moved(struct date date, int years) {
    struct date moved = {0};
    if (!date_is_empty(date) && !date_make(date.year + years, date.month, date.day, &moved))
        date_make(date.year + years, date.month, date.day - 1, &moved);
    return moved;
}

struct plan_task plan_task_again(const struct plan_task *task, int years,
                                 const struct cluster_units *members) {
    struct plan_task again = {
        .review_item = STR(""),
        .review_kind = STR(""),
        .content = task->content,
        .owner_id = STR(""),
        .owner_post = task->owner_post,
        .together_with = task->together_with,
        .from = moved(task->from, years),
        .due = moved(task->due, years),
        .result = task->result,
        .basis = task->basis,
        .reason = STR(""),
    };
    for (size_t i = 0; i < members->count; i++)
        if (str_equal(members->items[i].id, task->owner_id))
            again.owner_id = task->owner_id;
    return again;
}
