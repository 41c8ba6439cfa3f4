/* Dates of which only the year, or year and month, is known.
 *
 * They are an honest type of their own: shown as they are known, never compared as text and never
 * filled up. What must be ordered uses the first and last day they can mean.
 */
#ifndef BASE_PARTIAL_DATE_H
#define BASE_PARTIAL_DATE_H

#include "base/date.h"

/* {0}: nothing known; month 0: the year alone; day 0: the month alone. */
struct partial_date {
    int16_t year;
    uint8_t month;
    uint8_t day;
};

bool partial_date_is_empty(struct partial_date partial);
bool partial_date_is_full(struct partial_date partial);
struct partial_date partial_date_of(struct date date);

/* The first and the last day it can mean; the empty date where nothing is known. */
struct date partial_date_first(struct partial_date partial);
struct date partial_date_last(struct partial_date partial);

/* "2008", "2008-03", "2008-03-21", exactly; "" is the empty one. */
bool partial_date_parse_iso(struct str text, struct partial_date *ret_partial);
/* The same for text that the program wrote itself, such as a column: the empty one where it is
 * absent or no such date. */
struct partial_date partial_date_from_iso(struct str text);
/* "2008", "3/2008", "21/3/2008" (also with '-' or '.'), or ISO. */
bool partial_date_read_human(struct str text, struct partial_date *ret_partial);

struct str partial_date_iso(struct arena *arena, struct partial_date partial);
/* "2008", "3/2008", "21/3/2008"; "" for the empty one. */
struct str partial_date_display(struct arena *arena, struct partial_date partial);

#endif
