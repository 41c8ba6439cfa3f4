#include "features/period/period.h"

bool period_parse(struct str code, struct period *ret_period) {
    long long year;
    if (code.n != 7 || !str_equal(str_slice(code, 4, 6), STR("-H")) ||
        (code.p[6] != '1' && code.p[6] != '2') || !str_to_int64(str_slice(code, 0, 4), &year) ||
        year < 1900 || year > 2200)
        return false;
    *ret_period = (struct period){(int)year, code.p[6] - '0'};
    return true;
}

struct str period_code(struct arena *arena, struct period period) {
    return str_format(arena, "%04d-H%d", period.year, period.half);
}

struct str period_display(struct arena *arena, enum lang lang, struct period period) {
    enum msg_id id = period.half == 1 ? MSG_period_first_half : MSG_period_second_half;
    return message_text(arena, lang, MESSAGE_WITH(id, str_format(arena, "%d", period.year)));
}

struct date period_first_day(struct period period) {
    struct date day = {0};
    date_make(period.year, period.half == 1 ? 1 : 7, 1, &day);
    return day;
}

struct date period_last_day(struct period period) {
    struct date day = {0};
    date_make(period.year, period.half == 1 ? 6 : 12, period.half == 1 ? 30 : 31, &day);
    return day;
}

struct period period_next(struct period period) {
    return period.half == 1 ? (struct period){period.year, 2} : (struct period){period.year + 1, 1};
}
