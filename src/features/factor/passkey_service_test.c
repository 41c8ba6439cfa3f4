/* Passkeys: registered, asked for, refused for every reason there is; on both engines. */
#include "crypto/base64.h"
#include "crypto/passkey_fixture.h"
#include "features/factor/factor_fixture.h"
#include "features/factor/passkey_service.h"

#define NOW    FACTOR_NOW_MS
#define RP     "thidua.example.vn"
#define ORIGIN "https://thidua.example.vn"
#define VISIT  "0123456789abcdef0123456789abcdef"

static const int64_t MINUTE = 60000;

static struct factor_scene s;
static struct str password; /* of "nam" */
static struct user nam;
static struct soft_key *device;

/* How the device and the browser answer; a test changes one thing. */
struct ways {
    const char *type, *rp, *origin;
    unsigned flags;
    uint32_t counter;
    struct soft_key *signer;
    struct str challenge; /* absent: the one that was asked */
    struct str bound_to;  /* absent: this browser's */
    struct str user;
};

static struct ways well(void) {
    return (struct ways){.type = WEBAUTHN_GET,
                         .rp = RP,
                         .origin = ORIGIN,
                         .flags = SOFT_WELL,
                         .signer = device,
                         .user = STR("")};
}

static struct passkey_form answer_of(const struct soft_key *key, struct ways ways,
                                     struct str bound_to, int64_t asked_ms) {
    struct str challenge = ways.challenge;
    if (!challenge.p)
        challenge = passkey_challenge(s.arena, &s.settings, WEBAUTHN_GET,
                                      ways.bound_to.p ? ways.bound_to : bound_to, asked_ms);
    struct str data = soft_assertion(s.arena, ways.rp, ways.flags, ways.counter);
    struct str client = soft_client_data(s.arena, ways.type, challenge, ways.origin);
    return (struct passkey_form){
        .id = base64url(s.arena, soft_key_id(key)),
        .client_data = base64url(s.arena, client),
        .authenticator_data = base64url(s.arena, data),
        .signature = base64url(s.arena, soft_sign(s.arena, ways.signer, data, client)),
        .user = ways.user};
}

/* Signing in with the form; MSG_none: in. */
static enum msg_id try_form(const struct passkey_form *form, int64_t now_ms) {
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(passkey_sign_in(s.db, s.arena, &s.settings, now_ms, &s.visitor, STR(VISIT), form,
                              &issues, &answer));
    assert_int_equal(issues.count, answer.step == DOOR_OPEN ? 0 : 1);
    if (answer.step == DOOR_OPEN)
        assert_true(factor_is_open(&s, answer.session_token, now_ms));
    return issues.count ? issues.items[0].message.id : MSG_none;
}

static enum msg_id sign_in(struct ways ways) {
    struct passkey_form form = answer_of(device, ways, STR(VISIT), NOW);
    return try_form(&form, NOW);
}

static struct passkey_form registration(struct user *user, struct soft_key *key, struct ways ways,
                                        int64_t asked_ms) {
    struct str challenge = ways.challenge;
    if (!challenge.p)
        challenge =
            passkey_challenge(s.arena, &s.settings, WEBAUTHN_CREATE,
                              ways.bound_to.p ? ways.bound_to : user->session_hash, asked_ms);
    struct str client = soft_client_data(s.arena, ways.type, challenge, ways.origin);
    return (struct passkey_form){
        .id = base64url(s.arena, soft_key_id(key)),
        .client_data = base64url(s.arena, client),
        .authenticator_data =
            base64url(s.arena, soft_registration(s.arena, key, ways.rp, ways.flags, ways.counter)),
        .name = STR("máy cơ quan")};
}

static enum msg_id add(struct user *user, const struct passkey_form *form, int64_t now_ms,
                       bool *ret_new) {
    struct issues issues = {0};
    struct recovery_codes codes;
    assert_ok(
        passkey_add(s.db, s.arena, &s.settings, user, now_ms, form, &issues, &codes, ret_new));
    return issues.count ? issues.items[0].message.id : MSG_none;
}

static enum msg_id add_with(struct ways ways, int64_t now_ms) {
    bool is_new;
    ways.type = str_equal_c(str_from_c(ways.type), WEBAUTHN_GET) ? WEBAUTHN_CREATE : ways.type;
    struct passkey_form form = registration(&nam, device, ways, NOW);
    return add(&nam, &form, now_ms, &is_new);
}

static void set_up(void **state, bool with_passkey) {
    factor_begin(&s, *state);
    password = factor_account(&s, "nam", ROLE_OFFICE);
    nam = factor_user(&s, "nam", "phien-cua-nam");
    device = soft_key_new(PASSKEY_ES256);
    if (with_passkey)
        assert_int_equal(add_with(well(), NOW), MSG_none);
}

static void end(void) {
    soft_key_free(device);
    factor_end(&s);
}

static size_t count_passkeys(void) {
    struct passkey_lines lines;
    assert_ok(passkeys_of(s.db, s.arena, nam.id, &lines));
    return lines.count;
}

/* --- registering ---------------------------------------------------------------------------- */

static void a_passkey_is_registered_once(void **state) {
    set_up(state, false);
    bool is_new;
    struct ways ways = well();
    ways.type = WEBAUTHN_CREATE;
    struct passkey_form form = registration(&nam, device, ways, NOW);
    assert_int_equal(add(&nam, &form, NOW, &is_new), MSG_none);
    assert_true(is_new); /* the first second step: recovery codes are shown */
    assert_int_equal(add(&nam, &form, NOW, &is_new), MSG_factor_passkey_challenge);
    form = registration(&nam, device, ways, NOW + 1);
    assert_int_equal(add(&nam, &form, NOW + 1, &is_new), MSG_factor_passkey_exists);
    /* Nor for somebody else. */
    factor_account(&s, "lan", ROLE_OFFICE);
    struct user lan = factor_user(&s, "lan", "phien-cua-lan");
    form = registration(&lan, device, ways, NOW);
    assert_int_equal(add(&lan, &form, NOW, &is_new), MSG_factor_passkey_exists);
    assert_int_equal(count_passkeys(), 1);
    assert_int_equal(factor_audited(&s, &nam, "account_passkey_on"), 1);
    end();
}

static void a_registration_for_another_purpose_is_refused(void **state) {
    set_up(state, false);
    struct ways ways = well();
    ways.origin = "https://thidua.evil.vn";
    assert_int_equal(add_with(ways, NOW), MSG_factor_passkey_origin);
    ways = well();
    ways.rp = "evil.vn";
    assert_int_equal(add_with(ways, NOW), MSG_factor_passkey_origin);
    ways = well();
    ways.flags = SOFT_PRESENT;
    assert_int_equal(add_with(ways, NOW), MSG_factor_passkey_unverified);
    ways = well();
    ways.type = "webauthn.other";
    assert_int_equal(add_with(ways, NOW), MSG_factor_passkey_form);
    ways = well();
    ways.bound_to = STR("phien-khac");
    assert_int_equal(add_with(ways, NOW), MSG_factor_passkey_challenge);
    ways = well();
    ways.challenge = STR("AAAA");
    assert_int_equal(add_with(ways, NOW), MSG_factor_passkey_challenge);
    /* The page of signing in asked, not that of registering. */
    ways.challenge = passkey_challenge(s.arena, &s.settings, WEBAUTHN_GET, nam.session_hash, NOW);
    assert_int_equal(add_with(ways, NOW), MSG_factor_passkey_challenge);
    assert_int_equal(add_with(well(), NOW + CHALLENGE_MINUTES * MINUTE),
                     MSG_factor_passkey_challenge);
    assert_int_equal(add_with(well(), NOW - 1), MSG_factor_passkey_challenge);
    assert_int_equal(count_passkeys(), 0);
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_OPEN);
    end();
}

/* --- signing in with it ----------------------------------------------------------------------- */

static void it_opens_without_a_password(void **state) {
    set_up(state, true);
    assert_int_equal(sign_in(well()), MSG_none);
    struct ways ways = well();
    ways.user = base64url(s.arena, nam.id);
    assert_int_equal(sign_in(ways), MSG_none);
    ways.user = base64url(s.arena, STR("somebody-else"));
    assert_int_equal(sign_in(ways), MSG_factor_passkey_form);
    end();
}

static void an_answer_counts_once_and_in_time(void **state) {
    set_up(state, true);
    struct passkey_form form = answer_of(device, well(), STR(VISIT), NOW);
    assert_int_equal(try_form(&form, NOW), MSG_none);
    assert_int_equal(try_form(&form, NOW), MSG_factor_passkey_challenge);
    assert_int_equal(try_form(&form, NOW + MINUTE), MSG_factor_passkey_challenge);
    form = answer_of(device, well(), STR(VISIT), NOW);
    assert_int_equal(try_form(&form, NOW + CHALLENGE_MINUTES * MINUTE),
                     MSG_factor_passkey_challenge);
    /* A clock set back makes no challenge of tomorrow good. */
    assert_int_equal(try_form(&form, NOW - 1), MSG_factor_passkey_challenge);
    end();
}

static void what_another_site_or_person_made_is_refused(void **state) {
    set_up(state, true);
    struct ways ways = well();
    ways.origin = "https://thidua.evil.vn";
    assert_int_equal(sign_in(ways), MSG_factor_passkey_origin);
    ways = well();
    ways.origin = "http://thidua.example.vn";
    assert_int_equal(sign_in(ways), MSG_factor_passkey_origin);
    ways = well();
    ways.rp = "evil.vn";
    assert_int_equal(sign_in(ways), MSG_factor_passkey_origin);
    ways = well();
    ways.type = WEBAUTHN_CREATE;
    assert_int_equal(sign_in(ways), MSG_factor_passkey_form);
    ways = well();
    ways.flags = SOFT_VERIFIED;
    assert_int_equal(sign_in(ways), MSG_factor_passkey_unverified);
    ways = well();
    ways.flags = SOFT_PRESENT;
    assert_int_equal(sign_in(ways), MSG_factor_passkey_unverified);
    ways = well();
    ways.bound_to = STR("trinh-duyet-khac");
    assert_int_equal(sign_in(ways), MSG_factor_passkey_challenge);
    ways = well();
    ways.signer = soft_key_new(PASSKEY_ES256);
    assert_int_equal(sign_in(ways), MSG_factor_passkey_form);
    struct passkey_form unknown = answer_of(ways.signer, ways, STR(VISIT), NOW);
    assert_int_equal(try_form(&unknown, NOW), MSG_factor_passkey_form);
    soft_key_free(ways.signer);
    assert_int_equal(sign_in(well()), MSG_none);
    end();
}

static void a_tampered_answer_is_refused(void **state) {
    set_up(state, true);
    struct passkey_form good = answer_of(device, well(), STR(VISIT), NOW);
    struct str *fields[] = {&good.id, &good.client_data, &good.authenticator_data, &good.signature};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        struct str whole = *fields[i];
        struct str changed = str_copy(s.arena, whole);
        size_t at = whole.n / 2;
        ((char *)(uintptr_t)changed.p)[at] = whole.p[at] == 'A' ? 'B' : 'A';
        *fields[i] = changed;
        assert_int_not_equal(try_form(&good, NOW), MSG_none);
        *fields[i] = str_slice(whole, 0, whole.n - 4);
        assert_int_not_equal(try_form(&good, NOW), MSG_none);
        *fields[i] = STR("");
        assert_int_not_equal(try_form(&good, NOW), MSG_none);
        *fields[i] = STR("+/=");
        assert_int_equal(try_form(&good, NOW), MSG_factor_passkey_form);
        *fields[i] = whole;
    }
    assert_int_equal(try_form(&good, NOW), MSG_none);
    end();
}

static void a_counter_that_goes_back_shuts_the_passkey(void **state) {
    set_up(state, true);
    struct ways ways = well();
    ways.counter = 7;
    assert_int_equal(sign_in(ways), MSG_none);
    ways.counter = 8;
    assert_int_equal(sign_in(ways), MSG_none);
    assert_int_equal(sign_in(ways), MSG_factor_passkey_copied);
    ways.counter = 100; /* for good: nobody knows which of the two it is */
    assert_int_equal(sign_in(ways), MSG_factor_passkey_copied);
    struct passkey_lines lines;
    assert_ok(passkeys_of(s.db, s.arena, nam.id, &lines));
    assert_true(lines.items[0].copied_ms.set);
    assert_int_equal(factor_audited(&s, &nam, "account_passkey_copied"), 1);
    end();
}

static void a_removed_passkey_opens_nothing(void **state) {
    set_up(state, true);
    struct passkey_lines lines;
    struct issues issues = {0};
    assert_ok(passkeys_of(s.db, s.arena, nam.id, &lines));
    struct str id = lines.items[0].id;
    assert_ok(
        passkey_remove(s.db, s.arena, &s.settings, &nam, &s.visitor, NOW, id, STR("sai"), &issues));
    assert_int_equal(issues.count, 1);
    assert_int_equal(count_passkeys(), 1);
    /* Somebody else's is none of his. */
    struct str other_password = factor_account(&s, "lan", ROLE_OFFICE);
    struct user lan = factor_user(&s, "lan", "phien-cua-lan");
    issues = (struct issues){0};
    assert_err_kind(passkey_remove(s.db, s.arena, &s.settings, &lan, &s.visitor, NOW, id,
                                   other_password, &issues),
                    ERR_NOT_FOUND);
    assert_int_equal(sign_in(well()), MSG_none);
    assert_ok(
        passkey_remove(s.db, s.arena, &s.settings, &nam, &s.visitor, NOW, id, password, &issues));
    assert_int_equal(sign_in(well()), MSG_factor_passkey_form);
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_OPEN);
    end();
}

/* --- as the second step -------------------------------------------------------------------------
 */

static enum msg_id pass(struct str pending, const struct passkey_form *form, int64_t now_ms) {
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(passkey_pass(s.db, s.arena, &s.settings, now_ms, &s.visitor, pending, form, &issues,
                           &answer));
    return answer.step == DOOR_OPEN ? MSG_none
           : issues.count           ? issues.items[0].message.id
                                    : MSG_notice_sign_in_anew;
}

static void after_the_password_the_accounts_own_passkey_is_wanted(void **state) {
    set_up(state, true);
    struct door_answer first = factor_sign_in(&s, "nam", password, NOW);
    assert_int_equal(first.step, DOOR_SECOND_FACTOR);
    struct str pending = first.pending_token;
    /* Of a challenge for the page without a password, for another sign-in. */
    struct passkey_form form = answer_of(device, well(), STR(VISIT), NOW);
    assert_int_equal(pass(pending, &form, NOW), MSG_factor_passkey_challenge);
    form = answer_of(device, well(), STR("another"), NOW);
    assert_int_equal(pass(pending, &form, NOW), MSG_factor_passkey_challenge);
    /* Another user's passkey. */
    factor_account(&s, "lan", ROLE_OFFICE);
    struct user lan = factor_user(&s, "lan", "phien-cua-lan");
    struct soft_key *of_lan = soft_key_new(PASSKEY_EDDSA);
    struct ways create = well();
    create.type = WEBAUTHN_CREATE;
    bool is_new;
    form = registration(&lan, of_lan, create, NOW);
    assert_int_equal(add(&lan, &form, NOW, &is_new), MSG_none);
    struct ways ways = well();
    ways.signer = of_lan;
    form = answer_of(of_lan, ways, pending, NOW);
    assert_int_equal(pass(pending, &form, NOW), MSG_factor_passkey_form);
    form = answer_of(device, well(), pending, NOW);
    assert_int_equal(pass(pending, &form, NOW), MSG_none);
    assert_int_equal(pass(pending, &form, NOW), MSG_notice_sign_in_anew);
    soft_key_free(of_lan);
    end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_passkey_is_registered_once),
        DB_TEST(a_registration_for_another_purpose_is_refused),
        DB_TEST(it_opens_without_a_password),
        DB_TEST(an_answer_counts_once_and_in_time),
        DB_TEST(what_another_site_or_person_made_is_refused),
        DB_TEST(a_tampered_answer_is_refused),
        DB_TEST(a_counter_that_goes_back_shuts_the_passkey),
        DB_TEST(a_removed_passkey_opens_nothing),
        DB_TEST(after_the_password_the_accounts_own_passkey_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
