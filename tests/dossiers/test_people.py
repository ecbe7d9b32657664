"""Another person does their part of a dossier, and the dossier waits as its version says."""

from datetime import timedelta

import pytest

from tests import make
from tests.dossiers import others
from tests.dossiers.others import CONFIRMS, FATHER, FILLS, agreed, invited
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import people, queries, timeline
from toantrinh.dossiers.errors import (
    AnswersIncomplete,
    PartChanged,
    PartEnded,
    PartIncomplete,
    PartNotAsked,
    PartsWaiting,
    PersonIsApplicant,
    PersonUnknown,
    ProofMissing,
    ReasonMissing,
    SectionOfAnother,
)
from toantrinh.dossiers.models import Dossier, Invitation, InvitationState
from toantrinh.dossiers.tasks import expire_invitations
from toantrinh.exchange.models import Notice
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.chain import verify
from toantrinh.trail.models import AccessEntry, TrailEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def father(ward):
    party = make.party(name="Trần Văn Dũng", number=FATHER)
    party.known = {"csdlqg_dan_cu.dan_toc": "01"}
    party.save()
    return make.account(party=party)


@pytest.fixture
def stranger(ward):
    return make.account(party=make.party(name="Lê Thị Hoa", number="019085000005"))


@pytest.fixture
def asking(tmp_path, ward, mother, sample, photo_of):
    """Her complete draft under a version with one part: ``asking(CONFIRMS, blocks=...)``."""

    def begun(part=CONFIRMS, **changes):
        version = others.version(tmp_path, {**part, **changes})
        draft = dossiers.begin(version=version, owner=mother.party, agency=ward, key="p", by=mother)
        return photo_of(dossiers.save_answers(dossier=draft, answers=sample["answers"], by=mother))

    return begun


@pytest.fixture
def photo_of(mother):
    from tests.portal.conftest import photo

    def attached(draft):
        dossiers.attach(
            dossier=draft, component="giay_chung_sinh", name="a.jpg", content=photo(), by=mother
        )
        return draft

    return attached


def state(invitation):
    invitation.refresh_from_db()
    return invitation.state


def kinds(dossier):
    entries = TrailEntry.objects.filter(case=dossier.case, kind__startswith="part.")
    return list(entries.order_by("seq").values_list("kind", flat=True))


def test_a_dossier_is_filed_once_the_other_person_has_confirmed(asking, mother, father):
    draft = asking()
    with pytest.raises(PartsWaiting) as refused:
        dossiers.submit(dossier=draft, by=mother)
    invitation = invited(draft, mother)

    agreed(invitation, father)

    assert "Người cha" in str(refused.value)
    assert state(invitation) == InvitationState.CONFIRMED
    assert invitation.answered_by == father
    assert dossiers.submit(dossier=draft, by=mother).reference
    assert kinds(draft) == ["part.invited", "part.opened", "part.agreed"]
    assert verify(draft.case) == []
    assert [each.detail for each in timeline.moments(draft)][:2] == ["Người cha của trẻ"] * 2


def test_clicking_twice_invites_opens_and_confirms_once(asking, mother, father):
    draft = asking()

    both = [invited(draft, mother) for _ in range(2)]
    for each in both:
        dossiers.open_part(invitation=each, by=father)
    read = others.seen(both[0])
    for each in both:
        dossiers.confirm_part(invitation=each, seen=read, by=father)

    assert both[0] == both[1]
    assert kinds(draft) == ["part.invited", "part.opened", "part.agreed"]


def test_clicks_at_the_same_moment_make_one_invitation(asking, mother):
    draft = asking()

    made = at_once(lambda _: invited(draft, mother), range(4))

    assert len({each.pk for each in made}) == 1
    assert kinds(draft) == ["part.invited"]


def test_nobody_else_opens_reads_fills_or_answers(asking, mother, stranger, officers):
    draft = asking()
    invitation = invited(draft, mother)

    for account in (stranger, mother, officers[Role.HEAD], make.account()):
        for deed in (
            lambda by: dossiers.open_part(invitation=invitation, by=by),
            lambda by: dossiers.read_part(invitation=invitation, by=by),
            lambda by: dossiers.save_part(invitation=invitation, answers={}, by=by),
            lambda by: dossiers.confirm_part(invitation=invitation, seen="", by=by),
            lambda by: dossiers.decline_part(invitation=invitation, reason="x", by=by),
            lambda by: dossiers.record_part_at_desk(
                invitation=invitation, agrees=True, proof="ho_chieu", seen="", by=by
            ),
        ):
            with pytest.raises(NotPermitted):
                deed(account)
    assert state(invitation) == InvitationState.WAITING


def test_who_is_invited_may_do_nothing_else_with_the_dossier(asking, mother, father):
    draft = asking()
    invitation = invited(draft, mother)
    agreed(invitation, father)

    for deed in (
        lambda: dossiers.read_content(dossier=draft, by=father),
        lambda: dossiers.save_answers(dossier=draft, answers={"ks_ho_ten": "Khác"}, by=father),
        lambda: dossiers.submit(dossier=draft, by=father),
        lambda: dossiers.invite(dossier=draft, other="x", by=father),
        lambda: dossiers.withdraw_invitation(invitation=invitation, by=father),
        lambda: dossiers.remind(invitation=invitation, by=father),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert not Dossier.objects.readable_by(father).exists()


def test_a_look_shows_the_part_alone_and_is_written_down(asking, mother, father):
    draft = asking(sees=["noi_sinh"])
    invitation = dossiers.open_part(invitation=invited(draft, mother), by=father)

    theirs = dossiers.read_part(invitation=invitation, by=father)

    assert [group.section_key for group in theirs.groups(own=True)] == ["tre_em", "cha"]
    assert [group.section_key for group in theirs.groups(own=False)] == ["noi_sinh"]
    look = AccessEntry.objects.get(kind="part.read")
    assert look.actor.endswith(father.actor_id.partition(":")[2])
    assert look.subject == mother.party.subject_id


def test_nothing_is_shown_before_it_is_opened_or_after_it_is_declined(asking, mother, father):
    invitation = invited(asking(), mother)

    with pytest.raises(PartEnded):
        dossiers.read_part(invitation=invitation, by=father)
    dossiers.open_part(invitation=invitation, by=father)
    dossiers.decline_part(invitation=invitation, reason="Tôi không đồng ý tên này.", by=father)
    invitation.refresh_from_db()
    with pytest.raises(PartEnded):
        dossiers.read_part(invitation=invitation, by=father)


def test_a_changed_answer_lets_the_confirmation_fall_away_and_is_asked_again(
    asking, mother, father
):
    draft = asking()
    invitation = invited(draft, mother)
    agreed(invitation, father)

    dossiers.save_answers(dossier=draft, answers={"ks_ho_ten": "Trần Gia Bảo"}, by=mother)

    assert state(invitation) == InvitationState.WAITING
    assert invitation.lapsed_at == clock.now()
    with pytest.raises(PartsWaiting):
        dossiers.submit(dossier=draft, by=mother)
    agreed(invitation, father)
    assert dossiers.submit(dossier=draft, by=mother).reference
    assert kinds(draft)[-3:] == ["part.lapsed", "part.opened", "part.agreed"]


def test_an_answer_outside_the_part_leaves_the_confirmation_alone(asking, mother, father):
    draft = asking()
    invitation = invited(draft, mother)
    agreed(invitation, father)

    dossiers.save_answers(dossier=draft, answers={"so_ban_sao": 3}, by=mother)

    assert state(invitation) == InvitationState.CONFIRMED


def test_nobody_agrees_to_what_was_changed_under_their_eyes(asking, mother, father):
    draft = asking()
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)
    read = others.seen(invitation)
    dossiers.save_answers(dossier=draft, answers={"ks_ho_ten": "Trần Gia Bảo"}, by=mother)

    with pytest.raises(PartChanged):
        dossiers.confirm_part(invitation=invitation, seen=read, by=father)

    assert state(invitation) == InvitationState.OPENED


def test_another_number_means_another_person(asking, mother, father, stranger):
    draft = asking()
    first = invited(draft, mother)
    agreed(first, father)

    dossiers.save_answers(dossier=draft, answers={"cha_so_dinh_danh": "019085000005"}, by=mother)
    second = invited(draft, mother)

    assert state(first) == InvitationState.WITHDRAWN
    assert second.is_for(stranger)
    assert not second.is_for(father)
    with pytest.raises(PartEnded):
        dossiers.confirm_part(invitation=first, seen=others.seen(second), by=father)


def test_a_person_without_a_number_is_met_at_the_desk_only(asking, mother):
    draft = asking()
    dossiers.save_answers(dossier=draft, answers={"cha_so_dinh_danh": None}, by=mother)

    with pytest.raises(PersonUnknown):
        invited(draft, mother)

    assert invited(draft, mother, at_desk=True).at_desk


def test_the_applicant_is_not_the_other_person(asking, mother):
    draft = asking()
    own = {"cha_so_dinh_danh": mother.party.number}
    dossiers.save_answers(dossier=draft, answers=own, by=mother)

    with pytest.raises(PersonIsApplicant):
        invited(draft, mother)


def test_a_part_that_is_no_longer_asked_is_withdrawn(asking, mother, father):
    draft = asking(when="cha_me_da_ket_hon == true")
    invitation = invited(draft, mother)

    dossiers.save_answers(dossier=draft, answers={"cha_me_da_ket_hon": False}, by=mother)

    assert state(invitation) == InvitationState.WITHDRAWN
    assert people.standings(Dossier.objects.get(pk=draft.pk)) == []
    assert TrailEntry.objects.get(kind="part.withdrawn").data["ground"] == "answers-changed"


def test_whoever_declines_says_why_and_the_applicant_reads_it(asking, mother, father, work):
    draft = asking()
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)
    with pytest.raises(ReasonMissing):
        dossiers.decline_part(invitation=invitation, reason="  ", by=father)

    for _ in range(2):
        dossiers.decline_part(invitation=invitation, reason="Chưa bàn xong tên con", by=father)
    work()

    assert state(invitation) == InvitationState.DECLINED
    assert invitation.reason == "Chưa bàn xong tên con"

    assert kinds(draft)[-1] == "part.declined"
    told = Notice.objects.get(to=mother.party).text
    assert "Người cha của trẻ" in told
    assert "Chưa bàn xong" not in told
    with pytest.raises(PartsWaiting):
        dossiers.submit(dossier=draft, by=mother)
    assert invited(draft, mother) != invitation


def test_what_is_late_ends_without_an_answer_and_can_be_asked_again(asking, mother, father):
    draft = asking()
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)

    with clock.set_to(invitation.due_at - timedelta(seconds=1)):
        expire_invitations(0)
        early = state(invitation)
    with clock.set_to(invitation.due_at):
        with pytest.raises(PartEnded):
            dossiers.confirm_part(invitation=invitation, seen=others.seen(invitation), by=father)
        expire_invitations(0)
        expire_invitations(0)
        again = invited(draft, mother)

    assert early == InvitationState.OPENED
    assert state(invitation) == InvitationState.EXPIRED
    assert kinds(draft).count("part.expired") == 1
    assert again.due_at > invitation.due_at


def test_silence_is_agreement_only_where_the_version_says_so(asking, mother):
    draft = asking(silence={"means": "agree", "legal_source": "Điều 5"})
    invitation = invited(draft, mother)

    with clock.set_to(invitation.due_at):
        expire_invitations(0)

    assert state(invitation) == InvitationState.SILENT
    assert dossiers.submit(dossier=draft, by=mother).reference


def test_what_blocks_nothing_is_closed_by_filing(asking, mother, father):
    draft = asking(blocks="nothing")
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)

    dossiers.submit(dossier=draft, by=mother)

    assert state(invitation) == InvitationState.CLOSED
    with pytest.raises(PartEnded):
        dossiers.confirm_part(invitation=invitation, seen=others.seen(invitation), by=father)


def test_a_part_that_is_not_required_in_this_case_blocks_nothing(asking, mother):
    draft = asking(required="cha_me_da_ket_hon == false")

    assert dossiers.submit(dossier=draft, by=mother).reference


def test_acceptance_waits_and_who_was_not_asked_is_asked_by_filing(
    asking, mother, father, officers, work
):
    filed = dossiers.submit(dossier=asking(blocks="acceptance"), by=mother)
    work()

    invitation = filed.invitations.get()
    with pytest.raises(PartsWaiting):
        dossiers.accept(dossier=filed, by=officers[Role.ONE_STOP])
    agreed(invitation, father)

    assert Notice.objects.filter(to=father.party).count() == 1
    assert dossiers.accept(dossier=filed, by=officers[Role.ONE_STOP]).due_at


def test_a_decision_waits_after_acceptance(asking, mother, father, officers, work, population):
    filed = dossiers.submit(dossier=asking(blocks="decision"), by=mother)
    work()
    dossiers.accept(dossier=filed, by=officers[Role.ONE_STOP])
    work()
    found = {"phai_xac_minh_hon_nhan": False}
    examine = filed.tasks.open().get()
    dossiers.complete_task(task=examine, by=officers[Role.SPECIALIST], findings=found)
    work()
    dossiers.confirm_draft(task=filed.tasks.open().get(), by=mother, agree=True)
    dossiers.complete_task(task=filed.tasks.open().get(), by=officers[Role.SPECIALIST])
    work()
    sha256 = queries.newest_draft(filed).file.sha256
    signs = {"task": filed.tasks.open().get(), "sha256": sha256, "by": officers[Role.HEAD]}

    with pytest.raises(PartsWaiting):
        dossiers.approve(**signs)
    agreed(filed.invitations.get(), father)

    dossiers.approve(**signs)
    assert filed.tasks.get(kind="sign").state == "signing"


def test_whom_one_meets_at_the_desk_filing_does_not_wait_for(asking, mother, officers):
    draft = asking()
    invited(draft, mother, at_desk=True)
    officer = officers[Role.ONE_STOP]

    filed = dossiers.submit(dossier=draft, by=mother)
    invitation = filed.invitations.get()
    with pytest.raises(PartsWaiting):
        dossiers.accept(dossier=filed, by=officer)
    with pytest.raises(ProofMissing):
        dossiers.record_part_at_desk(
            invitation=invitation, agrees=True, proof="", seen=others.seen(invitation), by=officer
        )
    for _ in range(2):
        dossiers.record_part_at_desk(
            invitation=invitation,
            agrees=True,
            proof="the_can_cuoc",
            seen=others.seen(invitation),
            by=officer,
        )

    assert state(invitation) == InvitationState.CONFIRMED
    assert (invitation.answered_by, invitation.proof) == (officer, "the_can_cuoc")
    assert TrailEntry.objects.get(kind="part.agreed").data["means"] == "desk"
    assert dossiers.accept(dossier=filed, by=officer).due_at


def test_an_officer_records_nothing_in_a_dossier_of_their_own(asking, mother, ward):
    make.post(role=Role.ONE_STOP, account=mother, agency=ward)
    filed = dossiers.submit(dossier=asking(blocks="acceptance"), by=mother)
    invitation = filed.invitations.get()

    with pytest.raises(NotPermitted):
        dossiers.record_part_at_desk(
            invitation=invitation,
            agrees=True,
            proof="the_can_cuoc",
            seen=others.seen(invitation),
            by=mother,
        )


def test_who_declined_may_still_come_to_the_desk(asking, mother, father, officers):
    filed = dossiers.submit(dossier=asking(blocks="acceptance"), by=mother)
    invitation = filed.invitations.get()
    dossiers.decline_part(invitation=invitation, reason="Chưa rõ", by=father)

    dossiers.record_part_at_desk(
        invitation=invitation,
        agrees=True,
        proof="the_can_cuoc",
        seen=others.seen(invitation),
        by=officers[Role.ONE_STOP],
    )

    assert state(invitation) == InvitationState.CONFIRMED


def test_what_another_person_fills_in_is_theirs(asking, mother, father):
    draft = asking(FILLS)
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)
    with pytest.raises(PartIncomplete):
        dossiers.confirm_part(invitation=invitation, seen=others.seen(invitation), by=father)

    dossiers.save_part(invitation=invitation, answers={"lk_ghi_nhan": "Đúng"}, by=father)
    dossiers.confirm_part(invitation=invitation, seen=others.seen(invitation), by=father)

    draft.refresh_from_db()
    assert state(invitation) == InvitationState.FILLED
    assert draft.answers["lk_ghi_nhan"] == "Đúng"
    assert draft.answers["lk_dan_toc"] == "01", "what the state knows of the father"
    with pytest.raises(SectionOfAnother):
        dossiers.save_answers(dossier=draft, answers={"lk_ghi_nhan": "Khác"}, by=mother)
    assert dossiers.submit(dossier=draft, by=mother).reference


def test_a_person_fills_in_their_own_section_only(asking, mother, father):
    draft = asking(FILLS)
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)

    answers = {"lk_ghi_nhan": "Đúng", "ks_ho_ten": "Tên khác"}
    dossiers.save_part(invitation=invitation, answers=answers, by=father)

    draft.refresh_from_db()
    assert draft.answers["ks_ho_ten"] == "Trần Minh Khôi"


def test_what_only_is_confirmed_cannot_be_filled_in(asking, mother, father):
    invitation = invited(asking(), mother)
    dossiers.open_part(invitation=invitation, by=father)

    with pytest.raises(PartNotAsked):
        dossiers.save_part(invitation=invitation, answers={"ks_ho_ten": "X"}, by=father)


def test_the_next_person_never_reads_what_the_one_before_filled_in(asking, mother, father):
    draft = asking(FILLS)
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)
    dossiers.save_part(invitation=invitation, answers={"lk_ghi_nhan": "Của tôi"}, by=father)

    dossiers.save_answers(dossier=draft, answers={"cha_so_dinh_danh": "019085000005"}, by=mother)

    draft.refresh_from_db()
    assert "lk_ghi_nhan" not in draft.answers


def test_two_who_type_at_the_same_moment_lose_nothing(asking, mother, father):
    draft = asking(FILLS)
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)

    def type_something(number):
        if number % 2:
            told = {"lk_ghi_nhan": f"Lần {number}", "_raw": {"lk_dan_toc": "?"}}
            return dossiers.save_part(invitation=invitation, answers=told, by=father)
        told = {"so_ban_sao": number, "ks_ngay_sinh": None, "_raw": {"ks_ngay_sinh": "31/2"}}
        return dossiers.save_answers(dossier=draft, answers=told, by=mother)

    at_once(type_something, range(8))

    draft.refresh_from_db()
    assert draft.answers["lk_ghi_nhan"].startswith("Lần")
    assert draft.answers["so_ban_sao"] in {0, 2, 4, 6}
    assert draft.answers["_raw"] == {"lk_dan_toc": "?", "ks_ngay_sinh": "31/2"}


def test_confirming_and_changing_at_the_same_moment_never_leaves_a_stale_agreement(
    asking, mother, father
):
    draft = asking()
    invitation = invited(draft, mother)
    dossiers.open_part(invitation=invitation, by=father)
    read = others.seen(invitation)

    def act(number):
        try:
            if number:
                dossiers.confirm_part(invitation=invitation, seen=read, by=father)
            else:
                told = {"ks_ho_ten": "Trần Gia Bảo"}
                dossiers.save_answers(dossier=draft, answers=told, by=mother)
        except PartChanged:
            return "refused"
        return "done"

    at_once(act, range(2))

    assert state(invitation) in {InvitationState.WAITING, InvitationState.OPENED}


def test_reminding_again_within_the_hour_sends_nothing_more(asking, mother, father, work):
    invitation = invited(asking(), mother)
    work()
    dossiers.remind(invitation=invitation, by=mother)
    with clock.set_to(clock.now() + timedelta(hours=2)):
        dossiers.remind(invitation=invitation, by=mother)
        dossiers.remind(invitation=invitation, by=mother)
        work()

    assert Notice.objects.filter(to=father.party).count() == 2


def test_a_message_names_nobody_and_carries_no_secret(asking, mother, father, work):
    invitation = invited(asking(), mother)
    work()

    text = Notice.objects.get(to=father.party).text

    for secret in (invitation.token, str(invitation.uid), FATHER, "Lan Anh", "Dũng", "Khôi"):
        assert secret not in text


def test_withdrawing_twice_is_once_and_ends_it(asking, mother, father):
    draft = asking()
    invitation = invited(draft, mother)

    for _ in range(2):
        dossiers.withdraw_invitation(invitation=invitation, by=mother)

    assert kinds(draft) == ["part.invited", "part.withdrawn"]
    with pytest.raises(PartEnded):
        dossiers.open_part(invitation=invitation, by=father)


def test_only_the_house_lets_time_run_out(asking, mother):
    invitation = invited(asking(), mother)

    with pytest.raises(NotPermitted):
        dossiers.expire_invitation(invitation=invitation, by=mother)

    assert dossiers.expire_invitation(invitation=invitation, by=System("x")).is_open


def test_an_incomplete_part_of_another_is_not_the_applicants_problem(asking, mother):
    draft = asking(FILLS, blocks="acceptance")
    empty = make.dossier(version=draft.version, owner=draft.owner, agency=draft.agency)

    assert dossiers.submit(dossier=draft, by=mother).reference
    with pytest.raises(AnswersIncomplete):
        dossiers.submit(dossier=empty, by=mother)


def test_a_thrown_away_draft_takes_its_invitations_with_it(asking, mother):
    draft = asking()
    invited(draft, mother)

    dossiers.discard(dossier=draft, by=mother)

    assert not Invitation.objects.exists()
