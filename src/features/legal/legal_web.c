#include "features/legal/legal_web.h"

#include "features/frame/frame.h"
#include "features/legal/legal.html.h"
#include "features/legal/legal_service.h"

static struct str typed(struct str value) {
    return value.p ? value : STR("");
}

static struct str field(const struct request *request, const char *name) {
    return typed(request_field(request, name));
}

static struct str path_of(const struct request *request, struct str code, const char *tail) {
    return str_format(request->arena, "/can-cu/" STR_FMT "%s", STR_ARG(code), tail);
}

static struct legal_line line_of(const struct request *request,
                                 const struct legal_document *document, struct date day) {
    enum legal_standing standing = legal_standing_on(document, day);
    return (struct legal_line){
        .href = path_of(request, document->code, ""),
        .kind = message_plain(request->lang, legal_kind_name(document->kind)),
        .number = document->number,
        .title = document->title,
        .issuer = document->issuer,
        .issued = partial_date_display(request->arena, document->issued),
        .from = date_display(request->arena, document->from),
        .to = date_display(request->arena, document->to),
        .scope = message_plain(request->lang, legal_scope_name(document->scope)),
        .standing = message_plain(request->lang, legal_standing_name(standing)),
        .in_force = standing == LEGAL_IN_FORCE,
        .ended = standing == LEGAL_ENDED,
        .doubtful = document->mark == LEGAL_SECOND_HAND,
    };
}

static struct ui_options scope_options(const struct request *request, struct str chosen) {
    struct ui_options options = {0};
    for (int scope = 0; scope < LEGAL_SCOPE_COUNT; scope++) {
        struct str code = legal_scope_code((enum legal_scope)scope);
        *list_push(request->arena, &options) = (struct ui_option){
            code, message_plain(request->lang, legal_scope_name((enum legal_scope)scope)),
            str_equal(code, chosen)};
    }
    return options;
}

/* --- the list --------------------------------------------------------------------------------- */

/* "Tất cả" first. */
static struct ui_options scope_filter(const struct request *request, struct str chosen) {
    struct ui_options all = {0};
    *list_push(request->arena, &all) = (struct ui_option){
        STR(""), message_plain(request->lang, MSG_legal_scope_any), str_is_empty(chosen)};
    struct ui_options scopes = scope_options(request, chosen);
    for (size_t i = 0; i < scopes.count; i++)
        *list_push(request->arena, &all) = scopes.items[i];
    return all;
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct legal_documents documents;
    TRY(legal_list(app_db(request), arena, request->user, &documents));
    struct str day_typed = typed(request_query(request, "ngay"));
    struct str scope_typed = typed(request_query(request, "cho"));
    struct issues issues = {0};
    struct date day = date_of_instant(request->now_ms);
    if (day_typed.n && !date_read_human(day_typed, &day))
        issue_add(arena, &issues, STR("ngay"), MESSAGE_WITH(MSG_legal_date_wrong, day_typed));
    enum legal_scope scope = LEGAL_SCOPE_COUNT;
    legal_scope_from_code(scope_typed, &scope);
    struct legal_view view = {
        .words = typed(request_query(request, "tim")),
        .day = day_typed.n ? day_typed : date_display(arena, day),
        .only_then = request_query(request, "khi-do").n > 0,
        .scopes = scope_filter(request, scope_typed),
        .standing_head = message_text(
            arena, request->lang, MESSAGE_WITH(MSG_legal_standing_on, date_display(arena, day))),
        .may_edit = user_has_right(request->user, RIGHT_LEGAL_EDIT),
    };
    view.filtered = view.words.n || scope_typed.n || view.only_then || day_typed.n;
    struct legal_documents found;
    legal_search(arena, &documents, view.words, scope, view.only_then ? day : (struct date){0},
                 &found);
    for (size_t i = 0; i < found.count; i++)
        *list_push(arena, &view.lines) = line_of(request, &found.items[i], day);
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_legal_title), NULL, STEP_NONE, &page);
    page.wide = true;
    page.issues = &issues;
    view.page = &page;
    response->status = issues.count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_legal_list_page(&h, &view);
    return NULL;
}

/* --- one document ----------------------------------------------------------------------------- */

static struct legal_link link_to(const struct request *request,
                                 const struct legal_document *document) {
    if (!document)
        return (struct legal_link){STR(""), STR("")};
    return (struct legal_link){path_of(request, document->code, ""),
                               legal_citation(request->arena, request->lang, document)};
}

static void add_links(const struct request *request, const struct legal_documents *documents,
                      const struct legal_document *document, struct legal_document_view *view) {
    view->replaced_by = link_to(request, legal_find(documents, document->replaced_by));
    view->amends = link_to(request, legal_find(documents, document->amends));
    for (size_t i = 0; i < documents->count; i++) {
        const struct legal_document *other = &documents->items[i];
        if (str_equal(other->replaced_by, document->code))
            *list_push(request->arena, &view->replaces) = link_to(request, other);
        if (str_equal(other->amends, document->code))
            *list_push(request->arena, &view->amended_by) = link_to(request, other);
    }
}

static struct legal_entry_line entry_line(const struct request *request,
                                          const struct legal_entry *entry) {
    struct arena *arena = request->arena;
    const struct legal_document *d = &entry->document;
    struct str at = message_plain(request->lang, MSG_legal_shipped_row);
    if (entry->revision)
        at = message_text(arena, request->lang,
                          MESSAGE_WITH(MSG_legal_recorded, instant_display(arena, entry->at_ms),
                                       entry->author, entry->reason));
    return (struct legal_entry_line){
        at,       d->number, d->title, date_display(arena, d->from), date_display(arena, d->to),
        d->source};
}

static const struct err *show_document(struct request *request, struct response *response) {
    struct str code = request_param(request, "document");
    struct legal_documents documents;
    struct legal_entries entries;
    TRY(legal_list(app_db(request), request->arena, request->user, &documents));
    TRY(legal_history(app_db(request), request->arena, request->user, code, &entries));
    const struct legal_document *document = legal_find(&documents, code);
    if (!document)
        return ERR(ERR_NOT_FOUND, "no such document");
    struct legal_document_view view = {
        .citation = legal_citation(request->arena, request->lang, document),
        .line = line_of(request, document, date_of_instant(request->now_ms)),
        .mark = message_plain(request->lang, legal_mark_name(document->mark)),
        .source = document->source,
        .note = document->note.p ? document->note : STR(""),
        .change_href = path_of(request, code, "/sua"),
        .may_edit = user_has_right(request->user, RIGHT_LEGAL_EDIT),
    };
    struct message doubt;
    view.doubt = STR("");
    if (legal_doubt(request->arena, &documents, code, date_of_instant(request->now_ms), &doubt))
        view.doubt = message_text(request->arena, request->lang, doubt);
    add_links(request, &documents, document, &view);
    TRY(legal_citings_find(app_db(request), request->arena, request->user, request->lang, code,
                           &view.cited_in));
    for (size_t i = 0; i < entries.count; i++)
        *list_push(request->arena, &view.entries) = entry_line(request, &entries.items[i]);
    struct page page;
    frame_page(request, view.citation, NULL, STEP_NONE, &page);
    page.history = STR("can-cu");
    page.history_key = request_param(request, "code");
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_legal_document_page(&h, &view);
    return NULL;
}

/* --- the form --------------------------------------------------------------------------------- */

static struct legal_form form_of(const struct request *request) {
    return (struct legal_form){
        .kind = field(request, "kind"),
        .scope = field(request, "scope"),
        .number = field(request, "number"),
        .issuer = field(request, "issuer"),
        .title = field(request, "title"),
        .issued = field(request, "issued"),
        .from = field(request, "from"),
        .to = field(request, "to"),
        .replaced_by = field(request, "replaced_by"),
        .amends = field(request, "amends"),
        .source = field(request, "source"),
        .note = field(request, "note"),
    };
}

static struct str number_of(const struct legal_documents *documents, struct str code) {
    const struct legal_document *document = legal_find(documents, code);
    return document ? document->number : STR("");
}

/* The form as it would have been filled in for a document there is. */
static struct legal_form form_for(struct arena *arena, const struct legal_documents *documents,
                                  const struct legal_document *document) {
    struct str last = STR("");
    if (!date_is_empty(document->to))
        last = date_display(arena, date_from_days(date_to_days(document->to) - 1));
    return (struct legal_form){
        .kind = legal_kind_code(document->kind),
        .scope = legal_scope_code(document->scope),
        .number = document->number,
        .issuer = typed(document->issuer),
        .title = document->title,
        .issued = partial_date_display(arena, document->issued),
        .from = date_display(arena, document->from),
        .to = last,
        .replaced_by = number_of(documents, document->replaced_by),
        .amends = number_of(documents, document->amends),
        .source = document->source,
        .note = typed(document->note),
    };
}

static const struct err *draw_form(const struct request *request, struct response *response,
                                   struct str code, const struct legal_form *form,
                                   const struct issues *issues) {
    struct legal_form_view view = {
        .form = *form,
        .reason = field(request, "reason"),
        .scopes = scope_options(request, form->scope),
        .is_change = code.n > 0,
        .action = code.n ? path_of(request, code, "/sua") : STR("/can-cu/moi"),
        .back_href = code.n ? path_of(request, code, "") : STR("/can-cu"),
    };
    for (int kind = 0; kind < LEGAL_KIND_COUNT; kind++) {
        struct str kind_code = legal_kind_code((enum legal_kind)kind);
        *list_push(request->arena, &view.kinds) = (struct ui_option){
            kind_code, message_plain(request->lang, legal_kind_name((enum legal_kind)kind)),
            str_equal(kind_code, form->kind)};
    }
    struct page page;
    frame_page(request,
               message_plain(request->lang, code.n ? MSG_legal_change_title : MSG_legal_add_title),
               NULL, STEP_NONE, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_legal_form_page(&h, &view);
    return NULL;
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct legal_form form = form_of(request);
    return draw_form(request, response, STR(""), &form, NULL);
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct str code = request_param(request, "document");
    struct legal_documents documents;
    TRY(legal_list(app_db(request), request->arena, request->user, &documents));
    const struct legal_document *document = legal_find(&documents, code);
    if (!document)
        return ERR(ERR_NOT_FOUND, "no such document");
    struct legal_form form = form_for(request->arena, &documents, document);
    return draw_form(request, response, code, &form, NULL);
}

static const struct err *enter(struct request *request, struct response *response,
                               struct str code) {
    struct legal_form form = form_of(request);
    struct issues issues = {0};
    struct str stored;
    TRY(legal_enter(app_db(request), request->arena, request->user, request->now_ms, code, &form,
                    field(request, "reason"), &issues, &stored));
    if (issues.count)
        return draw_form(request, response, code, &form, &issues);
    frame_redirect(request, response, path_of(request, stored, ""), MSG_notice_legal_saved, 0);
    return NULL;
}

static const struct err *add(struct request *request, struct response *response) {
    return enter(request, response, STR(""));
}

static const struct err *change(struct request *request, struct response *response) {
    return enter(request, response, request_param(request, "document"));
}

const struct route legal_routes[] = {
    {HTTP_GET, "/can-cu", RIGHT_SIGNED_IN, show_list},
    {HTTP_GET, "/can-cu/moi", RIGHT_LEGAL_EDIT, show_new},
    {HTTP_POST, "/can-cu/moi", RIGHT_LEGAL_EDIT, add},
    {HTTP_GET, "/can-cu/:document", RIGHT_SIGNED_IN, show_document},
    {HTTP_GET, "/can-cu/:document/sua", RIGHT_LEGAL_EDIT, show_change},
    {HTTP_POST, "/can-cu/:document/sua", RIGHT_LEGAL_EDIT, change},
};
const size_t legal_routes_count = COUNT_OF(legal_routes);
