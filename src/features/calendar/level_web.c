#include "features/calendar/level_web.h"

#include "doc/workbook_write.h"
#include "features/calendar/level.html.h"
#include "features/calendar/level_doc.h"
#include "features/frame/frame.h"

static struct level_filter filter_of(const struct request *request) {
    struct level_filter filter = {
        .superior_id = request_query_text(request, "cap-tren"),
        .words = request_query_text(request, "tim"),
        .order = level_order_from(request_query_text(request, "xep")),
    };
    long long number;
    if (str_to_int64(request_query_text(request, "nam"), &number) && number >= CLUSTER_YEAR_MIN &&
        number <= CLUSTER_YEAR_MAX)
        filter.year = (int)number;
    if (str_to_int64(request_query_text(request, "trang"), &number) && number >= 1 &&
        number <= 10000)
        filter.page = (size_t)number - 1;
    return filter;
}

/* Words for an address: bytes that are not letters, digits, "-" or "_" are percent-encoded. */
static struct str encoded(struct arena *arena, struct str text) {
    struct str out = STR("");
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_';
        out = str_concat(arena, out, str_format(arena, plain ? "%c" : "%%%02X", c));
    }
    return out;
}

static struct str address(const struct request *request, const char *path,
                          const struct level_filter *filter, int year, enum level_order order,
                          size_t page) {
    struct arena *arena = request->arena;
    struct str superior = encoded(arena, filter->superior_id);
    struct str words = encoded(arena, filter->words);
    struct str code = level_order_code(order);
    struct str text =
        str_format(arena, "%s?nam=%d&cap-tren=" STR_FMT "&tim=" STR_FMT "&xep=" STR_FMT, path, year,
                   STR_ARG(superior), STR_ARG(words), STR_ARG(code));
    return page ? str_format(arena, STR_FMT "&trang=%zu", STR_ARG(text), page + 1) : text;
}

/* --- a row --------------------------------------------------------------------------------------
 */

static struct level_half_view half_view(const struct request *request, const struct level_row *row,
                                        int which) {
    const struct level_half *half = &row->halves[which - 1];
    struct level_half_view view = {.href = STR(""), .state = UI_STATE_TODO};
    view.words = message_plain(request->lang, MSG_calendar_level_no_half);
    if (!half->exists)
        return view;
    const struct cluster_period cluster = {.slug = row->year.slug,
                                           .code = cluster_year_half(&row->year, which)->code};
    view.href = step_path(request->arena, &cluster, STEP_OVERVIEW);
    bool sheets_in = half->sheets.all && half->sheets.done == half->sheets.all;
    if (half->report.done || half->report.incomplete)
        view.words =
            message_plain(request->lang, half->report.done ? MSG_calendar_level_report
                                                           : MSG_calendar_level_report_part);
    if (!half->report.done && (!half->report.incomplete || !sheets_in))
        view.words =
            frame_say(request, MESSAGE_WITH(MSG_calendar_level_sheets,
                                            str_format(request->arena, "%zu", half->sheets.done),
                                            str_format(request->arena, "%zu", half->sheets.all)));
    view.state = half->report.done ? UI_STATE_DONE
                 : half->sheets.done || half->sheets.incomplete || half->report.incomplete
                     ? UI_STATE_DOING
                     : UI_STATE_TODO;
    return view;
}

static struct level_row_view row_view(const struct request *request, const struct level_row *row) {
    return (struct level_row_view){
        .href = year_path(request->arena, &row->year, YEAR_OVERVIEW),
        .name = row->year.name,
        .superior = row->year.superior.name,
        .is_sample = row->year.is_sample,
        .members = row->year.members.count,
        .has_calendar = row->has_calendar,
        .done = row->counts.done,
        .all = row->counts.all,
        .late = row->counts.late,
        .incomplete = row->counts.incomplete,
        .next = row->next,
        .next_title = row->next_title,
        .first = half_view(request, row, 1),
        .second = half_view(request, row, 2),
    };
}

/* --- the page -----------------------------------------------------------------------------------
 */

static void add_filters(const struct request *request, const struct level_filter *filter,
                        const struct level_years *years, const struct cluster_units *superiors,
                        struct level_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < years->count; i++) {
        struct str year = str_format(arena, "%d", years->items[i]);
        *list_push(arena, &view->years) =
            (struct ui_option){year, year, years->items[i] == view->year};
    }
    *list_push(arena, &view->superiors) =
        (struct ui_option){STR(""), message_plain(request->lang, MSG_calendar_level_superior_all),
                           !filter->superior_id.n};
    for (size_t i = 0; i < superiors->count; i++)
        *list_push(arena, &view->superiors) =
            (struct ui_option){superiors->items[i].id, superiors->items[i].name,
                               str_equal(superiors->items[i].id, filter->superior_id)};
}

static struct level_head head(const struct request *request, const struct level_filter *filter,
                              int year, enum level_order order, enum msg_id text) {
    return (struct level_head){
        message_plain(request->lang, text),
        filter->order == order ? STR("") : address(request, "/cum", filter, year, order, 0)};
}

static void add_paging(const struct request *request, const struct level_filter *filter,
                       const struct level *level, struct level_view *view) {
    struct arena *arena = request->arena;
    view->found = level->found;
    view->part = view->previous_href = view->next_href = view->capped = STR("");
    size_t last = level->first + level->count;
    if (level->count < level->found)
        view->part = frame_say(request, MESSAGE_WITH(MSG_calendar_level_part,
                                                     str_format(arena, "%zu", level->first + 1),
                                                     str_format(arena, "%zu", last),
                                                     str_format(arena, "%zu", level->found)));
    if (level->first)
        view->previous_href = address(request, "/cum", filter, view->year, filter->order,
                                      level->first / LEVEL_PAGE - 1);
    if (last < level->found && !(level->capped && last >= LEVEL_SCAN_MAX))
        view->next_href =
            address(request, "/cum", filter, view->year, filter->order, last / LEVEL_PAGE);
    if (level->capped)
        view->capped = frame_say(request, MESSAGE_WITH(MSG_calendar_level_capped,
                                                       str_format(arena, "%d", LEVEL_SCAN_MAX)));
}

/* The year that was asked for, or the one that was taken. */
static int year_shown(const struct level_filter *filter, const struct level *level,
                      const struct level_years *years, struct date today) {
    if (level->count)
        return level->items[0].year.year;
    if (filter->year)
        return filter->year;
    return years->count ? years->items[0] : today.year;
}

static const struct err *show_level(struct request *request, struct response *response) {
    struct date today = date_of_instant(request->now_ms);
    struct level_filter filter = filter_of(request);
    struct level level;
    struct level_years years;
    struct cluster_units superiors;
    TRY(level_load(app_db(request), request->arena, request->user, &filter, today, &level, &years,
                   &superiors));
    int year = year_shown(&filter, &level, &years, today);
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_calendar_level_title), NULL, STEP_NONE,
               &page);
    page.wide = true;
    struct level_view view = {
        .page = &page,
        .year = year,
        .words = filter.words,
        .order = level_order_code(filter.order),
        .by_name = head(request, &filter, year, LEVEL_BY_NAME, MSG_calendar_level_cluster),
        .by_late = head(request, &filter, year, LEVEL_BY_LATE, MSG_calendar_level_late),
        .by_incomplete =
            head(request, &filter, year, LEVEL_BY_INCOMPLETE, MSG_calendar_level_incomplete),
        .by_next = head(request, &filter, year, LEVEL_BY_NEXT, MSG_calendar_level_next),
        .xlsx_href = address(request, "/cum/xlsx", &filter, year, filter.order, 0),
        .empty = years.count
                     ? frame_say(request, MESSAGE_WITH(MSG_calendar_level_none,
                                                       str_format(request->arena, "%d", year)))
                     : message_plain(request->lang, MSG_calendar_level_none_at_all),
    };
    add_filters(request, &filter, &years, &superiors, &view);
    add_paging(request, &filter, &level, &view);
    for (size_t i = 0; i < level.count; i++) {
        *list_push(request->arena, &view.rows) = row_view(request, &level.items[i]);
        page.sample |= level.items[i].year.is_sample;
    }
    struct html h = frame_html(request, response);
    tpl_level_page(&h, &view);
    return NULL;
}

static const struct err *send_xlsx(struct request *request, struct response *response) {
    struct date today = date_of_instant(request->now_ms);
    struct level_filter filter = filter_of(request);
    struct level level;
    struct level_years years;
    struct cluster_units superiors;
    struct str bytes;
    filter.all = true;
    TRY(level_load(app_db(request), request->arena, request->user, &filter, today, &level, &years,
                   &superiors));
    int year = year_shown(&filter, &level, &years, today);
    TRY(level_doc_make(request->arena, &level, &filter, year, request->user->name, request->now_ms,
                       &bytes));
    respond_file(response, XLSX_CONTENT_TYPE,
                 str_format(request->arena, "cac-cum-thi-dua-%d.xlsx", year), bytes);
    return NULL;
}

const struct route level_routes[] = {
    /* Whoever has a role: each sees the clusters that he may read, the administrator none. */
    {HTTP_GET, "/cum", RIGHT_UNIT_READ, show_level},
    {HTTP_GET, "/cum/xlsx", RIGHT_UNIT_READ, send_xlsx},
};
const size_t level_routes_count = COUNT_OF(level_routes);
