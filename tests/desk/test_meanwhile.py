"""Nobody overwrites another's work: an act tells what its page saw."""

import pytest

from tests import make
from tests.dossiers.test_whole_path import at_signature
from tests.parallel import at_once
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import ComponentCheck, Side, SupplementRequest, TaskState
from toantrinh.dossiers.queries import newest_draft
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role

from .acts import CERTIFICATE, NAME, fresh, page
from .light import colleague, desk, examined, specialist  # noqa: F401  # fixtures
from .test_desk import deed, page_of, submitted  # noqa: F401  # fixture

pytestmark = pytest.mark.django_db
# ruff: noqa: F811  # fixtures of another module are given by their names

SEEN = "thay_den"


def seen(client, address):
    """What the page at ``address`` would send along with an act."""
    return {SEEN: client.get(address).context["seen"]}


def test_what_another_did_since_the_page_was_shown_stops_the_act_and_is_told(
    desk, examined, colleague
):
    shown = seen(desk, page_of(examined))
    task = examined.tasks.open().get()
    dossiers.check_components(
        dossier=examined,
        found=[{"component": "giay_chung_sinh", "is_right": False, "defect": "anh_khong_ro"}],
        by=colleague,
    )

    sent = {"task": task.uid, "note": "Đã xem kỹ", "f-phai_xac_minh_hon_nhan": "khong"}
    refused = desk.post(deed(examined, "hoan-thanh"), sent | shown)
    read = {SEEN: refused.context["seen"]}
    again = desk.post(deed(examined, "kiem-tra"), {"k-giay_chung_sinh": "dung"} | read)

    body = refused.content.decode()
    assert refused.status_code == 422
    assert colleague.name in body
    assert "lưu kết quả kiểm tra giấy tờ" in body
    assert "Đã xem kỹ" in body
    assert again.status_code == 302, "who has read what happened may go on"
    task.refresh_from_db()
    assert task.state == TaskState.WAITING


def test_two_checklists_of_the_same_papers_do_not_overwrite_each_other(desk, examined, colleague):
    shown = seen(desk, page_of(examined))
    dossiers.check_components(
        dossier=examined,
        found=[{"component": "giay_chung_sinh", "is_right": True}],
        by=colleague,
    )
    mine = {"k-giay_chung_sinh": "sai", "kr-giay_chung_sinh": "Thiếu dấu của bệnh viện"}

    refused = desk.post(deed(examined, "kiem-tra"), mine | shown)

    assert refused.status_code == 422
    assert "Thiếu dấu của bệnh viện" in refused.content.decode()
    assert ComponentCheck.objects.get().checked_by == colleague


def test_ones_own_deeds_notes_and_messages_stop_nobody(desk, examined, colleague, mother):
    shown = seen(desk, page_of(examined))
    desk.post(deed(examined, "kiem-tra"), {"k-giay_chung_sinh": "dung"} | shown)
    dossiers.write_note(dossier=examined, text="Xem giúp", key="n", by=colleague)
    dossiers.send_message(dossier=examined, side=Side.APPLICANT, text="Cảm ơn", key="m", by=mother)

    done = desk.post(deed(examined, "kiem-tra"), {"k-giay_chung_sinh": "dung"} | shown)

    assert done.status_code == 302


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 30, "١"])
def test_nonsense_in_the_place_of_what_was_seen_breaks_nothing(desk, examined, sent):

    answer = desk.post(deed(examined, "kiem-tra"), {"k-giay_chung_sinh": "dung", SEEN: sent})

    assert answer.status_code == 302


def test_on_the_page_of_an_act_everything_typed_stays(desk, examined, colleague):
    shown = seen(desk, page(examined, "supplement"))
    dossiers.check_components(
        dossier=examined,
        found=[{"component": "giay_chung_sinh", "is_right": True}],
        by=colleague,
    )

    previewed = desk.post(
        page(examined, "supplement"), CERTIFICATE | NAME | {"viec": "xem-truoc"} | shown
    )
    carried = {SEEN: previewed.context["seen"]}
    refused = desk.post(
        page(examined, "supplement"), CERTIFICATE | NAME | {"viec": "gui"} | carried
    )

    assert carried == shown, "a preview does not hide what happened"
    assert refused.status_code == 422
    assert colleague.name in refused.content.decode()
    assert "Thiếu chữ đệm" in refused.content.decode()
    assert not SupplementRequest.objects.exists()


def test_an_act_that_is_no_more_possible_leads_to_the_dossier_with_what_was_written(
    desk, examined, colleague
):
    shown = seen(desk, page(examined, "supplement"))
    dossiers.ask_supplement(
        dossier=examined,
        items=[{"target": "form.ks_ho_ten", "reason": "Sai", "legal_source": "Điều 6"}],
        by=colleague,
    )

    refused = desk.post(page(examined, "supplement"), NAME | {"viec": "gui"} | shown)

    body = refused.content.decode()
    assert refused.status_code == 422
    assert refused.templates[0].name == "desk/dossier.html"
    assert f"{colleague.name}" in body
    assert "Thiếu chữ đệm" in refused.context["kept"]
    assert SupplementRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_who_decide_differently_at_once_one_wins_and_the_other_reads_who_did(
    client, submitted, officers, ward, mother, work, population
):
    at_signature(submitted, officers, mother, work)
    other = make.officer(Role.HEAD, agency=ward, title="Phó Chủ tịch")
    task, draft = submitted.tasks.open().get(), newest_draft(submitted)
    heads, sent = {}, {}
    for deed_name, head in (("ky", officers[Role.HEAD]), ("tra-lai", other)):
        heads[deed_name] = client.__class__()
        heads[deed_name].force_login(head)
        sent[deed_name] = {
            "task": task.uid,
            "sha256": draft.file.sha256,
            "note": "Sửa lại nơi sinh",
            **seen(heads[deed_name], page_of(submitted)),
        }

    another = heads["ky"].post(deed(submitted, "ky"), sent["ky"] | {"sha256": "0" * 64})

    def decide(name):
        return name, heads[name].post(deed(submitted, name), sent[name])

    answers = dict(at_once(decide, ["ky", "tra-lai"], people=2))

    lost = next(name for name, answer in answers.items() if answer.status_code == 422)
    won = {"ky": "tra-lai", "tra-lai": "ky"}[lost]
    winner = {"ky": officers[Role.HEAD], "tra-lai": other}[won]
    body = answers[lost].content.decode()
    task.refresh_from_db()
    assert another.status_code == 422, "a document that is not the one shown is not signed"
    assert "Văn bản đã thay đổi" in another.content.decode()
    assert answers[won].status_code == 302
    assert winner.name in body
    assert {"ky": "duyệt, ký kết quả", "tra-lai": "trả lại hồ sơ để sửa"}[won] in body
    assert task.state == {"ky": TaskState.SIGNING, "tra-lai": TaskState.RECALLED}[won]
    assert fresh(submitted).state == State.PROCESSING


def test_every_form_of_an_act_carries_what_its_page_saw(desk, examined):
    acts = [page(examined, act) for act in ("supplement", "negative")]
    beside = {deed(examined, name) for name in ("ghi-chu", "nhan-tin", "da-doc", "nhan-viec")}

    for address in [page_of(examined), *acts]:
        forms = desk.get(address).content.decode().partition("<main")[2].split("<form")[1:]
        for form in forms:
            if not any(f'action="{each}"' in form for each in beside):
                assert f'name="{SEEN}"' in form.partition("</form>")[0], form[:200]
