#include "features/calendar/calendar.h"

#include "text/utf8.h"

/* --- how one stands ------------------------------------------------------------------------- */

static int days_between(struct date from, struct date to) {
    return (int)(date_to_days(to) - date_to_days(from));
}

struct calendar_state calendar_judge(struct date starts, struct date deadline, enum due_state due,
                                     struct date on, struct date today) {
    int left = days_between(today, deadline);
    if (due == DUE_RECEIVED) {
        int late = date_is_empty(on) ? 0 : days_between(deadline, on);
        return late > 0 ? (struct calendar_state){CALENDAR_DONE_LATE, late}
                        : (struct calendar_state){CALENDAR_DONE, 0};
    }
    if (due == DUE_INCOMPLETE)
        return left < 0 ? (struct calendar_state){CALENDAR_INCOMPLETE_LATE, -left}
                        : (struct calendar_state){CALENDAR_INCOMPLETE, left};
    if (left < 0)
        return (struct calendar_state){CALENDAR_LATE, -left};
    if (!date_is_empty(starts) && date_compare(today, starts) < 0)
        return (struct calendar_state){CALENDAR_NOT_BEGUN, days_between(today, starts)};
    return (struct calendar_state){left <= CALENDAR_SOON_DAYS ? CALENDAR_SOON : CALENDAR_OPEN,
                                   left};
}

bool calendar_is_late(struct calendar_state state) {
    return state.standing == CALENDAR_LATE || state.standing == CALENDAR_INCOMPLETE_LATE;
}

bool calendar_is_done(struct calendar_state state) {
    return state.standing == CALENDAR_DONE || state.standing == CALENDAR_DONE_LATE;
}

bool calendar_is_partial(struct calendar_state state) {
    return state.standing == CALENDAR_INCOMPLETE || state.standing == CALENDAR_INCOMPLETE_LATE;
}

struct message calendar_words(struct arena *arena, struct calendar_state state) {
    static const enum msg_id WORDS[CALENDAR_STANDING_COUNT] = {
        [CALENDAR_DONE] = MSG_calendar_state_done,
        [CALENDAR_DONE_LATE] = MSG_calendar_state_done_late,
        [CALENDAR_INCOMPLETE] = MSG_calendar_state_incomplete,
        [CALENDAR_INCOMPLETE_LATE] = MSG_calendar_state_incomplete_late,
        [CALENDAR_LATE] = MSG_calendar_state_late,
        [CALENDAR_SOON] = MSG_calendar_state_left,
        [CALENDAR_OPEN] = MSG_calendar_state_left,
        [CALENDAR_NOT_BEGUN] = MSG_calendar_state_not_begun,
    };
    if (state.standing == CALENDAR_DONE)
        return MESSAGE(WORDS[state.standing]);
    if (state.days > CALENDAR_DAYS_SAID && calendar_is_late(state))
        return MESSAGE(state.standing == CALENDAR_LATE ? MSG_calendar_state_late_long
                                                       : MSG_calendar_state_incomplete_long);
    if (state.days == 0 && state.standing == CALENDAR_INCOMPLETE)
        return MESSAGE(MSG_calendar_state_incomplete_today);
    if (state.days == 0)
        return MESSAGE(MSG_calendar_state_today);
    return MESSAGE_WITH(WORDS[state.standing], str_format(arena, "%d", state.days));
}

void calendar_count(struct calendar_counts *counts, struct calendar_state state) {
    counts->all++;
    counts->done += calendar_is_done(state);
    counts->done_late += state.standing == CALENDAR_DONE_LATE;
    counts->late += calendar_is_late(state);
    counts->incomplete += calendar_is_partial(state);
    counts->soon += state.standing == CALENDAR_SOON ||
                    (state.standing == CALENDAR_INCOMPLETE && state.days <= CALENDAR_SOON_DAYS);
}

/* --- what may be entered ---------------------------------------------------------------------- */

struct date calendar_first_day(int year) {
    return (struct date){(int16_t)(year - 1), 10, 1};
}

struct date calendar_last_day(int year) {
    return (struct date){(int16_t)(year + 1), 3, 31};
}

struct date calendar_next_year(struct date date) {
    struct date next = date;
    if (date_is_empty(date))
        return date;
    if (!date_make(date.year + 1, date.month, date.day, &next))
        next = (struct date){(int16_t)(date.year + 1), 2, 28};
    return next;
}

/* Where a form's words go: its year and the names of its fields. */
struct checker {
    struct arena *arena;
    struct issues *issues;
    int year;
    struct str suffix;
};

static void wrong(const struct checker *c, const char *field, struct message message) {
    issue_add(c->arena, c->issues, str_format(c->arena, "%s" STR_FMT, field, STR_ARG(c->suffix)),
              message);
}

static struct str text_of(const struct checker *c, const char *field, struct str typed,
                          size_t max) {
    struct str text = typed.p ? typed : STR("");
    if (utf8_length(text) > max)
        wrong(c, field, MESSAGE_WITH(MSG_calendar_too_long, str_format(c->arena, "%zu", max)));
    return text;
}

/* A day of the calendar; the empty date where none was typed, or a wrong one. */
static struct date day_of(const struct checker *c, const char *field, struct str typed) {
    struct date day = {0};
    if (str_is_empty(typed))
        return day;
    if (!date_read_human(typed, &day)) {
        wrong(c, field, MESSAGE_WITH(MSG_calendar_date_wrong, typed));
        return (struct date){0};
    }
    struct date first = calendar_first_day(c->year);
    struct date last = calendar_last_day(c->year);
    if (date_compare(day, first) >= 0 && date_compare(day, last) <= 0)
        return day;
    wrong(c, field,
          MESSAGE_WITH(MSG_calendar_date_outside, date_display(c->arena, day),
                       str_format(c->arena, "%d", c->year), date_display(c->arena, first),
                       date_display(c->arena, last)));
    return (struct date){0};
}

static void check_kind(const struct checker *c, const struct calendar_form *form,
                       const struct calendar_kinds *kinds, struct calendar_row *row) {
    long long half = 0;
    if (form->half.n && (!str_to_int64(form->half, &half) || half < 0 || half > 2))
        wrong(c, "half", MESSAGE(MSG_calendar_half_wrong));
    row->half = (int)half;
    row->kind = form->kind.p ? form->kind : STR("");
    row->by_unit = !str_equal_c(form->who, "head");
    const struct calendar_kind *kind = NULL;
    for (size_t i = 0; i < kinds->count; i++)
        if (str_equal(kinds->items[i].code, row->kind))
            kind = &kinds->items[i];
    if (row->kind.n && !kind)
        wrong(c, "kind", MESSAGE(MSG_calendar_kind_unknown));
    if (!kind)
        return;
    row->by_unit = kind->by_unit;
    if (kind->of_half && half == 0)
        wrong(c, "half", MESSAGE(MSG_calendar_half_missing));
}

void calendar_check_form(struct arena *arena, int year, const struct calendar_form *form,
                         const struct calendar_kinds *kinds, const struct legal_citer *citer,
                         struct str suffix, struct issues *issues, struct calendar_row *ret_row) {
    struct checker c = {arena, issues, year, suffix};
    struct calendar_row row = {.id = STR("")};
    row.title = text_of(&c, "title", form->title, CALENDAR_TITLE_MAX);
    if (str_is_empty(row.title))
        wrong(&c, "title", MESSAGE(MSG_calendar_title_missing));
    check_kind(&c, form, kinds, &row);
    row.starts = day_of(&c, "starts", form->starts);
    row.deadline = day_of(&c, "deadline", form->deadline);
    if (str_is_empty(form->deadline))
        wrong(&c, "deadline", MESSAGE(MSG_calendar_deadline_missing));
    if (!date_is_empty(row.starts) && !date_is_empty(row.deadline) &&
        date_compare(row.deadline, row.starts) < 0)
        wrong(&c, "deadline",
              MESSAGE_WITH(MSG_calendar_end_before_begin, date_display(arena, row.deadline),
                           date_display(arena, row.starts)));
    row.note = text_of(&c, "note", form->note, CALENDAR_TEXT_MAX);
    row.reason = text_of(&c, "reason", form->reason, CALENDAR_TEXT_MAX);
    row.basis = legal_cite_read(arena, citer, text_of(&c, "basis", form->basis, CALENDAR_TEXT_MAX));
    *ret_row = row;
}

struct str calendar_check_reason(struct arena *arena, const char *field, struct str reason,
                                 struct issues *issues) {
    struct checker c = {arena, issues, 0, STR("")};
    struct str text = text_of(&c, field, reason, CALENDAR_TEXT_MAX);
    if (str_is_empty(text))
        wrong(&c, field, MESSAGE(MSG_calendar_reason_missing));
    return text;
}

void calendar_check_extension(struct arena *arena, int year, const struct calendar_row *row,
                              struct str deadline, struct str reason, struct issues *issues,
                              struct date *ret_deadline) {
    struct checker c = {arena, issues, year, STR("")};
    struct date day = day_of(&c, "until", deadline);
    if (!date_is_empty(day) && date_compare(day, row->deadline) <= 0)
        wrong(&c, "until",
              MESSAGE_WITH(MSG_calendar_extension_shorter, date_display(arena, row->deadline)));
    calendar_check_reason(arena, "why", reason, issues);
    *ret_deadline = day;
}

/* --- marks by hand ---------------------------------------------------------------------------- */

void calendar_check_mark(struct arena *arena, int year, struct str received, bool incomplete,
                         struct str remark, struct str slug, struct date today,
                         struct issues *issues, struct calendar_mark *ret_mark) {
    struct checker c = {arena, issues, year, str_format(arena, "-" STR_FMT, STR_ARG(slug))};
    struct date day = {0};
    if (!str_is_empty(received) && !date_read_human(received, &day))
        wrong(&c, "received", MESSAGE_WITH(MSG_calendar_date_wrong, received));
    if (!date_is_empty(day) && date_compare(day, today) > 0)
        wrong(&c, "received", MESSAGE_WITH(MSG_calendar_received_later, date_display(arena, day)));
    if (!date_is_empty(day) && date_compare(day, calendar_first_day(year)) < 0)
        wrong(&c, "received",
              MESSAGE_WITH(MSG_calendar_received_before, date_display(arena, day),
                           str_format(arena, "%d", year)));
    *ret_mark =
        (struct calendar_mark){day, incomplete, text_of(&c, "remark", remark, CALENDAR_TEXT_MAX)};
}

enum due_state calendar_mark_state(const struct calendar_mark *mark) {
    if (mark->incomplete)
        return DUE_INCOMPLETE;
    return date_is_empty(mark->received) ? DUE_MISSING : DUE_RECEIVED;
}
