#include "features/bundle/bundle_web.h"

#include "features/bundle/bundle_job.h"
#include "features/frame/frame.h"
#include "features/job/job_web.h"

static const struct err *start(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct str id;
    TRY(bundle_start(&jobs, request->arena, request->user, request->now_ms,
                     request_param(request, "cluster"), request_param(request, "period"), &id));
    respond_redirect(response, job_path(request->arena, id));
    return NULL;
}

const struct route bundle_routes[] = {
    {HTTP_POST, "/cum/:cluster/:period/dong-goi", RIGHT_SCORE_VERIFY, start},
};
const size_t bundle_routes_count = COUNT_OF(bundle_routes);
