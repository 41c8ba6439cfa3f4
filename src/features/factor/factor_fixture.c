#include "features/factor/factor_fixture.h"

#include <string.h>

#include "features/account/account_service.h"
#include "features/audit/audit.h"

void factor_begin(struct factor_scene *scene, struct db *db) {
    *scene = (struct factor_scene){.db = db,
                                   .arena = arena_new(0),
                                   .settings = {.totp = true,
                                                .passkey = true,
                                                .site = {STR("thidua.example.vn")},
                                                .key = STR("0123456789abcdef0123456789abcdef")},
                                   .visitor = {STR("10.0.0.1"), STR("Firefox")}};
    factor_use(&scene->settings);
}

void factor_end(struct factor_scene *scene) {
    factor_use(NULL);
    arena_free(scene->arena);
}

struct str factor_account(struct factor_scene *scene, const char *login, enum role role) {
    struct user local = user_local();
    struct account_form form = {
        .login = str_from_c(login), .name = str_from_c(login), .role = role};
    struct issues issues = {0};
    struct str password = STR_NONE;
    assert_ok(account_create_sample(scene->db, scene->arena, &local, FACTOR_NOW_MS - 1000, &form,
                                    &issues, &password));
    assert_int_equal(issues.count, 0);
    return password;
}

struct user factor_user(struct factor_scene *scene, const char *login, const char *session) {
    const struct user *user;
    assert_ok(account_of_login(scene->db, scene->arena, FACTOR_NOW_MS, str_from_c(login),
                               STR("10.0.0.1"), &user));
    assert_non_null(user);
    struct user copy = *user;
    copy.session_hash = str_from_c(session);
    return copy;
}

struct door_answer factor_sign_in(struct factor_scene *scene, const char *login,
                                  struct str password, int64_t now_ms) {
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(door_sign_in(scene->db, scene->arena, now_ms, &scene->visitor, str_from_c(login),
                           password, &issues, &answer));
    return answer;
}

bool factor_is_open(struct factor_scene *scene, struct str session_token, int64_t now_ms) {
    struct known_session session;
    assert_ok(account_of_session(scene->db, scene->arena, now_ms, session_token, STR("10.0.0.1"),
                                 &session));
    return session.user != NULL;
}

struct audited {
    struct arena *arena;
    struct str account_id;
    struct audit_lines lines;
};

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct audited *work = context;
    return audit_read(tx, work->arena, LANG_EN, "account", work->account_id, NULL, &work->lines);
}

size_t factor_audited(struct factor_scene *scene, const struct user *account, const char *action) {
    struct audited work = {.arena = scene->arena, .account_id = account->id};
    enum msg_id id;
    assert_true(message_from_key(str_format(scene->arena, "audit.%s", action), &id));
    assert_ok(db_read(scene->db, history_in, &work));
    size_t count = 0;
    for (size_t i = 0; i < work.lines.count; i++)
        count += str_equal(work.lines.items[i].action, message_plain(LANG_EN, id));
    return count;
}
