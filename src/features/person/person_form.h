/* What forms and lists say of people, understood. Pure. */
#ifndef FEATURES_PERSON_PERSON_FORM_H
#define FEATURES_PERSON_PERSON_FORM_H

#include "features/person/person.h"

struct person_class {
    struct str code;
    struct str force;
    struct str name;
    struct str name_en;
};

struct person_classes {
    struct person_class *items;
    size_t count;
    size_t capacity;
};

struct person_decision {
    struct str number; /* may be empty, as all of it */
    struct partial_date made_on;
    struct str issuer;
};

/* All fields as typed; absent ones are empty. */
struct person_form {
    struct str name;
    struct str sort_name; /* empty: person_sort_name */
    struct str born;      /* a date, a month or a year */
    struct str unit;      /* its code, or its name */
    struct str from;
    struct str how;
    struct str post;
    struct str leads; /* "1" */
    struct str rank;
    struct str class_code;
    struct str source;
    struct str is_another; /* "1": the namesakes shown are other people */
    struct str reason;     /* of a correction */
};

struct person_span_form {
    struct str aspect; /* person_aspect_code */
    struct str unit;
    struct str value;
    struct str leads;
    struct str how;
    struct str from;
    struct str to;       /* the last day, as people write it */
    struct str succeeds; /* "1": what stood before ends the day before */
    struct str source;
    struct str reason;   /* of a correction */
    struct str withdraw; /* "1": it was wrong altogether */
};

struct person_transfer_form {
    struct str kind; /* "transfer", "secondment" */
    struct str to;   /* a unit's code, or its name */
    struct str on;
    struct str until; /* of a secondment: the last day; may be empty */
    struct str number;
    struct str decided_on;
    struct str issuer;
    struct str comment;
};

struct person_honour_form {
    struct str year;
    struct str title;
    struct str awarded; /* "1"; else it was only proposed */
    struct str number;
    struct str decided_on;
    struct str issuer;
    struct str source;
};

struct person_identity {
    struct str name;
    struct str name_fold;
    struct str sort_name;
    struct str sort_key;
    struct partial_date born;
};

/* Issues go to "name", "sort_name", "born". A birth date after TODAY is refused. */
void person_read_identity(struct arena *arena, const struct person_form *form, struct date today,
                          struct issues *issues, struct person_identity *ret_identity);

/* A span of the form's aspect; the unit's id is the caller's. Issues go to the form's fields. */
void person_read_span(struct arena *arena, const struct person_span_form *form,
                      const struct person_classes *classes, struct issues *issues,
                      struct person_span *ret_span);

/* Issues under "number", "decided_on", "issuer". */
struct person_decision person_read_decision(struct arena *arena, struct str number,
                                            struct str decided_on, struct str issuer,
                                            struct issues *issues);

/* The year and words of an honour. */
void person_read_honour(struct arena *arena, const struct person_honour_form *form,
                        struct date today, struct issues *issues, int *ret_year,
                        struct person_decision *ret_decision);

/* A class by its code or its name, whatever the marks; NULL: none. */
const struct person_class *person_class_find(struct arena *arena,
                                             const struct person_classes *classes, struct str text);

/* A text of at most MAX characters, else an issue on FIELD. */
void person_check_length(struct arena *arena, struct issues *issues, const char *field,
                         struct str text, size_t max);

#endif
