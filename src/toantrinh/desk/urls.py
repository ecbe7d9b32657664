from django.urls import path

from .views import acting, dossier, others, time, worklist

app_name = "desk"
urlpatterns = [
    path("can-bo", worklist.worklist, name="worklist"),
    path("can-bo/ho-so/<uuid:uid>", dossier.dossier, name="dossier"),
    path("can-bo/ho-so/<uuid:uid>/nguoi-khac/<uuid:invitation>", others.other, name="other"),
    path("can-bo/ho-so/<uuid:uid>/han", time.due, name="due"),
    path("can-bo/ho-so/<uuid:uid>/<slug:deed>", acting.act, name="act"),
]
