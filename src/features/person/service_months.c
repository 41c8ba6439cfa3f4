#include "features/person/service_months.h"

enum { COMMENT_MONTHS = 6, MONTH_DAYS = 30 };

bool service_base_from_code(struct str code, enum service_base *ret_base) {
    static const char *const CODES[] = {
        [SERVICE_IN_UNIT] = "unit", [SERVICE_RECRUITED] = "recruited", [SERVICE_AT_WORK] = "year"};
    for (size_t i = 0; i < COUNT_OF(CODES); i++)
        if (str_equal_c(code, CODES[i])) {
            *ret_base = (enum service_base)i;
            return true;
        }
    return false;
}

const struct service_rule *service_rule_on(const struct service_rules *rules, struct str force,
                                           struct date day) {
    for (size_t i = 0; i < rules->count; i++) {
        const struct service_rule *rule = &rules->items[i];
        if (str_equal(rule->force, force) && date_compare(rule->from, day) <= 0 &&
            (date_is_empty(rule->to) || date_compare(rule->to, day) > 0))
            return rule;
    }
    return NULL;
}

enum msg_id service_verdict_name(enum service_verdict verdict) {
    static const enum msg_id NAMES[] = {
        [SERVICE_NO_RULE] = MSG_person_verdict_no_rule,
        [SERVICE_NO_UNIT] = MSG_person_verdict_no_unit,
        [SERVICE_REACHED] = MSG_person_verdict_reached,
        [SERVICE_NOT_REACHED] = MSG_person_verdict_not_reached,
        [SERVICE_TO_DECIDE] = MSG_person_verdict_to_decide,
    };
    return NAMES[verdict];
}

/* --- days and months -------------------------------------------------------------------------- */

struct amount {
    int months;
    int64_t days;
    int pieces; /* unbroken times it is the sum of */
};

static struct date first_of(int year, int month) {
    struct date date = {0};
    date_make(year, month, 1, &date);
    return date;
}

/* The same day COUNT months later; the last day of a month that has no such day. */
static struct date months_after(struct date date, int count) {
    int month = date.month - 1 + count;
    int year = date.year + month / 12;
    month = month % 12 + 1;
    int next_month = month == 12 ? 1 : month + 1;
    int64_t next = date_to_days(first_of(month == 12 ? year + 1 : year, next_month));
    struct date last = date_from_days(next - 1);
    struct date same = {0};
    return date_make(year, month, date.day, &same) ? same : last;
}

static struct amount between(struct date from, struct date to) {
    struct amount amount = {.pieces = 1};
    while (amount.months < 12 * 100 && date_compare(months_after(from, amount.months + 1), to) <= 0)
        amount.months++;
    amount.days = date_to_days(to) - date_to_days(months_after(from, amount.months));
    return amount;
}

static void add(struct amount *sum, struct amount more) {
    sum->months += more.months;
    sum->days += more.days;
    sum->pieces += more.pieces;
}

/* The days of one unbroken time are less than a month, also where they are 30. */
static struct amount whole(struct amount sum) {
    if (sum.pieces < 2)
        return sum;
    return (struct amount){sum.months + (int)(sum.days / MONTH_DAYS), sum.days % MONTH_DAYS, 1};
}

static struct date later(struct date a, struct date b) {
    return date_is_empty(a) || (!date_is_empty(b) && date_compare(b, a) > 0) ? b : a;
}

static struct date earlier(struct date a, struct date b) {
    return date_is_empty(a) || (!date_is_empty(b) && date_compare(b, a) < 0) ? b : a;
}

/* --- counting --------------------------------------------------------------------------------- */

struct counting {
    struct arena *arena;
    const struct person_spans *spans;
    const struct service_rule *rule;
    struct date begin; /* of the year */
    struct service_year *service;
};

static void say(const struct counting *c, struct message message) {
    *list_push(c->arena, &c->service->why) = message;
}

static struct str number(const struct counting *c, int64_t value) {
    return str_format(c->arena, "%lld", (long long)value);
}

/* A beginning of which only a month or year is known counts from the last day it can mean. */
static struct date counted_from(const struct person_span *span) {
    return date_is_empty(span->from) ? span->from : partial_date_last(span->begins);
}

/* Whether an absence takes days away; says so once, in words. */
static bool takes_away(const struct counting *c, const struct person_span *away, bool tell) {
    enum person_away kind = AWAY_OTHER;
    person_away_from_code(away->value, &kind);
    struct date end = earlier(away->to, c->service->until);
    bool is_short =
        !date_is_empty(away->from) && date_compare(end, months_after(away->from, 12)) < 0;
    bool counts = false;
    enum msg_id words = MSG_person_why_other_away;
    if (kind == AWAY_TRAINING && is_short) {
        counts = c->rule && c->rule->training_counts;
        words = counts ? MSG_person_why_training : MSG_person_why_training_unsaid;
    } else if (kind == AWAY_TRAINING) {
        words = MSG_person_why_training_long;
    } else if (kind == AWAY_TREATMENT) {
        counts = c->rule && c->rule->treatment_counts;
        words = counts ? MSG_person_why_treatment : MSG_person_why_treatment_unsaid;
    }
    if (tell)
        say(c, MESSAGE_WITH(words, date_display(c->arena, later(away->from, c->begin)),
                            date_display(c->arena, date_from_days(date_to_days(end) - 1))));
    return !counts;
}

static bool is_in_year(const struct counting *c, const struct person_span *span) {
    bool ended = !date_is_empty(span->to) && date_compare(span->to, c->begin) <= 0;
    bool later_on = !date_is_empty(span->from) && date_compare(span->from, c->service->until) >= 0;
    return !ended && !later_on;
}

/* [from, to) without the absences that take away, piece by piece. */
static struct amount present(const struct counting *c, struct date from, struct date to) {
    struct amount sum = {0};
    struct date at = from;
    for (size_t i = 0; i < c->spans->count; i++) {
        const struct person_span *away = &c->spans->items[i];
        if (away->aspect != PERSON_AWAY || !is_in_year(c, away) || !takes_away(c, away, false))
            continue;
        struct date gone = later(away->from, at), back = earlier(away->to, to);
        if (date_compare(gone, back) >= 0)
            continue;
        if (date_compare(at, gone) < 0)
            add(&sum, between(at, gone));
        at = back;
    }
    if (date_compare(at, to) < 0)
        add(&sum, between(at, to));
    return sum;
}

static void count_parts(const struct counting *c, struct amount *ret_all) {
    *ret_all = (struct amount){0};
    for (size_t i = 0; i < c->spans->count; i++) {
        const struct person_span *span = &c->spans->items[i];
        if (span->aspect != PERSON_UNIT || !is_in_year(c, span))
            continue;
        struct date from = later(counted_from(span), c->begin);
        struct date to = earlier(span->to, c->service->until);
        if (date_compare(from, to) >= 0)
            continue;
        struct amount amount = present(c, from, to);
        add(ret_all, amount);
        amount = whole(amount);
        *list_push(c->arena, &c->service->parts) = (struct service_part){
            span->unit_id, span->unit_name, from, to, amount.months, (int)amount.days};
        struct str first = date_display(c->arena, from);
        struct str last = date_display(c->arena, date_from_days(date_to_days(to) - 1));
        struct str months = number(c, amount.months);
        say(c, amount.days
                   ? MESSAGE_WITH(MSG_person_why_part, span->unit_name, first, last, months,
                                  number(c, amount.days))
                   : MESSAGE_WITH(MSG_person_why_part_whole, span->unit_name, first, last, months));
        if (!partial_date_is_empty(span->begins) && !partial_date_is_full(span->begins) &&
            date_compare(from, c->begin) > 0)
            say(c,
                MESSAGE_WITH(MSG_person_why_partial, partial_date_display(c->arena, span->begins)));
    }
    for (size_t i = 0; i < c->spans->count; i++)
        if (c->spans->items[i].aspect == PERSON_AWAY && is_in_year(c, &c->spans->items[i]))
            takes_away(c, &c->spans->items[i], true);
}

/* --- who considers ---------------------------------------------------------------------------- */

static void find_unit(const struct counting *c) {
    struct date last = date_from_days(date_to_days(c->service->until) - 1);
    const struct person_span *unit = person_span_on(c->spans, PERSON_UNIT, last);
    const struct person_span *host = person_span_on(c->spans, PERSON_SECONDED, last);
    if (!unit) {
        say(c, MESSAGE_WITH(MSG_person_why_no_unit, date_display(c->arena, last)));
        return;
    }
    c->service->unit_id = unit->unit_id;
    c->service->unit_name = unit->unit_name;
    if (host) {
        c->service->seconded_to = host->unit_name;
        say(c, MESSAGE_WITH(MSG_person_why_seconded, host->unit_name, unit->unit_name));
    }
    const struct service_part *old = NULL;
    for (size_t i = 0; i < c->service->parts.count; i++)
        if (!str_equal(c->service->parts.items[i].unit_id, unit->unit_id))
            old = &c->service->parts.items[i];
    if (!old)
        return;
    say(c, MESSAGE_WITH(MSG_person_why_receiving, unit->unit_name,
                        date_display(c->arena, unit->from)));
    if (old->months >= COMMENT_MONTHS) {
        c->service->comment_of = old->unit_name;
        say(c, MESSAGE_WITH(MSG_person_why_comment, old->unit_name, number(c, old->months)));
    }
}

/* --- the verdict ------------------------------------------------------------------------------ */

/* In the unit that considers, in the year; a unit left and entered again counts together. */
static struct amount in_unit(const struct counting *c) {
    struct amount sum = {0};
    for (size_t i = 0; i < c->service->parts.count; i++) {
        const struct service_part *part = &c->service->parts.items[i];
        if (str_equal(part->unit_id, c->service->unit_id))
            add(&sum, (struct amount){part->months, part->days, 1});
    }
    return whole(sum);
}

static void judge(const struct counting *c, struct amount all) {
    struct service_year *service = c->service;
    const struct service_rule *rule = c->rule;
    bool by_unit = rule && rule->base == SERVICE_IN_UNIT;
    struct amount counted = by_unit && service->unit_id.n ? in_unit(c) : all;
    service->months = counted.months;
    service->days = (int)counted.days;
    if (!rule) {
        service->verdict = SERVICE_NO_RULE;
        say(c, MESSAGE(MSG_person_why_no_rule));
        return;
    }
    if (!service->unit_id.n) {
        service->verdict = SERVICE_NO_UNIT;
        return;
    }
    struct str needed = number(c, rule->months), has = number(c, counted.months);
    if (counted.months >= rule->months) {
        service->verdict = SERVICE_REACHED;
        say(c, MESSAGE_WITH(MSG_person_why_reached, has, needed));
    } else if (by_unit && all.months >= rule->months) {
        /* "New to the unit": whether that means who came from another unit, the text does not
         * say. */
        service->verdict = SERVICE_TO_DECIDE;
        say(c, MESSAGE_WITH(MSG_person_why_transferred, has, needed, number(c, all.months)));
    } else {
        service->verdict = SERVICE_NOT_REACHED;
        say(c, MESSAGE_WITH(MSG_person_why_not_reached, has, needed));
    }
}

void person_service_in_year(struct arena *arena, const struct person_spans *spans, int year,
                            struct date today, const struct service_rule *rule,
                            struct service_year *ret_service) {
    struct service_year service = {.year = year,
                                   .unit_id = STR(""),
                                   .unit_name = STR(""),
                                   .seconded_to = STR(""),
                                   .comment_of = STR("")};
    struct counting c = {arena, spans, rule, first_of(year, 1), &service};
    struct date end = first_of(year + 1, 1);
    struct date tomorrow = date_from_days(date_to_days(today) + 1);
    service.until = earlier(end, later(tomorrow, date_from_days(date_to_days(c.begin) + 1)));
    struct amount all;
    count_parts(&c, &all);
    if (date_compare(service.until, end) < 0)
        say(&c, MESSAGE_WITH(MSG_person_why_until, date_display(arena, today)));
    find_unit(&c);
    judge(&c, whole(all));
    *ret_service = service;
}
