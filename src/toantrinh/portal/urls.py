from django.urls import path

from .views import accesses, files, fill, find, follow, open_data, papers, public, start, submit

app_name = "portal"
urlpatterns = [
    path("", find.home, name="home"),
    path("tim", find.search, name="search"),
    path("thu-tuc/<str:code>", find.procedure, name="procedure"),
    path("thu-tuc/<str:code>/du-lieu.json", open_data.procedure, name="procedure-data"),
    path("thu-tuc/<str:code>/nop", start.start, name="start"),
    path("ho-so", follow.mine, name="dossiers"),
    path("ho-so/<uuid:uid>", follow.dossier, name="dossier"),
    path("ho-so/<uuid:uid>/khai", start.go_on, name="go-on"),
    path("ho-so/<uuid:uid>/khai/<slug:section>", fill.section, name="section"),
    path("ho-so/<uuid:uid>/co-quan", start.agency, name="agency"),
    path("ho-so/<uuid:uid>/giay-to", papers.papers, name="papers"),
    path("ho-so/<uuid:uid>/giay-to/<uuid:file>/xoa", papers.remove, name="remove-file"),
    path("ho-so/<uuid:uid>/kiem-tra-lai", submit.check, name="check"),
    path("ho-so/<uuid:uid>/da-nop", submit.submitted, name="submitted"),
    path("ho-so/<uuid:uid>/xoa", start.discard, name="discard"),
    path("ho-so/<uuid:uid>/thanh-toan", follow.pay, name="pay"),
    path("ho-so/<uuid:uid>/du-thao", follow.confirm_draft, name="draft"),
    path("ho-so/<uuid:uid>/ket-qua", follow.result, name="result"),
    path("giay-to-cua-toi", follow.my_papers, name="my-papers"),
    path("ai-da-xem", accesses.accesses, name="accesses"),
    path("dia-danh", fill.places, name="places"),
    path("tra-cuu", public.track, name="track"),
    path("kiem-tra/", public.check_paper, name="check-paper"),
    path("kiem-tra/<str:code>", public.check_code, name="check-paper-code"),
    path("sitemap.xml", open_data.sitemap, name="sitemap"),
    path("robots.txt", open_data.robots, name="robots"),
    path("tep/<uuid:uid>", files.file, name="file"),
    path("tep/<uuid:uid>/trang/<int:number>", files.page, name="file-page"),
]
