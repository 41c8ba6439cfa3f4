#include "features/plan/plan.h"

#include <string.h>

/* --- codes and names ----------------------------------------------------------------------------
 */

struct named {
    struct str code;
    enum msg_id name;
};

static const struct named PLAN_STATES[PLAN_STATE_COUNT] = {
    [PLAN_DRAFT] = {STR_INIT("draft"), MSG_plan_state_draft},
    [PLAN_ISSUED] = {STR_INIT("issued"), MSG_plan_state_issued},
};

static const struct named TASK_STATES[TASK_STATE_COUNT] = {
    [TASK_ACTIVE] = {STR_INIT("active"), MSG_none},
    [TASK_DROPPED] = {STR_INIT("dropped"), MSG_none},
    [TASK_CANCELLED] = {STR_INIT("cancelled"), MSG_plan_standing_cancelled},
};

static const struct named PROGRESS_STATES[PROGRESS_STATE_COUNT] = {
    [PROGRESS_TODO] = {STR_INIT("todo"), MSG_plan_progress_todo},
    [PROGRESS_DOING] = {STR_INIT("doing"), MSG_plan_progress_doing},
    [PROGRESS_DONE] = {STR_INIT("done"), MSG_plan_progress_done},
    [PROGRESS_FAILED] = {STR_INIT("failed"), MSG_plan_progress_failed},
};

static const struct named OUTCOMES[OUTCOME_COUNT] = {
    [OUTCOME_NONE] = {STR_INIT(""), MSG_plan_outcome_none},
    [OUTCOME_DONE] = {STR_INIT("done"), MSG_plan_outcome_done},
    [OUTCOME_PARTLY] = {STR_INIT("partly"), MSG_plan_outcome_partly},
    [OUTCOME_FAILED] = {STR_INIT("failed"), MSG_plan_outcome_failed},
};

/* The index of CODE in a table, or -1. */
static int index_of(const struct named *table, int count, struct str code) {
    for (int i = 0; i < count; i++)
        if (str_equal(table[i].code, code))
            return i;
    return -1;
}

struct str plan_state_code(enum plan_state state) {
    return PLAN_STATES[state].code;
}

bool plan_state_from_code(struct str code, enum plan_state *ret_state) {
    int index = index_of(PLAN_STATES, PLAN_STATE_COUNT, code);
    if (index >= 0)
        *ret_state = (enum plan_state)index;
    return index >= 0;
}

enum msg_id plan_state_name(enum plan_state state) {
    return PLAN_STATES[state].name;
}

struct str task_state_code(enum task_state state) {
    return TASK_STATES[state].code;
}

bool task_state_from_code(struct str code, enum task_state *ret_state) {
    int index = index_of(TASK_STATES, TASK_STATE_COUNT, code);
    if (index >= 0)
        *ret_state = (enum task_state)index;
    return index >= 0;
}

struct str progress_state_code(enum progress_state state) {
    return PROGRESS_STATES[state].code;
}

bool progress_state_from_code(struct str code, enum progress_state *ret_state) {
    int index = index_of(PROGRESS_STATES, PROGRESS_STATE_COUNT, code);
    if (index >= 0)
        *ret_state = (enum progress_state)index;
    return index >= 0;
}

enum msg_id progress_state_name(enum progress_state state) {
    return PROGRESS_STATES[state].name;
}

struct str task_outcome_code(enum task_outcome outcome) {
    return OUTCOMES[outcome].code;
}

bool task_outcome_from_code(struct str code, enum task_outcome *ret_outcome) {
    int index = index_of(OUTCOMES, OUTCOME_COUNT, code);
    if (index >= 0)
        *ret_outcome = (enum task_outcome)index;
    return index >= 0;
}

enum msg_id task_outcome_name(enum task_outcome outcome) {
    return OUTCOMES[outcome].name;
}

/* --- a plan's place -----------------------------------------------------------------------------
 */

static const struct str ENDINGS[] = {STR_INIT("-ca-nam"), STR_INIT("-6-thang-dau"),
                                     STR_INIT("-6-thang-cuoi")};
static const struct str OF_CLUSTER = STR_INIT("cum");

struct str plan_code(struct arena *arena, struct str unit_slug, int half) {
    return str_concat(arena, unit_slug.n ? unit_slug : OF_CLUSTER, ENDINGS[half]);
}

bool plan_code_parse(struct str code, struct str *ret_unit_slug, int *ret_half) {
    for (int half = 0; half < (int)COUNT_OF(ENDINGS); half++) {
        if (!str_ends_with(code, ENDINGS[half]) || code.n == ENDINGS[half].n)
            continue;
        struct str slug = str_slice(code, 0, code.n - ENDINGS[half].n);
        *ret_unit_slug = str_equal(slug, OF_CLUSTER) ? STR("") : slug;
        *ret_half = half;
        return true;
    }
    return false;
}

struct date plan_first_day(int year, int half) {
    return half ? period_first_day((struct period){year, half})
                : (struct date){(int16_t)year, 1, 1};
}

struct date plan_last_day(int year, int half) {
    return half ? period_last_day((struct period){year, half})
                : (struct date){(int16_t)year, 12, 31};
}

struct message plan_period_words(struct arena *arena, enum lang lang, int year, int half) {
    if (half)
        return MESSAGE_WITH(MSG_plan_period_half,
                            period_display(arena, lang, (struct period){year, half}));
    return MESSAGE_WITH(MSG_plan_period_year, str_format(arena, "%d", year));
}

bool plan_due_is_outside(const struct plan *plan, struct date due) {
    return !date_is_empty(due) && (date_compare(due, plan_first_day(plan->year, plan->half)) < 0 ||
                                   date_compare(due, plan_last_day(plan->year, plan->half)) > 0);
}

/* --- how a task stands --------------------------------------------------------------------------
 */

/* Whether A says what is newer than B. */
static bool is_newer(const struct plan_progress *a, const struct plan_progress *b) {
    int order = date_compare(a->dated, b->dated);
    return order ? order > 0 : a->sequence > b->sequence;
}

static bool counts(const struct plan_progress *row, struct date today) {
    return !row->withdrawn && date_compare(row->dated, today) <= 0;
}

/* The first day from which on the task stood as done until now: a row that was added behind it, for
 * more evidence, does not make the task later. */
static struct date done_since(const struct plan_progress_rows *rows, struct date today) {
    const struct plan_progress *last_open = NULL;
    const struct plan_progress *first = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        const struct plan_progress *row = &rows->items[i];
        if (counts(row, today) && row->state != PROGRESS_DONE &&
            (!last_open || is_newer(row, last_open)))
            last_open = row;
    }
    for (size_t i = 0; i < rows->count; i++) {
        const struct plan_progress *row = &rows->items[i];
        if (counts(row, today) && row->state == PROGRESS_DONE &&
            (!last_open || is_newer(row, last_open)) && (!first || is_newer(first, row)))
            first = row;
    }
    return first ? first->dated : (struct date){0};
}

static void stand_open(const struct plan_task *task, struct date today,
                       struct plan_standing *standing) {
    standing->kind = STANDING_OPEN;
    if (date_is_empty(task->due))
        return;
    int64_t left = date_to_days(task->due) - date_to_days(today);
    if (left < 0)
        standing->kind = STANDING_LATE;
    else if (left <= PLAN_SOON_DAYS)
        standing->kind = STANDING_DUE_SOON;
    standing->days = left < 0 ? -left : left;
    standing->is_year_over = today.year > task->due.year;
}

struct plan_standing plan_task_standing(const struct plan_task *task, struct date today) {
    struct plan_standing standing = {0};
    for (size_t i = 0; i < task->progress.count; i++) {
        const struct plan_progress *row = &task->progress.items[i];
        if (counts(row, today) && (!standing.now || is_newer(row, standing.now)))
            standing.now = row;
    }
    if (task->state != TASK_ACTIVE) {
        standing.kind = STANDING_CANCELLED;
    } else if (standing.now && standing.now->state == PROGRESS_FAILED) {
        standing.kind = STANDING_FAILED;
    } else if (standing.now && standing.now->state == PROGRESS_DONE) {
        standing.done_on = done_since(&task->progress, today);
        standing.kind = STANDING_DONE;
        if (!date_is_empty(task->due) && date_compare(standing.done_on, task->due) > 0) {
            standing.kind = STANDING_DONE_LATE;
            standing.days = date_to_days(standing.done_on) - date_to_days(task->due);
        }
    } else {
        stand_open(task, today, &standing);
    }
    return standing;
}

struct message plan_standing_words(struct arena *arena, const struct plan_standing *standing) {
    struct str days = str_format(arena, "%lld", (long long)standing->days);
    bool begun = standing->now && standing->now->state == PROGRESS_DOING;
    switch (standing->kind) {
    case STANDING_DUE_SOON:
        return standing->days ? MESSAGE_WITH(MSG_plan_standing_soon, days)
                              : MESSAGE(MSG_plan_standing_today);
    case STANDING_LATE:
        if (standing->days > PLAN_LEFT_DAYS && standing->is_year_over)
            return MESSAGE(MSG_plan_standing_left);
        return MESSAGE_WITH(MSG_plan_standing_late, days);
    case STANDING_DONE:
        return MESSAGE(MSG_plan_standing_done);
    case STANDING_DONE_LATE:
        return MESSAGE_WITH(MSG_plan_standing_done_late, days);
    case STANDING_FAILED:
        return MESSAGE(MSG_plan_progress_failed);
    case STANDING_CANCELLED:
        return MESSAGE(MSG_plan_standing_cancelled);
    case STANDING_OPEN:
    case STANDING_COUNT:
        break;
    }
    return MESSAGE(begun ? MSG_plan_progress_doing : MSG_plan_progress_todo);
}

void plan_count(const struct plan_task *task, struct date today, struct plan_counts *counts) {
    struct plan_standing standing = plan_task_standing(task, today);
    if (standing.kind == STANDING_CANCELLED)
        return;
    counts->all++;
    counts->done += standing.kind == STANDING_DONE || standing.kind == STANDING_DONE_LATE;
    counts->done_late += standing.kind == STANDING_DONE_LATE;
    counts->failed += standing.kind == STANDING_FAILED;
    counts->due_soon += standing.kind == STANDING_DUE_SOON;
    counts->late += standing.kind == STANDING_LATE;
    if (standing.kind == STANDING_LATE && standing.days > counts->latest_days)
        counts->latest_days = standing.days;
}

enum task_outcome plan_task_outcome(const struct plan_task *task, struct date today,
                                    struct str *ret_text) {
    *ret_text = task->outcome_text.p ? task->outcome_text : STR("");
    if (task->outcome != OUTCOME_NONE)
        return task->outcome;
    if (task->state == TASK_CANCELLED) {
        *ret_text = task->reason;
        return OUTCOME_FAILED;
    }
    struct plan_standing standing = plan_task_standing(task, today);
    if (!standing.now)
        return OUTCOME_NONE;
    if (standing.now->state == PROGRESS_DONE || standing.now->state == PROGRESS_FAILED) {
        *ret_text = standing.now->text;
        return standing.now->state == PROGRESS_DONE ? OUTCOME_DONE : OUTCOME_FAILED;
    }
    return OUTCOME_NONE;
}
