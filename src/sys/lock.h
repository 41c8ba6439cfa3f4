/* The lock of a data folder: one program writes it at a time. */
#ifndef SYS_LOCK_H
#define SYS_LOCK_H

#include "base/err.h"

struct folder_lock;

/* Takes the lock on FOLDER/lock without waiting; the file then holds this process's id. ERR_IN_USE
 * with the text "error.in_use" when another process holds it; the message names its id. The lock
 * ends with the process, however it ends; children started by exec do not inherit it. */
MUST_CHECK const struct err *folder_lock_take(const char *folder, struct folder_lock **ret_lock);
/* The file stays: removing it would let two processes lock two files. NULL is allowed. */
void folder_lock_release(struct folder_lock *lock);

#endif
