/* Half-years: the periods of a cluster's reviews. Pure. */
#ifndef FEATURES_PERIOD_PERIOD_H
#define FEATURES_PERIOD_PERIOD_H

#include "base/date.h"
#include "text/message.h"

struct period {
    int year;
    int half; /* 1: interim review; 2: with the annual review */
};

/* "2020-H1", as stored and in addresses. */
bool period_parse(struct str code, struct period *ret_period);
struct str period_code(struct arena *arena, struct period period);
/* "6 tháng đầu năm 2020" */
struct str period_display(struct arena *arena, enum lang lang, struct period period);
/* The last day of the half-year. */
struct date period_last_day(struct period period);
struct date period_first_day(struct period period);
/* The half-year after it. */
struct period period_next(struct period period);

#endif
