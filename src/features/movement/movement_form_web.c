/* Entering and changing movements: the forms, and what the page of one sends. */
#include "features/legal/legal_cite_service.h"
#include "features/movement/movement.html.h"
#include "features/movement/movement_web.h"

static struct movement_form form_of(const struct request *request) {
    return (struct movement_form){
        .kind = request_text(request, "kind"),
        .manner = request_text(request, "manner"),
        .title = request_text(request, "title"),
        .theme = request_text(request, "theme"),
        .objectives = request_text(request, "objectives"),
        .begins = request_text(request, "begins"),
        .ends = request_text(request, "ends"),
        .launcher = request_text(request, "launcher"),
        .covenant_on = request_text(request, "covenant_on"),
        .report_by = request_text(request, "report_by"),
        .number = request_text(request, "number"),
        .issued_on = request_text(request, "issued_on"),
        .issuer = request_text(request, "issuer"),
        .source = request_text(request, "source"),
        .contents = request_text(request, "contents"),
        .owner = request_text(request, "owner"),
        .parent = request_text(request, "parent"),
        .reason = request_text(request, "reason"),
    };
}

/* The form as it would have been filled in for what there is. */
static struct movement_form form_for(struct arena *arena, const struct movement *m) {
    return (struct movement_form){
        .kind = movement_kind_code(m->kind),
        .manner = movement_manner_code(m->manner),
        .title = m->title,
        .theme = m->theme,
        .objectives = m->objectives,
        .begins = partial_date_display(arena, m->begins),
        .ends = partial_date_display(arena, m->ends),
        .launcher = m->launcher_id,
        .covenant_on = date_display(arena, m->covenant_on),
        .report_by = date_display(arena, m->report_by),
        .number = m->number,
        .issued_on = date_display(arena, m->issued_on),
        .issuer = m->issuer,
        .source = m->source,
        .contents = STR(""),
        .owner = m->unit_id,
        .parent = m->parent_id,
        .reason = STR(""),
    };
}

/* --- the form's choices ------------------------------------------------------------------- */

static void add_manners(const struct request *request, struct movement_form_view *view) {
    for (int manner = MOVEMENT_REGULAR; manner < MOVEMENT_MANNER_COUNT; manner++) {
        struct str code = movement_manner_code((enum movement_manner)manner);
        *list_push(request->arena, &view->manners) = (struct ui_option){
            code, frame_words(request, movement_manner_name((enum movement_manner)manner)),
            str_equal(code, view->form.manner)};
    }
    static const enum movement_kind PAPERS[] = {MOVEMENT_DIRECTIVE, MOVEMENT_RESOLUTION,
                                                MOVEMENT_CAMPAIGN, MOVEMENT_DOCUMENT};
    for (size_t i = 0; i < COUNT_OF(PAPERS); i++) {
        struct str code = movement_kind_code(PAPERS[i]);
        *list_push(request->arena, &view->kinds) =
            (struct ui_option){code, frame_words(request, movement_kind_name(PAPERS[i])),
                               str_equal(code, view->form.kind)};
    }
}

static void add_launcher(const struct request *request, const struct cluster_unit *unit,
                         struct movement_form_view *view) {
    *list_push(request->arena, &view->launchers) =
        (struct ui_option){unit->id, unit->name, str_equal(unit->id, view->form.launcher)};
}

static const struct err *add_units(const struct request *request,
                                   const struct movement_place *place,
                                   struct movement_form_view *view) {
    if (place->in_year) {
        *list_push(request->arena, &view->launchers) =
            (struct ui_option){STR(""), place->year.name, str_is_empty(view->form.launcher)};
        if (place->year.superior.name.n)
            add_launcher(request, &place->year.superior, view);
        for (size_t i = 0; i < place->year.members.count; i++)
            add_launcher(request, &place->year.members.items[i], view);
        return NULL;
    }
    struct cluster_units levels;
    TRY(movement_levels(app_db(request), request->arena, request->user,
                        date_of_instant(request->now_ms), &levels));
    for (size_t i = 0; i < levels.count; i++)
        *list_push(request->arena, &view->owners) =
            (struct ui_option){levels.items[i].id, levels.items[i].name,
                               str_equal(levels.items[i].id, view->form.owner)};
    return NULL;
}

static enum msg_id title_of(const struct movement_form_view *view) {
    if (!view->is_run)
        return view->is_change ? MSG_movement_change_paper : MSG_movement_add_paper;
    if (view->is_drive)
        return view->is_change ? MSG_movement_change_drive : MSG_movement_add_drive;
    return view->is_change ? MSG_movement_change_title : MSG_movement_add_title;
}

static const struct err *draw_form(const struct request *request, struct response *response,
                                   const struct movement_place *place, struct str id,
                                   const struct movement_form *form, const struct issues *issues) {
    enum movement_kind kind = MOVEMENT_MOVEMENT;
    movement_kind_from_code(form->kind, &kind);
    struct movement_form_view view = {.form = *form,
                                      .parent_title = STR(""),
                                      .is_change = id.n > 0,
                                      .is_drive = kind == MOVEMENT_DRIVE,
                                      .is_run = movement_is_run(kind),
                                      .in_year = place->in_year};
    struct movements movements;
    TRY(movement_year_list(app_db(request), request->arena, request->user,
                           movement_place_year(place), &movements));
    const struct movement *parent = movement_by_id(&movements, form->parent);
    if (parent)
        view.parent_title = parent->title;
    add_manners(request, &view);
    TRY(add_units(request, place, &view));
    if (!view.is_run) {
        struct legal_citer citer;
        TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang,
                             &citer));
        legal_cite_suggest(request->arena, &citer, &view.documents);
    }
    view.title = frame_words(request, title_of(&view));
    view.action = id.n ? movement_path(request, place, id, "/sua")
                       : movement_path(request, place, STR("moi"), "");
    view.back_href = id.n     ? movement_path(request, place, id, "")
                     : parent ? movement_path(request, place, parent->id, "")
                              : place->base;
    const struct movement *self = movement_by_id(&movements, id);
    view.back = self     ? self->title
                : id.n   ? form->title
                : parent ? parent->title
                         : frame_words(request, MSG_movement_title);
    struct page page;
    movement_frame(request, place, view.title, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_movement_form_page(&h, &view);
    return NULL;
}

/* --- new, changed, withdrawn -------------------------------------------------------------- */

static struct movement_by by_whom(const struct request *request, const struct movement_place *place,
                                  struct str id) {
    return (struct movement_by){.user = request->user,
                                .now_ms = request->now_ms,
                                .year = movement_place_year(place),
                                .id = id};
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct movement_place place;
    TRY(movement_place_open(request, true, &place));
    struct movement_form form = form_of(request);
    struct str kind = request_query(request, "loai");
    struct str parent = request_query(request, "thuoc");
    form.kind = kind.n ? kind : STR("movement");
    form.parent = parent.n ? parent : STR("");
    return draw_form(request, response, &place, STR(""), &form, NULL);
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct movement_place place;
    struct movement_record record;
    struct str id = request_param(request, "movement");
    TRY(movement_place_open(request, true, &place));
    TRY(movement_read(app_db(request), request->arena, request->lang, request->user,
                      movement_place_year(&place), id, &record));
    struct movement_form form = form_for(request->arena, &record.movement);
    return draw_form(request, response, &place, id, &form, NULL);
}

static const struct err *enter(struct request *request, struct response *response, struct str id) {
    struct movement_place place;
    TRY(movement_place_open(request, true, &place));
    struct movement_form form = form_of(request);
    struct movement_by by = by_whom(request, &place, id);
    struct issues issues = {0};
    struct str stored;
    TRY(movement_enter(app_db(request), request->arena, &by, &form, &issues, &stored));
    if (issues.count)
        return draw_form(request, response, &place, id, &form, &issues);
    frame_redirect(request, response, movement_path(request, &place, stored, ""),
                   MSG_notice_movement_saved, 0);
    return NULL;
}

static const struct err *add(struct request *request, struct response *response) {
    return enter(request, response, STR(""));
}

static const struct err *change(struct request *request, struct response *response) {
    return enter(request, response, request_param(request, "movement"));
}

/* --- what the page of one sends ----------------------------------------------------------- */

static const struct err *done(const struct request *request, struct response *response,
                              const struct movement_place *place, struct str id,
                              struct movement_retry *retry, const struct issues *issues) {
    if (issues->count) {
        retry->issues = issues;
        return movement_draw(request, response, place, id, retry);
    }
    frame_redirect(request, response, movement_path(request, place, id, ""),
                   MSG_notice_movement_saved, 0);
    return NULL;
}

static const struct err *withdraw(struct request *request, struct response *response) {
    struct movement_place place;
    TRY(movement_place_open(request, true, &place));
    struct str id = request_param(request, "movement");
    struct movement_by by = by_whom(request, &place, id);
    struct movement_retry retry = {.withdraws = true, .reason = request_text(request, "reason")};
    struct issues issues = {0};
    TRY(movement_withdraw(app_db(request), request->arena, &by, retry.reason, &issues));
    if (issues.count)
        return done(request, response, &place, id, &retry, &issues);
    frame_redirect(request, response, place.base, MSG_notice_movement_withdrawn, 0);
    return NULL;
}

static const struct err *send_content(struct request *request, struct response *response) {
    struct movement_place place;
    TRY(movement_place_open(request, true, &place));
    struct str id = request_param(request, "movement");
    struct movement_by by = by_whom(request, &place, id);
    struct movement_retry retry = {.adds_content = true,
                                   .content = {request_text(request, "body"),
                                               request_text(request, "measure"),
                                               request_text(request, "target")}};
    struct issues issues = {0};
    struct str drop = request_text(request, "drop");
    if (drop.n)
        TRY(movement_drop_content(app_db(request), request->arena, &by, drop));
    else
        TRY(movement_add_content(app_db(request), request->arena, &by, &retry.content, &issues));
    return done(request, response, &place, id, &retry, &issues);
}

static const struct err *send_link(struct request *request, struct response *response) {
    struct movement_place place;
    TRY(movement_place_open(request, true, &place));
    struct str id = request_param(request, "movement");
    struct movement_by by = by_whom(request, &place, id);
    struct movement_retry retry = {.answers = request_text(request, "answers")};
    struct issues issues = {0};
    struct str drop = request_text(request, "drop");
    if (drop.n)
        TRY(movement_drop_link(app_db(request), request->arena, &by, drop));
    else
        TRY(movement_add_link(app_db(request), request->arena, &by, retry.answers, &issues));
    return done(request, response, &place, id, &retry, &issues);
}

static const struct err *send_step(struct request *request, struct response *response) {
    struct movement_place place;
    TRY(movement_place_open(request, true, &place));
    struct str id = request_param(request, "movement");
    struct movement_by by = by_whom(request, &place, id);
    struct movement_retry retry = {
        .steps = true,
        .left_out = request_text(request, "left_out").n > 0,
        .act = {request_text(request, "step"), request_text(request, "left_out"),
                request_text(request, "done_on"), request_text(request, "place"),
                request_text(request, "document"), request_text(request, "remark")}};
    struct issues issues = {0};
    TRY(movement_record_act(app_db(request), request->arena, &by, &retry.act, &issues));
    return done(request, response, &place, id, &retry, &issues);
}

static const struct err *send_step_back(struct request *request, struct response *response) {
    struct movement_place place;
    TRY(movement_place_open(request, true, &place));
    struct str id = request_param(request, "movement");
    struct movement_by by = by_whom(request, &place, id);
    struct movement_retry retry = {.steps_back = true,
                                   .back_reason = request_text(request, "back_reason")};
    struct issues issues = {0};
    TRY(movement_correct_act(app_db(request), request->arena, &by, retry.back_reason, &issues));
    return done(request, response, &place, id, &retry, &issues);
}

#define Y "/cum/:cluster/nam/:year/phong-trao"
#define O "/phong-trao"

const struct route movement_form_routes[] = {
    {HTTP_GET, Y "/moi", RIGHT_YEAR_EDIT, show_new},
    {HTTP_POST, Y "/moi", RIGHT_YEAR_EDIT, add},
    {HTTP_GET, Y "/:movement/sua", RIGHT_YEAR_EDIT, show_change},
    {HTTP_POST, Y "/:movement/sua", RIGHT_YEAR_EDIT, change},
    {HTTP_POST, Y "/:movement/rut", RIGHT_YEAR_EDIT, withdraw},
    {HTTP_POST, Y "/:movement/noi-dung", RIGHT_YEAR_EDIT, send_content},
    {HTTP_POST, Y "/:movement/huong-ung", RIGHT_YEAR_EDIT, send_link},
    {HTTP_POST, Y "/:movement/buoc", RIGHT_YEAR_EDIT, send_step},
    {HTTP_POST, Y "/:movement/lui", RIGHT_YEAR_EDIT, send_step_back},
    {HTTP_GET, O "/moi", RIGHT_CLUSTER_CREATE, show_new},
    {HTTP_POST, O "/moi", RIGHT_CLUSTER_CREATE, add},
    {HTTP_GET, O "/:movement/sua", RIGHT_CLUSTER_CREATE, show_change},
    {HTTP_POST, O "/:movement/sua", RIGHT_CLUSTER_CREATE, change},
    {HTTP_POST, O "/:movement/rut", RIGHT_CLUSTER_CREATE, withdraw},
    {HTTP_POST, O "/:movement/noi-dung", RIGHT_CLUSTER_CREATE, send_content},
    {HTTP_POST, O "/:movement/huong-ung", RIGHT_CLUSTER_CREATE, send_link},
    {HTTP_POST, O "/:movement/buoc", RIGHT_CLUSTER_CREATE, send_step},
    {HTTP_POST, O "/:movement/lui", RIGHT_CLUSTER_CREATE, send_step_back},
};
const size_t movement_form_routes_count = COUNT_OF(movement_form_routes);
