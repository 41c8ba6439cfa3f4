#include "features/plan/plan_rows_web.h"

struct str plan_path(struct arena *arena, const struct cluster_year *year, struct str code,
                     const char *tail) {
    struct str path = year_path_below(arena, year, YEAR_PLAN, code);
    return str_format(arena, STR_FMT "%s", STR_ARG(path), tail);
}

struct str plan_task_path(struct arena *arena, const struct cluster_year *year, struct str code,
                          struct str task_id, const char *tail) {
    struct str path = plan_path(arena, year, code, "/viec/");
    return str_format(arena, STR_FMT STR_FMT "%s", STR_ARG(path), STR_ARG(task_id), tail);
}

struct plan_edit plan_edit_of(const struct request *request, const struct cluster_year *year,
                              struct issues *issues) {
    return (struct plan_edit){.db = app_db(request),
                              .arena = request->arena,
                              .user = request->user,
                              .now_ms = request->now_ms,
                              .lang = request->lang,
                              .year = year,
                              .issues = issues};
}

const struct err *plan_place_of_request(const struct request *request, bool edit,
                                        struct plan_place *ret_place) {
    struct cluster_unit unit;
    int half;
    struct str code = request_param(request, "plan");
    TRY(frame_year(request, &ret_place->year));
    TRY(plan_unit_of(&ret_place->year, code, &unit, &half));
    if (edit)
        TRY(frame_open_year(&ret_place->year, request->arena));
    if (edit && !plan_may_edit(request->user, &ret_place->year, unit.id))
        return ERR(ERR_DENIED, "no right to write this plan");
    return plan_find(app_db(request), request->arena, request->user, &ret_place->year, code,
                     &ret_place->plan);
}

struct str plan_period_of(const struct request *request, int year, int half) {
    return frame_say(request, plan_period_words(request->arena, request->lang, year, half));
}

struct str plan_paper_words(const struct request *request, struct str number,
                            struct date issued_on) {
    struct str day = date_display(request->arena, issued_on);
    if (!day.n)
        return STR("");
    return frame_say(request, number.n ? MESSAGE_WITH(MSG_plan_paper_numbered, number, day)
                                       : MESSAGE_WITH(MSG_plan_paper_dated, day));
}

enum ui_state plan_standing_mark(const struct plan_standing *standing) {
    switch (standing->kind) {
    case STANDING_LATE:
        return UI_STATE_LATE;
    case STANDING_DONE:
    case STANDING_DONE_LATE:
        return UI_STATE_DONE;
    case STANDING_OPEN:
    case STANDING_DUE_SOON:
        return standing->now && standing->now->state == PROGRESS_DOING ? UI_STATE_DOING
                                                                       : UI_STATE_TODO;
    case STANDING_FAILED:
    case STANDING_CANCELLED:
    case STANDING_COUNT:
        break;
    }
    return UI_STATE_NONE;
}

/* "20/6/2020: đang làm, 60 %. Đã tập huấn 3 xã" */
static struct str progress_words(const struct request *request, const struct plan_progress *now) {
    if (!now)
        return STR("");
    struct str day = date_display(request->arena, now->dated);
    struct str text = now->text;
    if (now->state == PROGRESS_DOING && now->percent >= 0)
        text = str_format(request->arena, "%d %%%s" STR_FMT, now->percent, text.n ? ". " : "",
                          STR_ARG(text));
    if (!text.n)
        text = message_plain(request->lang, progress_state_name(now->state));
    return str_format(request->arena, STR_FMT ": " STR_FMT, STR_ARG(day), STR_ARG(text));
}

struct plan_row plan_row_of(const struct request *request, const struct plan_place *place,
                            const struct legal_citer *citer, const struct plan_task *task,
                            size_t number) {
    struct arena *arena = request->arena;
    const struct cluster_year *year = &place->year;
    const struct plan *plan = &place->plan;
    struct date today = date_of_instant(request->now_ms);
    struct plan_standing standing = plan_task_standing(task, today);
    ptrdiff_t owner = cluster_year_member_by_id(year, task->owner_id);
    struct str unit = owner >= 0 ? year->members.items[owner].name : STR("");
    if (!unit.n && !plan->unit.id.n && !task->owner_post.n)
        unit = message_plain(request->lang, MSG_plan_owner_all);
    struct str first_due = date_display(arena, task->first_due);
    return (struct plan_row){
        .number = number,
        .href = plan_task_path(arena, year, plan->code, task->id, ""),
        .content = task->content,
        .result = task->result,
        .basis = legal_cite_view(arena, citer, task->basis,
                                 date_is_empty(plan->issued_on) ? today : plan->issued_on),
        .owner = unit,
        .post = task->owner_post,
        .together_with = task->together_with,
        .from = date_display(arena, task->from),
        .due = date_display(arena, task->due),
        .first_due = first_due,
        .first_due_words = first_due.n
                               ? frame_say(request, MESSAGE_WITH(MSG_plan_moved_from, first_due))
                               : STR(""),
        .is_outside = plan_due_is_outside(plan, task->due),
        .state = plan_standing_mark(&standing),
        .standing = frame_say(request, plan_standing_words(arena, &standing)),
        .is_late = standing.kind == STANDING_LATE,
        .is_cancelled = standing.kind == STANDING_CANCELLED,
        .now = progress_words(request, standing.now),
        .from_review = task->review_item.n > 0,
        .is_shortcoming = str_equal_c(task->review_kind, "shortcoming"),
        .changed = STR(""),
    };
}

struct ui_options plan_owner_options(const struct request *request, enum msg_id first,
                                     const struct cluster_year *year, struct str chosen) {
    struct ui_options options = {0};
    *list_push(request->arena, &options) =
        (struct ui_option){STR(""), message_plain(request->lang, first), str_is_empty(chosen)};
    for (size_t i = 0; i < year->members.count; i++) {
        const struct cluster_unit *unit = &year->members.items[i];
        *list_push(request->arena, &options) =
            (struct ui_option){unit->slug, unit->name, str_equal(unit->slug, chosen)};
    }
    return options;
}

struct cluster_unit plan_own_unit(const struct request *request, const struct cluster_year *year) {
    const struct user *user = request->user;
    if (user && !user_may_every_unit(user, RIGHT_MEMBER_ENTER, place_of_year(year)))
        for (size_t i = 0; i < year->members.count; i++)
            if (user_may(user, RIGHT_MEMBER_ENTER, place_of_year(year), year->members.items[i].id))
                return year->members.items[i];
    return (struct cluster_unit){STR(""), STR(""), STR("")};
}
