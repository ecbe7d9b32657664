"""Questions of a form that are answered by files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make
from tests.catalogue import folders
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.permissions import Role
from toantrinh.portal import handover

from .conftest import photo

FIRST, MAP = "nguoi_yeu_cau", "so_do"
FIELD = f"""  - key: {MAP}
    label: Sơ đồ đường đến nhà
    type: file
    required: true
    constraints: {{max_rows: 2}}
  - key: nyc_quan_he
"""


@pytest.fixture
def birth(ward, tmp_path):
    """Birth registration that asks for a map of the way as well."""
    folder = folders.copy(folders.BIRTH, tmp_path)
    folders.edit(folder, "form.yaml", "  - key: nyc_quan_he\n", FIELD)
    for sample in (folder / "samples").glob("*.yaml"):
        sample.write_text(sample.read_text().replace("answers:\n", f"answers:\n  {MAP}: [a]\n", 1))
    return make.published(folder, by=System("set-up"))


@pytest.fixture
def place(draft):
    return reverse("portal:section", args=[draft.uid, FIRST])


def a_map(name="so-do.jpg", content=None):
    return SimpleUploadedFile(name, photo() if content is None else content)


def answered(draft):
    return Dossier.objects.get(pk=draft.pk).answers.get(MAP)


def send(client, place, *files, **typed):
    return client.post(
        place, {"nyc_quan_he": "me", "nyc_dien_thoai": "0900000001", **typed, MAP: list(files)}
    )


def test_the_page_asks_for_the_file_and_can_send_it(signed_in, place):
    page = signed_in.get(place).content.decode()

    assert 'enctype="multipart/form-data"' in page
    assert f'id="{MAP}" name="{MAP}" type="file"' in page


def test_a_form_without_such_a_question_asks_nothing_more(signed_in, draft):
    page = signed_in.get(reverse("portal:section", args=[draft.uid, "tre"])).content.decode()

    assert "multipart/form-data" not in page


def test_a_file_is_kept_named_and_shown_again(signed_in, draft, place):
    sent = send(signed_in, place, a_map("Sơ đồ nhà.jpg"))

    (file,) = queries.form_files(draft)
    assert sent.status_code == 302
    assert answered(draft) == [str(file.uid)]
    assert file.name == "Sơ đồ nhà.jpg"
    assert "Sơ đồ nhà.jpg" in signed_in.get(place).content.decode()
    assert signed_in.get(reverse("portal:file", args=[file.uid])).status_code == 200


def test_without_the_file_the_question_is_open(signed_in, place):
    page = send(signed_in, place)

    assert page.status_code == 422
    assert f'<a href="#{MAP}">' in page.content.decode()


def test_a_file_that_will_not_do_is_refused_at_its_question_and_the_rest_is_kept(
    signed_in, draft, place
):
    page = send(signed_in, place, a_map(content=b"MZ\x90" + b"x" * 99), a_map())

    assert page.status_code == 422
    assert "không phải ảnh" in page.content.decode()
    assert answered(draft) == [str(file.uid) for file in queries.form_files(draft)]
    assert Dossier.objects.get(pk=draft.pk).answers["nyc_quan_he"] == "me"


def test_more_files_than_allowed_are_said(signed_in, draft, place):
    send(signed_in, place, *(a_map(f"{n}.png", photo("PNG") + bytes([n])) for n in range(3)))

    page = signed_in.get(f"{place}?sua").content.decode()

    assert "tối đa 2 tệp" in page


def test_what_was_sent_before_stays_when_the_section_is_sent_again(signed_in, draft, place):
    send(signed_in, place, a_map())
    (uid,) = answered(draft)

    signed_in.post(place, {"nyc_quan_he": "me", MAP: uid})

    assert answered(draft) == [uid]


def test_a_file_is_taken_away_and_can_no_longer_be_opened(signed_in, draft, place):
    send(signed_in, place, a_map())
    (uid,) = answered(draft)

    signed_in.post(place, {"nyc_quan_he": "me", MAP: uid, "_remove": f"{MAP}.{uid}"})

    assert answered(draft) is None
    assert queries.form_files(draft) == []


def test_a_file_of_somebody_else_cannot_be_named_as_an_answer(signed_in, draft, place, birth, ward):
    stranger = make.account()
    theirs = dossiers.begin(version=birth, owner=stranger.party, agency=ward, key="x", by=stranger)
    file = dossiers.attach(
        dossier=theirs, component=f"form.{MAP}", name="a.jpg", content=photo(), by=stranger
    )

    page = signed_in.post(place, {"nyc_quan_he": "me", MAP: str(file.uid)})

    assert page.status_code == 422
    assert answered(draft) is None


def test_a_file_for_a_question_that_does_not_take_one_is_refused(signed_in, draft, place):
    page = signed_in.post(place, {"nyc_quan_he": "me", "nyc_ho_ten": a_map()})

    assert page.status_code == 422
    assert not draft.attachments.exists()


def test_a_file_sent_after_the_session_ended_is_there_after_signing_in(
    client, mother, draft, place
):
    given = {"nyc_quan_he": "me", "pass": handover.pass_for(mother, draft), MAP: a_map()}
    client.post(place, given)
    client.force_login(mother)

    client.get(place)

    assert answered(draft) == [str(file.uid) for file in queries.form_files(draft)]
    assert len(answered(draft)) == 1


def test_an_officer_sees_the_file_by_its_name(
    client, signed_in, draft, place, mother, sample, ward
):
    send(signed_in, place, a_map("Sơ đồ nhà.jpg"))
    draft = dossiers.save_answers(dossier=draft, answers=sample["answers"], by=mother)
    dossiers.attach(
        dossier=draft, component="giay_chung_sinh", name="g.jpg", content=photo(), by=mother
    )
    filed = dossiers.submit(dossier=draft, by=mother)
    client.force_login(make.officer(Role.ONE_STOP, agency=ward))

    page = client.get(reverse("desk:dossier", args=[filed.uid])).content.decode()

    assert page.count("Sơ đồ nhà.jpg") >= 2, "as an answer and as a file"
    assert "Tệp trong tờ khai" in page
