/* The handler of the overview, for the table of routes in home_web.c. */
#ifndef FEATURES_HOME_OVERVIEW_WEB_H
#define FEATURES_HOME_OVERVIEW_WEB_H

#include "features/cluster/cluster.h"
#include "http/http.h"

const struct err *overview_show(struct request *request, struct response *response);

/* "26/6/2020, tại huyện Suối Bạc"; what is not known is left out. */
struct str meeting_words(const struct request *request, const struct cluster_period *cluster);

#endif
