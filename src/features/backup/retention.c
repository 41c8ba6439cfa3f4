#include "features/backup/retention.h"

enum { MINUTE_MS = 60 * 1000, ID_TAIL = 12 };
static const int64_t DAY_MS = (int64_t)24 * 3600 * 1000;
static const int64_t VIETNAM_MS = (int64_t)7 * 3600 * 1000;

enum bucket { BY_DAY, BY_WEEK, BY_MONTH };

static int64_t bucket_of(struct date day, enum bucket bucket) {
    int64_t days = date_to_days(day);
    if (bucket == BY_DAY)
        return days;
    if (bucket == BY_MONTH)
        return (int64_t)day.year * 12 + day.month;
    int64_t since_monday = days + 3; /* 1970-01-01 was a Thursday */
    return since_monday >= 0 ? since_monday / 7 : (since_monday - 6) / 7;
}

/* Whether one of the same bucket was made later. */
static bool seen_before(const struct date *days, size_t at, enum bucket bucket) {
    for (size_t i = 0; i < at; i++)
        if (bucket_of(days[i], bucket) == bucket_of(days[at], bucket))
            return true;
    return false;
}

static void keep_newest(const struct date *days, size_t count, enum bucket bucket, unsigned most,
                        bool *keep) {
    unsigned kept = 0;
    for (size_t i = 0; i < count && kept < most; i++)
        if (!seen_before(days, i, bucket)) {
            keep[i] = true;
            kept++;
        }
}

void retention_choose(const struct date *days, size_t count, const struct retention *retention,
                      bool *ret_keep) {
    for (size_t i = 0; i < count; i++)
        ret_keep[i] = i == 0;
    keep_newest(days, count, BY_DAY, retention->days, ret_keep);
    keep_newest(days, count, BY_WEEK, retention->weeks, ret_keep);
    keep_newest(days, count, BY_MONTH, retention->months, ret_keep);
}

struct date backup_slot(int64_t now_ms, int minute) {
    return date_of_instant(now_ms - (int64_t)minute * MINUTE_MS);
}

int64_t backup_next_ms(int64_t now_ms, int minute) {
    int64_t day = date_to_days(backup_slot(now_ms, minute)) + 1;
    return day * DAY_MS - VIETNAM_MS + (int64_t)minute * MINUTE_MS;
}

struct str backup_file_name(struct arena *arena, int64_t instant_ms, struct str job_id,
                            bool is_sealed) {
    struct date day = date_of_instant(instant_ms);
    int64_t second = ((instant_ms + VIETNAM_MS) % DAY_MS + DAY_MS) % DAY_MS / 1000;
    struct str tail = job_id.n > ID_TAIL ? str_slice(job_id, job_id.n - ID_TAIL, job_id.n) : job_id;
    return str_format(arena, "thidua-%04d%02d%02d-%02d%02d%02d-" STR_FMT ".tar%s", day.year,
                      day.month, day.day, (int)(second / 3600), (int)(second / 60 % 60),
                      (int)(second % 60), STR_ARG(tail), is_sealed ? ".sealed" : "");
}

bool backup_is_file_name(struct str name) {
    static const char FORM[] = "thidua-00000000-000000-xxxxxxxxxxxx.tar";
    const size_t length = sizeof(FORM) - 1;
    if (name.n != length && !(name.n == length + 7 && str_ends_with(name, STR(".sealed"))))
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = name.p[i];
        bool digit = c >= '0' && c <= '9';
        bool fits = FORM[i] == '0'   ? digit
                    : FORM[i] == 'x' ? digit || (c >= 'a' && c <= 'f')
                                     : c == FORM[i];
        if (!fits)
            return false;
    }
    return true;
}
