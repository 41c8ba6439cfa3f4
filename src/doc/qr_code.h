/* A QR code as one SVG path: for pages, printed or on the screen. */
#ifndef DOC_QR_CODE_H
#define DOC_QR_CODE_H

#include "base/err.h"
#include "base/str.h"

struct qr_code {
    struct str path; /* of the dark squares, for <path d="…"> */
    int side;        /* of the view box, in squares, with the quiet margin that readers need */
};

/* TEXT in the medium class of correction. ERR_LIMIT where it is too long for one code. */
MUST_CHECK const struct err *qr_code_make(struct arena *arena, struct str text,
                                          struct qr_code *ret_code);

#endif
