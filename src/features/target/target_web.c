/* The matrix of a year, proposals, the lock, last year's targets. */
#include "features/target/target_web.h"

#include "doc/workbook_write.h"
#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/target/target.html.h"
#include "features/target/target_doc.h"

enum { GAPS_SHOWN = 200 };

/* --- the matrix ---------------------------------------------------------------------------------
 */

/* The measure stands beside the content already; "%" belongs to the number. */
static struct str short_value(const struct request *request, const struct target *target) {
    struct target_value figure = target_value_of_half(target, TARGET_YEAR);
    if (!figure.is_set || str_equal_c(target->item->measure, "%"))
        return target_display(request->arena, request->lang, target, TARGET_YEAR);
    return target_number(request->arena, request->lang, figure.value);
}

static struct target_cell cell_of(const struct target_desk *desk, const struct target_item *item,
                                  const struct cluster_unit *member) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    struct target target = target_book_at(&desk->book, item, member->id);
    struct target_cell cell = {
        .unit = member->name,
        .href = target_desk_path(desk, str_format(arena, "muc/%lld/don-vi/" STR_FMT,
                                                  (long long)item->number, STR_ARG(member->slug))),
        .value = short_value(request, &target),
        .half = STR(""),
        .lacks_half = target_lacks_half(&target),
        .is_proposed = target.state == TARGET_PROPOSED,
        .is_adjusted = target.origin.after_lock,
        .applies = target_book_applies(&desk->book, item, member->id),
    };
    struct target_value half = target_value_of_half(&target, TARGET_FIRST_HALF);
    if (item->is_cumulative && half.is_set)
        cell.half = target_number(arena, request->lang, half.value);
    return cell;
}

static void fill_rows(const struct target_desk *desk, struct target_matrix_view *view) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    struct str group = STR("");
    for (size_t i = 0; i < desk->book.items.count; i++) {
        const struct target_item *item = &desk->book.items.items[i];
        if (item->group.n && !str_equal(item->group, group))
            *list_push(arena, &view->rows) = (struct target_row){.group = item->group};
        group = item->group;
        struct target_row *row = list_push(arena, &view->rows);
        row->number = str_format(arena, "%lld", (long long)item->number);
        row->href = target_desk_path(desk, str_format(arena, "muc/" STR_FMT, STR_ARG(row->number)));
        row->name = item->name;
        row->details = target_details(request, item);
        row->is_adjusted = item->origin.after_lock;
        for (size_t m = 0; m < desk->year.members.count; m++)
            *list_push(arena, &row->cells) = cell_of(desk, item, &desk->year.members.items[m]);
    }
}

static size_t count_proposals(const struct target_desk *desk) {
    size_t count = 0;
    for (size_t i = 0; i < desk->book.newest.count; i++) {
        const struct target *target = &desk->book.newest.items[i];
        count += target->state == TARGET_PROPOSED && !target->item->is_removed &&
                 cluster_year_member_by_id(&desk->year, target->unit_id) >= 0;
    }
    return count;
}

/* "Đã khóa 10/1/2020 09:14, Người thử" */
static struct str lock_words(const struct target_desk *desk) {
    const struct target_lock *lock = &desk->book.lock;
    if (!lock->is_locked)
        return STR("");
    const struct request *request = desk->request;
    return message_text(request->arena, request->lang,
                        MESSAGE_WITH(MSG_target_lock_by,
                                     instant_display(request->arena, lock->at_ms), lock->author));
}

static struct str gap_words(const struct target_desk *desk) {
    struct arena *arena = desk->request->arena;
    struct target_gaps gaps;
    target_find_gaps(arena, &desk->book, &desk->year, &gaps);
    if (!gaps.count || !desk->book.items.count || desk->book.lock.is_locked)
        return STR("");
    return message_text(arena, desk->request->lang,
                        MESSAGE_WITH(MSG_target_gaps, str_format(arena, "%zu", gaps.count)));
}

static void fill_links(const struct target_desk *desk, struct target_matrix_view *view) {
    struct arena *arena = desk->request->arena;
    view->href = target_desk_path(desk, STR(""));
    view->lock_href = target_desk_path(desk, STR("khoa-chi-tieu"));
    view->proposals_href = target_desk_path(desk, STR("de-xuat"));
    view->add_href = target_desk_path(desk, STR("moi"));
    view->import_href = target_desk_path(desk, STR("nhap"));
    view->copy_href = target_desk_path(desk, STR("nam-truoc"));
    view->xlsx_href = target_desk_path(desk, STR("bang-tinh"));
    view->own_href = STR("");
    const struct target_powers *powers = &desk->powers;
    for (size_t m = 0; m < desk->year.members.count; m++) {
        const struct cluster_unit *member = &desk->year.members.items[m];
        struct target_link link = {target_desk_path(desk, member->slug), member->name};
        *list_push(arena, &view->units) = link;
        if (powers->enters.count == 1 && str_equal(powers->enters.items[0], member->id))
            view->own_href = link.href;
    }
    bool now = !view->is_past;
    view->may_decide = now && target_may_decide(powers, STR(""));
    view->may_lock = now && powers->may_decide && !powers->is_locked;
    view->may_add = now && (view->may_decide || (!powers->is_locked && powers->enters.count > 0));
}

/* The last instant of a day as Vietnam's clocks show it. */
static int64_t end_of_day(struct date day) {
    enum { DAY_MS = 86400000, AHEAD_MS = 7 * 3600000 };
    return (date_to_days(day) + 1) * DAY_MS - AHEAD_MS - 1;
}

static struct str day_asked(const struct request *request) {
    struct str day = request_query(request, "ngay");
    return day.p ? day : STR("");
}

/* What the address asks for: as known on a day, or as the book is. */
static int64_t known_at(const struct request *request, struct issues *issues) {
    struct str typed = day_asked(request);
    struct date day;
    if (!typed.n)
        return TARGET_KNOWN_NOW;
    if (date_read_human(typed, &day))
        return end_of_day(day) < request->now_ms ? end_of_day(day) : TARGET_KNOWN_NOW;
    issue_add(request->arena, issues, STR("ngay"), MESSAGE_WITH(MSG_legal_date_wrong, typed));
    return TARGET_KNOWN_NOW;
}

static struct str page_title(const struct target_desk *desk) {
    return message_text(
        desk->request->arena, desk->request->lang,
        MESSAGE_WITH(MSG_target_title, str_format(desk->request->arena, "%d", desk->year.year)));
}

static const struct err *show_matrix(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct issues issues = {0};
    struct target_desk desk;
    int64_t known_ms = known_at(request, &issues);
    TRY(target_desk_open(request, known_ms, &desk));
    struct target_matrix_view view = {
        .item_count = desk.book.items.count,
        .day = day_asked(request),
        .is_past = known_ms != TARGET_KNOWN_NOW,
        .lock = lock_words(&desk),
        .scores_without_lock =
            desk.book.has_scores && !desk.book.lock.is_locked && desk.book.items.count > 0,
        .gaps = gap_words(&desk),
        .proposals = count_proposals(&desk),
    };
    view.known = view.is_past ? message_text(arena, request->lang,
                                             MESSAGE_WITH(MSG_target_known_on, view.day))
                              : STR("");
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), arena, request->user, request->lang, &citer));
    const struct target_decision *paper = &desk.book.lock.document;
    if (paper->number.n)
        view.lock_paper =
            legal_cite_decision(arena, &citer, paper->number, partial_date_of(paper->date),
                                paper->issuer, date_of_instant(desk.book.lock.at_ms));
    else
        view.lock_paper = (struct legal_cite){STR(""), STR(""), STR(""), STR("")};
    fill_rows(&desk, &view);
    fill_links(&desk, &view);
    struct page page;
    frame_year_page(request, page_title(&desk), &desk.year, YEAR_TARGETS, &page);
    page.wide = true;
    page.issues = &issues;
    view.page = &page;
    response->status = issues.count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_target_matrix_page(&h, &view);
    return NULL;
}

static const struct err *send_xlsx(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    struct str bytes;
    TRY(target_doc_make(request->arena, &desk.book, &desk.year, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, target_doc_name(request->arena, &desk.year), bytes);
    return NULL;
}

/* --- proposals ----------------------------------------------------------------------------------
 */

static struct str choice_key(struct arena *arena, int64_t number, struct str slug) {
    return str_format(arena, "%lld." STR_FMT, (long long)number, STR_ARG(slug));
}

static bool was_chosen(const struct request *request, struct str key) {
    for (size_t i = 0; i < request_field_count(request, "chon"); i++)
        if (str_equal(request_field_at(request, "chon", i), key))
            return true;
    return false;
}

static void fill_choices(const struct target_desk *desk, bool typed,
                         struct target_proposals_view *view) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    for (size_t m = 0; m < desk->year.members.count; m++)
        for (size_t i = 0; i < desk->book.items.count; i++) {
            const struct cluster_unit *member = &desk->year.members.items[m];
            const struct target_item *item = &desk->book.items.items[i];
            struct target target = target_book_at(&desk->book, item, member->id);
            if (target.state != TARGET_PROPOSED)
                continue;
            struct target_cell cell = cell_of(desk, item, member);
            struct str key = choice_key(arena, item->number, member->slug);
            bool own = !target_may_decide(&desk->powers, member->id);
            view->free_count += !own;
            *list_push(arena, &view->choices) = (struct target_choice){
                .key = key,
                .unit = member->name,
                .name = item->name,
                .figure = cell.value,
                .half = cell.half,
                .lacks_half = cell.lacks_half,
                .who = message_text(arena, request->lang,
                                    MESSAGE_WITH(MSG_target_said_by,
                                                 instant_display(arena, target.origin.at_ms),
                                                 target.origin.author, target.origin.reason)),
                .href = cell.href,
                .is_own = own,
                .checked = !own && (!typed || was_chosen(request, key)),
            };
        }
}

static const struct err *draw_proposals(const struct target_desk *desk, struct response *response,
                                        const struct issues *issues) {
    struct request *request = desk->request;
    struct target_proposals_view view = {
        .action = target_desk_path(desk, STR("de-xuat")),
        .back_href = target_desk_path(desk, STR("")),
    };
    fill_choices(desk, issues != NULL, &view);
    TRY(target_terms_fill(desk, false, &view.terms));
    view.terms.asks_reason = desk->powers.is_locked;
    struct page page;
    frame_year_page(request, frame_words(request, MSG_target_proposals), &desk->year, YEAR_TARGETS,
                    &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_target_proposals_page(&h, &view);
    return NULL;
}

static const struct err *show_proposals(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(target_desk_deciders_only(&desk));
    return draw_proposals(&desk, response, NULL);
}

/* "3.ban-chqs-…"; false for what names no member. */
static bool read_key(const struct target_desk *desk, struct str text, struct target_key *ret_key) {
    struct str slug = text;
    long long number;
    if (!str_to_int64(str_cut(&slug, '.'), &number) || !slug.p)
        return false;
    ptrdiff_t member = cluster_year_member_by_slug(&desk->year, slug);
    if (member < 0)
        return false;
    *ret_key = (struct target_key){number, desk->year.members.items[member].id};
    return true;
}

static const struct err *agree(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(target_desk_deciders_only(&desk));
    size_t sent = request_field_count(request, "chon");
    struct target_key *keys = ARENA_ARRAY(request->arena, struct target_key, sent + 1);
    for (size_t i = 0; i < sent; i++)
        if (!read_key(&desk, request_field_at(request, "chon", i), &keys[i]))
            return ERR(ERR_NOT_FOUND, "a choice that names no member");
    struct target_act act = target_desk_act(&desk);
    struct target_terms_form terms = target_terms_typed(request);
    struct issues issues = {0};
    int64_t count;
    TRY(target_agree(&act, keys, sent, &terms, &issues, &count));
    if (issues.count)
        return draw_proposals(&desk, response, &issues);
    frame_redirect(request, response, target_desk_path(&desk, STR("")), MSG_notice_target_agreed,
                   count);
    return NULL;
}

/* --- the lock ------------------------------------------------------------------------------------
 */

static struct target_link gap_link(const struct target_desk *desk, const struct target_gap *gap) {
    static const enum msg_id SENTENCES[] = {
        [TARGET_GAP_FIGURE] = MSG_target_gap_figure,
        [TARGET_GAP_PROPOSAL] = MSG_target_gap_proposal,
        [TARGET_GAP_HALF] = MSG_target_gap_half,
        [TARGET_GAP_UNIT] = MSG_target_gap_unit,
    };
    const struct request *request = desk->request;
    const struct cluster_unit *member = &desk->year.members.items[gap->member];
    struct str href =
        gap->item ? cell_of(desk, gap->item, member).href : target_desk_path(desk, member->slug);
    return (struct target_link){href,
                                message_text(request->arena, request->lang,
                                             MESSAGE_WITH(SENTENCES[gap->kind], member->name,
                                                          gap->item ? gap->item->name : STR("")))};
}

static const struct err *draw_lock(const struct target_desk *desk, struct response *response,
                                   const struct issues *issues) {
    struct request *request = desk->request;
    struct target_lock_view view = {
        .lock = lock_words(desk),
        .item_count = desk->book.items.count,
        .confirmed = request_text(request, "confirm").n > 0,
        .action = target_desk_path(desk, STR("khoa-chi-tieu")),
        .back_href = target_desk_path(desk, STR("")),
    };
    struct target_gaps gaps;
    target_find_gaps(request->arena, &desk->book, &desk->year, &gaps);
    for (size_t i = 0; i < gaps.count && i < GAPS_SHOWN && view.item_count; i++)
        *list_push(request->arena, &view.gaps) = gap_link(desk, &gaps.items[i]);
    view.gaps_more = view.item_count ? gaps.count - view.gaps.count : 0;
    TRY(target_terms_fill(desk, false, &view.terms));
    view.terms.is_lock = true;
    struct page page;
    frame_year_page(request, frame_words(request, MSG_target_lock_title), &desk->year, YEAR_TARGETS,
                    &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_target_lock_page(&h, &view);
    return NULL;
}

static const struct err *open_lock(struct request *request, struct target_desk *desk) {
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, desk));
    TRY(frame_open_year(&desk->year, request->arena));
    return desk->powers.may_decide ? NULL : ERR(ERR_DENIED, "no right to lock targets");
}

static const struct err *show_lock(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(open_lock(request, &desk));
    return draw_lock(&desk, response, NULL);
}

static const struct err *lock(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(open_lock(request, &desk));
    struct target_act act = target_desk_act(&desk);
    struct target_terms_form terms = target_terms_typed(request);
    struct issues issues = {0};
    TRY(target_lock_year(&act, &terms, str_equal_c(request_text(request, "confirm"), "1"),
                         &issues));
    if (issues.count)
        return draw_lock(&desk, response, &issues);
    frame_redirect(request, response, target_desk_path(&desk, STR("")), MSG_notice_target_locked,
                   0);
    return NULL;
}

/* --- last year's
 * ---------------------------------------------------------------------------------- */

/* False where the cluster had no such year. */
static const struct err *find_last(const struct target_desk *desk, struct cluster_year *ret_last,
                                   bool *ret_found) {
    const struct request *request = desk->request;
    const struct err *err =
        cluster_year_find(app_db(request), request->arena, request->user, desk->year.slug,
                          desk->year.year - 1, date_of_instant(request->now_ms), ret_last);
    *ret_found = !err;
    return err && err->kind != ERR_NOT_FOUND ? err : NULL;
}

static const struct err *draw_copy(const struct target_desk *desk, struct response *response,
                                   struct issues *issues) {
    struct request *request = desk->request;
    struct target_copy_view view = {
        .from = str_format(request->arena, "%d", desk->year.year - 1),
        .action = target_desk_path(desk, STR("nam-truoc")),
        .back_href = target_desk_path(desk, STR("")),
    };
    struct cluster_year last;
    bool found;
    TRY(find_last(desk, &last, &found));
    if (found) {
        struct target_book book;
        TRY(target_book_read(app_db(request), request->arena, request->user, &last,
                             TARGET_KNOWN_NOW, &book));
        for (size_t i = 0; i < book.items.count; i++)
            *list_push(request->arena, &view.items) = (struct target_link){
                STR(""), str_format(request->arena, STR_FMT " (" STR_FMT ")",
                                    STR_ARG(book.items.items[i].name),
                                    STR_ARG(target_details(request, &book.items.items[i])))};
    }
    struct page page;
    frame_year_page(request, frame_words(request, MSG_target_copy_title), &desk->year, YEAR_TARGETS,
                    &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_target_copy_page(&h, &view);
    return NULL;
}

static const struct err *show_copy(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(target_desk_deciders_only(&desk));
    return draw_copy(&desk, response, NULL);
}

static const struct err *copy(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(target_desk_deciders_only(&desk));
    struct cluster_year last;
    struct issues issues = {0};
    int64_t count = 0;
    bool found;
    TRY(find_last(&desk, &last, &found));
    struct target_act act = target_desk_act(&desk);
    if (found)
        TRY(target_copy_year(&act, &last, &issues, &count));
    else
        issue_add(request->arena, &issues, STR(""),
                  MESSAGE_WITH(MSG_target_copy_nothing,
                               str_format(request->arena, "%d", desk.year.year - 1)));
    if (issues.count)
        return draw_copy(&desk, response, &issues);
    frame_redirect(request, response, target_desk_path(&desk, STR("")), MSG_notice_target_copied,
                   count);
    return NULL;
}

#define Y "/cum/:cluster/nam/:year/chi-tieu"

const struct route target_routes[] = {
    {HTTP_GET, Y, RIGHT_CLUSTER_READ, show_matrix},
    {HTTP_GET, Y "/bang-tinh", RIGHT_CLUSTER_READ, send_xlsx},
    {HTTP_GET, Y "/de-xuat", RIGHT_TARGET_EDIT, show_proposals},
    {HTTP_POST, Y "/de-xuat", RIGHT_TARGET_EDIT, agree},
    {HTTP_GET, Y "/khoa-chi-tieu", RIGHT_TARGET_EDIT, show_lock},
    {HTTP_POST, Y "/khoa-chi-tieu", RIGHT_TARGET_EDIT, lock},
    {HTTP_GET, Y "/nam-truoc", RIGHT_TARGET_EDIT, show_copy},
    {HTTP_POST, Y "/nam-truoc", RIGHT_TARGET_EDIT, copy},
};
const size_t target_routes_count = COUNT_OF(target_routes);
