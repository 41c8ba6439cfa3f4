#include "http/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>

#include "sys/clock.h"

enum { CLASSES = 5, BUCKETS = 6 };

/* Upper ends of the histogram; what took longer is in the last bucket. */
static const struct {
    int64_t ms;
    const char *label;
} BUCKET_ENDS[BUCKETS - 1] = {
    {5, "0.005"}, {25, "0.025"}, {100, "0.1"}, {500, "0.5"}, {2500, "2.5"},
};

struct route_figures {
    const struct route *route; /* NULL: assets, all else */
    _Atomic uint64_t buckets[BUCKETS];
    _Atomic uint64_t took_ms;
};

struct metrics {
    const struct http_app *app;
    int64_t begun_ms;
    _Atomic uint64_t classes[CLASSES]; /* 1xx … 5xx */
    _Atomic int connections;
    struct route_figures *routes; /* in the order of the tables; then assets, then all else */
    size_t route_count;
};

struct metrics *metrics_new(struct arena *arena, const struct http_app *app) {
    struct metrics *metrics = ARENA_NEW(arena, struct metrics);
    metrics->app = app;
    metrics->begun_ms = clock_monotonic_ms();
    for (size_t i = 0; i < app->table_count; i++)
        metrics->route_count += app->table_sizes[i];
    metrics->routes = ARENA_ARRAY(arena, struct route_figures, metrics->route_count + 2);
    size_t next = 0;
    for (size_t i = 0; i < app->table_count; i++)
        for (size_t j = 0; j < app->table_sizes[i]; j++)
            metrics->routes[next++].route = &app->tables[i][j];
    return metrics;
}

static struct route_figures *figures_of(struct metrics *metrics, const struct route *route,
                                        bool is_asset) {
    if (!route || is_asset)
        return &metrics->routes[metrics->route_count + (is_asset ? 0 : 1)];
    size_t before = 0;
    for (size_t i = 0; i < metrics->app->table_count; i++) {
        const struct route *table = metrics->app->tables[i];
        size_t size = metrics->app->table_sizes[i];
        if (route >= table && route < table + size)
            return &metrics->routes[before + (size_t)(route - table)];
        before += size;
    }
    return &metrics->routes[metrics->route_count + 1];
}

void metrics_count(struct metrics *metrics, const struct route *route, bool is_asset, int status,
                   int64_t took_ms) {
    struct route_figures *figures = figures_of(metrics, route, is_asset);
    size_t bucket = 0;
    while (bucket < BUCKETS - 1 && took_ms > BUCKET_ENDS[bucket].ms)
        bucket++;
    atomic_fetch_add_explicit(&figures->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&figures->took_ms, (uint64_t)took_ms, memory_order_relaxed);
    if (status >= 100 && status < 600)
        atomic_fetch_add_explicit(&metrics->classes[status / 100 - 1], 1, memory_order_relaxed);
}

void metrics_connection(struct metrics *metrics, int change) {
    atomic_fetch_add_explicit(&metrics->connections, change, memory_order_relaxed);
}

static uint64_t value_of(const _Atomic uint64_t *counter) {
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void head(struct buf *out, const char *name, const char *type, const char *help) {
    buf_append_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_route(const struct route_figures *figures, bool is_asset, struct buf *out) {
    const struct route *route = figures->route;
    const char *method = !route ? "" : route->method == HTTP_POST ? "POST" : "GET";
    const char *path = route ? route->path : is_asset ? "asset" : "unknown";
    uint64_t counts[BUCKETS], total = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        total += counts[i] = value_of(&figures->buckets[i]);
    if (total == 0)
        return;
    uint64_t sum = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
        sum += counts[i];
        buf_append_format(out,
                          "thidua_request_seconds_bucket{method=\"%s\",route=\"%s\",le=\"%s\"} "
                          "%" PRIu64 "\n",
                          method, path, i < BUCKETS - 1 ? BUCKET_ENDS[i].label : "+Inf", sum);
    }
    uint64_t took_ms = value_of(&figures->took_ms);
    buf_append_format(out,
                      "thidua_request_seconds_sum{method=\"%s\",route=\"%s\"} %" PRIu64
                      ".%03" PRIu64 "\n"
                      "thidua_request_seconds_count{method=\"%s\",route=\"%s\"} %" PRIu64 "\n",
                      method, path, took_ms / 1000, took_ms % 1000, method, path, total);
}

void metrics_write(const struct metrics *metrics, unsigned waiting, struct buf *out) {
    head(out, "thidua_requests_total", "counter", "Requests answered, by class of status.");
    for (size_t i = 0; i < CLASSES; i++)
        buf_append_format(out, "thidua_requests_total{class=\"%zuxx\"} %" PRIu64 "\n", i + 1,
                          value_of(&metrics->classes[i]));
    head(out, "thidua_request_seconds", "histogram", "From first byte received to last byte sent.");
    for (size_t i = 0; i < metrics->route_count + 2; i++)
        write_route(&metrics->routes[i], i == metrics->route_count, out);
    head(out, "thidua_queue_waiting", "gauge", "Requests that wait for a worker.");
    buf_append_format(out, "thidua_queue_waiting %u\n", waiting);
    head(out, "thidua_connections", "gauge", "Open connections.");
    buf_append_format(out, "thidua_connections %d\n",
                      atomic_load_explicit(&metrics->connections, memory_order_relaxed));
    int64_t up_ms = clock_monotonic_ms() - metrics->begun_ms;
    head(out, "thidua_uptime_seconds", "gauge", "Since the server started.");
    buf_append_format(out, "thidua_uptime_seconds %" PRId64 ".%03" PRId64 "\n", up_ms / 1000,
                      up_ms % 1000);
}
