/* Signing in with the password of the office's directory (LDAP).
 *
 * The directory answers one question: is this the password? It grants nothing: an account exists
 * here, with roles given here, and is marked as one of the directory. Where the directory cannot be
 * asked, accounts with a password of their own sign in as ever; one administrator at least must be
 * such an account.
 */
#ifndef FEATURES_FACTOR_DIRECTORY_SERVICE_H
#define FEATURES_FACTOR_DIRECTORY_SERVICE_H

#include "features/factor/factor_service.h"

enum { DIRECTORY_WAIT_S = 5, DIRECTORY_REST_S = 10 };

/* Binds as the login's entry. Over within DIRECTORY_WAIT_S for each answer waited for. After a
 * failure nobody but one prober is kept waiting for DIRECTORY_REST_S: the others are told at once.
 * An empty password is wrong without asking: a server would take it for a bind of nobody. */
enum door_word directory_ask(const struct directory_settings *settings, struct arena *arena,
                             struct str login, struct str password);

/* For tests: the next one asks, whatever was before. */
void directory_end_rest(void);

/* Marks an account as one of the directory, or takes the mark off; who manages accounts. An issue
 * where no administrator with a password of his own would be left, and where the account is one's
 * own. ERR_NOT_FOUND without such an account. */
MUST_CHECK const struct err *directory_mark(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            struct str login, bool marked, struct issues *issues);

#endif
