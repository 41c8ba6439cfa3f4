#include "features/legal/legal_cite_web.h"

#include "features/legal/legal_cite.html.h"

void tpl_legal_cite_field(struct html *h, const struct issues *issues, struct str name,
                          struct str label, struct str hint, struct str value) {
    /* The id that legal_cite.html gives to the list. */
    tpl_ui_field_listed(h, issues, name, label, hint, value, STR("van-ban"));
}
