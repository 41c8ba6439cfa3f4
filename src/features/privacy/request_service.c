/* What people ask about their own data: written down or filed, answered once, all of it dated. */
#include "features/audit/audit.h"
#include "features/person/person_service.h"
#include "features/privacy/privacy.sql.h"
#include "features/privacy/privacy_service.h"
#include "sys/id.h"
#include "text/utf8.h"

struct request_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct date today;
    const struct privacy_request_form *form;
    struct str id;
    struct str detail;
    struct str reason;
    enum privacy_step step;
    struct issues *issues;
    struct str own_id; /* the person of the user's account */
    struct privacy_request request;
    struct privacy_requests requests;
};

static struct request_work work_of(struct arena *arena, const struct user *user, int64_t now_ms) {
    return (struct request_work){
        .arena = arena, .user = user, .now_ms = now_ms, .today = date_of_instant(now_ms)};
}

/* --- reading ---------------------------------------------------------------------------------- */

/* What this user may do with it; *ret_seen false: for him there is no such request. */
static const struct err *find_sight(struct db_tx *tx, const struct request_work *work,
                                    struct privacy_request *request, bool *ret_seen) {
    bool may_change;
    bool manages = user_has_right(work->user, RIGHT_PRIVACY_MANAGE);
    bool is_own = work->own_id.n && str_equal(work->own_id, request->person_id);
    TRY(person_may_change(tx, work->arena, work->user, request->person_id, work->today,
                          &may_change));
    /* One's own correction is somebody else's to answer. */
    request->may_answer = !request->is_decided && !is_own && (may_change || manages);
    request->may_copy = manages;
    request->may_withdraw = !request->is_decided && is_own && request->through_program;
    *ret_seen = manages || may_change || is_own;
    return NULL;
}

static void judge(const struct request_work *work, struct privacy_request *request) {
    request->is_late = !request->is_decided && date_compare(work->today, request->due_on) > 0;
}

static const struct err *list_of(struct db_tx *tx, struct request_work *work, struct str person_id,
                                 bool every) {
    struct q_privacy_requests_rows rows;
    TRY(q_privacy_requests(tx, work->arena, person_id, PRIVACY_REQUESTS_MAX, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_privacy_requests_row *row = &rows.items[i];
        struct privacy_request request = {
            .id = row->id,
            .person_id = row->person_id,
            .person_name = row->full_name,
            .asked_on = date_from_iso(row->asked_on),
            .due_on = date_from_iso(row->due_on),
            .identified = row->identified,
            .detail = row->detail,
            .through_program = row->account_id.n > 0,
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
            .is_decided = row->step.p != NULL,
        };
        privacy_ask_from_code(row->kind, &request.ask);
        privacy_asker_from_code(row->asked_by, &request.asker);
        if (row->step.p)
            privacy_step_from_code(row->step, &request.decision);
        bool seen;
        judge(work, &request);
        TRY(find_sight(tx, work, &request, &seen));
        if (every || seen)
            *list_push(work->arena, &work->requests) = request;
    }
    return NULL;
}

static const struct err *requests_in(struct db_tx *tx, void *context) {
    struct request_work *work = context;
    work->requests = (struct privacy_requests){0};
    TRY(privacy_own_person(tx, work->arena, work->user, &work->own_id));
    /* One's own are on one's own page. */
    struct str own = work->own_id;
    work->own_id = STR("");
    TRY(list_of(tx, work, STR(""), false));
    work->own_id = own;
    for (size_t i = 0; i < work->requests.count; i++) {
        struct privacy_request *request = &work->requests.items[i];
        request->may_answer &= !own.n || !str_equal(own, request->person_id);
    }
    return NULL;
}

const struct err *privacy_requests_read(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, struct privacy_requests *ret_requests) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE) && !user_has_right(user, RIGHT_PERSON_EDIT))
        return ERR(ERR_DENIED, "no right to answer requests");
    struct request_work work = work_of(arena, user, now_ms);
    TRY(db_read(db, requests_in, &work));
    *ret_requests = work.requests;
    return NULL;
}

static const struct err *own_in(struct db_tx *tx, void *context) {
    struct request_work *work = context;
    work->requests = (struct privacy_requests){0};
    TRY(privacy_own_person(tx, work->arena, work->user, &work->own_id));
    return work->own_id.n ? list_of(tx, work, work->own_id, true) : NULL;
}

const struct err *privacy_requests_own(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct privacy_requests *ret_requests) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "nobody is signed in");
    struct request_work work = work_of(arena, user, now_ms);
    TRY(db_read(db, own_in, &work));
    *ret_requests = work.requests;
    return NULL;
}

static const struct err *load_events(struct db_tx *tx, const struct request_work *work,
                                     struct privacy_request *request) {
    struct q_privacy_request_events_rows rows;
    TRY(q_privacy_request_events(tx, work->arena, request->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct privacy_event *event = list_push(work->arena, &request->events);
        *event = (struct privacy_event){.reason = rows.items[i].reason,
                                        .author = rows.items[i].author,
                                        .at_ms = rows.items[i].at_ms};
        privacy_step_from_code(rows.items[i].step, &event->step);
        if (event->step == STEP_TAKEN)
            continue;
        request->is_decided = true;
        request->decision = event->step;
    }
    return NULL;
}

static const struct err *request_in(struct db_tx *tx, void *context) {
    struct request_work *work = context;
    bool found, seen = false;
    struct q_privacy_request_find_row row;
    TRY(q_privacy_request_find(tx, work->arena, work->id, &found, &row));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such request");
    struct privacy_request request = {
        .id = row.id,
        .person_id = row.person_id,
        .person_name = row.full_name,
        .asked_on = date_from_iso(row.asked_on),
        .due_on = date_from_iso(row.due_on),
        .identified = row.identified,
        .detail = row.detail,
        .through_program = row.account_id.n > 0,
        .recorded_ms = row.recorded_ms,
        .recorded_by = row.recorded_by,
    };
    privacy_ask_from_code(row.kind, &request.ask);
    privacy_asker_from_code(row.asked_by, &request.asker);
    TRY(load_events(tx, work, &request));
    judge(work, &request);
    TRY(privacy_own_person(tx, work->arena, work->user, &work->own_id));
    TRY(find_sight(tx, work, &request, &seen));
    if (!seen)
        return ERR(ERR_NOT_FOUND, "no such request");
    work->request = request;
    return NULL;
}

const struct err *privacy_request_read(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct str id,
                                       struct privacy_request *ret_request) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "nobody is signed in");
    struct request_work work = work_of(arena, user, now_ms);
    work.id = id;
    TRY(db_read(db, request_in, &work));
    *ret_request = work.request;
    return NULL;
}

/* --- asking ----------------------------------------------------------------------------------- */

static void check_text(const struct request_work *work, const char *field, struct str text,
                       size_t most, enum msg_id missing) {
    if (!text.n && missing != MSG_none)
        issue_add(work->arena, work->issues, str_from_c(field), MESSAGE(missing));
    else if (utf8_length(text) > most)
        issue_add(work->arena, work->issues, str_from_c(field),
                  MESSAGE_WITH(MSG_privacy_request_too_long, str_format(work->arena, "%zu", most)));
}

static void check_form(const struct request_work *work, enum privacy_ask *ret_ask,
                       enum privacy_asker *ret_asker, struct date *ret_asked_on) {
    const struct privacy_request_form *form = work->form;
    struct issues *issues = work->issues;
    if (!privacy_ask_from_code(form->ask, ret_ask))
        issue_add(work->arena, issues, STR("ask"), MESSAGE(MSG_privacy_request_kind_missing));
    if (!privacy_asker_from_code(form->asker, ret_asker))
        issue_add(work->arena, issues, STR("asker"), MESSAGE(MSG_privacy_request_asker_missing));
    *ret_asked_on = work->today;
    if (form->asked_on.n && !date_read_human(form->asked_on, ret_asked_on))
        issue_add(work->arena, issues, STR("asked_on"),
                  MESSAGE_WITH(MSG_privacy_request_date_wrong, form->asked_on));
    else if (date_compare(*ret_asked_on, work->today) > 0)
        issue_add(work->arena, issues, STR("asked_on"), MESSAGE(MSG_privacy_request_date_future));
    check_text(work, "identified", form->identified, PRIVACY_SHORT_MAX,
               MSG_privacy_request_identified_missing);
    bool corrects = str_equal(form->ask, privacy_ask_code(ASK_CORRECT));
    check_text(work, "detail", form->detail, PRIVACY_TEXT_MAX,
               corrects ? MSG_privacy_request_detail_missing : MSG_none);
}

static const struct err *store(struct db_tx *tx, struct request_work *work,
                               const struct privacy_request *request, struct str account_id) {
    struct privacy_settings settings;
    struct arena *arena = work->arena;
    TRY(privacy_settings_in(tx, arena, &settings));
    struct date due =
        date_from_days(date_to_days(request->asked_on) + settings.of[TERM_REQUEST].days);
    work->id = id_new(arena, work->now_ms);
    TRY(q_privacy_request_insert(
        tx, work->id, request->person_id, privacy_ask_code(request->ask),
        date_iso(arena, request->asked_on), privacy_asker_code(request->asker), request->identified,
        request->detail, date_iso(arena, due), account_id, work->now_ms, work->user->name));
    const struct audit_note note = {
        .action = "privacy.ask",
        .object_kind = "person",
        .object_id = request->person_id,
        .after = privacy_ask_code(request->ask),
    };
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct request_work *work = context;
    struct privacy_request request = {.person_id = work->form->person_id,
                                      .identified = work->form->identified,
                                      .detail = work->form->detail};
    struct person_line person;
    bool found;
    work->issues->count = 0;
    check_form(work, &request.ask, &request.asker, &request.asked_on);
    TRY(person_find(tx, work->arena, request.person_id, work->today, &found, &person));
    if (!found)
        issue_add(work->arena, work->issues, STR("person"),
                  MESSAGE(MSG_privacy_request_person_missing));
    return work->issues->count ? NULL : store(tx, work, &request, STR(""));
}

const struct err *privacy_request_add(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, const struct privacy_request_form *form,
                                      struct issues *issues, struct str *ret_id) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to record requests");
    struct request_work work = work_of(arena, user, now_ms);
    work.form = form;
    work.issues = issues;
    TRY(db_write(db, add_in, &work));
    *ret_id = work.id;
    return NULL;
}

static const struct err *file_in(struct db_tx *tx, void *context) {
    struct request_work *work = context;
    work->issues->count = 0;
    TRY(privacy_own_person(tx, work->arena, work->user, &work->own_id));
    if (!work->own_id.n)
        return ERR(ERR_STATE, "this account belongs to nobody in the register of people");
    check_text(work, "detail", work->detail, PRIVACY_TEXT_MAX, MSG_privacy_request_detail_missing);
    if (work->issues->count)
        return NULL;
    const struct privacy_request request = {.person_id = work->own_id,
                                            .ask = ASK_CORRECT,
                                            .asker = ASKER_SELF,
                                            .asked_on = work->today,
                                            .identified = STR(""),
                                            .detail = work->detail};
    return store(tx, work, &request, work->user->id);
}

const struct err *privacy_request_file(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct str detail, struct issues *issues) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "nobody is signed in");
    struct request_work work = work_of(arena, user, now_ms);
    work.detail = detail;
    work.issues = issues;
    return db_write(db, file_in, &work);
}

/* --- answering -------------------------------------------------------------------------------- */

static const struct err *answer_in(struct db_tx *tx, void *context) {
    struct request_work *work = context;
    work->issues->count = 0;
    TRY(request_in(tx, work));
    const struct privacy_request *request = &work->request;
    if (request->is_decided) {
        issue_add(work->arena, work->issues, STR("reason"),
                  MESSAGE(MSG_privacy_request_decided_already));
        return NULL;
    }
    if (work->step == STEP_WITHDRAWN ? !request->may_withdraw : !request->may_answer)
        return ERR(ERR_DENIED, "no right to answer this request");
    check_text(work, "reason", work->reason, PRIVACY_TEXT_MAX,
               work->step == STEP_WITHDRAWN ? MSG_none : MSG_privacy_request_reason_missing);
    if (work->issues->count)
        return NULL;
    TRY(q_privacy_request_event_insert(tx, work->id, (int64_t)request->events.count + 1,
                                       privacy_step_code(work->step), work->reason,
                                       work->user->name, work->now_ms));
    const struct audit_note note = {
        .action = "privacy.answer",
        .object_kind = "person",
        .object_id = request->person_id,
        .before = privacy_ask_code(request->ask),
        .after = privacy_step_code(work->step),
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *privacy_request_answer(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms, struct str id,
                                         enum privacy_step step, struct str reason,
                                         struct issues *issues) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "nobody is signed in");
    if (step == STEP_TAKEN)
        return ERR(ERR_INTERNAL, "a copy is taken by holdings_take");
    struct request_work work = work_of(arena, user, now_ms);
    work.id = id;
    work.step = step;
    work.reason = reason;
    work.issues = issues;
    return db_write(db, answer_in, &work);
}
