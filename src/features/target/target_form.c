#include "features/target/target_form.h"

#include "text/form_text.h"
#include "text/vi_fold.h"

static struct str line(struct arena *arena, struct str text, struct str field, int letters,
                       struct issues *issues) {
    return form_line(arena, issues, field, text, (size_t)letters, MSG_cluster_field_too_long);
}

/* --- figures -------------------------------------------------------------------------------- */

/* "1,234.5": the comma parts thousands, as English Excel writes. */
static bool is_english(struct str text) {
    ptrdiff_t comma = str_find(text, STR(","));
    ptrdiff_t point = str_find(text, STR("."));
    return comma >= 0 && point > comma;
}

bool target_read_number(struct str measure, struct str text, struct decimal *ret_value,
                        struct message *ret_why) {
    struct str digits = str_trim(text);
    if (str_equal_c(measure, "%") && str_ends_with(digits, STR("%")))
        digits = str_trim(str_slice(digits, 0, digits.n - 1));
    enum decimal_reading reading = decimal_read_human(digits, ret_value);
    if (reading == DECIMAL_AMBIGUOUS)
        *ret_why = MESSAGE_WITH(MSG_scoring_number_ambiguous, text);
    else if (reading != DECIMAL_READ && is_english(digits))
        *ret_why = MESSAGE_WITH(MSG_target_number_english, text);
    else if (reading != DECIMAL_READ)
        *ret_why = MESSAGE_WITH(MSG_target_number_wrong, text);
    else if (decimal_compare(*ret_value, DECIMAL_ZERO) < 0)
        *ret_why = MESSAGE_WITH(MSG_target_number_negative, text);
    else
        return true;
    return false;
}

static bool says_done(struct arena *arena, struct str text) {
    static const char *const WORDS[] = {"1",          "x",   "v",    "co",  "dat",
                                        "hoan thanh", "yes", "done", "true"};
    struct str fold = vi_fold(arena, text);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_equal_c(fold, WORDS[i]))
            return true;
    return false;
}

static void read_half(struct arena *arena, const struct target_item *item, struct str text,
                      struct str field, struct issues *issues, struct target_figure *figure) {
    struct message why;
    if (!target_read_number(item->measure, text, &figure->first_half, &why)) {
        issue_add(arena, issues, field, why);
        return;
    }
    if (!item->is_cumulative) {
        if (decimal_compare(figure->first_half, figure->value) != 0)
            issue_add(arena, issues, field, MESSAGE(MSG_target_half_not_cumulative));
        return;
    }
    if (decimal_compare(figure->first_half, figure->value) > 0)
        issue_add(arena, issues, field,
                  MESSAGE_WITH(MSG_target_half_above_year,
                               target_number(arena, LANG_VI, figure->first_half),
                               target_number(arena, LANG_VI, figure->value)));
    figure->has_first_half = true;
}

void target_read_figure(struct arena *arena, const struct target_item *item, struct str year,
                        struct str first_half, struct str year_field, struct str half_field,
                        struct issues *issues, struct target_figure *ret_figure) {
    struct target_figure figure = {0};
    *ret_figure = figure;
    year = form_clean_line(arena, year);
    first_half = form_clean_line(arena, first_half);
    if (!year.n) {
        ret_figure->is_empty = true;
        if (first_half.n)
            issue_add(arena, issues, year_field, MESSAGE(MSG_target_half_without_year));
        return;
    }
    if (item->direction == TARGET_DONE) {
        if (!says_done(arena, year))
            issue_add(arena, issues, year_field, MESSAGE_WITH(MSG_target_done_wrong, year));
        return;
    }
    struct message why;
    if (!target_read_number(item->measure, year, &figure.value, &why)) {
        issue_add(arena, issues, year_field, why);
        return;
    }
    figure.has_value = true;
    if (first_half.n)
        read_half(arena, item, first_half, half_field, issues, &figure);
    *ret_figure = figure;
}

bool target_figure_is(const struct target_figure *figure, const struct target *target) {
    bool there = target->state == TARGET_PROPOSED || target->state == TARGET_STANDS;
    if (figure->is_empty || !there)
        return figure->is_empty && !there;
    if (target->item->direction == TARGET_DONE)
        return true;
    if (!figure->has_value || !target->has_value ||
        decimal_compare(figure->value, target->value) != 0)
        return figure->has_value == target->has_value && !figure->has_value;
    if (!target->item->is_cumulative)
        return true;
    if (figure->has_first_half != target->has_first_half)
        return false;
    return !figure->has_first_half || decimal_compare(figure->first_half, target->first_half) == 0;
}

/* --- contents ------------------------------------------------------------------------------- */

static void read_position(struct arena *arena, struct str text, struct issues *issues,
                          struct target_item *item) {
    long long position;
    struct str clean = form_clean_line(arena, text);
    if (!clean.n)
        return;
    if (!str_to_int64(clean, &position) || position < 0 || position > 1000000)
        issue_add(arena, issues, STR("position"), MESSAGE_WITH(MSG_target_position_wrong, clean));
    else
        item->position = position;
}

void target_read_item(struct arena *arena, const struct target_item_form *form,
                      struct issues *issues, struct target_item *ret_item) {
    struct target_item *item = ret_item;
    item->name = line(arena, form->name, STR("name"), TARGET_NAME_MAX, issues);
    item->name_fold = vi_fold(arena, item->name);
    item->measure = line(arena, form->measure, STR("measure"), TARGET_WORDS_MAX, issues);
    item->group = line(arena, form->group, STR("group"), TARGET_WORDS_MAX, issues);
    item->criterion_code = line(arena, form->criterion, STR("criterion"), TARGET_WORDS_MAX, issues);
    item->is_cumulative = str_equal_c(form_clean_line(arena, form->cumulative), "1");
    item->for_all = str_equal_c(form_clean_line(arena, form->for_all), "1");
    if (!item->name_fold.n)
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_target_name_missing));
    if (!target_direction_from_code(form_clean_line(arena, form->direction), &item->direction))
        issue_add(arena, issues, STR("direction"), MESSAGE(MSG_target_direction_missing));
    if (item->direction == TARGET_DONE) {
        item->measure = STR("");
        item->is_cumulative = false;
    } else if (!item->measure.n)
        issue_add(arena, issues, STR("measure"), MESSAGE(MSG_target_measure_missing));
    read_position(arena, form->position, issues, item);
}

bool target_item_means_same(const struct target_item *a, const struct target_item *b) {
    return str_equal(a->name, b->name) && str_equal(a->measure, b->measure) &&
           a->direction == b->direction && a->is_cumulative == b->is_cumulative &&
           a->for_all == b->for_all && a->is_removed == b->is_removed;
}

/* --- on what it rests ------------------------------------------------------------------------- */

void target_read_terms(struct arena *arena, const struct target_terms_form *form,
                       bool is_adjustment, bool needs_reason, struct issues *issues,
                       struct target_terms *ret_terms) {
    struct target_terms terms = {.source = TARGET_ASSIGNED};
    struct target_decision *decision = &terms.decision;
    decision->number = line(arena, form->number, STR("decision"), TARGET_WORDS_MAX, issues);
    decision->issuer = line(arena, form->issuer, STR("issuer"), TARGET_WORDS_MAX, issues);
    decision->code = STR("");
    terms.reason = line(arena, form->reason, STR("reason"), TARGET_REASON_MAX, issues);
    struct str date = form_clean_line(arena, form->date);
    if (date.n && !date_read_human(date, &decision->date))
        issue_add(arena, issues, STR("decided"), MESSAGE_WITH(MSG_legal_date_wrong, date));
    struct str source = form_clean_line(arena, form->source);
    if (source.n && !target_source_from_code(source, &terms.source))
        issue_add(arena, issues, STR("source"), MESSAGE(MSG_target_source_missing));
    if (is_adjustment && !decision->number.n)
        issue_add(arena, issues, STR("decision"), MESSAGE(MSG_target_decision_missing));
    if ((is_adjustment || needs_reason) && !terms.reason.n)
        issue_add(arena, issues, STR("reason"),
                  MESSAGE(is_adjustment ? MSG_target_reason_adjust : MSG_target_reason_missing));
    *ret_terms = terms;
}
