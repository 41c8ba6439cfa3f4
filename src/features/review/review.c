#include "features/review/review.h"

#include "text/utf8.h"

static const struct {
    struct str code;
    enum msg_id title;
    enum msg_id hint;
} SECTIONS[REVIEW_SECTION_COUNT] = {
    [REVIEW_SITUATION] = {STR_INIT("situation"), MSG_review_title_situation,
                          MSG_review_hint_situation},
    [REVIEW_LEADERSHIP] = {STR_INIT("leadership"), MSG_review_title_leadership,
                           MSG_review_hint_leadership},
    [REVIEW_MOVEMENTS] = {STR_INIT("movements"), MSG_review_title_movements,
                          MSG_review_hint_movements},
    [REVIEW_RESULTS] = {STR_INIT("results"), MSG_review_title_results, MSG_review_hint_results},
    [REVIEW_REWARDS] = {STR_INIT("rewards"), MSG_review_title_rewards, MSG_review_hint_rewards},
    [REVIEW_ACTIVITIES] = {STR_INIT("activities"), MSG_review_title_activities,
                           MSG_review_hint_activities},
    [REVIEW_CAUSES] = {STR_INIT("causes"), MSG_review_title_causes, MSG_review_hint_causes},
    [REVIEW_DIRECTION] = {STR_INIT("direction"), MSG_review_title_direction,
                          MSG_review_hint_direction},
    [REVIEW_PROPOSALS] = {STR_INIT("proposals"), MSG_review_title_proposals,
                          MSG_review_hint_proposals},
};

static const struct str ITEMS[REVIEW_ITEM_KIND_COUNT] = {
    [REVIEW_SHORTCOMING] = STR_INIT("shortcoming"),
    [REVIEW_TASK] = STR_INIT("task"),
};

struct str review_section_code(enum review_section section) {
    return SECTIONS[section].code;
}

bool review_section_from_code(struct str code, enum review_section *ret_section) {
    for (int section = 0; section < REVIEW_SECTION_COUNT; section++)
        if (str_equal(SECTIONS[section].code, code)) {
            *ret_section = (enum review_section)section;
            return true;
        }
    return false;
}

struct message review_section_title(struct arena *arena, enum lang lang,
                                    enum review_section section, struct period period) {
    struct message title = MESSAGE(SECTIONS[section].title);
    if (section == REVIEW_DIRECTION)
        title.args[0] = period_display(arena, lang, period_next(period));
    return title;
}

enum msg_id review_section_hint(enum review_section section) {
    return SECTIONS[section].hint;
}

struct str review_item_code(enum review_item_kind kind) {
    return ITEMS[kind];
}

bool review_item_from_code(struct str code, enum review_item_kind *ret_kind) {
    for (int kind = 0; kind < REVIEW_ITEM_KIND_COUNT; kind++)
        if (str_equal(ITEMS[kind], code)) {
            *ret_kind = (enum review_item_kind)kind;
            return true;
        }
    return false;
}

bool review_section_is_empty(const struct review *review, enum review_section section,
                             bool has_scores) {
    if (!str_is_empty(review->texts[section].body))
        return false;
    if (section == REVIEW_RESULTS)
        return !has_scores;
    if (section == REVIEW_CAUSES)
        return review->shortcomings.count == 0;
    if (section == REVIEW_DIRECTION)
        return review->tasks.count == 0;
    return true;
}

void review_check_item(struct arena *arena, enum review_item_kind kind,
                       const struct review_item_form *form, struct issues *issues,
                       struct review_item *ret_item) {
    *ret_item = (struct review_item){.kind = kind, .id = STR("")};
    const struct {
        struct str field;
        struct str text;
        struct str *value;
    } texts[] = {
        {STR("content"), form->content, &ret_item->content},
        {STR("cause"), form->cause, &ret_item->cause},
        {STR("lesson"), form->lesson, &ret_item->lesson},
        {STR("remedy"), form->remedy, &ret_item->remedy},
        {STR("owner"), form->owner, &ret_item->owner},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i].value = texts[i].text.p ? texts[i].text : STR("");
        if (utf8_length(texts[i].text) > REVIEW_FIELD_MAX)
            issue_add(
                arena, issues, texts[i].field,
                MESSAGE_WITH(MSG_review_text_too_long, str_format(arena, "%d", REVIEW_FIELD_MAX)));
    }
    if (str_is_empty(form->content))
        issue_add(arena, issues, STR("content"),
                  MESSAGE(kind == REVIEW_TASK ? MSG_review_task_missing
                                              : MSG_review_shortcoming_missing));
    if (!str_is_empty(form->due) && !date_read_human(form->due, &ret_item->due))
        issue_add(arena, issues, STR("due"), MESSAGE_WITH(MSG_cluster_date_wrong, form->due));
}

/* --- pasted lines ------------------------------------------------------------------------- */

/* "- ", "• ", "1. ", "2) ", "a) ": a number or letter counts only with a blank behind it, so that
 * "1.5 km đường" stays what it is. */
static struct str without_bullet(struct str line) {
    static const struct str BULLETS[] = {STR_INIT("-"), STR_INIT("+"), STR_INIT("*"),
                                         STR_INIT("–"), STR_INIT("•"), STR_INIT("·")};
    for (size_t i = 0; i < COUNT_OF(BULLETS); i++)
        if (str_starts_with(line, BULLETS[i]))
            return str_trim(str_slice(line, BULLETS[i].n, line.n));
    size_t i = 0;
    while (i < line.n && line.p[i] >= '0' && line.p[i] <= '9')
        i++;
    if (i == 0 && line.n && line.p[0] >= 'a' && line.p[0] <= 'z')
        i = 1;
    bool numbered =
        i && i + 1 < line.n && (line.p[i] == '.' || line.p[i] == ')') && line.p[i + 1] == ' ';
    return numbered ? str_trim(str_slice(line, i + 1, line.n)) : line;
}

struct review_lines review_read_lines(struct arena *arena, struct str text) {
    struct review_lines lines = {0};
    while (text.p) {
        struct str line;
        if (!utf8_clean_line(arena, str_cut(&text, '\n'), &line))
            continue;
        line = without_bullet(line);
        if (line.n)
            *list_push(arena, &lines) = line;
    }
    return lines;
}
