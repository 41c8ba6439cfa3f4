/* Files on pages: the list beside an object, the form to add one, handing one out. */
#ifndef FEATURES_FILE_FILE_WEB_H
#define FEATURES_FILE_FILE_WEB_H

#include "features/file/file_service.h"
#include "html/page.h"
#include "http/http.h"

struct file_line {
    struct str name;
    struct str href; /* empty: handed out no more */
    struct str caption;
    struct str purpose;
    struct str size;
    struct str sha256;
    struct str who;
    struct str gone;            /* taken back or destroyed, in words; empty */
    struct str withdraw_action; /* empty: not by this user */
};

/* For the page of an object; fill it with file_list_fill and draw file_list_part. */
struct file_list {
    LIST(struct file_line) lines;
    struct str add_href; /* empty: this user may not */
};

struct file_add_view {
    const struct page *page;
    struct str title; /* of the object */
    struct str back_href;
    struct str action;
    struct str accept;
    struct str hint;
    struct file_form form;
};

struct request;
/* Nothing where the user may not read the object. */
MUST_CHECK const struct err *file_list_fill(const struct request *request, const char *kind,
                                            struct str object_id, struct file_list *ret_list);

extern const struct route file_routes[];
extern const size_t file_routes_count;

#endif
