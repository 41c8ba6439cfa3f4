/* Who tells the annual review what became of the tasks of the second half-year. */
#include "features/plan/plan_accounts_service.h"

review_accounts_fn *const review_accounts_of_year = plan_tell_accounts;
