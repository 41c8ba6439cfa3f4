#include "features/criteria/difference_web.h"

#include "features/criteria/difference.html.h"
#include "features/frame/frame.h"
#include "features/scoring/table_origin_service.h"
#include "features/scoring/table_version_service.h"

enum { DEPTH_SHOWN_MAX = 8 };

/* What may be compared: versions ("2") and tables of elsewhere ("cum-mau/2020-H1"). */
struct setting {
    struct scoreboard board;
    struct table_versions versions;
    struct table_origins origins;
};

struct side {
    struct str value;
    struct str name;
    struct criteria_document document;
    bool found;
};

static const struct err *load(const struct request *request, struct setting *s) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &s->board));
    TRY(scoring_versions(app_db(request), request->arena, request->user, &s->board.cluster,
                         &s->versions));
    return scoring_table_origins(app_db(request), request->arena, request->user, &s->board.cluster,
                                 &s->origins);
}

static struct str version_name(const struct request *request, const struct table_version *v) {
    return frame_say(request,
                     MESSAGE_WITH(MSG_version_number, str_format(request->arena, "%d", v->number)));
}

static struct str origin_name(const struct request *request, const struct setting *s,
                              const struct table_origin *o) {
    struct str period = period_display(request->arena, request->lang, o->period);
    if (str_equal(o->slug, s->board.cluster.slug))
        return period;
    return str_format(request->arena, STR_FMT ", " STR_FMT, STR_ARG(o->cluster_name),
                      STR_ARG(period));
}

static struct str origin_value(const struct request *request, const struct table_origin *o) {
    return str_format(request->arena, STR_FMT "/" STR_FMT, STR_ARG(o->slug), STR_ARG(o->code));
}

/* What is shown where the address names nothing. */
static struct str usual(const struct request *request, const struct setting *s, bool before) {
    size_t wanted = before ? 1 : 0;
    for (size_t i = 0; i < s->versions.count; i++)
        if (s->versions.items[i].state != VERSION_DROPPED && wanted-- == 0)
            return str_format(request->arena, "%d", s->versions.items[i].number);
    return before && s->origins.count ? origin_value(request, &s->origins.items[0]) : STR("");
}

static const struct err *load_side(const struct request *request, const struct setting *s,
                                   struct side *side) {
    for (size_t i = 0; i < s->versions.count; i++) {
        const struct table_version *v = &s->versions.items[i];
        if (!str_equal(str_format(request->arena, "%d", v->number), side->value))
            continue;
        struct table_version version;
        side->found = true;
        side->name = version_name(request, v);
        return scoring_version_read(app_db(request), request->arena, request->user,
                                    &s->board.cluster, v->number, &version, &side->document);
    }
    for (size_t i = 0; i < s->origins.count; i++) {
        const struct table_origin *o = &s->origins.items[i];
        if (!str_equal(origin_value(request, o), side->value))
            continue;
        struct scoreboard other;
        TRY(scoring_load_board(app_db(request), request->arena, request->user, o->slug, o->code,
                               &other));
        side->found = true;
        side->name = origin_name(request, s, o);
        side->document =
            (struct criteria_document){other.table.title, other.table.notes, other.table.criteria};
        return NULL;
    }
    return NULL;
}

static void fill_options(const struct request *request, const struct setting *s, struct str chosen,
                         struct ui_options *options) {
    for (size_t i = 0; i < s->versions.count; i++) {
        struct str value = str_format(request->arena, "%d", s->versions.items[i].number);
        *list_push(request->arena, options) = (struct ui_option){
            value, version_name(request, &s->versions.items[i]), str_equal(value, chosen)};
    }
    for (size_t i = 0; i < s->origins.count; i++) {
        struct str value = origin_value(request, &s->origins.items[i]);
        *list_push(request->arena, options) = (struct ui_option){
            value, origin_name(request, s, &s->origins.items[i]), str_equal(value, chosen)};
    }
}

static struct difference_line line_of(const struct request *request,
                                      const struct difference_row *row) {
    const struct criterion *c = row->after ? row->after : row->before;
    struct difference_line line = {
        .code = c->code,
        .name = c->name,
        .depth = c->depth < DEPTH_SHOWN_MAX ? c->depth : DEPTH_SHOWN_MAX,
        .what = !row->before         ? MSG_version_row_added
                : !row->after        ? MSG_version_row_removed
                : row->changes.count ? MSG_version_row_changed
                                     : MSG_none,
        .differs = !row->before || !row->after || row->changes.count,
        .added = !row->before,
        .removed = !row->after,
        .is_group = criterion_is_group(c),
        .has_before = row->before != NULL,
        .has_after = row->after != NULL,
    };
    if (row->before)
        line.before_max = row->before->max;
    if (row->after)
        line.after_max = row->after->max;
    line.max_differs =
        row->before && row->after && decimal_compare(row->before->max, row->after->max) != 0;
    for (size_t i = 0; i < row->changes.count; i++)
        if (row->changes.items[i].kind != CHANGE_MAX)
            *list_push(request->arena, &line.changes) =
                (struct difference_change){criterion_change_name(row->changes.items[i].kind),
                                           row->changes.items[i].from, row->changes.items[i].to};
    return line;
}

static void fill_lines(const struct request *request, const struct side *before,
                       const struct side *after, struct difference_view *view) {
    struct criteria_difference d;
    criteria_difference_make(request->arena, request->lang, &before->document.criteria,
                             &after->document.criteria, &d);
    view->added = d.added;
    view->removed = d.removed;
    view->changed = d.changed;
    view->before_total = d.before_total;
    view->after_total = d.after_total;
    for (size_t i = 0; i < d.count; i++) {
        struct difference_line line = line_of(request, &d.items[i]);
        if (view->all || line.differs)
            *list_push(request->arena, &view->lines) = line;
    }
}

static const struct err *show(struct request *request, struct response *response) {
    struct setting s;
    TRY(load(request, &s));
    struct side before = {.value = str_or_empty(request_query(request, "truoc"))};
    struct side after = {.value = str_or_empty(request_query(request, "sau"))};
    after.value = after.value.n ? after.value : usual(request, &s, false);
    before.value = before.value.n ? before.value : usual(request, &s, true);
    TRY(load_side(request, &s, &before));
    TRY(load_side(request, &s, &after));
    struct page page;
    frame_page(request, frame_words(request, MSG_version_compare_title), &s.board.cluster,
               STEP_CRITERIA, &page);
    page.wide = true;
    struct difference_view view = {
        .page = &page,
        .base = step_path(request->arena, &s.board.cluster, STEP_CRITERIA),
        .before_name = str_or_empty(before.name),
        .after_name = str_or_empty(after.name),
        .all = str_equal_c(str_or_empty(request_query(request, "tat-ca")), "1"),
        .comparable = before.found && after.found,
    };
    fill_options(request, &s, before.value, &view.before);
    fill_options(request, &s, after.value, &view.after);
    if (view.comparable)
        fill_lines(request, &before, &after, &view);
    struct html h = frame_html(request, response);
    tpl_difference_page(&h, &view);
    return NULL;
}

const struct route difference_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/so-sanh", RIGHT_CLUSTER_READ, show},
};
const size_t difference_routes_count = COUNT_OF(difference_routes);
