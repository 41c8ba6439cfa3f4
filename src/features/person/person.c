#include "features/person/person.h"

#include <stdlib.h>

#include "text/collate.h"
#include "text/vi_fold.h"

/* --- codes ------------------------------------------------------------------------------------ */

struct code_name {
    struct str code;
    enum msg_id name;
};

static const struct code_name ASPECTS[PERSON_ASPECT_COUNT] = {
    [PERSON_UNIT] = {STR_INIT("unit"), MSG_person_aspect_unit},
    [PERSON_SECONDED] = {STR_INIT("seconded"), MSG_person_aspect_seconded},
    [PERSON_POST] = {STR_INIT("post"), MSG_person_aspect_post},
    [PERSON_RANK] = {STR_INIT("rank"), MSG_person_aspect_rank},
    [PERSON_CLASS] = {STR_INIT("class"), MSG_person_aspect_class},
    [PERSON_AWAY] = {STR_INIT("away"), MSG_person_aspect_away},
};
static const struct code_name HOWS[PERSON_HOW_COUNT] = {
    [HOW_UNSAID] = {STR_INIT(""), MSG_person_how_unsaid},
    [HOW_RECRUITED] = {STR_INIT("recruited"), MSG_person_how_recruited},
    [HOW_TRANSFERRED] = {STR_INIT("transferred"), MSG_person_how_transferred},
    [HOW_OTHER] = {STR_INIT("other"), MSG_person_how_other},
};
static const struct code_name AWAYS[PERSON_AWAY_COUNT] = {
    [AWAY_TRAINING] = {STR_INIT("training"), MSG_person_away_training},
    [AWAY_TREATMENT] = {STR_INIT("treatment"), MSG_person_away_treatment},
    [AWAY_OTHER] = {STR_INIT("other"), MSG_person_away_other},
};

static bool find_code(const struct code_name *table, int count, struct str code, int *ret_index) {
    for (int i = 0; i < count; i++)
        if (str_equal(table[i].code, code)) {
            *ret_index = i;
            return true;
        }
    return false;
}

struct str person_aspect_code(enum person_aspect aspect) {
    return ASPECTS[aspect].code;
}

bool person_aspect_from_code(struct str code, enum person_aspect *ret_aspect) {
    int index;
    if (!find_code(ASPECTS, PERSON_ASPECT_COUNT, code, &index))
        return false;
    *ret_aspect = (enum person_aspect)index;
    return true;
}

enum msg_id person_aspect_name(enum person_aspect aspect) {
    return ASPECTS[aspect].name;
}

struct str person_how_code(enum person_how how) {
    return HOWS[how].code;
}

bool person_how_from_code(struct str code, enum person_how *ret_how) {
    int index;
    if (!find_code(HOWS, PERSON_HOW_COUNT, code, &index))
        return false;
    *ret_how = (enum person_how)index;
    return true;
}

enum msg_id person_how_name(enum person_how how) {
    return HOWS[how].name;
}

struct str person_away_code(enum person_away away) {
    return AWAYS[away].code;
}

bool person_away_from_code(struct str code, enum person_away *ret_away) {
    int index;
    if (!find_code(AWAYS, PERSON_AWAY_COUNT, code, &index))
        return false;
    *ret_away = (enum person_away)index;
    return true;
}

enum msg_id person_away_name(enum person_away away) {
    return AWAYS[away].name;
}

/* --- days ------------------------------------------------------------------------------------- */

static int compare_from(struct date a, struct date b) {
    if (date_is_empty(a) || date_is_empty(b))
        return (int)date_is_empty(b) - (int)date_is_empty(a);
    return date_compare(a, b);
}

static int by_aspect_and_begin(const void *left, const void *right) {
    const struct person_span *a = left, *b = right;
    if (a->aspect != b->aspect)
        return a->aspect < b->aspect ? -1 : 1;
    int from = compare_from(a->from, b->from);
    return from ? from : str_compare(a->id, b->id);
}

void person_spans_sort(struct person_spans *spans) {
    if (spans->count)
        qsort(spans->items, spans->count, sizeof(*spans->items), by_aspect_and_begin);
}

bool person_span_holds(const struct person_span *span, struct date day) {
    bool begun = date_is_empty(span->from) || date_compare(span->from, day) <= 0;
    return begun && (date_is_empty(span->to) || date_compare(span->to, day) > 0);
}

/* Ends before, or on, the first day of the other. */
static bool is_before(const struct person_span *a, const struct person_span *b) {
    return !date_is_empty(a->to) && !date_is_empty(b->from) && date_compare(a->to, b->from) <= 0;
}

bool person_spans_overlap(const struct person_span *a, const struct person_span *b) {
    return !is_before(a, b) && !is_before(b, a);
}

const struct person_span *person_span_on(const struct person_spans *spans,
                                         enum person_aspect aspect, struct date day) {
    const struct person_span *found = NULL;
    for (size_t i = 0; i < spans->count; i++) {
        const struct person_span *span = &spans->items[i];
        if (span->aspect != aspect || !person_span_holds(span, day))
            continue;
        if (!found || (span->leads && !found->leads) ||
            (span->leads == found->leads && compare_from(span->from, found->from) > 0))
            found = span;
    }
    return found;
}

struct str person_value_on(const struct person_spans *spans, enum person_aspect aspect,
                           struct date day) {
    const struct person_span *span = person_span_on(spans, aspect, day);
    return span ? span->value : STR("");
}

static struct str name_of(const struct person_span *span) {
    return span->unit_id.n ? span->unit_name : span->value;
}

/* "1/7/2025", "3/2025", "?" */
static struct str begin_words(struct arena *arena, const struct person_span *span) {
    struct str words = partial_date_display(arena, span->begins);
    return words.n ? words : STR("?");
}

/* The last day of it; "…" while it goes on. */
static struct str end_words(struct arena *arena, const struct person_span *span) {
    if (date_is_empty(span->to))
        return STR("…");
    return date_display(arena, date_from_days(date_to_days(span->to) - 1));
}

/* --- adding and mending ----------------------------------------------------------------------- */

static enum msg_id overlap_sentence(enum person_aspect aspect) {
    switch (aspect) {
    case PERSON_UNIT:
        return MSG_person_two_units;
    case PERSON_SECONDED:
        return MSG_person_two_secondments;
    case PERSON_RANK:
        return MSG_person_two_ranks;
    case PERSON_CLASS:
        return MSG_person_two_classes;
    default:
        return MSG_person_two_absences;
    }
}

/* An open span that the new one continues: it began earlier and has no end. */
static bool can_be_ended(const struct person_span *span, const struct person_span *added) {
    bool aspect = added->aspect == PERSON_POST || added->aspect == PERSON_RANK ||
                  added->aspect == PERSON_CLASS;
    return aspect && date_is_empty(span->to) && !date_is_empty(added->from) &&
           compare_from(span->from, added->from) < 0;
}

void person_plan_span(struct arena *arena, const struct person_spans *spans, struct str instead_of,
                      bool succeeds, const struct person_span *added, struct issues *issues,
                      struct person_plan *ret_plan) {
    struct person_plan plan = {.added = *added};
    if (!date_is_empty(added->to) && !date_is_empty(added->from) &&
        date_compare(added->to, added->from) <= 0)
        issue_add(arena, issues, STR("to"),
                  MESSAGE_WITH(MSG_person_end_before_begin, end_words(arena, added),
                               begin_words(arena, added)));
    if (!instead_of.n && spans->count >= PERSON_SPANS_MAX)
        issue_add(arena, issues, STR("from"), MESSAGE(MSG_person_too_many));
    for (size_t i = 0; i < spans->count && !issues->count; i++) {
        const struct person_span *span = &spans->items[i];
        if (span->aspect != added->aspect || (instead_of.n && str_equal(span->id, instead_of)) ||
            !person_spans_overlap(span, added))
            continue;
        if (succeeds && !plan.ended && can_be_ended(span, added)) {
            plan.ended = span;
            continue;
        }
        /* Two posts at once are common; the page points at them. */
        if (added->aspect == PERSON_POST)
            continue;
        issue_add(arena, issues, STR("from"),
                  MESSAGE_WITH(overlap_sentence(added->aspect), name_of(span),
                               begin_words(arena, span), end_words(arena, span)));
    }
    *ret_plan = plan;
}

/* --- looking over ----------------------------------------------------------------------------- */

static void tell_pair(struct arena *arena, const struct person_span *a, const struct person_span *b,
                      struct person_findings *findings) {
    struct date from = compare_from(a->from, b->from) > 0 ? a->from : b->from;
    if (person_spans_overlap(a, b)) {
        enum msg_id id =
            a->aspect == PERSON_POST ? MSG_person_found_two_posts : MSG_person_found_overlap;
        *list_push(arena, findings) =
            MESSAGE_WITH(id, name_of(a), name_of(b), date_display(arena, from));
    }
}

/* The days between the end of everything before and the next beginning. */
static void tell_gaps(struct arena *arena, const struct person_spans *spans,
                      enum person_aspect aspect, enum msg_id id, struct person_findings *findings) {
    const struct person_span *last = NULL; /* that ends last so far */
    for (size_t i = 0; i < spans->count; i++) {
        const struct person_span *span = &spans->items[i];
        if (span->aspect != aspect)
            continue;
        if (last && is_before(last, span) && date_compare(last->to, span->from) < 0)
            *list_push(arena, findings) =
                MESSAGE_WITH(id, date_display(arena, last->to),
                             date_display(arena, date_from_days(date_to_days(span->from) - 1)));
        if (!last || (!date_is_empty(last->to) &&
                      (date_is_empty(span->to) || date_compare(span->to, last->to) > 0)))
            last = span;
    }
}

void person_look_over(struct arena *arena, const struct person_spans *spans,
                      struct person_findings *ret_findings) {
    struct person_findings findings = {0};
    for (size_t i = 0; i < spans->count; i++)
        for (size_t k = i + 1; k < spans->count && spans->items[k].aspect == spans->items[i].aspect;
             k++)
            if (spans->items[i].aspect != PERSON_AWAY && findings.count < 20)
                tell_pair(arena, &spans->items[i], &spans->items[k], &findings);
    tell_gaps(arena, spans, PERSON_UNIT, MSG_person_found_no_unit, &findings);
    tell_gaps(arena, spans, PERSON_POST, MSG_person_found_no_post, &findings);
    *ret_findings = findings;
}

void person_spans_until(struct arena *arena, const struct person_spans *spans, struct date day,
                        struct person_spans *ret_spans) {
    struct person_spans kept = {0};
    for (size_t i = 0; i < spans->count; i++)
        if (date_is_empty(spans->items[i].from) || date_compare(spans->items[i].from, day) <= 0)
            *list_push(arena, &kept) = spans->items[i];
    *ret_spans = kept;
}

/* --- who is who ------------------------------------------------------------------------------- */

static struct str first_word(struct str *rest) {
    *rest = str_trim(*rest);
    size_t end = 0;
    while (end < rest->n && rest->p[end] != ' ')
        end++;
    struct str word = str_slice(*rest, 0, end);
    *rest = str_trim(str_slice(*rest, end, rest->n));
    return word;
}

struct str person_sort_name(struct arena *arena, struct str full_name) {
    struct str rest = full_name;
    struct str word = first_word(&rest);
    struct str fold = vi_fold(arena, word);
    if (str_starts_with(fold, STR("h'")))
        return word;
    if (str_equal_c(fold, "y") && rest.n)
        return first_word(&rest);
    while (rest.n)
        word = first_word(&rest);
    return word;
}

struct str person_sort_key(struct arena *arena, struct str sort_name, struct str full_name) {
    struct str words =
        str_format(arena, STR_FMT " " STR_FMT, STR_ARG(sort_name), STR_ARG(full_name));
    return collate_key(arena, words);
}

bool person_births_agree(struct partial_date a, struct partial_date b) {
    if (!a.year || !b.year)
        return true;
    return a.year == b.year && (!a.month || !b.month || a.month == b.month) &&
           (!a.day || !b.day || a.day == b.day);
}

struct str person_birth_year(struct arena *arena, struct partial_date born) {
    return born.year ? str_format(arena, "%d", born.year) : STR("");
}
