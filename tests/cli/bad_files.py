#!/usr/bin/env python3
"""Files that offices and others send by mistake or on purpose: bad_files.py GOOD.xlsx FOLDER."""
import sys
import zipfile

good = open(sys.argv[1], "rb").read()
folder = sys.argv[2]
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>"
)
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/></Relationships>'
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def write(name, content):
    with open(f"{folder}/{name}", "wb") as file:
        file.write(content)


def workbook(name, rows, size):
    """A workbook whose sheet comes piece by piece."""
    with zipfile.ZipFile(f"{folder}/{name}", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATION % ("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATION % ("worksheet", "worksheets/sheet1.xml"))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(SHEET.encode())
            for first in range(1, size + 1, 4096):
                sheet.write("".join(map(rows, range(first, min(first + 4096, size + 1)))).encode())
            sheet.write(b"</sheetData></worksheet>")


write("encrypted.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(512))
write("truncated.xlsx", good[: len(good) // 2])
write("renamed-csv.xlsx", "TT,Nội dung,Điểm\n1,Quân số,8\n".encode())
write("empty.xlsx", b"")
write("noise.xlsx", bytes((i * 7919 + i // 251) % 256 for i in range(20000)))
write("huge.xlsx", b"PK\x03\x04" + bytes(21 << 20))
damaged = bytearray(good)
for i in range(len(damaged) // 3, len(damaged) // 3 + 400):
    damaged[i] ^= 0x5A
write("damaged.xlsx", bytes(damaged))
workbook("rows.xlsx", lambda n: f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>', 1048576)
workbook("bomb.xlsx", lambda n: " " * 4096, 65536)
workbook("long-text.xlsx", lambda n: f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 40000}</t></is></c></row>', 1)
