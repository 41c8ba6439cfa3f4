/* Incidents: open, notified, closed. An entry is never overwritten; a step is taken once. */
#include "features/audit/audit.h"
#include "features/privacy/privacy.sql.h"
#include "features/privacy/privacy_service.h"
#include "sys/id.h"
#include "text/utf8.h"

struct incident_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    int64_t number;
    const struct incident_form *form;
    const struct incident_notice *notice;
    struct str outcome;
    struct issues *issues;
    struct incident incident;
    struct incidents incidents;
    int64_t stored_number;
};

static bool may_see(const struct user *user) {
    return user_has_right(user, RIGHT_PRIVACY_MANAGE) || user_has_right(user, RIGHT_SYSTEM_CARE);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void find_rights(const struct incident_work *work, struct incident *incident) {
    bool is_open = incident->state != INCIDENT_CLOSED;
    incident->may_record = is_open && may_see(work->user);
    incident->may_decide = is_open && user_has_right(work->user, RIGHT_PRIVACY_MANAGE);
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct incident_work *work = context;
    struct q_incidents_rows rows;
    TRY(q_incidents(tx, work->arena, &rows));
    work->incidents = (struct incidents){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_incidents_row *row = &rows.items[i];
        struct incident *incident = list_push(work->arena, &work->incidents);
        *incident = (struct incident){
            .id = row->id,
            .number = row->number,
            .state = row->closed     ? INCIDENT_CLOSED
                     : row->notified ? INCIDENT_NOTIFIED
                                     : INCIDENT_OPEN,
            .now = {.revision = row->revision,
                    .occurred_ms = row->occurred_ms,
                    .found_ms = row->found_ms,
                    .what = row->what,
                    .data = row->data,
                    .people = row->people,
                    .measures = row->measures,
                    .reason = STR(""),
                    .author = row->author,
                    .at_ms = row->at_ms},
        };
        find_rights(work, incident);
    }
    return NULL;
}

const struct err *incidents_read(struct db *db, struct arena *arena, const struct user *user,
                                 struct incidents *ret) {
    if (!may_see(user))
        return ERR(ERR_DENIED, "no right to see incidents");
    struct incident_work work = {.arena = arena, .user = user};
    TRY(db_read(db, list_in, &work));
    *ret = work.incidents;
    return NULL;
}

static const struct err *load_events(struct db_tx *tx, struct incident_work *work,
                                     struct incident *incident) {
    struct q_incident_events_rows rows;
    TRY(q_incident_events(tx, work->arena, incident->id, &rows));
    incident->document = incident->remark = incident->notified_by = STR("");
    incident->closed_by = incident->outcome = STR("");
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_incident_events_row *row = &rows.items[i];
        if (str_equal_c(row->step, "notified")) {
            incident->notified_ms = row->done_ms;
            incident->document = row->document;
            incident->remark = row->remark;
            incident->notified_by = row->author;
            incident->state = INCIDENT_NOTIFIED;
        } else {
            incident->closed_ms = row->done_ms;
            incident->closed_by = row->author;
            incident->outcome = row->remark;
            incident->state = INCIDENT_CLOSED;
        }
    }
    return NULL;
}

static const struct err *read_in(struct db_tx *tx, void *context) {
    struct incident_work *work = context;
    bool found;
    struct q_incident_by_number_row row;
    struct q_incident_entries_rows entries;
    TRY(q_incident_by_number(tx, work->arena, work->number, &found, &row));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such incident");
    struct incident incident = {.id = row.id, .number = work->number};
    TRY(q_incident_entries(tx, work->arena, row.id, &entries));
    for (size_t i = 0; i < entries.count; i++) {
        const struct q_incident_entries_row *e = &entries.items[i];
        incident.now =
            (struct incident_entry){e->revision, e->occurred_ms, e->found_ms, e->what,   e->data,
                                    e->people,   e->measures,    e->reason,   e->author, e->at_ms};
        *list_push(work->arena, &incident.entries) = incident.now;
    }
    struct q_held_all_sample_row sample;
    TRY(q_held_all_sample(tx, work->arena, &found, &sample));
    incident.is_sample = sample.all_sample;
    TRY(load_events(tx, work, &incident));
    find_rights(work, &incident);
    work->incident = incident;
    return NULL;
}

const struct err *incident_read(struct db *db, struct arena *arena, const struct user *user,
                                int64_t number, struct incident *ret_incident) {
    if (!may_see(user))
        return ERR(ERR_DENIED, "no right to see incidents");
    struct incident_work work = {.arena = arena, .user = user, .number = number};
    TRY(db_read(db, read_in, &work));
    *ret_incident = work.incident;
    return NULL;
}

/* --- recording -------------------------------------------------------------------------------- */

static int64_t check_instant(const struct incident_work *work, const char *field,
                             struct str typed) {
    int64_t ms = 0;
    if (!instant_read_human(typed, &ms))
        issue_add(work->arena, work->issues, str_from_c(field),
                  MESSAGE_WITH(MSG_privacy_incident_time_wrong, typed));
    else if (ms > work->now_ms)
        issue_add(work->arena, work->issues, str_from_c(field),
                  MESSAGE(MSG_privacy_incident_time_future));
    else
        return ms;
    return -1;
}

static void check_text(const struct incident_work *work, const char *field, struct str text,
                       enum msg_id missing) {
    if (!text.n && missing != MSG_none)
        issue_add(work->arena, work->issues, str_from_c(field), MESSAGE(missing));
    else if (utf8_length(text) > PRIVACY_TEXT_MAX)
        issue_add(work->arena, work->issues, str_from_c(field),
                  MESSAGE_WITH(MSG_privacy_request_too_long,
                               str_format(work->arena, "%d", PRIVACY_TEXT_MAX)));
}

static void check_form(const struct incident_work *work, struct incident_entry *ret_entry) {
    enum { PEOPLE_MAX = 100000000 };
    const struct incident_form *form = work->form;
    long long people = 0;
    struct incident_entry entry = {
        .what = form->what, .data = form->data, .measures = form->measures, .reason = STR("")};
    entry.occurred_ms = check_instant(work, "occurred", form->occurred);
    entry.found_ms = check_instant(work, "found", form->found);
    if (entry.occurred_ms >= 0 && entry.found_ms >= 0 && entry.found_ms < entry.occurred_ms)
        issue_add(work->arena, work->issues, STR("found"),
                  MESSAGE(MSG_privacy_incident_found_before));
    check_text(work, "what", form->what, MSG_privacy_incident_event_missing);
    check_text(work, "data", form->data, MSG_privacy_incident_data_missing);
    check_text(work, "measures", form->measures, MSG_none);
    if (form->people.n &&
        (!str_to_int64(form->people, &people) || people < 0 || people > PEOPLE_MAX))
        issue_add(work->arena, work->issues, STR("people"),
                  MESSAGE(MSG_privacy_incident_people_wrong));
    entry.people = (struct opt_int){form->people.n > 0, people};
    if (work->number) {
        check_text(work, "reason", form->reason, MSG_privacy_incident_reason_missing);
        entry.reason = form->reason;
    }
    *ret_entry = entry;
}

static const struct err *tell(struct db_tx *tx, const struct incident_work *work,
                              const char *action, int64_t number, struct str before,
                              struct str after, struct str reason) {
    const struct audit_note note = {
        .action = action,
        .object_kind = "privacy_incident",
        .object_id = str_format(work->arena, "%lld", (long long)number),
        .before = before,
        .after = after,
        .reason = reason.n ? reason : STR_NONE,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *make_new(struct db_tx *tx, struct incident_work *work,
                                  struct str *ret_id) {
    bool found;
    struct q_incident_last_number_row last;
    TRY(q_incident_last_number(tx, work->arena, &found, &last));
    work->stored_number = last.number + 1;
    *ret_id = id_new(work->arena, work->now_ms);
    return q_incident_insert(tx, *ret_id, work->stored_number, work->now_ms, work->user->name);
}

static const struct err *enter_in(struct db_tx *tx, void *context) {
    struct incident_work *work = context;
    struct incident_entry entry;
    work->issues->count = 0;
    if (work->number)
        TRY(read_in(tx, work));
    if (work->number && work->incident.state == INCIDENT_CLOSED) {
        issue_add(work->arena, work->issues, STR("what"), MESSAGE(MSG_privacy_incident_is_closed));
        return NULL;
    }
    check_form(work, &entry);
    if (work->issues->count)
        return NULL;
    work->stored_number = work->number;
    struct str id = work->number ? work->incident.id : STR("");
    if (!work->number)
        TRY(make_new(tx, work, &id));
    TRY(q_incident_entry_insert(tx, id, work->number ? work->incident.now.revision + 1 : 1,
                                entry.occurred_ms, entry.found_ms, entry.what, entry.data,
                                entry.people, entry.measures, entry.reason, work->user->name,
                                work->now_ms));
    struct str before =
        work->number ? instant_display(work->arena, work->incident.now.occurred_ms) : STR_NONE;
    return tell(tx, work, work->number ? "privacy.incident.change" : "privacy.incident",
                work->stored_number, before, instant_display(work->arena, entry.occurred_ms),
                entry.reason);
}

const struct err *incident_enter(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, int64_t number, const struct incident_form *form,
                                 struct issues *issues, int64_t *ret_number) {
    if (!may_see(user))
        return ERR(ERR_DENIED, "no right to record incidents");
    struct incident_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .number = number,
                                 .form = form,
                                 .issues = issues};
    TRY(db_write(db, enter_in, &work));
    *ret_number = work.stored_number;
    return NULL;
}

/* --- notifying, closing ----------------------------------------------------------------------- */

static const struct err *add_event(struct db_tx *tx, struct incident_work *work, const char *step,
                                   int64_t done_ms, struct str document, struct str remark) {
    int64_t sequence = (work->incident.notified_ms > 0) + (work->incident.closed_ms > 0) + 1;
    return q_incident_event_insert(tx, work->incident.id, sequence, str_from_c(step), done_ms,
                                   document, remark, work->user->name, work->now_ms);
}

static const struct err *notify_in(struct db_tx *tx, void *context) {
    struct incident_work *work = context;
    work->issues->count = 0;
    TRY(read_in(tx, work));
    if (work->incident.state != INCIDENT_OPEN) {
        issue_add(work->arena, work->issues, STR("sent_at"),
                  MESSAGE(work->incident.state == INCIDENT_CLOSED
                              ? MSG_privacy_incident_is_closed
                              : MSG_privacy_incident_is_notified));
        return NULL;
    }
    int64_t sent_ms = check_instant(work, "sent_at", work->notice->sent_at);
    if (sent_ms >= 0 && sent_ms < work->incident.now.found_ms)
        issue_add(work->arena, work->issues, STR("sent_at"),
                  MESSAGE(MSG_privacy_incident_notified_before));
    check_text(work, "document", work->notice->document, MSG_privacy_incident_document_missing);
    check_text(work, "remark", work->notice->remark, MSG_none);
    if (work->issues->count)
        return NULL;
    TRY(add_event(tx, work, "notified", sent_ms, work->notice->document, work->notice->remark));
    return tell(tx, work, "privacy.notify", work->number, STR_NONE,
                instant_display(work->arena, sent_ms), work->notice->document);
}

const struct err *incident_notify(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, int64_t number,
                                  const struct incident_notice *notice, struct issues *issues) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to record a notification");
    struct incident_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .number = number,
                                 .notice = notice,
                                 .issues = issues};
    return db_write(db, notify_in, &work);
}

static const struct err *close_in(struct db_tx *tx, void *context) {
    struct incident_work *work = context;
    work->issues->count = 0;
    TRY(read_in(tx, work));
    if (work->incident.state == INCIDENT_CLOSED)
        issue_add(work->arena, work->issues, STR("outcome"),
                  MESSAGE(MSG_privacy_incident_is_closed));
    else
        check_text(work, "outcome", work->outcome, MSG_privacy_incident_close_missing);
    if (work->issues->count)
        return NULL;
    TRY(add_event(tx, work, "closed", work->now_ms, STR(""), work->outcome));
    return tell(tx, work, "privacy.close", work->number, STR_NONE, STR_NONE, work->outcome);
}

const struct err *incident_close(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, int64_t number, struct str outcome,
                                 struct issues *issues) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to close incidents");
    struct incident_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .number = number,
                                 .outcome = outcome,
                                 .issues = issues};
    return db_write(db, close_in, &work);
}
