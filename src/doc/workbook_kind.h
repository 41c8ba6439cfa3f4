/* What a file is that should have been a workbook, by its first bytes. Pure. */
#ifndef DOC_WORKBOOK_KIND_H
#define DOC_WORKBOOK_KIND_H

#include "base/str.h"
#include "text/message.h"

/* MSG_none: a ZIP archive, worth opening; else the fault. */
enum msg_id workbook_fault_of_bytes(struct str file);

#endif
