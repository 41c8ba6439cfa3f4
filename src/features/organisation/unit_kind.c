#include "features/organisation/unit_kind.h"

#include "text/form_text.h"
#include "text/vi_fold.h"

/* Kinds from here on stand last: "Loại khác". */
enum { LAST_PLACES = 900, PLACE_STEP = 10 };

const struct unit_kind *unit_kind_find(const struct unit_kinds *kinds, struct str code) {
    for (size_t i = 0; i < kinds->count; i++)
        if (str_equal(kinds->items[i].code, code))
            return &kinds->items[i];
    return NULL;
}

struct str unit_kind_name(const struct unit_kinds *kinds, struct str code, enum lang lang) {
    const struct unit_kind *kind = unit_kind_find(kinds, code);
    if (!kind)
        return code;
    return lang == LANG_EN ? kind->name_en : kind->name;
}

static struct str name_of(struct arena *arena, const char *field, struct str typed,
                          struct issues *issues) {
    return form_line(arena, issues, str_from_c(field), typed, UNIT_KIND_NAME_MAX, MSG_organisation_too_long);
}

static void check_name_is_free(struct arena *arena, const struct unit_kinds *kinds, struct str code,
                               struct str name, struct issues *issues) {
    struct str fold = vi_fold(arena, name);
    for (size_t i = 0; i < kinds->count; i++)
        if (!str_equal(kinds->items[i].code, code) &&
            (str_equal(kinds->items[i].code, fold) ||
             str_equal(vi_fold(arena, kinds->items[i].name), fold)))
            issue_add(arena, issues, STR("name"),
                      MESSAGE_WITH(MSG_organisation_kind_twice, kinds->items[i].name));
}

static int64_t place_after_others(const struct unit_kinds *kinds) {
    int64_t last = 0;
    for (size_t i = 0; i < kinds->count; i++)
        if (kinds->items[i].place < LAST_PLACES && kinds->items[i].place > last)
            last = kinds->items[i].place;
    return last + PLACE_STEP < LAST_PLACES ? last + PLACE_STEP : last;
}

static int64_t place_of(struct arena *arena, const struct unit_kinds *kinds,
                        const struct unit_kind *before, struct str typed, struct issues *issues) {
    long long place = 0;
    struct str text = str_trim(typed.p ? typed : STR(""));
    if (!text.n)
        return before ? before->place : place_after_others(kinds);
    if (!str_to_int64(text, &place) || place < 1 || place > UNIT_KIND_PLACE_MAX)
        issue_add(arena, issues, STR("place"),
                  MESSAGE_WITH(MSG_organisation_place_wrong, text,
                               str_format(arena, "%d", UNIT_KIND_PLACE_MAX)));
    return place;
}

static struct str free_code(struct arena *arena, const struct unit_kinds *kinds, struct str name) {
    struct str base = vi_slug(arena, name);
    if (!base.n)
        base = STR("loai");
    struct str code = base;
    for (int suffix = 2; unit_kind_find(kinds, code); suffix++)
        code = str_format(arena, STR_FMT "-%d", STR_ARG(base), suffix);
    return code;
}

void unit_kind_check(struct arena *arena, const struct unit_kinds *kinds, struct str code,
                     const struct unit_kind_form *form, struct issues *issues,
                     struct unit_kind *ret_kind) {
    const struct unit_kind *before = code.n ? unit_kind_find(kinds, code) : NULL;
    struct unit_kind kind = before ? *before : (struct unit_kind){.is_unused = true};
    kind.name = name_of(arena, "name", form->name, issues);
    kind.name_en = name_of(arena, "name_en", form->name_en, issues);
    if (!kind.name.n)
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_organisation_kind_name_missing));
    else
        check_name_is_free(arena, kinds, code, kind.name, issues);
    if (!kind.name_en.n)
        kind.name_en = kind.name;
    kind.place = place_of(arena, kinds, before, form->place, issues);
    if (!before && kinds->count >= UNIT_KINDS_MAX)
        issue_add(
            arena, issues, STR("name"),
            MESSAGE_WITH(MSG_organisation_kinds_too_many, str_format(arena, "%d", UNIT_KINDS_MAX)));
    if (!before)
        kind.code = free_code(arena, kinds, kind.name);
    *ret_kind = kind;
}
