/* The named rules of a half-year's table, stored and changed. Like the table's own rules they can
 * be changed until scores rest on them; a table that is locked must still make sense with them.
 */
#ifndef FEATURES_SCORING_NAMED_RULE_SERVICE_H
#define FEATURES_SCORING_NAMED_RULE_SERVICE_H

#include "features/scoring/scoring_service.h"

enum { NAMED_RULES_MAX = 40 };

/* Into rules->named, in their order. scoring_load_rules does it. */
MUST_CHECK const struct err *named_rules_load(struct db_tx *tx, struct arena *arena,
                                              struct str cluster_period_id,
                                              struct scoring_rules *rules);

/* RIGHT_CRITERIA_EDIT; open half-years only; ERR_STATE once scores rest on the rules. Findings go
 * into ISSUES, then nothing is stored. CODE names the rule that is changed (its code stays;
 * whatever RULE says); empty: RULE is a new one. */
MUST_CHECK const struct err *named_rule_set(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct cluster_period *cluster, struct str code,
                                            const struct named_rule *rule, struct issues *issues);
/* Takes one out; not while a criterion picks it. */
MUST_CHECK const struct err *named_rule_remove(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_period *cluster,
                                               struct str code, struct issues *issues);
/* Takes several in, as from an example; those whose code is there already stay as they are.
 * *ret_added tells how many came. */
MUST_CHECK const struct err *
named_rules_take(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                 const struct cluster_period *cluster, const struct named_rule *rules, size_t count,
                 struct str whence, struct issues *issues, size_t *ret_added);
/* The same within a write whose caller checked the right and writes the audit; nothing is checked
 * against the table. */
MUST_CHECK const struct err *named_rules_take_in(struct db_tx *tx, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 struct str cluster_period_id,
                                                 const struct named_rule *rules, size_t count,
                                                 size_t *ret_added);
/* Several in place of those that bear their codes, further ones after those there, within a write
 * whose caller checked the right; others stay. Checks what named_rule_set does but for the rules
 * themselves, which the caller checked (named_rule_check), and for a locked table; writes the
 * audit. Counts say what came; where nothing differs, nothing is stored. */
MUST_CHECK const struct err *named_rules_put_in(struct db_tx *tx, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct cluster_period *cluster,
                                                const struct named_rule *rules, size_t count,
                                                size_t *ret_added, size_t *ret_changed);

/* Its figures in one line, in Vietnamese as papers have it: "từ 5: −5; từ 10: −10"; and all of it
 * with code, name and source, for the history. */
struct str named_rule_figures(struct arena *arena, const struct named_rule *rule);
struct str named_rule_tell(struct arena *arena, const struct named_rule *rule);

#endif
