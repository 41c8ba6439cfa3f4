/* The ZIP side of a workbook: its parts, within limits, and their XML.
 *
 * Everything that can be wrong with the file ends in a fault (see workbook_read.h): the functions
 * give false and set it.
 */
#ifndef DOC_XLSX_PACKAGE_H
#define DOC_XLSX_PACKAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "text/message.h"

enum {
    XLSX_PARTS_MAX = 200,
    XLSX_RATIO_MAX = 100,
    XLSX_XML_DEPTH_MAX = 64,
};
#define XLSX_UNPACKED_MAX_BYTES ((uint64_t)200 << 20)

struct zip;

struct xlsx_package {
    struct arena *arena;
    struct zip *zip;
    /* What may still be unpacked: parts read twice count twice. */
    uint64_t bytes_left;
};

/* FILE is borrowed until xlsx_package_close. A file that is no workbook is told apart by what it is
 * instead. */
bool xlsx_package_open(struct arena *arena, struct str file, struct xlsx_package *ret_package,
                       struct message *ret_fault);
void xlsx_package_close(struct xlsx_package *package);

bool xlsx_package_has(const struct xlsx_package *package, struct str part);

/* Walks the XML of a part. Names come without their namespace; elements of other namespaces than
 * the spreadsheet's own are passed over where `any_namespace` is false. */
struct xlsx_walk {
    void *context;
    bool any_namespace;
    void (*start)(struct xlsx_walk *walk, const char *name, const char **attributes);
    void (*end)(struct xlsx_walk *walk, const char *name);
    void (*text)(struct xlsx_walk *walk, const char *bytes, int count); /* may be NULL */
    /* Set through xlsx_stop alone. */
    struct message fault;
    const struct err *err;
    /* Private. */
    struct XML_ParserStruct *parser;
    struct str part;
    struct arena *arena;
    int depth;
};

/* False: the fault is set, or the walk's err. A part that is not there is a damaged file. */
bool xlsx_walk_part(struct xlsx_package *package, struct str part, struct xlsx_walk *walk,
                    struct message *ret_fault);

/* From a handler: stops the walk with a fault, with an error, or because the part is damaged. */
void xlsx_stop(struct xlsx_walk *walk, struct message fault);
void xlsx_stop_with(struct xlsx_walk *walk, const struct err *err);
void xlsx_stop_damaged(struct xlsx_walk *walk);

/* The attribute's value, or NULL. NAME is without namespace: "id" finds "r:id". */
const char *xlsx_attribute(const char **attributes, const char *name);
bool xlsx_attribute_is_true(const char **attributes, const char *name);

/* Where another part stands that a part refers to: "/xl/a.xml", "../a.xml", "a.xml". */
struct str xlsx_resolve(struct arena *arena, struct str from_part, struct str target);
/* "xl/_rels/workbook.xml.rels" */
struct str xlsx_relations_of(struct arena *arena, struct str part);

#endif
