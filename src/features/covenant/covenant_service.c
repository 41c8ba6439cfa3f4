#include "features/covenant/covenant_service.h"

#include "crypto/digest.h"
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/covenant/covenant.sql.h"
#include "features/covenant/covenant_due_service.h"
#include "features/covenant/covenant_target_service.h"
#include "features/movement/movement_service.h"
#include "features/submission/submission_service.h"
#include "sys/id.h"
#include "text/form_text.h"
#include "text/utf8.h"

/* --- loading --------------------------------------------------------------------------------- */

static struct covenant_text text_of(const struct q_covenant_texts_row *row) {
    return (struct covenant_text){.id = row->id,
                                  .revision = row->revision,
                                  .grounds = row->grounds,
                                  .opening = row->opening,
                                  .closing = row->closing,
                                  .note = row->note,
                                  .author = row->author,
                                  .at_ms = row->at_ms};
}

static const struct err *load_contents(struct db_tx *tx, struct arena *arena,
                                       struct covenant_text *text) {
    struct q_covenant_contents_of_rows rows;
    TRY(q_covenant_contents_of(tx, arena, text->id, &rows));
    text->contents = (struct covenant_contents){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &text->contents) =
            (struct covenant_content){rows.items[i].title, rows.items[i].body};
    return NULL;
}

static const struct err *load_signatures(struct db_tx *tx, struct arena *arena,
                                         struct covenant_version *version) {
    struct q_covenant_signatures_of_rows rows;
    TRY(q_covenant_signatures_of(tx, arena, version->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_covenant_signatures_of_row *row = &rows.items[i];
        struct covenant_signature signature = {
            .id = row->id,
            .unit_id = row->unit_id,
            .name = row->name,
            .post = row->post,
            .rank = row->rank,
            .time = row->signed_time,
            .place = row->place,
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
            .withdrawn_ms = row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
            .withdrawn_by = row->withdrawn_by,
            .withdrawn_reason = row->withdrawn_reason,
        };
        if (!covenant_role_from_code(row->role, &signature.role) ||
            !covenant_manner_from_code(row->manner, &signature.manner) ||
            !date_parse_iso(row->signed_on, &signature.on))
            return ERR(ERR_DATABASE, "a signature that nobody can read");
        *list_push(arena, &version->signatures) = signature;
    }
    return NULL;
}

static const struct err *load_version(struct db_tx *tx, struct arena *arena,
                                      const struct covenant *covenant,
                                      const struct q_covenant_versions_of_row *row,
                                      struct covenant_version *ret_version) {
    struct covenant_version version = {.id = row->id,
                                       .number = row->number,
                                       .signed_text = row->signed_text,
                                       .digest = row->digest,
                                       .frozen_ms = row->frozen_ms,
                                       .frozen_by = row->frozen_by};
    for (size_t i = 0; i < covenant->texts.count; i++)
        if (str_equal(covenant->texts.items[i].id, row->text_id))
            version.text = covenant->texts.items[i];
    TRY(load_contents(tx, arena, &version.text));
    struct q_covenant_targets_of_rows rows;
    TRY(q_covenant_targets_of(tx, arena, version.id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_covenant_targets_of_row *target = &rows.items[i];
        *list_push(arena, &version.targets) = (struct covenant_target){
            target->unit_id, target->content, target->amount, target->half, target->source};
    }
    TRY(load_signatures(tx, arena, &version));
    *ret_version = version;
    return NULL;
}

static const struct err *load_whole(struct db_tx *tx, struct arena *arena,
                                    struct covenant *covenant) {
    struct q_covenant_texts_rows texts;
    struct q_covenant_versions_of_rows versions;
    TRY(q_covenant_texts(tx, arena, covenant->id, &texts));
    TRY(q_covenant_versions_of(tx, arena, covenant->id, &versions));
    for (size_t i = 0; i < texts.count; i++)
        *list_push(arena, &covenant->texts) = text_of(&texts.items[i]);
    if (texts.count)
        TRY(load_contents(tx, arena, &covenant->texts.items[texts.count - 1]));
    for (size_t i = 0; i < versions.count; i++) {
        struct covenant_version version;
        TRY(load_version(tx, arena, covenant, &versions.items[i], &version));
        *list_push(arena, &covenant->versions) = version;
    }
    return NULL;
}

static struct str yearly_title(struct arena *arena, const struct cluster_year *year) {
    return str_format(arena, "Giao ước thi đua năm %d", year->year);
}

/* The covenant of CODE; without id where the yearly one was not begun. */
static const struct err *find(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, struct str code,
                              struct covenant *ret_covenant, struct covenant_entries *ret_entries) {
    struct q_covenants_of_year_rows rows;
    TRY(q_covenants_of_year(tx, arena, year->cluster_id, year->year, &rows));
    bool yearly = str_equal(code, COVENANT_YEARLY_CODE);
    *ret_covenant = (struct covenant){.id = STR(""),
                                      .code = code,
                                      .kind = COVENANT_YEARLY,
                                      .title = yearly_title(arena, year),
                                      .drive_id = STR("")};
    if (ret_entries)
        *ret_entries = (struct covenant_entries){0};
    bool found = yearly;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_covenants_of_year_row *row = &rows.items[i];
        struct covenant covenant = {.id = row->id,
                                    .code = row->code,
                                    .title = row->title,
                                    .drive_id = row->drive_id.p ? row->drive_id : STR(""),
                                    .created_ms = row->created_ms,
                                    .created_by = row->created_by};
        if (!covenant_kind_from_code(row->kind, &covenant.kind))
            return ERR(ERR_DATABASE, "a covenant of an unknown kind");
        bool wanted = str_equal(row->code, code);
        if (wanted || ret_entries)
            TRY(load_whole(tx, arena, &covenant));
        if (wanted) {
            *ret_covenant = covenant;
            found = true;
        }
        const struct covenant_version *current = covenant_current(&covenant);
        if (ret_entries)
            *list_push(arena, ret_entries) = (struct covenant_entry){
                covenant.code,
                covenant.kind,
                covenant.title,
                covenant.drive_id,
                covenant_state_of(&covenant, &year->members),
                current ? covenant_signed_count(current, &year->members) : 0,
                current ? current->number : 0};
    }
    return found ? NULL : ERR(ERR_NOT_FOUND, "no such covenant");
}

static struct covenant_body body_of(const struct cluster_year *year) {
    return (struct covenant_body){year->name, year->year, &year->members};
}

struct covenant_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *year;
    struct str code;
    struct str title;
    struct str drive_id;
    const struct covenant_text_form *form;
    const struct covenant_sign_form *sign;
    int64_t seen_revision;
    struct str signature_id;
    struct str reason;
    struct issues *issues;
    int64_t number;
    struct str new_code;
    struct covenant_page page;
};

static const struct err *load_drives(struct db_tx *tx, struct arena *arena,
                                     const struct cluster_year *year,
                                     struct covenant_drives *drives) {
    struct movements movements;
    struct q_covenants_of_year_rows rows;
    TRY(movement_year_load(tx, arena, year, &movements));
    TRY(q_covenants_of_year(tx, arena, year->cluster_id, year->year, &rows));
    for (size_t i = 0; i < movements.count; i++) {
        const struct movement *movement = &movements.items[i];
        if (movement->kind != MOVEMENT_DRIVE)
            continue;
        struct covenant_drive drive = {.id = movement->id, .title = movement->title};
        for (size_t k = 0; k < rows.count; k++)
            drive.is_taken |= str_equal(rows.items[k].drive_id, drive.id);
        *list_push(arena, drives) = drive;
    }
    return NULL;
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct covenant_work *work = context;
    struct arena *arena = work->arena;
    work->page = (struct covenant_page){0};
    TRY(find(tx, arena, work->year, work->code, &work->page.covenant, &work->page.entries));
    struct covenant *covenant = &work->page.covenant;
    TRY(load_drives(tx, arena, work->year, &work->page.drives));
    TRY(covenant_targets_now(tx, arena, work->year, covenant->kind, &work->page.targets));
    struct covenant_body body = body_of(work->year);
    work->page.words_now = covenant_signed_text(arena, &body, covenant->title,
                                                covenant_draft(covenant), &work->page.targets);
    struct cluster_year before = *work->year;
    before.year--;
    struct covenant earlier;
    TRY(find(tx, arena, &before, COVENANT_YEARLY_CODE, &earlier, NULL));
    work->page.earlier = covenant_draft(&earlier)->contents;
    return NULL;
}

const struct err *covenant_load(struct db *db, struct arena *arena, const struct user *user,
                                const struct cluster_year *year, struct str code,
                                struct covenant_page *ret_page) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read the covenant");
    struct covenant_work work = {.arena = arena, .year = year, .code = code};
    TRY(db_read(db, load_in, &work));
    *ret_page = work.page;
    return NULL;
}

const struct err *covenant_of_drive(struct db *db, struct arena *arena, const struct user *user,
                                    const struct cluster_year *year, struct str drive_id,
                                    struct covenant_entry *ret_entry) {
    struct covenant_page page;
    TRY(covenant_load(db, arena, user, year, COVENANT_YEARLY_CODE, &page));
    *ret_entry = (struct covenant_entry){.code = STR("")};
    for (size_t i = 0; i < page.entries.count; i++)
        if (str_equal(page.entries.items[i].drive_id, drive_id))
            *ret_entry = page.entries.items[i];
    return NULL;
}

/* --- drawing up ------------------------------------------------------------------------------ */

static const struct err *need_runner(const struct user *user, const struct cluster_year *year) {
    if (!user_may(user, RIGHT_YEAR_EDIT, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to write the covenant");
    return NULL;
}

static const struct err *tell(struct db_tx *tx, const struct covenant_work *work,
                              const char *action, struct str covenant_id, struct str after) {
    struct audit_note note = {.action = action,
                              .object_kind = "covenant",
                              .object_id = covenant_id,
                              .after = after,
                              .reason = work->reason.n ? work->reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* The yearly covenant comes into being with its first text. */
static const struct err *begin(struct db_tx *tx, const struct covenant_work *work,
                               enum covenant_kind kind, struct str code, struct str title,
                               struct str *ret_id) {
    struct arena *arena = work->arena;
    struct str id = id_new(arena, work->now_ms);
    TRY(q_covenant_insert(
        tx, id, work->year->cluster_id, work->year->year, code, covenant_kind_code(kind), title,
        work->drive_id.n ? work->drive_id : STR_NONE, work->now_ms, work->user->name));
    TRY(tell(tx, work, "covenant.begin", id, title));
    *ret_id = id;
    return NULL;
}

/* One of the year's, without a covenant yet; it lends its title. */
static const struct err *check_drive(struct db_tx *tx, struct covenant_work *work) {
    struct covenant_drives drives = {0};
    const struct covenant_drive *found = NULL;
    if (!work->drive_id.n)
        return NULL;
    TRY(load_drives(tx, work->arena, work->year, &drives));
    for (size_t i = 0; i < drives.count; i++)
        if (str_equal(drives.items[i].id, work->drive_id))
            found = &drives.items[i];
    if (!found)
        issue_add(work->arena, work->issues, STR("drive"), MESSAGE(MSG_covenant_drive_unknown));
    else if (found->is_taken)
        issue_add(work->arena, work->issues, STR("drive"),
                  MESSAGE_WITH(MSG_covenant_drive_taken, found->title));
    if (found && !str_trim(work->title).n)
        work->title =
            message_text(work->arena, LANG_VI, MESSAGE_WITH(MSG_covenant_drive_made, found->title));
    return NULL;
}

static const struct err *begin_drive_in(struct db_tx *tx, void *context) {
    struct covenant_work *work = context;
    struct arena *arena = work->arena;
    struct str title, id;
    *work->issues = (struct issues){0};
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(check_drive(tx, work));
    covenant_check_title(arena, work->title, work->issues, &title, &work->new_code);
    struct q_covenants_of_year_rows rows;
    TRY(q_covenants_of_year(tx, arena, work->year->cluster_id, work->year->year, &rows));
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(rows.items[i].code, work->new_code))
            issue_add(arena, work->issues, STR("title"),
                      MESSAGE_WITH(MSG_covenant_twice, rows.items[i].title));
    if (work->issues->count)
        return NULL;
    return begin(tx, work, COVENANT_DRIVE, work->new_code, title, &id);
}

const struct err *covenant_begin_drive(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_year *year,
                                       struct str drive_id, struct str title, struct issues *issues,
                                       struct str *ret_code) {
    TRY(need_runner(user, year));
    struct covenant_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .year = year,
                                 .drive_id = drive_id.p ? drive_id : STR(""),
                                 .title = title.p ? title : STR(""),
                                 .issues = issues};
    TRY(db_write(db, begin_drive_in, &work));
    *ret_code = work.new_code;
    return NULL;
}

static bool same_text(const struct covenant_text *a, const struct covenant_text *b) {
    if (!str_equal(a->grounds, b->grounds) || !str_equal(a->opening, b->opening) ||
        !str_equal(a->closing, b->closing) || a->contents.count != b->contents.count)
        return false;
    for (size_t i = 0; i < a->contents.count; i++)
        if (!str_equal(a->contents.items[i].title, b->contents.items[i].title) ||
            !str_equal(a->contents.items[i].body, b->contents.items[i].body))
            return false;
    return true;
}

static const struct err *insert_text(struct db_tx *tx, const struct covenant_work *work,
                                     struct str covenant_id, const struct covenant_text *text) {
    struct arena *arena = work->arena;
    struct str id = id_new(arena, work->now_ms);
    TRY(q_covenant_text_insert(tx, id, covenant_id, text->revision, text->grounds, text->opening,
                               text->closing, text->note, work->user->name, work->now_ms));
    for (size_t i = 0; i < text->contents.count; i++)
        TRY(q_covenant_content_insert(tx, id_new(arena, work->now_ms), id, (int64_t)i + 1,
                                      text->contents.items[i].title, text->contents.items[i].body));
    return NULL;
}

static const struct err *save_in(struct db_tx *tx, void *context) {
    struct covenant_work *work = context;
    struct arena *arena = work->arena;
    struct covenant covenant;
    *work->issues = (struct issues){0};
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(find(tx, arena, work->year, work->code, &covenant, NULL));
    const struct covenant_text *before = covenant_draft(&covenant);
    struct covenant_text text;
    covenant_check_text(arena, work->form, before->revision, work->issues, &text);
    if (work->issues->count || same_text(&text, before))
        return NULL;
    if (!covenant.id.n)
        TRY(begin(tx, work, COVENANT_YEARLY, COVENANT_YEARLY_CODE, yearly_title(arena, work->year),
                  &covenant.id));
    TRY(insert_text(tx, work, covenant.id, &text));
    return tell(tx, work, "covenant.text", covenant.id,
                str_format(arena, "%lld", (long long)text.revision));
}

const struct err *covenant_save_text(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_year *year,
                                     struct str code, const struct covenant_text_form *form,
                                     struct issues *issues) {
    TRY(need_runner(user, year));
    struct covenant_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .year = year,
                                 .code = code,
                                 .form = form,
                                 .issues = issues};
    return db_write(db, save_in, &work);
}

static const struct err *freeze_in(struct db_tx *tx, void *context) {
    struct covenant_work *work = context;
    struct arena *arena = work->arena;
    struct covenant covenant;
    struct covenant_targets targets;
    *work->issues = (struct issues){0};
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(find(tx, arena, work->year, work->code, &covenant, NULL));
    TRY(covenant_targets_now(tx, arena, work->year, covenant.kind, &targets));
    const struct covenant_text *draft = covenant_draft(&covenant);
    struct covenant_body body = body_of(work->year);
    struct str words = covenant_signed_text(arena, &body, covenant.title, draft, &targets);
    covenant_check_freeze(arena, &covenant, work->seen_revision, words, work->issues);
    if (work->issues->count)
        return NULL;
    work->number = (int64_t)covenant.versions.count + 1;
    struct str id = id_new(arena, work->now_ms);
    struct str digest = digest_sha256_hex(arena, words);
    TRY(q_covenant_version_insert(tx, id, covenant.id, work->number, draft->id, words, digest,
                                  work->now_ms, work->user->name));
    for (size_t i = 0; i < targets.count; i++) {
        const struct covenant_target *t = &targets.items[i];
        TRY(q_covenant_target_insert(tx, id_new(arena, work->now_ms), id, (int64_t)i + 1,
                                     t->unit_id, t->content, t->amount, t->half, t->source));
    }
    return tell(
        tx, work, "covenant.freeze", covenant.id,
        str_format(arena, "%lld; SHA-256 " STR_FMT, (long long)work->number, STR_ARG(digest)));
}

const struct err *covenant_freeze(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_year *year, struct str code,
                                  int64_t seen_revision, struct issues *issues,
                                  int64_t *ret_number) {
    TRY(need_runner(user, year));
    struct covenant_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .year = year,
                                 .code = code,
                                 .seen_revision = seen_revision,
                                 .issues = issues};
    TRY(db_write(db, freeze_in, &work));
    *ret_number = work.number;
    return NULL;
}

/* --- signing --------------------------------------------------------------------------------- */

bool covenant_may_sign(const struct user *user, const struct cluster_year *year,
                       struct str unit_id) {
    /* The standing office may send for every member, but it signs for none of them. */
    return user_may_now(user, RIGHT_MEMBER_SEND, place_of_year(year), unit_id) &&
           !user_may_every_unit(user, RIGHT_MEMBER_SEND, place_of_year(year));
}

/* A member, or for approval and witness the level above; empty: nobody of this year. */
static struct str signing_unit(const struct cluster_year *year,
                               const struct covenant_sign_form *form) {
    enum covenant_role role = COVENANT_MEMBER;
    covenant_role_from_code(form->role, &role);
    if (role != COVENANT_MEMBER)
        return year->superior.id;
    ptrdiff_t member = cluster_year_member_by_slug(year, form->unit);
    return member < 0 ? STR("") : year->members.items[member].id;
}

static const struct err *sign_in(struct db_tx *tx, void *context) {
    struct covenant_work *work = context;
    struct arena *arena = work->arena;
    struct covenant covenant;
    struct covenant_signature s = {0};
    *work->issues = (struct issues){0};
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(find(tx, arena, work->year, work->code, &covenant, NULL));
    const struct covenant_version *version = covenant_current(&covenant);
    covenant_check_signature(arena, work->sign, version, signing_unit(work->year, work->sign),
                             work->now_ms, work->issues, &s);
    if (work->issues->count)
        return NULL;
    TRY(q_covenant_signature_insert(
        tx, id_new(arena, work->now_ms), version->id, s.unit_id, covenant_role_code(s.role), s.name,
        s.post, s.rank, date_iso(arena, s.on), s.time, s.place, covenant_manner_code(s.manner),
        work->now_ms, work->user->name));
    ptrdiff_t member = cluster_year_member_by_id(work->year, s.unit_id);
    struct str unit =
        member < 0 ? work->year->superior.name : work->year->members.items[member].name;
    const struct submission_sending sending = {.user = work->user,
                                               .now_ms = work->now_ms,
                                               .place = place_of_year(work->year),
                                               .period_id = STR(""),
                                               .unit_id = s.unit_id,
                                               .kind = SUBMISSION_COVENANT,
                                               .object_id = version->id,
                                               .entered_by_id = STR(""),
                                               .entered_by = STR("")};
    if (s.role == COVENANT_MEMBER)
        TRY(submission_sent_in(tx, arena, &sending));
    return tell(tx, work, "covenant.sign", covenant.id,
                str_format(arena, STR_FMT "; %lld", STR_ARG(unit), (long long)version->number));
}

const struct err *covenant_sign(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct cluster_year *year, struct str code,
                                const struct covenant_sign_form *form, struct issues *issues) {
    struct str unit_id = signing_unit(year, form);
    bool member = str_equal(form->role, covenant_role_code(COVENANT_MEMBER));
    bool by_account = str_equal(form->manner, covenant_manner_code(COVENANT_BY_ACCOUNT));
    bool own = member && unit_id.n && covenant_may_sign(user, year, unit_id);
    TRY(closing_refuse(arena, &year->closing, false));
    bool runner = user_may(user, RIGHT_YEAR_EDIT, place_of_year(year), STR(""));
    if (by_account ? !own : !runner)
        return ERR(ERR_DENIED, "no right to sign for this unit");
    struct covenant_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .year = year,
                                 .code = code,
                                 .sign = form,
                                 .issues = issues};
    return db_write(db, sign_in, &work);
}

static const struct covenant_signature *signature_by_id(const struct covenant *covenant,
                                                        struct str id) {
    for (size_t i = 0; i < covenant->versions.count; i++)
        for (size_t j = 0; j < covenant->versions.items[i].signatures.count; j++)
            if (str_equal(covenant->versions.items[i].signatures.items[j].id, id))
                return &covenant->versions.items[i].signatures.items[j];
    return NULL;
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct covenant_work *work = context;
    struct arena *arena = work->arena;
    struct covenant covenant;
    *work->issues = (struct issues){0};
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(find(tx, arena, work->year, work->code, &covenant, NULL));
    const struct covenant_signature *signature = signature_by_id(&covenant, work->signature_id);
    if (!signature)
        return ERR(ERR_NOT_FOUND, "no such signature");
    bool runner = user_may(work->user, RIGHT_YEAR_EDIT, place_of_year(work->year), STR(""));
    bool own = signature->manner == COVENANT_BY_ACCOUNT &&
               covenant_may_sign(work->user, work->year, signature->unit_id);
    if (!runner && !own)
        return ERR(ERR_DENIED, "no right to withdraw this signature");
    struct str reason = form_clean_line(arena, work->reason);
    if (!reason.n)
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_covenant_reason_missing));
    else if (utf8_length(reason) > COVENANT_TITLE_MAX)
        issue_add(
            arena, work->issues, STR("reason"),
            MESSAGE_WITH(MSG_covenant_too_long, str_format(arena, "%d", (int)COVENANT_TITLE_MAX)));
    int64_t changed = 0;
    if (!work->issues->count)
        TRY(q_covenant_signature_withdraw(tx, signature->id, work->now_ms, work->user->name, reason,
                                          &changed));
    if (!changed && !work->issues->count)
        issue_add(arena, work->issues, STR_NONE, MESSAGE(MSG_covenant_withdrawn_already));
    return work->issues->count ? NULL
                               : tell(tx, work, "covenant.unsign", covenant.id, signature->name);
}

const struct err *covenant_withdraw_signature(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_year *year, struct str code,
                                              struct str signature_id, struct str reason,
                                              struct issues *issues) {
    struct covenant_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .year = year,
                                 .code = code,
                                 .signature_id = signature_id,
                                 .reason = reason,
                                 .issues = issues};
    if (!user_may(user, RIGHT_YEAR_EDIT, place_of_year(year), STR("")) &&
        !user_may(user, RIGHT_MEMBER_SEND, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to withdraw a signature");
    return db_write(db, withdraw_in, &work);
}

/* --- for the calendar ------------------------------------------------------------------------ */

static const struct err *look(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, int period_half,
                              struct due_mark *ret_marks) {
    (void)period_half;
    struct covenant covenant;
    TRY(find(tx, arena, year, COVENANT_YEARLY_CODE, &covenant, NULL));
    const struct covenant_version *version = covenant_current(&covenant);
    for (size_t i = 0; i < year->members.count; i++) {
        const struct covenant_signature *signature =
            version ? covenant_signature_of(version, year->members.items[i].id, COVENANT_MEMBER)
                    : NULL;
        if (signature)
            ret_marks[i] =
                (struct due_mark){.state = DUE_RECEIVED, .at_ms = signature->recorded_ms};
        else
            ret_marks[i].details =
                MESSAGE(version ? MSG_covenant_due_unsigned : MSG_covenant_due_not_frozen);
    }
    return NULL;
}

static struct str place(struct arena *arena, const struct cluster_year *year, int period_half) {
    (void)period_half;
    return str_format(arena, "nam/%d/giao-uoc", year->year);
}

const struct due_kind covenant_due = {.code = STR_INIT("covenant"),
                                      .name = MSG_covenant_due_name,
                                      .by_unit = true,
                                      .look = look,
                                      .place = place};
