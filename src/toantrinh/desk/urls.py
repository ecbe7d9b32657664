from django.urls import path

from .views import (
    acting,
    asking,
    closing,
    dossier,
    extending,
    others,
    owing,
    slips,
    time,
    today,
    worklist,
)
from .views.counter import arriving, devices, filling, finishing, guiding, queueing

app_name = "desk"
urlpatterns = [
    path("can-bo", worklist.worklist, name="worklist"),
    path("can-bo/so-theo-doi", slips.book, name="book"),
    path("can-bo/ho-so/<uuid:uid>/phieu-kiem-soat", slips.control, name="control-slip"),
    path("can-bo/hom-nay", today.today, name="today"),
    path("can-bo/quay", arriving.arrive, name="counter"),
    path("can-bo/quay/nguoi/<str:token>", arriving.person, name="counter-person"),
    path("can-bo/quay/ho-so/<uuid:uid>", filling.filling, name="counter-filling"),
    path("can-bo/quay/ho-so/<uuid:uid>/xac-nhan", finishing.confirming, name="counter-confirming"),
    path("can-bo/quay/ho-so/<uuid:uid>/to-khai", finishing.declaration, name="declaration"),
    path("can-bo/quay/ho-so/<uuid:uid>/xong", finishing.filed, name="counter-filed"),
    path("can-bo/quay/so", queueing.queue, name="queue"),
    path("can-bo/quay/huong-dan", guiding.guidance, name="guidance"),
    path("can-bo/quay/huong-dan/ban/<uuid:uid>", guiding.kept, name="guidance-sheet"),
    path("can-bo/quay/huong-dan/<str:code>", guiding.give, name="give-guidance"),
    path("can-bo/quay/thiet-bi", devices.devices, name="devices"),
    path("can-bo/to-cong-nghe", guiding.sittings, name="sittings"),
    path("quay/<str:code>/lay-so", queueing.kiosk, name="kiosk"),
    path("quay/<str:code>/man-hinh", queueing.hall, name="hall"),
    path("can-bo/ho-so/<uuid:uid>", dossier.dossier, name="dossier"),
    path("can-bo/ho-so/<uuid:uid>/nguoi-khac/<uuid:invitation>", others.other, name="other"),
    path("can-bo/ho-so/<uuid:uid>/yeu-cau-bo-sung", asking.supplement, name="supplement"),
    path("can-bo/ho-so/<uuid:uid>/tu-choi", closing.refusal, name="refusal"),
    path("can-bo/ho-so/<uuid:uid>/khong-giai-quyet", closing.negative, name="negative"),
    path("can-bo/ho-so/<uuid:uid>/dung", closing.stopping, name="stopping"),
    path("can-bo/ho-so/<uuid:uid>/gia-han", extending.extension, name="extension"),
    path("can-bo/ho-so/<uuid:uid>/yeu-cau-nop-tien", owing.payment, name="payment"),
    path("can-bo/ho-so/<uuid:uid>/han", time.due, name="due"),
    path("can-bo/ho-so/<uuid:uid>/<slug:deed>", acting.act, name="act"),
]
