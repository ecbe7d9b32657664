"""A change is prepared by one person of the control office and published by another."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from toantrinh.catalogue import actions, changing, packs, proposed, queries, storing
from toantrinh.catalogue.errors import (
    DecisionMissing,
    DiffersFromRecord,
    PackHasProblems,
    ProcedureNotFound,
    ProcedureRepealed,
    ProposalChangedMeanwhile,
    ProposalClosed,
    ProposalNotSubmitted,
    ProposalOfSomeoneElse,
    ProposalStale,
    SamePerson,
)
from toantrinh.catalogue.models import Decision, ProcedureVersion, Proposal, ProposalState
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

from .. import make, offices
from ..parallel import at_once
from . import folders
from .folders import BUSINESS, COPIES

NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
TODAY = date(2026, 10, 5)
CODE = "1.001612"
RESOLUTION = {"number": "12/2026/NQ-HĐND", "date": "2026-09-30", "title": "Mức thu lệ phí"}
DECISION = {
    "number": "10/QĐ-UBND",
    "signed_on": "2026-10-01",
    "signer": "Người ký giả định",
    "agency": "UBND tỉnh",
}
DECISIONS = {"announcement": DECISION, "process": DECISION | {"number": "11/QĐ-UBND"}}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(NOON):
        yield


@pytest.fixture
def office():
    return offices.commune("Cơ quan kiểm soát thủ tục hành chính")


@pytest.fixture
def proposer(office):
    return offices.officer(office, Role.CONTROLLER, name="Người đề xuất")


@pytest.fixture
def checker(office):
    return offices.officer(office, Role.CONTROLLER, name="Người kiểm tra")


@pytest.fixture
def version():
    return make.published(folders.real(BUSINESS))


@pytest.fixture
def proposal(version, proposer):
    """A cheaper registration from today on."""
    begun = actions.begin_proposal(key="a", files=storing.read(version.files), by=proposer)
    layer = changing.priced(begun.layer, "le_phi_dang_ky", 100_000, TODAY, RESOLUTION)
    return actions.change_proposal(
        proposal=begun, layer=layer, since=TODAY, decisions=DECISIONS, by=proposer
    )


@pytest.fixture
def submitted(proposal, proposer):
    return actions.submit_proposal(proposal=proposal, by=proposer)


def publish(proposal, by):
    return actions.publish_proposal(proposal=proposal, digest=proposal.digest, by=by)


def test_what_one_proposes_another_publishes(submitted, version, proposer, checker):
    made = publish(submitted, checker)

    version.refresh_from_db()
    kept = Proposal.objects.get(pk=submitted.pk)
    assert queries.in_force(CODE, TODAY) == made
    assert version.in_force_to == date(2026, 10, 4)
    assert (kept.state, kept.version, kept.checked_by) == ("published", made, checker)
    assert (made.layer.proposed_by, made.layer.approved_by) == (proposer, checker)
    assert made.national_digest == version.national_digest
    assert [each.number for each in made.decisions.order_by("number")] == [
        "10/QĐ-UBND",
        "11/QĐ-UBND",
    ]


def test_the_whole_way_is_in_the_trail(submitted, checker, proposer):
    publish(submitted, checker)

    told = TrailEntry.objects.filter(case=f"procedure:{CODE}").order_by("seq")
    assert [entry.kind.removeprefix("catalogue.") for entry in told][-6:] == [
        "proposal-begun",
        "proposal-changed",
        "proposal-submitted",
        "layer-adopted",
        "procedure-published",
        "proposal-published",
    ]
    assert told.last().actor.endswith(checker.actor_id)


def test_the_one_who_proposed_it_cannot_publish_it(submitted, proposer):
    with pytest.raises(SamePerson):
        publish(submitted, proposer)

    assert ProcedureVersion.objects.filter(code=CODE).count() == 1


def test_nor_with_another_account_of_the_same_person(submitted, proposer, office):
    second = Account.objects.create_user(login="second", party=proposer.party)
    make.post(role=Role.CONTROLLER, account=second, agency=office)

    with pytest.raises(SamePerson):
        publish(submitted, second)


def test_whoever_is_not_of_the_control_office_neither_proposes_nor_publishes(submitted, office):
    head = offices.officer(office, Role.HEAD)

    with pytest.raises(NotPermitted):
        publish(submitted, head)
    with pytest.raises(NotPermitted):
        actions.begin_proposal(key="b", files={}, by=head)


def test_the_house_itself_proposes_nothing(version):
    with pytest.raises(NotPermitted):
        actions.begin_proposal(key="b", files={}, by=System("packs"))


def test_published_twice_it_is_one_version(submitted, checker):
    first, second = publish(submitted, checker), publish(submitted, checker)

    assert first == second
    assert Decision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_begun_by_clicks_at_the_same_moment_it_is_one_proposal(version, proposer):
    files = storing.read(version.files)

    def begin(_click):
        return actions.begin_proposal(key="k", files=files, by=proposer).pk

    assert len(set(at_once(begin, range(4)))) == 1
    assert TrailEntry.objects.filter(kind="catalogue.proposal-begun").count() == 1


def test_begun_twice_by_two_clicks_it_is_one_proposal(version, proposer):
    files = storing.read(version.files)

    first, second = (actions.begin_proposal(key="k", files=files, by=proposer) for _ in range(2))

    assert first == second


def test_it_is_handed_over_before_it_is_published(proposal, checker):
    with pytest.raises(ProposalNotSubmitted):
        publish(proposal, checker)


def test_a_decision_that_is_not_complete_is_named(proposal, proposer):
    told = DECISIONS | {"process": {"number": "11/QĐ-UBND"}}
    actions.change_proposal(proposal=proposal, decisions=told, by=proposer)

    with pytest.raises(DecisionMissing) as refused:
        actions.submit_proposal(proposal=proposal, by=proposer)

    assert refused.value.details["field"] == "process-signed_on"


def test_what_has_problems_is_kept_but_not_handed_over(proposal, proposer):
    files = storing.read(proposal.files) | {"procedure.yaml": b"code: [\n"}
    kept = actions.change_proposal(proposal=proposal, files=files, by=proposer)

    with pytest.raises(PackHasProblems) as refused:
        actions.submit_proposal(proposal=proposal, by=proposer)

    assert kept.state == ProposalState.PREPARED
    assert refused.value.problems[0].file == "procedure.yaml"


def test_a_fee_that_the_council_has_not_set_blocks_handing_over(proposal, proposer):
    actions.change_proposal(proposal=proposal, layer="", by=proposer)

    with pytest.raises(PackHasProblems) as refused:
        actions.submit_proposal(proposal=proposal, by=proposer)

    assert "le_phi_dang_ky" in refused.value.problems[0].remedy


def test_handed_over_it_is_not_changed_any_more(submitted, proposer):
    with pytest.raises(ProposalClosed):
        actions.change_proposal(proposal=submitted, layer="", by=proposer)


def test_only_its_author_changes_it(proposal, checker):
    with pytest.raises(ProposalOfSomeoneElse):
        actions.change_proposal(proposal=proposal, layer="", by=checker)


def test_sent_back_with_a_note_it_can_be_changed_again(submitted, proposer, checker):
    back = actions.send_back_proposal(proposal=submitted, note="Sai số quyết định", by=checker)

    assert (back.state, back.note) == ("prepared", "Sai số quyết định")
    assert actions.change_proposal(proposal=back, ground="x", by=proposer).ground == "x"


def test_what_changed_after_one_looked_is_not_published(submitted, proposer, checker):
    looked_at = submitted.digest
    back = actions.send_back_proposal(proposal=submitted, by=proposer)
    actions.change_proposal(proposal=back, ground="Khác", by=proposer)
    actions.submit_proposal(proposal=back, by=proposer)

    with pytest.raises(ProposalChangedMeanwhile):
        actions.publish_proposal(proposal=submitted, digest=looked_at, by=checker)


def test_a_proposal_that_another_version_overtook_is_stale(submitted, checker, tmp_path):
    folder = folders.copy(BUSINESS, tmp_path)
    folders.edit(folder, "procedure.yaml", '{from: "2025-07-01"}', '{from: "2026-09-01"}')
    actions.publish(folder=folder, by=System("packs"))

    with pytest.raises(ProposalStale):
        publish(submitted, checker)


def test_a_proposal_that_another_layer_overtook_is_stale(submitted, checker):
    layer = changing.priced(submitted.layer, "le_phi_dang_ky", 90_000, TODAY, RESOLUTION)
    actions.adopt_layer(code=CODE, text=layer, by=System("packs"))

    with pytest.raises(ProposalStale):
        publish(submitted, checker)


def test_a_discarded_proposal_stays_to_be_read_and_is_closed(proposal, proposer):
    gone = actions.discard_proposal(proposal=proposal, by=proposer)

    assert gone.state == ProposalState.DISCARDED
    with pytest.raises(ProposalClosed):
        actions.submit_proposal(proposal=gone, by=proposer)


def test_a_procedure_is_ended_by_two_people_with_the_repealing_decision(version, proposer, checker):
    begun = actions.begin_end(
        key="e", code=CODE, last_day=TODAY, replaced_by="2.009999", by=proposer
    )
    with pytest.raises(DecisionMissing):
        actions.submit_proposal(proposal=begun, by=proposer)
    actions.change_proposal(proposal=begun, decisions={"repeal": DECISION}, by=proposer)
    actions.submit_proposal(proposal=begun, by=proposer)

    ended = publish(Proposal.objects.get(pk=begun.pk), checker)

    assert (ended, ended.in_force_to, ended.replaced_by) == (version, TODAY, "2.009999")
    assert Decision.objects.get().kind == "repeal"
    with pytest.raises(ProcedureRepealed):
        queries.in_force(CODE, date(2026, 10, 6))


def test_what_is_not_in_force_on_the_last_day_cannot_be_ended(version, proposer):
    with pytest.raises(ProcedureNotFound):
        actions.begin_end(key="e", code=CODE, last_day=date(2020, 1, 1), by=proposer)


def test_a_pack_taken_out_of_the_database_is_the_same_byte_for_byte(version):
    with storing.folder_of(version.files) as folder:
        assert packs.digest(folder) == packs.digest(folders.real(BUSINESS))


def test_a_paper_is_removed_with_what_the_samples_expect_of_it_and_comments_stay(proposer):
    version = make.published(folders.real(COPIES))
    files = storing.read(version.files)
    key = next(each.key for each in version.pack.components if each.condition is not None)

    changed = changing.begun(changing.without_component(files, key), TODAY)
    begun = actions.begin_proposal(key="c", files=changed, by=proposer)

    assert proposed.problems(begun) == []
    assert f"key: {key}" not in changed["procedure.yaml"].decode()
    for name, content in files.items():
        if b"#" in content and name.endswith(".yaml"):
            assert changed[name].count(b"#") >= content.count(b"# ")
    made = proposed.version_of(begun, proposed.examined(begun)[0])
    assert made.in_force_from == TODAY


def test_a_paper_that_is_no_longer_required_stays_in_the_dossier(proposer):
    version = make.published(folders.real(COPIES))
    key = next(each.key for each in version.pack.components if each.condition is not None)

    changed = changing.optional_component(storing.read(version.files), key)
    begun = actions.begin_proposal(key="c", files=changed, by=proposer)

    made = proposed.version_of(begun, proposed.examined(begun)[0])
    assert made.pack.component(key).requirement == "optional"


def test_each_sample_says_how_it_came_out(proposal, proposer):
    files = storing.read(proposal.files)
    name = next(each for each in sorted(files) if each.startswith("samples/"))
    files[name] = files[name].replace(b"amount: 3}", b"amount: 4}")
    kept = actions.change_proposal(proposal=proposal, files=files, by=proposer)

    runs = proposed.samples_of(kept, proposed.problems(kept))

    assert [bool(run.problems) for run in runs] == [True] + [False] * (len(runs) - 1)


def test_a_name_that_differs_from_the_national_record_needs_a_ground(
    proposal, proposer, checker, version
):
    record = {"code": CODE, "name": "Tên khác hẳn"}
    actions.keep_record(text=json.dumps(record), source="thử", by=System("packs"))

    with pytest.raises(DiffersFromRecord):
        actions.submit_proposal(proposal=proposal, by=proposer)
    actions.change_proposal(proposal=proposal, ground="Công văn giả định", by=proposer)
    submitted = actions.submit_proposal(proposal=proposal, by=proposer)

    assert publish(submitted, checker).name_differs_ground == "Công văn giả định"
