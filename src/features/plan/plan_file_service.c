#include "features/plan/plan_file_service.h"
#include "features/cluster/closing_service.h"

#include "features/plan/plan.sql.h"
#include "features/plan/plan_service.h"

static const struct err *find(const struct file_ask *ask, bool *ret_found,
                              struct file_owner *ret_owner) {
    struct q_plan_task_place_row row;
    TRY(q_plan_task_place(ask->tx, ask->arena, ask->object_id, ret_found, &row));
    if (!*ret_found)
        return NULL;
    struct cluster_year year = {
        .cluster_id = row.cluster_id, .slug = row.slug, .year = (int)row.year};
    TRY(closing_of_year(ask->tx, ask->arena, year.cluster_id, year.year, &year.closing));
    const struct plan plan = {.unit = {.id = str_or_empty(row.unit_id)}};
    const struct plan_task task = {.owner_id = str_or_empty(row.owner_unit_id)};
    struct str code = plan_code(ask->arena, str_or_empty(row.unit_slug), (int)row.half);
    *ret_owner = (struct file_owner){
        .title = row.content,
        .href = str_format(ask->arena, "/cum/" STR_FMT "/nam/%d/ke-hoach/" STR_FMT "/viec/" STR_FMT,
                           STR_ARG(row.slug), year.year, STR_ARG(code), STR_ARG(ask->object_id)),
        .is_sample = row.is_sample,
        .cluster_id = year.cluster_id,
        .year = year.year,
        .unit_id = plan.unit.id.n ? plan.unit.id : task.owner_id,
        .may_read = plan_may_read(ask->user, &year, plan.unit.id),
        .may_add = str_equal_c(row.state, "active") && str_equal_c(row.plan_state, "issued") &&
                   plan_may_report(ask->user, &year, &plan, &task),
    };
    return NULL;
}

const struct file_room plan_task_files = {PLAN_TASK_FILES, MSG_plan_task, find,
                                          FILES_OF_OBJECT_MAX};
