/* What a member registers for a year: titles for itself and for its people. Pure.
 *
 * Each save is a revision. What happened to a revision (sent, received, sent back) are events; the
 * state is what the events say. What counts as registered is the newest revision that was sent and
 * neither sent back nor withdrawn: a later one that is only being drawn up changes nothing.
 */
#ifndef FEATURES_REGISTRATION_REGISTRATION_H
#define FEATURES_REGISTRATION_REGISTRATION_H

#include "features/registration/award_title.h"

enum {
    REGISTRATION_TITLES_MAX = 2000, /* lines of one registration */
    REGISTRATION_NOTE_MAX = 2000,
    REGISTRATION_REASON_MAX = 500,
};

struct registration_line {
    struct str title_code;
    struct str person_id;   /* empty: for the unit itself */
    struct str person_name; /* as it was called that day */
};

struct registration_lines {
    struct registration_line *items;
    size_t count;
    size_t capacity;
};

struct registration_revision {
    int64_t revision;
    struct registration_lines lines;
    struct str note;
    struct str reason;
    struct str author;
    int64_t at_ms;
};

enum registration_act {
    REGISTRATION_SUBMIT,
    REGISTRATION_RECEIVE,
    REGISTRATION_RETURN,   /* yêu cầu bổ sung */
    REGISTRATION_WITHDRAW, /* the whole of it */
    REGISTRATION_PERMIT,   /* the office allows it after the deadline */
    REGISTRATION_ACT_COUNT,
};
struct str registration_act_code(enum registration_act act);
bool registration_act_from_code(struct str code, enum registration_act *ret_act);
enum msg_id registration_act_name(enum registration_act act);

struct registration_event {
    enum registration_act act;
    int64_t revision; /* that it was done to */
    struct str reason;
    struct str author;
    int64_t at_ms;
};

/* All of one unit and year. */
struct registration {
    struct str unit_id;
    struct {
        struct registration_revision *items;
        size_t count;
        size_t capacity;
    } revisions; /* oldest first */
    struct {
        struct registration_event *items;
        size_t count;
        size_t capacity;
    } events; /* oldest first */
};

enum registration_state {
    REGISTRATION_MISSING, /* nothing was written */
    REGISTRATION_DRAFT,   /* the newest revision was not sent */
    REGISTRATION_SUBMITTED,
    REGISTRATION_RECEIVED,
    REGISTRATION_RETURNED, /* more is asked for */
    REGISTRATION_WITHDRAWN,
    REGISTRATION_STATE_COUNT,
};
enum registration_state registration_state_of(const struct registration *registration);
enum msg_id registration_state_name(enum registration_state state);

/* The newest revision, or NULL. */
const struct registration_revision *registration_newest(const struct registration *registration);
/* What counts as registered, and when it was sent; NULL: nothing. */
const struct registration_revision *registration_counted(const struct registration *registration,
                                                         int64_t *ret_submitted_ms);
/* The first time anything was sent; 0: never. */
int64_t registration_first_submitted_ms(const struct registration *registration);

/* Whether what was sent then was late. DEADLINE is the last day on time; empty: there is none. */
bool registration_is_late(int64_t submitted_ms, struct date deadline);
/* Whether it may be sent now: on time, or permitted since it was last sent, or asked for anew. */
bool registration_may_submit(const struct registration *registration, struct date deadline,
                             int64_t now_ms);

/* How many lines of the title: the unit itself counts one, each person one. */
size_t registration_count_of(const struct registration_lines *lines, struct str title_code);

/* --- what is typed ---------------------------------------------------------------------- */

struct registration_form {
    struct registration_lines lines; /* person_id as chosen; person_name is filled by the service */
    struct str note;
    struct str reason;     /* needed once something was sent */
    int64_t seen_revision; /* 0: none */
};

/* Every title is one of TITLES that holds in YEAR and is for whom it is registered, each once per
 * subject. Faults of line I are on the field "title-I". */
void registration_check_form(struct arena *arena, const struct registration_form *form,
                             const struct registration *registration,
                             const struct award_titles *titles, int year, struct issues *issues,
                             struct registration_revision *ret_revision);

/* Whether ACT can be done now; else the sentence is in ISSUES. NOW_MS counts for the deadline. */
void registration_check_act(struct arena *arena, const struct registration *registration,
                            enum registration_act act, int64_t seen_revision, struct str reason,
                            struct date deadline, int64_t now_ms, struct issues *issues);

/* --- what was not registered ---------------------------------------------------------------- */

enum registration_level {
    REGISTRATION_WARN,   /* it is pointed out; the default */
    REGISTRATION_REFUSE, /* it cannot be proposed */
    REGISTRATION_LEVEL_COUNT,
};
struct str registration_level_code(enum registration_level level);
bool registration_level_from_code(struct str code, enum registration_level *ret_level);
enum msg_id registration_level_name(enum registration_level level);

struct registration_rule {
    int from_year;
    enum registration_level level;
    struct str legal_code; /* may be empty */
    struct str reason;
    struct str author;
    int64_t at_ms;
};

struct registration_rules {
    struct registration_rule *items; /* in the order they were recorded */
    size_t count;
    size_t capacity;
};

/* The rule of a year: of the rows that begin then or earlier those with the latest beginning, and
 * of these the last recorded; NULL: nobody set one, so it is pointed out. */
const struct registration_rule *registration_rule_of(const struct registration_rules *rules,
                                                     int year);

enum registration_answer { REGISTRATION_ALLOWED, REGISTRATION_WARNED, REGISTRATION_REFUSED };

/* What is known of one title of one subject. */
struct registration_fact {
    bool registered;
    int64_t submitted_ms;
    bool was_late;
    struct str carried_from; /* name of the predecessor that registered it; empty: itself */
};

struct registration_verdict {
    enum registration_answer answer;
    struct message sentence;
};

/* Whether the title can be proposed in YEAR, and the sentence that is told with it. RULE NULL:
 * nobody set one, so what was not registered is only pointed out. */
struct registration_verdict registration_judge(struct arena *arena,
                                               const struct registration_fact *fact,
                                               const struct registration_rule *rule,
                                               const struct award_title *title, int year);

#endif
