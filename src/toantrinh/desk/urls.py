from django.urls import path

from .views import (
    absences,
    acting,
    asking,
    bulk,
    closing,
    dossier,
    extending,
    others,
    owing,
    slips,
    time,
    today,
    worklist,
    workload,
)

app_name = "desk"
urlpatterns = [
    path("can-bo", worklist.worklist, name="worklist"),
    path("can-bo/so-theo-doi", slips.book, name="book"),
    path("can-bo/ho-so/<uuid:uid>/phieu-kiem-soat", slips.control, name="control-slip"),
    path("can-bo/dem-viec", worklist.counts, name="worklist-counts"),
    path("can-bo/bo-loc", worklist.filters, name="filters"),
    path("can-bo/khoi-luong", workload.workload, name="workload"),
    path("can-bo/vang-mat", absences.absences, name="absences"),
    path("can-bo/hang-loat", bulk.batches, name="batches"),
    path("can-bo/hang-loat/<uuid:batch>", bulk.batch, name="batch"),
    path("can-bo/hang-loat/<uuid:batch>/xem/<uuid:item>", bulk.look, name="batch-look"),
    path("can-bo/hang-loat/<uuid:batch>/<slug:deed>", bulk.act, name="batch-act"),
    path("can-bo/hom-nay", today.today, name="today"),
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
