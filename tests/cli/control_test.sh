#!/usr/bin/env bash
# Commands beside a running server: the same results and exit status as alone; who may; what hangs,
# lies or dies.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
samples=$here/../data
client() { timeout 60 python3 "$here/control_client.py" "$@"; }

# wait_for FILE TEXT: until a line of the file contains the text.
wait_for() {
    local i
    for ((i = 0; i < 400; i++)); do
        grep -qF -- "$2" "$1" 2>/dev/null && return 0
        sleep 0.05
    done
    return 1
}

# start NAME COMMAND...: in the background, its output in $folder/NAME; $started is its process.
start() {
    local name=$1
    shift
    : >"$folder/$name"
    "$@" >"$folder/$name" 2>&1 </dev/null &
    started=$!
    pids+=("$started")
}

# --- the same as alone --------------------------------------------------------------------------
alone=$folder/alone
thidua init --data "$data" --sample training-blank
cp -r "$data" "$alone"
serve --port 0
holds 'the socket is of its owner only' test "$(stat -c %A "$data/thidua.sock")" = srw-------

# plain FILE: without what differs by nature: codes, instants, the hash of a trail and its unsealed end.
plain() {
    sed -E 's/[A-Z0-9]{4}(-[A-Z0-9]{4}){3}/CODE/; s/"created": "[^"]*"/CREATED/; s/"head_hash": "[0-9a-f]*"/HASH/; s/"(tail|tail_age_ms)": [0-9]+/TAIL/' "$1"
}

# same NAME WORD...: the command on both folders.
same() {
    local name=$1 other=0
    shift
    timeout 60 "$program" "$@" --data "$alone" >"$folder/out1" 2>"$folder/err1" </dev/null || other=$?
    thidua "$@" --data "$data"
    holds "$name: the same exit status ($other)" test "$status" = "$other"
    holds "$name: the same output" cmp <(plain "$folder/out1") <(plain "$out")
    holds "$name: the same complaints" cmp <(plain "$folder/err1") <(plain "$err")
}

scope=(--cluster cum-mau --period 2020-H1)
mkdir "$folder/a folder"
echo 'no workbook' >"$folder/broken.xlsx"
mkfifo "$folder/pipe.xlsx"
# While it happens the pages are read.
: >"$folder/reading"
(while [ -e "$folder/reading" ]; do curl -fsS -o "$folder/page" --max-time 20 "$url/dang-nhap" || echo failed >>"$folder/page_failures"; done) &
reader=$!

same 'scores before the table' import scores "$samples/tu-cham-dam-say-6T2020.xlsx" "${scope[@]}"
same 'a check of the table' import criteria "$samples/tieu-chi-2020.xlsx" "${scope[@]}" --check --json
same 'the table' import criteria "$samples/tieu-chi-2020.xlsx" "${scope[@]}" --lock
same 'the table again' import criteria "$samples/tieu-chi-2020.xlsx" "${scope[@]}"
same 'scores' import scores "$samples"/tu-cham-*.xlsx "${scope[@]}" --json
same 'scores again' import scores "$samples"/tu-cham-*.xlsx "${scope[@]}"
same 'files that are none' import scores "$folder/none.xlsx" "$folder/a folder" "$folder/pipe.xlsx" \
    "$folder/broken.xlsx" "$samples/tu-cham-ea-mrang-6T2020.xlsx" "${scope[@]}" --json
cd "$samples" || exit 1
same 'a relative path' import scores --check tu-cham-dam-say-6T2020.xlsx "${scope[@]}"
many=()
for n in {1..201}; do many+=("$folder/broken.xlsx"); done
same 'too many files' import scores "${many[@]}" "${scope[@]}"
same 'an unknown cluster' import scores "$folder/broken.xlsx" --cluster cum-la --period 2020-H1 --json
same 'nothing to import' import scores "${scope[@]}"
same 'no kind of import' import "${scope[@]}"
same 'an account' user add nguyen.an --name 'Nguyễn Văn An' --role unit --cluster cum-mau \
    --unit ban-chqs-huyen-dam-say --json
same 'the account again' user add nguyen.an --name 'Nguyễn Văn An' --role reader
same 'a role' user grant nguyen.an --role reader --cluster cum-mau
same 'a code' user reset nguyen.an
same 'no account' user reset khong.co
same 'accounts' user list --json
same 'an account by an account' user add tran.binh --name 'Trần Bình' --role admin --as quantri
same 'an account by one who may not' user add tran.cuong --name 'Trần Cường' --role admin --as damsay
same 'an account by nobody' user list --as khong.co
python3 "$here/make_list.py" "$folder/don-vi.xlsx" <<'END'
Tên|Mã|Loại|Cấp trên|Từ ngày
Tỉnh thử|tinh-thu|province||2025
Khu vực thử|kv-thu|area|tinh-thu|1/7/2025
END
printf 'Tên;Mã;Loại;Cấp trên\r\nXã thử;xa-thu;commune;kv-thu\r\nXã hỏng;xa-hong;phi thuyền;kv-thu\r\n' >"$folder/xa.csv"
printf 'T\352n;M\343\nX\343;x\n' >"$folder/cu.csv"
same 'a check of a list of units' unit import "$folder/don-vi.xlsx" --check --json
same 'a list of units' unit import "$folder/don-vi.xlsx" --json
same 'the list again' unit import "$folder/don-vi.xlsx"
same 'a list as text, with a fault' unit import "$folder/xa.csv" --json
same 'a list in another encoding' unit import "$folder/cu.csv"
same 'a list that is not there' unit import "$folder/khong-co.csv"
same 'a list by one who may not' unit import "$folder/don-vi.xlsx" --as damsay
same 'units' unit list --as-at 2/7/2025 --json
holds 'stored by the server, once' test "$(grep -c '"kv-thu"' "$out")" -eq 1
same 'the schema' migrate --json
same 'the ranking afterwards' ranking "${scope[@]}" --json
same 'all is consistent' verify --json
THIDUA_LANG=en same 'English' user reset khong.co
thidua user list --data "$data" --database postgresql:///khac
is 'another database than the server has is refused' err '--database'
rm "$folder/reading"
wait "$reader"
holds 'pages were answered all the while' test -s "$folder/page" -a ! -e "$folder/page_failures"
holds 'who acted is in the history' python3 - "$data/thidua.db" <<'SQL'
import sqlite3, sys
rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(
    "select account_name, address from audit_entry where action like 'account.create%' or action like 'account.%'").fetchall()
assert ("Quản trị hệ thống", "local") in rows, rows
assert ("Dòng lệnh trên máy chủ", "local") in rows, rows
SQL
holds 'the log names commands and no people' test -z "$(grep -E 'nguyen|dam-say' "$folder/served")"

# --- what cannot run inside -----------------------------------------------------------------------
thidua serve --data "$data" --port 0
is 'a second server is refused' status 1
thidua user list --data "$data"
is 'and the first still takes commands' status 0
thidua init --data "$data"
is 'init is refused' status 1
thidua export ranking --data "$data" "${scope[@]}" -o "$folder/ranking.xlsx"
is 'what reads works beside it' status 0
client not-inside "$data" 0.1.0 >"$out"
is 'a command with an output file is never run by the server' out 'X 1'

# --- clients that lie or hang ---------------------------------------------------------------------
client version "$data" >"$out"
is 'another version is told so' out '9.9.9'
is 'also one with another protocol' out '8.8.8'
open_before=$(ls "/proc/${pids[-1]}/fd" | wc -l)
client rubbish "$data" >"$out"
thidua user list --data "$data"
is 'after much rubbish a command runs' status 0
holds 'and no descriptor was kept' test "$(ls "/proc/${pids[-1]}/fd" | wc -l)" -le "$((open_before + 2))"
server=${pids[-1]}
threads=$(ls "/proc/$server/task" | wc -l)
start hanging python3 "$here/control_client.py" silent "$data" 20
start halves python3 "$here/control_client.py" half "$data" 2
wait_for "$folder/hanging" ready && wait_for "$folder/halves" ready
thidua user list --data "$data"
is 'beside clients that say nothing, or half of it, a command runs' status 0
kill "${pids[-1]}" && wait "${pids[-1]}" 2>/dev/null
unset 'pids[-1]'
start halves python3 "$here/control_client.py" half "$data" 2
wait_for "$folder/halves" ready
client cancelled "$data" user add bi.dung --name x --role admin --data x >"$out"
is 'a command that is stopped while it waits says so' out 'nothing was stored'
is 'and fails' out 'X 1'
thidua user list --data "$data"
holds 'and did nothing' test -z "$(grep bi.dung "$out")"
kill "${pids[-1]}" "${pids[-2]}" && wait "${pids[-1]}" "${pids[-2]}" 2>/dev/null
unset 'pids[-1]' 'pids[-1]'

client crowd "$data" 300 >"$out"
is 'of three hundred that say nothing some are turned away' out 'quá nhiều lệnh'
thidua user list --data "$data"
is 'once they are gone a command runs' status 0

clients=()
for n in {1..100}; do
    "$program" user list --data "$data" >"$folder/many.$n" 2>&1 </dev/null &
    clients+=($!)
done
failed=0
for pid in "${clients[@]}"; do wait "$pid" || failed=$((failed + 1)); done
holds 'a hundred commands at once are all done' test "$failed" = 0
holds 'by no more threads than before' test "$(ls "/proc/$server/task" | wc -l)" -le "$threads"

if [ "$(id -u)" = 0 ]; then
    chmod 755 "$folder" "$data" && chmod 666 "$data/thidua.sock"
    cp "$program" "$folder/program" && chmod 755 "$folder/program"
    status=0
    setpriv --reuid nobody --regid nogroup --clear-groups "$folder/program" user list --data "$data" \
        >"$out" 2>"$err" || status=$?
    is 'another user is not let in' status 1
    wait_for "$folder/served" 'another user'
    holds 'and the log says so' grep -q 'another user' "$folder/served"
    chmod 700 "$data"
fi

# --- a server that ends ---------------------------------------------------------------------------
start hanging python3 "$here/control_client.py" half "$data" 2
wait_for "$folder/hanging" ready
hanging=$started
start waiting "$program" user list --data "$data"
waiting=$started
# It has connected once it listens for signals.
for ((i = 0; i < 400; i++)); do
    readlink "/proc/$waiting/fd/"* 2>/dev/null | grep -q signalfd && break
    sleep 0.05
done
kill -TERM "$server"
status=0
wait "$waiting" || status=$?
cp "$folder/waiting" "$err"
is 'a command that waits for a server that stops fails' status 1
is 'with a sentence' err 'Máy chủ'
wait "$server"
holds 'no socket is left' test ! -e "$data/thidua.sock"
kill "$hanging" && wait "$hanging" 2>/dev/null
pids=()

serve --port 0
kill -KILL "${pids[-1]}" && wait "${pids[-1]}" 2>/dev/null
pids=()
holds 'a server that is killed leaves its socket' test -S "$data/thidua.sock"
thidua user list --data "$data"
is 'then commands run alone' status 0
thidua user reset damsay --data "$data"
is 'also those that write' status 0
serve --port 0
thidua user list --data "$data"
is 'the next server takes commands again' status 0
stop

# --- a server that is none of ours ---------------------------------------------------------------
start strange python3 "$here/control_client.py" serve-rubbish "$data"
wait_for "$folder/strange" ready
thidua user list --data "$data"
is 'a server that talks rubbish is told of' err 'không hiểu nhau'
is 'and the command fails' status 1
wait "$started"
rm "$data/thidua.sock"

start cancel python3 "$here/control_client.py" serve-cancel "$data"
wait_for "$folder/cancel" ready
start interrupted setsid env --default-signal=INT "$program" user list --data "$data"
interrupted=$started
wait_for "$folder/cancel" asked
kill -INT "$interrupted"
status=0
wait "$interrupted" || status=$?
cp "$folder/interrupted" "$err"
is 'an interrupt asks the server to stop the command' err 'đang đợi trả lời'
is 'its answer is waited for' err 'dung lai'
is 'and its exit status taken' status 1
rm "$data/thidua.sock"

start mute python3 "$here/control_client.py" serve-mute "$data"
wait_for "$folder/mute" ready
start interrupted setsid env --default-signal=INT "$program" user list --data "$data"
interrupted=$started
wait_for "$folder/mute" asked
kill -INT "$interrupted"
wait_for "$folder/mute" cancelled
kill -INT "$interrupted"
status=0
wait "$interrupted" || status=$?
cp "$folder/interrupted" "$err"
is 'a second interrupt ends the waiting' status 1
is 'and says what is unknown' err 'xem lại dữ liệu'
rm "$data/thidua.sock"

# --- PostgreSQL --------------------------------------------------------------------------------------
postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid postgres --regid postgres --clear-groups)
if [ -n "$postgres" ] && chmod 755 "$folder" && mkdir "$folder/pg" &&
    { [ "$(id -u)" != 0 ] || chown postgres "$folder/pg"; } &&
    (cd "$folder/pg" && "${as[@]}" "$postgres/initdb" -D "$folder/pg/data" -A trust -U thidua --no-sync) >"$out" 2>&1; then
    sqlite_data=$data
    dsn="host=$folder/pg user=thidua"
    (cd "$folder/pg" && exec "${as[@]}" "$postgres/postgres" -D "$folder/pg/data" -k "$folder/pg" \
        -c listen_addresses= -c fsync=off) >"$folder/pg_log" 2>&1 &
    database=$!
    for ((i = 0; i < 400; i++)); do
        "$postgres/psql" -q -d "$dsn dbname=postgres" -c 'create database alone' 2>/dev/null && break
        sleep 0.05
    done
    "$postgres/psql" -q -d "$dsn dbname=postgres" -c 'create database beside'
    alone=$folder/pg_alone
    data=$folder/pg_beside
    thidua init --data "$alone" --sample training-blank --database "$dsn dbname=alone"
    thidua init --data "$data" --sample training-blank --database "$dsn dbname=beside"
    is 'PostgreSQL: a folder is made' status 0
    serve --port 0
    same 'PostgreSQL: the table' import criteria "$samples/tieu-chi-2020.xlsx" "${scope[@]}" --lock
    same 'PostgreSQL: scores' import scores "$samples"/tu-cham-*.xlsx "${scope[@]}" --json
    same 'PostgreSQL: an account' user add nguyen.an --name 'Nguyễn Văn An' --role reader --cluster cum-mau
    same 'PostgreSQL: by an account' user reset nguyen.an --as quantri
    same 'PostgreSQL: the ranking afterwards' ranking "${scope[@]}" --json
    thidua user list --data "$data" --database "$dsn dbname=beside"
    is 'PostgreSQL: the same database by name is fine' status 0
    thidua user list --data "$data" --database "$dsn dbname=alone"
    is 'PostgreSQL: another one is refused' status 1
    stop
    kill -INT "$database" && wait "$database"
    data=$sqlite_data
else
    echo '# no PostgreSQL can be started here: it was not tried'
fi

# --- folders ----------------------------------------------------------------------------------------
long=$folder/$(printf 'thư-mục-có-tên-dài-%.0s' {1..8})
cp -r "$data" "$long"
data=$long
serve --port 0
holds 'a long path has a socket too' test -S "$data/thidua.sock"
thidua user list --data "$data"
is 'and takes commands' status 0
stop
chmod 770 "$data"
serve --port 0
holds 'a folder that others may write has none' test ! -e "$data/thidua.sock"
thidua user list --data "$data"
is 'so nothing runs inside' status 0
thidua user reset damsay --data "$data"
is 'and what writes is refused' status 1
is 'with a sentence' err 'Một chương trình khác'
stop

done_testing
