/* The pages of import: files in, one preview for all, receipt. What they show, and their routes.
 *
 * A mend is a form field named "m.FILE.PLACE": the number of the file in its batch, and the place
 * as findings name it ("E12", "V.1", "unit").
 */
#ifndef FEATURES_INTAKE_INTAKE_WEB_H
#define FEATURES_INTAKE_INTAKE_WEB_H

#include "features/frame/frame.h"
#include "features/intake/intake_service.h"
#include "html/ui.h"

struct batch_line {
    struct str href;
    int64_t created_ms;
    struct str author;
    int64_t files;
    int64_t stored;
    enum ui_state state;
    struct str state_text;
};

struct import_view {
    const struct page *page;
    struct str action;
    bool is_open;              /* the half-year is not closed */
    bool locked;               /* else nothing can come in … */
    struct message why_locked; /* … and this says what to do */
    struct str criteria_href;
    struct str hint;
    LIST(struct batch_line) batches;
};

/* A finding or a mend, said below its row, with the field to put it right. */
struct preview_says {
    struct str place; /* "E9", "V.1"; empty: the whole sheet */
    struct str look;  /* "fault", "warn", "info": the icon */
    struct message message;
    struct str field; /* empty: nothing to mend here */
    struct message label;
    struct str value;
    const struct ui_options *options; /* NULL: free text */
};

enum { PREVIEW_CELLS = 5 }; /* number, name, result, own points, evidence */

struct preview_cell {
    struct str text;
    struct str name; /* of the column, in the head */
    bool wrong;
};

struct preview_row {
    struct str number; /* of the sheet's row; empty: the sheet has none */
    bool is_group;
    struct preview_cell cells[PREVIEW_CELLS];
    size_t cell_count;
    struct str code;
    struct str value;
    struct str self;
    LIST(struct preview_says) says;
};

struct preview_file {
    size_t index; /* in the batch */
    struct str anchor;
    struct str name;
    struct str unit; /* empty: not recognised */
    struct str href; /* the file as it came */
    bool readable;
    bool usable;
    bool open;
    struct message fault;
    size_t errors;
    size_t warnings;
    size_t notes;
    int new_values;
    int changed_values;
    int same_values;
    int stored;
    int replaced;
    struct str verify_href;
    struct preview_cell heads[PREVIEW_CELLS]; /* the letters of the columns, with their names */
    size_t head_count;
    LIST(struct preview_says) says;
    LIST(struct preview_row) rows;
    LIST(struct preview_says) left; /* errors: what keeps values out */
};

/* One line of "to be mended": a link to the field. */
struct preview_task {
    struct str href;
    struct str file;
    struct str place;
    struct message message;
};

struct preview_view {
    const struct page *page;
    struct str href; /* of this batch */
    struct str import_href;
    bool is_open;               /* the half-year is not closed: can be mended and stored */
    bool may_send;              /* and this user stores it */
    struct str commander_href;  /* else the officer lays it before the commander; may be absent */
    struct str double_capacity; /* one person entered and sent; may be empty */
    bool faulty_only;
    bool dropped;
    struct str
        unlocked; /* the year's targets are not locked yet; empty: they are, or there are none */
    struct str targets_href;
    size_t files_count;
    int storable; /* values that confirming would write */
    int new_values;
    int changed_values;
    int same_values;
    int64_t stored;
    struct str author;
    int64_t created_ms;
    int64_t decided_ms;
    LIST(struct preview_task) tasks;
    LIST(struct preview_file) files;
};

/* What a batch shows, from what was read of it. */
void preview_fill(const struct request *request, const struct intake_batch *batch,
                  struct preview_view *view);

extern const struct route intake_routes[];
extern const size_t intake_routes_count;

#endif
