#include "features/account/right_web.h"

#include "features/account/delegation_service.h"
#include "features/account/right.html.h"
#include "features/account/scope_web.h"
#include "features/frame/frame.h"

/* --- the table -------------------------------------------------------------------------------- */

static bool has_role(const struct user *user, enum role role) {
    for (size_t i = 0; i < user->grant_count; i++)
        if (user->grants[i].role == role)
            return true;
    return false;
}

static enum msg_id scope_message(enum role role) {
    static const enum msg_id SCOPES[] = {
        [SCOPE_NONE] = MSG_right_scope_none,
        [SCOPE_CLUSTER] = MSG_right_scope_cluster,
        [SCOPE_UNIT] = MSG_right_scope_unit,
        [SCOPE_TREE] = MSG_right_scope_tree,
    };
    return SCOPES[role_scope(role)];
}

static struct str gives_words(const struct request *request, enum role role) {
    struct str words = STR("");
    int count = 0;
    for (int taken = 0; taken < ROLE_COUNT; taken++)
        if (role_gives(role, (enum role)taken)) {
            struct str name = frame_words(request, role_name((enum role)taken));
            words = str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(words),
                               count++ ? "; " : "", STR_ARG(name));
        }
    return count == ROLE_COUNT ? frame_words(request, MSG_right_gives_all) : words;
}

static enum msg_id state_message(enum right right) {
    static const enum msg_id STATES[] = {
        [RIGHT_READS] = MSG_right_state_reads,
        [RIGHT_WRITES_BESIDE] = MSG_right_state_beside,
        [RIGHT_WRITES_PERIOD] = MSG_right_state_period,
        [RIGHT_WRITES_YEAR] = MSG_right_state_year,
    };
    return STATES[right_state(right)];
}

static void add_rights(const struct request *request, enum right_group group,
                       struct right_view *view) {
    bool first = true;
    for (int right = 1; right < RIGHT_COUNT; right++) {
        if (right_group((enum right)right) != group)
            continue;
        struct right_row *row = list_push(request->arena, &view->rows);
        *row = (struct right_row){
            .group = first ? frame_words(request, right_group_name(group)) : STR(""),
            .name = frame_words(request, right_name((enum right)right)),
            .state = frame_words(request, state_message((enum right)right)),
            .closes = right_writes((enum right)right),
        };
        first = false;
        for (int role = 0; role < ROLE_COUNT; role++)
            row->cells.items[row->cells.count++] =
                (struct right_cell){role_has_right((enum role)role, (enum right)right),
                                    has_role(request->user, (enum role)role)};
    }
}

static void fill_table(const struct request *request, struct right_view *view) {
    for (int role = 0; role < ROLE_COUNT; role++)
        *list_push(request->arena, &view->roles) = (struct right_role){
            frame_words(request, role_name((enum role)role)),
            frame_words(request, scope_message((enum role)role)),
            gives_words(request, (enum role)role), has_role(request->user, (enum role)role)};
    for (int group = RIGHT_GROUP_READ; group < RIGHT_GROUP_COUNT; group++)
        add_rights(request, (enum right_group)group, view);
}

/* --- one's own -------------------------------------------------------------------------------- */

/* What a grant was given by: a line of one's history, or the loan. */
static struct str why_given(const struct request *request, const struct grant_lines *history,
                            const struct grant *grant) {
    if (request->user->acting_for_id.n)
        return frame_say(request, MESSAGE_WITH(MSG_right_why_lent, request->user->acting_for_name));
    for (size_t i = 0; i < history->count; i++) {
        const struct grant_line *line = &history->items[i];
        if (!str_equal(line->grant.id, grant->id) || !line->given_by.n)
            continue;
        struct str day = date_display(request->arena, date_of_instant(line->given_ms));
        struct str given =
            frame_say(request, MESSAGE_WITH(MSG_right_why_given, line->given_by, day));
        if (!role_needs_cluster(grant->role))
            return given;
        struct str apart = frame_words(request, MSG_right_why_apart);
        return str_format(request->arena, STR_FMT "; " STR_FMT, STR_ARG(given), STR_ARG(apart));
    }
    return frame_words(request, MSG_right_why_old);
}

static struct str why(const struct request *request, const struct scopes *scopes,
                      const struct grant_lines *history, const struct grant *grant) {
    struct str unit = unit_name_of(&scopes->units, grant->unit_id);
    switch (grant->source) {
    case GRANT_TREE:
        return frame_say(request, MESSAGE_WITH(MSG_right_why_tree, unit));
    case GRANT_MEMBERSHIP:
        return frame_say(request, MESSAGE_WITH(MSG_right_why_membership, unit));
    case GRANT_HEADSHIP:
        return frame_say(request, MESSAGE_WITH(grant->role == ROLE_HEAD ? MSG_right_why_post
                                                                        : MSG_right_why_post_deputy,
                                               unit));
    case GRANT_GIVEN:
        break;
    }
    return why_given(request, history, grant);
}

static struct str where_of(const struct request *request, const struct scopes *scopes,
                           const struct grant *grant) {
    struct arena *arena = request->arena;
    struct str words = scope_words(arena, scopes, grant->cluster_id,
                                   grant->source == GRANT_GIVEN ? grant->unit_id : STR(""));
    if (grant->source == GRANT_GIVEN && !words.n)
        return frame_words(request, role_scope(grant->role) == SCOPE_NONE ? MSG_right_where_system
                                                                          : MSG_right_where_all);
    if (grant->source == GRANT_GIVEN && role_scope(grant->role) == SCOPE_TREE && grant->unit_id.n)
        return frame_say(request, MESSAGE_WITH(MSG_right_where_below, words));
    return words;
}

static bool same_lead(const struct grant *left, const struct grant *right) {
    return left->source == right->source && left->role == right->role &&
           str_equal(left->id, right->id) && str_equal(left->cluster_id, right->cluster_id);
}

/* Years of one cluster stand in one line. */
static struct str years_of(const struct request *request, size_t at) {
    const struct user *user = request->user;
    struct str years = STR("");
    for (size_t i = at; i < user->grant_count; i++)
        if (same_lead(&user->grants[at], &user->grants[i]) && user->grants[i].year)
            years = str_format(request->arena, STR_FMT "%s%d", STR_ARG(years), years.n ? ", " : "",
                               user->grants[i].year);
    return years.n ? frame_say(request, MESSAGE_WITH(MSG_right_years, years)) : years;
}

static bool was_shown(const struct user *user, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (user->grants[at].source != GRANT_GIVEN &&
            same_lead(&user->grants[i], &user->grants[at]))
            return true;
    return false;
}

static void add_own(const struct request *request, const struct scopes *scopes,
                    const struct grant_lines *history, size_t at, struct right_view *view) {
    const struct grant *grant = &request->user->grants[at];
    struct str where = where_of(request, scopes, grant);
    struct str years = years_of(request, at);
    if (years.n)
        where = str_format(request->arena, STR_FMT ", " STR_FMT, STR_ARG(where), STR_ARG(years));
    bool dated = grant->source == GRANT_GIVEN || grant->source == GRANT_HEADSHIP;
    *list_push(request->arena, &view->own) = (struct own_row){
        frame_words(request, role_name(grant->role)), where, why(request, scopes, history, grant),
        dated ? time_words(request, grant->from, grant->to) : STR(""),
        grant->source != GRANT_GIVEN};
}

/* Each grant, and below it where it leads. */
static void fill_own(const struct request *request, const struct scopes *scopes,
                     const struct grant_lines *history, struct right_view *view) {
    const struct user *user = request->user;
    for (size_t i = 0; i < user->grant_count; i++) {
        if (user->grants[i].source != GRANT_GIVEN)
            continue;
        add_own(request, scopes, history, i, view);
        for (size_t k = 0; k < user->grant_count; k++)
            if (user->grants[k].source != GRANT_GIVEN &&
                str_equal(user->grants[k].id, user->grants[i].id) && !was_shown(user, k))
                add_own(request, scopes, history, k, view);
    }
}

/* --- loans ------------------------------------------------------------------------------------ */

static struct str grant_text(const struct request *request, const struct scopes *scopes,
                             const struct grant *grant) {
    struct str role = frame_words(request, role_name(grant->role));
    struct str where = scope_words(request->arena, scopes, grant->cluster_id, grant->unit_id);
    return where.n
               ? str_format(request->arena, STR_FMT " · " STR_FMT, STR_ARG(role), STR_ARG(where))
               : role;
}

static struct str state_of(const struct request *request, const struct delegation *loan) {
    switch (loan->state) {
    case DELEGATION_LATER:
        return frame_words(request, MSG_right_loan_later);
    case DELEGATION_OPEN:
        return frame_words(request, MSG_right_loan_open);
    case DELEGATION_OVER:
        return frame_words(request, MSG_right_loan_over);
    case DELEGATION_WITHDRAWN:
        break;
    }
    struct str when = instant_display(request->arena, loan->withdrawn_ms);
    return frame_say(request, MESSAGE_WITH(MSG_right_loan_withdrawn, loan->withdrawn_by, when));
}

static void add_loan(const struct request *request, const struct scopes *scopes,
                     const struct delegation *loan, struct right_view *view) {
    struct str what = STR("");
    for (size_t i = 0; i < loan->grants.count; i++) {
        struct str text = grant_text(request, scopes, &loan->grants.items[i]);
        what = str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(what), i ? "; " : "",
                          STR_ARG(text));
    }
    bool live = loan->state == DELEGATION_OPEN || loan->state == DELEGATION_LATER;
    *list_push(request->arena, &view->loans) = (struct loan_row){
        .id = loan->id,
        .who = frame_say(request, MESSAGE_WITH(MSG_right_loan_lent, loan->lender, loan->delegate)),
        .what = what,
        .time = time_words(request, loan->from, loan->to),
        .reason = loan->reason,
        .state = state_of(request, loan),
        .may_end = live,
        .may_act = loan->state == DELEGATION_OPEN && !loan->is_lent,
        .lender = loan->lender,
    };
}

static bool is_ticked(const struct request *request, struct str id) {
    for (size_t i = 0; i < request_field_count(request, "grant"); i++)
        if (str_equal(request_field_at(request, "grant", i), id))
            return true;
    return false;
}

static void fill_form(const struct request *request, const struct scopes *scopes,
                      struct right_view *view) {
    const struct user *user = request->user;
    view->delegate = request_text(request, "delegate");
    view->from = request_text(request, "from");
    view->to = request_text(request, "to");
    view->reason = request_text(request, "reason");
    for (size_t i = 0; i < user->grant_count && !user->acting_for_id.n; i++) {
        const struct grant *grant = &user->grants[i];
        if (grant->source == GRANT_GIVEN && grant->role != ROLE_ADMIN)
            *list_push(request->arena, &view->lendable) = (struct lend_choice){
                grant->id, grant_text(request, scopes, grant), is_ticked(request, grant->id)};
    }
    view->may_lend = view->lendable.count > 0;
}

/* --- the page --------------------------------------------------------------------------------- */

static const struct err *draw(const struct request *request, struct response *response,
                              const struct issues *issues) {
    struct scopes scopes;
    struct grant_lines history;
    struct delegations loans;
    struct arena *arena = request->arena;
    TRY(scopes_load(request, &scopes));
    TRY(grant_history(app_db(request), arena, request->user, request->now_ms, request->user->login,
                      &history));
    TRY(delegation_list(app_db(request), arena, request->user, request->now_ms, &loans));
    struct page page;
    frame_page(request, frame_words(request, MSG_right_title), NULL, STEP_NONE, &page);
    page.issues = issues;
    page.wide = true;
    struct right_view view = {.page = &page};
    fill_table(request, &view);
    fill_own(request, &scopes, &history, &view);
    fill_form(request, &scopes, &view);
    for (size_t i = 0; i < loans.count; i++)
        add_loan(request, &scopes, &loans.items[i], &view);
    struct html h = frame_html(request, response);
    tpl_right_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    return draw(request, response, NULL);
}

static const struct err *lend(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct delegation_form form = {
        .delegate = str_lower_ascii(request->arena, request_text(request, "delegate")),
        .from = scope_read_date(request, "from", false, &issues),
        .to = scope_read_date(request, "to", true, &issues),
        .reason = request_text(request, "reason"),
    };
    for (size_t i = 0; i < request_field_count(request, "grant"); i++)
        if (form.grant_count < DELEGATION_GRANTS_MAX)
            form.grant_ids[form.grant_count++] = request_field_at(request, "grant", i);
    if (!issues.count)
        TRY(delegation_lend(app_db(request), request->arena, request->user, request->now_ms, &form,
                            &issues));
    if (issues.count) {
        response->status = 422;
        return draw(request, response, &issues);
    }
    frame_redirect(request, response, STR("/quyen"), MSG_notice_lent, 0);
    return NULL;
}

static const struct err *end_loan(struct request *request, struct response *response) {
    TRY(delegation_end(app_db(request), request->arena, request->user, request->now_ms,
                       request_text(request, "id"), request_text(request, "why")));
    frame_redirect(request, response, STR("/quyen"), MSG_notice_lend_ended, 0);
    return NULL;
}

static const struct err *act(struct request *request, struct response *response) {
    struct str id = request_text(request, "id");
    if (!id.n)
        return ERR(ERR_INPUT, "no loan named");
    TRY(delegation_switch(app_db(request), request->arena, request->user, request->now_ms, id));
    frame_redirect(request, response, STR("/"), MSG_notice_acting, 0);
    return NULL;
}

static const struct err *stop_acting(struct request *request, struct response *response) {
    TRY(delegation_switch(app_db(request), request->arena, request->user, request->now_ms,
                          STR("")));
    frame_redirect(request, response, STR("/"), MSG_notice_acting_ended, 0);
    return NULL;
}

const struct route right_routes[] = {
    {HTTP_GET, "/quyen", RIGHT_SIGNED_IN, show},
    {HTTP_POST, "/quyen/uy-quyen", RIGHT_SIGNED_IN, lend},
    {HTTP_POST, "/quyen/cham-dut", RIGHT_SIGNED_IN, end_loan},
    {HTTP_POST, "/quyen/lam-thay", RIGHT_SIGNED_IN, act},
    {HTTP_POST, "/quyen/thoi-lam-thay", RIGHT_SIGNED_IN, stop_acting},
};
const size_t right_routes_count = COUNT_OF(right_routes);
