#include "features/criteria/version_web.h"

#include "doc/workbook_write.h"
#include "features/criteria/criteria_difference.h"
#include "features/criteria/criteria_doc.h"
#include "features/criteria/version.html.h"
#include "features/frame/frame.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/criteria_web.h"

enum { DEPTH_SHOWN_MAX = 8 };

static const struct {
    enum msg_id name;
    enum ui_state mark;
} STATES[VERSION_STATE_COUNT] = {
    [VERSION_DRAFT] = {MSG_version_state_draft, UI_STATE_DOING},
    [VERSION_AGREED] = {MSG_version_state_agreed, UI_STATE_DOING},
    [VERSION_LOCKED] = {MSG_version_state_locked, UI_STATE_DONE},
    [VERSION_SUPERSEDED] = {MSG_version_state_superseded, UI_STATE_TODO},
    [VERSION_DROPPED] = {MSG_version_state_dropped, UI_STATE_TODO},
};

enum msg_id version_state_name(enum version_state state) {
    return STATES[state].name;
}

/* What the pages here work on. */
struct setting {
    struct scoreboard board;
    struct table_versions versions;
    const struct table_version *open;
};

static const struct err *load(const struct request *request, struct setting *s) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &s->board));
    TRY(scoring_versions(app_db(request), request->arena, request->user, &s->board.cluster,
                         &s->versions));
    s->open = table_version_open(&s->versions);
    return NULL;
}

static const struct err *load_to_edit(const struct request *request, struct setting *s) {
    TRY(load(request, s));
    return frame_must(request, RIGHT_CRITERIA_EDIT, &s->board.cluster, STR(""));
}

static struct str versions_path(const struct request *request, const struct setting *s) {
    return step_path_below(request->arena, &s->board.cluster, STEP_CRITERIA, STR("phien-ban"));
}

static void fill(const struct request *request, const struct setting *s, const struct page *page,
                 struct versions_view *view) {
    bool may = frame_may(request, RIGHT_CRITERIA_EDIT, &s->board.cluster, STR(""));
    *view = (struct versions_view){
        .page = page,
        .base = step_path(request->arena, &s->board.cluster, STEP_CRITERIA),
        .open = s->open,
        .later = s->open && s->open->number > 1,
        .may_edit = may,
        .may_open = may && !s->open && s->versions.count,
        .on = request_text(request, "on"),
        .note = request_text(request, "note"),
        .reason = request_text(request, "reason"),
    };
    for (size_t i = 0; i < s->versions.count; i++) {
        const struct table_version *version = &s->versions.items[i];
        struct version_line line = {.version = version,
                                    .state = STATES[version->state].name,
                                    .mark = STATES[version->state].mark};
        for (size_t k = i + 1; k < s->versions.count && !line.has_before; k++)
            if (s->versions.items[k].state != VERSION_DROPPED) {
                line.has_before = true;
                line.before = s->versions.items[k].number;
            }
        *list_push(request->arena, &view->lines) = line;
    }
}

static void draw(const struct request *request, struct response *response, const struct setting *s,
                 const struct issues *issues) {
    struct page page;
    frame_page(request, frame_words(request, MSG_version_title), &s->board.cluster, STEP_CRITERIA,
               &page);
    page.issues = issues;
    struct versions_view view;
    fill(request, s, &page, &view);
    struct html h = frame_html(request, response);
    tpl_versions_page(&h, &view);
}

static const struct err *show(struct request *request, struct response *response) {
    struct setting s;
    TRY(load(request, &s));
    draw(request, response, &s, NULL);
    return NULL;
}

/* --- one version as it was ------------------------------------------------------------------- */

static struct str target_of(const struct request *request, const struct criterion *c) {
    char mark = request->lang == LANG_VI ? ',' : '.';
    struct str target =
        c->has_target ? decimal_display(request->arena, c->target, 0, mark) : STR("");
    return str_trim(str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(target),
                               STR_ARG(c->unit_of_measure)));
}

static const struct err *show_one(struct request *request, struct response *response) {
    struct setting s;
    TRY(load(request, &s));
    struct decimal number;
    if (!decimal_parse(request_param(request, "number"), &number) || number.scale ||
        number.units < 1 || number.units > INT32_MAX)
        return ERR(ERR_NOT_FOUND, "no such version");
    struct table_version version;
    struct criteria_document document;
    TRY(scoring_version_read(app_db(request), request->arena, request->user, &s.board.cluster,
                             (int)number.units, &version, &document));
    struct unit_kinds kinds;
    TRY(organisation_kinds(app_db(request), request->arena, &kinds));
    struct page page;
    frame_page(
        request,
        frame_say(request, MESSAGE_WITH(MSG_version_number, request_param(request, "number"))),
        &s.board.cluster, STEP_CRITERIA, &page);
    struct version_view view = {
        .page = &page,
        .base = step_path(request->arena, &s.board.cluster, STEP_CRITERIA),
        .version = &version,
        .state = STATES[version.state].name,
        .mark = STATES[version.state].mark,
        .total = criteria_max_total(&document.criteria),
        .by_kind = criteria_maxima_words(request->arena, request->lang, &document.criteria, &kinds),
    };
    for (size_t i = 0; i < document.criteria.count; i++) {
        const struct criterion *c = &document.criteria.items[i];
        *list_push(request->arena, &view.rows) = (struct version_row){
            .criterion = c,
            .kind = criterion_kind_name(c->kind),
            .target = target_of(request, c),
            .for_kind = c->for_kind,
            .depth = c->depth < DEPTH_SHOWN_MAX ? c->depth : DEPTH_SHOWN_MAX,
            .is_group = criterion_is_group(c),
        };
    }
    struct str notes = document.notes;
    while (notes.n)
        *list_push(request->arena, &view.notes) = str_cut(&notes, '\n');
    struct html h = frame_html(request, response);
    tpl_version_page(&h, &view);
    return NULL;
}

/* --- the steps ------------------------------------------------------------------------------- */

static const struct err *refuse_or_go(const struct request *request, struct response *response,
                                      const struct setting *s, const struct issues *issues,
                                      struct str path, enum msg_id notice) {
    if (issues->count) {
        response->status = 422;
        draw(request, response, s, issues);
        return NULL;
    }
    frame_redirect(request, response, path, notice, 0);
    return NULL;
}

static const struct err *open_new(struct request *request, struct response *response) {
    struct setting s;
    TRY(load_to_edit(request, &s));
    struct issues issues = {0};
    TRY(scoring_open_version(app_db(request), request->arena, request->user, request->now_ms,
                             &s.board.cluster, request_text(request, "reason"), &issues));
    return refuse_or_go(
        request, response, &s, &issues,
        step_path_below(request->arena, &s.board.cluster, STEP_CRITERIA, STR("soan")),
        MSG_notice_version_opened);
}

static const struct err *agree(struct request *request, struct response *response) {
    struct setting s;
    TRY(load_to_edit(request, &s));
    const struct agreement_form form = {request_text(request, "on"), request_text(request, "note")};
    struct issues issues = {0};
    TRY(scoring_agree_version(app_db(request), request->arena, request->user, request->now_ms,
                              &s.board.cluster, &form, &issues));
    return refuse_or_go(request, response, &s, &issues, versions_path(request, &s),
                        MSG_notice_version_agreed);
}

static const struct err *drop(struct request *request, struct response *response) {
    struct setting s;
    TRY(load_to_edit(request, &s));
    TRY(scoring_drop_version(app_db(request), request->arena, request->user, request->now_ms,
                             &s.board.cluster));
    frame_redirect(request, response, versions_path(request, &s), MSG_notice_version_dropped, 0);
    return NULL;
}

/* --- locking a later version ----------------------------------------------------------------- */

static const struct err *draw_lock(const struct request *request, struct response *response,
                                   const struct setting *s, const struct issues *issues) {
    struct table_version version;
    struct criteria_document document;
    struct issues effects = {0};
    if (!s->open || s->open->number == 1)
        return ERR_TEXT(ERR_STATE, "scoring.no_draft", "there is no draft");
    TRY(scoring_version_read(app_db(request), request->arena, request->user, &s->board.cluster,
                             s->open->number, &version, &document));
    TRY(scoring_version_effects(app_db(request), request->arena, request->user, &s->board,
                                &document, &effects));
    struct criteria_difference d;
    criteria_difference_make(request->arena, request->lang, &s->board.table.criteria,
                             &document.criteria, &d);
    struct page page;
    frame_page(request, frame_words(request, MSG_version_lock), &s->board.cluster, STEP_CRITERIA,
               &page);
    page.issues = issues;
    struct versions_view view;
    fill(request, s, &page, &view);
    view.effects = &effects;
    char mark = request->lang == LANG_VI ? ',' : '.';
    view.changes = frame_say(
        request, MESSAGE_WITH(MSG_version_told_sum, str_format(request->arena, "%zu", d.added),
                              str_format(request->arena, "%zu", d.removed),
                              str_format(request->arena, "%zu", d.changed),
                              decimal_display(request->arena, d.before_total, 0, mark),
                              decimal_display(request->arena, d.after_total, 0, mark)));
    struct html h = frame_html(request, response);
    tpl_version_lock_page(&h, &view);
    return NULL;
}

static const struct err *show_lock(struct request *request, struct response *response) {
    struct setting s;
    TRY(load_to_edit(request, &s));
    return draw_lock(request, response, &s, NULL);
}

static const struct err *lock(struct request *request, struct response *response) {
    struct setting s;
    TRY(load_to_edit(request, &s));
    struct issues issues = {0};
    TRY(scoring_lock_version(app_db(request), request->arena, request->user, request->now_ms,
                             &s.board.cluster, &issues));
    if (issues.count) {
        response->status = 422;
        return draw_lock(request, response, &s, &issues);
    }
    frame_redirect(request, response, step_path(request->arena, &s.board.cluster, STEP_CRITERIA),
                   MSG_notice_version_locked, 0);
    return NULL;
}

/* --- as a workbook --------------------------------------------------------------------------- */

static const struct err *send_workbook(struct request *request, struct response *response) {
    struct setting s;
    struct unit_kinds kinds;
    struct table_version version;
    struct criteria_document document = {.title = STR(""), .notes = STR("")};
    struct str bytes;
    TRY(load(request, &s));
    TRY(organisation_kinds(app_db(request), request->arena, &kinds));
    const struct table_version *newest = s.open ? s.open : table_version_in_force(&s.versions);
    if (newest)
        TRY(scoring_version_read(app_db(request), request->arena, request->user, &s.board.cluster,
                                 newest->number, &version, &document));
    TRY(criteria_doc_make(request->arena, &s.board, &document, &kinds, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, criteria_doc_name(request->arena, &s.board), bytes);
    return NULL;
}

#define P "/cum/:cluster/:period/tieu-chi/phien-ban"

const struct route version_routes[] = {
    {HTTP_GET, P, RIGHT_CLUSTER_READ, show},
    {HTTP_POST, P "/moi", RIGHT_CRITERIA_EDIT, open_new},
    {HTTP_POST, P "/thong-nhat", RIGHT_CRITERIA_EDIT, agree},
    {HTTP_POST, P "/bo", RIGHT_CRITERIA_EDIT, drop},
    {HTTP_GET, P "/khoa", RIGHT_CRITERIA_EDIT, show_lock},
    {HTTP_POST, P "/khoa", RIGHT_CRITERIA_EDIT, lock},
    {HTTP_GET, P "/so/:number", RIGHT_CLUSTER_READ, show_one},
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/mau.xlsx", RIGHT_CLUSTER_READ, send_workbook},
};
const size_t version_routes_count = COUNT_OF(version_routes);
