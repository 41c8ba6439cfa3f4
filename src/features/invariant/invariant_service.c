#include "features/invariant/invariant_service.h"

#include "crypto/digest.h"
#include "features/cluster/closing_service.h"
#include "features/covenant/covenant_check_service.h"
#include "features/freeze/freeze_service.h"
#include "features/intake/intake.h"
#include "features/invariant/invariant.sql.h"
#include "features/legal/legal_service.h"
#include "features/organisation/organisation_service.h"
#include "features/person/person_service.h"
#include "features/scoring/scoring_service.h"

struct check {
    struct db_tx *tx;
    struct arena *arena;
    struct str slug;
    struct str code;
    struct str id; /* of the cluster's half-year */
    struct scoreboard board;
    struct invariant_breaches *breaches;
};

static void breach(struct check *check, enum severity severity, struct message message) {
    *list_push(check->arena, check->breaches) =
        (struct invariant_breach){severity, check->slug, check->code, message};
}

/* A count that must be zero. */
static void breach_if(struct check *check, int64_t count, enum msg_id id) {
    if (count)
        breach(check, SEVERITY_ERROR,
               MESSAGE_WITH(id, str_format(check->arena, "%lld", (long long)count)));
}

static const struct err *check_places(struct check *check) {
    bool found;
    struct q_invariant_foreign_criteria_row criteria;
    TRY(q_invariant_foreign_criteria(check->tx, check->arena, check->id, &found, &criteria));
    breach_if(check, criteria.entries, MSG_invariant_foreign_criterion);
    struct q_invariant_foreign_units_row units;
    TRY(q_invariant_foreign_units(check->tx, check->arena, check->id,
                                  check->board.cluster.period.year, &found, &units));
    breach_if(check, units.entries, MSG_invariant_foreign_unit);
    return NULL;
}

static const struct err *check_revisions(struct check *check) {
    bool found;
    struct q_invariant_entry_gaps_row entries;
    TRY(q_invariant_entry_gaps(check->tx, check->arena, check->id, &found, &entries));
    breach_if(check, entries.gaps, MSG_invariant_entry_gap);
    struct q_invariant_text_gaps_row texts;
    TRY(q_invariant_text_gaps(check->tx, check->arena, check->id, &found, &texts));
    struct q_invariant_item_gaps_row items;
    TRY(q_invariant_item_gaps(check->tx, check->arena, check->id, &found, &items));
    breach_if(check, texts.gaps + items.gaps, MSG_invariant_review_gap);
    return NULL;
}

static const struct criterion *criterion_by_id(const struct criteria *criteria, struct str id) {
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal(criteria->items[i].id, id))
            return &criteria->items[i];
    return NULL;
}

static bool value_parses(struct check *check, const struct q_invariant_values_row *row) {
    struct decimal number;
    if (str_equal(row->field, FIELD_POINTS))
        return decimal_parse(row->value, &number);
    const struct criterion *criterion =
        criterion_by_id(&check->board.table.criteria, row->criterion_id);
    struct actual actual;
    struct message why;
    return !criterion || scoring_read_actual(check->arena, criterion, &check->board.book.rules,
                                             row->value, &actual, &why);
}

static const struct err *check_values(struct check *check) {
    struct q_invariant_values_rows rows;
    TRY(q_invariant_values(check->tx, check->arena, check->id, &rows));
    int64_t wrong = 0;
    for (size_t i = 0; i < rows.count; i++)
        wrong += !value_parses(check, &rows.items[i]);
    breach_if(check, wrong, MSG_invariant_value);
    return NULL;
}

/* Scores rest on a locked table only, and a locked table adds up. */
static const struct err *check_table(struct check *check) {
    const struct criteria_table *table = &check->board.table;
    bool found;
    struct q_invariant_entry_count_row row;
    TRY(q_invariant_entry_count(check->tx, check->arena, check->id, &found, &row));
    if (!table->locked) {
        breach_if(check, row.entries, MSG_invariant_not_locked);
        return NULL;
    }
    struct intake_findings findings = {0};
    intake_check_criteria(check->arena, &table->criteria, &findings);
    for (size_t i = 0; i < findings.count; i++)
        breach(check, findings.items[i].severity, findings.items[i].message);
    return NULL;
}

static const struct err *check_batches(struct check *check) {
    bool found;
    struct q_invariant_batch_counts_row counts;
    TRY(q_invariant_batch_counts(check->tx, check->arena, check->id, &found, &counts));
    breach_if(check, counts.batches, MSG_invariant_batch);
    struct q_invariant_files_rows files;
    TRY(q_invariant_files(check->tx, check->arena, check->id, &files));
    /* One file's content at a time: all together may not fit into memory. */
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    for (size_t i = 0; i < files.count; i++) {
        struct q_invariant_file_content_row content;
        arena_clear(arena);
        TRY(q_invariant_file_content(check->tx, arena, files.items[i].id, &found, &content));
        if (!found || !str_equal(digest_sha256_hex(arena, content.content), files.items[i].sha256))
            breach(check, SEVERITY_ERROR, MESSAGE_WITH(MSG_invariant_file, files.items[i].name));
    }
    return NULL;
}

struct work {
    struct arena *arena;
    struct invariant_breaches *breaches;
};

/* Of what belongs to no cluster. */
static void add_breach(struct work *work, enum severity severity, struct message message) {
    *list_push(work->arena, work->breaches) =
        (struct invariant_breach){severity, STR_NONE, STR_NONE, message};
}

static void add_count(struct work *work, enum severity severity, int64_t count, enum msg_id id) {
    if (count)
        add_breach(work, severity,
                   MESSAGE_WITH(id, str_format(work->arena, "%lld", (long long)count)));
}

/* The register of documents. */
static const struct err *check_register(struct db_tx *tx, struct work *work) {
    struct legal_documents documents;
    struct issues issues = {0};
    bool found;
    struct q_invariant_legal_gaps_row gaps;
    TRY(legal_load(tx, work->arena, &documents));
    legal_check_register(work->arena, &documents, &issues);
    for (size_t i = 0; i < issues.count; i++)
        add_breach(work, SEVERITY_ERROR, issues.items[i].message);
    TRY(q_invariant_legal_gaps(tx, work->arena, &found, &gaps));
    add_count(work, SEVERITY_ERROR, gaps.gaps, MSG_invariant_legal_gap);
    return NULL;
}

/* The book of units as it is now: every unit, on every day; and what became of them. A beginning
 * that was found later may lie behind a reorganisation: that deserves a look. */
static const struct err *check_units(struct db_tx *tx, struct work *work) {
    struct organisation book;
    struct issues issues = {0};
    bool found;
    struct q_invariant_succession_days_row days;
    TRY(organisation_load(tx, work->arena, &book));
    for (size_t i = 0; i < book.count; i++)
        if (i == 0 || !str_equal(book.states[i].unit_id, book.states[i - 1].unit_id))
            organisation_check(work->arena, &book, &book.states[i].unit_id, 1, STR(""), &issues);
    for (size_t i = 0; i < issues.count; i++)
        add_breach(work, SEVERITY_ERROR, issues.items[i].message);
    TRY(q_invariant_succession_days(tx, work->arena, &found, &days));
    add_count(work, SEVERITY_WARNING, days.parts, MSG_invariant_succession_day);
    return NULL;
}

/* What was signed is still what it was. */
static const struct err *check_covenants(struct db_tx *tx, struct work *work) {
    struct issues issues = {0};
    TRY(covenant_check_all(tx, work->arena, &issues));
    for (size_t i = 0; i < issues.count; i++)
        add_breach(work, SEVERITY_ERROR, issues.items[i].message);
    return NULL;
}

/* Members of two clusters may stem from before that was refused: a look, no damage. */
static const struct err *check_headship(struct db_tx *tx, struct work *work) {
    struct q_invariant_term_overlaps_rows overlaps;
    struct q_invariant_double_members_rows twice;
    TRY(q_invariant_term_overlaps(tx, work->arena, &overlaps));
    TRY(q_invariant_double_members(tx, work->arena, &twice));
    for (size_t i = 0; i < overlaps.count; i++)
        add_breach(work, SEVERITY_ERROR,
                   MESSAGE_WITH(MSG_invariant_term_overlap, overlaps.items[i].slug,
                                overlaps.items[i].valid_from, overlaps.items[i].other_from));
    for (size_t i = 0; i < twice.count; i++)
        add_breach(work, SEVERITY_WARNING,
                   MESSAGE_WITH(MSG_invariant_double_member, twice.items[i].unit_name,
                                str_format(work->arena, "%lld", (long long)twice.items[i].year),
                                twice.items[i].name, twice.items[i].other_name));
    return NULL;
}

/* Nobody is in two units on a day, no line ends before it begins. */
static const struct err *check_people(struct db_tx *tx, struct work *work) {
    struct person_findings findings;
    TRY(person_check_all(tx, work->arena, &findings));
    for (size_t i = 0; i < findings.count; i++)
        add_breach(work, SEVERITY_ERROR, findings.items[i]);
    return NULL;
}

static const struct err *check_movements(struct db_tx *tx, struct work *work) {
    bool found;
    struct q_invariant_movement_gaps_row gaps;
    TRY(q_invariant_movement_gaps(tx, work->arena, &found, &gaps));
    add_count(work, SEVERITY_ERROR, gaps.gaps, MSG_invariant_movement_gap);
    struct q_invariant_movement_steps_row steps;
    TRY(q_invariant_movement_steps(tx, work->arena, &found, &steps));
    add_count(work, SEVERITY_ERROR, steps.steps, MSG_invariant_movement_step);
    struct q_invariant_movement_strangers_row strangers;
    TRY(q_invariant_movement_strangers(tx, work->arena, &found, &strangers));
    add_count(work, SEVERITY_ERROR, strangers.strangers, MSG_invariant_movement_stranger);
    struct q_invariant_movement_drives_row drives;
    TRY(q_invariant_movement_drives(tx, work->arena, &found, &drives));
    add_count(work, SEVERITY_ERROR, drives.drives, MSG_invariant_movement_drive);
    return NULL;
}

/* What plans said before is still there. */
static const struct err *check_plans(struct db_tx *tx, struct work *work) {
    bool found;
    struct q_invariant_plan_gaps_row row;
    TRY(q_invariant_plan_gaps(tx, work->arena, &found, &row));
    add_count(work, SEVERITY_ERROR, row.gaps, MSG_invariant_plan_gap);
    return NULL;
}

/* Who left has nothing to come in by. */
static const struct err *check_accounts(struct db_tx *tx, struct work *work) {
    bool found;
    struct q_invariant_open_doors_row row;
    TRY(q_invariant_open_doors(tx, work->arena, &found, &row));
    add_count(work, SEVERITY_ERROR, row.doors, MSG_invariant_open_door);
    return NULL;
}

/* Who left a cluster may have been marked before: a look, no damage. */
static const struct err *check_calendars(struct db_tx *tx, struct work *work) {
    bool found;
    struct q_invariant_calendar_gaps_row gaps;
    struct q_invariant_calendar_strangers_row strangers;
    TRY(q_invariant_calendar_gaps(tx, work->arena, &found, &gaps));
    add_count(work, SEVERITY_ERROR, gaps.gaps, MSG_invariant_calendar_gap);
    TRY(q_invariant_calendar_strangers(tx, work->arena, &found, &strangers));
    add_count(work, SEVERITY_WARNING, strangers.strangers, MSG_invariant_calendar_stranger);
    return NULL;
}

/* Each figure is of a member of its year. */
static const struct err *check_targets(struct db_tx *tx, struct work *work) {
    bool found;
    struct q_invariant_target_gaps_row gaps;
    struct q_invariant_target_strangers_row strangers;
    TRY(q_invariant_target_gaps(tx, work->arena, &found, &gaps));
    add_count(work, SEVERITY_ERROR, gaps.gaps, MSG_invariant_target_gap);
    TRY(q_invariant_target_strangers(tx, work->arena, &found, &strangers));
    add_count(work, SEVERITY_ERROR, strangers.strangers, MSG_invariant_target_stranger);
    return NULL;
}

/* Each registration is of a member of its year. */
static const struct err *check_registrations(struct db_tx *tx, struct work *work) {
    bool found;
    struct q_invariant_registration_gaps_row gaps;
    struct q_invariant_registration_strangers_row strangers;
    TRY(q_invariant_registration_gaps(tx, work->arena, &found, &gaps));
    add_count(work, SEVERITY_ERROR, gaps.gaps, MSG_invariant_registration_gap);
    TRY(q_invariant_registration_strangers(tx, work->arena, &found, &strangers));
    add_count(work, SEVERITY_ERROR, strangers.strangers, MSG_invariant_registration_stranger);
    return NULL;
}

/* Nothing of what is closed now was recorded after its closing; no row of closing and opening is
 * missing. */
static const struct err *check_closings(struct db_tx *tx, struct work *work) {
    struct closing_breaches breaches;
    size_t looked_at;
    TRY(closing_breaches_in(tx, work->arena, &breaches, &looked_at));
    for (size_t i = 0; i < breaches.count; i++) {
        const struct closing_breach *b = &breaches.items[i];
        struct str what =
            b->period_code.n ? b->period_code : str_format(work->arena, "%d", b->year);
        add_breach(work, SEVERITY_ERROR,
                   MESSAGE_WITH(MSG_invariant_after_closing, b->slug, what,
                                instant_display(work->arena, b->closed_ms),
                                instant_display(work->arena, b->recorded_ms)));
    }
    bool found;
    struct q_invariant_closing_gaps_row gaps;
    TRY(q_invariant_closing_gaps(tx, work->arena, &found, &gaps));
    add_count(work, SEVERITY_ERROR, gaps.gaps, MSG_invariant_closing_gap);
    return NULL;
}

/* Computing what is closed again gives what was frozen. */
static const struct err *check_freeze(struct check *check) {
    struct freeze_check freeze;
    TRY(freeze_check_in(check->tx, check->arena, &check->board, &freeze));
    breach_if(check, (int64_t)freeze.differs, MSG_invariant_freeze_differs);
    breach_if(check, freeze.damaged, MSG_invariant_freeze_damaged);
    if (freeze.none)
        breach(check, SEVERITY_WARNING, MESSAGE(MSG_invariant_freeze_none));
    return NULL;
}

static const struct err *check_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    struct q_invariant_periods_rows periods;
    *work->breaches = (struct invariant_breaches){0}; /* a read may be run again */
    TRY(q_invariant_periods(tx, work->arena, &periods));
    for (size_t i = 0; i < periods.count; i++) {
        const struct q_invariant_periods_row *row = &periods.items[i];
        struct check check = {.tx = tx,
                              .arena = work->arena,
                              .slug = row->slug,
                              .code = row->code,
                              .id = row->id,
                              .breaches = work->breaches};
        TRY(scoring_board_in(tx, work->arena, row->slug, row->code, &check.board));
        TRY(check_places(&check));
        TRY(check_revisions(&check));
        TRY(check_values(&check));
        TRY(check_table(&check));
        TRY(check_batches(&check));
        TRY(check_freeze(&check));
    }
    TRY(check_closings(tx, work));
    TRY(check_covenants(tx, work));
    TRY(check_headship(tx, work));
    TRY(check_movements(tx, work));
    TRY(check_plans(tx, work));
    TRY(check_calendars(tx, work));
    TRY(check_targets(tx, work));
    TRY(check_registrations(tx, work));
    TRY(check_units(tx, work));
    TRY(check_people(tx, work));
    TRY(check_accounts(tx, work));
    return check_register(tx, work);
}

const struct err *invariant_check(struct db *db, struct arena *arena,
                                  struct invariant_breaches *ret_breaches) {
    *ret_breaches = (struct invariant_breaches){0};
    struct work work = {arena, ret_breaches};
    return db_read(db, check_in, &work);
}
