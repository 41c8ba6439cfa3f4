/* The pages of who manages accounts: accounts, their roles, their codes. */
#ifndef FEATURES_ACCOUNT_ACCOUNTS_WEB_H
#define FEATURES_ACCOUNT_ACCOUNTS_WEB_H

#include "base/list.h"
#include "features/account/my_account_web.h"
#include "features/account/scope_web.h"
#include "html/ui.h"
#include "http/http.h"

struct accounts_grant {
    struct str text; /* "Cụm trưởng · Cụm thi đua Mẫu" */
    struct str time; /* where it ends */
};

struct accounts_line {
    struct str login;
    struct str name;
    int64_t created_ms;
    bool closed;
    LIST(struct accounts_grant) grants;
};

struct accounts_form {
    struct str login;
    struct str name;
    struct scope_choices choices;
};

/* A grant in the history of an account. */
struct grant_row {
    struct str id;
    struct str text;
    struct str note; /* of a head by no term */
    struct str time;
    struct str given;
    struct str reason;
    struct str state;
    struct str withdrawn_reason;
    bool may_withdraw;
};

struct accounts_view {
    const struct page *page;
    LIST(struct accounts_line) accounts;
    struct accounts_form form;
};

/* The slip of paper that goes with a new account or code. */
struct slip_view {
    const struct page *page;
    struct str login;
    struct str name;
    struct str code;
    int64_t made_ms;
    int64_t until_ms;
};

struct account_view {
    const struct page *page;
    struct accounts_line account;
    struct str combined;
    LIST(struct grant_row) history;      /* newest first */
    int64_t code_until_ms;               /* a one-time code waits to be used until then; 0: none */
    LIST(struct door_event_line) events; /* without browsers: not what managing needs */
    struct accounts_form form;
    bool has_ways; /* of signing in beside the password are switched on */
};

extern const struct route accounts_routes[];
extern const size_t accounts_routes_count;

#endif
