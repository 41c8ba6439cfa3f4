/* Dates and decimals, as people type them and as files hold them. */
#include "base/date.h"
#include "base/decimal.h"
#include "fuzz.h"

static bool is_same(struct decimal a, struct decimal b) {
    return decimal_compare(a, b) == 0;
}

/* What is shown is read back as the same number, by people's rules and by the machine's. */
static void try_value(struct arena *arena, struct decimal value) {
    struct decimal back = DECIMAL_ZERO;
    MUST_HOLD(value.scale <= DECIMAL_SCALE_MAX);
    MUST_HOLD(decimal_parse(decimal_canonical(arena, value), &back) && is_same(back, value));
    struct str shown = decimal_display(arena, value, 0, ',');
    enum decimal_reading reading = decimal_read_human(shown, &back);
    MUST_HOLD(reading == DECIMAL_READ ? is_same(back, value) : reading == DECIMAL_AMBIGUOUS);
    decimal_display(arena, value, 2, '.');
    struct decimal rounded = DECIMAL_ZERO;
    if (ratio_round(ratio_of(value), 2, &rounded))
        MUST_HOLD(rounded.scale == 2 && is_same(rounded, decimal_round(value, 2)));
    MUST_HOLD(decimal_is_zero(decimal_subtract(value, value)));
    MUST_HOLD(is_same(decimal_negate(decimal_negate(value)), value));
}

static void try_decimals(struct arena *arena, struct str input) {
    struct decimal exact = DECIMAL_ZERO, human = DECIMAL_ZERO;
    bool parsed = decimal_parse(input, &exact);
    if (parsed)
        try_value(arena, exact);
    enum decimal_reading reading = decimal_read_human(input, &human);
    if (reading == DECIMAL_READ)
        try_value(arena, human);
    /* Read two ways, never with two values. */
    if (parsed)
        MUST_HOLD(reading == DECIMAL_READ ? is_same(exact, human) : reading == DECIMAL_AMBIGUOUS);
}

static void try_day(struct arena *arena, struct date date) {
    struct date back = {0};
    MUST_HOLD(date_make(date.year, date.month, date.day, &back));
    MUST_HOLD(date_compare(date_from_days(date_to_days(date)), date) == 0);
    MUST_HOLD(date_parse_iso(date_iso(arena, date), &back) && date_compare(back, date) == 0);
}

static void try_dates(struct arena *arena, struct str input) {
    struct date exact = {0}, human = {0}, back = {0};
    if (date_parse_iso(input, &exact)) {
        try_day(arena, exact);
        MUST_HOLD(str_equal(date_iso(arena, exact), input));
    }
    if (date_read_human(input, &human)) {
        try_day(arena, human);
        struct str shown = date_display(arena, human);
        MUST_HOLD(human.year < 1000 ||
                  (date_read_human(shown, &back) && date_compare(back, human) == 0));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct str input = fuzz_input(data, size);
    long long number;
    try_decimals(arena, input);
    try_dates(arena, input);
    str_to_int64(input, &number);
    arena_free(arena);
    return 0;
}
