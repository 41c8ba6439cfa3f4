/* Movements: what they are, what a form must hold, the steps of their life. Pure.
 *
 * One kind of row holds movements, the drives within them, and what movements answer (directives,
 * resolutions, campaigns). It belongs to a cluster, or to a unit: then to all clusters below it.
 * What is not known stays empty.
 */
#ifndef FEATURES_MOVEMENT_MOVEMENT_H
#define FEATURES_MOVEMENT_MOVEMENT_H

#include "base/decimal.h"
#include "base/list.h"
#include "base/partial_date.h"
#include "features/legal/legal.h"
#include "text/message.h"

enum movement_kind {
    MOVEMENT_MOVEMENT,
    MOVEMENT_DIRECTIVE,
    MOVEMENT_RESOLUTION,
    MOVEMENT_CAMPAIGN,
    MOVEMENT_DRIVE,    /* within a movement */
    MOVEMENT_DOCUMENT, /* any other that is answered: a plan, a decree */
    MOVEMENT_KIND_COUNT,
};

/* The two forms of the law on emulation; of drives and documents: not known. */
enum movement_manner {
    MOVEMENT_MANNER_UNKNOWN,
    MOVEMENT_REGULAR,
    MOVEMENT_THEMATIC,
    MOVEMENT_MANNER_COUNT,
};

enum movement_step {
    MOVEMENT_PLAN,
    MOVEMENT_LAUNCH,
    MOVEMENT_CHECK,
    MOVEMENT_REVIEW,
    MOVEMENT_REWARD,
    MOVEMENT_CLOSE,
    MOVEMENT_STEP_COUNT,
    MOVEMENT_NO_STEP = MOVEMENT_STEP_COUNT, /* nothing recorded yet */
};

struct movement {
    struct str id;
    enum movement_kind kind;
    struct str cluster_id; /* owner: one of the two */
    struct str unit_id;
    struct str owner_name;  /* of the unit; empty for the cluster's own */
    struct str parent_id;   /* of a drive; else empty */
    enum movement_step now; /* the last act, or MOVEMENT_NO_STEP */
    int64_t revision;
    struct str title;
    enum movement_manner manner;
    struct str theme;
    struct str objectives;
    struct partial_date begins;
    struct partial_date ends; /* the last it runs */
    struct str launcher_id;   /* who launched it where that is not the owner; else empty */
    struct str launcher_name;
    struct date covenant_on;
    struct date report_by;
    struct str number; /* of a document: "05-CT/TW"; may be empty */
    struct date issued_on;
    struct str issuer;
    struct str legal_code; /* in the register of documents; empty: it is not there */
    struct str source;     /* where this is known from */
    struct str author;     /* of this revision */
    int64_t at_ms;
};

struct movements {
    struct movement *items;
    size_t count;
    size_t capacity;
};

struct str movement_kind_code(enum movement_kind kind);
bool movement_kind_from_code(struct str code, enum movement_kind *ret_kind);
enum msg_id movement_kind_name(enum movement_kind kind);
/* Has a life and takes part: movements and drives; the others are what these answer. */
bool movement_is_run(enum movement_kind kind);
struct str movement_manner_code(enum movement_manner manner);
bool movement_manner_from_code(struct str code, enum movement_manner *ret_manner);
enum msg_id movement_manner_name(enum movement_manner manner);
struct str movement_step_code(enum movement_step step);
bool movement_step_from_code(struct str code, enum movement_step *ret_step);
enum msg_id movement_step_name(enum movement_step step);
/* What a movement that has come to STEP is: "đang thực hiện", … */
enum msg_id movement_state_name(enum movement_step step);

/* NULL when there is none of that id. */
const struct movement *movement_by_id(const struct movements *movements, struct str id);
/* The first day, and the first day after; empty where not known. */
struct date movement_from(const struct movement *movement);
struct date movement_to(const struct movement *movement);
/* Whether it can have run in [FROM, TO). What is not known does not speak against it; a document
 * counts from its issue on. */
bool movement_runs_in(const struct movement *movement, struct date from, struct date to);
/* "15/7/2020 – 9/2020", "từ 15/7/2020"; empty where nothing is known. */
struct str movement_span(struct arena *arena, enum lang lang, const struct movement *movement);

/* --- the form ------------------------------------------------------------------------------- */

enum {
    MOVEMENT_TITLE_MAX = 300,
    MOVEMENT_LINE_MAX = 500,
    MOVEMENT_TEXT_MAX = 4000,
    MOVEMENT_MEASURE_MAX = 60,
    MOVEMENT_CONTENTS_MAX = 50,
    MOVEMENT_OWNER_MAX = 1000, /* rows of one owner */
    MOVEMENT_ACTS_MAX = 100,
};

struct movement_form {
    struct str kind;
    struct str manner;
    struct str title;
    struct str theme;
    struct str objectives;
    struct str begins;
    struct str ends;
    struct str launcher; /* id of a unit; empty: the owner */
    struct str covenant_on;
    struct str report_by;
    struct str number;
    struct str issued_on;
    struct str issuer;
    struct str source;
    struct str contents; /* one a line; of a new one */
    struct str owner;    /* id of a unit, of a new one of the level above */
    struct str parent;   /* of a drive: id of its movement */
    struct str reason;   /* of a change */
};

struct movement_content {
    struct str id;
    struct str body;
    struct str measure;
    bool has_target;
    struct decimal target;
};

struct movement_contents {
    struct movement_content *items;
    size_t count;
    size_t capacity;
};

/* Understands the form; what is wrong goes into ISSUES by the form's field names. PARENT is the
 * drive's movement, else NULL; DRIVES are those of the movement that is changed: they must stay
 * within it; it may be NULL. A number that the register knows takes its title and issuer from there
 * where the form leaves them open. */
void movement_check_form(struct arena *arena, const struct movement_form *form,
                         enum movement_kind kind, const struct movement *parent,
                         const struct movements *drives, const struct legal_documents *documents,
                         struct issues *issues, struct movement *ret_movement);

/* The lines of the new one's contents; numbering and bullets are dropped. */
void movement_read_contents(struct arena *arena, struct str lines, struct issues *issues,
                            struct movement_contents *ret_contents);

struct content_form {
    struct str body;
    struct str measure;
    struct str target;
};

/* One content; its issues carry the fields "body", "measure", "target" behind PREFIX. */
void movement_check_content(struct arena *arena, const struct content_form *form,
                            const char *prefix, struct issues *issues,
                            struct movement_content *ret_content);

/* Reading of fields, for this room's other rules. */
struct str movement_text_of(struct arena *arena, struct issues *issues, struct str field,
                            struct str typed, size_t max);
struct date movement_date_of(struct arena *arena, struct issues *issues, struct str field,
                             struct str typed);
bool movement_number_of(struct arena *arena, struct issues *issues, struct str field,
                        struct str typed, struct decimal *ret_value);

/* --- its life ------------------------------------------------------------------------------- */

struct movement_act {
    struct str id;
    enum movement_step step;
    bool is_left_out;    /* then the remark says why */
    struct date done_on; /* empty where it is left out */
    struct str place;
    struct str document;
    struct str remark;
    struct str author;
    int64_t at_ms;
    int64_t withdrawn_ms; /* 0: it stands */
    struct str withdrawn_by;
    struct str withdrawn_reason;
};

struct movement_acts {
    struct movement_act *items; /* in the order they were recorded */
    size_t count;
    size_t capacity;
};

struct act_form {
    struct str step;
    struct str left_out; /* "1" */
    struct str done_on;
    struct str place;
    struct str document;
    struct str remark;
};

/* The last act that stands, or NULL. */
const struct movement_act *movement_last_act(const struct movement_acts *acts);
/* Whether STEP may come after NOW: one after the other; checks, reviews and rewards may come again.
 */
bool movement_step_follows(enum movement_step now, enum movement_step step);
/* A step may be left out with a reason, but for the last. */
void movement_check_act(struct arena *arena, const struct act_form *form,
                        const struct movement_acts *acts, struct date today, struct issues *issues,
                        struct movement_act *ret_act);

/* --- what answers what ---------------------------------------------------------------------- */

struct movement_link {
    struct str id;
    struct str from; /* the movement that answers */
    struct str to;
};

struct movement_links {
    struct movement_link *items;
    size_t count;
    size_t capacity;
};

/* Whether LINKS with FROM → TO would lead a movement back to itself. */
bool movement_link_closes_cycle(struct arena *arena, const struct movement_links *links,
                                struct str from, struct str to);

#endif
