/* A half-year's results against what the year asks for, and points against those of the cluster.
 * Pure, exact.
 */
#ifndef FEATURES_TREND_TREND_H
#define FEATURES_TREND_TREND_H

#include "base/decimal.h"
#include "base/str.h"

/* How much of the target a result makes, in percent with one decimal, rounded once, half up; false
 * where the target is not above 0. */
bool trend_share(struct decimal result, struct decimal target, struct decimal *ret_percent);

/* Whether a half-year's result is beyond BAR percent of the target of the year (strictly more), by
 * the exact figures and not by the printed share. */
bool trend_is_beyond(struct decimal result, struct decimal target, struct decimal bar);

/* The setting "half-target": "50"; false for none. */
bool trend_bar_read(struct str value, struct decimal *ret_bar);

#endif
