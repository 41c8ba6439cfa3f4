#!/usr/bin/env bash
# The audit trail: sealed by commands and by the server, proven, exported, proven again elsewhere.
. "$(dirname "$0")/lib.sh"
here=$(dirname "$(realpath "$0")")

# json_is NAME EXPRESSION: of the document d on standard output.
json_is() {
    holds "$1" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), d' "$out" "$2"
}

# sql STATEMENT: changes the database behind the program's back.
sql() {
    python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript(sys.argv[2])
db.commit()' "$data/thidua.db" "$1"
}

thidua init --data "$data" --sample training
thidua verify --data "$data" --json
is 'a new folder is whole' status 0
json_is 'its trail is proven, and nothing waits' 'd["audit"]["ok"] and d["audit"]["checked"] > 50 and d["audit"]["tail"] == 0'
thidua audit anchor --data "$data"
is 'the head can be written down' status 0
anchor=$(cat "$out")

# --- elsewhere -----------------------------------------------------------------------------------
thidua audit export --data "$data" -o "$folder/trail.ndjson"
is 'the trail is exported' status 0
holds 'it is proven without the program, to the same head' \
    test "$(python3 "$here/audit_check.py" "$folder/trail.ndjson" "$anchor")" = "$anchor"
thidua audit export --data "$data" -o "$folder/trail.ndjson"
is 'no file is written over' status 1
thidua audit export --data "$data" --from 1/1/2020 --to 31/1/2020 -o "$folder/part.ndjson"
is 'some days of it are exported' status 0
holds 'and are a chain by themselves' python3 "$here/audit_check.py" "$folder/part.ndjson"
holds 'which is shorter' test "$(wc -l <"$folder/part.ndjson")" -lt "$(wc -l <"$folder/trail.ndjson")"
holds 'and not empty' test -s "$folder/part.ndjson"
thidua audit export --data "$data" --from nay
is 'a day that is none is refused' status 1
sed 's/"action":"registration.save"/"action":"registration.sent"/' "$folder/trail.ndjson" >"$folder/changed.ndjson"
holds 'the other proof finds a changed word' sh -c "! python3 '$here/audit_check.py' '$folder/changed.ndjson'"
sed 20d "$folder/trail.ndjson" >"$folder/short.ndjson"
holds 'and a line that was taken out' sh -c "! python3 '$here/audit_check.py' '$folder/short.ndjson'"
thidua audit export --data "$data" -o "$folder/trail.csv"
is 'it is exported for a spreadsheet' status 0
holds 'with all its lines' test "$(grep -c '^[0-9]*,[0-9]*,"' "$folder/trail.csv")" -ge "$(wc -l <"$folder/trail.ndjson")"

# --- what a command writes is sealed at its end ---------------------------------------------------
thidua user add thanh.tra --name 'Thanh Tra' --role reader --cluster cum-mau --data "$data"
is 'an account is made' status 0
thidua verify --data "$data" --anchor "$anchor" --json
is 'it is whole, and what was written down is met' status 0
json_is 'the new entries are sealed' 'd["audit"]["tail"] == 0 and d["audit"]["anchors"] == 1 and d["audit"]["head_seq"] > int("'"${anchor%%:*}"'")'

# --- and by a server soon after the commit --------------------------------------------------------
thidua audit anchor --data "$data"
before=$(cut -d: -f1 <"$out")
serve --port 0
thidua user reset thanh.tra --data "$data"
is 'a command runs inside the server' status 0
for _ in $(seq 100); do
    thidua verify --data "$data" --json
    python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))["audit"]
sys.exit(d["tail"] != 0 or d["head_seq"] <= int(sys.argv[2]))' "$out" "$before" && break
    sleep 0.1
done
json_is 'the server seals its entry' 'd["audit"]["tail"] == 0 and d["audit"]["head_seq"] > '"$before"
stop
is 'it stops' status 0

# --- what is changed is found ---------------------------------------------------------------------
cp "$data/thidua.db" "$folder/whole.db"
sql "update audit_entry set after_text = after_text || '.' where id = (select entry_id from audit_link where seq = 30)"
thidua verify --data "$data" --json
is 'a changed text is found' status 2
json_is 'the link is named' 'd["audit"]["fault"]["code"] == "content-changed" and d["audit"]["fault"]["seq"] == 30 and not d["ok"]'
thidua verify --data "$data"
is 'for people too' out 'số 30'
cp "$folder/whole.db" "$data/thidua.db"
thidua audit anchor --data "$data"
last=$(cut -d: -f1 <"$out")
cp "$out" "$folder/anchors"
sql "delete from audit_entry where id = (select entry_id from audit_link where seq = $last);
     delete from audit_link where seq = $last;
     update audit_head set seq = $last - 1, hash = (select hash from audit_link where seq = $last - 1);"
thidua verify --data "$data" --json
is 'an end that was cut off cleanly cannot be seen from inside' status 0
thidua verify --data "$data" --anchor "$folder/anchors" --json
is 'but by what was kept outside' status 2
json_is 'it is told so' 'd["audit"]["fault"]["code"] == "anchor-beyond"'
thidua verify --data "$data" --anchor 12
is 'an anchor that is none is refused' status 1
done_testing
