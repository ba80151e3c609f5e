"""What the server answers when it does not do as asked: a status, a stable code, and one clear message as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oomcast.errors import DataError, ForecastError, ModelError, RunError, ScenarioError

__all__ = ["Refusal", "fault", "refusal_of"]


class Refusal(Exception):  # noqa: N818 -- an answer, not a mistake
    """A request that is not done, and why.

    `code` is the stable name of the reason for programs, `field` the dotted field it is about and `file` the file
    (either may be empty); `headers` are sent along.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str = "",
        file: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.code, self.message = status, code, message
        self.field, self.file, self.headers = field, file, dict(headers or {})
        super().__init__(message)

    def document(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"error": {"code": self.code, "message": self.message, "field": self.field, "file": self.file}}


UNDERSTOOD_BUT_WRONG = 422
"""Status of a request whose form is right and whose beliefs, or size, are not."""

CODES: Mapping[type[ForecastError], str] = {
    ScenarioError: "scenario",
    ModelError: "model",
    RunError: "run",
    DataError: "data",
}
"""A code for each branch of the tree of errors."""


def refusal_of(problem: ForecastError) -> Refusal:
    """The refusal for an error that the command line would print, in the same words.

    >>> refusal_of(ScenarioError("expected a number, got 'x'", field="p", file="mine.toml")).document()["error"]["code"]
    'scenario'
    """
    code = next((code for kind, code in CODES.items() if isinstance(problem, kind)), "forecast")
    if isinstance(problem, ScenarioError):
        return Refusal(UNDERSTOOD_BUT_WRONG, code, problem.problem, field=problem.field, file=problem.file)
    return Refusal(UNDERSTOOD_BUT_WRONG, code, str(problem))


def fault() -> Refusal:
    """The refusal for a mistake of ours, which tells nothing about where it happened."""
    return Refusal(500, "fault", "A mistake in oomcast, not in your input. The terminal that serves says where.")
