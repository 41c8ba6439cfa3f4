/* The same evidence at several places: what may be taken over, and what is used more than once. */
#ifndef FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_USE_SERVICE_H
#define FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_USE_SERVICE_H

#include "features/score_evidence/score_evidence_service.h"

enum { EVIDENCE_SOURCES_MAX = 200, EVIDENCE_USES_MAX = 500 };

/* Something of the unit that can be taken over: score_evidence_take. */
struct evidence_source {
    struct str id;
    struct str text;    /* the paper's line, or the file's name */
    struct str caption; /* of a file */
    bool is_file;
    struct file_owner where;
    int64_t recorded_ms;
};
struct evidence_sources {
    struct evidence_source *items; /* files, then papers; each newest first */
    size_t count;
    size_t capacity;
};
/* What stands at other places of the unit: plan tasks, participation, scores of this and other
 * half-years, as far as USER may read them; without what is at the cell already. ERR_DENIED for who
 * may add nothing. */
MUST_CHECK const struct err *score_evidence_sources(struct db *db, struct arena *arena,
                                                    const struct user *user,
                                                    const struct evidence_place *place,
                                                    struct evidence_sources *ret_sources);

enum evidence_sharing {
    EVIDENCE_SAME_UNIT, /* another criterion of the half-year, a plan, a participation */
    EVIDENCE_EARLIER,   /* another half-year of the unit */
    EVIDENCE_OTHER_UNIT,
};
struct evidence_use {
    struct str sha256;
    bool begins; /* the first of its content */
    struct stored_file file;
    struct file_owner where; /* without words where the user may not see it */
    bool is_seen;
    enum evidence_sharing sharing; /* of the content: the gravest among its uses */
};
struct evidence_uses {
    struct evidence_use *items; /* by content, each from its first use on */
    size_t count;
    size_t capacity;
    size_t contents;
    bool more; /* than EVIDENCE_USES_MAX */
};
/* Every content of the half-year that stands at more than one place; for who verifies it. */
MUST_CHECK const struct err *score_evidence_shared(struct db *db, struct arena *arena,
                                                   const struct user *user,
                                                   const struct cluster_period *cluster,
                                                   struct evidence_uses *ret_uses);

#endif
