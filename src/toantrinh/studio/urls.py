from django.urls import path

from .views import (
    calendar,
    calendar_changes,
    calendar_forms,
    comparing,
    data,
    deciding,
    editing,
    ending,
    forms,
    procedures,
    proposals,
    quick,
)

app_name = "studio"
urlpatterns = [
    path("thiet-ke", procedures.procedures, name="procedures"),
    path("thiet-ke/so-sanh", comparing.versions, name="compare"),
    path("thiet-ke/thu-tuc/<str:code>", procedures.procedure, name="procedure"),
    path("thiet-ke/thu-tuc/<str:code>/thay-doi", proposals.change, name="change"),
    path("thiet-ke/thu-tuc/<str:code>/bai-bo", ending.end, name="end"),
    path("thiet-ke/du-lieu", data.register, name="data"),
    path("thiet-ke/du-lieu/<int:number>/ket-thuc", data.end, name="data-end"),
    path("thiet-ke/mau-giay", forms.forms, name="forms"),
    path("thiet-ke/mau-giay/<slug:kind>", forms.form, name="form"),
    path("thiet-ke/mau-giay/<slug:kind>/<slug:version>", forms.sample, name="form-sample"),
    path(
        "thiet-ke/mau-giay/<slug:kind>/<slug:version>/trang/<int:number>",
        forms.page,
        name="form-page",
    ),
    path("thiet-ke/lich", calendar.year, name="calendar"),
    path("thiet-ke/lich/doi-ngay", calendar_forms.days, name="calendar-days"),
    path("thiet-ke/lich/doi-gio", calendar_forms.hours, name="calendar-hours"),
    path("thiet-ke/lich/de-xuat/<uuid:uid>", calendar_changes.change, name="calendar-change"),
    path(
        "thiet-ke/lich/de-xuat/<uuid:uid>/lam/<slug:deed>",
        calendar_changes.act,
        name="calendar-act",
    ),
    path("thiet-ke/de-xuat-moi", proposals.begin, name="begin"),
    path("thiet-ke/de-xuat/<uuid:uid>", proposals.proposal, name="proposal"),
    path("thiet-ke/de-xuat/<uuid:uid>/so-sanh", comparing.proposal, name="differences"),
    path("thiet-ke/de-xuat/<uuid:uid>/sua-nhanh", quick.quick, name="quick"),
    path("thiet-ke/de-xuat/<uuid:uid>/lop-tinh", editing.layer, name="layer"),
    path("thiet-ke/de-xuat/<uuid:uid>/tep/<path:name>", editing.file, name="file"),
    path("thiet-ke/de-xuat/<uuid:uid>/lam/<slug:deed>", deciding.act, name="act"),
]
