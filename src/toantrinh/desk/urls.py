from django.urls import path

from .views import (
    acting,
    asking,
    closing,
    dossier,
    extending,
    keys,
    others,
    owing,
    printing,
    slips,
    time,
    today,
    worklist,
)

app_name = "desk"
urlpatterns = [
    path("can-bo", worklist.worklist, name="worklist"),
    path("can-bo/phim-tat", keys.keys, name="keys"),
    path("can-bo/so-theo-doi", slips.book, name="book"),
    path("can-bo/ho-so/<uuid:uid>/phieu-kiem-soat", slips.control, name="control-slip"),
    path("can-bo/hom-nay", today.today, name="today"),
    path("can-bo/ho-so/<uuid:uid>", dossier.dossier, name="dossier"),
    path("can-bo/ho-so/<uuid:uid>/nguoi-khac/<uuid:invitation>", others.other, name="other"),
    path("can-bo/ho-so/<uuid:uid>/yeu-cau-bo-sung", asking.supplement, name="supplement"),
    path("can-bo/ho-so/<uuid:uid>/tu-choi", closing.refusal, name="refusal"),
    path("can-bo/ho-so/<uuid:uid>/khong-giai-quyet", closing.negative, name="negative"),
    path("can-bo/ho-so/<uuid:uid>/dung", closing.stopping, name="stopping"),
    path("can-bo/ho-so/<uuid:uid>/gia-han", extending.extension, name="extension"),
    path("can-bo/ho-so/<uuid:uid>/yeu-cau-nop-tien", owing.payment, name="payment"),
    path("can-bo/ho-so/<uuid:uid>/in", printing.summary, name="summary"),
    path("can-bo/ho-so/<uuid:uid>/chep", printing.sheet, name="copy-sheet"),
    path("can-bo/ho-so/<uuid:uid>/han", time.due, name="due"),
    path("can-bo/ho-so/<uuid:uid>/<slug:deed>", acting.act, name="act"),
]
