#include "features/submission/submission_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/submission/submission.sql.h"
#include "sys/id.h"
#include "text/form_text.h"
#include "text/utf8.h"

static const struct {
    struct str code;
    enum msg_id name;
} KINDS[SUBMISSION_KIND_COUNT] = {
    [SUBMISSION_SCORES] = {STR_INIT("scores"), MSG_submission_scores},
    [SUBMISSION_FEEDBACK] = {STR_INIT("feedback"), MSG_submission_feedback},
    [SUBMISSION_REGISTRATION] = {STR_INIT("registration"), MSG_submission_registration},
    [SUBMISSION_COVENANT] = {STR_INIT("covenant"), MSG_submission_covenant},
    [SUBMISSION_HANDOVER] = {STR_INIT("handover"), MSG_submission_handover},
    [SUBMISSION_GRID] = {STR_INIT("grid"), MSG_submission_scores},
    [SUBMISSION_CROSSCHECK] = {STR_INIT("crosscheck"), MSG_submission_crosscheck},
};

static const struct {
    struct str code; /* of the row that ends it */
    enum msg_id name;
} STATES[] = {
    [SUBMISSION_WAITS] = {STR_INIT(""), MSG_submission_waits},
    [SUBMISSION_SENT] = {STR_INIT("sent"), MSG_submission_sent},
    [SUBMISSION_RETURNED] = {STR_INIT("returned"), MSG_submission_returned},
    [SUBMISSION_WITHDRAWN] = {STR_INIT("withdrawn"), MSG_submission_withdrawn},
    [SUBMISSION_REPLACED] = {STR_INIT("replaced"), MSG_submission_replaced},
};

struct str submission_kind_code(enum submission_kind kind) {
    return KINDS[kind].code;
}

bool submission_kind_from_code(struct str code, enum submission_kind *ret_kind) {
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_equal(KINDS[i].code, code)) {
            *ret_kind = (enum submission_kind)i;
            return true;
        }
    return false;
}

enum msg_id submission_kind_name(enum submission_kind kind) {
    return KINDS[kind].name;
}

enum msg_id submission_state_name(enum submission_state state) {
    return STATES[state].name;
}

static enum submission_state state_from_code(struct str code) {
    for (size_t i = 1; code.p && i < COUNT_OF(STATES); i++)
        if (str_equal(STATES[i].code, code))
            return (enum submission_state)i;
    return SUBMISSION_WAITS;
}

/* --- what stands there -------------------------------------------------------------------- */

/* What is to be sent, as it stands now. */
struct standing {
    bool found;
    struct str digest;
    struct str period_id;
    struct str covenant_code;
};

static const struct err *batch_in(struct db_tx *tx, struct arena *arena, struct str batch_id,
                                  struct standing *ret) {
    struct q_submission_digest_batch_row row;
    bool found;
    TRY(q_submission_digest_batch(tx, arena, batch_id, &found, &row));
    ret->found = found && str_equal_c(row.state, "staged");
    if (!found)
        return NULL;
    ret->period_id = row.cluster_period_id;
    ret->digest = str_format(arena, STR_FMT ".%lld.%lld", STR_ARG(row.state), (long long)row.mends,
                             (long long)row.last_ms);
    return NULL;
}

static const struct err *look_in(struct db_tx *tx, struct arena *arena,
                                 const struct cluster_year *year, enum submission_kind kind,
                                 struct str unit_id, struct str object_id, struct standing *ret) {
    *ret = (struct standing){.digest = STR(""), .period_id = STR(""), .covenant_code = STR("")};
    int64_t number = 0;
    switch (kind) {
    case SUBMISSION_SCORES:
        return batch_in(tx, arena, object_id, ret);
    case SUBMISSION_FEEDBACK: {
        struct q_submission_digest_feedback_row row;
        TRY(q_submission_digest_feedback(tx, arena, object_id, unit_id, &ret->found, &row));
        number = row.revision;
        ret->found = number > 0;
        ret->period_id = object_id;
        break;
    }
    case SUBMISSION_GRID: {
        struct q_submission_digest_grid_row row;
        TRY(q_submission_digest_grid(tx, arena, object_id, unit_id, &ret->found, &row));
        number = row.number;
        ret->found = row.number > row.sent;
        ret->period_id = object_id;
        break;
    }
    case SUBMISSION_REGISTRATION: {
        struct q_submission_digest_registration_row row;
        TRY(q_submission_digest_registration(tx, arena, year->cluster_id, year->year, unit_id,
                                             &ret->found, &row));
        number = row.revision;
        ret->found = number > 0;
        break;
    }
    case SUBMISSION_COVENANT: {
        struct q_submission_digest_covenant_row row;
        TRY(q_submission_digest_covenant(tx, arena, object_id, year->cluster_id, year->year,
                                         &ret->found, &row));
        if (ret->found) {
            ret->digest = row.digest;
            ret->covenant_code = row.code;
        }
        return NULL;
    }
    case SUBMISSION_CROSSCHECK: {
        struct q_submission_digest_crosscheck_row row;
        TRY(q_submission_digest_crosscheck(tx, arena, object_id, unit_id, &ret->found, &row));
        number = ret->found ? row.last_ms : 0;
        ret->found = number > 0;
        ret->period_id = ret->found ? row.cluster_period_id : STR("");
        break;
    }
    default: {
        struct q_submission_digest_handover_row row;
        TRY(q_submission_digest_handover(tx, arena, object_id, year->cluster_id, year->year,
                                         unit_id, &ret->found, &row));
        number = ret->found ? row.recorded_ms : 0;
        break;
    }
    }
    ret->digest = str_format(arena, "%lld", (long long)number);
    return NULL;
}

/* --- reading ------------------------------------------------------------------------------ */

struct submission_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *year;
    const struct submission_form *form;
    struct issues *issues;
    struct str id;
    struct str reason;
    enum submission_state end;
    struct submissions all;
    struct submissions_waiting waiting;
};

static bool may_see(const struct submission_work *work, struct str unit_id) {
    struct place place = place_of_year(work->year);
    return user_may(work->user, RIGHT_MEMBER_ENTER, place, unit_id) ||
           user_may(work->user, RIGHT_MEMBER_SEND, place, unit_id);
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct submission_work *work = context;
    struct arena *arena = work->arena;
    struct q_submissions_of_year_rows rows;
    TRY(q_submissions_of_year(tx, arena, work->year->cluster_id, work->year->year, &rows));
    work->all = (struct submissions){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_submissions_of_year_row *r = &rows.items[i];
        struct submission s = {.id = r->id,
                               .period_id = str_or_empty(r->cluster_period_id),
                               .unit_id = r->unit_id,
                               .object_id = r->object_id,
                               .note = r->note,
                               .author = r->author,
                               .account_id = r->account_id,
                               .at_ms = r->at_ms,
                               .state = state_from_code(r->end_state),
                               .reason = str_or_empty(r->end_reason),
                               .ended_by = str_or_empty(r->end_author),
                               .ended_ms = r->end_ms.set ? r->end_ms.value : 0};
        if (!submission_kind_from_code(r->kind, &s.kind) || !may_see(work, s.unit_id))
            continue;
        struct standing now;
        TRY(look_in(tx, arena, work->year, s.kind, s.unit_id, s.object_id, &now));
        s.covenant_code = now.covenant_code;
        s.is_stale =
            s.state == SUBMISSION_WAITS && (!now.found || !str_equal(now.digest, r->digest));
        *list_push(arena, &work->all) = s;
    }
    return NULL;
}

const struct err *submission_list(struct db *db, struct arena *arena, const struct user *user,
                                  const struct cluster_year *year,
                                  struct submissions *ret_submissions) {
    struct submission_work work = {.arena = arena, .user = user, .year = year};
    TRY(db_read(db, load_in, &work));
    *ret_submissions = work.all;
    return NULL;
}

static const struct submission *by_id(const struct submissions *all, struct str id) {
    for (size_t i = 0; i < all->count; i++)
        if (str_equal(all->items[i].id, id))
            return &all->items[i];
    return NULL;
}

const struct err *submission_find(struct db *db, struct arena *arena, const struct user *user,
                                  const struct cluster_year *year, struct str id,
                                  struct submission *ret_submission) {
    struct submissions all;
    TRY(submission_list(db, arena, user, year, &all));
    const struct submission *found = by_id(&all, id);
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such submission");
    *ret_submission = *found;
    return NULL;
}

static const struct err *waiting_in(struct db_tx *tx, void *context) {
    struct submission_work *work = context;
    work->waiting = (struct submissions_waiting){0};
    for (size_t i = 0; i < work->user->grant_count; i++) {
        const struct grant *grant = &work->user->grants[i];
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again = again || (role_has_right(work->user->grants[k].role, RIGHT_MEMBER_SEND) &&
                              str_equal(work->user->grants[k].unit_id, grant->unit_id));
        if (again || !grant->unit_id.n || !role_has_right(grant->role, RIGHT_MEMBER_SEND))
            continue;
        struct q_submissions_waiting_rows rows;
        TRY(q_submissions_waiting(tx, work->arena, grant->unit_id, &rows));
        for (size_t k = 0; k < rows.count; k++) {
            const struct q_submissions_waiting_row *r = &rows.items[k];
            enum submission_kind kind;
            if (submission_kind_from_code(r->kind, &kind) &&
                user_may(work->user, RIGHT_MEMBER_SEND, place_at(r->cluster_id, (int)r->year),
                         grant->unit_id))
                *list_push(work->arena, &work->waiting) = (struct submission_waiting){
                    r->id, r->slug, r->cluster_name, (int)r->year, kind, r->author, r->at_ms};
        }
    }
    return NULL;
}

const struct err *submission_waiting(struct db *db, struct arena *arena, const struct user *user,
                                     struct submissions_waiting *ret_waiting) {
    *ret_waiting = (struct submissions_waiting){0};
    if (!user)
        return NULL;
    struct submission_work work = {.arena = arena, .user = user};
    TRY(db_read(db, waiting_in, &work));
    *ret_waiting = work.waiting;
    return NULL;
}

/* --- submitting --------------------------------------------------------------------------- */

static struct str name_of(const struct cluster_year *year, struct str unit_id) {
    ptrdiff_t member = cluster_year_member_by_id(year, unit_id);
    return member < 0 ? STR("") : year->members.items[member].name;
}

static const struct err *tell(struct db_tx *tx, const struct submission_work *work,
                              const char *action, const struct submission *s, struct str reason) {
    struct str after =
        str_format(work->arena, STR_FMT ": " STR_FMT, STR_ARG(name_of(work->year, s->unit_id)),
                   STR_ARG(message_plain(LANG_VI, KINDS[s->kind].name)));
    struct audit_note note = {
        .action = action,
        .object_kind = s->period_id.n ? "cluster_period" : "cluster_year",
        .object_id = s->period_id.n ? s->period_id
                                    : str_format(work->arena, STR_FMT ".%d",
                                                 STR_ARG(work->year->cluster_id), work->year->year),
        .after = after,
        .reason = reason.n ? reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *must_be_open(struct db_tx *tx, const struct submission_work *work,
                                      struct str period_id) {
    return period_id.n ? closing_must_be_open(tx, work->arena, period_id)
                       : closing_year_must_be_open(tx, work->arena, work->year->cluster_id,
                                                   work->year->year);
}

static bool is_of_year(const struct cluster_year *year, struct str period_id) {
    for (size_t i = 0; i < year->periods.count; i++)
        if (str_equal(year->periods.items[i].id, period_id))
            return true;
    return !period_id.n;
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct submission_work *work = context;
    struct arena *arena = work->arena;
    const struct submission_form *form = work->form;
    struct standing now;
    work->issues->count = 0;
    TRY(look_in(tx, arena, work->year, form->kind, form->unit_id, form->object_id, &now));
    if (!now.found || !is_of_year(work->year, now.period_id))
        return ERR_TEXT(ERR_NOT_FOUND, "submission.nothing_to_send", "nothing of that to send");
    TRY(must_be_open(tx, work, now.period_id));
    TRY(load_in(tx, work));
    for (size_t i = 0; i < work->all.count; i++) {
        const struct submission *s = &work->all.items[i];
        if (s->state == SUBMISSION_WAITS && s->kind == form->kind &&
            str_equal(s->unit_id, form->unit_id) && str_equal(s->object_id, form->object_id))
            TRY(q_submission_end_insert(tx, s->id, STATES[SUBMISSION_REPLACED].code, STR(""),
                                        work->user->name, work->user->id, work->now_ms));
    }
    work->id = id_new(arena, work->now_ms);
    TRY(q_submission_insert(tx, work->id, work->year->cluster_id, work->year->year,
                            now.period_id.n ? now.period_id : STR_NONE, form->unit_id,
                            KINDS[form->kind].code, form->object_id, now.digest, work->reason,
                            work->user->name, work->user->id, work->now_ms));
    const struct submission s = {
        .kind = form->kind, .unit_id = form->unit_id, .period_id = now.period_id};
    return tell(tx, work, "submission.add", &s, work->reason);
}

static struct str checked(struct arena *arena, struct str typed, const char *field, bool needed,
                          struct issues *issues) {
    struct str text = form_clean_line(arena, str_or_empty(typed));
    if (needed && str_is_empty(text))
        issue_add(arena, issues, str_from_c(field), MESSAGE(MSG_submission_reason_missing));
    else if (utf8_length(text) > SUBMISSION_TEXT_MAX)
        issue_add(
            arena, issues, str_from_c(field),
            MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", SUBMISSION_TEXT_MAX)));
    return text;
}

const struct err *submission_add(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct cluster_year *year,
                                 const struct submission_form *form, struct issues *issues,
                                 struct str *ret_id) {
    if (!user_may(user, RIGHT_MEMBER_ENTER, place_of_year(year), form->unit_id))
        return ERR(ERR_DENIED, "no right to submit for this unit");
    struct submission_work work = {.arena = arena,
                                   .user = user,
                                   .now_ms = now_ms,
                                   .year = year,
                                   .form = form,
                                   .issues = issues};
    work.reason = checked(arena, form->note, "note", false, issues);
    if (issues->count)
        return NULL;
    TRY(db_write(db, add_in, &work));
    *ret_id = work.id;
    return NULL;
}

/* --- returning and withdrawing ------------------------------------------------------------ */

static const struct err *end_in(struct db_tx *tx, void *context) {
    struct submission_work *work = context;
    TRY(load_in(tx, work));
    const struct submission *s = by_id(&work->all, work->id);
    if (!s)
        return ERR(ERR_NOT_FOUND, "no such submission");
    bool returns = work->end == SUBMISSION_RETURNED;
    if (!user_may(work->user, returns ? RIGHT_MEMBER_SEND : RIGHT_MEMBER_ENTER,
                  place_of_year(work->year), s->unit_id))
        return ERR(ERR_DENIED, "no right to do this with a submission of this unit");
    TRY(must_be_open(tx, work, s->period_id));
    if (s->state != SUBMISSION_WAITS)
        return ERR_TEXT(ERR_STATE, "submission.ended_before", "it does not wait any more");
    TRY(q_submission_end_insert(tx, s->id, STATES[work->end].code, work->reason, work->user->name,
                                work->user->id, work->now_ms));
    return tell(tx, work, returns ? "submission.return" : "submission.withdraw", s, work->reason);
}

const struct err *submission_return(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_year *year, struct str id,
                                    struct str reason, struct issues *issues) {
    struct submission_work work = {.arena = arena,
                                   .user = user,
                                   .now_ms = now_ms,
                                   .year = year,
                                   .id = id,
                                   .end = SUBMISSION_RETURNED};
    if (!user_may(user, RIGHT_MEMBER_SEND, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to return what was submitted");
    work.reason = checked(arena, reason, "reason", true, issues);
    return issues->count ? NULL : db_write(db, end_in, &work);
}

const struct err *submission_withdraw(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, const struct cluster_year *year,
                                      struct str id) {
    struct submission_work work = {.arena = arena,
                                   .user = user,
                                   .now_ms = now_ms,
                                   .year = year,
                                   .id = id,
                                   .reason = STR(""),
                                   .end = SUBMISSION_WITHDRAWN};
    return db_write(db, end_in, &work);
}

/* --- for rooms that send ------------------------------------------------------------------ */

static const struct err *note_double(struct db_tx *tx, struct arena *arena, const struct user *user,
                                     int64_t now_ms, struct place place, struct str period_id,
                                     struct str unit_id, const char *kind, struct str object_kind,
                                     struct str object_id) {
    TRY(q_double_capacity_insert(tx, id_new(arena, now_ms), place.cluster_id, place.year,
                                 period_id.n ? period_id : STR_NONE, unit_id, str_from_c(kind),
                                 object_kind, object_id, user->name, user->id, now_ms));
    struct audit_note note = {
        .action = kind[0] == 'o'                                  ? "capacity.own_verified"
                  : str_equal_c(str_from_c(kind), "entered_sent") ? "capacity.entered_sent"
                                                                  : "capacity.entered_verified",
        .object_kind = period_id.n ? "cluster_period" : "cluster_year",
        .object_id = period_id.n
                         ? period_id
                         : str_format(arena, STR_FMT ".%d", STR_ARG(place.cluster_id), place.year),
        .after = object_kind};
    return audit_write(tx, arena, user, now_ms, &note);
}

bool submission_may_send(const struct user *user, struct place place, struct str unit_id) {
    return user_may(user, RIGHT_MEMBER_SEND, place, unit_id);
}

const struct err *submission_sent_in(struct db_tx *tx, struct arena *arena,
                                     const struct submission_sending *sending) {
    struct q_submissions_of_year_rows rows;
    const struct user *user = sending->user;
    TRY(q_submissions_of_year(tx, arena, sending->place.cluster_id, sending->place.year, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_submissions_of_year_row *r = &rows.items[i];
        if (!r->end_state.p && str_equal(r->unit_id, sending->unit_id) &&
            str_equal(r->kind, KINDS[sending->kind].code) &&
            str_equal(r->object_id, sending->object_id))
            TRY(q_submission_end_insert(tx, r->id, STATES[SUBMISSION_SENT].code, STR(""),
                                        user->name, user->id, sending->now_ms));
    }
    bool own = sending->entered_by_id.n
                   ? str_equal(sending->entered_by_id, user->id)
                   : sending->entered_by.n && str_equal(sending->entered_by, user->name);
    /* Who enters for every unit does so as the office; that stands in the history anyway. */
    if (!own || user->is_local || user_may_every_unit(user, RIGHT_MEMBER_SEND, sending->place) ||
        user_may_every_unit(user, RIGHT_SCORE_VERIFY, sending->place))
        return NULL;
    return note_double(tx, arena, user, sending->now_ms, sending->place, sending->period_id,
                       sending->unit_id, "entered_sent", KINDS[sending->kind].code,
                       sending->object_id);
}

const struct err *submission_verified_in(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         struct place place, struct str period_id,
                                         struct str unit_id) {
    bool own = false;
    for (size_t i = 0; i < user->grant_count; i++)
        own = own || str_equal(user->grants[i].unit_id, unit_id);
    if (own)
        return note_double(tx, arena, user, now_ms, place, period_id, unit_id, "own_verified",
                           STR("verify"), STR(""));
    if (!user->id.n)
        return NULL;
    struct q_submission_entered_scores_rows rows;
    TRY(q_submission_entered_scores(tx, arena, period_id, unit_id, user->id, &rows));
    return rows.count ? note_double(tx, arena, user, now_ms, place, period_id, unit_id,
                                    "entered_verified", STR("verify"), STR(""))
                      : NULL;
}

const struct err *submission_opens_batch(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, struct place place,
                                         struct str batch_id, bool *ret_opens) {
    struct q_submission_of_batch_rows rows;
    TRY(q_submission_of_batch(tx, arena, batch_id, &rows));
    *ret_opens = false;
    for (size_t i = 0; i < rows.count; i++)
        *ret_opens = *ret_opens || user_may(user, RIGHT_MEMBER_SEND, place, rows.items[i].unit_id);
    return NULL;
}

/* --- two capacities ----------------------------------------------------------------------- */

struct doubles_work {
    struct arena *arena;
    struct place place;
    struct str unit_id;
    struct double_capacities doubles;
};

static const struct err *doubles_in(struct db_tx *tx, void *context) {
    struct doubles_work *work = context;
    struct q_double_capacities_rows rows;
    TRY(q_double_capacities(tx, work->arena, work->place.cluster_id, work->place.year,
                            work->unit_id, &rows));
    work->doubles = (struct double_capacities){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_double_capacities_row *r = &rows.items[i];
        enum msg_id id = str_equal_c(r->kind, "entered_sent")   ? MSG_submission_entered_sent
                         : str_equal_c(r->kind, "own_verified") ? MSG_submission_own_verified
                                                                : MSG_submission_entered_verified;
        *list_push(work->arena, &work->doubles) = (struct double_capacity){
            MESSAGE_WITH(id, r->author, instant_display(work->arena, r->at_ms)), r->object_kind,
            r->object_id, str_or_empty(r->cluster_period_id), r->at_ms};
    }
    return NULL;
}

const struct err *submission_doubles(struct db *db, struct arena *arena, struct place place,
                                     struct str unit_id, struct double_capacities *ret_doubles) {
    struct doubles_work work = {.arena = arena, .place = place, .unit_id = unit_id};
    TRY(db_read(db, doubles_in, &work));
    *ret_doubles = work.doubles;
    return NULL;
}

struct str submission_double_words(struct arena *arena, enum lang lang,
                                   const struct double_capacities *doubles, const char *kind,
                                   struct str period_id, struct str object_id) {
    for (size_t i = doubles->count; i-- > 0;) {
        const struct double_capacity *d = &doubles->items[i];
        if (str_equal_c(d->object_kind, kind) &&
            (!period_id.n || str_equal(d->period_id, period_id)) &&
            (!object_id.n || str_equal(d->object_id, object_id)))
            return message_text(arena, lang, d->words);
    }
    return STR("");
}
