"""A small profile that is written to a file, and the mistakes that are found in one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config.profiles import Problem, ProfileError, load

Write = Callable[[str], Path]
SMALL = """\
extends: defaults
network:
  slug: small
  names: [{text: Small Network, lang: en}]
  zone: Europe/London
secretariat: {label: Office}
membership:
  holder: person
  classes: [personal]
  form_version: 2026-11-22
  signature: {name_from: legal_name}
  criteria:
    - {key: leader, hard: true, text: Leader, when: {input: post, in: [head]}, refusal: "Sorry, only heads."}
  form:
    - step: about
      title: About you
      inputs:
        - {key: legal_name, label: Full name, type: text, required: true, max: 120}
        - {key: post, label: Post, type: select, options: [head, teacher]}
    - step: declarations
      title: Declarations
      kind: declaration
      items: [data_correct]
      signature: required
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(text: str) -> Path:
        file = tmp_path / "small.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return to_file


def problems(file: Path | str) -> tuple[Problem, ...]:
    with pytest.raises(ProfileError) as caught:
        load(file)
    return caught.value.problems
