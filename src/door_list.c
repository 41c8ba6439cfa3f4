/* The second factors that signing in may ask for: of those that an account has set up the first.
 * NULL behind the last. */
#include "features/account/door_service.h"

const struct door_factor *const door_factors[] = {NULL};
