#include "features/account/token_web.h"

#include "features/account/account_token.html.h"
#include "features/account/door_service.h"
#include "features/frame/frame.h"
#include "sys/clock.h"

#define PATH "/ma-truy-cap"

static struct token_row row_of(const struct request *request, const struct token_line *line) {
    bool expired = line->expires_ms <= request->now_ms;
    enum msg_id state = line->withdrawn_ms ? MSG_account_token_withdrawn
                        : expired          ? MSG_account_token_expired
                                           : MSG_account_token_in_force;
    return (struct token_row){
        .id = line->id,
        .name = line->name,
        .may = frame_words(request,
                           line->may_write ? MSG_account_token_writes : MSG_account_token_reads),
        .state = frame_words(request, state),
        .in_force = !line->withdrawn_ms && !expired,
        .created_ms = line->created_ms,
        .expires_ms = line->expires_ms,
        .used_ms = line->used_ms,
    };
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct issues *issues, struct str token) {
    struct token_lines lines;
    TRY(token_list(app_db(request), request->arena, request->user, &lines));
    struct page page;
    frame_page(request, frame_words(request, MSG_account_tokens), NULL, STEP_NONE, &page);
    page.issues = issues;
    bool typed = issues && issues->count;
    struct tokens_view view = {.page = &page,
                               .token = token,
                               .name = typed ? request_text(request, "name") : STR(""),
                               .days = typed ? request_text(request, "days") : STR("90"),
                               .may_write = typed && request_text(request, "may_write").n};
    for (size_t i = 0; i < lines.count; i++)
        *list_push(request->arena, &view.tokens) = row_of(request, &lines.items[i]);
    struct html h = frame_html(request, response);
    tpl_tokens_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    return draw(request, response, NULL, STR(""));
}

/* The answer itself shows the token: it stands in no address and is kept nowhere. */
static const struct err *create(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct str token = STR("");
    bool right;
    const struct visitor visitor = {request->remote_address, request->user_agent};
    const struct token_form form = {
        .name = request_text(request, "name"),
        .days = request_text(request, "days"),
        .may_write = request_text(request, "may_write").n > 0,
    };
    TRY(door_check_password(app_db(request), request->arena, clock_steady_ms(request->now_ms),
                            &visitor, request->user->login, request_text(request, "password"),
                            "password", &issues, &right));
    if (right)
        TRY(token_create(app_db(request), request->arena, request->user, request->now_ms, &form,
                         &issues, &token));
    if (issues.count)
        response->status = 422;
    return draw(request, response, &issues, token);
}

static const struct err *withdraw(struct request *request, struct response *response) {
    TRY(token_withdraw(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "token")));
    frame_redirect(request, response, STR(PATH), MSG_notice_token_withdrawn, 0);
    return NULL;
}

const struct route token_routes[] = {
    {HTTP_GET, PATH, RIGHT_SIGNED_IN, show, .is_on = token_is_on},
    {HTTP_POST, PATH, RIGHT_SIGNED_IN, create, .is_on = token_is_on, .hashes_passwords = true},
    {HTTP_POST, PATH "/:token/thu-hoi", RIGHT_SIGNED_IN, withdraw, .is_on = token_is_on},
};
const size_t token_routes_count = COUNT_OF(token_routes);
