"""Guessing passwords gets slower and slower; the right one clears the way."""

from datetime import UTC, datetime, timedelta

from app.accounts.throttle import Allowance, SignInThrottle

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NONE = timedelta()


def test_the_first_guesses_are_free_and_then_each_waits_longer() -> None:
    throttle, at, waits = SignInThrottle(), NOW, list[timedelta]()
    for _ in range(9):
        wait = throttle.attempt("ana", "10.0.0.1", at)
        waits.append(wait)
        if wait:
            at += wait
            assert throttle.attempt("ana", "10.0.0.1", at) == NONE
    assert waits == [NONE] * 5 + [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8)]


def test_waiting_never_exceeds_a_quarter_of_an_hour() -> None:
    throttle, at = SignInThrottle(), NOW
    for _ in range(40):
        at += throttle.attempt("ana", "10.0.0.1", at)
        throttle.attempt("ana", "10.0.0.1", at)
    assert NONE < throttle.attempt("ana", "10.0.0.1", at) <= timedelta(minutes=15)


def test_parallel_guesses_are_counted_before_their_answers_are_known() -> None:
    throttle = SignInThrottle()
    assert [throttle.attempt("ana", "10.0.0.1", NOW) for _ in range(6)].count(NONE) == 5


def test_the_right_password_clears_the_count() -> None:
    throttle = SignInThrottle()
    for _ in range(20):
        assert throttle.attempt("ana", "10.0.0.1", NOW) == NONE
        throttle.succeeded("ana", "10.0.0.1")


def test_one_login_from_many_addresses_waits_too() -> None:
    throttle = SignInThrottle(Allowance(login=10))
    waits = [throttle.attempt("ana", f"10.0.0.{n}", NOW) for n in range(11)]
    assert waits[-1] > NONE
    assert not any(waits[:-1])


def test_many_logins_from_one_address_wait_too() -> None:
    throttle = SignInThrottle(Allowance(address=10))
    waits = [throttle.attempt(f"user{n}", "10.0.0.1", NOW) for n in range(11)]
    assert waits[-1] > NONE
    assert throttle.attempt("ana", "10.0.0.2", NOW) == NONE


def test_an_hour_of_peace_is_forgiven() -> None:
    throttle = SignInThrottle()
    for _ in range(5):
        throttle.attempt("ana", "10.0.0.1", NOW)
    assert throttle.attempt("ana", "10.0.0.1", NOW + timedelta(hours=1, seconds=1)) == NONE
