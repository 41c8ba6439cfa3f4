/* Percent-encoding of paths, queries and forms. Private to http/. */
#ifndef HTTP_PERCENT_H
#define HTTP_PERCENT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* False on a broken escape ("%4", "%zz"). PLUS_IS_BLANK as in forms and queries. */
bool percent_decode(struct arena *arena, struct str text, bool plus_is_blank, struct str *ret_text);
/* All bytes but letters, digits, "-._~" and those of KEEP are written as %XX. */
void percent_encode(struct buf *out, struct str text, const char *keep);

#endif
