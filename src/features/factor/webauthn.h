/* What must hold of a passkey's answer before its signature is worth anything (WebAuthn, sections
 * 7.1 and 7.2): pure rules over what the browser sent.
 *
 * A browser sends two things: the client data, JSON that says what was asked by whom, and the
 * authenticator data, bytes of the device. Both are signed together.
 */
#ifndef FEATURES_FACTOR_WEBAUTHN_H
#define FEATURES_FACTOR_WEBAUTHN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Where the program is reached: the host name of its certificate, with a port where it is not 443
 * ("thidua.example.vn", "thidua.example.vn:8443"). "localhost" alone may do without a certificate,
 * on any port: for trying it out. */
struct site {
    struct str name;
};

/* The name that passkeys are bound to: the site's, without its port. */
struct str site_rp_id(struct site site);
/* Small letters, digits, hyphens, parted by dots, perhaps a port; no IP address: browsers bind
 * passkeys to names only. */
bool site_name_fits(struct str name);
/* Whether a browser at this origin ("https://thidua.example.vn") is at the site. */
bool site_is_origin(struct site site, struct str origin);

/* Longest that browsers may send, in bytes. */
enum {
    CLIENT_DATA_MAX = 4096,
    AUTHENTICATOR_DATA_MAX = 4096,
    SIGNATURE_MAX = 1024,
    CREDENTIAL_ID_MAX = 1023
};

enum webauthn_fault {
    WEBAUTHN_WELL,
    WEBAUTHN_FORM,       /* it cannot be read */
    WEBAUTHN_TYPE,       /* made for something else: a registration, a payment */
    WEBAUTHN_CHALLENGE,  /* not for what was asked now */
    WEBAUTHN_ORIGIN,     /* made on another site, or inside a page of another site */
    WEBAUTHN_SITE,       /* the device meant another site */
    WEBAUTHN_UNVERIFIED, /* nobody was present, or nobody was recognised (PIN, finger, face) */
    WEBAUTHN_COUNTER,    /* the device counts backwards: there may be a copy of it */
};

#define WEBAUTHN_CREATE "webauthn.create"
#define WEBAUTHN_GET    "webauthn.get"

/* The client data: their type, CHALLENGE (base64url, as it was sent out), their origin. */
enum webauthn_fault webauthn_check_client(struct str client_data, const char *type,
                                          struct str challenge, struct site site);
/* The challenge that client data answer, to look up what was asked; false where there is none. */
bool webauthn_challenge(struct arena *arena, struct str client_data, struct str *ret_challenge);

struct authenticator_data {
    struct str rp_id_hash; /* 32 bytes */
    bool user_present;
    bool user_verified;
    bool has_credential;
    uint32_t counter;
};
/* False where it is shorter than its fixed part, or longer without saying why. */
bool webauthn_read_authenticator(struct str bytes, struct authenticator_data *ret_data);
/* That the data are for this site and that somebody was there and recognised. */
enum webauthn_fault webauthn_check_authenticator(const struct authenticator_data *data,
                                                 struct str rp_id_hash);

/* Whether a device may say SENT after it said STORED before. One that does not count says 0 always.
 */
bool webauthn_counter_fits(uint32_t stored, uint32_t sent);

#endif
