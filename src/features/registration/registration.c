#include "features/registration/registration.h"

#include "text/form_text.h"

static const struct {
    struct str code;
    enum msg_id name;
} ACTS[REGISTRATION_ACT_COUNT] = {
    [REGISTRATION_SUBMIT] = {STR_INIT("submit"), MSG_registration_act_submit},
    [REGISTRATION_RECEIVE] = {STR_INIT("receive"), MSG_registration_act_receive},
    [REGISTRATION_RETURN] = {STR_INIT("return"), MSG_registration_act_return},
    [REGISTRATION_WITHDRAW] = {STR_INIT("withdraw"), MSG_registration_act_withdraw},
    [REGISTRATION_PERMIT] = {STR_INIT("permit"), MSG_registration_act_permit},
};

static const struct {
    struct str code;
    enum msg_id name;
} LEVELS[REGISTRATION_LEVEL_COUNT] = {
    [REGISTRATION_WARN] = {STR_INIT("warn"), MSG_registration_level_warn},
    [REGISTRATION_REFUSE] = {STR_INIT("refuse"), MSG_registration_level_refuse},
};

struct str registration_act_code(enum registration_act act) {
    return ACTS[act].code;
}

bool registration_act_from_code(struct str code, enum registration_act *ret_act) {
    for (int act = 0; act < REGISTRATION_ACT_COUNT; act++)
        if (str_equal(ACTS[act].code, code)) {
            *ret_act = (enum registration_act)act;
            return true;
        }
    return false;
}

enum msg_id registration_act_name(enum registration_act act) {
    return ACTS[act].name;
}

struct str registration_level_code(enum registration_level level) {
    return LEVELS[level].code;
}

bool registration_level_from_code(struct str code, enum registration_level *ret_level) {
    for (int level = 0; level < REGISTRATION_LEVEL_COUNT; level++)
        if (str_equal(LEVELS[level].code, code)) {
            *ret_level = (enum registration_level)level;
            return true;
        }
    return false;
}

enum msg_id registration_level_name(enum registration_level level) {
    return LEVELS[level].name;
}

enum msg_id registration_state_name(enum registration_state state) {
    static const enum msg_id NAMES[REGISTRATION_STATE_COUNT] = {
        MSG_registration_state_missing,   MSG_registration_state_draft,
        MSG_registration_state_submitted, MSG_registration_state_received,
        MSG_registration_state_returned,  MSG_registration_state_withdrawn};
    return NAMES[state];
}

/* --- what the events say ------------------------------------------------------------------ */

const struct registration_revision *registration_newest(const struct registration *registration) {
    size_t count = registration->revisions.count;
    return count ? &registration->revisions.items[count - 1] : NULL;
}

/* The last thing that was done to a revision; a permission does nothing to it. */
static const struct registration_event *last_event(const struct registration *registration,
                                                   int64_t revision) {
    for (size_t i = registration->events.count; i-- > 0;) {
        const struct registration_event *event = &registration->events.items[i];
        if (event->act != REGISTRATION_PERMIT && event->revision == revision)
            return event;
    }
    return NULL;
}

enum registration_state registration_state_of(const struct registration *registration) {
    const struct registration_revision *newest = registration_newest(registration);
    if (!newest)
        return REGISTRATION_MISSING;
    const struct registration_event *event = last_event(registration, newest->revision);
    if (!event)
        return REGISTRATION_DRAFT;
    static const enum registration_state STATES[REGISTRATION_ACT_COUNT] = {
        [REGISTRATION_SUBMIT] = REGISTRATION_SUBMITTED,
        [REGISTRATION_RECEIVE] = REGISTRATION_RECEIVED,
        [REGISTRATION_RETURN] = REGISTRATION_RETURNED,
        [REGISTRATION_WITHDRAW] = REGISTRATION_WITHDRAWN,
        [REGISTRATION_PERMIT] = REGISTRATION_DRAFT,
    };
    return STATES[event->act];
}

/* Withdrawing takes back everything that was sent before. */
static int64_t last_withdrawn_revision(const struct registration *registration) {
    int64_t revision = 0;
    for (size_t i = 0; i < registration->events.count; i++)
        if (registration->events.items[i].act == REGISTRATION_WITHDRAW)
            revision = registration->events.items[i].revision;
    return revision;
}

const struct registration_revision *registration_counted(const struct registration *registration,
                                                         int64_t *ret_submitted_ms) {
    int64_t withdrawn = last_withdrawn_revision(registration);
    *ret_submitted_ms = 0;
    for (size_t i = registration->revisions.count; i-- > 0;) {
        const struct registration_revision *revision = &registration->revisions.items[i];
        if (revision->revision <= withdrawn)
            return NULL;
        const struct registration_event *event = last_event(registration, revision->revision);
        if (!event || (event->act != REGISTRATION_SUBMIT && event->act != REGISTRATION_RECEIVE))
            continue;
        for (size_t j = 0; j < registration->events.count; j++)
            if (registration->events.items[j].act == REGISTRATION_SUBMIT &&
                registration->events.items[j].revision == revision->revision)
                *ret_submitted_ms = registration->events.items[j].at_ms;
        return revision;
    }
    return NULL;
}

int64_t registration_first_submitted_ms(const struct registration *registration) {
    for (size_t i = 0; i < registration->events.count; i++)
        if (registration->events.items[i].act == REGISTRATION_SUBMIT)
            return registration->events.items[i].at_ms;
    return 0;
}

bool registration_is_late(int64_t submitted_ms, struct date deadline) {
    return !date_is_empty(deadline) && date_compare(date_of_instant(submitted_ms), deadline) > 0;
}

bool registration_may_submit(const struct registration *registration, struct date deadline,
                             int64_t now_ms) {
    if (!registration_is_late(now_ms, deadline))
        return true;
    /* What came last of sending, permitting and asking for more. */
    for (size_t i = registration->events.count; i-- > 0;) {
        enum registration_act act = registration->events.items[i].act;
        if (act == REGISTRATION_PERMIT || act == REGISTRATION_RETURN)
            return true;
        if (act == REGISTRATION_SUBMIT || act == REGISTRATION_WITHDRAW)
            return false;
    }
    return false;
}

size_t registration_count_of(const struct registration_lines *lines, struct str title_code) {
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++)
        count += str_equal(lines->items[i].title_code, title_code);
    return count;
}

/* --- forms -------------------------------------------------------------------------------- */

static struct str clean_text(struct arena *arena, struct issues *issues, const char *field,
                             struct str typed, size_t max) {
    return form_text(arena, issues, str_from_c(field), typed, max, MSG_registration_too_long);
}

static bool was_before(const struct registration_lines *lines, size_t index) {
    const struct registration_line *line = &lines->items[index];
    for (size_t i = 0; i < index; i++)
        if (str_equal(lines->items[i].title_code, line->title_code) &&
            str_equal(lines->items[i].person_id, line->person_id))
            return true;
    return false;
}

static struct message fault_of_line(const struct registration_lines *lines, size_t index,
                                    const struct award_titles *titles, int year) {
    const struct registration_line *line = &lines->items[index];
    const struct award_title *title = award_find(titles, line->title_code);
    if (!title)
        return MESSAGE_WITH(MSG_registration_title_unknown, line->title_code);
    if (!award_holds_in(title, year))
        return MESSAGE_WITH(MSG_registration_title_not_then, title->name);
    if (title->for_person && str_is_empty(line->person_id))
        return MESSAGE_WITH(MSG_registration_title_for_person, title->name);
    if (!title->for_person && !str_is_empty(line->person_id))
        return MESSAGE_WITH(MSG_registration_title_for_unit, title->name);
    if (was_before(lines, index) && title->for_person)
        return MESSAGE_WITH(MSG_registration_person_twice, line->person_name, title->name);
    if (was_before(lines, index))
        return MESSAGE_WITH(MSG_registration_unit_twice, title->name);
    return MESSAGE(MSG_none);
}

void registration_check_form(struct arena *arena, const struct registration_form *form,
                             const struct registration *registration,
                             const struct award_titles *titles, int year, struct issues *issues,
                             struct registration_revision *ret_revision) {
    const struct registration_revision *newest = registration_newest(registration);
    int64_t stored = newest ? newest->revision : 0;
    struct registration_revision revision = {.revision = stored + 1, .lines = form->lines};
    revision.note = clean_text(arena, issues, "note", form->note, REGISTRATION_NOTE_MAX);
    revision.reason = clean_text(arena, issues, "reason", form->reason, REGISTRATION_REASON_MAX);
    if (form->seen_revision != stored)
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_registration_changed_meanwhile));
    if (form->lines.count > REGISTRATION_TITLES_MAX)
        issue_add(arena, issues, STR_NONE,
                  MESSAGE_WITH(MSG_registration_too_many,
                               str_format(arena, "%d", (int)REGISTRATION_TITLES_MAX)));
    for (size_t i = 0; i < form->lines.count && i < REGISTRATION_TITLES_MAX; i++) {
        struct message fault = fault_of_line(&form->lines, i, titles, year);
        if (fault.id != MSG_none)
            issue_add(arena, issues, str_format(arena, "title-%zu", i), fault);
    }
    if (registration_first_submitted_ms(registration) && str_is_empty(revision.reason))
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_registration_change_reason_missing));
    *ret_revision = revision;
}

static void check_submit(struct arena *arena, const struct registration *registration,
                         enum registration_state state, struct date deadline, int64_t now_ms,
                         struct issues *issues) {
    const struct registration_revision *newest = registration_newest(registration);
    if (state != REGISTRATION_DRAFT)
        issue_add(arena, issues, STR_NONE,
                  MESSAGE(state == REGISTRATION_MISSING     ? MSG_registration_nothing_to_submit
                          : state == REGISTRATION_RETURNED  ? MSG_registration_change_first
                          : state == REGISTRATION_WITHDRAWN ? MSG_registration_change_first
                                                            : MSG_registration_submitted_already));
    else if (!newest->lines.count)
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_registration_nothing_to_submit));
    else if (!registration_may_submit(registration, deadline, now_ms))
        issue_add(arena, issues, STR_NONE,
                  MESSAGE_WITH(MSG_registration_deadline_passed, date_display(arena, deadline)));
}

void registration_check_act(struct arena *arena, const struct registration *registration,
                            enum registration_act act, int64_t seen_revision, struct str reason,
                            struct date deadline, int64_t now_ms, struct issues *issues) {
    const struct registration_revision *newest = registration_newest(registration);
    enum registration_state state = registration_state_of(registration);
    bool needs_reason =
        act == REGISTRATION_RETURN || act == REGISTRATION_WITHDRAW || act == REGISTRATION_PERMIT;
    struct str clean = clean_text(arena, issues, "reason", reason, REGISTRATION_REASON_MAX);
    if (needs_reason && str_is_empty(clean))
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_registration_reason_missing));
    if (act != REGISTRATION_PERMIT && seen_revision != (newest ? newest->revision : 0)) {
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_registration_changed_meanwhile));
        return;
    }
    int64_t ignored;
    switch (act) {
    case REGISTRATION_SUBMIT:
        check_submit(arena, registration, state, deadline, now_ms, issues);
        return;
    case REGISTRATION_RECEIVE:
        if (state != REGISTRATION_SUBMITTED)
            issue_add(arena, issues, STR_NONE, MESSAGE(MSG_registration_not_submitted));
        return;
    case REGISTRATION_RETURN:
        if (state != REGISTRATION_SUBMITTED && state != REGISTRATION_RECEIVED)
            issue_add(arena, issues, STR_NONE, MESSAGE(MSG_registration_not_submitted));
        return;
    case REGISTRATION_WITHDRAW:
        if (!registration_counted(registration, &ignored))
            issue_add(arena, issues, STR_NONE, MESSAGE(MSG_registration_nothing_to_withdraw));
        return;
    default:
        if (!registration_is_late(now_ms, deadline))
            issue_add(arena, issues, STR_NONE, MESSAGE(MSG_registration_not_late));
    }
}

/* --- what was not registered ---------------------------------------------------------------- */

const struct registration_rule *registration_rule_of(const struct registration_rules *rules,
                                                     int year) {
    const struct registration_rule *found = NULL;
    for (size_t i = 0; i < rules->count; i++) {
        const struct registration_rule *rule = &rules->items[i];
        if (rule->from_year <= year && (!found || rule->from_year >= found->from_year))
            found = rule;
    }
    return found;
}

struct registration_verdict registration_judge(struct arena *arena,
                                               const struct registration_fact *fact,
                                               const struct registration_rule *rule,
                                               const struct award_title *title, int year) {
    struct str in_year = str_format(arena, "%d", year);
    if (fact->registered) {
        struct str on = date_display(arena, date_of_instant(fact->submitted_ms));
        if (!str_is_empty(fact->carried_from))
            return (struct registration_verdict){
                REGISTRATION_ALLOWED,
                MESSAGE_WITH(MSG_registration_was_carried, title->name, fact->carried_from, on)};
        return (struct registration_verdict){
            REGISTRATION_ALLOWED, MESSAGE_WITH(fact->was_late ? MSG_registration_was_late
                                                              : MSG_registration_was_registered,
                                               title->name, on)};
    }
    bool refuse = rule && rule->level == REGISTRATION_REFUSE;
    return (struct registration_verdict){
        refuse ? REGISTRATION_REFUSED : REGISTRATION_WARNED,
        MESSAGE_WITH(refuse ? MSG_registration_not_allowed : MSG_registration_not_registered,
                     title->name, in_year)};
}
