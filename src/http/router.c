#include "http/router.h"

#include <string.h>

#include "base/list.h"

struct node {
    struct str segment; /* of the literal that leads here */
    struct node *literals;
    struct node *next; /* among the literals of the parent */
    struct node *variable;
    struct node *rest;
    const struct route *get;
    const struct route *post;
};

struct router {
    struct node root;
};

static bool is_literal(struct str segment) {
    for (size_t i = 0; i < segment.n; i++) {
        char c = segment.p[i];
        bool known =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (!known)
            return false;
    }
    return segment.n > 0;
}

static bool is_variable(struct str segment) {
    return segment.n > 1 && segment.p[0] == ':' && is_literal(str_slice(segment, 1, segment.n));
}

static const char *pattern_fault(struct str pattern) {
    struct str seen[HTTP_SEGMENTS_MAX];
    size_t variables = 0, segments = 0;
    if (pattern.n == 0 || pattern.p[0] != '/')
        return "its path does not begin with /";
    struct str rest = str_slice(pattern, 1, pattern.n);
    if (rest.n == 0)
        return NULL;
    while (rest.p) {
        struct str segment = str_cut(&rest, '/');
        if (++segments > HTTP_SEGMENTS_MAX)
            return "its path has too many segments";
        if (str_equal_c(segment, "*") && !rest.p)
            return NULL;
        if (is_variable(segment)) {
            for (size_t i = 0; i < variables; i++)
                if (str_equal(seen[i], segment))
                    return "its path names a variable twice";
            seen[variables++] = segment;
        } else if (!is_literal(segment)) {
            return "its path has a segment that is neither a word nor a variable";
        }
    }
    return NULL;
}

static const char *route_fault(const struct route *route) {
    if (!route->path)
        return "it has no path";
    if (route->method != HTTP_GET && route->method != HTTP_POST)
        return "its method is neither GET nor POST";
    if (route->right == 0)
        return "it names no right";
    if (!route->handler)
        return "it has no handler";
    if (route->method == HTTP_GET && (route->body_max_bytes || route->takes_files))
        return "a GET takes no body";
    return pattern_fault(str_from_c(route->path));
}

static struct node *literal_child(struct arena *arena, struct node *node, struct str segment) {
    for (struct node *child = node->literals; child; child = child->next)
        if (str_equal(child->segment, segment))
            return child;
    struct node *child = ARENA_NEW(arena, struct node);
    child->segment = segment;
    child->next = node->literals;
    node->literals = child;
    return child;
}

static struct node *node_for(struct arena *arena, struct node *node, struct str pattern) {
    struct str rest = str_slice(pattern, 1, pattern.n);
    while (rest.p && rest.n) {
        struct str segment = str_cut(&rest, '/');
        if (segment.p[0] == ':' || str_equal_c(segment, "*")) {
            struct node **place = segment.p[0] == ':' ? &node->variable : &node->rest;
            if (!*place)
                *place = ARENA_NEW(arena, struct node);
            node = *place;
        } else {
            node = literal_child(arena, node, segment);
        }
    }
    return node;
}

bool router_compile(struct arena *arena, const struct http_app *app, struct router **ret_router,
                    struct str *ret_why) {
    struct router *router = ARENA_NEW(arena, struct router);
    for (size_t t = 0; t < app->table_count; t++)
        for (size_t i = 0; i < app->table_sizes[t]; i++) {
            const struct route *route = &app->tables[t][i];
            const char *fault = route_fault(route);
            if (!fault) {
                struct node *node = node_for(arena, &router->root, str_from_c(route->path));
                const struct route **place = route->method == HTTP_GET ? &node->get : &node->post;
                if (*place)
                    fault = "another route has the same method and path";
                *place = route;
            }
            if (fault) {
                *ret_why = str_format(arena, "route %zu of table %zu (%s): %s", i, t,
                                      route->path ? route->path : "-", fault);
                return false;
            }
        }
    *ret_router = router;
    return true;
}

struct search {
    enum http_method method;
    struct route_match *match;
    size_t values;
};

static const struct route *if_on(const struct route *route) {
    return route && route->is_on && !route->is_on() ? NULL : route;
}

static bool accept(struct search *search, const struct node *node) {
    const struct route *get = if_on(node->get), *post = if_on(node->post);
    const struct route *route = search->method == HTTP_GET ? get : post;
    if (!route && (get || post))
        search->match->other_method = true;
    search->match->route = route;
    return route != NULL;
}

static bool walk(struct search *search, const struct node *node, struct str rest, size_t depth);

static bool walk_value(struct search *search, const struct node *node, struct str value,
                       struct str rest, size_t depth) {
    search->match->values[search->values++] = value;
    if (walk(search, node, rest, depth + 1))
        return true;
    search->match->values[--search->values] = STR_NONE;
    return false;
}

static bool walk(struct search *search, const struct node *node, struct str rest, size_t depth) {
    if (!rest.p)
        return accept(search, node);
    if (depth >= HTTP_SEGMENTS_MAX)
        return false;
    struct str tail = rest;
    struct str segment = str_cut(&tail, '/');
    for (const struct node *child = node->literals; child; child = child->next)
        if (str_equal(child->segment, segment) && walk(search, child, tail, depth + 1))
            return true;
    if (node->variable && segment.n && walk_value(search, node->variable, segment, tail, depth))
        return true;
    return node->rest && rest.n && walk_value(search, node->rest, rest, STR_NONE, depth);
}

void router_find(const struct router *router, enum http_method method, struct str path,
                 struct route_match *ret_match) {
    *ret_match = (struct route_match){0};
    struct search search = {.method = method, .match = ret_match};
    struct str rest = path.n > 1 ? str_slice(path, 1, path.n) : STR_NONE;
    if (path.n)
        walk(&search, &router->root, rest, 0);
}

struct str route_match_value(const struct route_match *match, const char *name) {
    if (!match->route)
        return STR_NONE;
    struct str pattern = str_from_c(match->route->path);
    struct str rest = str_slice(pattern, 1, pattern.n);
    for (size_t i = 0; rest.p;) {
        struct str segment = str_cut(&rest, '/');
        if (str_equal_c(segment, "*"))
            return strcmp(name, "*") == 0 ? match->values[i] : STR_NONE;
        if (segment.n && segment.p[0] == ':') {
            if (str_equal_c(str_slice(segment, 1, segment.n), name))
                return match->values[i];
            i++;
        }
    }
    return STR_NONE;
}

bool http_routes_are_sound(const struct http_app *app, struct arena *arena, struct str *ret_why) {
    struct router *router;
    return router_compile(arena, app, &router, ret_why);
}
