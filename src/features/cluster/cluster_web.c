/* "/cum/moi" and "/cum/:cluster/:period/thong-tin". */
#include "features/cluster/cluster_web.h"

#include "features/cluster/cluster.html.h"
#include "features/cluster/cluster_roster_service.h"
#include "features/frame/frame.h"
#include "features/organisation/organisation_service.h"

/* 2,000 names with their marks percent-encoded. */
enum { FORM_BODY_MAX = 1 << 20 };

static struct cluster_form read_form(const struct request *request) {
    return (struct cluster_form){
        .name = request_text(request, "name"),
        .superior = request_text(request, "superior"),
        .members = request_text(request, "members"),
        .unit_kind = request_text(request, "unit_kind"),
        .head = request_text(request, "head"),
        .host = request_text(request, "host"),
        .venue = request_text(request, "venue"),
        .year = request_text(request, "year"),
        .half = request_text(request, "half"),
        .figures_until = request_text(request, "figures_until"),
        .held_on = request_text(request, "held_on"),
        .kind = request_text(request, "kind"),
        .places_hidden = str_equal_c(request_text(request, "places_hidden"), "1"),
    };
}

/* --- a new cluster ------------------------------------------------------------------------ */

static const struct err *draw_new(const struct request *request, struct response *response,
                                  const struct cluster_form *form, const struct issues *issues) {
    struct page page;
    struct unit_kinds kinds;
    TRY(organisation_kinds(app_db(request), request->arena, &kinds));
    frame_page(request, message_plain(request->lang, MSG_cluster_new_title), NULL, STEP_NONE,
               &page);
    page.issues = issues;
    struct cluster_new_view view = {.page = &page, .form = *form};
    const struct {
        const char *value;
        enum msg_id text;
    } halves[] = {{"1", MSG_cluster_half_first}, {"2", MSG_cluster_half_second}};
    for (size_t i = 0; i < COUNT_OF(halves); i++)
        *list_push(request->arena, &view.halves) = (struct ui_option){
            str_from_c(halves[i].value), message_plain(request->lang, halves[i].text),
            str_equal_c(form->half, halves[i].value)};
    for (size_t i = 0; i < kinds.count; i++)
        *list_push(request->arena, &view.unit_kinds) = (struct ui_option){
            kinds.items[i].code, unit_kind_name(&kinds, kinds.items[i].code, request->lang),
            str_equal(kinds.items[i].code, form->unit_kind)};
    struct html h = frame_html(request, response);
    tpl_cluster_new_page(&h, &view);
    return NULL;
}

/* The half-year of today is what is most often meant. */
static const struct err *show_new(struct request *request, struct response *response) {
    struct date today = date_of_instant(request->now_ms);
    struct cluster_form form = read_form(request);
    form.year = str_format(request->arena, "%d", today.year);
    form.half = today.month <= 6 ? STR("1") : STR("2");
    return draw_new(request, response, &form, NULL);
}

static const struct err *create(struct request *request, struct response *response) {
    struct cluster_form form = read_form(request);
    struct issues issues = {0};
    struct str slug;
    struct str code;
    TRY(cluster_create(app_db(request), request->arena, request->user, request->now_ms, &form, NULL,
                       &issues, &slug, &code));
    if (issues.count) {
        response->status = 422;
        return draw_new(request, response, &form, &issues);
    }
    const struct cluster_period made = {.slug = slug, .code = code};
    frame_redirect(request, response, step_path(request->arena, &made, STEP_OVERVIEW),
                   MSG_notice_cluster_created, 0);
    return NULL;
}

/* --- the facts of a half-year -------------------------------------------------------------- */

static struct ui_options members_as_options(const struct request *request,
                                            const struct cluster_period *cluster,
                                            struct str chosen) {
    struct ui_options options = {0};
    *list_push(request->arena, &options) = (struct ui_option){
        STR(""), message_plain(request->lang, MSG_cluster_nobody), str_is_empty(chosen)};
    for (size_t i = 0; i < cluster->members.count; i++) {
        struct str name = cluster->members.items[i].name;
        *list_push(request->arena, &options) =
            (struct ui_option){name, name, str_equal(name, chosen)};
    }
    return options;
}

static void draw_settings(const struct request *request, struct response *response,
                          const struct cluster_period *cluster, const struct cluster_form *form,
                          const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_cluster_settings_title), cluster,
               STEP_OVERVIEW, &page);
    page.issues = issues;
    struct cluster_settings_view view = {
        .page = &page,
        .cluster = cluster,
        .form = *form,
        .heads = members_as_options(request, cluster, form->head),
        .hosts = members_as_options(request, cluster, form->host),
        .action = step_path_below(request->arena, cluster, STEP_OVERVIEW, STR("thong-tin")),
        .back_href = step_path(request->arena, cluster, STEP_OVERVIEW),
    };
    struct html h = frame_html(request, response);
    tpl_cluster_settings_page(&h, &view);
}

static const struct err *may_change(const struct request *request,
                                    struct cluster_period *ret_cluster) {
    TRY(frame_cluster(request, ret_cluster));
    return frame_must(request, RIGHT_CRITERIA_EDIT, ret_cluster, STR(""));
}

static const struct err *show_settings(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(may_change(request, &cluster));
    const struct cluster_form form = {
        .head = cluster.head.name,
        .host = cluster.host.name,
        .venue = cluster.venue,
        .figures_until = date_display(request->arena, cluster.figures_until),
        .held_on = date_display(request->arena, cluster.held_on),
        .places_hidden = !cluster.places_shown,
    };
    draw_settings(request, response, &cluster, &form, NULL);
    return NULL;
}

static const struct err *save_settings(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(may_change(request, &cluster));
    struct cluster_form form = read_form(request);
    struct issues issues = {0};
    TRY(cluster_change_settings(app_db(request), request->arena, request->user, request->now_ms,
                                &cluster, &form, &issues));
    if (issues.count) {
        response->status = 422;
        draw_settings(request, response, &cluster, &form, &issues);
        return NULL;
    }
    frame_redirect(request, response, step_path(request->arena, &cluster, STEP_OVERVIEW),
                   MSG_notice_settings_saved, 0);
    return NULL;
}

const struct route cluster_routes[] = {
    {HTTP_GET, "/cum/moi", RIGHT_CLUSTER_CREATE, show_new},
    {HTTP_POST, "/cum/moi", RIGHT_CLUSTER_CREATE, create, .body_max_bytes = FORM_BODY_MAX},
    {HTTP_GET, "/cum/:cluster/:period/thong-tin", RIGHT_CRITERIA_EDIT, show_settings},
    {HTTP_POST, "/cum/:cluster/:period/thong-tin", RIGHT_CRITERIA_EDIT, save_settings},
};
const size_t cluster_routes_count = COUNT_OF(cluster_routes);
