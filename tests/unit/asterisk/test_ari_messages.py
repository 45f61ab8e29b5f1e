import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.asterisk import ari_requests
from app.asterisk.ari_messages import (
    AlreadyDone,
    AlreadyGone,
    AriRequest,
    AriResponse,
    Done,
    Json,
    Refused,
    decode_message,
    decode_response,
    encode_request,
    outcome_of,
)
from app.asterisk.outgoing_text import UnsafeText, safe_file_name, safe_variable_name

BREAKS = st.sampled_from(["\r", "\n", "\0", "\r\n", "\ud800"])
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n\0"))


@st.composite
def broken_texts(draw: st.DrawFn) -> str:
    return draw(st.text()) + draw(BREAKS) + draw(st.text())


@settings(deadline=None)
@given(broken_texts())
def test_a_break_in_any_place_is_refused(text: str) -> None:
    body: Mapping[str, Json] = {"variables": {"NAME": [text]}}
    for request in (
        AriRequest(method="GET", path=("channels", text)),
        AriRequest(method="GET", path=("channels",), query={"name": text}),
        AriRequest(method="GET", path=("channels",), query={text: "value"}),
        AriRequest(method="POST", path=("channels",), body=body),
        AriRequest(method="POST", path=("channels",), body={"variables": {text: "value"}}),
    ):
        with pytest.raises(UnsafeText):
            encode_request(request, "1")


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_values_arrive_as_they_were_sent(part: str, value: str) -> None:
    request = AriRequest(method="POST", path=("channels", part), query={"media": value}, body={"value": value})
    message = json.loads(encode_request(request, "7"))
    assert message["uri"].count("/") == 1
    assert "?" not in message["uri"]
    assert message["query_strings"] == [{"name": "media", "value": value}]
    assert json.loads(message["message_body"]) == {"value": value}
    assert message["request_id"] == "7"


def test_a_path_cannot_climb_out_of_its_place() -> None:
    request = ari_requests.hang_up("../asterisk/modules", 16)
    assert json.loads(encode_request(request, "1"))["uri"] == "channels/..%2Fasterisk%2Fmodules"


@pytest.mark.parametrize("name", ["SHELL(id)", "A,B", "", "A B", "1A", "A\n", "TIMEOUT(absolute)"])
def test_only_plain_variables_can_be_set(name: str) -> None:
    with pytest.raises(UnsafeText):
        safe_variable_name(name)


@pytest.mark.parametrize("name", ["a,b", "a)b", "../a", "a/../b", "", "a\n", "a|b", "a${X}", 'a"b', "a\\b", "a;b"])
def test_only_plain_files_can_be_recorded_to(name: str) -> None:
    with pytest.raises(UnsafeText):
        safe_file_name(name)


def test_a_refusal_means_what_the_request_says_it_means() -> None:
    create, act = ari_requests.create_bridge("b"), ari_requests.answer("c")
    assert outcome_of(create, AriResponse(409)) == AlreadyDone()
    assert outcome_of(act, AriResponse(409)) == AlreadyGone()
    assert outcome_of(act, AriResponse(404)) == AlreadyGone()
    assert outcome_of(act, AriResponse(412, {"message": "no"})) == Refused(412, "no")
    assert outcome_of(act, AriResponse(500, {"error": "Allocation failed"})) == Refused(500, "Allocation failed")
    assert outcome_of(act, AriResponse(204)) == Done(AriResponse(204))


@settings(deadline=None)
@given(st.one_of(st.text(), st.binary()))
def test_no_frame_breaks_the_reader(frame: str | bytes) -> None:
    message = decode_message(frame)
    assert message is None or isinstance(message, dict)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["status_code", "message_body"]), st.one_of(st.integers(), st.text(), st.none()))
)
def test_no_response_breaks_the_reader(message: dict[str, object]) -> None:
    response = decode_response(message)
    assert isinstance(response.status, int)
    assert all(isinstance(item, dict) for item in response.objects)


@pytest.mark.parametrize("name", ["/home/王伟/my data/a-1.wav", "digits/1", "vm-options"])
def test_a_home_folder_may_be_named_as_it_is(name: str) -> None:
    assert safe_file_name(name) == name
