/* Bytes as base64url without padding, as browsers send credentials (RFC 4648, section 5). */
#ifndef CRYPTO_BASE64_H
#define CRYPTO_BASE64_H

#include <stdbool.h>

#include "base/str.h"

struct str base64url(struct arena *arena, struct str bytes);
/* False for anything but a whole, unpadded base64url text. */
bool base64url_read(struct arena *arena, struct str text, struct str *ret_bytes);

#endif
