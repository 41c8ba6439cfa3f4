/* Files of what a member reports: who may read its sheet reads them, its officer adds them. */
#ifndef FEATURES_MOVEMENT_PARTICIPATION_FILE_SERVICE_H
#define FEATURES_MOVEMENT_PARTICIPATION_FILE_SERVICE_H

#include "features/file/file_service.h"

#define PARTICIPATION_FILES "participation"
extern const struct file_room participation_files;

#endif
