/* Reading a table that came as text: cells parted by ';', ',' or tabs, in UTF-8 with or without a
 * mark in front, quoted as Excel quotes them. Runs in the child, as xlsx_parse does, and hands over
 * one sheet of texts, named "CSV".
 *
 * The sign that parts cells is the one that the first line says ("sep=;") or holds most often. A
 * row is a record: a cell may hold line breaks within quotes, as in Excel.
 */
#ifndef DOC_CSV_PARSE_H
#define DOC_CSV_PARSE_H

#include "doc/workbook_read.h"

/* Whether the bytes are text that is worth reading as such (or worth a sentence of csv_parse). */
bool csv_is_text(struct str file);

MUST_CHECK const struct err *csv_parse(struct arena *arena, struct str file,
                                       const struct workbook_limits *limits,
                                       const struct workbook_visitor *visitor,
                                       struct message *ret_fault);

#endif
