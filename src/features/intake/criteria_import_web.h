/* Importing a table of criteria: the form, and what was understood of the file. */
#ifndef FEATURES_INTAKE_CRITERIA_IMPORT_WEB_H
#define FEATURES_INTAKE_CRITERIA_IMPORT_WEB_H

#include "features/intake/intake_service.h"
#include "html/ui.h"
#include "http/http.h"

struct criteria_import_finding {
    struct str place; /* "E12", "dòng 12"; empty: the whole sheet */
    struct message message;
    bool is_error;
};

/* A row of the sheet as understood, with what is wrong with it. */
struct criteria_import_row {
    uint32_t row;
    struct str code;
    struct str name;
    enum msg_id kind;
    struct decimal max;
    struct str target;
    bool is_group;
    bool wrong;
    LIST(struct criteria_import_finding) findings;
};

/* A named rule of the second sheet. */
struct criteria_import_rule {
    uint32_t row;
    struct str code;
    struct str name;
    bool is_read;
    enum msg_id kind;
    struct str figures;
    struct str basis;
    enum msg_id news; /* added, changed, as it is */
    bool is_news;
    bool wrong;
    LIST(struct criteria_import_finding) findings;
};

struct criteria_import_view {
    const struct page *page;
    struct str base;       /* "/cum/…/tieu-chi" */
    bool replaces;         /* there is a table that would be replaced */
    size_t replaced_count; /* its criteria */
    /* What came of the file; shown where there is one. */
    bool was_read;
    bool stored;
    struct str file_name;
    struct str sheet_name;
    struct str title;
    size_t errors;
    size_t warnings;
    LIST(struct criteria_import_finding) general; /* of no row */
    LIST(struct criteria_import_row) rows;
    struct str rules_sheet; /* its name; empty: the file has none */
    LIST(struct criteria_import_finding) rules_general;
    LIST(struct criteria_import_rule) rules;
    size_t rules_added;
    size_t rules_changed;
    struct str confirm; /* where confirming is posted; empty: nothing waits for it */
};

extern const struct route criteria_import_routes[];
extern const size_t criteria_import_routes_count;

#endif
