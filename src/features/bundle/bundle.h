/* The plan of a package: which documents, in which order. Pure. */
#ifndef FEATURES_BUNDLE_BUNDLE_H
#define FEATURES_BUNDLE_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

enum bundle_part {
    BUNDLE_BLANK,    /* a unit's blank sheet */
    BUNDLE_FEEDBACK, /* a unit's feedback sheet */
    BUNDLE_RANKING,
    BUNDLE_REPORT_DOCX,
    BUNDLE_REPORT_PDF,
    BUNDLE_EVIDENCE, /* the list of a unit's evidence */
    BUNDLE_ZIP,      /* all of them in one file; the last step */
};

/* What step number STEP makes for a cluster of UNITS members; *ret_unit where it is one unit's.
 * Steps behind the last are BUNDLE_ZIP too. */
enum bundle_part bundle_part_of(int64_t step, size_t units, size_t *ret_unit);
/* How many documents the package holds. */
int64_t bundle_documents(size_t units);

#endif
