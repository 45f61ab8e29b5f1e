"""How long a lost connection is left alone."""

from datetime import timedelta
from itertools import islice

from app.asterisk.reconnection import reconnect_delays


def test_waits_double_up_to_the_longest_and_each_lies_in_its_upper_half() -> None:
    ceilings = [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]
    for _ in range(50):
        delays = list(islice(reconnect_delays(timedelta(seconds=0.1), timedelta(seconds=1)), len(ceilings)))
        for delay, ceiling in zip(delays, ceilings, strict=True):
            assert ceiling / 2 <= delay <= ceiling


def test_clients_that_lost_their_connections_together_do_not_come_back_together() -> None:
    assert len({next(reconnect_delays()) for _ in range(100)}) > 90
