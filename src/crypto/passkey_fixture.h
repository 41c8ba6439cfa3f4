/* A passkey device made of software, for tests. Not part of the program. */
#ifndef CRYPTO_PASSKEY_FIXTURE_H
#define CRYPTO_PASSKEY_FIXTURE_H

#include <stdint.h>

#include "crypto/passkey.h"

enum { SOFT_PRESENT = 1, SOFT_VERIFIED = 4, SOFT_WELL = SOFT_PRESENT | SOFT_VERIFIED };

struct soft_key;
struct soft_key *soft_key_new(int algorithm);
void soft_key_free(struct soft_key *key);
/* The id that it gives itself. */
struct str soft_key_id(const struct soft_key *key);

/* Authenticator data of a registration, and of signing in. FLAGS as the device would set them, but
 * for the one that says that a key is there. */
struct str soft_registration(struct arena *arena, const struct soft_key *key, const char *rp_id,
                             unsigned flags, uint32_t counter);
struct str soft_assertion(struct arena *arena, const char *rp_id, unsigned flags, uint32_t counter);
/* As a browser writes it. */
struct str soft_client_data(struct arena *arena, const char *type, struct str challenge,
                            const char *origin);
struct str soft_sign(struct arena *arena, const struct soft_key *key, struct str authenticator_data,
                     struct str client_data);

#endif
