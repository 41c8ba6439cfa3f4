/* Durable saves through the program's own HTTP server: a small form posted over 64 connections that
 * stay open, each answered when its score entry and audit row are on disk.
 *
 *     build/tests/bench/bench_commits_http [seconds] [workers] [folder]
 *
 * Needs wrk; the load comes from the same machine and takes its share of it.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "features/account/right.h"
#include "http/http.h"
#include "saves.h"

enum { RIGHT_TO_SAVE = 1 };

static const struct user officer;
static _Atomic int64_t next_save;

static const struct err *identify(struct request *request, struct str token) {
    if (str_equal_c(token, "bench")) {
        request->user = &officer;
        request->csrf_token = STR("bench-token");
    }
    return NULL;
}

static bool allows(const struct request *request, unsigned right) {
    return right == RIGHT_TO_SAVE && request->user;
}

static void draw_error(struct request *request, int status, const struct err *err,
                       struct response *response) {
    (void)request;
    buf_append_format(&response->body, "%d %s", status, err ? err->message : "");
}

static const struct err *save(struct request *request, struct response *response) {
    struct save save = save_make(request->arena, atomic_fetch_add(&next_save, 1));
    save.value = request_field(request, "value");
    TRY(db_write(request->app, save_write, &save));
    respond_redirect(response, STR("/"));
    return NULL;
}

static const struct route routes[] = {{HTTP_POST, "/luu", RIGHT_TO_SAVE, save}};
static const struct route *const tables[] = {routes};
static const size_t sizes[] = {1};

static const char script[] = "wrk.method = 'POST'\n"
                             "wrk.body = 'csrf=bench-token&value=8.25'\n"
                             "wrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'\n"
                             "wrk.headers['Cookie'] = 'thidua_session=bench'\n";

static void write_script(const char *path) {
    FILE *file = fopen(path, "w");
    if (!file || fputs(script, file) < 0 || fclose(file) != 0)
        die(path, "cannot be written");
}

static void run_wrk(const char *script_path, uint16_t port, const char *seconds) {
    char address[64], duration[32];
    snprintf(address, sizeof(address), "http://127.0.0.1:%u/luu", port);
    snprintf(duration, sizeof(duration), "-d%ss", seconds);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execlp("wrk", "wrk", "-t1", "-c64", duration, "--latency", "-s", script_path, address,
               (char *)NULL);
        _exit(127);
    }
    int status = 0;
    if (waitpid(pid, &status, 0) != pid || status != 0)
        die("wrk", "is not installed, or failed");
}

int main(int argc, char **argv) {
    const char *seconds = argc > 1 ? argv[1] : "5";
    unsigned workers = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
    char folder[512], path[600], script_path[600];
    snprintf(folder, sizeof(folder), "%s/bench-commits-XXXXXX", argc > 3 ? argv[3] : ".");
    if (!mkdtemp(folder))
        die(folder, "cannot be made");
    snprintf(script_path, sizeof(script_path), "%s/post.lua", folder);
    write_script(script_path);
    struct http_app app = {.app = database_new(folder, path, sizeof(path)),
                           .tables = tables,
                           .table_sizes = sizes,
                           .table_count = 1,
                           .identify = identify,
                           .allows = allows,
                           .draw_error = draw_error,
                           .sign_in_path = "/"};
    struct http_options options = {.address = "127.0.0.1", .workers = workers};
    struct http_server *server = NULL;
    expect(http_server_start(&app, &options, &server));
    run_wrk(script_path, http_server_port(server), seconds);
    http_server_stop(server);
    printf("%lld saves were made\n", (long long)atomic_load(&next_save));
    db_close(app.app);
    database_remove(path);
    unlink(script_path);
    rmdir(folder);
    return 0;
}
