#include "features/api/year_api_web.h"

#include "features/api/clusters_api_web.h"
#include "features/calendar/calendar_service.h"
#include "features/movement/movement_service.h"
#include "features/registration/registration_service.h"
#include "features/target/target_service.h"

static json_t *half_json(int half) {
    return half > 0 ? json_integer(half) : json_null();
}

static json_t *member_json(const struct cluster_year *year, struct str unit_id) {
    ptrdiff_t member = cluster_year_member_by_id(year, unit_id);
    return member < 0 ? json_null() : api_unit(&year->members.items[member]);
}

/* {"cluster", "year", "sample", "items"}: of these every list of a year consists. */
static json_t *year_list(const struct cluster_year *year, json_t *items) {
    json_t *root = api_list(items);
    json_object_set_new(root, "cluster", api_text(year->slug));
    json_object_set_new(root, "year", json_integer(year->year));
    json_object_set_new(root, "sample", json_boolean(year->is_sample));
    return root;
}

#define YEAR_LIST_FIELDS                                                                           \
    {"cluster", API_TEXT, NULL, "The short name of the cluster."},                                 \
        {"year", API_INTEGER, NULL, "The year."}, {                                                \
        "sample", API_TRUTH, NULL, "Invented figures: say so wherever they are shown."             \
    }

/* --- the calendar -------------------------------------------------------------------------------
 */

static const struct api_field STAND_FIELDS[] = {
    {"unit", API_OBJECT, &api_unit_name, "The member; null: the cluster's head.",
     .may_be_null = true},
    {"standing", API_TEXT, NULL,
     "\"done\", \"done_late\", \"incomplete\", \"incomplete_late\", \"late\", \"soon\", \"open\" "
     "or \"not_begun\"."},
    {"deadline", API_DAY, NULL, "Its own where it was given longer, else that of all."},
    {"received_on", API_DAY, NULL, "When it was received; null: not, or not known.",
     .may_be_null = true},
    {0},
};
static const struct api_shape STAND = {"CalendarStand", "How one stands with what is due.",
                                       STAND_FIELDS};
static const struct api_field DUE_FIELDS[] = {
    {"id", API_TEXT, NULL, "Its identity."},
    {"title", API_TEXT, NULL, "What is due."},
    {"kind", API_TEXT, NULL, "What the program sees by itself: \"plan\"; null: marked by hand.",
     .may_be_null = true},
    {"half", API_INTEGER, NULL, "1 or 2; null: of the year.", .may_be_null = true},
    {"starts", API_DAY, NULL, "The first day it can be done.", .may_be_null = true},
    {"deadline", API_DAY, NULL, "The last day in time."},
    {"note", API_TEXT, NULL, "What must be known beside it.", .may_be_null = true},
    {"stands", API_LIST, &STAND, "One a member, or one for the cluster's head."},
    {0},
};
static const struct api_shape DUE = {"CalendarRow", "Something due in the year.", DUE_FIELDS};
static const struct api_field CALENDAR_FIELDS[] = {
    YEAR_LIST_FIELDS, {"items", API_LIST, &DUE, "By deadline."}, {0}};
static const struct api_shape CALENDAR = {"Calendar", "What is due in a year.", CALENDAR_FIELDS};
static const struct api_operation SHOW_CALENDAR = {
    .id = "showCalendar",
    .summary = "What is due in a cluster's year, and how each member stands with it today.",
    .answer = &CALENDAR};

static json_t *stands_json(struct arena *arena, const struct cluster_year *year,
                           const struct calendar_line *line) {
    static const char *const CODES[CALENDAR_STANDING_COUNT] = {
        [CALENDAR_DONE] = "done",
        [CALENDAR_DONE_LATE] = "done_late",
        [CALENDAR_INCOMPLETE] = "incomplete",
        [CALENDAR_INCOMPLETE_LATE] = "incomplete_late",
        [CALENDAR_LATE] = "late",
        [CALENDAR_SOON] = "soon",
        [CALENDAR_OPEN] = "open",
        [CALENDAR_NOT_BEGUN] = "not_begun",
    };
    json_t *items = json_array();
    for (size_t i = 0; i < line->stand_count; i++) {
        const struct calendar_stand *stand = &line->stands[i];
        json_t *row = json_object();
        json_object_set_new(row, "unit",
                            line->row.by_unit ? api_unit(&year->members.items[i]) : json_null());
        json_object_set_new(row, "standing", json_string(CODES[stand->state.standing]));
        json_object_set_new(row, "deadline",
                            api_day(arena, stand->extended ? stand->deadline : line->row.deadline));
        json_object_set_new(row, "received_on", api_day(arena, stand->on));
        json_array_append_new(items, row);
    }
    return items;
}

static const struct err *show_calendar(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct cluster_year year;
    struct calendar calendar;
    TRY(frame_year(request, &year));
    TRY(calendar_of_year(app_db(request), arena, request->user, &year,
                         date_of_instant(request->now_ms), &calendar));
    json_t *items = json_array();
    for (size_t i = 0; i < calendar.count; i++) {
        const struct calendar_row *due = &calendar.items[i].row;
        json_t *row = json_object();
        json_object_set_new(row, "id", api_text(due->id));
        json_object_set_new(row, "title", api_text(due->title));
        json_object_set_new(row, "kind", api_text_or_null(due->kind));
        json_object_set_new(row, "half", half_json(due->half));
        json_object_set_new(row, "starts", api_day(arena, due->starts));
        json_object_set_new(row, "deadline", api_day(arena, due->deadline));
        json_object_set_new(row, "note", api_text_or_null(due->note));
        json_object_set_new(row, "stands", stands_json(arena, &year, &calendar.items[i]));
        json_array_append_new(items, row);
    }
    api_answer(response, year_list(&year, items));
    return NULL;
}

/* --- targets ------------------------------------------------------------------------------------
 */

static const struct api_field TARGET_FIELDS[] = {
    {"number", API_INTEGER, NULL, "The number of the content, for good."},
    {"name", API_TEXT, NULL, "What is to be reached."},
    {"measure", API_TEXT, NULL, "What is counted: \"%\".", .may_be_null = true},
    {"direction", API_TEXT, NULL,
     "\"more\" or \"fewer\" is better, \"exact\", or \"done\": no figure."},
    {"criterion", API_TEXT, NULL, "The criterion it belongs to.", .may_be_null = true},
    {"unit", API_OBJECT, &api_unit_name, "Whose target it is."},
    {"state", API_TEXT, NULL,
     "\"agreed\" (it counts), \"proposed\", \"withdrawn\"; null: nobody said any.",
     .may_be_null = true},
    {"source", API_TEXT, NULL,
     "\"assigned\" from above, \"agreed\" in the cluster, \"registered\" by the unit.",
     .may_be_null = true},
    {"value", API_DECIMAL, NULL, "The year's figure.", .may_be_null = true},
    {"first_half", API_DECIMAL, NULL, "What was agreed for the first half.", .may_be_null = true},
    {0},
};
static const struct api_shape TARGET = {"Target", "A member's target.", TARGET_FIELDS};
static const struct api_field TARGETS_FIELDS[] = {
    YEAR_LIST_FIELDS,
    {"locked", API_TRUTH, NULL, "Whether they change by decision alone."},
    {"locked_at", API_INSTANT, NULL, "Since when.", .may_be_null = true},
    {"items", API_LIST, &TARGET, "By content, then by member."},
    {0},
};
static const struct api_shape TARGETS = {"Targets", "The targets of a year.", TARGETS_FIELDS};
static const struct api_operation SHOW_TARGETS = {
    .id = "showTargets",
    .summary = "The targets of a cluster's year, member by member.",
    .detail = "Only those that are agreed count; proposals are among them.",
    .answer = &TARGETS};

static json_t *target_json(struct arena *arena, const struct cluster_year *year,
                           const struct target *target) {
    bool is_said = target->state != TARGET_MISSING;
    json_t *row = json_object();
    json_object_set_new(row, "number", json_integer(target->item->number));
    json_object_set_new(row, "name", api_text(target->item->name));
    json_object_set_new(row, "measure", api_text_or_null(target->item->measure));
    json_object_set_new(row, "direction", api_text(target_direction_code(target->item->direction)));
    json_object_set_new(row, "criterion", api_text_or_null(target->item->criterion_code));
    json_object_set_new(row, "unit", member_json(year, target->unit_id));
    json_object_set_new(row, "state",
                        is_said ? api_text(target_state_code(target->state)) : json_null());
    json_object_set_new(row, "source",
                        is_said ? api_text(target_source_code(target->source)) : json_null());
    json_object_set_new(row, "value",
                        target->has_value ? api_decimal(arena, target->value) : json_null());
    json_object_set_new(row, "first_half",
                        target->has_first_half ? api_decimal(arena, target->first_half)
                                               : json_null());
    return row;
}

static const struct err *show_targets(struct request *request, struct response *response) {
    struct cluster_year year;
    struct target_book book;
    struct targets targets;
    TRY(frame_year(request, &year));
    TRY(target_book_read(app_db(request), request->arena, request->user, &year, TARGET_KNOWN_NOW,
                         &book));
    target_book_list(request->arena, &book, &year, STR(""), &targets);
    json_t *items = json_array();
    for (size_t i = 0; i < targets.count; i++)
        json_array_append_new(items, target_json(request->arena, &year, &targets.items[i]));
    json_t *root = year_list(&year, items);
    json_object_set_new(root, "locked", json_boolean(book.lock.is_locked));
    json_object_set_new(root, "locked_at",
                        api_instant(request->arena, book.lock.is_locked ? book.lock.at_ms : 0));
    api_answer(response, root);
    return NULL;
}

/* --- registrations ------------------------------------------------------------------------------
 */

static const struct api_field COUNT_FIELDS[] = {
    {"title", API_TEXT, NULL, "The code of the title."},
    {"name", API_TEXT, NULL, "Its name."},
    {"for_person", API_TRUTH, NULL, "Else for a unit."},
    {"count", API_INTEGER, NULL, "How many are registered."},
    {0},
};
static const struct api_shape TITLE_COUNT = {"TitleCount", "How many of a title.", COUNT_FIELDS};
static const struct api_field REGISTRATION_FIELDS[] = {
    {"unit", API_OBJECT, &api_unit_name, "The member."},
    {"state", API_TEXT, NULL,
     "\"missing\", \"draft\", \"submitted\", \"received\", \"returned\" or \"withdrawn\"."},
    {"deadline", API_DAY, NULL, "Its last day in time.", .may_be_null = true},
    {"submitted_at", API_INSTANT, NULL, "When what counts was sent; null: nothing counts.",
     .may_be_null = true},
    {"late", API_TRUTH, NULL, "Whether it was sent after its deadline."},
    {"titles", API_LIST, &TITLE_COUNT, "What counts as registered."},
    {0},
};
static const struct api_shape REGISTRATION = {"Registration", "What a member registered.",
                                              REGISTRATION_FIELDS};
static const struct api_field REGISTRATIONS_FIELDS[] = {
    YEAR_LIST_FIELDS, {"items", API_LIST, &REGISTRATION, "One a member, in their order."}, {0}};
static const struct api_shape REGISTRATIONS = {"Registrations", "What members registered.",
                                               REGISTRATIONS_FIELDS};
static const struct api_operation SHOW_REGISTRATIONS = {
    .id = "showRegistrations",
    .summary = "Titles that members registered for a year: numbers, no names of people.",
    .answer = &REGISTRATIONS};

static json_t *counts_json(const struct award_titles *titles,
                           const struct registration_revision *counted) {
    json_t *items = json_array();
    for (size_t i = 0; counted && i < titles->count; i++) {
        const struct award_title *title = &titles->items[i];
        size_t count = registration_count_of(&counted->lines, title->code);
        if (!count)
            continue;
        json_t *row = json_object();
        json_object_set_new(row, "title", api_text(title->code));
        json_object_set_new(row, "name", api_text(title->name));
        json_object_set_new(row, "for_person", json_boolean(title->for_person));
        json_object_set_new(row, "count", json_integer((json_int_t)count));
        json_array_append_new(items, row);
    }
    return items;
}

static json_t *registration_json(struct arena *arena, const struct registration_book *book,
                                 const struct registration_member *member) {
    static const char *const CODES[REGISTRATION_STATE_COUNT] = {
        [REGISTRATION_MISSING] = "missing",     [REGISTRATION_DRAFT] = "draft",
        [REGISTRATION_SUBMITTED] = "submitted", [REGISTRATION_RECEIVED] = "received",
        [REGISTRATION_RETURNED] = "returned",   [REGISTRATION_WITHDRAWN] = "withdrawn",
    };
    int64_t at_ms = 0;
    const struct registration_revision *counted =
        registration_counted(&member->registration, &at_ms);
    json_t *row = json_object();
    json_object_set_new(row, "unit", api_unit(&member->unit));
    json_object_set_new(row, "state",
                        json_string(CODES[registration_state_of(&member->registration)]));
    json_object_set_new(row, "deadline", api_day(arena, member->deadline));
    json_object_set_new(row, "submitted_at", api_instant(arena, counted ? at_ms : 0));
    json_object_set_new(row, "late",
                        json_boolean(counted && registration_is_late(at_ms, member->deadline)));
    json_object_set_new(row, "titles", counts_json(&book->titles, counted));
    return row;
}

static const struct err *show_registrations(struct request *request, struct response *response) {
    struct cluster_year year;
    struct registration_book book;
    TRY(frame_year(request, &year));
    TRY(registration_load(app_db(request), request->arena, request->user, &year, STR(""), &book));
    json_t *items = json_array();
    for (size_t i = 0; i < book.members.count; i++)
        json_array_append_new(items,
                              registration_json(request->arena, &book, &book.members.items[i]));
    api_answer(response, year_list(&year, items));
    return NULL;
}

/* --- movements ----------------------------------------------------------------------------------
 */

static const struct api_field MOVEMENT_FIELDS[] = {
    {"id", API_TEXT, NULL, "Its identity."},
    {"kind", API_TEXT, NULL, "\"movement\", \"drive\", \"directive\", …"},
    {"parent", API_TEXT, NULL, "Of a drive: the id of its movement.", .may_be_null = true},
    {"title", API_TEXT, NULL, "Its title."},
    {"owner", API_TEXT, NULL, "The unit above that it belongs to; null: the cluster.",
     .may_be_null = true},
    {"begins", API_TEXT, NULL, "A day, a month or a year.", .may_be_null = true},
    {"ends", API_TEXT, NULL, "The last it runs: a day, a month or a year.", .may_be_null = true},
    {"step", API_TEXT, NULL, "The last step recorded: \"launch\"; null: none.",
     .may_be_null = true},
    {"report_by", API_DAY, NULL, "When reports are due.", .may_be_null = true},
    {"number", API_TEXT, NULL, "Of the document: \"05-CT/TW\".", .may_be_null = true},
    {"document", API_TEXT, NULL, "Its code in the register of documents.", .may_be_null = true},
    {0},
};
static const struct api_shape MOVEMENT = {"Movement", "A movement, or what one answers.",
                                          MOVEMENT_FIELDS};
static const struct api_field MOVEMENTS_FIELDS[] = {
    YEAR_LIST_FIELDS, {"items", API_LIST, &MOVEMENT, "Levels above first."}, {0}};
static const struct api_shape MOVEMENTS = {"Movements", "What a year follows.", MOVEMENTS_FIELDS};
static const struct api_operation SHOW_MOVEMENTS = {
    .id = "showMovements",
    .summary = "Movements that a cluster's year follows: its own and those of the levels above.",
    .answer = &MOVEMENTS};

static json_t *movement_json(struct arena *arena, const struct movement *movement) {
    json_t *row = json_object();
    json_object_set_new(row, "id", api_text(movement->id));
    json_object_set_new(row, "kind", api_text(movement_kind_code(movement->kind)));
    json_object_set_new(row, "parent", api_text_or_null(movement->parent_id));
    json_object_set_new(row, "title", api_text(movement->title));
    json_object_set_new(row, "owner", api_text_or_null(movement->owner_name));
    json_object_set_new(row, "begins", api_partial_day(arena, movement->begins));
    json_object_set_new(row, "ends", api_partial_day(arena, movement->ends));
    json_object_set_new(row, "step",
                        movement->now == MOVEMENT_NO_STEP
                            ? json_null()
                            : api_text(movement_step_code(movement->now)));
    json_object_set_new(row, "report_by", api_day(arena, movement->report_by));
    json_object_set_new(row, "number", api_text_or_null(movement->number));
    json_object_set_new(row, "document", api_text_or_null(movement->legal_code));
    return row;
}

static const struct err *show_movements(struct request *request, struct response *response) {
    struct cluster_year year;
    struct movements movements;
    TRY(frame_year(request, &year));
    TRY(movement_year_list(app_db(request), request->arena, request->user, &year, &movements));
    json_t *items = json_array();
    for (size_t i = 0; i < movements.count; i++)
        json_array_append_new(items, movement_json(request->arena, &movements.items[i]));
    api_answer(response, year_list(&year, items));
    return NULL;
}

/* --- closing ------------------------------------------------------------------------------------
 */

static const struct api_field CLOSED_FIELDS[] = {
    {"period", API_TEXT, NULL, "The half-year; null: the year itself.", .may_be_null = true},
    {"closed", API_TRUTH, NULL, "Nothing of it can be changed."},
    {"at", API_INSTANT, NULL, "When it was closed, or opened again; null: never closed.",
     .may_be_null = true},
    {"by", API_TEXT, NULL, "By whom.", .may_be_null = true},
    {0},
};
static const struct api_shape CLOSED = {"Closing", "Whether a time is closed.", CLOSED_FIELDS};
static const struct api_field CLOSINGS_FIELDS[] = {
    YEAR_LIST_FIELDS,
    {"items", API_LIST, &CLOSED, "The year, then its half-years; each is closed by itself."},
    {0}};
static const struct api_shape CLOSINGS = {"Closings", "What is closed.", CLOSINGS_FIELDS};
static const struct api_operation SHOW_CLOSING = {
    .id = "showClosing",
    .summary = "Whether a cluster's year and its half-years are closed.",
    .answer = &CLOSINGS};

static json_t *closing_json(struct arena *arena, struct str period, const struct closing *closing) {
    json_t *row = json_object();
    json_object_set_new(row, "period", api_text_or_null(period));
    json_object_set_new(row, "closed", json_boolean(closing->closed));
    json_object_set_new(row, "at", api_instant(arena, closing->at_ms));
    json_object_set_new(row, "by", api_text_or_null(closing->author));
    return row;
}

static const struct err *show_closing(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    json_t *items = json_array();
    json_array_append_new(items, closing_json(request->arena, STR(""), &year.closing));
    for (size_t i = 0; i < year.periods.count; i++)
        json_array_append_new(items, closing_json(request->arena, year.periods.items[i].code,
                                                  &year.periods.items[i].closing));
    api_answer(response, year_list(&year, items));
    return NULL;
}

#define Y "/api/v1/clusters/:cluster/years/:year"

const struct route year_api_routes[] = {
    {HTTP_GET, Y "/calendar", RIGHT_CLUSTER_READ, show_calendar, .about = &SHOW_CALENDAR},
    {HTTP_GET, Y "/targets", RIGHT_CLUSTER_READ, show_targets, .about = &SHOW_TARGETS},
    {HTTP_GET, Y "/registrations", RIGHT_CLUSTER_READ, show_registrations,
     .about = &SHOW_REGISTRATIONS},
    {HTTP_GET, Y "/movements", RIGHT_CLUSTER_READ, show_movements, .about = &SHOW_MOVEMENTS},
    {HTTP_GET, Y "/closing", RIGHT_CLUSTER_READ, show_closing, .about = &SHOW_CLOSING},
};
const size_t year_api_routes_count = COUNT_OF(year_api_routes);
