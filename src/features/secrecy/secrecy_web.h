/* The pages of destruction by two. */
#ifndef FEATURES_SECRECY_SECRECY_WEB_H
#define FEATURES_SECRECY_SECRECY_WEB_H

#include "features/secrecy/secrecy_service.h"
#include "html/page.h"
#include "http/http.h"

struct secret_place_line {
    struct str value; /* of its box */
    bool checked;
    struct str place;
    struct str kind;
    struct str name; /* of a file; may be empty */
    struct str at;
    struct str author;
    struct str bytes;
    struct str sha256;
    struct str destroyed;
};

struct secret_row {
    struct str href;
    struct str number;
    struct str state;
    enum ui_state mark;
    struct str proposed;
    struct str confirmed;
    struct str reason;
};

struct secrecy_view {
    const struct page *page;
    bool searched;
    bool more;
    struct str found;
    LIST(struct secret_place_line) places;
    struct str reason;
    LIST(struct secret_row) rows;
};

struct secret_view {
    const struct page *page;
    struct str path;
    struct secret_row row;
    struct str places_title;
    LIST(struct secret_place_line) places;
    bool may_confirm;
    bool is_own;
    bool is_waiting;
    bool may_finish;
    bool is_destroyed;
    LIST(struct str) copies;
};

extern const struct route secrecy_routes[];
extern const size_t secrecy_routes_count;

#endif
