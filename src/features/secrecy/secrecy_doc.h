/* The minutes of a destruction, with places to sign. Its words are Vietnamese: it is a paper. */
#ifndef FEATURES_SECRECY_SECRECY_DOC_H
#define FEATURES_SECRECY_SECRECY_DOC_H

#include "doc/paper_file.h"
#include "features/secrecy/secrecy_service.h"

MUST_CHECK const struct err *secrecy_doc_make(struct arena *arena,
                                              const struct secret_destruction *destruction,
                                              enum paper_file file, int64_t now_ms,
                                              struct str *ret_bytes);

#endif
