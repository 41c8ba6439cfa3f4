/* "/nguoi/moi", "/nguoi/:person/…": what is entered of people. */
#include "features/person/person_form_web.h"

#include "features/frame/frame.h"
#include "features/person/person_form.html.h"

/* --- shared -------------------------------------------------------------------------------------
 */

static void option(const struct request *request, struct ui_options *options, struct str value,
                   struct str text, struct str chosen) {
    *list_push(request->arena, options) = (struct ui_option){value, text, str_equal(value, chosen)};
}

static struct ui_options unit_options(const struct request *request, const struct person_help *help,
                                      struct str chosen) {
    struct ui_options options = {0};
    bool known = !chosen.n;
    for (size_t i = 0; i < help->units.count; i++)
        known = known || str_equal(help->units.items[i].slug, chosen);
    if (help->sees_all || !known)
        return options;
    for (size_t i = 0; i < help->units.count; i++)
        option(request, &options, help->units.items[i].slug, help->units.items[i].name, chosen);
    return options;
}

static struct ui_options how_options(const struct request *request, struct str chosen) {
    struct ui_options options = {0};
    for (int how = HOW_UNSAID; how < PERSON_HOW_COUNT; how++)
        option(request, &options, person_how_code((enum person_how)how),
               message_plain(request->lang, person_how_name((enum person_how)how)), chosen);
    return options;
}

static struct ui_options class_options(const struct request *request,
                                       const struct person_classes *classes, struct str chosen) {
    struct ui_options options = {0};
    option(request, &options, STR(""), message_plain(request->lang, MSG_person_class_none), chosen);
    for (size_t i = 0; i < classes->count; i++)
        option(request, &options, classes->items[i].code,
               person_class_name(classes, classes->items[i].code, request->lang), chosen);
    return options;
}

static const struct err *help_of(const struct request *request, struct person_help *ret_help) {
    return person_help_read(app_db(request), request->arena, request->user,
                            date_of_instant(request->now_ms), ret_help);
}

static void begin(const struct request *request, struct response *response, enum msg_id title,
                  const struct issues *issues, bool is_sample, struct page *page) {
    frame_page(request, message_plain(request->lang, title), NULL, STEP_NONE, page);
    page->issues = issues;
    page->sample = is_sample;
    response->status = issues && issues->count ? 422 : 200;
}

/* The record of who is changed; who may not change it gets no form. */
static const struct err *record_of(const struct request *request,
                                   struct person_record *ret_record) {
    struct date today = date_of_instant(request->now_ms);
    TRY(person_read(app_db(request), request->arena, request->lang, request->user, request->now_ms,
                    request_param(request, "person"), today, 0, ret_record));
    return ret_record->may_edit ? NULL
                                : ERR_TEXT(ERR_NOT_FOUND, "person.no_person", "no such person");
}

static struct str own_path(const struct request *request, const char *tail) {
    return person_href(request, request_param(request, "person"), tail);
}

/* --- a new person, a corrected name -------------------------------------------------------------
 */

static struct person_form form_of(const struct request *request) {
    return (struct person_form){
        .name = request_text(request, "name"),
        .sort_name = request_text(request, "sort_name"),
        .born = request_text(request, "born"),
        .unit = request_text(request, "unit"),
        .from = request_text(request, "from"),
        .how = request_text(request, "how"),
        .post = request_text(request, "post"),
        .leads = request_text(request, "leads"),
        .rank = request_text(request, "rank"),
        .class_code = request_text(request, "class_code"),
        .source = request_text(request, "source"),
        .is_another = request_text(request, "is_another"),
        .reason = request_text(request, "reason"),
    };
}

static void add_twins(const struct request *request, const struct person_twins *twins,
                      struct person_form_view *view) {
    for (size_t i = 0; twins && i < twins->count; i++) {
        const struct person_twin *twin = &twins->items[i];
        struct str born = partial_date_display(request->arena, twin->born);
        struct message words =
            twin->id.n
                ? MESSAGE_WITH(MSG_person_twin_known, twin->name, born,
                               twin->unit_name.n ? twin->unit_name
                                                 : message_plain(request->lang, MSG_person_no_unit))
                : MESSAGE_WITH(MSG_person_twin_elsewhere, twin->name, born);
        *list_push(request->arena, &view->twins) = (struct person_twin_line){
            .href = twin->id.n ? person_href(request, twin->id, "") : STR(""),
            .words = message_text(request->arena, request->lang, words),
            .is_elsewhere = !twin->is_same_unit,
        };
    }
}

static const struct err *draw_new(const struct request *request, struct response *response,
                                  const struct person_form *form, const struct person_twins *twins,
                                  const struct issues *issues) {
    struct person_help help;
    TRY(help_of(request, &help));
    struct page page;
    begin(request, response, MSG_person_add, issues, help.is_sample, &page);
    struct person_form_view view = {
        .page = &page,
        .base = STR(""),
        .name = STR(""),
        .action = STR("/nguoi/moi"),
        .form = *form,
        .units = unit_options(request, &help, form->unit),
        .hows = how_options(request, form->how),
        .classes = class_options(request, &help.classes, form->class_code),
    };
    add_twins(request, twins, &view);
    struct html h = frame_html(request, response);
    tpl_person_form_page(&h, &view);
    return NULL;
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct person_form form = form_of(request);
    form.how = STR("recruited");
    return draw_new(request, response, &form, NULL, NULL);
}

static const struct err *add(struct request *request, struct response *response) {
    struct person_form form = form_of(request);
    struct issues issues = {0};
    struct person_twins twins;
    struct str id;
    TRY(person_add(app_db(request), request->arena, request->user, request->now_ms, &form, &issues,
                   &twins, &id));
    if (issues.count)
        return draw_new(request, response, &form, &twins, &issues);
    frame_redirect(request, response, person_href(request, id, ""), MSG_notice_person_added, 0);
    return NULL;
}

static const struct err *draw_identity(const struct request *request, struct response *response,
                                       const struct person_form *form,
                                       const struct issues *issues) {
    struct person_record record;
    TRY(record_of(request, &record));
    struct page page;
    begin(request, response, MSG_person_correct_identity, issues, record.is_sample, &page);
    struct person_form_view view = {.page = &page,
                                    .base = own_path(request, ""),
                                    .name = record.name,
                                    .action = own_path(request, "/ten"),
                                    .form = *form};
    if (!issues) {
        view.form.name = record.name;
        view.form.sort_name = record.sort_name;
        view.form.born = partial_date_display(request->arena, record.born);
    }
    struct html h = frame_html(request, response);
    tpl_person_form_page(&h, &view);
    return NULL;
}

static const struct err *show_identity(struct request *request, struct response *response) {
    struct person_form form = form_of(request);
    return draw_identity(request, response, &form, NULL);
}

static const struct err *correct(struct request *request, struct response *response) {
    struct person_form form = form_of(request);
    struct issues issues = {0};
    TRY(person_correct(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "person"), &form, &issues));
    if (issues.count)
        return draw_identity(request, response, &form, &issues);
    frame_redirect(request, response, own_path(request, ""), MSG_notice_person_saved, 0);
    return NULL;
}

/* --- a line -------------------------------------------------------------------------------------
 */

static struct person_span_form span_form_of(const struct request *request) {
    return (struct person_span_form){
        .aspect = request_text(request, "aspect"),
        .unit = request_text(request, "unit"),
        .value = request_text(request, "value"),
        .leads = request_text(request, "leads"),
        .how = request_text(request, "how"),
        .from = request_text(request, "from"),
        .to = request_text(request, "to"),
        .succeeds = request_text(request, "succeeds"),
        .source = request_text(request, "source"),
        .reason = request_text(request, "reason"),
        .withdraw = request_text(request, "withdraw"),
    };
}

static struct person_span_form span_form_for(struct arena *arena, const struct person_span *span) {
    struct date last = {0};
    if (!date_is_empty(span->to))
        last = date_from_days(date_to_days(span->to) - 1);
    return (struct person_span_form){
        .aspect = person_aspect_code(span->aspect),
        .unit = span->unit_slug,
        .value = span->value,
        .leads = span->leads ? STR("1") : STR(""),
        .how = person_how_code(span->how),
        .from = partial_date_display(arena, span->begins),
        .to = date_display(arena, last),
        .succeeds = STR(""),
        .source = span->source,
        .reason = STR(""),
        .withdraw = STR(""),
    };
}

static void add_choices(const struct request *request, struct person_span_view *view) {
    static const struct {
        enum person_aspect aspect;
        enum msg_id hint;
    } CHOICES[] = {
        {PERSON_POST, MSG_person_add_post_hint},   {PERSON_RANK, MSG_person_add_rank_hint},
        {PERSON_CLASS, MSG_person_add_class_hint}, {PERSON_AWAY, MSG_person_add_away_hint},
        {PERSON_UNIT, MSG_person_add_unit_hint},
    };
    for (size_t i = 0; i < COUNT_OF(CHOICES); i++)
        *list_push(request->arena, &view->choices) = (struct person_choice){
            .href = str_format(request->arena, STR_FMT "/ghi?muc=" STR_FMT, STR_ARG(view->base),
                               STR_ARG(person_aspect_code(CHOICES[i].aspect))),
            .name = person_aspect_name(CHOICES[i].aspect),
            .hint = CHOICES[i].hint,
        };
}

static void fill_span_view(const struct request *request, const struct person_help *help,
                           enum person_aspect aspect, struct person_span_view *view) {
    const struct person_span_form *form = &view->form;
    view->title = person_aspect_name(aspect);
    view->has_unit = aspect == PERSON_UNIT || aspect == PERSON_SECONDED;
    view->has_how = aspect == PERSON_UNIT;
    view->has_post = aspect == PERSON_POST;
    view->has_rank = aspect == PERSON_RANK;
    view->can_succeed =
        !view->is_change && (view->has_post || view->has_rank || aspect == PERSON_CLASS);
    if (view->has_unit)
        view->units = unit_options(request, help, form->unit);
    if (view->has_how)
        view->hows = how_options(request, form->how);
    if (aspect == PERSON_CLASS)
        view->values = class_options(request, &help->classes, form->value);
    for (int away = 0; aspect == PERSON_AWAY && away < PERSON_AWAY_COUNT; away++)
        option(request, &view->values, person_away_code((enum person_away)away),
               message_plain(request->lang, person_away_name((enum person_away)away)), form->value);
}

/* SPAN_ID empty: a new line. FORM NULL: as it stands, or empty. */
static const struct err *draw_span(const struct request *request, struct response *response,
                                   struct str span_id, const struct person_span_form *form,
                                   const struct issues *issues) {
    struct person_record record;
    struct person_help help;
    TRY(record_of(request, &record));
    TRY(help_of(request, &help));
    struct person_span_view view = {
        .base = own_path(request, ""),
        .name = record.name,
        .is_change = span_id.n > 0,
        .action = span_id.n ? str_format(request->arena, STR_FMT "/dong/" STR_FMT,
                                         STR_ARG(own_path(request, "")), STR_ARG(span_id))
                            : own_path(request, "/ghi"),
        .form = form ? *form : span_form_of(request),
    };
    const struct person_span *span = NULL;
    for (size_t i = 0; i < record.spans.count; i++)
        if (span_id.n && str_equal(record.spans.items[i].id, span_id))
            span = &record.spans.items[i];
    if (span_id.n && !span)
        return ERR_TEXT(ERR_NOT_FOUND, "person.no_line", "no such line");
    if (span && !form)
        view.form = span_form_for(request->arena, span);
    if (span)
        view.form.aspect = person_aspect_code(span->aspect);
    struct str asked = request_query(request, "muc");
    if (!form && !span && asked.p) {
        view.form.aspect = asked;
        view.form.succeeds = STR("1");
    }
    enum person_aspect aspect = PERSON_POST;
    if (person_aspect_from_code(view.form.aspect, &aspect))
        fill_span_view(request, &help, aspect, &view);
    else
        add_choices(request, &view);
    struct page page;
    begin(request, response, span_id.n ? MSG_person_correct : MSG_person_add_line, issues,
          record.is_sample, &page);
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_person_span_page(&h, &view);
    return NULL;
}

static const struct err *show_add_span(struct request *request, struct response *response) {
    return draw_span(request, response, STR(""), NULL, NULL);
}

static const struct err *show_span(struct request *request, struct response *response) {
    return draw_span(request, response, request_param(request, "line"), NULL, NULL);
}

static const struct err *enter_span(struct request *request, struct response *response,
                                    struct str span_id) {
    struct person_span_form form = span_form_of(request);
    struct issues issues = {0};
    TRY(person_enter_span(app_db(request), request->arena, request->user, request->now_ms,
                          request_param(request, "person"), span_id, &form, &issues));
    if (issues.count)
        return draw_span(request, response, span_id, &form, &issues);
    frame_redirect(request, response, own_path(request, ""), MSG_notice_person_saved, 0);
    return NULL;
}

static const struct err *add_span(struct request *request, struct response *response) {
    return enter_span(request, response, STR(""));
}

static const struct err *change_span(struct request *request, struct response *response) {
    return enter_span(request, response, request_param(request, "line"));
}

/* --- a transfer ---------------------------------------------------------------------------------
 */

static struct person_transfer_form transfer_form_of(const struct request *request) {
    return (struct person_transfer_form){
        .kind = request_text(request, "kind"),
        .to = request_text(request, "to"),
        .on = request_text(request, "on"),
        .until = request_text(request, "until"),
        .number = request_text(request, "number"),
        .decided_on = request_text(request, "decided_on"),
        .issuer = request_text(request, "issuer"),
        .comment = request_text(request, "comment"),
    };
}

static const struct err *draw_transfer(const struct request *request, struct response *response,
                                       const struct person_transfer_form *form,
                                       const struct issues *issues) {
    struct person_record record;
    TRY(record_of(request, &record));
    struct page page;
    begin(request, response, MSG_person_transfer, issues, record.is_sample, &page);
    struct person_transfer_view view = {.page = &page,
                                        .base = own_path(request, ""),
                                        .name = record.name,
                                        .unit = record.unit ? record.unit->unit_name : STR(""),
                                        .form = *form};
    struct str kind = form->kind.n ? form->kind : STR("transfer");
    option(request, &view.kinds, STR("transfer"),
           message_plain(request->lang, MSG_person_kind_transfer), kind);
    option(request, &view.kinds, STR("secondment"),
           message_plain(request->lang, MSG_person_kind_secondment), kind);
    struct html h = frame_html(request, response);
    tpl_person_transfer_page(&h, &view);
    return NULL;
}

static const struct err *show_transfer(struct request *request, struct response *response) {
    struct person_transfer_form form = transfer_form_of(request);
    return draw_transfer(request, response, &form, NULL);
}

static const struct err *send(struct request *request, struct response *response) {
    struct person_transfer_form form = transfer_form_of(request);
    struct issues issues = {0};
    TRY(person_send(app_db(request), request->arena, request->user, request->now_ms,
                    request_param(request, "person"), &form, &issues));
    if (issues.count)
        return draw_transfer(request, response, &form, &issues);
    frame_redirect(request, response, own_path(request, ""), MSG_notice_person_sent, 0);
    return NULL;
}

const struct route person_form_routes[] = {
    {HTTP_GET, "/nguoi/moi", RIGHT_PERSON_EDIT, show_new},
    {HTTP_POST, "/nguoi/moi", RIGHT_PERSON_EDIT, add},
    {HTTP_GET, "/nguoi/:person/ten", RIGHT_PERSON_EDIT, show_identity},
    {HTTP_POST, "/nguoi/:person/ten", RIGHT_PERSON_EDIT, correct},
    {HTTP_GET, "/nguoi/:person/ghi", RIGHT_PERSON_EDIT, show_add_span},
    {HTTP_POST, "/nguoi/:person/ghi", RIGHT_PERSON_EDIT, add_span},
    {HTTP_GET, "/nguoi/:person/dong/:line", RIGHT_PERSON_EDIT, show_span},
    {HTTP_POST, "/nguoi/:person/dong/:line", RIGHT_PERSON_EDIT, change_span},
    {HTTP_GET, "/nguoi/:person/chuyen", RIGHT_PERSON_EDIT, show_transfer},
    {HTTP_POST, "/nguoi/:person/chuyen", RIGHT_PERSON_EDIT, send},
};
const size_t person_form_routes_count = COUNT_OF(person_form_routes);
