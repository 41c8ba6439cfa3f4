#include "crypto/passkey.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>

#include "base/attributes.h"

static const unsigned char *bytes_of(struct str s) {
    return (const unsigned char *)(s.p ? s.p : "");
}

static void release_credential(fido_cred_t **credential) {
    fido_cred_free(credential);
}

static void release_assertion(fido_assert_t **assertion) {
    fido_assert_free(assertion);
}

/* The library wants to know beforehand which algorithm it will find. */
static bool read_as(struct arena *arena, int algorithm, struct str data,
                    struct passkey_key *ret_key) {
    fido_cred_t *credential CLEANUP(release_credential) = fido_cred_new();
    if (!credential || fido_cred_set_type(credential, algorithm) != FIDO_OK ||
        fido_cred_set_authdata_raw(credential, bytes_of(data), data.n) != FIDO_OK ||
        !fido_cred_id_len(credential) || !fido_cred_pubkey_len(credential))
        return false;
    struct str id = {(const char *)fido_cred_id_ptr(credential), fido_cred_id_len(credential)};
    struct str key = {(const char *)fido_cred_pubkey_ptr(credential),
                      fido_cred_pubkey_len(credential)};
    *ret_key = (struct passkey_key){algorithm, str_copy(arena, id), str_copy(arena, key)};
    return true;
}

bool passkey_read(struct arena *arena, struct str authenticator_data, struct passkey_key *ret_key) {
    static const int ALGORITHMS[] = {PASSKEY_ES256, PASSKEY_EDDSA, PASSKEY_RS256};
    for (size_t i = 0; i < COUNT_OF(ALGORITHMS); i++)
        if (read_as(arena, ALGORITHMS[i], authenticator_data, ret_key))
            return true;
    return false;
}

static bool verify_with(const fido_assert_t *assertion, int algorithm, struct str key) {
    if (algorithm == PASSKEY_ES256) {
        es256_pk_t *es256 = es256_pk_new();
        bool fits = es256 && es256_pk_from_ptr(es256, key.p, key.n) == FIDO_OK &&
                    fido_assert_verify(assertion, 0, COSE_ES256, es256) == FIDO_OK;
        es256_pk_free(&es256);
        return fits;
    }
    if (algorithm == PASSKEY_EDDSA) {
        eddsa_pk_t *eddsa = eddsa_pk_new();
        bool fits = eddsa && eddsa_pk_from_ptr(eddsa, key.p, key.n) == FIDO_OK &&
                    fido_assert_verify(assertion, 0, COSE_EDDSA, eddsa) == FIDO_OK;
        eddsa_pk_free(&eddsa);
        return fits;
    }
    if (algorithm != PASSKEY_RS256)
        return false;
    rs256_pk_t *rs256 = rs256_pk_new();
    bool fits = rs256 && rs256_pk_from_ptr(rs256, key.p, key.n) == FIDO_OK &&
                fido_assert_verify(assertion, 0, COSE_RS256, rs256) == FIDO_OK;
    rs256_pk_free(&rs256);
    return fits;
}

bool passkey_signed(int algorithm, struct str public_key, struct str rp_id,
                    struct str authenticator_data, struct str client_data, struct str signature) {
    char rp[256];
    unsigned char digest[crypto_hash_sha256_BYTES];
    if (rp_id.n == 0 || rp_id.n >= sizeof(rp) || !signature.n)
        return false;
    for (size_t i = 0; i < rp_id.n; i++)
        rp[i] = rp_id.p[i];
    rp[rp_id.n] = '\0';
    crypto_hash_sha256(digest, bytes_of(client_data), client_data.n);
    fido_assert_t *assertion CLEANUP(release_assertion) = fido_assert_new();
    return assertion && fido_assert_set_rp(assertion, rp) == FIDO_OK &&
           fido_assert_set_clientdata_hash(assertion, digest, sizeof(digest)) == FIDO_OK &&
           fido_assert_set_count(assertion, 1) == FIDO_OK &&
           fido_assert_set_authdata_raw(assertion, 0, bytes_of(authenticator_data),
                                        authenticator_data.n) == FIDO_OK &&
           fido_assert_set_sig(assertion, 0, bytes_of(signature), signature.n) == FIDO_OK &&
           verify_with(assertion, algorithm, public_key);
}
