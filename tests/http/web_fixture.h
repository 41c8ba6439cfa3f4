/* The whole program behind a browser's door, for tests: two clusters, people of every role, signed
 * in, and a server on 127.0.0.1. Not part of the program.
 */
#ifndef TESTS_HTTP_WEB_FIXTURE_H
#define TESTS_HTTP_WEB_FIXTURE_H

#include "db/db_test_support.h"
#include "features/account/account_service.h"
#include "features/cluster/cluster_service.h"
#include "features/frame/frame.h"
#include "http/testing/client.h"

/* "Here" is the training cluster, "elsewhere" a second one. */
enum person {
    VISITOR,
    NO_ROLE, /* signed in, no grant any more */
    ADMIN,
    OFFICE,
    HEAD_HERE,
    HEAD_ELSEWHERE,
    UNIT_FIRST,
    UNIT_SECOND,
    READER_HERE,
    READER_ELSEWHERE,
    /* A head elsewhere who is an officer of the second unit here: his routes are open to him, not
     * this cluster's data. */
    HEAD_ELSEWHERE_UNIT_SECOND,
    CHAIR_ALL,
    COUNCIL_ALL,
    COMMANDER_FIRST, /* of the first unit, wherever it is a member */
    CHECKER_SECOND,  /* checks the second unit */
    HEAD_BY_TERM,    /* officer of the third unit here, which is head today by its term */
    OFFICE_TREE,     /* the standing office of the level above this cluster alone */
    BORROWER,        /* acts with what HEAD_HERE lent him */
    OVER,            /* whose grant has ended */
    LATER,           /* whose grant has not begun */
    PERSON_COUNT,
};

extern const char *const PERSON_NAMES[PERSON_COUNT];

/* Of the test that runs. */
struct web {
    struct arena *arena;
    struct db *db;
    struct app app;
    struct http_server *server;
    uint16_t port;
    struct cluster_period here;      /* training: table locked, scores in */
    struct cluster_period elsewhere; /* table not locked */
    struct str logins[PERSON_COUNT];
    struct str tokens[PERSON_COUNT]; /* of their sessions */
    struct str csrf[PERSON_COUNT];
    bool unconfirmed; /* web_upload leaves the question about state secrets open */
};

/* Accounts have no password that fits; web_set_password gives one. The database becomes the web's:
 * web_end closes the server, not the database. */
void web_begin(struct web *web, struct db *db);
void web_end(struct web *web);
/* A new session for a person whose old one has ended. */
void web_sign_in(struct web *web, enum person person);
void web_set_password(struct web *web, enum person person, struct str password);
/* As a service knows him. */
struct user web_user(struct web *web, enum person person);

/* Requests with the person's cookie; LINES are further header lines, each with its \r\n. */
struct reply web_get(struct web *web, enum person person, struct str target, const char *lines);
/* A form: FIELDS are urlencoded and without the CSRF token, which is added. */
struct reply web_post(struct web *web, enum person person, struct str target, struct str fields);
/* To the API, with the CSRF token in its header. web_post() to the API sends its FIELDS so. */
struct reply web_post_json(struct web *web, enum person person, struct str target, struct str json);

/* multipart/form-data with the CSRF token, files of one field, and their confirmation as free of
 * state secrets. */
struct web_file {
    struct str name; /* as it stands in the header, escapes included */
    struct str bytes;
};
struct reply web_upload(struct web *web, enum person person, struct str target, const char *field,
                        const struct web_file *files, size_t count);

/* Percent-encoded, as a form field's value. */
struct str web_encoded(struct arena *arena, struct str text);
/* The text of all parts of a ZIP archive (DOCX, XLSX), one after the other; those of XML must be
 * well-formed. */
struct str web_unzipped(struct arena *arena, struct str archive);
bool web_contains(struct str text, const char *piece);

/* How many lines the history of a half-year has, on all its pages. */
size_t web_count_history(struct web *web, const struct cluster_period *cluster);

#endif
