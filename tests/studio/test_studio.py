"""The control office at its pages: what is shown, kept, refused and published."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import make, offices, sessions
from tests.catalogue import folders
from tests.catalogue.folders import BUSINESS, COPIES
from tests.dossiers.running import load_lists
from toantrinh.catalogue import packs, queries
from toantrinh.catalogue.models import Proposal
from toantrinh.core import clock
from toantrinh.identity.permissions import Role

CODE = "1.001612"
DECISIONS = {
    f"{kind}-{field}": value
    for kind in ("announcement", "process")
    for field, value in {
        "number": "10/QĐ-UBND",
        "signed_on": "1/10/2026",
        "signer": "Người ký giả định",
        "agency": "UBND tỉnh",
    }.items()
}
CHEAPER = {
    "since": "5/10/2026",
    "fee-le_phi_dang_ky": "100.000",
    "fee-le_phi_dang_ky-number": "12/2026/NQ-HĐND",
    "fee-le_phi_dang_ky-date": "30/9/2026",
    "fee-le_phi_dang_ky-title": "Nghị quyết về mức thu",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(datetime(2026, 10, 5, 5, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def office():
    return offices.commune("Cơ quan kiểm soát thủ tục hành chính")


@pytest.fixture
def version():
    return make.published(folders.real(BUSINESS))


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def proposer(office):
    return client_of(offices.officer(office, Role.CONTROLLER, name="Người đề xuất"))


@pytest.fixture
def checker(office):
    return client_of(offices.officer(office, Role.CONTROLLER, name="Người kiểm tra"))


@pytest.fixture
def proposal(version, proposer):
    """Begun from the version in force, nothing changed yet."""
    proposer.post(reverse("studio:change", args=[CODE]), {"key": "k"})
    return Proposal.objects.get()


def act(client, proposal, deed, **sent):
    return client.post(reverse("studio:act", args=[proposal.uid, deed]), sent)


def page_of(client, proposal, name="studio:proposal"):
    return client.get(reverse(name, args=[proposal.uid])).content.decode()


def digest_on(page):
    return re.search(r'name="digest" value="(\w+)"', page)[1]


def test_a_fee_is_changed_proposed_by_one_and_published_by_another(proposal, proposer, checker):
    sent = proposer.post(reverse("studio:quick", args=[proposal.uid]), CHEAPER)
    assert sent.status_code == 302
    assert "−50.000 đồng phí, lệ phí" in page_of(proposer, proposal)
    act(proposer, proposal, "chuyen-kiem-tra", **DECISIONS, since="5/10/2026")

    act(checker, proposal, "ban-hanh", digest=digest_on(page_of(checker, proposal)))

    assert queries.in_force(CODE).pack.fees[0].prices[-1].amount.text == "100000"
    story = checker.get(reverse("studio:procedure", args=[CODE])).content.decode()
    assert "Kiểm tra và ban hành đề xuất" in story
    assert "10/QĐ-UBND" in story
    assert "Người kiểm tra" in story


def test_the_one_who_proposed_it_sees_no_button_and_is_refused(proposal, proposer):
    act(proposer, proposal, "chuyen-kiem-tra", **DECISIONS)

    proposal.refresh_from_db()
    refused = act(proposer, proposal, "ban-hanh", digest=proposal.digest)

    assert "ban-hanh" not in page_of(proposer, proposal)
    assert refused.status_code == 422
    assert "người khác phải kiểm tra và ban hành" in refused.content.decode()


def test_a_missing_decision_is_linked_to_its_field_and_nothing_typed_is_lost(proposal, proposer):
    sent = DECISIONS | {"process-number": ""}

    refused = act(proposer, proposal, "chuyen-kiem-tra", **sent, ground="Vì nghị quyết mới")

    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'href="#process-number"' in page
    assert 'id="process-number"' in page
    assert "Vì nghị quyết mới" in page


def test_a_day_that_is_none_is_refused_at_its_field(proposal, proposer):
    refused = act(proposer, proposal, "luu", **DECISIONS | {"process-signed_on": "32/1/2026"})

    assert refused.status_code == 422
    assert 'href="#process-signed_on"' in refused.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"since": ""}, "since"),
        ({"since": "hôm qua"}, "since"),
        ({"fee-le_phi_dang_ky": "trăm nghìn"}, "fee-le_phi_dang_ky"),
        ({"fee-le_phi_dang_ky-title": ""}, "fee-le_phi_dang_ky-title"),
        ({"limit": "2"}, "limit-rule"),
    ],
)
def test_a_quick_change_that_is_not_understood_keeps_what_was_typed(
    proposal, proposer, change, field
):
    refused = proposer.post(reverse("studio:quick", args=[proposal.uid]), CHEAPER | change)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert "12/2026/NQ-HĐND" in page


def test_a_paper_a_limit_and_the_words_are_changed_without_a_file(proposal, proposer):
    sent = {
        "since": "1/11/2026",
        "name": "Đăng ký hộ kinh doanh",
        "paper-uy_quyen_ca_nhan": "remove",
        "paper-hop_dong_dich_vu": "optional",
        "limit": "2",
        "limit-rule": "02 ngày làm việc",
        "limit-ground": "Quyết định 5/QĐ-UBND",
    }

    proposer.post(reverse("studio:quick", args=[proposal.uid]), sent)

    page = page_of(proposer, proposal, "studio:differences")
    assert "−1 ngày làm việc giải quyết" in page
    assert "01/11/2026" in page
    assert "Đăng ký hộ kinh doanh" in page
    assert page.count("tag--red") == 1


def test_a_file_is_kept_as_typed_and_its_mistakes_are_told_with_line_and_remedy(proposal, proposer):
    here = reverse("studio:file", args=[proposal.uid, "procedure.yaml"])
    text = packs.files(folders.real(BUSINESS))["procedure.yaml"].decode()

    wrong = proposer.post(here, {"text": text.replace("channels:", "chanels:")})
    right = proposer.post(here, {"text": text.replace("\n", "\r\n")})

    assert wrong.status_code == 422
    assert "channels" in wrong.content.decode()
    assert right.status_code == 302
    proposal.refresh_from_db()
    assert proposal.files == queries.in_force(CODE).files


def test_a_mistake_in_the_layer_leads_to_the_layer(proposal, proposer):
    here = reverse("studio:layer", args=[proposal.uid])

    refused = proposer.post(here, {"text": "fees: {khong_co: []}\n"})

    assert refused.status_code == 422
    assert here in page_of(proposer, proposal)


def test_the_text_of_html_in_a_file_stays_text(proposal, proposer):
    here = reverse("studio:file", args=[proposal.uid, "README.md"])

    proposer.post(here, {"text": "</textarea><script>alert(1)</script>"})

    assert "<script>alert" not in proposer.get(here).content.decode()


def test_only_its_author_changes_a_file_and_others_read_it(proposal, checker):
    here = reverse("studio:file", args=[proposal.uid, "README.md"])

    refused = checker.post(here, {"text": "x"})

    assert refused.status_code == 422
    assert "readonly" in checker.get(here).content.decode()


def test_a_preview_is_marked_and_shows_the_questions(proposal, checker):
    load_lists()

    page = page_of(checker, proposal, "preview")

    assert "Bản xem thử" in page
    assert 'name="ten_ho' in page or "Tên hộ kinh doanh" in page
    assert reverse("portal:start", args=[CODE]) not in page


def test_there_is_no_preview_of_what_does_not_pass(proposal, proposer):
    here = reverse("studio:file", args=[proposal.uid, "form.yaml"])
    proposer.post(here, {"text": "sections: []\n"})

    assert proposer.get(reverse("preview", args=[proposal.uid])).status_code == 404
    assert "form.yaml" in page_of(proposer, proposal)


def test_a_pack_is_proposed_from_a_folder_of_the_server(proposer):
    sent = proposer.post(reverse("studio:begin"), {"key": "f", "folder": COPIES})

    proposal = Proposal.objects.get()
    assert sent.url == reverse("studio:proposal", args=[proposal.uid])
    assert (proposal.code, proposal.base) == ("2.000635", None)


def test_a_folder_that_is_none_of_the_packs_is_refused(proposer):
    refused = proposer.post(reverse("studio:begin"), {"key": "f", "folder": "../../etc"})

    assert refused.status_code == 422
    assert not Proposal.objects.exists()


def test_a_pack_is_proposed_as_a_zip_and_a_bad_one_is_refused(proposer):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, content in packs.files(folders.real(COPIES)).items():
            out.writestr(f"goi/{name}", content)
    good = SimpleUploadedFile("goi.zip", made.getvalue())
    bad = SimpleUploadedFile("goi.zip", b"MZ")

    sent = proposer.post(reverse("studio:begin"), {"key": "z", "zip": good})
    refused = proposer.post(reverse("studio:begin"), {"key": "y", "zip": bad})

    assert sent.status_code == 302
    assert refused.status_code == 422
    assert 'href="#zip"' in refused.content.decode()
    assert Proposal.objects.get().code == "2.000635"


def test_two_clicks_make_one_proposal(version, proposer):
    for _ in range(2):
        proposer.post(reverse("studio:change", args=[CODE]), {"key": "same"})

    assert Proposal.objects.count() == 1


def test_the_end_of_a_procedure_is_proposed_and_published_by_two(version, proposer, checker):
    sent = proposer.post(reverse("studio:end", args=[CODE]), {"key": "e", "last_day": "31/12/2026"})
    proposal = Proposal.objects.get()
    repeal = {
        name.replace("process", "repeal"): value
        for name, value in DECISIONS.items()
        if name.startswith("process")
    }
    act(proposer, proposal, "chuyen-kiem-tra", **repeal)
    act(checker, proposal, "ban-hanh", digest=digest_on(page_of(checker, proposal)))

    version.refresh_from_db()
    assert sent.status_code == 302
    assert f"{version.in_force_to}" == "2026-12-31"


def test_a_last_day_on_which_it_is_not_in_force_is_refused(version, proposer):
    refused = proposer.post(reverse("studio:end", args=[CODE]), {"last_day": "1/1/2020"})

    assert refused.status_code == 422


def test_sent_back_it_shows_the_note(proposal, proposer, checker):
    act(proposer, proposal, "chuyen-kiem-tra", **DECISIONS)

    act(checker, proposal, "tra-lai", note="Sai người ký")

    assert "Sai người ký" in page_of(proposer, proposal)


def test_versions_are_found_by_standing_name_and_code(version, proposer):
    here = reverse("studio:procedures")

    def found(**asked):
        return CODE in proposer.get(here, asked).content.decode()

    assert found()
    assert found(q="hộ kinh doanh")
    assert found(q="1001612")
    assert found(**{"linh-vuc": "dang_ky_kinh_doanh"})
    assert not found(q="ly hôn")
    assert not found(**{"tinh-trang": "ended"})


def test_the_list_costs_the_same_however_long_it_is(
    version, proposal, proposer, django_assert_max_num_queries
):
    make.published(folders.real(COPIES))

    with django_assert_max_num_queries(9):
        proposer.get(reverse("studio:procedures"))


def test_two_versions_of_different_procedures_are_not_compared(version, proposer):
    other = make.published(folders.real(COPIES))

    answer = proposer.get(
        reverse("studio:compare"), {"truoc": str(version.uid), "sau": str(other.uid)}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role in (Role.HEAD, Role.ONE_STOP)])
def test_for_others_there_is_nothing_here(proposal, office, role):
    other = client_of(offices.officer(office, role))

    assert other.get(reverse("studio:procedures")).status_code == 404
    assert other.get(reverse("studio:proposal", args=[proposal.uid])).status_code == 404
    assert "/thiet-ke" not in other.get("/").content.decode()
    assert act(other, proposal, "huy").status_code == 404


def typed_after_the_session_ended(proposal, address):
    """A client that is signed out and has sent a text from the page it had open."""
    client = sessions.over(Client(), proposal.proposed_by)
    answer = client.post(address, {"text": "Chữ vừa ghi"})
    assert (answer.status_code, answer.url) == (302, f"/dang-nhap?next={address}")
    return client


def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in(proposal):
    address = reverse("studio:layer", args=[proposal.uid])
    client = typed_after_the_session_ended(proposal, address)

    client.force_login(proposal.proposed_by)
    page = client.get(address).content.decode()

    assert "Chữ vừa ghi</textarea>" in page
    assert "Phiên đăng nhập đã hết" in page
    assert "Chữ vừa ghi" not in client.get(address).content.decode()
    assert Proposal.objects.get().layer == proposal.layer


def test_what_was_typed_is_shown_to_its_writer_alone_and_a_stranger_leaves_nothing(
    proposal, checker
):
    address = reverse("studio:layer", args=[proposal.uid])
    client = typed_after_the_session_ended(proposal, address)
    somebody = checker.get("/").wsgi_request.user
    client.force_login(somebody)
    assert "Chữ vừa ghi" not in client.get(address).content.decode()

    stranger = Client()
    stranger.post(address, {"text": "Chữ vừa ghi"})
    assert not stranger.session.keys()
