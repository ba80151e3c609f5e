"""What would have to be believed for stated answers to follow: the document that `oomcast explain --json` holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oomcast.errors import shown
from oomcast.present.labels import parameter_label
from oomcast.present.reconciled import in_hundred, move_words, reconciled_sentence
from oomcast.present.web.asking import check_fields, read_asked
from oomcast.present.web.compiling import compile_apart
from oomcast.present.web.failures import Refusal
from oomcast.present.web.insight import without_claims
from oomcast.present.web.reading import BAD_FIELD, read_kind
from oomcast.present.web.work import Leave

__all__ = ["reconcile_answer"]

MOST_OUTPUTS = 20
"""Most stated answers that are to follow at once; fewer are declared."""


def reconcile_answer(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The smallest change of belief with which the stated answers follow, all of them or those of `outputs`.

    The document is that under "reconcile" of `oomcast explain --json`; under "screen" the same in sentences.
    """
    from oomcast.insight.reconcile import DEFAULT_DRAWS, reconcile

    check_fields(asked, "outputs")
    wanted = without_claims(read_asked(asked), field="given")
    outputs = read_outputs(asked)
    compile_apart(wanted.scenario, leave)
    found = reconcile(
        wanted.scenario,
        outputs=outputs or None,
        draws=DEFAULT_DRAWS if asked.get("draws") is None else wanted.draws,
        seed=wanted.seed,
        horizon_years=wanted.horizon_years,
        progress=leave,
    )
    leave.check()
    document = found.document()
    return {**document, "screen": screen(document)}


def screen(document: Mapping[str, Any]) -> dict[str, Any]:
    """The finding in sentences, with the names of beliefs as the page has them."""
    alone = {name: one for name, one in document["alone"].items() if one["possible"]}
    return {
        "sentence": reconciled_sentence(document),
        "labels": {name: parameter_label(name) for name in (*document["alone"], *document["certain"])},
        "moves": {name: move_words(move) for name, move in document["beliefs"].items()},
        "alone": {name: move_words(move) for name, move in alone.items()},
        "missed": {name: in_hundred(one["short_by"]) for name, one in document["alone"].items() if not one["possible"]},
    }


def read_outputs(asked: Mapping[str, Any]) -> list[str]:
    """The stated answers that are to follow; all of them where nobody says."""
    listed = read_kind(asked, "outputs", list, expected="a list of outputs that answers are stated of") or []
    if len(listed) > MOST_OUTPUTS:
        problem = f"expected at most {MOST_OUTPUTS} outputs, got {len(listed)}"
        raise Refusal(400, BAD_FIELD, problem, field="outputs")
    for name in listed:
        if not isinstance(name, str):
            raise Refusal(400, BAD_FIELD, f"expected the name of an output, got {shown(name)}", field="outputs")
    return list(listed)
