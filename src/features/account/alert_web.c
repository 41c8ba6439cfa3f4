/* "/canh-bao": what administrators came near, for the chair. */
#include "features/account/alert_service.h"
#include "features/account/right.html.h"
#include "features/account/right_web.h"
#include "features/frame/frame.h"

static struct str text_of(const struct request *request, const struct alert *alert) {
    static const enum msg_id TEXTS[ALERT_KIND_COUNT] = {
        [ALERT_SELF] = MSG_right_alert_self,
        [ALERT_COMBINED] = MSG_right_alert_combined,
        [ALERT_LENT] = MSG_right_alert_lent,
        [ALERT_PASSWORD] = MSG_right_alert_password,
    };
    struct str role =
        alert->role < ROLE_COUNT ? frame_words(request, role_name(alert->role)) : STR("");
    struct str who = str_format(request->arena, STR_FMT " (" STR_FMT ")", STR_ARG(alert->subject),
                                STR_ARG(alert->login));
    return frame_say(request, MESSAGE_WITH(TEXTS[alert->kind], who, role));
}

static struct str state_of(const struct request *request, const struct alert *alert) {
    if (alert->seen_ms)
        return frame_say(request, MESSAGE_WITH(MSG_right_alert_seen, alert->seen_by,
                                               instant_display(request->arena, alert->seen_ms)));
    return alert->may_see ? STR("") : frame_words(request, MSG_right_alert_not_yours);
}

static const struct err *show(struct request *request, struct response *response) {
    struct alerts alerts;
    TRY(alert_list(app_db(request), request->arena, request->user, request->now_ms, &alerts));
    struct page page;
    frame_page(request, frame_words(request, MSG_right_alerts), NULL, STEP_NONE, &page);
    struct alert_view view = {.page = &page};
    for (size_t i = 0; i < alerts.count; i++) {
        const struct alert *alert = &alerts.items[i];
        *list_push(request->arena, &view.alerts) = (struct alert_row){
            .id = alert->id,
            .text = text_of(request, alert),
            .by = frame_say(request, MESSAGE_WITH(MSG_right_alert_by, alert->author,
                                                  instant_display(request->arena, alert->at_ms))),
            .reason = alert->reason,
            .state = state_of(request, alert),
            .may_see = alert->may_see,
        };
    }
    struct html h = frame_html(request, response);
    tpl_alert_page(&h, &view);
    return NULL;
}

static const struct err *see(struct request *request, struct response *response) {
    TRY(alert_see(app_db(request), request->arena, request->user, request->now_ms,
                  request_text(request, "id")));
    frame_redirect(request, response, STR("/canh-bao"), MSG_notice_alert_seen, 0);
    return NULL;
}

const struct route alert_routes[] = {
    {HTTP_GET, "/canh-bao", RIGHT_AUDIT_READ, show},
    {HTTP_POST, "/canh-bao/da-xem", RIGHT_AUDIT_READ, see},
};
const size_t alert_routes_count = COUNT_OF(alert_routes);
