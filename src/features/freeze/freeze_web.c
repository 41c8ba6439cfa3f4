#include "features/freeze/freeze_web.h"

#include "features/freeze/freeze.html.h"

static struct str path_of(const struct request *request, const struct cluster_period *cluster,
                          const char *tail) {
    return step_path_below(request->arena, cluster, STEP_CLOSING, str_from_c(tail));
}

static const struct err *load_board(const struct request *request, struct scoreboard *ret_board) {
    return scoring_load_board(app_db(request), request->arena, request->user,
                              request_param(request, "cluster"), request_param(request, "period"),
                              ret_board);
}

static struct str points_words(const struct request *request, struct str canonical) {
    struct decimal value;
    return decimal_parse(canonical, &value) ? decimal_display(request->arena, value, POINT_SCALE,
                                                              request->lang == LANG_VI ? ',' : '.')
                                            : STR("–");
}

static bool may_amend(const struct request *request, const struct cluster_period *cluster) {
    return cluster->closing.closed &&
           user_may_every_unit(request->user, RIGHT_SCORE_AMEND, place_of_period(cluster));
}

static void add_options(const struct request *request, const struct scoreboard *board,
                        struct freeze_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < board->cluster.members.count; i++) {
        const struct cluster_unit *unit = &board->cluster.members.items[i];
        *list_push(arena, &view->units) = (struct ui_option){
            unit->slug, unit->name, str_equal(unit->slug, view->typed.unit_slug)};
    }
    *list_push(arena, &view->criteria) =
        (struct ui_option){STR(""), frame_words(request, MSG_freeze_total), !view->typed.code.n};
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct criterion *c = &board->table.criteria.items[i];
        if (criterion_is_scored(c))
            *list_push(arena, &view->criteria) = (struct ui_option){
                c->code, str_format(arena, STR_FMT " " STR_FMT, STR_ARG(c->code), STR_ARG(c->name)),
                str_equal(c->code, view->typed.code)};
    }
}

static const struct err *add_lines(const struct request *request, const struct scoreboard *board,
                                   struct freeze_view *view) {
    struct arena *arena = request->arena;
    const struct cluster_period *cluster = &board->cluster;
    bool names = frame_may(request, RIGHT_HISTORY_READ, cluster, STR(""));
    bool texts = user_may_every_unit(request->user, RIGHT_SHEET_READ, place_of_period(cluster));
    struct freezes freezes;
    struct addenda addenda;
    TRY(freeze_list(app_db(request), arena, request->user, cluster, &freezes));
    TRY(addendum_list(app_db(request), arena, request->user, cluster, &addenda));
    for (size_t i = 0; i < freezes.count; i++) {
        const struct freeze *f = &freezes.items[i];
        const char *tail = str_format(arena, "ban-luu/%lld", (long long)f->revision).p;
        *list_push(arena, &view->freezes) = (struct freeze_line){
            f->revision, f->at_ms, f->digest, texts ? path_of(request, cluster, tail) : STR("")};
    }
    for (size_t i = 0; i < addenda.count; i++) {
        const struct addendum *a = &addenda.items[i];
        struct addendum_line *line = list_push(arena, &view->addenda);
        *line = (struct addendum_line){
            .unit = cluster->members.items[a->unit].name,
            .figure = a->code.n ? a->code : frame_words(request, MSG_freeze_total),
            .closed_value = points_words(request, a->closed_value),
            .value = points_words(request, a->value),
            .paper_number = a->paper_number,
            .paper_date = a->paper_date,
            .reason = a->reason,
            .author = names ? a->author : STR(""),
            .at_ms = a->at_ms,
            .withdrawn = STR(""),
            .withdraw_action = STR(""),
        };
        if (a->is_withdrawn)
            line->withdrawn = frame_say(
                request,
                MESSAGE_WITH(MSG_freeze_withdrawn, names ? a->withdrawn_by : STR("–"),
                             instant_display(arena, a->withdrawn_ms), a->withdrawn_reason));
        else if (view->may_amend)
            line->withdraw_action =
                path_of(request, cluster,
                        str_format(arena, "dinh-chinh/" STR_FMT "/rut", STR_ARG(a->id)).p);
    }
    return NULL;
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct scoreboard *board, const struct addendum_form *typed,
                              const struct issues *issues) {
    const struct cluster_period *cluster = &board->cluster;
    struct page page;
    frame_page(request, frame_words(request, MSG_freeze_title), cluster, STEP_CLOSING, &page);
    page.issues = issues;
    response->status = issues && issues->count ? 422 : 200;
    struct freeze_view view = {
        .page = &page,
        .closing_href = step_path(request->arena, cluster, STEP_CLOSING),
        .action = path_of(request, cluster, "dinh-chinh"),
        .is_closed = cluster->closing.closed,
        .may_amend = may_amend(request, cluster),
        .typed = *typed,
    };
    if (view.may_amend)
        add_options(request, board, &view);
    TRY(add_lines(request, board, &view));
    struct html h = frame_html(request, response);
    tpl_freeze_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load_board(request, &board));
    const struct addendum_form typed = {
        .unit_slug = str_or_empty(request_query(request, "don-vi")),
        .code = str_or_empty(request_query(request, "tieu-chi")),
        .value = STR(""),
        .paper_number = STR(""),
        .paper_date = STR(""),
        .reason = STR(""),
    };
    return draw(request, response, &board, &typed, NULL);
}

/* ERR_DENIED before anything of the object is told. */
static const struct err *begin(const struct request *request, struct scoreboard *ret_board) {
    TRY(load_board(request, ret_board));
    return user_may_every_unit(request->user, RIGHT_SCORE_AMEND,
                               place_of_period(&ret_board->cluster))
               ? NULL
               : ERR(ERR_DENIED, "no right to correct what is closed");
}

static const struct err *add(struct request *request, struct response *response) {
    struct scoreboard board;
    struct issues issues = {0};
    TRY(begin(request, &board));
    const struct addendum_form form = {
        .unit_slug = str_or_empty(request_text(request, "unit")),
        .code = str_or_empty(request_text(request, "criterion")),
        .value = str_or_empty(request_text(request, "value")),
        .paper_number = str_or_empty(request_text(request, "paper_number")),
        .paper_date = str_or_empty(request_text(request, "paper_date")),
        .reason = str_or_empty(request_text(request, "reason")),
    };
    TRY(addendum_add(app_db(request), request->arena, request->user, request->now_ms, &board, &form,
                     &issues));
    if (issues.count)
        return draw(request, response, &board, &form, &issues);
    frame_redirect(request, response, path_of(request, &board.cluster, "dinh-chinh"),
                   MSG_notice_addendum_added, 0);
    return NULL;
}

static const struct err *withdraw(struct request *request, struct response *response) {
    struct scoreboard board;
    struct issues issues = {0};
    const struct addendum_form none = {STR(""), STR(""), STR(""), STR(""), STR(""), STR("")};
    TRY(begin(request, &board));
    TRY(addendum_withdraw(app_db(request), request->arena, request->user, request->now_ms,
                          &board.cluster, request_param(request, "addendum"),
                          request_text(request, "reason"), &issues));
    if (issues.count)
        return draw(request, response, &board, &none, &issues);
    frame_redirect(request, response, path_of(request, &board.cluster, "dinh-chinh"),
                   MSG_notice_addendum_withdrawn, 0);
    return NULL;
}

static const struct err *send_text(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct str content;
    long long revision = 0;
    TRY(frame_cluster(request, &cluster));
    if (!user_may_every_unit(request->user, RIGHT_SHEET_READ, place_of_period(&cluster)))
        return ERR(ERR_DENIED, "no right to read the scores of all units");
    if (!str_to_int64(request_param(request, "number"), &revision))
        return ERR(ERR_NOT_FOUND, "no such closing");
    TRY(freeze_content(app_db(request), request->arena, request->user, &cluster, revision,
                       &content));
    respond_file(response, "text/plain; charset=utf-8",
                 str_format(request->arena, "ban-chot-" STR_FMT "-" STR_FMT "-%lld.txt",
                            STR_ARG(cluster.slug), STR_ARG(cluster.code), revision),
                 content);
    return NULL;
}

#define BASE "/cum/:cluster/:period/chot-ky"
const struct route freeze_routes[] = {
    {HTTP_GET, BASE "/dinh-chinh", RIGHT_CLUSTER_READ, show},
    {HTTP_POST, BASE "/dinh-chinh", RIGHT_SCORE_AMEND, add},
    {HTTP_POST, BASE "/dinh-chinh/:addendum/rut", RIGHT_SCORE_AMEND, withdraw},
    {HTTP_GET, BASE "/ban-luu/:number", RIGHT_SHEET_READ, send_text},
};
const size_t freeze_routes_count = COUNT_OF(freeze_routes);
