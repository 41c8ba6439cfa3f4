#include "base/decimal.h"

#include <stdlib.h>

static const int64_t POWERS_OF_TEN[] = {1,      10,      100,      1000,      10000,
                                        100000, 1000000, 10000000, 100000000, 1000000000};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Reads -?digits[MARKdigits], passing over GROUP between thousands where it is not 0. */
static bool parse(struct str text, char mark, char group, struct decimal *ret_value) {
    size_t i = 0;
    bool negative = text.n && (text.p[0] == '-' || text.p[0] == '+') && text.p[i++] == '-';
    int64_t units = 0;
    uint8_t scale = 0;
    int significant = 0;
    bool any = false;
    bool fraction = false;
    for (; i < text.n; i++) {
        char c = text.p[i];
        if (group && c == group && !fraction)
            continue;
        if (c == mark && !fraction && any) {
            fraction = true;
            if (i + 1 == text.n)
                return false;
            continue;
        }
        if (!is_digit(c))
            return false;
        any = true;
        if (significant || c != '0')
            significant++;
        if (significant > DECIMAL_DIGITS_MAX || (fraction && scale == DECIMAL_SCALE_MAX))
            return false;
        units = units * 10 + (c - '0');
        scale += fraction;
    }
    if (!any)
        return false;
    *ret_value = (struct decimal){negative ? -units : units, scale};
    return true;
}

bool decimal_parse(struct str text, struct decimal *ret_value) {
    if (text.n && text.p[0] == '+')
        return false;
    return parse(text, '.', 0, ret_value);
}

static size_t count_char(struct str text, char c) {
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += text.p[i] == c;
    return count;
}

/* Whether MARK parts groups of three digits: 1 to 3 digits first, then exactly three each. */
static bool groups_thousands(struct str text, char mark) {
    if (text.n && (text.p[0] == '-' || text.p[0] == '+'))
        text = str_slice(text, 1, text.n);
    struct str rest = text;
    struct str first = str_cut(&rest, mark);
    if (first.n < 1 || first.n > 3 || first.p[0] == '0')
        return false;
    while (rest.p)
        if (str_cut(&rest, mark).n != 3)
            return false;
    return true;
}

enum decimal_reading decimal_read_human(struct str text, struct decimal *ret_value) {
    text = str_trim(text);
    size_t commas = count_char(text, ',');
    size_t points = count_char(text, '.');
    bool read = false;
    if (commas == 1) {
        /* 1.490.000,5 – the points before the comma must part thousands. */
        struct str rest = text;
        struct str whole = str_cut(&rest, ',');
        if (points && (count_char(rest, '.') || !groups_thousands(whole, '.')))
            return DECIMAL_NO_NUMBER;
        read = parse(text, ',', points ? '.' : 0, ret_value);
    } else if (commas == 0 && points == 1) {
        struct decimal value;
        if (!parse(text, '.', 0, &value))
            return DECIMAL_NO_NUMBER;
        if (groups_thousands(text, '.'))
            return DECIMAL_AMBIGUOUS;
        *ret_value = value;
        read = true;
    } else if (commas == 0 && points > 1) {
        read = groups_thousands(text, '.') && parse(text, 0, '.', ret_value);
    } else if (commas == 0) {
        read = parse(text, 0, 0, ret_value);
    }
    return read ? DECIMAL_READ : DECIMAL_NO_NUMBER;
}

static void align(struct decimal *a, struct decimal *b) {
    struct decimal *narrow = a->scale < b->scale ? a : b;
    const struct decimal *wide = a->scale < b->scale ? b : a;
    if (__builtin_mul_overflow(narrow->units, POWERS_OF_TEN[wide->scale - narrow->scale],
                               &narrow->units))
        abort();
    narrow->scale = wide->scale;
}

int decimal_compare(struct decimal a, struct decimal b) {
    int128 left = (int128)a.units * POWERS_OF_TEN[b.scale];
    int128 right = (int128)b.units * POWERS_OF_TEN[a.scale];
    return (left > right) - (left < right);
}

bool decimal_is_zero(struct decimal value) {
    return value.units == 0;
}

bool decimal_is_whole(struct decimal value) {
    return value.units % POWERS_OF_TEN[value.scale] == 0;
}

struct decimal decimal_add(struct decimal a, struct decimal b) {
    align(&a, &b);
    if (__builtin_add_overflow(a.units, b.units, &a.units))
        abort();
    return a;
}

struct decimal decimal_negate(struct decimal value) {
    value.units = -value.units;
    return value;
}

struct decimal decimal_subtract(struct decimal a, struct decimal b) {
    return decimal_add(a, decimal_negate(b));
}

struct decimal decimal_min(struct decimal a, struct decimal b) {
    return decimal_compare(a, b) <= 0 ? a : b;
}

struct decimal decimal_round(struct decimal value, uint8_t scale) {
    struct decimal rounded = DECIMAL_ZERO;
    if (!ratio_round(ratio_of(value), scale, &rounded))
        abort();
    return rounded;
}

/* Writes the digits with SCALE decimals, backwards from the end of a local array. */
static struct str format(struct arena *arena, struct decimal value, uint8_t min_scale, char mark,
                         char group) {
    while (value.scale > min_scale && value.units % 10 == 0) {
        value.units /= 10;
        value.scale--;
    }
    if (value.scale < min_scale)
        value = decimal_round(value, min_scale);
    char text[48];
    char *start = text + sizeof(text);
    uint64_t rest = value.units < 0 ? 0 - (uint64_t)value.units : (uint64_t)value.units;
    for (int i = 0; i < value.scale; i++, rest /= 10)
        *--start = (char)('0' + rest % 10);
    if (value.scale)
        *--start = mark;
    int digits = 0;
    do {
        if (group && digits && digits % 3 == 0)
            *--start = group;
        *--start = (char)('0' + rest % 10);
        rest /= 10;
        digits++;
    } while (rest);
    if (value.units < 0)
        *--start = '-';
    return str_copy(arena, (struct str){start, (size_t)(text + sizeof(text) - start)});
}

struct str decimal_canonical(struct arena *arena, struct decimal value) {
    return format(arena, value, 0, '.', 0);
}

struct str decimal_fixed(struct arena *arena, struct decimal value, uint8_t scale) {
    return format(arena, decimal_round(value, scale), scale, '.', 0);
}

struct str decimal_display(struct arena *arena, struct decimal value, uint8_t min_scale,
                           char decimal_mark) {
    return format(arena, value, min_scale, decimal_mark, decimal_mark == ',' ? '.' : ',');
}

static const struct ratio BAD_RATIO = {0, 1, true};

static int128 greatest_common_divisor(int128 a, int128 b) {
    a = a < 0 ? -a : a;
    while (b) {
        int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a ? a : 1;
}

/* In lowest terms, so that a chain of operations stays small. */
static struct ratio reduced(int128 numerator, int128 denominator) {
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    int128 divisor = greatest_common_divisor(numerator, denominator);
    return (struct ratio){numerator / divisor, denominator / divisor, false};
}

struct ratio ratio_of(struct decimal value) {
    return reduced(value.units, POWERS_OF_TEN[value.scale]);
}

struct ratio ratio_of_int(int64_t value) {
    return (struct ratio){value, 1, false};
}

struct ratio ratio_add(struct ratio a, struct ratio b) {
    int128 left;
    int128 right;
    int128 sum;
    int128 denominator;
    if (a.bad || b.bad || __builtin_mul_overflow(a.numerator, b.denominator, &left) ||
        __builtin_mul_overflow(b.numerator, a.denominator, &right) ||
        __builtin_add_overflow(left, right, &sum) ||
        __builtin_mul_overflow(a.denominator, b.denominator, &denominator))
        return BAD_RATIO;
    return reduced(sum, denominator);
}

struct ratio ratio_subtract(struct ratio a, struct ratio b) {
    b.numerator = -b.numerator;
    return ratio_add(a, b);
}

struct ratio ratio_multiply(struct ratio a, struct ratio b) {
    if (a.bad || b.bad)
        return BAD_RATIO;
    /* Crosswise reduction first keeps the products small. */
    struct ratio left = reduced(a.numerator, b.denominator);
    struct ratio right = reduced(b.numerator, a.denominator);
    int128 numerator;
    int128 denominator;
    if (__builtin_mul_overflow(left.numerator, right.numerator, &numerator) ||
        __builtin_mul_overflow(left.denominator, right.denominator, &denominator))
        return BAD_RATIO;
    return (struct ratio){numerator, denominator, false};
}

struct ratio ratio_divide(struct ratio a, struct ratio b) {
    if (a.bad || b.bad || b.numerator == 0)
        return BAD_RATIO;
    return ratio_multiply(a, reduced(b.denominator, b.numerator));
}

int ratio_compare(struct ratio a, struct ratio b) {
    struct ratio difference = ratio_subtract(a, b);
    if (a.bad || b.bad || difference.bad)
        abort();
    return (difference.numerator > 0) - (difference.numerator < 0);
}

bool ratio_round(struct ratio value, uint8_t scale, struct decimal *ret_value) {
    int128 scaled;
    if (value.bad || __builtin_mul_overflow(value.numerator, POWERS_OF_TEN[scale], &scaled))
        return false;
    int128 quotient = scaled / value.denominator;
    int128 rest = scaled % value.denominator;
    if (rest < 0)
        rest = -rest;
    /* rest * 2 >= denominator, without the product that could overflow */
    if (rest >= value.denominator - rest)
        quotient += scaled < 0 ? -1 : 1;
    if (quotient > INT64_MAX || quotient < -INT64_MAX)
        return false;
    *ret_value = (struct decimal){(int64_t)quotient, scale};
    return true;
}
