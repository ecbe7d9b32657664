"""Conditions of gateways: compiled in the language of packs, never as Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toantrinh.core.expressions import (
    SYSTEM_NAMES,
    UNKNOWN,
    Expression,
    ExpressionFailure,
    Type,
)
from toantrinh.core.expressions import compile as compile_expression

from .errors import GatewayFailed, GatewayUndecided
from .model import Flow, Node


@dataclass(frozen=True)
class Condition:
    """The condition of one flow that leaves ``gateway``."""

    gateway: Node
    expression: Expression

    def holds(self, facts: Mapping[str, object]) -> bool:
        """Whether the flow is taken.

        Errors: GatewayUndecided while a fact is unknown; GatewayFailed when the facts give no
        value.
        """
        names = sorted(self.expression.names)
        where = {"gateway": self.gateway.id, "label": self.gateway.label}
        try:
            value = self.expression.value(facts)
        except ExpressionFailure as failure:
            faulty = [failure.name] if failure.name else names
            raise GatewayFailed(**where, names=faulty) from failure
        if value is UNKNOWN:
            missing = [name for name in names if _is_missing(facts.get(name))]
            raise GatewayUndecided(**where, names=missing or names)
        return value is True


def _is_missing(fact: object) -> bool:
    return fact is None or fact is UNKNOWN or fact == ""


def compiled(flow: Flow, gateway: Node, names: Mapping[str, Type]) -> Condition:
    """The condition of ``flow``, which has one.

    ``names`` are those that may be used, besides the names known everywhere.
    Errors: core.expressions.ExpressionProblem.
    """
    return Condition(gateway, compile_expression(flow.condition or "", {**SYSTEM_NAMES, **names}))
