/* The smaller pages of a covenant: drawing up, freezing, signing, printing. Private to the room. */
#ifndef FEATURES_COVENANT_COVENANT_EDIT_WEB_H
#define FEATURES_COVENANT_COVENANT_EDIT_WEB_H

#include "features/covenant/covenant_web.h"

/* The address of the covenant CODE, and of TAIL ("/sua") below it. */
struct str covenant_path(const struct request *request, const struct cluster_year *year,
                         struct str code, const char *tail);
/* The one in the address; the year's own where there is none. */
struct str covenant_code_of(const struct request *request);
void covenant_blocks_of(const struct request *request, const struct covenant_contents *contents,
                        struct covenant_blocks *blocks);

const struct err *covenant_show_edit(struct request *request, struct response *response);
const struct err *covenant_save_edit(struct request *request, struct response *response);
const struct err *covenant_show_freeze(struct request *request, struct response *response);
const struct err *covenant_do_freeze(struct request *request, struct response *response);
const struct err *covenant_show_sign_own(struct request *request, struct response *response);
const struct err *covenant_sign_own(struct request *request, struct response *response);
const struct err *covenant_show_sign_paper(struct request *request, struct response *response);
const struct err *covenant_sign_paper(struct request *request, struct response *response);
const struct err *covenant_show_withdraw(struct request *request, struct response *response);
const struct err *covenant_do_withdraw(struct request *request, struct response *response);
const struct err *covenant_show_paper(struct request *request, struct response *response);
const struct err *covenant_send_paper(struct request *request, struct response *response);

#endif
