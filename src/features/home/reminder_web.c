#include "features/home/reminder_web.h"

#include <stdlib.h>

#include "features/frame/frame.h"
#include "features/person/person_service.h"

/* A task with how far its deadline is from today. */
struct reminder {
    struct ui_task task;
    int far;
    size_t order; /* as found: the sort is to be stable */
};

struct collector {
    const struct request *request;
    struct date today;
    bool cut;
    struct {
        struct reminder *items;
        size_t count;
        size_t capacity;
    } found;
    int64_t transfers;
};

static bool is_near(struct calendar_state state) {
    return calendar_is_late(state) || state.standing == CALENDAR_SOON ||
           (state.standing == CALENDAR_INCOMPLETE && state.days <= CALENDAR_SOON_DAYS);
}

static void add(struct collector *c, const struct cluster_year *year, struct ui_task task,
                const struct calendar_stand *stand) {
    struct arena *arena = c->request->arena;
    task.detail =
        str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(year->name), STR_ARG(task.detail));
    size_t order = c->found.count;
    *list_push(arena, &c->found) = (struct reminder){task, stand->state.days, order};
}

static void collect_line(struct collector *c, const struct cluster_year *year,
                         const struct calendar_line *line) {
    const struct request *request = c->request;
    if (frame_may_year(request, RIGHT_YEAR_EDIT, year, STR(""))) {
        const struct calendar_stand *worst = calendar_worst(line);
        if (worst && is_near(worst->state))
            add(c, year, calendar_task(request, year, line), worst);
        return;
    }
    for (size_t i = 0; line->row.by_unit && i < line->stand_count; i++)
        if (is_near(line->stands[i].state) && calendar_acts_for(request, year, i))
            add(c, year, calendar_member_task(request, year, line, i), &line->stands[i]);
}

/* The year before and the one to come have deadlines of today too. */
static const struct err *collect_in(struct db_tx *tx, void *context) {
    struct collector *c = context;
    struct arena *arena = c->request->arena;
    struct calendar_years years;
    c->found.count = 0;
    struct reach reach = user_reach(arena, c->request->user, RIGHT_CLUSTER_READ);
    TRY(calendar_years(tx, arena, &reach, c->today.year - 1, c->today.year + 1, &years));
    c->cut = years.count > REMINDER_CLUSTERS_MAX;
    for (size_t i = 0; i < years.count && i < REMINDER_CLUSTERS_MAX; i++) {
        struct cluster_year year;
        struct calendar calendar;
        TRY(cluster_year_load(tx, arena, years.items[i].slug, years.items[i].year, c->today,
                              &year));
        TRY(calendar_load(tx, arena, &year, c->today, &calendar));
        for (size_t k = 0; k < calendar.count; k++)
            collect_line(c, &year, &calendar.items[k]);
    }
    return person_pending_count(tx, arena, c->request->user, c->today, &c->transfers);
}

static int nearest_first(const void *left, const void *right) {
    const struct reminder *a = left;
    const struct reminder *b = right;
    if (a->far != b->far)
        return a->far < b->far ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

const struct err *reminders_load(const struct request *request, struct reminders *ret_reminders) {
    struct collector c = {.request = request, .today = date_of_instant(request->now_ms)};
    TRY(db_read(app_db(request), collect_in, &c));
    *ret_reminders = (struct reminders){.cut = c.cut};
    if (c.transfers > 0)
        *list_push(request->arena, &ret_reminders->tasks) = (struct ui_task){
            .href = STR("/nguoi#chuyen"),
            .state = UI_STATE_DOING,
            .title =
                message_text(request->arena, request->lang,
                             MESSAGE_WITH(MSG_home_transfers, str_format(request->arena, "%lld",
                                                                         (long long)c.transfers))),
            .detail = message_plain(request->lang, MSG_home_transfers_detail),
            .due = STR("")};
    if (c.found.count)
        qsort(c.found.items, c.found.count, sizeof(*c.found.items), nearest_first);
    for (size_t i = 0; i < c.found.count; i++)
        if (i < REMINDERS_MAX)
            *list_push(request->arena, &ret_reminders->tasks) = c.found.items[i].task;
        else
            ret_reminders->more++;
    return NULL;
}
