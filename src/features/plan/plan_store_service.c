#include "features/plan/plan_store_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/plan/plan.sql.h"
#include "sys/id.h"

/* Room between neighbours, so that a task moved between two others changes no one else. */
#define POSITION_STEP (INT64_C(1) << 24)

const struct err *plan_write_place(const struct plan_edit *edit, struct str code,
                                   struct plan_write *ret_write) {
    struct plan_write write = {.edit = edit,
                               .code = code,
                               .task_id = STR(""),
                               .other_id = STR(""),
                               .text = STR(""),
                               .reason = STR(""),
                               .seen = STR("")};
    TRY(plan_unit_of(edit->year, code, &write.unit, &write.half));
    *ret_write = write;
    return NULL;
}

const struct err *plan_write_begin(const struct plan_edit *edit, struct str code,
                                   struct plan_write *ret_write) {
    struct plan_write write;
    TRY(plan_write_place(edit, code, &write));
    TRY(closing_refuse(edit->arena, &edit->year->closing, false));
    if (!plan_may_edit(edit->user, edit->year, write.unit.id))
        return ERR(ERR_DENIED, "no right to write this plan");
    *ret_write = write;
    return NULL;
}

const struct err *plan_write_load(struct db_tx *tx, struct plan_write *write) {
    write->edit->issues->count = 0;
    write->stored = 0;
    TRY(closing_year_must_be_open(tx, write->edit->arena, write->edit->year->cluster_id,
                                  write->edit->year->year));
    return plan_load(tx, write->edit->arena, write->edit->year, write->code, &write->plan);
}

bool plan_is_as_seen(const struct plan_write *write, struct str seen, int64_t revision,
                     const char *field) {
    long long number;
    if (str_is_empty(seen) || (str_to_int64(seen, &number) && number == revision))
        return true;
    issue_add(write->edit->arena, write->edit->issues, str_from_c(field),
              MESSAGE(MSG_plan_changed_meanwhile));
    return false;
}

const struct err *plan_store_entry(struct db_tx *tx, const struct plan_write *write,
                                   const struct plan *plan) {
    const struct plan_edit *edit = write->edit;
    return q_plan_entry_insert(tx, plan->id, plan->revision + 1, plan_state_code(plan->state),
                               plan->title, plan->grounds, plan->purpose, plan->arrangement,
                               plan->number, date_iso_or_none(edit->arena, plan->issued_on),
                               plan->signer, plan->signer_post, plan->reason, edit->user->name,
                               edit->now_ms);
}

const struct err *plan_store_task(struct db_tx *tx, const struct plan_write *write,
                                  const struct plan_task *task, struct str *ret_id) {
    const struct plan_edit *edit = write->edit;
    struct arena *arena = edit->arena;
    struct str id = task->id;
    if (!task->revision) {
        id = id_new(arena, edit->now_ms);
        TRY(q_plan_task_insert(tx, id, write->plan.id,
                               task->review_item.p ? task->review_item : STR(""),
                               task->review_kind.p ? task->review_kind : STR(""), edit->now_ms));
    }
    TRY(q_plan_task_entry_insert(
        tx, id, task->revision + 1, task_state_code(task->state), task->position, task->content,
        task->owner_id.n ? task->owner_id : STR_NONE, task->owner_post, task->together_with,
        date_iso_or_none(arena, task->from), date_iso_or_none(arena, task->due), task->result,
        task->basis, task->review_revision, write->plan.state == PLAN_ISSUED, task->reason,
        edit->user->name, edit->now_ms));
    *ret_id = id;
    return NULL;
}

int64_t plan_place_of(const struct plan_tasks *tasks, struct str id) {
    for (size_t i = 0; i < tasks->count; i++)
        if (str_equal(tasks->items[i].id, id))
            return (int64_t)i + 1;
    return 0;
}

int64_t plan_position_at(const struct plan_tasks *tasks, struct str self, int64_t place) {
    int64_t before = 0;
    int64_t seen = 0; /* others passed so far */
    for (size_t i = 0; i < tasks->count; i++) {
        if (str_equal(tasks->items[i].id, self))
            continue;
        if (place && ++seen == place)
            return before + (tasks->items[i].position - before) / 2;
        before = tasks->items[i].position;
    }
    return before + POSITION_STEP;
}

const struct err *plan_audit(struct db_tx *tx, const struct plan_write *write, const char *action,
                             struct str before, struct str after, struct str reason) {
    const struct plan_edit *edit = write->edit;
    struct audit_note note = {
        .action = action,
        .object_kind = "plan",
        .object_id = write->plan.id,
        .before = before,
        .after = after,
        .reason = str_is_empty(reason) ? STR_NONE : reason,
    };
    return audit_write(tx, edit->arena, edit->user, edit->now_ms, &note);
}
