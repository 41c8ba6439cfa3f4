/* The package: which parts there are, their types and relationships, and the zip around them. */
#include "doc/docx_write.h"

#include <stdio.h>
#include <string.h>
#include <zip.h>

#include "base/date.h"
#include "doc/chart_paper.h"
#include "doc/docx_parts.h"

#define OFFICE_TYPE  "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define REL_OFFICE   DOCX_NS_REL "/"
#define NS_PACKAGE   "http://schemas.openxmlformats.org/package/2006/"
#define TYPE_PACKAGE "application/vnd.openxmlformats-package."

#define CHART_PATH "media/chart%zu.png" /* below word/ */

static void write_content_types(struct xml *xml, const struct document *document);
static void write_package_relationships(struct xml *xml, const struct document *document);
static void write_document_relationships(struct xml *xml, const struct document *document);

static void write_core(struct xml *xml, const struct document *document) {
    int64_t seconds = document->created_ms / 1000;
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    int64_t rest = seconds - days * 86400;
    struct date date = date_from_days(days);
    char instant[40];
    snprintf(instant, sizeof instant, "%04d-%02d-%02dT%02d:%02d:%02dZ", date.year, date.month,
             date.day, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
    xml_begin(xml, "cp:coreProperties");
    xml_attr_c(xml, "xmlns:cp", NS_PACKAGE "metadata/core-properties");
    xml_attr_c(xml, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    xml_attr_c(xml, "xmlns:dcterms", "http://purl.org/dc/terms/");
    xml_attr_c(xml, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    xml_element(xml, "dc:title", document->title);
    xml_element(xml, "dc:subject", document->subject);
    xml_element(xml, "dc:language", STR("vi-VN"));
    static const char *const INSTANTS[] = {"dcterms:created", "dcterms:modified"};
    for (size_t i = 0; i < COUNT_OF(INSTANTS); i++) {
        xml_begin(xml, INSTANTS[i]);
        xml_attr_c(xml, "xsi:type", "dcterms:W3CDTF");
        xml_text(xml, str_from_c(instant));
        xml_end(xml);
    }
    xml_end(xml);
}

static void write_app(struct xml *xml, const struct document *document) {
    (void)document;
    xml_begin(xml, "Properties");
    xml_attr_c(xml, "xmlns",
               "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties");
    xml_element(xml, "Application", STR("thidua"));
    xml_end(xml);
}

static void write_styles(struct xml *xml, const struct document *document) {
    (void)document;
    docx_write_styles(xml);
}

static void write_settings(struct xml *xml, const struct document *document) {
    (void)document;
    docx_write_settings(xml);
}

static void write_fonts(struct xml *xml, const struct document *document) {
    (void)document;
    docx_write_fonts(xml);
}

static void write_header(struct xml *xml, const struct document *document) {
    docx_write_header(xml, document, false);
}

static void write_header_first(struct xml *xml, const struct document *document) {
    docx_write_header(xml, document, true);
}

/* The parts in the order of the zip. */
static const struct part {
    const char *path;
    void (*write)(struct xml *xml, const struct document *document);
    const char *content_type; /* NULL: by its ending */
    const char *id;           /* in word/_rels/document.xml.rels; NULL: not there */
    const char *relationship;
} PARTS[] = {
    {"[Content_Types].xml", write_content_types, NULL, NULL, NULL},
    {"_rels/.rels", write_package_relationships, NULL, NULL, NULL},
    {"docProps/core.xml", write_core, TYPE_PACKAGE "core-properties+xml", NULL, NULL},
    {"docProps/app.xml", write_app,
     "application/vnd.openxmlformats-officedocument.extended-properties+xml", NULL, NULL},
    {"word/document.xml", docx_write_body, OFFICE_TYPE "document.main+xml", NULL, NULL},
    {"word/_rels/document.xml.rels", write_document_relationships, NULL, NULL, NULL},
    {"word/styles.xml", write_styles, OFFICE_TYPE "styles+xml", DOCX_ID_STYLES, "styles"},
    {"word/settings.xml", write_settings, OFFICE_TYPE "settings+xml", DOCX_ID_SETTINGS, "settings"},
    {"word/fontTable.xml", write_fonts, OFFICE_TYPE "fontTable+xml", DOCX_ID_FONTS, "fontTable"},
    {"word/header1.xml", write_header, OFFICE_TYPE "header+xml", DOCX_ID_HEADER, "header"},
    {"word/header2.xml", write_header_first, OFFICE_TYPE "header+xml", DOCX_ID_HEADER_FIRST,
     "header"},
    {"word/footer1.xml", docx_write_footer, OFFICE_TYPE "footer+xml", DOCX_ID_FOOTER, "footer"},
    {"word/footer2.xml", docx_write_footer, OFFICE_TYPE "footer+xml", DOCX_ID_FOOTER_FIRST,
     "footer"},
};

static void write_default_type(struct xml *xml, const char *extension, const char *type) {
    xml_begin(xml, "Default");
    xml_attr_c(xml, "Extension", extension);
    xml_attr_c(xml, "ContentType", type);
    xml_end(xml);
}

static void write_content_types(struct xml *xml, const struct document *document) {
    xml_begin(xml, "Types");
    xml_attr_c(xml, "xmlns", NS_PACKAGE "content-types");
    write_default_type(xml, "rels", TYPE_PACKAGE "relationships+xml");
    write_default_type(xml, "xml", "application/xml");
    if (document->charts.count)
        write_default_type(xml, "png", "image/png");
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        if (!PARTS[i].content_type)
            continue;
        char name[64];
        snprintf(name, sizeof name, "/%s", PARTS[i].path);
        xml_begin(xml, "Override");
        xml_attr_c(xml, "PartName", name);
        xml_attr_c(xml, "ContentType", PARTS[i].content_type);
        xml_end(xml);
    }
    xml_end(xml);
}

static void write_relationship(struct xml *xml, const char *id, const char *base, const char *type,
                               const char *target) {
    char address[160];
    snprintf(address, sizeof address, "%s%s", base, type);
    xml_begin(xml, "Relationship");
    xml_attr_c(xml, "Id", id);
    xml_attr_c(xml, "Type", address);
    xml_attr_c(xml, "Target", target);
    xml_end(xml);
}

static void write_package_relationships(struct xml *xml, const struct document *document) {
    (void)document;
    xml_begin(xml, "Relationships");
    xml_attr_c(xml, "xmlns", NS_PACKAGE "relationships");
    write_relationship(xml, "rId1", REL_OFFICE, "officeDocument", "word/document.xml");
    write_relationship(xml, "rId2", NS_PACKAGE "relationships/", "metadata/core-properties",
                       "docProps/core.xml");
    write_relationship(xml, "rId3", REL_OFFICE, "extended-properties", "docProps/app.xml");
    xml_end(xml);
}

static void write_document_relationships(struct xml *xml, const struct document *document) {
    xml_begin(xml, "Relationships");
    xml_attr_c(xml, "xmlns", NS_PACKAGE "relationships");
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        if (PARTS[i].id)
            write_relationship(xml, PARTS[i].id, REL_OFFICE, PARTS[i].relationship,
                               PARTS[i].path + strlen("word/"));
    }
    for (size_t i = 1; i <= document->charts.count; i++) {
        char id[40], path[40];
        snprintf(id, sizeof id, DOCX_ID_CHART, i);
        snprintf(path, sizeof path, CHART_PATH, i);
        write_relationship(xml, id, REL_OFFICE, "image", path);
    }
    xml_end(xml);
}

/* 1980-01-01 00:00, the first moment a zip knows: equal papers give equal files. */
enum { ZIP_DATE_FIRST = 1 << 5 | 1 };

/* Takes over BYTES. */
static const struct err *zip_add_part(zip_t *zip, const char *path, struct buf *bytes) {
    zip_source_t *source = zip_source_buffer(zip, bytes->bytes, bytes->length, 1);
    if (!source)
        return ERR(ERR_INTERNAL, "docx: %s", zip_strerror(zip));
    *bytes = (struct buf){0};
    zip_int64_t index = zip_file_add(zip, path, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return ERR(ERR_INTERNAL, "docx: %s", zip_strerror(zip));
    }
    if (zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_DEFLATE, 6) != 0 ||
        zip_file_set_dostime(zip, (zip_uint64_t)index, 0, ZIP_DATE_FIRST, 0) != 0)
        return ERR(ERR_INTERNAL, "docx: %s", zip_strerror(zip));
    return NULL;
}

static const struct err *zip_add_chart(zip_t *zip, const struct doc_chart *chart) {
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    struct chart_drawing drawing;
    struct str png;
    chart_of_paper(scratch, chart, chart->width_mm, &drawing);
    TRY(chart_picture(scratch, &drawing, &png));
    struct buf bytes CLEANUP(buf_release) = BUF_INIT(CHART_PICTURE_BYTES_MAX);
    buf_append_str(&bytes, png);
    char path[60];
    snprintf(path, sizeof path, "word/" CHART_PATH, chart->number);
    return zip_add_part(zip, path, &bytes);
}

static const struct err *zip_add_parts(zip_t *zip, const struct document *document) {
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        struct buf bytes CLEANUP(buf_release) = BUF_INIT(DOCX_PART_BYTES_MAX);
        struct xml xml;
        xml_init(&xml, &bytes);
        PARTS[i].write(&xml, document);
        if (bytes.overflowed)
            return ERR(ERR_LIMIT, "docx: %s is larger than %d bytes", PARTS[i].path,
                       DOCX_PART_BYTES_MAX);
        TRY(zip_add_part(zip, PARTS[i].path, &bytes));
    }
    for (size_t i = 0; i < document->charts.count; i++)
        TRY(zip_add_chart(zip, document->charts.items[i]));
    return NULL;
}

static const struct err *read_source(zip_source_t *source, struct arena *arena,
                                     struct str *ret_bytes) {
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
        return ERR(ERR_INTERNAL, "docx: %s", zip_error_strerror(zip_source_error(source)));
    char *bytes = arena_alloc(arena, stat.size + 1);
    zip_int64_t got = zip_source_read(source, bytes, stat.size);
    zip_source_close(source);
    if (got < 0 || (zip_uint64_t)got != stat.size)
        return ERR(ERR_INTERNAL, "docx: the zip cannot be read back");
    *ret_bytes = (struct str){bytes, stat.size};
    return NULL;
}

static const struct err *write_zip(zip_source_t *target, const struct document *document) {
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    if (!zip)
        return ERR(ERR_INTERNAL, "docx: %s", zip_error_strerror(&error));
    zip_source_keep(target); /* closing the zip gives up one hold; we read it afterwards */
    const struct err *err = zip_add_parts(zip, document);
    if (!err && zip_close(zip) == 0)
        return NULL;
    if (!err)
        err = ERR(ERR_INTERNAL, "docx: %s", zip_strerror(zip));
    zip_discard(zip);
    return err;
}

const struct err *docx_write(const struct document *document, struct arena *arena,
                             struct str *ret_bytes) {
    zip_error_t error;
    zip_error_init(&error);
    if (document->sections.count == 0)
        return ERR(ERR_INTERNAL, "docx: a document needs a section");
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    if (!target)
        return ERR(ERR_INTERNAL, "docx: %s", zip_error_strerror(&error));
    const struct err *err = write_zip(target, document);
    if (!err)
        err = read_source(target, arena, ret_bytes);
    zip_source_free(target);
    return err;
}
