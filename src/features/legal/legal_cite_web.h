/* Citations on pages of any room: shown (tpl_legal_cite_part, tpl_legal_cites_part) and typed
 * (tpl_legal_cite_field with one tpl_legal_cite_list a page). See docs/developer/components.md. */
#ifndef FEATURES_LEGAL_LEGAL_CITE_WEB_H
#define FEATURES_LEGAL_LEGAL_CITE_WEB_H

#include "features/legal/legal_cite.h"
#include "html/ui.h"

/* A field that offers the documents of the register while one types. Like tpl_ui_field_short in all
 * else; the page draws tpl_legal_cite_list once. */
void tpl_legal_cite_field(struct html *h, const struct issues *issues, struct str name,
                          struct str label, struct str hint, struct str value);

#endif
