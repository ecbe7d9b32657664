"""What the engine will not do, in words for whoever asked."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal

from .model import ModelProblem


class GatewayUndecided(Refusal):
    """A fact that the next gateway needs is not known. Nothing has changed.

    ``names`` are the facts to collect; ``gateway`` is the id of the gateway.
    """

    code = "process-gateway-undecided"
    message = _("The next step cannot be chosen yet: a fact is missing (%(label)s).")
    advice = _("Complete these facts, then finish the step again: %(facts)s.")

    def __init__(self, *, gateway: str, label: str, names: Sequence[str]) -> None:
        super().__init__(gateway=gateway, label=label, facts=", ".join(names))
        self.gateway = gateway
        self.names = tuple(names)


class GatewayFailed(Refusal):
    """The condition of a gateway has no value for these facts. Nothing has changed."""

    code = "process-gateway-failed"
    message = _("The next step cannot be chosen from what was entered (%(label)s).")
    advice = _("Check the facts %(facts)s. If they are right, report an error in the procedure.")

    def __init__(self, *, gateway: str, label: str, names: Sequence[str]) -> None:
        super().__init__(gateway=gateway, label=label, facts=", ".join(names))
        self.gateway = gateway
        self.names = tuple(names)


class WrongTask(Refusal):
    """The task is not waiting: done already, passed over, or never there. Nothing has changed."""

    code = "process-wrong-task"
    message = _("This step is not waiting to be done: it may have been done already.")
    advice = _("Open the dossier again to see which step it is at.")


class ModelRefused(Refusal):
    """The process model is not fit to run; ``problems`` say where and why."""

    code = "process-model-refused"
    message = _("The process model has %(count)d problems and cannot be run. First: %(first)s")
    advice = _("Correct the model and publish the procedure again.")

    def __init__(self, problems: Sequence[ModelProblem]) -> None:
        super().__init__(count=len(problems), first=f"{problems[0].element}: {problems[0].message}")
        self.problems = tuple(problems)
