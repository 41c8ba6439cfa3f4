/* Everybody at once, and in the middle of it the server is told to stop: what was answered is whole
 * and stored. Run with ThreadSanitizer too: ./test. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "doc/workbook_fixture.h"
#include "features/intake/intake_service.h"
#include "web_fixture.h"

#define PASSWORD  "mat-khau-thu-nghiem"
#define CRITERION "I.1"

enum { SAVERS = 2, CLIENTS = 7, ROUNDS_BEFORE_STOP = 3 };

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

/* --- clients --------------------------------------------------------------------------------- */

/* cmocka's assertions belong to the main thread: clients report what happened. */
struct client {
    struct web web; /* the same server, with an arena of this round */
    void (*round)(struct client *client);
    size_t number;
    size_t acknowledged; /* things the server says it has done */
    bool over;           /* the server is stopping */
    char trouble[200];   /* empty: none */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t progress = PTHREAD_COND_INITIALIZER;
static size_t rounds[CLIENTS];
static bool stopped; /* with the lock: no client begins another round */

/* True when the answer is the one hoped for; the end of the server is no trouble, all else is. */
static bool went_well(struct client *client, struct reply reply, int hoped, const char *what) {
    if (reply.status == hoped)
        return true;
    if (reply.status == 0 || reply.status == 503)
        client->over = true;
    else if (!client->trouble[0])
        snprintf(client->trouble, sizeof(client->trouble), "client %zu, %s: %d instead of %d",
                 client->number, what, reply.status, hoped);
    return false;
}

static struct str at(struct client *client, const char *tail) {
    return str_format(client->web.arena, "/cum/" STR_FMT "/" STR_FMT "%s", STR_ARG(web.here.slug),
                      STR_ARG(web.here.code), tail);
}

/* The member whose points a saver decides on: none is the head's own, on which he decides nothing.
 */
static size_t unit_of(const struct client *client) {
    return client->number + 1;
}

/* The value of the hidden field of that name in a page; "" where there is none. */
static struct str hidden(struct client *client, struct str page, const char *name) {
    struct str mark = str_format(client->web.arena, "name=\"%s\" value=\"", name);
    ptrdiff_t place = str_find(page, mark);
    if (place < 0)
        return STR("");
    struct str rest = str_slice(page, (size_t)place + mark.n, page.n);
    return str_cut(&rest, '"');
}

static void read_pages(struct client *client) {
    static const char *const TAILS[] = {"", "/xep-thu", "/tham-dinh", "/bao-cao", "/nhap-phieu"};
    for (size_t i = 0; i < COUNT_OF(TAILS); i++)
        if (!went_well(client, web_get(&client->web, OFFICE, at(client, TAILS[i]), ""), 200,
                       TAILS[i]))
            return;
    went_well(client, web_get(&client->web, VISITOR, STR("/healthz"), ""), 200, "health");
    went_well(client, web_get(&client->web, VISITOR, STR("/metrics"), ""), 200, "figures");
}

static void save(struct client *client) {
    struct arena *arena = client->web.arena;
    const struct cluster_unit *unit = &web.here.members.items[unit_of(client)];
    struct str path = str_format(arena, STR_FMT "/" STR_FMT, STR_ARG(at(client, "/tham-dinh")),
                                 STR_ARG(unit->slug));
    struct reply page = web_get(&client->web, HEAD_HERE, path, "");
    if (!went_well(client, page, 200, "grid"))
        return;
    struct str seen = hidden(client, page.body, "seen." CRITERION);
    struct str fields =
        str_format(arena,
                   "seen." CRITERION "=" STR_FMT "&was." CRITERION "=x&points." CRITERION
                   "=0,%02zu&reason." CRITERION "=lan-%zu",
                   STR_ARG(seen), (client->acknowledged + 1) % 100, client->acknowledged + 1);
    if (went_well(client, web_post(&client->web, HEAD_HERE, path, fields), 303, "save"))
        client->acknowledged++;
}

static void import(struct client *client) {
    struct web_file file = {
        STR("tu-cham-ea-mrang-6T2020.xlsx"),
        fixture_file(client->web.arena, "tu-cham-ea-mrang-6T2020.xlsx"),
    };
    struct reply reply =
        web_upload(&client->web, OFFICE, at(client, "/nhap-phieu"), "tep", &file, 1);
    if (!went_well(client, reply, 303, "import"))
        return;
    client->acknowledged++;
    struct str batch = str_copy(client->web.arena, reply_header(&reply, "Location"));
    if (went_well(client, web_get(&client->web, OFFICE, batch, ""), 200, "preview"))
        went_well(client,
                  web_post(&client->web, OFFICE, str_concat(client->web.arena, batch, STR("/luu")),
                           STR("")),
                  303, "confirmation");
}

static void sign_in_and_out(struct client *client) {
    struct reply reply = web_post(&client->web, VISITOR, STR("/dang-nhap"),
                                  STR("login=unit-first&password=" PASSWORD));
    if (!went_well(client, reply, 303, "sign-in"))
        return;
    client->web.tokens[UNIT_FIRST] = reply_cookie(&reply, "thidua_session");
    struct reply page = web_get(&client->web, UNIT_FIRST, STR("/mat-khau"), "");
    if (!went_well(client, page, 200, "signed in"))
        return;
    client->web.csrf[UNIT_FIRST] = hidden(client, page.body, "csrf");
    if (went_well(client, web_post(&client->web, UNIT_FIRST, STR("/dang-xuat"), STR("")), 303,
                  "sign-out"))
        went_well(client, web_get(&client->web, UNIT_FIRST, STR("/mat-khau"), ""), 303,
                  "signed out");
}

static void *run(void *context) {
    struct client *client = context;
    while (!client->over && !client->trouble[0]) {
        client->web.arena = arena_new(0);
        client->round(client);
        arena_free(client->web.arena);
        pthread_mutex_lock(&lock);
        rounds[client->number]++;
        if (client->trouble[0] || client->over)
            rounds[client->number] = ROUNDS_BEFORE_STOP;
        client->over = client->over || stopped;
        pthread_cond_signal(&progress);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

/* --- the storm ------------------------------------------------------------------------------- */

static void wait_for_rounds(void) {
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < CLIENTS; i++)
        while (rounds[i] < ROUNDS_BEFORE_STOP)
            pthread_cond_wait(&progress, &lock);
    pthread_mutex_unlock(&lock);
}

static void assert_saves_are_stored(const struct client *client) {
    struct user local = user_local();
    struct scoreboard board;
    assert_ok(scoring_load_board(web.db, web.arena, &local, web.here.slug, web.here.code, &board));
    ptrdiff_t criterion = criteria_find(&board.table.criteria, STR(CRITERION));
    const struct board_cell *cell = board_cell_at(&board, unit_of(client), (size_t)criterion);
    /* The last one may have been stored with its answer lost. */
    struct str last = str_format(web.arena, "lan-%zu", client->acknowledged);
    struct str next = str_format(web.arena, "lan-%zu", client->acknowledged + 1);
    if (!str_equal(cell->accepted_reason, last) && !str_equal(cell->accepted_reason, next))
        fail_msg("acknowledged %.*s, stored %.*s", STR_ARG(last), STR_ARG(cell->accepted_reason));
}

static void assert_imports_are_stored(const struct client *client, size_t before) {
    struct user local = user_local();
    struct intake_summaries batches;
    assert_ok(intake_batches(web.db, web.arena, &local, &web.here, &batches));
    assert_in_range(batches.count, before + client->acknowledged,
                    before + client->acknowledged + 1);
}

static size_t batches_now(void) {
    struct user local = user_local();
    struct intake_summaries batches;
    assert_ok(intake_batches(web.db, web.arena, &local, &web.here, &batches));
    return batches.count;
}

static void a_stop_in_the_storm_loses_nothing(void **state) {
    (void)state;
    void (*const WORK[CLIENTS])(struct client *) = {
        save, save, import, sign_in_and_out, read_pages, read_pages, read_pages};
    static struct client clients[CLIENTS];
    pthread_t threads[CLIENTS];
    size_t before = batches_now();
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    memset(clients, 0, sizeof(clients));
    memset(rounds, 0, sizeof(rounds));
    stopped = false;
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i].web = web;
        clients[i].round = WORK[i];
        clients[i].number = i;
        assert_int_equal(pthread_create(&threads[i], NULL, run, &clients[i]), 0);
    }
    wait_for_rounds();
    http_server_stop(web.server);
    web.server = NULL;
    pthread_mutex_lock(&lock);
    stopped = true;
    pthread_mutex_unlock(&lock);
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < CLIENTS; i++)
        if (clients[i].trouble[0])
            fail_msg("%s", clients[i].trouble);
    for (size_t i = 0; i < SAVERS; i++)
        assert_saves_are_stored(&clients[i]);
    assert_imports_are_stored(&clients[SAVERS], before);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
#define STORM(label, kind)                                                                         \
    {                                                                                              \
        "a_stop_in_the_storm_loses_nothing (" label ")", a_stop_in_the_storm_loses_nothing, begin, \
            end, &(kind)                                                                           \
    }
    const struct CMUnitTest tests[] = {
        STORM("sqlite", db_test_sqlite),
        STORM("postgres", db_test_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
