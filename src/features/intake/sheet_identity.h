/* What a sheet that we handed out says about itself: custom properties of the file, and lines of
 * its hidden sheet (name in column A, value in B) for programs that drop such properties. */
#ifndef FEATURES_INTAKE_SHEET_IDENTITY_H
#define FEATURES_INTAKE_SHEET_IDENTITY_H

#include "base/str.h"

#define SHEET_CLUSTER STR("thidua-cluster")
#define SHEET_UNIT    STR("thidua-unit")
#define SHEET_PERIOD  STR("thidua-period")
#define SHEET_TABLE   STR("thidua-table")
#define SHEET_LOCKED  STR("thidua-locked")
enum { SHEET_IDENTITY_LINES = 5 };

#endif
