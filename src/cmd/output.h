/* What commands print: JSON documents and lists of findings. */
#ifndef CMD_OUTPUT_H
#define CMD_OUTPUT_H

#include <jansson.h>

#include "cmd/cmd.h"

/* A JSON string; null where the text is absent. Bytes that are no UTF-8 become U+FFFD. */
json_t *json_text(struct str text);
/* One document on standard output; takes ROOT over. */
void json_print(const struct cmd *cmd, json_t *root);
/* Valid UTF-8, whatever a path on the command line held. */
struct str text_of_path(struct arena *arena, const char *path);

/* Writes what a person asked for with -o: whole or not at all. Errors have sentences of their own.
 */
MUST_CHECK const struct err *output_write(const char *path, struct str bytes);
/* Makes the folder for several files where it is not there. */
MUST_CHECK const struct err *output_folder(const char *path);

/* Something wrong in a file, or about it. */
struct finding {
    enum severity severity;
    uint32_t row;         /* 0: the whole sheet */
    uint32_t column;      /* 0: the whole row */
    struct str criterion; /* its code; absent: none */
    struct message message;
};

struct findings {
    struct finding *items;
    size_t count;
    size_t capacity;
};

size_t findings_count(const struct findings *findings, enum severity severity);
/* By row, then column; what concerns the whole sheet comes first. */
void findings_sort(struct findings *findings);
/* "TEP.xlsx:E12  lỗi  [I.3]  câu", one a line, on standard output. */
void findings_print(const struct cmd *cmd, struct str file, const struct findings *findings);
json_t *findings_json(const struct cmd *cmd, struct str file, const struct findings *findings);

#endif
