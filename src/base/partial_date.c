#include "base/partial_date.h"

enum { YEAR_MIN = 1000, YEAR_MAX = 9999 };

bool partial_date_is_empty(struct partial_date partial) {
    return partial.year == 0;
}

bool partial_date_is_full(struct partial_date partial) {
    return partial.day != 0;
}

struct partial_date partial_date_of(struct date date) {
    return (struct partial_date){date.year, date.month, date.day};
}

struct date partial_date_first(struct partial_date partial) {
    if (partial_date_is_empty(partial))
        return (struct date){0};
    return (struct date){partial.year, partial.month ? partial.month : 1,
                         partial.day ? partial.day : 1};
}

struct date partial_date_last(struct partial_date partial) {
    if (partial_date_is_empty(partial))
        return (struct date){0};
    if (partial.day)
        return (struct date){partial.year, partial.month, partial.day};
    int month = partial.month ? partial.month : 12;
    struct date next = {0};
    date_make(month == 12 ? partial.year + 1 : partial.year, month == 12 ? 1 : month + 1, 1, &next);
    return date_from_days(date_to_days(next) - 1);
}

/* Digits only, at most four of them. */
static bool read_number(struct str text, int *ret_number) {
    long long number;
    bool digits = text.n > 0 && text.n <= 4;
    for (size_t i = 0; i < text.n; i++)
        digits = digits && text.p[i] >= '0' && text.p[i] <= '9';
    if (!digits || !str_to_int64(text, &number))
        return false;
    *ret_number = (int)number;
    return true;
}

static bool make(int year, int month, struct partial_date *ret_partial) {
    if (year < YEAR_MIN || year > YEAR_MAX || month < 0 || month > 12)
        return false;
    *ret_partial = (struct partial_date){(int16_t)year, (uint8_t)month, 0};
    return true;
}

bool partial_date_parse_iso(struct str text, struct partial_date *ret_partial) {
    struct date date;
    int year, month = 0;
    if (text.n == 0) {
        *ret_partial = (struct partial_date){0};
        return true;
    }
    if (date_parse_iso(text, &date)) {
        *ret_partial = partial_date_of(date);
        return true;
    }
    bool with_month = text.n == 7 && text.p[4] == '-';
    if ((text.n != 4 && !with_month) || !read_number(str_slice(text, 0, 4), &year))
        return false;
    if (with_month && (!read_number(str_slice(text, 5, 7), &month) || month == 0))
        return false;
    return make(year, month, ret_partial);
}

struct partial_date partial_date_from_iso(struct str text) {
    struct partial_date partial = {0};
    return partial_date_parse_iso(text, &partial) ? partial : (struct partial_date){0};
}

bool partial_date_read_human(struct str text, struct partial_date *ret_partial) {
    struct date date;
    text = str_trim(text);
    if (date_read_human(text, &date)) {
        *ret_partial = partial_date_of(date);
        return true;
    }
    if (text.n && partial_date_parse_iso(text, ret_partial))
        return true;
    for (size_t i = 0; i < text.n; i++) {
        int year, month;
        if (text.p[i] != '/' && text.p[i] != '-' && text.p[i] != '.')
            continue;
        return i <= 2 && read_number(str_slice(text, 0, i), &month) && month > 0 &&
               text.n - i == 5 && read_number(str_slice(text, i + 1, text.n), &year) &&
               make(year, month, ret_partial);
    }
    return false;
}

struct str partial_date_iso(struct arena *arena, struct partial_date partial) {
    if (partial_date_is_empty(partial))
        return STR("");
    if (!partial.month)
        return str_format(arena, "%04d", partial.year);
    if (!partial.day)
        return str_format(arena, "%04d-%02d", partial.year, partial.month);
    return date_iso(arena, partial_date_first(partial));
}

struct str partial_date_display(struct arena *arena, struct partial_date partial) {
    if (partial_date_is_empty(partial))
        return STR("");
    if (!partial.month)
        return str_format(arena, "%d", partial.year);
    if (!partial.day)
        return str_format(arena, "%d/%d", partial.month, partial.year);
    return date_display(arena, partial_date_first(partial));
}
