#include "features/scoring/class_scale.h"

#include "text/utf8.h"
#include "text/vi_fold.h"

static const struct decimal HUNDRED = {100, 0};

/* --- reading ------------------------------------------------------------------------------- */

struct reader {
    struct arena *arena;
    struct str field;
    struct issues *issues;
    LIST(struct score_class) classes;
    /* Of the class before, where its line was a range. */
    bool has_below;
    struct decimal below; /* the bound that the next line has to end at */
    struct str below_text;
};

static void complain(struct reader *r, struct message message) {
    issue_add(r->arena, r->issues, r->field, message);
}

static struct str shown(struct reader *r, struct decimal value) {
    return decimal_display(r->arena, value, 0, ',');
}

static bool read_bound(struct str text, struct decimal *ret_bound) {
    return decimal_read_human(str_trim(text), ret_bound) == DECIMAL_READ && ret_bound->units >= 0 &&
           decimal_compare(*ret_bound, DECIMAL(1000000, 0)) <= 0;
}

/* Parts "81–90", "81-90" and "81"; *ret_to stays absent in the last. */
static void cut_range(struct str text, struct str *ret_from, struct str *ret_to) {
    static const char *const DASHES[] = {"\xE2\x80\x93", "-"};
    *ret_from = text;
    *ret_to = STR_NONE;
    for (size_t i = 0; i < COUNT_OF(DASHES) && !ret_to->p; i++) {
        struct str dash = str_from_c(DASHES[i]);
        ptrdiff_t at = str_find(text, dash);
        if (at > 0) {
            *ret_from = str_trim(str_slice(text, 0, (size_t)at));
            *ret_to = str_trim(str_slice(text, (size_t)at + dash.n, text.n));
        }
    }
}

/* A class must begin below the one before it and, where ranges are written, end where that one
 * begins: neither a gap nor an overlap. */
static bool fits_below(struct reader *r, struct decimal from, struct str to_text) {
    struct decimal to = DECIMAL_ZERO;
    if (to_text.p && (!read_bound(to_text, &to) || decimal_compare(to, from) < 0)) {
        complain(r, MESSAGE_WITH(MSG_rule_class_bound_wrong, to_text));
        return false;
    }
    if (r->classes.count == 0)
        return true;
    struct decimal above = r->classes.items[r->classes.count - 1].from;
    if (decimal_compare(from, above) >= 0) {
        complain(r, MESSAGE_WITH(MSG_rule_class_not_descending, shown(r, from), shown(r, above)));
        return false;
    }
    int order = to_text.p ? decimal_compare(to, above) : 0;
    if (order != 0)
        complain(r, order < 0
                        ? MESSAGE_WITH(MSG_rule_class_gap, shown(r, to), shown(r, above))
                        : MESSAGE_WITH(MSG_rule_class_overlap, shown(r, above), shown(r, to)));
    return order == 0;
}

static bool read_conditions(struct reader *r, struct str rest, struct score_class *class) {
    while (rest.p) {
        struct str part = str_trim(str_cut(&rest, '|'));
        struct str folded = vi_fold(r->arena, part);
        struct str digits = str_ends_with(part, STR("%")) ? str_slice(part, 0, part.n - 1) : part;
        if (str_is_empty(part))
            continue;
        if (str_equal_c(folded, "ky luat") || str_equal_c(folded, "discipline")) {
            class->no_discipline = true;
        } else if (!class->has_part_floor && read_bound(digits, &class->part_floor) &&
                   decimal_compare(class->part_floor, HUNDRED) <= 0) {
            class->has_part_floor = true;
        } else {
            complain(r, MESSAGE_WITH(MSG_rule_class_condition_wrong, part));
            return false;
        }
    }
    return true;
}

static bool read_class(struct reader *r, struct str line) {
    struct str rest = line;
    struct str from_text;
    struct str to_text;
    cut_range(str_trim(str_cut(&rest, '|')), &from_text, &to_text);
    struct score_class class = {.name = str_trim(str_cut(&rest, '|'))};
    if (!read_bound(from_text, &class.from)) {
        complain(r, MESSAGE_WITH(MSG_rule_class_bound_wrong, from_text));
        return false;
    }
    if (str_is_empty(class.name) || utf8_length(class.name) > CLASS_NAME_MAX) {
        complain(r, MESSAGE_WITH(MSG_rule_class_name_wrong, shown(r, class.from),
                                 str_format(r->arena, "%d", CLASS_NAME_MAX)));
        return false;
    }
    for (size_t i = 0; i < r->classes.count; i++)
        if (str_equal(vi_fold(r->arena, r->classes.items[i].name), vi_fold(r->arena, class.name))) {
            complain(r, MESSAGE_WITH(MSG_rule_class_twice, class.name));
            return false;
        }
    if (!fits_below(r, class.from, to_text) || !read_conditions(r, rest, &class))
        return false;
    *list_push(r->arena, &r->classes) = class;
    return true;
}

static bool read_basis(struct reader *r, struct str line, enum class_basis *ret_basis) {
    struct str folded = vi_fold(r->arena, line);
    bool points = str_equal_c(folded, "diem") || str_equal_c(folded, "points");
    bool share = str_equal_c(folded, "ty le") || str_equal_c(folded, "share");
    *ret_basis = share ? CLASS_BY_SHARE : CLASS_BY_POINTS;
    if (!points && !share)
        complain(r, MESSAGE_WITH(MSG_rule_class_basis_missing, line));
    return points || share;
}

static void check_ends(struct reader *r, enum class_basis basis) {
    const struct score_class *last = &r->classes.items[r->classes.count - 1];
    if (!decimal_is_zero(last->from))
        complain(r, MESSAGE_WITH(MSG_rule_class_last_not_zero, shown(r, last->from)));
    if (last->has_part_floor || last->no_discipline)
        complain(r, MESSAGE_WITH(MSG_rule_class_last_conditions, last->name));
    if (basis == CLASS_BY_SHARE && decimal_compare(r->classes.items[0].from, HUNDRED) > 0)
        complain(r, MESSAGE_WITH(MSG_rule_class_share_above, shown(r, r->classes.items[0].from)));
}

void class_scale_read(struct arena *arena, struct str text, struct str field,
                      struct class_scale *ret_scale, struct issues *issues) {
    struct reader r = {.arena = arena, .field = field, .issues = issues};
    struct class_scale scale = {.basis = CLASS_BY_POINTS};
    struct str rest = str_trim(text);
    bool fine = true;
    *ret_scale = scale;
    if (str_is_empty(rest))
        return;
    fine = read_basis(&r, str_trim(str_cut(&rest, '\n')), &scale.basis);
    while (fine && rest.p) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (str_is_empty(line))
            continue;
        if (r.classes.count == CLASSES_MAX) {
            complain(&r,
                     MESSAGE_WITH(MSG_rule_class_too_many, str_format(arena, "%d", CLASSES_MAX)));
            return;
        }
        fine = read_class(&r, line);
    }
    if (!fine)
        return;
    if (r.classes.count == 0) {
        complain(&r, MESSAGE(MSG_rule_class_none));
        return;
    }
    size_t before = issues->count;
    check_ends(&r, scale.basis);
    if (issues->count > before)
        return;
    scale.items = r.classes.items;
    scale.count = r.classes.count;
    *ret_scale = scale;
}

struct str class_scale_write(struct arena *arena, const struct class_scale *scale) {
    if (scale->count == 0)
        return STR("");
    struct str text = scale->basis == CLASS_BY_SHARE ? STR("tỷ lệ") : STR("điểm");
    for (size_t i = 0; i < scale->count; i++) {
        const struct score_class *class = &scale->items[i];
        struct str from = decimal_canonical(arena, class->from);
        struct str floor = class->has_part_floor
                               ? str_format(arena, " | " STR_FMT,
                                            STR_ARG(decimal_canonical(arena, class->part_floor)))
                               : STR("");
        text = str_format(arena, STR_FMT "\n" STR_FMT " | " STR_FMT STR_FMT "%s", STR_ARG(text),
                          STR_ARG(from), STR_ARG(class->name), STR_ARG(floor),
                          class->no_discipline ? " | kỷ luật" : "");
    }
    return text;
}

/* --- the class of a unit ------------------------------------------------------------------- */

/* The share with two decimals, half up, as it is printed; false where there is no maximum. */
static bool share_of(struct decimal points, struct decimal max, struct decimal *ret_share) {
    if (max.units <= 0)
        return false;
    struct ratio share = ratio_divide(ratio_of(points), ratio_of(max));
    return ratio_round(ratio_multiply(share, ratio_of(HUNDRED)), 2, ret_share);
}

static enum class_miss miss_of(const struct score_class *class, const struct class_facts *facts,
                               size_t *ret_part) {
    for (size_t i = 0; class->has_part_floor && i < facts->parts_count; i++) {
        struct ratio asked =
            ratio_divide(ratio_multiply(ratio_of(facts->parts[i].max), ratio_of(class->part_floor)),
                         ratio_of(HUNDRED));
        struct ratio got = ratio_of(facts->parts[i].points);
        if (facts->parts[i].max.units > 0 && !asked.bad && ratio_compare(got, asked) < 0) {
            *ret_part = i;
            return CLASS_MISS_PART;
        }
    }
    return class->no_discipline && facts->disciplined ? CLASS_MISS_DISCIPLINE : CLASS_MISS_NONE;
}

struct class_result class_of(const struct class_scale *scale, const struct class_facts *facts) {
    struct class_result result = {
        .index = -1, .measured = facts->points, .by_points = -1, .miss = CLASS_MISS_NONE};
    if (scale->count == 0 ||
        (scale->basis == CLASS_BY_SHARE && !share_of(facts->points, facts->max, &result.measured)))
        return result;
    size_t at = 0;
    while (at + 1 < scale->count && decimal_compare(result.measured, scale->items[at].from) < 0)
        at++;
    result.by_points = (ptrdiff_t)at;
    size_t part = 0;
    enum class_miss miss;
    while ((miss = miss_of(&scale->items[at], facts, &part)) != CLASS_MISS_NONE &&
           at + 1 < scale->count) {
        if (result.miss == CLASS_MISS_NONE) {
            result.miss = miss;
            result.missed_part = part;
        }
        at++;
    }
    result.index = (ptrdiff_t)at;
    return result;
}
