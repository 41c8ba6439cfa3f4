/* OpenSSL has an ERR_STATE too: a type that is not needed here. */
#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#undef ERR_STATE

#include <limits.h>
#include <time.h>

#include "crypto/certificate.h"

static void release_bio(BIO **bio) {
    BIO_free(*bio);
}

static void release_certificate(X509 **certificate) {
    X509_free(*certificate);
}

static bool instant_of(const ASN1_TIME *time, int64_t *ret_ms) {
    struct tm parts;
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1)
        return false;
    *ret_ms = (int64_t)timegm(&parts) * 1000;
    return true;
}

const struct err *certificate_read_validity(struct str pem,
                                            struct certificate_validity *ret_validity) {
    struct certificate_validity validity;
    BIO *text CLEANUP(release_bio) = BIO_new_mem_buf(pem.p, pem.n > INT_MAX ? INT_MAX : (int)pem.n);
    X509 *certificate CLEANUP(release_certificate) =
        text ? PEM_read_bio_X509(text, NULL, NULL, NULL) : NULL;
    ERR_clear_error();
    if (!certificate || !instant_of(X509_get0_notBefore(certificate), &validity.from_ms) ||
        !instant_of(X509_get0_notAfter(certificate), &validity.until_ms))
        return ERR(ERR_INPUT, "no certificate in a PEM text");
    *ret_validity = validity;
    return NULL;
}
