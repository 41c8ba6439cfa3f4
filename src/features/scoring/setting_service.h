/* How a half-year of a cluster is scored and shown, where the cluster decides: one value a key,
 * with what it rests on. Rows are added; the newest counts. Where nobody decided, the default
 * stands, and pages say that it is the program's. The settings are part of the ground of a board:
 * board.settings.
 */
#ifndef FEATURES_SCORING_SETTING_SERVICE_H
#define FEATURES_SCORING_SETTING_SERVICE_H

#include "features/cluster/cluster_service.h"

enum scoring_key {
    SETTING_VISIBILITY, /* when members see each other's points: "all-sent", "always", "adopted" */
    SETTING_COMPARE,    /* where something is not assigned: "share" of the maximum, or "points" */
    SETTING_TIES,       /* what breaks equal totals: codes of criteria in their order, by commas;
                           then "vote" or nothing; empty: places are shared */
    SETTING_CLASSES,    /* the scale of classes; see features/scoring/class_scale.h */
    SETTING_PLACES,     /* how many places are shown in the hall and on paper; empty: all */
    SETTING_OVER_WARNING,       /* percent of the target above which a result is pointed out */
    SETTING_EXPLAIN_UNTIL,      /* last day of the round of explanations; empty: none is set */
    SETTING_DISPUTE_UNTIL,      /* last day of the round of disputes */
    SETTING_QUOTA_FLAGS,        /* how many flags the cluster may propose at the annual review */
    SETTING_QUOTA_CERTIFICATES, /* certificates: a number, or "50%" with how it is counted */
    SETTING_CROSS_BLIND, /* "yes": who checks does not see the unit's own points before he gave his
                          */
    SETTING_LAST_PLACE,  /* places count to this one, which may not be shared; empty: all count */
    SETTING_AGREEMENT,   /* "yes": a table of criteria is locked after its members agreed to it */
    SETTING_HALF_TARGET, /* what a first half-year is to be beyond, percent of the year's target */
    SETTING_ADOPT_SHARE, /* votes that adopt the result: ">1/2", "2/3" of all members; outcome.h */
    SETTING_KEY_COUNT,
};
struct str scoring_key_code(enum scoring_key key);
bool scoring_key_from_code(struct str code, enum scoring_key *ret_key);
/* The value that stands where nobody decided. */
struct str scoring_key_default(enum scoring_key key);

struct scoring_setting {
    struct str value;
    bool is_set;      /* else it is the program's default, which nobody confirmed */
    struct str basis; /* what it rests on, in the words of who set it */
    struct str author;
    int64_t at_ms;
};
struct scoring_settings {
    struct scoring_setting of[SETTING_KEY_COUNT];
};

MUST_CHECK const struct err *scoring_load_settings(struct db_tx *tx, struct arena *arena,
                                                   struct str cluster_period_id,
                                                   struct scoring_settings *ret_settings);

/* Puts into the rules what the settings say about computing. */
struct scoring_rules;
void scoring_rules_take_settings(struct scoring_rules *rules,
                                 const struct scoring_settings *settings);

enum { SETTING_VALUE_MAX = 2000 };
struct scoring_setting_form {
    enum scoring_key key;
    struct str value;
    struct str basis;
};
/* RIGHT_CRITERIA_EDIT; open half-years only. The caller checked that VALUE makes sense for its key.
 * Stores those that differ, in one write; *ret_stored tells how many. */
MUST_CHECK const struct err *
scoring_set_settings(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                     const struct cluster_period *cluster, const struct scoring_setting_form *forms,
                     size_t count, struct issues *issues, int *ret_stored);

#endif
