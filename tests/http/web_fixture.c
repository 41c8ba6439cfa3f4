#include "web_fixture.h"

#include "features/audit/audit.h"

#include <string.h>
#include <unistd.h>

#include <expat.h>
#include <zip.h>

#include "crypto/digest.h"
#include "crypto/password.h"
#include "doc/workbook_fixture.h"
#include "feature_list.h"
#include "features/account/account.sql.h"
#include "features/account/door.sql.h"
#include "features/account/grant.sql.h"
#include "features/cluster/cluster_fixture.h"
#include "features/headship/headship.sql.h"
#include "features/intake/intake_service.h"
#include "features/sample/sample.h"
#include "http/percent.h"
#include "sys/clock.h"
#include "sys/id.h"
#include "sys/random_bytes.h"

enum { SESSION_MS = 3600 * 1000, REQUEST_BYTES_MAX = 80 << 20 };

const char *const PERSON_NAMES[PERSON_COUNT] = {"visitor",
                                                "no-role",
                                                "admin",
                                                "office",
                                                "head-here",
                                                "head-elsewhere",
                                                "unit-first",
                                                "unit-second",
                                                "reader-here",
                                                "reader-elsewhere",
                                                "head-elsewhere-unit-second",
                                                "chair",
                                                "council",
                                                "commander-first",
                                                "checker-second",
                                                "head-by-term",
                                                "office-tree",
                                                "borrower",
                                                "over",
                                                "later"};

/* --- people --- */

struct person_work {
    struct web *web;
    enum person person;
    struct str password_hash;
};

static const struct err *grant(struct db_tx *tx, struct arena *arena, struct str account,
                               enum role role, const struct cluster_period *cluster,
                               ptrdiff_t unit) {
    return q_grant_insert(tx, id_new(arena, clock_now_ms()), account, role_code(role),
                          cluster ? cluster->cluster_id : STR(""),
                          unit >= 0 ? cluster->members.items[unit].id : STR(""), STR_NONE, STR_NONE,
                          clock_now_ms(), STR(""), STR(""));
}

/* A unit of one officer: who enters also sends. */
static const struct err *grant_small_office(struct db_tx *tx, struct arena *arena,
                                            struct str account,
                                            const struct cluster_period *cluster, ptrdiff_t unit) {
    TRY(grant(tx, arena, account, ROLE_UNIT, cluster, unit));
    return grant(tx, arena, account, ROLE_COMMANDER, cluster, unit);
}

/* Wherever the unit is a member, or at and below it. */
static const struct err *grant_unit(struct db_tx *tx, const struct web *web, struct str account,
                                    enum role role, struct str unit_id) {
    return q_grant_insert(tx, id_new(web->arena, clock_now_ms()), account, role_code(role), STR(""),
                          unit_id, STR_NONE, STR_NONE, clock_now_ms(), STR(""), STR(""));
}

/* An office's, for a time that is not today. */
static const struct err *grant_not_today(struct db_tx *tx, const struct web *web,
                                         struct str account, const char *from, const char *to) {
    return q_grant_insert(tx, id_new(web->arena, clock_now_ms()), account, role_code(ROLE_OFFICE),
                          STR(""), STR(""), str_from_c(from), to ? str_from_c(to) : STR_NONE,
                          clock_now_ms(), STR(""), STR(""));
}

static const struct err *make_head(struct db_tx *tx, const struct web *web, struct str account) {
    struct str unit_id = web->here.members.items[2].id;
    TRY(q_headship_term_insert(tx, id_new(web->arena, clock_now_ms()), web->here.cluster_id,
                               STR("head"), unit_id, STR("2020-01-01"), STR("2190-01-01"),
                               STR("appointed"), STR(""), STR(""), clock_now_ms(), STR("")));
    return grant_unit(tx, web, account, ROLE_UNIT, unit_id);
}

static const struct err *borrow(struct db_tx *tx, const struct web *web, struct str account) {
    struct q_account_by_login_row lender;
    struct q_grants_of_rows grants;
    bool found;
    struct str id = id_new(web->arena, clock_now_ms());
    TRY(q_account_by_login(tx, web->arena, web->logins[HEAD_HERE], &found, &lender));
    TRY(q_grants_of(tx, web->arena, lender.id, STR("2026-01-01"), &grants));
    TRY(q_delegation_insert(tx, id, lender.id, account, STR("2020-01-01"), STR("2190-01-01"),
                            STR("Đi công tác"), clock_now_ms()));
    return q_delegation_grant_insert(tx, id, grants.items[0].id);
}

static const struct err *grant_all(struct db_tx *tx, const struct web *web, enum person person,
                                   struct str account) {
    switch (person) {
    case ADMIN:
        return grant(tx, web->arena, account, ROLE_ADMIN, NULL, -1);
    case OFFICE:
        return grant(tx, web->arena, account, ROLE_OFFICE, NULL, -1);
    case HEAD_HERE:
        return grant(tx, web->arena, account, ROLE_HEAD, &web->here, -1);
    case HEAD_ELSEWHERE:
        return grant(tx, web->arena, account, ROLE_HEAD, &web->elsewhere, -1);
    case UNIT_FIRST:
        return grant_small_office(tx, web->arena, account, &web->here, 0);
    case UNIT_SECOND:
        return grant_small_office(tx, web->arena, account, &web->here, 1);
    case READER_HERE:
        return grant(tx, web->arena, account, ROLE_READER, &web->here, -1);
    case READER_ELSEWHERE:
        return grant(tx, web->arena, account, ROLE_READER, &web->elsewhere, -1);
    case HEAD_ELSEWHERE_UNIT_SECOND:
        TRY(grant(tx, web->arena, account, ROLE_HEAD, &web->elsewhere, -1));
        return grant_small_office(tx, web->arena, account, &web->here, 1);
    case CHAIR_ALL:
        return grant(tx, web->arena, account, ROLE_CHAIR, NULL, -1);
    case COUNCIL_ALL:
        return grant(tx, web->arena, account, ROLE_COUNCIL, NULL, -1);
    case COMMANDER_FIRST:
        return grant_unit(tx, web, account, ROLE_COMMANDER, web->here.members.items[0].id);
    case CHECKER_SECOND:
        return grant_unit(tx, web, account, ROLE_CHECKER, web->here.members.items[1].id);
    case HEAD_BY_TERM:
        return make_head(tx, web, account);
    case OFFICE_TREE:
        return grant_unit(tx, web, account, ROLE_OFFICE, web->here.superior.id);
    case BORROWER:
        return borrow(tx, web, account);
    case OVER:
        return grant_not_today(tx, web, account, "2020-01-01", "2020-06-01");
    case LATER:
        return grant_not_today(tx, web, account, "2180-01-01", NULL);
    default:
        return NULL;
    }
}

static const struct err *account_in(struct db_tx *tx, void *context) {
    struct person_work *work = context;
    struct str login = work->web->logins[work->person];
    struct str id = id_new(work->web->arena, clock_now_ms());
    TRY(q_account_insert(tx, id, login, login, STR("none"), clock_now_ms()));
    return grant_all(tx, work->web, work->person, id);
}

static const struct err *session_in(struct db_tx *tx, void *context) {
    struct person_work *work = context;
    struct web *web = work->web;
    bool found;
    struct q_account_by_login_row account;
    TRY(q_account_by_login(tx, web->arena, web->logins[work->person], &found, &account));
    web->tokens[work->person] = random_hex(web->arena, 32);
    web->csrf[work->person] = random_hex(web->arena, 32);
    struct str hash = digest_sha256_hex(web->arena, web->tokens[work->person]);
    if (work->person == BORROWER) {
        struct q_delegations_of_rows loans;
        TRY(q_delegations_of(tx, web->arena, account.id, &loans));
        TRY(q_acting_set(tx, hash, loans.items[0].id));
    }
    return q_session_insert(tx, id_new(web->arena, clock_now_ms()), hash, account.id,
                            web->csrf[work->person], STR("password"), clock_now_ms(),
                            clock_now_ms() + SESSION_MS, STR("127.0.0.1"), STR(""));
}

static const struct err *password_in(struct db_tx *tx, void *context) {
    struct person_work *work = context;
    bool found;
    int64_t changed;
    struct q_account_by_login_row account;
    TRY(q_account_by_login(tx, work->web->arena, work->web->logins[work->person], &found,
                           &account));
    return q_account_set_password(tx, account.id, work->password_hash, &changed);
}

void web_set_password(struct web *web, enum person person, struct str password) {
    struct person_work work = {web, person, password_hash(web->arena, password)};
    assert_ok(db_write(web->db, password_in, &work));
}

void web_sign_in(struct web *web, enum person person) {
    struct person_work work = {.web = web, .person = person};
    assert_ok(db_write(web->db, session_in, &work));
}

struct user web_user(struct web *web, enum person person) {
    struct known_session session;
    assert_ok(account_of_session(web->db, web->arena, clock_now_ms(), web->tokens[person],
                                 STR("127.0.0.1"), &session));
    assert_non_null(session.user);
    return *session.user;
}

/* --- the whole --- */

static void load_elsewhere(struct web *web) {
    struct user local = user_local();
    web->elsewhere = fixture_cluster(web->db, web->arena, "Hai");
    struct intake_upload table = {STR("tieu-chi-2020.xlsx"),
                                  fixture_file(web->arena, "tieu-chi-2020.xlsx")};
    struct intake_file file;
    bool stored;
    assert_ok(intake_import_criteria(web->db, web->arena, &local, TEST_NOW_MS, &web->elsewhere,
                                     &table, true, &file, &stored));
    assert_true(stored);
}

void web_begin(struct web *web, struct db *db) {
    *web = (struct web){.arena = arena_new(0), .db = db};
    struct user local = user_local();
    assert_ok(sample_load(db, web->arena, &local, TEST_NOW_MS, "training", &web->here));
    load_elsewhere(web);
    for (int person = NO_ROLE; person < PERSON_COUNT; person++) {
        struct person_work work = {.web = web, .person = (enum person)person};
        web->logins[person] = str_from_c(PERSON_NAMES[person]);
        assert_ok(db_write(db, account_in, &work));
        web_sign_in(web, (enum person)person);
    }
    web->csrf[VISITOR] = STR("0123456789abcdef0123456789abcdef");
    web->app = (struct app){.db = db, .folder = db_test_folder()};
    struct http_app app = features_http_app(&web->app);
    struct http_options options = {.address = "127.0.0.1"};
    assert_ok(http_server_start(&app, &options, &web->server));
    web->port = http_server_port(web->server);
}

void web_end(struct web *web) {
    http_server_stop(web->server);
    arena_free(web->arena);
}

/* --- requests --- */

static struct str cookie_of(struct web *web, enum person person) {
    if (person == VISITOR)
        return str_format(web->arena, "Cookie: thidua_visit=" STR_FMT "\r\n",
                          STR_ARG(web->csrf[VISITOR]));
    return str_format(web->arena, "Cookie: thidua_session=" STR_FMT "\r\n",
                      STR_ARG(web->tokens[person]));
}

struct reply web_get(struct web *web, enum person person, struct str target, const char *lines) {
    return client_ask(web->arena, web->port,
                      str_format(web->arena,
                                 "GET " STR_FMT " HTTP/1.1\r\nHost: thidua\r\n" STR_FMT "%s\r\n",
                                 STR_ARG(target), STR_ARG(cookie_of(web, person)), lines));
}

static struct reply post(struct web *web, enum person person, struct str target, const char *type,
                         struct str body) {
    struct str head = str_format(web->arena,
                                 "POST " STR_FMT " HTTP/1.1\r\nHost: thidua\r\n" STR_FMT
                                 "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
                                 STR_ARG(target), STR_ARG(cookie_of(web, person)), type, body.n);
    return client_ask(web->arena, web->port, str_concat(web->arena, head, body));
}

struct reply web_post_json(struct web *web, enum person person, struct str target,
                           struct str json) {
    struct str type = str_format(web->arena, "application/json\r\nX-CSRF-Token: " STR_FMT,
                                 STR_ARG(web->csrf[person]));
    return post(web, person, target, type.p, json);
}

struct reply web_post(struct web *web, enum person person, struct str target, struct str fields) {
    if (str_starts_with(target, STR("/api/")))
        return web_post_json(web, person, target, fields.n ? fields : STR("{}"));
    struct str token = str_format(web->arena, "csrf=" STR_FMT "%s", STR_ARG(web->csrf[person]),
                                  fields.n ? "&" : "");
    return post(web, person, target, "application/x-www-form-urlencoded",
                str_concat(web->arena, token, fields));
}

struct reply web_upload(struct web *web, enum person person, struct str target, const char *field,
                        const struct web_file *files, size_t count) {
    struct buf body = BUF_INIT(REQUEST_BYTES_MAX);
    buf_append_format(
        &body, "--ranh\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" STR_FMT "\r\n",
        STR_ARG(web->csrf[person]));
    if (!web->unconfirmed)
        buf_append_c(&body, "--ranh\r\nContent-Disposition: form-data; name=\"khong-mat\"\r\n\r\n1"
                            "\r\n");
    for (size_t i = 0; i < count; i++) {
        buf_append_format(
            &body, "--ranh\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"", field);
        buf_append_str(&body, files[i].name);
        buf_append_c(&body, "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        buf_append_str(&body, files[i].bytes);
        buf_append_c(&body, "\r\n");
    }
    buf_append_c(&body, "--ranh--\r\n");
    struct reply reply =
        post(web, person, target, "multipart/form-data; boundary=ranh", buf_str(&body));
    buf_release(&body);
    return reply;
}

struct str web_encoded(struct arena *arena, struct str text) {
    struct buf out = BUF_INIT(REQUEST_BYTES_MAX);
    percent_encode(&out, text, "");
    struct str encoded = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return encoded;
}

static bool is_xml(const char *name) {
    struct str text = str_from_c(name);
    return str_ends_with(text, STR(".xml")) || str_ends_with(text, STR(".rels"));
}

static void assert_well_formed(const char *name, struct str xml) {
    XML_Parser parser = XML_ParserCreate(NULL);
    if (XML_Parse(parser, xml.p, (int)xml.n, 1) != XML_STATUS_OK)
        fail_msg("%s: %s", name, XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
}

struct str web_unzipped(struct arena *arena, struct str archive) {
    struct buf out = BUF_INIT(REQUEST_BYTES_MAX);
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(archive.p, archive.n, 0, &error),
                                      ZIP_RDONLY, &error);
    assert_non_null(zip);
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
        zip_file_t *part = zip_fopen_index(zip, (zip_uint64_t)i, 0);
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        size_t begun = out.length;
        char piece[4096];
        zip_int64_t got;
        while ((got = zip_fread(part, piece, sizeof(piece))) > 0)
            buf_append_str(&out, (struct str){piece, (size_t)got});
        zip_fclose(part);
        if (is_xml(name))
            assert_well_formed(name, str_slice(buf_str(&out), begun, out.length));
    }
    zip_discard(zip);
    struct str text = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return text;
}

bool web_contains(struct str text, const char *piece) {
    return str_find(text, str_from_c(piece)) >= 0;
}

size_t web_count_history(struct web *web, const struct cluster_period *cluster) {
    struct user local = user_local();
    struct audit_lines lines = {.more = true, .last = {INT64_MAX, STR("")}};
    size_t count = 0;
    while (lines.more) {
        struct audit_position from = lines.last;
        assert_ok(audit_of_period(web->db, web->arena, LANG_VI, &local, place_of_period(cluster),
                                  cluster->id, &from, &lines));
        count += lines.count;
    }
    return count;
}
