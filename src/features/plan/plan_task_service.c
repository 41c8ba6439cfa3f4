/* Tasks of a plan and their progress. */
#include "features/cluster/closing_service.h"
#include "features/legal/legal_cite_service.h"
#include "features/plan/plan.sql.h"
#include "features/plan/plan_store_service.h"
#include "sys/id.h"

/* What the audit says of a task: what a reader would compare. */
static struct str tell(const struct plan_write *write, const struct plan_task *task) {
    struct arena *arena = write->edit->arena;
    ptrdiff_t owner = cluster_year_member_by_id(write->edit->year, task->owner_id);
    struct str unit = owner < 0 ? STR("") : write->edit->year->members.items[owner].name;
    struct str from = date_display(arena, task->from);
    struct str due = date_display(arena, task->due);
    return str_format(arena, STR_FMT " · " STR_FMT " " STR_FMT " · " STR_FMT "–" STR_FMT,
                      STR_ARG(task->content), STR_ARG(unit), STR_ARG(task->owner_post),
                      STR_ARG(from), STR_ARG(due));
}

/* --- one task -----------------------------------------------------------------------------------
 */

/* A document of the register is stored by its code, all else as it was typed. */
static const struct err *read_basis(struct db_tx *tx, struct arena *arena, struct plan_task *task) {
    struct legal_citer citer;
    if (!task->basis.n)
        return NULL;
    TRY(legal_citer_load_in(tx, arena, LANG_VI, &citer));
    task->basis = legal_cite_read(arena, &citer, task->basis);
    return NULL;
}

static bool same_date(struct date a, struct date b) {
    return date_compare(a, b) == 0;
}

static bool same_task(const struct plan_task *a, const struct plan_task *b) {
    return a->state == b->state && a->position == b->position &&
           a->review_revision == b->review_revision && str_equal(a->content, b->content) &&
           str_equal(a->owner_id, b->owner_id) && str_equal(a->owner_post, b->owner_post) &&
           str_equal(a->together_with, b->together_with) && same_date(a->from, b->from) &&
           same_date(a->due, b->due) && str_equal(a->result, b->result) &&
           str_equal(a->basis, b->basis);
}

/* The task as the form changes it. */
static const struct err *read_task(struct db_tx *tx, struct plan_write *write,
                                   struct plan_task *task) {
    const struct plan_edit *edit = write->edit;
    const struct task_form *form = write->form;
    const struct plan_tasks *tasks = &write->plan.tasks;
    plan_check_task(edit->arena, form, &write->plan, &edit->year->members, edit->issues, task);
    TRY(read_basis(tx, edit->arena, task));
    int64_t place = plan_check_place(edit->arena, form->position, edit->issues);
    if (!task->revision || (place && place != plan_place_of(tasks, task->id)))
        task->position = plan_position_at(tasks, str_or_empty(task->id), place);
    long long seen_review;
    if (str_to_int64(str_or_empty(form->seen_review), &seen_review) &&
        seen_review > task->review_revision)
        task->review_revision = seen_review;
    task->state = TASK_ACTIVE;
    return NULL;
}

static const struct err *save_in(struct db_tx *tx, void *context) {
    struct plan_write *write = context;
    const struct plan_edit *edit = write->edit;
    const struct task_form *form = write->form;
    TRY(plan_write_load(tx, write));
    const struct plan_task *before = plan_task_of(&write->plan, write->task_id);
    if (write->task_id.n && !before)
        return ERR(ERR_NOT_FOUND, "no such task");
    struct plan_task task = before ? *before : (struct plan_task){.id = STR("")};
    TRY(read_task(tx, write, &task));
    if (before)
        plan_is_as_seen(write, form->seen, before->revision, "content");
    else if (write->plan.tasks.count >= PLAN_TASKS_MAX)
        issue_add(
            edit->arena, edit->issues, STR("content"),
            MESSAGE_WITH(MSG_plan_too_many_tasks, str_format(edit->arena, "%d", PLAN_TASKS_MAX)));
    if (edit->issues->count || (before && same_task(before, &task)))
        return NULL;
    struct str id;
    TRY(plan_store_task(tx, write, &task, &id));
    return plan_audit(tx, write, before ? "plan.task_change" : "plan.task_add",
                      before ? tell(write, before) : STR_NONE, tell(write, &task), task.reason);
}

const struct err *plan_save_task(const struct plan_edit *edit, struct str code, struct str task_id,
                                 const struct task_form *form) {
    struct plan_write write;
    TRY(plan_write_begin(edit, code, &write));
    write.task_id = str_or_empty(task_id);
    write.form = form;
    return db_write(edit->db, save_in, &write);
}

static const struct err *cancel_in(struct db_tx *tx, void *context) {
    struct plan_write *write = context;
    const struct plan_edit *edit = write->edit;
    TRY(plan_write_load(tx, write));
    const struct plan_task *before = plan_task_of(&write->plan, write->task_id);
    if (!before)
        return ERR(ERR_NOT_FOUND, "no such task");
    bool issued = write->plan.state == PLAN_ISSUED;
    if (before->state != TASK_ACTIVE)
        issue_add(edit->arena, edit->issues, STR("reason"), MESSAGE(MSG_plan_cancelled_already));
    else
        plan_check_reason(edit->arena, write->reason, "reason",
                          issued ? MSG_plan_reason_missing : MSG_none, edit->issues);
    plan_is_as_seen(write, write->seen, before->revision, "reason");
    if (edit->issues->count)
        return NULL;
    struct plan_task task = *before;
    task.state = issued ? TASK_CANCELLED : TASK_DROPPED;
    task.reason = write->reason;
    struct str id;
    TRY(plan_store_task(tx, write, &task, &id));
    return plan_audit(tx, write, "plan.task_cancel", tell(write, before), STR_NONE, write->reason);
}

const struct err *plan_cancel_task(const struct plan_edit *edit, struct str code,
                                   struct str task_id, struct str reason, struct str seen) {
    struct plan_write write;
    TRY(plan_write_begin(edit, code, &write));
    write.task_id = str_or_empty(task_id);
    write.reason = str_or_empty(reason);
    write.seen = str_or_empty(seen);
    return db_write(edit->db, cancel_in, &write);
}

/* --- pasted lines -------------------------------------------------------------------------------
 */

static const struct err *lines_in(struct db_tx *tx, void *context) {
    struct plan_write *write = context;
    const struct plan_edit *edit = write->edit;
    struct arena *arena = edit->arena;
    struct plan_tasks tasks;
    TRY(plan_write_load(tx, write));
    plan_read_lines(arena, edit->lang, write->text, &write->plan, &edit->year->members,
                    edit->issues, &tasks);
    plan_check_reason(arena, write->reason, "lines-reason",
                      write->plan.state == PLAN_ISSUED ? MSG_plan_reason_missing : MSG_none,
                      edit->issues);
    if (write->plan.tasks.count + tasks.count > PLAN_TASKS_MAX)
        issue_add(arena, edit->issues, STR("lines"),
                  MESSAGE_WITH(MSG_plan_too_many_tasks, str_format(arena, "%d", PLAN_TASKS_MAX)));
    if (edit->issues->count)
        return NULL;
    for (size_t i = 0; i < tasks.count; i++) {
        struct plan_task *task = &tasks.items[i];
        struct str id;
        task->reason = write->reason;
        task->position = plan_position_at(&write->plan.tasks, STR(""), 0);
        TRY(plan_store_task(tx, write, task, &id));
        *list_push(arena, &write->plan.tasks) = *task;
        TRY(plan_audit(tx, write, "plan.task_add", STR_NONE, tell(write, task), write->reason));
    }
    write->stored = (int)tasks.count;
    return NULL;
}

const struct err *plan_add_lines(const struct plan_edit *edit, struct str code, struct str text,
                                 struct str reason, int *ret_added) {
    struct plan_write write;
    TRY(plan_write_begin(edit, code, &write));
    write.text = str_or_empty(text);
    write.reason = str_or_empty(reason);
    TRY(db_write(edit->db, lines_in, &write));
    *ret_added = write.stored;
    return NULL;
}

/* --- progress -----------------------------------------------------------------------------------
 */

static bool same_progress(const struct plan_progress *a, const struct plan_progress *b) {
    return !a->withdrawn && same_date(a->dated, b->dated) && a->state == b->state &&
           a->percent == b->percent && str_equal(a->text, b->text) &&
           str_equal(a->evidence_number, b->evidence_number) &&
           same_date(a->evidence_on, b->evidence_on) &&
           str_equal(a->evidence_keeper, b->evidence_keeper);
}

/* What a person compares: "20/6/2020, đang làm, 60 %: …". */
static struct str tell_progress(const struct plan_write *write, const struct plan_task *task,
                                const struct plan_progress *row) {
    struct arena *arena = write->edit->arena;
    struct str day = date_display(arena, row->dated);
    struct str state = message_plain(LANG_VI, progress_state_name(row->state));
    return str_format(arena, STR_FMT ": " STR_FMT ", " STR_FMT ". " STR_FMT, STR_ARG(task->content),
                      STR_ARG(day), STR_ARG(state), STR_ARG(row->text));
}

/* Who may report on no task of this plan is told so before one is looked up. */
static const struct err *report_begin(const struct plan_edit *edit, struct str code,
                                      struct str task_id, struct plan_write *ret_write) {
    struct plan_write write;
    TRY(plan_write_place(edit, code, &write));
    bool owns = !write.unit.id.n &&
                user_may(edit->user, RIGHT_MEMBER_ENTER, place_of_year(edit->year), STR(""));
    TRY(closing_refuse(edit->arena, &edit->year->closing, false));
    if (!owns && !plan_may_edit(edit->user, edit->year, write.unit.id))
        return ERR(ERR_DENIED, "no right to report on this plan");
    write.task_id = str_or_empty(task_id);
    *ret_write = write;
    return NULL;
}

/* The task one reports on, for who may; ERR_DENIED else. */
static const struct err *find_reported(const struct plan_write *write,
                                       const struct plan_task **ret_task) {
    const struct plan_edit *edit = write->edit;
    const struct plan_task *task = plan_task_of(&write->plan, write->task_id);
    if (!task)
        return ERR(ERR_NOT_FOUND, "no such task");
    if (!plan_may_report(edit->user, edit->year, &write->plan, task))
        return ERR(ERR_DENIED, "no right to report on this task");
    *ret_task = task;
    return NULL;
}

static const struct err *store_progress(struct db_tx *tx, struct plan_write *write,
                                        const struct plan_task *task,
                                        const struct plan_progress *row) {
    const struct plan_edit *edit = write->edit;
    struct arena *arena = edit->arena;
    struct opt_int percent = {row->percent >= 0, row->percent};
    TRY(q_plan_progress_insert(
        tx, id_new(arena, edit->now_ms), task->id, (int64_t)task->progress.count + 1,
        date_iso(arena, row->dated), progress_state_code(row->state), percent, row->text,
        row->evidence_number,
        date_is_empty(row->evidence_on) ? STR_NONE : date_iso(arena, row->evidence_on),
        row->evidence_keeper, edit->user->name, edit->now_ms));
    write->stored = 1;
    return plan_audit(tx, write, "plan.progress", STR_NONE, tell_progress(write, task, row),
                      STR(""));
}

static const struct err *progress_in(struct db_tx *tx, void *context) {
    struct plan_write *write = context;
    const struct plan_edit *edit = write->edit;
    struct arena *arena = edit->arena;
    const struct plan_task *task;
    TRY(plan_write_load(tx, write));
    TRY(find_reported(write, &task));
    struct plan_progress row;
    plan_check_progress(arena, write->form, &write->plan, date_of_instant(edit->now_ms),
                        edit->issues, &row);
    if (write->plan.state != PLAN_ISSUED)
        issue_add(arena, edit->issues, STR("state"), MESSAGE(MSG_plan_not_issued));
    else if (task->state != TASK_ACTIVE)
        issue_add(arena, edit->issues, STR("state"), MESSAGE(MSG_plan_progress_of_cancelled));
    if (task->progress.count >= PLAN_PROGRESS_MAX)
        issue_add(arena, edit->issues, STR("state"), MESSAGE(MSG_plan_too_much_progress));
    if (edit->issues->count)
        return NULL;
    const struct plan_progress_rows *rows = &task->progress;
    if (rows->count && same_progress(&rows->items[rows->count - 1], &row))
        return NULL;
    return store_progress(tx, write, task, &row);
}

const struct err *plan_add_progress(const struct plan_edit *edit, struct str code,
                                    struct str task_id, const struct plan_progress_form *form) {
    struct plan_write write;
    TRY(report_begin(edit, code, task_id, &write));
    write.form = form;
    return db_write(edit->db, progress_in, &write);
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct plan_write *write = context;
    const struct plan_edit *edit = write->edit;
    const struct plan_task *task;
    const struct plan_progress *row = NULL;
    TRY(plan_write_load(tx, write));
    TRY(find_reported(write, &task));
    for (size_t i = 0; i < task->progress.count; i++)
        if (str_equal(task->progress.items[i].id, write->other_id))
            row = &task->progress.items[i];
    if (!row)
        return ERR(ERR_NOT_FOUND, "no such progress");
    if (row->withdrawn)
        return NULL;
    plan_check_reason(edit->arena, write->reason, "withdraw", MSG_plan_withdraw_reason_missing,
                      edit->issues);
    if (edit->issues->count)
        return NULL;
    int64_t changed;
    TRY(q_plan_progress_withdraw(tx, row->id, task->id, edit->now_ms, edit->user->name,
                                 write->reason, &changed));
    return plan_audit(tx, write, "plan.progress_withdraw", tell_progress(write, task, row),
                      STR_NONE, write->reason);
}

const struct err *plan_withdraw_progress(const struct plan_edit *edit, struct str code,
                                         struct str task_id, struct str progress_id,
                                         struct str reason) {
    struct plan_write write;
    TRY(report_begin(edit, code, task_id, &write));
    write.other_id = str_or_empty(progress_id);
    write.reason = str_or_empty(reason);
    return db_write(edit->db, withdraw_in, &write);
}
