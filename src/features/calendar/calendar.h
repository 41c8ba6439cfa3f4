/* The calendar of a cluster's year: what is due, and how one stands with it. Pure.
 *
 * A deadline is the last day in time. The program ships no deadlines: rows are entered, or taken
 * from an example that says where it comes from (see CALENDAR_EXAMPLE) after somebody looked at
 * them.
 */
#ifndef FEATURES_CALENDAR_CALENDAR_H
#define FEATURES_CALENDAR_CALENDAR_H

#include "base/date.h"
#include "features/legal/legal_cite.h"
#include "text/message.h"

enum {
    CALENDAR_SOON_DAYS = 7,   /* from then on it is due soon */
    CALENDAR_DAYS_SAID = 365, /* beyond, nobody counts the days of a delay */
    CALENDAR_ROWS_MAX = 100,
    CALENDAR_TITLE_MAX = 200,
    CALENDAR_TEXT_MAX = 500,
};

/* What is there of what was due. */
enum due_state {
    DUE_MISSING,    /* nothing is there */
    DUE_INCOMPLETE, /* begun, or a part is missing */
    DUE_RECEIVED,
};

enum calendar_standing {
    CALENDAR_DONE,
    CALENDAR_DONE_LATE,
    CALENDAR_INCOMPLETE,      /* the deadline is still to come */
    CALENDAR_INCOMPLETE_LATE, /* it has passed */
    CALENDAR_LATE,            /* nothing is there, and the deadline has passed */
    CALENDAR_SOON,
    CALENDAR_OPEN,
    CALENDAR_NOT_BEGUN,
    CALENDAR_STANDING_COUNT,
};

struct calendar_state {
    enum calendar_standing standing;
    int days; /* late by so many, or still so many to the deadline (to the begin: NOT_BEGUN) */
};

/* ON: the day it was received, empty where that is not known (then it counts as in time). STARTS
 * may be empty. */
struct calendar_state calendar_judge(struct date starts, struct date deadline, enum due_state due,
                                     struct date on, struct date today);
bool calendar_is_late(struct calendar_state state);    /* something is owed after its deadline */
bool calendar_is_done(struct calendar_state state);    /* in time or late */
bool calendar_is_partial(struct calendar_state state); /* incomplete, before or after */
/* "chậm 3 ngày", "còn 3 ngày", "hôm nay là hạn chót" */
struct message calendar_words(struct arena *arena, struct calendar_state state);

struct calendar_counts {
    size_t all;
    size_t done; /* in time or late */
    size_t done_late;
    size_t late; /* owed after its deadline, incomplete ones too */
    size_t incomplete;
    size_t soon;
};

/* Adds one more state to the counts. */
void calendar_count(struct calendar_counts *counts, struct calendar_state state);

struct calendar_row {
    struct str id; /* empty: a new one */
    int64_t revision;
    struct str title;
    struct str kind; /* code of a due_kind; empty: marked by hand */
    int half;        /* 1, 2; 0: of the year */
    struct date starts;
    struct date deadline;
    bool by_unit;
    struct str note;
    struct str basis; /* as legal_cite.h stores citations */
    bool removed;
    struct str reason;
    struct str author;
    int64_t at_ms;
};

/* What a form needs to know of the kinds there are. */
struct calendar_kind {
    struct str code;
    bool by_unit;
    bool of_half;
};

struct calendar_kinds {
    struct calendar_kind *items;
    size_t count;
    size_t capacity;
};

/* As typed. */
struct calendar_form {
    struct str title;
    struct str kind;
    struct str half;
    struct str starts;
    struct str deadline;
    struct str who; /* "unit" or "head"; a kind of its own decides it itself */
    struct str note;
    struct str basis; /* a document of the register, or any words */
    struct str reason;
    int64_t seen_revision; /* 0: does not matter */
};

/* Days that may stand in the calendar of YEAR: preparations of the autumn before, the annual review
 * in the first months of the next. */
struct date calendar_first_day(int year);
struct date calendar_last_day(int year);

/* Understands the form; what is wrong goes into ISSUES by the form's field names, each followed by
 * SUFFIX ("-3" in a grid of rows). */
void calendar_check_form(struct arena *arena, int year, const struct calendar_form *form,
                         const struct calendar_kinds *kinds, const struct legal_citer *citer,
                         struct str suffix, struct issues *issues, struct calendar_row *ret_row);

/* Why something is changed, which has to be said; issues of FIELD. */
struct str calendar_check_reason(struct arena *arena, const char *field, struct str reason,
                                 struct issues *issues);

/* A unit's longer time: DEADLINE as typed, empty: as for all again. */
void calendar_check_extension(struct arena *arena, int year, const struct calendar_row *row,
                              struct str deadline, struct str reason, struct issues *issues,
                              struct date *ret_deadline);

/* A mark by hand, as typed; fields "received-SLUG", "remark-SLUG". */
struct calendar_mark {
    struct date received; /* empty: not received */
    bool incomplete;
    struct str remark;
};
void calendar_check_mark(struct arena *arena, int year, struct str received, bool incomplete,
                         struct str remark, struct str slug, struct date today,
                         struct issues *issues, struct calendar_mark *ret_mark);
enum due_state calendar_mark_state(const struct calendar_mark *mark);

/* The same day of the next year; 29/2 becomes 28/2. */
struct date calendar_next_year(struct date date);

/* --- the example ---------------------------------------------------------------------------- */

struct calendar_example_row {
    struct str title;
    struct str kind;
    int half;
    struct date starts; /* year 0: of the calendar's year, 1: of the next */
    struct date deadline;
    bool by_unit;
    struct str source; /* where it stands, with what it is worth */
    bool proposed;     /* ticked at first */
};
extern const struct calendar_example_row CALENDAR_EXAMPLE[];
extern const size_t CALENDAR_EXAMPLE_COUNT;

/* The example's rows in YEAR. */
struct calendar_row calendar_from_example(const struct calendar_example_row *example, int year,
                                          const struct calendar_kinds *kinds);

#endif
