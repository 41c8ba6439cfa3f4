#!/usr/bin/env bash
# The book of units from the command line: a list is checked, imported, not doubled; and as at a day.
. "$(dirname "$0")/lib.sh"
here=$(dirname "$0")
list=$folder/don-vi.xlsx
make_list() { python3 "$here/make_list.py" "$list"; }

thidua init --data "$data" --sample cluster-3
thidua unit list --data "$data" --as-at 26/6/2020
is 'the units of 2020 are listed' status 0
is 'with their level above' out 'ban-chqs-huyen-ea-kar  Ban CHQS huyện Ea Kar < Bộ Chỉ huy Quân sự tỉnh Đắk Lắk'
holds 'six of them, and two provinces' test "$(wc -l <"$out")" -eq 8
thidua unit list --data "$data"
holds 'today the five are gone' test "$(grep -c 'huyện' "$out")" -eq 0
is 'and the area is there' out 'Tuy Hòa'
holds 'one province is left of two' test "$(grep -c '^tinh-' "$out")" -eq 1
thidua unit list --data "$data" --as-at 30/2/2020
is 'a day that never was' status 1
is 'is told' err 'Ngày sau --as-at không đúng'

make_list <<'END'
Tên|Mã|Loại|Cấp trên|Từ ngày|Đến ngày|Quyết định
Khu vực thử 1|kv-1|Ban chỉ huy phòng thủ khu vực|Bộ Chỉ huy Quân sự tỉnh Đắk Lắk|1/7/2025||1/QĐ
Xã Thử|||kv-1|7/2025
END
thidua unit import "$list" --data "$data" --check
is 'a good list is checked' status 0
is 'and told' out '2 đơn vị mới'
thidua unit list --data "$data"
holds 'checking stores nothing' test "$(wc -l <"$out")" -eq 3
thidua unit import "$list" --data "$data" --json
is 'it is imported' status 0
holds 'two are stored' python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert (d["stored"], d["new"], d["faults"]["findings"] if isinstance(d["faults"], dict) else d["faults"]) == (2, 2, []), d' "$out"
thidua unit import "$list" --data "$data"
is 'the second time' status 0
is 'nothing is new' out 'Đã lưu 0 đơn vị; 2 dòng trùng với sổ'
thidua unit list --data "$data" --json
holds 'codes are kept' python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert any(u["code"]=="kv-1" and u["begins"]=="2025-07-01" for u in d["units"]), d' "$out"

make_list <<'END'
Tên|Mã|Loại|Cấp trên|Từ ngày|Đến ngày
Khu vực 2||phi thuyền|Bộ Chỉ huy Quân sự tỉnh Đắk Lắk
Khu vực 3|||Tỉnh không có
Khu vực 4|||kv-1|1/1/2020
Khu vực 5|||kv-1
END
thidua unit import "$list" --data "$data"
is 'a faulty list' status 2
is 'an unknown kind with its cell' out 'don-vi.xlsx:C2  lỗi'
is 'an unknown parent with its cell' out 'don-vi.xlsx:D3  lỗi'
is 'nothing is stored' out 'Đã lưu 0 đơn vị'
thidua unit import "$folder/khong-co.xlsx" --data "$data"
is 'a missing file' status 1
printf '\xef\xbb\xbfTên,Mã,Loại,Cấp trên\r\n"Xã ""Thử"", số 2",xa-2,commune,kv-1\r\n' >"$folder/x.csv"
thidua unit import "$folder/x.csv" --data "$data"
is 'a list as text is imported' status 0
is 'its row' out 'Đã lưu 1 đơn vị'
thidua unit list --data "$data"
is 'with quotes as Excel writes them' out 'xa-2  Xã "Thử", số 2 < Khu vực thử 1'
printf 'T\352n;M\343\nX\343;x\n' >"$folder/x.csv"
thidua unit import "$folder/x.csv" --data "$data"
is 'another encoding is a fault' status 2
is 'which is told' out 'UTF-8'
thidua unit weigh --data "$data"
is 'an unknown word' status 1
is 'leads to the known ones' err 'thidua unit list'
thidua verify --data "$data"
is 'the folder is sound' status 0
done_testing
