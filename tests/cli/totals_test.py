#!/usr/bin/env python3
"""Totals and places of invented sheets, against a second reckoning of the rules (TAP).

    totals_test.py PROGRAM

Makes self-score sheets of the training cluster with other figures than the sample's, imports them,
and compares every total and place with what this file works out by itself, from the rules of
tests/data in exact fractions. The figures are drawn from fixed seeds, so a failure can be repeated.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import zipfile
from fractions import Fraction
from xml.sax.saxutils import escape

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
WHERE = ["--cluster", "cum-mau", "--period", "2020-H1"]
UNITS = ["Đầm Sậy", "Đồi Xanh", "Ea M’Rang", "Suối Bạc", "Thác Mây"]

# Number, name, points, kind, target: the lines of the training table.
TABLE = [
    ("I", "Lãnh đạo, chỉ đạo; giáo dục chính trị", 20, None, None),
    ("1", "Quân số học tập chính trị, Chỉ thị 05-CT/TW", 8, "quantity", "98"),
    ("2", "Thực hiện Nghị quyết 04-NQ/TW và Cuộc vận động", 6, "grade", None),
    ("3", "Tuyên truyền, định hướng", 6, "grade", None),
    ("II", "Huấn luyện, sẵn sàng chiến đấu", 30, None, None),
    ("1", "Quân số tham gia huấn luyện", 8, "quantity", "98"),
    ("2", "Nội dung kiểm tra đạt khá, giỏi", 12, "quantity", "75"),
    ("3", "Nền nếp trực, tuần tra canh gác", 10, "grade", None),
    ("III", "Xây dựng chính quy, rèn luyện kỷ luật", 15, None, None),
    ("1", "Vụ việc vi phạm kỷ luật (càng ít càng tốt)", 10, "cases", "0"),
    ("2", "Quân số khỏe", 5, "quantity", "98.5"),
    ("IV", "Tuyển quân; xây dựng lực lượng dân quân tự vệ", 15, None, None),
    ("1", "Giao quân đạt chỉ tiêu", 8, "quantity", "100"),
    ("2", "Xây dựng dân quân tự vệ", 7, "grade", None),
    ("V", "Phòng chống thiên tai, cứu hộ cứu nạn; dân vận", 10, None, None),
    ("1", "Tham gia phòng chống thiên tai, cứu hộ cứu nạn", 5, "grade", None),
    ("2", "Ngày công giúp dân (so với đơn vị dẫn đầu)", 5, "leader", "500"),
    ("VI", "Tổ chức phong trào thi đua, khen thưởng", 10, None, None),
    ("1", "Kế hoạch, giao ước thi đua", 5, "grade", None),
    ("2", "Điển hình tiên tiến được công nhận (1 điểm/điển hình)", 3, "items", None),
    ("3", "Báo cáo đúng hạn", 2, "pass", None),
    ("VII", "Điểm thưởng", 5, "bonus", None),
    ("VIII", "Điểm trừ", 0, "penalty", None),
]


def rounded(value):
    """Two decimals, half up (nothing here is negative)."""
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


def draw(dice, kind, target):
    """What a unit writes for one criterion, as Excel would show it."""
    if kind == "quantity":
        around = Fraction(target) * Fraction(dice.randint(600, 1200), 1000)
        return str(float(round(around, dice.choice([0, 1, 2]))))
    if kind == "grade":
        return dice.choice("ABCD")
    if kind == "cases":
        return str(dice.choice([0, 0, 1, 2, 5]))
    if kind == "leader":
        return str(dice.randint(0, 1500))
    if kind == "items":
        return str(dice.randint(0, 6))
    if kind == "pass":
        return dice.choice(["Đạt", "Không đạt"])
    if kind == "penalty":
        return str(dice.choice([0, 4, 5, 9, 10, 14, 15, 40]))
    return None


def points(kind, maximum, target, value, leader):
    """(points, bonus) of one criterion."""
    full = Fraction(maximum)
    if kind == "quantity":
        ratio = Fraction(value) / Fraction(target)
        over = min(max(ratio - 1, Fraction(0)), Fraction(1, 10))
        return rounded(full * min(ratio, Fraction(1))), rounded(full * over)
    if kind == "grade":
        return rounded(full * {"A": 100, "B": 80, "C": 60, "D": 0}[value] / 100), Fraction(0)
    if kind == "cases":
        return rounded(full * {"0": 2, "1": 1}.get(value, 0) / 2), Fraction(0)
    if kind == "leader":
        actual, aim = Fraction(value), Fraction(target)
        if actual < aim:
            return rounded(full / 2 * actual / aim), Fraction(0)
        share = (actual - aim) / (leader - aim)
        return rounded(full / 2 + full / 2 * share), Fraction(0)
    if kind == "items":
        return min(full, Fraction(value)), Fraction(0)
    if kind == "pass":
        return full if value == "Đạt" else Fraction(0), Fraction(0)
    return Fraction(0), Fraction(0)


def total(values, leader):
    content = bonus = Fraction(0)
    for (_, _, maximum, kind, target), value in zip(TABLE, values):
        if kind not in (None, "bonus", "penalty"):
            got, more = points(kind, maximum, target, value, leader)
            content, bonus = content + got, bonus + more
    late = int(values[-1])
    penalty = Fraction(2) if late >= 15 else Fraction(1) if late >= 10 else Fraction(late >= 5, 2)
    return content + min(bonus, Fraction(5)) - penalty


def places(totals):
    """Unit → place; equal totals share it, and the next is skipped."""
    return {unit: 1 + sum(other > mine for other in totals.values()) for unit, mine in totals.items()}


def write_sheet(path, unit, values):
    """A self-score sheet, with nothing in it that a spreadsheet program would not write."""
    rows = [["BỘ CHQS TỈNH MẪU"], [f"BAN CHQS HUYỆN {unit.upper()}"],
            ["BẢNG TỰ CHẤM ĐIỂM THI ĐUA 6 THÁNG ĐẦU NĂM 2020"], [],
            ["TT", "Nội dung, tiêu chí", "Điểm chuẩn", "Chỉ tiêu năm", "Thực hiện 6 tháng",
             "Điểm tự chấm", "Giải trình, minh chứng"]]
    for (number, name, maximum, kind, target), value in zip(TABLE, values):
        late = kind == "penalty" and int(value) > 0
        rows.append([number, name, maximum, float(target) if target else None,
                     None if kind == "penalty" else value, None,
                     f"Chậm {value} ngày" if late else None])

    def cell(column, row, value):
        where = f'r="{"ABCDEFG"[column]}{row}"'
        if value is None:
            return ""
        try:
            return f"<c {where}><v>{float(value)!r}</v></c>"
        except ValueError:
            return f'<c {where} t="inlineStr"><is><t>{escape(value)}</t></is></c>'

    # The column of numbers I, 1, II … is text, as offices type it.
    lines = "".join(
        f'<row r="{r}">'
        + "".join(cell(c, r, v) if c else cell(0, r, v).replace("><v>", ' t="str"><v>').replace(".0<", "<")
                  for c, v in enumerate(row))
        + "</row>"
        for r, row in enumerate(rows, 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="Tự chấm" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship '
        f'Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package_file:
        for name, text in parts.items():
            package_file.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + text)


def thidua(*words):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


class Tap:
    count, failed = 0, 0

    def ok(self, holds, name, *details):
        self.count += 1
        self.failed += not holds
        print(f"{'ok' if holds else 'not ok'} {self.count} - {name}")
        if not holds:
            for detail in details:
                print("#", str(detail).replace("\n", "\n# "))


def one_round(tap, seed, folder):
    dice = random.Random(seed)
    sheets = {unit: [draw(dice, kind, target) for _, _, _, kind, target in TABLE] for unit in UNITS}
    days = [kind for *_, kind, _ in TABLE].index("leader")
    dice.choice(list(sheets.values()))[days] = str(dice.randint(1501, 3000))
    if seed % 3 == 0:  # two units alike, so that a place is shared
        sheets[UNITS[3]] = list(sheets[UNITS[1]])
    leader = max(Fraction(values[days]) for values in sheets.values())
    totals = {unit: total(values, leader) for unit, values in sheets.items()}

    files = []
    for number, (unit, values) in enumerate(sheets.items()):
        files.append(folder / f"phieu-{number}.xlsx")
        write_sheet(files[-1], unit, values)
    data = folder / "data"
    made = thidua("init", "--data", data, "--sample", "training-blank", "--json")
    read = thidua("import", "criteria", DATA / "tieu-chi-2020.xlsx", "--data", data, *WHERE, "--lock")
    stored = thidua("import", "scores", *files, "--data", data, *WHERE)
    # A percentage over 100 is a warning (status 2); no value may be left out.
    fine = made[0] == read[0] == 0 and stored[0] in (0, 2) and "  lỗi  " not in stored[1] + stored[2]
    tap.ok(fine, f"figures of seed {seed} are all read", made[2], read[2], *map(str, stored))

    status, printed, said = thidua("ranking", "--data", data, *WHERE, "--json")
    rows = json.loads(printed)["rows"] if status == 0 else []
    got = {unit: (row["total"], row["place"], row["complete"])
           for row in rows for unit in UNITS if row["unit"].endswith(unit)}
    place = places(totals)
    for unit in UNITS:
        expected = (f"{float(totals[unit]):.2f}", place[unit], True)
        tap.ok(got.get(unit) == expected, f"seed {seed}: total and place of {unit}",
               f"expected {expected}, got {got.get(unit)}", sheets[unit], said)


def main():
    tap = Tap()
    for seed in range(1, 13):
        with tempfile.TemporaryDirectory(prefix="thidua-totals-") as folder:
            one_round(tap, seed, pathlib.Path(folder))
    print(f"1..{tap.count}")
    return 1 if tap.failed else 0


sys.exit(main())
