"""What pay lists in .xlsx and .docx say, in Vietnamese: their headings, sentences and rows.

These are papers of the station, so they are in Vietnamese whatever the language in use.
"""

import datetime as dt
from decimal import Decimal

from radiodesk.locale import _
from radiodesk.reports import rounding
from radiodesk.reports.royalties.content import Line, PayList
from radiodesk.reports.royalties.labels import GENRES, ROLES

TITLE = "BẢNG KÊ CHI TRẢ NHUẬN BÚT, THÙ LAO"
SLIP_TITLE = "PHIẾU CHI TRẢ NHUẬN BÚT, THÙ LAO"

NAME = "Họ tên (ký hiệu)"
"""There is no column of pen names: the desk knows none."""

COLUMNS = (
    "STT",
    NAME,
    "Tên tác phẩm",
    "Thể loại",
    "Công việc",
    "Ngày phát",
    "Hệ số",
    "Đơn giá (đồng)",
    "Thành tiền (đồng)",
    "Thuế TNCN (đồng)",
    "Thực lĩnh (đồng)",
    "Ký nhận",
)
"""The columns of the list. A slip has no name, and a remark instead of the signature."""

GROUPED = (*COLUMNS[:1], *COLUMNS[2:])
"""The columns of a list whose lines stand below the name of their person."""

PARTS = ("Nhuận bút", "Thù lao", "Điều chỉnh", "Trong định mức (không trả)")
"""The columns of sums by person, beside those of the list."""

NOTE = "Ghi chú"
TOTAL = "Tổng cộng"
SUBTOTAL = "Cộng"
MAKER, ACCOUNTANT, HEAD = "NGƯỜI LẬP", "KẾ TOÁN", "THỦ TRƯỞNG ĐƠN VỊ"
SIGNED = "(Ký, ghi rõ họ tên)"
RECEIVER = "NGƯỜI NHẬN TIỀN"
RULE = (
    "Đơn giá là 10% mức lương cơ sở của ngày phát. Mỗi khoản được làm tròn đến đồng; những người cùng làm một việc "
    "chia nhau đúng số tiền của việc đó."
)


def month_line(pay_list: PayList) -> str:
    """The month, and its days where they are not the calendar's."""
    year, month = pay_list.month.split("-")
    first, last = pay_list.period.first, pay_list.period.last
    named = f"Tháng {int(month)} năm {year}"
    is_calendar = first.day == 1 and (last + dt.timedelta(days=1)).day == 1
    return named if is_calendar else f"{named} (từ ngày {day(first)} đến ngày {day(last)})"


def state_line(pay_list: PayList) -> str:
    """Whether the month is closed."""
    closed = pay_list.closed
    if closed is None:
        return "Số liệu tạm tính, chưa chốt"
    return f"Đã chốt ngày {day(closed.when.date())}, người chốt: {closed.person}"


def digest_line(pay_list: PayList) -> str:
    """The digest of a closed month; empty for an open one."""
    return f"Mã kiểm chứng (SHA-256): {pay_list.closed.digest}" if pay_list.closed else ""


def signers(pay_list: PayList) -> tuple[tuple[str, str], ...]:
    """The office and the name of each who signs the list, in order."""
    return (
        (MAKER, pay_list.rules.maker),
        (ACCOUNTANT, pay_list.rules.accountant),
        (pay_list.head_office.upper() or HEAD, pay_list.head),
    )


def genre_of(line: Line) -> str:
    """The genre of the work. The catalogue's language is that of the block."""
    return _(GENRES[line.genre])


def role_of(line: Line) -> str:
    """What was done."""
    return _(ROLES[line.role])


def note_of(line: Line) -> str:
    """What a line says beside its sums."""
    remarks = []
    if line.corrects:
        year, month = line.corrects.split("-")
        remarks.append(
            f"Điều chỉnh tháng {month}/{year}: phải trả {money(line.amount + line.paid)}, đã trả {money(line.paid)}"
        )
    if line.again:
        remarks.append("Dùng lại")
    if line.share != 100:
        remarks.append(f"Hưởng {number(line.share)}%")
    if line.norm and not line.corrects:
        remarks.append(f"Trong định mức: {money(line.norm)}")
    if line.reduced and not line.corrects:
        remarks.append(f"Giảm theo mức tối đa: {money(line.reduced)}")
    return "; ".join(remarks)


def remarks_of(pay_list: PayList) -> list[str]:
    """What the list has to say, and how its sums came about."""
    sentences = [each.sentence for each in pay_list.remarks]
    return [*sentences, RULE]


def money(value: int) -> str:
    """1234567 -> "1.234.567"."""
    return f"{value:,}".replace(",", ".")


def number(value: Decimal) -> str:
    """A number without the zeros behind it, with a decimal comma."""
    return rounding.digits(value).replace(".", ",")


def day(value: dt.date) -> str:
    """05/03/2019."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"
