/* The kind of due "targets": each member has targets, all of them agreed, with their halves. */
#ifndef FEATURES_TARGET_TARGET_DUE_SERVICE_H
#define FEATURES_TARGET_TARGET_DUE_SERVICE_H

#include "features/calendar/due_service.h"

extern const struct due_kind target_due;

#endif
