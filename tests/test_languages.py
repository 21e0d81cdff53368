"""The language of the process, and that of a block."""

import threading

import pytest

from radiodesk import locale
from radiodesk.locale import formats


def test_a_block_has_its_own_language_in_its_thread_alone() -> None:
    others: list[str] = []
    with locale.in_language("vi"):
        thread = threading.Thread(target=lambda: others.append(locale._("Television")))
        thread.start()
        thread.join()
        said = (locale.language(), locale._("Television"), formats.number(3412))

    assert said == ("vi", "Truyền hình", "3.412")
    assert others == ["Television"]
    assert (locale.language(), locale._("Television"), formats.number(3412)) == ("en", "Television", "3,412")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"), locale.in_language("fr"):
        pass
