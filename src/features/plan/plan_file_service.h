/* Files of tasks: who may read the plan reads them, who may report on the task adds them. */
#ifndef FEATURES_PLAN_PLAN_FILE_SERVICE_H
#define FEATURES_PLAN_PLAN_FILE_SERVICE_H

#include "features/file/file_service.h"

#define PLAN_TASK_FILES "plan_task"
extern const struct file_room plan_task_files;

#endif
