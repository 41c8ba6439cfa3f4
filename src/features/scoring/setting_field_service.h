/* What the page "Quy ước chấm điểm" knows of each key of setting_service.h: what it asks, which
 * values make sense, and how a value is told to people. Pure functions; src/setting_list.c names
 * the fields, in the order of the page. A part that brings a key adds its line there.
 */
#ifndef FEATURES_SCORING_SETTING_FIELD_SERVICE_H
#define FEATURES_SCORING_SETTING_FIELD_SERVICE_H

#include "features/scoring/scoring.h"
#include "features/scoring/setting_service.h"

/* What a value may be judged against. */
struct setting_context {
    struct arena *arena;
    const struct criteria *criteria; /* the half-year's table; may be empty */
    const struct cluster_period *cluster;
};

enum setting_look {
    SETTING_LOOK_CHOICE, /* one of .choices */
    SETTING_LOOK_SHORT,  /* a number, a day */
    SETTING_LOOK_LINE,
    SETTING_LOOK_TEXT, /* several lines */
};

struct setting_choice {
    struct str value;
    enum msg_id words;
};

struct setting_field {
    enum scoring_key key;
    enum msg_id label;
    enum msg_id hint;
    enum setting_look look;
    const struct setting_choice *choices;
    size_t choices_count;
    enum msg_id empty; /* what an empty value means, in words; MSG_none: it may not be empty */
    /* From what was typed (trimmed) to the value as stored; findings by the field's code. NULL: any
     * text for lines, one of the choices for choices. Empty text is settled by .empty before. */
    struct str (*read)(const struct setting_context *context, const struct setting_field *field,
                       struct str typed, struct issues *issues);
    /* A stored value for people, and for the field it is typed into. NULL: the choice's words, the
     * text itself. */
    struct str (*tell)(const struct setting_context *context, enum lang lang, struct str value);
    struct str (*edit)(const struct setting_context *context, enum lang lang, struct str value);
};

extern const struct setting_field *const setting_fields[];
extern const size_t setting_fields_count;

/* Those above with what holds for every field. The value is never absent. */
struct str setting_read(const struct setting_context *context, const struct setting_field *field,
                        struct str typed, struct issues *issues);
struct str setting_tell(const struct setting_context *context, const struct setting_field *field,
                        enum lang lang, struct str value);
struct str setting_edit(const struct setting_context *context, const struct setting_field *field,
                        enum lang lang, struct str value);

/* For .read, .tell, .edit of days: "26/6/2020" is stored as "2020-06-26". */
struct str setting_read_day(const struct setting_context *context,
                            const struct setting_field *field, struct str typed,
                            struct issues *issues);
struct str setting_tell_day(const struct setting_context *context, enum lang lang,
                            struct str value);
/* A whole number from 0 to 9999. */
struct str setting_read_count(const struct setting_context *context,
                              const struct setting_field *field, struct str typed,
                              struct issues *issues);

extern const struct setting_field setting_visibility, setting_compare, setting_ties,
    setting_classes, setting_places, setting_over_warning, setting_explain_until,
    setting_dispute_until, setting_quota_flags, setting_quota_certificates, setting_cross_blind,
    setting_agreement, setting_last_place, setting_half_target;

#endif
