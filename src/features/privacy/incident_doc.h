/* A draft of the notification of an incident. Form 03 itself was not read: the draft holds the
 * facts, to be copied into the form. */
#ifndef FEATURES_PRIVACY_INCIDENT_DOC_H
#define FEATURES_PRIVACY_INCIDENT_DOC_H

#include "doc/paper_file.h"
#include "features/privacy/privacy_service.h"

MUST_CHECK const struct err *incident_doc_make(struct arena *arena, const struct incident *incident,
                                               enum paper_file file, int64_t now_ms,
                                               struct str *ret_bytes);
struct str incident_doc_name(struct arena *arena, const struct incident *incident,
                             enum paper_file file);

#endif
