"""A procedure with a long form, for tests alone: a page of many kinds, and a table of people."""

from pathlib import Path

from toantrinh.catalogue import actions, packs
from toantrinh.core import clock
from toantrinh.core.actor import System

CODE, NAME, SECTION = "9.000001", "Thủ tục thử biểu mẫu dài", "dai"
TEXTS = 20
FORM = """
- key: dai
  title: Danh sách người lao động
  fields:
  - {key: nghe, label: Nghề nghiệp, type: occupation}
  - {key: nganh, label: "Ngành, nghề kinh doanh", type: business-line}
  - {key: noi_lam, label: Nơi làm việc, type: address}
  - {key: thua, label: Thửa đất, type: land-parcel}
  - {key: bien, label: Biển số xe, type: vehicle-plate}
  - {key: von, label: Vốn, type: money}
"""
TEXT = "  - {{key: cau_{0}, label: Câu hỏi thứ {0}, type: text}}\n"
TABLE = """\
  - key: nhan_su
    label: Người lao động
    type: group
    required: true
    constraints: {max_rows: 1000, unique: [ns_so]}
    columns:
    - {key: ns_ten, label: Họ tên, type: name, required: true}
    - {key: ns_sinh, label: Ngày sinh, type: date}
    - {key: ns_so, label: Số định danh, type: person-id, required: true}
    - {key: ns_luong, label: Lương, type: money}
    - key: ns_gioi
      label: Giới tính
      type: choice
      choices: [{value: nam, label: Nam}, {value: nu, label: Nữ}]
"""


def publish(folder: Path) -> None:
    """The procedure, in force from today."""
    pack = packs.make(CODE, NAME, into=folder, today=clock.today())
    for path in pack.rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("VIẾT:", "Thử:"), "utf-8")
    form = pack / "form.yaml"
    before, mark, after = form.read_text("utf-8").partition("- key: cam_doan")
    texts = "".join(TEXT.format(number) for number in range(TEXTS))
    form.write_text(before.rstrip() + FORM + texts + TABLE + mark + after, "utf-8")
    for sample in pack.glob("samples/*.yaml"):
        text = sample.read_text("utf-8")
        answer = '  nhan_su: [{ns_ten: Người Thử, ns_so: "019090000001"}]\n  cam_doan: true'
        text = text.replace("  cam_doan: true", answer)
        sample.write_text(text.replace("noi_dung, cam", "noi_dung, nhan_su, cam"), "utf-8")
    actions.publish(folder=pack, by=System("packs"))


def rows(count: int, wrong: int) -> str:
    """Lines as a spreadsheet copies them; in row ``wrong`` (from 1) the number is too short."""
    lines = [
        f"Người Thứ {'ABCDEFGHIJ'[at % 10]}\t{at % 28 + 1}/3/1990\t{number}\t{5_000_000 + at}\tNữ"
        for at in range(count)
        for number in ["12" if at + 1 == wrong else f"019190{at:06}"]
    ]
    return "\n".join(lines)
