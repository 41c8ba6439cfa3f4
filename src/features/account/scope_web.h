/* Where grants reach, in words and in one field of a form: "" for all, "CLUSTER", ":UNIT" (in all
 * its clusters, or all below it), "CLUSTER:UNIT". One choice in one field works without scripts. */
#ifndef FEATURES_ACCOUNT_SCOPE_WEB_H
#define FEATURES_ACCOUNT_SCOPE_WEB_H

#include "features/account/grant_service.h"
#include "features/cluster/cluster_service.h"
#include "html/ui.h"
#include "http/http.h"

/* The names that a page needs, and what its user may give. */
struct scopes {
    struct cluster_entries clusters;
    struct unit_names units;
    struct giving giving;
};
MUST_CHECK const struct err *scopes_load(const struct request *request, struct scopes *ret_scopes);

/* "Ban CHQS huyện Ea M’Rang – Cụm thi đua Mẫu"; "" for all. */
struct str scope_words(struct arena *arena, const struct scopes *scopes, struct str cluster_id,
                       struct str unit_id);
/* "1/1/2026 – 31/12/2026", by what is known; TO is the first day it is over. */
struct str time_words(const struct request *request, struct date from, struct date to);

/* The choices of a form that gives a role, with what was typed. */
struct scope_choices {
    struct ui_options roles;
    struct ui_options scopes;
    struct str from;
    struct str to;
    struct str reason;
};
void scope_fill(const struct request *request, const struct scopes *scopes,
                struct scope_choices *ret_choices);
/* What such a form asks for; issues where it names nothing that fits its role. */
void scope_read(const struct request *request, const struct scopes *scopes, struct issues *issues,
                struct grant_form *ret_form);
/* A date as people write it, "" for none; the day after where it is a last day. */
struct date scope_read_date(const struct request *request, const char *field, bool last_day,
                            struct issues *issues);

#endif
