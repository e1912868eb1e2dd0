"""The filter is learnt the same way every time, and its pieces are annotated in the words of the vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.acts import training
from parsers.acts.confidence import learned
from parsers.acts.training.examples import examples
from parsers.acts.training.learn import fit, fold_of
from parsers.acts.training.pieces import read_pieces
from parsers.model import AGREEMENT_KINDS, AGREEMENT_STATUSES, COMMITMENT_KINDS, COMMITMENT_STATUSES

FOLDER = Path(training.__file__).parent
PIECES = [piece for path in sorted(FOLDER.glob("sentences_*.txt")) for piece in read_pieces(path)]


def test_pieces_use_the_vocabulary() -> None:
    for piece in PIECES:
        for record in piece["records"]:
            agreement = record["type"] == "agreement"
            assert record["kind"] in (AGREEMENT_KINDS if agreement else COMMITMENT_KINDS), piece["id"]
            assert record["status"] in (AGREEMENT_STATUSES if agreement else COMMITMENT_STATUSES), piece["id"]


def test_many_pieces_tell_of_no_act() -> None:
    assert sum(not p["records"] for p in PIECES) > len(PIECES) / 5


def test_a_line_that_annotates_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("T: x\nNorway signed.\n= nonsense\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no annotation"):
        list(read_pieces(path))


def test_learning_twice_gives_the_same_weights() -> None:
    some = list(examples(PIECES[:40]))
    assert fit(some) == fit(some)


def test_a_fold_depends_on_the_article_alone() -> None:
    assert fold_of("a") == fold_of("a")
    assert len({fold_of(str(n)) for n in range(200)}) == 5


def test_the_calibrated_chance_rises_with_the_raw_one() -> None:
    values = [learned().calibrated(n / 20) for n in range(21)]
    assert values == sorted(values)
    assert 0 <= values[0] <= values[-1] <= 1
