/* "/tai-khoan-cua-toi": what somebody's own account may, where it is signed in, what happened at
 * its door. */
#ifndef FEATURES_ACCOUNT_MY_ACCOUNT_WEB_H
#define FEATURES_ACCOUNT_MY_ACCOUNT_WEB_H

#include "base/list.h"
#include "html/ui.h"
#include "http/http.h"

/* Something at the door, in words. */
struct door_event_line {
    int64_t at_ms;
    struct str what; /* "Đăng nhập", "Sai mật khẩu hoặc mã" */
    bool bad;
    struct str address;
    struct str browser; /* empty: not told */
};

struct my_session_line {
    struct str id;
    bool own;
    struct str method;
    int64_t created_ms;
    int64_t seen_ms;
    struct str address;
    struct str browser;
};

struct my_account_view {
    const struct page *page;
    struct str login;
    struct str name;
    bool has_tokens;          /* they are switched on */
    LIST(struct str) roles;   /* "Cụm trưởng · Cụm thi đua Mẫu" */
    LIST(struct str) doubles; /* where he acts in two roles, a sentence each */
    LIST(struct my_session_line) sessions;
    bool has_others;
    LIST(struct door_event_line) events;
};

/* "10.0.0.1", or in words where no address is known. */
struct str address_words(enum lang lang, struct str address);
/* The catalogue's word for what happened at a door. */
struct str door_outcome_words(enum lang lang, struct str outcome);

extern const struct route my_account_routes[];
extern const size_t my_account_routes_count;

#endif
