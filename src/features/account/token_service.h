/* Tokens: by which a program asks the API in an account's name.
 *
 * A token has the rights of its account and no more, and may be made to read only. It is 256 random
 * bits, shown once; the database holds its SHA-256. It ends on a day, when its owner takes it back,
 * and with the account. Off unless `api_tokens` is switched on: until then no token is known.
 */
#ifndef FEATURES_ACCOUNT_TOKEN_SERVICE_H
#define FEATURES_ACCOUNT_TOKEN_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"

/* Of the program, set once at start from its configuration. */
void token_switch(bool on);
bool token_is_on(void);

enum { TOKEN_DAYS_MAX = 366, TOKEN_NAME_MAX = 100, TOKENS_MAX = 20 };

struct token_form {
    struct str name;
    struct str days; /* as typed */
    bool may_write;
};

/* For the user himself. Nothing is stored when ISSUES is not empty. */
MUST_CHECK const struct err *token_create(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          const struct token_form *form, struct issues *issues,
                                          struct str *ret_token);

struct token_line {
    struct str id;
    struct str name;
    bool may_write;
    int64_t created_ms;
    int64_t expires_ms;
    int64_t used_ms;      /* within the hour; 0: never */
    int64_t withdrawn_ms; /* 0: not */
};

struct token_lines {
    struct token_line *items;
    size_t count;
    size_t capacity;
};

/* The user's own, newest first. */
MUST_CHECK const struct err *token_list(struct db *db, struct arena *arena, const struct user *user,
                                        struct token_lines *ret_lines);
/* ERR_NOT_FOUND for one that is not the user's, or no longer in force. */
MUST_CHECK const struct err *token_withdraw(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms, struct str id);

/* Who asks with TOKEN; *ret_user is NULL for one that is not in force. */
MUST_CHECK const struct err *token_user(struct db *db, struct arena *arena, int64_t now_ms,
                                        struct str token, struct str address,
                                        const struct user **ret_user, bool *ret_may_write);

#endif
