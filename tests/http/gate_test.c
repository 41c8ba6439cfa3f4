/* The gate before every form: no route takes a file without its confirmation, none takes what is
 * marked as a state secret, and nothing of what was refused is found anywhere. */
#include <string.h>
#include <unistd.h>

#include "doc/workbook_fixture.h"
#include "feature_list.h"
#include "features/audit/audit.h"
#include "sys/clamd_fixture.h"
#include "sys/config.h"
#include "web_fixture.h"

static struct web web;

static int begin(void **state) {
    int failed = db_test_setup(state);
    web_begin(&web, *state);
    return failed;
}

static int end(void **state) {
    web_end(&web);
    return db_test_teardown(state);
}

#define UNCONFIRMED "Chưa nhận tệp nào"
#define REFUSED     "Không nhận, không lưu"

/* "/cum/:cluster/x" as an address: what stands in place of the variables does not matter, the gate
 * comes before it is looked at. */
static struct str address_of(const char *path) {
    struct buf out = BUF_INIT(1000);
    for (const char *p = path; *p; p++) {
        if (*p != ':') {
            buf_append_char(&out, *p);
            continue;
        }
        while (p[1] && p[1] != '/')
            p++;
        buf_append_c(&out, "2020");
    }
    struct str address = str_copy(web.arena, buf_str(&out));
    buf_release(&out);
    return address;
}

/* Somebody whom the route lets in. */
static enum person whom_for(unsigned right) {
    for (int person = ADMIN; person < PERSON_COUNT; person++) {
        struct user user = web_user(&web, (enum person)person);
        if (user_has_right(&user, (enum right)right))
            return (enum person)person;
    }
    return VISITOR;
}

static void assert_says(const struct reply *reply, const char *sentence, const char *what) {
    if (reply->status != 422 || !web_contains(reply->body, sentence))
        fail_msg("%s: %d without \"%s\"", what, reply->status, sentence);
}

/* Every route of the program that takes files, those of rooms to come too. */
static void no_route_takes_a_file_unasked(void **state) {
    (void)state;
    struct http_app app = features_http_app(NULL);
    struct str sheet = fixture_file(web.arena, "tu-cham-dam-say-6T2020.xlsx");
    size_t seen = 0;
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t i = 0; i < app.table_sizes[t]; i++) {
            const struct route *route = &app.tables[t][i];
            if (!route->takes_files)
                continue;
            enum person person = whom_for(route->right);
            if (person == VISITOR)
                fail_msg("%s: nobody may pass", route->path);
            struct web_file file = {STR("bang.xlsx"), sheet};
            web.unconfirmed = true;
            struct reply reply = web_upload(&web, person, address_of(route->path), "tep", &file, 1);
            assert_says(&reply, UNCONFIRMED, route->path);
            web.unconfirmed = false;
            file.name = STR("Báo cáo tối mật.xlsx");
            reply = web_upload(&web, person, address_of(route->path), "tep", &file, 1);
            assert_says(&reply, REFUSED, route->path);
            seen++;
        }
    assert_true(seen >= 5);
}

/* With a scanner beside it no route takes what that finds something in; the trail has its hash. */
static void no_route_takes_an_infected_file(void **state) {
    (void)state;
    struct clamd_fixture *scanner = clamd_fixture_start(CLAMD_WORKS);
    struct config config;
    config_init(web.arena, &config);
    config.clamav_socket = clamd_fixture_path(scanner);
    web.app.config = &config;
    struct http_app app = features_http_app(NULL);
    struct web_file file = {STR("bang.pdf"), STR("%PDF-1.7 " CLAMD_EICAR)};
    size_t seen = 0;
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t i = 0; i < app.table_sizes[t]; i++) {
            const struct route *route = &app.tables[t][i];
            enum person person = route->takes_files ? whom_for(route->right) : VISITOR;
            if (person == VISITOR)
                continue;
            struct reply reply = web_upload(&web, person, address_of(route->path), "tep", &file, 1);
            assert_says(&reply, "phát hiện mã độc", route->path);
            seen++;
        }
    assert_true(seen >= 5);
    clamd_fixture_stop(scanner);
    struct user local = user_local();
    const struct audit_filter filter = {.action = STR("file.infected")};
    struct audit_lines lines;
    assert_ok(audit_of_all(web.db, web.arena, LANG_VI, &local, &filter, NULL, &lines));
    assert_int_equal(lines.count, seen);
    assert_true(web_contains(lines.items[0].after, "Eicar-Test-Signature"));
    assert_false(web_contains(lines.items[0].after, "bang.pdf"));
    /* The socket file went with the fixture: no scanner, and files are taken again. */
    web.app.config = NULL;
}

static const struct err *audit_in(struct db_tx *tx, void *context) {
    return audit_read(tx, web.arena, LANG_VI, "secret_refusal", STR(""), NULL, context);
}

static struct audit_lines refusals(void) {
    struct audit_lines lines;
    assert_ok(db_read(web.db, audit_in, &lines));
    return lines;
}

static struct str marked_sheet(void) {
    return fixture_sheet(
        web.arena,
        &(struct fixture_sheet){
            .data = "<row r='1'><c r='A1' t='inlineStr'><is><t>TỐI MẬT</t></is></c></row>"
                    "<row r='2'><c r='A2' t='inlineStr'><is><t>khongduocluu</t></is></c></row>"});
}

static const char *app_folder(const char *name) {
    return str_format(web.arena, "%s/%s", web.app.folder, name).p;
}

/* What was refused is told to the person and to the trail: who, how much, never the name; and it is
 * kept nowhere. */
static void what_is_marked_is_kept_nowhere(void **state) {
    (void)state;
    struct str path = str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/nhap-phieu",
                                 STR_ARG(web.here.slug), STR_ARG(web.here.code));
    struct str sheet = marked_sheet();
    struct web_file many[30];
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = (struct web_file){str_format(web.arena, "khongduocluu-%zu.xlsx", i),
                                    i == 20 ? sheet : STR("x")};
    struct reply reply = web_upload(&web, OFFICE, path, "tep", many, COUNT_OF(many));
    assert_says(&reply, REFUSED, "a marked sheet among others");
    assert_true(web_contains(reply.body, "cán bộ bảo mật"));
    assert_false(web_contains(reply.body, "khongduocluu"));
    struct audit_lines lines = refusals();
    assert_int_equal(lines.count, 1);
    assert_true(web_contains(lines.items[0].after, str_format(web.arena, "%zu", sheet.n).p));
    assert_false(web_contains(lines.items[0].after, "khongduocluu"));
    struct reply page = web_get(&web, OFFICE, path, "");
    assert_int_equal(page.status, 200);
    assert_false(web_contains(page.body, "khongduocluu"));
    assert_int_equal(access(app_folder("jobs"), F_OK), -1);
}

/* A marking in a typed text, in whatever field of whatever form. */
static void marked_texts_are_refused(void **state) {
    (void)state;
    struct str path = str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/bao-cao",
                                 STR_ARG(web.here.slug), STR_ARG(web.here.code));
    struct str text = web_encoded(web.arena, STR("Tình hình\nTUYỆT MẬT\nkhongduocluu"));
    struct reply reply =
        web_post(&web, OFFICE, path, str_format(web.arena, "situation=" STR_FMT, STR_ARG(text)));
    assert_says(&reply, REFUSED, "a marked text");
    assert_false(web_contains(reply.body, "khongduocluu"));
    assert_int_equal(refusals().count, 1);
    /* Words about secrecy are none. */
    reply =
        web_post(&web, OFFICE, STR("/can-cu/moi"),
                 str_format(web.arena, "title=" STR_FMT,
                            STR_ARG(web_encoded(web.arena, STR("Luật Bảo vệ bí mật nhà nước")))));
    assert_false(web_contains(reply.body, REFUSED));
    assert_int_equal(refusals().count, 1);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
#define WEB_TEST(function)                                                                         \
    { #function, function, begin, end, &db_test_sqlite }
    const struct CMUnitTest tests[] = {
        WEB_TEST(no_route_takes_a_file_unasked),
        WEB_TEST(no_route_takes_an_infected_file),
        WEB_TEST(what_is_marked_is_kept_nowhere),
        WEB_TEST(marked_texts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
