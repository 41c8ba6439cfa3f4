/* The cryptography of passkeys (WebAuthn), over libfido2: no attestation, no device is attached.
 *
 * What is signed and for whom is judged elsewhere (features/factor/webauthn.h); here is only what
 * needs a library: reading the public key that a browser registers, and checking a signature.
 */
#ifndef CRYPTO_PASSKEY_H
#define CRYPTO_PASSKEY_H

#include <stdbool.h>

#include "base/str.h"

/* The algorithms offered, by their COSE numbers. */
enum { PASSKEY_ES256 = -7, PASSKEY_EDDSA = -8, PASSKEY_RS256 = -257 };

struct passkey_key {
    int algorithm;
    struct str id;         /* of the credential, as the device chose it */
    struct str public_key; /* in the library's form */
};

/* The key in the authenticator data of a registration (getAuthenticatorData()). False where there
 * is none, or one of another algorithm. */
bool passkey_read(struct arena *arena, struct str authenticator_data, struct passkey_key *ret_key);

/* Whether SIGNATURE was made with the key over these authenticator data and client data. */
bool passkey_signed(int algorithm, struct str public_key, struct str rp_id,
                    struct str authenticator_data, struct str client_data, struct str signature);

#endif
