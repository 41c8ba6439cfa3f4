/* Fields of forms as the rules of a room read them: cleaned, measured, and told what is wrong. The
 * sentence is the room's own: it says what to do.
 */
#ifndef TEXT_FORM_TEXT_H
#define TEXT_FORM_TEXT_H

#include "base/date.h"
#include "text/message.h"

/* One clean line (utf8_clean_line), or several; "" where nothing was sent or it is not UTF-8. */
struct str form_clean_line(struct arena *arena, struct str typed);
struct str form_clean_text(struct arena *arena, struct str typed);

/* An issue on FIELD where TEXT has more than MAX code points; TOO_LONG takes MAX as {0}. */
void form_check_length(struct arena *arena, struct issues *issues, struct str field,
                       struct str text, size_t max, enum msg_id too_long);

/* Both: what was typed, cleaned, with an issue where it is too long. */
struct str form_line(struct arena *arena, struct issues *issues, struct str field, struct str typed,
                     size_t max, enum msg_id too_long);
struct str form_text(struct arena *arena, struct issues *issues, struct str field, struct str typed,
                     size_t max, enum msg_id too_long);

/* A date as people write it; the empty date where nothing was typed, and with an issue on FIELD
 * where it is no date. WRONG takes what was typed as {0}. */
struct date form_date(struct arena *arena, struct issues *issues, struct str field,
                      struct str typed, enum msg_id wrong);

#endif
