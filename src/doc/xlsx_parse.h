/* The parser that runs in the child (and, in tests and fuzzing, in the process itself).
 *
 * Same contract as workbook_stream; limits may not be NULL.
 */
#ifndef DOC_XLSX_PARSE_H
#define DOC_XLSX_PARSE_H

#include "doc/workbook_read.h"

MUST_CHECK const struct err *xlsx_parse(struct arena *arena, struct str file,
                                        const struct workbook_limits *limits,
                                        const struct workbook_visitor *visitor,
                                        struct message *ret_fault);

#endif
