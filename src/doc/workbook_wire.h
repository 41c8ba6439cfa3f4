/* How a workbook travels from the child that parses to the process that asked: records on a pipe,
 * numbers as this machine writes them (both ends are the same program). Private to the two.
 *
 * A record is { uint32_t bytes; uint8_t type; payload }. The order: properties, then for each sheet
 * SHEET, rows, merges, SHEET_END; then END, or FAULT in any place. The reading side believes
 * nothing: lengths, counts, order and UTF-8 are checked again.
 */
#ifndef DOC_WORKBOOK_WIRE_H
#define DOC_WORKBOOK_WIRE_H

#include "doc/file_look.h"
#include "doc/thumbnail.h"
#include "doc/workbook_read.h"

enum wire_type {
    WIRE_PROPERTY = 'P',  /* text name, text value */
    WIRE_SHEET = 'S',     /* u32 hidden, text name */
    WIRE_ROW = 'R',       /* u32 row, u32 count, cells: u32 column, u32 kind | flags, text */
    WIRE_MERGE = 'M',     /* u32 first row, first column, last row, last column */
    WIRE_SHEET_END = 'E', /* u32 columns were cut */
    WIRE_FAULT = 'F',     /* text key, six texts */
    WIRE_END = 'Z',       /* nothing */
    WIRE_LOCKS = 'L',     /* u32 enum sandbox_lock: all there is, where they were asked for */
    WIRE_LOOK = 'K',      /* u32 file kind, u32 mark, u32 flags: all there is of a look into it */
    WIRE_THUMBNAIL = 'T', /* u32 width (0: none), height, bytes: all there is of a picture */
};
/* A text is { uint32_t bytes; bytes }. */

enum wire_cell_flag {
    WIRE_KIND_MASK = 0xFF,
    WIRE_HAS_FORMULA = 0x100,
    WIRE_WITHOUT_VALUE = 0x200,
    WIRE_IS_PERCENT = 0x400,
    WIRE_HAD_DECOMPOSED = 0x800,
    WIRE_FLAGS_ALL = 0xF00 | WIRE_KIND_MASK,
};

enum {
    WIRE_HEAD_BYTES = 5,
    WIRE_RECORD_MAX_BYTES = 16 << 20,
    WIRE_FAULT_TEXT_MAX_BYTES = 1200,
};

/* What the child gets on its standard input: this, then the file, unless that is WIRE_FILE. */
struct wire_order {
    char mark[8];
    uint64_t file_bytes;
    uint64_t file_offset; /* in WIRE_FILE */
    bool file_is_apart;   /* it is in WIRE_FILE */
    struct workbook_limits limits;
    bool asks_for_locks;     /* there is no file */
    bool asks_for_look;      /* what the file is and bears, see doc/file_look.h */
    bool asks_for_thumbnail; /* a small picture of it, see doc/thumbnail.h */
    uint32_t words_bytes;    /* looked for in it */
    char words[FILE_LOOK_WORDS_MAX];
};
#define WIRE_MARK "tdsheet6"
enum { WIRE_FILE = 3 }; /* a descriptor of the child */

/* Takes records apart for a visitor; the state of one workbook. */
struct wire_reader {
    const struct workbook_limits *limits;
    const struct workbook_visitor *visitor;
    struct arena *arena;             /* for the fault's texts */
    struct arena *cells;             /* one row's cells, forgotten after it */
    struct workbook_cell *row_cells; /* room for as many as one row may have */
    size_t row_room;
    bool in_sheet;
    bool finished; /* END or FAULT came */
    uint32_t sheets;
    uint32_t row;
    uint32_t rows;
    uint64_t cell_count;
    uint64_t text_bytes;
    uint64_t merges;
    uint64_t properties;
    struct message fault;
    bool asked_for_locks;
    uint32_t locks;
    bool asked_for_look;
    struct str look_for;
    struct file_look look;
    bool asked_for_thumbnail;
    struct thumbnail thumbnail; /* its bytes in `arena` */
};

/* Takes the record off the front of *bytes, if it is there as a whole, and hands it to the visitor.
 * An error of the visitor is in *ret_err, which must be NULL before. */
enum wire_taken {
    WIRE_TAKEN,
    WIRE_TOO_SHORT, /* *ret_needed bytes are to be at *bytes first */
    WIRE_NONSENSE,
};
enum wire_taken wire_take_record(struct wire_reader *reader, struct str *bytes, size_t *ret_needed,
                                 const struct err **ret_err);

#endif
