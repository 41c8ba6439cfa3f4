#include "features/api/documents_api_web.h"

#include "features/legal/legal_service.h"

static const struct api_field DOCUMENT_FIELDS[] = {
    {"code", API_TEXT, NULL, "Its code, as in addresses: \"nd-98-2023\"."},
    {"kind", API_TEXT, NULL, "\"law\", \"decree\", \"circular\", …"},
    {"scope", API_TEXT, NULL, "Whom it binds."},
    {"number", API_TEXT, NULL, "\"98/2023/NĐ-CP\".", .may_be_null = true},
    {"issuer", API_TEXT, NULL, "Who issued it.", .may_be_null = true},
    {"title", API_TEXT, NULL, "Its title."},
    {"issued", API_TEXT, NULL, "A day, a month (\"2023-12\") or a year.", .may_be_null = true},
    {"from", API_DAY, NULL, "The first day in force.", .may_be_null = true},
    {"to", API_DAY, NULL, "The first day no longer in force; null: no end is known.",
     .may_be_null = true},
    {"standing", API_TEXT, NULL,
     "On the day asked for: \"in_force\", \"not_yet\", \"ended\" or \"unknown\"."},
    {"replaced_by", API_TEXT, NULL, "The code of what replaced it.", .may_be_null = true},
    {"amends", API_TEXT, NULL, "The code of what it amends.", .may_be_null = true},
    {"known_by", API_TEXT, NULL,
     "\"text\": it was read; \"second_hand\": to be checked; \"entered\": by the organisation."},
    {"source", API_TEXT, NULL, "Where this was read.", .may_be_null = true},
    {"note", API_TEXT, NULL, "What must be known beside it.", .may_be_null = true},
    {0},
};
static const struct api_shape DOCUMENT = {"Document", "A document of law.", DOCUMENT_FIELDS};
static const struct api_field DOCUMENTS_FIELDS[] = {
    {"day", API_DAY, NULL, "The day that standings are told for."},
    {"items", API_LIST, &DOCUMENT, "By kind and day of issue."},
    {0},
};
static const struct api_shape DOCUMENTS = {"Documents", "Documents of law.", DOCUMENTS_FIELDS};

static const struct api_operation LIST_DOCUMENTS = {
    .id = "listDocuments",
    .summary = "The register of documents of law.",
    .queries = {{"words", "Only those whose number, title or issuer hold these words."},
                {"day", "The day that standings are told for: YYYY-MM-DD; else today."}},
    .answer = &DOCUMENTS};
static const struct api_operation SHOW_DOCUMENT = {
    .id = "showDocument",
    .summary = "One document of the register.",
    .queries = {{"day", "The day that its standing is told for: YYYY-MM-DD; else today."}},
    .answer = &DOCUMENT};

static json_t *standing_json(const struct legal_document *document, struct date day) {
    static const char *const CODES[LEGAL_STANDING_COUNT] = {
        [LEGAL_STANDING_UNKNOWN] = "unknown",
        [LEGAL_NOT_YET] = "not_yet",
        [LEGAL_IN_FORCE] = "in_force",
        [LEGAL_ENDED] = "ended",
    };
    return json_string(CODES[legal_standing_on(document, day)]);
}

static json_t *document_json(struct arena *arena, const struct legal_document *document,
                             struct date day) {
    static const char *const KNOWN_BY[LEGAL_MARK_COUNT] = {
        [LEGAL_SOURCED] = "text",
        [LEGAL_SECOND_HAND] = "second_hand",
        [LEGAL_ENTERED] = "entered",
    };
    json_t *root = json_object();
    json_object_set_new(root, "code", api_text(document->code));
    json_object_set_new(root, "kind", api_text(legal_kind_code(document->kind)));
    json_object_set_new(root, "scope", api_text(legal_scope_code(document->scope)));
    json_object_set_new(root, "number", api_text_or_null(document->number));
    json_object_set_new(root, "issuer", api_text_or_null(document->issuer));
    json_object_set_new(root, "title", api_text(document->title));
    json_object_set_new(root, "issued", api_partial_day(arena, document->issued));
    json_object_set_new(root, "from", api_day(arena, document->from));
    json_object_set_new(root, "to", api_day(arena, document->to));
    json_object_set_new(root, "standing", standing_json(document, day));
    json_object_set_new(root, "replaced_by", api_text_or_null(document->replaced_by));
    json_object_set_new(root, "amends", api_text_or_null(document->amends));
    json_object_set_new(root, "known_by", json_string(KNOWN_BY[document->mark]));
    json_object_set_new(root, "source", api_text_or_null(document->source));
    json_object_set_new(root, "note", api_text_or_null(document->note));
    return root;
}

static const struct err *list_documents(struct request *request, struct response *response) {
    struct legal_documents all, found;
    struct date day;
    if (!api_query_day(request, response, "day", &day))
        return NULL;
    TRY(legal_list(app_db(request), request->arena, request->user, &all));
    legal_search(request->arena, &all, request_query_text(request, "words"), LEGAL_SCOPE_COUNT,
                 (struct date){0}, &found);
    json_t *items = json_array();
    for (size_t i = 0; i < found.count; i++)
        json_array_append_new(items, document_json(request->arena, &found.items[i], day));
    json_t *root = api_list(items);
    json_object_set_new(root, "day", api_day(request->arena, day));
    api_answer(response, root);
    return NULL;
}

static const struct err *show_document(struct request *request, struct response *response) {
    struct legal_documents all;
    struct date day;
    if (!api_query_day(request, response, "day", &day))
        return NULL;
    TRY(legal_list(app_db(request), request->arena, request->user, &all));
    const struct legal_document *document = legal_find(&all, request_param(request, "document"));
    if (!document)
        return ERR(ERR_NOT_FOUND, "no such document");
    api_answer(response, document_json(request->arena, document, day));
    return NULL;
}

const struct route documents_api_routes[] = {
    {HTTP_GET, "/api/v1/documents", RIGHT_SIGNED_IN, list_documents, .about = &LIST_DOCUMENTS},
    {HTTP_GET, "/api/v1/documents/:document", RIGHT_SIGNED_IN, show_document,
     .about = &SHOW_DOCUMENT},
};
const size_t documents_api_routes_count = COUNT_OF(documents_api_routes);
