/* What is closed is closed on every path: every POST route by everybody, imports that wait, the
 * command line, and pages without a form. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/digest.h"
#include "doc/workbook_read.h"
#include "feature_list.h"
#include "features/cluster/closing_service.h"
#include "features/intake/import_job.h"
#include "features/scoring/scoring_service.h"
#include "jobs/jobs.h"
#include "rights_table.h"
#include "rights_world.h"

/* --- what belongs to what ------------------------------------------------------------------- */

enum part { OF_PERIOD, OF_YEAR, OF_NEITHER };

/* Of addresses below a half-year and a year all belong to it but these. */
static const char *const NOT_ITS_OWN[] = {
    C "/chot-ky",            /* closes */
    C "/chot-ky/mo-lai",     /* opens again */
    C "/chot-ky/dinh-chinh", /* beside what is closed */
    C "/chot-ky/dinh-chinh/:addendum/rut",
    C "/dong-goi",           /* takes papers out */
    Y "/chot-nam",           /* closes */
    Y "/chot-nam/mo-lai",    /* opens again */
    Y "/thanh-vien/nam-sau", /* makes the next year */
};
/* Of no half-year and no cluster's year; "…*": all addresses that begin so. */
static const char *const NEITHER[] = {
    /* the trail, tokens of programs, what must not be held */
    "/kiem-toan*",
    "/ma-truy-cap*",
    "/huy-noi-dung*",
    /* signing in, accounts, rights */
    "/dang-nhap*",
    "/dang-xuat",
    "/ngon-ngu",
    "/mat-khau",
    "/tai-khoan*",
    "/xac-thuc*",
    "/khoi-phuc*",
    "/quyen/*",
    "/canh-bao/*",
    /* units, people, the register, titles: through time, or of no cluster */
    "/don-vi/*",
    "/nguoi/*",
    "/can-cu/*",
    "/danh-hieu*",
    "/cum/moi",
    "/phong-trao*", /* of a level above */
    /* of an object, whose year the service asks for: file_service_test.c */
    "/tep/*",
    "/viec/:job/huy", /* the work ends; what it stores asks itself */
    /* what must not be held, people's own, keeping: beside what is closed */
    "/bi-mat*",
    "/du-lieu-ca-nhan*",
    "/tieu-huy*",
    "/rieng-tu*",
    "/sao-luu*",
    "/quet-ma-doc",
};

static bool is_listed(const char *const *list, size_t count, const char *path) {
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(list[i]);
        bool prefix = list[i][length - 1] == '*';
        if (prefix ? strncmp(list[i], path, length - 1) == 0 : strcmp(list[i], path) == 0)
            return true;
    }
    return false;
}

/* False where nobody decided. */
static bool part_of(const char *path, enum part *ret_part) {
    *ret_part = OF_NEITHER;
    if (is_listed(NEITHER, COUNT_OF(NEITHER), path) ||
        is_listed(NOT_ITS_OWN, COUNT_OF(NOT_ITS_OWN), path))
        return true;
    if (strncmp(path, API_PERIOD "/", strlen(API_PERIOD "/")) == 0)
        *ret_part = OF_PERIOD;
    else if (strncmp(path, Y "/", strlen(Y "/")) == 0)
        *ret_part = OF_YEAR;
    else if (strncmp(path, C "/", strlen(C "/")) == 0)
        *ret_part = OF_PERIOD;
    return *ret_part != OF_NEITHER;
}

static void every_post_route_is_decided(void **state) {
    (void)state;
    struct http_app app = features_http_app(NULL);
    enum part part;
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t r = 0; r < app.table_sizes[t]; r++)
            if (app.tables[t][r].method == HTTP_POST && !part_of(app.tables[t][r].path, &part))
                fail_msg("POST %s: of a half-year, of a year, of neither? Say so in closed_test.c",
                         app.tables[t][r].path);
}

/* --- the world, closed ---------------------------------------------------------------------- */

static void close_cluster(struct matrix *m, const struct cluster_period *cluster) {
    struct user local = user_local();
    struct issues issues = {0};
    struct cluster_year year;
    struct closing_target period_target = {.period = cluster};
    struct closing_target year_target = {.year = &year};
    assert_ok(cluster_year_find(m->web.db, m->web.arena, &local, cluster->slug,
                                cluster->period.year, date_of_instant(1593000000000), &year));
    assert_ok(closing_close(m->web.db, m->web.arena, &local, 1593000001000, &period_target,
                            STR("Hội nghị đã thông qua"), STR(""), &issues));
    assert_ok(closing_close(m->web.db, m->web.arena, &local, 1593000001000, &year_target,
                            STR("Hội nghị đã thông qua"), STR(""), &issues));
    assert_int_equal(issues.count, 0);
}

static void begin(struct matrix *m, struct db *db) {
    rights_begin(m, db);
    close_cluster(m, &m->web.here);
    close_cluster(m, &m->web.elsewhere);
}

/* --- all that is stored --------------------------------------------------------------------- */

/* What a refused request may write: who was here, and what he tried. */
static bool is_of_requests(const char *table) {
    return strncmp(table, "audit", 5) == 0 || strstr(table, "session") || strstr(table, "sign_in");
}

static void hash_table(sqlite3 *copy, const char *table, struct buf *out) {
    char sql[256];
    sqlite3_stmt *rows;
    snprintf(sql, sizeof(sql), "select * from \"%s\" order by 1, 2", table);
    assert_int_equal(sqlite3_prepare_v2(copy, sql, -1, &rows, NULL), SQLITE_OK);
    buf_append_format(out, "%s\n", table);
    while (sqlite3_step(rows) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            const void *bytes = sqlite3_column_blob(rows, i);
            int count = sqlite3_column_bytes(rows, i);
            buf_append_format(out, "%d|", count);
            if (count)
                buf_append_str(out, (struct str){bytes, (size_t)count});
        }
    sqlite3_finalize(rows);
}

/* One sum of everything but sessions and the trail. */
static struct str all_that_is_stored(struct matrix *m) {
    static int number;
    char path[512];
    snprintf(path, sizeof(path), "%s/ban-%d.db", db_test_folder(), ++number);
    assert_ok(db_backup(m->web.db, path));
    sqlite3 *copy;
    sqlite3_stmt *tables;
    struct buf out = BUF_INIT((size_t)1 << 28);
    assert_int_equal(sqlite3_open_v2(path, &copy, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(copy, "select name from sqlite_master where type = 'table' order by 1",
                           -1, &tables, NULL),
        SQLITE_OK);
    size_t count = 0;
    while (sqlite3_step(tables) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(tables, 0);
        if (!is_of_requests(table)) {
            hash_table(copy, table, &out);
            count++;
        }
    }
    sqlite3_finalize(tables);
    sqlite3_close(copy);
    unlink(path);
    assert_true(count > 50);
    struct str sum = digest_sha256_hex(m->web.arena, buf_str(&out));
    buf_release(&out);
    return sum;
}

/* --- asking --------------------------------------------------------------------------------- */

/* Fields that many forms have, so that a request comes further than its first empty field. */
static struct str some_fields(const struct matrix *m, const struct target *target) {
    struct str unit = target->cluster->members.items[target->unit].slug;
    return str_format(
        m->web.arena,
        "reason=Theo+bien+ban&title=Mot+viec&name=Mot+viec&content=Noi+dung&body=Noi+dung&"
        "confirm=1&seen=-1&half=0&kind=movement&unit=" STR_FMT "&whom=*&value=5&measure=lan&"
        "deadline=30%%2F6%%2F2020&on=30%%2F6%%2F2020&dated=1%%2F6%%2F2020&from=1%%2F1%%2F2020&"
        "to=31%%2F12%%2F2020&state=doing&lines=Viec+moi&text=Viec+moi&venue=Hoi+truong&step=plan&"
        "done_on=1%%2F6%%2F2020&basis=Nghi+quyet&label=9&max=5&number=1&on_date=1%%2F6%%2F2020",
        STR_ARG(unit));
}

static int failures;

static bool is_form_route(const struct route *route) {
    return route->method == HTTP_POST;
}

static void ask(struct matrix *m, enum person person, const struct route *route,
                struct target *target) {
    struct str address = rights_address(m, target, route->path);
    struct str forms[] = {STR(""), some_fields(m, target)};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct reply reply = web_post(&m->web, person, address, forms[i]);
        bool refused = reply.status == 409 || reply.status == 403 || reply.status == 404 ||
                       reply.status == 422 || reply.status == 401;
        if (!refused) {
            print_error("POST %s (%s) as %s, form %zu: %d\n", route->path, target->name,
                        PERSON_NAMES[person], i, reply.status);
            failures++;
        }
        /* Who looks after all clusters is told why: he has the right. */
        bool nowhere = rights_leads_nowhere(route->path) ||
                       (target->owner == VISITOR && strstr(route->path, ":batch"));
        bool page = strncmp(route->path, "/api/", 5) != 0; /* the door of programs: api_test.c */
        if (person == OFFICE && page && !nowhere && reply.status != 403 &&
            (reply.status != 409 || !web_contains(reply.body, "đã chốt lúc"))) {
            print_error("POST %s (%s) as the office, form %zu: %d and no word of the closing\n",
                        route->path, target->name, i, reply.status);
            failures++;
        }
    }
}

static void nothing_is_stored_where_it_is_closed(void **state) {
    struct matrix m;
    begin(&m, *state);
    failures = 0;
    struct str before = all_that_is_stored(&m);
    struct http_app app = features_http_app(&m.web.app);
    size_t asked = 0;
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t r = 0; r < app.table_sizes[t]; r++) {
            const struct route *route = &app.tables[t][r];
            enum part part;
            if (!is_form_route(route) || !part_of(route->path, &part) || part == OF_NEITHER)
                continue;
            for (int i = 0; i < TARGETS; i++)
                for (int person = 0; person < PERSON_COUNT; person++, asked++)
                    ask(&m, (enum person)person, route, &m.targets[i]);
        }
    assert_true(asked > 1000);
    assert_string_equal(all_that_is_stored(&m).p, before.p);
    assert_int_equal(failures, 0);
    web_end(&m.web);
}

/* --- pages ---------------------------------------------------------------------------------- */

/* Forms that stay: language, signing out, opening again, papers, what is looked for. */
static bool is_form_that_stays(struct str tag) {
    const char *const STAY[] = {"/ngon-ngu", "/dang-xuat", "/quyen/",
                                "/mo-lai",   "/dong-goi",  "/nam-sau"};
    for (size_t i = 0; i < COUNT_OF(STAY); i++)
        if (web_contains(tag, STAY[i]))
            return true;
    return !web_contains(tag, "method=\"post\"");
}

static void look_at_page(struct matrix *m, enum person person, const struct route *route,
                         struct target *target) {
    struct reply page = web_get(&m->web, person, rights_address(m, target, route->path), "");
    if (page.status != 200 || !web_contains(page.body, "<html"))
        return;
    if (!web_contains(page.body, "Đã chốt")) {
        print_error("GET %s as %s does not say that it is closed\n", route->path,
                    PERSON_NAMES[person]);
        failures++;
    }
    struct str rest = page.body;
    ptrdiff_t at;
    while ((at = str_find(rest, STR("<form"))) >= 0) {
        rest = str_slice(rest, (size_t)at, rest.n);
        ptrdiff_t end = str_find(rest, STR(">"));
        struct str tag = str_slice(rest, 0, (size_t)end + 1);
        if (!is_form_that_stays(tag)) {
            print_error("GET %s (%s) as %s has a form: " STR_FMT "\n", route->path, target->name,
                        PERSON_NAMES[person], STR_ARG(tag));
            failures++;
        }
        rest = str_slice(rest, (size_t)end, rest.n);
    }
}

static void its_pages_say_so_and_have_no_forms(void **state) {
    struct matrix m;
    begin(&m, *state);
    failures = 0;
    struct http_app app = features_http_app(&m.web.app);
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t r = 0; r < app.table_sizes[t]; r++) {
            const struct route *route = &app.tables[t][r];
            enum part part;
            if (route->method != HTTP_GET || !part_of(route->path, &part) || part == OF_NEITHER)
                continue;
            for (int i = 0; i < TARGETS; i++)
                for (int person = OFFICE; person < PERSON_COUNT; person++)
                    look_at_page(&m, (enum person)person, route, &m.targets[i]);
        }
    assert_int_equal(failures, 0);
    web_end(&m.web);
}

/* --- long work ------------------------------------------------------------------------------ */

struct ending {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool ended;
};

static void on_stored(void *context, struct str job_id, int64_t next_step, enum job_state state) {
    struct ending *ending = context;
    (void)job_id;
    (void)next_step;
    if (state != JOB_DONE && state != JOB_FAILED && state != JOB_CANCELLED)
        return;
    pthread_mutex_lock(&ending->lock);
    ending->ended = true;
    pthread_cond_signal(&ending->changed);
    pthread_mutex_unlock(&ending->lock);
}

static void an_import_asked_for_before_stores_nothing_and_says_why(void **state) {
    struct matrix m;
    begin(&m, *state); /* asks for one, then closes */
    struct ending ending = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct job_runner_options options = {
        .jobs = {m.web.db, str_format(m.web.arena, "%s/jobs", m.web.app.folder).p, job_kinds,
                 job_kind_count},
        .threads = 1,
        .keep_days = 30,
        .owner = "closed-test",
        .stored = on_stored,
        .stored_context = &ending};
    struct job_runner *runner;
    assert_ok(job_runner_start(&options, &runner));
    pthread_mutex_lock(&ending.lock);
    while (!ending.ended)
        pthread_cond_wait(&ending.changed, &ending.lock);
    pthread_mutex_unlock(&ending.lock);
    job_runner_stop(runner);
    struct str path = str_format(m.web.arena, "/viec/" STR_FMT, STR_ARG(m.targets[OWN].job));
    struct reply page = web_get(&m.web, UNIT_FIRST, path, "");
    assert_int_equal(page.status, 200);
    assert_true(web_contains(page.body, "Kỳ này đã chốt"));
    web_end(&m.web);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_post_route_is_decided),
        DB_TEST_ON(nothing_is_stored_where_it_is_closed, "sqlite", db_test_sqlite),
        DB_TEST_ON(its_pages_say_so_and_have_no_forms, "sqlite", db_test_sqlite),
        DB_TEST_ON(an_import_asked_for_before_stores_nothing_and_says_why, "sqlite",
                   db_test_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
