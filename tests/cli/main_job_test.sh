#!/usr/bin/env bash
# The main job from the command line, with the workbooks of the training cluster.
# Totals: computed apart from the program, with exact fractions, from the figures in the sheets and
# the rules in README of the samples (each criterion and each bonus rounded once, half up).
. "$(dirname "$0")/lib.sh"
sheets=$(dirname "$0")/../data
scope=(--data "$data" --cluster cum-mau --period 2020-H1)

# ranking_is NAME LINE...: the ranking, in order: "unit|total|place|complete".
ranking_is() {
    local name=$1
    shift
    thidua ranking "${scope[@]}" --json
    printf '%s\n' "$@" >"$folder/expected"
    python3 - "$out" >"$folder/found" <<'END'
import json, sys
page = json.load(open(sys.argv[1]))
assert set(page) == {"cluster", "period", "provisional", "places_shown", "sample", "rows"}
assert (page["cluster"], page["period"]) == ("cum-mau", "2020-H1")
assert page["provisional"] is page["places_shown"] is page["sample"] is True
for row in page["rows"]:
    assert set(row) == {"unit", "total", "place", "complete"}
    assert isinstance(row["total"], str) and isinstance(row["complete"], bool)
    print(row["unit"], row["total"], row["place"], row["complete"], sep="|")
END
    diff "$folder/expected" "$folder/found" | sed 's/^/# /'
    holds "$name" cmp "$folder/expected" "$folder/found"
}

# json_is NAME EXPRESSION: of the document d on standard output.
json_is() {
    holds "$1" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), d' "$out" "$2"
}

final=(
    'Ban CHQS huyện Ea M’Rang|97.78|1|True'
    'Ban CHQS huyện Suối Bạc|96.85|2|True'
    'Ban CHQS huyện Đồi Xanh|85.68|3|True'
    'Ban CHQS huyện Thác Mây|86.32|None|False'
    'Ban CHQS huyện Đầm Sậy|87.38|None|False'
)

thidua init --data "$data" --sample training-blank
is 'the training cluster without scores is made' status 0
thidua ranking "${scope[@]}" --json
is 'without a table of criteria there is no ranking' status 1
is 'and one is told what to do' err 'Nhập bảng tiêu chí trước'
holds 'an error is a JSON document too' python3 -m json.tool "$out"
thidua import scores "$sheets"/tu-cham-ea-mrang-6T2020.xlsx "${scope[@]}"
is 'scores wait for the table' status 1

thidua import criteria "$sheets/tieu-chi-2020.xlsx" "${scope[@]}" --check --json
is 'checking the table finds nothing wrong' status 0
json_is 'and stores nothing' 'd["check"] and d["stored"] == 0 and d["files"][0]["new"] == 23'
thidua export sheets "${scope[@]}" -o "$folder/sheets"
is 'blank sheets wait for the table' status 1
thidua import criteria "$sheets/tieu-chi-2020.xlsx" "${scope[@]}"
is 'the table is stored' status 0
thidua import scores "$sheets/tu-cham-ea-mrang-6T2020.xlsx" "${scope[@]}"
is 'scores wait until the table is locked' status 1
is 'and one is told so' err 'chưa khóa'
thidua import criteria "$sheets/tieu-chi-2020.xlsx" "${scope[@]}" --lock --json
is 'the same table again is locked' status 0
json_is 'and was not stored twice' 'd["stored"] == 0 and d["unchanged"] == 23 and d["locked"]'
thidua import criteria "$sheets/tieu-chi-2020.xlsx" "${scope[@]}"
is 'a locked table is not replaced' status 1
is 'and one is told so' err 'đã khóa'

thidua export sheets "${scope[@]}" -o "$folder/sheets/new"
is 'blank sheets are written to a new folder' status 0
holds 'one for each unit' test "$(ls "$folder"/sheets/new/*.xlsx | wc -l)" = 5

thidua import scores "$sheets"/tu-cham-*.xlsx "${scope[@]}" --check --json
is 'checking the sheets finds their faults' status 2
json_is 'and stores nothing' 'd["stored"] == 0 and len(d["files"]) == 5'
thidua import scores "$sheets"/tu-cham-*.xlsx "${scope[@]}" --json
is 'all sheets at once: their faults are told by the exit status' status 2
json_is 'what can be read is stored' 'd["stored"] > 150 and d["unchanged"] == 0 and d["errors"] == 3'
holds 'every fault names its file, place and criterion' python3 - "$out" <<'END'
import json, sys
faults = [f for file in json.load(open(sys.argv[1]))["files"] for f in file["faults"]]
keys = {"severity", "file", "row", "column", "cell", "criterion", "message"}
assert all(set(f) == keys and f["message"].endswith(".") for f in faults)
found = {(f["file"][8:16], f["cell"], f["criterion"], f["severity"]) for f in faults}
for fault in [("thac-may", "E9", "I.3", "error"), ("thac-may", "E25", "VI.2", "error"),
              ("doi-xanh", "F7", "I.1", "warning"), ("suoi-bac", "E16", "III.2", "warning"),
              ("dam-say-", "A11", "II.1", "warning"), ("dam-say-", "E18", "IV.1", "warning")]:
    assert fault in found, fault
missing = [f for f in faults if f["criterion"] == "V.1"]
assert [(f["row"], f["column"], f["cell"]) for f in missing] == [(None, None, None)]
grade = next(f for f in faults if f["cell"] == "E9")
assert (grade["row"], grade["column"]) == (9, "E") and "A, B, C, D" in grade["message"]
END
ranking_is 'totals are exact; incomplete units have no place' "${final[@]}"
cp "$data/thidua.db" "$folder/before.db"

thidua import scores "$sheets"/tu-cham-*.xlsx "${scope[@]}" --json
json_is 'the second import changes nothing' 'd["stored"] == 0 and all(f["new"] == f["changed"] == 0 for f in d["files"])'
holds 'not a byte of the database' cmp "$folder/before.db" "$data/thidua.db"
ranking_is 'nor the ranking' "${final[@]}"

thidua import scores "$sheets/tu-cham-thac-may-6T2020.xlsx" "${scope[@]}"
is 'faults are listed for people: cell' out 'tu-cham-thac-may-6T2020.xlsx:E9  lỗi  [I.3]  Không có mức “E”'
THIDUA_LANG=en thidua import scores "$sheets/tu-cham-thac-may-6T2020.xlsx" "${scope[@]}"
is 'and in English' out 'tu-cham-thac-may-6T2020.xlsx:E25  error  [VI.2]'
thidua ranking "${scope[@]}"
is 'the ranking for people has Vietnamese marks' out '97,78'
is 'says what is incomplete' out 'chưa đủ số liệu'
is 'and that it is a sample' out 'DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH'

thidua report interim "${scope[@]}" -o "$folder/report.docx"
is 'the report is written' status 0
is 'its empty sections are listed' err 'Kiến nghị'
holds 'it is a sound archive with the draft mark and the sample mark' python3 - "$folder/report.docx" <<'END'
import sys, zipfile
docx = zipfile.ZipFile(sys.argv[1])
assert docx.testzip() is None
text = "".join(docx.read(n).decode() for n in docx.namelist() if n.endswith(".xml"))
for mark in ("DỰ THẢO", "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH", "97,78"):
    assert mark in text, mark
END
thidua report interim "${scope[@]}" -o "$folder/report.pdf"
is 'the report is written as PDF' status 0
pdftotext -layout "$folder/report.pdf" "$folder/report.txt"
holds 'with the figures' grep -q '97,78' "$folder/report.txt"
holds 'and the sample mark on every page' test "$(grep -c 'DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH' "$folder/report.txt")" = \
    "$(pdfinfo "$folder/report.pdf" | sed -n 's/^Pages: *//p')"
thidua report interim "${scope[@]}" -o "$folder/short.docx" --without-annex --without-places --json
json_is 'JSON names the file and the empty sections' '"proposals" in d["empty_sections"] and d["file"].endswith("short.docx")'
thidua export ranking "${scope[@]}" -o "$folder/ranking.xlsx"
is 'the ranking is exported' status 0
holds 'as a sound archive with the sample mark and formulas' python3 - "$folder/ranking.xlsx" <<'END'
import sys, zipfile
xlsx = zipfile.ZipFile(sys.argv[1])
assert xlsx.testzip() is None
text = "".join(xlsx.read(n).decode() for n in xlsx.namelist() if n.endswith(".xml"))
assert "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH" in text and "<f>" in text and "97.78" in text
END
thidua export feedback "${scope[@]}" -o "$folder/feedback" --json
json_is 'feedback sheets are written, one a unit' 'len(d["files"]) == 5'
thidua verify --data "$data"
is 'what is stored holds together' status 0

# One by one, in another order: the same as all at once.
data=$folder/second
scope=(--data "$data" --cluster cum-mau --period 2020-H1)
thidua init --data "$data" --sample training-blank
thidua import criteria "$sheets/tieu-chi-2020.xlsx" "${scope[@]}" --lock
for unit in suoi-bac dam-say doi-xanh thac-may ea-mrang; do
    thidua import scores "$sheets/tu-cham-$unit-6T2020.xlsx" "${scope[@]}"
    is "the sheet of $unit has something to tell" status "$([ $unit = ea-mrang ] && echo 0 || echo 2)"
done
ranking_is 'one by one in another order gives the same' "${final[@]}"

# Places switched off: totals stay.
python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("update cluster_period set places_shown = 0")
db.commit()' "$data/thidua.db"
thidua ranking "${scope[@]}" --json
json_is 'places can be switched off' 'not d["places_shown"] and [r["place"] for r in d["rows"]] == [None] * 5 and d["rows"][0]["total"] == "97.78"'
thidua ranking "${scope[@]}"
is 'which people are told' out 'không công bố thứ tự'

# The sample that comes with scores is the same cluster.
data=$folder/third
scope=(--data "$data" --cluster cum-mau --period 2020-H1)
thidua init --data "$data" --sample training
ranking_is 'so does the ready sample' "${final[@]}"

done_testing
