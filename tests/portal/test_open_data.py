"""What machines read of the catalogue, and what the page says of cost and refusal."""

import json
import re
from datetime import date

import pytest

from toantrinh.catalogue import actions as catalogue
from toantrinh.core.actor import System

DATA = "/thu-tuc/1.001193/du-lieu.json"


def test_a_procedure_is_told_as_json(client, birth):
    answer = client.get(DATA)
    told = answer.json()

    assert answer["Content-Type"] == "application/json"
    assert (told["code"], told["name"]) == ("1.001193", "Đăng ký khai sinh")
    assert told["version"]["digest"] == birth.digest
    assert told["time_limit"]["kind"] == "within_day"
    assert told["answer_limit"]["kind"] == "within_day"
    assert {each["key"] for each in told["components"]} >= {"to_khai", "giay_chung_sinh"}
    assert told["fees"][0]["prices"][0]["ground"]
    assert told["refusal_grounds"][0]["legal_source"]
    assert told["compliance_cost"]["now"]["one_dossier"] == 47_538
    assert told["compliance_cost"]["before"]["trips"] == 2


def test_unknown_and_repealed_are_said_as_json(client, birth):
    catalogue.end(code="1.001193", last_day=date(2026, 10, 1), by=System("set-up"))

    unknown, repealed = client.get("/thu-tuc/9.999999/du-lieu.json"), client.get(DATA)

    assert (unknown.status_code, repealed.status_code) == (404, 410)
    assert unknown.json()["error"]
    assert "01/10/2026" in repealed.json()["error"]


def test_the_page_carries_a_government_service(client, birth):
    page = client.get("/thu-tuc/1.001193").content.decode()
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])

    assert told["@type"] == "GovernmentService"
    assert told["identifier"] == "1.001193"
    assert told["url"].endswith("/thu-tuc/1.001193")
    assert told["serviceOutput"][0]["name"] == "Giấy khai sinh"


def test_no_text_of_a_pack_can_end_the_script(birth, monkeypatch):
    from dataclasses import replace

    from toantrinh.portal.views import open_data

    hostile = replace(birth.pack, summary="</script><script>alert(1)</script>&")
    told = open_data.structured(hostile)

    assert "<" not in told
    assert json.loads(told)["description"] == "</script><script>alert(1)</script>&"


def test_the_sitemap_lists_what_is_in_force(client, birth):
    assert re.search(r"<loc>http[^<]*/thu-tuc/1\.001193</loc><lastmod>2026-", sitemap(client))
    catalogue.end(code="1.001193", last_day=date(2026, 10, 1), by=System("set-up"))
    assert "1.001193" not in sitemap(client)


def sitemap(client):
    return client.get("/sitemap.xml").content.decode()


def test_robots_are_led_to_the_sitemap_and_away_from_people(client):
    text = client.get("/robots.txt").content.decode()

    assert re.search(r"^Sitemap: http.*/sitemap\.xml$", text, re.MULTILINE)
    assert "Disallow: /ho-so\n" in text


@pytest.mark.parametrize(
    "told",
    [
        "Một hồ sơ thông thường, trước đây và bây giờ",
        "Nộp giấy tại quầy",
        "285.908 đồng",
        "47.538 đồng",
        "83,37 %",
        "18.000 hồ sơ",
        "Đây là số ước tính",
        "53.977 đồng",
        "Khi nào bị từ chối",
        "Không thời hạn",
    ],
)
def test_the_page_tells_cost_refusal_and_validity(client, birth, told):
    assert told in client.get("/thu-tuc/1.001193").content.decode()


def test_the_list_of_all_is_one_question_to_the_database(
    client, birth, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        client.get("/sitemap.xml")
