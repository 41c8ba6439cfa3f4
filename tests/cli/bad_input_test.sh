#!/usr/bin/env bash
# Whatever a person or a file brings gets a sentence that says what to do; nothing is half-stored.
. "$(dirname "$0")/lib.sh"
here=$(dirname "$0")
sheets=$here/../data
scope=(--data "$data" --cluster cum-mau --period 2020-H1)
good=$sheets/tu-cham-ea-mrang-6T2020.xlsx
bad=$folder/bad

mkdir "$bad"
python3 "$here/bad_files.py" "$good" "$bad" || exit 1
thidua init --data "$data" --sample training-blank
thidua import criteria "$sheets/tieu-chi-2020.xlsx" "${scope[@]}" --lock

# --- files -----------------------------------------------------------------------------------
# refused FILE SENTENCE: the fault of one file, on a line with its name.
refused() {
    thidua import scores "$1" "${scope[@]}"
    is "${1##*/} is a fault" status 2
    is "${1##*/}: what to do" out "$2"
    holds "${1##*/} is named" grep -qF "${1##*/}  lỗi" "$out"
    is "${1##*/}: nothing is stored" out 'Đã lưu 0 giá trị'
}
refused "$bad/encrypted.xlsx" 'Encrypt with Password'
refused "$bad/truncated.xlsx" 'cụt hoặc hỏng'
refused "$bad/renamed-csv.xlsx" 'tệp văn bản (CSV'
refused "$bad/empty.xlsx" 'Tệp rỗng'
refused "$bad/noise.xlsx" 'không phải tệp Excel'
refused "$bad/damaged.xlsx" 'hỏng'
refused "$bad/huge.xlsx" 'lớn hơn 20 MB'
refused "$bad/rows.xlsx" 'hơn 5000 dòng'
refused "$bad/bomb.xlsx" 'phình lớn bất thường'
refused "$bad/long-text.xlsx" '32.767 ký tự'
refused "$bad/missing.xlsx" 'Không có tệp này'
refused "$bad" 'thư mục'
mkfifo "$bad/pipe.xlsx"
refused "$bad/pipe.xlsx" 'thư mục hoặc thiết bị'
refused "$sheets/tieu-chi-2020.xlsx" 'Không thấy bảng tự chấm'
name=$(printf 'sai-\xff-ten.xlsx')
printf 'a,b\n' >"$bad/$name"
thidua import scores "$bad/$name" "${scope[@]}" --json
is 'a name that is no UTF-8 is a fault' status 2
holds 'and still one JSON document' python3 -m json.tool "$out"

thidua import scores "$bad/truncated.xlsx" "$bad/missing.xlsx" "$good" "${scope[@]}" --json
is 'faulty files beside a good one' status 2
holds 'do not keep it from being stored' python3 - "$out" <<'END'
import json, sys
page = json.load(open(sys.argv[1]))
assert page["stored"] > 30 and page["errors"] == 2
assert [file["readable"] for file in page["files"]] == [False, False, True]
for file in page["files"][:2]:
    (fault,) = file["faults"]
    assert fault["severity"] == "error" and fault["message"]
    assert fault["row"] is fault["column"] is fault["cell"] is fault["criterion"] is None
END
thidua import scores "$good" "$good" "${scope[@]}"
is 'the same unit twice in one batch is a fault' status 2
is 'and one is told which file goes' out 'Bỏ một trong hai tệp'
thidua import criteria "$bad/truncated.xlsx" --data "$data" --cluster cum-mau --period 2020-H1 --check
is 'a faulty table is a fault' status 2

# --- words of the command line ---------------------------------------------------------------
# says NAME STATUS SENTENCE WORD...
says() {
    local name=$1 expected=$2 sentence=$3
    shift 3
    thidua "$@"
    is "$name" status "$expected"
    is "$name: what to do" err "$sentence"
}
says 'no cluster and period' 1 'Cần --cluster' ranking --data "$data"
says 'no data folder' 1 'Thiếu --data' ranking --cluster cum-mau --period 2020-H1
says 'an option without its value' 1 'cần một giá trị' ranking --data
says 'an unknown cluster' 1 'cum-la' ranking --data "$data" --cluster cum-la --period 2020-H1
says 'an unknown period' 1 '2020-H3' ranking --data "$data" --cluster cum-mau --period 2020-H3
says 'a word too many' 1 'Cách dùng' ranking thừa "${scope[@]}"
says 'nothing to import' 1 'import criteria' import "${scope[@]}"
says 'no file to import' 1 'ít nhất một tệp' import scores "${scope[@]}"
says 'two tables' 1 'đúng một tệp' import criteria a b "${scope[@]}"
says 'no place for the report' 1 'Cần -o' report interim "${scope[@]}"
says 'no kind of report' 1 'report interim' report "${scope[@]}"
says 'a folder as the report' 1 'thư mục' report interim "${scope[@]}" -o "$folder"
says 'a report in no folder' 1 'Tạo thư mục' report interim "${scope[@]}" -o "$folder/none/report.docx"
says 'no kind of export' 1 'export ranking' export "${scope[@]}"
says 'a file where a folder should be' 1 'Không ghi được' export sheets "${scope[@]}" -o "$good"
says 'an unknown command' 1 'thidua help' no-such-command
says 'a folder without data' 1 'thidua init' ranking --data "$folder/none" --cluster cum-mau --period 2020-H1
THIDUA_LANG=en says 'English' 1 'are needed' ranking --data "$data"
thidua user add dai --name "$(printf 'x%.0s' {1..101})" --role admin --data "$data"
is 'a name over its limit is a fault' status 2
many=()
for n in {1..201}; do many+=("$good"); done
says 'more than 200 files at once' 1 'Chia nhỏ' import scores "${many[@]}" "${scope[@]}"
thidua import scores "$good" --data "$data" --cluster cum-la --period 2020-H1 --json
holds 'errors are JSON documents' python3 -c 'import json, sys; assert json.load(open(sys.argv[1]))["error"]' "$out"

# --- a second program on the same data folder -------------------------------------------------
serve --port 0
thidua import scores "$good" "${scope[@]}"
is 'sheets are imported beside a server' status 0
thidua serve --data "$data" --port 0
is 'so is a second server' status 1
thidua ranking "${scope[@]}" --json
is 'the ranking is read beside it' status 0
thidua import scores "$good" "${scope[@]}" --check
is 'sheets are checked beside it' status 0
thidua export ranking "${scope[@]}" -o "$folder/beside.xlsx"
is 'the ranking is exported beside it' status 0
thidua backup --data "$data" -o "$folder/beside.db"
is 'a backup is made beside it' status 0
thidua verify --data "$data"
is 'the data are verified beside it' status 0
thidua doctor --data "$data"
is 'the doctor looks beside it' status 0
stop
is 'a server ends well when told to' status 0
thidua import scores "$good" "${scope[@]}" --json
is 'afterwards one imports again' status 0

# --- data of a newer program -------------------------------------------------------------------
cp -r "$data" "$folder/newer"
python3 - "$folder/newer/thidua.db" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
(table,) = db.execute("select name from sqlite_master where name like '%migration%'").fetchone()
columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
row = dict(zip(columns, db.execute(f"select * from {table} order by version desc").fetchone()))
row["version"] += 1
db.execute(f"insert into {table} ({','.join(row)}) values ({','.join('?' * len(row))})", list(row.values()))
db.commit()
END
for command in ranking 'import scores good.xlsx' migrate; do
    set -- $command
    options=(--cluster cum-mau --period 2020-H1)
    [ "$command" = migrate ] && options=()
    says "data of a newer program: $1" 1 'phiên bản mới hơn' "$@" --data "$folder/newer" "${options[@]}"
done

# --- a full disk -----------------------------------------------------------------------------
trap 'umount "$folder/tiny" 2>/dev/null; tidy' EXIT
if mkdir "$folder/tiny" && mount -t tmpfs -o size=160k tmpfs "$folder/tiny" 2>/dev/null; then
    thidua init --data "$folder/tiny/data" --sample training
    is 'a full disk while a folder is made' status 1
    is 'and one is told so' err 'đầy'
    holds 'nothing is left of it' test ! -e "$folder/tiny/data"
    umount "$folder/tiny"
    mount -t tmpfs -o size=8m tmpfs "$folder/tiny"
    data=$folder/tiny/data
    scope=(--data "$data" --cluster cum-mau --period 2020-H1)
    thidua init --data "$data" --sample training-blank
    thidua import criteria "$sheets/tieu-chi-2020.xlsx" "${scope[@]}" --lock
    is 'a small disk has room for a table' status 0
    thidua ranking "${scope[@]}" --json
    cp "$out" "$folder/before"
    dd if=/dev/zero of="$folder/tiny/filler" bs=4k 2>/dev/null
    thidua import scores "$sheets"/tu-cham-*.xlsx "${scope[@]}"
    is 'a full disk while scores are imported' status 1
    is 'and one is told that nothing was stored' err 'chưa lưu được gì'
    rm "$folder/tiny/filler"
    thidua ranking "${scope[@]}" --json
    holds 'nothing is half-stored' cmp "$out" "$folder/before"
    thidua verify --data "$data"
    is 'and the data are whole' status 0
    thidua import scores "$sheets"/tu-cham-*.xlsx "${scope[@]}" --json
    holds 'with space the import goes through' grep -q '"stored": 1[0-9][0-9]' "$out"
    umount "$folder/tiny"
else
    echo '# no tmpfs may be mounted here: the full disk was not tried'
fi

# --- a read-only folder ------------------------------------------------------------------------
data=$folder/data
scope=(--data "$data" --cluster cum-mau --period 2020-H1)
as_other=()
if [ "$(id -u)" = 0 ]; then
    chmod 755 "$folder"
    chown -R nobody "$data"
    as_other=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi
cp "$program" "$folder/thidua"
cp "$good" "$folder/good.xlsx"
chmod 644 "$folder/good.xlsx"
chmod 500 "$data"
chmod 400 "$data"/*
status=0
"${as_other[@]}" "$folder/thidua" import scores "$folder/good.xlsx" "${scope[@]}" >"$out" 2>"$err" || status=$?
is 'importing into a read-only folder is refused' status 1
is 'and one is told to look at its permissions' err 'không cho ghi'

done_testing
