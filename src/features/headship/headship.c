#include "features/headship/headship.h"

#include "text/form_text.h"

struct named {
    struct str code;
    enum msg_id name;
};

static const struct named ROLES[HEADSHIP_ROLE_COUNT] = {
    [HEADSHIP_HEAD] = {STR_INIT("head"), MSG_headship_role_head},
    [HEADSHIP_DEPUTY_1] = {STR_INIT("deputy-1"), MSG_headship_role_deputy_1},
    [HEADSHIP_DEPUTY_2] = {STR_INIT("deputy-2"), MSG_headship_role_deputy_2},
};

static const struct named CHOICES[CHOICE_COUNT] = {
    [CHOICE_ROTATION] = {STR_INIT("rotation"), MSG_headship_choice_rotation},
    [CHOICE_VOTE] = {STR_INIT("vote"), MSG_headship_choice_vote},
    [CHOICE_APPOINTED] = {STR_INIT("appointed"), MSG_headship_choice_appointed},
};

/* Codes stand in addresses. */
static const struct named MEETINGS[MEETING_KIND_COUNT] = {
    [MEETING_SIGNING] = {STR_INIT("ky-ket"), MSG_headship_meeting_signing},
    [MEETING_INTERIM] = {STR_INIT("so-ket"), MSG_headship_meeting_interim},
    [MEETING_ANNUAL] = {STR_INIT("tong-ket"), MSG_headship_meeting_annual},
};

/* The index of CODE, or COUNT. */
static size_t find_code(const struct named *table, size_t count, struct str code) {
    size_t i = 0;
    while (i < count && !str_equal(table[i].code, code))
        i++;
    return i;
}

struct str headship_role_code(enum headship_role role) {
    return ROLES[role].code;
}

bool headship_role_from_code(struct str code, enum headship_role *ret_role) {
    size_t found = find_code(ROLES, HEADSHIP_ROLE_COUNT, code);
    if (found < HEADSHIP_ROLE_COUNT)
        *ret_role = (enum headship_role)found;
    return found < HEADSHIP_ROLE_COUNT;
}

enum msg_id headship_role_name(enum headship_role role) {
    return ROLES[role].name;
}

struct str headship_choice_code(enum headship_choice choice) {
    return CHOICES[choice].code;
}

bool headship_choice_from_code(struct str code, enum headship_choice *ret_choice) {
    size_t found = find_code(CHOICES, CHOICE_COUNT, code);
    if (found < CHOICE_COUNT)
        *ret_choice = (enum headship_choice)found;
    return found < CHOICE_COUNT;
}

enum msg_id headship_choice_name(enum headship_choice choice) {
    return CHOICES[choice].name;
}

struct str meeting_kind_code(enum meeting_kind kind) {
    return MEETINGS[kind].code;
}

bool meeting_kind_from_code(struct str code, enum meeting_kind *ret_kind) {
    size_t found = find_code(MEETINGS, MEETING_KIND_COUNT, code);
    if (found < MEETING_KIND_COUNT)
        *ret_kind = (enum meeting_kind)found;
    return found < MEETING_KIND_COUNT;
}

enum msg_id meeting_kind_name(enum meeting_kind kind) {
    return MEETINGS[kind].name;
}

int meeting_kind_half(enum meeting_kind kind) {
    return kind == MEETING_INTERIM ? 1 : kind == MEETING_ANNUAL ? 2 : 0;
}

/* --- terms ------------------------------------------------------------------------------------ */

bool headship_term_holds(const struct headship_term *term, struct date day) {
    return !term->withdrawn_ms && date_compare(term->from, day) <= 0 &&
           date_compare(day, term->to) < 0;
}

const struct headship_term *headship_term_at(const struct headship_terms *terms,
                                             enum headship_role role, struct date day) {
    for (size_t i = 0; i < terms->count; i++)
        if (terms->items[i].role == role && headship_term_holds(&terms->items[i], day))
            return &terms->items[i];
    return NULL;
}

struct date headship_year_after(struct date day) {
    struct date later;
    if (!date_make(day.year + 1, day.month, day.day, &later))
        later = (struct date){(int16_t)(day.year + 1), 3, 1};
    return later;
}

static bool overlap(const struct headship_term *a, const struct headship_term *b) {
    return date_compare(a->from, b->to) < 0 && date_compare(b->from, a->to) < 0;
}

static struct str last_day(struct arena *arena, struct date to) {
    return date_display(arena, date_from_days(date_to_days(to) - 1));
}

/* TERM beside another that counts; FIELD takes what is wrong. */
static void check_beside(struct arena *arena, const struct headship_term *term,
                         const struct headship_term *other, struct issues *issues) {
    if (!overlap(term, other))
        return;
    struct str from = date_display(arena, other->from);
    struct str to = last_day(arena, other->to);
    if (term->role == other->role)
        issue_add(arena, issues, STR("from"),
                  MESSAGE_WITH(MSG_headship_overlap, message_plain(LANG_VI, ROLES[term->role].name),
                               other->unit.name, from, to));
    else if (str_equal(term->unit.id, other->unit.id))
        issue_add(arena, issues, STR("unit"),
                  MESSAGE_WITH(MSG_headship_two_posts, term->unit.name,
                               message_plain(LANG_VI, ROLES[other->role].name), from, to));
}

static struct date read_date(struct arena *arena, struct issues *issues, const char *field,
                             struct str text) {
    return form_date(arena, issues, str_from_c(field), text, MSG_headship_date_wrong);
}

static struct str read_text(struct arena *arena, struct issues *issues, const char *field,
                            struct str text) {
    return form_line(arena, issues, str_from_c(field), text, HEADSHIP_TEXT_MAX,
                     MSG_headship_too_long);
}

struct str headship_check_reason(struct arena *arena, struct str reason, bool is_needed,
                                 struct issues *issues) {
    struct str clean = read_text(arena, issues, "reason", reason);
    if (is_needed && !clean.n)
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_headship_reason_missing));
    return clean;
}

static const struct cluster_unit *find_unit(const struct cluster_units *units, struct str id) {
    for (size_t i = 0; i < units->count && id.n; i++)
        if (str_equal(units->items[i].id, id))
            return &units->items[i];
    return NULL;
}

/* The last day, as people say it, becomes the first day after; none: a year from FROM. */
static struct date end_of(struct arena *arena, struct issues *issues, const char *field,
                          struct str text, struct date from) {
    struct date last = read_date(arena, issues, field, text);
    if (date_is_empty(last))
        return date_is_empty(from) ? last : headship_year_after(from);
    if (!date_is_empty(from) && date_compare(last, from) < 0)
        issue_add(arena, issues, str_from_c(field),
                  MESSAGE_WITH(MSG_headship_end_before_begin, date_display(arena, from)));
    return date_from_days(date_to_days(last) + 1);
}

static void check_within(struct arena *arena, struct issues *issues, const char *field, int year,
                         struct date from, struct date to) {
    struct date first = {(int16_t)year, 1, 1};
    struct date after = {(int16_t)(year + 1), 1, 1};
    if (date_compare(from, after) >= 0 || date_compare(to, first) <= 0)
        issue_add(arena, issues, str_from_c(field),
                  MESSAGE_WITH(MSG_headship_outside, str_format(arena, "%d", year)));
}

void headship_check_term(struct arena *arena, const struct headship_term_form *form, int year,
                         const struct cluster_units *members, const struct headship_terms *terms,
                         struct str skip_id, struct issues *issues,
                         struct headship_term *ret_term) {
    struct headship_term term = {.id = STR("")};
    if (!headship_role_from_code(form->role, &term.role))
        issue_add(arena, issues, STR("role"), MESSAGE(MSG_headship_role_missing));
    const struct cluster_unit *unit = find_unit(members, form->unit);
    if (unit)
        term.unit = *unit;
    else
        issue_add(arena, issues, STR("unit"),
                  MESSAGE_WITH(MSG_headship_not_a_member, str_format(arena, "%d", year)));
    if (!headship_choice_from_code(form->choice, &term.choice))
        issue_add(arena, issues, STR("choice"), MESSAGE(MSG_headship_choice_missing));
    term.from = read_date(arena, issues, "from", form->from);
    if (!form->from.n)
        issue_add(arena, issues, STR("from"), MESSAGE(MSG_headship_from_missing));
    term.to = end_of(arena, issues, "to", form->to, term.from);
    term.minutes = read_text(arena, issues, "minutes", form->minutes);
    if (!term.minutes.n)
        issue_add(arena, issues, STR("minutes"), MESSAGE(MSG_headship_minutes_missing));
    term.note = read_text(arena, issues, "note", form->note);
    if (!issues->count)
        check_within(arena, issues, "from", year, term.from, term.to);
    for (size_t i = 0; !issues->count && i < terms->count; i++)
        if (!terms->items[i].withdrawn_ms && !str_equal(terms->items[i].id, skip_id))
            check_beside(arena, &term, &terms->items[i], issues);
    *ret_term = term;
}

void headship_find_gaps(struct arena *arena, const struct headship_terms *terms,
                        struct headship_gaps *ret_gaps) {
    *ret_gaps = (struct headship_gaps){0};
    const struct headship_term *before = NULL;
    for (;;) {
        const struct headship_term *next = NULL;
        for (size_t i = 0; i < terms->count; i++) {
            const struct headship_term *term = &terms->items[i];
            bool counts = term->role == HEADSHIP_HEAD && !term->withdrawn_ms &&
                          (!before || date_compare(term->from, before->from) > 0);
            if (counts && (!next || date_compare(term->from, next->from) < 0))
                next = term;
        }
        if (!next)
            return;
        if (before && date_compare(before->to, next->from) < 0)
            *list_push(arena, ret_gaps) =
                (struct headship_gap){before->to, next->from, before, next};
        before = next;
    }
}

/* --- rotation --------------------------------------------------------------------------------- */

int headship_term_year(const struct headship_term *term) {
    struct date half_before_end = date_from_days(date_to_days(term->to) - 183);
    return date_compare(half_before_end, term->from) < 0 ? term->from.year : half_before_end.year;
}

static struct headship_candidate candidate_of(struct arena *arena,
                                              const struct cluster_units *members, size_t member,
                                              const struct headship_history *history, int year) {
    struct headship_candidate candidate = {.member = member};
    int counted = 0; /* the years come in order: each once */
    for (size_t i = 0; i < history->count; i++) {
        const struct headship_past *past = &history->items[i];
        if (past->year >= year || !str_equal(past->unit_id, members->items[member].id))
            continue;
        if (past->year > candidate.last_year)
            candidate.last_year = past->year;
        candidate.times += past->year != counted;
        counted = past->year;
    }
    candidate.is_head = candidate.last_year && candidate.last_year == year - 1;
    struct str last = str_format(arena, "%d", candidate.last_year);
    struct str times = str_format(arena, "%zu", candidate.times);
    struct str since = str_format(arena, "%d", history->since);
    if (candidate.is_head)
        candidate.why = MESSAGE_WITH(MSG_headship_why_head, last);
    else if (candidate.last_year)
        candidate.why = MESSAGE_WITH(MSG_headship_why_last, last, times);
    else if (history->since)
        candidate.why = MESSAGE_WITH(MSG_headship_why_never, since);
    else
        candidate.why = MESSAGE(MSG_headship_why_unknown);
    return candidate;
}

void headship_rotate(struct arena *arena, const struct cluster_units *members,
                     const struct headship_history *history, int year,
                     struct headship_candidates *ret_candidates) {
    *ret_candidates = (struct headship_candidates){0};
    size_t start = 0;
    int latest = 0;
    struct headship_candidate *all =
        ARENA_ARRAY(arena, struct headship_candidate, members->count + 1);
    for (size_t i = 0; i < members->count; i++) {
        all[i] = candidate_of(arena, members, i, history, year);
        if (all[i].last_year > latest) {
            latest = all[i].last_year;
            start = i + 1;
        }
    }
    /* By last year, and among equals as they stand after the last head. */
    for (size_t i = 0; i < members->count; i++) {
        struct headship_candidate candidate = all[(start + i) % members->count];
        size_t place = ret_candidates->count;
        *list_push(arena, ret_candidates) = candidate;
        for (; place && ret_candidates->items[place - 1].last_year > candidate.last_year; place--)
            ret_candidates->items[place] = ret_candidates->items[place - 1];
        ret_candidates->items[place] = candidate;
    }
}

/* --- handing over ----------------------------------------------------------------------------- */

struct str handover_field(struct arena *arena, const char *what, size_t row) {
    return str_format(arena, "%s-%zu", what, row + 1);
}

static void read_items(struct arena *arena, const struct handover_form *form, struct issues *issues,
                       struct handover *handover) {
    for (size_t i = 0; i < HEADSHIP_ITEMS_MAX; i++) {
        struct str title_field = handover_field(arena, "title", i);
        struct str count_field = handover_field(arena, "count", i);
        struct handover_item item = {
            .title = read_text(arena, issues, title_field.p, form->titles[i]),
            .note = read_text(arena, issues, handover_field(arena, "note", i).p, form->notes[i]),
        };
        struct str count = form->counts[i].p ? str_trim(form->counts[i]) : STR("");
        if (count.n && (!str_to_int64(count, &item.count) || item.count < 1 || item.count > 9999))
            issue_add(arena, issues, count_field, MESSAGE_WITH(MSG_headship_count_wrong, count));
        if (!item.title.n && (count.n || item.note.n))
            issue_add(arena, issues, title_field, MESSAGE(MSG_headship_item_without_title));
        if (item.title.n)
            *list_push(arena, &handover->items) = item;
    }
}

static void read_people(struct arena *arena, const struct handover_form *form,
                        struct issues *issues, struct handover *handover) {
    handover->meeting = read_text(arena, issues, "meeting", form->meeting);
    handover->venue = read_text(arena, issues, "venue", form->venue);
    handover->minutes = read_text(arena, issues, "minutes", form->minutes);
    handover->from_name = read_text(arena, issues, "from_name", form->from_name);
    handover->from_post = read_text(arena, issues, "from_post", form->from_post);
    handover->to_name = read_text(arena, issues, "to_name", form->to_name);
    handover->to_post = read_text(arena, issues, "to_post", form->to_post);
    handover->witness_name = read_text(arena, issues, "witness_name", form->witness_name);
    handover->witness_post = read_text(arena, issues, "witness_post", form->witness_post);
    handover->remark = read_text(arena, issues, "remark", form->remark);
    if (!handover->minutes.n)
        issue_add(arena, issues, STR("minutes"), MESSAGE(MSG_headship_minutes_missing));
}

void handover_check_form(struct arena *arena, const struct handover_form *form, int year,
                         const struct cluster_units *outgoing, const struct cluster_units *members,
                         struct issues *issues, struct handover *ret_handover) {
    struct handover handover = {.id = STR(""), .year = year};
    const struct cluster_unit *from = find_unit(outgoing, form->from);
    const struct cluster_unit *to = find_unit(members, form->to);
    if (from)
        handover.from = *from;
    else
        issue_add(arena, issues, STR("from"), MESSAGE(MSG_headship_outgoing_missing));
    if (to)
        handover.to = *to;
    else
        issue_add(arena, issues, STR("to"),
                  MESSAGE_WITH(MSG_headship_not_a_member, str_format(arena, "%d", year)));
    if (from && to && str_equal(from->id, to->id))
        issue_add(arena, issues, STR("to"), MESSAGE(MSG_headship_to_itself));
    if (!headship_choice_from_code(form->choice, &handover.choice))
        issue_add(arena, issues, STR("choice"), MESSAGE(MSG_headship_choice_missing));
    handover.on = read_date(arena, issues, "on", form->on);
    if (!form->on.n)
        issue_add(arena, issues, STR("on"), MESSAGE(MSG_headship_on_missing));
    handover.until = end_of(arena, issues, "until", form->until, handover.on);
    if (!date_is_empty(handover.on))
        check_within(arena, issues, "on", year, handover.on, handover.until);
    read_people(arena, form, issues, &handover);
    read_items(arena, form, issues, &handover);
    *ret_handover = handover;
}

/* The head's term before the day that is the outgoing one's: it holds on the day before, or is its
 * last to have ended. NULL where none is recorded. */
static const struct headship_term *outgoing_term(const struct handover *handover,
                                                 const struct headship_terms *terms) {
    const struct headship_term *found = NULL;
    for (size_t i = 0; i < terms->count; i++) {
        const struct headship_term *term = &terms->items[i];
        bool counts = !term->withdrawn_ms && term->role == HEADSHIP_HEAD &&
                      str_equal(term->unit.id, handover->from.id) &&
                      date_compare(term->from, handover->on) < 0;
        if (counts && (!found || date_compare(found->from, term->from) < 0))
            found = term;
    }
    return found;
}

/* Who becomes head is deputy no longer: its terms as deputy end on the day. */
static void end_deputyship(struct arena *arena, const struct handover *handover,
                           const struct headship_term *term, struct handover_plan *plan) {
    bool counts = !term->withdrawn_ms && term->role != HEADSHIP_HEAD &&
                  str_equal(term->unit.id, handover->to.id) &&
                  date_compare(handover->on, term->to) < 0 &&
                  date_compare(term->from, handover->until) < 0;
    if (!counts)
        return;
    *list_push(arena, &plan->withdrawn) = *term;
    if (date_compare(term->from, handover->on) >= 0)
        return;
    struct headship_term ended = *term;
    ended.to = handover->on;
    *list_push(arena, &plan->added) = ended;
}

/* A term foreseen for the incoming head, which the handing over moves to its day. */
static const struct headship_term *foreseen_term(const struct handover *handover,
                                                 const struct headship_terms *terms) {
    for (size_t i = 0; i < terms->count; i++) {
        const struct headship_term *term = &terms->items[i];
        if (!term->withdrawn_ms && term->role == HEADSHIP_HEAD &&
            str_equal(term->unit.id, handover->to.id) &&
            date_compare(term->from, handover->until) < 0 &&
            date_compare(handover->on, term->to) < 0)
            return term;
    }
    return NULL;
}

void handover_plan_terms(struct arena *arena, const struct handover *handover,
                         const struct headship_terms *terms, struct issues *issues,
                         struct handover_plan *ret_plan) {
    struct handover_plan plan = {0};
    const struct headship_term *before = outgoing_term(handover, terms);
    const struct headship_term *foreseen = foreseen_term(handover, terms);
    if (before && date_compare(before->to, handover->on) != 0) {
        struct headship_term ended = *before;
        ended.to = handover->on;
        *list_push(arena, &plan.withdrawn) = *before;
        *list_push(arena, &plan.added) = ended;
    }
    if (foreseen)
        *list_push(arena, &plan.withdrawn) = *foreseen;
    for (size_t i = 0; i < terms->count; i++)
        end_deputyship(arena, handover, &terms->items[i], &plan);
    *list_push(arena, &plan.added) = (struct headship_term){.id = STR(""),
                                                            .role = HEADSHIP_HEAD,
                                                            .unit = handover->to,
                                                            .from = handover->on,
                                                            .to = handover->until,
                                                            .choice = handover->choice,
                                                            .minutes = handover->minutes,
                                                            .note = STR("")};
    for (size_t i = 0; i < terms->count; i++) {
        const struct headship_term *other = &terms->items[i];
        bool leaves = other->withdrawn_ms;
        for (size_t k = 0; k < plan.withdrawn.count; k++)
            leaves = leaves || str_equal(plan.withdrawn.items[k].id, other->id);
        for (size_t k = 0; !leaves && other != before && k < plan.added.count; k++)
            check_beside(arena, &plan.added.items[k], other, issues);
    }
    *ret_plan = plan;
}
