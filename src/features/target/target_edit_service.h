/* Changing targets: adding, setting figures, agreeing, locking, adjusting, copying.
 *
 * Who may what (struct target_powers)
 * - A member proposes its own (RIGHT_MEMBER_ENTER) until something is agreed or the year is locked.
 * - Head and level above assign and agree (RIGHT_TARGET_EDIT) until the lock. Never for a unit of
 *   their own: neither who enters for a unit, nor the head's account for a unit that is head in
 * that year. Those figures are decided by the level above (RIGHT_TARGET_ADJUST).
 * - After the lock only RIGHT_TARGET_ADJUST, with the number of a decision and a reason.
 *
 * Nothing is stored when ISSUES is not empty. ERR_DENIED for who may not, ERR_STATE after the lock
 * for who may not adjust; both with a sentence. Each change writes new revisions and an audit row.
 */
#ifndef FEATURES_TARGET_TARGET_EDIT_SERVICE_H
#define FEATURES_TARGET_TARGET_EDIT_SERVICE_H

#include "features/target/target_form.h"
#include "features/target/target_service.h"

struct target_unit_ids {
    struct str *items;
    size_t count;
    size_t capacity;
};

/* What a user may do with the targets of a year. */
struct target_powers {
    bool may_decide;               /* RIGHT_TARGET_EDIT here, lock aside */
    bool may_adjust;               /* RIGHT_TARGET_ADJUST here */
    struct target_unit_ids enters; /* members for which the user proposes */
    struct target_unit_ids own;    /* units whose figures the user never decides */
    bool is_locked;
};

MUST_CHECK const struct err *target_powers_in(struct db_tx *tx, struct arena *arena,
                                              const struct user *user,
                                              const struct cluster_year *year,
                                              const struct target_book *book,
                                              struct target_powers *ret_powers);
/* Whether the figures of a unit may be decided (set, agreed, taken back) now; UNIT_ID empty: of
 * some unit. After the lock that is an adjustment. */
bool target_may_decide(const struct target_powers *powers, struct str unit_id);
/* Whether the user may propose for the unit now. */
bool target_may_propose(const struct target_powers *powers, struct str unit_id);

/* The book and the user's powers, in one snapshot. ERR_DENIED for who may not read the cluster. */
MUST_CHECK const struct err *target_open(struct db *db, struct arena *arena,
                                         const struct user *user, const struct cluster_year *year,
                                         int64_t known_ms, struct target_book *ret_book,
                                         struct target_powers *ret_powers);

/* Who acts on which year, and when. */
struct target_act {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *year;
};

/* Adds a content: for all members with the same figure (form->for_all), or for the member UNIT_ID.
 * VALUE may be empty for all members. Who may not decide for a unit proposes for it. Where the
 * content stands already for other members alone, the figure goes there. */
MUST_CHECK const struct err *target_add(const struct target_act *act,
                                        const struct target_item_form *form, struct str unit_id,
                                        struct str value, struct str first_half,
                                        const struct target_terms_form *terms,
                                        struct issues *issues, int64_t *ret_number);

/* Changes what is said of a content, or takes it out of the list (its history stays). */
MUST_CHECK const struct err *target_change_item(const struct target_act *act, int64_t number,
                                                const struct target_item_form *form,
                                                const struct target_terms_form *terms,
                                                struct issues *issues);
MUST_CHECK const struct err *target_remove_item(const struct target_act *act, int64_t number,
                                                const struct target_terms_form *terms,
                                                struct issues *issues);

/* Figures as typed into a grid. */
struct target_entry {
    int64_t number;
    struct str unit_id;
    struct str value;
    struct str first_half;
    int64_t seen_revision; /* on which the page was drawn; -1: never mind */
    struct str field;      /* for issues: FIELD and "FIELD-half" */
};

struct target_entries {
    struct target_entry *items;
    size_t count;
    size_t capacity;
};

enum target_mode {
    TARGET_AS_DECIDER, /* what is set counts */
    TARGET_AS_MEMBER,  /* what is set is a proposal */
};

/* Sets what differs from what is there. What somebody else changed since the page was drawn is an
 * issue, unless the user left that cell alone. AGREES: an equal proposal becomes agreed too. */
MUST_CHECK const struct err *target_set(const struct target_act *act, enum target_mode mode,
                                        bool agrees, const struct target_entries *entries,
                                        const struct target_terms_form *terms,
                                        struct issues *issues, int64_t *ret_count);

/* Proposals that become agreed as they are. */
struct target_key {
    int64_t number;
    struct str unit_id;
};
MUST_CHECK const struct err *target_agree(const struct target_act *act,
                                          const struct target_key *keys, size_t count,
                                          const struct target_terms_form *terms,
                                          struct issues *issues, int64_t *ret_count);

/* What the lock would leave open. */
enum target_gap_kind { TARGET_GAP_FIGURE, TARGET_GAP_PROPOSAL, TARGET_GAP_HALF, TARGET_GAP_UNIT };

struct target_gap {
    enum target_gap_kind kind;
    const struct target_item *item; /* NULL for TARGET_GAP_UNIT: it has no target at all */
    size_t member;                  /* index in the year */
};

struct target_gaps {
    struct target_gap *items;
    size_t count;
    size_t capacity;
};

void target_find_gaps(struct arena *arena, const struct target_book *book,
                      const struct cluster_year *year, struct target_gaps *ret_gaps);

/* Once and for good. With gaps only when CONFIRMED. `terms` is the paper; its reason is the note.
 */
MUST_CHECK const struct err *target_lock_year(const struct target_act *act,
                                              const struct target_terms_form *terms, bool confirmed,
                                              struct issues *issues);

/* Contents and agreed figures of the year before, as proposals; what stands here already stays. */
MUST_CHECK const struct err *target_copy_year(const struct target_act *act,
                                              const struct cluster_year *from,
                                              struct issues *issues, int64_t *ret_count);

#endif
