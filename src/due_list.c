/* What a year's calendar can see by itself; one line each. */
#include "features/calendar/due_service.h"
#include "features/movement/movement_due_service.h"

const struct due_kind *const due_kinds[] = {
    &movement_due, NULL, /* C knows no empty array; due_kind_count leaves it out */
};
const size_t due_kind_count = COUNT_OF(due_kinds) - 1;
