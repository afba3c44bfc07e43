#!/usr/bin/env python3
"""hostile.py dump: leads with hostile texts, as a dump for muster load.
hostile.py check DIR: reads DIR's exports back by parsers that are not muster's,
and compares cell by cell with what jsonl says; prints TAP.
hostile.py office DIR: compares a workbook that LibreOffice wrote as CSV."""
import csv
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
import zipfile

TEXTS = [
    "Plain Name", "=1+1", "+49 30 1", "-cmd", "@grafana", "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=cmd|'/C calc'!A0", "\tTab", "\rReturn", "two\r\nlines", "say \"hi\", ok", "'quoted'", "a;=1+1;b", "x,y;z\tw|v",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "**bold** _it_ `code` ~~no~~", "[click](javascript:alert(1))",
    "![p](http://evil.example/p.png)", "# heading", "- item", "1. item", "> quote", "| a | b |", "&lt;b&gt; &amp; &#60;",
    "www.evil.example and http://evil.example", "\\*escaped\\*", "<!-- comment -->", "]]> <![CDATA[ x", "_x0041_ _x000D_",
    "\u202eright to left\u202c", "مرحبا بالعالم", "שלום", "王小明", "José Ñandú", "e\u0301clair", "👩‍💻 dev", "🏳️‍🌈", "\ufeffbom",
    "zero\u200bwidth", "bell\u0007 esc\u001b[31mred", "nul\u2400", "\uffff\ufffe noncharacters", "＝1+1", "a" * 300,
    "ä" * 33000, "𝔘" * 17000, "=" + "x" * 40000, "{{notice}}", "%s%n", "$(id)", "`id`", "../../etc/passwd", "1e5", "0123", "TRUE", "2026-01-01",
]


def dump():
    def put(**line):
        print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))

    n = 0
    when = os.environ.get("FIRST_SEEN", "2027-01-10T00:00:00Z")
    put(kind="muster-dump", format=1, schema=2, at=when, name="made by hand")
    put(kind="role", name="data-intensive")
    for i, text in enumerate(TEXTS):
        put(kind="person", id=1000 + i, node_id=f"U_{i}", login=f"hostile-{i:02}", name=text, type="User", bio=text,
            company="@grafana @cncf" if i == 0 else text[:2000], location=text[:2000], followers=i,
            links=[{"kind": "website", "url": "https://example.org/" + text[:50].replace("\n", "")},
                   {"kind": "mastodon", "url": "javascript:alert(1)"}],
            created_at=when, updated_at=when, fetched_at=when, first_seen=when)
    for i, text in enumerate(TEXTS):
        url = f"https://github.com/o/r/pull/{i}"
        put(kind="score", role="data-intensive", person=1000 + i, score=90 - i / 10, coverage=0.9, band=5, involvement=2,
            headline="Go engineer, " + text[:200], reason=f"Wrote \"{text[:150]}\", merged into o/r in 2026.", reason_url=url + "/files" * (i % 2),
            evidence=[{"kind": "pull", "title": text[:3000], "url": url, "date": "2026-12-01T00:00:00Z"}],
            flags=[text[:100]], languages=["Go", "C++"], last_active=when, card_has_website=True, merged_pulls=i, scored_at=when)
    n = 2 + 2 * len(TEXTS)
    put(kind="end", lines=n)


# ---- reading back ----

def result(what, problem=None):
    print(("ok - " if problem is None else "not ok - ") + what)
    if problem is not None:
        for line in str(problem)[:600].split("\n"):
            print("# " + line)


def tried(what):
    def outer(test):
        try:
            result(what, test())
        except Exception as failure:  # pylint: disable=broad-except
            result(what, repr(failure))
    return outer


def workbook(path):
    """Sheets as {name: rows}, each row {column: (type, value)}; strict XML, no library of spreadsheets."""
    ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    rel = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                xml.fromstring(file.read(name))
        book = xml.fromstring(file.read("xl/workbook.xml"))
        rels = {r.get("Id"): r for r in xml.fromstring(file.read("xl/_rels/workbook.xml.rels"))}
        shared = []
        if "xl/sharedStrings.xml" in file.namelist():
            shared = ["".join(t.text or "" for t in item.iter("{%s}t" % ns["m"]))
                      for item in xml.fromstring(file.read("xl/sharedStrings.xml"))]
        sheets = {}
        for sheet in book.find("m:sheets", ns):
            target = rels[sheet.get(rel)].get("Target")
            root = xml.fromstring(file.read("xl/" + target))
            rows = []
            for row in root.find("m:sheetData", ns):
                cells = {}
                for cell in row:
                    assert cell.find("m:f", ns) is None, "a formula"
                    column = re.match("[A-Z]+", cell.get("r")).group()
                    kind = cell.get("t", "n")
                    value = cell.find("m:v", ns)
                    if kind == "inlineStr":
                        cells[column] = ("s", "".join(t.text or "" for t in cell.iter("{%s}t" % ns["m"])))
                    elif kind == "s":
                        cells[column] = ("s", shared[int(value.text)])
                    elif value is not None:
                        cells[column] = (kind, value.text)
                rows.append(cells)
            sheets[sheet.get("name")] = (rows, root)
        return sheets, ns


def letters(n):
    name = ""
    while True:
        name = chr(65 + n % 26) + name
        n = n // 26 - 1
        if n < 0:
            return name


def harmless(text):
    """As a cell has it: neutralised at its start and after semicolons."""
    signs = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
    text = re.sub(f"(; *)([{re.escape(signs)}])", r"\1'\2", text)
    return "'" + text if text[:1] and text[0] in signs else text


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.odd = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            if tag == "a" and name == "href":
                self.links.append(value)
            elif name != "start":
                self.odd.append((tag, name, value))

    def handle_comment(self, data):
        self.odd.append(("comment", data))


def check(where):
    def path(name):
        return os.path.join(where, name)

    with open(path("a.jsonl"), encoding="utf-8", newline="\n") as file:
        leads = [json.loads(line) for line in file.read().split("\n") if line]
    with open(path("a.csv"), encoding="utf-8", newline="") as file:
        raw = file.read()
    rows = list(csv.reader(io.StringIO(raw), strict=True))
    heading, rows = rows[0], rows[1:]
    column = {name: i for i, name in enumerate(heading)}
    texts = ["login", "name", "company", "location", "headline", "reason", "reason_url", "website", "url"]

    @tried("no lead with a hostile text is lost")
    def _():
        return None if len(leads) == len(TEXTS) == len(rows) else (len(leads), len(rows))

    @tried("CSV read by Python has the cells of the JSON lines")
    def _():
        for lead, row in zip(leads, rows):
            assert len(row) == len(heading), lead["login"]
            for name in texts:
                if row[column[name]] != harmless(lead[name] or ""):
                    return lead["login"], name, row[column[name]][:80], (lead[name] or "")[:80]
            if row[column["evidence_1_title"]] != harmless(lead["evidence"][0]["title"] or ""):
                return lead["login"], row[column["evidence_1_title"]][:80]
        return None

    @tried("no cell can run as a formula, whatever separates cells")
    def _():
        for separator in ",;\t":
            for row in csv.reader(io.StringIO(raw), delimiter=separator):
                for cell in row:
                    if cell.lstrip(" ")[:1] in tuple("=+@\t\r") or re.match(r" *-[^0-9]", cell):
                        return separator, cell[:80]
        return None

    @tried("sqlite3 reads the same CSV cells")
    def _():
        script = f".mode csv\n.import '{path('a.csv')}' t\n.mode json\nSELECT * FROM t;\n"
        said = subprocess.run(["sqlite3", ":memory:"], input=script, capture_output=True, check=True, encoding="utf-8")
        other = json.loads(said.stdout)
        for row, cells in zip(rows, other, strict=True):
            # JSON of sqlite3 writes a noncharacter as it is
            if list(cells.values()) != row:
                return [(a[:50], b[:50]) for a, b in zip(row, cells.values()) if a != b]
        return None

    @tried("CSV for Excel differs by its mark and semicolons alone")
    def _():
        with open(path("excel.csv"), "rb") as file:
            data = file.read()
        assert data.startswith(b"\xef\xbb\xbf")
        other = list(csv.reader(io.StringIO(data[3:].decode(), newline=""), delimiter=";", strict=True))
        return None if other == [heading] + rows else "other cells"

    sheets, ns = workbook(path("a.xlsx"))
    sheet, root = sheets["data-intensive"]

    @tried("the workbook is well-formed, and has the same cells, shortened to what Excel takes")
    def _():
        assert [sheet[0][letters(i)][1] for i in range(len(heading))] == heading
        for lead, row, cells in zip(leads, rows, sheet[1:], strict=True):
            for name in texts + ["evidence_1_title"]:
                value = row[column[name]]
                if name not in ("company", "headline", "reason"):
                    value = (lead[name] if name in lead else lead["evidence"][0]["title"]) or ""
                    value = value if harmless(value)[:1] != "'" or value[:1] == "'" else "'" + value
                kind, got = cells.get(letters(column[name]), ("s", ""))
                got = re.sub(r"_x005F(_x[0-9A-Fa-f]{4}_)", r"\1", got)
                units = len(got.encode("utf-16-le")) // 2
                assert kind == "s" and units <= 32767, (lead["login"], name, kind, units)
                value = re.sub("[\ufffe\uffff]", "", value)
                if name in ("company", "headline", "reason"):
                    got, value = got.lstrip("'").replace("'", ""), value.replace("'", "")
                if got != value and not (units > 32700 and value.startswith(got)):
                    return lead["login"], name, got[:80], value[:80]
        return None

    @tried("numbers, dates and truths are typed")
    def _():
        for lead, cells in zip(leads, sheet[1:]):
            assert cells[letters(column["id"])] == ("n", str(lead["id"]))
            assert cells[letters(column["hireable"])] == ("b", str(int(lead["hireable"])))
            assert cells[letters(column["evidence_1_date"])] == ("n", "46357"), cells[letters(column["evidence_1_date"])]
            assert abs(float(cells[letters(column["score"])][1]) - lead["score"]) < 1e-9
        return None

    @tried("the heading is frozen and filters; links are live, and lead to the web alone")
    def _():
        pane = root.find("m:sheetViews/m:sheetView/m:pane", ns)
        assert pane.get("state") == "frozen" and pane.get("ySplit") == "1"
        assert root.find("m:autoFilter", ns).get("ref") == f"A1:{letters(len(heading) - 1)}{len(leads) + 1}"
        assert len(root.find("m:hyperlinks", ns)) >= 2 * len(leads)
        with zipfile.ZipFile(path("a.xlsx")) as file:
            links = [r.get("Target") for r in xml.fromstring(file.read("xl/worksheets/_rels/sheet1.xml.rels"))]
        odd = [link for link in links if not link.startswith(("https://", "http://"))]
        return odd or None

    @tried("a sheet explains every column")
    def _():
        about = sheets["About this list"][0]
        told = {row["A"][1] for row in about if "A" in row and "B" in row}
        return set(heading) - told or None

    with open(path("a.md"), encoding="utf-8") as file:
        text = file.read()

    @tried("Markdown renders without live HTML, and its links lead to the web alone")
    def _():
        for unsafe in ([], ["--unsafe"]):
            said = subprocess.run(["cmark-gfm", *unsafe, "-e", "autolink", "-e", "table", "-e", "strikethrough"],
                                  input=text, capture_output=True, check=True, encoding="utf-8")
            tags = Tags()
            tags.feed(said.stdout)
            allowed = {"h1", "h2", "p", "a", "ul", "li", "br"}
            if tags.tags - allowed or tags.odd:
                return tags.tags - allowed, tags.odd
            bad = [link for link in tags.links if not link.startswith(("https://github.com/", "https://example.org/"))]
            if bad:
                return bad
            if "omitted" in said.stdout:
                return "raw HTML"
        return None

    @tried("Markdown has neither score nor band nor rank")
    def _():
        return re.search(r"(?i)\bscore\b|\bband\b|\brank\b|89\.9|90 of", text)

    with open(path("gh.csv"), encoding="utf-8", newline="") as file:
        greenhouse = list(csv.DictReader(file))
    with open(path("gh.todo.csv"), encoding="utf-8", newline="") as file:
        left = list(csv.DictReader(file))

    @tried("every lead is in the preset's list or in that of those who don't fit")
    def _():
        names = {row["login"] for row in left}
        assert all(row["cause"] for row in left)
        assert all(row["First Name"] and row["Last Name"] for row in greenhouse)
        listed = {re.search(r"https://github\.com/(hostile-\d+)", row["Social Media"]).group(1) for row in greenhouse}
        everybody = {lead["login"] for lead in leads}
        return None if not names & listed and names | listed == everybody else everybody - names - listed

    @tried("a preset's list has no score, band or rank in any column")
    def _():
        for row in greenhouse:
            for name, cell in row.items():
                if re.search(r"(?i)\bscore\b|\bband\b|\brank\b|coverage", name + " " + cell):
                    return name, cell[:100]
        return None

    @tried("a company is its name without the sign")
    def _():
        row = rows[[lead["login"] for lead in leads].index("hostile-00")]
        return None if row[column["company"]] == "grafana; cncf" else row[column["company"]]


def office(where):
    """A workbook in LibreOffice's eyes, office.csv, has the cells of ours, a.csv."""
    with open(os.path.join(where, "a.csv"), encoding="utf-8", newline="") as file:
        ours = list(csv.reader(file, strict=True))
    with open(os.path.join(where, "office.csv"), encoding="utf-8", newline="") as file:
        theirs = list(csv.reader(file, strict=True))

    @tried("LibreOffice opens the workbook and sees every row")
    def _():
        return None if len(ours) == len(theirs) == len(TEXTS) + 1 else (len(ours), len(theirs))

    @tried("and the same cells")
    def _():
        for row, other in zip(ours, theirs, strict=True):
            for name, cell, got in zip(ours[0], row, other, strict=True):
                # A semicolon ends no cell of a workbook; it has an end where Excel has one.
                cell = re.sub("(; *)'(?=[-=+@\uff1d\uff0b\uff0d\uff20])", r"\1", cell)
                units = len(got.encode("utf-16-le")) // 2
                if got == cell or units > 32700 and cell.startswith(got):
                    continue
                if got.lower() == cell and cell in ("true", "false"):
                    continue
                if got + "Z" == cell.replace("T", " "):
                    continue
                return row[2], name, cell[:80], got[:80]
        return None


if sys.argv[1] == "dump":
    dump()
elif sys.argv[1] == "office":
    office(sys.argv[2])
else:
    check(sys.argv[2])
