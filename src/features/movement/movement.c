#include "features/movement/movement.h"

#include "features/legal/legal_cite.h"
#include "text/form_text.h"
#include "text/vi_fold.h"

/* --- names -------------------------------------------------------------------------------- */

static const struct {
    struct str code;
    enum msg_id name;
} KINDS[MOVEMENT_KIND_COUNT] = {
    [MOVEMENT_MOVEMENT] = {STR_INIT("movement"), MSG_movement_kind_movement},
    [MOVEMENT_DIRECTIVE] = {STR_INIT("directive"), MSG_movement_kind_directive},
    [MOVEMENT_RESOLUTION] = {STR_INIT("resolution"), MSG_movement_kind_resolution},
    [MOVEMENT_CAMPAIGN] = {STR_INIT("campaign"), MSG_movement_kind_campaign},
    [MOVEMENT_DRIVE] = {STR_INIT("drive"), MSG_movement_kind_drive},
    [MOVEMENT_DOCUMENT] = {STR_INIT("document"), MSG_movement_kind_document},
};

static const struct {
    struct str code;
    enum msg_id name;
} MANNERS[MOVEMENT_MANNER_COUNT] = {
    [MOVEMENT_MANNER_UNKNOWN] = {STR_INIT(""), MSG_movement_manner_unknown},
    [MOVEMENT_REGULAR] = {STR_INIT("regular"), MSG_movement_manner_regular},
    [MOVEMENT_THEMATIC] = {STR_INIT("thematic"), MSG_movement_manner_thematic},
};

#define BIT(step) (1U << (step))

/* NEXT: what may be recorded after it. Going back is a correction, never a step. */
static const struct {
    struct str code;
    enum msg_id name;
    enum msg_id state;
    unsigned next;
} STEPS[MOVEMENT_STEP_COUNT + 1] = {
    [MOVEMENT_PLAN] = {STR_INIT("plan"), MSG_movement_step_plan, MSG_movement_state_plan,
                       BIT(MOVEMENT_LAUNCH)},
    [MOVEMENT_LAUNCH] = {STR_INIT("launch"), MSG_movement_step_launch, MSG_movement_state_launch,
                         BIT(MOVEMENT_CHECK)},
    [MOVEMENT_CHECK] = {STR_INIT("check"), MSG_movement_step_check, MSG_movement_state_check,
                        BIT(MOVEMENT_CHECK) | BIT(MOVEMENT_REVIEW)},
    [MOVEMENT_REVIEW] = {STR_INIT("review"), MSG_movement_step_review, MSG_movement_state_review,
                         BIT(MOVEMENT_REVIEW) | BIT(MOVEMENT_REWARD)},
    [MOVEMENT_REWARD] = {STR_INIT("reward"), MSG_movement_step_reward, MSG_movement_state_reward,
                         BIT(MOVEMENT_REWARD) | BIT(MOVEMENT_CLOSE)},
    [MOVEMENT_CLOSE] = {STR_INIT("close"), MSG_movement_step_close, MSG_movement_state_close, 0},
    [MOVEMENT_NO_STEP] = {STR_INIT(""), MSG_movement_step_none, MSG_movement_state_none,
                          BIT(MOVEMENT_PLAN)},
};

struct str movement_kind_code(enum movement_kind kind) {
    return KINDS[kind].code;
}

bool movement_kind_from_code(struct str code, enum movement_kind *ret_kind) {
    for (int kind = 0; kind < MOVEMENT_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind].code, code)) {
            *ret_kind = (enum movement_kind)kind;
            return true;
        }
    return false;
}

enum msg_id movement_kind_name(enum movement_kind kind) {
    return KINDS[kind].name;
}

bool movement_is_run(enum movement_kind kind) {
    return kind == MOVEMENT_MOVEMENT || kind == MOVEMENT_DRIVE;
}

struct str movement_manner_code(enum movement_manner manner) {
    return MANNERS[manner].code;
}

bool movement_manner_from_code(struct str code, enum movement_manner *ret_manner) {
    for (int manner = 0; manner < MOVEMENT_MANNER_COUNT; manner++)
        if (str_equal(MANNERS[manner].code, code)) {
            *ret_manner = (enum movement_manner)manner;
            return true;
        }
    return false;
}

enum msg_id movement_manner_name(enum movement_manner manner) {
    return MANNERS[manner].name;
}

struct str movement_step_code(enum movement_step step) {
    return STEPS[step].code;
}

bool movement_step_from_code(struct str code, enum movement_step *ret_step) {
    for (int step = 0; step < MOVEMENT_STEP_COUNT; step++)
        if (str_equal(STEPS[step].code, code)) {
            *ret_step = (enum movement_step)step;
            return true;
        }
    return false;
}

enum msg_id movement_step_name(enum movement_step step) {
    return STEPS[step].name;
}

enum msg_id movement_state_name(enum movement_step step) {
    return STEPS[step].state;
}

const struct movement *movement_by_id(const struct movements *movements, struct str id) {
    for (size_t i = 0; i < movements->count; i++)
        if (str_equal(movements->items[i].id, id))
            return &movements->items[i];
    return NULL;
}

/* --- when --------------------------------------------------------------------------------- */

struct date movement_from(const struct movement *movement) {
    return movement_is_run(movement->kind) ? partial_date_first(movement->begins)
                                           : movement->issued_on;
}

struct date movement_to(const struct movement *movement) {
    struct date last = partial_date_last(movement->ends);
    return date_is_empty(last) ? last : date_from_days(date_to_days(last) + 1);
}

bool movement_runs_in(const struct movement *movement, struct date from, struct date to) {
    struct date begin = movement_from(movement);
    struct date end = movement_to(movement);
    return (date_is_empty(begin) || date_compare(begin, to) < 0) &&
           (date_is_empty(end) || date_compare(end, from) > 0);
}

struct str movement_span(struct arena *arena, enum lang lang, const struct movement *movement) {
    struct str from = partial_date_display(arena, movement->begins);
    struct str to = partial_date_display(arena, movement->ends);
    if (from.n && to.n)
        return str_format(arena, STR_FMT " – " STR_FMT, STR_ARG(from), STR_ARG(to));
    if (from.n)
        return message_text(arena, lang, MESSAGE_WITH(MSG_movement_span_from, from));
    return to.n ? message_text(arena, lang, MESSAGE_WITH(MSG_movement_span_to, to)) : STR("");
}

/* --- fields ------------------------------------------------------------------------------- */

struct str movement_text_of(struct arena *arena, struct issues *issues, struct str field,
                            struct str typed, size_t max) {
    struct str text = str_trim(typed);
    form_check_length(arena, issues, field, text, max, MSG_movement_too_long);
    return str_or_empty(text);
}

struct date movement_date_of(struct arena *arena, struct issues *issues, struct str field,
                             struct str typed) {
    return form_date(arena, issues, field, typed, MSG_movement_date_wrong);
}

bool movement_number_of(struct arena *arena, struct issues *issues, struct str field,
                        struct str typed, struct decimal *ret_value) {
    *ret_value = DECIMAL_ZERO;
    if (str_is_empty(typed))
        return false;
    enum decimal_reading reading = decimal_read_human(typed, ret_value);
    if (reading == DECIMAL_AMBIGUOUS)
        issue_add(arena, issues, field, MESSAGE_WITH(MSG_movement_number_ambiguous, typed));
    else if (reading == DECIMAL_NO_NUMBER)
        issue_add(arena, issues, field, MESSAGE_WITH(MSG_movement_number_wrong, typed));
    else if (ret_value->units < 0)
        issue_add(arena, issues, field, MESSAGE(MSG_movement_number_negative));
    return reading == DECIMAL_READ && ret_value->units >= 0;
}

static struct partial_date partial_of(struct arena *arena, struct issues *issues, const char *field,
                                      struct str typed) {
    struct partial_date partial = {0};
    if (!str_is_empty(typed) && !partial_date_read_human(typed, &partial))
        issue_add(arena, issues, str_from_c(field), MESSAGE_WITH(MSG_movement_date_wrong, typed));
    return partial;
}

static struct str source_of(struct arena *arena, struct issues *issues, struct str typed) {
    return movement_text_of(arena, issues, STR("source"), typed, MOVEMENT_LINE_MAX);
}

/* --- the form ----------------------------------------------------------------------------- */

/* What INNER says of its days must fit into OUTER's, as far as both are known. */
static bool stays_within(const struct movement *inner, const struct movement *outer) {
    struct date outer_from = movement_from(outer);
    struct date outer_to = movement_to(outer);
    struct date from = movement_from(inner);
    struct date to = movement_to(inner);
    bool begins =
        date_is_empty(outer_from) || date_is_empty(from) || date_compare(from, outer_from) >= 0;
    bool begins_before_end =
        date_is_empty(outer_to) || date_is_empty(from) || date_compare(from, outer_to) < 0;
    bool ends = date_is_empty(outer_to) || date_is_empty(to) || date_compare(to, outer_to) <= 0;
    return begins && begins_before_end && ends;
}

static void check_days(struct arena *arena, const struct movement_form *form,
                       const struct movement *parent, const struct movements *drives,
                       struct issues *issues, struct movement *m) {
    m->begins = partial_of(arena, issues, "begins", form->begins);
    m->ends = partial_of(arena, issues, "ends", form->ends);
    m->covenant_on = movement_date_of(arena, issues, STR("covenant_on"), form->covenant_on);
    m->report_by = movement_date_of(arena, issues, STR("report_by"), form->report_by);
    struct date from = movement_from(m);
    struct date to = movement_to(m);
    if (m->kind == MOVEMENT_DRIVE && str_is_empty(form->begins))
        issue_add(arena, issues, STR("begins"), MESSAGE(MSG_movement_begin_missing));
    if (!date_is_empty(from) && !date_is_empty(to) && date_compare(to, from) <= 0)
        issue_add(arena, issues, STR("ends"), MESSAGE(MSG_movement_end_before_begin));
    else if (parent && !stays_within(m, parent))
        issue_add(arena, issues, STR("begins"),
                  MESSAGE_WITH(MSG_movement_drive_outside, parent->title,
                               movement_span(arena, LANG_VI, parent)));
    for (size_t i = 0; drives && i < drives->count; i++)
        if (!stays_within(&drives->items[i], m))
            issue_add(arena, issues, STR("ends"),
                      MESSAGE_WITH(MSG_movement_drive_left_outside, drives->items[i].title,
                                   movement_span(arena, LANG_VI, &drives->items[i])));
    if (!date_is_empty(m->report_by) && !date_is_empty(from) &&
        date_compare(m->report_by, from) < 0)
        issue_add(arena, issues, STR("report_by"), MESSAGE(MSG_movement_report_before_begin));
    if (!date_is_empty(m->covenant_on) && !date_is_empty(to) &&
        date_compare(m->covenant_on, to) >= 0)
        issue_add(arena, issues, STR("covenant_on"), MESSAGE(MSG_movement_covenant_after_end));
}

static void check_run(struct arena *arena, const struct movement_form *form,
                      const struct movement *parent, const struct movements *drives,
                      struct issues *issues, struct movement *m) {
    if (m->kind == MOVEMENT_MOVEMENT &&
        (!movement_manner_from_code(form->manner.p ? form->manner : STR(""), &m->manner) ||
         m->manner == MOVEMENT_MANNER_UNKNOWN))
        issue_add(arena, issues, STR("manner"), MESSAGE(MSG_movement_manner_missing));
    m->theme = movement_text_of(arena, issues, STR("theme"), form->theme, MOVEMENT_LINE_MAX);
    m->objectives =
        movement_text_of(arena, issues, STR("objectives"), form->objectives, MOVEMENT_TEXT_MAX);
    m->launcher_id = form->launcher.p ? form->launcher : STR("");
    check_days(arena, form, parent, drives, issues, m);
}

/* A number of the register stands for its document. */
static void check_document(struct arena *arena, const struct movement_form *form,
                           const struct legal_documents *documents, struct issues *issues,
                           struct movement *m) {
    m->number = movement_text_of(arena, issues, STR("number"), form->number, LEGAL_NUMBER_MAX);
    m->issuer = movement_text_of(arena, issues, STR("issuer"), form->issuer, MOVEMENT_TITLE_MAX);
    m->issued_on = movement_date_of(arena, issues, STR("issued_on"), form->issued_on);
    if (str_is_empty(m->number) && m->kind != MOVEMENT_CAMPAIGN)
        issue_add(arena, issues, STR("number"), MESSAGE(MSG_movement_number_missing));
    if (!documents)
        return;
    struct legal_citer citer;
    legal_citer_make(arena, documents, LANG_VI, &citer);
    const struct legal_document *document =
        m->number.n ? legal_cited(arena, &citer, m->number) : NULL;
    if (!document || (m->issuer.n && document->issuer.n &&
                      !str_equal(vi_fold(arena, document->issuer), vi_fold(arena, m->issuer))))
        return;
    m->legal_code = document->code;
    m->number = document->number;
    if (str_is_empty(m->title))
        m->title = document->title;
    if (str_is_empty(m->issuer))
        m->issuer = document->issuer.p ? document->issuer : STR("");
    if (date_is_empty(m->issued_on) && partial_date_is_full(document->issued))
        m->issued_on = partial_date_first(document->issued);
}

void movement_check_form(struct arena *arena, const struct movement_form *form,
                         enum movement_kind kind, const struct movement *parent,
                         const struct movements *drives, const struct legal_documents *documents,
                         struct issues *issues, struct movement *ret_movement) {
    struct movement m = {.kind = kind, .now = MOVEMENT_NO_STEP};
    const struct str empty = STR("");
    m.theme = m.objectives = m.launcher_id = m.number = m.issuer = m.legal_code = empty;
    m.title = movement_text_of(arena, issues, STR("title"), form->title, MOVEMENT_TITLE_MAX);
    m.source = source_of(arena, issues, form->source);
    if (movement_is_run(kind))
        check_run(arena, form, parent, drives, issues, &m);
    else
        check_document(arena, form, documents, issues, &m);
    if (str_is_empty(m.title))
        issue_add(arena, issues, STR("title"), MESSAGE(MSG_movement_title_missing));
    *ret_movement = m;
}

/* "1. ", "- ", "a) " before a line's words. */
static struct str without_bullet(struct str line) {
    size_t i = 0;
    while (i < line.n && i < 3 && line.p[i] >= '0' && line.p[i] <= '9')
        i++;
    bool numbered = i > 0 && i < line.n && (line.p[i] == '.' || line.p[i] == ')');
    bool lettered = line.n > 1 && line.p[0] >= 'a' && line.p[0] <= 'z' && line.p[1] == ')';
    bool dashed = line.n > 1 && (line.p[0] == '-' || line.p[0] == '+' || line.p[0] == '*');
    size_t skip = numbered ? i + 1 : lettered ? 2 : dashed ? 1 : 0;
    return str_trim(str_slice(line, skip, line.n));
}

void movement_read_contents(struct arena *arena, struct str lines, struct issues *issues,
                            struct movement_contents *ret_contents) {
    *ret_contents = (struct movement_contents){0};
    while (lines.p) {
        struct str body = without_bullet(str_trim(str_cut(&lines, '\n')));
        if (!body.n)
            continue;
        struct movement_content content = {.body = body, .measure = STR("")};
        movement_text_of(arena, issues, STR("contents"), body, MOVEMENT_LINE_MAX);
        *list_push(arena, ret_contents) = content;
    }
    if (ret_contents->count > MOVEMENT_CONTENTS_MAX)
        issue_add(arena, issues, STR("contents"),
                  MESSAGE_WITH(MSG_movement_contents_many,
                               str_format(arena, "%d", MOVEMENT_CONTENTS_MAX)));
}

void movement_check_content(struct arena *arena, const struct content_form *form,
                            const char *prefix, struct issues *issues,
                            struct movement_content *ret_content) {
    struct str body = str_format(arena, "%sbody", prefix);
    struct movement_content content = {0};
    content.body = movement_text_of(arena, issues, body, form->body, MOVEMENT_LINE_MAX);
    if (str_is_empty(content.body))
        issue_add(arena, issues, body, MESSAGE(MSG_movement_content_missing));
    content.measure = movement_text_of(arena, issues, str_format(arena, "%smeasure", prefix),
                                       form->measure, MOVEMENT_MEASURE_MAX);
    content.has_target = movement_number_of(arena, issues, str_format(arena, "%starget", prefix),
                                            form->target, &content.target);
    *ret_content = content;
}

/* --- its life ----------------------------------------------------------------------------- */

const struct movement_act *movement_last_act(const struct movement_acts *acts) {
    for (size_t i = acts->count; i > 0; i--)
        if (!acts->items[i - 1].withdrawn_ms)
            return &acts->items[i - 1];
    return NULL;
}

bool movement_step_follows(enum movement_step now, enum movement_step step) {
    return step < MOVEMENT_STEP_COUNT && (STEPS[now].next & BIT(step)) != 0;
}

/* The day of the last act that has one. */
static struct date last_day(const struct movement_acts *acts) {
    for (size_t i = acts->count; i > 0; i--)
        if (!acts->items[i - 1].withdrawn_ms && !date_is_empty(acts->items[i - 1].done_on))
            return acts->items[i - 1].done_on;
    return (struct date){0};
}

static void check_order(struct arena *arena, const struct act_form *form,
                        const struct movement_acts *acts, struct issues *issues,
                        struct movement_act *act) {
    const struct movement_act *last = movement_last_act(acts);
    enum movement_step now = last ? last->step : MOVEMENT_NO_STEP;
    if (!movement_step_from_code(form->step.p ? form->step : STR(""), &act->step)) {
        issue_add(arena, issues, STR("step"), MESSAGE(MSG_movement_step_missing));
        return;
    }
    if (movement_step_follows(now, act->step))
        return;
    enum movement_step next = MOVEMENT_PLAN;
    while (next < MOVEMENT_CLOSE && (next == now || !movement_step_follows(now, next)))
        next++;
    issue_add(arena, issues, STR("step"),
              MESSAGE_WITH(MSG_movement_step_out_of_order,
                           message_plain(LANG_VI, movement_step_name(act->step)),
                           message_plain(LANG_VI, movement_step_name(next))));
}

void movement_check_act(struct arena *arena, const struct act_form *form,
                        const struct movement_acts *acts, struct date today, struct issues *issues,
                        struct movement_act *ret_act) {
    struct movement_act act = {.is_left_out = !str_is_empty(form->left_out)};
    check_order(arena, form, acts, issues, &act);
    act.done_on = movement_date_of(arena, issues, STR("done_on"), form->done_on);
    act.place = movement_text_of(arena, issues, STR("place"), form->place, MOVEMENT_LINE_MAX);
    act.document =
        movement_text_of(arena, issues, STR("document"), form->document, MOVEMENT_LINE_MAX);
    act.remark = movement_text_of(arena, issues, STR("remark"), form->remark, MOVEMENT_LINE_MAX);
    struct date before = last_day(acts);
    if (act.is_left_out && act.step == MOVEMENT_CLOSE)
        issue_add(arena, issues, STR("left_out"), MESSAGE(MSG_movement_close_left_out));
    else if (act.is_left_out && str_is_empty(act.remark))
        issue_add(arena, issues, STR("remark"), MESSAGE(MSG_movement_left_out_reason));
    if (!act.is_left_out && str_is_empty(form->done_on))
        issue_add(arena, issues, STR("done_on"), MESSAGE(MSG_movement_act_date_missing));
    else if (date_compare(act.done_on, today) > 0)
        issue_add(arena, issues, STR("done_on"), MESSAGE(MSG_movement_act_in_future));
    else if (!date_is_empty(act.done_on) && date_compare(act.done_on, before) < 0)
        issue_add(arena, issues, STR("done_on"),
                  MESSAGE_WITH(MSG_movement_act_before_last, date_display(arena, before)));
    if (acts->count >= MOVEMENT_ACTS_MAX)
        issue_add(arena, issues, STR("step"), MESSAGE(MSG_movement_acts_many));
    *ret_act = act;
}

/* --- what answers what -------------------------------------------------------------------- */

bool movement_link_closes_cycle(struct arena *arena, const struct movement_links *links,
                                struct str from, struct str to) {
    /* All that TO answers, near and far. */
    LIST(struct str) reached = {0};
    *list_push(arena, &reached) = to;
    for (size_t i = 0; i < reached.count; i++) {
        if (str_equal(reached.items[i], from))
            return true;
        for (size_t k = 0; k < links->count; k++) {
            bool known = !str_equal(links->items[k].from, reached.items[i]);
            for (size_t n = 0; !known && n < reached.count; n++)
                known = str_equal(reached.items[n], links->items[k].to);
            if (!known)
                *list_push(arena, &reached) = links->items[k].to;
        }
    }
    return false;
}
