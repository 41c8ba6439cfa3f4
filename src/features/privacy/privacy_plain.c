/* Columns that say nothing about a person: what is measured, planned, decided of units. A text
 * stands here where it names a thing (a title, a paper, a rule), not what happened. */
#include "base/list.h"
#include "features/privacy/privacy.h"

const struct privacy_plain PRIVACY_PLAIN[] = {
    {"account_code", "id"},
    {"account_passkey", "id"},
    {"account_recovery", "id"},
    {"adoption_ballot", "record_id unit_id choice"},
    {"adoption_figure", "record_id unit_id total complete place"},
    {"adoption_record",
     "id cluster_period_id revision kind held_on number body manner members present yes no abstain "
     "needed share accepted board_revision digest at_ms"},
    {"adoption_tie", "record_id unit_id votes"},
    {"api_token", "id"},
    {"audit_entry", "id object_kind"},
    {"audit_head", "id seq hash owner lease_ms"},
    {"audit_link",
     "seq form entry_id salt content_commitment commitment previous_hash hash sealed_ms"},
    {"audit_pending", "at_ms entry_id"},
    {"audit_verification", "id at_ms seq hash fault"},
    {"award_proposal", "id cluster_period_id unit_id revision kind conditions_met digest at_ms"},
    {"award_title", "id code name for_person for_civil for_army for_militia legal_code source "
                    "valid_from valid_to recorded_ms withdrawn_ms withdrawn_reason"},
    {"backup_run", "id position slot file bytes files fingerprint instant_ms finished_ms errors "
                   "removed_ms removed_why"},
    {"calendar_extension", "id cluster_id year row_id unit_id revision deadline at_ms"},
    {"calendar_mark", "id cluster_id year row_id unit_id revision received_on incomplete at_ms"},
    {"calendar_row", "id row_id revision cluster_id year title kind half starts deadline by_unit "
                     "note basis removed at_ms"},
    {"cluster", "id slug name superior_id is_sample source created_ms kind"},
    {"cluster_closing", "id cluster_id year cluster_period_id revision is_closed checked at_ms"},
    {"cluster_document",
     "id cluster_id title number dated legal_code note recorded_ms withdrawn_ms"},
    {"cluster_handover", "id cluster_id year from_unit_id to_unit_id handed_on until meeting venue "
                         "choice minutes recorded_ms confirmed_ms withdrawn_ms"},
    {"cluster_handover_item", "handover_id position title count"},
    {"cluster_kind", "code position name name_en"},
    {"cluster_meeting", "id cluster_id year kind held_on venue note recorded_ms withdrawn_ms"},
    {"cluster_meeting_host", "meeting_id position unit_id"},
    {"cluster_member", "cluster_id unit_id year position"},
    {"cluster_period", "id cluster_id code figures_until head_unit_id host_unit_id venue held_on "
                       "places_shown revision created_ms structure_revision"},
    {"cluster_term",
     "id cluster_id role unit_id valid_from valid_to choice minutes recorded_ms withdrawn_ms"},
    {"covenant", "id cluster_id year code kind title created_ms drive_id"},
    {"covenant_content", "id text_id position title body"},
    {"covenant_signature", "id version_id unit_id role manner recorded_ms withdrawn_ms"},
    {"covenant_target", "id version_id position unit_id content amount half source"},
    {"covenant_text", "id covenant_id revision grounds opening closing note at_ms"},
    {"covenant_version", "id covenant_id number text_id signed_text digest frozen_ms"},
    {"criteria_table",
     "id cluster_period_id title notes source_name source_sha256 created_ms locked_ms"},
    {"criterion", "id table_id position parent_id code label name kind max_points unit_of_measure "
                  "target points_each bonus_on note rule_code for_kind owner_stage rollup "
                  "rollup_step removed_version"},
    {"crosscheck_assignment", "id cluster_period_id draw_id checker_unit_id target_unit_id "
                              "is_leader at_ms withdrawn_ms"},
    {"crosscheck_draft", "id cluster_period_id checker_unit_id target_unit_id criterion_id "
                         "revision points evidence_seen source at_ms"},
    {"crosscheck_draw", "id cluster_period_id revision team_size rings_allowed look_back "
                        "apart_by_parent seed at_ms"},
    {"crosscheck_exclusion", "draw_id position checker_unit_id target_unit_id kind"},
    {"crosscheck_party", "draw_id position unit_id left_out"},
    {"crosscheck_sending", "id cluster_period_id checker_unit_id target_unit_id stored at_ms"},
    {"crosscheck_visit", "id cluster_period_id target_unit_id revision visit_on place at_ms"},
    {"door_mark", "id at_ms"},
    {"double_capacity",
     "id cluster_id year cluster_period_id unit_id kind object_kind object_id at_ms"},
    {"evidence_cell", "id cluster_period_id unit_id criterion_id created_ms"},
    {"evidence_reference", "id cell_id capacity taken_id recorded_ms withdrawn_ms"},
    {"file_content", "sha256 bytes created_ms"},
    {"file_scan", "sha256 verdict found scanned_ms"},
    {"file_thumbnail", "sha256 kind width height created_ms"},
    {"intake_batch", "id cluster_period_id kind state created_ms decided_ms stored_count"},
    {"intake_cells", "file_id"},
    {"intake_file", "id batch_id position sha256"},
    {"intake_mend", "batch_id file_id place at_ms"},
    {"job", "id kind object_kind object_id params state next_step step done_count total_count "
            "restarts attempts due_ms owner claim lease_ms created_ms started_ms progress_ms "
            "finished_ms failure result_path"},
    {"job_file", "job_id role position sha256 bytes"},
    {"legal_entry", "id code revision kind scope number issuer title issued valid_from valid_to "
                    "replaced_by amends source note reason at_ms"},
    {"movement", "id kind cluster_id unit_id parent_id position recorded_ms"},
    {"movement_act",
     "id movement_id position step is_left_out done_on place document recorded_ms withdrawn_ms"},
    {"movement_commitment",
     "id participation_id content_id position measure target recorded_ms withdrawn_ms"},
    {"movement_content", "id movement_id position body measure target recorded_ms withdrawn_ms"},
    {"movement_link", "id movement_id answers_id recorded_ms withdrawn_ms"},
    {"movement_participation", "id movement_id cluster_id year unit_id registered_on recorded_ms"},
    {"movement_progress",
     "id commitment_id reached_on done evidence_number evidence_on recorded_ms withdrawn_ms"},
    {"movement_revision",
     "id movement_id revision title manner theme objectives begins ends launcher_id covenant_on "
     "report_by number issued_on issuer legal_code source state recorded_ms"},
    {"passkey_answer", "challenge expires_ms"},
    {"person_class", "code position force name name_en"},
    {"person_honour", "id"},
    {"person_identity", "id"},
    {"person_list_file", "id state stored_ms stored_count"},
    {"person_span", "id"},
    {"person_transfer", "id"},
    {"plan", "id cluster_id year unit_id half created_ms"},
    {"plan_entry",
     "plan_id revision state title grounds purpose arrangement number issued_on at_ms"},
    {"plan_outcome", "task_id revision outcome at_ms"},
    {"plan_progress",
     "id task_id sequence dated_on state percent evidence_number evidence_on at_ms withdrawn_ms"},
    {"plan_task", "id plan_id review_item review_kind created_ms"},
    {"plan_task_entry", "task_id revision state position owner_unit_id from_on due_on basis "
                        "review_revision is_amendment at_ms"},
    {"privacy_incident", "id number created_ms"},
    {"privacy_incident_entry", "incident_id revision occurred_ms found_ms at_ms"},
    {"privacy_incident_event", "incident_id sequence step done_ms document at_ms"},
    {"privacy_request", "id"},
    {"privacy_request_event", "request_id sequence"},
    {"privacy_run", "id kind before_ms count at_ms"},
    {"privacy_setting", "code revision days basis at_ms"},
    {"registration", "id cluster_id year unit_id revision at_ms"},
    {"registration_carry", "id year from_unit_id to_unit_id decision at_ms withdrawn_ms"},
    {"registration_deadline", "id cluster_id year due_on at_ms"},
    {"registration_event", "id cluster_id year unit_id revision kind at_ms"},
    {"registration_rule", "id from_year level legal_code reason at_ms"},
    {"registration_title", "id registration_id position"},
    {"review_item", "id cluster_period_id kind item revision position due_on removed at_ms"},
    {"review_text", "id cluster_period_id section revision at_ms source"},
    {"criteria_version",
     "id cluster_period_id number state title content digest created_ms changed_ms "
     "agreed_ms agreed_on locked_ms superseded_ms"},
    {"scoring_exemption", "id cluster_period_id unit_id criterion_code revision is_exempt at_ms"},
    {"scoring_setting", "id cluster_period_id key revision value at_ms"},
    {"score_answer", "id cluster_period_id unit_id criterion_id revision agrees at_ms"},
    {"score_entry", "id cluster_period_id unit_id criterion_id stage field revision at_ms source "
                    "batch_id period_revision"},
    {"score_draft",
     "id cluster_period_id unit_id number criterion_id criterion_code field basis how at_ms"},
    {"score_sending",
     "id cluster_period_id unit_id number manner batch_id draft_number cells digest at_ms"},
    {"scoring_rule", "cluster_period_id rule position threshold value"},
    {"scoring_rule_card", "id cluster_period_id position code name kind bonus_rate bonus_cap "
                          "limit_points half_percent second_name second_percent caps_all scale "
                          "rounding fault basis mark valid_from valid_to set_ms"},
    {"scoring_rule_line", "card_id part position key name value disqualifies disciplines"},
    {"scoring_rule_basis", "cluster_period_id basis set_ms"},
    {"secret_copy", "destruction_id position name state"},
    {"secret_destruction", "id number state proposed_ms confirmed_ms done_ms log_is_clean"},
    {"secret_object", "destruction_id position kind place_table place_column place_key bytes "
                      "sha256 written_ms destroyed_ms"},
    {"service_rule", "code force valid_from valid_to months base training treatment legal_code "
                     "mark source words words_en"},
    {"setting", "key value"},
    {"sign_in_event", "id"},
    {"sign_in_pending", "step code_id tries expires_ms"},
    {"score_addendum",
     "id cluster_period_id unit_id criterion_id criterion_code closed_value value "
     "paper_number paper_date at_ms withdrawn_ms"},
    {"score_freeze", "id cluster_period_id revision digest content at_ms"},
    {"score_thread", "id cluster_period_id unit_id criterion_id criterion_code kind figure "
                     "period_revision at_ms"},
    {"score_thread_row", "thread_id revision act side figure at_ms"},
    {"stored_file", "id object_kind object_id sha256 kind confirmed_ms recorded_ms withdrawn_ms "
                    "capacity taken_id"},
    {"submission", "id cluster_id year cluster_period_id unit_id kind object_id digest at_ms"},
    {"submission_end", "submission_id state at_ms"},
    {"target_entry", "item_id unit_id revision state source value first_half decision_number "
                     "decision_date decision_issuer decision_code after_lock at_ms"},
    {"target_import",
     "id cluster_id year name kind sha256 content created_ms stored_ms stored_count"},
    {"target_item", "id cluster_id year number"},
    {"target_item_entry", "item_id revision name name_fold measure direction is_cumulative for_all "
                          "group_name position criterion_code is_removed decision_number "
                          "decision_date decision_issuer decision_code after_lock at_ms"},
    {"target_lock",
     "cluster_id year document_number document_date document_issuer document_code note at_ms"},
    {"unit", "id slug created_ms"},
    {"unit_honour", "id unit_id year title state under_name decision_number decision_on "
                    "decision_issuer source recorded_ms withdrawn_ms"},
    {"unit_kind", "code position name name_en"},
    {"unit_list_file", "id name sha256 content state created_ms stored_ms stored_count"},
    {"unit_state",
     "id unit_id name name_fold sort_key short_name kind parent_id valid_from begins valid_to "
     "decision_number decision_on decision_issuer source recorded_ms withdrawn_ms"},
    {"unit_streak", "succession_id from_id to_id revision inherits decision_number decision_on "
                    "decision_issuer reason recorded_ms"},
    {"unit_succession", "id kind state effective_on decision_number decision_on decision_issuer "
                        "note source recorded_ms withdrawn_ms"},
    {"unit_succession_part", "succession_id unit_id side position"},
};
const size_t PRIVACY_PLAIN_COUNT = COUNT_OF(PRIVACY_PLAIN);
