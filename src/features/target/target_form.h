/* What people type about targets, understood or refused with a sentence. Pure.
 *
 * Texts of forms are borrowed, as typed, absent or empty where nothing was typed. */
#ifndef FEATURES_TARGET_TARGET_FORM_H
#define FEATURES_TARGET_TARGET_FORM_H

#include "features/target/target.h"

/* A content. */
struct target_item_form {
    struct str name;
    struct str measure;
    struct str direction;  /* a code */
    struct str cumulative; /* "1" */
    struct str for_all;    /* "1" */
    struct str group;
    struct str position; /* a whole number; empty: at the end, or as it was */
    struct str criterion;
};

/* On what a change rests. */
struct target_terms_form {
    struct str source; /* a code */
    struct str number;
    struct str date;
    struct str issuer;
    struct str reason;
};

struct target_terms {
    enum target_source source;
    struct target_decision decision;
    struct str reason;
};

/* A figure as understood. `is_empty`: nothing typed, so the target is taken back. */
struct target_figure {
    bool is_empty;
    bool has_value; /* false for done-or-not */
    struct decimal value;
    bool has_first_half;
    struct decimal first_half;
};

/* A number as people type it ("1.234,5", and "98,6%" where it is counted in per cent), not below 0.
 * False with the sentence to show. */
bool target_read_number(struct str measure, struct str text, struct decimal *ret_value,
                        struct message *ret_why);

/* What was typed for a content: the year and, where it is cumulative, the agreed part of the first
 * half. Faults go to ISSUES under the fields' names. */
void target_read_figure(struct arena *arena, const struct target_item *item, struct str year,
                        struct str first_half, struct str year_field, struct str half_field,
                        struct issues *issues, struct target_figure *ret_figure);
/* Whether it says what the target holds already (leaving aside whether that is agreed). */
bool target_figure_is(const struct target_figure *figure, const struct target *target);

/* Fills name … criterion of RET_ITEM. The fields of faults are those of the form. */
void target_read_item(struct arena *arena, const struct target_item_form *form,
                      struct issues *issues, struct target_item *ret_item);
/* Name, measure, direction, cumulative, for whom: what a target means. Group, order and link do not
 * change that. */
bool target_item_means_same(const struct target_item *a, const struct target_item *b);

/* IS_ADJUSTMENT: after the lock the decision's number and a reason are asked for. NEEDS_REASON: an
 * agreed figure changes. */
void target_read_terms(struct arena *arena, const struct target_terms_form *form,
                       bool is_adjustment, bool needs_reason, struct issues *issues,
                       struct target_terms *ret_terms);

#endif
