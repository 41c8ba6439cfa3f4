/* Handing over: the form, the page with the minutes, confirming and withdrawing. */
#include "features/account/account_service.h"
#include "features/frame/frame.h"
#include "features/headship/handover.html.h"
#include "features/headship/handover_doc.h"
#include "features/headship/headship_web.h"
#include "features/submission/submission_web.h"

static struct str handover_path(const struct request *request, const struct cluster_year *year,
                                struct str id, const char *tail) {
    return headship_below(
        request, year, str_format(request->arena, "ban-giao/" STR_FMT "%s", STR_ARG(id), tail).p);
}

/* --- the form --------------------------------------------------------------------------------- */

static struct handover_form read_form(const struct request *request) {
    struct handover_form form = {
        .from = request_text(request, "from"),
        .to = request_text(request, "to"),
        .on = request_text(request, "on"),
        .until = request_text(request, "until"),
        .meeting = request_text(request, "meeting"),
        .venue = request_text(request, "venue"),
        .choice = request_text(request, "choice"),
        .minutes = request_text(request, "minutes"),
        .from_name = request_text(request, "from_name"),
        .from_post = request_text(request, "from_post"),
        .to_name = request_text(request, "to_name"),
        .to_post = request_text(request, "to_post"),
        .witness_name = request_text(request, "witness_name"),
        .witness_post = request_text(request, "witness_post"),
        .remark = request_text(request, "remark"),
    };
    for (size_t i = 0; i < HEADSHIP_ITEMS_MAX; i++) {
        form.titles[i] = request_text(request, handover_field(request->arena, "title", i).p);
        form.counts[i] = request_text(request, handover_field(request->arena, "count", i).p);
        form.notes[i] = request_text(request, handover_field(request->arena, "note", i).p);
    }
    return form;
}

/* Whom rotation proposes, where one mostly hands over, and the papers the cluster has. */
static struct handover_form proposed_form(const struct request *request,
                                          const struct cluster_year *year,
                                          const struct handover_ground *ground) {
    struct handover_form form = read_form(request);
    struct str before = str_format(request->arena, "%d", year->year - 1);
    form.from = ground->head.id;
    for (size_t i = 0; i < ground->candidates.count && !form.to.n; i++) {
        struct str id = year->members.items[ground->candidates.items[i].member].id;
        if (!str_equal(id, ground->head.id))
            form.to = id;
    }
    form.choice = STR("rotation");
    form.meeting =
        message_text(request->arena, LANG_VI, MESSAGE_WITH(MSG_headship_annual_of, before));
    form.on = date_display(request->arena, ground->annual.held_on);
    form.venue = ground->annual.venue.p ? ground->annual.venue : STR("");
    for (size_t i = 0; i < ground->documents.count && i + 4 < HEADSHIP_ITEMS_MAX; i++) {
        const struct cluster_document *d = &ground->documents.items[i];
        form.titles[i] = d->number.n ? str_format(request->arena, STR_FMT " (" STR_FMT ")",
                                                  STR_ARG(d->title), STR_ARG(d->number))
                                     : d->title;
        form.counts[i] = STR("1");
    }
    return form;
}

static const struct err *draw_form(const struct request *request, struct response *response,
                                   const struct cluster_year *year,
                                   const struct handover_ground *ground,
                                   const struct handover_form *form, const struct issues *issues) {
    struct arena *arena = request->arena;
    struct page page;
    headship_frame(request, response, year, message_plain(request->lang, MSG_headship_add_handover),
                   issues, &page);
    struct handover_form_view view = {
        .page = &page,
        .year = str_format(arena, "%d", year->year),
        .form = *form,
        .outgoing = headship_unit_options(request, &ground->outgoing, form->from),
        .incoming = headship_unit_options(request, &year->members, form->to),
        .choices = headship_choice_options(request, form->choice),
        .action = headship_below(request, year, "ban-giao"),
        .back_href = headship_path(request, year),
    };
    for (size_t i = 0; i < ground->candidates.count; i++)
        *list_push(arena, &view.rotation) = (struct headship_rotation_line){
            i + 1, year->members.items[ground->candidates.items[i].member].name,
            frame_say(request, ground->candidates.items[i].why)};
    for (size_t i = 0; i < HEADSHIP_ITEMS_MAX; i++)
        *list_push(arena, &view.items) =
            (struct handover_item_line){handover_field(arena, "title", i), form->titles[i],
                                        handover_field(arena, "count", i), form->counts[i],
                                        handover_field(arena, "note", i),  form->notes[i],
                                        str_format(arena, "%zu", i + 1)};
    struct html h = frame_html(request, response);
    tpl_handover_form_page(&h, &view);
    return NULL;
}

static const struct err *ground_of(const struct request *request, struct cluster_year *ret_year,
                                   struct handover_ground *ret_ground) {
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, ret_year));
    return handover_prepare(app_db(request), request->arena, request->user, ret_year, ret_ground);
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct cluster_year year;
    struct handover_ground ground;
    TRY(ground_of(request, &year, &ground));
    if (ground.open_id.n) {
        frame_redirect(request, response, handover_path(request, &year, ground.open_id, ""),
                       MSG_none, 0);
        return NULL;
    }
    struct handover_form form = proposed_form(request, &year, &ground);
    return draw_form(request, response, &year, &ground, &form, NULL);
}

static const struct err *record(struct request *request, struct response *response) {
    struct cluster_year year;
    struct handover_ground ground;
    TRY(ground_of(request, &year, &ground));
    struct handover_form form = read_form(request);
    struct issues issues = {0};
    struct str id;
    TRY(handover_record(app_db(request), request->arena, request->user, request->now_ms, &year,
                        &form, &issues, &id));
    if (issues.count)
        return draw_form(request, response, &year, &ground, &form, &issues);
    frame_redirect(request, response, handover_path(request, &year, id, ""),
                   MSG_notice_handover_recorded, 0);
    return NULL;
}

/* --- one handing over ------------------------------------------------------------------------- */

static const struct err *add_heads(const struct request *request, const struct cluster_year *year,
                                   struct handover_view *view) {
    view->manages_accounts = user_has_right(request->user, RIGHT_ACCOUNT_MANAGE);
    view->shows_heads =
        view->confirmed &&
        (view->manages_accounts || frame_may_year(request, RIGHT_CLUSTER_CREATE, year, STR("")));
    if (!view->shows_heads)
        return NULL;
    struct account_lines lines;
    TRY(account_heads_of(app_db(request), request->arena, request->user, request->now_ms,
                         year->cluster_id, &lines));
    for (size_t i = 0; i < lines.count; i++)
        *list_push(request->arena, &view->heads) =
            str_format(request->arena, STR_FMT " (" STR_FMT ")", STR_ARG(lines.items[i].name),
                       STR_ARG(lines.items[i].login));
    return NULL;
}

static void add_trail(const struct request *request, const struct handover *h,
                      struct handover_view *view) {
    struct arena *arena = request->arena;
    *list_push(arena, &view->trail) =
        frame_say(request, MESSAGE_WITH(MSG_headship_trail_recorded,
                                        instant_display(arena, h->recorded_ms), h->recorded_by));
    if (h->confirmed_ms)
        *list_push(arena, &view->trail) = frame_say(
            request, MESSAGE_WITH(MSG_headship_trail_confirmed,
                                  instant_display(arena, h->confirmed_ms), h->confirmed_by));
    if (h->withdrawn_ms)
        *list_push(arena, &view->trail) =
            frame_say(request, MESSAGE_WITH(MSG_headship_trail_withdrawn,
                                            instant_display(arena, h->withdrawn_ms),
                                            h->withdrawn_by, h->withdrawn_reason));
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct cluster_year *year, const struct issues *issues) {
    struct handover h;
    struct arena *arena = request->arena;
    TRY(handover_find(app_db(request), arena, request->user, year,
                      request_param(request, "handover"), &h));
    enum msg_id state = h.withdrawn_ms   ? MSG_headship_state_withdrawn
                        : h.confirmed_ms ? MSG_headship_state_confirmed
                                         : MSG_headship_state_open;
    bool open = !h.confirmed_ms && !h.withdrawn_ms;
    struct page page;
    headship_frame(request, response, year, message_plain(request->lang, MSG_headship_handover),
                   issues, &page);
    struct handover_view view = {
        .page = &page,
        .year = str_format(arena, "%d", year->year),
        .title =
            frame_say(request, MESSAGE_WITH(MSG_headship_handover_line, date_display(arena, h.on),
                                            h.from.name, h.to.name)),
        .state = message_plain(request->lang, state),
        .confirmed = h.confirmed_ms > 0,
        .withdrawn = h.withdrawn_ms > 0,
        .may_confirm = open && frame_may_year(request, RIGHT_MEMBER_SEND, year, h.to.id),
        .may_withdraw = open && frame_may_year(request, RIGHT_TERM_EDIT, year, STR("")),
        .reason = request_text(request, "reason"),
        .confirm_action = handover_path(request, year, h.id, "/xac-nhan"),
        .withdraw_action = handover_path(request, year, h.id, "/bo"),
        .back_href = headship_path(request, year),
        .docx_href = handover_path(request, year, h.id, "/tai?dang=docx"),
        .pdf_href = handover_path(request, year, h.id, "/tai?dang=pdf"),
    };
    if (open && submission_needed(request, place_of_year(year), h.to.id))
        view.commander_href = submission_new_href(arena, year->slug, year->year,
                                                  SUBMISSION_HANDOVER, h.to.slug, h.id);
    TRY(add_heads(request, year, &view));
    add_trail(request, &h, &view);
    TRY(handover_doc_html(arena, year, &h, request->now_ms, &view.paper));
    struct html html = frame_html(request, response);
    tpl_handover_page(&html, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    return draw(request, response, &year, NULL);
}

static const struct err *confirm(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(frame_year(request, &year));
    TRY(handover_confirm(app_db(request), request->arena, request->user, request->now_ms, &year,
                         request_param(request, "handover"), &issues));
    if (issues.count)
        return draw(request, response, &year, &issues);
    frame_redirect(request, response,
                   handover_path(request, &year, request_param(request, "handover"), ""),
                   MSG_notice_handover_confirmed, 0);
    return NULL;
}

static const struct err *withdraw(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    TRY(handover_withdraw(app_db(request), request->arena, request->user, request->now_ms, &year,
                          request_param(request, "handover"), request_text(request, "reason"),
                          &issues));
    if (issues.count)
        return draw(request, response, &year, &issues);
    frame_redirect(request, response, headship_path(request, &year), MSG_notice_handover_withdrawn,
                   0);
    return NULL;
}

static const struct err *send_minutes(struct request *request, struct response *response) {
    struct cluster_year year;
    struct handover h;
    struct str bytes;
    TRY(frame_year(request, &year));
    TRY(handover_find(app_db(request), request->arena, request->user, &year,
                      request_param(request, "handover"), &h));
    enum paper_file file =
        str_equal_c(request_query(request, "dang"), "pdf") ? PAPER_PDF : PAPER_DOCX;
    TRY(handover_doc_make(request->arena, &year, &h, file, request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(file),
                 handover_doc_name(request->arena, &year, file), bytes);
    return NULL;
}

#define HANDOVER "/cum/:cluster/nam/:year/thanh-vien/ban-giao"

const struct route handover_routes[] = {
    {HTTP_GET, HANDOVER, RIGHT_TERM_EDIT, show_new},
    {HTTP_POST, HANDOVER, RIGHT_TERM_EDIT, record},
    {HTTP_GET, HANDOVER "/:handover", RIGHT_CLUSTER_READ, show},
    {HTTP_POST, HANDOVER "/:handover/xac-nhan", RIGHT_MEMBER_SEND, confirm},
    {HTTP_POST, HANDOVER "/:handover/bo", RIGHT_TERM_EDIT, withdraw},
    {HTTP_GET, HANDOVER "/:handover/tai", RIGHT_CLUSTER_READ, send_minutes},
};
const size_t handover_routes_count = COUNT_OF(handover_routes);
