/* The pages of accounts: what they show, and their routes. */
#ifndef FEATURES_ACCOUNT_ACCOUNT_WEB_H
#define FEATURES_ACCOUNT_ACCOUNT_WEB_H

#include "features/account/door_service.h"
#include "html/page.h"
#include "http/http.h"

struct sign_in_view {
    const struct page *page;
    struct str login;
    struct str next; /* where to go then */
    bool passkey;    /* that is a way in too */
};

/* Setting a password of one's own, after a code. */
struct set_password_view {
    const struct page *page;
    struct str login;
    struct str name;
    struct str next;
};

/* After a step of signing in that was passed: to the page of the next one, or in. */
MUST_CHECK const struct err *account_follow(struct request *request, struct response *response,
                                            const struct door_answer *answer);
/* No such sign-in waits any more: back to its beginning, with a sentence. */
MUST_CHECK const struct err *account_begin_anew(const struct request *request,
                                                struct response *response);

extern const struct route account_routes[];
extern const size_t account_routes_count;

#endif
