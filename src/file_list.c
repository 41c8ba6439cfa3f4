/* Rooms whose objects may carry files. */
#include "features/movement/participation_file_service.h"
#include "features/plan/plan_file_service.h"
#include "features/score_evidence/score_evidence_cell_service.h"

const struct file_room *const file_rooms[] = {&plan_task_files, &participation_files,
                                              &score_cell_files};
const size_t file_room_count = COUNT_OF(file_rooms);
