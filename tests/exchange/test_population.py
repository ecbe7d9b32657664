"""What both the real client and the stand-in keep to; and what a bad line does to a question."""

import os
import subprocess
import sys

import httpx
import pytest
from django.db import transaction

from toantrinh.exchange import connectors
from toantrinh.exchange.connectors import Unreachable
from toantrinh.exchange.connectors.population import UNKNOWN, Population
from toantrinh.project import addresses, processes

CHILD = {"born": "2026-11-02", "sex": "nu", "province": "019"}


def ask(register, key="key-1", operation="new-number", asked=CHILD, token="demo"):
    client = Population(url=register, token=token, seconds=2.0)
    return client.ask(key=key, operation=operation, asked=asked, purpose="Đăng ký khai sinh")


def test_a_child_gets_a_number_of_its_province_sex_and_year(register):
    girl = ask(register.url)["number"]
    boy = ask(register.url, key="key-2", asked={**CHILD, "sex": "nam", "born": "1999-01-01"})

    assert (len(girl), girl[:6]) == (12, "019326")
    assert boy["number"][:6] == "019099"


def test_the_same_question_has_the_same_answer(register):
    assert ask(register.url) == ask(register.url)
    assert ask(register.url) != ask(register.url, key="key-2")


@pytest.mark.parametrize("wrong", [{"token": "another"}, {"asked": {"born": "2026-11-02"}}])
def test_a_question_that_is_not_understood_is_no_answer(register, wrong):
    with pytest.raises(Unreachable, match="HTTP 40"):
        ask(register.url, **wrong)


def test_the_stand_in_is_a_process_of_its_own_and_remembers_after_a_restart(tmp_path):
    port = addresses.free_port("127.0.0.1", 0, 8650)

    def once():
        place = ["simulate", "population", "--port", str(port)]
        command = [sys.executable, "-m", "toantrinh.project", *place]
        there = {**os.environ, "TOANTRINH_VAR": str(tmp_path)}
        with subprocess.Popen(command, env=there, stdout=subprocess.DEVNULL) as process:
            try:
                assert processes.wait_until(lambda: addresses.answers("127.0.0.1", port), 30)
                return ask(f"http://127.0.0.1:{port}")
            finally:
                process.terminate()

    assert once() == once()


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, b"", "HTTP 500"),
        (503, b"{}", "HTTP 503"),
        (302, b"", "HTTP 302"),
        (200, b"<html>Not found</html>", "not JSON"),
        (200, b"", "not JSON"),
        (200, b"[1, 2]", "without a personal number"),
        (200, b"{}", "without a personal number"),
        (200, b'{"number": null}', "without a personal number"),
        (200, b'{"number": "abc"}', "without a personal number"),
        (200, b'{"number": 19326000001}', "without a personal number"),
        (200, '{"number": "٠١٩٣٢٦٠٠٠٠٠١"}'.encode(), "without a personal number"),
        (404, b"", "not JSON"),
        (404, b"<html>404 Not Found</html>", "not JSON"),
        (404, b'{"message": "no route"}', "not from the register"),
    ],
)
def test_what_is_not_an_answer_is_not_taken_for_one(answering, status, body, said):
    with pytest.raises(Unreachable, match=said):
        ask(answering(status, body))


def test_a_register_that_knows_nothing_of_it_says_so_in_its_own_words(answering):
    assert ask(answering(404, b'{"error": "unknown"}')) is None


def test_the_stand_in_says_it_in_the_same_words(register):
    answer = httpx.post(
        f"{register.url}/v1/elsewhere", json={}, headers={"Authorization": "Bearer demo"}
    )

    assert (answer.status_code, answer.json()) == (404, UNKNOWN)


def test_the_stand_in_gives_no_number_without_a_key(register):
    answer = httpx.post(
        f"{register.url}/v1/personal-numbers", json=CHILD, headers={"Authorization": "Bearer demo"}
    )

    assert answer.status_code == 400


def test_an_operation_that_the_register_does_not_have_is_no_call(register):
    with pytest.raises(Unreachable, match="no operation person"):
        ask(register.url, operation="person")


def test_a_register_that_nobody_configured_is_not_there():
    with pytest.raises(Unreachable, match="land is not in CONNECTORS"):
        connectors.register("land")


def test_a_register_that_keeps_silent_is_given_up(answering):
    client = Population(url=answering(200, b"{}", wait=30), token="demo", seconds=0.2)

    with pytest.raises(Unreachable, match="Timeout"):
        client.ask(key="key-1", operation="new-number", asked=CHILD, purpose="Thử")


def test_nobody_there_is_said_without_what_was_asked():
    with pytest.raises(Unreachable) as said:
        ask("http://127.0.0.1:1", asked={**CHILD, "mother": "019096000001"})

    assert "019096000001" not in str(said.value)
    assert isinstance(said.value.__cause__, httpx.HTTPError)


@pytest.mark.django_db
def test_nothing_outside_is_called_inside_a_transaction(register):
    with transaction.atomic():
        with pytest.raises(RuntimeError, match="transaction"):
            connectors.register("population")
        with pytest.raises(RuntimeError, match="transaction"):
            connectors.channel()
