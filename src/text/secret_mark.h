/* Markings of state secrets in texts: Mật, Tối mật, Tuyệt mật.
 *
 * A marking is a line or cell that is nothing else ("TỐI MẬT", "Mật – Hỏa tốc", "TÀI LIỆU MẬT (bản
 * số 2)"), what a label gives ("Độ mật: Mật"), a stamp in brackets or in capitals within a line. It
 * is found however it is typed: capitals, without marks, with letters set apart, NFD, full width,
 * TCVN3 and VNI. The words inside ordinary phrases ("bí mật nhà nước", "bảo mật", "mật khẩu", "mật
 * độ", "mật ong") are none.
 *
 * What cannot be told: "mat" in small letters without marks, which is most often another word.
 */
#ifndef TEXT_SECRET_MARK_H
#define TEXT_SECRET_MARK_H

#include "base/str.h"

enum secret_mark {
    SECRET_MARK_NONE,
    SECRET_MARK_SECRET,     /* Mật */
    SECRET_MARK_TOP,        /* Tối mật */
    SECRET_MARK_ABSOLUTELY, /* Tuyệt mật */
};

/* The first marking of a text of any number of lines; cells of a line stand apart by tabs or by
 * three blanks. Bytes that are no UTF-8 are passed over. */
enum secret_mark secret_mark_in_text(struct str text);

/* The same for the name of a file or a sheet, where a level among other words is a marking too:
 * "ke-hoach-toi-mat.docx", "Báo cáo mật 2020.xlsx". */
enum secret_mark secret_mark_in_name(struct str name);

#endif
