/* "/kiem-toan": the whole trail, how it stands with the chain, and what is taken along of it. */
#include "features/audit/trail_web.h"

#include "features/audit/history.html.h"
#include "features/audit/history_view.h"
#include "features/audit/trail_service.h"
#include "features/frame/frame.h"

#define BASE "/kiem-toan"

static void fill_state(const struct request *request, const struct trail_facts *facts,
                       struct trail_state *state) {
    *state = (struct trail_state){
        .head = facts->head,
        .head_shown = audit_hash_shown(request->arena, facts->head.hash),
        .tail = facts->tail,
        .tail_age_s = audit_tail_age_ms(&facts->tail, request->now_ms) / 1000,
        .verified_ms = facts->last.at_ms,
        .verified_seq = facts->last.seq,
        .verified_by = facts->last.by,
        .verified_well = facts->last.fault == AUDIT_WELL,
        .verified_fault = audit_fault_code(facts->last.fault),
    };
}

static const struct err *draw(struct request *request, struct response *response,
                              struct issues *issues) {
    struct history_view view = {.base = STR(BASE), .is_trail = true};
    struct history_query query;
    struct trail_facts facts;
    TRY(history_read_query(request, &view, issues, &query));
    TRY(trail_facts(app_db(request), request->arena, request->user, &facts));
    TRY(audit_of_all(app_db(request), request->arena, request->lang, request->user, &query.filter,
                     &query.before, &view.lines));
    fill_state(request, &facts, &view.state);
    struct page page;
    frame_page(request, frame_words(request, MSG_audit_trail_title), NULL, STEP_NONE, &page);
    page.wide = true;
    page.issues = issues;
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_trail_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct issues issues = {0};
    return draw(request, response, &issues);
}

static const struct err *verify(struct request *request, struct response *response) {
    struct audit_verdict verdict;
    struct issues issues = {0};
    const struct err *err =
        trail_verify(app_db(request), request->arena, request->user, request->now_ms, &verdict);
    if (err && err->kind == ERR_LIMIT && err->text_key) {
        issue_add(request->arena, &issues, STR(""), MESSAGE(MSG_trail_too_long));
    } else {
        TRY(err);
        if (!verdict.fault) {
            frame_redirect(request, response, STR(BASE), MSG_notice_trail_well, verdict.checked);
            return NULL;
        }
        issue_add(request->arena, &issues, STR(""), audit_fault_sentence(request->arena, &verdict));
    }
    response->status = 422;
    return draw(request, response, &issues);
}

static const struct err *download_csv(struct request *request, struct response *response) {
    struct history_view view = {0};
    struct history_query query;
    struct issues issues = {0};
    struct str csv;
    TRY(history_read_query(request, &view, &issues, &query));
    TRY(trail_csv(app_db(request), request->arena, request->lang, request->user, request->now_ms,
                  &query.filter, &query.before, &csv));
    respond_file(response, "text/csv; charset=utf-8", STR("nhat-ky-kiem-toan.csv"), csv);
    return NULL;
}

static const struct err *download_anchor(struct request *request, struct response *response) {
    struct trail_facts facts;
    TRY(trail_facts(app_db(request), request->arena, request->user, &facts));
    if (!facts.head.seq)
        return ERR_TEXT(ERR_STATE, "trail.empty", "nothing is sealed yet");
    struct str name =
        str_format(request->arena, "dau-kiem-toan-%lld.txt", (long long)facts.head.seq);
    respond_file(response, "text/plain; charset=utf-8", name,
                 audit_anchor_file(request->arena, &facts.head));
    return NULL;
}

const struct route trail_routes[] = {
    {HTTP_GET, BASE, RIGHT_AUDIT_READ, show},
    {HTTP_GET, BASE "/nhat-ky.csv", RIGHT_AUDIT_READ, download_csv},
    {HTTP_GET, BASE "/dau", RIGHT_AUDIT_READ, download_anchor},
    {HTTP_POST, BASE "/kiem-tra", RIGHT_AUDIT_READ, verify},
};
const size_t trail_routes_count = COUNT_OF(trail_routes);
