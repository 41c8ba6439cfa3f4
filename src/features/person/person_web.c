/* "/nguoi": who belongs to which unit on a day. */
#include "features/person/person_web.h"

#include "doc/workbook_write.h"
#include "features/frame/frame.h"
#include "features/person/person.html.h"
#include "features/person/person_doc.h"

struct str person_href(const struct request *request, struct str id, const char *tail) {
    return str_format(request->arena, "/nguoi/" STR_FMT "%s", STR_ARG(id), tail);
}

struct str person_decision_words(struct arena *arena, const struct person_decision *decision) {
    struct str on = partial_date_display(arena, decision->made_on);
    struct str parts[] = {decision->number, on, decision->issuer};
    struct str words = STR("");
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].n)
            words = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(words), words.n ? ", " : "",
                               STR_ARG(parts[i]));
    return words;
}

/* --- what is asked ------------------------------------------------------------------------------
 */

struct asked {
    struct person_query query;
    struct str day_typed;
    bool is_today;
};

static struct asked read_query(const struct request *request, struct issues *issues) {
    struct date today = date_of_instant(request->now_ms);
    struct asked asked = {.day_typed = request_query_text(request, "ngay")};
    struct date day = today;
    if (asked.day_typed.n && !date_read_human(asked.day_typed, &day))
        issue_add(request->arena, issues, STR("ngay"),
                  MESSAGE_WITH(MSG_person_date_wrong, asked.day_typed));
    else
        asked.day_typed = date_display(request->arena, day);
    asked.is_today = date_compare(day, today) == 0;
    asked.query = (struct person_query){
        .day = day,
        .words = request_query_text(request, "tim"),
        .unit_slug = request_query_text(request, "don-vi"),
        .deep = request_query_text(request, "chi").n == 0,
        .outside = request_query_text(request, "ngoai").n > 0,
        .after_key = request_query_text(request, "sau"),
        .after_id = request_query_text(request, "sau-id"),
        .most = PERSON_PAGE,
    };
    return asked;
}

/* Percent-encoded for a query of our own. */
static struct str encoded(struct arena *arena, struct str text) {
    struct str out = STR("");
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        out = plain ? str_format(arena, STR_FMT "%c", STR_ARG(out), c)
                    : str_format(arena, STR_FMT "%%%02X", STR_ARG(out), c);
    }
    return out;
}

/* The same question for another page or the workbook. */
static struct str address(const struct request *request, const char *path,
                          const struct asked *asked) {
    struct arena *arena = request->arena;
    const struct person_query *q = &asked->query;
    struct str href = str_format(arena, "%s?ngay=" STR_FMT, path, STR_ARG(date_iso(arena, q->day)));
    if (q->words.n)
        href = str_format(arena, STR_FMT "&tim=" STR_FMT, STR_ARG(href),
                          STR_ARG(encoded(arena, q->words)));
    if (q->unit_slug.n)
        href = str_format(arena, STR_FMT "&don-vi=" STR_FMT, STR_ARG(href),
                          STR_ARG(encoded(arena, q->unit_slug)));
    if (!q->deep)
        href = str_concat(arena, href, STR("&chi=1"));
    return q->outside ? str_concat(arena, href, STR("&ngoai=1")) : href;
}

/* --- the page -----------------------------------------------------------------------------------
 */

static void add_rows(const struct request *request, const struct person_page *found,
                     const struct asked *asked, struct person_list_view *view) {
    view->one_unit = !asked->query.outside;
    for (size_t i = 0; i < found->lines.count; i++) {
        const struct person_line *line = &found->lines.items[i];
        struct str tail = asked->is_today
                              ? STR("")
                              : str_format(request->arena, "?ngay=" STR_FMT,
                                           STR_ARG(date_iso(request->arena, asked->query.day)));
        view->one_unit = view->one_unit && str_equal(line->unit_id, found->lines.items[0].unit_id);
        *list_push(request->arena, &view->rows) = (struct person_row){
            .href = person_href(request, line->id, tail.p),
            .name = line->name,
            .born = person_birth_year(request->arena, line->born),
            .post = line->post,
            .leads = line->leads,
            .rank = line->rank,
            .class_name = line->class_code.n
                              ? person_class_name(&found->classes, line->class_code, request->lang)
                              : STR(""),
            .unit = line->unit_name,
            .seconded_to = line->seconded_to,
            .unit_is_gone = line->unit_is_gone,
            .waits = line->waits,
        };
    }
}

static void add_tallies(const struct request *request, const struct person_page *found,
                        struct person_list_view *view) {
    for (size_t i = 0; i < found->counts.count; i++) {
        const struct person_count *count = &found->counts.items[i];
        struct str name = count->class_code.n
                              ? person_class_name(&found->classes, count->class_code, request->lang)
                              : message_plain(request->lang, MSG_person_class_none);
        struct person_tally *tally = NULL;
        if (view->tallies.count &&
            str_equal(view->tallies.items[view->tallies.count - 1].class_name, name))
            tally = &view->tallies.items[view->tallies.count - 1];
        else
            tally = list_push(request->arena, &view->tallies);
        tally->class_name = name;
        tally->people += count->people;
        tally->leaders += count->leads ? count->people : 0;
        view->people += count->people;
    }
}

static void add_waiting(const struct request *request, const struct person_page *found,
                        struct person_list_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < found->waiting.count; i++) {
        const struct person_waiting *w = &found->waiting.items[i];
        struct message title = MESSAGE_WITH(w->is_secondment ? MSG_person_waiting_secondment
                                                             : MSG_person_waiting_transfer,
                                            w->name, w->from_name, w->to_name);
        struct message detail = MESSAGE_WITH(
            MSG_person_recorded_by, instant_display(arena, w->recorded_ms), w->recorded_by);
        struct message due =
            MESSAGE_WITH(MSG_person_from_day, date_display(arena, w->effective_on));
        struct ui_task task = {
            .href = person_href(request, w->person_id, "#chuyen"),
            .state = w->is_incoming ? UI_STATE_TODO : UI_STATE_DOING,
            .title = message_text(arena, request->lang, title),
            .detail = message_text(arena, request->lang, detail),
            .due = message_text(arena, request->lang, due),
        };
        if (w->is_incoming)
            *list_push(arena, &view->incoming) = task;
        else
            *list_push(arena, &view->outgoing) = task;
    }
}

static void add_units(const struct request *request, const struct person_page *found,
                      struct person_list_view *view) {
    if (found->sees_all || found->units.count < 2)
        return;
    *list_push(request->arena, &view->units) = (struct ui_option){
        STR(""), message_plain(request->lang, MSG_person_unit_any), str_is_empty(view->unit)};
    for (size_t i = 0; i < found->units.count; i++)
        *list_push(request->arena, &view->units) =
            (struct ui_option){found->units.items[i].slug, found->units.items[i].name,
                               str_equal(found->units.items[i].slug, view->unit)};
}

/* That a list of people was seen, with how many there were, is told before it is shown. */
static const struct err *note_list(const struct request *request, const struct person_query *query,
                                   const struct person_page *found) {
    struct audit_reading reading = {
        .object_kind = PERSON_LIST_READING,
        .object_id = str_or_empty(query->unit_slug),
        .what = str_format(request->arena, "danh sách, %zu người", found->lines.count),
    };
    return found->lines.count ? audit_note_reading(app_db(request), request->arena, request->user,
                                                   request->now_ms, &reading)
                              : NULL;
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct asked asked = read_query(request, &issues);
    struct person_page found;
    TRY(person_list(app_db(request), request->arena, request->user, &asked.query, &found));
    TRY(note_list(request, &asked.query, &found));
    if (found.unit_unknown)
        issue_add(request->arena, &issues, STR("don-vi"),
                  MESSAGE_WITH(MSG_person_unit_not_seen, asked.query.unit_slug));
    const struct person_query *q = &asked.query;
    struct person_list_view view = {
        .words = q->words,
        .day = asked.day_typed,
        .as_at = q->day,
        .unit = found.unit_name.n && found.sees_all ? found.unit_name : q->unit_slug,
        .unit_name = found.unit_name,
        .only_this = !q->deep,
        .outside = q->outside && found.sees_all,
        .sees_all = found.sees_all,
        .filtered = q->words.n || q->unit_slug.n || q->outside || !asked.is_today || !q->deep,
        .next_href = STR(""),
        .first_href = q->after_key.n ? address(request, "/nguoi", &asked) : STR(""),
        .xlsx_href = address(request, "/nguoi/xlsx", &asked),
    };
    add_rows(request, &found, &asked, &view);
    add_tallies(request, &found, &view);
    add_waiting(request, &found, &view);
    add_units(request, &found, &view);
    if (found.more) {
        const struct person_line *last = &found.lines.items[found.lines.count - 1];
        view.next_href =
            str_format(request->arena, STR_FMT "&sau=" STR_FMT "&sau-id=" STR_FMT,
                       STR_ARG(address(request, "/nguoi", &asked)),
                       STR_ARG(encoded(request->arena, last->sort_key)), STR_ARG(last->id));
    }
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_person_title), NULL, STEP_NONE, &page);
    page.issues = &issues;
    page.sample = found.is_sample;
    page.wide = true;
    page.print_note = message_text(request->arena, request->lang,
                                   MESSAGE_WITH(MSG_person_printed, request->user->name,
                                                instant_display(request->arena, request->now_ms),
                                                asked.day_typed));
    view.page = &page;
    response->status = issues.count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_person_list_page(&h, &view);
    return NULL;
}

static const struct err *send_xlsx(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct asked asked = read_query(request, &issues);
    asked.query.most = PERSON_EXPORT_MAX;
    asked.query.after_key = STR("");
    asked.query.after_id = STR("");
    struct person_page found;
    struct str bytes;
    TRY(person_export(app_db(request), request->arena, request->user, request->now_ms, &asked.query,
                      &found));
    TRY(person_doc_list(request->arena, &found, &asked.query, request->user->name, request->now_ms,
                        &bytes));
    respond_file(response, XLSX_CONTENT_TYPE,
                 str_format(request->arena, "danh-sach-nguoi-" STR_FMT ".xlsx",
                            STR_ARG(date_iso(request->arena, asked.query.day))),
                 bytes);
    return NULL;
}

const struct route person_routes[] = {
    {HTTP_GET, "/nguoi", RIGHT_PERSON_READ, show_list},
    {HTTP_GET, "/nguoi/xlsx", RIGHT_PERSON_READ, send_xlsx},
};
const size_t person_routes_count = COUNT_OF(person_routes);
