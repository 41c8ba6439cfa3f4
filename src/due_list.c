/* What a year's calendar can see by itself; one line each. */
#include "features/calendar/due_service.h"
#include "features/plan/plan_service.h"

const struct due_kind *const due_kinds[] = {
    &plan_due_kind,
};
const size_t due_kind_count = COUNT_OF(due_kinds);
