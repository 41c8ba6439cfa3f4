#include "features/analysis/analysis.h"

#include <stdlib.h>
#include <string.h>

void analysis_mean_add(struct analysis_mean *mean, struct decimal value) {
    mean->sum = decimal_add(mean->sum, value);
    mean->count++;
}

bool analysis_mean_value(const struct analysis_mean *mean, struct decimal *ret_value) {
    if (!mean->count)
        return false;
    struct ratio count = ratio_of_int((int64_t)mean->count);
    return ratio_round(ratio_divide(ratio_of(mean->sum), count), POINT_SCALE, ret_value);
}

static int ascending(const void *left, const void *right) {
    return decimal_compare(*(const struct decimal *)left, *(const struct decimal *)right);
}

/* Exact: one more decimal holds every half. */
static bool half_of(struct decimal sum, struct decimal *ret_half) {
    uint8_t scale = sum.scale < DECIMAL_SCALE_MAX ? (uint8_t)(sum.scale + 1) : sum.scale;
    return ratio_round(ratio_divide(ratio_of(sum), ratio_of_int(2)), scale, ret_half);
}

bool analysis_median(struct arena *arena, const struct decimal *values, size_t count,
                     struct decimal *ret_median) {
    if (!count)
        return false;
    struct decimal *sorted = ARENA_ARRAY(arena, struct decimal, count);
    memcpy(sorted, values, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), ascending);
    *ret_median = sorted[count / 2];
    return count % 2 || half_of(decimal_add(sorted[count / 2 - 1], sorted[count / 2]), ret_median);
}

static struct decimal distance(struct decimal a, struct decimal b) {
    struct decimal difference = decimal_subtract(a, b);
    return difference.units < 0 ? decimal_negate(difference) : difference;
}

bool analysis_spread_of(struct arena *arena, const struct decimal *values, size_t count,
                        struct analysis_spread *ret_spread) {
    struct analysis_spread spread = {.count = count};
    if (!analysis_median(arena, values, count, &spread.median))
        return false;
    struct decimal *distances = ARENA_ARRAY(arena, struct decimal, count);
    for (size_t i = 0; i < count; i++)
        distances[i] = distance(values[i], spread.median);
    if (!analysis_median(arena, distances, count, &spread.mad))
        return false;
    *ret_spread = spread;
    return true;
}

bool analysis_spread_tells(const struct analysis_spread *spread) {
    return spread->count >= ANALYSIS_SPREAD_MIN && !decimal_is_zero(spread->mad);
}

bool analysis_is_far(const struct analysis_spread *spread, struct decimal value) {
    const struct decimal three_sigma = DECIMAL(44478, 4); /* 3 × 1.4826 */
    struct ratio bound = ratio_multiply(ratio_of(spread->mad), ratio_of(three_sigma));
    return analysis_spread_tells(spread) &&
           ratio_compare(ratio_of(distance(value, spread->median)), bound) > 0;
}

bool analysis_is_round(struct decimal points) {
    struct decimal quarter;
    struct ratio fours = ratio_multiply(ratio_of(points), ratio_of_int(4));
    return ratio_round(fours, 0, &quarter) && ratio_compare(fours, ratio_of(quarter)) == 0;
}
