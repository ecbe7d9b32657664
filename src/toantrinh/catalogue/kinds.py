"""The words of a pack: where, who, whence."""

from enum import StrEnum


class Place(StrEnum):
    """Where a dossier is handled, and who issues its result."""

    HERE = "here"
    MINISTRY = "ministry"
    SECTOR = "sector"


class Origin(StrEnum):
    """Where a fact comes from. Only ``asked`` is ever a question."""

    ASKED = "asked"
    SOURCE = "source"
    UNIT = "unit"
    OFFICER = "officer"


class StepRole(StrEnum):
    """Who does a step, in the words of the national records."""

    APPLICANT = "nguoi_nop"
    SYSTEM = "he_thong"
    ONE_STOP = "tiep_nhan"
    HEAD_OF_UNIT = "lanh_dao_phong"
    SPECIALIST = "chuyen_vien"
    COORDINATION = "phoi_hop"
    TAX = "thue"
    COUNCIL = "hoi_dong"
    HEAD = "lanh_dao"
    CLERK = "van_thu"
    RETURN = "tra_ket_qua"


class Requirement(StrEnum):
    REQUIRED = "required"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"


class SourceKind(StrEnum):
    """Whence a component may come, tried in the order of the pack."""

    REPOSITORY = "repository"
    DATABASE = "database"
    FORM = "form"
    UPLOAD = "upload"
