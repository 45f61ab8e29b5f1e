"""The fake's manager interface: sign-in, ping, MixMonitor, events."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from tests.fakes.asterisk_parts import SECRET, USER

if TYPE_CHECKING:
    from tests.fakes.asterisk import FakeAsterisk

Fields = dict[str, str]


class AmiServer:
    """Any number of sessions; events go to those that asked for some class."""

    def __init__(self, asterisk: "FakeAsterisk") -> None:
        self._asterisk = asterisk
        self._sessions: dict[asyncio.StreamWriter, bool] = {}
        self._monitors = 0
        self.actions: list[Fields] = []
        self.silent = False
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Listen on a free port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            await self.drop()

    def send_event(self, name: str, **fields: str) -> None:
        """To all sessions that listen."""
        for writer, listens in self._sessions.items():
            if listens:
                _write(writer, {"Event": name, "Privilege": "system,all", **fields})

    async def drop(self) -> None:
        """Cut all sessions."""
        for writer in tuple(self._sessions):
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._sessions[writer] = False
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while True:
                packet = (await reader.readuntil(b"\r\n\r\n")).decode()
                fields = dict(line.split(": ", 1) for line in packet.splitlines() if ": " in line)
                self._act(writer, fields)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            del self._sessions[writer]
            writer.close()

    def _act(self, writer: asyncio.StreamWriter, fields: Fields) -> None:
        self.actions.append(fields)
        if self.silent:
            return
        action_id = {"ActionID": fields["ActionID"]}
        for packet in self._respond(writer, fields):
            _write(writer, {**dict(list(packet.items())[:1]), **action_id, **dict(list(packet.items())[1:])})

    def _respond(self, writer: asyncio.StreamWriter, fields: Fields) -> list[Fields]:
        match fields["Action"]:
            case "Login":
                if (fields["Username"], fields["Secret"]) != (USER, SECRET):
                    return [_error("Authentication failed")]
                self._sessions[writer] = fields.get("Events", "on") != "off"
                return [{"Response": "Success", "Message": "Authentication accepted"}]
            case "Ping":
                return [{"Response": "Success", "Ping": "Pong", "Timestamp": "0.000000"}]
            case "MixMonitor":
                return [self._monitor(fields)]
            case "StopMixMonitor" | "MixMonitorMute" if fields["Channel"] not in self._asterisk.channels:
                return [_error("No such channel")]
            case "Redirect" if (channel := self._asterisk.channels.get(fields["Channel"])) is not None:
                self._asterisk.return_from_fax(channel)
                return [{"Response": "Success", "Message": "Redirect successful"}]
            case "StopMixMonitor":
                stopped = self._asterisk.monitors.pop(fields.get("MixMonitorID", ""), None)
                return [_error("Could not stop monitoring channel") if stopped is None else {"Response": "Success"}]
            case "MixMonitorMute" if fields.get("MixMonitorID", "") not in ("", *self._asterisk.monitors):
                return [_error("Cannot set mute flag")]
            case "MixMonitorMute":
                return [{"Response": "Success"}]
            case name:
                return [
                    _error(f"Invalid/unknown command: {name}. Use Action: ListCommands to show available commands.")
                ]

    def _monitor(self, fields: Fields) -> Fields:
        channel = self._asterisk.channels.get(fields["Channel"])
        if channel is None:
            return _error("No such channel")
        self._monitors += 1
        monitor = f"0x{self._monitors:x}"
        options = fields["options"]
        self._asterisk.monitors[monitor] = (channel.id, options)
        channel.variables[options.rpartition("i(")[2].removesuffix(")")] = monitor
        return {"Response": "Success", "MixMonitorID": monitor}


def _error(message: str) -> Fields:
    return {"Response": "Error", "Message": message}


def _write(writer: asyncio.StreamWriter, fields: Fields) -> None:
    writer.write("".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n")
