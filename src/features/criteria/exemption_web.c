#include "features/criteria/exemption_web.h"

#include "features/criteria/exemption.html.h"
#include "features/frame/frame.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/table_origin_service.h"

enum { DEPTH_SHOWN_MAX = 8 };

struct setting {
    struct scoreboard board;
    struct exemptions all;
    struct unit_kinds kinds;
};

static const struct err *load(const struct request *request, struct setting *s) {
    struct db *db = app_db(request);
    TRY(scoring_load_board(db, request->arena, request->user, request_param(request, "cluster"),
                           request_param(request, "period"), &s->board));
    TRY(exemption_read(db, request->arena, &s->board, &s->all));
    return organisation_kinds(db, request->arena, &s->kinds);
}

static bool counts(const struct criterion *c) {
    return criterion_is_content(c);
}

static struct decimal max_of(const struct setting *s, size_t member) {
    const struct criteria *criteria = &s->board.table.criteria;
    struct decimal max = DECIMAL_ZERO;
    for (size_t i = 0; i < criteria->count; i++)
        if (counts(&criteria->items[i]) && s->all.rows[member][i].state == EXEMPTION_ASSIGNED)
            max = decimal_add(max, criteria->items[i].max);
    return max;
}

static void begin(const struct request *request, const struct setting *s, struct str title,
                  struct page *page, struct exemption_view *view) {
    frame_page(request, title, &s->board.cluster, STEP_CRITERIA, page);
    *view = (struct exemption_view){
        .page = page,
        .base = step_path(request->arena, &s->board.cluster, STEP_CRITERIA),
        .may_edit = frame_may(request, RIGHT_CRITERIA_EDIT, &s->board.cluster, STR("")),
    };
}

static const struct err *show(struct request *request, struct response *response) {
    struct setting s;
    TRY(load(request, &s));
    struct page page;
    struct exemption_view view;
    begin(request, &s, frame_words(request, MSG_exemption_title), &page, &view);
    const struct criteria *criteria = &s.board.table.criteria;
    for (size_t m = 0; m < s.board.cluster.members.count; m++) {
        struct exemption_unit unit = {
            .name = s.board.cluster.members.items[m].name,
            .slug = s.board.cluster.members.items[m].slug,
            .kind = unit_kind_name(&s.kinds, s.all.kinds[m], request->lang),
            .max = max_of(&s, m),
        };
        for (size_t i = 0; i < criteria->count; i++) {
            unit.decided += s.all.rows[m][i].state == EXEMPTION_DECIDED;
            unit.exempt +=
                counts(&criteria->items[i]) && s.all.rows[m][i].state != EXEMPTION_ASSIGNED;
        }
        *list_push(request->arena, &view.units) = unit;
    }
    struct html h = frame_html(request, response);
    tpl_exemptions_page(&h, &view);
    return NULL;
}

/* --- one unit
 * --------------------------------------------------------------------------------------- */

static const struct err *member_of(const struct request *request, const struct setting *s,
                                   size_t *ret_member) {
    ptrdiff_t member = cluster_member_by_slug(&s->board.cluster, request_param(request, "unit"));
    if (member < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    *ret_member = (size_t)member;
    return NULL;
}

static bool is_ticked(const struct request *request, struct str code) {
    size_t count = request_field_count(request, "exempt");
    for (size_t i = 0; i < count; i++)
        if (str_equal(request_field_at(request, "exempt", i), code))
            return true;
    return false;
}

static void draw_unit(const struct request *request, struct response *response,
                      const struct setting *s, size_t member, const struct issues *issues) {
    struct page page;
    struct exemption_view view;
    begin(request, s, s->board.cluster.members.items[member].name, &page, &view);
    page.issues = issues;
    view.unit_name = s->board.cluster.members.items[member].name;
    view.unit_slug = s->board.cluster.members.items[member].slug;
    view.kind = unit_kind_name(&s->kinds, s->all.kinds[member], request->lang);
    view.max = max_of(s, member);
    view.reason = request_text(request, "reason");
    for (size_t i = 0; i < s->board.table.criteria.count; i++) {
        const struct criterion *c = &s->board.table.criteria.items[i];
        const struct exemption *e = &s->all.rows[member][i];
        *list_push(request->arena, &view.rows) = (struct exemption_row){
            .code = c->code,
            .name = c->name,
            .max = c->max,
            .depth = c->depth < DEPTH_SHOWN_MAX ? c->depth : DEPTH_SHOWN_MAX,
            .is_group = criterion_is_group(c),
            .ticked = issues ? is_ticked(request, c->code) : e->state == EXEMPTION_DECIDED,
            .by_kind = e->state == EXEMPTION_BY_KIND,
            .by_group = e->state == EXEMPTION_BY_GROUP,
            .has_trail = e->decided,
            .decided = e->state == EXEMPTION_DECIDED,
            .reason = str_or_empty(e->reason),
            .author = str_or_empty(e->author),
            .at_ms = e->at_ms,
        };
    }
    struct html h = frame_html(request, response);
    tpl_exemption_page(&h, &view);
}

static const struct err *show_unit(struct request *request, struct response *response) {
    struct setting s;
    size_t member = 0;
    TRY(load(request, &s));
    TRY(member_of(request, &s, &member));
    draw_unit(request, response, &s, member, NULL);
    return NULL;
}

static const struct err *decide(struct request *request, struct response *response) {
    struct setting s;
    size_t member = 0;
    TRY(load(request, &s));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &s.board.cluster, STR("")));
    TRY(member_of(request, &s, &member));
    const struct criteria *criteria = &s.board.table.criteria;
    bool *exempt = ARENA_ARRAY(request->arena, bool, criteria->count + 1);
    for (size_t i = 0; i < criteria->count; i++)
        exempt[i] = is_ticked(request, criteria->items[i].code);
    struct issues issues = {0};
    int stored = 0;
    TRY(exemption_decide(app_db(request), request->arena, request->user, request->now_ms, &s.board,
                         member, exempt, request_text(request, "reason"), &issues, &stored));
    if (issues.count) {
        response->status = 422;
        draw_unit(request, response, &s, member, &issues);
        return NULL;
    }
    frame_redirect(
        request, response,
        step_path_below(request->arena, &s.board.cluster, STEP_CRITERIA, STR("khong-giao")),
        MSG_notice_exemptions_saved, stored);
    return NULL;
}

/* --- copying
 * ---------------------------------------------------------------------------------------- */

static const struct err *load_origins(const struct request *request, struct scoreboard *board,
                                      struct table_origins *origins) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           board));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &board->cluster, STR("")));
    return scoring_table_origins(app_db(request), request->arena, request->user, &board->cluster,
                                 origins);
}

static struct str origin_value(const struct request *request, const struct table_origin *o) {
    return str_format(request->arena, STR_FMT "/" STR_FMT, STR_ARG(o->slug), STR_ARG(o->code));
}

static void draw_copy(const struct request *request, struct response *response,
                      const struct scoreboard *board, const struct table_origins *origins,
                      const struct issues *issues) {
    struct page page;
    frame_page(request, frame_words(request, MSG_exemption_copy_title), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    struct copy_view view = {.page = &page,
                             .base = step_path(request->arena, &board->cluster, STEP_CRITERIA)};
    for (size_t i = 0; i < origins->count; i++) {
        const struct table_origin *o = &origins->items[i];
        struct str period = period_display(request->arena, request->lang, o->period);
        *list_push(request->arena, &view.origins) = (struct ui_option){
            origin_value(request, o),
            str_format(request->arena, STR_FMT ", " STR_FMT ": " STR_FMT, STR_ARG(o->cluster_name),
                       STR_ARG(period), STR_ARG(o->title)),
            i == 0};
    }
    struct html h = frame_html(request, response);
    tpl_criteria_copy_page(&h, &view);
}

static const struct err *show_copy(struct request *request, struct response *response) {
    struct scoreboard board;
    struct table_origins origins;
    TRY(load_origins(request, &board, &origins));
    draw_copy(request, response, &board, &origins, NULL);
    return NULL;
}

static const struct err *copy(struct request *request, struct response *response) {
    struct scoreboard board;
    struct table_origins origins;
    TRY(load_origins(request, &board, &origins));
    for (size_t i = 0; i < origins.count; i++) {
        if (!str_equal(origin_value(request, &origins.items[i]), request_text(request, "from")))
            continue;
        TRY(scoring_copy_table(app_db(request), request->arena, request->user, request->now_ms,
                               &board.cluster, &origins.items[i]));
        frame_redirect(request, response,
                       step_path_below(request->arena, &board.cluster, STEP_CRITERIA, STR("soan")),
                       MSG_notice_criteria_copied, 0);
        return NULL;
    }
    struct issues issues = {0};
    issue_add(request->arena, &issues, STR("from"), MESSAGE(MSG_convention_choice_unknown));
    response->status = 422;
    draw_copy(request, response, &board, &origins, &issues);
    return NULL;
}

#define P "/cum/:cluster/:period/tieu-chi"

const struct route exemption_routes[] = {
    {HTTP_GET, P "/khong-giao", RIGHT_CLUSTER_READ, show},
    {HTTP_GET, P "/khong-giao/:unit", RIGHT_CLUSTER_READ, show_unit},
    {HTTP_POST, P "/khong-giao/:unit", RIGHT_CRITERIA_EDIT, decide, .body_max_bytes = 1 << 20},
    {HTTP_GET, P "/chep", RIGHT_CRITERIA_EDIT, show_copy},
    {HTTP_POST, P "/chep", RIGHT_CRITERIA_EDIT, copy},
};
const size_t exemption_routes_count = COUNT_OF(exemption_routes);
