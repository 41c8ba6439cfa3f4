/* "/nguoi/nhap": a list from a file, seen with every finding, then stored. */
#ifndef FEATURES_PERSON_PERSON_IMPORT_WEB_H
#define FEATURES_PERSON_PERSON_IMPORT_WEB_H

#include "features/person/person_import_service.h"
#include "html/ui.h"
#include "http/http.h"

struct person_import_finding {
    struct str place; /* "B12"; empty: the whole list */
    struct message message;
    bool is_error;
};

struct person_import_row {
    uint32_t row;
    struct str href; /* of the record it means; empty: none, or not to be seen */
    struct str name;
    struct str born;
    struct str unit;
    struct str from;
    struct str post;
    struct str rank;
    struct str class_name;
    enum msg_id state;
    bool is_new;
    bool is_wrong;
    LIST(struct person_import_finding) findings;
};

struct person_import_view {
    const struct page *page;
    bool was_read;
    struct str name;
    struct str action; /* stores it */
    struct str classes;
    bool is_stored;
    int64_t stored_count;
    size_t rows_read, new_count, same_count, differing_count, wrong_count, errors;
    LIST(struct person_import_row) rows;
    LIST(struct person_import_finding) general;
};

extern const struct route person_import_routes[];
extern const size_t person_import_routes_count;

#endif
