/* A plan as a whole: created, changed, issued. */
#include "features/plan/plan_edit_service.h"

#include "features/cluster/closing_service.h"
#include "features/plan/plan.sql.h"
#include "features/plan/plan_store_service.h"
#include "sys/id.h"

/* --- a new one ----------------------------------------------------------------------------------
 */

static struct plan empty_plan(const struct plan_edit *edit) {
    return (struct plan){.year = edit->year->year,
                         .number = STR(""),
                         .signer = STR(""),
                         .signer_post = STR(""),
                         .reason = STR("")};
}

/* Last year's words where none were typed, and its tasks. */
static const struct err *take_last(struct db_tx *tx, struct plan_write *write) {
    const struct plan_edit *edit = write->edit;
    struct cluster_year last_year;
    struct plan last;
    TRY(cluster_year_load(tx, edit->arena, edit->year->slug, edit->year->year - 1,
                          date_of_instant(edit->now_ms), &last_year));
    TRY(plan_load(tx, edit->arena, &last_year, write->other_id, &last));
    struct plan *plan = &write->plan;
    plan->grounds = plan->grounds.n ? plan->grounds : last.grounds;
    plan->purpose = plan->purpose.n ? plan->purpose : last.purpose;
    plan->arrangement = plan->arrangement.n ? plan->arrangement : last.arrangement;
    for (size_t i = 0; i < last.tasks.count; i++) {
        if (last.tasks.items[i].state != TASK_ACTIVE)
            continue;
        struct plan_task task = plan_task_again(&last.tasks.items[i], 1, &edit->year->members);
        task.position = plan_position_at(&plan->tasks, STR(""), 0);
        *list_push(edit->arena, &plan->tasks) = task;
    }
    return NULL;
}

static const struct err *create_in(struct db_tx *tx, void *context) {
    struct plan_write *write = context;
    const struct plan_edit *edit = write->edit;
    struct arena *arena = edit->arena;
    edit->issues->count = 0;
    write->plan = empty_plan(edit);
    plan_check_form(arena, write->form, false, edit->issues, &write->plan);
    struct q_plan_rows_rows rows;
    TRY(closing_year_must_be_open(tx, arena, edit->year->cluster_id, edit->year->year));
    TRY(q_plan_rows(tx, arena, edit->year->cluster_id, edit->year->year, &rows));
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(str_or_empty(rows.items[i].unit_id), write->unit.id) &&
            rows.items[i].half == write->half)
            issue_add(arena, edit->issues, STR("half"), MESSAGE(MSG_plan_exists));
    if (edit->issues->count)
        return NULL;
    write->plan.id = id_new(arena, edit->now_ms);
    if (write->other_id.n)
        TRY(take_last(tx, write));
    TRY(q_plan_insert(tx, write->plan.id, edit->year->cluster_id, edit->year->year,
                      write->unit.id.n ? write->unit.id : STR_NONE, write->half, edit->now_ms));
    TRY(plan_store_entry(tx, write, &write->plan));
    for (size_t i = 0; i < write->plan.tasks.count; i++) {
        struct str id;
        TRY(plan_store_task(tx, write, &write->plan.tasks.items[i], &id));
    }
    return plan_audit(tx, write, "plan.create", STR_NONE, write->plan.title, STR(""));
}

const struct err *plan_create(const struct plan_edit *edit, const struct plan_form *form,
                              struct str last_code, struct str *ret_code) {
    long long half = -1;
    if (!str_to_int64(str_or_empty(form->half), &half) || half < 0 || half > 2) {
        half = 0;
        issue_add(edit->arena, edit->issues, STR("half"), MESSAGE(MSG_plan_half_missing));
    }
    struct str code = plan_code(edit->arena, str_or_empty(form->unit), (int)half);
    struct plan_write write;
    TRY(plan_write_begin(edit, code, &write));
    if (edit->issues->count)
        return NULL;
    struct cluster_unit last_unit;
    int last_half;
    write.form = form;
    write.other_id = str_or_empty(last_code);
    if (write.other_id.n) {
        TRY(plan_unit_of(edit->year, last_code, &last_unit, &last_half));
        if (!str_equal(last_unit.id, write.unit.id))
            return ERR(ERR_DENIED, "a plan of another unit");
    }
    TRY(db_write(edit->db, create_in, &write));
    *ret_code = code;
    return NULL;
}

/* --- its words ----------------------------------------------------------------------------------
 */

static bool same_words(const struct plan *a, const struct plan *b) {
    return str_equal(a->title, b->title) && str_equal(a->grounds, b->grounds) &&
           str_equal(a->purpose, b->purpose) && str_equal(a->arrangement, b->arrangement);
}

static const struct err *change_in(struct db_tx *tx, void *context) {
    struct plan_write *write = context;
    const struct plan_edit *edit = write->edit;
    const struct plan_form *form = write->form;
    TRY(plan_write_load(tx, write));
    struct plan changed = write->plan;
    plan_check_form(edit->arena, form, write->plan.state == PLAN_ISSUED, edit->issues, &changed);
    plan_is_as_seen(write, form->seen, write->plan.revision, "title");
    if (edit->issues->count || same_words(&changed, &write->plan))
        return NULL;
    TRY(plan_store_entry(tx, write, &changed));
    return plan_audit(tx, write, "plan.change", write->plan.title, changed.title, changed.reason);
}

const struct err *plan_change(const struct plan_edit *edit, struct str code,
                              const struct plan_form *form) {
    struct plan_write write;
    TRY(plan_write_begin(edit, code, &write));
    write.form = form;
    return db_write(edit->db, change_in, &write);
}

/* --- issuing ------------------------------------------------------------------------------------
 */

/* The post, not the name: no personal data goes into the trail. */
static struct str tell_issue(struct arena *arena, const struct plan *plan) {
    struct str day = date_display(arena, plan->issued_on);
    return str_format(arena, STR_FMT "; " STR_FMT "; " STR_FMT, STR_ARG(plan->number), STR_ARG(day),
                      STR_ARG(plan->signer_post));
}

static const struct err *issue_in(struct db_tx *tx, void *context) {
    struct plan_write *write = context;
    const struct plan_edit *edit = write->edit;
    const struct plan_issue_form *form = write->form;
    TRY(plan_write_load(tx, write));
    struct plan issued;
    plan_check_issue(edit->arena, form, &write->plan, date_of_instant(edit->now_ms), edit->issues,
                     &issued);
    plan_is_as_seen(write, form->seen, write->plan.revision, "issued_on");
    if (edit->issues->count)
        return NULL;
    bool again = write->plan.state == PLAN_ISSUED;
    TRY(plan_store_entry(tx, write, &issued));
    return plan_audit(tx, write, "plan.issue",
                      again ? tell_issue(edit->arena, &write->plan) : STR_NONE,
                      tell_issue(edit->arena, &issued), issued.reason);
}

const struct err *plan_issue(const struct plan_edit *edit, struct str code,
                             const struct plan_issue_form *form) {
    struct plan_write write;
    TRY(plan_write_begin(edit, code, &write));
    write.form = form;
    return db_write(edit->db, issue_in, &write);
}
