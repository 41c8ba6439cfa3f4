/* The page of one unit's registration. Private to the room. */
#ifndef FEATURES_REGISTRATION_REGISTRATION_FORM_WEB_H
#define FEATURES_REGISTRATION_REGISTRATION_FORM_WEB_H

#include "features/registration/registration_web.h"

enum ui_state registration_mark(enum registration_state state);

const struct err *registration_show_form(struct request *request, struct response *response);
const struct err *registration_save_form(struct request *request, struct response *response);
const struct err *registration_do_submit(struct request *request, struct response *response);
const struct err *registration_do_withdraw(struct request *request, struct response *response);
const struct err *registration_do_receive(struct request *request, struct response *response);
const struct err *registration_do_return(struct request *request, struct response *response);
const struct err *registration_do_permit(struct request *request, struct response *response);
const struct err *registration_do_carry(struct request *request, struct response *response);
const struct err *registration_end_carry(struct request *request, struct response *response);
const struct err *registration_show_paper(struct request *request, struct response *response);
const struct err *registration_send_paper(struct request *request, struct response *response);

#endif
