/* Who leads a cluster: terms of the head and its deputies, rotation, handing over. Pure.
 *
 * A term is of a unit, not of a person, and valid in [from, to). It begins when the work is handed
 * over, not on a fixed day. Nothing is overwritten: what changes is withdrawn and recorded anew.
 */
#ifndef FEATURES_HEADSHIP_HEADSHIP_H
#define FEATURES_HEADSHIP_HEADSHIP_H

#include "features/cluster/cluster.h"

enum headship_role {
    HEADSHIP_HEAD,
    HEADSHIP_DEPUTY_1,
    HEADSHIP_DEPUTY_2, /* at most two deputies at a time */
    HEADSHIP_ROLE_COUNT,
};

enum headship_choice {
    CHOICE_ROTATION,
    CHOICE_VOTE,
    CHOICE_APPOINTED,
    CHOICE_COUNT,
};

enum meeting_kind {
    MEETING_SIGNING, /* of the covenant; may be one meeting with the review of the year before */
    MEETING_INTERIM,
    MEETING_ANNUAL,
    MEETING_KIND_COUNT,
};

struct str headship_role_code(enum headship_role role);
bool headship_role_from_code(struct str code, enum headship_role *ret_role);
enum msg_id headship_role_name(enum headship_role role);
struct str headship_choice_code(enum headship_choice choice);
bool headship_choice_from_code(struct str code, enum headship_choice *ret_choice);
enum msg_id headship_choice_name(enum headship_choice choice);
struct str meeting_kind_code(enum meeting_kind kind);
bool meeting_kind_from_code(struct str code, enum meeting_kind *ret_kind);
enum msg_id meeting_kind_name(enum meeting_kind kind);
/* The half-year whose review it is: 1, 2; 0 for a signing. */
int meeting_kind_half(enum meeting_kind kind);

struct headship_term {
    struct str id; /* empty: not stored */
    enum headship_role role;
    struct cluster_unit unit; /* under its name of the day it began */
    struct date from;
    struct date to; /* first day it is no longer so */
    enum headship_choice choice;
    struct str minutes; /* where it was decided: "Biên bản 12/BB-CTĐ ngày 5/1/2024" */
    struct str note;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t withdrawn_ms; /* 0: not withdrawn */
    struct str withdrawn_by;
    struct str withdrawn_reason;
};

struct headship_terms {
    struct headship_term *items;
    size_t count;
    size_t capacity;
};

bool headship_term_holds(const struct headship_term *term, struct date day);
/* The term of that role on a day among those not withdrawn, or NULL. */
const struct headship_term *headship_term_at(const struct headship_terms *terms,
                                             enum headship_role role, struct date day);
/* The end of a term of a year, which is the first day after it: 29 February becomes 1 March. (A
 * deadline instead becomes 28 February: calendar_next_year.) */
struct date headship_year_after(struct date day);

enum { HEADSHIP_TEXT_MAX = 300, HEADSHIP_ITEMS_MAX = 10 };

/* Why something is changed, as typed: one clean line; issues of field "reason". */
struct str headship_check_reason(struct arena *arena, struct str reason, bool is_needed,
                                 struct issues *issues);

/* --- a term ----------------------------------------------------------------------------------- */

/* As typed. UNIT is an id of a member. */
struct headship_term_form {
    struct str role;
    struct str unit;
    struct str from;
    struct str to; /* the last day, as people say it; empty: a year */
    struct str choice;
    struct str minutes;
    struct str note;
};

/* Understands the form for a term of MEMBERS in YEAR against the TERMS there are (those withdrawn
 * and that of SKIP_ID do not count). What is wrong goes into ISSUES by field: an end before its
 * begin, a term outside the year, two heads or two of the same deputies at once, one unit in two
 * posts at once, a unit that is no member. */
void headship_check_term(struct arena *arena, const struct headship_term_form *form, int year,
                         const struct cluster_units *members, const struct headship_terms *terms,
                         struct str skip_id, struct issues *issues, struct headship_term *ret_term);

/* Days without a head between two heads. */
struct headship_gap {
    struct date from;
    struct date to; /* first day with a head again */
    const struct headship_term *before;
    const struct headship_term *after;
};

struct headship_gaps {
    struct headship_gap *items;
    size_t count;
    size_t capacity;
};

/* TERMS in any order; RET_GAPS by day. */
void headship_find_gaps(struct arena *arena, const struct headship_terms *terms,
                        struct headship_gaps *ret_gaps);

/* --- rotation --------------------------------------------------------------------------------- */

/* Who was head when, as far as is written down: by terms, and by half-years that name a head. */
struct headship_past {
    struct str unit_id;
    int year;
};

struct headship_history {
    struct headship_past *items;
    size_t count;
    size_t capacity;
    int since; /* first year of which anything is written down; 0: none */
};

/* The year that a term is said to be of: a term from 20/12/2023 to 20/12/2024 is of 2024. */
int headship_term_year(const struct headship_term *term);

struct headship_candidate {
    size_t member; /* index in the members asked for */
    int last_year; /* it was head before the year asked for; 0: never, as far as is known */
    size_t times;  /* years as head */
    bool is_head;  /* in the year before */
    struct message why;
};

struct headship_candidates {
    struct headship_candidate *items;
    size_t count;
    size_t capacity;
};

/* The members in the order in which rotation would take them for YEAR: who was never head first,
 * then who was longest ago; among equals the members' order, beginning after the last head. Only a
 * proposal. */
void headship_rotate(struct arena *arena, const struct cluster_units *members,
                     const struct headship_history *history, int year,
                     struct headship_candidates *ret_candidates);

/* --- handing over ----------------------------------------------------------------------------- */

struct handover_item {
    struct str title;
    long long count; /* 0: not counted */
    struct str note;
};

struct handover_items {
    struct handover_item *items;
    size_t count;
    size_t capacity;
};

/* The act, as people record it. */
struct handover {
    struct str id;
    int year; /* that the incoming head leads */
    struct cluster_unit from;
    struct cluster_unit to;
    struct date on;
    struct date until; /* first day the incoming head no longer leads */
    struct str meeting;
    struct str venue;
    enum headship_choice choice;
    struct str minutes;
    struct str from_name;
    struct str from_post;
    struct str to_name;
    struct str to_post;
    struct str witness_name;
    struct str witness_post;
    struct str remark;
    struct handover_items items;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t confirmed_ms; /* 0: not yet */
    struct str confirmed_by;
    int64_t withdrawn_ms; /* 0: not withdrawn */
    struct str withdrawn_by;
    struct str withdrawn_reason;
};

struct handover_form {
    struct str from; /* ids of units */
    struct str to;
    struct str on;
    struct str until; /* the last day; empty: a year */
    struct str meeting;
    struct str venue;
    struct str choice;
    struct str minutes;
    struct str from_name;
    struct str from_post;
    struct str to_name;
    struct str to_post;
    struct str witness_name;
    struct str witness_post;
    struct str remark;
    struct str titles[HEADSHIP_ITEMS_MAX];
    struct str counts[HEADSHIP_ITEMS_MAX];
    struct str notes[HEADSHIP_ITEMS_MAX];
};

/* Names of the fields of row ROW: "title-1", "count-1", "note-1". */
struct str handover_field(struct arena *arena, const char *what, size_t row);

/* OUTGOING: who can hand over; MEMBERS: of YEAR, who can take over. */
void handover_check_form(struct arena *arena, const struct handover_form *form, int year,
                         const struct cluster_units *outgoing, const struct cluster_units *members,
                         struct issues *issues, struct handover *ret_handover);

/* What confirming does to the terms: that of the outgoing head ends on the day (earlier or later
 * than was foreseen), that of the incoming one begins; a term already foreseen for it moves, and it
 * is deputy no longer. */
struct handover_plan {
    struct headship_terms withdrawn;
    struct headship_terms added;
};

/* TERMS: all of the cluster. What stands against the plan goes into ISSUES; then do not store it.
 */
void handover_plan_terms(struct arena *arena, const struct handover *handover,
                         const struct headship_terms *terms, struct issues *issues,
                         struct handover_plan *ret_plan);

#endif
