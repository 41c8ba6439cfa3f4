#include "features/headship/headship_web.h"

#include "features/cluster/cluster_roster_service.h"
#include "features/frame/frame.h"
#include "features/headship/headship.html.h"
#include "features/legal/legal_service.h"

/* --- what the pages share --------------------------------------------------------------------- */

struct str headship_path(const struct request *request, const struct cluster_year *year) {
    return year_path(request->arena, year, YEAR_MEMBERS);
}

struct str headship_below(const struct request *request, const struct cluster_year *year,
                          const char *tail) {
    return year_path_below(request->arena, year, YEAR_MEMBERS, str_from_c(tail));
}

struct ui_options headship_unit_options(const struct request *request,
                                        const struct cluster_units *units, struct str chosen) {
    struct ui_options options = {0};
    *list_push(request->arena, &options) = (struct ui_option){
        STR(""), message_plain(request->lang, MSG_headship_not_chosen), str_is_empty(chosen)};
    for (size_t i = 0; i < units->count; i++)
        *list_push(request->arena, &options) = (struct ui_option){
            units->items[i].id, units->items[i].name, str_equal(units->items[i].id, chosen)};
    return options;
}

struct ui_options headship_choice_options(const struct request *request, struct str chosen) {
    struct ui_options options = {0};
    for (int choice = 0; choice < CHOICE_COUNT; choice++) {
        struct str code = headship_choice_code((enum headship_choice)choice);
        *list_push(request->arena, &options) = (struct ui_option){
            code, message_plain(request->lang, headship_choice_name((enum headship_choice)choice)),
            str_equal(code, chosen)};
    }
    return options;
}

void headship_frame(const struct request *request, struct response *response,
                    const struct cluster_year *year, struct str title, const struct issues *issues,
                    struct page *ret_page) {
    frame_year_page(request, title, year, YEAR_MEMBERS, ret_page);
    ret_page->issues = issues;
    response->status = issues && issues->count ? 422 : 200;
}

const struct err *headship_year_to_edit(const struct request *request, enum right right,
                                        struct cluster_year *ret_year) {
    TRY(frame_year(request, ret_year));
    return frame_must_year(request, right, ret_year, STR(""));
}

/* --- the overview ----------------------------------------------------------------------------- */

static struct str last_day(const struct request *request, struct date to) {
    return date_display(request->arena, date_from_days(date_to_days(to) - 1));
}

static struct str unit_href(const struct request *request, struct str slug) {
    return str_format(request->arena, "/don-vi/" STR_FMT, STR_ARG(slug));
}

static struct str by_whom(const struct request *request, struct str who, int64_t at_ms) {
    return str_format(request->arena, STR_FMT ", " STR_FMT, STR_ARG(who),
                      STR_ARG(instant_display(request->arena, at_ms)));
}

static void add_posts(const struct request *request, const struct headship_page *page,
                      const struct cluster_year *year, struct headship_overview_view *view) {
    const struct cluster_unit units[] = {page->now.head, page->now.deputies[0],
                                         page->now.deputies[1]};
    for (int role = 0; role < HEADSHIP_ROLE_COUNT; role++) {
        const struct headship_term *term =
            headship_term_at(&page->year.all, (enum headship_role)role, year->names_day);
        struct headship_post_line line = {
            .role = message_plain(request->lang, headship_role_name((enum headship_role)role)),
            .unit = units[role].name,
            .unit_href = unit_href(request, units[role].slug),
            .span = STR("")};
        if (term)
            line.span = frame_say(request, MESSAGE_WITH(MSG_headship_span,
                                                        date_display(request->arena, term->from),
                                                        last_day(request, term->to)));
        if (term || role == HEADSHIP_HEAD)
            *list_push(request->arena, &view->posts) = line;
    }
    view->head_known = page->now.head.id.n > 0;
}

static void add_remarks(const struct request *request, const struct headship_page *page,
                        const struct cluster_year *year, struct headship_overview_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < page->year.gaps.count; i++) {
        const struct headship_gap *gap = &page->year.gaps.items[i];
        *list_push(arena, &view->remarks) =
            frame_say(request, MESSAGE_WITH(MSG_headship_gap, date_display(arena, gap->from),
                                            last_day(request, gap->to), gap->before->unit.name,
                                            gap->after->unit.name));
    }
    for (size_t i = 0; i < page->year.differences.count; i++) {
        const struct headship_difference *d = &page->year.differences.items[i];
        struct period period;
        struct str when = period_parse(d->period_code, &period)
                              ? period_display(arena, request->lang, period)
                              : d->period_code;
        struct str day = date_display(arena, d->day);
        struct message why =
            !d->term.id.n ? MESSAGE_WITH(MSG_headship_without_term, when, d->named.name)
            : !d->named.id.n
                ? MESSAGE_WITH(MSG_headship_without_name, when, d->term.name)
                : MESSAGE_WITH(MSG_headship_differs, when, d->named.name, day, d->term.name);
        *list_push(arena, &view->remarks) = frame_say(request, why);
    }
    enum { SMALLEST = 5 }; /* CL-07: second-hand, a hint and no rule */
    if (year->members.count < SMALLEST)
        *list_push(arena, &view->remarks) =
            frame_say(request, MESSAGE_WITH(MSG_headship_small,
                                            str_format(arena, "%zu", year->members.count)));
}

static struct str role_in(const struct request *request, const struct headship_page *page,
                          struct date day, struct str unit_id) {
    for (int role = 0; role < HEADSHIP_ROLE_COUNT; role++) {
        const struct headship_term *term =
            headship_term_at(&page->year.all, (enum headship_role)role, day);
        if (term && str_equal(term->unit.id, unit_id))
            return message_plain(request->lang, headship_role_name(term->role));
    }
    return STR("");
}

static void add_members(const struct request *request, const struct headship_page *page,
                        const struct cluster_year *year, struct headship_overview_view *view) {
    for (size_t i = 0; i < year->members.count; i++) {
        const struct cluster_unit *unit = &year->members.items[i];
        struct headship_member_line line = {.place = i + 1,
                                            .name = unit->name,
                                            .href = unit_href(request, unit->slug),
                                            .role =
                                                role_in(request, page, year->names_day, unit->id),
                                            .past = STR(""),
                                            .is_head = str_equal(unit->id, page->now.head.id)};
        *list_push(request->arena, &view->members) = line;
    }
    for (size_t i = 0; i < page->next.count; i++) {
        const struct headship_candidate *candidate = &page->next.items[i];
        *list_push(request->arena, &view->rotation) = (struct headship_rotation_line){
            i + 1, year->members.items[candidate->member].name, frame_say(request, candidate->why)};
        if (candidate->last_year)
            view->members.items[candidate->member].past =
                str_format(request->arena, "%d", candidate->last_year);
    }
}

/* A term that no longer counts: what it said, and who withdrew it why. */
static struct str withdrawn_line(const struct request *request, const struct headship_term *term) {
    struct str why =
        frame_say(request, MESSAGE_WITH(MSG_headship_withdrawn_by, term->withdrawn_by,
                                        instant_display(request->arena, term->withdrawn_ms),
                                        term->withdrawn_reason));
    return str_format(request->arena, STR_FMT " " STR_FMT ", " STR_FMT " – " STR_FMT " · " STR_FMT,
                      STR_ARG(message_plain(request->lang, headship_role_name(term->role))),
                      STR_ARG(term->unit.name), STR_ARG(date_display(request->arena, term->from)),
                      STR_ARG(last_day(request, term->to)), STR_ARG(why));
}

static void add_terms(const struct request *request, const struct headship_page *page,
                      const struct cluster_year *year, struct headship_overview_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < page->year.terms.count; i++) {
        const struct headship_term *term = &page->year.terms.items[i];
        if (term->withdrawn_ms) {
            *list_push(arena, &view->withdrawn) = withdrawn_line(request, term);
            continue;
        }
        struct str tail = str_format(arena, "nhiem-ky/" STR_FMT, STR_ARG(term->id));
        *list_push(arena, &view->terms) = (struct headship_term_line){
            .role = message_plain(request->lang, headship_role_name(term->role)),
            .unit = term->unit.name,
            .from = date_display(arena, term->from),
            .last = last_day(request, term->to),
            .choice = message_plain(request->lang, headship_choice_name(term->choice)),
            .minutes = term->minutes,
            .recorded = by_whom(request, term->recorded_by, term->recorded_ms),
            .href = view->may_edit ? headship_below(request, year, tail.p) : STR("")};
    }
}

static void add_meetings(const struct request *request, const struct headship_page *page,
                         const struct cluster_year *year, struct headship_overview_view *view) {
    struct arena *arena = request->arena;
    for (int kind = 0; kind < MEETING_KIND_COUNT; kind++) {
        const struct meeting *meeting = &page->year.meetings[kind];
        struct str hosts = STR("");
        for (size_t i = 0; i < meeting->hosts.count; i++)
            hosts = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(hosts), i ? "; " : "",
                               STR_ARG(meeting->hosts.items[i].name));
        struct str code = meeting_kind_code(meeting->kind);
        *list_push(arena, &view->meetings) = (struct headship_meeting_line){
            .kind = message_plain(request->lang, meeting_kind_name(meeting->kind)),
            .held_on = date_display(arena, meeting->held_on),
            .hosts = hosts,
            .venue = meeting->venue,
            .note = meeting->note,
            .href = headship_below(request, year,
                                   str_format(arena, "hoi-nghi/" STR_FMT, STR_ARG(code)).p),
            .recorded = meeting->recorded};
    }
}

static void add_handovers(const struct request *request, const struct headship_page *page,
                          const struct cluster_year *year, struct headship_overview_view *view) {
    for (size_t i = 0; i < page->handovers.count; i++) {
        const struct handover *h = &page->handovers.items[i];
        enum msg_id state = h->withdrawn_ms   ? MSG_headship_state_withdrawn
                            : h->confirmed_ms ? MSG_headship_state_confirmed
                                              : MSG_headship_state_open;
        struct str tail = str_format(request->arena, "ban-giao/" STR_FMT, STR_ARG(h->id));
        *list_push(request->arena, &view->handovers) = (struct ui_task){
            .href = headship_below(request, year, tail.p),
            .state = h->withdrawn_ms   ? UI_STATE_TODO
                     : h->confirmed_ms ? UI_STATE_DONE
                                       : UI_STATE_DOING,
            .title = frame_say(request, MESSAGE_WITH(MSG_headship_handover_line,
                                                     date_display(request->arena, h->on),
                                                     h->from.name, h->to.name)),
            .detail = message_plain(request->lang, state),
            .due = STR("")};
    }
}

static void add_documents(const struct request *request, const struct headship_page *page,
                          const struct cluster_year *year, const struct legal_documents *documents,
                          struct headship_overview_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < page->documents.count; i++) {
        const struct cluster_document *d = &page->documents.items[i];
        const struct legal_document *cited = legal_find(documents, d->legal_code);
        *list_push(arena, &view->documents) = (struct headship_document_line){
            .title = d->title,
            .number = d->number,
            .dated = partial_date_display(arena, d->dated),
            .citation = cited ? legal_citation(arena, request->lang, cited) : STR(""),
            .citation_href = str_format(arena, "/can-cu/" STR_FMT, STR_ARG(d->legal_code)),
            .note = d->note,
            .recorded = by_whom(request, d->recorded_by, d->recorded_ms),
            .drop_action = headship_below(
                request, year, str_format(arena, "van-ban/" STR_FMT "/bo", STR_ARG(d->id)).p)};
    }
}

static struct str year_link(const struct request *request, const struct cluster_year *year,
                            int number) {
    const struct cluster_year other = {.slug = year->slug, .year = number};
    return headship_path(request, &other);
}

static void add_ways(const struct request *request, const struct headship_page *page,
                     const struct cluster_year *year, struct headship_overview_view *view) {
    struct arena *arena = request->arena;
    struct str after = str_format(arena, "%d", year->year + 1);
    struct str before = str_format(arena, "%d", year->year - 1);
    view->members_href = headship_below(request, year, "sua");
    view->term_href = headship_below(request, year, "nhiem-ky");
    view->handover_href = headship_below(request, year, "ban-giao");
    view->document_href = headship_below(request, year, "van-ban");
    view->next_href = user_may(request->user, RIGHT_CLUSTER_CREATE, place_of_year(year), STR("")) &&
                              !page->has_next
                          ? headship_below(request, year, "nam-sau")
                          : STR("");
    view->next_text = frame_say(request, MESSAGE_WITH(MSG_headship_make_year, after));
    struct period lacking = {year->year, str_equal_c(page->lacks_half, "1") ? 1 : 2};
    view->half_href =
        view->may_edit && page->lacks_half.n ? headship_below(request, year, "ky-sau") : STR("");
    view->half_text =
        frame_say(request, MESSAGE_WITH(MSG_headship_make_half,
                                        period_display(arena, request->lang, lacking)));
    view->before_href = page->has_before ? year_link(request, year, year->year - 1) : STR("");
    view->before_text = frame_say(request, MESSAGE_WITH(MSG_headship_year, before));
    view->after_href = page->has_next ? year_link(request, year, year->year + 1) : STR("");
    view->after_text = frame_say(request, MESSAGE_WITH(MSG_headship_year, after));
}

static void add_changes(const struct request *request, const struct headship_page *page,
                        struct headship_overview_view *view) {
    enum { SHOWN = 12 };
    for (size_t i = 0; i < page->changes.count && i < SHOWN; i++) {
        const struct audit_line *line = &page->changes.items[i];
        struct str what = line->after.n ? line->after : line->before;
        *list_push(request->arena, &view->changes) = str_format(
            request->arena, STR_FMT " · " STR_FMT " · " STR_FMT "%s" STR_FMT "%s" STR_FMT,
            STR_ARG(instant_display(request->arena, line->at_ms)), STR_ARG(line->author),
            STR_ARG(line->action), what.n ? " · " : "", STR_ARG(what), line->reason.n ? " · " : "",
            STR_ARG(line->reason));
    }
}

static const struct err *kind_name(const struct request *request, const struct cluster_year *year,
                                   struct str *ret_name) {
    struct cluster_kinds kinds;
    TRY(cluster_kinds(app_db(request), request->arena, &kinds));
    *ret_name = year->kind;
    for (size_t i = 0; i < kinds.count; i++)
        if (str_equal(kinds.items[i].code, year->kind))
            *ret_name = request->lang == LANG_VI ? kinds.items[i].name : kinds.items[i].name_en;
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct cluster_year year;
    struct headship_page headship;
    struct legal_documents documents;
    TRY(frame_year(request, &year));
    TRY(headship_read(app_db(request), request->arena, request->user, request->lang, &year,
                      &headship));
    TRY(legal_list(app_db(request), request->arena, request->user, &documents));
    struct str number = str_format(request->arena, "%d", year.year);
    struct headship_overview_view view = {
        .year = number,
        .superior = year.superior.name,
        .member_count = year.members.count,
        .rotation_title =
            frame_say(request, MESSAGE_WITH(MSG_headship_rotation_title,
                                            str_format(request->arena, "%d", year.year + 1))),
        .may_edit = frame_may_year(request, RIGHT_TERM_EDIT, &year, STR("")),
        .may_members = frame_may_year(request, RIGHT_CLUSTER_CREATE, &year, STR("")),
    };
    TRY(kind_name(request, &year, &view.kind));
    add_posts(request, &headship, &year, &view);
    add_remarks(request, &headship, &year, &view);
    add_members(request, &headship, &year, &view);
    add_terms(request, &headship, &year, &view);
    add_meetings(request, &headship, &year, &view);
    add_handovers(request, &headship, &year, &view);
    add_documents(request, &headship, &year, &documents, &view);
    add_ways(request, &headship, &year, &view);
    add_changes(request, &headship, &view);
    struct page page;
    headship_frame(request, response, &year,
                   frame_say(request, MESSAGE_WITH(MSG_headship_title, number)), NULL, &page);
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_headship_overview_page(&h, &view);
    return NULL;
}

const struct route headship_routes[] = {
    {HTTP_GET, "/cum/:cluster/nam/:year/thanh-vien", RIGHT_CLUSTER_READ, show},
};
const size_t headship_routes_count = COUNT_OF(headship_routes);
