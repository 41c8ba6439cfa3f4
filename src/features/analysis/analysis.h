/* Figures about figures: how far assessors differ, which results lie far from the others. Pure and
 * exact. They are questions to ask, never verdicts: what a figure does not prove stands beside it.
 */
#ifndef FEATURES_ANALYSIS_ANALYSIS_H
#define FEATURES_ANALYSIS_ANALYSIS_H

#include "features/scoring/scoring.h"

/* --- means ----------------------------------------------------------------------------------- */

struct analysis_mean {
    size_t count;
    struct decimal sum;
};
void analysis_mean_add(struct analysis_mean *mean, struct decimal value);
/* Rounded once to POINT_SCALE; false for none. */
bool analysis_mean_value(const struct analysis_mean *mean, struct decimal *ret_value);

/* --- what lies far from the others -------------------------------------------------------------
 */

/* Fewer values say nothing about what is usual. */
enum { ANALYSIS_SPREAD_MIN = 5 };

/* Median and median absolute deviation: half of the values lie nearer to the median than that. One
 * value that is far out moves neither, which a mean would not withstand. */
struct analysis_spread {
    size_t count;
    struct decimal median;
    struct decimal mad;
};
/* The mean of the two in the middle where COUNT is even; false for none. VALUES stay as they are.
 */
bool analysis_median(struct arena *arena, const struct decimal *values, size_t count,
                     struct decimal *ret_median);
bool analysis_spread_of(struct arena *arena, const struct decimal *values, size_t count,
                        struct analysis_spread *ret_spread);
/* Whether anything can be said: enough values, and not more than half of them equal. */
bool analysis_spread_tells(const struct analysis_spread *spread);
/* Farther than 3 × 1.4826 × MAD from the median (three standard deviations, were the values
 * normally distributed). False where the spread does not tell. */
bool analysis_is_far(const struct analysis_spread *spread, struct decimal value);

/* --- round points ------------------------------------------------------------------------------
 */

/* A multiple of 0.25: points that are estimated tend to be, points that are counted are seldom. */
bool analysis_is_round(struct decimal points);

#endif
