/* The calendar in words: what its page, the year's page, the page of all clusters and the first
 * page say of a line. */
#ifndef FEATURES_CALENDAR_CALENDAR_VIEW_H
#define FEATURES_CALENDAR_CALENDAR_VIEW_H

#include "features/calendar/calendar_service.h"
#include "html/ui.h"
#include "http/http.h"

enum { CALENDAR_NAMES_SHOWN = 8 };

struct calendar_tasks {
    struct ui_task *items;
    size_t count;
    size_t capacity;
};

/* The stand that says most of the line: the latest, else the one due next, else the last in. NULL
 * where a year has no members. */
const struct calendar_stand *calendar_worst(const struct calendar_line *line);
enum ui_state calendar_state_mark(struct calendar_state state);
/* Of the whole line: done only when everybody is. */
enum ui_state calendar_line_mark(const struct calendar_line *line);
/* "chậm 3 ngày", "còn 3 ngày", "đúng hạn" of the worst stand. */
struct str calendar_line_words(const struct request *request, const struct calendar_line *line);
bool calendar_line_done(const struct calendar_line *line);
bool calendar_line_late(const struct calendar_line *line);

/* "Chậm: A (3 ngày), B", each group of members that is not simply in time, one sentence each. */
struct calendar_sentences {
    struct str *items;
    size_t count;
    size_t capacity;
};
void calendar_names(const struct request *request, const struct cluster_year *year,
                    const struct calendar_line *line, struct calendar_sentences *ret_sentences);

/* The line's own page, and where its work is done (the same where nothing else is known). */
struct str calendar_row_path(struct arena *arena, const struct cluster_year *year,
                             struct str row_id);
struct str calendar_place(struct arena *arena, const struct cluster_year *year,
                          const struct calendar_line *line);

/* "6 tháng đầu năm"; "" for 0. */
struct str calendar_half_name(const struct request *request, int half);

/* A line for who runs the year: names who is behind. */
struct ui_task calendar_task(const struct request *request, const struct cluster_year *year,
                             const struct calendar_line *line);
/* The same for one member, who only needs to know how it stands itself. */
struct ui_task calendar_member_task(const struct request *request, const struct cluster_year *year,
                                    const struct calendar_line *line, size_t member);
/* Whether the user acts for that member and no more (else he runs the year). */
bool calendar_acts_for(const struct request *request, const struct cluster_year *year,
                       size_t member);

#endif
