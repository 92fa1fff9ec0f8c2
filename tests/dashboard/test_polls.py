from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from dashboard import polls


@pytest.fixture
def asked(monkeypatch):
    """What reaches Streamlit's own handling of a request."""
    reached = []
    monkeypatch.setattr(AppSession, "request_rerun", lambda _session, client_state: reached.append(client_state))
    polls.pass_over_while_drawing()
    return reached


def session(*, runner: object = None) -> SimpleNamespace:
    return SimpleNamespace(_scriptrunner=runner, _browser_queue=ForwardMsgQueue())


POLL, PRESS = ClientState(fragment_id="f", is_auto_rerun=True), ClientState(fragment_id="f")


def test_a_poll_that_comes_while_the_page_is_drawn_is_passed_over_and_a_press_never_is(asked):
    drawing = session(runner=object())

    for state in (POLL, PRESS, None):
        AppSession.request_rerun(drawing, state)

    assert asked == [PRESS, None]


def test_a_poll_waits_until_what_was_drawn_is_on_its_way(asked):
    at_rest = session()
    at_rest._browser_queue.enqueue(SimpleNamespace(HasField=lambda _name: False))
    AppSession.request_rerun(at_rest, POLL)
    assert asked == []

    at_rest._browser_queue.flush()
    AppSession.request_rerun(at_rest, POLL)
    assert asked == [POLL]


def test_a_second_call_changes_nothing(asked):
    once = AppSession.request_rerun
    polls.pass_over_while_drawing()

    assert AppSession.request_rerun is once
