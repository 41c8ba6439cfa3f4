/* What a year's calendar can see by itself; one line each. */
#include "features/calendar/due_service.h"
#include "features/covenant/covenant_due_service.h"
#include "features/registration/registration_due_service.h"

const struct due_kind *const due_kinds[] = {
    &covenant_due,
    &registration_due,
};
const size_t due_kind_count = COUNT_OF(due_kinds);
