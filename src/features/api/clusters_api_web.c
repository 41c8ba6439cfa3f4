#include "features/api/clusters_api_web.h"

/* --- who asks -----------------------------------------------------------------------------------
 */

static const struct api_field GRANT_FIELDS[] = {
    {"role", API_TEXT, NULL, "The code of the role: \"office\", \"head\", …"},
    {"role_name", API_TEXT, NULL, "Its name."},
    {"year", API_INTEGER, NULL, "The year it holds for; null: every year.", .may_be_null = true},
    {0},
};
static const struct api_shape GRANT = {"Grant", "A role of the account.", GRANT_FIELDS};

static const struct api_field ME_FIELDS[] = {
    {"login", API_TEXT, NULL, "The name it signs in with."},
    {"name", API_TEXT, NULL, "Its name for people."},
    {"acting_for", API_TEXT, NULL, "Whose rights it uses at present; null: its own.",
     .may_be_null = true},
    {"grants", API_LIST, &GRANT, "Its roles."},
    {0},
};
static const struct api_shape ME = {"Me", "The account that asks.", ME_FIELDS};
static const struct api_operation SHOW_ME = {
    .id = "showMe", .summary = "The account that asks, and its roles.", .answer = &ME};

static const struct err *show_me(struct request *request, struct response *response) {
    const struct user *user = request->user;
    json_t *grants = json_array();
    for (size_t i = 0; i < user->grant_count; i++) {
        const struct grant *grant = &user->grants[i];
        json_t *row = json_object();
        json_object_set_new(row, "role", api_text(role_code(grant->role)));
        json_object_set_new(row, "role_name",
                            api_text(message_plain(request->lang, role_name(grant->role))));
        json_object_set_new(row, "year", grant->year ? json_integer(grant->year) : json_null());
        json_array_append_new(grants, row);
    }
    json_t *root = json_object();
    json_object_set_new(root, "login", api_text(user->login));
    json_object_set_new(root, "name", api_text(user->name));
    json_object_set_new(root, "acting_for", api_text_or_null(user->acting_for_name));
    json_object_set_new(root, "grants", grants);
    api_answer(response, root);
    return NULL;
}

/* --- clusters -----------------------------------------------------------------------------------
 */

static const struct api_field UNIT_FIELDS[] = {
    {"slug", API_TEXT, NULL, "Its short name, as in addresses."},
    {"name", API_TEXT, NULL, "Its name at that time."},
    {0},
};
const struct api_shape api_unit_name = {"UnitName", "A unit.", UNIT_FIELDS};

json_t *api_unit(const struct cluster_unit *unit) {
    if (!unit->name.n)
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "slug", api_text(unit->slug));
    json_object_set_new(object, "name", api_text(unit->name));
    return object;
}

static json_t *units_json(const struct cluster_units *units) {
    json_t *list = json_array();
    for (size_t i = 0; i < units->count; i++)
        json_array_append_new(list, api_unit(&units->items[i]));
    return list;
}

static const struct api_field ENTRY_FIELDS[] = {
    {"cluster", API_TEXT, NULL, "The short name of the cluster."},
    {"name", API_TEXT, NULL, "Its name."},
    {"year", API_INTEGER, NULL, "The year."},
    {"members", API_INTEGER, NULL, "How many units it has in that year."},
    {"sample", API_TRUTH, NULL, "Invented figures: say so wherever they are shown."},
    {0},
};
static const struct api_shape ENTRY = {"ClusterYearEntry", "A cluster in a year.", ENTRY_FIELDS};
static const struct api_field ENTRIES_FIELDS[] = {
    {"items", API_LIST, &ENTRY, "Newest year first."},
    {0},
};
static const struct api_shape ENTRIES = {"ClusterYearEntries", "Clusters by year.", ENTRIES_FIELDS};
static const struct api_operation LIST_CLUSTERS = {
    .id = "listClusters",
    .summary = "All years of all clusters that the account may read.",
    .answer = &ENTRIES};

static const struct err *list_clusters(struct request *request, struct response *response) {
    struct cluster_year_entries years;
    struct reach reach = user_reach(request->arena, request->user, RIGHT_CLUSTER_READ);
    TRY(cluster_years(app_db(request), request->arena, &reach, &years));
    json_t *items = json_array();
    for (size_t i = 0; i < years.count; i++) {
        const struct cluster_year_entry *entry = &years.items[i];
        json_t *row = json_object();
        json_object_set_new(row, "cluster", api_text(entry->slug));
        json_object_set_new(row, "name", api_text(entry->name));
        json_object_set_new(row, "year", json_integer(entry->year));
        json_object_set_new(row, "members", json_integer(entry->member_count));
        json_object_set_new(row, "sample", json_boolean(entry->is_sample));
        json_array_append_new(items, row);
    }
    api_answer(response, api_list(items));
    return NULL;
}

static const struct api_field YEAR_FIELDS[] = {
    {"cluster", API_TEXT, NULL, "The short name of the cluster."},
    {"name", API_TEXT, NULL, "Its name."},
    {"kind", API_TEXT, NULL, "\"area\", \"function\" or a kind of your own."},
    {"year", API_INTEGER, NULL, "The year."},
    {"superior", API_OBJECT, &api_unit_name, "The unit above the cluster.", .may_be_null = true},
    {"members", API_LIST, &api_unit_name, "The units, in their order."},
    {"periods", API_LIST, NULL, "The half-years there are: \"2020-H1\"."},
    {"sample", API_TRUTH, NULL, "Invented figures: say so wherever they are shown."},
    {0},
};
static const struct api_shape YEAR = {"ClusterYear", "A cluster's year.", YEAR_FIELDS};
static const struct api_operation SHOW_YEAR = {
    .id = "showClusterYear", .summary = "A cluster's year: members, half-years.", .answer = &YEAR};

static const struct err *show_year(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    json_t *periods = json_array();
    for (size_t i = 0; i < year.periods.count; i++)
        json_array_append_new(periods, api_text(year.periods.items[i].code));
    json_t *root = json_object();
    json_object_set_new(root, "cluster", api_text(year.slug));
    json_object_set_new(root, "name", api_text(year.name));
    json_object_set_new(root, "kind", api_text(year.kind));
    json_object_set_new(root, "year", json_integer(year.year));
    json_object_set_new(root, "superior", api_unit(&year.superior));
    json_object_set_new(root, "members", units_json(&year.members));
    json_object_set_new(root, "periods", periods);
    json_object_set_new(root, "sample", json_boolean(year.is_sample));
    api_answer(response, root);
    return NULL;
}

static const struct api_field PERIOD_FIELDS[] = {
    {"cluster", API_TEXT, NULL, "The short name of the cluster."},
    {"name", API_TEXT, NULL, "Its name."},
    {"period", API_TEXT, NULL, "The half-year: \"2020-H1\"."},
    {"figures_until", API_DAY, NULL, "The day the figures run to.", .may_be_null = true},
    {"head", API_OBJECT, &api_unit_name, "Who leads the cluster.", .may_be_null = true},
    {"host", API_OBJECT, &api_unit_name, "Who holds the meeting.", .may_be_null = true},
    {"venue", API_TEXT, NULL, "Where the meeting is.", .may_be_null = true},
    {"held_on", API_DAY, NULL, "The day of the meeting.", .may_be_null = true},
    {"places_shown", API_TRUTH, NULL, "Whether the cluster shows places."},
    {"members", API_LIST, &api_unit_name, "The units, in their order."},
    {"revision", API_INTEGER, NULL, "Grows with every change that figures rest on."},
    {"sample", API_TRUTH, NULL, "Invented figures: say so wherever they are shown."},
    {0},
};
static const struct api_shape PERIOD = {"Period", "A cluster's half-year.", PERIOD_FIELDS};
static const struct api_operation SHOW_PERIOD = {
    .id = "showPeriod", .summary = "The facts of a cluster's half-year.", .answer = &PERIOD};

static const struct err *show_period(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    json_t *root = json_object();
    json_object_set_new(root, "cluster", api_text(cluster.slug));
    json_object_set_new(root, "name", api_text(cluster.name));
    json_object_set_new(root, "period", api_text(cluster.code));
    json_object_set_new(root, "figures_until", api_day(request->arena, cluster.figures_until));
    json_object_set_new(root, "head", api_unit(&cluster.head));
    json_object_set_new(root, "host", api_unit(&cluster.host));
    json_object_set_new(root, "venue", api_text_or_null(cluster.venue));
    json_object_set_new(root, "held_on", api_day(request->arena, cluster.held_on));
    json_object_set_new(root, "places_shown", json_boolean(cluster.places_shown));
    json_object_set_new(root, "members", units_json(&cluster.members));
    json_object_set_new(root, "revision", json_integer(cluster.revision));
    json_object_set_new(root, "sample", json_boolean(cluster.is_sample));
    api_answer(response, root);
    return NULL;
}

const struct route clusters_api_routes[] = {
    {HTTP_GET, "/api/v1/me", RIGHT_SIGNED_IN, show_me, .about = &SHOW_ME},
    {HTTP_GET, "/api/v1/clusters", RIGHT_SIGNED_IN, list_clusters, .about = &LIST_CLUSTERS},
    {HTTP_GET, "/api/v1/clusters/:cluster/years/:year", RIGHT_CLUSTER_READ, show_year,
     .about = &SHOW_YEAR},
    {HTTP_GET, "/api/v1/clusters/:cluster/periods/:period", RIGHT_CLUSTER_READ, show_period,
     .about = &SHOW_PERIOD},
};
const size_t clusters_api_routes_count = COUNT_OF(clusters_api_routes);
