#include "features/calendar/calendar_view.h"

#include "features/frame/frame.h"

/* The greater, the more it matters. */
static int weight(struct calendar_state state) {
    static const int OF[CALENDAR_STANDING_COUNT] = {
        [CALENDAR_LATE] = 4,       [CALENDAR_INCOMPLETE_LATE] = 4,
        [CALENDAR_INCOMPLETE] = 3, [CALENDAR_SOON] = 3,
        [CALENDAR_OPEN] = 3,       [CALENDAR_NOT_BEGUN] = 2,
        [CALENDAR_DONE_LATE] = 1,  [CALENDAR_DONE] = 0,
    };
    return OF[state.standing];
}

const struct calendar_stand *calendar_worst(const struct calendar_line *line) {
    const struct calendar_stand *worst = line->stand_count ? &line->stands[0] : NULL;
    for (size_t i = 1; i < line->stand_count; i++) {
        const struct calendar_stand *stand = &line->stands[i];
        int more = weight(stand->state) - weight(worst->state);
        bool further = calendar_is_late(stand->state) || calendar_is_done(stand->state)
                           ? stand->state.days > worst->state.days
                           : stand->state.days < worst->state.days;
        if (more > 0 || (more == 0 && further))
            worst = stand;
    }
    return worst;
}

enum ui_state calendar_state_mark(struct calendar_state state) {
    if (calendar_is_late(state))
        return UI_STATE_LATE;
    if (calendar_is_done(state))
        return UI_STATE_DONE;
    return calendar_is_partial(state) ? UI_STATE_DOING : UI_STATE_TODO;
}

bool calendar_line_done(const struct calendar_line *line) {
    return line->counts.all && line->counts.done == line->counts.all;
}

bool calendar_line_late(const struct calendar_line *line) {
    return line->counts.late > 0;
}

enum ui_state calendar_line_mark(const struct calendar_line *line) {
    if (calendar_line_late(line))
        return UI_STATE_LATE;
    if (calendar_line_done(line))
        return UI_STATE_DONE;
    return line->counts.done || line->counts.incomplete ? UI_STATE_DOING : UI_STATE_TODO;
}

struct str calendar_line_words(const struct request *request, const struct calendar_line *line) {
    const struct calendar_stand *worst = calendar_worst(line);
    return worst ? frame_say(request, calendar_words(request->arena, worst->state)) : STR("");
}

/* --- who ----------------------------------------------------------------------------------------
 */

enum group { GROUP_LATE, GROUP_INCOMPLETE, GROUP_MISSING, GROUP_DONE_LATE, GROUP_COUNT };

static enum group group_of(struct calendar_state state) {
    switch (state.standing) {
    case CALENDAR_LATE:
        return GROUP_LATE;
    case CALENDAR_INCOMPLETE:
    case CALENDAR_INCOMPLETE_LATE:
        return GROUP_INCOMPLETE;
    case CALENDAR_SOON:
    case CALENDAR_OPEN:
        return GROUP_MISSING;
    case CALENDAR_DONE_LATE:
        return GROUP_DONE_LATE;
    default:
        return GROUP_COUNT; /* in time, or not yet begun: nothing to say */
    }
}

/* What is to be said beside a name: what is missing, an own deadline, how late. */
static struct str remark_of(const struct request *request, const struct calendar_stand *stand) {
    if (stand->details.id != MSG_none)
        return frame_say(request, stand->details);
    if (stand->extended)
        return frame_say(request, MESSAGE_WITH(MSG_calendar_year_deadline_on,
                                               date_display(request->arena, stand->deadline)));
    if (stand->state.standing == CALENDAR_DONE_LATE)
        return frame_say(request, calendar_words(request->arena, stand->state));
    return stand->mark.remark;
}

/* The names of a group; what is to be said of all of them alike is said once, at the end. */
static struct str names_of(const struct request *request, const struct cluster_year *year,
                           const struct calendar_line *line, enum group group, size_t *ret_count) {
    struct arena *arena = request->arena;
    struct str names = STR("");
    struct str bare = STR("");
    struct str shared = STR("");
    bool alike = true;
    size_t count = 0;
    for (size_t i = 0; i < line->stand_count; i++) {
        if (group_of(line->stands[i].state) != group || count++ >= CALENDAR_NAMES_SHOWN)
            continue;
        struct str remark = remark_of(request, &line->stands[i]);
        struct str name = year->members.items[i].name;
        struct str full =
            remark.n ? frame_say(request, MESSAGE_WITH(MSG_calendar_name_with, name, remark))
                     : name;
        const char *comma = count > 1 ? ", " : "";
        names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), comma, STR_ARG(full));
        bare = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(bare), comma, STR_ARG(name));
        alike &= count == 1 || str_equal(remark, shared);
        shared = remark;
    }
    *ret_count = count;
    return count > 1 && alike && shared.n
               ? str_format(arena, STR_FMT " – " STR_FMT, STR_ARG(bare), STR_ARG(shared))
               : names;
}

void calendar_names(const struct request *request, const struct cluster_year *year,
                    const struct calendar_line *line, struct calendar_sentences *ret_sentences) {
    static const enum msg_id SENTENCES[GROUP_COUNT] = {
        [GROUP_LATE] = MSG_calendar_late_names,
        [GROUP_INCOMPLETE] = MSG_calendar_incomplete_names,
        [GROUP_MISSING] = MSG_calendar_missing_names,
        [GROUP_DONE_LATE] = MSG_calendar_late_done_names,
    };
    struct arena *arena = request->arena;
    *ret_sentences = (struct calendar_sentences){0};
    for (int group = 0; line->row.by_unit && group < GROUP_COUNT; group++) {
        size_t count;
        struct str names = names_of(request, year, line, (enum group)group, &count);
        /* Nobody in yet: the figure says it, no need to list everybody. */
        if (!count || (group == GROUP_MISSING && count == line->stand_count))
            continue;
        if (count > CALENDAR_NAMES_SHOWN)
            names = frame_say(request,
                              MESSAGE_WITH(MSG_calendar_and_more, names,
                                           str_format(arena, "%zu", count - CALENDAR_NAMES_SHOWN)));
        *list_push(arena, ret_sentences) =
            frame_say(request, MESSAGE_WITH(SENTENCES[group], names));
    }
}

/* --- where --------------------------------------------------------------------------------------
 */

struct str calendar_row_path(struct arena *arena, const struct cluster_year *year,
                             struct str row_id) {
    return year_path_below(arena, year, YEAR_CALENDAR, row_id);
}

struct str calendar_place(struct arena *arena, const struct cluster_year *year,
                          const struct calendar_line *line) {
    if (!line->kind)
        return calendar_row_path(arena, year, line->row.id);
    struct str below = line->kind->place(arena, year, line->row.half);
    return str_format(arena, "/cum/" STR_FMT "/" STR_FMT, STR_ARG(year->slug), STR_ARG(below));
}

struct str calendar_half_name(const struct request *request, int half) {
    return half == 0 ? STR("")
                     : message_plain(request->lang,
                                     half == 1 ? MSG_calendar_half_1 : MSG_calendar_half_2);
}

/* --- tasks --------------------------------------------------------------------------------------
 */

/* "hạn 15/8/2020 · 2/5 đơn vị · Chậm: …" */
static struct str detail_of(const struct request *request, const struct cluster_year *year,
                            const struct calendar_line *line) {
    struct arena *arena = request->arena;
    struct str text = frame_say(request, MESSAGE_WITH(MSG_calendar_year_deadline_on,
                                                      date_display(arena, line->row.deadline)));
    if (line->row.by_unit) {
        struct str units =
            frame_say(request, MESSAGE_WITH(MSG_calendar_year_units_of,
                                            str_format(arena, "%zu", line->counts.done),
                                            str_format(arena, "%zu", line->counts.all)));
        text = str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(text), STR_ARG(units));
    } else if (line->stand_count && line->stands[0].details.id != MSG_none) {
        struct str details = frame_say(request, line->stands[0].details);
        text = str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(text), STR_ARG(details));
    }
    struct calendar_sentences names;
    calendar_names(request, year, line, &names);
    if (names.count && !calendar_line_done(line))
        text = str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(text), STR_ARG(names.items[0]));
    return text;
}

struct ui_task calendar_task(const struct request *request, const struct cluster_year *year,
                             const struct calendar_line *line) {
    return (struct ui_task){
        .href = calendar_row_path(request->arena, year, line->row.id),
        .state = calendar_line_mark(line),
        .title = line->row.title,
        .detail = detail_of(request, year, line),
        .due = calendar_line_words(request, line),
    };
}

struct ui_task calendar_member_task(const struct request *request, const struct cluster_year *year,
                                    const struct calendar_line *line, size_t member) {
    struct arena *arena = request->arena;
    const struct calendar_stand *stand = &line->stands[member];
    struct str detail = frame_say(
        request, MESSAGE_WITH(MSG_calendar_year_deadline_on, date_display(arena, stand->deadline)));
    if (stand->details.id != MSG_none) {
        struct str more = frame_say(request, stand->details);
        detail = str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(detail), STR_ARG(more));
    }
    return (struct ui_task){
        .href = calendar_place(arena, year, line),
        .state = calendar_state_mark(stand->state),
        .title = line->row.title,
        .detail = detail,
        .due = frame_say(request, calendar_words(arena, stand->state)),
    };
}

bool calendar_acts_for(const struct request *request, const struct cluster_year *year,
                       size_t member) {
    return !frame_may_year(request, RIGHT_YEAR_EDIT, year, STR("")) &&
           frame_may_year(request, RIGHT_MEMBER_ENTER, year, year->members.items[member].id);
}
