"""What agencies ask of each other: announced procedures, certificates, opinions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings

from tests import make, offices
from tests.catalogue.folders import COPIES, real
from tests.dossiers import running
from tests.papers import reading
from toantrinh.catalogue import actions as catalogue
from toantrinh.catalogue import packs, queries
from toantrinh.catalogue.errors import (
    PackHasProblems,
    ProcedureNotFound,
    ProposalBeingAnnounced,
    ProposalOfSomeoneElse,
    SignedForAnother,
)
from toantrinh.catalogue.models import Decision, ProcedureVersion, ProposalState
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries as dossier_queries
from toantrinh.dossiers import tasks
from toantrinh.dossiers.internal_errors import (
    AskedItself,
    NoAgencyChosen,
    OfficerNotOfAgency,
    OnlyInternally,
    ProposalNeeded,
)
from toantrinh.dossiers.models import Dossier, EffectState, InternalRequest, PaperKind
from toantrinh.dossiers.rules import OF_FORM
from toantrinh.dossiers.states import State
from toantrinh.identity import actions as identity
from toantrinh.identity.models import Agency, AgencyKind, Post
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.signing import actions as signing
from toantrinh.signing import queries as certificates
from toantrinh.signing.models import Purpose, SigningRequest
from toantrinh.trail.models import TrailEntry
from toantrinh.vault import queries as vault

pytestmark = pytest.mark.django_db

MORNING = running.at("2026-10-05 09:00")
ANNOUNCING, CERTIFYING, ASKING = (
    next(settings.PACKS.glob(f"NB.00000{number}-*")) for number in (1, 2, 3)
)
STAFF = (Role.ONE_STOP, Role.SPECIALIST, Role.HEAD, Role.CLERK)
REQUEST = {
    "loai_cong_bo": "moi",
    "can_cu": "Nghị định số 00/2026/NĐ-CP",
    "ly_do": "Thủ tục mới",
    "da_lay_y_kien": True,
}
OPINION = {"co_ngay_hen": False, "trich_yeu": "Góp ý dự thảo", "van_de": "Mức thu"}


@pytest.fixture(autouse=True)
def house(db):
    with clock.set_to(MORNING):
        running.load_lists()
        yield


def agency(code, kind, name, function=""):
    return Agency.objects.create(code=code, kind=kind, name=name, function=function)


@pytest.fixture
def province():
    return agency("H55", AgencyKind.PROVINCE, "Ủy ban nhân dân tỉnh Ví Dụ", "ubnd_tinh")


@pytest.fixture
def department():
    return agency("H55.4", AgencyKind.DEPARTMENT, "Sở Tư pháp", "so_tu_phap")


@pytest.fixture
def science():
    return agency("H55.10", AgencyKind.DEPARTMENT, "Sở Khoa học và Công nghệ", "so_khcn")


def staffed(office, *, signs=True):
    """One officer of each role there; who can sign and seal, where that matters."""
    staff = {role: offices.officer(office, role, name=f"Cán bộ {role}") for role in STAFF}
    if not signs:
        return staff
    by, at = System("set-up"), clock.now()
    signing.issue_demo_certificate(agency=office, account=staff[Role.HEAD], by=by, at=at)
    signing.issue_demo_certificate(agency=office, by=by, at=at)
    return staff


def published(folder):
    return catalogue.publish(folder=folder, by=System("test"))


def proposal_of(by, folder=None, key="k"):
    return catalogue.begin_proposal(key=key, files=packs.files(folder or real(COPIES)), by=by)


def filed(dossier, answers, by):
    dossiers.save_answers(dossier=dossier, answers=answers, by=by)
    return dossiers.submit(dossier=dossier, by=by)


def waiting(dossier):
    return dossier.tasks.open().get()


def examined(dossier, staff, work, findings):
    """Accepted and examined; the result waits to be signed."""
    work()
    dossiers.accept(dossier=dossier, by=staff[Role.ONE_STOP])
    work()
    dossiers.complete_task(task=waiting(dossier), by=staff[Role.SPECIALIST], findings=findings)
    work()


def signed(dossier, staff, work):
    """Signed and sealed, with what comes of it."""
    draft = dossier_queries.newest_draft(dossier)
    dossiers.approve(task=waiting(dossier), sha256=draft.file.sha256, by=staff[Role.HEAD])
    work()
    dossiers.seal(task=waiting(dossier), by=staff[Role.CLERK])
    work()
    dossier.refresh_from_db()


@pytest.fixture
def drafter(department):
    return offices.officer(department, Role.DRAFTER, name="Đầu mối Sở Tư pháp")


@pytest.fixture
def announcement(province, department, drafter):
    """Handed in by the department, with the pack of a procedure that is not in force yet."""
    proposal = proposal_of(drafter)
    dossier = dossiers.begin_internal(
        version=published(ANNOUNCING),
        asked_by=department,
        key="d",
        proposal=proposal,
        by=drafter,
    )
    return filed(dossier, REQUEST, drafter)


FOUND = {"y_kien_kiem_soat": "Gói đúng với văn bản quy định."}


def test_a_signed_decision_publishes_the_very_pack_it_names(
    announcement, province, department, work
):
    staff = staffed(province)
    Post.objects.filter(account=staff[Role.HEAD]).update(capacity="TM.", title="Chủ tịch")
    examined(announcement, staff, work, FOUND)
    assert not ProcedureVersion.objects.filter(code="2.000635").exists()

    signed(announcement, staff, work)

    version = queries.in_force("2.000635")
    told = Decision.objects.filter(version=version)
    assert announcement.state == State.SETTLED
    assert announcement.agency == province
    assert announcement.owner.name == department.name
    assert announcement.internal.effect == EffectState.DONE
    assert {each.kind for each in told} == {"announcement", "process"}
    assert {each.number for each in told} == {"01/QĐ-UBND"}
    signature = SigningRequest.objects.get(case=announcement.case, purpose=Purpose.DECISION)
    assert signature.lines == ("CHỦ TỊCH",)  # in person, not on behalf of the committee
    proposal = announcement.internal.proposal
    assert (proposal.state, proposal.version) == (ProposalState.PUBLISHED, version)
    assert proposal.checked_by == staff[Role.HEAD]
    paper = announcement.papers.get(kind=PaperKind.RESULT)
    content = vault.content(paper.file)
    assert announcement.internal.digest in text_of(content)
    assert settings.PROVINCE_NAME.upper() not in reading.words(content)  # nobody stands above it
    assert TrailEntry.objects.filter(kind="catalogue.proposal-announced").count() == 1


def text_of(content):
    return "".join(reading.text(content).split())


def test_a_pack_that_was_changed_behind_the_decision_is_neither_signed_nor_published(
    announcement, province, work
):
    staff = staffed(province)
    examined(announcement, staff, work, FOUND)
    proposal = announcement.internal.proposal
    files, changed = proposal.files, {**proposal.files, "README.md": proposal.files["form.yaml"]}
    type(proposal).objects.filter(pk=proposal.pk).update(files=changed)

    draft = dossier_queries.newest_draft(announcement)
    with pytest.raises(SignedForAnother):
        dossiers.approve(task=waiting(announcement), sha256=draft.file.sha256, by=staff[Role.HEAD])
    type(proposal).objects.filter(pk=proposal.pk).update(files=files)
    dossiers.approve(task=waiting(announcement), sha256=draft.file.sha256, by=staff[Role.HEAD])
    work()
    type(proposal).objects.filter(pk=proposal.pk).update(files=changed)
    dossiers.seal(task=waiting(announcement), by=staff[Role.CLERK])
    work()

    request = InternalRequest.objects.get(dossier=announcement)
    assert request.effect == EffectState.FAILED
    assert "Không công bố gói nào" in request.trouble
    assert not ProcedureVersion.objects.filter(code="2.000635").exists()
    type(proposal).objects.filter(pk=proposal.pk).update(files=files)
    with pytest.raises(NotPermitted):
        dossiers.retry_effect(dossier=announcement, by=staff[Role.CLERK])
    dossiers.retry_effect(dossier=announcement, by=staff[Role.HEAD])
    assert queries.in_force("2.000635")


def test_a_pack_that_fails_its_checks_is_not_even_handed_in(province, department, drafter):
    proposal = proposal_of(drafter)
    files = packs.files(real(COPIES)) | {"form.yaml": b"title: x\n"}
    catalogue.change_proposal(proposal=proposal, files=files, by=drafter)
    dossier = dossiers.begin_internal(
        version=published(ANNOUNCING), asked_by=department, key="d", proposal=proposal, by=drafter
    )

    with pytest.raises(PackHasProblems):
        filed(dossier, REQUEST, drafter)

    dossier.refresh_from_db()
    assert dossier.is_draft


def test_while_it_is_decided_nobody_changes_publishes_or_takes_back_the_proposal(
    announcement, province, drafter
):
    controller = offices.officer(province, Role.CONTROLLER, name="Kiểm soát")
    proposal = announcement.internal.proposal

    with pytest.raises(ProposalBeingAnnounced):
        catalogue.publish_proposal(proposal=proposal, digest=proposal.digest, by=controller)
    with pytest.raises(ProposalBeingAnnounced):
        catalogue.send_back_proposal(proposal=proposal, by=drafter)


def test_what_is_to_be_corrected_goes_back_and_comes_again_with_another_digest(
    announcement, province, drafter, work
):
    staff = staffed(province, signs=False)
    work()
    first = announcement.internal.digest
    item = {"target": OF_FORM + "ly_do", "defect": "goi_chua_dung"}
    asked = dossiers.ask_supplement(dossier=announcement, items=[item], by=staff[Role.ONE_STOP])
    work()
    proposal = announcement.internal.proposal
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PREPARED

    files = packs.files(real(COPIES)) | {"README.md": "Đã sửa\n".encode()}
    catalogue.change_proposal(proposal=proposal, files=files, by=drafter)
    dossiers.correct(request=asked, corrections={}, said="Đã sửa gói dữ liệu", by=drafter)
    dossiers.send_supplement(request=asked, by=drafter)

    request = InternalRequest.objects.get(dossier=announcement)
    assert request.digest not in ("", first)


def test_a_refused_announcement_gives_the_proposal_back(announcement, province, work):
    staff = staffed(province, signs=False)
    work()
    dossiers.refuse(
        dossier=announcement, grounds_named=["khong_co_can_cu"], by=staff[Role.ONE_STOP]
    )
    work()

    proposal = announcement.internal.proposal
    proposal.refresh_from_db()
    assert (proposal.state, proposal.announced_in) == (ProposalState.PREPARED, "")


def test_an_announcement_is_asked_for_by_the_one_who_prepared_the_proposal(
    province, department, drafter
):
    version = published(ANNOUNCING)
    other = offices.officer(department, Role.DRAFTER, name="Người khác")
    given = {"version": version, "asked_by": department, "key": "d"}

    with pytest.raises(ProposalNeeded):
        dossiers.begin_internal(**given, by=drafter)
    with pytest.raises(ProposalOfSomeoneElse):
        dossiers.begin_internal(**given, proposal=proposal_of(drafter), by=other)


# --- certificates -----------------------------------------------------------------------------


@pytest.fixture
def unit():
    return offices.commune()


@pytest.fixture
def head(unit):
    return offices.officer(unit, Role.HEAD, name="Thủ trưởng")


@pytest.fixture
def novice(unit):
    return offices.officer(unit, Role.SPECIALIST, name="Người mới", title="Công chức tư pháp")


def certificate_asked(unit, head, novice):
    dossier = dossiers.begin_internal(
        version=published(CERTIFYING), asked_by=unit, key="c", officer=novice, by=head
    )
    told = {"viec_cap": "cap_moi", "viec_ky": "Kết quả hộ tịch", "phuong_tien": "tu_xa"}
    return filed(dossier, told, head)


def settled(dossier):
    """As after the seal: what is left is what comes of it."""
    now = clock.now()
    Dossier.objects.filter(pk=dossier.pk).update(state=State.SETTLED, settled_at=now)
    dossiers.take_effect(dossier=dossier, by=System("dossiers"))
    return InternalRequest.objects.get(dossier=dossier)


def test_an_officer_gets_the_certificate_that_their_head_asked_for(science, unit, head, novice):
    dossier = certificate_asked(unit, head, novice)
    assert certificates.certificate_of(unit, novice, clock.now()) is None

    done = [settled(dossier).effect, settled(dossier).effect]

    assert done == [EffectState.DONE, EffectState.DONE]
    assert certificates.certificate_of(unit, novice, clock.now()).demo
    assert (dossier.owner, dossier.assisted_by) == (novice.party, head)
    assert Dossier.objects.readable_by(novice).get() == dossier
    assert TrailEntry.objects.filter(kind="dossier.effect-taken").count() == 1


def test_who_left_meanwhile_gets_no_certificate_and_the_reason_is_kept(science, unit, head, novice):
    dossier = certificate_asked(unit, head, novice)
    Post.objects.filter(account=novice).update(valid_to=date(2026, 10, 4))

    request = settled(dossier)

    assert request.effect == EffectState.FAILED
    assert "không còn giữ vị trí" in request.trouble
    assert certificates.certificate_of(unit, novice, clock.now()) is None
    assert TrailEntry.objects.get(kind="dossier.effect-failed").data["code"] == "officer-left"


def test_nobody_files_what_only_the_head_of_the_unit_asks(science, unit, head, novice):
    dossier = dossiers.begin_internal(
        version=published(CERTIFYING), asked_by=unit, key="c", officer=novice, by=head
    )
    told = {"viec_cap": "cap_moi", "viec_ky": "Kết quả hộ tịch", "phuong_tien": "tu_xa"}

    with pytest.raises(NotPermitted):
        filed(dossier, told, novice)


def test_only_the_head_of_a_unit_asks_and_only_for_officers_of_it(unit, head, novice):
    version = published(CERTIFYING)
    elsewhere = offices.officer(offices.commune("Xã khác"), Role.CLERK)
    given = {"version": version, "asked_by": unit, "key": "c"}

    with pytest.raises(NotPermitted):
        dossiers.begin_internal(**given, officer=novice, by=novice)
    with pytest.raises(NotPermitted):
        dossiers.begin_internal(**given, officer=novice, by=elsewhere)
    for officer in (None, elsewhere):
        with pytest.raises(OfficerNotOfAgency):
            dossiers.begin_internal(**given, officer=officer, by=head)


# --- opinions ---------------------------------------------------------------------------------


def test_an_opinion_is_given_by_the_agency_that_was_asked(department, science, work):
    asker = offices.officer(department, Role.SPECIALIST, name="Người hỏi")
    colleague = offices.officer(department, Role.CLERK, name="Đồng nghiệp")
    staff = staffed(science)
    dossier = dossiers.begin_internal(
        version=published(ASKING), asked_by=department, agency=science, key="o", by=asker
    )
    dossier = filed(dossier, OPINION, colleague)
    found = {"y_kien": "khong_thong_nhat", "noi_dung_tra_loi": "Mức thu cao hơn chi phí."}
    examined(dossier, staff, work, found)

    signed(dossier, staff, work)

    content = text_of(vault.content(dossier.papers.get(kind=PaperKind.RESULT).file))
    assert "khôngthốngnhất" in content
    assert "Mứcthucaohơnchiphí." in content
    assert f"{dossier.original_due_at.astimezone(clock.ZONE):%d/%m %H:%M}" == "12/10 17:00"
    assert dossier.internal.effect == EffectState.NONE
    entry = TrailEntry.objects.get(kind="dossier.submitted")
    assert entry.actor.endswith(colleague.actor_id)
    assert entry.on_behalf_of == dossier.owner.subject_id


def test_what_a_merged_agency_asked_is_its_heirs(department, science, province):
    asker = offices.officer(department, Role.SPECIALIST)
    dossier = dossiers.begin_internal(
        version=published(ASKING), asked_by=department, agency=science, key="o", by=asker
    )
    filed(dossier, OPINION, asker)
    heir = make.agency(code="H55.900", name="Sở Hợp nhất")
    yesterday = clock.today() - timedelta(days=1)
    identity.merge_agencies(
        agencies=[department], successor=heir, last_day=yesterday, by=System("test"), at=clock.now()
    )

    for _run in range(2):
        tasks.pass_on_left_steps(timestamp=0)

    at_heir = make.officer(Role.SPECIALIST, agency=Agency.objects.get(pk=heir.pk))
    assert list(Dossier.objects.readable_by(at_heir)) == [dossier]
    assert InternalRequest.objects.get().asked_by == heir
    assert TrailEntry.objects.filter(kind="dossier.request-passed-on").count() == 1
    assert not Dossier.objects.known_to(make.account()).exists()


def test_an_agency_is_asked_that_is_in_the_list_and_not_the_asking_one(department, science):
    asker = offices.officer(department, Role.SPECIALIST)
    given = {"version": published(ASKING), "asked_by": department, "key": "o", "by": asker}
    centre = agency("H55.2", AgencyKind.PROVINCE_CENTRE, "Trung tâm")

    for wrong in (None, centre):
        with pytest.raises(NoAgencyChosen):
            dossiers.begin_internal(**given, agency=wrong)
    with pytest.raises(AskedItself):
        dossiers.begin_internal(**given, agency=department)
    draft = dossiers.begin_internal(**given, agency=science)
    dossiers.choose_agency(dossier=draft, agency=department, by=asker)
    with pytest.raises(AskedItself):
        filed(draft, OPINION, asker)


def test_what_an_agency_asks_is_nobody_elses_business(department, science):
    asker = offices.officer(department, Role.SPECIALIST)
    dossier = dossiers.begin_internal(
        version=published(ASKING), asked_by=department, agency=science, key="o", by=asker
    )
    asked, stranger = offices.officer(science, Role.ONE_STOP), make.officer(Role.ONE_STOP)

    assert not Dossier.objects.readable_by(asked).exists()
    filed(dossier, OPINION, asker)

    assert Dossier.objects.readable_by(asked).get() == dossier
    assert not Dossier.objects.readable_by(stranger).exists()


@pytest.mark.parametrize("role", [Role.GUIDE, Role.ADMINISTRATOR])
def test_who_asks_nothing_for_an_agency_does_not_act_as_it(department, science, role):
    asker, other = offices.officer(department, Role.SPECIALIST), offices.officer(department, role)
    dossier = dossiers.begin_internal(
        version=published(ASKING), asked_by=department, agency=science, key="o", by=asker
    )

    assert not Dossier.objects.readable_by(other).exists()
    with pytest.raises(NotPermitted):
        dossiers.save_answers(dossier=dossier, answers=OPINION, by=other)


# --- citizens ---------------------------------------------------------------------------------


def test_citizens_neither_find_nor_begin_what_is_internal():
    version = published(ASKING)
    citizen = make.account()

    assert list(queries.listed()) == []
    assert list(queries.internal()) == [version]
    assert queries.fields() == []
    for ask in (queries.offered, queries.filed_online):
        with pytest.raises(ProcedureNotFound):
            ask(version.code)
    with pytest.raises(OnlyInternally):
        dossiers.begin(version=version, owner=citizen.party, key="x", by=citizen)
