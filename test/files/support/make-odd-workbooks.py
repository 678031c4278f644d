"""Makes workbooks with openpyxl that hold everything a cell may be. Usage: make-odd-workbooks.py FOLDER"""

import datetime
import sys

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

folder = sys.argv[1]
moment = datetime.datetime(2025, 3, 4, 10, 20, 30)

TEXTS = [
    "plain", " outer space ", "two\nlines", "tab\there", "a & b < c > d \"e\" 'f'", "naïve Zoë Ångström", "北京市朝阳区",
    "髙﨑 東京都", "한국어", "Ελληνικά", "עברית", "😀 👩‍👩‍👧 🇨🇳", "=1+1", "'quoted", "007", "12345678901234567890", "+86 138 0013 8000",
    "1e5", "TRUE", "#N/A text", "2025-03-04", "x" * 32767, "line\u2028separator", "zero\u200bwidth",
]

NUMBERS = [0, 1, -1, 1.5, -0.25, 0.1 + 0.2, 19.99, 1e10, 1.5e300, 5e-324, 123456789012345, 999999999999999, 2**53, 1 / 3, 100000000000.25]

FORMATS = [
    (1234.5, "#,##0.00"), (1234, "00000"), (13800138000, "000-0000-0000"), (0.25, "0%"), (0.1234, "0.00%"), (5, "[Red]0;[Blue]-0"),
    (12345, "0.00E+00"), (1.25, "# ?/?"), (99.5, '"¥"#,##0.00'), (7, '0 "days"'), (3, "@"),
    (moment, "yyyy-mm-dd hh:mm:ss"), (moment, "dd/mm/yyyy"), (datetime.date(1999, 12, 31), "m/d/yy"), (datetime.date(1905, 3, 1), "yyyy-mm-dd"),
    (datetime.date(9999, 12, 31), "d mmm yyyy"), (datetime.time(23, 59, 59), "h:mm:ss"), (datetime.time(0, 0), "hh:mm"),
    (datetime.timedelta(hours=36, minutes=5), "[h]:mm:ss"), (datetime.date(2024, 2, 29), 'yyyy"年"m"月"d"日"'), (moment, "[$-409]m/d/yy h:mm AM/PM;@"),
]


def fill(book):
    sheet = book.active
    sheet.title = "Odd things"
    sheet.append(["id", "value", "kind", "more"])
    for at, text in enumerate(TEXTS):
        sheet.append([f"t{at}", text, "text", None])
        sheet.cell(sheet.max_row, 2).data_type = "s"
    for at, number in enumerate(NUMBERS):
        sheet.append([f"n{at}", number, None, number])
    for at, (value, code) in enumerate(FORMATS):
        sheet.append([f"f{at}", value])
        sheet.cell(sheet.max_row, 2).number_format = code
    sheet.append(["b", True, False, None])
    for code in ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!"]:
        sheet.append(["e", code])
    sheet.append(["link", "Click here"])
    sheet.cell(sheet.max_row, 2).hyperlink = "https://example.com/?a=1&b=2"
    sheet.cell(sheet.max_row, 1).comment = Comment("A comment is no cell.", "Ann")
    sheet.append([])
    sheet.append(["after a gap", None, None, "far"])
    sheet.append(["styled"])
    sheet.cell(sheet.max_row, 3).font = Font(bold=True)
    row = sheet.max_row + 3
    sheet.cell(row, 1, "merged")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row + 1, end_column=2)
    sheet.cell(row + 2, 4, "last")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.auto_filter.ref = f"A1:D{row + 2}"
    sheet.freeze_panes = "A2"
    second = book.create_sheet("Formulas")
    second.append(["n", "double", "text", "late"])
    for at in range(2, 12):
        second.append([at, f"=A{at}*2", f'="row "&A{at}', f"=DATE(2025,1,A{at})"])
        second.cell(at, 4).number_format = "yyyy-mm-dd"
    second.append(["bad", "=1/0", "=NA()", '=IF(FALSE,1,"")'])
    third = book.create_sheet("Hidden")
    third.sheet_state = "hidden"
    third.append(["h"])
    third.append([1])
    return book


fill(Workbook()).save(f"{folder}/odd-1900.xlsx")
later = Workbook()
later.epoch = CALENDAR_MAC_1904
fill(later).save(f"{folder}/odd-1904.xlsx")
