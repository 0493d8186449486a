"""Files somebody might send instead of a list, by accident or on purpose; made as they are sent, never held whole."""

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

HEADING = b"Ref,Surname,Forename,DOB,NHS number,Postcode,Status,Start date,End date,Worker\r\n"
ROW = b"r%d,Inventedname,Ivo,04/05/2015,,AA1 1AA,open,05/01/2026,,Ann\r\n"
PIECE = 1 << 20


@dataclass(frozen=True)
class Upload:
    """A hostile or broken file. `name` is what the browser calls it; `wanted` is "refused", "taken" or "either"."""

    title: str
    content: Callable[[], Iterable[bytes]]
    size: int
    name: str = "list.csv"
    wanted: str = "refused"


def _fixed(title: str, content: bytes, name: str = "list.csv", wanted: str = "refused") -> Upload:
    return Upload(title, lambda: [content], len(content), name, wanted)


def _repeated(title: str, start: bytes, again: bytes, times: int, end: bytes = b"", wanted: str = "refused") -> Upload:
    def content() -> Iterator[bytes]:
        yield start
        left, block = times, max(1, PIECE // len(again))
        while left > 0:
            yield again * min(block, left)
            left -= block
        yield end

    return Upload(title, content, len(start) + len(again) * times + len(end), wanted=wanted)


def uploads(*, large: bool) -> list[Upload]:
    """All of them. Without `large` the largest are left out or made small."""
    thousand = 1_000 if large else 10
    rows = b"".join(ROW % number for number in range(5))
    return [
        _repeated("1 GB of zeros" if large else "10 MB of zeros", b"", b"\0", thousand * 1_000_000),
        _repeated("310 MB of rows" if large else "3 MB of rows", HEADING, ROW % 7, thousand * 5_200,
                  wanted="refused" if large else "either"),
        _repeated("a line of 50 MB", HEADING, b"a", thousand * 50_000),
        _repeated("a heading of a million columns", b"Ref,Surname", b",x", thousand * 1_000, b"\r\n" + rows),
        _repeated("a quotation mark never closed", HEADING + b'r1,"', b"abc\r\n", thousand * 1_000),
        _repeated("a cell of nothing but quotes", HEADING + b'r1,"', b'""', thousand * 5, b'"\r\n' + rows, "either"),
        _repeated("1,100,000 rows", HEADING, ROW % 7, thousand * 1_100, wanted="refused" if large else "either"),
        _repeated("nothing but line breaks", b"", b"\r\n", thousand * 1_000),
        _repeated("nothing but commas", b"", b",", 15_000),
        _fixed("ragged rows", HEADING + b"r1,a\r\nr2,a,b,c,d,e,f,g,h,i,j,k,l\r\n" + rows, wanted="taken"),
        _fixed("a cell of 5,000 characters", HEADING + b"r1," + b"x" * 5_000 + b",Ivo,04/05/2015,,,open,,,\r\n",
               wanted="taken"),
        _fixed("deep quotes",
               HEADING + b'r1,"""""""""""""a""b"""""""""""",Ivo,04/05/2015,,,open,,,\r\n', wanted="either"),
        _fixed("a zip bomb", _zip_bomb(), "list.zip"),
        _fixed("a zip bomb called CSV", _zip_bomb()),
        _fixed("a gzip bomb", gzip.compress(b"\0" * 10_000_000), "list.csv.gz"),
        _fixed("an Excel workbook", _workbook(), "list.xlsx"),
        _fixed("an old Excel workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(4_096), "list.xls"),
        _fixed("billion laughs", _laughs(), "list.xml"),
        _fixed("XML that asks for /etc/passwd",
               b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        _fixed("a web page", b"<!DOCTYPE html><script>alert(1)</script>"),
        _fixed("NULs in the middle", HEADING + rows + b"r9,a\0b,c,,,,open,,,\r\n"),
        _fixed("UTF-16 with its mark", (HEADING + rows).decode().encode("utf-16")),
        _fixed("UTF-16 without its mark", (HEADING + rows).decode().encode("utf-16-le")),
        _fixed("UTF-32", (HEADING + rows).decode().encode("utf-32")),
        _fixed("bytes of no encoding", HEADING + b"r1,\x81\x8d\x8f,b,04/05/2015,,,open,,,\r\n"),
        _fixed("half a character at the end", HEADING + rows + b"r9,\xe2\x82", wanted="either"),
        _fixed("a lone surrogate", HEADING + b"r1,\xed\xa0\x80,b,04/05/2015,,,open,,,\r\n", wanted="either"),
        _fixed("Windows-1252", HEADING + "r1,Müller,José,04/05/2015,,,open,,,\r\n".encode("cp1252"), wanted="taken"),
        _fixed("EXIF photograph", b"\xff\xd8\xff\xe1\x00\x80Exif\0\0" + b"GPSLatitude 53.5" * 200, "photo.jpg"),
        _fixed("a picture called CSV", b"\x89PNG\r\n\x1a\n" + os.urandom(2_000)),
        _fixed("a PDF", b"%PDF-1.7\n" + os.urandom(2_000), "list.pdf"),
        _fixed("a program", b"\x7fELF" + os.urandom(2_000)),
        _fixed("deflated noise", zlib.compress(os.urandom(10_000))),
        _fixed("nothing at all", b""),
        _fixed("a mark and nothing else", b"\xef\xbb\xbf"),
        _fixed("a heading and no rows", HEADING, wanted="either"),
        _fixed("two columns of one name", b"Ref,Surname,Surname\r\nr1,a,b\r\n"),
        _fixed("headings that are formulas", b'=1+1,"=cmd|\' /C calc\'!A0",@x\r\n1,2,3\r\n', wanted="either"),
        _fixed("a name with folders", HEADING + rows, "../../../../etc/passwd", wanted="taken"),
        _fixed("a name of 255 letters", HEADING + rows, "a" * 251 + ".csv", wanted="taken"),
        _fixed("a name with signs that do not print", HEADING + rows, "a\u202e\u0007vsc.exe", wanted="taken"),
        _fixed("control characters", HEADING + b"r1,\x01\x02\x1b[31m,b,04/05/2015,,,open,,,\r\n", wanted="either"),
        _fixed("dates of no calendar",
               HEADING + b"r1,a,b,99/99/9999,,,open,00/00/0000,31/02/2026,x\r\n", wanted="taken"),
        _fixed("a number of 900 digits",
               HEADING + b"r1,a,b,04/05/2015," + b"9" * 900 + b",,open,,,\r\n", wanted="taken"),
        *workbooks(large=large),
    ]  # fmt: skip


def workbooks(*, large: bool) -> list[Upload]:
    """Workbooks that are no list, or only look like one."""
    sheet, text = "xl/worksheets/sheet1.xml", _laughs().decode()
    laughs = text[text.index("<!DOCTYPE") : text.index("<lolz>")].encode()
    outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    rows = 50_000_000 if large else 20_000_000
    made = {
        "an honest workbook": (_book(), "taken"),
        "a workbook with macros": (_book({"xl/vbaProject.bin": os.urandom(1_000)}), "refused"),
        "a workbook that is a bomb": (_book({"xl/media/image1.png": b"\0" * rows}), "refused"),
        "a workbook with a bomb for a sheet": (_book({sheet: b"<worksheet>" + b" " * rows}), "refused"),
        "a workbook of billion laughs": (_book({sheet: laughs + b"<worksheet>&lol9;</worksheet>"}), "refused"),
        "a workbook that asks for /etc/passwd": (_book({sheet: outside + b"<worksheet>&x;</worksheet>"}), "refused"),
        "a workbook with half a sheet": (_book({sheet: b"<worksheet><sheetData><row><c>"}), "refused"),
        "a workbook in UTF-16": (_book({sheet: "<worksheet/>".encode("utf-16")}), "refused"),
        "a workbook with a sheet of noise": (_book({sheet: os.urandom(5_000)}), "refused"),
        "a workbook without a sheet": (_book({sheet: None}), "refused"),
        "a workbook of 3,000 parts": (_book({f"xl/media/{n}.png": b"x" for n in range(3_000)}), "refused"),
        "a workbook that leaves its folder": (_book({"../../../etc/cron.d/x": b"x"}), "either"),
        "a workbook cut short": (_book()[:-300], "refused"),
        "a row beyond the last": (_book(swap=(b'<row r="2"', b'<row r="99999999999"')), "refused"),
        "a cell in column XFD": (_book(swap=(b'r="B2"', b'r="XFD2"')), "either"),
        "a sheet that claims to be huge": (_book(swap=(b'ref="A1:J4"', b'ref="A1:XFD1048576"')), "taken"),
    }
    return [_fixed(title, content, "list.xlsx", wanted) for title, (content, wanted) in made.items()]


def _book(change: dict[str, bytes | None] | None = None, swap: tuple[bytes, bytes] | None = None) -> bytes:
    """A workbook with three rows, some parts of it put in, changed or taken out, or some bytes of its sheet swapped."""
    import openpyxl

    book = openpyxl.Workbook()
    for line in (HEADING + b"".join(ROW % number for number in range(3))).decode().splitlines():
        book.active.append(line.split(","))
    whole, made = io.BytesIO(), io.BytesIO()
    book.save(whole)
    parts: dict[str, bytes | None] = {}
    with zipfile.ZipFile(whole) as old:
        for name in old.namelist():
            content = old.read(name)
            parts[name] = content.replace(*swap) if swap and name.startswith("xl/worksheets/") else content
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in (parts | (change or {})).items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def _zip_bomb() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("list.csv", b"\0" * 20_000_000)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(20):
            bomb.writestr(f"{number}.zip", inner.getvalue())
    return outer.getvalue()


def _workbook() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml", _laughs().decode())
        book.writestr("xl/vbaProject.bin", os.urandom(1_000))
    return made.getvalue()


def _laughs() -> bytes:
    lines = ['<?xml version="1.0"?>', "<!DOCTYPE lolz [", '<!ENTITY lol0 "lol">']
    lines += [f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10)]
    return "\n".join([*lines, "]>", "<lolz>&lol9;</lolz>"]).encode()


def as_form(
    fields: dict[str, str], upload: Upload, boundary: str = "benchmarkbenchmark"
) -> tuple[str, int, Iterator[bytes]]:
    """A multipart form with this file in the field `file`: its content type, its length, and its bytes as they go."""
    boundary = "benchmark" * 3
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    name = upload.name.replace('"', "%22")
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    start, end = f"{head}Content-Type: text/csv\r\n\r\n".encode(), f"\r\n--{boundary}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield start
        yield from upload.content()
        yield end

    return f"multipart/form-data; boundary={boundary}", len(start) + upload.size + len(end), pieces()
