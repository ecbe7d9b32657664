"""What can be wrong with an expression: its text (when published) or its facts (when used)."""

from __future__ import annotations


class ExpressionProblem(Exception):
    """The text is not a sentence of the language. Raised when it is compiled.

    Attributes:
        template, details: the message and what fills it, apart, so that a page can translate it.
        column: where, from 1, in characters.
        name: the name that is wrong; empty when something else is.
    """

    def __init__(self, template: str, column: int, *, name: str = "", **details: str) -> None:
        super().__init__(template, column, name, details)
        self.template = template
        self.column = column
        self.name = name
        self.details = details | ({"name": name} if name else {})

    @property
    def message(self) -> str:
        """What is wrong and what to do, in English."""
        return self.template.format(**self.details)

    def __str__(self) -> str:
        return f"column {self.column}: {self.message}"


class ExpressionFailure(Exception):
    """The text is right but has no value for these facts: division by zero, a fact of a wrong kind.

    Never taken for *unknown*: unknown means that a question is still open, this is an error in the
    pack or in the data. ``name`` is the fact at fault, empty when it is the calculation itself.
    The message does not repeat the value, which may be personal.
    """

    def __init__(self, message: str, *, name: str = "") -> None:
        super().__init__(message)
        self.name = name
