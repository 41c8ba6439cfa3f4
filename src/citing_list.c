/* Rooms that cite documents of the register, in the order of a document's page. */
#include "features/calendar/calendar_citing_service.h"
#include "features/headship/cluster_citing_service.h"
#include "features/movement/movement_citing_service.h"
#include "features/organisation/unit_citing_service.h"
#include "features/plan/plan_citing_service.h"
#include "features/registration/award_citing_service.h"
#include "features/scoring/rules_citing_service.h"
#include "features/target/target_citing_service.h"

const struct legal_citing_room *const legal_citing_rooms[] = {
    &rules_citing,    &unit_citing,   &cluster_citing, &calendar_citing,
    &movement_citing, &target_citing, &plan_citing,    &award_citing,
};
const size_t legal_citing_room_count = COUNT_OF(legal_citing_rooms);
