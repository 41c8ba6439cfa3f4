/* Use cases of registration: catalogue of titles, what members register, what follows from it.
 *
 * Other rooms ask registration_allows before a title is proposed.
 */
#ifndef FEATURES_REGISTRATION_REGISTRATION_SERVICE_H
#define FEATURES_REGISTRATION_REGISTRATION_SERVICE_H

#include "db/db.h"
#include "features/calendar/calendar_deadline_service.h"
#include "features/cluster/cluster_year_service.h"
#include "features/person/person_service.h"
#include "features/registration/registration.h"

/* --- for other rooms -------------------------------------------------------------------------- */

/* Whether TITLE_CODE can be proposed for the unit, or (PERSON_ID not empty) the person of that
 * unit, in YEAR: what was registered, in whatever cluster, by the unit itself or by a predecessor
 * whose registration was accepted for it; and what the year's rule makes of it. ERR_NOT_FOUND for
 * an unknown title. No right is asked for. */
MUST_CHECK const struct err *registration_allows(struct db_tx *tx, struct arena *arena, int year,
                                                 struct str unit_id, struct str person_id,
                                                 struct str title_code,
                                                 struct registration_verdict *ret_verdict);

/* Shipped and entered titles: the book's order, then by name. */
MUST_CHECK const struct err *award_titles_load(struct db_tx *tx, struct arena *arena,
                                               struct award_titles *ret_titles);

/* --- a cluster's year ------------------------------------------------------------------------- */

/* The last day on time: of the calendar's row of the kind "registration", with longer times of
 * single units; where the calendar has none, what was set here. */
struct registration_deadline {
    struct calendar_deadlines days;
    bool from_calendar; /* else set here */
};

/* That a unit may stand on what another registered. */
struct registration_carry {
    struct str id;
    struct str from_id;
    struct str from_name;
    struct str decision;
    struct str reason;
    struct str author;
    int64_t at_ms;
};

struct registration_member {
    struct cluster_unit unit;
    struct registration registration;
    struct date deadline; /* the unit's own; empty: none */
    bool may_see_people;  /* else personal lines have neither id nor name */
    bool may_enter;
};

struct registration_book {
    struct award_titles titles;
    struct registration_deadline deadline;
    LIST(struct registration_member) members; /* in the order of the year */
    bool may_run;                             /* receives, sends back; sets the deadline */
    bool may_permit;
};

/* For who reads the cluster. UNIT_ID not empty: only that member. */
MUST_CHECK const struct err *registration_load(struct db *db, struct arena *arena,
                                               const struct user *user,
                                               const struct cluster_year *year, struct str unit_id,
                                               struct registration_book *ret_book);

/* RIGHT_MEMBER_ENTER for the unit: a further revision. Nothing is stored when ISSUES is not empty,
 * nor where nothing differs. */
MUST_CHECK const struct err *registration_save(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_year *year, struct str unit_id,
                                               const struct registration_form *form,
                                               struct issues *issues);

/* Sends, receives, asks for more, withdraws, permits: the unit sends and withdraws, who runs the
 * year receives and asks for more, the standing office permits. SEEN_REVISION is the one that was
 * looked at. */
MUST_CHECK const struct err *registration_act(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_year *year, struct str unit_id,
                                              enum registration_act act, int64_t seen_revision,
                                              struct str reason, struct issues *issues);

/* RIGHT_YEAR_EDIT. ON as people write dates. */
MUST_CHECK const struct err *registration_set_deadline(struct db *db, struct arena *arena,
                                                       const struct user *user, int64_t now_ms,
                                                       const struct cluster_year *year,
                                                       struct str on, struct str reason,
                                                       struct issues *issues);

MUST_CHECK const struct err *registration_deadline_of(struct db_tx *tx, struct arena *arena,
                                                      struct str cluster_id, int year,
                                                      struct registration_deadline *ret_deadline);

/* People that the unit can register: its own and those of the units below it, today or on the last
 * day of a year that is over. RIGHT_PERSON_READ for the unit. */
MUST_CHECK const struct err *registration_people(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 const struct cluster_year *year,
                                                 struct str unit_id,
                                                 struct person_lines *ret_people);

/* --- registration of a body that was merged ----------------------------------------------------
 */

struct registration_carry_page {
    struct cluster_units predecessors; /* of the unit, whose registration is not accepted yet */
    LIST(struct registration_carry) carries;
};

/* The standing office alone decides and sees who came before (RIGHT_CLUSTER_CREATE). */
MUST_CHECK const struct err *registration_carries(struct db *db, struct arena *arena,
                                                  const struct user *user,
                                                  const struct cluster_year *year,
                                                  const struct cluster_unit *unit,
                                                  struct registration_carry_page *ret_page);
MUST_CHECK const struct err *registration_carry_add(struct db *db, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    const struct cluster_year *year,
                                                    const struct cluster_unit *unit,
                                                    struct str from_slug, struct str decision,
                                                    struct str reason, struct issues *issues);
MUST_CHECK const struct err *registration_carry_end(struct db *db, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    const struct cluster_year *year,
                                                    const struct cluster_unit *unit,
                                                    struct str carry_id);

#endif
