/* Reading what people write as a result, and showing it to people. */
#include "features/scoring/scoring.h"
#include "features/scoring/scoring_parts.h"
#include "text/vi_fold.h"

enum { ACTUAL_MAX = 1000000000 };

static bool read_number(struct arena *arena, const struct criterion *criterion, struct str text,
                        struct actual *ret_actual, struct message *ret_why) {
    bool percent = str_equal_c(criterion->unit_of_measure, "%");
    struct str digits = text;
    if (percent && str_ends_with(digits, STR("%")))
        digits = str_trim(str_slice(digits, 0, digits.n - 1));
    struct decimal number;
    enum decimal_reading reading = decimal_read_human(digits, &number);
    if (reading != DECIMAL_READ) {
        *ret_why = MESSAGE_WITH(reading == DECIMAL_AMBIGUOUS ? MSG_scoring_number_ambiguous
                                                             : MSG_scoring_not_a_number,
                                text);
        return false;
    }
    enum msg_id wrong = MSG_none;
    if (number.units < 0)
        wrong = MSG_scoring_number_negative;
    else if (decimal_compare(number, DECIMAL(ACTUAL_MAX, 0)) > 0)
        wrong = MSG_scoring_number_too_large;
    else if (criterion_counts_whole(criterion) && !decimal_is_whole(number))
        wrong = MSG_scoring_number_not_whole;
    if (wrong != MSG_none) {
        *ret_why = MESSAGE_WITH(wrong, text);
        return false;
    }
    if (criterion->kind == CRITERION_MARK && decimal_compare(number, criterion->max) > 0) {
        *ret_why =
            MESSAGE_WITH(MSG_rule_mark_above, text, decimal_display(arena, criterion->max, 0, ','));
        return false;
    }
    *ret_actual = (struct actual){ACTUAL_READ, decimal_canonical(arena, number), number};
    decimal_parse(ret_actual->text, &ret_actual->number);
    return true;
}

static bool read_grade(struct arena *arena, const struct rule_parameters *p, struct str text,
                       struct actual *ret_actual, struct message *ret_why) {
    struct str folded = vi_fold(arena, text);
    struct str letters = STR("");
    for (size_t i = 0; i < p->grades_count; i++) {
        struct str letter = p->grades[i].letter;
        if (str_equal(vi_fold(arena, letter), folded)) {
            *ret_actual = (struct actual){ACTUAL_READ, letter, DECIMAL_ZERO};
            return true;
        }
        letters = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(letters), i ? ", " : "",
                             STR_ARG(letter));
    }
    *ret_why = MESSAGE_WITH(MSG_scoring_no_such_grade, text, letters);
    return false;
}

/* "Cảnh cáo", "Cảnh cáo (cấp phó)", or the code as it is stored. */
static bool read_level(struct arena *arena, const struct rule_parameters *p, struct str text,
                       struct actual *ret_actual, struct message *ret_why) {
    struct str folded = vi_fold(arena, text);
    struct str names = STR("");
    if (str_equal_c(folded, "none") || str_equal_c(folded, "khong") || str_equal_c(folded, "0")) {
        *ret_actual = (struct actual){ACTUAL_READ, STR("none"), DECIMAL_ZERO};
        return true;
    }
    for (size_t i = 0; i < p->levels_count; i++) {
        const struct level_rule *level = &p->levels[i];
        struct str second = str_format(arena, STR_FMT "/2", STR_ARG(level->code));
        struct str long_name = str_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(level->name),
                                          STR_ARG(p->second_name));
        bool whole = str_equal(folded, vi_fold(arena, level->name)) || str_equal(text, level->code);
        bool part = p->second_name.n &&
                    (str_equal(folded, vi_fold(arena, long_name)) || str_equal(text, second));
        if (whole || part) {
            *ret_actual = (struct actual){ACTUAL_READ, part ? second : level->code, DECIMAL_ZERO};
            return true;
        }
        names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), i ? ", " : "",
                           STR_ARG(level->name));
    }
    *ret_why = MESSAGE_WITH(MSG_rule_no_such_level, text, names);
    return false;
}

/* "Có": what disqualifies happened. */
static bool read_met(struct arena *arena, struct str text, struct actual *ret_actual,
                     struct message *ret_why) {
    struct str folded = vi_fold(arena, text);
    static const char *const MET[] = {"co", "x", "yes", "1"};
    static const char *const NOT_MET[] = {"khong", "no", "0"};
    for (size_t i = 0; i < COUNT_OF(MET); i++)
        if (str_equal_c(folded, MET[i])) {
            *ret_actual = (struct actual){ACTUAL_READ, STR("yes"), DECIMAL_ZERO};
            return true;
        }
    for (size_t i = 0; i < COUNT_OF(NOT_MET); i++)
        if (str_equal_c(folded, NOT_MET[i])) {
            *ret_actual = (struct actual){ACTUAL_READ, STR("no"), DECIMAL_ZERO};
            return true;
        }
    *ret_why = MESSAGE_WITH(MSG_rule_not_yes_or_no, text);
    return false;
}

static bool read_pass(struct arena *arena, struct str text, struct actual *ret_actual,
                      struct message *ret_why) {
    struct str folded = vi_fold(arena, text);
    static const char *const PASS[] = {"dat", "co", "x", "pass"};
    static const char *const FAIL[] = {"khong dat", "khong", "chua dat", "fail"};
    for (size_t i = 0; i < COUNT_OF(PASS); i++)
        if (str_equal_c(folded, PASS[i])) {
            *ret_actual = (struct actual){ACTUAL_READ, STR("pass"), DECIMAL_ZERO};
            return true;
        }
    for (size_t i = 0; i < COUNT_OF(FAIL); i++)
        if (str_equal_c(folded, FAIL[i])) {
            *ret_actual = (struct actual){ACTUAL_READ, STR("fail"), DECIMAL_ZERO};
            return true;
        }
    *ret_why = MESSAGE_WITH(MSG_scoring_not_pass_or_fail, text);
    return false;
}

bool scoring_read_actual(struct arena *arena, const struct criterion *criterion,
                         const struct scoring_rules *rules, struct str text,
                         struct actual *ret_actual, struct message *ret_why) {
    text = str_trim(text);
    if (str_is_empty(text)) {
        *ret_actual = (struct actual){.state = ACTUAL_MISSING, .text = STR("")};
        return true;
    }
    struct rule_parameters p;
    if (!rule_parameters_of(rules, criterion, &p)) {
        *ret_why = MESSAGE_WITH(MSG_rule_not_there, criterion->code, criterion->rule);
        return false;
    }
    switch (criterion->kind) {
    case CRITERION_GRADE:
        return read_grade(arena, &p, text, ret_actual, ret_why);
    case CRITERION_PASS:
        return read_pass(arena, text, ret_actual, ret_why);
    case CRITERION_EXTRA_LEVEL:
    case CRITERION_PENALTY_LEVEL:
        return read_level(arena, &p, text, ret_actual, ret_why);
    case CRITERION_DISQUALIFY:
        return read_met(arena, text, ret_actual, ret_why);
    default:
        if (criterion_counts(criterion))
            return read_number(arena, criterion, text, ret_actual, ret_why);
    }
    *ret_why = MESSAGE_WITH(MSG_scoring_takes_no_value, criterion->name);
    return false;
}

struct str scoring_show_actual(struct arena *arena, enum lang lang,
                               const struct criterion *criterion, struct str canonical) {
    if (criterion->kind == CRITERION_PASS && str_equal_c(canonical, "pass"))
        return message_plain(lang, MSG_scoring_pass);
    if (criterion->kind == CRITERION_PASS && str_equal_c(canonical, "fail"))
        return message_plain(lang, MSG_scoring_fail);
    if (criterion->kind == CRITERION_DISQUALIFY)
        return message_plain(lang, str_equal_c(canonical, "yes") ? MSG_rule_met : MSG_rule_not_met);
    if (str_equal_c(canonical, "none"))
        return message_plain(lang, MSG_rule_level_none);
    struct decimal number;
    if (!decimal_parse(canonical, &number))
        return canonical;
    struct str shown = decimal_display(arena, number, 0, lang == LANG_VI ? ',' : '.');
    if (criterion->kind == CRITERION_PENALTY)
        return message_text(arena, lang, MESSAGE_WITH(MSG_scoring_days, shown));
    return shown;
}

/* --- what can be chosen -------------------------------------------------------------------- */

static void choice(struct arena *arena, struct scoring_choices *choices, struct str value,
                   struct str label) {
    *list_push(arena, choices) = (struct scoring_choice){value, label};
}

static void level_choices(struct arena *arena, enum lang lang, const struct rule_parameters *p,
                          struct scoring_choices *choices) {
    choice(arena, choices, STR("none"), message_plain(lang, MSG_rule_level_none));
    for (size_t i = 0; i < p->levels_count; i++) {
        const struct level_rule *level = &p->levels[i];
        choice(arena, choices, level->code, level->name);
        if (p->second_name.n)
            choice(arena, choices, str_format(arena, STR_FMT "/2", STR_ARG(level->code)),
                   str_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(level->name),
                              STR_ARG(p->second_name)));
    }
}

void scoring_choices(struct arena *arena, enum lang lang, const struct criterion *criterion,
                     const struct scoring_rules *rules, struct scoring_choices *ret_choices) {
    struct rule_parameters p;
    *ret_choices = (struct scoring_choices){0};
    if (!rule_parameters_of(rules, criterion, &p))
        return;
    if (criterion->kind == CRITERION_GRADE) {
        for (size_t i = 0; i < p.grades_count; i++)
            choice(arena, ret_choices, p.grades[i].letter, p.grades[i].letter);
    } else if (criterion->kind == CRITERION_PASS) {
        choice(arena, ret_choices, STR("pass"), message_plain(lang, MSG_scoring_pass));
        choice(arena, ret_choices, STR("fail"), message_plain(lang, MSG_scoring_fail));
    } else if (criterion->kind == CRITERION_DISQUALIFY) {
        choice(arena, ret_choices, STR("no"), message_plain(lang, MSG_rule_not_met));
        choice(arena, ret_choices, STR("yes"), message_plain(lang, MSG_rule_met));
    } else if (criterion->kind == CRITERION_EXTRA_LEVEL ||
               criterion->kind == CRITERION_PENALTY_LEVEL) {
        level_choices(arena, lang, &p, ret_choices);
    }
}

void scoring_points_limits(const struct criterion *criterion, const struct scoring_rules *rules,
                           struct decimal *ret_low, struct decimal *ret_high) {
    struct rule_parameters p;
    struct decimal limit;
    enum criterion_book books = criterion_books(criterion);
    *ret_low = *ret_high = DECIMAL_ZERO;
    if (!rule_parameters_of(rules, criterion, &p))
        return;
    bool limited = rule_limit_of(criterion, &p, &limit);
    if (books == BOOKS_CONTENT || criterion->kind == CRITERION_BONUS) {
        *ret_high = criterion->max;
    } else if (books == BOOKS_BONUS) {
        *ret_high = limited ? limit : DECIMAL(SCORING_POINTS_MOST, 0);
        for (size_t i = 0; i < p.levels_count && !limited; i++)
            *ret_high = decimal_compare(p.levels[i].points, *ret_high) > 0 || i == 0
                            ? p.levels[i].points
                            : *ret_high;
    } else if (books == BOOKS_PENALTY) {
        bool items = criterion->kind == CRITERION_PENALTY_ITEMS;
        *ret_low = items && limited ? limit
                   : items          ? DECIMAL(-SCORING_POINTS_MOST, 0)
                                    : DECIMAL_ZERO;
        for (size_t i = 0; i < p.steps_count; i++)
            *ret_low = decimal_min(*ret_low, p.steps[i].value);
        for (size_t i = 0; i < p.levels_count; i++)
            *ret_low = decimal_min(*ret_low, p.levels[i].points);
    }
}

bool scoring_goes_over(const struct criterion *criterion, const struct scoring_rules *rules,
                       struct decimal actual, struct decimal *ret_percent) {
    bool inverse = criterion->kind == CRITERION_INVERSE;
    if (!rules->has_over_warning || !criterion->has_target || criterion->target.units <= 0 ||
        actual.units <= 0 || (!inverse && criterion->kind != CRITERION_QUANTITY))
        return false;
    struct ratio done = inverse ? ratio_divide(ratio_of(criterion->target), ratio_of(actual))
                                : ratio_divide(ratio_of(actual), ratio_of(criterion->target));
    struct ratio percent = ratio_multiply(done, ratio_of_int(100));
    return ratio_round(percent, 1, ret_percent) &&
           ratio_compare(percent, ratio_of(rules->over_warning)) > 0;
}
