/* What the tests of this room share: a database with accounts, and the steps of signing in. Not
 * part of the program. */
#ifndef FEATURES_FACTOR_FACTOR_FIXTURE_H
#define FEATURES_FACTOR_FACTOR_FIXTURE_H

#include "db/db_test_support.h"
#include "features/factor/factor_service.h"

#define FACTOR_NOW_MS INT64_C(1593000000000)

/* Of the test that runs. */
struct factor_scene {
    struct db *db;
    struct arena *arena;
    struct factor_settings settings; /* in use: everything on but the directory */
    struct visitor visitor;
};

void factor_begin(struct factor_scene *scene, struct db *db);
void factor_end(struct factor_scene *scene);
/* A new account; its password. */
struct str factor_account(struct factor_scene *scene, const char *login, enum role role);
/* Its user as if signed in; SESSION names the session. */
struct user factor_user(struct factor_scene *scene, const char *login, const char *session);
/* The first step of a sign-in. */
struct door_answer factor_sign_in(struct factor_scene *scene, const char *login,
                                  struct str password, int64_t now_ms);
bool factor_is_open(struct factor_scene *scene, struct str session_token, int64_t now_ms);
/* How often the history of an account has this action. */
size_t factor_audited(struct factor_scene *scene, const struct user *account, const char *action);

#endif
