/* Months of service in a year, as a rule counts them, and who considers a person. Pure.
 *
 * How months are counted: each unbroken time by the calendar (15/3 to 15/6 is three months); the
 * days left over of all times together, 30 of them a further month. The rules' texts do not say how
 * a month is counted; the answer names this.
 */
#ifndef FEATURES_PERSON_SERVICE_MONTHS_H
#define FEATURES_PERSON_SERVICE_MONTHS_H

#include "features/person/person.h"

/* What is counted. */
enum service_base {
    SERVICE_IN_UNIT,   /* in the unit that considers, before and in the year */
    SERVICE_RECRUITED, /* since the recruitment, in whatever unit */
    SERVICE_AT_WORK,   /* in the year, in whatever unit */
};
bool service_base_from_code(struct str code, enum service_base *ret_base);

/* A row of the table service_rule. */
struct service_rule {
    struct str code;
    struct str force;
    struct date from;
    struct date to;
    int months;
    enum service_base base;
    bool training_counts;  /* of less than a year; else the source does not say */
    bool treatment_counts; /* of wounds; the same */
    struct str legal_code; /* of the register of documents */
    struct str mark;
    struct str source;
    struct str words;
    struct str words_en;
};

struct service_rules {
    struct service_rule *items;
    size_t count;
    size_t capacity;
};

/* The rule for a force on a day; NULL: none is known. */
const struct service_rule *service_rule_on(const struct service_rules *rules, struct str force,
                                           struct date day);

enum service_verdict {
    SERVICE_NO_RULE, /* no rule is known for the class in that year: only counted */
    SERVICE_NO_UNIT, /* in no unit at the end of the time: nobody considers */
    SERVICE_REACHED,
    SERVICE_NOT_REACHED,
    SERVICE_TO_DECIDE, /* the rule's text does not settle it; the sentences say why */
};
enum msg_id service_verdict_name(enum service_verdict verdict);

/* A time in one unit within the year. */
struct service_part {
    struct str unit_id;
    struct str unit_name;
    struct date from;
    struct date to;
    int months; /* of presence, whole */
    int days;   /* left over */
};

struct service_year {
    int year;
    struct date until; /* counted up to this day, itself not */
    int months;        /* that the rule counts, whole */
    int days;          /* left over, less than 30 */
    enum service_verdict verdict;
    struct str unit_id; /* that considers; empty: none */
    struct str unit_name;
    struct str seconded_to; /* where the person is seconded to at the end; empty: nowhere */
    struct str comment_of;  /* the earlier unit whose written comment is needed; empty: none */
    LIST(struct service_part) parts;
    LIST(struct message) why;
};

/* SPANS as person.h sorts them. TODAY ends a year that is not over. RULE may be NULL: the months
 * are counted all the same. */
void person_service_in_year(struct arena *arena, const struct person_spans *spans, int year,
                            struct date today, const struct service_rule *rule,
                            struct service_year *ret_service);

#endif
