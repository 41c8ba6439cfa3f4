/* The pages of further ways of signing in: one's own ("/xac-thuc"), those at the door, recovering
 * accounts ("/khoi-phuc"), and what a manager sees of an account. Each route is there only while
 * its way is switched on. */
#ifndef FEATURES_FACTOR_FACTOR_WEB_H
#define FEATURES_FACTOR_FACTOR_WEB_H

#include "doc/qr_code.h"
#include "features/factor/passkey_service.h"
#include "features/factor/recovery_service.h"
#include "features/factor/totp_service.h"
#include "html/page.h"
#include "http/http.h"

/* What passkey.js needs to ask the browser. */
struct passkey_request {
    struct str challenge;
    struct str rp_id;
    struct str user; /* base64url of the account's id; registering */
    struct str login;
    struct str name;
    struct str known; /* ids of passkeys, parted by blanks: not again, or these only */
};

struct factor_view {
    const struct page *page;
    bool totp, passkey; /* switched on */
    bool needed;        /* and his rights are withheld until then */
    struct factor_state state;
    struct passkey_lines passkeys;
    struct str open; /* the folded form that is open: "app", "codes", a passkey's id */
};

struct totp_view {
    const struct page *page;
    struct str groups; /* the secret */
    struct qr_code qr;
};

struct codes_view {
    const struct page *page;
    struct str login;
    int64_t made_ms;
    const struct str *codes;
    size_t count;
};

struct passkey_add_view {
    const struct page *page;
    struct passkey_request ask;
    struct str name; /* as typed */
};

/* At the door. */
struct second_view {
    const struct page *page;
    struct str login;
    struct str next;
    bool app;     /* a code of an app fits, else a recovery code only */
    bool passkey; /* he has one */
    struct passkey_request ask;
};

struct recovery_view {
    const struct page *page;
    struct str login, reason; /* as typed */
    struct recovery_lines lines;
    struct str code_login, code; /* just given; empty: none */
};

struct told_view {
    const struct page *page;
    struct recovery_lines lines;
};

/* Of an account, for who manages accounts. */
struct account_factor_view {
    const struct page *page;
    struct str login;
    struct factor_state state;
    bool by_two; /* one alone may not remove the second step */
    bool directory;
};

/* Where a browser may be asked for a passkey. BOUND_TO as for passkey_challenge. */
struct passkey_request passkey_request_of(const struct request *request, const char *type,
                                          struct str bound_to);
struct passkey_form passkey_form_of(const struct request *request);
struct visitor factor_visitor(const struct request *request);

extern const struct route factor_routes[];
extern const size_t factor_routes_count;
extern const struct route factor_door_routes[];
extern const size_t factor_door_routes_count;
extern const struct route recovery_routes[];
extern const size_t recovery_routes_count;

#endif
