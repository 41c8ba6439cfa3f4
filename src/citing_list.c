/* Rooms that cite documents of the register; one line each, in the order of a document's page. */
#include "features/organisation/unit_citing_service.h"
#include "features/scoring/rules_citing_service.h"

const struct legal_citing_room *const legal_citing_rooms[] = {
    &rules_citing,
    &unit_citing,
};
const size_t legal_citing_room_count = COUNT_OF(legal_citing_rooms);
