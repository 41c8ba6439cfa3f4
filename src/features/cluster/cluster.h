/* Clusters and their half-years: types, and what a form must hold. Pure.
 *
 * Head and host are two things: the head leads the cluster this year, the host holds the meeting.
 */
#ifndef FEATURES_CLUSTER_CLUSTER_H
#define FEATURES_CLUSTER_CLUSTER_H

#include "base/date.h"
#include "features/account/right.h"
#include "features/period/period.h"

enum { CLUSTER_MEMBERS_MAX = 2000, CLUSTER_NAME_MAX = 200 };

struct cluster_unit {
    struct str id; /* empty: not known, or nobody */
    struct str slug;
    struct str name;
};

struct cluster_units {
    struct cluster_unit *items;
    size_t count;
    size_t capacity;
};

/* Whether something is closed; nobody ever did: revision 0. */
struct closing {
    bool closed;
    int64_t revision;
    struct str author; /* of the newest row: who closed it, or opened it again */
    int64_t at_ms;
    struct str digest; /* of what was frozen when a half-year was closed; else empty */
};

/* A cluster's half-year, with all that pages and papers say about it. */
struct cluster_period {
    struct str id;
    struct str code; /* "2020-H1" */
    struct period period;
    struct date figures_until; /* empty: not known */
    struct str cluster_id;
    struct str slug;
    struct str name;
    bool is_sample; /* invented figures: every page, paper and export says so */
    struct str source;
    struct cluster_unit superior;
    struct cluster_unit head;
    struct cluster_unit host;
    struct str venue;
    struct date held_on;
    bool places_shown;
    int64_t revision;           /* grows with every change that figures rest on */
    int64_t structure_revision; /* the one at which all but scores last changed */
    struct closing closing;
    struct cluster_units members;
};

/* Where what is done to the half-year happens. */
struct place place_of_period(const struct cluster_period *cluster);

/* The day whose names pages and papers of a half-year bear: the meeting's where it was within the
 * half-year, else its last. A later rename changes nothing. */
struct date cluster_names_day(struct period period, struct date held_on);

/* The index of the member with that id or slug, or -1. */
ptrdiff_t cluster_member_by_id(const struct cluster_period *cluster, struct str id);
ptrdiff_t cluster_member_by_slug(const struct cluster_period *cluster, struct str slug);

/* The form "create a cluster", as typed. Absent fields are empty. */
struct cluster_form {
    struct str name;
    struct str superior;
    struct str members;   /* a list, one a line; numbering and bullets are dropped */
    struct str unit_kind; /* of members that nobody recorded so far; may be empty */
    struct str head;      /* a member's name; may be empty */
    struct str host;
    struct str venue;
    struct str year;
    struct str half;
    struct str figures_until;
    struct str held_on;
    struct str kind; /* cluster_kind.code; empty: by area */
    bool places_hidden;
};

struct cluster_draft {
    struct str name;
    struct str superior;
    LIST(struct str) members;
    struct str unit_kind;
    ptrdiff_t head; /* index in members, or -1 */
    ptrdiff_t host;
    struct str venue;
    struct period period;
    struct date figures_until;
    struct date held_on;
    struct str kind;
    bool places_shown;
};

/* Understands the form; what is wrong goes into ISSUES by the form's field names. */
void cluster_check_form(struct arena *arena, const struct cluster_form *form, struct issues *issues,
                        struct cluster_draft *ret_draft);

/* The form for the facts of a half-year (head, host, dates), against the members there are. */
void cluster_check_settings(struct arena *arena, const struct cluster_form *form,
                            const struct cluster_units *members, struct period period,
                            struct issues *issues, struct cluster_draft *ret_draft);

#endif
