/* Flags and certificates that a cluster proposes at the annual review: who comes into question, in
 * the order of the places and within the quotas. Pure.
 *
 * A proposal is advice to the council above (facts CF-06: the cluster's places are its basis, not
 * the award itself). Quotas are what the cluster wrote down for itself from the guidance it
 * follows; the texts below are examples with their source, none of them law for this cluster.
 */
#ifndef FEATURES_PROPOSAL_PROPOSAL_H
#define FEATURES_PROPOSAL_PROPOSAL_H

#include "features/scoring/ranking.h"

enum proposal_kind {
    PROPOSAL_NONE, /* taken off the list, or never on it */
    PROPOSAL_FLAG,
    PROPOSAL_CERTIFICATE,
    PROPOSAL_KIND_COUNT,
};
/* "", "flag", "certificate", as stored. */
struct str proposal_kind_code(enum proposal_kind kind);
bool proposal_kind_from_code(struct str code, enum proposal_kind *ret_kind);
enum msg_id proposal_kind_name(enum proposal_kind kind);

/* The quotas of a half-year, read from the settings: flags "2"; certificates "1", "50%" (of the
 * members that are not proposed for a flag) or "50% all" (of all members). */
struct proposal_quota {
    bool has_flags;
    size_t flags;
    bool has_certificates;
    bool by_share;
    struct decimal share; /* percent */
    bool of_all;
    size_t certificates; /* where not by share */
};
struct proposal_quota proposal_quota_read(struct str flags, struct str certificates);
/* The most certificates there may be: by share the literal reading of "không quá", rounded down. */
size_t proposal_certificates_max(const struct proposal_quota *quota, size_t members,
                                 size_t flags_proposed);

/* Why a member is on the list the program makes, or not. */
enum proposal_why {
    PROPOSAL_BY_PLACE,     /* its place is within the quota */
    PROPOSAL_BEHIND,       /* behind the last place of the quota */
    PROPOSAL_TIED,         /* shares the last place of the quota: the cluster decides */
    PROPOSAL_DISQUALIFIED, /* out of the ranking */
    PROPOSAL_INCOMPLETE,   /* figures are missing */
    PROPOSAL_UNPLACED,     /* no place by the cluster's rule */
};
enum msg_id proposal_why_words(enum proposal_why why);

struct proposal_draft {
    size_t unit;
    int place;
    enum proposal_kind kind;
    enum proposal_why why;
};
/* One of each member, in the order of the standings, which have their places. A place that is
 * shared by more than the quota leaves room for stays open: nothing is drawn by lot. */
void proposal_make(struct arena *arena, const struct standing *standings, size_t count,
                   const struct proposal_quota *quota, struct proposal_draft **ret_drafts);

/* What others decided, as examples on the page: with source and mark of how sure it is. */
struct proposal_example {
    const char *id;     /* of the facts: "CF-01" */
    enum msg_id words;  /* what it says */
    const char *source; /* "QĐ 1174/2017, Quảng Ninh" */
    const char *mark;   /* "S": seen in a text; "S2": in one that is a draft, or at second hand */
};
extern const struct proposal_example proposal_examples[];
extern const size_t proposal_examples_count;

#endif
