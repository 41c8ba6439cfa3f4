/* Fields of queries and bodies, read and cleaned. Private to http/. */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "http/http.h"
#include "http/router.h"

enum {
    FORM_FIELDS_MAX = 20000, /* a grid of 100 units × 100 criteria fits with room */
    FORM_UPLOADS_MAX = 500,
    FORM_NAME_BYTES_MAX = 200,
    FORM_QUERY_FIELDS_MAX = 200,
};

struct field {
    struct str name;
    struct str value;
    struct str pasted; /* the same with its tabs; absent: it has none */
    size_t position;   /* as sent */
};

struct form {
    struct field *items; /* as sent */
    size_t count;
    size_t capacity;
    struct field *by_name; /* the same, sorted by name and position */
};

struct uploads {
    struct upload *items;
    size_t count;
    size_t capacity;
};

struct request_fields {
    const struct route_match *match;
    const struct http_server *server;
    struct form query;
    struct form body;
    struct uploads uploads;
    struct str json; /* the body of a POST to the API */
};

/* application/x-www-form-urlencoded. Appends to FORM. NULL, or why not (for the log). */
const char *form_read_urlencoded(struct arena *arena, struct str text, size_t fields_max,
                                 struct form *form);
/* Whether a Content-Type is that of TYPE ("multipart/form-data"), whatever its parameters. */
bool form_has_type(struct str content_type, const char *type);

/* Cleans name and value and appends them; NULL, or why not. */
const char *form_add(struct arena *arena, struct form *form, struct str name, struct str value,
                     size_t fields_max);
/* To be called once after the last field. */
void form_seal(struct arena *arena, struct form *form);

/* The parameter NAME of a header value like `form-data; name="a"; filename*=UTF-8''b`; absent where
 * there is none. Private to form*.c and their tests. */
struct str header_parameter(struct arena *arena, struct str value, const char *name);

#endif
