#include "features/account/my_account_web.h"

#include <stdio.h>

#include "features/account/account_service.h"
#include "features/account/grant_words_view.h"
#include "features/account/my_account.html.h"
#include "features/account/token_service.h"
#include "features/frame/frame.h"
#include "sys/clock.h"

#define PATH "/tai-khoan-cua-toi"

struct str address_words(enum lang lang, struct str address) {
    if (str_equal_c(address, "unix") || str_equal_c(address, "local") || str_is_empty(address))
        return message_plain(lang, MSG_account_address_unknown);
    if (str_equal_c(address, "127.0.0.1") || str_equal_c(address, "::1"))
        return message_plain(lang, MSG_account_address_server);
    return address;
}

static struct str words_of(enum lang lang, const char *room, struct str code) {
    char key[64];
    int n = snprintf(key, sizeof(key), "account.%s_" STR_FMT, room, STR_ARG(code));
    enum msg_id id;
    if (n > 0 && (size_t)n < sizeof(key) && message_from_key((struct str){key, (size_t)n}, &id))
        return message_plain(lang, id);
    return code;
}

struct str door_outcome_words(enum lang lang, struct str outcome) {
    return words_of(lang, "event", outcome);
}

/* --- roles -------------------------------------------------------------------------------- */

/* Whether two grants reach the same cluster, so that one may judge what the other did. */
static bool meet(const struct grant *a, const struct grant *b) {
    bool everywhere = str_is_empty(a->cluster_id) || str_is_empty(b->cluster_id);
    return a->role != b->role && role_has_right(a->role, RIGHT_CLUSTER_READ) &&
           role_has_right(b->role, RIGHT_CLUSTER_READ) &&
           (everywhere || str_equal(a->cluster_id, b->cluster_id));
}

static bool is_said(const struct str *items, size_t count, struct str text) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(items[i], text))
            return true;
    return false;
}

/* Given for a unit; where it leads stands in grants of its own. */
static bool is_only_given(const struct grant *grant) {
    return grant->unit_id.n && !grant->cluster_id.n;
}

/* A role of many years is said once. */
static void tell_roles(const struct request *request, const struct cluster_entries *clusters,
                       struct my_account_view *view) {
    struct arena *arena = request->arena;
    const struct user *user = request->user;
    for (size_t i = 0; i < user->grant_count; i++) {
        struct str role = grant_words(arena, request->lang, clusters, &user->grants[i]);
        if (is_only_given(&user->grants[i]) || is_said(view->roles.items, view->roles.count, role))
            continue;
        *list_push(arena, &view->roles) = role;
        for (size_t k = 0; k < i; k++) {
            struct str other = grant_words(arena, request->lang, clusters, &user->grants[k]);
            struct str text = frame_say(request, MESSAGE_WITH(MSG_account_double, other, role));
            if (!is_only_given(&user->grants[k]) && meet(&user->grants[k], &user->grants[i]) &&
                !is_said(view->doubles.items, view->doubles.count, text))
                *list_push(arena, &view->doubles) = text;
        }
    }
}

/* --- the page ----------------------------------------------------------------------------- */

static void tell_sessions(const struct request *request, const struct session_lines *lines,
                          struct my_account_view *view) {
    for (size_t i = 0; i < lines->count; i++) {
        const struct session_line *line = &lines->items[i];
        view->has_others = view->has_others || !line->own;
        *list_push(request->arena, &view->sessions) = (struct my_session_line){
            .id = line->id,
            .own = line->own,
            .method = words_of(request->lang, "method", line->method),
            .created_ms = line->created_ms,
            .seen_ms = line->seen_ms,
            .address = address_words(request->lang, line->address),
            .browser = browser_name(request->arena, request->lang, line->user_agent),
        };
    }
}

static void tell_events(const struct request *request, const struct door_events *events,
                        struct my_account_view *view) {
    for (size_t i = 0; i < events->count; i++) {
        const struct door_event *event = &events->items[i];
        *list_push(request->arena, &view->events) = (struct door_event_line){
            .at_ms = event->at_ms,
            .what = door_outcome_words(request->lang, event->outcome),
            .bad = !str_equal_c(event->outcome, "in"),
            .address = address_words(request->lang, event->address),
            .browser = browser_name(request->arena, request->lang, event->user_agent),
        };
    }
}

static const struct err *show(struct request *request, struct response *response) {
    struct cluster_entries clusters;
    struct session_lines sessions;
    struct door_events events;
    TRY(cluster_directory_own(app_db(request), request->arena, request->user, &clusters));
    TRY(session_list(app_db(request), request->arena, request->user,
                     clock_steady_ms(request->now_ms), &sessions));
    TRY(session_events(app_db(request), request->arena, request->user, &events));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_account_mine), NULL, STEP_NONE, &page);
    struct my_account_view view = {.page = &page,
                                   .login = request->user->login,
                                   .name = request->user->name,
                                   .has_tokens = token_is_on()};
    tell_roles(request, &clusters, &view);
    tell_sessions(request, &sessions, &view);
    tell_events(request, &events, &view);
    struct html h = frame_html(request, response);
    tpl_my_account_page(&h, &view);
    return NULL;
}

static const struct err *end_one(struct request *request, struct response *response) {
    TRY(session_end(app_db(request), request->arena, request->user, request->now_ms,
                    request_param(request, "session")));
    frame_redirect(request, response, STR(PATH), MSG_notice_session_closed, 0);
    return NULL;
}

static const struct err *end_others(struct request *request, struct response *response) {
    int64_t ended;
    TRY(session_end_others(app_db(request), request->arena, request->user, request->now_ms,
                           &ended));
    frame_redirect(request, response, STR(PATH), MSG_notice_sessions_closed, ended);
    return NULL;
}

const struct route my_account_routes[] = {
    {HTTP_GET, "/tai-khoan-cua-toi", RIGHT_SIGNED_IN, show},
    {HTTP_POST, "/tai-khoan-cua-toi/phien/:session/ket-thuc", RIGHT_SIGNED_IN, end_one},
    {HTTP_POST, "/tai-khoan-cua-toi/phien-khac/ket-thuc", RIGHT_SIGNED_IN, end_others},
};
const size_t my_account_routes_count = COUNT_OF(my_account_routes);
