#include "doc/paper_file.h"

#include "doc/docx_write.h"
#include "doc/pdf_write.h"

static const struct {
    const char *suffix, *content_type;
    const struct err *(*write)(const struct document *document, struct arena *arena,
                               struct str *ret_bytes);
} FILES[PAPER_FILE_COUNT] = {
    [PAPER_DOCX] = {"docx", DOCX_CONTENT_TYPE, docx_write},
    [PAPER_PDF] = {"pdf", PDF_CONTENT_TYPE, pdf_write},
};

const char *paper_file_suffix(enum paper_file file) {
    return FILES[file].suffix;
}

const char *paper_file_content_type(enum paper_file file) {
    return FILES[file].content_type;
}

enum paper_file paper_file_of_name(struct str name) {
    static const char SUFFIX[] = ".pdf";
    const size_t n = sizeof SUFFIX - 1;
    if (name.n < n)
        return PAPER_DOCX;
    for (size_t i = 0; i < n; i++)
        if ((name.p[name.n - n + i] | 0x20) != (SUFFIX[i] | 0x20))
            return PAPER_DOCX;
    return PAPER_PDF;
}

const struct err *paper_write(const struct document *document, enum paper_file file,
                              struct arena *arena, struct str *ret_bytes) {
    return FILES[file].write(document, arena, ret_bytes);
}
