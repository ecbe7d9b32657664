"""What people really type leads to the procedure they mean, among the first three."""

import pytest

from tests import make
from toantrinh.catalogue import finding

BIRTH, DEATH, SINGLE, COPY, SHOP = "1.001193", "1.000656", "1.004873", "2.000635", "1.001612"
PHRASINGS = {
    BIRTH: """khai sinh|dang ky khai sinh|Đăng kí khai sinh|làm giấy khai sinh cho con
        |lam giay khai sinh|giấy khai sinh cho bé|sinh con|mới sinh con cần làm gì|em bé mới sinh
        |tre so sinh|khai sin cho con|giay khai snh|khai sinh quá hạn|khai sinh muộn|1001193
        |1.001193|1.001193.H55|1.001193.000.00.00.H55|mã 1.001193|khaisinh|ddang ky khai sinh
        |dang ki kai sinh|giaays khai sinh|vợ mới đẻ con làm giấy tờ gì|khai xinh cho con
        |dat ten cho con|con 2 tuổi chưa làm giấy khai sinh|đăng ký khai sinhh""",
    DEATH: """khai tử|dang ky khai tu|đăng kí khai tử|giấy chứng tử|giay chung tu|người thân mất
        |nguoi than qua doi|báo tử|bố mất làm giấy tờ gì|khai tử cho mẹ|trích lục khai tử
        |1.000656|giay khai tuw|nguoi nha chet phai lam gi|ba tôi mới mất|khai tu cho ong""",
    SINGLE: """xác nhận độc thân|xac nhan doc than|giấy độc thân|giay xac nhan tinh trang hon nhan
        |tình trạng hôn nhân|xác nhận chưa kết hôn|xac nhan hon nhan|giấy chứng nhận độc thân
        |tinh trang hon nhn|1004873|xin giấy xác nhận độc thân ở đâu|giay doc than de mua dat
        |giấy xác nhận chưa có vợ|giay xac nhan doc thann""",
    COPY: """trích lục khai sinh|trich luc ho tich|bản sao giấy khai sinh|ban sao khai sinh
        |mất giấy khai sinh|mat giay khai sinh|xin lại giấy khai sinh|trích lục kết hôn
        |sao y khai sinh|2.000635|xin trich luc khai sinh|mất giấy kết hôn|làm mất giấy khai sinh
        |trich luc ghi chu ly hon""",
    SHOP: """hộ kinh doanh|ho kinh doanh|đăng ký kinh doanh|mở quán phở|mo quan an|mở cửa hàng
        |thành lập hộ kinh doanh|thanh lap ho kinh doah|giấy phép kinh doanh|1.001612|hkd|dkkd
        |mở tiệm tạp hoá|ban hang online co phai dang ky khong|mở shop quần áo
        |mo quan cafe can giay to gi|mở tiệm cắt tóc|hộ kd cá thể|gpkd""",
    "1.000045": """giấy tờ bán gỗ keo|bang ke lam san|xác nhận nguồn gốc gỗ|chở gỗ cần giấy gì
        |xac nhan kiem lam""",
    "1.000894": """đăng ký kết hôn|dang ky ket hon|giay ket hon|làm giấy đăng ký kết hôn|cưới vợ
        |lay chong nguoi tinh khac|đkkh|giay hon thu|dang ki ket honn|muốn cưới cần giấy tờ gì""",
    "1.001022": """nhận con|nhan cha cho con|nhận con ngoài giá thú|bo sung ten cha vao khai sinh
        |nhận lại con ruột""",
    "1.001029": """giấy phép karaoke|mo quan karaoke|kinh doanh phong hat|mở quán hát""",
    "1.001266": """giải thể hộ kinh doanh|đóng cửa hàng luôn|tra giay phep kinh doanh
        |chấm dứt hkd|nghi kinh doanh han""",
    "1.001570": """tạm ngừng hộ kinh doanh|tam nghi ban hang|tạm ngưng hkd|quán nghỉ vài tháng
        |hộ kinh doanh mở lại""",
    "1.001686": """bán thuốc thú y|mo cua hang thuoc thu y|giay phep ban thuoc thu y
        |cua hang thuoc cho heo ga""",
    "1.001699": """giấy khuyết tật|chung nhan nguoi khuyet tat|làm giấy cho người tàn tật
        |con bị tự kỷ làm giấy khuyết tật|giam dinh khuyet tat|giay khuyet tatj""",
    "1.001731": """mai táng phí|tien mai tang|hỗ trợ tiền đám ma|trợ cấp mai táng người già""",
    "1.001776": """tiền người già 75 tuổi|tro cap nguoi cao tuoi|trợ cấp xã hội|bảo trợ xã hội
        |tien tro cap khuyet tat hang thang|trợ cấp 80 tuổi|tro cap tre mo coi|btxh""",
    "1.003197": """cắt khẩu|cat ho khau|xóa hộ khẩu|xoa dang ky thuong tru|xóa tên khỏi hộ khẩu""",
    "1.003622": """tổ chức lễ hội|hoi lang|xin phép mở hội xuân|le hoi dinh lang""",
    "1.004194": """tạm trú|dang ky tam tru|đăng kí tạm trú cho sinh viên|kt3|thuê trọ đăng ký gì
        |giay tam tru|gia han tam tru|tamtru""",
    "1.004222": """nhập khẩu|nhap ho khau cho con|chuyển hộ khẩu|đăng ký thường trú
        |dang ky thuong tru|nhập khẩu về nhà chồng|hộ khẩu|nhap hk cho vo|chuyen khau""",
    "1.004859": """sửa giấy khai sinh|sai ten trong giay khai sinh|đổi tên|cải chính hộ tịch
        |sai ngày sinh trên giấy khai sinh|đổi họ cho con|cai chinh nam sinh|doi dan toc
        |đính chính khai sinh bị sai""",
    "1.004884": """làm lại giấy khai sinh|khai sinh lai|đăng ký lại khai sinh
        |mất giấy khai sinh gốc không còn sổ|mat so goc khai sinh""",
    "1.009374": """giấy phép bản tin|xuat ban ban tin|ra bản tin nội bộ""",
    "1.010038": """tách khẩu|tach ho khau|ra ở riêng tách hộ|tach so ho khau|ly hôn tách khẩu""",
    "1.010041": """giấy xác nhận cư trú|ct07|xac nhan noi cu tru|xác nhận hộ khẩu
        |xac nhan thong tin cu tru""",
    "1.010727": """giấy phép môi trường|giay phep xa thai|gpmt|xin phép môi trường cho nhà máy
        |mt nuoc thai nha may""",
    "1.010803": """thờ cúng liệt sĩ|tien tho cung liet sy|tiền hương khói liệt sĩ
        |trợ cấp thờ cúng""",
    "1.010824": """thương binh mất|nguoi co cong tu tran|bố tôi là thương binh qua đời
        |mai tang phi nguoi co cong""",
    "1.011441": """thế chấp sổ đỏ|dang ky the chap|vay ngân hàng thế chấp nhà|the chap qsdd
        |cam so do vay tien""",
    "1.011443": """xóa thế chấp|giai chap so do|rút sổ đỏ ngân hàng|xoa dang ky the chap
        |trả hết nợ ngân hàng lấy sổ""",
    "1.012278": """mở phòng khám|giay phep phong kham|mở nha khoa|mo phong mach tu""",
    "1.012592": """hoạt động tín ngưỡng|dang ky den chua|sinh hoạt tín ngưỡng ở đình""",
    "1.012783": """đổi sổ đỏ|so do bi rach|cấp lại bìa đỏ|doi so hong|cấp đổi gcn qsdđ
        |sổ đỏ cũ muốn đổi mới|cap doi giay chung nhan quyen su dung dat""",
    "1.013225": """giấy phép xây dựng|xin phep xay nha|gpxd|xây nhà cần giấy tờ gì|lam nha
        |xay nha cap 4|giấy phép xd nhà ở|cất nhà có phải xin phép không
        |giay phep xay dung nha o""",
    "1.013227": """gia hạn giấy phép xây dựng|giay phep xay dung het han|gia han gpxd
        |giấy phép xây nhà quá hạn""",
    "1.013855": """an toàn thực phẩm|attp nhà hàng|vsattp|giay ve sinh an toan thuc pham quan an
        |giấy attp quán phở|bếp ăn tập thể""",
    "1.013949": """chuyển mục đích sử dụng đất|len tho cu|chuyển đất vườn sang đất ở
        |chuyen dat ruong thanh dat o|xin giao đất""",
    "2.000181": """bán thuốc lá|giay phep ban le thuoc la|tạp hóa muốn bán thuốc lá""",
    "2.000633": """nấu rượu bán|giay phep nau ruou|sản xuất rượu thủ công|rượu quê nấu bán""",
    "2.000815": """sao y bản chính|cong chung giay to|photo công chứng|chứng thực bản sao
        |công chứng bằng đại học|cong chung cccd|sao y cccd""",
    "2.000884": """chứng thực chữ ký|xac nhan chu ky|giấy ủy quyền|xác nhận sơ yếu lý lịch
        |chung thuc giay uy quyen|so yeu ly lich xin viec""",
    "2.001159": """khai báo lưu trú|khach ngu lai|thông báo lưu trú homestay|khách ở qua đêm""",
    "2.001583": """mở công ty|thanh lap cong ty|lập cty tnhh mtv|dang ky doanh nghiep
        |muốn mở công ty|thành lập doanh nghiệp""",
    "2.001628": """giấy phép lữ hành|giay phep du lich|mở công ty du lịch trong nước""",
    "2.001827": """attp nông sản|an toan thuc pham che bien che|cơ sở giết mổ
        |giấy an toàn thực phẩm thủy sản|lam gio cha can giay gi""",
    "2.002029": """tạm ngừng công ty|cong ty tam nghi|doanh nghiệp tạm dừng kinh doanh
        |tam ngung hoat dong doanh nghiep""",
    "2.002288": """phù hiệu xe|phu hieu xe tai|xin phù hiệu xe hợp đồng|chạy xe dịch vụ cần gì
        |phu hieu xe khach""",
    "2.002409": """khiếu nại|don khieu nai|khiếu nại quyết định của chủ tịch xã
        |khieu nai ubnd xa""",
    "2.002501": """đơn kiến nghị|gửi đơn lên xã|don to cao|đơn thư|don phan anh""",
    "2.002854": """chuyển trường|chuyen truong cho con|xin chuyển trường cấp 3|chuyen truong cap ba
        |rut hoc ba""",
    "3.000182": """vào lớp 6|tuyen sinh lop 6|nộp hồ sơ lớp sáu|đăng ký học cấp 2
        |tuyển sinh thcs""",
    "3.000333": """lý lịch tư pháp|ly lich tu phap|lltp số 2|giấy không có tiền án
        |phiếu lí lịch tư pháp|lam phieu ly lich tu phap""",
    "3.000347": """đổi bằng lái|doi bang lai xe|gplx hết hạn|bang lai het han|đổi gplx
        |đổi bằng lái xe máy|bằng B2 sắp hết hạn|gia han bang lai oto|mất bằng lái xe
        |doi bang lai xe mays""",
    "3.000722": """liên thông khai sinh|thẻ bảo hiểm y tế cho bé|bhyt trẻ em
        |khai sinh nhập khẩu bảo hiểm cho con|the can cuoc cho tre em""",
    "TN.000001": """chứng chỉ hành nghề y|giay phep hanh nghe bac si|hành nghề điều dưỡng""",
    "TN.000002": """mở karaoke trọn gói|lien thong karaoke|hộ kinh doanh karaoke""",
}
AS_WELL = {  # written after search was, and never tuned for
    "1.001193": """con mới sinh ở viện giờ làm giấy tờ gì|khai sing cho be
        |cháu tôi chưa khai sinh|lam khai sinh cho chau o que""",
    "1.000656": """ông nội mới mất|chồng chết cần báo xã không|dang ki khai tu muon""",
    "1.004873": """xin giấy chứng nhận chưa lấy chồng
        |xac nhan doc than de ket hon voi nguoi nuoc ngoai
        |xac nhan tinh trang hon nhan mua nha""",
    "2.000635": """mất bản gốc giấy khai sinh xin cấp lại|xin lại giấy đăng ký kết hôn bị mất
        |cap ban sao trich luc khai tu""",
    "1.001612": """mở quán bún chả|ban tra sua can giay phep gi|đăng ký bán hàng trên shopee
        |dk hộ kd""",
    "1.000894": """làm đăng ký kết hôn ở xã|thủ tục lấy vợ|dang ky ket hon online""",
    "1.004222": """nhập hộ khẩu cho con mới sinh|chuyen ho khau ve nha moi|nhap khau cho chong
        |dang ki thuong chu""",
    "1.004194": """tạm trú tạm vắng|dang ky tam chu|o tro hon 1 thang|làm kt3 cho công nhân""",
    "1.010038": """tách hộ khẩu khỏi bố mẹ|tach khau o rieng""",
    "3.000347": """đổi bằng lái xe ô tô hết hạn|bang lai xe may bi gay|doi bang lai b1 online
        |cấp lại bằng lái bị mất""",
    "1.013225": """xây nhà có cần xin phép không|xin phep sua nha nang tang|giay fep xay dung
        |giấy phép xây nhà trọ""",
    "1.013949": """chuyển đất trồng cây sang đất thổ cư|len tho cu 100m2 het bao nhieu
        |chuyen muc dich su dung dat nong nghiep""",
    "1.012783": """đổi sổ đỏ cũ sang mới|bìa đỏ bị mất góc|cap doi so hong""",
    "1.011443": """xoá thế chấp sổ đỏ|giai chap ngan hang""",
    "1.001776": """chế độ cho người trên 75 tuổi|tien ho tro nguoi gia khong luong huu
        |mẹ đơn thân nuôi con xin trợ cấp""",
    "1.001699": """xin giấy xác nhận khuyết tật cho con|lam the khuyet tat""",
    "1.001731": """bà cụ 85 tuổi mất được hỗ trợ mai táng|tien mai tang phi cho nguoi gia""",
    "3.000333": """xin lý lịch tư pháp số 2 đi nhật|ly lich tu phap online|phiếu llt p số 1""",
    "2.002854": """chuyển trường cho con lớp 3|xin hoc truong khac""",
    "3.000182": """nộp hồ sơ vào cấp 2 cho con|tuyen sinh lop6""",
    "2.000815": """photo công chứng căn cước|sao y giay to|chung thuc ban sao bang lai""",
    "2.000884": """chứng nhận sơ yếu lý lịch|giay uy quyen cho con di xe|xac nhan chu ky""",
    "2.001583": """thành lập công ty tnhh 1 thành viên|dang ki cong ty|mo cty""",
    "2.002288": """xin phù hiệu xe tải|phu hieu xe hop dong 16 cho""",
    "1.001570": """hộ kinh doanh xin nghỉ 3 tháng|tam ngung kinh doanh quan""",
    "1.001266": """trả giấy phép hộ kinh doanh|nghỉ bán luôn""",
    "1.013855": """giấy an toàn vệ sinh thực phẩm cho quán|giay attp bep an""",
    "2.001159": """khai báo khách ở nhà nghỉ|cho ban ngu nho co phai bao khong""",
    "2.002409": """khiếu nại chủ tịch xã thu hồi đất|don khieu nai lan dau""",
    "2.002501": """tố cáo hàng xóm|don kien nghi len xa""",
    "1.004859": """sai họ tên mẹ trong giấy khai sinh|doi ten dem|sửa năm sinh|cai chinh ho tich""",
    "1.004884": """giấy khai sinh mất hết đăng ký lại|dang ky lai khai sinh cho nguoi gia""",
    "1.010041": """xin giấy xác nhận cư trú ct07|xac nhan noi o hien tai""",
    "1.003197": """cắt hộ khẩu đi nước ngoài|xoa khau""",
    "1.001022": """làm thủ tục nhận cha con|nhan con ngoai gia thu""",
    "1.010803": """tiền thờ cúng liệt sỹ hàng năm|nhan tho cung liet si""",
    "1.010824": """bố thương binh mất được hưởng gì|nguoi co cong mat""",
    "2.000181": """giấy phép bán lẻ thuốc lá cho tạp hoá""",
    "2.000633": """nấu rượu bán có cần giấy phép""",
    "1.001029": """xin giấy phép karaoke""",
    "1.012278": """mở phòng khám tư|mo phong kham rang""",
    "1.010727": """xin giấy phép môi trường trại lợn|giay phep moi truong xuong san xuat""",
    "1.003622": """xin tổ chức lễ hội làng""",
    "1.000045": """bán cây keo cần giấy gì|giay to van chuyen go""",
    "3.000722": """làm khai sinh hộ khẩu bhyt cho con một lần|the bhyt cho tre so sinh""",
    "1.011441": """đăng ký thế chấp nhà đất ngân hàng|the chap so do vay von""",
    "2.002029": """công ty tạm ngừng 1 năm|tam ngung cong ty""",
}
SHARE, LEAST_PHRASINGS, LEAST_PROCEDURES = 0.95, 120, 45


def asked():
    return [
        (words.strip(), code)
        for code, phrasings in (*PHRASINGS.items(), *AS_WELL.items())
        for words in phrasings.split("|")
    ]


@pytest.fixture
def published(db):
    make.all_published()


def codes(words, limit=3):
    return [version.code for version in finding.find(words, limit=limit).versions]


def test_nearly_all_phrasings_find_their_procedure_among_the_first_three(published):
    missed = [
        (words, code, found) for words, code in asked() if code not in (found := codes(words))
    ]

    assert 1 - len(missed) / len(asked()) >= SHARE, missed


def test_there_are_enough_phrasings_of_enough_procedures():
    assert len(asked()) >= LEAST_PHRASINGS
    assert len(PHRASINGS) >= LEAST_PROCEDURES


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("khai tu", DEATH),
        ("doc than", SINGLE),
        ("sinh con", BIRTH),
        ("mở quán phở", SHOP),
        ("đổi bằng lái", "3.000347"),
        ("giay phep xay dung", "1.013225"),
    ],
)
def test_the_plainest_words_find_it_first(published, words, code):
    assert codes(words)[0] == code
