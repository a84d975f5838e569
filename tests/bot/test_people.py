"""How people are called."""

import pytest

from bot.people import in_both_scripts


@pytest.mark.parametrize(
    ("name", "native", "called"),
    [
        ("Wang An", "王安", "Wang An 王安"),
        ("Tova Berg", "", "Tova Berg"),
        ("Tova Berg", "Tova Berg", "Tova Berg"),
        ("Layla El-Naggar", "ليلى النجار", "Layla El-Naggar \u2068ليلى النجار\u2069"),
    ],
)
def test_a_native_name_keeps_to_its_own_direction(name: str, native: str, called: str) -> None:
    assert in_both_scripts(name, native) == called
