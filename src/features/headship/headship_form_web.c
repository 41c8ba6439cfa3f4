/* Forms for terms, meetings and the cluster's documents. */
#include "features/frame/frame.h"
#include "features/headship/headship_form.html.h"
#include "features/headship/headship_web.h"
#include "features/legal/legal_service.h"

static struct str number_of(const struct request *request, int number) {
    return str_format(request->arena, "%d", number);
}

/* --- terms ------------------------------------------------------------------------------------ */

static struct headship_term_form read_term(const struct request *request) {
    return (struct headship_term_form){
        .role = request_text(request, "role"),
        .unit = request_text(request, "unit"),
        .from = request_text(request, "from"),
        .to = request_text(request, "to"),
        .choice = request_text(request, "choice"),
        .minutes = request_text(request, "minutes"),
        .note = request_text(request, "note"),
    };
}

static struct ui_options role_options(const struct request *request, struct str chosen) {
    struct ui_options options = {0};
    for (int role = 0; role < HEADSHIP_ROLE_COUNT; role++) {
        struct str code = headship_role_code((enum headship_role)role);
        *list_push(request->arena, &options) = (struct ui_option){
            code, message_plain(request->lang, headship_role_name((enum headship_role)role)),
            str_equal(code, chosen)};
    }
    return options;
}

static struct str term_path(const struct request *request, const struct cluster_year *year,
                            struct str id, const char *tail) {
    return headship_below(
        request, year,
        str_format(request->arena, "nhiem-ky%s" STR_FMT "%s", id.n ? "/" : "", STR_ARG(id), tail)
            .p);
}

static const struct err *draw_term(const struct request *request, struct response *response,
                                   const struct cluster_year *year, struct str id,
                                   const struct headship_term_form *form,
                                   const struct issues *issues) {
    enum msg_id title = id.n ? MSG_headship_change_term : MSG_headship_add_term;
    struct page page;
    headship_frame(request, response, year, message_plain(request->lang, title), issues, &page);
    struct headship_term_view view = {
        .page = &page,
        .year = number_of(request, year->year),
        .form = *form,
        .reason = request_text(request, "reason"),
        .roles = role_options(request, form->role),
        .units = headship_unit_options(request, &year->members, form->unit),
        .choices = headship_choice_options(request, form->choice),
        .is_change = id.n > 0,
        .action = term_path(request, year, id, ""),
        .withdraw_action = term_path(request, year, id, id.n ? "/bo" : ""),
        .back_href = headship_path(request, year),
    };
    struct html h = frame_html(request, response);
    tpl_headship_term_page(&h, &view);
    return NULL;
}

/* What there is to confirm: the head that the half-year names, where no term says it; else whom
 * rotation proposes. */
static const struct err *propose_term(const struct request *request,
                                      const struct cluster_year *year,
                                      struct headship_term_form *ret_form) {
    struct headship_page page;
    TRY(headship_read(app_db(request), request->arena, request->user, request->lang, year, &page));
    *ret_form = (struct headship_term_form){.role = STR("head"),
                                            .unit = STR(""),
                                            .from = STR(""),
                                            .to = STR(""),
                                            .choice = STR("rotation"),
                                            .minutes = STR(""),
                                            .note = STR("")};
    if (page.now.head.id.n)
        ret_form->role = page.now.deputies[0].id.n ? STR("deputy-2") : STR("deputy-1");
    for (size_t i = 0; !page.now.head.id.n && i < page.year.differences.count; i++)
        if (page.year.differences.items[i].named.id.n)
            ret_form->unit = page.year.differences.items[i].named.id;
    return NULL;
}

static const struct err *show_new_term(struct request *request, struct response *response) {
    struct cluster_year year;
    struct headship_term_form form;
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    TRY(propose_term(request, &year, &form));
    return draw_term(request, response, &year, STR(""), &form, NULL);
}

static const struct err *show_term(struct request *request, struct response *response) {
    struct cluster_year year;
    struct headship_page page;
    struct str id = request_param(request, "term");
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    TRY(headship_read(app_db(request), request->arena, request->user, request->lang, &year, &page));
    for (size_t i = 0; i < page.year.terms.count; i++) {
        const struct headship_term *term = &page.year.terms.items[i];
        if (!str_equal(term->id, id) || term->withdrawn_ms)
            continue;
        const struct headship_term_form form = {
            .role = headship_role_code(term->role),
            .unit = term->unit.id,
            .from = date_display(request->arena, term->from),
            .to = date_display(request->arena, date_from_days(date_to_days(term->to) - 1)),
            .choice = headship_choice_code(term->choice),
            .minutes = term->minutes,
            .note = term->note};
        return draw_term(request, response, &year, id, &form, NULL);
    }
    return ERR(ERR_NOT_FOUND, "no such term");
}

static const struct err *save_term_of(struct request *request, struct response *response,
                                      struct str id) {
    struct cluster_year year;
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    struct headship_term_form form = read_term(request);
    struct issues issues = {0};
    TRY(headship_record_term(app_db(request), request->arena, request->user, request->now_ms, &year,
                             id, &form, request_text(request, "reason"), &issues));
    if (issues.count)
        return draw_term(request, response, &year, id, &form, &issues);
    frame_redirect(request, response, headship_path(request, &year), MSG_notice_term_saved, 0);
    return NULL;
}

static const struct err *add_term(struct request *request, struct response *response) {
    return save_term_of(request, response, STR(""));
}

static const struct err *save_term(struct request *request, struct response *response) {
    return save_term_of(request, response, request_param(request, "term"));
}

static const struct err *withdraw_term(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    TRY(headship_withdraw_term(app_db(request), request->arena, request->user, request->now_ms,
                               &year, request_param(request, "term"),
                               request_text(request, "reason"), &issues));
    if (issues.count) {
        struct headship_term_form form = read_term(request);
        return draw_term(request, response, &year, request_param(request, "term"), &form, &issues);
    }
    frame_redirect(request, response, headship_path(request, &year), MSG_notice_term_withdrawn, 0);
    return NULL;
}

/* --- meetings --------------------------------------------------------------------------------- */

static const struct err *draw_meeting(const struct request *request, struct response *response,
                                      const struct cluster_year *year, enum meeting_kind kind,
                                      const struct meeting_form *form, struct str period_code,
                                      const struct issues *issues) {
    struct str name = message_plain(request->lang, meeting_kind_name(kind));
    struct page page;
    headship_frame(request, response, year, name, issues, &page);
    struct period period;
    struct str code = meeting_kind_code(kind);
    struct headship_meeting_view view = {
        .page = &page,
        .year = number_of(request, year->year),
        .kind = name,
        .form = *form,
        .first_hosts = headship_unit_options(request, &year->members, form->hosts[0]),
        .second_hosts = headship_unit_options(request, &year->members, form->hosts[1]),
        .shared = period_parse(period_code, &period)
                      ? frame_say(request, MESSAGE_WITH(MSG_headship_shared,
                                                        period_display(request->arena,
                                                                       request->lang, period)))
                      : STR(""),
        .action = headship_below(request, year,
                                 str_format(request->arena, "hoi-nghi/" STR_FMT, STR_ARG(code)).p),
        .back_href = headship_path(request, year),
    };
    struct html h = frame_html(request, response);
    tpl_headship_meeting_page(&h, &view);
    return NULL;
}

static const struct err *meeting_asked(const struct request *request, struct cluster_year *ret_year,
                                       enum meeting_kind *ret_kind, struct meeting *ret_meeting) {
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, ret_year));
    if (!meeting_kind_from_code(request_param(request, "kind"), ret_kind))
        return ERR(ERR_NOT_FOUND, "no such meeting");
    struct headship_page page;
    TRY(headship_read(app_db(request), request->arena, request->user, request->lang, ret_year,
                      &page));
    *ret_meeting = page.year.meetings[*ret_kind];
    return NULL;
}

static const struct err *show_meeting(struct request *request, struct response *response) {
    struct cluster_year year;
    enum meeting_kind kind;
    struct meeting meeting;
    TRY(meeting_asked(request, &year, &kind, &meeting));
    struct meeting_form form = {.held_on = date_display(request->arena, meeting.held_on),
                                .hosts = {STR(""), STR("")},
                                .venue = meeting.venue,
                                .note = meeting.note};
    for (size_t i = 0; i < COUNT_OF(form.hosts) && i < meeting.hosts.count; i++)
        form.hosts[i] = meeting.hosts.items[i].id;
    return draw_meeting(request, response, &year, kind, &form, meeting.period_code, NULL);
}

static const struct err *save_meeting(struct request *request, struct response *response) {
    struct cluster_year year;
    enum meeting_kind kind;
    struct meeting meeting;
    TRY(meeting_asked(request, &year, &kind, &meeting));
    const struct meeting_form form = {
        .held_on = request_text(request, "held_on"),
        .hosts = {request_text(request, "host-1"), request_text(request, "host-2")},
        .venue = request_text(request, "venue"),
        .note = request_text(request, "note")};
    struct issues issues = {0};
    TRY(headship_set_meeting(app_db(request), request->arena, request->user, request->now_ms, &year,
                             kind, &form, &issues));
    if (issues.count)
        return draw_meeting(request, response, &year, kind, &form, meeting.period_code, &issues);
    frame_redirect(request, response, headship_path(request, &year), MSG_notice_meeting_saved, 0);
    return NULL;
}

/* --- documents -------------------------------------------------------------------------------- */

static const struct err *draw_document(const struct request *request, struct response *response,
                                       const struct cluster_year *year,
                                       const struct cluster_document_form *form,
                                       const struct issues *issues) {
    struct legal_documents documents;
    TRY(legal_list(app_db(request), request->arena, request->user, &documents));
    struct page page;
    headship_frame(request, response, year, message_plain(request->lang, MSG_headship_add_document),
                   issues, &page);
    struct headship_document_view view = {
        .page = &page,
        .year = number_of(request, year->year),
        .form = *form,
        .action = headship_below(request, year, "van-ban"),
        .back_href = headship_path(request, year),
    };
    *list_push(request->arena, &view.citations) =
        (struct ui_option){STR(""), message_plain(request->lang, MSG_headship_no_citation),
                           str_is_empty(form->legal_code)};
    for (size_t i = 0; i < documents.count; i++)
        *list_push(request->arena, &view.citations) =
            (struct ui_option){documents.items[i].code,
                               legal_citation(request->arena, request->lang, &documents.items[i]),
                               str_equal(documents.items[i].code, form->legal_code)};
    struct html h = frame_html(request, response);
    tpl_headship_document_page(&h, &view);
    return NULL;
}

static struct cluster_document_form read_document(const struct request *request) {
    return (struct cluster_document_form){
        .title = request_text(request, "title"),
        .number = request_text(request, "number"),
        .dated = request_text(request, "dated"),
        .legal_code = request_text(request, "legal_code"),
        .note = request_text(request, "note"),
    };
}

static const struct err *show_document(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    const struct cluster_document_form form = read_document(request);
    return draw_document(request, response, &year, &form, NULL);
}

static const struct err *add_document(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    const struct cluster_document_form form = read_document(request);
    struct issues issues = {0};
    TRY(headship_add_document(app_db(request), request->arena, request->user, request->now_ms,
                              &year, &form, &issues));
    if (issues.count)
        return draw_document(request, response, &year, &form, &issues);
    frame_redirect(request, response, headship_path(request, &year), MSG_notice_document_added, 0);
    return NULL;
}

static const struct err *drop_document(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    TRY(headship_withdraw_document(app_db(request), request->arena, request->user, request->now_ms,
                                   &year, request_param(request, "document")));
    frame_redirect(request, response, headship_path(request, &year), MSG_notice_document_dropped,
                   0);
    return NULL;
}

#define MEMBERS "/cum/:cluster/nam/:year/thanh-vien"

const struct route headship_form_routes[] = {
    {HTTP_GET, MEMBERS "/nhiem-ky", RIGHT_TERM_EDIT, show_new_term},
    {HTTP_POST, MEMBERS "/nhiem-ky", RIGHT_TERM_EDIT, add_term},
    {HTTP_GET, MEMBERS "/nhiem-ky/:term", RIGHT_TERM_EDIT, show_term},
    {HTTP_POST, MEMBERS "/nhiem-ky/:term", RIGHT_TERM_EDIT, save_term},
    {HTTP_POST, MEMBERS "/nhiem-ky/:term/bo", RIGHT_TERM_EDIT, withdraw_term},
    {HTTP_GET, MEMBERS "/hoi-nghi/:kind", RIGHT_TERM_EDIT, show_meeting},
    {HTTP_POST, MEMBERS "/hoi-nghi/:kind", RIGHT_TERM_EDIT, save_meeting},
    {HTTP_GET, MEMBERS "/van-ban", RIGHT_TERM_EDIT, show_document},
    {HTTP_POST, MEMBERS "/van-ban", RIGHT_TERM_EDIT, add_document},
    {HTTP_POST, MEMBERS "/van-ban/:document/bo", RIGHT_TERM_EDIT, drop_document},
};
const size_t headship_form_routes_count = COUNT_OF(headship_form_routes);
