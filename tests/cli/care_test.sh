#!/usr/bin/env bash
# Care of the data: backup, restore, verify, migrate, accounts, doctor, help.
. "$(dirname "$0")/lib.sh"
scope=(--cluster cum-mau --period 2020-H1)

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
db.execute(sys.argv[2])
db.commit()' "$data/thidua.db" "$1"
}

thidua init --data "$data" --sample training
thidua ranking --data "$data" "${scope[@]}" --json
cp "$out" "$folder/ranking"

# --- backup and restore ------------------------------------------------------------------------
thidua backup --data "$data" -o "$folder/backup.db" --json
is 'a backup is made' status 0
json_is 'its file and size are told' 'd["file"].endswith("backup.db") and d["bytes"] > 100000 and not d["sealed"]'
holds 'only its owner may read it' test "$(stat -c %a "$folder/backup.db")" = 600
thidua backup --data "$data" -o "$folder/backup.db"
is 'a backup does not overwrite another' status 1
is 'and one is told so' err 'đã có'
thidua restore "$folder/backup.db" --data "$folder/back/again"
is 'it is restored into a new folder' status 0
thidua ranking --data "$folder/back/again" "${scope[@]}" --json
holds 'with the same ranking' cmp "$out" "$folder/ranking"
thidua restore "$folder/backup.db" --data "$folder/back/again"
is 'nothing is restored over data' status 1
is 'and one is told to choose another folder' err 'không trống'
head -c 150000 "$folder/backup.db" >"$folder/cut.db"
thidua restore "$folder/cut.db" --data "$folder/from-cut"
is 'a cut backup is refused' status 1
holds 'and leaves no folder' test ! -e "$folder/from-cut"
python3 - "$folder/backup.db" "$folder/damaged.db" <<'END'
import sys
bytes_ = bytearray(open(sys.argv[1], "rb").read())
for page in range(4096 * 5, len(bytes_), 4096 * 3):
    bytes_[page : page + 64] = b"\xA5" * 64
open(sys.argv[2], "wb").write(bytes_)
END
thidua restore "$folder/damaged.db" --data "$folder/from-damaged"
is 'a damaged backup is refused' status 1
is 'and one is told so' err 'hỏng'
holds 'and leaves no folder' test ! -e "$folder/from-damaged"
printf 'no database' >"$folder/text.db"
thidua restore "$folder/text.db" --data "$folder/from-text"
is 'what is no database is refused' status 1
thidua restore "$folder/none.db" --data "$folder/from-none"
is 'a missing backup is refused' status 1
thidua restore --data "$folder/from-none"
is 'so is none at all' status 1
cp "$data/thidua.db" "$folder/live.db"
echo 'not yet in the file' >"$folder/live.db-wal"
thidua restore "$folder/live.db" --data "$folder/from-live"
is 'the file of a running program is refused' status 1
is 'and one is told how to back up' err 'thidua backup'

# --- verify -------------------------------------------------------------------------------------
thidua verify --data "$data" --json
is 'sound data are found sound' status 0
json_is 'with nothing to tell' 'd["ok"] and d["findings"] == []'
cp -r "$data" "$folder/sound"
# breaks NAME SENTENCE STATEMENT: verify notices what a statement did.
breaks() {
    rm -rf "$data"
    cp -r "$folder/sound" "$data"
    sql "$3"
    thidua verify --data "$data"
    is "$1 is found" status 2
    is "$1 is told" out "$2"
}
breaks 'a missing revision' 'thiếu lần sửa' "update score_entry set revision = 3 where rowid = (select max(rowid) from score_entry)"
breaks 'an unreadable value' 'không đọc được' "update score_entry set value = 'zz' where rowid = (select rowid from score_entry where field = 'actual' limit 1)"
breaks 'unreadable points' 'không đọc được' "update score_entry set value = '1,5' where rowid = (select rowid from score_entry where field = 'points' limit 1)"
breaks 'scores on an unlocked table' 'chưa khóa' "update criteria_table set locked_ms = null"
breaks 'a deleted score' 'khác với số đã ghi nhận' "delete from score_entry where rowid = (select rowid from score_entry where field = 'evidence' limit 1)"
breaks 'a changed original' 'không còn nguyên vẹn' "update intake_file set content = x'00' where position = 0"
breaks 'a score of no member' 'không thuộc cụm' "delete from cluster_member where position = 0"
rm -rf "$data"
cp -r "$folder/sound" "$data"
python3 - "$data/thidua.db" <<'END'
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(0, 2)
    for page in range(4096 * 7, file.tell(), 4096 * 5):
        file.seek(page)
        file.write(b"\xA5" * 64)
END
thidua verify --data "$data" --json
is 'a damaged file is found' status 2
json_is 'and told in JSON' 'not d["ok"] and d["findings"][0]["severity"] == "error"'
thidua doctor --data "$data"
is 'the doctor finds it too' status 1
is 'and marks it' out '✗'
rm -rf "$data"
cp -r "$folder/sound" "$data"

# --- migrate --------------------------------------------------------------------------------------
thidua migrate --data "$data" --json
is 'an up-to-date schema needs nothing' status 0
json_is 'and says so' 'd["applied"] == 0 and d["schema"] >= 1'

# --- accounts -------------------------------------------------------------------------------------
thidua user add nguyen.an --name 'Nguyễn Văn An' --role unit --cluster cum-mau --unit ban-chqs-huyen-dam-say --data "$data" --json
is 'an account is made' status 0
json_is 'with a one-time code, not a password' 'd["login"] == "nguyen.an" and len(d["code"]) == 19 and "password" not in d'
cp "$out" "$folder/account"
thidua user add nguyen.an --name 'Nguyễn Văn An' --role reader --cluster cum-mau --data "$data"
is 'the same name again is a fault' status 2
thidua user add ng --name An --role king --data "$data"
is 'an unknown role is refused' status 1
is 'and the roles are named' err 'office'
thidua user add ng --name An --role unit --cluster cum-mau --data "$data"
is 'a unit is needed for its officer' status 1
thidua user add ng --name An --role head --cluster cum-la --data "$data"
is 'an unknown cluster is refused' status 1
thidua user grant nguyen.an --role reader --cluster cum-mau --data "$data"
is 'a role is given' status 0
thidua user grant nobody --role office --data "$data"
is 'an unknown account gets none' status 1
is 'and one is told where the list is' err 'user list'
thidua user reset nguyen.an --data "$data" --json
json_is 'a new code is another one' "d['code'] != json.load(open('$folder/account'))['code']"
thidua user reset --data "$data"
is 'a code needs an account' status 1
thidua user close nguyen.an --data "$data" --json
is 'an account is closed' status 0
json_is 'and told so' 'd["login"] == "nguyen.an" and d["closed"]'
thidua user close nguyen.an --data "$data"
is 'once' status 1
is 'and one is told why' err 'đã đóng'
thidua user reset nguyen.an --data "$data"
is 'a closed account gets no code' status 2
thidua user close quantri --data "$data"
is 'the last administrator stays' status 2
is 'and one is told so' err 'quản trị'
thidua user reopen nguyen.an --data "$data" --json
json_is 'it opens again by a new code' 'len(d["code"]) == 19'
thidua user list --data "$data" --json
json_is 'accounts are listed' '"nguyen.an" in [a["login"] for a in d["accounts"]]'
holds 'without codes' test -z "$(grep -iE 'password|code' "$out")"

# --- doctor, help ---------------------------------------------------------------------------------
thidua doctor --data "$data" --json
is 'the doctor finds this machine fit' status 0
json_is 'and tells what it looked at' 'd["ok"] and {"clock", "fonts", "sheet_reader", "folder_writable", "free_space", "durable_write", "schema", "database", "sqlite"} <= {c["name"] for c in d["checks"]}'
chmod 755 "$data"
thidua doctor --data "$data"
is 'a folder open to others is amiss' status 1
is 'with advice' out 'chmod 700'
thidua doctor --data "$folder/none"
is 'a folder that is not there is amiss' status 1
thidua help
for command in init import ranking report export serve migrate backup backup-key restore verify user doctor; do
    is "help knows $command" out "thidua $command"
done
thidua help import
is 'help of one command' out '--lock'
THIDUA_LANG=en thidua import --help
is 'the same in English' out 'lock the table'
thidua help no-such-command
is 'help of no command' status 1

done_testing
