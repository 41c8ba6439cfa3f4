/* All that is held about somebody, as tables of words: for the page, the paper, the spreadsheet and
 * machines alike. Withdrawn lines stand in it too, and who changed or read the record.
 *
 * Whoever takes it is recorded. The person takes his own; who looks after personal data takes the
 * copy that a request asks for.
 */
#ifndef FEATURES_PRIVACY_HOLDINGS_SERVICE_H
#define FEATURES_PRIVACY_HOLDINGS_SERVICE_H

#include "features/privacy/privacy_service.h"

enum { HELD_COLUMNS_MAX = 10, HELD_READINGS_MAX = 5000 };

struct held_column {
    const char *key; /* for machines: "recorded_at" */
    enum msg_id head;
};

struct held_row {
    struct str cells[HELD_COLUMNS_MAX];
};

struct held_table {
    const char *key;
    enum msg_id name;
    struct held_column columns[HELD_COLUMNS_MAX];
    size_t column_count;
    bool by_name_only; /* found by the name: it may be somebody else's */
    LIST(struct held_row) rows;
};

struct holdings {
    struct str name; /* of the person, or of the account where none is known */
    bool has_person;
    bool has_account;
    LIST(struct held_table) tables;
    struct str taken_by;
    int64_t at_ms;
    bool is_sample; /* all clusters of the folder are samples */
};

/* One's own, to look at: that is not recorded. */
MUST_CHECK const struct err *holdings_own(struct db *db, struct arena *arena, enum lang lang,
                                          const struct user *user, int64_t now_ms,
                                          struct holdings *ret_holdings);
/* One's own (REQUEST_ID empty), or what a request asks for, to take away: recorded. */
MUST_CHECK const struct err *holdings_take(struct db *db, struct arena *arena, enum lang lang,
                                           const struct user *user, int64_t now_ms,
                                           struct str request_id, struct holdings *ret_holdings);

#endif
