"""An installation from nothing: lists, agencies, officers, by command; then somebody works."""

import stat
from datetime import date

import pytest
from django.conf import settings

from toantrinh.identity.models import Account, Agency, Capacity, Post
from toantrinh.identity.permissions import Role
from toantrinh.lists.models import Unit
from toantrinh.project import command

pytestmark = pytest.mark.django_db

OFFICERS = """
- name: Trần Thị Giả Định
  email: giadinh@phuong.example
  posts:
  - {agency: H55.138, role: one_stop, title: Chuyên viên tiếp nhận, from: "2026-01-01"}
  - {agency: H55.138, role: head, title: Phó Chủ tịch, capacity: KT.}
- name: Lê Văn Ví Dụ
  email: vidu@phuong.example
  posts: [{agency: H55.138, role: clerk, title: Văn thư, unit: Văn phòng}]
"""
AGENCIES = settings.PACKS / "agencies" / "thai-nguyen.yaml"


@pytest.fixture
def officers(tmp_path):
    """A function that loads a list of officers; the exit code."""
    file, passwords = tmp_path / "can-bo.yaml", tmp_path / "mat-khau.txt"

    def load(text=OFFICERS, to=passwords):
        file.write_text(text)
        return command.main(["load", "officers", str(file), "--passwords", str(to)])

    load.passwords = passwords
    return load


@pytest.fixture
def agencies():
    assert command.main(["load", "agencies", str(AGENCIES)]) == 0


def test_the_lists_are_loaded(capsys):
    assert command.main(["load", "lists", str(settings.PACKS / "lists")]) == 0

    assert Unit.objects.count() > 3000
    assert "Danh mục đã theo" in capsys.readouterr().out


def test_the_agencies_are_loaded_and_again_changes_nothing(agencies, capsys):
    count = Agency.objects.count()
    assert command.main(["load", "agencies", str(AGENCIES)]) == 0

    assert count > 90
    assert capsys.readouterr().out.splitlines()[-1] == "Cơ quan mới hoặc thay đổi: 0"


def test_officers_get_their_posts_and_a_first_password_each(agencies, officers, client):
    assert officers() == 0

    (first, second) = Post.objects.filter(account__email__startswith="giadinh").order_by("role")
    lines = officers.passwords.read_text().splitlines()
    email, password = lines[0].split("\t")
    assert (first.role, first.capacity, second.valid_from) == (
        Role.HEAD,
        Capacity.KT,
        date(2026, 1, 1),
    )
    assert [line.partition("\t")[0] for line in lines] == [
        "giadinh@phuong.example",
        "vidu@phuong.example",
    ]
    assert stat.S_IMODE(officers.passwords.stat().st_mode) == 0o600
    answer = client.post("/dang-nhap", {"login": email, "password": password})
    assert answer["Location"] == "/can-bo"


def test_loading_again_opens_no_second_account_and_gives_no_second_post(
    agencies, officers, tmp_path
):
    officers()

    assert officers(to=tmp_path / "again.txt") == 0

    assert Account.objects.count() == 2
    assert Post.objects.count() == 3
    assert (tmp_path / "again.txt").read_text() == ""


def test_a_file_with_passwords_is_never_written_over(agencies, officers, capsys):
    officers()
    before = officers.passwords.read_text()

    assert officers() == 1

    assert officers.passwords.read_text() == before
    assert "Đã có tệp" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("name: one", "không phải là danh sách"),
        ("- {name: A, email: a@b.example}", "Cán bộ thứ 1 trong danh sách thiếu posts"),
        ("- just text", "thiếu email, name, posts"),
        (OFFICERS.replace("title: Phó Chủ tịch, ", ""), "Cán bộ thứ 1 trong danh sách thiếu title"),
        (OFFICERS.replace("role: clerk", "role: king"), "Cán bộ thứ 2 trong danh sách: không có"),
        (OFFICERS.replace("KT.", "XX."), "không có “XX.”"),
        (OFFICERS.replace("agency: H55.138, role: clerk", "agency: H99, role: clerk"), "H99"),
        ("- [", "can-bo.yaml"),
    ],
)
def test_a_list_that_will_not_do_loads_nobody(agencies, officers, capsys, wrong, said):
    assert officers(wrong) == 1

    assert said in capsys.readouterr().err
    assert not Account.objects.exists()


def test_officers_are_not_loaded_without_a_place_for_their_passwords(agencies, tmp_path, capsys):
    (tmp_path / "can-bo.yaml").write_text(OFFICERS)

    assert command.main(["load", "officers", str(tmp_path / "can-bo.yaml")]) == 1

    assert "--passwords" in capsys.readouterr().err
    assert not Account.objects.exists()


@pytest.mark.parametrize("kind", ["lists", "agencies", "officers"])
def test_what_is_not_there_is_said(kind, tmp_path, capsys):
    arguments = ["load", kind, str(tmp_path / "nowhere"), "--passwords", str(tmp_path / "p")]

    assert command.main(arguments) == 1

    assert "nowhere" in capsys.readouterr().err
