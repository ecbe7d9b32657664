"""A search over 6,000 procedures: the time of the server, against what a person may wait.

The catalogue is the packs of this repository and invented procedures beside them, their names made
of words that real ones are made of. Each query is the whole page ``/tim`` as a browser gets it:
with and without accents, with typing errors, joined words and leftovers of Telex, by life event, by
code, by agency, for a matter of another body, and narrowed by facets. What the first
search of a process waits for the index, and the first one after a publication, is told beside it.

Run by ``make bench``. The last line is one JSON object.
"""

from __future__ import annotations

import itertools
import json
import statistics
import time
from collections.abc import Iterator
from typing import Any

from _house import make_tables

PROCEDURES, ROUNDS = 6_000, 20
LIMIT = 20.0  # ms of the server
QUERIES = [
    "Đăng ký khai sinh",
    "dang ky khai sinh",
    "khai sin cho con",
    "hộ kinh doanh",
    "mo quan pho",
    "sinh con",
    "giấy độc thân",
    "1001193",
    "2.000635",
    "cap giay phep xay dung nha o",
    "đăng kí biến động đất",
    "gia han giay phpe moi truong",
    "khaisinh",
    "ddang ky khai sinh",
    "ly hôn",
    "công an xã",
    "1.001193.000.00.00.H55",
    "tôi muốn xin giấy phép xây dựng nhà ở thì làm ở đâu cần giấy tờ gì",
    "giấy phép&cap=xa&linh-vuc=linh_vuc_0",
    "cấp giấy phép cấp tỉnh&trang=20",
]
DEEDS = "Đăng ký|Cấp giấy phép|Cấp lại giấy phép|Gia hạn|Cấp đổi|Thu hồi|Xác nhận|Công bố|Thẩm định|Thông báo|Phê duyệt|Điều chỉnh|Chấm dứt|Công nhận|Hỗ trợ"  # noqa: E501
MATTERS = "xây dựng nhà ở|biến động đất đai|hoạt động khám bệnh|kinh doanh vận tải|môi trường|hành nghề luật sư|an toàn thực phẩm|sản xuất rượu|bán lẻ thuốc lá|hoạt động giáo dục|tàu cá|khai thác khoáng sản|sử dụng nước|lưu hành thuốc thú y|trợ cấp xã hội|người có công|lao động nước ngoài|hoạt động báo chí|lễ hội|tôn giáo"  # noqa: E501
KINDS = "cấp tỉnh|cấp xã|lần đầu|của tổ chức|của cá nhân|của hộ gia đình|có yếu tố nước ngoài|trong khu công nghiệp|theo ủy quyền|tạm thời|bổ sung|đã hết hạn|bị mất|bị hỏng|do thay đổi thông tin|theo cơ chế liên thông|đối với doanh nghiệp|đối với hợp tác xã|trên địa bàn miền núi|khi sáp nhập đơn vị"  # noqa: E501


def main() -> None:
    prepare()
    from django.test import Client

    browser = Client()
    began = time.perf_counter()
    page(browser, QUERIES[0])
    print(f"{(time.perf_counter() - began) * 1000:6.0f} ms  the first search of a process")
    print(f"{anew(browser):6.0f} ms  the first one after a procedure was published")
    for query in QUERIES:
        page(browser, query)  # what is read once a process is read now
    times = {query: [page(browser, query) for _ in range(ROUNDS)] for query in QUERIES}
    for query, each in sorted(times.items(), key=lambda pair: -statistics.median(pair[1])):
        print(f"{statistics.median(each):6.1f} ms  {query}")
    value = max(statistics.median(each) for each in times.values())
    result = {
        "name": "search",
        "value": round(value, 2),
        "unit": "ms, the slowest query's median",
        "limit": LIMIT,
        "ratio": round(value / LIMIT, 3),
    }
    print(json.dumps(result))


def page(browser: Any, query: str) -> float:
    """Milliseconds of the server for one page; ``query`` may go on as an address does."""
    words, *more = query.split("&")
    parts = {"q": words, **dict(each.split("=") for each in more)}
    began = time.perf_counter()
    answer = browser.get("/tim", parts)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200 or "/thu-tuc/" not in answer.content.decode():
        raise SystemExit(f"nothing found for {query!r}")
    return took


def anew(browser: Any) -> float:
    """Milliseconds of the first search after one more procedure is there."""
    from toantrinh.catalogue.models import ProcedureVersion

    real = ProcedureVersion.objects.get(code="2.000635").definition
    version(PROCEDURES, "Cấp", "xây dựng nhà ở", "Cấp giấy phép xây dựng nhà ở tạm", real).save()
    return page(browser, QUERIES[0])


def prepare() -> None:
    """Tables and procedures; Django is ready in this process afterwards."""
    make_tables()
    from django.conf import settings

    from toantrinh.catalogue import actions
    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.core import clock
    from toantrinh.core.actor import System

    province = settings.PACKS / "province" / "thai-nguyen.yaml"
    actions.load_province(path=province, by=System("packs"), at=clock.now())
    actions.load_guide(folder=settings.PACKS / "lists", by=System("lists"), at=clock.now())
    for path in sorted(settings.PACKS.glob("*/procedure.yaml")):
        actions.publish(folder=path.parent, by=System("packs"), at=clock.now())
    real = ProcedureVersion.objects.get(code="2.000635").definition
    invented = list(itertools.islice(names(), PROCEDURES - ProcedureVersion.objects.count()))
    ProcedureVersion.objects.bulk_create(
        [version(number, *said, real) for number, said in enumerate(invented)], batch_size=500
    )


def names() -> Iterator[tuple[str, str, str]]:
    for deed, matter, kind in itertools.product(
        DEEDS.split("|"), MATTERS.split("|"), KINDS.split("|")
    ):
        yield deed, matter, f"{deed} {matter} {kind}"


def version(number: int, deed: str, matter: str, name: str, real: dict[str, Any]) -> Any:
    """A procedure of another name that is as large as a real one."""
    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.catalogue.words import digits
    from toantrinh.core import clock

    code = f"9.{number:06}"
    return ProcedureVersion(
        code=code,
        code_digits=digits(code),
        name=name,
        summary=f"{deed} {matter} cho người dân và doanh nghiệp của tỉnh.",
        field_key=f"linh_vuc_{MATTERS.split('|').index(matter)}",
        field_name=matter.capitalize(),
        level=("xa", "tinh", "tinh xa")[number % 3],
        life_events=[],
        definition=real | {"procedure": real["procedure"] | {"code": code, "name": name}},
        digest=f"{number:064}",
        in_force_from=clock.today(),
        published_at=clock.now(),
        found_by={
            "called": [f"{matter} cho dân", f"xin {deed.lower()} {matter}", f"làm giấy {matter}"],
            "gives": [f"Giấy phép {matter}"],
            "body": f"Sở {matter}" if number % 3 else "Ủy ban nhân dân cấp xã",
            "service_level": ("toan_trinh", "mot_phan")[number % 2],
            "free": number % 5 == 0,
        },
    )


if __name__ == "__main__":
    main()
