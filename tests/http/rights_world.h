/* What the questions about rights are asked of: two clusters, and in them one of everything that
 * has an address, of one's own unit, of a neighbour, and of a unit elsewhere.
 */
#ifndef TESTS_HTTP_RIGHTS_WORLD_H
#define TESTS_HTTP_RIGHTS_WORLD_H

#include "http/http.h"
#include "web_fixture.h"

struct target {
    const char *name;
    const struct cluster_period *cluster;
    size_t unit;
    enum person owner; /* the officer of that unit, who staged the batch; VISITOR: nobody */
    struct str batch;
    struct str file;
    struct str item;
    struct str job;
    struct str table; /* of targets, pasted */
    struct str plan;  /* of the unit: issued, with one task and one progress */
    struct str task;
    struct str progress;
};

enum { OWN, SECOND, ELSEWHERE, TARGETS };

struct matrix {
    struct web web;
    struct target targets[TARGETS];
    struct str list; /* of units, staged */
};

/* Sets the program up on an empty database; end it with web_end(&m->web). */
void rights_begin(struct matrix *m, struct db *db);

/* The address of a route's path at a target: "/cum/:cluster" gives "/cum/cum-mau". */
struct str rights_address(const struct matrix *m, const struct target *target, const char *path);

/* Whether the path names an object that there is none of: who may pass learns that there is
 * nothing, who may not learns nothing. */
bool rights_leads_nowhere(const char *path);
/* Ends the target's job, as its runner would. */
void rights_finish_job(struct matrix *m, struct target *target);
/* Makes anew what a request that passed has used up. */
void rights_restore(struct matrix *m, enum person person, const struct route *route,
                    struct target *target);

#endif
