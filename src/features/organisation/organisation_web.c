/* "/don-vi": the tree of units as at a day, as known on an instant. */
#include "features/organisation/organisation_web.h"

#include "features/frame/frame.h"
#include "features/organisation/organisation.html.h"

/* --- when ------------------------------------------------------------------------------------- */

/* The last millisecond of a day in Vietnam, which is seven hours ahead. */
static int64_t end_of_day(struct date day) {
    return (date_to_days(day) + 1) * INT64_C(86400000) - INT64_C(7) * 3600000 - 1;
}

static struct date read_day(const struct request *request, const char *name, struct str typed,
                            struct issues *issues) {
    struct date day = {0};
    if (typed.n && !date_read_human(typed, &day))
        issue_add(request->arena, issues, str_from_c(name),
                  MESSAGE_WITH(MSG_organisation_date_wrong, typed));
    return day;
}

void unit_when_read(const struct request *request, struct issues *issues,
                    struct unit_when *ret_when) {
    struct arena *arena = request->arena;
    struct unit_when when = {.day_typed = request_query_text(request, "ngay"),
                             .known_typed = request_query_text(request, "biet")};
    struct date today = date_of_instant(request->now_ms);
    struct date day = read_day(request, "ngay", when.day_typed, issues);
    when.known_on = read_day(request, "biet", when.known_typed, issues);
    when.is_today = date_is_empty(day) || date_compare(day, today) == 0;
    when.is_known_now = date_is_empty(when.known_on);
    when.view = (struct unit_view){
        when.is_today ? today : day,
        when.is_known_now ? UNIT_KNOWN_NOW : end_of_day(when.known_on),
    };
    when.query = STR("");
    if (!when.is_today)
        when.query = str_format(arena, "?ngay=" STR_FMT, STR_ARG(date_iso(arena, day)));
    if (!when.is_known_now)
        when.query = str_format(arena, STR_FMT "%sbiet=" STR_FMT, STR_ARG(when.query),
                                when.query.n ? "&" : "?", STR_ARG(date_iso(arena, when.known_on)));
    /* Fields show what counts, the way people write dates. */
    if (!date_is_empty(day) || str_is_empty(when.day_typed))
        when.day_typed = date_display(arena, when.view.as_at);
    if (!when.is_known_now)
        when.known_typed = date_display(arena, when.known_on);
    *ret_when = when;
}

struct str unit_print_note(const struct request *request, const struct unit_when *when) {
    struct arena *arena = request->arena;
    struct str who = request->user ? request->user->name : STR("");
    struct str at = instant_display(arena, request->now_ms);
    struct str day = date_display(arena, when->view.as_at);
    struct message note = when->is_known_now
                              ? MESSAGE_WITH(MSG_organisation_printed, who, at, day)
                              : MESSAGE_WITH(MSG_organisation_printed_known, who, at, day,
                                             date_display(arena, when->known_on));
    return message_text(arena, request->lang, note);
}

struct str unit_begin_words(struct arena *arena, enum lang lang, struct partial_date begins) {
    return partial_date_is_empty(begins) ? message_plain(lang, MSG_organisation_not_known)
                                         : partial_date_display(arena, begins);
}

/* --- the tree --------------------------------------------------------------------------------- */

struct open_slugs {
    struct str items[UNIT_OPEN_MAX];
    size_t count;
};

static bool is_slug(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return text.n > 0 && text.n <= 300;
}

static void read_open(struct str text, struct open_slugs *open) {
    struct str rest = text;
    while (rest.p && open->count < UNIT_OPEN_MAX) {
        struct str slug = str_cut(&rest, ',');
        if (is_slug(slug))
            open->items[open->count++] = slug;
    }
}

/* "a,b,c" without, or with, one slug. */
static struct str open_text(struct arena *arena, const struct open_slugs *open, struct str without,
                            struct str with) {
    struct str text = STR("");
    for (size_t i = 0; i < open->count; i++)
        if (!str_equal(open->items[i], without))
            text = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? "," : "",
                              STR_ARG(open->items[i]));
    return with.n ? str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? "," : "",
                               STR_ARG(with))
                  : text;
}

static struct str toggle_href(const struct request *request, const struct unit_when *when,
                              const struct open_slugs *open, const struct unit_line *line) {
    struct str slugs =
        open_text(request->arena, open, line->slug, line->is_open ? STR("") : line->slug);
    return str_format(request->arena, "/don-vi" STR_FMT "%s%s" STR_FMT "#" STR_FMT,
                      STR_ARG(when->query), slugs.n ? (when->query.n ? "&" : "?") : "",
                      slugs.n ? "mo=" : "", STR_ARG(slugs), STR_ARG(line->slug));
}

static struct tree_row row_of(const struct request *request, const struct unit_when *when,
                              const struct unit_kinds *kinds, const struct unit_line *line) {
    enum { DEPTH_DRAWN = 8 };
    return (struct tree_row){
        .name = line->name,
        .short_name = line->short_name,
        .kind = line->kind.n ? unit_kind_name(kinds, line->kind, request->lang) : STR(""),
        .href = str_format(request->arena, "/don-vi/" STR_FMT STR_FMT, STR_ARG(line->slug),
                           STR_ARG(when->query)),
        .slug = line->slug,
        .toggle_href = STR(""),
        .above = line->above,
        .children = line->children,
        .depth = line->depth > DEPTH_DRAWN ? DEPTH_DRAWN : line->depth,
        .level = line->depth + 1,
        .is_open = line->is_open,
        .is_cut = line->is_cut,
    };
}

static const struct err *fill_rows(const struct request *request, struct tree_view *view) {
    struct unit_kinds kinds;
    struct unit_lines lines;
    struct open_slugs open = {0};
    read_open(view->open, &open);
    TRY(organisation_kinds(app_db(request), request->arena, &kinds));
    if (view->searched)
        TRY(organisation_search(app_db(request), request->arena, request->user, &view->when->view,
                                view->words, &lines));
    else
        TRY(organisation_tree(app_db(request), request->arena, request->user, &view->when->view,
                              open.items, open.count, &lines, &view->count));
    for (size_t i = 0; i < lines.count; i++) {
        struct tree_row *row = list_push(request->arena, &view->rows);
        *row = row_of(request, view->when, &kinds, &lines.items[i]);
        if (lines.items[i].children > 0 && !view->searched)
            row->toggle_href = toggle_href(request, view->when, &open, &lines.items[i]);
    }
    return NULL;
}

static const struct err *show_tree(struct request *request, struct response *response) {
    struct page page;
    struct issues issues = {0};
    struct unit_when when;
    frame_page(request, message_plain(request->lang, MSG_organisation_title), NULL, STEP_NONE,
               &page);
    unit_when_read(request, &issues, &when);
    page.issues = &issues;
    page.print_note = unit_print_note(request, &when);
    struct tree_view view = {
        .page = &page,
        .when = &when,
        .words = request_query_text(request, "tim"),
        .open = request_query_text(request, "mo"),
        .may_edit = frame_may(request, RIGHT_UNIT_EDIT, NULL, STR("")),
    };
    view.searched = view.words.n > 0;
    TRY(fill_rows(request, &view));
    if (issues.count)
        response->status = 422;
    struct html h = frame_html(request, response);
    tpl_unit_tree_page(&h, &view);
    return NULL;
}

const struct route organisation_routes[] = {
    {HTTP_GET, "/don-vi", RIGHT_UNIT_READ, show_tree},
};
const size_t organisation_routes_count = COUNT_OF(organisation_routes);
