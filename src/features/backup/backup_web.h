/* The page "Sao lưu": what there is, what comes next, making one now, how to restore. */
#ifndef FEATURES_BACKUP_BACKUP_WEB_H
#define FEATURES_BACKUP_BACKUP_WEB_H

#include "features/backup/backup_service.h"
#include "features/frame/frame.h"
#include "html/ui.h"

struct backup_row {
    struct str file;
    int64_t instant_ms;
    struct str by;
    struct str size;
    struct str seal;
    struct str checked;
    bool has_errors;
    enum ui_state state;
    struct str state_text;
};

struct backup_view {
    const struct page *page;
    bool is_on;
    bool is_running;
    struct str mood; /* the sentence at the top; empty: all is well */
    struct str good; /* "Bản tốt gần nhất: …" */
    LIST(struct page_link) faults;
    struct str folder;
    struct str at;
    struct str next;
    struct str kept;
    struct str sealed;
    LIST(struct backup_row) rows;
    LIST(struct page_link) unknown;
};

/* What is amiss with the backups, for the first page of who cares for the system; empty: nothing.
 */
struct str backup_warning(const struct request *request);

extern const struct route backup_routes[];
extern const size_t backup_routes_count;

#endif
