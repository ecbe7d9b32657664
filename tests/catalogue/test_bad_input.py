"""Whatever is written into a pack, the command says where, what and how to mend it, all at once."""

from __future__ import annotations

import re

import pytest

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.project import command

from . import folders
from .folders import BIRTH, BUSINESS, COPIES

PROCEDURE, FORM = "procedure.yaml", "form.yaml"
SAMPLE = "samples/01-ba-ban-cho-ban-than.yaml"
FIXED = "amount: 8000 * so_ban_sao"
FIELD = "  - key: so_ban_sao\n"
FROM = 'in_force: {from: "2026-01-01"}'
PRICED = "table: {hit: unique, rows: [%s]}"

# (pack, file, what stands there, what is written instead, where the problem is, what it says)
WRONG = {
    "broken yaml": (
        COPIES,
        PROCEDURE,
        "level: [xa, tinh]",
        "level: [xa, tinh",
        ": {level: toan",
        "YAML",
    ),
    "a tab": (COPIES, PROCEDURE, "level: [xa, tinh]", "level:\n\t- xa", "\t- xa", "YAML"),
    "an unknown key": (
        COPIES,
        PROCEDURE,
        "channels: [",
        "chanels: [",
        "[truc_tuyen, truc_tiep",
        "channels",
    ),
    "a key twice": (
        COPIES,
        PROCEDURE,
        "level: [xa, tinh]",
        "level: [xa]\nlevel: [tinh]",
        "level: [tinh]",
        "hai lần|twice",
    ),
    "a sheet of no field": (
        BIRTH,
        PROCEDURE,
        "route: {system: here, issuer: here}",
        "route: {system: here, issuer: here, sheet: [{field: khong_co}]}",
        "khong_co}",
        "khong_co",
    ),
    "a mistake in no field": (
        BIRTH,
        PROCEDURE,
        "fields: [ks_ho_ten]",
        "fields: [ks_ho_tem]",
        "ks_ho_tem",
        "ks_ho_tem",
    ),
    "a name of no field": (
        BIRTH,
        PROCEDURE,
        "expr: hoan_canh == 'bo_roi'",
        "expr: hoan_can == 'bo_roi'",
        "hoan_can ==",
        "hoan_can",
    ),
    "a field of another pack": (
        COPIES,
        PROCEDURE,
        FIXED,
        "amount: 8000 * so_thanh_vien",
        "so_thanh_vien",
        "so_thanh_vien",
    ),
    "a computed field that needs itself": (
        COPIES,
        FORM,
        FIELD,
        "  - {key: mot, label: Một, type: integer, computed: hai + 1}\n"
        "  - {key: hai, label: Hai, type: integer, computed: mot + 1}\n" + FIELD,
        "{key: mot",
        "mot",
    ),
    "a condition that needs itself": (
        COPIES,
        FORM,
        FIELD,
        "  - {key: mot, label: Một, type: boolean, show_if: hai == true}\n"
        "  - {key: hai, label: Hai, type: boolean, show_if: mot == true}\n" + FIELD,
        "{key: mot",
        "mot",
    ),
    "rows that overlap": (
        COPIES,
        PROCEDURE,
        FIXED,
        PRICED % "{when: so_ban_sao <= 5, amount: 8000}, {when: so_ban_sao >= 5, amount: 6000}",
        "{when: so_ban_sao >= 5",
        "so_ban_sao = 5",
    ),
    "a row that is missing": (
        COPIES,
        PROCEDURE,
        FIXED,
        PRICED % "{when: so_ban_sao < 5, amount: 8000}, {when: so_ban_sao > 5, amount: 6000}",
        "{hit: unique",
        "so_ban_sao = 5",
    ),
    "a row nothing comes to": (
        COPIES,
        PROCEDURE,
        FIXED,
        PRICED.replace("unique", "first")
        % "{when: so_ban_sao >= 0, amount: 8000}, {when: so_ban_sao > 5, amount: 1}",
        "{when: so_ban_sao > 5",
        "",
    ),
    "a fee below zero": (COPIES, PROCEDURE, FIXED, "amount: -8000", "-8000", "0"),
    "a fee that falls below zero": (
        COPIES,
        PROCEDURE,
        FIXED,
        "amount: 8000 * so_ban_sao - 9000",
        "8000 * so_ban_sao - 9000",
        "max",
    ),
    "a commune that never was": (
        COPIES,
        SAMPLE,
        'commune: "05443"',
        'commune: "99999"',
        '"99999"',
        "99999",
    ),
    "a commune of another province": (
        COPIES,
        SAMPLE,
        'commune: "05443"',
        'commune: "00004"',
        '"00004"',
        "01",
    ),
    "a commune in a rule that never was": (
        COPIES,
        PROCEDURE,
        FIXED,
        "amount: 8000 if nyc_noi_cu_tru == '99999' else 8000 * so_ban_sao",
        "'99999' else",
        "99999",
    ),
    "a choice that is no commune": (
        COPIES,
        FORM,
        FIELD,
        "  - {key: xa, label: Xã, type: choice, choices: "
        '[{value: "05443", label: A}, {value: "99999", label: B}]}\n' + FIELD,
        '"99999"',
        "99999",
    ),
    "script in a label of the form": (
        COPIES,
        FORM,
        "label: Anh/chị cần mấy bản sao?",
        "label: Mấy bản <script>alert(1)</script>?",
        "Mấy bản <script>",
        "HTML",
    ),
    "html in an English label": (
        COPIES,
        FORM,
        "label: Anh/chị cần mấy bản sao?",
        "label: {vi: Mấy bản?, en: <b>How many</b>?}",
        "<b>How",
        "HTML",
    ),
    "html in a step": (
        COPIES,
        PROCEDURE,
        "action: Ký số bản sao",
        "action: Ký <img src=x onerror=alert(1)>",
        "Ký <img",
        "HTML",
    ),
    "html in a notice": (
        COPIES,
        "notices.yaml",
        'vi: "Hồ sơ {reference} đã',
        'vi: "<a href=x>{reference}</a> đã',
        '"<a href',
        "HTML",
    ),
    "a moment that never comes": (
        COPIES,
        SAMPLE,
        'received: "2026-10-05T14:59"',
        'received: "2026-02-30T14:59"',
        '"2026-02-30',
        "2026-10-05",
    ),
    "a day that never comes": (
        COPIES,
        PROCEDURE,
        'in_force: {from: "2026-01-01"}',
        'in_force: {from: "2026-02-30"}',
        '"2026-02-30"',
        "2026-01-31",
    ),
    "prices that overlap": (
        COPIES,
        PROCEDURE,
        '  - {from: "2017-01-01", amount: 8000',
        '  - {from: "2016-01-01", to: "2017-01-31", amount: 1, ground: A, verified: false}\n'
        '  - {from: "2017-01-01", amount: 8000',
        '"2017-01-01", amount: 8000',
        "",
    ),
}


def copied(pack, number, into):
    """A copy of a pack under a name and a code of its own."""
    folder = folders.copy(pack, into / f"{number:02d}")
    code = f"9.{number:06d}"
    file = folder / PROCEDURE
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"^code: .*$", f'code: "{code}"', text, count=1, flags=re.M), "utf-8")
    return folder


def check(*packs):
    return command.main(["packs", "check", *map(str, packs)])


@pytest.mark.parametrize("mistake", WRONG)
def test_the_command_says_where_and_what(mistake, tmp_path, capsys):
    pack, file, old, new, where, says = WRONG[mistake]
    folder = folders.copy(pack, tmp_path)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")

    assert check(folder) == 1

    line, column = folders.place(folder, file, where)
    told = capsys.readouterr().err
    assert f"{folder / file}:{line}:" in told, told
    assert re.search(says, told), told
    assert "Traceback" not in told
    if "YAML" not in says and "html" not in mistake:
        assert f"{folder / file}:{line}:{column}: " in told, told


def test_twelve_mistakes_in_fifty_five_packs_are_all_told_in_one_run(tmp_path, capsys):
    names = [BIRTH, BUSINESS, COPIES]
    packs = [copied(names[number % 3], number, tmp_path) for number in range(55)]
    broken = {}
    for number, (pack, file, old, new, where, _says) in enumerate(list(WRONG.values())[:12]):
        folder = packs[names.index(pack) + 3 * number]
        path = folder / file
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        broken[folder / file] = folders.place(folder, file, where)[0]

    assert check(*packs) == 1

    told = capsys.readouterr().err.splitlines()
    assert {line.partition(".yaml:")[0] + ".yaml" for line in told} == set(map(str, broken))
    assert all(
        any(line.startswith(f"{file}:{number}:") for line in told)
        for file, number in broken.items()
    )
    assert all(" — " in line or ": " in line for line in told)


def test_five_thousand_fields_are_too_many(tmp_path, capsys):
    folder = folders.copy(COPIES, tmp_path)
    many = "".join(f"  - {{key: o_{n}, label: Ô {n}, type: text}}\n" for n in range(5000))
    folders.edit(folder, FORM, FIELD, many + FIELD)

    assert check(folder) == 1

    (told,) = capsys.readouterr().err.splitlines()
    assert f"{folder / FORM}:" in told
    assert "1000" in told


class TestTwoPacksOfOneProcedure:
    @pytest.fixture
    def two(self, tmp_path):
        return [folders.copy(COPIES, tmp_path / name) for name in ("mot", "hai")]

    def test_are_told_at_the_code_of_the_second(self, two, capsys):
        assert check(*two) == 1

        line, column = folders.place(two[1], PROCEDURE, '"2.000635"')
        (told,) = capsys.readouterr().err.splitlines()
        assert told.startswith(f"{two[1] / PROCEDURE}:{line}:{column}: ")
        assert "in_force.to" in told

    def test_are_told_when_only_some_of_their_days_are_the_same(self, two, capsys):
        folders.edit(two[1], PROCEDURE, FROM, 'in_force: {from: "2025-01-01", to: "2026-01-01"}')

        assert check(*two) == 1
        assert "in_force.to" in capsys.readouterr().err

    def test_are_right_when_one_ends_before_the_other_begins(self, two):
        folders.edit(two[1], PROCEDURE, FROM, 'in_force: {from: "2025-01-01", to: "2025-12-31"}')

        assert check(*two) == 0

    @pytest.mark.django_db
    def test_are_not_published_at_all(self, two):
        assert command.main(["packs", "publish", *map(str, two)]) == 1

        assert not ProcedureVersion.objects.exists()

    def test_the_same_folder_named_twice_is_one(self, two):
        assert check(two[0], two[0]) == 0
