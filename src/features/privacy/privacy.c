#include "features/privacy/privacy.h"

#include "base/list.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS  (24 * HOUR_MS)

/* --- the register ------------------------------------------------------------------------------
 */

static bool names(const char *columns, struct str column) {
    struct str rest = str_from_c(columns);
    while (rest.n)
        if (str_equal(str_cut(&rest, ' '), column))
            return true;
    return false;
}

enum privacy_class privacy_class_of(struct str table, struct str column) {
    bool personal = false, plain = false;
    for (size_t i = 0; i < PRIVACY_FIELD_COUNT; i++)
        personal |=
            str_equal_c(table, PRIVACY_FIELDS[i].table) && names(PRIVACY_FIELDS[i].columns, column);
    for (size_t i = 0; i < PRIVACY_PLAIN_COUNT; i++)
        plain |=
            str_equal_c(table, PRIVACY_PLAIN[i].table) && names(PRIVACY_PLAIN[i].columns, column);
    if (personal && plain)
        return PRIVACY_IS_BOTH;
    return personal ? PRIVACY_IS_PERSONAL : plain ? PRIVACY_IS_PLAIN : PRIVACY_UNKNOWN;
}

/* --- terms ------------------------------------------------------------------------------------ */

const struct privacy_term_about PRIVACY_TERMS[PRIVACY_TERM_COUNT] = {
    [TERM_SESSION] = {STR_INIT("session"), MSG_privacy_term_session, 30, 0, 3650},
    [TERM_FAILURE] = {STR_INIT("failure"), MSG_privacy_term_failure, 180, 1, 3650},
    [TERM_LIST] = {STR_INIT("list"), MSG_privacy_term_list, 7, 1, 3650},
    [TERM_TRANSFER] = {STR_INIT("transfer"), MSG_privacy_term_transfer, 365, 30, 36500},
    [TERM_REQUEST] = {STR_INIT("request"), MSG_privacy_term_request, 10, 1, 365},
};

bool privacy_term_from_code(struct str code, enum privacy_term *ret_term) {
    for (int term = 0; term < PRIVACY_TERM_COUNT; term++)
        if (str_equal(PRIVACY_TERMS[term].code, code)) {
            *ret_term = (enum privacy_term)term;
            return true;
        }
    return false;
}

int64_t privacy_kept_until(int64_t now_ms, int64_t days) {
    return now_ms - days * DAY_MS;
}

/* --- requests ----------------------------------------------------------------------------------
 */

struct coded {
    struct str code;
    enum msg_id name;
};

static const struct coded ASKS[PRIVACY_ASK_COUNT] = {
    [ASK_ACCESS] = {STR_INIT("access"), MSG_privacy_ask_access},
    [ASK_CORRECT] = {STR_INIT("correct"), MSG_privacy_ask_correct},
};
static const struct coded ASKERS[PRIVACY_ASKER_COUNT] = {
    [ASKER_SELF] = {STR_INIT("self"), MSG_privacy_asker_self},
    [ASKER_AGENT] = {STR_INIT("agent"), MSG_privacy_asker_agent},
};
static const struct coded STEPS[PRIVACY_STEP_COUNT] = {
    [STEP_TAKEN] = {STR_INIT("taken"), MSG_privacy_step_taken},
    [STEP_REQUEST_DONE] = {STR_INIT("done"), MSG_privacy_step_done},
    [STEP_REFUSED] = {STR_INIT("refused"), MSG_privacy_step_refused},
    [STEP_WITHDRAWN] = {STR_INIT("withdrawn"), MSG_privacy_step_withdrawn},
};

static bool find_code(const struct coded *table, size_t count, struct str code, size_t *ret_index) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(table[i].code, code)) {
            *ret_index = i;
            return true;
        }
    return false;
}

struct str privacy_ask_code(enum privacy_ask ask) {
    return ASKS[ask].code;
}

bool privacy_ask_from_code(struct str code, enum privacy_ask *ret_ask) {
    size_t index;
    if (!find_code(ASKS, PRIVACY_ASK_COUNT, code, &index))
        return false;
    *ret_ask = (enum privacy_ask)index;
    return true;
}

enum msg_id privacy_ask_name(enum privacy_ask ask) {
    return ASKS[ask].name;
}

struct str privacy_asker_code(enum privacy_asker asker) {
    return ASKERS[asker].code;
}

bool privacy_asker_from_code(struct str code, enum privacy_asker *ret_asker) {
    size_t index;
    if (!find_code(ASKERS, PRIVACY_ASKER_COUNT, code, &index))
        return false;
    *ret_asker = (enum privacy_asker)index;
    return true;
}

enum msg_id privacy_asker_name(enum privacy_asker asker) {
    return ASKERS[asker].name;
}

struct str privacy_step_code(enum privacy_step step) {
    return STEPS[step].code;
}

bool privacy_step_from_code(struct str code, enum privacy_step *ret_step) {
    size_t index;
    if (!find_code(STEPS, PRIVACY_STEP_COUNT, code, &index))
        return false;
    *ret_step = (enum privacy_step)index;
    return true;
}

enum msg_id privacy_step_name(enum privacy_step step) {
    return STEPS[step].name;
}

/* --- incidents ---------------------------------------------------------------------------------
 */

enum msg_id incident_state_name(enum incident_state state) {
    static const enum msg_id NAMES[INCIDENT_STATE_COUNT] = {
        [INCIDENT_OPEN] = MSG_privacy_incident_open,
        [INCIDENT_NOTIFIED] = MSG_privacy_incident_notified,
        [INCIDENT_CLOSED] = MSG_privacy_incident_closed,
    };
    return NAMES[state];
}

int64_t incident_due_ms(int64_t occurred_ms) {
    return occurred_ms + INCIDENT_HOURS * HOUR_MS;
}

struct message incident_clock(struct arena *arena, int64_t occurred_ms, int64_t notified_ms,
                              int64_t now_ms) {
    int64_t at_ms = notified_ms ? notified_ms : now_ms;
    int64_t left_ms = incident_due_ms(occurred_ms) - at_ms;
    bool late = left_ms < 0;
    int64_t minutes = (late ? -left_ms : left_ms) / 60000;
    struct str hours_text = str_format(arena, "%lld", (long long)(minutes / 60));
    struct str minutes_text = str_format(arena, "%lld", (long long)(minutes % 60));
    if (notified_ms)
        return late ? MESSAGE_WITH(MSG_privacy_clock_notified_late, hours_text, minutes_text)
                    : MESSAGE(MSG_privacy_clock_notified);
    return MESSAGE_WITH(late ? MSG_privacy_clock_late : MSG_privacy_clock_left, hours_text,
                        minutes_text);
}

static bool read_clock(struct str text, int64_t *ret_minutes) {
    struct str rest = text;
    struct str hour = str_cut(&rest, ':');
    struct str minute = rest.p ? str_cut(&rest, ':') : STR("");
    long long h, m;
    if (rest.p || !hour.n || hour.n > 2 || minute.n != 2 || !str_to_int64(hour, &h) ||
        !str_to_int64(minute, &m) || h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    *ret_minutes = h * 60 + m;
    return true;
}

bool instant_read_human(struct str text, int64_t *ret_ms) {
    enum { VIETNAM_AHEAD_H = 7 };
    struct str rest = text;
    struct str left = str_cut(&rest, ' ');
    if (!rest.p) {
        rest = text;
        left = str_cut(&rest, 'T');
    }
    if (!rest.p)
        return false;
    struct str right = str_trim(rest);
    struct date day;
    int64_t minutes;
    bool day_first = date_read_human(left, &day) && read_clock(right, &minutes);
    if (!day_first && !(date_read_human(right, &day) && read_clock(left, &minutes)))
        return false;
    *ret_ms = date_to_days(day) * DAY_MS + minutes * 60000 - VIETNAM_AHEAD_H * HOUR_MS;
    return true;
}
