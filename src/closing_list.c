/* Who keeps a half-year as it stands when it is closed. */
#include "features/freeze/freeze_service.h"

closing_freeze_fn *const closing_freezes = freeze_take;
