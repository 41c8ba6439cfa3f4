/* Is Liberation Serif there, and has it the letters of Vietnamese? Debian's fonts-liberation (1.07)
 * has few of them and goes by the same name as fonts-liberation2. */
#include <stdatomic.h>
#include <string.h>

#include "doc/pdf_parts.h"
#include "doc/pdf_write.h"
#include "text/utf8.h"

/* All that ASCII lacks, and the sign of the currency. */
#define LETTERS                                                                                                                                                                           \
    "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ" \
    "ÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬĐÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ₫"

#define TEXT_KEY "error.pdf_font"

static const struct err *check_face(PangoContext *context, PangoFontDescription *face) {
    PangoFont *font = pango_context_load_font(context, face);
    if (!font)
        return ERR_TEXT(ERR_STATE, TEXT_KEY, "pdf: no font %s", PDF_FONT);
    const struct err *err = NULL;
    PangoFontDescription *found = pango_font_describe(font);
    const char *family = pango_font_description_get_family(found);
    if (!family || strcmp(family, PDF_FONT) != 0)
        err = ERR_TEXT(ERR_STATE, TEXT_KEY, "pdf: no font %s, install fonts-liberation2", PDF_FONT);
    PangoCoverage *coverage = pango_font_get_coverage(font, pango_language_from_string("vi"));
    for (size_t at = 0; !err && at < strlen(LETTERS);) {
        int32_t letter = utf8_next(STR(LETTERS), &at);
        if (pango_coverage_get(coverage, letter) != PANGO_COVERAGE_EXACT)
            err = ERR_TEXT(ERR_STATE, TEXT_KEY, "pdf: %s lacks U+%04X, install fonts-liberation2",
                           PDF_FONT, (unsigned)letter);
    }
    g_object_unref(coverage);
    pango_font_description_free(found);
    g_object_unref(font);
    return err;
}

const struct err *pdf_check_font(PangoContext *context) {
    static atomic_bool is_well; /* once found well, it stays so */
    if (atomic_load(&is_well))
        return NULL;
    PangoFontDescription *face = pango_font_description_from_string(PDF_FONT " 14");
    const struct err *err = NULL;
    for (int i = 0; i < 4 && !err; i++) {
        pango_font_description_set_weight(face, i & 1 ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_style(face, i & 2 ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
        err = check_face(context, face);
    }
    pango_font_description_free(face);
    if (!err)
        atomic_store(&is_well, true);
    return err;
}

const struct err *pdf_check_letters(void) {
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    const struct err *err = pdf_check_font(context);
    g_object_unref(context);
    return err;
}
