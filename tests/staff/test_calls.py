"""How people are called where there is little room."""

from radiodesk.staff import calls


def test_people_are_called_by_words_that_mean_nobody_else() -> None:
    people = [("Nguyễn Thu Hà", "", "TH"), ("Trần Thanh Hà", "Hà đen", "TH"), ("Lan", "", ""), ("Phạm Minh", "", "M")]
    assert calls.shortened(people) == {
        "Nguyễn Thu Hà": ("Nguyễn Thu Hà", "Thu Hà"),
        "Trần Thanh Hà": ("Hà đen",),
        "Lan": ("Lan",),
        "Phạm Minh": ("Phạm Minh", "Minh", "M"),
    }
