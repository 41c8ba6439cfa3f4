#include "features/scoregrid/scoregrid.h"

enum { DAYS_OF_WEEK = 7 };

static const struct str FIELDS[GRID_FIELD_COUNT] = {
    [GRID_ACTUAL] = STR_INIT("actual"),
    [GRID_POINTS] = STR_INIT("points"),
    [GRID_EVIDENCE] = STR_INIT("evidence"),
};

struct str grid_field_code(enum grid_field field) {
    return FIELDS[field];
}

bool grid_field_from_code(struct str code, enum grid_field *ret_field) {
    for (size_t i = 0; i < GRID_FIELD_COUNT; i++)
        if (str_equal(FIELDS[i], code)) {
            *ret_field = (enum grid_field)i;
            return true;
        }
    return false;
}

bool grid_read_points(struct arena *arena, const struct criterion *criterion,
                      const struct scoring_rules *rules, struct str text, bool *ret_known,
                      struct decimal *ret_points, struct message *ret_why) {
    struct decimal low;
    struct decimal high;
    *ret_known = false;
    if (str_is_empty(text))
        return true;
    enum decimal_reading reading = decimal_read_human(text, ret_points);
    if (reading != DECIMAL_READ) {
        *ret_why = MESSAGE_WITH(reading == DECIMAL_AMBIGUOUS ? MSG_scoring_number_ambiguous
                                                             : MSG_scoring_not_a_number,
                                text);
        return false;
    }
    struct decimal rounded = decimal_round(*ret_points, POINT_SCALE);
    if (decimal_compare(rounded, *ret_points) != 0) {
        *ret_why = MESSAGE(MSG_scoring_points_too_fine);
        return false;
    }
    scoring_points_limits(criterion, rules, &low, &high);
    if (decimal_compare(rounded, low) < 0 || decimal_compare(rounded, high) > 0) {
        *ret_why =
            MESSAGE_WITH(MSG_scoring_points_out_of_range, decimal_display(arena, low, 0, ','),
                         decimal_display(arena, high, 0, ','));
        return false;
    }
    *ret_points = rounded;
    *ret_known = true;
    return true;
}

/* --- roll-up ----------------------------------------------------------------------------- */

static void add_months(struct arena *arena, struct period period, struct grid_parts *parts) {
    int last = period.half == 1 ? 6 : 12;
    for (int month = 1; month <= last; month++) {
        struct grid_part *part = list_push(arena, parts);
        part->step = ROLLUP_MONTHS;
        part->number = month;
        part->field = str_format(arena, "part.%04d-%02d", period.year, month);
        (void)date_make(period.year, month, 1, &part->first);
    }
}

/* The Monday of the week a day lies in: day 0, 1/1/1970, was a Thursday. */
static int64_t monday_of(int64_t day) {
    return day - (((day + 3) % DAYS_OF_WEEK) + DAYS_OF_WEEK) % DAYS_OF_WEEK;
}

static void add_weeks(struct arena *arena, struct period period, struct grid_parts *parts) {
    struct date new_year;
    if (!date_make(period.year, 1, 1, &new_year))
        return;
    const int64_t last = date_to_days(period_last_day(period));
    const int thursday = 3;
    /* The first week is the one with the year's first Thursday. */
    int64_t monday = monday_of(date_to_days(new_year));
    if (monday + thursday < date_to_days(new_year))
        monday += DAYS_OF_WEEK;
    for (int number = 1; monday + thursday <= last; number++, monday += DAYS_OF_WEEK) {
        struct grid_part *part = list_push(arena, parts);
        part->step = ROLLUP_WEEKS;
        part->number = number;
        part->field = str_format(arena, "part.%04d-W%02d", period.year, number);
        part->first = date_from_days(monday);
    }
}

void grid_parts_of(struct arena *arena, enum rollup_step step, struct period period,
                   struct grid_parts *ret_parts) {
    *ret_parts = (struct grid_parts){0};
    if (step == ROLLUP_MONTHS)
        add_months(arena, period, ret_parts);
    else
        add_weeks(arena, period, ret_parts);
}

struct str grid_part_name(struct arena *arena, enum lang lang, const struct grid_part *part) {
    struct str number = str_format(arena, "%d", part->number);
    if (part->step == ROLLUP_MONTHS)
        return message_text(arena, lang, MESSAGE_WITH(MSG_scoregrid_month, number));
    struct str day = str_format(arena, "%d/%d", part->first.day, part->first.month);
    return message_text(arena, lang, MESSAGE_WITH(MSG_scoregrid_week, number, day));
}
