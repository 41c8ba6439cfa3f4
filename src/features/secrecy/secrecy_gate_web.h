/* The gate: what a form brings is looked at before any handler may keep it.
 *
 * It stands in front of every POST of every route, so no form can forget it (http.h, `admits`).
 */
#ifndef FEATURES_SECRECY_SECRECY_GATE_WEB_H
#define FEATURES_SECRECY_SECRECY_GATE_WEB_H

#include "http/http.h"

/* The box that every form with a file carries (ui_no_secret). */
#define SECRECY_CONFIRM_FIELD "khong-mat"
/* The one field that may name a marking: what is to be destroyed is looked for by it. It is kept
 * nowhere. */
#define SECRECY_SEARCH_FIELD "tim-doan-chu"

/* ERR_INPUT with its sentence where files come without the confirmation, or where a name, a file or
 * a typed text is marked Mật, Tối mật, Tuyệt mật. Then nothing is kept but a line of the audit:
 * who, when, how much; of a file its hash, never its name. */
MUST_CHECK const struct err *secrecy_admits(const struct request *request);

#endif
