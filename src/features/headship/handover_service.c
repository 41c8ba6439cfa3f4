#include "features/headship/handover_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/cluster/cluster_roster_service.h"
#include "features/headship/headship_store_service.h"
#include "features/submission/submission_service.h"
#include "sys/id.h"

struct handover_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *asked;
    struct cluster_year year; /* as it is in this transaction */
    struct headship_names names;
    struct headship_terms terms;
    struct handovers handovers;
    const struct handover_form *form;
    struct issues *issues;
    struct str id;
    struct str reason;
    struct handover_ground *ground;
    struct handover *found;
};

static const struct err *reload(struct db_tx *tx, struct handover_work *work) {
    struct arena *arena = work->arena;
    if (work->issues)
        *work->issues = (struct issues){0};
    TRY(cluster_year_load(tx, arena, work->asked->slug, work->asked->year, work->asked->names_day,
                          &work->year));
    TRY(headship_names_load(tx, arena, work->year.cluster_id, &work->names));
    TRY(headship_terms_load(tx, arena, work->year.cluster_id, &work->names, &work->terms));
    return handovers_load(tx, arena, work->year.cluster_id, &work->names, &work->handovers);
}

static const struct err *note_change(struct db_tx *tx, const struct handover_work *work,
                                     const char *action, const struct handover *handover,
                                     struct str reason) {
    struct arena *arena = work->arena;
    struct audit_note note = {
        .action = action,
        .object_kind = "cluster",
        .object_id = work->year.cluster_id,
        .after = str_format(arena, STR_FMT " → " STR_FMT ", " STR_FMT " (" STR_FMT ")",
                            STR_ARG(handover->from.name), STR_ARG(handover->to.name),
                            STR_ARG(date_display(arena, handover->on)), STR_ARG(handover->minutes)),
        .reason = reason.n ? reason : STR_NONE,
    };
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

/* --- what a form begins with ------------------------------------------------------------------ */

static void push_once(struct arena *arena, struct cluster_units *units,
                      const struct cluster_unit *unit) {
    for (size_t i = 0; i < units->count; i++)
        if (str_equal(units->items[i].id, unit->id))
            return;
    if (unit->id.n)
        *list_push(arena, units) = *unit;
}

/* The last head whose term began before the year ends and who is not of this year's own term. */
static struct cluster_unit last_head(const struct handover_work *work) {
    const struct headship_term *found = NULL;
    struct date after = {(int16_t)(work->year.year + 1), 1, 1};
    for (size_t i = 0; i < work->terms.count; i++) {
        const struct headship_term *term = &work->terms.items[i];
        bool counts = term->role == HEADSHIP_HEAD && !term->withdrawn_ms &&
                      date_compare(term->from, after) < 0 &&
                      headship_term_year(term) < work->year.year;
        if (counts && (!found || date_compare(found->from, term->from) < 0))
            found = term;
    }
    return found ? found->unit : (struct cluster_unit){STR(""), STR(""), STR("")};
}

/* Half-years of the year before name a head where no term is recorded. */
static const struct err *head_by_papers(struct db_tx *tx, const struct handover_work *work,
                                        struct cluster_unit *ret_head) {
    struct q_headship_period_heads_rows rows;
    TRY(q_headship_period_heads(tx, work->arena, work->year.cluster_id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct period period;
        if (rows.items[i].head_unit_id.p && period_parse(rows.items[i].code, &period) &&
            period.year == work->year.year - 1)
            *ret_head =
                headship_unit_on(&work->names, rows.items[i].head_unit_id, period_last_day(period));
    }
    return NULL;
}

static const struct err *collect_outgoing(struct db_tx *tx, const struct handover_work *work,
                                          struct handover_ground *ground) {
    struct arena *arena = work->arena;
    ground->head = last_head(work);
    if (!ground->head.id.n)
        TRY(head_by_papers(tx, work, &ground->head));
    push_once(arena, &ground->outgoing, &ground->head);
    struct cluster_year before;
    const struct err *err = cluster_year_load(tx, arena, work->year.slug, work->year.year - 1,
                                              work->year.names_day, &before);
    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    for (size_t i = 0; !err && i < before.members.count; i++)
        push_once(arena, &ground->outgoing, &before.members.items[i]);
    for (size_t i = 0; i < work->year.members.count; i++)
        push_once(arena, &ground->outgoing, &work->year.members.items[i]);
    if (err)
        return NULL;
    struct headship_year headship;
    TRY(headship_of_year(tx, arena, &before, &headship));
    ground->annual = headship.meetings[MEETING_ANNUAL];
    return NULL;
}

static void find_open(const struct handover_work *work, struct str *ret_id) {
    *ret_id = STR("");
    for (size_t i = 0; i < work->handovers.count; i++) {
        const struct handover *handover = &work->handovers.items[i];
        if (handover->year == work->year.year && !handover->confirmed_ms && !handover->withdrawn_ms)
            *ret_id = handover->id;
    }
}

static const struct err *prepare_in(struct db_tx *tx, void *context) {
    struct handover_work *work = context;
    TRY(reload(tx, work));
    struct handover_ground ground = {.annual = {.venue = STR("")}};
    TRY(collect_outgoing(tx, work, &ground));
    struct headship_history history;
    TRY(headship_history_of(tx, work->arena, work->year.cluster_id, &history));
    headship_rotate(work->arena, &work->year.members, &history, work->year.year,
                    &ground.candidates);
    find_open(work, &ground.open_id);
    TRY(headship_documents_load(tx, work->arena, work->year.cluster_id, &ground.documents));
    *work->ground = ground;
    return NULL;
}

static const struct err *may_record(const struct user *user, const struct cluster_year *year) {
    return user_may(user, RIGHT_TERM_EDIT, place_of_year(year), STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to record a handing over");
}

const struct err *handover_prepare(struct db *db, struct arena *arena, const struct user *user,
                                   const struct cluster_year *year,
                                   struct handover_ground *ret_ground) {
    TRY(may_record(user, year));
    struct handover_work work = {.arena = arena, .user = user, .asked = year, .ground = ret_ground};
    return db_read(db, prepare_in, &work);
}

/* --- recording -------------------------------------------------------------------------------- */

static const struct err *insert(struct db_tx *tx, const struct handover_work *work,
                                const struct handover *h, struct str id) {
    struct arena *arena = work->arena;
    TRY(q_handover_insert(tx, id, work->year.cluster_id, h->year, h->from.id, h->to.id,
                          date_iso(arena, h->on), date_iso(arena, h->until), h->meeting, h->venue,
                          headship_choice_code(h->choice), h->minutes, h->from_name, h->from_post,
                          h->to_name, h->to_post, h->witness_name, h->witness_post, h->remark,
                          work->now_ms, work->user->name));
    for (size_t i = 0; i < h->items.count; i++) {
        const struct handover_item *item = &h->items.items[i];
        TRY(q_handover_item_insert(tx, id, (int64_t)i, item->title,
                                   (struct opt_int){item->count > 0, item->count}, item->note));
    }
    return NULL;
}

static const struct err *record_in(struct db_tx *tx, void *context) {
    struct handover_work *work = context;
    struct arena *arena = work->arena;
    TRY(closing_year_must_be_open(tx, work->arena, work->asked->cluster_id, work->asked->year));
    TRY(reload(tx, work));
    struct handover_ground ground = {0};
    TRY(collect_outgoing(tx, work, &ground));
    struct handover handover;
    handover_check_form(arena, work->form, work->year.year, &ground.outgoing, &work->year.members,
                        work->issues, &handover);
    struct str open;
    find_open(work, &open);
    if (open.n)
        issue_add(arena, work->issues, STR_NONE, MESSAGE(MSG_headship_handover_open));
    struct handover_plan plan;
    if (!work->issues->count)
        handover_plan_terms(arena, &handover, &work->terms, work->issues, &plan);
    if (work->issues->count)
        return NULL;
    work->id = id_new(arena, work->now_ms);
    TRY(insert(tx, work, &handover, work->id));
    return note_change(tx, work, "handover.record", &handover, STR(""));
}

const struct err *handover_record(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_year *year,
                                  const struct handover_form *form, struct issues *issues,
                                  struct str *ret_id) {
    TRY(may_record(user, year));
    struct handover_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .asked = year,
                                 .form = form,
                                 .issues = issues,
                                 .id = STR("")};
    TRY(db_write(db, record_in, &work));
    *ret_id = work.id;
    return NULL;
}

/* --- reading ---------------------------------------------------------------------------------- */

static const struct err *find_one(struct db_tx *tx, const struct handover_work *work,
                                  struct handover *ret_handover) {
    for (size_t i = 0; i < work->handovers.count; i++) {
        struct handover handover = work->handovers.items[i];
        if (!str_equal(handover.id, work->id) || handover.year != work->year.year)
            continue;
        struct q_handover_items_rows rows;
        TRY(q_handover_items(tx, work->arena, handover.id, &rows));
        for (size_t k = 0; k < rows.count; k++)
            *list_push(work->arena, &handover.items) = (struct handover_item){
                rows.items[k].title, rows.items[k].count.value, rows.items[k].note};
        *ret_handover = handover;
        return NULL;
    }
    return ERR(ERR_NOT_FOUND, "no such handing over");
}

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct handover_work *work = context;
    TRY(reload(tx, work));
    return find_one(tx, work, work->found);
}

/* Who gave and took over is for the two units and who runs the year; others read what was handed
 * over, and in which posts. */
static void hide_names(const struct user *user, const struct cluster_year *year,
                       struct handover *handover) {
    struct place place = place_of_year(year);
    if (user_may(user, RIGHT_TERM_EDIT, place, STR("")) ||
        user_may(user, RIGHT_MEMBER_ENTER, place, handover->from.id) ||
        user_may(user, RIGHT_MEMBER_ENTER, place, handover->to.id) ||
        user_may(user, RIGHT_MEMBER_SEND, place, handover->from.id) ||
        user_may(user, RIGHT_MEMBER_SEND, place, handover->to.id))
        return;
    handover->from_name = handover->to_name = handover->witness_name = STR("");
}

const struct err *handover_find(struct db *db, struct arena *arena, const struct user *user,
                                const struct cluster_year *year, struct str id,
                                struct handover *ret_handover) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct handover_work work = {
        .arena = arena, .user = user, .asked = year, .id = id, .found = ret_handover};
    TRY(db_read(db, find_in, &work));
    hide_names(user, year, ret_handover);
    return NULL;
}

/* --- confirming ------------------------------------------------------------------------------- */

static const struct err *find_waiting(struct db_tx *tx, struct handover_work *work,
                                      struct handover *ret_handover) {
    TRY(reload(tx, work));
    TRY(find_one(tx, work, ret_handover));
    if (ret_handover->confirmed_ms || ret_handover->withdrawn_ms)
        return ERR_TEXT(ERR_STATE, "headship.handover_closed", "confirmed or withdrawn already");
    return NULL;
}

static const struct err *apply_plan(struct db_tx *tx, const struct handover_work *work,
                                    const struct handover *handover,
                                    const struct handover_plan *plan) {
    int64_t changed;
    TRY(closing_years_must_be_open(tx, work->arena, work->year.cluster_id, handover->on.year,
                                   date_from_days(date_to_days(handover->until) - 1).year));
    struct str reason = message_text(
        work->arena, LANG_VI,
        MESSAGE_WITH(MSG_headship_by_handover, date_display(work->arena, handover->on)));
    for (size_t i = 0; i < plan->withdrawn.count; i++)
        TRY(q_headship_term_withdraw(tx, plan->withdrawn.items[i].id, work->now_ms,
                                     work->user->name, reason, &changed));
    for (size_t i = 0; i < plan->added.count; i++)
        TRY(headship_term_store(tx, work->arena, work->user, work->now_ms, work->year.cluster_id,
                                &plan->added.items[i]));
    /* Half-years that name nobody yet, are open and end within the term. */
    for (size_t i = 0; i < work->year.periods.count; i++) {
        const struct cluster_year_period *period = &work->year.periods.items[i];
        struct date last = period_last_day(period->period);
        if (date_compare(handover->on, last) <= 0 && date_compare(last, handover->until) < 0 &&
            !period->closing.closed)
            TRY(cluster_fill_head(tx, period->id, handover->to.id));
    }
    return NULL;
}

static const struct err *confirm_in(struct db_tx *tx, void *context) {
    struct handover_work *work = context;
    struct handover handover;
    TRY(closing_year_must_be_open(tx, work->arena, work->asked->cluster_id, work->asked->year));
    TRY(find_waiting(tx, work, &handover));
    if (!user_may(work->user, RIGHT_MEMBER_SEND, place_of_year(&work->year), handover.to.id))
        return ERR_TEXT(ERR_DENIED, "submission.needs_commander",
                        "only the incoming head confirms");
    struct handover_plan plan;
    handover_plan_terms(work->arena, &handover, &work->terms, work->issues, &plan);
    if (work->issues->count)
        return NULL;
    int64_t changed;
    TRY(apply_plan(tx, work, &handover, &plan));
    TRY(q_handover_confirm(tx, handover.id, work->now_ms, work->user->name, &changed));
    const struct submission_sending sending = {.user = work->user,
                                               .now_ms = work->now_ms,
                                               .place = place_of_year(&work->year),
                                               .period_id = STR(""),
                                               .unit_id = handover.to.id,
                                               .kind = SUBMISSION_HANDOVER,
                                               .object_id = handover.id,
                                               .entered_by_id = STR(""),
                                               .entered_by = STR("")};
    TRY(submission_sent_in(tx, work->arena, &sending));
    return note_change(tx, work, "handover.confirm", &handover, STR(""));
}

const struct err *handover_confirm(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_year *year, struct str id,
                                   struct issues *issues) {
    if (!user_may(user, RIGHT_MEMBER_SEND, place_of_year(year), STR("")))
        return ERR_TEXT(ERR_DENIED, "submission.needs_commander", "no right to confirm");
    struct handover_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .asked = year, .issues = issues, .id = id};
    return db_write(db, confirm_in, &work);
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct handover_work *work = context;
    struct handover handover;
    TRY(closing_year_must_be_open(tx, work->arena, work->asked->cluster_id, work->asked->year));
    TRY(find_waiting(tx, work, &handover));
    struct str reason = headship_check_reason(work->arena, work->reason, true, work->issues);
    if (work->issues->count)
        return NULL;
    int64_t changed;
    TRY(q_handover_withdraw(tx, handover.id, work->now_ms, work->user->name, reason, &changed));
    return note_change(tx, work, "handover.withdraw", &handover, reason);
}

const struct err *handover_withdraw(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_year *year, struct str id,
                                    struct str reason, struct issues *issues) {
    TRY(may_record(user, year));
    struct handover_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .asked = year,
                                 .issues = issues,
                                 .id = id,
                                 .reason = reason};
    return db_write(db, withdraw_in, &work);
}
