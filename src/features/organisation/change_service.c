/* Changes of units: planned against the book, then stored with their audit row. */
#include <stdlib.h>

#include "features/organisation/organisation.sql.h"
#include "features/organisation/store_service.h"
#include "sys/id.h"
#include "text/form_text.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

/* --- storing a plan -------------------------------------------------------------------------- */

struct made_unit {
    struct str id; /* empty: not made yet */
    struct str slug;
};

struct storing {
    struct db_tx *tx;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct made_unit *made; /* by the number of the planned id: "+1" */
    size_t made_max;
    struct made_unit first; /* the first that was made */
};

static size_t number_of(struct str planned_id) {
    return (size_t)strtoul(planned_id.p + 1, NULL, 10);
}

/* The id under which a planned one is stored. */
static struct str real_id(const struct storing *s, struct str id) {
    return unit_id_is_planned(id) ? s->made[number_of(id)].id : id;
}

static const struct err *make_unit(struct storing *s, const struct unit_state *state) {
    if (!unit_id_is_planned(state->unit_id) || s->made[number_of(state->unit_id)].id.n)
        return NULL;
    struct made_unit made = {.id = id_new(s->arena, s->now_ms), .slug = state->slug};
    if (!made.slug.n)
        TRY(free_unit_slug(s->tx, s->arena, state->name, &made.slug));
    TRY(q_unit_insert(s->tx, made.id, made.slug, s->now_ms));
    s->made[number_of(state->unit_id)] = made;
    return NULL;
}

static const struct err *make_units(struct storing *s, const struct unit_plan *plan) {
    for (size_t i = 0; i < plan->added.count; i++) {
        struct str id = plan->added.items[i].unit_id;
        if (unit_id_is_planned(id) && number_of(id) > s->made_max)
            s->made_max = number_of(id);
    }
    s->made = ARENA_ARRAY(s->arena, struct made_unit, s->made_max + 1);
    for (size_t i = 0; i < plan->added.count; i++) /* codes wished for come before made ones */
        if (plan->added.items[i].slug.n)
            TRY(make_unit(s, &plan->added.items[i]));
    for (size_t i = 0; i < plan->added.count; i++)
        TRY(make_unit(s, &plan->added.items[i]));
    for (size_t i = 0; i < plan->added.count && !s->first.id.n; i++)
        if (unit_id_is_planned(plan->added.items[i].unit_id))
            s->first = s->made[number_of(plan->added.items[i].unit_id)];
    return NULL;
}

static const struct err *withdraw_states(struct storing *s, const struct unit_plan *plan) {
    for (size_t i = 0; i < plan->withdrawn.count; i++) {
        int64_t changed;
        TRY(q_unit_state_withdraw(s->tx, plan->withdrawn.items[i].id, s->now_ms, s->user->name,
                                  &changed));
        if (changed != 1)
            return ERR(ERR_CONFLICT, "the state was withdrawn meanwhile");
    }
    return NULL;
}

static const struct err *store_parts(struct storing *s, struct str id, const char *side,
                                     const struct succession_parts *parts) {
    for (size_t i = 0; i < parts->count; i++)
        TRY(q_succession_part_insert(s->tx, id, real_id(s, parts->items[i].unit_id),
                                     str_from_c(side), (int64_t)i));
    return NULL;
}

static const struct err *store_succession(struct storing *s, const struct succession *succession) {
    struct str id = id_new(s->arena, s->now_ms);
    const struct unit_decision *decision = &succession->decision;
    TRY(q_succession_insert(
        s->tx, id, succession_kind_code(succession->kind),
        succession->is_decided ? STR("decided") : STR("proposed"),
        date_iso_or_none(s->arena, succession->on), str_or_empty(decision->number),
        partial_date_iso(s->arena, decision->made_on), str_or_empty(decision->issuer),
        str_or_empty(succession->note), str_or_empty(decision->source), s->now_ms, s->user->name));
    TRY(store_parts(s, id, "from", &succession->from));
    return store_parts(s, id, "to", &succession->to);
}

/* The unit's end was recorded wrongly, and with it what became of the unit on that day. */
static const struct err *withdraw_end(struct storing *s, const struct unit_plan *plan) {
    struct successions successions;
    TRY(successions_around(s->tx, s->arena, plan->unit_id, &successions));
    for (size_t i = 0; i < successions.count; i++) {
        const struct succession *succession = &successions.items[i];
        int64_t changed;
        if (succession->withdrawn_ms || !succession_has(&succession->from, plan->unit_id) ||
            date_compare(succession->on, plan->undone_end) != 0)
            continue;
        TRY(q_succession_withdraw(s->tx, succession->id, s->now_ms, s->user->name, &changed));
    }
    return NULL;
}

/* "Ban CHQS huyện Ea Kar (… – 1/7/2025)", a line a state. */
static struct str tell_states(struct arena *arena, const struct unit_state *states, size_t count) {
    enum { TOLD_MAX = 20 };
    struct str told = STR("");
    for (size_t i = 0; i < count && i < TOLD_MAX; i++) {
        struct str from = partial_date_display(arena, states[i].begins);
        struct str to = date_display(arena, states[i].to);
        told = str_format(arena, STR_FMT "%s" STR_FMT " (" STR_FMT " – " STR_FMT ")", STR_ARG(told),
                          i ? "; " : "", STR_ARG(states[i].name), STR_ARG(from.n ? from : STR("…")),
                          STR_ARG(to.n ? to : STR("…")));
    }
    return count > TOLD_MAX ? str_format(arena, STR_FMT "; …", STR_ARG(told)) : told;
}

static const char *action_of(enum unit_change_kind kind) {
    static const char *const ACTIONS[UNIT_CHANGE_KIND_COUNT] = {
        [UNIT_ADD] = "unit.add",           [UNIT_RENAME] = "unit.rename",
        [UNIT_MOVE] = "unit.move",         [UNIT_BEGIN] = "unit.begin",
        [UNIT_DISSOLVE] = "unit.dissolve", [UNIT_MERGE] = "unit.merge",
        [UNIT_SPLIT] = "unit.split",       [UNIT_SUCCEED] = "unit.succeed",
        [UNIT_RESTORE] = "unit.restore",
    };
    return ACTIONS[kind];
}

static const struct err *audit_plan(struct storing *s, const struct unit_plan *plan) {
    struct audit_note note = {
        .action = action_of(plan->kind),
        .object_kind = "unit",
        .object_id = plan->unit_id.n ? plan->unit_id : s->first.id,
        .before = tell_states(s->arena, plan->withdrawn.items, plan->withdrawn.count),
        .after = tell_states(s->arena, plan->added.items, plan->added.count),
        .reason = plan->has_succession && plan->succession.decision.number.n
                      ? plan->succession.decision.number
                      : STR_NONE,
    };
    if (plan->added.count && plan->added.items[plan->added.count - 1].decision.number.n)
        note.reason = plan->added.items[plan->added.count - 1].decision.number;
    return audit_write(s->tx, s->arena, s->user, s->now_ms, &note);
}

const struct err *store_plan(struct db_tx *tx, struct arena *arena, const struct user *user,
                             int64_t now_ms, const struct unit_plan *plan, struct str slug,
                             const struct audit_note *note, struct str *ret_slug) {
    struct storing s = {.tx = tx, .arena = arena, .user = user, .now_ms = now_ms};
    TRY(make_units(&s, plan));
    TRY(withdraw_states(&s, plan));
    for (size_t i = 0; i < plan->added.count; i++) {
        struct unit_state state = plan->added.items[i];
        state.unit_id = real_id(&s, state.unit_id);
        state.parent_id = real_id(&s, state.parent_id);
        TRY(store_state(tx, arena, user, now_ms, &state));
    }
    for (size_t i = 0; i < plan->touched.count; i++)
        if (!unit_id_is_planned(plan->touched.items[i]))
            TRY(organisation_units_changed(tx, plan->touched.items[i]));
    if (plan->has_succession)
        TRY(store_succession(&s, &plan->succession));
    if (plan->kind == UNIT_RESTORE)
        TRY(withdraw_end(&s, plan));
    *ret_slug = slug.n || !s.first.id.n ? slug : s.first.slug;
    return note ? audit_write(tx, arena, user, now_ms, note) : audit_plan(&s, plan);
}

/* --- planning and changing -------------------------------------------------------------------- */

struct change_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    enum unit_change_kind kind;
    struct str slug;
    const struct unit_form *form;
    struct issues *issues;
    struct unit_preview *preview;
    struct str made_slug;
};

static const struct err *plan_in(struct db_tx *tx, struct change_work *work) {
    struct str unit_id = STR("");
    if (work->kind != UNIT_ADD)
        TRY(unit_of_slug(tx, work->arena, work->user, work->slug, &unit_id));
    struct unit_kinds kinds;
    TRY(organisation_kinds_in(tx, work->arena, &kinds));
    struct str *codes = ARENA_ARRAY(work->arena, struct str, kinds.count + 1);
    for (size_t i = 0; i < kinds.count; i++)
        codes[i] = kinds.items[i].code;
    *work->issues = (struct issues){0};
    *work->preview = (struct unit_preview){0};
    TRY(organisation_load(tx, work->arena, &work->preview->before));
    unit_change_plan(work->arena, &work->preview->before, work->kind, unit_id, work->form, codes,
                     kinds.count, date_of_instant(work->now_ms), work->issues,
                     &work->preview->plan);
    return NULL;
}

static const struct err *preview_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    TRY(plan_in(tx, work));
    if (work->issues->count == 0)
        unit_change_apply(work->arena, &work->preview->before, &work->preview->plan,
                          &work->preview->after);
    return NULL;
}

const struct err *organisation_preview(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, enum unit_change_kind kind, struct str slug,
                                       const struct unit_form *form, struct issues *issues,
                                       struct unit_preview *ret_preview) {
    TRY(deny_who_may_not_change(user));
    struct change_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .kind = kind,
                               .slug = slug,
                               .form = form,
                               .issues = issues,
                               .preview = ret_preview};
    return db_read(db, preview_in, &work);
}

static const struct err *change_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    TRY(plan_in(tx, work));
    if (work->issues->count)
        return NULL;
    return store_plan(tx, work->arena, work->user, work->now_ms, &work->preview->plan, work->slug,
                      NULL, &work->made_slug);
}

const struct err *organisation_change(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, enum unit_change_kind kind, struct str slug,
                                      const struct unit_form *form, struct issues *issues,
                                      struct str *ret_slug) {
    TRY(deny_who_may_not_change(user));
    struct unit_preview preview;
    struct change_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .kind = kind,
                               .slug = slug,
                               .form = form,
                               .issues = issues,
                               .preview = &preview};
    TRY(db_write(db, change_in, &work));
    *ret_slug = work.made_slug;
    return NULL;
}

/* --- successions and streaks ------------------------------------------------------------------ */

struct succession_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str slug;
    struct str succession_id;
    const struct streak_form *form;
    enum streak inherits;
    struct unit_decision decision;
    struct str reason;
};

/* The succession, which the unit has a part in; else ERR_NOT_FOUND. */
static const struct err *find_succession(struct db_tx *tx, const struct succession_work *work,
                                         struct str *ret_unit_id, struct succession *ret) {
    TRY(unit_of_slug(tx, work->arena, work->user, work->slug, ret_unit_id));
    struct successions successions;
    TRY(successions_around(tx, work->arena, *ret_unit_id, &successions));
    for (size_t i = 0; i < successions.count; i++) {
        const struct succession *s = &successions.items[i];
        if (!str_equal(s->id, work->succession_id) || s->withdrawn_ms)
            continue;
        if (!succession_has(&s->from, *ret_unit_id) && !succession_has(&s->to, *ret_unit_id))
            continue;
        *ret = *s;
        return NULL;
    }
    return ERR(ERR_NOT_FOUND, "no such succession of this unit");
}

static const struct err *withdraw_succession_in(struct db_tx *tx, void *context) {
    struct succession_work *work = context;
    struct str unit_id;
    struct succession succession;
    int64_t changed;
    TRY(find_succession(tx, work, &unit_id, &succession));
    TRY(q_succession_withdraw(tx, succession.id, work->now_ms, work->user->name, &changed));
    struct audit_note note = {
        .action = "unit.withdraw_succession",
        .object_kind = "unit",
        .object_id = unit_id,
        .before = message_plain(LANG_VI, succession_kind_name(succession.kind)),
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *organisation_withdraw_succession(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   struct str slug, struct str succession_id) {
    TRY(deny_who_may_not_change(user));
    struct succession_work work = {.arena = arena,
                                   .user = user,
                                   .now_ms = now_ms,
                                   .slug = slug,
                                   .succession_id = succession_id};
    return db_write(db, withdraw_succession_in, &work);
}

static const struct err *streak_in(struct db_tx *tx, void *context) {
    struct succession_work *work = context;
    const struct streak_form *form = work->form;
    struct str unit_id;
    struct succession succession;
    TRY(find_succession(tx, work, &unit_id, &succession));
    if (!succession_has(&succession.from, form->from_id) ||
        !succession_has(&succession.to, form->to_id))
        return ERR(ERR_NOT_FOUND, "no such pair in the succession");
    int64_t revision = 0;
    for (size_t i = 0; i < succession.streaks.count; i++) {
        const struct succession_streak *streak = &succession.streaks.items[i];
        if (str_equal(streak->from_id, form->from_id) && str_equal(streak->to_id, form->to_id) &&
            streak->revision > revision)
            revision = streak->revision;
    }
    enum streak before = succession_streak_of(&succession, form->from_id, form->to_id);
    TRY(q_streak_insert(tx, succession.id, form->from_id, form->to_id, revision + 1,
                        streak_code(work->inherits), work->decision.number,
                        partial_date_iso(work->arena, work->decision.made_on),
                        work->decision.issuer, work->reason, work->now_ms, work->user->name));
    struct audit_note note = {
        .action = "unit.streak",
        .object_kind = "unit",
        .object_id = unit_id,
        .before = message_plain(LANG_VI, streak_name(before)),
        .after = message_plain(LANG_VI, streak_name(work->inherits)),
        .reason = work->reason,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *organisation_decide_streak(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             struct str slug, const struct streak_form *form,
                                             struct issues *issues) {
    TRY(deny_who_may_not_change(user));
    struct succession_work work = {.arena = arena,
                                   .user = user,
                                   .now_ms = now_ms,
                                   .slug = slug,
                                   .succession_id = form->succession_id,
                                   .form = form,
                                   .reason = STR("")};
    struct unit_form decision = {
        .number = form->number, .decided_on = form->decided_on, .issuer = form->issuer};
    work.decision = unit_decision_read(arena, &decision, issues);
    if (!streak_from_code(form->inherits, &work.inherits))
        issue_add(arena, issues, STR("inherits"), MESSAGE(MSG_organisation_streak_missing));
    work.reason = form_clean_line(arena, form->reason);
    if (str_is_empty(work.reason))
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_organisation_reason_missing));
    else if (utf8_length(work.reason) > UNIT_TEXT_MAX)
        issue_add(arena, issues, STR("reason"),
                  MESSAGE_WITH(MSG_organisation_too_long, str_format(arena, "%d", UNIT_TEXT_MAX)));
    return issues->count ? NULL : db_write(db, streak_in, &work);
}

/* --- honours ---------------------------------------------------------------------------------- */

struct honour_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str slug;
    struct str honour_id; /* to withdraw */
    long long year;
    struct str title;
    bool is_awarded;
    struct unit_decision decision;
};

static const struct err *honour_in(struct db_tx *tx, void *context) {
    struct honour_work *work = context;
    struct str unit_id;
    TRY(unit_of_slug(tx, work->arena, work->user, work->slug, &unit_id));
    struct unit_states states;
    TRY(states_of_unit(tx, work->arena, unit_id, &states));
    const struct date end_of_year = {(int16_t)work->year, 12, 31};
    const struct unit_state *state =
        unit_state_nearest(states.items, states.count, end_of_year, UNIT_KNOWN_NOW);
    struct str name = state ? state->name : STR("");
    const struct unit_decision *d = &work->decision;
    TRY(q_honour_insert(tx, id_new(work->arena, work->now_ms), unit_id, work->year, work->title,
                        work->is_awarded ? STR("awarded") : STR("proposed"), name, d->number,
                        partial_date_iso(work->arena, d->made_on), d->issuer, d->source,
                        work->now_ms, work->user->name));
    struct audit_note note = {
        .action = "unit.honour",
        .object_kind = "unit",
        .object_id = unit_id,
        .after = str_format(work->arena, "%lld: " STR_FMT, work->year, STR_ARG(work->title)),
        .reason = d->number.n ? d->number : STR_NONE,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *organisation_add_honour(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms, struct str slug,
                                          const struct honour_form *form, struct issues *issues) {
    TRY(deny_who_may_not_change(user));
    struct honour_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .slug = slug,
                               .is_awarded = str_equal_c(form->awarded, "1")};
    struct unit_form decision = {.number = form->number,
                                 .decided_on = form->decided_on,
                                 .issuer = form->issuer,
                                 .source = form->source};
    work.decision = unit_decision_read(arena, &decision, issues);
    int this_year = date_of_instant(now_ms).year;
    if (!str_to_int64(form->year.p ? form->year : STR(""), &work.year) || work.year < 1945 ||
        work.year > this_year)
        issue_add(arena, issues, STR("year"),
                  MESSAGE_WITH(MSG_organisation_year_wrong, str_format(arena, "%d", this_year)));
    work.title = form_clean_line(arena, form->title);
    if (str_is_empty(work.title))
        issue_add(arena, issues, STR("title"), MESSAGE(MSG_organisation_title_missing));
    else if (utf8_length(work.title) > UNIT_NAME_MAX)
        issue_add(arena, issues, STR("title"),
                  MESSAGE_WITH(MSG_organisation_too_long, str_format(arena, "%d", UNIT_NAME_MAX)));
    if (str_is_empty(work.decision.source) && str_is_empty(work.decision.number))
        issue_add(arena, issues, STR("source"), MESSAGE(MSG_organisation_source_missing));
    return issues->count ? NULL : db_write(db, honour_in, &work);
}

static const struct err *withdraw_honour_in(struct db_tx *tx, void *context) {
    struct honour_work *work = context;
    struct str unit_id;
    int64_t changed;
    TRY(unit_of_slug(tx, work->arena, work->user, work->slug, &unit_id));
    TRY(q_honour_withdraw(tx, work->honour_id, unit_id, work->now_ms, work->user->name, &changed));
    if (!changed)
        return ERR(ERR_NOT_FOUND, "no such title of this unit");
    struct audit_note note = {
        .action = "unit.withdraw_honour", .object_kind = "unit", .object_id = unit_id};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *organisation_withdraw_honour(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str slug, struct str honour_id) {
    TRY(deny_who_may_not_change(user));
    struct honour_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .slug = slug, .honour_id = honour_id};
    return db_write(db, withdraw_honour_in, &work);
}
