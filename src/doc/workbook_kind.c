#include "doc/workbook_kind.h"

#include <string.h>

#include "text/utf8.h"

/* How far into a file its nature is looked for. */
enum { HEAD_BYTES = 4096 };

static bool begins(struct str file, const char *bytes, size_t count) {
    return file.p && file.n >= count && memcmp(file.p, bytes, count) == 0;
}

static bool contains(struct str file, const char *bytes, size_t count) {
    return file.n >= count && memmem(file.p, file.n, bytes, count) != NULL;
}

/* ASCII letters in either case. */
static bool contains_tag(struct str head, const char *tag) {
    size_t n = strlen(tag);
    for (size_t i = 0; i + n <= head.n; i++)
        if (strncasecmp(head.p + i, tag, n) == 0)
            return true;
    return false;
}

/* Names in OLE2 directories are UTF-16. */
static enum msg_id fault_of_ole(struct str file) {
#define UTF16(literal) literal, sizeof(literal) - 1
    if (contains(file, UTF16("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0")))
        return MSG_workbook_encrypted;
    if (contains(file, UTF16("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0")))
        return MSG_workbook_word;
    if (contains(file, UTF16("P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0")))
        return MSG_workbook_presentation;
#undef UTF16
    return MSG_workbook_old_xls;
}

static bool is_picture(struct str file) {
    return begins(file, "\x89PNG", 4) || begins(file, "\xFF\xD8\xFF", 3) ||
           begins(file, "GIF8", 4) || begins(file, "BM", 2) ||
           (begins(file, "RIFF", 4) && file.n > 12 && memcmp(file.p + 8, "WEBP", 4) == 0) ||
           (file.n > 12 && memcmp(file.p + 4, "ftyp", 4) == 0);
}

static bool is_archive(struct str file) {
    return begins(file, "Rar!", 4) || begins(file, "7z\xBC\xAF", 4) || begins(file, "\x1F\x8B", 2);
}

/* Text has no control characters but those that part lines and cells. Old Vietnamese encodings are
 * text too, so the bytes above 127 say nothing. */
static bool is_text(struct str head) {
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1A)
            return false;
    }
    return true;
}

enum msg_id workbook_fault_of_bytes(struct str file) {
    struct str head = str_slice(file, 0, file.n < HEAD_BYTES ? file.n : HEAD_BYTES);
    if (file.n == 0)
        return MSG_workbook_empty;
    if (begins(file, "PK\x03\x04", 4))
        return MSG_none;
    if (begins(file, "PK\x05\x06", 4))
        return MSG_workbook_no_workbook;
    if (begins(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        return fault_of_ole(file);
    if (begins(file, "%PDF", 4))
        return MSG_workbook_pdf;
    if (begins(file, "{\\rtf", 5))
        return MSG_workbook_word;
    if (is_picture(file))
        return MSG_workbook_picture;
    if (is_archive(file))
        return MSG_workbook_archive;
    if (begins(file, "\xFF\xFE", 2) || begins(file, "\xFE\xFF", 2))
        return MSG_workbook_csv; /* UTF-16 text, as Excel's "Unicode Text" */
    if (!is_text(head))
        return MSG_workbook_unknown;
    if (contains_tag(head, "urn:schemas-microsoft-com:office:spreadsheet"))
        return contains_tag(head, "<html") ? MSG_workbook_html : MSG_workbook_xml_2003;
    if (contains_tag(head, "<html") || contains_tag(head, "<!doctype html") ||
        contains_tag(head, "<table") || contains_tag(head, "<meta "))
        return MSG_workbook_html;
    return begins(str_trim(head), "<?xml", 5) ? MSG_workbook_unknown : MSG_workbook_csv;
}
