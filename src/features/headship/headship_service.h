/* Who leads a cluster and hosts its meetings: reading for other rooms, recording terms, meetings
 * and documents. Who may change: RIGHT_TERM_EDIT (the standing office, the cluster's head). */
#ifndef FEATURES_HEADSHIP_HEADSHIP_SERVICE_H
#define FEATURES_HEADSHIP_HEADSHIP_SERVICE_H

#include "base/partial_date.h"
#include "db/db.h"
#include "features/account/right.h"
#include "features/audit/audit.h"
#include "features/cluster/cluster_year_service.h"
#include "features/headship/headship.h"

/* --- for other rooms -------------------------------------------------------------------------- */

/* Who is in office on a day, under the names of that day; empty ids: nobody is recorded. */
struct headship {
    struct cluster_unit head;
    struct cluster_unit deputies[2];
};

/* Within a transaction; no right is asked for. */
MUST_CHECK const struct err *headship_at(struct db_tx *tx, struct arena *arena,
                                         struct str cluster_id, struct date day,
                                         struct headship *ret_headship);

struct meeting {
    enum meeting_kind kind;
    bool recorded;              /* else nothing is known of it but its kind */
    struct date held_on;        /* empty: not known */
    struct cluster_units hosts; /* none, one or two */
    struct str venue;
    struct str note;
    struct str period_code; /* of the half-year whose row holds day, venue and first host; or "" */
};

/* A half-year that names another head than the terms do, or one where no term is recorded. */
struct headship_difference {
    struct str period_code;
    struct cluster_unit named; /* by the half-year; an empty id: nobody */
    struct cluster_unit term;  /* in office on its day; an empty id: no term */
    struct date day;
};

struct headship_year {
    struct headship_terms terms; /* that touch the year, withdrawn ones too, by beginning */
    struct headship_terms all;   /* of the cluster */
    struct headship_gaps gaps;   /* that touch the year */
    struct meeting meetings[MEETING_KIND_COUNT];
    LIST(struct headship_difference) differences;
};

/* Within a transaction; no right is asked for. */
MUST_CHECK const struct err *headship_of_year(struct db_tx *tx, struct arena *arena,
                                              const struct cluster_year *year,
                                              struct headship_year *ret_year);

/* As far as terms and half-years tell. */
MUST_CHECK const struct err *headship_history_of(struct db_tx *tx, struct arena *arena,
                                                 struct str cluster_id,
                                                 struct headship_history *ret_history);

/* --- the page --------------------------------------------------------------------------------- */

struct cluster_document {
    struct str id;
    struct str title;
    struct str number;
    struct partial_date dated;
    struct str legal_code; /* of the register of documents; may be empty */
    struct str note;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t withdrawn_ms; /* 0: not withdrawn */
    struct str withdrawn_by;
};

struct cluster_documents {
    struct cluster_document *items;
    size_t count;
    size_t capacity;
};

struct handovers {
    struct handover *items;
    size_t count;
    size_t capacity;
};

/* All that the members' page of a year shows. */
struct headship_page {
    struct headship_year year;
    struct headship now;                /* on the names' day of the year */
    struct headship_candidates next;    /* for the year after, among this year's members */
    struct cluster_documents documents; /* of the cluster, not withdrawn */
    struct handovers handovers;         /* of this year */
    struct str lacks_half;              /* "1", "2": the half-year this year lacks; or "" */
    bool has_next;                      /* the year after is there */
    bool has_before;
    struct audit_lines changes; /* who did what, newest first; empty for who may not read it */
};

MUST_CHECK const struct err *headship_read(struct db *db, struct arena *arena,
                                           const struct user *user, enum lang lang,
                                           const struct cluster_year *year,
                                           struct headship_page *ret_page);

/* --- recording -------------------------------------------------------------------------------- */

/* A new term (TERM_ID empty), or a row in place of TERM_ID, which is withdrawn with the REASON.
 * Nothing is stored on issues. */
MUST_CHECK const struct err *headship_record_term(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  const struct cluster_year *year,
                                                  struct str term_id,
                                                  const struct headship_term_form *form,
                                                  struct str reason, struct issues *issues);
/* What was recorded by mistake. ERR_NOT_FOUND for a term that is not there (any more). */
MUST_CHECK const struct err *headship_withdraw_term(struct db *db, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    const struct cluster_year *year,
                                                    struct str term_id, struct str reason,
                                                    struct issues *issues);

/* As typed; hosts are ids of members. */
struct meeting_form {
    struct str held_on;
    struct str hosts[2];
    struct str venue;
    struct str note;
};

/* In place of what was recorded of that meeting. */
MUST_CHECK const struct err *
headship_set_meeting(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                     const struct cluster_year *year, enum meeting_kind kind,
                     const struct meeting_form *form, struct issues *issues);

struct cluster_document_form {
    struct str title;
    struct str number;
    struct str dated; /* a date, a month or a year; may be empty */
    struct str legal_code;
    struct str note;
};

/* A paper of the cluster: its regulation, a decision on its members. */
MUST_CHECK const struct err *headship_add_document(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   const struct cluster_year *year,
                                                   const struct cluster_document_form *form,
                                                   struct issues *issues);
MUST_CHECK const struct err *headship_withdraw_document(struct db *db, struct arena *arena,
                                                        const struct user *user, int64_t now_ms,
                                                        const struct cluster_year *year,
                                                        struct str document_id);

#endif
