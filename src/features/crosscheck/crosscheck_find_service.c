/* Finding in a plan that was loaded. */
#include "features/crosscheck/crosscheck_service.h"

const struct crosscheck_assignment *crosscheck_pair(const struct crosscheck_plan *plan,
                                                    struct str checker_id, struct str target_id) {
    for (size_t i = 0; i < plan->assignments.count; i++) {
        const struct crosscheck_assignment *a = &plan->assignments.items[i];
        if (!a->withdrawn_ms && str_equal(a->checker_id, checker_id) &&
            str_equal(a->target_id, target_id))
            return a;
    }
    return NULL;
}

const struct crosscheck_assignment *crosscheck_leader(const struct crosscheck_plan *plan,
                                                      struct str target_id) {
    for (size_t i = 0; i < plan->assignments.count; i++) {
        const struct crosscheck_assignment *a = &plan->assignments.items[i];
        if (!a->withdrawn_ms && a->is_leader && str_equal(a->target_id, target_id))
            return a;
    }
    return NULL;
}

const struct crosscheck_visit *crosscheck_visit_of(const struct crosscheck_plan *plan,
                                                   struct str target_id) {
    for (size_t i = 0; i < plan->visits.count; i++)
        if (str_equal(plan->visits.items[i].target_id, target_id))
            return &plan->visits.items[i];
    return NULL;
}

const struct crosscheck_progress *crosscheck_progress_of(const struct crosscheck_plan *plan,
                                                         struct str checker_id,
                                                         struct str target_id) {
    for (size_t i = 0; i < plan->progress.count; i++)
        if (str_equal(plan->progress.items[i].checker_id, checker_id) &&
            str_equal(plan->progress.items[i].target_id, target_id))
            return &plan->progress.items[i];
    return NULL;
}

bool crosscheck_is_gone(const struct crosscheck_plan *plan, struct str unit_id) {
    for (size_t i = 0; i < plan->gone.count; i++)
        if (str_equal(plan->gone.items[i], unit_id))
            return true;
    return false;
}
