"""Notes among officers, and messages between the agency and its applicant."""

import pytest
from django.urls import reverse

from tests import make
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.actions.talking import LONGEST, MOST_UNREAD
from toantrinh.dossiers.models import Message, Note, Side
from toantrinh.dossiers.working_errors import TooManyUnread
from toantrinh.exchange.models import Notice
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

from .light import colleague, desk, examined, specialist  # noqa: F401  # fixtures
from .test_desk import deed, page_of

pytestmark = pytest.mark.django_db
# ruff: noqa: F811  # fixtures of another module are given by their names

SECRET = "Bố của cháu đang ở nước ngoài"


def thread(dossier):
    return reverse("portal:messages", args=[dossier.uid])


def test_a_note_is_for_the_officers_of_the_agency_alone(
    client, desk, examined, specialist, colleague, mother
):
    for _click in range(2):
        desk.post(deed(examined, "ghi-chu"), {"ghi_chu": SECRET, "key": "k1"})

    client.force_login(colleague)
    theirs = client.get(page_of(examined)).content.decode()
    client.force_login(mother)
    hers = [
        client.get(address).content.decode()
        for address in (reverse("portal:dossier", args=[examined.uid]), thread(examined))
    ]
    stranger = make.officer(Role.HEAD, agency=make.agency(code="H55.998", name="Nơi khác"))

    note = Note.objects.get()
    assert SECRET in theirs
    assert not any(SECRET in body for body in hers)
    assert list(Note.objects.readable_by(colleague)) == [note]
    assert not Note.objects.readable_by(mother).exists()
    assert not Note.objects.readable_by(stranger).exists()
    assert SECRET.encode() not in bytes(note.text_sealed)
    with pytest.raises(NotPermitted):
        dossiers.write_note(dossier=examined, text="x", key="k2", by=mother)


@pytest.mark.django_db(transaction=True)
def test_a_message_goes_there_and_an_answer_back_each_told_without_its_words(
    client, desk, examined, specialist, mother, work
):
    for _click in range(2):
        desk.post(deed(examined, "nhan-tin"), {"loi_nhan": SECRET, "key": "k1"})
    work()
    client.force_login(mother)
    waiting = client.get(reverse("portal:dossier", args=[examined.uid])).content.decode()
    client.get(thread(examined))
    still_unread = Message.objects.unread_by(Side.APPLICANT).count()
    client.post(thread(examined), {"loi_nhan": "Dạ, cháu về tuần sau", "key": "k2"})
    work()
    client.force_login(specialist)
    answered = client.get(page_of(examined))
    listed = client.get(reverse("desk:worklist")).content.decode()

    assert "Cơ quan có 1 lời nhắn mới" in waiting
    assert "lời nhắn mới</span>" in listed
    assert "Người nộp gửi lời nhắn" in answered.content.decode()
    assert still_unread == 1, "looking marks nothing"
    assert [(each.side, bool(each.read_at)) for each in Message.objects.order_by("id")] == [
        (Side.AGENCY, True),
        (Side.APPLICANT, False),
    ]
    assert answered.context["unread"] == 1
    assert "Dạ, cháu về tuần sau" in answered.content.decode()
    assert "Lời nhắn không phải là yêu cầu bổ sung hồ sơ" in answered.content.decode()
    told = list(Notice.objects.filter(text__contains="lời nhắn"))
    assert {each.to for each in told} == {mother.party, specialist.party}
    assert not any("cháu" in each.text for each in told)
    assert not any("cháu" in str(each.data) for each in TrailEntry.objects.all())


def test_read_without_an_answer(desk, examined, specialist, mother):
    dossiers.send_message(dossier=examined, side=Side.APPLICANT, text="Cảm ơn", key="k", by=mother)

    for _click in range(2):
        desk.post(deed(examined, "da-doc"))

    assert Message.objects.get().read_by == specialist
    assert TrailEntry.objects.filter(kind="message.read").count() == 1


def test_the_script_of_her_page_says_that_she_has_read(client, examined, specialist, mother):
    dossiers.send_message(
        dossier=examined, side=Side.AGENCY, text="Chào chị", key="k", by=specialist
    )
    client.force_login(mother)

    answer = client.post(thread(examined), {"viec": "da-doc"}, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert Message.objects.get().read_by == mother


@pytest.mark.parametrize(
    ("text", "said"), [(" \n", "Chưa có nội dung"), ("x" * (LONGEST + 1), "4000")]
)
def test_nothing_and_too_much_are_not_sent_and_stay_typed(client, examined, mother, text, said):
    client.force_login(mother)

    refused = client.post(thread(examined), {"loi_nhan": text, "key": "k"})

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert text.strip() in refused.content.decode()
    assert not Message.objects.exists()


def test_who_is_not_read_cannot_go_on_writing_for_ever(examined, mother):
    for number in range(MOST_UNREAD):
        dossiers.send_message(
            dossier=examined, side=Side.APPLICANT, text="Alo", key=str(number), by=mother
        )

    with pytest.raises(TooManyUnread):
        dossiers.send_message(dossier=examined, side=Side.APPLICANT, text="Alo", key="x", by=mother)


def test_the_thread_of_another_is_absent(client, examined):
    client.force_login(make.account(party=make.party(name="Người khác", number="019196000009")))

    assert client.get(thread(examined)).status_code == 404


def test_nobody_writes_for_the_other_side(examined, specialist, mother):
    for side, by in ((Side.AGENCY, mother), (Side.APPLICANT, specialist)):
        with pytest.raises(NotPermitted):
            dossiers.send_message(dossier=examined, side=side, text="x", key="k", by=by)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ("ghi-chu", "ghi_chu"),
        ("nhan-tin", "loi_nhan"),
    ],
)
@pytest.mark.parametrize("text", [" ", "x" * (LONGEST + 1)])
def test_what_is_refused_of_a_text_leads_to_its_box(desk, examined, sent, field, text):
    refused = desk.post(deed(examined, sent), {field: text, "key": "k"})

    shown = refused.content.decode()
    assert refused.status_code == 422
    assert f'<a href="#{field}">' in shown
    assert f'id="{field}-sai"' in shown
    assert shown.count('aria-invalid="true"') == 1
    assert shown.partition(f'id="{field}" ')[2].partition("</textarea>")[0].count("aria-invalid")
    assert not Note.objects.exists()
    assert not Message.objects.exists()
