#include "features/file/file.h"

#include <string.h>

#include "base/buf.h"
#include "text/utf8.h"

static const struct {
    struct str code;
    const char *content_type;
    const char *endings[3];
} TYPES[FILE_TYPE_COUNT] = {
    [FILE_TYPE_PDF] = {STR_INIT("pdf"), "application/pdf", {".pdf"}},
    [FILE_TYPE_JPEG] = {STR_INIT("jpeg"), "image/jpeg", {".jpg", ".jpeg"}},
    [FILE_TYPE_PNG] = {STR_INIT("png"), "image/png", {".png"}},
    [FILE_TYPE_DOCX] = {STR_INIT("docx"),
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                        {".docx"}},
    [FILE_TYPE_XLSX] = {STR_INIT("xlsx"),
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        {".xlsx"}},
};

struct str file_type_code(enum file_type type) {
    return TYPES[type].code;
}

bool file_type_from_code(struct str code, enum file_type *ret_type) {
    for (int type = 0; type < FILE_TYPE_COUNT; type++)
        if (str_equal(TYPES[type].code, code)) {
            *ret_type = (enum file_type)type;
            return true;
        }
    return false;
}

const char *file_type_content_type(enum file_type type) {
    return TYPES[type].content_type;
}

bool file_type_fits_name(enum file_type type, struct str name) {
    char end[8] = "";
    size_t n = name.n < 5 ? name.n : 5;
    for (size_t i = 0; i < n; i++) {
        char c = name.p[name.n - n + i];
        end[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    for (size_t i = 0; TYPES[type].endings[i]; i++)
        if (str_ends_with((struct str){end, n}, str_from_c(TYPES[type].endings[i])))
            return true;
    return false;
}

struct str file_name_clean(struct arena *arena, struct str name, enum file_type type) {
    struct str line;
    if (!utf8_clean_line(arena, name, &line))
        line = STR("");
    for (size_t i = line.n; i-- > 0;)
        if (line.p[i] == '/' || line.p[i] == '\\') {
            line = str_slice(line, i + 1, line.n);
            break;
        }
    struct buf out CLEANUP(buf_release) = BUF_INIT(4096);
    for (size_t i = 0; i < line.n; i++) {
        bool leads = line.p[i] == '.' && !out.length; /* hidden files */
        buf_append_char(&out, strchr("<>:\"|?*;%&`$", line.p[i]) || leads ? '_' : line.p[i]);
    }
    struct str clean = str_trim(buf_str(&out));
    const char *ending = TYPES[type].endings[0];
    if (!file_type_fits_name(type, clean) || clean.n <= strlen(ending))
        return str_format(arena, "tep%s", ending);
    if (utf8_length(clean) <= FILE_NAME_CHARS_MAX)
        return str_copy(arena, clean);
    return str_format(arena, STR_FMT "%s", STR_ARG(utf8_head(clean, FILE_NAME_CHARS_MAX - 6)),
                      ending);
}

void file_check_form(struct arena *arena, const struct file_form *form, struct issues *issues) {
    if (str_is_empty(form->purpose))
        issue_add(arena, issues, STR("purpose"), MESSAGE(MSG_file_purpose_missing));
    else if (utf8_length(form->purpose) > FILE_CAPTION_CHARS_MAX)
        issue_add(arena, issues, STR("purpose"), MESSAGE(MSG_file_words_long));
    if (str_is_empty(form->caption))
        issue_add(arena, issues, STR("caption"), MESSAGE(MSG_file_caption_missing));
    else if (utf8_length(form->caption) > FILE_CAPTION_CHARS_MAX)
        issue_add(arena, issues, STR("caption"), MESSAGE(MSG_file_words_long));
}
