"""Sums of money in Vietnamese words, as a pay list says them: "Một triệu không trăm linh năm nghìn đồng"."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", " nghìn", " triệu")
_BILLION = 1_000_000_000


def in_words(amount: int) -> str:
    """A sum in đồng, with a capital letter. 1005000 -> "Một triệu không trăm linh năm nghìn đồng"."""
    words = f"{'âm ' if amount < 0 else ''}{_number(abs(amount))} đồng"
    return words[0].upper() + words[1:]


def _number(value: int) -> str:
    if value == 0:
        return _DIGITS[0]
    billions, rest = divmod(value, _BILLION)
    parts = [f"{_number(billions)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            parts.append(_group(group, full=bool(parts)) + _GROUPS[power])
    return " ".join(parts)


def _group(value: int, *, full: bool) -> str:
    """A number below 1000. full: whether something stands in front of it, so that no digit may be left out."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    parts = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens > 1:
        parts.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        parts.append("mười")
    elif ones and parts:
        parts.append("linh")
    if ones:
        parts.append(_ones(tens, ones))
    return " ".join(parts)


def _ones(tens: int, ones: int) -> str:
    if tens and ones == 5:
        return "lăm"
    return "mốt" if tens > 1 and ones == 1 else _DIGITS[ones]
