"""How passwords are kept."""

import pytest

from app.accounts.passwords import hash_password, password_fits

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_password_is_kept_as_argon2id_at_the_recommended_cost_with_a_salt_of_its_own() -> None:
    kept = [await hash_password("correct horse battery") for _ in range(2)]
    for one in kept:
        assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert kept[0] != kept[1]
    assert await password_fits("correct horse battery", kept[0])
    assert not await password_fits("correct horse batterz", kept[0])
