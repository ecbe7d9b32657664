"""What can happen to papers. ``paper`` is the uid; the check code stays out of the trail."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class TemplateAdopted(Event):
    kind = "paper.template-adopted"
    template: str
    template_version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class PaperReserved(Event):
    kind = "paper.reserved"
    paper: str
    paper_kind: str


@dataclass(frozen=True, kw_only=True)
class PaperReaddressed(Event):
    """It is only reserved, and will be of ``agency``."""

    kind = "paper.readdressed"
    paper: str
    paper_kind: str


@dataclass(frozen=True, kw_only=True)
class PaperRetitled(Event):
    """It is only reserved, and will be a paper of this ``title``."""

    kind = "paper.retitled"
    paper: str
    paper_kind: str
    title: str


@dataclass(frozen=True, kw_only=True)
class PaperNumbered(Event):
    kind = "paper.numbered"
    paper: str
    number: str


@dataclass(frozen=True, kw_only=True)
class PaperIssued(Event):
    kind = "paper.issued"
    paper: str
    paper_kind: str
    number: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PaperRevoked(Event):
    kind = "paper.revoked"
    paper: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class PaperReplaced(Event):
    kind = "paper.replaced"
    paper: str
    replaced_by: str
