#include "feature_list.h"

#include "features/account/account_web.h"
#include "features/account/accounts_web.h"
#include "features/account/my_account_web.h"
#include "features/account/right_web.h"
#include "features/account/token_web.h"
#include "features/adoption/adoption_web.h"
#include "features/analysis/analysis_web.h"
#include "features/api/clusters_api_web.h"
#include "features/api/documents_api_web.h"
#include "features/api/openapi_web.h"
#include "features/api/plans_api_web.h"
#include "features/api/scores_api_web.h"
#include "features/api/units_api_web.h"
#include "features/api/year_api_web.h"
#include "features/audit/history_web.h"
#include "features/audit/object_web.h"
#include "features/audit/trail_web.h"
#include "features/backup/backup_web.h"
#include "features/bundle/bundle_web.h"
#include "features/calendar/calendar_web.h"
#include "features/calendar/level_web.h"
#include "features/closing/closing_web.h"
#include "features/cluster/cluster_web.h"
#include "features/covenant/covenant_web.h"
#include "features/criteria/convention_web.h"
#include "features/criteria/copy_web.h"
#include "features/criteria/difference_web.h"
#include "features/criteria/editor_web.h"
#include "features/criteria/exemption_web.h"
#include "features/criteria/version_web.h"
#include "features/crosscheck/crosscheck_web.h"
#include "features/dispute/dispute_web.h"
#include "features/explain/explain_web.h"
#include "features/factor/factor_web.h"
#include "features/file/file_scan_web.h"
#include "features/file/file_web.h"
#include "features/frame/frame.h"
#include "features/freeze/freeze_web.h"
#include "features/headship/headship_web.h"
#include "features/health/health_web.h"
#include "features/help/help_web.h"
#include "features/home/home_web.h"
#include "features/intake/criteria_import_web.h"
#include "features/intake/intake_web.h"
#include "features/intake/sheets_web.h"
#include "features/job/job_web.h"
#include "features/legal/legal_web.h"
#include "features/movement/movement_web.h"
#include "features/movement/participation_web.h"
#include "features/organisation/kind_web.h"
#include "features/organisation/organisation_web.h"
#include "features/organisation/unit_change_web.h"
#include "features/organisation/unit_import_web.h"
#include "features/organisation/unit_web.h"
#include "features/person/person_form_web.h"
#include "features/person/person_import_web.h"
#include "features/person/person_web.h"
#include "features/plan/plan_web.h"
#include "features/privacy/privacy_web.h"
#include "features/proposal/proposal_web.h"
#include "features/registration/award_web.h"
#include "features/registration/registration_web.h"
#include "features/review/review_web.h"
#include "features/rulebook/named_rule_web.h"
#include "features/score_evidence/score_evidence_web.h"
#include "features/scoregrid/scoregrid_web.h"
#include "features/scoring/agree_web.h"
#include "features/scoring/criteria_web.h"
#include "features/scoring/feedback_web.h"
#include "features/scoring/ranking_web.h"
#include "features/scoring/verify_web.h"
#include "features/secrecy/secrecy_gate_web.h"
#include "features/secrecy/secrecy_web.h"
#include "features/submission/submission_web.h"
#include "features/target/target_import_web.h"
#include "features/target/target_item_web.h"
#include "features/target/target_web.h"
#include "features/trend/trend_web.h"
#include "http/asset.h"

/* One line a table of routes. */
static const struct {
    const struct route *routes;
    const size_t *count;
} FEATURES[] = {
    {account_routes, &account_routes_count},
    {accounts_routes, &accounts_routes_count},
    {my_account_routes, &my_account_routes_count},
    {alert_routes, &alert_routes_count},
    {award_routes, &award_routes_count},
    {backup_routes, &backup_routes_count},
    {bundle_routes, &bundle_routes_count},
    {calendar_routes, &calendar_routes_count},
    {closing_routes, &closing_routes_count},
    {cluster_routes, &cluster_routes_count},
    {clusters_api_routes, &clusters_api_routes_count},
    {units_api_routes, &units_api_routes_count},
    {documents_api_routes, &documents_api_routes_count},
    {year_api_routes, &year_api_routes_count},
    {plans_api_routes, &plans_api_routes_count},
    {convention_routes, &convention_routes_count},
    {named_rule_routes, &named_rule_routes_count},
    {copy_routes, &copy_routes_count},
    {difference_routes, &difference_routes_count},
    {editor_routes, &editor_routes_count},
    {exemption_routes, &exemption_routes_count},
    {version_routes, &version_routes_count},
    {covenant_routes, &covenant_routes_count},
    {criteria_import_routes, &criteria_import_routes_count},
    {criteria_routes, &criteria_routes_count},
    {feedback_routes, &feedback_routes_count},
    {file_routes, &file_routes_count},
    {file_scan_routes, &file_scan_routes_count},
    {handover_routes, &handover_routes_count},
    {dispute_routes, &dispute_routes_count},
    {explain_routes, &explain_routes_count},
    {factor_door_routes, &factor_door_routes_count},
    {factor_routes, &factor_routes_count},
    {freeze_routes, &freeze_routes_count},
    {headship_form_routes, &headship_form_routes_count},
    {headship_routes, &headship_routes_count},
    {health_routes, &health_routes_count},
    {help_routes, &help_routes_count},
    {history_routes, &history_routes_count},
    {object_history_routes, &object_history_routes_count},
    {trail_routes, &trail_routes_count},
    {home_routes, &home_routes_count},
    {incident_routes, &incident_routes_count},
    {intake_routes, &intake_routes_count},
    {job_routes, &job_routes_count},
    {level_routes, &level_routes_count},
    {legal_routes, &legal_routes_count},
    {score_evidence_routes, &score_evidence_routes_count},
    {score_evidence_book_routes, &score_evidence_book_routes_count},
    {movement_routes, &movement_routes_count},
    {movement_form_routes, &movement_form_routes_count},
    {participation_routes, &participation_routes_count},
    {kind_routes, &kind_routes_count},
    {organisation_routes, &organisation_routes_count},
    {openapi_routes, &openapi_routes_count},
    {person_form_routes, &person_form_routes_count},
    {person_import_routes, &person_import_routes_count},
    {person_record_routes, &person_record_routes_count},
    {person_routes, &person_routes_count},
    {plan_review_routes, &plan_review_routes_count},
    {plan_routes, &plan_routes_count},
    {plan_task_routes, &plan_task_routes_count},
    {privacy_request_routes, &privacy_request_routes_count},
    {privacy_routes, &privacy_routes_count},
    {ranking_routes, &ranking_routes_count},
    {recovery_routes, &recovery_routes_count},
    {registration_routes, &registration_routes_count},
    {review_routes, &review_routes_count},
    {right_routes, &right_routes_count},
    {roster_routes, &roster_routes_count},
    {rules_routes, &rules_routes_count},
    {scores_api_routes, &scores_api_routes_count},
    {secrecy_routes, &secrecy_routes_count},
    {sheets_routes, &sheets_routes_count},
    {scoregrid_routes, &scoregrid_routes_count},
    {submission_routes, &submission_routes_count},
    {proposal_routes, &proposal_routes_count},
    {trend_routes, &trend_routes_count},
    {analysis_routes, &analysis_routes_count},
    {target_import_routes, &target_import_routes_count},
    {target_item_routes, &target_item_routes_count},
    {target_routes, &target_routes_count},
    {target_unit_routes, &target_unit_routes_count},
    {token_routes, &token_routes_count},
    {unit_change_routes, &unit_change_routes_count},
    {unit_import_routes, &unit_import_routes_count},
    {unit_routes, &unit_routes_count},
    {verify_routes, &verify_routes_count},
    {crosscheck_routes, &crosscheck_routes_count},
    {crosscheck_sheet_routes, &crosscheck_sheet_routes_count},
    {crosscheck_report_routes, &crosscheck_report_routes_count},
    {agree_routes, &agree_routes_count},
    {adoption_routes, &adoption_routes_count},
    {adoption_form_routes, &adoption_form_routes_count},
};

/* As the server takes them. */
static const struct route *tables[COUNT_OF(FEATURES)];
static size_t table_sizes[COUNT_OF(FEATURES)];

static void draw_error(struct request *request, int status, const struct err *err,
                       struct response *response) {
    if (request->is_api)
        api_draw_error(request, status, err, response);
    else
        frame_draw_error(request, status, err, response);
}

struct http_app features_http_app(void *app) {
    for (size_t i = 0; i < COUNT_OF(FEATURES); i++) {
        tables[i] = FEATURES[i].routes;
        table_sizes[i] = *FEATURES[i].count;
    }
    return (struct http_app){
        .app = app,
        .tables = tables,
        .table_sizes = table_sizes,
        .table_count = COUNT_OF(FEATURES),
        .identify = frame_identify,
        .allows = frame_allows,
        .admits = secrecy_admits,
        .draw_error = draw_error,
        .sign_in_path = "/dang-nhap",
        .session_ended_query = "bao=session_ended",
        .assets = asset_table,
        .asset_count = asset_count,
    };
}
