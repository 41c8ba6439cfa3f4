/* Changing movements: each change with its rule, its row and its audit row in one transaction. */
#include "features/cluster/closing_service.h"
#include "features/legal/legal_service.h"
#include "features/movement/movement.sql.h"
#include "features/movement/movement_store_service.h"
#include "sys/id.h"

struct change {
    struct arena *arena;
    const struct movement_by *by;
    const struct movement_form *form;
    const struct content_form *content;
    const struct act_form *act;
    struct str other_id; /* content, link, movement to answer */
    struct str reason;
    struct issues *issues;
    bool reopens; /* also of what is closed */
    struct movements all;
    struct movement movement;
    struct str stored_id;
};

static bool may_change(const struct movement_by *by) {
    return user_may(by->user, RIGHT_YEAR_EDIT,
                    by->year ? place_of_year(by->year) : PLACE_EVERYWHERE, STR(""));
}

/* Loads what is to be changed and whether it may be. */
static const struct err *begin(struct db_tx *tx, struct change *change) {
    const struct movement_by *by = change->by;
    if (change->issues)
        change->issues->count = 0;
    if (by->year)
        TRY(closing_year_must_be_open(tx, change->arena, by->year->cluster_id, by->year->year));
    TRY(movement_load_scope(tx, change->arena, by->year, &change->all));
    if (!by->id.n)
        return NULL;
    const struct movement *found = movement_by_id(&change->all, by->id);
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such movement here");
    if (by->year && !str_equal(found->cluster_id, by->year->cluster_id))
        return ERR(ERR_DENIED, "the movement belongs to a level above");
    if (found->now == MOVEMENT_CLOSE && !change->reopens)
        return ERR_TEXT(ERR_STATE, "movement.is_closed", "the movement is closed");
    change->movement = *found;
    return NULL;
}

/* What a cluster's movement is in the years it runs in stays as it was where one of them is closed.
 * What a level above launches is of no cluster's year. */
static const struct err *span_must_be_open(struct db_tx *tx, struct arena *arena,
                                           const struct movement *m) {
    struct date from = movement_from(m);
    struct date to = movement_to(m); /* first day after */
    if (!date_is_empty(to))
        to = date_from_days(date_to_days(to) - 1);
    if (!m->cluster_id.n || (date_is_empty(from) && date_is_empty(to)))
        return NULL;
    return closing_years_must_be_open(tx, arena, m->cluster_id,
                                      date_is_empty(from) ? to.year : from.year,
                                      date_is_empty(to) ? from.year : to.year);
}

static const struct err *note(struct db_tx *tx, const struct change *change, const char *action,
                              struct str before, struct str after) {
    struct audit_note audit = {.action = action,
                               .object_kind = "movement",
                               .object_id = change->movement.id,
                               .before = before,
                               .after = after,
                               .reason = change->reason.n ? change->reason : STR_NONE};
    return audit_write(tx, change->arena, change->by->user, change->by->now_ms, &audit);
}

static const struct err *run(struct db *db, struct change *change,
                             const struct err *(*in)(struct db_tx *, void *)) {
    if (!may_change(change->by))
        return ERR(ERR_DENIED, "no right to change movements here");
    return db_write(db, in, change);
}

static struct str trimmed(struct str text) {
    return str_trim(text.p ? text : STR(""));
}

/* --- the movement itself ------------------------------------------------------------------ */

/* What the audit says of it: what a reader would compare. */
static struct str tell(struct arena *arena, const struct movement *m) {
    struct str span = movement_span(arena, LANG_VI, m);
    struct str out = m->title;
    const struct str more[] = {m->theme, span, m->number, date_display(arena, m->issued_on),
                               m->issuer};
    for (size_t i = 0; i < COUNT_OF(more); i++)
        if (more[i].n)
            out = str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(out), STR_ARG(more[i]));
    return out;
}

static bool is_listed(const struct cluster_units *units, struct str id) {
    for (size_t i = 0; i < units->count; i++)
        if (str_equal(units->items[i].id, id))
            return true;
    return false;
}

/* Whose it is, and who launched it. */
static const struct err *check_owner(struct db_tx *tx, struct change *change, struct movement *m) {
    struct arena *arena = change->arena;
    const struct cluster_year *year = change->by->year;
    if (year) {
        m->cluster_id = year->cluster_id;
        if (m->launcher_id.n && !is_listed(&year->members, m->launcher_id) &&
            !str_equal(year->superior.id, m->launcher_id))
            issue_add(arena, change->issues, STR("launcher"),
                      MESSAGE(MSG_movement_launcher_unknown));
        return NULL;
    }
    m->launcher_id = STR("");
    m->unit_id = trimmed(change->form->owner);
    struct date today = date_of_instant(change->by->now_ms);
    struct q_movement_levels_rows levels;
    TRY(q_movement_levels(tx, arena, date_iso(arena, today),
                          date_iso(arena, date_from_days(date_to_days(today) + 1)), &levels));
    for (size_t i = 0; i < levels.count; i++)
        if (str_equal(levels.items[i].id, m->unit_id))
            return NULL;
    issue_add(arena, change->issues, STR("owner"), MESSAGE(MSG_movement_owner_missing));
    return NULL;
}

static enum movement_kind kind_of(const struct change *change) {
    enum movement_kind kind = MOVEMENT_MOVEMENT;
    if (change->by->id.n)
        return change->movement.kind;
    movement_kind_from_code(trimmed(change->form->kind), &kind);
    return kind;
}

/* The drive's movement, where it can be one. */
static const struct movement *parent_of(const struct change *change, enum movement_kind kind) {
    if (kind != MOVEMENT_DRIVE)
        return NULL;
    struct str id = change->by->id.n ? change->movement.parent_id : trimmed(change->form->parent);
    const struct movement *parent = movement_by_id(&change->all, id);
    if (!parent || parent->kind != MOVEMENT_MOVEMENT)
        issue_add(change->arena, change->issues, STR("parent"),
                  MESSAGE(MSG_movement_parent_missing));
    else if (parent->now == MOVEMENT_CLOSE)
        issue_add(change->arena, change->issues, STR("parent"), MESSAGE(MSG_movement_is_closed));
    return parent;
}

static const struct err *check_form(struct db_tx *tx, struct change *change,
                                    struct movement *ret_movement) {
    struct arena *arena = change->arena;
    struct legal_documents documents;
    TRY(legal_load(tx, arena, &documents));
    enum movement_kind kind = kind_of(change);
    const struct movement *parent = parent_of(change, kind);
    struct movements drives = {0};
    if (change->by->id.n)
        TRY(movement_load_drives(tx, arena, change->by->id, &drives));
    movement_check_form(arena, change->form, kind, parent, &drives, &documents, change->issues,
                        ret_movement);
    ret_movement->parent_id = parent ? parent->id : STR("");
    return NULL;
}

static const struct err *store_new(struct db_tx *tx, struct change *change, struct movement *m) {
    struct arena *arena = change->arena;
    const struct movement_by *by = change->by;
    TRY(check_owner(tx, change, m));
    struct movement_contents contents = {0};
    if (movement_is_run(m->kind))
        movement_read_contents(arena, change->form->contents.p ? change->form->contents : STR(""),
                               change->issues, &contents);
    for (size_t i = 0; i < change->all.count; i++) {
        const struct movement *other = &change->all.items[i];
        if (other->kind == m->kind && str_equal(other->title, m->title) &&
            str_equal(other->number, m->number) && str_equal(other->parent_id, m->parent_id) &&
            date_compare(movement_from(other), movement_from(m)) == 0)
            issue_add(arena, change->issues, STR("title"), MESSAGE(MSG_movement_twice));
    }
    if (change->issues->count)
        return NULL;
    TRY(span_must_be_open(tx, arena, m));
    TRY(movement_store(tx, arena, by->user, by->now_ms, "stands", STR(""), m));
    for (size_t i = 0; i < contents.count; i++)
        TRY(movement_store_content(tx, arena, by->user, by->now_ms, m->id, &contents.items[i]));
    change->movement = *m;
    change->stored_id = m->id;
    return note(tx, change, "movement.add", STR_NONE, tell(arena, m));
}

static const struct err *enter_in(struct db_tx *tx, void *context) {
    struct change *change = context;
    struct arena *arena = change->arena;
    change->stored_id = STR("");
    TRY(begin(tx, change));
    struct movement m;
    TRY(check_form(tx, change, &m));
    if (!change->by->id.n)
        return store_new(tx, change, &m);
    const struct movement *before = &change->movement;
    m.id = before->id;
    m.revision = before->revision;
    m.cluster_id = before->cluster_id;
    m.unit_id = before->unit_id;
    if (change->by->year && !str_equal(m.launcher_id, before->launcher_id))
        TRY(check_owner(tx, change, &m));
    if (!change->by->year)
        m.launcher_id = before->launcher_id;
    change->reason = movement_text_of(arena, change->issues, STR("reason"), change->form->reason,
                                      MOVEMENT_LINE_MAX);
    if (str_is_empty(change->reason))
        issue_add(arena, change->issues, STR("reason"), MESSAGE(MSG_movement_reason_missing));
    if (change->issues->count)
        return NULL;
    /* Other words are of the year they are written in; another span is of all years of both. */
    if (date_compare(movement_from(before), movement_from(&m)) != 0 ||
        date_compare(movement_to(before), movement_to(&m)) != 0) {
        TRY(span_must_be_open(tx, arena, before));
        TRY(span_must_be_open(tx, arena, &m));
    }
    TRY(movement_store(tx, arena, change->by->user, change->by->now_ms, "stands", change->reason,
                       &m));
    change->stored_id = m.id;
    return note(tx, change, "movement.change", tell(arena, before), tell(arena, &m));
}

const struct err *movement_enter(struct db *db, struct arena *arena, const struct movement_by *by,
                                 const struct movement_form *form, struct issues *issues,
                                 struct str *ret_id) {
    struct change change = {
        .arena = arena, .by = by, .form = form, .issues = issues, .reason = STR("")};
    TRY(run(db, &change, enter_in));
    *ret_id = change.stored_id;
    return NULL;
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct change *change = context;
    struct arena *arena = change->arena;
    TRY(begin(tx, change));
    if (str_is_empty(change->reason))
        issue_add(arena, change->issues, STR("reason"), MESSAGE(MSG_movement_reason_missing));
    struct movement_links links;
    TRY(movement_load_links(tx, arena, &links));
    bool used = change->movement.now != MOVEMENT_NO_STEP;
    /* That a drive answers its movement holds nothing; that link has no id. */
    for (size_t i = 0; i < links.count; i++)
        used = used || str_equal(links.items[i].to, change->movement.id) ||
               (links.items[i].id.n && str_equal(links.items[i].from, change->movement.id));
    struct q_movement_takers_rows takers;
    TRY(q_movement_takers(tx, arena, &takers));
    for (size_t i = 0; i < takers.count; i++)
        used = used || str_equal(takers.items[i].movement_id, change->movement.id);
    if (used)
        issue_add(arena, change->issues, STR("reason"), MESSAGE(MSG_movement_is_used));
    if (change->issues->count)
        return NULL;
    TRY(span_must_be_open(tx, arena, &change->movement));
    TRY(movement_store(tx, arena, change->by->user, change->by->now_ms, "withdrawn", change->reason,
                       &change->movement));
    return note(tx, change, "movement.withdraw", tell(arena, &change->movement), STR_NONE);
}

const struct err *movement_withdraw(struct db *db, struct arena *arena,
                                    const struct movement_by *by, struct str reason,
                                    struct issues *issues) {
    struct change change = {.arena = arena, .by = by, .issues = issues, .reason = trimmed(reason)};
    return run(db, &change, withdraw_in);
}

/* --- contents ----------------------------------------------------------------------------- */

static const struct err *add_content_in(struct db_tx *tx, void *context) {
    struct change *change = context;
    struct arena *arena = change->arena;
    TRY(begin(tx, change));
    struct movement_content content;
    movement_check_content(arena, change->content, "", change->issues, &content);
    struct movement_contents contents;
    TRY(movement_contents_load(tx, arena, change->movement.id, &contents));
    if (contents.count >= MOVEMENT_CONTENTS_MAX)
        issue_add(arena, change->issues, STR("body"),
                  MESSAGE_WITH(MSG_movement_contents_many,
                               str_format(arena, "%d", MOVEMENT_CONTENTS_MAX)));
    if (change->issues->count)
        return NULL;
    TRY(movement_store_content(tx, arena, change->by->user, change->by->now_ms, change->movement.id,
                               &content));
    return note(tx, change, "movement.content_add", STR_NONE, content.body);
}

const struct err *movement_add_content(struct db *db, struct arena *arena,
                                       const struct movement_by *by,
                                       const struct content_form *form, struct issues *issues) {
    struct change change = {
        .arena = arena, .by = by, .content = form, .issues = issues, .reason = STR("")};
    return run(db, &change, add_content_in);
}

static const struct err *drop_content_in(struct db_tx *tx, void *context) {
    struct change *change = context;
    TRY(begin(tx, change));
    struct movement_contents contents;
    TRY(movement_contents_load(tx, change->arena, change->movement.id, &contents));
    for (size_t i = 0; i < contents.count; i++) {
        if (!str_equal(contents.items[i].id, change->other_id))
            continue;
        int64_t changed;
        TRY(q_movement_content_withdraw(tx, change->other_id, change->movement.id,
                                        change->by->now_ms, change->by->user->name, &changed));
        return note(tx, change, "movement.content_drop", contents.items[i].body, STR_NONE);
    }
    return ERR(ERR_NOT_FOUND, "no such content");
}

const struct err *movement_drop_content(struct db *db, struct arena *arena,
                                        const struct movement_by *by, struct str content_id) {
    struct change change = {
        .arena = arena, .by = by, .other_id = trimmed(content_id), .reason = STR("")};
    return run(db, &change, drop_content_in);
}

/* --- what it answers ---------------------------------------------------------------------- */

static const struct err *add_link_in(struct db_tx *tx, void *context) {
    struct change *change = context;
    struct arena *arena = change->arena;
    TRY(begin(tx, change));
    struct str field = STR("answers");
    const struct movement *other = movement_by_id(&change->all, change->other_id);
    struct movement_links links;
    TRY(movement_load_links(tx, arena, &links));
    bool linked = false;
    for (size_t i = 0; other && i < links.count; i++)
        linked = linked || (str_equal(links.items[i].from, change->movement.id) &&
                            str_equal(links.items[i].to, other->id));
    if (!other)
        issue_add(arena, change->issues, field, MESSAGE(MSG_movement_answer_missing));
    else if (str_equal(other->id, change->movement.id))
        issue_add(arena, change->issues, field, MESSAGE(MSG_movement_answers_itself));
    else if (linked)
        issue_add(arena, change->issues, field, MESSAGE(MSG_movement_answers_twice));
    else if (movement_link_closes_cycle(arena, &links, change->movement.id, other->id))
        issue_add(arena, change->issues, field,
                  MESSAGE_WITH(MSG_movement_answers_cycle, other->title));
    if (change->issues->count)
        return NULL;
    TRY(q_movement_link_insert(tx, id_new(arena, change->by->now_ms), change->movement.id,
                               other->id, change->by->now_ms, change->by->user->name));
    return note(tx, change, "movement.link_add", STR_NONE, tell(arena, other));
}

const struct err *movement_add_link(struct db *db, struct arena *arena,
                                    const struct movement_by *by, struct str answers_id,
                                    struct issues *issues) {
    struct change change = {.arena = arena,
                            .by = by,
                            .other_id = trimmed(answers_id),
                            .issues = issues,
                            .reason = STR("")};
    return run(db, &change, add_link_in);
}

static const struct err *drop_link_in(struct db_tx *tx, void *context) {
    struct change *change = context;
    TRY(begin(tx, change));
    struct q_movement_links_of_rows links;
    TRY(q_movement_links_of(tx, change->arena, change->movement.id, &links));
    for (size_t i = 0; i < links.count; i++) {
        if (!str_equal(links.items[i].id, change->other_id))
            continue;
        const struct movement *other = movement_by_id(&change->all, links.items[i].answers_id);
        int64_t changed;
        TRY(q_movement_link_withdraw(tx, change->other_id, change->movement.id, change->by->now_ms,
                                     change->by->user->name, &changed));
        return note(tx, change, "movement.link_drop", other ? tell(change->arena, other) : STR("–"),
                    STR_NONE);
    }
    return ERR(ERR_NOT_FOUND, "no such link");
}

const struct err *movement_drop_link(struct db *db, struct arena *arena,
                                     const struct movement_by *by, struct str link_id) {
    struct change change = {
        .arena = arena, .by = by, .other_id = trimmed(link_id), .reason = STR("")};
    return run(db, &change, drop_link_in);
}

/* --- its life ----------------------------------------------------------------------------- */

static struct str tell_act(struct arena *arena, const struct movement_act *act) {
    struct str out = message_plain(LANG_VI, movement_step_name(act->step));
    const struct str more[] = {act->is_left_out ? message_plain(LANG_VI, MSG_movement_left_out)
                                                : date_display(arena, act->done_on),
                               act->place, act->document, act->remark};
    for (size_t i = 0; i < COUNT_OF(more); i++)
        if (more[i].n)
            out = str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(out), STR_ARG(more[i]));
    return out;
}

/* A movement is closed after its drives. */
static const struct err *check_drives(struct db_tx *tx, struct change *change,
                                      const struct movement_act *act) {
    struct movements drives = {0};
    if (act->step == MOVEMENT_CLOSE)
        TRY(movement_load_drives(tx, change->arena, change->movement.id, &drives));
    for (size_t i = 0; i < drives.count; i++)
        if (drives.items[i].now != MOVEMENT_CLOSE)
            issue_add(change->arena, change->issues, STR("step"),
                      MESSAGE_WITH(MSG_movement_drive_open, drives.items[i].title));
    return NULL;
}

/* A step is of the year of its day. */
static const struct err *day_must_be_open(struct db_tx *tx, const struct change *change,
                                          struct date day) {
    if (!change->movement.cluster_id.n || date_is_empty(day))
        return NULL;
    return closing_year_must_be_open(tx, change->arena, change->movement.cluster_id, day.year);
}

static const struct err *act_in(struct db_tx *tx, void *context) {
    struct change *change = context;
    struct arena *arena = change->arena;
    const struct movement_by *by = change->by;
    TRY(begin(tx, change));
    if (!movement_is_run(change->movement.kind))
        return ERR(ERR_STATE, "a document has no steps");
    struct movement_acts acts;
    TRY(movement_load_acts(tx, arena, by->id, &acts));
    struct movement_act act;
    movement_check_act(arena, change->act, &acts, date_of_instant(by->now_ms), change->issues,
                       &act);
    TRY(check_drives(tx, change, &act));
    if (change->issues->count)
        return NULL;
    TRY(day_must_be_open(tx, change, act.done_on));
    TRY(q_movement_act_insert(tx, id_new(arena, by->now_ms), by->id, (int64_t)acts.count,
                              movement_step_code(act.step), act.is_left_out,
                              movement_stored_day(arena, act.done_on), act.place, act.document,
                              act.remark, by->now_ms, by->user->name));
    return note(tx, change, "movement.step", STR_NONE, tell_act(arena, &act));
}

const struct err *movement_record_act(struct db *db, struct arena *arena,
                                      const struct movement_by *by, const struct act_form *form,
                                      struct issues *issues) {
    struct change change = {
        .arena = arena, .by = by, .act = form, .issues = issues, .reason = STR("")};
    return run(db, &change, act_in);
}

static const struct err *correct_in(struct db_tx *tx, void *context) {
    struct change *change = context;
    struct arena *arena = change->arena;
    TRY(begin(tx, change));
    struct movement_acts acts;
    TRY(movement_load_acts(tx, arena, change->movement.id, &acts));
    const struct movement_act *last = movement_last_act(&acts);
    if (!last)
        issue_add(arena, change->issues, STR("back_reason"), MESSAGE(MSG_movement_no_act));
    change->reason = movement_text_of(arena, change->issues, STR("back_reason"), change->reason,
                                      MOVEMENT_LINE_MAX);
    if (str_is_empty(change->reason))
        issue_add(arena, change->issues, STR("back_reason"), MESSAGE(MSG_movement_reason_missing));
    const struct movement *parent = movement_by_id(&change->all, change->movement.parent_id);
    if (parent && parent->now == MOVEMENT_CLOSE)
        issue_add(arena, change->issues, STR("back_reason"), MESSAGE(MSG_movement_is_closed));
    if (change->issues->count)
        return NULL;
    int64_t changed;
    TRY(day_must_be_open(tx, change, last->done_on));
    TRY(q_movement_act_withdraw(tx, last->id, change->by->now_ms, change->by->user->name,
                                change->reason, &changed));
    return note(tx, change, "movement.step_back", tell_act(arena, last), STR_NONE);
}

const struct err *movement_correct_act(struct db *db, struct arena *arena,
                                       const struct movement_by *by, struct str reason,
                                       struct issues *issues) {
    struct change change = {
        .arena = arena, .by = by, .issues = issues, .reason = trimmed(reason), .reopens = true};
    return run(db, &change, correct_in);
}

/* --- from a source ------------------------------------------------------------------------ */

struct add_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct movement movement;
    const struct movement *given;
    struct str cluster_id;
};

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct add_work *work = context;
    work->movement = *work->given;
    work->movement.cluster_id = work->cluster_id;
    work->movement.id = STR("");
    TRY(span_must_be_open(tx, work->arena, &work->movement));
    TRY(movement_store(tx, work->arena, work->user, work->now_ms, "stands", STR(""),
                       &work->movement));
    struct audit_note audit = {.action = "movement.add",
                               .object_kind = "movement",
                               .object_id = work->movement.id,
                               .after = tell(work->arena, &work->movement)};
    return audit_write(tx, work->arena, work->user, work->now_ms, &audit);
}

const struct err *movement_add(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, struct str cluster_id, const struct movement *m,
                               struct str *ret_id) {
    if (!user_may(user, RIGHT_CLUSTER_CREATE, place_at(cluster_id, 0), STR("")))
        return ERR(ERR_DENIED, "no right to add a movement");
    struct add_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .given = m, .cluster_id = cluster_id};
    TRY(db_write(db, add_in, &work));
    *ret_id = work.movement.id;
    return NULL;
}
