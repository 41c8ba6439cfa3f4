/* Use cases of people: who may see and change them, what is read and stored.
 *
 * The standing office sees and changes all. A unit's officer sees the people that belong to its
 * unit, and to those below it, on the day that is asked for, and those being transferred there; it
 * changes the people of today. Nobody else sees any. What one may not see does not exist for him:
 * ERR_NOT_FOUND.
 */
#ifndef FEATURES_PERSON_PERSON_SERVICE_H
#define FEATURES_PERSON_PERSON_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/audit/audit.h"
#include "features/legal/legal.h"
#include "features/person/person_form.h"
#include "features/person/service_months.h"

/* --- for other rooms, within their transactions; they check the rights of their own pages -------
 */

/* A person on a day. */
struct person_line {
    struct str id;
    struct str name;
    struct str sort_key;
    struct partial_date born;
    struct str unit_id; /* empty: in no unit that day */
    struct str unit_slug;
    struct str unit_name; /* of that day; of a unit that is gone, its last */
    struct str post;      /* empty: none recorded; so with the others */
    bool leads;
    struct str rank;
    struct str class_code;
    struct str seconded_to;
    bool unit_is_gone; /* the unit did not exist that day: the person's move is not recorded */
    bool waits;        /* a transfer waits for its answer */
};

struct person_lines {
    struct person_line *items;
    size_t count;
    size_t capacity;
};

enum { PERSON_CHOICES_MAX = 2000 };

/* The people of a unit on a day, by name: for registering titles. DEEP: also of the units below it.
 * Not more than PERSON_CHOICES_MAX. */
MUST_CHECK const struct err *person_choices(struct db_tx *tx, struct arena *arena,
                                            struct str unit_id, struct date day, bool deep,
                                            struct person_lines *ret_people);
/* One person as on a day. RET_FOUND false for an id nobody has. */
MUST_CHECK const struct err *person_find(struct db_tx *tx, struct arena *arena,
                                         struct str person_id, struct date day, bool *ret_found,
                                         struct person_line *ret_person);
/* The unit somebody belongs to on a day; empty: none. */
MUST_CHECK const struct err *person_unit_on(struct db_tx *tx, struct arena *arena,
                                            struct str person_id, struct date day,
                                            struct str *ret_unit_id);
/* Whether this user may change the person's record today. */
MUST_CHECK const struct err *person_may_change(struct db_tx *tx, struct arena *arena,
                                               const struct user *user, struct str person_id,
                                               struct date today, bool *ret_may);
/* Transfers that wait for an answer of this user's units (of the office: all that wait); 0 for who
 * sees no people. */
MUST_CHECK const struct err *person_pending_count(struct db_tx *tx, struct arena *arena,
                                                  const struct user *user, struct date today,
                                                  int64_t *ret_count);

/* How many people a unit has on a day, for a rule's ceiling: by class and whether they lead. It
 * counts this register; it is no strength return. */
struct person_count {
    struct str class_code; /* empty: not recorded */
    bool leads;
    int64_t people;
};
struct person_counts {
    struct person_count *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *person_count_on(struct db_tx *tx, struct arena *arena,
                                             struct str unit_id, struct date day, bool deep,
                                             struct person_counts *ret_counts);

/* Months of service in a year by the rule that is for the person's class then. RET_RULE is NULL
 * where none is known. */
MUST_CHECK const struct err *person_service_of(struct db_tx *tx, struct arena *arena,
                                               struct str person_id, int year, struct date today,
                                               struct service_year *ret_service,
                                               const struct service_rule **ret_rule);

/* What is wrong in the records, for `verify`: a sentence each. */
MUST_CHECK const struct err *person_check_all(struct db_tx *tx, struct arena *arena,
                                              struct person_findings *ret_findings);

/* --- classes ------------------------------------------------------------------------------------
 */

/* All object classes, in their order; the name of one, its code where nobody knows it. */
MUST_CHECK const struct err *person_classes_in(struct db_tx *tx, struct arena *arena,
                                               struct person_classes *ret_classes);
struct str person_class_name(const struct person_classes *classes, struct str code, enum lang lang);

/* --- lists --------------------------------------------------------------------------------------
 */

enum { PERSON_PAGE = 100, PERSON_EXPORT_MAX = 20000, PERSON_UNITS_MAX = 300 };

struct person_query {
    struct date day;
    struct str words;     /* of the name, whatever the marks; may be empty */
    struct str unit_slug; /* empty: all that one sees */
    bool deep;            /* with the units below it */
    bool outside;         /* instead: who is in no unit that day; for the office */
    struct str after_key; /* keyset: behind this line; empty: from the first */
    struct str after_id;
    int64_t most; /* lines; up to PERSON_EXPORT_MAX */
};

struct person_unit {
    struct str id;
    struct str slug;
    struct str name;
};

struct person_waiting {
    struct str person_id;
    struct str transfer_id;
    struct str name;
    bool is_secondment;
    bool is_incoming; /* this user's units answer it */
    struct str from_name;
    struct str to_name;
    struct date effective_on;
    int64_t recorded_ms;
    struct str recorded_by;
};

struct person_page {
    struct person_lines lines;
    bool more;
    struct person_counts counts; /* of all that the query finds; none where OUTSIDE */
    LIST(struct person_waiting) waiting;
    LIST(struct person_unit) units; /* to choose from; cut at PERSON_UNITS_MAX */
    bool sees_all;
    bool is_masked;    /* birth dates are cut to the year: for who may not change these people */
    bool is_sample;    /* all clusters of this folder are samples: so are its people */
    bool unit_unknown; /* no unit of that slug that this user sees people of */
    struct str unit_name;
    struct person_classes classes;
};

MUST_CHECK const struct err *person_list(struct db *db, struct arena *arena,
                                         const struct user *user, const struct person_query *query,
                                         struct person_page *ret_page);

/* What forms offer: the units this user may enter people of, the classes. */
struct person_help {
    LIST(struct person_unit) units; /* none for who sees all: he types a name */
    bool sees_all;
    bool is_sample;
    struct person_classes classes;
};
MUST_CHECK const struct err *person_help_read(struct db *db, struct arena *arena,
                                              const struct user *user, struct date today,
                                              struct person_help *ret_help);

/* As person_list, for a file that leaves the program: that it was taken is recorded. */
MUST_CHECK const struct err *person_export(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct person_query *query,
                                           struct person_page *ret_page);

/* --- one person ------------------------------------------------------------------------------- */

enum person_transfer_state {
    TRANSFER_WAITING,
    TRANSFER_CONFIRMED,
    TRANSFER_REFUSED,
    TRANSFER_WITHDRAWN,
    TRANSFER_STATE_COUNT,
};
enum msg_id person_transfer_state_name(enum person_transfer_state state);

struct person_transfer {
    struct str id;
    bool is_secondment;
    enum person_transfer_state state;
    struct str from_id;
    struct str to_id;
    struct str from_name; /* the names of then */
    struct str to_name;
    struct date effective_on;
    struct date ends_on;
    struct person_decision decision;
    struct str comment;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t answered_ms;
    struct str answered_by;
    struct str answer_reason;
    bool may_answer; /* this user, now */
    bool may_withdraw;
};

struct person_honour {
    struct str id;
    int64_t year;
    struct str title;
    bool is_awarded; /* else it was only proposed */
    struct str unit_id;
    struct str under_name;
    struct person_decision decision;
    struct str source;
    int64_t recorded_ms;
    struct str recorded_by;
};

struct person_record {
    struct str id;
    struct str name;
    struct str sort_name;
    struct partial_date born;
    struct date day;                /* the record as on this day */
    struct person_spans spans;      /* all of them; of a former unit: those up to the day */
    const struct person_span *unit; /* on the day; NULL: none */
    const struct person_span *post;
    const struct person_span *rank;
    const struct person_span *object_class;
    const struct person_span *seconded;
    struct person_findings findings;
    LIST(struct person_transfer) transfers;
    LIST(struct person_honour) honours;
    struct person_classes classes;
    struct audit_lines history;  /* empty for a former unit */
    struct audit_lines readers;  /* who read it, newest first; empty for who may not edit it */
    struct service_year service; /* of the asked year */
    const struct service_rule *rule;
    struct str rule_citation;  /* "Thông tư 118/2023/TT-BQP ngày …" */
    struct message rule_doubt; /* MSG_none: nothing against citing it */
    bool is_sample;
    bool may_edit;
    bool is_former; /* seen by a unit that the person has left */
    bool is_masked; /* for who may not change it: year of birth, no reasons of absences */
};

/* Readings of a record in the audit trail are of the person, those of lists of this kind. */
#define PERSON_READING      "person"
#define PERSON_LIST_READING "person_list"
enum { PERSON_READERS_MAX = 50 };

/* YEAR 0 takes that of DAY. The reading is told in the audit trail; where it cannot be, the record
 * is not given out. */
MUST_CHECK const struct err *person_read(struct db *db, struct arena *arena, enum lang lang,
                                         const struct user *user, int64_t now_ms, struct str id,
                                         struct date day, int year,
                                         struct person_record *ret_record);

/* --- changing --------------------------------------------------------------------------------- */

/* Somebody with the same name and birth date. */
struct person_twin {
    struct str id; /* empty: this user may not see the person; only the unit is told */
    struct str name;
    struct partial_date born;
    struct str unit_name; /* empty: in none */
    bool is_same_unit;
};
struct person_twins {
    struct person_twin *items;
    size_t count;
    size_t capacity;
};

/* Adds a person with its unit, post, rank and class. Where there are twins nothing is stored until
 * the form says that it is another person (form.is_another). */
MUST_CHECK const struct err *person_add(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct person_form *form,
                                        struct issues *issues, struct person_twins *ret_twins,
                                        struct str *ret_id);

/* Name and birth date corrected, with a reason. */
MUST_CHECK const struct err *person_correct(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms, struct str id,
                                            const struct person_form *form, struct issues *issues);

/* A line added (SPAN_ID empty), corrected, or withdrawn (form.withdraw). */
MUST_CHECK const struct err *person_enter_span(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str id, struct str span_id,
                                               const struct person_span_form *form,
                                               struct issues *issues);

/* Records a transfer or secondment; it waits for the receiving unit. */
MUST_CHECK const struct err *person_send(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms, struct str id,
                                         const struct person_transfer_form *form,
                                         struct issues *issues);

enum person_answer { ANSWER_CONFIRM, ANSWER_REFUSE, ANSWER_WITHDRAW };
/* The receiving unit confirms or refuses (with a reason); the sending unit takes it back. */
MUST_CHECK const struct err *person_answer(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms, struct str id,
                                           struct str transfer_id, enum person_answer answer,
                                           struct str reason, struct issues *issues);

/* A title of an earlier year, awarded or only proposed; taken back it stays in the history. */
MUST_CHECK const struct err *person_add_honour(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str id, const struct person_honour_form *form,
                                               struct issues *issues);
MUST_CHECK const struct err *person_withdraw_honour(struct db *db, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    struct str id, struct str honour_id);

#endif
