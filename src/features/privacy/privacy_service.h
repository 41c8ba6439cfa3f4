/* Use cases of personal data: terms, what is past them, requests of people, whom an account belongs
 * to, incidents.
 *
 * Who looks after it (RIGHT_PRIVACY_MANAGE) sees and does all of it. Who may change a person's
 * record sees and answers the requests about that person. The person sees his own through his
 * account, once the office has said that the account is his. Who cares for the system
 * (RIGHT_SYSTEM_CARE) sees and records incidents, which name nobody.
 */
#ifndef FEATURES_PRIVACY_PRIVACY_SERVICE_H
#define FEATURES_PRIVACY_PRIVACY_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/privacy/privacy.h"

enum { PRIVACY_TEXT_MAX = 2000, PRIVACY_SHORT_MAX = 200, PRIVACY_REQUESTS_MAX = 500 };

/* --- terms ------------------------------------------------------------------------------------ */

struct privacy_setting {
    int64_t days;
    int64_t revision; /* 0: as the program proposes */
    struct str basis;
    struct str author;
    int64_t at_ms;
};
/* By enum privacy_term. */
struct privacy_settings {
    struct privacy_setting of[PRIVACY_TERM_COUNT];
};
/* No secret: whoever is signed in may know how long things are kept. */
MUST_CHECK const struct err *privacy_settings_read(struct db *db, struct arena *arena,
                                                   const struct user *user,
                                                   struct privacy_settings *ret_settings);
MUST_CHECK const struct err *privacy_settings_in(struct db_tx *tx, struct arena *arena,
                                                 struct privacy_settings *ret_settings);

struct privacy_term_form {
    struct str term;
    struct str days;
    struct str basis;
};
MUST_CHECK const struct err *privacy_set_term(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct privacy_term_form *form,
                                              struct issues *issues);

/* --- what is kept long enough ----------------------------------------------------------------- */

struct privacy_old {
    int64_t before_ms; /* what is older is past its term */
    int64_t count;
};
struct privacy_run {
    struct str kind; /* code of the term */
    int64_t before_ms;
    int64_t count;
    struct str author;
    int64_t at_ms;
};
struct privacy_retention {
    struct privacy_settings settings;
    struct privacy_old old[PRIVACY_KEPT_COUNT]; /* by enum privacy_term */
    LIST(struct privacy_run) runs;              /* newest first */
};
/* Deletes nothing. */
MUST_CHECK const struct err *privacy_retention_read(struct db *db, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    struct privacy_retention *ret_retention);
/* What somebody saw and confirmed: not more than that is deleted, else an issue. */
struct privacy_confirmed {
    bool chosen;
    int64_t count;
};
MUST_CHECK const struct err *
privacy_retention_run(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                      const struct privacy_confirmed confirmed[PRIVACY_KEPT_COUNT],
                      struct issues *issues, int64_t *ret_deleted);

/* --- the overview ----------------------------------------------------------------------------- */

struct privacy_overview {
    int64_t rows[PRIVACY_GROUP_COUNT]; /* -1: not counted */
    int64_t old[PRIVACY_KEPT_COUNT];
    int64_t requests_open;
    int64_t incidents_open;
};
MUST_CHECK const struct err *privacy_overview_read(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   struct privacy_overview *ret_overview);

/* --- whom an account belongs to --------------------------------------------------------------- */

struct privacy_link {
    struct str id;
    struct str login;
    struct str account_name;
    struct str person_id;
    struct str person_name;
    struct str reason;
    int64_t recorded_ms;
    struct str recorded_by;
};
struct privacy_links {
    struct privacy_link *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *privacy_links_read(struct db *db, struct arena *arena,
                                                const struct user *user,
                                                struct privacy_links *ret_links);
struct privacy_link_form {
    struct str login;
    struct str person_id;
    struct str reason;
};
MUST_CHECK const struct err *privacy_link_add(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct privacy_link_form *form,
                                              struct issues *issues);
MUST_CHECK const struct err *privacy_link_end(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              struct str link_id);
/* The person of the user's account; empty: none is said. */
MUST_CHECK const struct err *privacy_own_person(struct db_tx *tx, struct arena *arena,
                                                const struct user *user, struct str *ret_person_id);

/* --- requests --------------------------------------------------------------------------------- */

struct privacy_event {
    enum privacy_step step;
    struct str reason;
    struct str author;
    int64_t at_ms;
};
struct privacy_request {
    struct str id;
    struct str person_id;
    struct str person_name;
    enum privacy_ask ask;
    enum privacy_asker asker;
    struct date asked_on;
    struct date due_on;
    struct str identified;
    struct str detail;
    bool through_program;
    int64_t recorded_ms;
    struct str recorded_by;
    bool is_decided;
    enum privacy_step decision; /* where it is decided */
    bool is_late;
    LIST(struct privacy_event) events; /* of one request alone */
    bool may_answer;
    bool may_copy;     /* take the copy of the data out of it */
    bool may_withdraw; /* one's own */
};
struct privacy_requests {
    struct privacy_request *items;
    size_t count;
    size_t capacity;
};

/* Those this user answers: all, or of the people he may change. ERR_DENIED for who answers none. */
MUST_CHECK const struct err *privacy_requests_read(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   struct privacy_requests *ret_requests);
/* One's own; none for an account of nobody known. */
MUST_CHECK const struct err *privacy_requests_own(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  struct privacy_requests *ret_requests);
MUST_CHECK const struct err *privacy_request_read(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  struct str id,
                                                  struct privacy_request *ret_request);

struct privacy_request_form {
    struct str person_id;
    struct str ask;
    struct str asked_on; /* empty: today */
    struct str asker;
    struct str identified;
    struct str detail;
};
/* Written down by who looks after it. */
MUST_CHECK const struct err *privacy_request_add(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 const struct privacy_request_form *form,
                                                 struct issues *issues, struct str *ret_id);
/* Filed by the person through his account: a correction. ERR_STATE for an account of nobody known.
 */
MUST_CHECK const struct err *privacy_request_file(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  struct str detail, struct issues *issues);
/* Done, refused, withdrawn (by the person): once. */
MUST_CHECK const struct err *privacy_request_answer(struct db *db, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    struct str id, enum privacy_step step,
                                                    struct str reason, struct issues *issues);

/* --- incidents -------------------------------------------------------------------------------- */

struct incident_entry {
    int64_t revision;
    int64_t occurred_ms;
    int64_t found_ms;
    struct str what;
    struct str data;
    struct opt_int people;
    struct str measures;
    struct str reason;
    struct str author;
    int64_t at_ms;
};
struct incident {
    struct str id;
    int64_t number;
    enum incident_state state;
    struct incident_entry now; /* the newest entry */
    int64_t notified_ms;       /* 0: was not */
    struct str document;
    struct str remark;
    struct str notified_by;
    int64_t closed_ms;
    struct str closed_by;
    struct str outcome;
    LIST(struct incident_entry) entries; /* of one incident alone */
    bool is_sample;                      /* all clusters of the folder are samples; of one alone */
    bool may_record;                     /* add to it */
    bool may_decide;                     /* notify, close */
};
struct incidents {
    struct incident *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *incidents_read(struct db *db, struct arena *arena,
                                            const struct user *user, struct incidents *ret);
MUST_CHECK const struct err *incident_read(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t number,
                                           struct incident *ret_incident);
struct incident_form {
    struct str occurred; /* as people type an instant */
    struct str found;
    struct str what;
    struct str data;
    struct str people;
    struct str measures;
    struct str reason; /* of a correction */
};
/* NUMBER 0: a new one. */
MUST_CHECK const struct err *incident_enter(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms, int64_t number,
                                            const struct incident_form *form, struct issues *issues,
                                            int64_t *ret_number);
struct incident_notice {
    struct str sent_at;
    struct str document;
    struct str remark;
};
MUST_CHECK const struct err *incident_notify(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             int64_t number, const struct incident_notice *notice,
                                             struct issues *issues);
MUST_CHECK const struct err *incident_close(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms, int64_t number,
                                            struct str outcome, struct issues *issues);

/* Whether all clusters of the folder are samples: then so is all that is held of people. */
MUST_CHECK const struct err *privacy_is_sample(struct db *db, struct arena *arena,
                                               bool *ret_is_sample);

/* --- the first page --------------------------------------------------------------------------- */

/* What waits for this user: incidents that are not closed, requests without an answer. Nothing for
 * who has neither right. */
struct privacy_waiting {
    struct incidents incidents;
    int64_t requests;
    int64_t requests_late;
};
MUST_CHECK const struct err *privacy_waiting_read(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  struct privacy_waiting *ret_waiting);

#endif
