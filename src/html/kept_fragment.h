/* Pieces of pages that are drawn once and copied for everybody who may see the same.
 *
 *     kept_fragment_draw(board->kept, variant, &h, draw_table, &drawing);
 *
 * What DRAW writes depends on the owner of KEPT (base/kept_texts.h), on h->lang and on VARIANT
 * alone. So DRAW and what its CONTEXT points at must know no request, user, clock or token: what a
 * person may see goes into the context as plain facts ("may open units 3 and 7"), and VARIANT names
 * all of them. Then two people share a fragment only where it would be drawn the same for both.
 */
#ifndef HTML_KEPT_FRAGMENT_H
#define HTML_KEPT_FRAGMENT_H

#include "base/kept_texts.h"
#include "html/html.h"

typedef void (*fragment_draw)(struct html *h, const void *context);

/* Appends the fragment of that variant in h->lang to h->out: the kept one, else what DRAW writes
 * now, which is then kept. Always drawn where KEPT is NULL or VARIANT is empty. */
void kept_fragment_draw(struct kept_texts *kept, struct str variant, struct html *h,
                        fragment_draw draw, const void *context);

#endif
