/* The pages of accounts: what they show, and their routes. */
#ifndef FEATURES_ACCOUNT_ACCOUNT_WEB_H
#define FEATURES_ACCOUNT_ACCOUNT_WEB_H

#include "html/page.h"
#include "http/http.h"

struct sign_in_view {
    const struct page *page;
    struct str login;
    struct str next; /* where to go then */
};

/* Setting a password of one's own, after a code. */
struct set_password_view {
    const struct page *page;
    struct str login;
    struct str name;
    struct str next;
};

extern const struct route account_routes[];
extern const size_t account_routes_count;

#endif
