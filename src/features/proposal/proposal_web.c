#include "features/proposal/proposal_web.h"

#include "doc/workbook_write.h"
#include "features/audit/audit_seal.h"
#include "features/proposal/proposal.html.h"
#include "features/proposal/proposal_doc.h"
#include "features/scoring/sight_service.h"

struct scene {
    const struct request *request;
    struct scoreboard board;
    struct proposal_list list;
    struct str base;
    bool is_annual;
    bool is_open;
};

static const struct err *load(const struct request *request, struct scene *scene) {
    *scene = (struct scene){.request = request};
    struct scoreboard *board = &scene->board;
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           board));
    scene->base = step_path_below(request->arena, &board->cluster, STEP_RANKING, STR("de-nghi"));
    scene->is_annual = board->cluster.period.half == 2;
    scene->is_open = scoring_visible_all(board, request->user);
    if (!scene->is_annual || !scene->is_open)
        return NULL;
    return proposal_load(app_db(request), request->arena, request->user, board, &scene->list);
}

/* --- what is shown ------------------------------------------------------------------------ */

static struct str number(const struct scene *scene, size_t count) {
    return str_format(scene->request->arena, "%zu", count);
}

static struct str certificates_words(const struct scene *scene) {
    const struct request *request = scene->request;
    const struct proposal_quota *quota = &scene->list.quota;
    if (!quota->has_certificates)
        return frame_words(request, MSG_proposal_quota_unset);
    if (!quota->by_share)
        return number(scene, quota->certificates);
    struct str share =
        decimal_display(request->arena, quota->share, 0, request->lang == LANG_VI ? ',' : '.');
    return frame_say(request,
                     MESSAGE_WITH(quota->of_all ? MSG_proposal_quota_all : MSG_proposal_quota_rest,
                                  share, number(scene, scene->list.certificates_max)));
}

static void add_row(const struct scene *scene, const struct proposal_line *line,
                    struct proposal_view *view) {
    const struct request *request = scene->request;
    const struct cluster_unit *unit = &scene->board.cluster.members.items[line->draft.unit];
    struct str drafted = frame_words(request, proposal_kind_name(line->draft.kind));
    struct str why = frame_words(request, proposal_why_words(line->draft.why));
    *list_push(request->arena, &view->rows) = (struct proposal_show){
        .place = scene->board.cluster.places_shown ? line->draft.place : 0,
        .name = unit->name,
        .slug = unit->slug,
        .total = scene->board.matrix.totals[line->draft.unit].total,
        .by_rule =
            str_format(request->arena, STR_FMT " (" STR_FMT ")", STR_ARG(drafted), STR_ARG(why)),
        .proposed = frame_words(request, proposal_kind_name(line->row.kind)),
        .is_proposed = line->is_recorded && line->row.kind != PROPOSAL_NONE,
        .is_recorded = line->is_recorded,
        .differs = line->is_recorded && line->row.kind != line->draft.kind,
        .conditions_met = line->row.conditions_met,
        .conditions_note = str_or_empty(line->row.conditions_note),
        .reason = str_or_empty(line->row.reason),
        .author = str_or_empty(line->row.author),
        .at_ms = line->row.at_ms,
    };
}

static void add_history(const struct scene *scene, struct proposal_view *view) {
    const struct request *request = scene->request;
    for (size_t i = 0; i < scene->list.history.count; i++) {
        const struct proposal_row *row = &scene->list.history.items[i];
        ptrdiff_t unit = cluster_member_by_id(&scene->board.cluster, row->unit_id);
        *list_push(request->arena, &view->history) = (struct proposal_step){
            .at_ms = row->at_ms,
            .name = unit < 0 ? STR("–") : scene->board.cluster.members.items[unit].name,
            .what = frame_words(request, proposal_kind_name(row->kind)),
            .author = row->author,
            .note = row->reason,
        };
    }
}

static void add_examples(const struct scene *scene, struct proposal_view *view) {
    const struct request *request = scene->request;
    for (size_t i = 0; i < proposal_examples_count; i++) {
        const struct proposal_example *example = &proposal_examples[i];
        *list_push(request->arena, &view->examples) = (struct proposal_example_show){
            frame_words(request, example->words),
            str_format(request->arena, "%s, %s: %s", example->id, example->mark, example->source)};
    }
}

/* The form of one member, as recorded or as typed. */
static void add_form(const struct scene *scene, struct str slug, bool typed,
                     struct proposal_view *view) {
    const struct request *request = scene->request;
    ptrdiff_t unit = cluster_member_by_slug(&scene->board.cluster, slug);
    if (unit < 0)
        return;
    const struct proposal_line *line = NULL;
    for (size_t i = 0; i < scene->list.lines.count; i++)
        if (scene->list.lines.items[i].draft.unit == (size_t)unit)
            line = &scene->list.lines.items[i];
    if (!line)
        return;
    enum proposal_kind chosen = line->is_recorded ? line->row.kind : line->draft.kind;
    if (typed)
        proposal_kind_from_code(request_text(request, "kind"), &chosen);
    view->adjust_name = scene->board.cluster.members.items[unit].name;
    view->adjust_slug = scene->board.cluster.members.items[unit].slug;
    view->conditions_met =
        typed ? request_text(request, "conditions").n > 0 : line->row.conditions_met;
    view->conditions_note =
        typed ? request_text(request, "conditions_note") : str_or_empty(line->row.conditions_note);
    view->reason = typed ? request_text(request, "reason") : str_or_empty(line->row.reason);
    static const enum proposal_kind ORDER[] = {PROPOSAL_FLAG, PROPOSAL_CERTIFICATE, PROPOSAL_NONE};
    for (size_t i = 0; i < COUNT_OF(ORDER); i++)
        *list_push(request->arena, &view->kinds) = (struct ui_option){
            .value = proposal_kind_code(ORDER[i]),
            .text = frame_words(request, proposal_kind_name(ORDER[i])),
            .selected = ORDER[i] == chosen,
        };
}

static void fill(const struct scene *scene, struct proposal_view *view) {
    const struct request *request = scene->request;
    const struct proposal_list *list = &scene->list;
    const struct scoring_setting *settings = scene->board.settings.of;
    view->is_made = list->is_made;
    view->is_stale = list->is_stale;
    view->flags = list->quota.has_flags ? number(scene, list->quota.flags)
                                        : frame_words(request, MSG_proposal_quota_unset);
    view->flags_basis = str_or_empty(settings[SETTING_QUOTA_FLAGS].basis);
    view->certificates = certificates_words(scene);
    view->certificates_basis = str_or_empty(settings[SETTING_QUOTA_CERTIFICATES].basis);
    view->flags_used = list->flags;
    view->certificates_used = list->certificates;
    for (size_t i = 0; i < list->lines.count; i++)
        add_row(scene, &list->lines.items[i], view);
    add_history(scene, view);
    add_examples(scene, view);
}

static const struct err *draw(const struct scene *scene, struct response *response, struct str slug,
                              const struct issues *issues) {
    const struct request *request = scene->request;
    const struct cluster_period *cluster = &scene->board.cluster;
    struct page page;
    frame_page(request, frame_words(request, MSG_proposal_title), cluster, STEP_RANKING, &page);
    page.issues = issues;
    struct proposal_view view = {
        .page = &page,
        .period = period_display(request->arena, request->lang, cluster->period),
        .base = scene->base,
        .is_annual = scene->is_annual,
        .is_open = scene->is_open,
        .has_places = cluster->places_shown,
        .may_edit = scene->is_annual && frame_may(request, RIGHT_SCORE_ADOPT, cluster, STR("")),
        .settings_href = step_path_below(request->arena, cluster, STEP_CRITERIA, STR("quy-uoc")),
    };
    if (scene->is_annual && scene->is_open) {
        fill(scene, &view);
        add_form(scene, slug, issues != NULL, &view);
    }
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_proposal_page(&h, &view);
    return NULL;
}

/* --- routes ------------------------------------------------------------------------------- */

static const struct err *show(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load(request, &scene));
    return draw(&scene, response, request_query(request, "don-vi"), NULL);
}

static void back(const struct scene *scene, struct response *response, int stored) {
    frame_redirect(scene->request, response, scene->base,
                   stored ? MSG_notice_proposal_saved : MSG_notice_proposal_same, stored);
}

static const struct err *record(struct request *request, struct response *response) {
    struct scene scene;
    struct issues issues = {0};
    int stored;
    TRY(load(request, &scene));
    TRY(frame_must(request, RIGHT_SCORE_ADOPT, &scene.board.cluster, STR("")));
    TRY(proposal_record(app_db(request), request->arena, request->user, request->now_ms,
                        &scene.board, &issues, &stored));
    if (issues.count)
        return draw(&scene, response, STR(""), &issues);
    back(&scene, response, stored);
    return NULL;
}

static const struct err *adjust(struct request *request, struct response *response) {
    struct scene scene;
    struct issues issues = {0};
    int stored;
    TRY(load(request, &scene));
    TRY(frame_must(request, RIGHT_SCORE_ADOPT, &scene.board.cluster, STR("")));
    struct str slug = request_param(request, "unit");
    ptrdiff_t unit = cluster_member_by_slug(&scene.board.cluster, slug);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    const struct proposal_form form = {
        .kind = request_text(request, "kind"),
        .conditions_met = request_text(request, "conditions").n > 0,
        .conditions_note = request_text(request, "conditions_note"),
        .reason = request_text(request, "reason"),
    };
    TRY(proposal_adjust(app_db(request), request->arena, request->user, request->now_ms,
                        &scene.board, (size_t)unit, &form, &issues, &stored));
    if (issues.count)
        return draw(&scene, response, slug, &issues);
    back(&scene, response, stored);
    return NULL;
}

static const struct err *send_xlsx(struct request *request, struct response *response) {
    struct scene scene;
    struct str mark = STR_NONE, bytes;
    TRY(load(request, &scene));
    if (!scene.is_annual)
        return ERR_TEXT(ERR_STATE, "proposal.only_annual",
                        "proposals are made at the annual review");
    if (!scene.is_open)
        return ERR_TEXT(ERR_STATE, "ranking.not_visible", "the points are not shown yet");
    TRY(audit_paper_mark(app_db(request), request->arena, scene.board.cluster.closing.closed,
                         &mark));
    TRY(proposal_doc_make(request->arena, &scene.board, &scene.list, mark, request->now_ms,
                          &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, proposal_doc_name(request->arena, &scene.board),
                 bytes);
    return NULL;
}

const struct route proposal_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/xep-thu/de-nghi", RIGHT_CLUSTER_READ, show},
    {HTTP_POST, "/cum/:cluster/:period/xep-thu/de-nghi", RIGHT_SCORE_ADOPT, record},
    {HTTP_POST, "/cum/:cluster/:period/xep-thu/de-nghi/:unit", RIGHT_SCORE_ADOPT, adjust},
    {HTTP_GET, "/cum/:cluster/:period/xep-thu/de-nghi/xlsx", RIGHT_CLUSTER_READ, send_xlsx},
};
const size_t proposal_routes_count = COUNT_OF(proposal_routes);
