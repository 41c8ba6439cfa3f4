#include "features/account/scope_web.h"

#include "features/frame/frame.h"

/* --- loading ---------------------------------------------------------------------------------- */

const struct err *scopes_load(const struct request *request, struct scopes *ret_scopes) {
    struct arena *arena = request->arena;
    struct db *db = app_db(request);
    enum right rights[] = {RIGHT_ACCOUNT_MANAGE, RIGHT_ACCOUNT_BELOW, RIGHT_CLUSTER_READ};
    struct reach reach = {0};
    for (size_t i = 0; i < COUNT_OF(rights); i++) {
        struct reach part = user_reach(arena, request->user, rights[i]);
        reach.is_all |= part.is_all;
        for (size_t k = 0; k < part.count; k++)
            *list_push(arena, &reach) = part.items[k];
    }
    *ret_scopes = (struct scopes){0};
    TRY(cluster_directory(db, arena, &reach, &ret_scopes->clusters));
    TRY(grant_unit_names(db, arena, request->now_ms, &ret_scopes->units));
    return grant_giving(db, arena, request->user, request->now_ms, &ret_scopes->giving);
}

/* --- words ------------------------------------------------------------------------------------ */

static struct str cluster_words(const struct scopes *scopes, struct str id) {
    for (size_t i = 0; i < scopes->clusters.count; i++)
        if (str_equal(scopes->clusters.items[i].id, id))
            return scopes->clusters.items[i].name;
    return STR("");
}

struct str scope_words(struct arena *arena, const struct scopes *scopes, struct str cluster_id,
                       struct str unit_id) {
    struct str cluster = cluster_words(scopes, cluster_id);
    struct str unit = unit_id.n ? unit_name_of(&scopes->units, unit_id) : STR("");
    if (unit.n && cluster.n)
        return str_format(arena, STR_FMT " – " STR_FMT, STR_ARG(unit), STR_ARG(cluster));
    return unit.n ? unit : cluster;
}

struct str time_words(const struct request *request, struct date from, struct date to) {
    struct arena *arena = request->arena;
    struct str begins = date_display(arena, from);
    struct str last = STR("");
    if (!date_is_empty(to))
        last = date_display(arena, date_from_days(date_to_days(to) - 1));
    if (begins.n && last.n)
        return frame_say(request, MESSAGE_WITH(MSG_right_from_until, begins, last));
    if (last.n)
        return frame_say(request, MESSAGE_WITH(MSG_right_until, last));
    return begins.n ? frame_say(request, MESSAGE_WITH(MSG_right_since, begins))
                    : frame_words(request, MSG_right_open_end);
}

/* --- forms ------------------------------------------------------------------------------------ */

static struct str scope_value(struct arena *arena, struct str cluster_id, struct str unit_id) {
    return unit_id.n ? str_format(arena, STR_FMT ":" STR_FMT, STR_ARG(cluster_id), STR_ARG(unit_id))
                     : cluster_id;
}

static void add_choice(const struct request *request, const struct scopes *scopes,
                       struct str cluster_id, struct str unit_id, struct scope_choices *choices) {
    struct str value = scope_value(request->arena, cluster_id, unit_id);
    *list_push(request->arena, &choices->scopes) =
        (struct ui_option){value, scope_words(request->arena, scopes, cluster_id, unit_id),
                           str_equal(value, request_text(request, "scope"))};
}

static void add_roles(const struct request *request, const struct scopes *scopes,
                      struct scope_choices *choices) {
    struct str chosen = request_text(request, "role");
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct str code = role_code((enum role)role);
        if (giving_has_role(&scopes->giving, (enum role)role))
            *list_push(request->arena, &choices->roles) =
                (struct ui_option){code, frame_words(request, role_name((enum role)role)),
                                   chosen.n ? str_equal(code, chosen) : role == ROLE_UNIT};
    }
}

void scope_fill(const struct request *request, const struct scopes *scopes,
                struct scope_choices *ret_choices) {
    const struct giving *giving = &scopes->giving;
    *ret_choices = (struct scope_choices){.from = request_text(request, "from"),
                                          .to = request_text(request, "to"),
                                          .reason = request_text(request, "reason")};
    add_roles(request, scopes, ret_choices);
    *list_push(request->arena, &ret_choices->scopes) =
        (struct ui_option){STR(""), frame_words(request, MSG_account_scope_all),
                           str_is_empty(request_text(request, "scope"))};
    for (size_t i = 0; i < scopes->clusters.count; i++) {
        const struct cluster_entry *cluster = &scopes->clusters.items[i];
        if (giving_has_cluster(giving, cluster->id))
            add_choice(request, scopes, cluster->id, STR(""), ret_choices);
        for (size_t k = 0; k < cluster->units.count; k++)
            if (giving_has_unit(giving, cluster->units.items[k].id))
                add_choice(request, scopes, cluster->id, cluster->units.items[k].id, ret_choices);
    }
    for (size_t i = 0; i < scopes->units.count; i++)
        if (giving_has_unit(giving, scopes->units.items[i].id))
            add_choice(request, scopes, STR(""), scopes->units.items[i].id, ret_choices);
}

struct date scope_read_date(const struct request *request, const char *field, bool last_day,
                            struct issues *issues) {
    struct date date = {0};
    struct str text = request_text(request, field);
    if (!text.n)
        return date;
    if (!date_read_human(text, &date)) {
        issue_add(request->arena, issues, str_from_c(field), MESSAGE(MSG_right_date_unknown));
        return (struct date){0};
    }
    return last_day ? date_from_days(date_to_days(date) + 1) : date;
}

static void refuse_scope(const struct request *request, struct issues *issues, enum role role) {
    issue_add(request->arena, issues, STR("scope"),
              MESSAGE(role_needs_unit(role) ? MSG_account_scope_unit_missing
                                            : MSG_account_scope_cluster_missing));
}

/* No more scope is taken than the role has: the field stands there for every role. */
static void read_scope(const struct request *request, const struct scopes *scopes,
                       struct issues *issues, struct grant_form *form) {
    struct str unit_id = request_text(request, "scope");
    struct str cluster_id = str_cut(&unit_id, ':');
    unit_id = str_or_empty(unit_id);
    enum role_scope scope = role_scope(form->role);
    if (scope == SCOPE_NONE)
        return;
    if ((cluster_id.n && !cluster_words(scopes, cluster_id).n) ||
        (unit_id.n && !unit_name_of(&scopes->units, unit_id).n)) {
        refuse_scope(request, issues, form->role);
        return;
    }
    if (scope == SCOPE_TREE) {
        form->unit_id = unit_id;
        form->cluster_id = unit_id.n || form->role != ROLE_READER ? STR("") : cluster_id;
        if (cluster_id.n && !unit_id.n && form->role != ROLE_READER)
            issue_add(request->arena, issues, STR("scope"), MESSAGE(MSG_right_scope_level));
        return;
    }
    form->cluster_id = cluster_id;
    form->unit_id = scope == SCOPE_UNIT ? unit_id : STR("");
    if (scope == SCOPE_UNIT ? !unit_id.n : !cluster_id.n)
        refuse_scope(request, issues, form->role);
}

void scope_read(const struct request *request, const struct scopes *scopes, struct issues *issues,
                struct grant_form *ret_form) {
    *ret_form = (struct grant_form){.cluster_id = STR(""), .unit_id = STR("")};
    ret_form->from = scope_read_date(request, "from", false, issues);
    ret_form->to = scope_read_date(request, "to", true, issues);
    ret_form->reason = request_text(request, "reason");
    if (role_from_code(request_text(request, "role"), &ret_form->role))
        read_scope(request, scopes, issues, ret_form);
    else
        issue_add(request->arena, issues, STR("role"), MESSAGE(MSG_account_role_missing));
}
