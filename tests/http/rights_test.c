/* Who may do what, asked at the door: every route of the program by everybody. */
#include <string.h>

#include "doc/workbook_read.h"
#include "feature_list.h"
#include "features/intake/import_job.h"
#include "features/review/review_service.h"
#include "rights_table.h"
#include "rights_world.h"
#include "sys/clock.h"

/* False where the table has no line for this route. */
static bool who_may(const struct route *route, unsigned *ret_who) {
    for (size_t i = 0; i < rights_table_count; i++)
        if (rights_table[i].method == route->method &&
            strcmp(rights_table[i].path, route->path) == 0) {
            *ret_who = rights_table[i].who;
            return true;
        }
    return false;
}

/* --- whom and what is asked for --------------------------------------------------------------- */

static unsigned standing_of(enum person person, const struct matrix *m,
                            const struct target *target) {
    bool here = target->cluster == &m->web.here;
    unsigned always = person == VISITOR ? ANYBODY
                      : person == NO_ROLE || person == OVER || person == LATER
                          ? ANYBODY | MEMBER
                          : ANYBODY | MEMBER | ANY_ROLE;
    switch (person) {
    case ADMIN:
        return always | MANAGER;
    case OFFICE:
        return always | OFFICER_ABOVE;
    case HEAD_HERE:
        return here ? always | HEAD : always;
    case HEAD_ELSEWHERE:
        return here ? always : always | HEAD;
    case UNIT_FIRST:
        return !here ? always : always | (target->unit == 0 ? OWN_UNIT : OTHER_UNIT);
    case UNIT_SECOND:
        return !here ? always : always | (target->unit == 1 ? OWN_UNIT : OTHER_UNIT);
    case HEAD_ELSEWHERE_UNIT_SECOND:
        return !here ? always | HEAD : always | (target->unit == 1 ? OWN_UNIT : OTHER_UNIT);
    case READER_HERE:
        return here ? always | READER : always;
    case READER_ELSEWHERE:
        return here ? always : always | READER;
    case CHAIR_ALL:
        return always | CHAIR;
    case COUNCIL_ALL:
        return always | COUNCIL;
    case COMMANDER_FIRST:
        return !here ? always : always | (target->unit == 0 ? COMMANDER : BESIDE);
    case CHECKER_SECOND:
        return !here ? always : always | (target->unit == 1 ? CHECKER : BESIDE);
    case HEAD_BY_TERM:
        return here ? always | HEAD | OTHER_UNIT : always;
    case OFFICE_TREE:
        return here ? always | OFFICER_ABOVE : always;
    case BORROWER:
        return here ? always | HEAD : always;
    default:
        return always;
    }
}

/* What is of no cluster is asked of who works for all; of a level's office account_service_test.c,
 * grant_service_test.c and the rooms ask. */
static bool is_asked(enum person person, const struct route *route) {
    if (person == BORROWER) /* who acts for another lends nothing on */
        return strcmp(route->path, "/quyen/uy-quyen") != 0;
    if (person == HEAD_BY_TERM) /* copies what another year holds, of which he is not head */
        return !strstr(route->path, "/lich/chep");
    return person != OFFICE_TREE || strstr(route->path, ":cluster");
}

static bool shares(enum role role, unsigned right) {
    const enum right shared[] = {RIGHT_AUDIT_READ,      RIGHT_SECRET_DESTROY, RIGHT_PRIVACY_MANAGE,
                                 RIGHT_ACCOUNT_RECOVER, RIGHT_PERSON_READ,    RIGHT_MEMBER_SEND,
                                 RIGHT_SCORE_ANSWER,    RIGHT_SCORE_IMPORT};
    for (size_t i = 0; i < COUNT_OF(shared); i++)
        if (right == shared[i] && role_has_right(role, shared[i]))
            return true;
    return false;
}

/* Batches belong to who brought them, not to all officers of his unit. */
static bool may_pass(enum person person, const struct matrix *m, const struct target *target,
                     const struct route *route, unsigned who) {
    unsigned standing = standing_of(person, m, target);
    /* What the chair shares with the office, a commander with his officers, stands in right.c. */
    if (person == CHAIR_ALL && shares(ROLE_CHAIR, route->right))
        standing |= OFFICER_ABOVE;
    if ((standing & COMMANDER) && shares(ROLE_COMMANDER, route->right))
        standing |= OWN_UNIT;
    if (person == COMMANDER_FIRST && (standing & BESIDE) && shares(ROLE_COMMANDER, route->right))
        standing |= OTHER_UNIT;
    if (strstr(route->path, ":batch") &&
        (person == HEAD_ELSEWHERE_UNIT_SECOND || person == COMMANDER_FIRST))
        standing &= ~(unsigned)OWN_UNIT;
    /* A signature is taken back by who may sign. */
    if (strstr(route->path, "/rut/:signature") && person == COMMANDER_FIRST &&
        target->cluster == &m->web.here)
        standing |= OWN_UNIT;
    return (standing & who) != 0;
}

/* --- asking --------------------------------------------------------------------------------- */

static bool leads_to_sign_in(const struct reply *reply) {
    return reply->status == 303 &&
           str_starts_with(reply_header(reply, "Location"), STR("/dang-nhap"));
}

static bool is_refused(const struct reply *reply) {
    return reply->status == 401 || reply->status == 403 || leads_to_sign_in(reply);
}

/* A visitor's GET is led to sign in, everything else is refused. */
static bool is_refused_well(enum person person, enum http_method method,
                            const struct reply *reply) {
    if (person == VISITOR && web_contains(reply_header(reply, "Content-Type"), "problem+json"))
        return reply->status == 401;
    return person == VISITOR && method == HTTP_GET ? leads_to_sign_in(reply) : reply->status == 403;
}

static struct reply ask(struct matrix *m, enum person person, const struct route *route,
                        struct str target) {
    return route->method == HTTP_GET ? web_get(&m->web, person, target, "")
                                     : web_post(&m->web, person, target, STR(""));
}

static int failures;

static void complain(const struct route *route, const struct target *target, enum person person,
                     const struct reply *reply, const char *what) {
    print_error("%s %s (%s) as %s: %d, %s\n", route->method == HTTP_GET ? "GET" : "POST",
                route->path, target->name, PERSON_NAMES[person], reply->status, what);
    failures++;
}

/* The form names what it is about in a field, and an empty form names nothing that is there. */
static bool is_without_id(const char *path) {
    return strcmp(path, "/don-vi/:unit/danh-hieu/bo") == 0 ||
           strcmp(path, "/don-vi/:unit/noi-tiep/bo") == 0 ||
           strcmp(path, "/tai-khoan/:login/thu-hoi") == 0 || strcmp(path, "/quyen/cham-dut") == 0 ||
           strcmp(path, "/canh-bao/da-xem") == 0;
}

/* --- each change is told -----------------------------------------------------------------------
 */

/* Tables whose rows are no changes that anybody answers for: sessions and what the door notes, what
 * is only being prepared or runs (told when it is confirmed or asked for), the trail's own. */
static bool is_untold(struct str table) {
    static const char *const BEGINNINGS[] = {
        "account_session", "account_pending", "sign_in",   "door_",       "job",
        "intake_",         "audit_",          "unit_list", "person_list", "target_list"};
    for (size_t i = 0; i < COUNT_OF(BEGINNINGS); i++)
        if (str_starts_with(table, str_from_c(BEGINNINGS[i])))
            return true;
    return false;
}

static struct db_table_counts count_rows(struct matrix *m) {
    struct db_table_counts counts = {0};
    assert_ok(db_count_tables(m->web.db, m->web.arena, &counts));
    return counts;
}

static int64_t rows_of(const struct db_table_counts *counts, const char *table) {
    for (size_t i = 0; i < counts->count; i++)
        if (str_equal_c(counts->items[i].table, table))
            return counts->items[i].rows;
    return 0;
}

/* Whether a table has other rows than before although the audit trail has none more. */
static void check_told(struct matrix *m, const struct route *route, const struct target *target,
                       enum person person, const struct db_table_counts *before) {
    struct db_table_counts after = count_rows(m);
    if (rows_of(&after, "audit_entry") > rows_of(before, "audit_entry"))
        return;
    for (size_t i = 0; i < after.count; i++) {
        struct str table = after.items[i].table;
        if (is_untold(table) || after.items[i].rows == before->items[i].rows)
            continue;
        print_error("%s as %s for %s: table " STR_FMT
                    " changed, and no row of the trail tells it\n",
                    route->path, PERSON_NAMES[person], target->name, STR_ARG(table));
        failures++;
    }
}

static void ask_one(struct matrix *m, enum person person, const struct route *route,
                    struct target *target, bool allowed) {
    if (strstr(route->path, "/:job/tep"))
        rights_finish_job(m, target);
    bool is_change = allowed && route->method == HTTP_POST && target == &m->targets[0];
    struct db_table_counts before = {0};
    if (is_change)
        before = count_rows(m);
    struct reply reply = ask(m, person, route, rights_address(m, target, route->path));
    if (is_change)
        check_told(m, route, target, person, &before);
    bool unknown = (target->owner == VISITOR && strstr(route->path, ":batch") != NULL) ||
                   is_without_id(route->path) || rights_leads_nowhere(route->path);
    if (!allowed && !is_refused_well(person, route->method, &reply)) {
        complain(route, target, person, &reply, "should be refused");
    } else if (allowed && (is_refused(&reply) || reply.status >= 500 || reply.status == 0 ||
                           (reply.status == 404 && !unknown))) {
        /* Signing out leads to the sign-in page, and so does the second step of a sign-in without
         * the first; that is no refusal. */
        if (strcmp(route->path, "/dang-xuat") != 0 && strncmp(route->path, "/dang-nhap/", 11) != 0)
            complain(route, target, person, &reply, "should be let in");
    }
    if (allowed)
        rights_restore(m, person, route, target);
}

/* Each route for each target and person of the wanted kind. */
static void ask_all(struct matrix *m, enum http_method method, bool allowed) {
    struct http_app app = features_http_app(&m->web.app);
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t r = 0; r < app.table_sizes[t]; r++) {
            const struct route *route = &app.tables[t][r];
            unsigned who;
            if (route->method != method || !who_may(route, &who))
                continue;
            int targets = strstr(route->path, ":cluster") ? TARGETS : 1;
            for (int i = 0; i < targets; i++)
                for (int person = 0; person < PERSON_COUNT; person++) {
                    struct target *target = &m->targets[i];
                    if (is_asked((enum person)person, route) &&
                        may_pass((enum person)person, m, target, route, who) == allowed)
                        ask_one(m, (enum person)person, route, target, allowed);
                }
        }
}

static size_t changes_so_far(struct matrix *m) {
    struct user local = user_local();
    struct account_lines accounts;
    size_t count = 0;
    const struct cluster_period *clusters[] = {&m->web.here, &m->web.elsewhere};
    for (size_t i = 0; i < COUNT_OF(clusters); i++)
        count += web_count_history(&m->web, clusters[i]);
    assert_ok(account_list(m->web.db, m->web.arena, &local, clock_now_ms(), &accounts));
    return count * 1000 + accounts.count;
}

static void every_route_lets_in_whom_the_table_names(void **state) {
    struct matrix m;
    rights_begin(&m, *state);
    failures = 0;
    ask_all(&m, HTTP_GET, false);
    ask_all(&m, HTTP_GET, true);
    size_t before = changes_so_far(&m);
    ask_all(&m, HTTP_POST, false);
    assert_int_equal(changes_so_far(&m), before); /* whoever is refused changes nothing */
    ask_all(&m, HTTP_POST, true);
    web_end(&m.web);
    assert_int_equal(failures, 0);
}

static void the_table_names_every_route_and_no_other(void **state) {
    (void)state;
    struct http_app app = features_http_app(NULL);
    size_t routes = 0;
    unsigned who;
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t r = 0; r < app.table_sizes[t]; r++, routes++)
            if (!who_may(&app.tables[t][r], &who))
                fail_msg("%s has no line in the table of rights", app.tables[t][r].path);
    assert_int_equal(routes, rights_table_count);
}

/* Parts of pages are refused as pages are. */
static void fragments_are_refused_too(void **state) {
    struct matrix m;
    rights_begin(&m, *state);
    const char *lines = "HX-Request: true\r\n";
    struct str why = rights_address(&m, &m.targets[OWN], C "/tham-dinh/:unit/:criterion");
    struct reply own = web_get(&m.web, UNIT_FIRST, why, lines);
    assert_int_equal(own.status, 200);
    assert_false(web_contains(own.body, "<html")); /* a part indeed */
    assert_int_equal(web_get(&m.web, UNIT_SECOND, why, lines).status, 403);
    assert_int_equal(web_get(&m.web, READER_ELSEWHERE, why, lines).status, 403);
    struct reply visitor = web_get(&m.web, VISITOR, why, lines);
    assert_int_equal(visitor.status, 401);
    assert_int_equal(visitor.body.n, 0);
    web_end(&m.web);
}

/* --- ids of others under an address of one's own --------------------------------------------- */

static int status_at(struct matrix *m, enum person person, const char *path,
                     const struct target *place, struct str batch, struct str file,
                     struct str item) {
    struct target mixed = *place;
    mixed.batch = batch;
    mixed.file = file;
    mixed.item = item;
    return web_get(&m->web, person, rights_address(m, &mixed, path), "").status;
}

static void ids_of_others_are_not_found_under_ones_own_address(void **state) {
    struct matrix m;
    rights_begin(&m, *state);
    const struct target *own = &m.targets[OWN];
    const struct target *second = &m.targets[SECOND];
    const struct target *elsewhere = &m.targets[ELSEWHERE];
    struct str none = STR("-");
    /* Another officer's file in one's own batch; a batch of the training cluster in one's own. */
    assert_int_equal(status_at(&m, UNIT_FIRST, C "/nhap-phieu/:batch/tep/:file", own, own->batch,
                               second->file, none),
                     404);
    assert_int_equal(
        status_at(&m, HEAD_ELSEWHERE, C "/nhap-phieu/:batch", elsewhere, own->batch, none, none),
        404);
    assert_int_equal(status_at(&m, HEAD_ELSEWHERE, C "/nhap-phieu/:batch/tep/:file", elsewhere,
                               own->batch, own->file, none),
                     404);
    assert_int_equal(
        status_at(&m, HEAD_ELSEWHERE, C "/bao-cao/muc/:item", elsewhere, none, none, own->item),
        404);
    struct target mixed = *elsewhere;
    mixed.item = own->item;
    mixed.batch = own->batch;
    const char *const posts[] = {C "/bao-cao/muc/:item", C "/bao-cao/muc/:item/bo",
                                 C "/nhap-phieu/:batch/huy", C "/nhap-phieu/:batch/luu"};
    for (size_t i = 0; i < COUNT_OF(posts); i++)
        assert_int_equal(web_post(&m.web, HEAD_ELSEWHERE, rights_address(&m, &mixed, posts[i]),
                                  STR("content=x&seen=1"))
                             .status,
                         404);
    /* All of it is still there for who may. */
    assert_int_equal(status_at(&m, HEAD_HERE, C "/bao-cao/muc/:item", own, none, none, own->item),
                     200);
    assert_int_equal(status_at(&m, UNIT_FIRST, C "/nhap-phieu/:batch/tep/:file", own, own->batch,
                               own->file, none),
                     200);
    web_end(&m.web);
}

/* --- lists ---------------------------------------------------------------------------------- */

struct entry_work {
    struct matrix *m;
    const struct user *officer;
    const struct scoreboard *board;
    struct str field;
    struct str value;
};

static const struct err *enter_in(struct db_tx *tx, void *context) {
    struct entry_work *work = context;
    struct web *web = &work->m->web;
    ptrdiff_t criterion = criteria_find(&work->board->table.criteria, STR("I.1"));
    struct score_entry entry = {.unit_id = web->here.members.items[1].id,
                                .criterion_id = work->board->table.criteria.items[criterion].id,
                                .stage = STAGE_SELF,
                                .field = work->field,
                                .value = work->value,
                                .reason = STR(""),
                                .source = STR("Bitmatsource")};
    bool added;
    struct cluster_revisions at = {.cluster_period_id = web->here.id};
    return scoring_add_entry(tx, web->arena, work->officer, 1593000000000, &at, STR_NONE, &entry,
                             &added);
}

/* Marks in everything that the second unit and the cluster wrote about it. */
static void plant(struct matrix *m) {
    struct user local = user_local();
    struct user officer = web_user(&m->web, UNIT_SECOND);
    struct scoreboard board;
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_load_board(m->web.db, m->web.arena, &local, m->web.here.slug,
                                 m->web.here.code, &board));
    struct entry_work entries[] = {{m, &officer, &board, FIELD_EVIDENCE, STR("Bitmatevidence")},
                                   {m, &officer, &board, FIELD_POINTS, STR("1.73")}};
    for (size_t i = 0; i < COUNT_OF(entries); i++)
        assert_ok(db_write(m->web.db, enter_in, &entries[i]));
    struct verification decision = {.code = STR("I.1"),
                                    .actual = STR("97,531"),
                                    .points = STR("1,37"),
                                    .reason = STR("Bitmatreason")};
    assert_ok(scoring_verify(m->web.db, m->web.arena, &local, 1593000000000, &board.cluster, 1,
                             SCORE_HEAD, &decision, 1, &issues, &stored));
    assert_int_equal(stored, 1);
    struct answer_form answer = {STR("I.1"), false, STR("Bitmatanswer")};
    assert_ok(scoring_answer(m->web.db, m->web.arena, &officer, 1593000000000, &board, 1, &answer,
                             1, STR(""), &issues, &stored));
    assert_int_equal(stored, 1);
    struct intake_upload upload = {STR("Bitmatfile.xlsx"), STR("Bitmatbytes")};
    struct str batch;
    assert_ok(intake_stage_scores(m->web.db, m->web.arena, &officer, 1593000000000,
                                  m->web.here.slug, m->web.here.code, &upload, 1, &batch));
}

static const char *const LISTS[] = {
    "/",
    C,
    C "/tham-dinh",
    C "/phieu",
    C "/nhap-phieu",
    C "/xep-thu",
    C "/xep-thu?giai-doan=quy-tac",
    C "/bao-cao",
    C "/bao-cao/in",
    C "/bao-cao/xem",
    C "/tieu-chi",
};

static void assert_no_marks(struct str text, const char *where) {
    const char *const marks[] = {"Bitmat", "97,531", "97.531", "1,37", "1.37", "1,73", "1.73"};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (web_contains(text, marks[i]))
            fail_msg("\"%s\" of another unit stands in %s", marks[i], where);
}

/* Papers with the points of all wait until members see them; from then on the cluster decided to
 * show them. */
static void show_points(struct matrix *m) {
    const char *const papers[] = {C "/xep-thu/xlsx", C "/bao-cao/tai", C "/bao-cao/xem"};
    for (size_t i = 0; i < COUNT_OF(papers); i++) {
        struct str path = rights_address(m, &m->targets[OWN], papers[i]);
        assert_int_equal(web_get(&m->web, UNIT_FIRST, path, "").status, 409);
        assert_int_equal(web_get(&m->web, HEAD_HERE, path, "").status, 200);
    }
    struct user local = user_local();
    const struct scoring_setting_form form = {SETTING_VISIBILITY, STR("always"), STR("Quy chế")};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_set_settings(m->web.db, m->web.arena, &local, 1593000000000, &m->web.here,
                                   &form, 1, &issues, &stored));
    assert_int_equal(stored, 1);
}

static void an_officer_sees_nothing_that_is_another_units(void **state) {
    struct matrix m;
    rights_begin(&m, *state);
    plant(&m);
    show_points(&m);
    for (size_t i = 0; i < COUNT_OF(LISTS); i++) {
        struct reply page =
            web_get(&m.web, UNIT_FIRST, rights_address(&m, &m.targets[OWN], LISTS[i]), "");
        assert_int_equal(page.status, 200);
        assert_no_marks(page.body, LISTS[i]);
    }
    /* What units gave themselves is not for each other's eyes. */
    const char *const self[] = {C "/xep-thu?giai-doan=tu-cham",
                                C "/xep-thu/xlsx?giai-doan=tu-cham"};
    for (size_t i = 0; i < COUNT_OF(self); i++) {
        struct str path = rights_address(&m, &m.targets[OWN], self[i]);
        assert_int_equal(web_get(&m.web, UNIT_FIRST, path, "").status, 403);
        assert_int_equal(web_get(&m.web, HEAD_HERE, path, "").status, 200);
    }
    const char *const files[] = {C "/xep-thu/xlsx", C "/bao-cao/tai"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct reply file =
            web_get(&m.web, UNIT_FIRST, rights_address(&m, &m.targets[OWN], files[i]), "");
        assert_int_equal(file.status, 200);
        assert_no_marks(web_unzipped(m.web.arena, file.body), files[i]);
    }
    /* The marks are where they belong: the test would see them. */
    struct str own = rights_address(&m, &m.targets[SECOND], C "/tham-dinh/:unit/phan-hoi");
    struct reply page = web_get(&m.web, UNIT_SECOND, own, "");
    assert_true(web_contains(page.body, "Bitmatreason"));
    assert_true(web_contains(page.body, "Bitmatanswer"));
    assert_true(web_contains(page.body, "1,37"));
    assert_true(web_contains(page.body, "1,73"));
    page = web_get(&m.web, UNIT_SECOND,
                   rights_address(&m, &m.targets[SECOND], C "/tham-dinh/:unit/:criterion"), "");
    assert_true(web_contains(page.body, "Bitmatevidence"));
    assert_true(web_contains(page.body, "Bitmatsource"));
    page = web_get(&m.web, HEAD_HERE, rights_address(&m, &m.targets[OWN], C "/lich-su"), "");
    assert_true(web_contains(page.body, "Bitmat"));
    web_end(&m.web);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_names_every_route_and_no_other),
        DB_TEST_ON(every_route_lets_in_whom_the_table_names, "sqlite", db_test_sqlite),
        DB_TEST_ON(fragments_are_refused_too, "sqlite", db_test_sqlite),
        DB_TEST_ON(ids_of_others_are_not_found_under_ones_own_address, "sqlite", db_test_sqlite),
        DB_TEST_ON(an_officer_sees_nothing_that_is_another_units, "sqlite", db_test_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
