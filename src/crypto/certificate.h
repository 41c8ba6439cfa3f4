/* How long the certificates of a web site are good for. Nothing is verified here. */
#ifndef CRYPTO_CERTIFICATE_H
#define CRYPTO_CERTIFICATE_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Milliseconds UTC, of the first certificate of a PEM text. */
struct certificate_validity {
    int64_t from_ms;
    int64_t until_ms;
};

/* ERR_INPUT where there is no certificate in it. */
MUST_CHECK const struct err *certificate_read_validity(struct str pem,
                                                       struct certificate_validity *ret_validity);

#endif
