/* "/don-vi/:unit": names through time, what it came from and what became of it. */
#include "features/organisation/unit_web.h"

#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/organisation/unit.html.h"

struct drawing {
    const struct request *request;
    struct arena *arena;
    const struct unit_when *when;
    const struct unit_record *record;
    const struct legal_citer *citer;
    struct unit_page_view *view;
};

static struct str href_of(const struct drawing *d, struct str slug) {
    return str_format(d->arena, "/don-vi/" STR_FMT STR_FMT, STR_ARG(slug), STR_ARG(d->when->query));
}

/* "số 2786/QĐ-BQP, 14/6/2025, Bộ Quốc phòng" */
static struct str decision_words(const struct drawing *d, const struct unit_decision *decision) {
    struct arena *arena = d->arena;
    struct str parts[] = {
        decision->number.n
            ? message_text(arena, d->request->lang,
                           MESSAGE_WITH(MSG_organisation_number_words, decision->number))
            : STR(""),
        partial_date_display(arena, decision->made_on),
        decision->issuer,
    };
    struct str words = STR("");
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].n)
            words = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(words), words.n ? ", " : "",
                               STR_ARG(parts[i]));
    return words;
}

/* The same, leading to the register where it has a decision of that number, with what is to be said
 * against it on DAY (empty: the day it was made). */
static struct legal_cite decision_cite(const struct drawing *d,
                                       const struct unit_decision *decision, struct date day) {
    struct date on = date_is_empty(day) ? partial_date_last(decision->made_on) : day;
    struct legal_cite cite = legal_cite_decision(d->arena, d->citer, decision->number,
                                                 decision->made_on, decision->issuer, on);
    cite.text = decision_words(d, decision);
    return cite;
}

/* --- the timeline ------------------------------------------------------------------------------
 */

static struct unit_time time_of(const struct drawing *d, size_t index) {
    const struct unit_state *state = &d->record->states.items[index];
    const struct unit_place *parent = &d->record->parents[index];
    return (struct unit_time){
        .from = unit_begin_words(d->arena, d->request->lang, state->begins),
        .to = date_display(d->arena, state->to),
        .name = state->name,
        .kind = state->kind.n ? unit_kind_name(&d->record->kinds, state->kind, d->request->lang)
                              : STR(""),
        .parent = parent->name.p ? parent->name : STR(""),
        .parent_href = parent->slug.n ? href_of(d, parent->slug) : STR(""),
        .decision = decision_cite(d, &state->decision, state->from),
        .source = state->decision.source,
        .recorded_ms = state->recorded_ms,
        .recorded_by = state->recorded_by,
        .withdrawn_ms = state->withdrawn_ms,
        .withdrawn_by = state->withdrawn_by,
        .holds = state == d->record->state,
    };
}

static void fill_times(const struct drawing *d) {
    for (size_t i = 0; i < d->record->states.count; i++) {
        const struct unit_state *state = &d->record->states.items[i];
        if (unit_state_is_known(state, d->when->view.known_ms))
            *list_push(d->arena, &d->view->times) = time_of(d, i);
        else if (state->withdrawn_ms)
            *list_push(d->arena, &d->view->withdrawn) = time_of(d, i);
    }
}

static void fill_head(const struct drawing *d) {
    const struct unit_record *record = d->record;
    const struct unit_state *state = record->nearest;
    struct unit_page_view *view = d->view;
    view->slug = record->slug;
    view->base = str_format(d->arena, "/don-vi/" STR_FMT, STR_ARG(record->slug));
    view->name = view->short_name = view->kind = view->from = view->to = STR("");
    view->exists = record->state != NULL;
    if (!state)
        return;
    view->name = state->name;
    view->short_name = state->short_name;
    view->kind =
        state->kind.n ? unit_kind_name(&record->kinds, state->kind, d->request->lang) : STR("");
    view->from = unit_begin_words(d->arena, d->request->lang, state->begins);
    view->to = date_display(d->arena, state->to);
    view->ended = !view->exists && !date_is_empty(state->to) &&
                  date_compare(state->to, d->when->view.as_at) <= 0;
    view->ended_on = state->to;
    for (size_t i = 0; i < record->path.count; i++)
        *list_push(d->arena, &view->path) = (struct unit_link){
            record->path.items[i].name, href_of(d, record->path.items[i].slug), false};
}

/* --- before and after ---------------------------------------------------------------------------
 */

static struct unit_link link_of(const struct drawing *d, const struct succession_part *part) {
    return (struct unit_link){part->name, href_of(d, part->slug),
                              str_equal(part->unit_id, d->record->id)};
}

static void tell_streak(const struct drawing *d, const struct succession *s,
                        struct unit_pair *pair) {
    const struct succession_streak *newest = NULL;
    for (size_t i = 0; i < s->streaks.count; i++) {
        const struct succession_streak *streak = &s->streaks.items[i];
        if (str_equal(streak->from_id, pair->from_id) && str_equal(streak->to_id, pair->to_id) &&
            (!newest || streak->revision > newest->revision))
            newest = streak;
    }
    if (!newest)
        return;
    struct str decision = decision_words(d, &newest->decision);
    pair->cite = decision_cite(d, &newest->decision, (struct date){0});
    pair->cite.text = newest->decision.number;
    pair->decided = message_text(d->arena, d->request->lang,
                                 MESSAGE_WITH(MSG_organisation_streak_words, newest->reason,
                                              decision.n ? decision : STR("–"), newest->recorded_by,
                                              instant_display(d->arena, newest->recorded_ms)));
}

static void add_pairs(const struct drawing *d, const struct succession *s,
                      struct unit_event *event) {
    for (size_t f = 0; f < s->from.count; f++)
        for (size_t t = 0; t < s->to.count; t++) {
            const struct succession_part *from = &s->from.items[f];
            const struct succession_part *to = &s->to.items[t];
            bool own =
                str_equal(from->unit_id, d->record->id) || str_equal(to->unit_id, d->record->id);
            if (!own || str_equal(from->unit_id, to->unit_id))
                continue;
            struct unit_pair *pair = list_push(d->arena, &event->pairs);
            *pair = (struct unit_pair){
                .from_name = from->name,
                .to_name = to->name,
                .from_id = from->unit_id,
                .to_id = to->unit_id,
                .succession_id = s->id,
                .streak = streak_name(succession_streak_of(s, from->unit_id, to->unit_id)),
                .decided = STR(""),
            };
            tell_streak(d, s, pair);
        }
}

static void fill_events(const struct drawing *d) {
    for (size_t i = 0; i < d->record->successions.count; i++) {
        const struct succession *s = &d->record->successions.items[i];
        bool own = succession_has(&s->from, d->record->id) || succession_has(&s->to, d->record->id);
        bool known = s->recorded_ms <= d->when->view.known_ms &&
                     (!s->withdrawn_ms || s->withdrawn_ms > d->when->view.known_ms) &&
                     !(d->when->is_known_now && s->withdrawn_ms);
        if (!own || !known)
            continue;
        struct unit_event *event = list_push(d->arena, &d->view->events);
        *event = (struct unit_event){
            .id = s->id,
            .kind = succession_kind_name(s->kind),
            .is_decided = s->is_decided,
            .is_open = s->is_decided && s->to.count == 0,
            .on = s->on,
            .decision = decision_cite(d, &s->decision, s->on),
            .source = s->decision.source,
            .note = s->note,
        };
        for (size_t k = 0; k < s->from.count; k++)
            *list_push(d->arena, &event->from) = link_of(d, &s->from.items[k]);
        for (size_t k = 0; k < s->to.count; k++)
            *list_push(d->arena, &event->to) = link_of(d, &s->to.items[k]);
        if (s->is_decided)
            add_pairs(d, s, event);
    }
}

static struct unit_row step_row(const struct drawing *d, const struct lineage_step *step) {
    const struct succession *s = &d->record->successions.items[step->succession];
    return (struct unit_row){
        .text = step->name,
        .href = href_of(d, step->slug),
        .detail = message_text(
            d->arena, d->request->lang,
            MESSAGE_WITH(step->streak_is_inherited ? MSG_organisation_step_streak
                                                   : MSG_organisation_step,
                         message_plain(d->request->lang, succession_kind_name(s->kind)),
                         date_display(d->arena, s->on))),
    };
}

static void fill_rows(const struct drawing *d) {
    const struct unit_record *record = d->record;
    struct unit_page_view *view = d->view;
    struct arena *arena = d->arena;
    /* One step is told above already. */
    bool far_back = false, far_on = false;
    for (size_t i = 0; i < record->before.count; i++)
        far_back |= record->before.items[i].distance > 1;
    for (size_t i = 0; i < record->after.count; i++)
        far_on |= record->after.items[i].distance > 1;
    for (size_t i = 0; far_back && i < record->before.count; i++)
        *list_push(arena, &view->before) = step_row(d, &record->before.items[i]);
    for (size_t i = 0; far_on && i < record->after.count; i++)
        *list_push(arena, &view->after) = step_row(d, &record->after.items[i]);
    for (size_t i = 0; i < record->children.count; i++)
        *list_push(arena, &view->children) =
            (struct unit_row){.text = record->children.items[i].name,
                              .href = href_of(d, record->children.items[i].slug),
                              .detail = STR("")};
    for (size_t i = 0; i < record->memberships.count; i++) {
        const struct unit_membership *m = &record->memberships.items[i];
        *list_push(arena, &view->memberships) =
            (struct unit_row){.text = m->cluster_name,
                              .href = STR(""),
                              .detail = str_format(arena, "%lld", (long long)m->year)};
    }
    for (size_t i = 0; i < record->honours.count; i++) {
        const struct unit_honour *h = &record->honours.items[i];
        *list_push(arena, &view->honours) =
            (struct unit_title){.id = h->id,
                                .year = h->year,
                                .title = h->title,
                                .under_name = h->under_name,
                                .is_awarded = h->is_awarded,
                                .decision = decision_cite(d, &h->decision, (struct date){0}),
                                .source = h->decision.source};
    }
}

/* What may be recorded of it today. */
static void fill_changes(const struct drawing *d) {
    static const enum unit_change_kind ALIVE[] = {
        UNIT_RENAME, UNIT_MOVE, UNIT_MERGE, UNIT_SPLIT, UNIT_DISSOLVE, UNIT_BEGIN, UNIT_SUCCEED};
    static const enum unit_change_kind GONE[] = {UNIT_SUCCEED, UNIT_BEGIN, UNIT_RESTORE};
    const struct unit_record *record = d->record;
    const struct unit_state *now =
        unit_state_at(record->states.items, record->states.count,
                      date_of_instant(d->request->now_ms), UNIT_KNOWN_NOW);
    bool ends = now && !date_is_empty(now->to);
    const enum unit_change_kind *kinds = now && !ends ? ALIVE : GONE;
    size_t count = now && !ends ? COUNT_OF(ALIVE) : COUNT_OF(GONE);
    for (size_t i = 0; i < count; i++)
        *list_push(d->arena, &d->view->changes) = (struct unit_row){
            .text = message_plain(d->request->lang, unit_change_name(kinds[i])),
            .href = str_format(d->arena, STR_FMT "/" STR_FMT, STR_ARG(d->view->base),
                               STR_ARG(unit_change_segment(kinds[i]))),
            .detail = message_plain(d->request->lang, unit_change_hint(kinds[i])),
        };
}

/* --- the page -----------------------------------------------------------------------------------
 */

static const struct err *draw(const struct request *request, struct response *response,
                              const struct honour_form *honour, const struct streak_form *streak,
                              struct issues *issues) {
    struct unit_when when;
    struct unit_record record;
    unit_when_read(request, issues, &when);
    TRY(organisation_unit_read(app_db(request), request->arena, request->user,
                               request_param(request, "unit"), &when.view, &record));
    struct page page;
    struct unit_page_view view = {.page = &page,
                                  .when = &when,
                                  .may_edit = frame_may(request, RIGHT_UNIT_EDIT, NULL, STR("")),
                                  .honour = *honour,
                                  .honour_awarded = str_equal_c(honour->awarded, "1"),
                                  .streak = *streak};
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    const struct drawing d = {request, request->arena, &when, &record, &citer, &view};
    fill_head(&d);
    fill_times(&d);
    fill_events(&d);
    fill_rows(&d);
    if (view.may_edit) {
        fill_changes(&d);
        legal_cite_suggest(request->arena, &citer, &view.documents);
    }
    for (int i = 0; i < STREAK_COUNT; i++)
        *list_push(request->arena, &view.streaks) = (struct ui_option){
            streak_code((enum streak)i), message_plain(request->lang, streak_name((enum streak)i)),
            str_equal(streak_code((enum streak)i), streak->inherits)};
    frame_page(request, view.name, NULL, STEP_NONE, &page);
    page.issues = issues;
    page.print_note = unit_print_note(request, &when);
    page.history = STR("don-vi");
    page.history_key = request_param(request, "unit");
    page.wide = true;
    if (issues->count)
        response->status = 422;
    struct html h = frame_html(request, response);
    tpl_unit_page(&h, &view);
    return NULL;
}

static const struct honour_form no_honour = {STR_INIT(""), STR_INIT(""), STR_INIT(""), STR_INIT(""),
                                             STR_INIT(""), STR_INIT(""), STR_INIT("")};
static const struct streak_form no_streak = {STR_INIT(""), STR_INIT(""), STR_INIT(""),
                                             STR_INIT(""), STR_INIT(""), STR_INIT(""),
                                             STR_INIT(""), STR_INIT("")};

static const struct err *show(struct request *request, struct response *response) {
    struct issues issues = {0};
    return draw(request, response, &no_honour, &no_streak, &issues);
}

static struct str own_path(const struct request *request) {
    return str_format(request->arena, "/don-vi/" STR_FMT, STR_ARG(request_param(request, "unit")));
}

static const struct err *add_honour(struct request *request, struct response *response) {
    const struct honour_form form = {
        .year = request_text(request, "year"),
        .title = request_text(request, "title"),
        .awarded = request_text(request, "awarded"),
        .number = request_text(request, "number"),
        .decided_on = request_text(request, "decided_on"),
        .issuer = request_text(request, "issuer"),
        .source = request_text(request, "source"),
    };
    struct issues issues = {0};
    TRY(organisation_add_honour(app_db(request), request->arena, request->user, request->now_ms,
                                request_param(request, "unit"), &form, &issues));
    if (issues.count)
        return draw(request, response, &form, &no_streak, &issues);
    frame_redirect(request, response, own_path(request), MSG_notice_unit_honour, 0);
    return NULL;
}

static const struct err *withdraw_honour(struct request *request, struct response *response) {
    TRY(organisation_withdraw_honour(app_db(request), request->arena, request->user,
                                     request->now_ms, request_param(request, "unit"),
                                     request_text(request, "id")));
    frame_redirect(request, response, own_path(request), MSG_notice_unit_withdrawn, 0);
    return NULL;
}

static const struct err *decide_streak(struct request *request, struct response *response) {
    const struct streak_form form = {
        .succession_id = request_text(request, "succession"),
        .from_id = request_text(request, "from"),
        .to_id = request_text(request, "to"),
        .inherits = request_text(request, "inherits"),
        .number = request_text(request, "number"),
        .decided_on = request_text(request, "decided_on"),
        .issuer = request_text(request, "issuer"),
        .reason = request_text(request, "reason"),
    };
    struct issues issues = {0};
    TRY(organisation_decide_streak(app_db(request), request->arena, request->user, request->now_ms,
                                   request_param(request, "unit"), &form, &issues));
    if (issues.count)
        return draw(request, response, &no_honour, &form, &issues);
    frame_redirect(request, response, own_path(request), MSG_notice_unit_streak, 0);
    return NULL;
}

static const struct err *withdraw_succession(struct request *request, struct response *response) {
    TRY(organisation_withdraw_succession(app_db(request), request->arena, request->user,
                                         request->now_ms, request_param(request, "unit"),
                                         request_text(request, "id")));
    frame_redirect(request, response, own_path(request), MSG_notice_unit_withdrawn, 0);
    return NULL;
}

const struct route unit_routes[] = {
    {HTTP_GET, "/don-vi/:unit", RIGHT_UNIT_READ, show},
    {HTTP_POST, "/don-vi/:unit/danh-hieu", RIGHT_UNIT_EDIT, add_honour},
    {HTTP_POST, "/don-vi/:unit/danh-hieu/bo", RIGHT_UNIT_EDIT, withdraw_honour},
    {HTTP_POST, "/don-vi/:unit/noi-tiep", RIGHT_UNIT_EDIT, decide_streak},
    {HTTP_POST, "/don-vi/:unit/noi-tiep/bo", RIGHT_UNIT_EDIT, withdraw_succession},
};
const size_t unit_routes_count = COUNT_OF(unit_routes);
