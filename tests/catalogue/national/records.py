"""National records of invented procedures, in both shapes, with the traps of real ones."""

from __future__ import annotations

import copy
import json

CASES = {
    "code": "1.909001",
    "name": "Cấp giấy phép hoạt động gian hàng phiên chợ",
    "decisionNo": "1234/QĐ-BCT",
    "executionSteps": [{"name": "Bước 1", "description": "<p>Nộp hồ sơ&nbsp;tại xã</p>"}],
    "executionMethods": [
        {
            "submissionMethod": "TRUC_TIEP",
            "processingTime": 5,
            "processingTimeUnit": "WORKING_DAY",
            "description": "05 ngày làm việc kể từ ngày nhận đủ hồ sơ",
            "fees": [
                {
                    "type": "PHI",
                    "value": 150000,
                    "currencyId": "VND",
                    "description": "Phí thẩm định",
                }
            ],
        },
        {
            "submissionMethod": "TRUC_TUYEN",
            "processingTime": 5,
            "processingTimeUnit": "WORKING_DAY",
            "description": "05 ngày làm việc kể từ ngày nhận đủ hồ sơ",
            "fees": [
                {
                    "type": "PHI",
                    "value": 150000,
                    "currencyId": "VND",
                    "description": "Phí thẩm định",
                }
            ],
        },
    ],
    "executionCases": [
        {
            "name": "",
            "profileComponents": [
                {
                    "profileComponentId": 1,
                    "code": "000.00.00.G02-KQ000001",
                    "name": "Đơn đề nghị cấp giấy phép",
                    "originalQty": 1,
                    "copyQty": 0,
                    "required": False,
                    "hasElectronicForm": True,
                    "isProcessingResult": False,
                    "attachments": [{"name": "mau-01.docx"}],
                },
                {
                    "profileComponentId": 2,
                    "code": "",
                    "name": "Bản sao giấy chứng nhận an toàn thực phẩm (trường hợp bán đồ ăn)",
                    "originalQty": 0,
                    "copyQty": 1,
                    "required": False,
                    "hasElectronicForm": False,
                    "isProcessingResult": False,
                    "attachments": [],
                },
                {
                    "profileComponentId": 3,
                    "code": "",
                    "name": "Lưu ý: bản sao không cần chứng thực",
                    "originalQty": 0,
                    "copyQty": 0,
                    "required": False,
                    "hasElectronicForm": False,
                    "isProcessingResult": False,
                    "attachments": [],
                },
            ],
        }
    ],
}
CAPITALS = {
    "MATTHC": "1.909002",
    "TENTTHC": "Xác nhận sơ đồ gian hàng phiên chợ",
    "LINHVUCTHUCHIEN": {"MALINHVUC": "LV01", "TENLINHVUC": "Lưu thông hàng hóa trong nước"},
    "TRINHTUTHUCHIEN": [{"TRUONGHOP": "", "TRINHTU": "Nộp hồ sơ; nhận kết quả"}],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": "Trực tiếp",
            "THOIGIAN": "3",
            "DONVITINH": "Ngày làm việc",
            "MOTA": "03 (ba) ngày làm việc",
            "PHILEPHI": [{"SOTIEN": "0", "DONVI": "VNĐ", "LOAI": "Lệ phí"}],
        }
    ],
    "THANHPHANHOSO": [
        {"GIAYTO": "Tờ khai theo mẫu", "MAGIAYTO": "GT01", "TENMAUDON": "Mẫu 01", "URL": ""},
        {"GIAYTO": "Sơ đồ gian hàng", "MAGIAYTO": "GT02", "TENMAUDON": "", "URL": ""},
    ],
    "YEUCAU": "Phiên chợ đã có trong kế hoạch của xã",
    "DOITUONGTHUCHIEN": "Công dân Việt Nam; Doanh nghiệp",
    "KETQUATHUCHIEN": [{"MAKETQUA": "KQ01", "TENKETQUA": "Giấy xác nhận"}],
    "CANCUPHAPLY": [{"SOVANBAN": "02/2003/NĐ-CP", "TENVANBAN": "Nghị định về chợ"}],
    "COQUANTHUCHIEN": [{"TENDONVI": "Ủy ban nhân dân cấp xã"}],
}


def cases(**changes):
    """The record with ``name``, ``code`` …, its first method or first fee changed: ``method_``,
    ``fee_`` and ``paper_`` before a key say which."""
    data = copy.deepcopy(CASES)
    for method in data["executionMethods"]:
        method.update(_of(changes, "method_"))
        for fee in method["fees"]:
            fee.update(_of(changes, "fee_"))
    data["executionCases"][0]["profileComponents"][0].update(_of(changes, "paper_"))
    top = {key: value for key, value in changes.items() if "_" not in key}
    return json.dumps(data | top, ensure_ascii=False)


def capitals(**changes):
    return json.dumps(CAPITALS | changes, ensure_ascii=False)


def _of(changes, prefix):
    return {
        key.removeprefix(prefix): value for key, value in changes.items() if key.startswith(prefix)
    }
