/* Exact numbers: points, percentages, targets, money. Never binary floating point.
 *
 * A `struct decimal` is units / 10^scale. Equal values may have different scales (1.5 and 1.50);
 * decimal_compare sees them as equal. A `struct ratio` is an exact fraction for a calculation that
 * is rounded once, at its end (house rule: each leaf value is rounded once, half up, and sums are
 * exact). Overflow is sticky: a ratio that overflowed is `bad`, and so is all computed from it.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { DECIMAL_SCALE_MAX = 9, DECIMAL_DIGITS_MAX = 15 };

struct decimal {
    int64_t units;
    uint8_t scale; /* 0 … DECIMAL_SCALE_MAX */
};

#define DECIMAL_ZERO ((struct decimal){0, 0})
/* DECIMAL(1250, 2) is 12.50 */
#define DECIMAL(units, scale) ((struct decimal){(units), (scale)})

/* The canonical form of files and the database: -?digits[.digits], at most DECIMAL_DIGITS_MAX
 * significant digits and DECIMAL_SCALE_MAX decimals. */
bool decimal_parse(struct str text, struct decimal *ret_value);

/* What a person types. Vietnamese first: comma for decimals, point between thousands, but a single
 * point that cannot be a thousands point ("98.5") is read as a decimal point too. */
enum decimal_reading {
    DECIMAL_READ,
    DECIMAL_AMBIGUOUS, /* "1.490": 1490 or 1.49? Ask. */
    DECIMAL_NO_NUMBER,
};
enum decimal_reading decimal_read_human(struct str text, struct decimal *ret_value);

int decimal_compare(struct decimal a, struct decimal b);
bool decimal_is_zero(struct decimal value);
bool decimal_is_whole(struct decimal value);
/* Exact; overflow aborts: operands are capped at the edge to 15 digits. */
struct decimal decimal_add(struct decimal a, struct decimal b);
struct decimal decimal_subtract(struct decimal a, struct decimal b);
struct decimal decimal_negate(struct decimal value);
struct decimal decimal_min(struct decimal a, struct decimal b);
/* Half away from zero. Widening a scale is exact. */
struct decimal decimal_round(struct decimal value, uint8_t scale);

/* "12.5": no trailing zeros, as in the database. */
struct str decimal_canonical(struct arena *arena, struct decimal value);
/* "69.21", "5.00": exactly SCALE decimals. */
struct str decimal_fixed(struct arena *arena, struct decimal value, uint8_t scale);
/* For people: "1.490.000", "98,25"; no trailing zeros beyond MIN_SCALE decimals.
 * decimal_mark is ',' (Vietnamese) or '.' (English); the other one parts the thousands. */
struct str decimal_display(struct arena *arena, struct decimal value, uint8_t min_scale,
                           char decimal_mark);

__extension__ typedef __int128 int128;

struct ratio {
    int128 numerator;
    int128 denominator; /* > 0 */
    bool bad;           /* overflow, or division by zero */
};

struct ratio ratio_of(struct decimal value);
struct ratio ratio_of_int(int64_t value);
struct ratio ratio_add(struct ratio a, struct ratio b);
struct ratio ratio_subtract(struct ratio a, struct ratio b);
struct ratio ratio_multiply(struct ratio a, struct ratio b);
struct ratio ratio_divide(struct ratio a, struct ratio b);
/* Not for bad ratios. */
int ratio_compare(struct ratio a, struct ratio b);
/* Rounds once, half away from zero; false where the ratio is bad or does not fit. */
bool ratio_round(struct ratio value, uint8_t scale, struct decimal *ret_value);

#endif
