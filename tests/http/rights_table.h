/* Who may pass which route: the table that rights_test.c asks at the door. */
#ifndef TESTS_RIGHTS_TABLE_H
#define TESTS_RIGHTS_TABLE_H

#include "http/http.h"

/* What somebody is to a cluster and the unit of an address. Several at once. */
enum {
    ANYBODY = 1 << 0, /* visitors too */
    MEMBER = 1 << 1,  /* everybody who is signed in */
    MANAGER = 1 << 2, /* of accounts */
    OFFICER_ABOVE = 1 << 3,
    HEAD = 1 << 4,
    OWN_UNIT = 1 << 5,   /* officer of the unit in the address */
    OTHER_UNIT = 1 << 6, /* officer of another unit of the cluster */
    READER = 1 << 7,
    ANY_ROLE = 1 << 8, /* whoever has a role somewhere */
    CHAIR = 1 << 9,
    COUNCIL = 1 << 10,
    COMMANDER = 1 << 11, /* of the unit in the address */
    CHECKER = 1 << 12,   /* who checks the unit in the address */
    BESIDE = 1 << 13,    /* commander or checker of another unit of the cluster */
};
enum {
    RUNNERS = OFFICER_ABOVE | HEAD,
    CLUSTER =
        RUNNERS | OWN_UNIT | OTHER_UNIT | READER | CHAIR | COUNCIL | COMMANDER | CHECKER | BESIDE,
    UNIT_SHEET = RUNNERS | OWN_UNIT | READER | CHAIR | COUNCIL | COMMANDER | CHECKER,
    UNIT_BATCH = RUNNERS | OWN_UNIT,
    SMALL_OFFICE = OWN_UNIT | OTHER_UNIT | COMMANDER, /* units of one officer, who commands too */
    IMPORTERS = RUNNERS | OWN_UNIT | OTHER_UNIT,
};

/* The addresses of a half-year, of a year. */
#define C          "/cum/:cluster/:period"
#define API_PERIOD "/api/v1/clusters/:cluster/periods/:period"
#define API_YEAR   "/api/v1/clusters/:cluster/years/:year"
#define Y          "/cum/:cluster/nam/:year"

/* What is not here may nobody; a route that is not here fails the test. */
struct rights_row {
    enum http_method method;
    const char *path;
    unsigned who;
};

extern const struct rights_row rights_table[];
extern const size_t rights_table_count;

#endif
