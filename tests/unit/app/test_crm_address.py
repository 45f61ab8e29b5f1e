"""The address of an outside CRM: what can be used, and the origin that comes of it."""

import pytest
from pydantic import ValidationError

from app.crm_address import CrmAddressNotValid, crm_address
from app.settings import Settings


@pytest.mark.parametrize(
    ("template", "origin"),
    [
        ("https://crm.example.com/call?number={number}&queue={queue}", "https://crm.example.com"),
        ("https://CRM.Example.com:443/#/pop/{customer}", "https://crm.example.com"),
        ("https://crm.example.com:8443", "https://crm.example.com:8443"),
        ("https://crm.example.com?n={number}", "https://crm.example.com"),
        ("https://xn--fiq228c.example/{language}/{agent}/{interaction}", "https://xn--fiq228c.example"),
        ("https://crm.example.com/客户?n={number}", "https://crm.example.com"),
        ("http://127.0.0.1:9000/pop", "http://127.0.0.1:9000"),
        ("http://localhost/pop", "http://localhost"),
    ],
)
def test_an_address_has_the_origin_that_browsers_name(template: str, origin: str) -> None:
    address = crm_address(template)
    assert (address.template, address.origin) == (template, origin)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("javascript:alert(1)//{number}", "https://"),
        ("JavaScript://crm.example.com/%0aalert(1)", "https://"),
        ("data:text/html,<script>1</script>", "https://"),
        ("//crm.example.com/", "https://"),
        ("crm.example.com/pop", "https://"),
        ("ftp://crm.example.com/", "https://"),
        ("http://crm.example.com/", "this machine alone"),
        ("http://127.0.0.1.example.com/", "this machine alone"),
        ("http://10.0.0.1/", "this machine alone"),
        ("https:///pop", "name of a host"),
        ("https://crm.example.com:99999/", "must be an address"),
        ("https://crm.example.com:x/", "must be an address"),
        ("https://user:secret@crm.example.com/", "without a user's name"),
        ("https://crm.example.com;script-src/*", "name of a host"),
        ("https://*.example.com/", "name of a host"),
        ("https://客户.example/", "ASCII"),
        ("https://[::1]/", "name of a host"),
        ("https://crm.example.com\\@evil.example/", "stand after them"),
        ("https://{queue}.example.com/", "stand after them"),
        ("https://crm.example.com{number}/", "stand after them"),
        ("{number}://crm.example.com/", "https://"),
        (" https://crm.example.com/", "without spaces"),
        ("https://crm.example.com/\r\nX-Evil: 1", "without spaces"),
        ("https://crm.example.com/ {number}", "without spaces"),
        ("https://crm.example.com/\u202e{number}", "without spaces"),
        ("https://crm.example.com/\x00", "without spaces"),
        ("https://crm.example.com/" + "x" * 2_000, "at most"),
        ("https://crm.example.com/{password}", "not known"),
        ("https://crm.example.com/{}", "not known"),
        ("https://crm.example.com/{number!r}", "not known"),
        ("https://crm.example.com/{number:>9}", "not known"),
        ("https://crm.example.com/{number.real}", "not known"),
        ("https://crm.example.com/{{number}}", "not known"),
        ("https://crm.example.com/{number", "belongs to nothing"),
        ("https://crm.example.com/number}", "belongs to nothing"),
    ],
)
def test_what_cannot_be_used_is_refused_with_how_to_mend_it(template: str, reason: str) -> None:
    with pytest.raises(CrmAddressNotValid, match=reason):
        crm_address(template)


def test_a_page_of_our_own_is_no_outside_crm() -> None:
    for url in ("http://127.0.0.1:8800/", "http://localhost:8800/x", "https://DESK.example.com/{number}"):
        with pytest.raises(ValidationError, match="RINGDESK_CRM_URL must not be an address of Ringdesk itself"):
            Settings.model_validate({"crm_url": url, "allowed_origins": ("https://desk.example.com",)})


def test_the_setting_is_refused_at_the_start_and_empty_by_default() -> None:
    assert Settings().crm is None
    with pytest.raises(ValidationError, match="RINGDESK_CRM_URL must begin with https://"):
        Settings.model_validate({"crm_url": "javascript:alert(1)"})
    crm = Settings.model_validate({"crm_url": "https://crm.example.com/{number}"}).crm
    assert crm is not None
    assert crm.origin == "https://crm.example.com"
