#include "features/scoring/unit_web.h"

static const struct err *find_unit(const struct request *request,
                                   const struct cluster_period *cluster, size_t *ret_unit) {
    ptrdiff_t unit = cluster_member_by_slug(cluster, request_param(request, "unit"));
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member of the cluster");
    if (!frame_may(request, RIGHT_SHEET_READ, cluster, cluster->members.items[unit].id))
        return ERR(ERR_DENIED, "no right to read the scores of this unit");
    *ret_unit = (size_t)unit;
    return NULL;
}

const struct err *unit_page_board(const struct request *request, struct scoreboard *ret_board,
                                  size_t *ret_unit) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           ret_board));
    return find_unit(request, &ret_board->cluster, ret_unit);
}

const struct err *unit_page_ground(const struct request *request,
                                   const struct scoring_ground **ret_ground, size_t *ret_unit) {
    TRY(scoring_load_ground(app_db(request), request->arena, request->user,
                            request_param(request, "cluster"), request_param(request, "period"),
                            ret_ground));
    return find_unit(request, &(*ret_ground)->cluster, ret_unit);
}

struct str unit_page_path(struct arena *arena, const struct cluster_period *cluster,
                          const struct cluster_unit *unit, const char *tail) {
    return step_path_below(
        arena, cluster, STEP_VERIFY,
        str_format(arena, STR_FMT "%s%s", STR_ARG(unit->slug), *tail ? "/" : "", tail));
}

/* Codes come from the labels of a table: most are fit for an address as they are ("II.2"); others
 * are named by their position, for example "tt-12". */
static bool is_fit_for_address(struct str code) {
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        bool fit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_' || (c == '.' && i > 0);
        if (!fit)
            return false;
    }
    return code.n > 0 && !str_starts_with(code, STR("tt-")) &&
           !str_starts_with(code, STR("phan-hoi")) && !str_equal_c(code, "dong-y") &&
           !str_equal_c(code, "phe-duyet");
}

struct str why_part(struct arena *arena, const struct scoreboard *board, size_t criterion) {
    struct str code = board->table.criteria.items[criterion].code;
    return is_fit_for_address(code) ? code : str_format(arena, "tt-%zu", criterion + 1);
}

struct str why_path(struct arena *arena, const struct scoreboard *board, size_t unit,
                    size_t criterion) {
    return unit_page_path(arena, &board->cluster, &board->cluster.members.items[unit],
                          str_c(arena, why_part(arena, board, criterion)));
}

ptrdiff_t why_criterion_of(const struct scoreboard *board, struct str part) {
    long long position;
    if (str_starts_with(part, STR("tt-")) &&
        str_to_int64(str_slice(part, STR("tt-").n, part.n), &position) && position >= 1 &&
        (size_t)position <= board->table.criteria.count)
        return (ptrdiff_t)position - 1;
    return criteria_find(&board->table.criteria, part);
}

static char mark_of(enum lang lang) {
    return lang == LANG_VI ? ',' : '.';
}

struct str unit_page_typed_number(struct arena *arena, enum lang lang, struct decimal value,
                                  uint8_t min_scale) {
    struct str fixed = decimal_canonical(arena, value);
    if (value.scale <= min_scale || decimal_compare(value, decimal_round(value, min_scale)) == 0)
        fixed = decimal_fixed(arena, decimal_round(value, min_scale), min_scale);
    struct decimal again;
    /* "1.125" could be read two ways, "1,125" cannot. */
    if (mark_of(lang) == '.' && decimal_read_human(fixed, &again) == DECIMAL_READ)
        return fixed;
    char *typed = arena_alloc(arena, fixed.n + 1);
    for (size_t i = 0; i < fixed.n; i++)
        typed[i] = fixed.p[i] == '.' ? ',' : fixed.p[i];
    return (struct str){typed, fixed.n};
}

static struct str with_measure(struct arena *arena, const struct criterion *criterion,
                               struct str number) {
    if (str_is_empty(criterion->unit_of_measure))
        return number;
    return str_format(arena, STR_FMT " " STR_FMT, STR_ARG(number),
                      STR_ARG(criterion->unit_of_measure));
}

struct str unit_page_target(struct arena *arena, enum lang lang,
                            const struct criterion *criterion) {
    if (!criterion->has_target)
        return STR("");
    return with_measure(arena, criterion,
                        decimal_display(arena, criterion->target, 0, mark_of(lang)));
}

struct str unit_page_actual(struct arena *arena, enum lang lang, const struct criterion *criterion,
                            struct str canonical) {
    if (!canonical.p)
        return STR("");
    struct str shown = scoring_show_actual(arena, lang, criterion, canonical);
    struct decimal number;
    bool counts = criterion_counts(criterion) && criterion->kind != CRITERION_PENALTY &&
                  decimal_parse(canonical, &number);
    return counts ? with_measure(arena, criterion, shown) : shown;
}

struct str unit_page_difference(struct arena *arena, enum lang lang,
                                const struct sheet_line *line) {
    if (!line->differs)
        return STR("");
    bool above = line->difference.units > 0;
    struct decimal by = above ? line->difference : decimal_negate(line->difference);
    return message_text(arena, lang,
                        MESSAGE_WITH(above ? MSG_verify_above_rule : MSG_verify_below_rule,
                                     decimal_display(arena, by, POINT_SCALE, mark_of(lang))));
}

struct str unit_page_over(struct arena *arena, enum lang lang, const struct scoring_rules *rules,
                          const struct sheet_line *line) {
    struct decimal percent;
    if (line->score->exempt || line->score->actual.state != ACTUAL_READ ||
        !criterion_counts(line->criterion) ||
        !scoring_goes_over(line->criterion, rules, line->score->actual.number, &percent))
        return STR("");
    return message_text(
        arena, lang,
        MESSAGE_WITH(MSG_verify_over, decimal_display(arena, percent, 0, mark_of(lang)),
                     decimal_display(arena, rules->over_warning, 0, mark_of(lang))));
}

void unit_page_twice(struct arena *arena, enum lang lang, const struct scoreboard *board,
                     size_t unit, struct unit_words *ret_words) {
    const struct criteria *criteria = &board->table.criteria;
    struct double_faults faults;
    *ret_words = (struct unit_words){0};
    scoring_double_faults(arena, criteria, &board->book.rules, &board->matrix, unit, &faults);
    for (size_t i = 0; i < faults.count; i++) {
        const struct criterion *first = &criteria->items[faults.items[i].first];
        const struct criterion *second = &criteria->items[faults.items[i].second];
        *list_push(arena, ret_words) =
            message_text(arena, lang,
                         MESSAGE_WITH(MSG_verify_fault_twice, faults.items[i].fault, first->code,
                                      first->name, second->code, second->name));
    }
}

const struct issues *unit_page_summary(struct arena *arena, enum lang lang,
                                       const struct issues *issues) {
    if (!issues)
        return NULL;
    struct issues *summary = ARENA_NEW(arena, struct issues);
    for (size_t i = 0; i < issues->count; i++) {
        const struct issue *issue = &issues->items[i];
        struct str code = issue->field;
        str_cut(&code, '.');
        struct message message = issue->message;
        if (code.p)
            message = MESSAGE_WITH(MSG_verify_of_criterion, code,
                                   message_text(arena, lang, issue->message));
        issue_add(arena, summary, issue->field, message);
    }
    return summary;
}
