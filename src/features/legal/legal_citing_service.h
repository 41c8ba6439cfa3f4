/* Where a document of the register is cited: each room that cites tells of its own rows.
 *
 * The register depends on no room: rooms offer a finder (the hook below), and src/citing_list.c
 * names them.
 */
#ifndef FEATURES_LEGAL_LEGAL_CITING_SERVICE_H
#define FEATURES_LEGAL_LEGAL_CITING_SERVICE_H

#include "features/legal/legal_cite_service.h"

enum { LEGAL_CITINGS_MAX = 100 }; /* of one room */

/* One place that cites: its words, and where it is. */
struct legal_citing {
    struct str text;
    struct str href;
};

struct legal_citings {
    struct legal_citing *items;
    size_t count;
    size_t capacity;
};

/* What a finder is asked. */
struct legal_citing_ask {
    struct db_tx *tx;
    struct arena *arena;
    const struct user *user;
    const struct legal_citer *citer;
    const struct legal_document *document;
};

struct legal_citing_room {
    enum msg_id name; /* "Đơn vị" */
    /* The places that the user may see, each once, at most LEGAL_CITINGS_MAX + 1. */
    const struct err *(*find)(const struct legal_citing_ask *ask, struct legal_citings *citings);
};

/* What a row stores of a citation, a code or a text: whether the document is named there. */
bool legal_citing_names(const struct legal_citing_ask *ask, struct str stored);
/* Whether a decision of that day and issuer is the document, and none of the same number. */
bool legal_citing_decision(const struct legal_citing_ask *ask, struct str number,
                           struct partial_date made_on, struct str issuer);

/* A row of a cluster's year. */
struct legal_citing_row {
    struct str cluster_id;
    struct str slug;
    struct str cluster;
    int64_t year;
    struct str tail; /* behind "/cum/SLUG/nam/YEAR/" */
    struct str what;
};
/* Adds it where the user may read the cluster; the same place only once, not more than needed. */
void legal_citing_add(const struct legal_citing_ask *ask, const struct legal_citing_row *row,
                      struct legal_citings *citings);

extern const struct legal_citing_room *const legal_citing_rooms[];
extern const size_t legal_citing_room_count;

/* A room with what it told; rooms that cite nowhere are left out. */
struct legal_cited_in {
    enum msg_id name;
    bool is_cut; /* there are more than are told */
    struct legal_citings citings;
};

struct legal_cited_rooms {
    struct legal_cited_in *items;
    size_t count;
    size_t capacity;
};

/* ERR_NOT_FOUND for an unknown code. Whoever is signed in may ask, and is told what he may see. */
MUST_CHECK const struct err *legal_citings_find(struct db *db, struct arena *arena,
                                                const struct user *user, enum lang lang,
                                                struct str code,
                                                struct legal_cited_rooms *ret_rooms);

#endif
