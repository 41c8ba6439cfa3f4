/* Personal data, what must hold of it: pure.
 *
 * The register says of every column of the database whether it holds personal data, and of which
 * group; a group says what for, who sees it, how long it is kept and what that rests on. A test
 * compares it with the schema: a new column fails the build until somebody has said what it is.
 *
 * Terms in days (how long things are kept, how soon a request is answered) are settings of the
 * organisation: no source gives them, so the program's own proposals are marked as not verified.
 */
#ifndef FEATURES_PRIVACY_PRIVACY_H
#define FEATURES_PRIVACY_PRIVACY_H

#include <stdint.h>

#include "base/date.h"
#include "text/message.h"

/* --- the register ----------------------------------------------------------------------------- */

enum privacy_group {
    PRIVACY_ACCOUNT,
    PRIVACY_SESSION,
    PRIVACY_FAILURE,
    PRIVACY_AUDIT,
    PRIVACY_ACTOR,    /* who did something, beside what he did */
    PRIVACY_IDENTITY, /* name and birth date */
    PRIVACY_SERVICE,  /* unit, post, rank, class */
    PRIVACY_ABSENCE,
    PRIVACY_TRANSFER,
    PRIVACY_HONOUR,
    PRIVACY_REGISTRATION,
    PRIVACY_LIST,
    PRIVACY_SIGNER,
    PRIVACY_TEXT, /* free text, where no names belong */
    PRIVACY_FILE, /* files that units sent */
    PRIVACY_REQUEST,
    PRIVACY_INCIDENT,
    PRIVACY_GROUP_COUNT,
};

enum privacy_term {
    TERM_SESSION,
    TERM_FAILURE,
    TERM_LIST,
    TERM_TRANSFER,
    TERM_REQUEST, /* not kept so long: answered so soon */
    PRIVACY_TERM_COUNT,
    TERM_NONE, /* kept as long as something rests on it */
};
enum { PRIVACY_KEPT_COUNT = TERM_REQUEST }; /* the terms after which things may be deleted */

struct privacy_about {
    struct str code;
    enum msg_id name;
    enum msg_id what; /* the facts, in words */
    enum msg_id purpose;
    enum msg_id seen; /* who sees it */
    enum msg_id kept; /* where TERM is TERM_NONE: why as long as it is */
    enum privacy_term term;
    bool is_sensitive; /* treated so: a judgement, not verified against a text */
};
extern const struct privacy_about PRIVACY_GROUPS[PRIVACY_GROUP_COUNT];

/* Columns of a table that belong to a group, parted by spaces. A column may stand in two groups
 * (person_span.value: posts and absences). */
struct privacy_field {
    enum privacy_group group;
    const char *table;
    const char *columns;
};
extern const struct privacy_field PRIVACY_FIELDS[];
extern const size_t PRIVACY_FIELD_COUNT;

/* Columns that say nothing about a person. */
struct privacy_plain {
    const char *table;
    const char *columns;
};
extern const struct privacy_plain PRIVACY_PLAIN[];
extern const size_t PRIVACY_PLAIN_COUNT;

enum privacy_class { PRIVACY_UNKNOWN, PRIVACY_IS_PLAIN, PRIVACY_IS_PERSONAL, PRIVACY_IS_BOTH };
/* What the two tables say of a column; PRIVACY_UNKNOWN: neither names it. PRIVACY_IS_BOTH is a
 * mistake of the tables. */
enum privacy_class privacy_class_of(struct str table, struct str column);

/* --- terms ------------------------------------------------------------------------------------ */

struct privacy_term_about {
    struct str code;
    enum msg_id name;
    int64_t days; /* proposed */
    int64_t least, most;
};
extern const struct privacy_term_about PRIVACY_TERMS[PRIVACY_TERM_COUNT];
bool privacy_term_from_code(struct str code, enum privacy_term *ret_term);

/* What is older than this has been kept long enough. */
int64_t privacy_kept_until(int64_t now_ms, int64_t days);

/* --- requests --------------------------------------------------------------------------------- */

enum privacy_ask { ASK_ACCESS, ASK_CORRECT, PRIVACY_ASK_COUNT };
enum privacy_asker { ASKER_SELF, ASKER_AGENT, PRIVACY_ASKER_COUNT };
enum privacy_step {
    STEP_TAKEN,
    STEP_REQUEST_DONE,
    STEP_REFUSED,
    STEP_WITHDRAWN,
    PRIVACY_STEP_COUNT
};

struct str privacy_ask_code(enum privacy_ask ask);
bool privacy_ask_from_code(struct str code, enum privacy_ask *ret_ask);
enum msg_id privacy_ask_name(enum privacy_ask ask);
struct str privacy_asker_code(enum privacy_asker asker);
bool privacy_asker_from_code(struct str code, enum privacy_asker *ret_asker);
enum msg_id privacy_asker_name(enum privacy_asker asker);
struct str privacy_step_code(enum privacy_step step);
bool privacy_step_from_code(struct str code, enum privacy_step *ret_step);
enum msg_id privacy_step_name(enum privacy_step step);

/* --- incidents -------------------------------------------------------------------------------- */

/* Notify at latest so long after it occurred: Nghị định 13/2023/NĐ-CP, Điều 23. Whether the law in
 * force since 2026 keeps it is not verified. */
enum { INCIDENT_HOURS = 72 };

enum incident_state { INCIDENT_OPEN, INCIDENT_NOTIFIED, INCIDENT_CLOSED, INCIDENT_STATE_COUNT };
enum msg_id incident_state_name(enum incident_state state);

int64_t incident_due_ms(int64_t occurred_ms);
/* "còn 5 giờ 12 phút", "quá hạn 3 giờ 0 phút"; of what was notified: whether it was in time. */
struct message incident_clock(struct arena *arena, int64_t occurred_ms, int64_t notified_ms,
                              int64_t now_ms);

/* "23/11/2026 09:30", "9:30 23/11/2026" or "2026-11-23T09:30", as clocks in Vietnam show it. */
bool instant_read_human(struct str text, int64_t *ret_ms);

#endif
