/* What a browser, a device and a person at the door send before anybody knows who they are. */
#include <string.h>

#include "crypto/base64.h"
#include "crypto/passkey.h"
#include "features/factor/directory.h"
#include "features/factor/totp_text.h"
#include "features/factor/webauthn.h"
#include "fuzz.h"

static const struct site SITE = {STR_INIT("thidua.example.vn")};

/* Nothing that the bytes say makes them an answer to a challenge that is not in them. */
static void try_client_data(struct arena *arena, struct str input) {
    struct str challenge;
    bool found = webauthn_challenge(arena, input, &challenge);
    MUST_HOLD(found == (challenge.n > 0));
    MUST_HOLD(webauthn_check_client(input, WEBAUTHN_GET, STR(""), SITE) != WEBAUTHN_WELL);
    if (webauthn_check_client(input, WEBAUTHN_GET, STR("abc"), SITE) == WEBAUTHN_WELL)
        MUST_HOLD(found && str_equal_c(challenge, "abc"));
}

static void try_authenticator_data(struct arena *arena, struct str input) {
    struct authenticator_data data;
    struct passkey_key key;
    if (webauthn_read_authenticator(input, &data))
        MUST_HOLD(data.rp_id_hash.n == 32 && input.n >= 37);
    if (passkey_read(arena, input, &key)) {
        MUST_HOLD(key.id.n > 0 && key.public_key.n > 0);
        MUST_HOLD(!passkey_signed(key.algorithm, key.public_key, SITE.name, input, input, input));
    }
    MUST_HOLD(!passkey_signed(PASSKEY_ES256, input, SITE.name, input, input, input));
}

/* No login brings a sign of its own into a filter or a name. */
static void try_login(struct arena *arena, struct str input) {
    struct str filled = directory_fill(arena, "(uid={login})", input);
    if (!filled.p)
        return;
    MUST_HOLD(str_starts_with(filled, STR("(uid=")) && str_ends_with(filled, STR(")")));
    for (size_t i = 5; i + 1 < filled.n; i++)
        MUST_HOLD(filled.p[i] && !strchr("()*,+=<>#;\" ", filled.p[i]));
}

static void try_text(struct arena *arena, struct str input) {
    struct str bytes;
    if (base64url_read(arena, input, &bytes))
        MUST_HOLD(bytes.n <= input.n);
    MUST_HOLD(base64url_read(arena, base64url(arena, input), &bytes) && str_equal(bytes, input));
    struct str code = totp_typed(arena, input);
    MUST_HOLD(!code.p || code.n == 6);
    code = recovery_code_typed(arena, input);
    MUST_HOLD(!code.p || code.n == 16);
    if (site_name_fits(input)) {
        MUST_HOLD(site_rp_id((struct site){input}).n > 0);
        MUST_HOLD(!site_is_origin((struct site){input}, STR("https://evil.example")) ||
                  str_equal_c(input, "evil.example"));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct str input = fuzz_input(data, size);
    try_client_data(arena, input);
    try_authenticator_data(arena, input);
    try_login(arena, input);
    try_text(arena, input);
    arena_free(arena);
    return 0;
}
