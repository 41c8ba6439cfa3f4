/* "/don-vi/moi", "/don-vi/:unit/doi-ten" …: one form a kind of change. The first sending shows what
 * would change, the second ("xac-nhan") stores it. */
#include "features/organisation/unit_change_web.h"

#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/organisation/unit_change.html.h"

static struct unit_form read_form(const struct request *request) {
    return (struct unit_form){
        .on = request_text(request, "on"),
        .name = request_text(request, "name"),
        .short_name = request_text(request, "short_name"),
        .kind = request_text(request, "kind"),
        .parent = request_text(request, "parent"),
        .others = request_text(request, "others"),
        .successors = request_text(request, "successors"),
        .stays = request_text(request, "stays"),
        .children = request_text(request, "children"),
        .children_to = request_text(request, "children_to"),
        .proposed = request_text(request, "proposed"),
        .number = request_text(request, "number"),
        .decided_on = request_text(request, "decided_on"),
        .issuer = request_text(request, "issuer"),
        .source = request_text(request, "source"),
        .note = request_text(request, "note"),
    };
}

/* --- the page -----------------------------------------------------------------------------------
 */

struct target {
    enum unit_change_kind kind;
    struct str slug; /* empty: a new unit */
    struct unit_record record;
};

static const struct err *find_target(const struct request *request, struct target *ret_target) {
    const struct unit_view today = {date_of_instant(request->now_ms), UNIT_KNOWN_NOW};
    struct str segment = request_param(request, "change");
    *ret_target = (struct target){.kind = UNIT_ADD, .slug = STR("")};
    if (!segment.n)
        return organisation_kinds(app_db(request), request->arena, &ret_target->record.kinds);
    if (!unit_change_from_segment(segment, &ret_target->kind) || ret_target->kind == UNIT_ADD)
        return ERR(ERR_NOT_FOUND, "no such change of units");
    ret_target->slug = request_param(request, "unit");
    return organisation_unit_read(app_db(request), request->arena, request->user, ret_target->slug,
                                  &today, &ret_target->record);
}

static void set_fields(enum unit_change_kind kind, struct unit_change_view *view) {
    bool ends = kind == UNIT_DISSOLVE || kind == UNIT_MERGE || kind == UNIT_SPLIT;
    view->asks_begin = kind == UNIT_ADD || kind == UNIT_BEGIN;
    view->asks_day = !view->asks_begin && kind != UNIT_RESTORE;
    view->asks_name = kind == UNIT_ADD || kind == UNIT_RENAME;
    view->asks_parent = kind == UNIT_ADD || kind == UNIT_MOVE || ends;
    view->asks_others = kind == UNIT_MERGE;
    view->asks_successors = ends || kind == UNIT_SUCCEED;
    view->asks_stays = kind == UNIT_SPLIT;
    view->asks_children = ends;
    view->asks_proposed = ends || kind == UNIT_SUCCEED;
}

static void fill_options(const struct request *request, const struct unit_kinds *kinds,
                         struct unit_change_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < kinds->count; i++)
        *list_push(arena, &view->kinds) = (struct ui_option){
            kinds->items[i].code, unit_kind_name(kinds, kinds->items[i].code, request->lang),
            str_equal(kinds->items[i].code, view->form.kind)};
    static const enum msg_id CHILDREN[CHILDREN_COUNT] = {MSG_organisation_children_none,
                                                         MSG_organisation_children_move,
                                                         MSG_organisation_children_end};
    for (int i = 0; i < CHILDREN_COUNT; i++)
        *list_push(arena, &view->children) = (struct ui_option){
            unit_children_code((enum unit_children)i), message_plain(request->lang, CHILDREN[i]),
            str_equal(unit_children_code((enum unit_children)i), view->form.children)};
}

/* --- before and after ----------------------------------------------------------------------------
 */

static struct str name_in(const struct organisation *o, struct str unit_id, struct date day) {
    size_t first;
    size_t count = organisation_unit(o, unit_id, &first);
    const struct unit_state *state =
        unit_state_nearest(o->states + first, count, day, UNIT_KNOWN_NOW);
    return state ? state->name : STR("");
}

static struct change_line line_of(const struct request *request, const struct unit_kinds *kinds,
                                  const struct organisation *o, const struct unit_state *state) {
    struct arena *arena = request->arena;
    struct str to = date_display(arena, state->to);
    struct date day = date_is_empty(state->from) ? date_of_instant(request->now_ms) : state->from;
    struct str parent = state->parent_id.n ? name_in(o, state->parent_id, day) : STR("");
    struct str kind = state->kind.n ? unit_kind_name(kinds, state->kind, request->lang) : STR("");
    return (struct change_line){
        .when = str_format(
            arena, STR_FMT " – " STR_FMT,
            STR_ARG(unit_begin_words(arena, request->lang, state->begins)),
            STR_ARG(to.n ? to : message_plain(request->lang, MSG_organisation_until_now))),
        .name = state->name,
        .detail = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(kind),
                             kind.n && parent.n ? " · " : "", STR_ARG(parent)),
    };
}

static bool same_state(const struct unit_state *a, const struct unit_state *b) {
    return str_equal(a->name, b->name) && str_equal(a->short_name, b->short_name) &&
           str_equal(a->kind, b->kind) && str_equal(a->parent_id, b->parent_id) &&
           date_compare(a->from, b->from) == 0 && date_compare(a->to, b->to) == 0 &&
           a->begins.month == b->begins.month && a->begins.day == b->begins.day;
}

static bool stands_in(const struct organisation *o, const struct unit_state *state) {
    size_t first;
    size_t count = organisation_unit(o, state->unit_id, &first);
    for (size_t i = first; i < first + count; i++)
        if (same_state(&o->states[i], state))
            return true;
    return false;
}

static void fill_preview(const struct request *request, const struct unit_kinds *kinds,
                         const struct unit_preview *preview, struct unit_change_view *view) {
    enum { UNITS_SHOWN = 200 };
    struct arena *arena = request->arena;
    const struct unit_plan *plan = &preview->plan;
    for (size_t u = 0; u < plan->touched.count && u < UNITS_SHOWN; u++) {
        struct change_unit *unit = list_push(arena, &view->units);
        size_t first;
        size_t count = organisation_unit(&preview->before, plan->touched.items[u], &first);
        unit->is_new = count == 0;
        for (size_t i = first; i < first + count; i++) {
            const struct unit_state *state = &preview->before.states[i];
            unit->name = state->name;
            struct change_line *line = list_push(arena, &unit->before);
            *line = line_of(request, kinds, &preview->before, state);
            line->changed = !stands_in(&preview->after, state);
        }
        count = organisation_unit(&preview->after, plan->touched.items[u], &first);
        for (size_t i = first; i < first + count; i++) {
            const struct unit_state *state = &preview->after.states[i];
            if (unit->is_new)
                unit->name = state->name;
            struct change_line *line = list_push(arena, &unit->after);
            *line = line_of(request, kinds, &preview->after, state);
            line->changed = !stands_in(&preview->before, state);
        }
    }
}

static struct str part_names(struct arena *arena, const struct succession_parts *parts) {
    struct str names = STR("");
    for (size_t i = 0; i < parts->count; i++)
        names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), i ? ", " : "",
                           STR_ARG(parts->items[i].name));
    return names;
}

static struct str succession_words(const struct request *request, const struct succession *s) {
    struct arena *arena = request->arena;
    struct str to = s->to.count ? part_names(arena, &s->to)
                                : message_plain(request->lang, MSG_organisation_open_successor);
    struct str kind = message_plain(request->lang, succession_kind_name(s->kind));
    struct str on = date_is_empty(s->on) ? message_plain(request->lang, MSG_organisation_no_day)
                                         : date_display(arena, s->on);
    return message_text(
        arena, request->lang,
        MESSAGE_WITH(s->is_decided ? MSG_organisation_will_succeed : MSG_organisation_will_propose,
                     kind, on, part_names(arena, &s->from), to));
}

/* --- drawing
 * --------------------------------------------------------------------------------------- */

/* The decision on the day from which the change counts. */
static struct legal_cite cite_of(struct arena *arena, const struct legal_citer *citer,
                                 const struct unit_form *form) {
    struct partial_date on = {0}, made_on = {0};
    partial_date_read_human(form->on, &on);
    partial_date_read_human(form->decided_on, &made_on);
    return legal_cite_decision(arena, citer, form->number, made_on, form->issuer,
                               partial_date_last(partial_date_is_empty(on) ? made_on : on));
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct target *target, const struct unit_form *form,
                              const struct issues *issues, const struct unit_preview *preview) {
    struct arena *arena = request->arena;
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), arena, request->user, request->lang, &citer));
    const struct unit_state *now = target->record.nearest;
    struct page page;
    struct str title = message_plain(request->lang, unit_change_name(target->kind));
    frame_page(request, title, NULL, STEP_NONE, &page);
    page.issues = issues;
    struct unit_change_view view = {
        .page = &page,
        .title = title,
        .hint = message_plain(request->lang, unit_change_hint(target->kind)),
        .unit_name = now ? now->name : STR(""),
        .button = title,
        .back_href = target->slug.n ? str_format(arena, "/don-vi/" STR_FMT, STR_ARG(target->slug))
                                    : STR("/don-vi"),
        .form = *form,
        .stays = str_equal_c(form->stays, "1"),
        .proposed = str_equal_c(form->proposed, "1"),
        .succession = STR(""),
    };
    view.action = str_format(arena, STR_FMT "/" STR_FMT, STR_ARG(view.back_href),
                             STR_ARG(unit_change_segment(target->kind)));
    set_fields(target->kind, &view);
    fill_options(request, &target->record.kinds, &view);
    legal_cite_suggest(arena, &citer, &view.documents);
    if (preview) {
        view.previewed = true;
        view.cite = cite_of(arena, &citer, form);
        fill_preview(request, &target->record.kinds, preview, &view);
        if (preview->plan.has_succession)
            view.succession = succession_words(request, &preview->plan.succession);
    }
    struct html h = frame_html(request, response);
    tpl_unit_change_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct target target;
    TRY(find_target(request, &target));
    struct unit_form form = read_form(request);
    const struct unit_state *now = target.record.nearest;
    if (target.kind == UNIT_ADD && request_query(request, "duoi").n)
        form.parent = request_query(request, "duoi");
    if (now && target.kind == UNIT_RENAME) {
        form.name = now->name;
        form.short_name = now->short_name;
    }
    if (now)
        form.kind = now->kind;
    return draw(request, response, &target, &form, NULL, NULL);
}

static const struct err *save(struct request *request, struct response *response) {
    struct target target;
    TRY(find_target(request, &target));
    struct unit_form form = read_form(request);
    struct issues issues = {0};
    bool confirmed = str_equal_c(request_text(request, "xac-nhan"), "1");
    if (!confirmed) {
        struct unit_preview preview;
        TRY(organisation_preview(app_db(request), request->arena, request->user, request->now_ms,
                                 target.kind, target.slug, &form, &issues, &preview));
        response->status = issues.count ? 422 : 200;
        return draw(request, response, &target, &form, &issues, issues.count ? NULL : &preview);
    }
    struct str slug = STR("");
    TRY(organisation_change(app_db(request), request->arena, request->user, request->now_ms,
                            target.kind, target.slug, &form, &issues, &slug));
    if (issues.count) {
        response->status = 422;
        return draw(request, response, &target, &form, &issues, NULL);
    }
    frame_redirect(request, response, str_format(request->arena, "/don-vi/" STR_FMT, STR_ARG(slug)),
                   MSG_notice_unit_saved, 0);
    return NULL;
}

const struct route unit_change_routes[] = {
    {HTTP_GET, "/don-vi/moi", RIGHT_UNIT_EDIT, show},
    {HTTP_POST, "/don-vi/moi", RIGHT_UNIT_EDIT, save},
    {HTTP_GET, "/don-vi/:unit/:change", RIGHT_UNIT_EDIT, show},
    {HTTP_POST, "/don-vi/:unit/:change", RIGHT_UNIT_EDIT, save},
};
const size_t unit_change_routes_count = COUNT_OF(unit_change_routes);
