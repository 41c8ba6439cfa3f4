/* The one list of features: what the server serves. */
#ifndef FEATURE_LIST_H
#define FEATURE_LIST_H

#include "http/http.h"

/* All route tables of the program, and how it answers: for serve, and for tests of the table. */
struct http_app features_http_app(void *app);

#endif
