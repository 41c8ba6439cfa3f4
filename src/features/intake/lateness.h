/* How late a report was, in the words of an explanation. Pure. */
#ifndef FEATURES_INTAKE_LATENESS_H
#define FEATURES_INTAKE_LATENESS_H

#include "base/arena.h"
#include "base/str.h"

/* "Chậm 6 ngày", "6 ngày", "6": the digits before "ngày", after "chậm" where it stands before them.
 * False where there are none, or several numbers. */
bool lateness_days(struct arena *arena, struct str text, struct str *ret_days);

/* Whether an explanation speaks of lateness: "chậm", not "chấm" (which folds to the same), or
 * "cham 6 ngay" typed without marks. "Không chậm" says the contrary. */
bool lateness_is_told(struct arena *arena, struct str text);

#endif
