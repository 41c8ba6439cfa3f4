#!/usr/bin/env bash
# Tables and sheets with other figures: make_sheets invents them and computes the totals by itself.
. "$(dirname "$0")/lib.sh"
make_sheets=$(realpath "$2")

for seed in 1 2 3 4 5 6 7 8; do
    data=$folder/data-$seed
    sheets=$folder/sheets-$seed
    scope=(--data "$data" --cluster cum-mau --period 2020-H1)
    mkdir "$sheets"
    "$make_sheets" "$seed" "$sheets" | sort >"$folder/expected"
    thidua init --data "$data" --sample training-blank
    thidua import criteria "$sheets/criteria.xlsx" "${scope[@]}" --lock --json
    is "seed $seed: the table is locked" status 0
    thidua import scores "$sheets"/unit-*.xlsx "${scope[@]}" --json
    holds "seed $seed: no errors; numbers typed as text are warned of" python3 - "$out" "$status" <<'END'
import json, sys
page = json.load(open(sys.argv[1]))
assert page["errors"] == 0, [f for x in page["files"] for f in x["faults"]]
assert sys.argv[2] == ("2" if page["warnings"] else "0")
END
    thidua ranking "${scope[@]}" --json
    python3 - "$out" <<'END' | sort >"$folder/found"
import json, sys
rows = json.load(open(sys.argv[1]))["rows"]
assert all(row["complete"] for row in rows)
totals = [float(row["total"]) for row in rows]
assert totals == sorted(totals, reverse=True)
# Equal totals share a place, and the next place is skipped.
assert [row["place"] for row in rows] == [1 + sum(t > total for t in totals) for total in totals]
for row in rows:
    print(row["unit"], row["total"], sep="|")
END
    diff "$folder/expected" "$folder/found" | sed 's/^/# /'
    holds "seed $seed: there are five totals" test "$(wc -l <"$folder/expected")" = 5
    holds "seed $seed: every total is exact" cmp "$folder/expected" "$folder/found"
done

done_testing
