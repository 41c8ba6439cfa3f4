/* "…/tieu-chi/phien-ban": the versions of the table, one of them as it was, the steps from draft to
 * locked. */
#ifndef FEATURES_CRITERIA_VERSION_WEB_H
#define FEATURES_CRITERIA_VERSION_WEB_H

#include "features/scoring/table_version_service.h"
#include "html/ui.h"
#include "http/http.h"

struct version_line {
    const struct table_version *version;
    enum msg_id state;
    enum ui_state mark;
    bool has_before; /* there is an older version to compare it with */
    int before;
};

struct versions_view {
    const struct page *page;
    struct str base; /* "/cum/…/tieu-chi" */
    LIST(struct version_line) lines;
    const struct table_version *open;
    bool later; /* the open one is not the first */
    bool may_edit;
    bool may_open;
    struct str on; /* of the form of agreeing, as typed */
    struct str note;
    struct str reason;
    const struct issues *effects; /* of locking; on its page */
    struct str changes;           /* the same as a sentence */
};

struct version_row {
    const struct criterion *criterion;
    enum msg_id kind;
    struct str target;
    struct str for_kind;
    int depth;
    bool is_group;
};

struct version_view {
    const struct page *page;
    struct str base;
    const struct table_version *version;
    enum msg_id state;
    enum ui_state mark;
    struct decimal total;
    struct str by_kind; /* criteria_maxima_words */
    LIST(struct version_row) rows;
    LIST(struct str) notes;
};

enum msg_id version_state_name(enum version_state state);

extern const struct route version_routes[];
extern const size_t version_routes_count;

#endif
