#include "features/crosscheck/crosscheck_entry.h"

#include "text/form_text.h"
#include "text/vi_fold.h"

bool crosscheck_finding_is_empty(const struct crosscheck_finding *finding) {
    return !finding->actual.p && !finding->has_points && !finding->reason.n && !finding->seen.n &&
           !finding->note.n;
}

bool crosscheck_takes(const struct criterion *criterion) {
    return criterion_is_scored(criterion) &&
           (criterion->owner == SCORE_SELF || criterion->owner == SCORE_CROSS);
}

bool crosscheck_takes_actual(const struct criterion *criterion) {
    return crosscheck_takes(criterion) && criterion_takes_actual(criterion);
}

struct str crosscheck_show(struct arena *arena, const struct criterion *criterion,
                           const struct scoring_rules *rules, struct str canonical) {
    struct scoring_choices choices;
    if (!canonical.p)
        return STR("");
    scoring_choices(arena, LANG_VI, criterion, rules, &choices);
    for (size_t i = 0; i < choices.count; i++)
        if (str_equal(choices.items[i].value, canonical))
            return choices.items[i].label;
    return scoring_show_actual(arena, LANG_VI, criterion, canonical);
}

static struct str field(struct arena *arena, const char *kind, struct str code) {
    return str_format(arena, "%s." STR_FMT, kind, STR_ARG(code));
}

static bool read_points(struct arena *arena, const struct criterion *criterion,
                        const struct scoring_rules *rules, struct str typed, struct issues *issues,
                        struct decimal *ret_points) {
    struct str name = field(arena, "points", criterion->code);
    enum decimal_reading reading = decimal_read_human(typed, ret_points);
    struct decimal low;
    struct decimal high;
    scoring_points_limits(criterion, rules, &low, &high);
    if (reading != DECIMAL_READ)
        issue_add(arena, issues, name,
                  MESSAGE_WITH(reading == DECIMAL_AMBIGUOUS ? MSG_scoring_number_ambiguous
                                                            : MSG_scoring_not_a_number,
                               typed));
    else if (decimal_compare(decimal_round(*ret_points, POINT_SCALE), *ret_points) != 0)
        issue_add(arena, issues, name, MESSAGE(MSG_scoring_points_too_fine));
    else if (decimal_compare(*ret_points, low) < 0 || decimal_compare(*ret_points, high) > 0)
        issue_add(arena, issues, name,
                  MESSAGE_WITH(MSG_scoring_points_out_of_range, decimal_display(arena, low, 0, ','),
                               decimal_display(arena, high, 0, ',')));
    else
        return true;
    return false;
}

/* "yes", "có", "x", "đã xem"; "no", "không", "chưa". */
static bool read_seen(struct arena *arena, struct str typed, struct str *ret_seen) {
    static const char *const YES[] = {"yes", "co", "x", "da xem", "co xem"};
    static const char *const NO[] = {"no", "khong", "chua", "khong co", "chua xem"};
    struct str folded = vi_fold(arena, str_trim(typed));
    *ret_seen = STR("");
    for (size_t i = 0; i < COUNT_OF(YES); i++)
        if (str_equal_c(folded, YES[i]))
            *ret_seen = STR("yes");
    for (size_t i = 0; i < COUNT_OF(NO); i++)
        if (str_equal_c(folded, NO[i]))
            *ret_seen = STR("no");
    return !folded.n || ret_seen->n > 0;
}

bool crosscheck_read(struct arena *arena, const struct criterion *criterion,
                     const struct scoring_rules *rules, const struct crosscheck_typed *typed,
                     struct issues *issues, struct crosscheck_finding *ret_finding) {
    size_t before = issues->count;
    struct str code = criterion->code;
    struct crosscheck_finding f = {.actual = STR_NONE};
    struct actual actual = {.state = ACTUAL_MISSING};
    struct message why;
    if (str_trim(str_or_empty(typed->actual)).n) {
        if (!crosscheck_takes_actual(criterion))
            issue_add(arena, issues, field(arena, "actual", code),
                      MESSAGE_WITH(MSG_scoring_takes_no_value, criterion->name));
        else if (!scoring_read_actual(arena, criterion, rules, typed->actual, &actual, &why))
            issue_add(arena, issues, field(arena, "actual", code), why);
        else if (actual.state == ACTUAL_READ)
            f.actual = actual.text;
    }
    if (str_trim(str_or_empty(typed->points)).n)
        f.has_points = read_points(arena, criterion, rules, typed->points, issues, &f.points);
    f.reason = form_line(arena, issues, field(arena, "reason", code), str_or_empty(typed->reason),
                         CROSSCHECK_REASON_MAX, MSG_crosscheck_too_long);
    f.note = form_line(arena, issues, field(arena, "note", code), str_or_empty(typed->note),
                       CROSSCHECK_REASON_MAX, MSG_crosscheck_too_long);
    if (!read_seen(arena, str_or_empty(typed->seen), &f.seen))
        issue_add(arena, issues, field(arena, "seen", code),
                  MESSAGE_WITH(MSG_crosscheck_seen_unclear, typed->seen));
    *ret_finding = f;
    return issues->count == before;
}

struct crosscheck_decision crosscheck_decide(const struct crosscheck_finding *finding,
                                             const struct crosscheck_before *before) {
    struct crosscheck_decision d = {.actual = STR_NONE};
    bool same_actual = finding->actual.p && before->self_actual.p &&
                       str_equal(finding->actual, before->self_actual);
    if (finding->actual.p && !same_actual)
        d.actual = finding->actual;
    bool as_rule = finding->has_points && before->has_rule && !d.actual.p &&
                   decimal_compare(finding->points, before->rule) == 0;
    bool as_self = finding->has_points && before->has_self &&
                   decimal_compare(finding->points, before->self) == 0;
    d.has_points = finding->has_points && !as_rule;
    d.points = finding->points;
    d.agrees = !d.actual.p && !d.has_points && before->has_rule && (as_rule || same_actual);
    d.agreed = before->rule;
    d.needs_reason = d.actual.p != NULL || (d.has_points && !as_self) ||
                     (finding->has_points && before->has_self && !as_self);
    return d;
}
