"""A pack begun from a national record passes the check, hides no doubt and waits for its author."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toantrinh.catalogue import national, packs
from toantrinh.catalogue.national import beginning
from toantrinh.project import command

from . import records

TODAY = date(2026, 10, 5)
WITHIN_DAY = {
    "method_processingTime": None,
    "method_processingTimeUnit": "OTHER",
    "method_description": "Trong ngày làm việc",
}


def begun(text, into):
    return beginning.make(national.read(text), into=into, today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        records.cases(),
        records.capitals(),
        records.cases(**WITHIN_DAY),
        records.cases(fee_value=700),
        records.cases(executionMethods=[], executionCases=[]),
        records.cases(name='Cấp "giấy" \\ phép'),
        records.cases(paper_name='Đơn: "theo mẫu" # số 1 {x} @NAME@'),
    ],
    ids=["cases", "capitals", "within the day", "a doubtful fee", "nearly empty", "quotes", "yaml"],
)
def test_it_passes_the_check_and_is_not_for_publishing(text, tmp_path):
    folder = begun(text, tmp_path)

    assert packs.check(folder) == []
    assert packs.unwritten(folder)


def test_it_says_what_the_record_says(tmp_path):
    procedure = packs.compile(begun(records.cases(), tmp_path))["procedure"]

    assert procedure["code"] == "1.909001"
    assert procedure["time_limit"]["amount"] == 5
    assert [price["amount"] for price in procedure["fees"][0]["prices"]] == [150_000]
    assert [(each["kind"], each["requirement"]) for each in procedure["components"]] == [
        ("data", "required"),
        ("copy", "conditional"),
    ]
    assert "1234/QĐ-BCT" in {basis["number"] for basis in procedure["legal_basis"]}


def test_a_doubtful_fee_has_no_amount_at_all(tmp_path):
    procedure = packs.compile(begun(records.cases(fee_value=700), tmp_path))["procedure"]

    assert [fee["prices"] for fee in procedure["fees"]] == [[]]


def test_every_doubt_stands_in_the_readme(tmp_path):
    text = records.cases(fee_value=700)

    readme = (begun(text, tmp_path) / "README.md").read_text("utf-8")

    remarks = national.read(text).remarks
    assert remarks
    assert all(remark.place in readme and remark.decide in readme for remark in remarks)
    assert "bản sao không cần chứng thực" in readme


def test_it_does_not_differ_from_its_record(tmp_path):
    text = records.capitals()

    procedure = packs.compile(begun(text, tmp_path))["procedure"]

    assert national.differences(procedure, national.read(text)) == []


names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60
).filter(str.strip)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(paper=names, said=names, amount=st.integers(0, 10**7), days=st.integers(0, 90))
def test_whatever_a_record_says_the_pack_passes_the_check(
    paper, said, amount, days, tmp_path_factory
):
    text = records.cases(
        paper_name=paper,
        fee_value=amount,
        fee_description=said,
        method_processingTime=days,
        method_description=said,
    )

    assert packs.check(begun(text, tmp_path_factory.mktemp("packs"))) == []


class TestTheCommand:
    @pytest.fixture
    def file(self, tmp_path):
        file = tmp_path / "record.json"
        file.write_text(records.cases(fee_value=700), "utf-8")
        return file

    def test_makes_the_folder_and_tells_every_doubt(self, file, tmp_path, capsys):
        assert command.main(["packs", "import", str(file), "--into", str(tmp_path)]) == 0

        said = capsys.readouterr()
        assert "1.909001-cap-giay-phep-hoat-dong" in said.out
        assert "executionMethods[0].fees[0].value" in said.err

    def test_refuses_a_second_pack_of_the_code(self, file, tmp_path):
        assert command.main(["packs", "import", str(file), "--into", str(tmp_path)]) == 0
        assert command.main(["packs", "import", str(file), "--into", str(tmp_path)]) != 0

    @pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"PK\x03\x04", b'{"name": "x"}'])
    def test_refuses_what_is_no_record(self, content, tmp_path, capsys):
        (tmp_path / "x.json").write_bytes(content)
        (tmp_path / "into").mkdir()

        said = ["packs", "import", str(tmp_path / "x.json"), "--into", str(tmp_path / "into")]
        assert command.main(said) != 0

        assert capsys.readouterr().err
        assert list((tmp_path / "into").iterdir()) == []

    def test_refuses_a_record_without_a_national_code(self, tmp_path, capsys):
        (tmp_path / "x.json").write_text(records.cases(code="chưa có"), "utf-8")

        assert command.main(["packs", "import", str(tmp_path / "x.json"), "--into", str(tmp_path)])
        assert "1.001193" in capsys.readouterr().err

    def test_compares_and_says_so_by_its_exit_code(self, file, tmp_path, capsys):
        command.main(["packs", "import", str(file), "--into", str(tmp_path)])
        (folder,) = tmp_path.glob("1.909001-*")
        other = tmp_path / "other.json"
        other.write_text(records.cases(name="Cấp lại giấy phép"), "utf-8")
        capsys.readouterr()

        assert command.main(["packs", "compare", str(folder), str(file)]) == 0
        capsys.readouterr()
        assert command.main(["packs", "compare", str(folder), str(other), "--json"]) == 3

        told = json.loads(capsys.readouterr().out)
        assert {each["part"] for each in told["differences"]} == {"name", "fee"}
        assert told["code"] == "1.909001"
