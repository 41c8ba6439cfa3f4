#include "features/health/health_web.h"

#include "features/backup/backup_service.h"
#include "features/frame/frame.h"
#include "features/health/health_service.h"
#include "sys/log.h"

/* As for an address that does not exist. */
static const struct err *refuse(void) {
    return ERR(ERR_NOT_FOUND, "for programs of this machine only");
}

/* A line for people; whoever watches by program reads /metrics. */
static void tell_tail(const struct request *request, struct buf *out) {
    int64_t count, age_ms;
    if (!health_tail(app_db(request), request->now_ms, &count, &age_ms) && count)
        buf_append_format(out, "audit: %lld entries not sealed, the oldest for %lld s\n",
                          (long long)count, (long long)(age_ms / 1000));
}

static const struct err *show_health(struct request *request, struct response *response) {
    if (!request->is_local)
        return refuse();
    const struct err *err = health_read(app_db(request));
    if (err)
        log_err("health.database", err);
    response->status = err ? 503 : 200;
    response->content_type = STR("text/plain; charset=utf-8");
    buf_append_c(&response->body, err ? "database does not answer\n" : "ok\n");
    if (!err)
        tell_tail(request, &response->body);
    return NULL;
}

/* Nothing where the database does not answer: the other figures count then all the more. */
static void write_jobs(const struct request *request, struct buf *out) {
    struct job_counts counts;
    if (job_count(app_db(request), request->arena, &counts))
        return;
    buf_append_c(out, "# HELP thidua_jobs Long work, by state.\n# TYPE thidua_jobs gauge\n");
    for (int state = 0; state < JOB_STATE_COUNT; state++)
        buf_append_format(out, "thidua_jobs{state=\"" STR_FMT "\"} %lld\n",
                          STR_ARG(job_state_code((enum job_state)state)),
                          (long long)counts.of[state]);
}

static void write_tail(const struct request *request, struct buf *out) {
    int64_t count, age_ms;
    if (health_tail(app_db(request), request->now_ms, &count, &age_ms))
        return;
    buf_append_c(out, "# HELP thidua_audit_unsealed Entries of the audit trail without a link.\n"
                      "# TYPE thidua_audit_unsealed gauge\n");
    buf_append_format(out, "thidua_audit_unsealed %lld\n", (long long)count);
    buf_append_c(out, "# HELP thidua_audit_unsealed_age_seconds Age of the oldest of them.\n"
                      "# TYPE thidua_audit_unsealed_age_seconds gauge\n");
    buf_append_format(out, "thidua_audit_unsealed_age_seconds %lld\n", (long long)(age_ms / 1000));
}

/* For an alarm on the age of the last good backup; nothing where the server makes none. */
static void write_backup(const struct request *request, struct buf *out) {
    struct jobs jobs = app_jobs(request);
    struct backup_status status;
    if (backup_status_read(&jobs, request->arena, request->now_ms, &status) ||
        status.mood == BACKUP_OFF)
        return;
    buf_append_format(out,
                      "# HELP thidua_backup_good_seconds When the data of the last good backup are"
                      " from, 0: there is none.\n# TYPE thidua_backup_good_seconds gauge\n"
                      "thidua_backup_good_seconds %lld\n",
                      (long long)(status.last_ms / 1000));
}

static const struct err *show_metrics(struct request *request, struct response *response) {
    if (!request->is_local)
        return refuse();
    response->content_type = STR("text/plain; version=0.0.4; charset=utf-8");
    http_metrics_write(request, &response->body);
    write_jobs(request, &response->body);
    write_tail(request, &response->body);
    write_backup(request, &response->body);
    return NULL;
}

const struct route health_routes[] = {
    {HTTP_GET, "/healthz", RIGHT_PUBLIC, show_health},
    {HTTP_GET, "/metrics", RIGHT_PUBLIC, show_metrics},
};
const size_t health_routes_count = COUNT_OF(health_routes);
