"""The walk through the running service finds all well, or names the first thing that is not."""

import pytest

from toantrinh.project.walkthrough import story
from toantrinh.project.walkthrough.words import Fault, Telling

pytestmark = pytest.mark.django_db(transaction=True)


def plan(code):
    (found,) = story.walks(frozenset({code}))
    return found


def test_every_pack_can_be_walked():
    assert {each.code for each in story.walks()} >= {"1.001193", "1.001612", "2.000635"}


@pytest.mark.parametrize("code", ["1.001193", "1.001612", "2.000635"])
def test_a_dossier_goes_from_the_first_page_to_the_checked_result(worker, live_server, code):
    told = []

    story.walk(plan(code), live_server.url, Telling(told.append), patience=30)

    assert len(told) > 15


def test_without_a_worker_the_walk_names_what_never_came(town, live_server):
    telling = Telling(lambda line: None)

    with pytest.raises(Fault, match="Thông báo đã nộp hồ sơ"):
        story.walk(plan("2.000635"), live_server.url, telling, patience=0.5)

    assert telling.step.startswith("nhận Thông báo")


def test_a_service_that_is_not_there_is_said():
    with pytest.raises(Fault, match="GET /tim"):
        story.walk(plan("2.000635"), "http://127.0.0.1:9", Telling(print), patience=1)
