/* A look into a file from outside before anything of it is kept: what it is by its content, and
 * whether it is marked as a state secret.
 *
 * Looked at are the texts of Office Open XML and OpenDocument (cells, paragraphs, headers, footers,
 * notes, comments, text in shapes, names of sheets, properties, documents within), plain text, and
 * the strings of old Office files. Not looked at: the inside of PDF files and pictures.
 */
#ifndef DOC_FILE_LOOK_H
#define DOC_FILE_LOOK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "text/message.h"
#include "text/secret_mark.h"

enum file_kind {
    FILE_KIND_OTHER,
    FILE_KIND_PDF,
    FILE_KIND_JPEG,
    FILE_KIND_PNG,
    FILE_KIND_DOCX,
    FILE_KIND_XLSX,
    FILE_KIND_TEXT,
    FILE_KIND_COUNT,
};

struct file_look {
    enum file_kind kind;
    enum secret_mark mark;
    bool has_macros;
    bool has_words; /* those that were looked for */
    bool is_unread; /* an archive that is damaged, locked by a password, or beyond all measure */
};

struct workbook_file;

/* In a locked child (see workbook_read.h). *ret_fault is set where the child came to no end: then
 * nothing is known of the file. */
MUST_CHECK const struct err *file_look(struct arena *arena, const struct workbook_file *file,
                                       struct file_look *ret_look, struct message *ret_fault);
/* The same, and whether it holds WORDS (as typed, of FILE_LOOK_WORDS_MAX bytes at most). */
MUST_CHECK const struct err *file_look_for(struct arena *arena, const struct workbook_file *file,
                                           struct str words, struct file_look *ret_look,
                                           struct message *ret_fault);
enum { FILE_LOOK_WORDS_MAX = 400 };

/* The look itself: for the child, and for tests and fuzzing. */
void file_look_bytes(struct str file, struct str words, struct file_look *ret_look);

#endif
