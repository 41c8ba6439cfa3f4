/* Plain C beside which the product is measured: the same questions to the same database on each
 * request, answered over libmicrohttpd with as little HTML as shows the figures. No product around
 * it: nothing is kept, no rights but the session's row, no links, no frame, no escaping.
 *
 *     build/tests/bench/floor DATABASE PORT
 *
 *     /xep-thu       every entry of cluster "cum-do", points, totals, places
 *     /lich-su       the newest 100 lines of its history, by the same keyset as the product
 *     /tham-dinh     the entries of one unit
 *
 * Runs until its standard input ends.
 */
#include <microhttpd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

enum { THREADS = 4, PAGE_BYTES_MAX = 16 << 20, UNITS_MAX = 4096, CRITERIA_MAX = 512, ID_MAX = 40 };

#define SESSION                                                                                    \
    "select a.id, a.login, a.display_name, s.csrf_token, s.expires_ms "                            \
    "from account_session s join account a on a.id = s.account_id "                                \
    "where s.token_hash = ?1 and s.expires_ms > 0 and a.closed_ms is null"
#define ROLES "select role, cluster_id, unit_id from account_grant where account_id = ?1"
#define PERIOD                                                                                     \
    "select p.id, p.revision, p.venue, c.id, c.name, s.name, h.name, o.name "                      \
    "from cluster_period p join cluster c on c.id = p.cluster_id "                                 \
    "join unit_state s on s.unit_id = c.superior_id and s.withdrawn_ms is null "                   \
    "left join unit_state h on h.unit_id = p.head_unit_id and h.withdrawn_ms is null "             \
    "left join unit_state o on o.unit_id = p.host_unit_id and o.withdrawn_ms is null "             \
    "where c.slug = 'cum-do' and p.code = '2020-H1'"
#define MEMBERS                                                                                    \
    "select u.unit_id, u.name from cluster_member m join unit_state u on u.unit_id = m.unit_id "   \
    "and u.withdrawn_ms is null where m.cluster_id = ?1 order by m.position"
#define CRITERIA                                                                                   \
    "select c.id, c.code, c.name, c.max_points, c.target from criterion c "                        \
    "join criteria_table t on t.id = c.table_id where t.cluster_period_id = ?1 order by "          \
    "c.position"
/* Newest revisions last: of a cell the last row counts. */
#define ENTRIES                                                                                    \
    "select unit_id, criterion_id, value from score_entry where cluster_period_id = ?1%s "         \
    "order by unit_id, criterion_id, stage, field, revision"
#define HISTORY                                                                                    \
    "select id, at_ms, account_name, address, action, before_text, after_text, reason "            \
    "from audit_entry where object_kind = 'cluster_period' and object_id = ?1 and at_ms <= ?2 "    \
    "and (at_ms < ?2 or id < '') order by at_ms desc, id desc limit 101"

enum query { Q_SESSION, Q_ROLES, Q_PERIOD, Q_MEMBERS, Q_CRITERIA, Q_ENTRIES, Q_UNIT, Q_HISTORY };

struct worker {
    sqlite3 *db;
    sqlite3_stmt *queries[Q_HISTORY + 1];
    char period[ID_MAX];
    char cluster[ID_MAX];
    struct item {
        char id[ID_MAX];
        char name[256];
        double max;
        double target;
    } units[UNITS_MAX], criteria[CRITERIA_MAX];
    size_t unit_count;
    size_t criteria_count;
    double points[UNITS_MAX * 64];
    struct total {
        size_t unit;
        double points;
    } totals[UNITS_MAX];
};

static const char *path;
static char session[80];
static _Thread_local struct worker *worker;

static void fail(const char *what) {
    fprintf(stderr, "floor: %s\n", what);
    exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
    return statement;
}

static struct worker *worker_here(void) {
    if (worker)
        return worker;
    worker = calloc(1, sizeof(*worker));
    if (!worker ||
        sqlite3_open_v2(path, &worker->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL))
        fail("cannot open the database");
    char all[2048];
    char one[2048];
    snprintf(all, sizeof(all), ENTRIES, "");
    snprintf(one, sizeof(one), ENTRIES, " and unit_id = ?2");
    const char *const sql[] = {SESSION, ROLES, PERIOD, MEMBERS, CRITERIA, all, one, HISTORY};
    for (size_t i = 0; i <= Q_HISTORY; i++)
        worker->queries[i] = prepare(worker->db, sql[i]);
    return worker;
}

static sqlite3_stmt *ask(struct worker *w, enum query query, const char *first) {
    sqlite3_stmt *statement = w->queries[query];
    sqlite3_reset(statement);
    if (first)
        sqlite3_bind_text(statement, 1, first, -1, SQLITE_STATIC);
    return statement;
}

static const char *text(sqlite3_stmt *row, int column) {
    const char *value = (const char *)sqlite3_column_text(row, column);
    return value ? value : "";
}

/* Who asks, and for which half-year. */
static void begin(struct worker *w) {
    char account[ID_MAX] = "";
    sqlite3_exec(w->db, "begin", NULL, NULL, NULL);
    sqlite3_stmt *row = ask(w, Q_SESSION, session);
    if (sqlite3_step(row) != SQLITE_ROW)
        fail("no session");
    snprintf(account, sizeof(account), "%s", text(row, 0));
    row = ask(w, Q_ROLES, account);
    while (sqlite3_step(row) == SQLITE_ROW)
        continue;
    row = ask(w, Q_PERIOD, NULL);
    if (sqlite3_step(row) != SQLITE_ROW)
        fail("no cluster");
    snprintf(w->period, sizeof(w->period), "%s", text(row, 0));
    snprintf(w->cluster, sizeof(w->cluster), "%s", text(row, 3));
}

static void end(struct worker *w) {
    for (size_t i = 0; i <= Q_HISTORY; i++)
        sqlite3_reset(w->queries[i]);
    sqlite3_exec(w->db, "commit", NULL, NULL, NULL);
}

static void load_items(struct worker *w) {
    sqlite3_stmt *row = ask(w, Q_MEMBERS, w->cluster);
    for (w->unit_count = 0; sqlite3_step(row) == SQLITE_ROW && w->unit_count < UNITS_MAX;) {
        struct item *item = &w->units[w->unit_count++];
        snprintf(item->id, sizeof(item->id), "%s", text(row, 0));
        snprintf(item->name, sizeof(item->name), "%s", text(row, 1));
    }
    row = ask(w, Q_CRITERIA, w->period);
    for (w->criteria_count = 0; sqlite3_step(row) == SQLITE_ROW && w->criteria_count < 64;) {
        struct item *item = &w->criteria[w->criteria_count++];
        snprintf(item->id, sizeof(item->id), "%s", text(row, 0));
        snprintf(item->name, sizeof(item->name), "%s %s", text(row, 1), text(row, 2));
        item->max = sqlite3_column_double(row, 3);
        item->target = sqlite3_column_double(row, 4);
    }
}

static int by_id(const void *a, const void *b) {
    return strcmp(((const struct item *)a)->id, ((const struct item *)b)->id);
}

static int by_points(const void *a, const void *b) {
    double x = ((const struct total *)a)->points;
    double y = ((const struct total *)b)->points;
    return (x < y) - (x > y);
}

static double points_of(const struct item *criterion, double actual) {
    double points = criterion->target > 0 ? criterion->max * actual / criterion->target : 0;
    return points < criterion->max ? points : criterion->max;
}

static void draw_ranking(struct worker *w, struct buf *out) {
    load_items(w);
    qsort(w->units, w->unit_count, sizeof(w->units[0]), by_id);
    qsort(w->criteria, w->criteria_count, sizeof(w->criteria[0]), by_id);
    for (size_t i = 0; i < w->unit_count; i++)
        w->totals[i] = (struct total){i, 0};
    sqlite3_stmt *row = ask(w, Q_ENTRIES, w->period);
    while (sqlite3_step(row) == SQLITE_ROW) {
        struct item key;
        snprintf(key.id, sizeof(key.id), "%s", text(row, 0));
        const struct item *unit =
            bsearch(&key, w->units, w->unit_count, sizeof(w->units[0]), by_id);
        snprintf(key.id, sizeof(key.id), "%s", text(row, 1));
        const struct item *criterion =
            bsearch(&key, w->criteria, w->criteria_count, sizeof(w->criteria[0]), by_id);
        if (!unit || !criterion)
            continue;
        size_t at = (size_t)(unit - w->units);
        w->points[at * 64 + (size_t)(criterion - w->criteria)] =
            points_of(criterion, sqlite3_column_double(row, 2));
    }
    for (size_t i = 0; i < w->unit_count; i++)
        for (size_t c = 0; c < w->criteria_count; c++)
            w->totals[i].points += w->points[i * 64 + c];
    qsort(w->totals, w->unit_count, sizeof(w->totals[0]), by_points);
    buf_append_c(out, "<!doctype html><table>");
    for (size_t i = 0; i < w->unit_count; i++) {
        const struct total *total = &w->totals[i];
        buf_append_format(out, "<tr><td>%zu<th>%s<td>%.2f", i + 1, w->units[total->unit].name,
                          total->points);
        /* As many columns as the product shows for 50 criteria: sums of groups of ten. */
        for (size_t group = 0; group * 10 < w->criteria_count; group++) {
            double sum = 0;
            for (size_t c = group * 10; c < (group + 1) * 10 && c < w->criteria_count; c++)
                sum += w->points[total->unit * 64 + c];
            buf_append_format(out, "<td>%.2f", sum);
        }
    }
    buf_append_c(out, "</table>");
}

static void draw_history(struct worker *w, struct buf *out) {
    sqlite3_stmt *row = ask(w, Q_HISTORY, w->period);
    sqlite3_bind_int64(row, 2, INT64_MAX);
    buf_append_c(out, "<!doctype html><table>");
    while (sqlite3_step(row) == SQLITE_ROW)
        buf_append_format(out, "<tr><td>%lld<td>%s<td>%s<td>%s<td>%s<td>%s",
                          (long long)sqlite3_column_int64(row, 1), text(row, 2), text(row, 4),
                          text(row, 5), text(row, 6), text(row, 7));
    buf_append_c(out, "</table>");
}

static void draw_grid(struct worker *w, struct buf *out) {
    load_items(w);
    qsort(w->criteria, w->criteria_count, sizeof(w->criteria[0]), by_id);
    sqlite3_stmt *row = ask(w, Q_UNIT, w->period);
    sqlite3_bind_text(row, 2, w->units[0].id, -1, SQLITE_STATIC);
    buf_append_c(out, "<!doctype html><form method=post><table>");
    while (sqlite3_step(row) == SQLITE_ROW) {
        struct item key;
        snprintf(key.id, sizeof(key.id), "%s", text(row, 1));
        const struct item *criterion =
            bsearch(&key, w->criteria, w->criteria_count, sizeof(w->criteria[0]), by_id);
        if (criterion)
            buf_append_format(out,
                              "<tr><th>%s<td>%.2f<td>%s<td>%.2f<td><input name=a%s><td><input "
                              "name=p%s><td><input name=r%s>",
                              criterion->name, criterion->max, text(row, 2),
                              points_of(criterion, sqlite3_column_double(row, 2)), key.id, key.id,
                              key.id);
    }
    buf_append_c(out, "</table></form>");
}

static enum MHD_Result answer(void *closure, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **context) {
    (void)closure, (void)method, (void)version, (void)upload, (void)upload_size, (void)context;
    struct worker *w = worker_here();
    struct buf out = BUF_INIT(PAGE_BYTES_MAX);
    begin(w);
    if (strcmp(url, "/xep-thu") == 0)
        draw_ranking(w, &out);
    else if (strcmp(url, "/lich-su") == 0)
        draw_history(w, &out);
    else
        draw_grid(w, &out);
    end(w);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(out.length, out.bytes, MHD_RESPMEM_MUST_FREE);
    enum MHD_Result result = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

/* Any session that is open will do: the row is looked up again for each request. */
static void find_session(void) {
    sqlite3 *db;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL))
        fail("cannot open the database");
    sqlite3_stmt *row = prepare(db, "select token_hash from account_session limit 1");
    if (sqlite3_step(row) != SQLITE_ROW)
        fail("sign in once before");
    snprintf(session, sizeof(session), "%s", text(row, 0));
    sqlite3_finalize(row);
    sqlite3_close(db);
}

int main(int argc, char **argv) {
    if (argc != 3)
        fail("floor DATABASE PORT");
    path = argv[1];
    find_session();
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)strtoul(argv[2], NULL, 10), NULL, NULL, answer,
        NULL, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_END);
    if (!daemon)
        fail("cannot listen");
    printf("ready\n");
    fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    MHD_stop_daemon(daemon);
    return 0;
}
