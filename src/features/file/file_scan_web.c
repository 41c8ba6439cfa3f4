#include "features/file/file_scan_web.h"

#include "features/file/file_scan.html.h"
#include "features/file/file_scan_service.h"
#include "features/frame/frame.h"
#include "features/job/job_web.h"

static const struct err *show(struct request *request, struct response *response) {
    const struct app *app = request->app;
    struct file_scanner scanner = file_scanner_of(app->config);
    struct file_scan_state state;
    struct page page;
    TRY(file_scan_state(app_db(request), request->arena, request->user, &scanner, &state));
    bool works = state.scanner.answer == CLAMD_CLEAN, absent = state.scanner.answer == CLAMD_ABSENT;
    struct str said = str_copy(request->arena, str_from_c(state.scanner.words));
    frame_page(request, frame_words(request, MSG_file_scan_title), NULL, STEP_NONE, &page);
    struct file_scan_view view = {
        .page = &page,
        .state = works    ? UI_STATE_DONE
                 : absent ? UI_STATE_TODO
                          : UI_STATE_LATE,
        .state_words = frame_words(request, works    ? MSG_file_scan_state_works
                                            : absent ? MSG_file_scan_state_absent
                                                     : MSG_file_scan_state_fails),
        .words = works    ? said
                 : absent ? frame_words(request, MSG_file_scan_absent)
                          : frame_say(request, MESSAGE_WITH(MSG_file_scan_fails, said)),
        .advice = works ? STR("") : frame_words(request, MSG_doctor_scanner_advice),
        .takes = frame_words(request,
                             scanner.takes_unscanned ? MSG_file_scan_takes : MSG_file_scan_refuses),
        .contents = (long long)state.contents,
        .unscanned = (long long)state.unscanned,
        .infected = (long long)state.infected,
        .may_scan = works && state.contents > 0,
    };
    struct html h = frame_html(request, response);
    tpl_file_scan_page(&h, &view);
    return NULL;
}

static const struct err *start(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct str id;
    TRY(file_rescan_start(&jobs, request->arena, request->user, request->now_ms, &id));
    frame_redirect(request, response, job_path(request->arena, id), MSG_none, 0);
    return NULL;
}

const struct route file_scan_routes[] = {
    {HTTP_GET, "/quet-ma-doc", RIGHT_SYSTEM_CARE, show},
    {HTTP_POST, "/quet-ma-doc", RIGHT_SYSTEM_CARE, start},
};
const size_t file_scan_routes_count = COUNT_OF(file_scan_routes);
