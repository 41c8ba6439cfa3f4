/* One step of the editor of a table: what was typed into its rows, and what is then done to one of
 * them. Pure; the whole step holds or nothing.
 */
#ifndef FEATURES_CRITERIA_CRITERIA_EDIT_H
#define FEATURES_CRITERIA_CRITERIA_EDIT_H

#include "features/scoring/criteria_text.h"

enum edit_act {
    EDIT_SAVE,  /* what was typed, nothing else */
    EDIT_UP,    /* before the one before it, with all below it */
    EDIT_DOWN,  /* after the one after it */
    EDIT_IN,    /* below the one before it */
    EDIT_OUT,   /* beside the group it stands in, after it */
    EDIT_AFTER, /* a new criterion after it */
    EDIT_BELOW, /* a new last criterion below it */
    EDIT_REMOVE,
    EDIT_ACT_COUNT,
};
/* "save", "up", … and back. */
struct str edit_act_code(enum edit_act act);
bool edit_act_from_code(struct str code, enum edit_act *ret_act);

/* A row's fields as typed; absent ones stay as they are. */
struct row_typed {
    struct str label;
    struct str name;
    struct str kind;
    struct str max;
    struct str target;
    struct str measure;
    struct str for_kind;
    /* Of the page of one criterion. */
    struct str points_each;
    struct str bonus; /* "1", "" */
    struct str note;
    struct str rule;
    struct str owner;
    struct str rollup; /* "", "sum", "sum week", … */
};

struct criteria_edit {
    struct str title; /* absent: as it is */
    struct row_typed *rows;
    size_t count;
    enum edit_act act;
    size_t at;                    /* the row; of an empty table 0 */
    const struct str *unit_kinds; /* those there are */
    size_t unit_kind_count;
    const struct named_rule *rules; /* those a criterion may pick */
    size_t rule_count;
    size_t landed; /* out: where the row is now, or the new one */
};

/* Findings are named by field and row: "max-3". */
void criteria_edit_apply(struct arena *arena, struct criteria_document *document,
                         struct criteria_edit *edit, struct issues *issues);

#endif
