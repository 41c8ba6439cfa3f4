/* The API: how an operation describes itself, and how handlers read and answer JSON.
 *
 * The rules of the format: points, percentages and coefficients are texts ("98.25": exact, never
 * floating point), days are "2020-06-26", instants RFC 3339 in
 * Vietnam's time, what is not known is null and
 * never left out. Lists are {"items": […]}.
 */
#ifndef FEATURES_API_API_WEB_H
#define FEATURES_API_API_WEB_H

#include <jansson.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/partial_date.h"
#include "features/frame/frame.h"

/* --- describing ---------------------------------------------------------------------------------
 */

enum api_type {
    API_END, /* behind the last field */
    API_TEXT,
    API_INTEGER,
    API_TRUTH,
    API_DECIMAL,
    API_DAY,
    API_INSTANT,
    API_OBJECT, /* as OF says */
    API_LIST,   /* of objects as OF says; of texts where OF is NULL */
};

struct api_shape;

struct api_field {
    const char *name;
    enum api_type type;
    const struct api_shape *of;
    const char *summary;
    bool may_be_null;
    bool may_miss; /* in what is sent to the program; answers leave nothing out */
};

struct api_shape {
    const char *name; /* "Cluster" */
    const char *summary;
    const struct api_field *fields; /* up to one of type API_END */
};

enum { API_QUERIES_MAX = 4 };

struct api_query {
    const char *name;
    const char *summary;
};

/* What route.about points to. The words are English: they are for who writes programs. */
struct api_operation {
    const char *id;      /* "listClusters": unique */
    const char *summary; /* one line */
    const char *detail;  /* NULL: nothing more to say */
    struct api_query queries[API_QUERIES_MAX];
    const struct api_shape *body;   /* NULL: takes none */
    const struct api_shape *answer; /* never NULL */
    int status;                     /* of a good answer; 0: 200 */
};

/* What a variable of a path is: "cluster" → "The short name of a cluster …". NULL: nobody said. */
const char *api_variable(const char *name);

/* --- answering ----------------------------------------------------------------------------------
 */

/* Sends ROOT and frees it. */
void api_answer(struct response *response, json_t *root);
json_t *api_text(struct str text);         /* absent: null */
json_t *api_text_or_null(struct str text); /* empty: null too */
json_t *api_day(struct arena *arena, struct date day);
/* "2008", "2008-03" or "2008-03-21"; null where nothing is known. To be described as API_TEXT. */
json_t *api_partial_day(struct arena *arena, struct partial_date day);
json_t *api_instant(struct arena *arena, int64_t ms); /* 0: null */
json_t *api_decimal(struct arena *arena, struct decimal value);
/* {"items": ITEMS} */
json_t *api_list(json_t *items);

/* The day that a query names, as it is written in answers; today where it is not sent. False, and
 * the answer says so, where it is no day. */
bool api_query_day(struct request *request, struct response *response, const char *name,
                   struct date *ret_day);

/* The body as an object with no fields but those of SHAPE, each of its type; what is wrong goes
 * into ISSUES by field. NULL then. The caller frees it. */
json_t *api_read(struct request *request, const struct api_shape *shape, struct issues *issues);
/* A field's text; empty where it was not sent. */
struct str api_field_text(const json_t *object, const char *name);

/* 422 with one line an issue. */
void api_refuse(const struct request *request, struct response *response,
                const struct issues *issues);
/* For http_app.draw_error: application/problem+json. */
void api_draw_error(struct request *request, int status, const struct err *err,
                    struct response *response);

#endif
