/* Rooms whose objects have a history of their own page. */
#include "features/audit/object_history.h"

extern const struct history_room account_history;
extern const struct history_room cluster_history;
extern const struct history_room covenant_history;
extern const struct history_room legal_document_history;
extern const struct history_room person_history;
extern const struct history_room registration_history;
extern const struct history_room target_history;
extern const struct history_room unit_history;

const struct history_room *const history_rooms[] = {
    &unit_history,    &account_history,      &person_history, &legal_document_history,
    &cluster_history, &registration_history, &target_history, &covenant_history,
};
const size_t history_room_count = COUNT_OF(history_rooms);
