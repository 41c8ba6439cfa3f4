/* Forms of people: add, correct, a line, a transfer. */
#ifndef FEATURES_PERSON_PERSON_FORM_WEB_H
#define FEATURES_PERSON_PERSON_FORM_WEB_H

#include "features/person/person_web.h"

struct person_twin_line {
    struct str href; /* empty: the record is another unit's */
    struct str words;
    bool is_elsewhere; /* in another unit: to be transferred, not entered again */
};

struct person_form_view {
    const struct page *page;
    struct str base; /* empty: a new person */
    struct str name; /* of the person */
    struct str action;
    struct person_form form;
    struct ui_options units; /* empty: the unit is typed */
    struct ui_options hows;
    struct ui_options classes;
    LIST(struct person_twin_line) twins;
};

struct person_choice {
    struct str href;
    enum msg_id name;
    enum msg_id hint;
};

struct person_span_view {
    const struct page *page;
    struct str base;
    struct str name;
    struct str action;
    enum msg_id title;
    struct person_span_form form;
    bool is_change;
    bool has_unit;
    bool has_how;
    bool has_post;
    bool has_rank;
    bool can_succeed;
    struct ui_options units;
    struct ui_options hows;
    struct ui_options values;           /* of a class, an absence */
    LIST(struct person_choice) choices; /* instead of the form: what to record */
};

struct person_transfer_view {
    const struct page *page;
    struct str base;
    struct str name;
    struct str unit;
    struct person_transfer_form form;
    struct ui_options kinds;
};

extern const struct route person_form_routes[];
extern const size_t person_form_routes_count;

#endif
