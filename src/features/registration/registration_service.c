#include "features/registration/registration_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/registration/registration.sql.h"
#include "features/registration/registration_due_service.h"
#include "features/submission/submission_service.h"
#include "sys/id.h"
#include "text/form_text.h"
#include "text/utf8.h"

/* --- loading ------------------------------------------------------------------------------- */

struct rows {
    struct q_registration_revisions_of_rows revisions;
    struct q_registration_lines_of_rows lines;
    struct q_registration_events_of_rows events;
};

static const struct err *load_rows(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                                   int year, struct str unit_id, struct rows *ret_rows) {
    TRY(q_registration_revisions_of(tx, arena, cluster_id, year, unit_id, &ret_rows->revisions));
    TRY(q_registration_lines_of(tx, arena, cluster_id, year, unit_id, &ret_rows->lines));
    return q_registration_events_of(tx, arena, cluster_id, year, unit_id, &ret_rows->events);
}

/* Rows are in one order by unit and revision: *NEXT_LINE moves through them once. */
static void take_lines(struct arena *arena, const struct rows *rows, struct str revision_id,
                       size_t *next_line, struct registration_revision *revision) {
    const struct q_registration_lines_of_rows *lines = &rows->lines;
    for (; *next_line < lines->count; (*next_line)++) {
        const struct q_registration_lines_of_row *row = &lines->items[*next_line];
        if (!str_equal(row->registration_id, revision_id))
            return;
        *list_push(arena, &revision->lines) = (struct registration_line){
            row->title_code, row->person_id.p ? row->person_id : STR(""), row->person_name};
    }
}

static const struct err *take_events(struct arena *arena, const struct rows *rows,
                                     struct registration *registration) {
    for (size_t i = 0; i < rows->events.count; i++) {
        const struct q_registration_events_of_row *row = &rows->events.items[i];
        if (!str_equal(row->unit_id, registration->unit_id))
            continue;
        struct registration_event event = {.revision = row->revision,
                                           .reason = row->reason,
                                           .author = row->author,
                                           .at_ms = row->at_ms};
        if (!registration_act_from_code(row->kind, &event.act))
            return ERR(ERR_DATABASE, "an event of an unknown kind");
        *list_push(arena, &registration->events) = event;
    }
    return NULL;
}

static const struct err *registration_of(struct arena *arena, const struct rows *rows,
                                         struct str unit_id, struct registration *ret) {
    *ret = (struct registration){.unit_id = unit_id};
    size_t next_line = 0;
    for (size_t i = 0; i < rows->revisions.count; i++) {
        const struct q_registration_revisions_of_row *row = &rows->revisions.items[i];
        struct registration_revision revision = {.revision = row->revision,
                                                 .note = row->note,
                                                 .reason = row->reason,
                                                 .author = row->author,
                                                 .at_ms = row->at_ms};
        take_lines(arena, rows, row->id, &next_line, &revision);
        if (str_equal(row->unit_id, unit_id))
            *list_push(arena, &ret->revisions) = revision;
    }
    return take_events(arena, rows, ret);
}

const struct err *registration_deadline_of(struct db_tx *tx, struct arena *arena,
                                           struct str cluster_id, int year,
                                           struct registration_deadline *ret_deadline) {
    struct registration_deadline deadline = {0};
    TRY(calendar_deadlines_of(tx, arena, cluster_id, year, registration_due.code, &deadline.days));
    deadline.from_calendar = !date_is_empty(deadline.days.deadline);
    if (!deadline.from_calendar) {
        struct q_registration_deadline_newest_rows rows;
        TRY(q_registration_deadline_newest(tx, arena, cluster_id, year, &rows));
        if (rows.count && date_parse_iso(rows.items[0].due_on, &deadline.days.deadline)) {
            deadline.days.author = rows.items[0].author;
            deadline.days.at_ms = rows.items[0].at_ms;
        }
    }
    *ret_deadline = deadline;
    return NULL;
}

struct registration_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *year;
    struct str unit_id;
    const struct registration_form *form;
    enum registration_act act;
    int64_t seen_revision;
    struct str on;
    struct str reason;
    struct issues *issues;
    struct registration_book book;
};

/* What is nobody else's business: who is registered for what. Counts stay. */
static void hide_people(struct registration *registration) {
    for (size_t i = 0; i < registration->revisions.count; i++) {
        struct registration_lines *lines = &registration->revisions.items[i].lines;
        for (size_t j = 0; j < lines->count; j++)
            lines->items[j].person_id = lines->items[j].person_name = STR("");
    }
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct registration_work *work = context;
    struct arena *arena = work->arena;
    const struct cluster_year *year = work->year;
    struct registration_book book = {
        .may_run = user_may_now(work->user, RIGHT_YEAR_EDIT, place_of_year(year), STR("")),
        .may_permit = user_may_now(work->user, RIGHT_CLUSTER_CREATE, place_of_year(year), STR("")),
    };
    struct rows rows;
    TRY(award_titles_load(tx, arena, &book.titles));
    TRY(registration_deadline_of(tx, arena, year->cluster_id, year->year, &book.deadline));
    TRY(load_rows(tx, arena, year->cluster_id, year->year, work->unit_id, &rows));
    for (size_t i = 0; i < year->members.count; i++) {
        struct registration_member member = {.unit = year->members.items[i]};
        struct str id = member.unit.id;
        if (work->unit_id.n && !str_equal(work->unit_id, id))
            continue;
        TRY(registration_of(arena, &rows, id, &member.registration));
        member.may_see_people = user_may(work->user, RIGHT_PERSON_READ, place_of_year(year), id);
        member.deadline = calendar_deadline_for(&book.deadline.days, id);
        member.may_enter = user_may_now(work->user, RIGHT_MEMBER_ENTER, place_of_year(year), id);
        if (!member.may_see_people)
            hide_people(&member.registration);
        *list_push(arena, &book.members) = member;
    }
    work->book = book;
    return NULL;
}

const struct err *registration_load(struct db *db, struct arena *arena, const struct user *user,
                                    const struct cluster_year *year, struct str unit_id,
                                    struct registration_book *ret_book) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read registrations");
    if (unit_id.n && cluster_year_member_by_id(year, unit_id) < 0)
        return ERR(ERR_NOT_FOUND, "no member of the year");
    struct registration_work work = {
        .arena = arena, .user = user, .year = year, .unit_id = unit_id};
    TRY(db_read(db, load_in, &work));
    *ret_book = work.book;
    return NULL;
}

/* --- saving ---------------------------------------------------------------------------------- */

static const struct err *tell(struct db_tx *tx, const struct registration_work *work,
                              const char *action, struct str after, struct str reason) {
    ptrdiff_t member = cluster_year_member_by_id(work->year, work->unit_id);
    struct str unit = member < 0 ? STR("") : work->year->members.items[member].name;
    struct audit_note note = {.action = action,
                              .object_kind = "registration",
                              .object_id = str_format(work->arena, STR_FMT "/%d/" STR_FMT,
                                                      STR_ARG(work->year->cluster_id),
                                                      work->year->year, STR_ARG(work->unit_id)),
                              .after = unit.n ? str_format(work->arena, STR_FMT ": " STR_FMT,
                                                           STR_ARG(unit), STR_ARG(after))
                                              : after,
                              .reason = reason.n ? reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static bool same_lines(const struct registration_lines *a, const struct registration_lines *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!str_equal(a->items[i].title_code, b->items[i].title_code) ||
            !str_equal(a->items[i].person_id, b->items[i].person_id))
            return false;
    return true;
}

static const struct err *insert(struct db_tx *tx, const struct registration_work *work,
                                const struct registration_revision *revision) {
    struct arena *arena = work->arena;
    struct str id = id_new(arena, work->now_ms);
    TRY(q_registration_insert(tx, id, work->year->cluster_id, work->year->year, work->unit_id,
                              revision->revision, revision->note, revision->reason,
                              work->user->name, work->now_ms));
    for (size_t i = 0; i < revision->lines.count; i++) {
        const struct registration_line *line = &revision->lines.items[i];
        TRY(q_registration_title_insert(
            tx, id_new(arena, work->now_ms), id, (int64_t)i + 1, line->title_code,
            line->person_id.n ? line->person_id : STR_NONE, line->person_name));
    }
    return NULL;
}

/* The day on which people must belong to the unit: today, or the last of a year that is over. */
static struct date day_of(const struct cluster_year *year, int64_t now_ms) {
    struct date today = date_of_instant(now_ms);
    struct date last = {(int16_t)year->year, 12, 31};
    return date_compare(today, last) < 0 ? today : last;
}

static const struct registration_line *same_line(const struct registration_revision *revision,
                                                 const struct registration_line *line) {
    for (size_t i = 0; revision && i < revision->lines.count; i++)
        if (str_equal(revision->lines.items[i].title_code, line->title_code) &&
            str_equal(revision->lines.items[i].person_id, line->person_id))
            return &revision->lines.items[i];
    return NULL;
}

/* Fills names. Who was registered while he belonged to the unit stays registered after he left;
 * nobody else from outside is taken. */
static const struct err *name_people(struct db_tx *tx, const struct registration_work *work,
                                     const struct registration_revision *before,
                                     struct registration_lines *lines) {
    struct arena *arena = work->arena;
    struct person_lines people = {0};
    bool any = false;
    for (size_t i = 0; i < lines->count; i++)
        any |= lines->items[i].person_id.n > 0;
    if (any)
        TRY(person_choices(tx, arena, work->unit_id, day_of(work->year, work->now_ms), true,
                           &people));
    for (size_t i = 0; i < lines->count; i++) {
        struct registration_line *line = &lines->items[i];
        const struct registration_line *kept = same_line(before, line);
        line->person_name = kept ? kept->person_name : STR("");
        for (size_t j = 0; line->person_id.n && !kept && j < people.count; j++)
            if (str_equal(people.items[j].id, line->person_id))
                line->person_name = people.items[j].name;
        if (line->person_id.n && !kept && !line->person_name.n)
            issue_add(arena, work->issues, str_format(arena, "title-%zu", i),
                      MESSAGE(MSG_registration_person_not_here));
    }
    return NULL;
}

static const struct err *save_in(struct db_tx *tx, void *context) {
    struct registration_work *work = context;
    struct arena *arena = work->arena;
    const struct cluster_year *year = work->year;
    struct rows rows;
    struct registration registration;
    struct award_titles titles;
    struct registration_revision revision;
    *work->issues = (struct issues){0};
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(award_titles_load(tx, arena, &titles));
    TRY(load_rows(tx, arena, year->cluster_id, year->year, work->unit_id, &rows));
    TRY(registration_of(arena, &rows, work->unit_id, &registration));
    const struct registration_revision *newest = registration_newest(&registration);
    struct registration_form form = *work->form;
    form.lines = (struct registration_lines){0};
    for (size_t i = 0; i < work->form->lines.count && i <= REGISTRATION_TITLES_MAX; i++)
        *list_push(arena, &form.lines) = work->form->lines.items[i];
    TRY(name_people(tx, work, newest, &form.lines));
    registration_check_form(arena, &form, &registration, &titles, year->year, work->issues,
                            &revision);
    bool same = newest && same_lines(&newest->lines, &revision.lines) &&
                str_equal(newest->note, revision.note) &&
                registration_state_of(&registration) == REGISTRATION_DRAFT;
    if (work->issues->count || same)
        return NULL;
    TRY(insert(tx, work, &revision));
    return tell(tx, work, "registration.save",
                str_format(arena, "%lld", (long long)revision.revision), revision.reason);
}

static const struct err *need_member(const struct user *user, const struct cluster_year *year,
                                     struct str unit_id) {
    if (!user_may(user, RIGHT_MEMBER_ENTER, place_of_year(year), unit_id))
        return ERR(ERR_DENIED, "no right to register for this unit");
    if (cluster_year_member_by_id(year, unit_id) < 0)
        return ERR(ERR_NOT_FOUND, "no member of the year");
    return NULL;
}

const struct err *registration_save(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_year *year,
                                    struct str unit_id, const struct registration_form *form,
                                    struct issues *issues) {
    TRY(need_member(user, year, unit_id));
    struct registration_work work = {.arena = arena,
                                     .user = user,
                                     .now_ms = now_ms,
                                     .year = year,
                                     .unit_id = unit_id,
                                     .form = form,
                                     .issues = issues};
    return db_write(db, save_in, &work);
}

struct people_work {
    struct arena *arena;
    struct str unit_id;
    struct date day;
    struct person_lines people;
};

static const struct err *people_in(struct db_tx *tx, void *context) {
    struct people_work *work = context;
    return person_choices(tx, work->arena, work->unit_id, work->day, true, &work->people);
}

const struct err *registration_people(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, const struct cluster_year *year,
                                      struct str unit_id, struct person_lines *ret_people) {
    if (!user_may(user, RIGHT_PERSON_READ, place_of_year(year), unit_id))
        return ERR(ERR_DENIED, "no right to see people of this unit");
    struct people_work work = {arena, unit_id, day_of(year, now_ms), {0}};
    TRY(db_read(db, people_in, &work));
    *ret_people = work.people;
    return NULL;
}

/* --- sending and what follows ------------------------------------------------------------------
 */

static const struct err *act_in(struct db_tx *tx, void *context) {
    struct registration_work *work = context;
    struct arena *arena = work->arena;
    const struct cluster_year *year = work->year;
    struct rows rows;
    struct registration registration;
    struct registration_deadline deadline;
    *work->issues = (struct issues){0};
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(load_rows(tx, arena, year->cluster_id, year->year, work->unit_id, &rows));
    TRY(registration_of(arena, &rows, work->unit_id, &registration));
    TRY(registration_deadline_of(tx, arena, year->cluster_id, year->year, &deadline));
    registration_check_act(arena, &registration, work->act, work->seen_revision, work->reason,
                           calendar_deadline_for(&deadline.days, work->unit_id), work->now_ms,
                           work->issues);
    if (work->issues->count)
        return NULL;
    const struct registration_revision *newest = registration_newest(&registration);
    int64_t revision = newest ? newest->revision : 0;
    struct str reason = form_clean_text(arena, work->reason);
    TRY(q_registration_event_insert(tx, id_new(arena, work->now_ms), year->cluster_id, year->year,
                                    work->unit_id, revision, registration_act_code(work->act),
                                    reason, work->user->name, work->now_ms));
    const struct submission_sending sending = {.user = work->user,
                                               .now_ms = work->now_ms,
                                               .place = place_of_year(year),
                                               .period_id = STR(""),
                                               .unit_id = work->unit_id,
                                               .kind = SUBMISSION_REGISTRATION,
                                               .object_id = STR(""),
                                               .entered_by_id = STR(""),
                                               .entered_by = newest ? newest->author : STR("")};
    if (work->act == REGISTRATION_SUBMIT)
        TRY(submission_sent_in(tx, arena, &sending));
    static const char *const ACTIONS[REGISTRATION_ACT_COUNT] = {
        "registration.submit", "registration.receive", "registration.return",
        "registration.withdraw", "registration.permit"};
    return tell(tx, work, ACTIONS[work->act], str_format(arena, "%lld", (long long)revision),
                reason);
}

const struct err *registration_act(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_year *year,
                                   struct str unit_id, enum registration_act act,
                                   int64_t seen_revision, struct str reason,
                                   struct issues *issues) {
    if ((act == REGISTRATION_SUBMIT || act == REGISTRATION_WITHDRAW) &&
        !user_may(user, RIGHT_MEMBER_SEND, place_of_year(year), unit_id))
        return ERR_TEXT(ERR_DENIED, "submission.needs_commander", "only the commander sends");
    enum right right = act == REGISTRATION_PERMIT ? RIGHT_CLUSTER_CREATE : RIGHT_YEAR_EDIT;
    if (act != REGISTRATION_SUBMIT && act != REGISTRATION_WITHDRAW &&
        !user_may(user, right, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to decide on registrations");
    if (cluster_year_member_by_id(year, unit_id) < 0)
        return ERR(ERR_NOT_FOUND, "no member of the year");
    struct registration_work work = {.arena = arena,
                                     .user = user,
                                     .now_ms = now_ms,
                                     .year = year,
                                     .unit_id = unit_id,
                                     .act = act,
                                     .seen_revision = seen_revision,
                                     .reason = reason,
                                     .issues = issues};
    return db_write(db, act_in, &work);
}

static const struct err *set_deadline_in(struct db_tx *tx, void *context) {
    struct registration_work *work = context;
    struct arena *arena = work->arena;
    struct date on = {0};
    struct str reason = STR("");
    *work->issues = (struct issues){0};
    struct registration_deadline before;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(registration_deadline_of(tx, arena, work->year->cluster_id, work->year->year, &before));
    if (before.from_calendar)
        issue_add(arena, work->issues, STR("on"), MESSAGE(MSG_registration_deadline_in_calendar));
    else if (str_is_empty(work->on) || !date_read_human(work->on, &on))
        issue_add(arena, work->issues, STR("on"), MESSAGE(MSG_registration_date_wrong));
    reason = form_clean_line(arena, work->reason);
    if (!date_is_empty(before.days.deadline) && str_is_empty(reason))
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_registration_reason_missing));
    if (utf8_length(reason) > REGISTRATION_REASON_MAX)
        issue_add(arena, work->issues, STR("reason"),
                  MESSAGE_WITH(MSG_registration_too_long,
                               str_format(arena, "%d", (int)REGISTRATION_REASON_MAX)));
    if (work->issues->count)
        return NULL;
    TRY(q_registration_deadline_insert(tx, id_new(arena, work->now_ms), work->year->cluster_id,
                                       work->year->year, date_iso(arena, on), reason,
                                       work->user->name, work->now_ms));
    return tell(tx, work, "registration.deadline", date_display(arena, on), reason);
}

const struct err *registration_set_deadline(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct cluster_year *year, struct str on,
                                            struct str reason, struct issues *issues) {
    if (!user_may(user, RIGHT_YEAR_EDIT, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to set the deadline");
    struct registration_work work = {.arena = arena,
                                     .user = user,
                                     .now_ms = now_ms,
                                     .year = year,
                                     .unit_id = STR(""),
                                     .on = on,
                                     .reason = reason,
                                     .issues = issues};
    return db_write(db, set_deadline_in, &work);
}

/* --- for the calendar --------------------------------------------------------------------------
 */

static const struct err *look(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, int period_half,
                              struct due_mark *ret_marks) {
    (void)period_half;
    struct rows rows;
    TRY(load_rows(tx, arena, year->cluster_id, year->year, STR(""), &rows));
    for (size_t i = 0; i < year->members.count; i++) {
        struct registration registration;
        TRY(registration_of(arena, &rows, year->members.items[i].id, &registration));
        enum registration_state state = registration_state_of(&registration);
        int64_t submitted_ms;
        if (registration_counted(&registration, &submitted_ms)) {
            ret_marks[i] = (struct due_mark){.state = DUE_RECEIVED, .at_ms = submitted_ms};
        } else if (state != REGISTRATION_MISSING) {
            ret_marks[i].state = DUE_INCOMPLETE;
            ret_marks[i].at_ms = registration_newest(&registration)->at_ms;
            ret_marks[i].details = MESSAGE(registration_state_name(state));
        }
    }
    return NULL;
}

static struct str place(struct arena *arena, const struct cluster_year *year, int period_half) {
    (void)period_half;
    return str_format(arena, "nam/%d/dang-ky", year->year);
}

const struct due_kind registration_due = {.code = STR_INIT("registration"),
                                          .name = MSG_registration_due_name,
                                          .by_unit = true,
                                          .look = look,
                                          .place = place};
/* --- what was not registered -------------------------------------------------------------------
 */

/* Whether the title is among what the unit registered in that cluster, for the person or itself. */
static const struct err *look_up(struct db_tx *tx, struct arena *arena, int year,
                                 struct str cluster_id, struct str unit_id, struct str person_id,
                                 struct str title_code, struct registration_fact *fact) {
    struct rows rows;
    struct registration registration;
    struct registration_deadline deadline;
    TRY(load_rows(tx, arena, cluster_id, year, unit_id, &rows));
    TRY(registration_of(arena, &rows, unit_id, &registration));
    TRY(registration_deadline_of(tx, arena, cluster_id, year, &deadline));
    int64_t submitted_ms;
    const struct registration_revision *counted =
        registration_counted(&registration, &submitted_ms);
    for (size_t i = 0; counted && i < counted->lines.count; i++) {
        const struct registration_line *line = &counted->lines.items[i];
        if (str_equal(line->title_code, title_code) && str_equal(line->person_id, person_id) &&
            (!fact->registered || submitted_ms < fact->submitted_ms)) {
            fact->registered = true;
            fact->submitted_ms = submitted_ms;
            fact->was_late =
                registration_is_late(submitted_ms, calendar_deadline_for(&deadline.days, unit_id));
        }
    }
    return NULL;
}

static const struct err *fact_of(struct db_tx *tx, struct arena *arena, int year,
                                 struct str unit_id, struct str person_id, struct str title_code,
                                 struct registration_fact *fact) {
    if (str_is_empty(person_id)) {
        struct q_registration_clusters_of_unit_rows rows;
        TRY(q_registration_clusters_of_unit(tx, arena, unit_id, year, &rows));
        for (size_t i = 0; i < rows.count; i++)
            TRY(look_up(tx, arena, year, rows.items[i].cluster_id, unit_id, person_id, title_code,
                        fact));
        return NULL;
    }
    /* Whoever was transferred keeps what the former unit registered for him. */
    struct q_registration_clusters_of_person_rows rows;
    TRY(q_registration_clusters_of_person(tx, arena, person_id, year, &rows));
    for (size_t i = 0; i < rows.count; i++)
        TRY(look_up(tx, arena, year, rows.items[i].cluster_id, rows.items[i].unit_id, person_id,
                    title_code, fact));
    return NULL;
}

static const struct err *rule_of_year(struct db_tx *tx, struct arena *arena, int year,
                                      struct registration_rules *rules,
                                      const struct registration_rule **ret_rule) {
    struct q_registration_rules_all_rows rows;
    TRY(q_registration_rules_all(tx, arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct registration_rule rule = {.from_year = (int)rows.items[i].from_year};
        if (!registration_level_from_code(rows.items[i].level, &rule.level))
            return ERR(ERR_DATABASE, "a rule of an unknown level");
        *list_push(arena, rules) = rule;
    }
    *ret_rule = registration_rule_of(rules, year);
    return NULL;
}

const struct err *registration_allows(struct db_tx *tx, struct arena *arena, int year,
                                      struct str unit_id, struct str person_id,
                                      struct str title_code,
                                      struct registration_verdict *ret_verdict) {
    struct award_titles titles;
    struct registration_rules rules = {0};
    const struct registration_rule *rule = NULL;
    struct registration_fact fact = {.carried_from = STR("")};
    struct str person = person_id.p ? person_id : STR("");
    TRY(award_titles_load(tx, arena, &titles));
    const struct award_title *title = award_find(&titles, title_code);
    if (!title)
        return ERR(ERR_NOT_FOUND, "no such title");
    TRY(rule_of_year(tx, arena, year, &rules, &rule));
    TRY(fact_of(tx, arena, year, unit_id, person, title_code, &fact));
    struct q_registration_carries_to_rows carries;
    TRY(q_registration_carries_to(tx, arena, year, unit_id, &carries));
    for (size_t i = 0; !fact.registered && i < carries.count; i++) {
        struct q_registration_unit_name_rows names;
        TRY(fact_of(tx, arena, year, carries.items[i].from_unit_id, person, title_code, &fact));
        TRY(q_registration_unit_name(tx, arena, carries.items[i].from_unit_id, &names));
        if (fact.registered)
            fact.carried_from = names.count ? names.items[0].name : STR("?");
    }
    *ret_verdict = registration_judge(arena, &fact, rule, title, year);
    return NULL;
}
