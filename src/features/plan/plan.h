/* Work plans of a cluster's year: what they say, how tasks stand, what forms must hold. Pure.
 *
 * A plan belongs to the cluster itself or to one of its members, and covers the year or one of its
 * halves. While it is a draft its tasks are put together freely; once it is issued each change says
 * why. A task stands where its newest progress puts it; whether it is late is computed, never
 * stored. A task of the cluster's plan without an owner is everybody's: the head answers for it.
 */
#ifndef FEATURES_PLAN_PLAN_H
#define FEATURES_PLAN_PLAN_H

#include "base/date.h"
#include "base/list.h"
#include "features/cluster/cluster.h"
#include "text/message.h"

enum {
    PLAN_TEXT_MAX = 4000,  /* grounds, purpose, arrangement */
    PLAN_FIELD_MAX = 2000, /* a task's texts; those of a review's item fit */
    PLAN_SHORT_MAX = 200,
    PLAN_NUMBER_MAX = 60,
    PLAN_TASKS_MAX = 300, /* of one plan */
    PLAN_PROGRESS_MAX = 500,
    PLAN_LEFT_DAYS = 60, /* so late, and the year over, days say nothing any more */
    PLAN_SOON_DAYS = 7,  /* "đến hạn" shows this many days ahead */
};

enum plan_state { PLAN_DRAFT, PLAN_ISSUED, PLAN_STATE_COUNT };
enum task_state { TASK_ACTIVE, TASK_DROPPED, TASK_CANCELLED, TASK_STATE_COUNT };
enum progress_state {
    PROGRESS_TODO,
    PROGRESS_DOING,
    PROGRESS_DONE,
    PROGRESS_FAILED, /* will not be done, with the reason */
    PROGRESS_STATE_COUNT,
};
enum task_outcome {
    OUTCOME_NONE, /* nobody has accounted for it */
    OUTCOME_DONE,
    OUTCOME_PARTLY,
    OUTCOME_FAILED,
    OUTCOME_COUNT,
};

struct str plan_state_code(enum plan_state state);
bool plan_state_from_code(struct str code, enum plan_state *ret_state);
enum msg_id plan_state_name(enum plan_state state);
struct str task_state_code(enum task_state state);
bool task_state_from_code(struct str code, enum task_state *ret_state);
struct str progress_state_code(enum progress_state state);
bool progress_state_from_code(struct str code, enum progress_state *ret_state);
enum msg_id progress_state_name(enum progress_state state);
struct str task_outcome_code(enum task_outcome outcome); /* OUTCOME_NONE: "" */
bool task_outcome_from_code(struct str code, enum task_outcome *ret_outcome);
enum msg_id task_outcome_name(enum task_outcome outcome);

/* --- what there is ------------------------------------------------------------------------------
 */

struct plan_progress {
    struct str id;
    int64_t sequence; /* the order of entering, from 1 */
    struct date dated;
    enum progress_state state;
    int percent; /* -1: not said */
    struct str text;
    struct str evidence_number;
    struct date evidence_on;
    struct str evidence_keeper;
    struct str author;
    int64_t at_ms;
    bool withdrawn;
    struct str withdrawn_by;
    struct str withdrawn_reason;
    int64_t withdrawn_ms;
};

struct plan_progress_rows {
    struct plan_progress *items; /* by sequence */
    size_t count;
    size_t capacity;
};

struct plan_task {
    struct str id;
    struct str review_item; /* empty: not from a review */
    struct str review_kind; /* "task", "shortcoming" */
    int64_t revision;
    enum task_state state;
    int64_t position; /* orders tasks; places among them count from 1 */
    struct str content;
    struct str owner_id; /* empty: the plan's own unit; in the cluster's plan: everybody */
    struct str owner_post;
    struct str together_with;
    struct date from; /* empty: not said */
    struct date due;  /* empty: none, done all the time */
    struct str result;
    struct str basis; /* words, or the code of a document of the register (legal_cite.h) */
    int64_t review_revision;
    bool is_amendment;
    struct str reason;
    struct str author;
    int64_t at_ms;
    struct date first_due; /* as the plan was issued, where it was moved since; else empty */
    struct plan_progress_rows progress;
    enum task_outcome outcome; /* as accounted for; OUTCOME_NONE: not, or only by its progress */
    struct str outcome_text;
    struct str outcome_author;
    int64_t outcome_ms;
    int64_t outcome_revision; /* 0: none */
};

struct plan_tasks {
    struct plan_task *items; /* by position, without dropped ones */
    size_t count;
    size_t capacity;
};

struct plan {
    struct str id;
    int year;
    int half;                 /* 0: the year */
    struct cluster_unit unit; /* id empty: the cluster's own plan */
    struct str code;          /* in addresses; see plan_code */
    int64_t revision;
    enum plan_state state;
    struct str title;
    struct str grounds;
    struct str purpose;
    struct str arrangement;
    struct str number;
    struct date issued_on;
    struct str signer;
    struct str signer_post;
    struct str reason;
    struct str author;
    int64_t at_ms;
    int64_t issued_ms; /* when issuing was recorded; 0: a draft */
    struct plan_tasks tasks;
};

/* "ca-cum-nam", "ban-chqs-huyen-dam-say-6-thang-cuoi": names a plan in the addresses of its year.
 */
struct str plan_code(struct arena *arena, struct str unit_slug, int half);
/* The slug of the unit (empty: the cluster) and the half in a code; false for what is none. */
bool plan_code_parse(struct str code, struct str *ret_unit_slug, int *ret_half);

/* The plan's first and last day. */
struct date plan_first_day(int year, int half);
struct date plan_last_day(int year, int half);
/* "năm 2020", "6 tháng cuối năm 2020" */
struct message plan_period_words(struct arena *arena, enum lang lang, int year, int half);

/* --- how a task stands --------------------------------------------------------------------------
 */

enum standing_kind {
    STANDING_OPEN,     /* not due soon, or without a date */
    STANDING_DUE_SOON, /* days left: 0 … PLAN_SOON_DAYS */
    STANDING_LATE,     /* days since the due date */
    STANDING_DONE,     /* on time, or without a date */
    STANDING_DONE_LATE,
    STANDING_FAILED,
    STANDING_CANCELLED,
    STANDING_COUNT,
};

struct plan_standing {
    enum standing_kind kind;
    int64_t days;        /* left, or late */
    bool is_year_over;   /* of open tasks: the year of the due date */
    struct date done_on; /* of done tasks: when they first stood as done */
    /* The progress that counts: the latest date, of one day the last entered; NULL: none. */
    const struct plan_progress *now;
};

/* TODAY is the day of the question: progress dated later is not looked at. */
struct plan_standing plan_task_standing(const struct plan_task *task, struct date today);
/* "trễ 3 ngày", "còn 5 ngày", "hoàn thành đúng hạn"; long after its year "chưa xong khi hết năm".
 */
struct message plan_standing_words(struct arena *arena, const struct plan_standing *standing);

/* How the tasks of a plan stand together. */
struct plan_counts {
    size_t all; /* active ones */
    size_t done;
    size_t done_late; /* among them */
    size_t failed;
    size_t late;
    size_t due_soon;
    int64_t latest_days; /* of the late ones, the most */
};

void plan_count(const struct plan_task *task, struct date today, struct plan_counts *counts);

/* The outcome that counts at the annual review: the account given, else what the progress says at
 * its end (done, failed); OUTCOME_NONE: unaccounted for. RET_TEXT is its result or reason. */
enum task_outcome plan_task_outcome(const struct plan_task *task, struct date today,
                                    struct str *ret_text);

/* --- forms, as typed ----------------------------------------------------------------------------
 */

struct plan_form {
    struct str unit; /* slug; empty: the cluster's plan. Only for a new one */
    struct str half; /* "0", "1", "2". Only for a new one */
    struct str title;
    struct str grounds;
    struct str purpose;
    struct str arrangement;
    struct str reason; /* needed once it is issued */
    struct str seen;   /* the revision the page showed; empty: does not matter */
};

struct plan_issue_form {
    struct str number; /* may be empty: written by hand */
    struct str issued_on;
    struct str signer_post;
    struct str signer;
    struct str reason; /* needed to correct what was issued */
    struct str seen;
};

struct task_form {
    struct str content;
    struct str owner; /* slug of a member; empty: see struct plan_task */
    struct str owner_post;
    struct str together_with;
    struct str from;
    struct str due;
    struct str result;
    struct str basis;
    struct str position; /* "3"; empty: last */
    struct str reason;
    struct str seen;
    struct str seen_review; /* the revision of the review's item the page showed */
};

struct plan_progress_form {
    struct str dated;
    struct str state;
    struct str percent;
    struct str text;
    struct str evidence_number;
    struct str evidence_on;
    struct str evidence_keeper;
};

/* What is wrong goes into ISSUES by the form's field names. A reason that is needed says what is
 * missing; MSG_none: it may be left out. */
void plan_check_reason(struct arena *arena, struct str reason, const char *field,
                       enum msg_id missing, struct issues *issues);
void plan_check_form(struct arena *arena, const struct plan_form *form, bool is_issued,
                     struct issues *issues, struct plan *ret_plan);
void plan_check_issue(struct arena *arena, const struct plan_issue_form *form,
                      const struct plan *plan, struct date today, struct issues *issues,
                      struct plan *ret_plan);
/* MEMBERS are those of the plan's year. A due date outside the plan's period is allowed, within a
 * year of it (see plan_due_is_outside). */
void plan_check_task(struct arena *arena, const struct task_form *form, const struct plan *plan,
                     const struct cluster_units *members, struct issues *issues,
                     struct plan_task *ret_task);
/* The place in the order that was typed, from 1; 0: none. */
int64_t plan_check_place(struct arena *arena, struct str typed, struct issues *issues);
void plan_check_progress(struct arena *arena, const struct plan_progress_form *form,
                         const struct plan *plan, struct date today, struct issues *issues,
                         struct plan_progress *ret_progress);

/* Worth a hint: the due date is before or behind the plan's period. */
bool plan_due_is_outside(const struct plan *plan, struct date due);

/* The member that typed words mean: a slug, the folded name, or a part of one name alone; -1. */
ptrdiff_t plan_owner_of(struct arena *arena, const struct cluster_units *members, struct str typed);

/* Tasks copied from a spreadsheet, a line each: content, owner, from, due, result. A number in
 * front (the column TT) and a heading line are passed over. In the cluster's plan the owner is a
 * member, in a member's plan a post. Each faulty line is an issue of the field "lines" with its
 * number, spoken in LANG; then nothing of them all is to be stored. */
void plan_read_lines(struct arena *arena, enum lang lang, struct str text, const struct plan *plan,
                     const struct cluster_units *members, struct issues *issues,
                     struct plan_tasks *ret_tasks);

/* A task of last year as one of this: the same words, dates moved by YEARS (29/2 becomes 28/2), an
 * owner who is no member any more left out. */
struct plan_task plan_task_again(const struct plan_task *task, int years,
                                 const struct cluster_units *members);

#endif
