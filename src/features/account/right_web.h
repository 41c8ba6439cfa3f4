/* "/quyen": the table of rights as the program has it, what the signed-in user may do and why, and
 * his loans. "/canh-bao": what the chair is shown. */
#ifndef FEATURES_ACCOUNT_RIGHT_WEB_H
#define FEATURES_ACCOUNT_RIGHT_WEB_H

#include "base/list.h"
#include "features/account/right.h"
#include "html/ui.h"
#include "http/http.h"

/* A right and who has it; or, with a title alone, the head of a group. */
struct right_row {
    struct str group;
    struct str name;
    struct str state;
    bool closes; /* the state ends it */
    struct {
        struct right_cell {
            bool may;
            bool own; /* a role of who looks at it */
        } items[ROLE_COUNT];
        size_t count;
    } cells;
};

struct right_role {
    struct str name;
    struct str scope;
    struct str gives;
    bool own;
};

/* What the user may, where, and why. */
struct own_row {
    struct str role;
    struct str where;
    struct str why;
    struct str time;
    bool leads; /* follows from the row before */
};

struct loan_row {
    struct str id;
    struct str who;
    struct str what;
    struct str time;
    struct str reason;
    struct str state;
    bool may_end;
    bool may_act;
    struct str lender;
};

struct lend_choice {
    struct str id;
    struct str text;
    bool chosen;
};

struct right_view {
    const struct page *page;
    LIST(struct right_role) roles;
    LIST(struct right_row) rows;
    LIST(struct own_row) own;
    LIST(struct loan_row) loans;
    LIST(struct lend_choice) lendable;
    bool may_lend;
    struct str delegate;
    struct str from;
    struct str to;
    struct str reason;
};

struct alert_row {
    struct str id;
    struct str text;
    struct str by;
    struct str reason;
    struct str state; /* empty: may be marked */
    bool may_see;
};
struct alert_view {
    const struct page *page;
    LIST(struct alert_row) alerts;
};

extern const struct route right_routes[];
extern const size_t right_routes_count;
extern const struct route alert_routes[];
extern const size_t alert_routes_count;

#endif
