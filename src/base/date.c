#include "base/date.h"

static const int64_t VIETNAM_OFFSET_MS = 7 * 3600 * 1000LL;
static const int64_t DAY_MS = 86400 * 1000LL;

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month) {
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month - 1] + (month == 2 && is_leap(year));
}

bool date_is_empty(struct date date) {
    return date.year == 0;
}

bool date_make(int year, int month, int day, struct date *ret_date) {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month))
        return false;
    *ret_date = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

int date_compare(struct date a, struct date b) {
    int left = (a.year * 16 + a.month) * 32 + a.day;
    int right = (b.year * 16 + b.month) * 32 + b.day;
    return (left > right) - (left < right);
}

/* Unsigned digits only: 1 to 4 of them. */
static bool read_number(struct str text, int *ret_number) {
    long long number;
    if (text.n < 1 || text.n > 4 || text.p[0] == '-' || !str_to_int64(text, &number))
        return false;
    *ret_number = (int)number;
    return true;
}

static bool read_parts(struct str text, char separator, int parts[3]) {
    struct str rest = text;
    for (int i = 0; i < 3; i++)
        if (!rest.p || !read_number(str_cut(&rest, separator), &parts[i]))
            return false;
    return !rest.p;
}

bool date_parse_iso(struct str text, struct date *ret_date) {
    int parts[3];
    return text.n == 10 && text.p[4] == '-' && text.p[7] == '-' && read_parts(text, '-', parts) &&
           date_make(parts[0], parts[1], parts[2], ret_date);
}

struct date date_from_iso(struct str text) {
    struct date date = {0};
    return date_parse_iso(text, &date) ? date : (struct date){0};
}

bool date_read_human(struct str text, struct date *ret_date) {
    text = str_trim(text);
    if (date_parse_iso(text, ret_date))
        return true;
    static const char SEPARATORS[] = {'/', '-', '.'};
    int parts[3];
    for (size_t i = 0; i < sizeof(SEPARATORS); i++)
        if (read_parts(text, SEPARATORS[i], parts))
            return parts[2] >= 1000 && date_make(parts[2], parts[1], parts[0], ret_date);
    return false;
}

struct str date_iso(struct arena *arena, struct date date) {
    if (date_is_empty(date))
        return STR("");
    return str_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

struct str date_iso_or_none(struct arena *arena, struct date date) {
    return date_is_empty(date) ? STR_NONE : date_iso(arena, date);
}

struct str date_display(struct arena *arena, struct date date) {
    if (date_is_empty(date))
        return STR("");
    return str_format(arena, "%d/%d/%d", date.day, date.month, date.year);
}

/* Counts in years that begin on 1 March, so that the leap day comes last. */
int64_t date_to_days(struct date date) {
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t month = (date.month + 9) % 12;
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date date_from_days(int64_t days) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2);
    return (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
}

static int64_t floor_divide(int64_t value, int64_t divisor) {
    return value / divisor - (value % divisor < 0);
}

struct date date_of_instant(int64_t instant_ms) {
    return date_from_days(floor_divide(instant_ms + VIETNAM_OFFSET_MS, DAY_MS));
}

struct str instant_time_display(struct arena *arena, int64_t instant_ms) {
    int64_t local_ms = instant_ms + VIETNAM_OFFSET_MS;
    int64_t minutes = (local_ms - floor_divide(local_ms, DAY_MS) * DAY_MS) / 60000;
    return str_format(arena, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

struct str instant_display(struct arena *arena, int64_t instant_ms) {
    struct str day = date_display(arena, date_of_instant(instant_ms));
    struct str time = instant_time_display(arena, instant_ms);
    return str_format(arena, STR_FMT " " STR_FMT, STR_ARG(day), STR_ARG(time));
}
