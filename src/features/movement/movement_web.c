#include "features/movement/movement_web.h"

#include "doc/workbook_write.h"
#include "features/movement/movement.html.h"
#include "features/movement/progress_doc.h"

/* --- where -------------------------------------------------------------------------------- */

const struct err *movement_place_open(const struct request *request, bool to_edit,
                                      struct movement_place *ret_place) {
    struct movement_place place = {.in_year = request_param(request, "cluster").n > 0};
    if (place.in_year) {
        TRY(frame_year(request, &place.year));
        place.base = year_path(request->arena, &place.year, YEAR_MOVEMENTS);
        place.may_edit = frame_may_year(request, RIGHT_YEAR_EDIT, &place.year, STR(""));
    } else {
        place.base = STR("/phong-trao");
        place.may_edit = user_may(request->user, RIGHT_YEAR_EDIT, PLACE_EVERYWHERE, STR(""));
        if (!place.may_edit)
            return ERR(ERR_DENIED, "only the standing office launches for all clusters");
    }
    if (to_edit && place.in_year)
        TRY(frame_must_year(request, RIGHT_YEAR_EDIT, &place.year, STR("")));
    if (to_edit && !place.may_edit)
        return ERR(ERR_DENIED, "no right to change movements here");
    *ret_place = place;
    return NULL;
}

const struct cluster_year *movement_place_year(const struct movement_place *place) {
    return place->in_year ? &place->year : NULL;
}

struct str movement_path(const struct request *request, const struct movement_place *place,
                         struct str id, const char *tail) {
    return str_format(request->arena, STR_FMT "/" STR_FMT "%s", STR_ARG(place->base), STR_ARG(id),
                      tail);
}

void movement_frame(const struct request *request, const struct movement_place *place,
                    struct str title, struct page *ret_page) {
    if (place->in_year)
        frame_year_page(request, title, &place->year, YEAR_MOVEMENTS, ret_page);
    else
        frame_page(request, title, NULL, STEP_NONE, ret_page);
}

enum ui_state movement_mark(enum movement_step now) {
    if (now == MOVEMENT_CLOSE)
        return UI_STATE_DONE;
    return now == MOVEMENT_NO_STEP || now == MOVEMENT_PLAN ? UI_STATE_TODO : UI_STATE_DOING;
}

/* --- lines -------------------------------------------------------------------------------- */

static int clamp(int64_t value, int64_t least, int64_t most) {
    return (int)(value < least ? least : value > most ? most : value);
}

static struct movement_bar bar_of(const struct movement *m, int year) {
    struct date first = {(int16_t)year, 1, 1};
    struct date after = {(int16_t)(year + 1), 1, 1};
    int64_t zero = date_to_days(first);
    int64_t days = date_to_days(after) - zero;
    struct date from = movement_from(m);
    struct date to = movement_to(m);
    if (!movement_is_run(m->kind) || (date_is_empty(from) && date_is_empty(to)))
        return (struct movement_bar){0};
    struct movement_bar bar = {.has_bar = true};
    bar.open_left = date_is_empty(from) || date_compare(from, first) < 0;
    bar.open_right = date_is_empty(to) || date_compare(to, after) > 0;
    bar.from = bar.open_left ? 0 : clamp(date_to_days(from) - zero, 0, days);
    int end = bar.open_right ? (int)days : clamp(date_to_days(to) - zero, 0, days);
    bar.width = end > bar.from + 3 ? end - bar.from : 3;
    return bar;
}

struct str movement_paper_of(const struct request *request, const struct movement *m) {
    struct str paper = m->number;
    const struct str parts[] = {date_display(request->arena, m->issued_on), m->issuer};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].n)
            paper = str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(paper),
                               paper.n ? " · " : "", STR_ARG(parts[i]));
    return paper;
}

struct movement_line movement_line_of(const struct request *request,
                                      const struct movement_place *place,
                                      const struct movement *m) {
    return (struct movement_line){
        .id = m->id,
        .href = movement_path(request, place, m->id, ""),
        .title = m->title,
        .kind = frame_words(request, movement_kind_name(m->kind)),
        .manner = m->kind == MOVEMENT_MOVEMENT
                      ? frame_words(request, movement_manner_name(m->manner))
                      : STR(""),
        .theme = m->theme,
        .owner = place->in_year && !str_equal(m->cluster_id, place->year.cluster_id) ? m->owner_name
                                                                                     : STR(""),
        .span = movement_span(request->arena, request->lang, m),
        .state = frame_words(request, movement_state_name(m->now)),
        .mark = movement_mark(m->now),
        .paper = movement_paper_of(request, m),
        .takers = STR(""),
        .is_drive = m->kind == MOVEMENT_DRIVE,
        .bar = place->in_year ? bar_of(m, place->year.year) : (struct movement_bar){0},
    };
}

/* --- the list ----------------------------------------------------------------------------- */

static size_t expected_count(const struct cluster_year *year, const struct movement *m) {
    size_t count = 0;
    for (size_t i = 0; i < year->members.count; i++)
        count += participation_expected(year, m, year->members.items[i].id) ? 1 : 0;
    return count;
}

static struct str takers_of(const struct request *request, const struct cluster_year *year,
                            const struct participations *all, const struct movement *m) {
    size_t takers = 0;
    for (size_t i = 0; i < all->count; i++)
        takers += str_equal(all->items[i].movement_id, m->id) ? 1 : 0;
    return str_format(request->arena, "%zu/%zu", takers, expected_count(year, m));
}

static void add_line(const struct request *request, const struct participations *all,
                     const struct movement *m, struct movement_list_view *view) {
    struct movement_line line = movement_line_of(request, &view->place, m);
    if (view->place.in_year)
        line.takers = takers_of(request, &view->place.year, all, m);
    view->running += participation_is_open(m) ? 1 : 0;
    *list_push(request->arena, &view->lines) = line;
}

/* Regular ones, then thematic ones, then those of which it is not known; drives below theirs. */
static void add_lines(const struct request *request, const struct movements *movements,
                      const struct participations *all, struct movement_list_view *view) {
    static const enum movement_manner ORDER[] = {MOVEMENT_REGULAR, MOVEMENT_THEMATIC,
                                                 MOVEMENT_MANNER_UNKNOWN};
    for (size_t k = 0; k < COUNT_OF(ORDER); k++)
        for (size_t i = 0; i < movements->count; i++) {
            const struct movement *m = &movements->items[i];
            if (m->kind != MOVEMENT_MOVEMENT || m->manner != ORDER[k])
                continue;
            add_line(request, all, m, view);
            for (size_t d = 0; d < movements->count; d++)
                if (str_equal(movements->items[d].parent_id, m->id))
                    add_line(request, all, &movements->items[d], view);
        }
    for (size_t i = 0; i < movements->count; i++) {
        const struct movement *m = &movements->items[i];
        /* A drive whose movement does not run in this year any more. */
        if (m->kind == MOVEMENT_DRIVE && !movement_by_id(movements, m->parent_id))
            add_line(request, all, m, view);
        else if (!movement_is_run(m->kind))
            *list_push(request->arena, &view->papers) = movement_line_of(request, &view->place, m);
    }
}

static void add_office_takers(const struct request *request,
                              const struct movement_takers_list *takers,
                              const struct movements *movements, struct movement_list_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < view->lines.count; i++) {
        struct movement_line *line = &view->lines.items[i];
        int64_t units = 0, clusters = 0;
        for (size_t k = 0; k < takers->count; k++)
            if (str_equal(takers->items[k].movement_id, line->id)) {
                units += takers->items[k].takers;
                clusters++;
            }
        line->owner = movement_by_id(movements, line->id)->owner_name;
        line->takers = message_text(arena, request->lang,
                                    MESSAGE_WITH(MSG_movement_takers,
                                                 str_format(arena, "%lld", (long long)units),
                                                 str_format(arena, "%lld", (long long)clusters)));
    }
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct movement_list_view view = {0};
    TRY(movement_place_open(request, false, &view.place));
    const struct cluster_year *year = movement_place_year(&view.place);
    struct movements movements;
    struct participations all = {0};
    TRY(movement_year_list(app_db(request), arena, request->user, year, &movements));
    if (year)
        TRY(participation_list(app_db(request), arena, request->user, year, STR(""), &all));
    add_lines(request, &movements, &all, &view);
    if (!year) {
        struct movement_takers_list takers;
        TRY(movement_takers(app_db(request), arena, request->user, &takers));
        add_office_takers(request, &takers, &movements, &view);
    }
    struct date today = date_of_instant(request->now_ms);
    if (year && today.year == year->year) {
        view.has_today = true;
        view.today = (int)(date_to_days(today) - date_to_days((struct date){today.year, 1, 1}));
    }
    view.title = year ? message_text(arena, request->lang,
                                     MESSAGE_WITH(MSG_movement_list_title,
                                                  str_format(arena, "%d", year->year)))
                      : frame_words(request, MSG_movement_office_title);
    struct page page;
    movement_frame(request, &view.place, view.title, &page);
    page.wide = true;
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_movement_list_page(&h, &view);
    return NULL;
}

/* --- one of them -------------------------------------------------------------------------- */

static const struct err *show_movement(struct request *request, struct response *response) {
    struct movement_place place;
    TRY(movement_place_open(request, false, &place));
    return movement_draw(request, response, &place, request_param(request, "movement"), NULL);
}

static const struct err *send_progress(struct request *request, struct response *response) {
    struct movement_place place;
    struct movement_record record;
    struct participations all;
    struct str id = request_param(request, "movement");
    TRY(movement_place_open(request, false, &place));
    TRY(movement_read(app_db(request), request->arena, request->lang, request->user, &place.year,
                      id, &record));
    TRY(participation_list(app_db(request), request->arena, request->user, &place.year, id, &all));
    struct progress_doc doc = {.year = &place.year,
                               .record = &record,
                               .participations = &all,
                               .printed_by = request->user->name};
    /* Figures are everybody's; words and evidence those of the units one may open. */
    bool *detailed = ARENA_ARRAY(request->arena, bool, place.year.members.count + 1);
    for (size_t i = 0; i < place.year.members.count; i++)
        detailed[i] =
            frame_may_year(request, RIGHT_SHEET_READ, &place.year, place.year.members.items[i].id);
    doc.detailed = detailed;
    struct str bytes;
    TRY(progress_doc_make(request->arena, &doc, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, progress_doc_name(request->arena, &doc), bytes);
    return NULL;
}

#define Y "/cum/:cluster/nam/:year/phong-trao"

const struct route movement_routes[] = {
    {HTTP_GET, Y, RIGHT_CLUSTER_READ, show_list},
    {HTTP_GET, Y "/:movement", RIGHT_CLUSTER_READ, show_movement},
    {HTTP_GET, Y "/:movement/xlsx", RIGHT_CLUSTER_READ, send_progress},
    {HTTP_GET, "/phong-trao", RIGHT_CLUSTER_CREATE, show_list},
    {HTTP_GET, "/phong-trao/:movement", RIGHT_CLUSTER_CREATE, show_movement},
};
const size_t movement_routes_count = COUNT_OF(movement_routes);
