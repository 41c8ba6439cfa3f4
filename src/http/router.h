/* The route tables compiled into a tree of segments. Literal segments win over variables, and
 * variables over "*". Private to http/. */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/http.h"
#include "http/strict.h"

struct router;

/* The routes and the arena must outlive the router. False, and why, when a table is not sound. */
bool router_compile(struct arena *arena, const struct http_app *app, struct router **ret_router,
                    struct str *ret_why);

struct route_match {
    const struct route *route;            /* NULL: unknown path, or other_method */
    bool other_method;                    /* the path exists for the other method */
    struct str values[HTTP_SEGMENTS_MAX]; /* of the variables in their order; "*" last */
};

/* The values point into PATH. */
void router_find(const struct router *router, enum http_method method, struct str path,
                 struct route_match *ret_match);

/* The value of the variable NAME ("*" for the rest) in a match; absent where there is none. */
struct str route_match_value(const struct route_match *match, const char *name);

#endif
