#include "features/registration/award_citing_service.h"

#include "features/registration/registration.sql.h"
#include "features/registration/registration_service.h"

static const struct err *find(const struct legal_citing_ask *ask, struct legal_citings *citings) {
    struct award_titles titles = {0};
    struct q_registration_rules_all_rows rules;
    TRY(award_titles_load(ask->tx, ask->arena, &titles));
    TRY(q_registration_rules_all(ask->tx, ask->arena, &rules));
    for (size_t i = 0; i < titles.count && citings->count <= LEGAL_CITINGS_MAX; i++)
        if (legal_citing_names(ask, titles.items[i].legal_code))
            *list_push(ask->arena, citings) =
                (struct legal_citing){titles.items[i].name, STR("/danh-hieu")};
    for (size_t i = 0; i < rules.count; i++)
        if (legal_citing_names(ask, rules.items[i].legal_code)) {
            *list_push(ask->arena, citings) = (struct legal_citing){
                message_plain(ask->citer->lang, MSG_registration_rule), STR("/danh-hieu")};
            break;
        }
    return NULL;
}

const struct legal_citing_room award_citing = {MSG_registration_catalogue, find};
