#include "features/plan/plan_service.h"

#include "features/plan/plan.sql.h"

/* --- rights -------------------------------------------------------------------------------------
 */

bool plan_may_read(const struct user *user, const struct cluster_year *year, struct str unit_id) {
    return user_may(user, unit_id.n ? RIGHT_SHEET_READ : RIGHT_CLUSTER_READ, place_of_year(year),
                    unit_id);
}

bool plan_may_edit(const struct user *user, const struct cluster_year *year, struct str unit_id) {
    return user_may_now(user, unit_id.n ? RIGHT_MEMBER_ENTER : RIGHT_YEAR_EDIT, place_of_year(year),
                        unit_id);
}

bool plan_may_report(const struct user *user, const struct cluster_year *year,
                     const struct plan *plan, const struct plan_task *task) {
    bool owns = !plan->unit.id.n && task->owner_id.n &&
                user_may_now(user, RIGHT_MEMBER_ENTER, place_of_year(year), task->owner_id);
    return owns || plan_may_edit(user, year, plan->unit.id);
}

const struct err *plan_unit_of(const struct cluster_year *year, struct str code,
                               struct cluster_unit *ret_unit, int *ret_half) {
    struct str slug;
    if (!plan_code_parse(code, &slug, ret_half))
        return ERR(ERR_NOT_FOUND, "no code of a plan");
    *ret_unit = (struct cluster_unit){STR(""), STR(""), year->name};
    if (!slug.n)
        return NULL;
    ptrdiff_t member = cluster_year_member_by_slug(year, slug);
    if (member < 0)
        return ERR(ERR_NOT_FOUND, "a plan of a unit that is no member");
    *ret_unit = year->members.items[member];
    return NULL;
}

/* --- one plan -----------------------------------------------------------------------------------
 */

static struct plan plan_of_row(struct arena *arena, const struct cluster_year *year,
                               const struct q_plan_rows_row *row) {
    struct plan plan = {
        .id = row->id,
        .year = year->year,
        .half = (int)row->half,
        .unit = {STR(""), STR(""), year->name},
        .revision = row->revision,
        .title = row->title,
        .grounds = row->grounds,
        .purpose = row->purpose,
        .arrangement = row->arrangement,
        .number = row->number,
        .issued_on = date_from_iso(row->issued_on),
        .signer = row->signer,
        .signer_post = row->signer_post,
        .reason = row->reason,
        .author = row->author,
        .at_ms = row->at_ms,
        .issued_ms = row->issued_ms.value,
    };
    plan_state_from_code(row->state, &plan.state);
    ptrdiff_t member = row->unit_id.n ? cluster_year_member_by_id(year, row->unit_id) : -1;
    if (member >= 0)
        plan.unit = year->members.items[member];
    plan.code = plan_code(arena, plan.unit.slug, plan.half);
    return plan;
}

/* A unit that left the cluster's year keeps its plan, but no page leads to it. */
static bool is_of_member(const struct cluster_year *year, struct str unit_id) {
    return !unit_id.n || cluster_year_member_by_id(year, unit_id) >= 0;
}

static struct plan_task *task_by_id(struct plan_tasks *tasks, struct str id) {
    for (size_t i = 0; i < tasks->count; i++)
        if (str_equal(tasks->items[i].id, id))
            return &tasks->items[i];
    return NULL;
}

const struct plan_task *plan_task_of(const struct plan *plan, struct str task_id) {
    struct plan_tasks tasks = plan->tasks;
    return task_by_id(&tasks, task_id);
}

static struct plan_task task_of_row(const struct q_plan_task_rows_row *row) {
    struct plan_task task = {
        .id = row->id,
        .review_item = row->review_item,
        .review_kind = row->review_kind,
        .revision = row->revision,
        .position = row->position,
        .content = row->content,
        .owner_id = row->owner_unit_id.p ? row->owner_unit_id : STR(""),
        .owner_post = row->owner_post,
        .together_with = row->together_with,
        .from = date_from_iso(row->from_on),
        .due = date_from_iso(row->due_on),
        .result = row->result,
        .basis = row->basis,
        .review_revision = row->review_revision,
        .is_amendment = row->is_amendment,
        .reason = row->reason,
        .author = row->author,
        .at_ms = row->at_ms,
    };
    task_state_from_code(row->state, &task.state);
    return task;
}

static const struct err *load_tasks(struct db_tx *tx, struct arena *arena, struct plan *plan) {
    struct q_plan_task_rows_rows rows;
    TRY(q_plan_task_rows(tx, arena, plan->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct plan_task task = task_of_row(&rows.items[i]);
        if (task.state != TASK_DROPPED)
            *list_push(arena, &plan->tasks) = task;
    }
    struct q_plan_first_dues_rows dues;
    TRY(q_plan_first_dues(tx, arena, plan->id, &dues));
    for (size_t i = 0; i < dues.count; i++) {
        struct plan_task *task = task_by_id(&plan->tasks, dues.items[i].task_id);
        struct date first = date_from_iso(dues.items[i].due_on);
        if (task && date_compare(first, task->due) != 0)
            task->first_due = first;
    }
    return NULL;
}

static struct plan_progress progress_of_row(const struct q_plan_progress_rows_row *row) {
    struct plan_progress progress = {
        .id = row->id,
        .sequence = row->sequence,
        .dated = date_from_iso(row->dated_on),
        .percent = row->percent.set ? (int)row->percent.value : -1,
        .text = row->body,
        .evidence_number = row->evidence_number,
        .evidence_on = date_from_iso(row->evidence_on),
        .evidence_keeper = row->evidence_keeper,
        .author = row->author,
        .at_ms = row->at_ms,
        .withdrawn = row->withdrawn_ms.set,
        .withdrawn_ms = row->withdrawn_ms.value,
        .withdrawn_by = row->withdrawn_by,
        .withdrawn_reason = row->withdrawn_reason,
    };
    progress_state_from_code(row->state, &progress.state);
    return progress;
}

static const struct err *load_progress(struct db_tx *tx, struct arena *arena, struct plan *plan) {
    struct q_plan_progress_rows_rows rows;
    TRY(q_plan_progress_rows(tx, arena, plan->id, &rows));
    struct plan_task *task = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        if (!task || !str_equal(task->id, rows.items[i].task_id))
            task = task_by_id(&plan->tasks, rows.items[i].task_id);
        if (task)
            *list_push(arena, &task->progress) = progress_of_row(&rows.items[i]);
    }
    struct q_plan_outcome_rows_rows outcomes;
    TRY(q_plan_outcome_rows(tx, arena, plan->id, &outcomes));
    for (size_t i = 0; i < outcomes.count; i++) {
        const struct q_plan_outcome_rows_row *row = &outcomes.items[i];
        task = task_by_id(&plan->tasks, row->task_id);
        if (!task)
            continue;
        task_outcome_from_code(row->outcome, &task->outcome);
        task->outcome_text = row->body;
        task->outcome_author = row->author;
        task->outcome_ms = row->at_ms;
        task->outcome_revision = row->revision;
    }
    return NULL;
}

const struct err *plan_load(struct db_tx *tx, struct arena *arena, const struct cluster_year *year,
                            struct str code, struct plan *ret_plan) {
    struct q_plan_rows_rows rows;
    TRY(q_plan_rows(tx, arena, year->cluster_id, year->year, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (!is_of_member(year, rows.items[i].unit_id))
            continue;
        struct plan plan = plan_of_row(arena, year, &rows.items[i]);
        if (!str_equal(plan.code, code))
            continue;
        TRY(load_tasks(tx, arena, &plan));
        TRY(load_progress(tx, arena, &plan));
        *ret_plan = plan;
        return NULL;
    }
    return ERR(ERR_NOT_FOUND, "no such plan");
}

struct read_work {
    struct arena *arena;
    const struct user *user;
    const struct cluster_year *year;
    struct date today;
    struct str code;
    struct plan *plan;
    struct plan_lines *lines;
    struct plan_tasks *entries;
};

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    return plan_load(tx, work->arena, work->year, work->code, work->plan);
}

const struct err *plan_find(struct db *db, struct arena *arena, const struct user *user,
                            const struct cluster_year *year, struct str code,
                            struct plan *ret_plan) {
    struct cluster_unit unit;
    int half;
    TRY(plan_unit_of(year, code, &unit, &half));
    if (!plan_may_read(user, year, unit.id))
        return ERR(ERR_DENIED, "no right to read this plan");
    struct read_work work = {.arena = arena, .year = year, .code = code, .plan = ret_plan};
    return db_read(db, find_in, &work);
}

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct q_plan_task_history_rows rows;
    TRY(q_plan_task_history(tx, work->arena, work->code, &rows));
    *work->entries = (struct plan_tasks){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_plan_task_history_row *row = &rows.items[i];
        struct plan_task entry = {
            .id = work->code,
            .revision = row->revision,
            .content = row->content,
            .owner_id = row->owner_unit_id.p ? row->owner_unit_id : STR(""),
            .owner_post = row->owner_post,
            .together_with = row->together_with,
            .from = date_from_iso(row->from_on),
            .due = date_from_iso(row->due_on),
            .result = row->result,
            .basis = row->basis,
            .is_amendment = row->is_amendment,
            .reason = row->reason,
            .author = row->author,
            .at_ms = row->at_ms,
        };
        task_state_from_code(row->state, &entry.state);
        *list_push(work->arena, work->entries) = entry;
    }
    return NULL;
}

const struct err *plan_task_history(struct db *db, struct arena *arena, const struct user *user,
                                    const struct cluster_year *year, const struct plan *plan,
                                    struct str task_id, struct plan_tasks *ret_entries) {
    if (!plan_may_read(user, year, plan->unit.id))
        return ERR(ERR_DENIED, "no right to read this plan");
    if (!plan_task_of(plan, task_id))
        return ERR(ERR_NOT_FOUND, "no such task");
    struct read_work work = {.arena = arena, .code = task_id, .entries = ret_entries};
    return db_read(db, history_in, &work);
}

/* --- counting -----------------------------------------------------------------------------------
 */

/* A task with no more than counting needs; in the order of plans. */
struct task_mark {
    struct str plan_id;
    struct plan_task task;
};

struct task_marks {
    struct task_mark *items;
    size_t count;
    size_t capacity;
};

static const struct err *load_marks(struct db_tx *tx, struct arena *arena,
                                    const struct cluster_year *year, struct task_marks *marks) {
    struct q_plan_task_marks_rows tasks;
    struct q_plan_progress_marks_rows rows;
    TRY(q_plan_task_marks(tx, arena, year->cluster_id, year->year, &tasks));
    TRY(q_plan_progress_marks(tx, arena, year->cluster_id, year->year, &rows));
    size_t next = 0; /* both come by plan and task */
    for (size_t i = 0; i < tasks.count; i++) {
        const struct q_plan_task_marks_row *row = &tasks.items[i];
        struct task_mark mark = {.plan_id = row->plan_id};
        mark.task.owner_id = row->owner_unit_id;
        mark.task.due = date_from_iso(row->due_on);
        task_state_from_code(row->state, &mark.task.state);
        for (; next < rows.count && str_equal(rows.items[next].task_id, row->id); next++) {
            struct plan_progress progress = {.sequence = rows.items[next].sequence,
                                             .dated = date_from_iso(rows.items[next].dated_on)};
            progress_state_from_code(rows.items[next].state, &progress.state);
            *list_push(arena, &mark.task.progress) = progress;
        }
        *list_push(arena, marks) = mark;
    }
    return NULL;
}

/* Counts the marks of one plan; with an OWNER_ID those of that unit alone. */
static void count_plan(const struct task_marks *marks, struct str plan_id, struct str owner_id,
                       struct date today, struct plan_counts *counts) {
    size_t low = 0, high = marks->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(marks->items[middle].plan_id, plan_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < marks->count && str_equal(marks->items[low].plan_id, plan_id); low++)
        if (str_is_empty(owner_id) || str_equal(marks->items[low].task.owner_id, owner_id))
            plan_count(&marks->items[low].task, today, counts);
}

const struct err *plan_late(struct db_tx *tx, struct arena *arena, const struct cluster_year *year,
                            struct str unit_id, struct date today, struct plan_counts *ret_counts) {
    struct plan_counts counts = {0};
    struct q_plan_rows_rows plans;
    struct task_marks marks = {0};
    TRY(q_plan_rows(tx, arena, year->cluster_id, year->year, &plans));
    TRY(load_marks(tx, arena, year, &marks));
    for (size_t i = 0; i < plans.count; i++) {
        const struct q_plan_rows_row *plan = &plans.items[i];
        if (!str_equal(plan->state, plan_state_code(PLAN_ISSUED)))
            continue;
        bool of_cluster = str_is_empty(plan->unit_id);
        if (of_cluster)
            count_plan(&marks, plan->id, unit_id, today, &counts);
        else if (str_equal(plan->unit_id, unit_id))
            count_plan(&marks, plan->id, STR(""), today, &counts);
    }
    *ret_counts = counts;
    return NULL;
}

/* --- the year's plans ---------------------------------------------------------------------------
 */

static struct plan_line line_of(const struct plan *plan) {
    return (struct plan_line){
        .unit = plan->unit,
        .code = plan->code,
        .half = plan->half,
        .state = plan->state,
        .title = plan->title,
        .number = plan->number,
        .issued_on = plan->issued_on,
    };
}

static void add_lines(const struct read_work *work, const struct cluster_unit *unit,
                      const struct q_plan_rows_rows *plans, const struct task_marks *marks) {
    bool may_read = plan_may_read(work->user, work->year, unit->id);
    size_t before = work->lines->count;
    for (size_t i = 0; i < plans->count; i++) {
        const struct q_plan_rows_row *row = &plans->items[i];
        if (!str_equal(row->unit_id.p ? row->unit_id : STR(""), unit->id))
            continue;
        struct plan plan = plan_of_row(work->arena, work->year, row);
        struct plan_line line = line_of(&plan);
        line.may_read = may_read;
        if (may_read)
            count_plan(marks, plan.id, STR(""), work->today, &line.counts);
        *list_push(work->arena, work->lines) = line;
    }
    if (work->lines->count == before)
        *list_push(work->arena, work->lines) =
            (struct plan_line){.unit = *unit, .code = STR(""), .half = -1, .may_read = may_read};
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct q_plan_rows_rows plans;
    struct task_marks marks = {0};
    TRY(q_plan_rows(tx, work->arena, work->year->cluster_id, work->year->year, &plans));
    TRY(load_marks(tx, work->arena, work->year, &marks));
    *work->lines = (struct plan_lines){0};
    const struct cluster_unit cluster = {STR(""), STR(""), work->year->name};
    add_lines(work, &cluster, &plans, &marks);
    for (size_t i = 0; i < work->year->members.count; i++)
        add_lines(work, &work->year->members.items[i], &plans, &marks);
    return NULL;
}

const struct err *plan_list(struct db *db, struct arena *arena, const struct user *user,
                            const struct cluster_year *year, struct date today,
                            struct plan_lines *ret_lines) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read the plans of this cluster");
    struct read_work work = {
        .arena = arena, .user = user, .year = year, .today = today, .lines = ret_lines};
    return db_read(db, list_in, &work);
}

/* --- what the calendar asks ---------------------------------------------------------------------
 */

static const struct err *look_for_plans(struct db_tx *tx, struct arena *arena,
                                        const struct cluster_year *year, int period_half,
                                        struct due_mark *ret_marks) {
    struct q_plan_rows_rows rows;
    TRY(q_plan_rows(tx, arena, year->cluster_id, year->year, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_plan_rows_row *row = &rows.items[i];
        ptrdiff_t member = row->unit_id.n ? cluster_year_member_by_id(year, row->unit_id) : -1;
        if (member < 0 || (period_half && row->half && row->half != period_half) ||
            (!period_half && row->half))
            continue;
        struct due_mark *mark = &ret_marks[member];
        if (str_equal(row->state, plan_state_code(PLAN_ISSUED)))
            *mark = (struct due_mark){.state = DUE_RECEIVED, .at_ms = row->issued_ms.value};
        else if (mark->state == DUE_MISSING)
            *mark = (struct due_mark){.state = DUE_INCOMPLETE,
                                      .at_ms = row->at_ms,
                                      .details = MESSAGE(MSG_plan_due_draft)};
    }
    return NULL;
}

static struct str place_of_plans(struct arena *arena, const struct cluster_year *year,
                                 int period_half) {
    (void)period_half;
    return str_format(arena, "nam/%d/ke-hoach", year->year);
}

const struct due_kind plan_due_kind = {
    .code = STR_INIT("plan"),
    .name = MSG_plan_due_name,
    .by_unit = true,
    .look = look_for_plans,
    .place = place_of_plans,
};
