/* Recording terms, meetings and documents. */
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/cluster/cluster_roster_service.h"
#include "features/headship/headship_store_service.h"
#include "features/legal/legal_service.h"
#include "features/organisation/organisation_service.h"
#include "sys/id.h"
#include "text/form_text.h"

struct record_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *year;
    struct str id; /* of what is replaced or withdrawn; empty: new */
    struct str reason;
    const struct headship_term_form *term;
    enum meeting_kind kind;
    const struct meeting_form *meeting;
    const struct cluster_document_form *document;
    struct issues *issues;
};

static const struct err *may_edit(const struct user *user, const struct cluster_year *year) {
    return user_may(user, RIGHT_TERM_EDIT, place_of_year(year), STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to change terms of this cluster");
}

static const struct err *note_change(struct db_tx *tx, const struct record_work *work,
                                     const char *action, struct str before, struct str after) {
    struct audit_note note = {.action = action,
                              .object_kind = "cluster",
                              .object_id = work->year->cluster_id,
                              .before = before,
                              .after = after,
                              .reason = work->reason.n ? work->reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* --- terms ------------------------------------------------------------------------------------ */

struct str headship_tell_term(struct arena *arena, const struct headship_term *term) {
    struct str role = message_plain(LANG_VI, headship_role_name(term->role));
    struct str choice = message_plain(LANG_VI, headship_choice_name(term->choice));
    struct str last = date_display(arena, date_from_days(date_to_days(term->to) - 1));
    return str_format(
        arena, STR_FMT ": " STR_FMT ", " STR_FMT " – " STR_FMT " (" STR_FMT "; " STR_FMT ")",
        STR_ARG(role), STR_ARG(term->unit.name), STR_ARG(date_display(arena, term->from)),
        STR_ARG(last), STR_ARG(choice), STR_ARG(term->minutes));
}

const struct err *headship_term_store(struct db_tx *tx, struct arena *arena,
                                      const struct user *user, int64_t now_ms,
                                      struct str cluster_id, const struct headship_term *term) {
    return q_headship_term_insert(
        tx, id_new(arena, now_ms), cluster_id, headship_role_code(term->role), term->unit.id,
        date_iso(arena, term->from), date_iso(arena, term->to), headship_choice_code(term->choice),
        term->minutes, term->note, now_ms, user->name);
}

static const struct headship_term *find_term(const struct headship_terms *terms, struct str id) {
    for (size_t i = 0; i < terms->count; i++)
        if (str_equal(terms->items[i].id, id) && !terms->items[i].withdrawn_ms)
            return &terms->items[i];
    return NULL;
}

static void check_reason(struct record_work *work) {
    work->reason = headship_check_reason(work->arena, work->reason, true, work->issues);
}

/* A unit cannot lead before it exists or after it has ended. */
static const struct err *check_existence(struct db_tx *tx, const struct record_work *work,
                                         const struct headship_term *term) {
    struct unit_span span;
    TRY(unit_span_of(tx, work->arena, term->unit.id, &span));
    struct str ended = date_display(work->arena, span.to);
    if (!date_is_empty(span.to) && date_compare(span.to, term->to) < 0)
        issue_add(work->arena, work->issues, STR("to"),
                  MESSAGE_WITH(MSG_headship_unit_ended, term->unit.name, ended));
    if (!date_is_empty(span.from) && date_compare(term->from, span.from) < 0)
        issue_add(work->arena, work->issues, STR("from"),
                  MESSAGE_WITH(MSG_headship_unit_begins, term->unit.name,
                               date_display(work->arena, span.from)));
    return NULL;
}

static int last_year(struct date to) {
    return date_from_days(date_to_days(to) - 1).year;
}

/* The years in which another unit leads, or none, once TERM stands in place of BEFORE (which may be
 * NULL); *ret_first > *ret_last: none. */
static void changed_years(const struct headship_term *before, const struct headship_term *term,
                          int *ret_first, int *ret_last) {
    *ret_first = term->from.year;
    *ret_last = last_year(term->to);
    if (!before)
        return;
    if (str_equal(before->unit.id, term->unit.id) && before->role == term->role) {
        /* From one first day to the other, from one end to the other. */
        bool same_from = date_compare(before->from, term->from) == 0;
        bool same_to = date_compare(before->to, term->to) == 0;
        bool later_to = date_compare(before->to, term->to) < 0;
        struct date end = later_to ? before->to : term->to;
        *ret_first =
            !same_from ? (before->from.year < term->from.year ? before->from.year : term->from.year)
                       : (same_to ? 1 : end.year);
        bool later_from = date_compare(before->from, term->from) < 0;
        *ret_last = !same_to ? last_year(later_to ? term->to : before->to)
                             : (same_from ? 0 : last_year(later_from ? term->from : before->from));
        return;
    }
    *ret_first = before->from.year < *ret_first ? before->from.year : *ret_first;
    *ret_last = last_year(before->to) > *ret_last ? last_year(before->to) : *ret_last;
}

static const struct err *record_term_in(struct db_tx *tx, void *context) {
    struct record_work *work = context;
    struct arena *arena = work->arena;
    *work->issues = (struct issues){0};
    struct headship_names names;
    struct headship_terms terms;
    struct cluster_year year;
    TRY(closing_year_must_be_open(tx, arena, work->year->cluster_id, work->year->year));
    TRY(cluster_year_load(tx, arena, work->year->slug, work->year->year, work->year->names_day,
                          &year));
    TRY(headship_names_load(tx, arena, year.cluster_id, &names));
    TRY(headship_terms_load(tx, arena, year.cluster_id, &names, &terms));
    const struct headship_term *before = find_term(&terms, work->id);
    if (work->id.n && !before)
        return ERR(ERR_NOT_FOUND, "no such term");
    struct headship_term term;
    headship_check_term(arena, work->term, year.year, &year.members, &terms, work->id, work->issues,
                        &term);
    if (before)
        check_reason(work);
    if (!work->issues->count)
        TRY(check_existence(tx, work, &term));
    if (work->issues->count)
        return NULL;
    int first, last;
    changed_years(before, &term, &first, &last);
    TRY(closing_years_must_be_open(tx, arena, year.cluster_id, first, last));
    int64_t changed;
    if (before)
        TRY(q_headship_term_withdraw(tx, before->id, work->now_ms, work->user->name, work->reason,
                                     &changed));
    TRY(headship_term_store(tx, arena, work->user, work->now_ms, year.cluster_id, &term));
    return note_change(tx, work, before ? "term.change" : "term.add",
                       before ? headship_tell_term(arena, before) : STR_NONE,
                       headship_tell_term(arena, &term));
}

const struct err *headship_record_term(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_year *year,
                                       struct str term_id, const struct headship_term_form *form,
                                       struct str reason, struct issues *issues) {
    TRY(may_edit(user, year));
    struct record_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .year = year,
                               .id = str_or_empty(term_id),
                               .reason = str_or_empty(reason),
                               .term = form,
                               .issues = issues};
    return db_write(db, record_term_in, &work);
}

static const struct err *withdraw_term_in(struct db_tx *tx, void *context) {
    struct record_work *work = context;
    *work->issues = (struct issues){0};
    struct headship_names names;
    struct headship_terms terms;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(headship_names_load(tx, work->arena, work->year->cluster_id, &names));
    TRY(headship_terms_load(tx, work->arena, work->year->cluster_id, &names, &terms));
    const struct headship_term *term = find_term(&terms, work->id);
    if (!term)
        return ERR(ERR_NOT_FOUND, "no such term");
    check_reason(work);
    if (work->issues->count)
        return NULL;
    TRY(closing_years_must_be_open(tx, work->arena, work->year->cluster_id, term->from.year,
                                   last_year(term->to)));
    int64_t changed;
    TRY(q_headship_term_withdraw(tx, term->id, work->now_ms, work->user->name, work->reason,
                                 &changed));
    return note_change(tx, work, "term.withdraw", headship_tell_term(work->arena, term), STR_NONE);
}

const struct err *headship_withdraw_term(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct cluster_year *year, struct str term_id,
                                         struct str reason, struct issues *issues) {
    TRY(may_edit(user, year));
    struct record_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .year = year,
                               .id = term_id,
                               .reason = str_or_empty(reason),
                               .issues = issues};
    return db_write(db, withdraw_term_in, &work);
}

/* --- meetings --------------------------------------------------------------------------------- */

static struct str clean_line(const struct record_work *work, const char *field, struct str typed) {
    return form_line(work->arena, work->issues, str_from_c(field), typed, HEADSHIP_TEXT_MAX,
                     MSG_headship_too_long);
}

static struct meeting read_meeting(const struct record_work *work,
                                   const struct cluster_year *year) {
    static const char *const FIELDS[] = {"host-1", "host-2"};
    const struct meeting_form *form = work->meeting;
    struct meeting meeting = {.kind = work->kind, .recorded = true};
    meeting.venue = clean_line(work, "venue", form->venue);
    meeting.note = clean_line(work, "note", form->note);
    if (form->held_on.n && !date_read_human(form->held_on, &meeting.held_on))
        issue_add(work->arena, work->issues, STR("held_on"),
                  MESSAGE_WITH(MSG_headship_date_wrong, form->held_on));
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        if (!form->hosts[i].n)
            continue;
        ptrdiff_t member = cluster_year_member_by_id(year, form->hosts[i]);
        if (member < 0)
            issue_add(
                work->arena, work->issues, str_from_c(FIELDS[i]),
                MESSAGE_WITH(MSG_headship_not_a_member, str_format(work->arena, "%d", year->year)));
        else if (meeting.hosts.count && str_equal(meeting.hosts.items[0].id, form->hosts[i]))
            issue_add(work->arena, work->issues, str_from_c(FIELDS[i]),
                      MESSAGE(MSG_headship_host_twice));
        else
            *list_push(work->arena, &meeting.hosts) = year->members.items[member];
    }
    /* The review of a half-year is held within the year, that of the second half also in the next;
     * a covenant is signed at its beginning or at the review before. */
    struct date first = {(int16_t)(year->year - (meeting.kind == MEETING_SIGNING)), 7, 1};
    if (meeting.kind != MEETING_SIGNING)
        first = (struct date){(int16_t)year->year, 1, 1};
    struct date after = {(int16_t)(year->year + 1), 7, 1};
    if (!date_is_empty(meeting.held_on) &&
        (date_compare(meeting.held_on, first) < 0 || date_compare(meeting.held_on, after) >= 0))
        issue_add(
            work->arena, work->issues, STR("held_on"),
            MESSAGE_WITH(MSG_headship_meeting_outside, str_format(work->arena, "%d", year->year)));
    return meeting;
}

static struct str tell_meeting(struct arena *arena, const struct meeting *meeting) {
    struct str hosts = STR("");
    for (size_t i = 0; i < meeting->hosts.count; i++)
        hosts = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(hosts), i ? ", " : "",
                           STR_ARG(meeting->hosts.items[i].name));
    return str_format(arena, STR_FMT ": " STR_FMT "; " STR_FMT "; " STR_FMT "; " STR_FMT,
                      STR_ARG(message_plain(LANG_VI, meeting_kind_name(meeting->kind))),
                      STR_ARG(date_display(arena, meeting->held_on)), STR_ARG(hosts),
                      STR_ARG(meeting->venue), STR_ARG(meeting->note));
}

/* Day, venue and first host go into the row of the half-year, where there is one. */
const struct err *headship_meeting_store(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct cluster_year *year,
                                         const struct meeting *meeting) {
    const struct cluster_year_period *period = NULL;
    for (size_t i = 0; i < year->periods.count; i++)
        if (year->periods.items[i].period.half == meeting_kind_half(meeting->kind))
            period = &year->periods.items[i];
    struct str kind = meeting_kind_code(meeting->kind);
    int64_t changed;
    TRY(q_headship_meeting_withdraw(tx, year->cluster_id, year->year, kind, now_ms, user->name,
                                    &changed));
    struct str id = id_new(arena, now_ms);
    struct str day = date_is_empty(meeting->held_on) ? STR_NONE : date_iso(arena, meeting->held_on);
    if (period)
        TRY(closing_must_be_open(tx, arena, period->id));
    if (period)
        TRY(cluster_set_meeting(tx, period->id,
                                meeting->hosts.count ? meeting->hosts.items[0].id : STR_NONE,
                                meeting->venue, day));
    TRY(q_headship_meeting_insert(tx, id, year->cluster_id, year->year, kind,
                                  period ? STR_NONE : day, period ? STR("") : meeting->venue,
                                  meeting->note, now_ms, user->name));
    for (size_t i = period ? 1 : 0; i < meeting->hosts.count; i++)
        TRY(q_headship_host_insert(tx, id, (int64_t)i, meeting->hosts.items[i].id));
    return NULL;
}

static const struct err *set_meeting_in(struct db_tx *tx, void *context) {
    struct record_work *work = context;
    *work->issues = (struct issues){0};
    struct cluster_year year;
    struct headship_year before;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(cluster_year_load(tx, work->arena, work->year->slug, work->year->year,
                          work->year->names_day, &year));
    TRY(headship_of_year(tx, work->arena, &year, &before));
    struct meeting meeting = read_meeting(work, &year);
    if (work->issues->count)
        return NULL;
    const struct meeting *old = &before.meetings[work->kind];
    TRY(headship_meeting_store(tx, work->arena, work->user, work->now_ms, &year, &meeting));
    return note_change(tx, work, "meeting.set",
                       old->recorded ? tell_meeting(work->arena, old) : STR_NONE,
                       tell_meeting(work->arena, &meeting));
}

const struct err *headship_set_meeting(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_year *year,
                                       enum meeting_kind kind, const struct meeting_form *form,
                                       struct issues *issues) {
    TRY(may_edit(user, year));
    struct record_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .year = year,
                               .reason = STR(""),
                               .kind = kind,
                               .meeting = form,
                               .issues = issues};
    return db_write(db, set_meeting_in, &work);
}

/* --- documents -------------------------------------------------------------------------------- */

static const struct err *add_document_in(struct db_tx *tx, void *context) {
    struct record_work *work = context;
    const struct cluster_document_form *form = work->document;
    *work->issues = (struct issues){0};
    struct str title = clean_line(work, "title", form->title);
    struct str number = clean_line(work, "number", form->number);
    struct str note = clean_line(work, "note", form->note);
    struct str code = clean_line(work, "legal_code", form->legal_code);
    struct partial_date dated = {0};
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    if (!title.n)
        issue_add(work->arena, work->issues, STR("title"), MESSAGE(MSG_headship_title_missing));
    if (form->dated.n && !partial_date_read_human(form->dated, &dated))
        issue_add(work->arena, work->issues, STR("dated"),
                  MESSAGE_WITH(MSG_headship_date_wrong, form->dated));
    struct legal_documents register_of_documents;
    TRY(legal_load(tx, work->arena, &register_of_documents));
    if (code.n && !legal_find(&register_of_documents, code))
        issue_add(work->arena, work->issues, STR("legal_code"),
                  MESSAGE_WITH(MSG_legal_doubt_unlisted, code));
    if (work->issues->count)
        return NULL;
    TRY(q_headship_document_insert(tx, id_new(work->arena, work->now_ms), work->year->cluster_id,
                                   title, number, partial_date_iso(work->arena, dated), code, note,
                                   work->now_ms, work->user->name));
    return note_change(
        tx, work, "cluster.document", STR_NONE,
        str_format(work->arena, STR_FMT " " STR_FMT, STR_ARG(title), STR_ARG(number)));
}

const struct err *headship_add_document(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct cluster_year *year,
                                        const struct cluster_document_form *form,
                                        struct issues *issues) {
    TRY(may_edit(user, year));
    struct record_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .year = year,
                               .reason = STR(""),
                               .document = form,
                               .issues = issues};
    return db_write(db, add_document_in, &work);
}

static const struct err *withdraw_document_in(struct db_tx *tx, void *context) {
    struct record_work *work = context;
    struct q_headship_documents_rows rows;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(q_headship_documents(tx, work->arena, work->year->cluster_id, &rows));
    struct str title = STR_NONE;
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(rows.items[i].id, work->id))
            title = rows.items[i].title;
    int64_t changed;
    TRY(q_headship_document_withdraw(tx, work->id, work->year->cluster_id, work->now_ms,
                                     work->user->name, &changed));
    if (!changed)
        return ERR(ERR_NOT_FOUND, "no such document");
    return note_change(tx, work, "cluster.drop_document", title, STR_NONE);
}

const struct err *headship_withdraw_document(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_year *year,
                                             struct str document_id) {
    TRY(may_edit(user, year));
    struct record_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .year = year,
                               .id = document_id,
                               .reason = STR("")};
    return db_write(db, withdraw_document_in, &work);
}
