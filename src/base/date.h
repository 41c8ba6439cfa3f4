/* Full calendar dates (proleptic Gregorian) and instants.
 *
 * A `struct date` is either valid or the empty date {0}; validity periods are half-open [from, to).
 * An instant is milliseconds since 1970-01-01 UTC in an int64_t named `…_ms`; offices work in
 * Vietnam's time, which is UTC+7 the whole year.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct date {
    int16_t year;
    uint8_t month;
    uint8_t day;
};

bool date_is_empty(struct date date);
bool date_make(int year, int month, int day, struct date *ret_date);
int date_compare(struct date a, struct date b);

/* "2020-06-26", exactly. */
bool date_parse_iso(struct str text, struct date *ret_date);
/* The same for text that the program wrote itself, such as a column: the empty date where it is
 * absent or no such date. */
struct date date_from_iso(struct str text);
/* "26/6/2020", "26-6-2020", "26.06.2020", or ISO. */
bool date_read_human(struct str text, struct date *ret_date);

/* "2020-06-26"; "" for the empty date. */
struct str date_iso(struct arena *arena, struct date date);
/* As a column takes it that may be NULL: absent for the empty date. */
struct str date_iso_or_none(struct arena *arena, struct date date);
/* "26/6/2020"; "" for the empty date. */
struct str date_display(struct arena *arena, struct date date);

/* Days since 1970-01-01, and back. */
int64_t date_to_days(struct date date);
struct date date_from_days(int64_t days);

/* The date and minute of an instant as clocks in Vietnam show them. */
struct date date_of_instant(int64_t instant_ms);
/* "09:14" and "26/6/2020 09:14" */
struct str instant_time_display(struct arena *arena, int64_t instant_ms);
struct str instant_display(struct arena *arena, int64_t instant_ms);

#endif
