/* Kinds of units: data that an organisation adds to and renames; no code depends on one. Pure. */
#ifndef FEATURES_ORGANISATION_UNIT_KIND_H
#define FEATURES_ORGANISATION_UNIT_KIND_H

#include <stdint.h>

#include "text/message.h"

enum { UNIT_KIND_NAME_MAX = 100, UNIT_KIND_PLACE_MAX = 9999, UNIT_KINDS_MAX = 200 };

struct unit_kind {
    struct str code; /* never changes; "" is "not classified" */
    struct str name;
    struct str name_en;
    int64_t place;  /* among the others */
    int64_t units;  /* that are or were of it */
    bool is_unused; /* nothing ever recorded names it: it may be removed */
};

struct unit_kinds {
    struct unit_kind *items;
    size_t count;
    size_t capacity;
};

const struct unit_kind *unit_kind_find(const struct unit_kinds *kinds, struct str code);
/* The kind's name in a language; the code itself where nobody knows it. */
struct str unit_kind_name(const struct unit_kinds *kinds, struct str code, enum lang lang);

/* As typed. */
struct unit_kind_form {
    struct str name;
    struct str name_en; /* empty: the Vietnamese name */
    struct str place;   /* empty: where it is, or after the others but the last ("Loại khác") */
};

/* Understands the form; CODE is empty for a new kind, which gets one from its name. A name that
 * another kind has, in capitals or not, is refused: lists of units name kinds by it. */
void unit_kind_check(struct arena *arena, const struct unit_kinds *kinds, struct str code,
                     const struct unit_kind_form *form, struct issues *issues,
                     struct unit_kind *ret_kind);

#endif
