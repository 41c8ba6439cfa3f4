#!/usr/bin/env bash
# Long work from the command line: seen beside a running server, stopped, and what doctor and verify say.
. "$(dirname "$0")/lib.sh"

thidua init --data "$data" --sample training
echo 'job_workers = 0' >"$data/thidua.conf"

thidua job list --data "$data"
is 'no job yet' status 0
is 'and that is said' out 'Không có việc nào'

# rows STATE ID FAILURE: a job as the program would have stored it, asked for two hours ago.
row() {
    python3 - "$data/thidua.db" "$@" <<'END'
import sqlite3, sys, time
path, state, id, failure = sys.argv[1:5]
db = sqlite3.connect(path)
period = db.execute("select id from cluster_period").fetchone()[0]
then = int(time.time() * 1000) - 7200000
db.execute("""insert into job (id, kind, account_id, author, object_kind, object_id, params, state, next_step, step,
    done_count, total_count, restarts, attempts, due_ms, owner, claim, lease_ms, created_ms, progress_ms, finished_ms,
    failure, result_path) values (?, 'papers', 'x', 'Cụm trưởng', 'cluster_period', ?, '', ?, 3, '', 3, 13, 0, 0, ?,
    '', 0, 0, ?, ?, ?, ?, '')""", (id, period, state, then, then, then, then, failure))
if state == 'done':
    db.execute("insert into job_file values (?, 'result', 0, 'giay.zip', ?, 7)", (id, 'a' * 64))
db.commit()
END
}
row waiting w1 ''
row failed f1 '["job.part_gone","phieu.xlsx"]'

serve --port 0
thidua job list --data "$data"
is 'jobs are listed beside a running server' status 0
is 'with their count' out '3/13'
is 'and what they are' out 'Tất cả phiếu và giấy của kỳ'
thidua job show f1 --data "$data"
is 'one that failed has status 2' status 2
is 'and the sentence that says what to do' out 'Hãy bắt đầu lại việc này'
thidua job show f1 --data "$data" --json
holds 'the same for programs' python3 - "$out" <<'END'
import json, sys
job = json.load(open(sys.argv[1]))
assert (job["state"], job["done"], job["total"], job["cluster"], job["period"]) == ("failed", 3, 13, "cum-mau", "2020-H1")
assert "phieu.xlsx" in job["failure"] and job["file"] is None
END
thidua doctor --data "$data"
is 'doctor notices what stands still' out 'đứng yên'
is 'with advice' out 'job cancel'
stop

thidua job cancel w1 --data "$data" --json
is 'what waits is cancelled' status 0
is 'at once' out '"cancelled"'
thidua job cancel w1 --data "$data"
is 'only once' status 1
is 'and one is told why' err 'đã kết thúc'
thidua job show no-such --data "$data"
is 'an unknown job' status 1
thidua job
is 'a word is needed' status 1

row done d1 ''
thidua doctor --data "$data"
is 'doctor misses the file of a result' out 'giay.zip'
is 'and is not content' status 1
thidua verify --data "$data"
is 'verify tells of it too' out 'giay.zip'
is 'but it is no damage' status 0
done_testing
