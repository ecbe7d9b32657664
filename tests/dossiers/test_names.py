"""A name is nobody else's: looked for among the dossiers of this system."""

from __future__ import annotations

from types import SimpleNamespace
from unittest import mock

import pytest

from tests import make
from tests.forms import make as forms
from toantrinh.dossiers import names
from toantrinh.dossiers.models import NameInUse
from toantrinh.dossiers.states import State
from toantrinh.forms.checking import problems
from toantrinh.forms.rendering import section_form

PLACE = {"province": "19", "commune": "05443"}
FORM = forms.form(
    forms.field("ten", constraints={"unique_in": "csdl_ho_kinh_doanh", "within": "tru_so"}),
    forms.field("tru_so", "address"),
)
ANSWERS = {"ten": "Quán phở Bình An", "tru_so": PLACE}
pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(birth):
    return make.dossier(version=birth)


@pytest.fixture
def other(birth):
    """A dossier that was filed with the name."""
    filed = make.filed(version=birth)
    index = names._index("csdl_ho_kinh_doanh", "QUAN PHO  Bình An", "05443")
    NameInUse.objects.create(dossier=filed, index=index)
    return filed


def found(dossier, answers=ANSWERS):
    return [each.code for each in problems(FORM, answers, taken=names.lookup(dossier))]


def test_a_name_that_another_dossier_has_is_refused_however_it_is_written(dossier, other):
    assert found(dossier) == ["taken"]


def test_in_another_commune_the_name_is_free(dossier, other):
    assert found(dossier, {**ANSWERS, "tru_so": {**PLACE, "commune": "05446"}}) == []


def test_while_the_commune_is_not_known_nothing_is_refused(dossier, other):
    assert found(dossier, {"ten": ANSWERS["ten"]}) == []


def test_ones_own_dossier_does_not_stand_in_the_way(other):
    assert found(other) == []


@pytest.mark.parametrize("state", [State.NOT_ACCEPTED, State.STOPPED])
def test_a_dossier_that_came_to_nothing_uses_no_name(dossier, other, state):
    type(other).objects.filter(pk=other.pk).update(state=state)

    assert found(dossier) == []


def test_where_nobody_can_say_nothing_is_refused():
    assert problems(FORM, ANSWERS, taken=lambda source, name, unit: None) == []
    assert problems(FORM, ANSWERS) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [(True, "đã có người dùng"), (False, "chưa ai dùng"), (None, "Chưa đối chiếu")],
)
def test_the_page_says_what_was_looked_for(said, words):
    form = section_form(FORM, "muc", ANSWERS, choices=forms.LISTS, taken=lambda *place: said)

    assert words in str(form)


def test_only_what_cannot_be_read_is_kept(other):
    (kept,) = NameInUse.objects.values_list("index", flat=True)

    assert len(bytes(kept)) == 32


def test_filing_keeps_the_names_that_are_asked_for(other):
    other.write_content(answers=ANSWERS)
    version = SimpleNamespace(form=FORM)

    with mock.patch.object(type(other), "version", version):
        names.keep(other)
        names.keep(other)

    kept = [bytes(index) for index in NameInUse.objects.values_list("index", flat=True)]
    assert kept == [names._index("csdl_ho_kinh_doanh", "quan pho binh an", "05443")]
