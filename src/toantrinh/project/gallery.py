"""The gallery: every component with invented content, for those who build pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .templatetags.ui import ICONS


class Moment(NamedTuple):
    at: datetime | None
    title: str
    detail: str = ""
    who: str = ""


class Line(NamedTuple):
    field: str
    question: str
    answer: str
    source: str = ""


class Problem(NamedTuple):
    field: str
    message: str


SHOWN: dict[str, Any] = {
    "crumbs": [("Trang chủ", "/"), ("Hộ tịch", "/tim?linh-vuc=ho-tich"), ("Đăng ký khai sinh", "")],
    "problems": [
        Problem("con-ho-ten", "Nhập họ, chữ đệm và tên của trẻ"),
        Problem("con-ngay-sinh", "Ngày sinh không được sau ngày hôm nay"),
    ],
    "lines": [
        Line("ho-ten", "Họ, chữ đệm, tên", "Nguyễn Thị Hồng Nhung", "Cơ sở dữ liệu quốc gia"),
        Line("noi-sinh", "Nơi sinh", "Bệnh viện Trung ương Thái Nguyên"),
        Line("ghi-chu", "Ghi chú", ""),
    ],
    "tasks": [
        {"title": "Thông tin của trẻ", "href": "#", "tag": "Đã xong", "colour": "green"},
        {
            "title": "Cha, mẹ",
            "href": "#",
            "text": "Còn 2 câu",
            "tag": "Đang khai",
            "colour": "blue",
        },
        {"title": "Giấy tờ", "tag": "Chưa đến", "colour": "grey"},
    ],
    "moments": [
        Moment(
            datetime(2026, 11, 24, 1, 30, tzinfo=UTC),
            "Lãnh đạo đang ký",
            "Giấy khai sinh đã soạn xong, chờ Phó Chủ tịch ký số.",
            "Chị Trần Thu Hà, Phó Chủ tịch UBND phường Phan Đình Phùng",
        ),
        Moment(
            datetime(2026, 11, 23, 2, 15, tzinfo=UTC),
            "Đã tiếp nhận hồ sơ",
            "Hẹn trả kết quả trước 17:00, 24/11/2026.",
        ),
        Moment(datetime(2026, 11, 23, 1, 5, tzinfo=UTC), "Anh/chị đã nộp hồ sơ"),
        Moment(None, "Trả kết quả"),
    ],
    "steps": [
        {"title": "Trẻ", "state": "done"},
        {"title": "Cha, mẹ", "state": "done"},
        {"title": "Nơi cư trú", "state": "now"},
        {"title": "Giấy tờ", "state": "todo"},
        {"title": "Kiểm tra lại", "state": "todo"},
    ],
    "states": [
        (0, "Bản nháp"),
        (1, "Mới đăng ký"),
        (5, "Yêu cầu bổ sung giấy tờ"),
        (8, "Dừng xử lý"),
        (9, "Đã xử lý xong"),
    ],
    "columns": ["Mã hồ sơ", "Thủ tục", "Trạng thái", "Lệ phí"],
    "rows": [
        [
            {"text": "H55.101-261124-0007", "href": "#"},
            "Đăng ký khai sinh",
            {"tag": "Đang xử lý", "colour": "blue"},
            {"text": "Miễn", "number": True},
        ],
        [
            {"text": "H55.101-261124-0009", "href": "#"},
            "Cấp bản sao trích lục hộ tịch",
            {"tag": "Chờ nộp phí", "colour": "amber"},
            {"text": "24.000 đồng", "number": True},
        ],
    ],
    "due_at": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    "told": {
        "about": "result",
        "verdict": "running",
        "says": "Đang trong hạn: hạn là 17:00 ngày 24/11/2026.",
        "basis": "Thời hạn: 2 ngày làm việc, tính từ lúc tiếp nhận 09:00 ngày 19/11/2026.",
        "ground": "Khoản 2 Điều 16 Luật Hộ tịch",
        "lines": [
            {
                "kind": "receipt",
                "when": "Thứ Năm 19/11/2026",
                "text": "Ngày tiếp nhận: không tính",
                "detail": "khoản 2 Điều 147 Bộ luật Dân sự 2015",
            },
            {
                "kind": "counted",
                "when": "Thứ Sáu 20/11/2026",
                "text": "Tính",
                "amount": "1 ngày làm việc",
            },
            {
                "kind": "weekend",
                "when": "Thứ Bảy 21/11 đến Chủ nhật 22/11/2026",
                "text": "Cuối tuần: không tính",
                "detail": "Thứ Bảy, Chủ nhật",
            },
            {
                "kind": "standing",
                "when": "Thứ Hai 23/11/2026",
                "text": "Thời gian dừng: không tính",
                "detail": "Người nộp được yêu cầu bổ sung hồ sơ (mẫu số 02, lần 1)",
            },
            {
                "kind": "counted",
                "when": "Thứ Ba 24/11/2026",
                "text": "Tính",
                "amount": "1 ngày làm việc",
                "end": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
            },
        ],
        "total": "Cộng: 2 ngày làm việc, bằng thời hạn.",
        "due": datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
        "original_due": datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        "is_moved": True,
        "changes": [
            {
                "counts": True,
                "text": "Từ 09:30 ngày 20/11/2026 đến 08:00 ngày 23/11/2026 thời gian dừng: người"
                " nộp được yêu cầu bổ sung hồ sơ (mẫu số 02, lần 1).",
                "ground": "Mẫu số 02, Thông tư 03/2025/TT-VPCP",
            }
        ],
    },
}


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page; absent in production."""
    if settings.MODE == "production":
        raise Http404
    return render(request, "gallery.html", SHOWN | {"icons": list(ICONS)})
