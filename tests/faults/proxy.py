"""A bad line: a proxy that loses, delays, doubles and reorders requests, and loses or cuts answers."""
import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random
from threading import Thread
from typing import TypeAlias

LOST = 0.30  # of all requests; half of them before the server sees them, half of them on the way back
CUT = 0.2  # of the lost answers: a part of them arrives
WALLED = 0.1  # of the lost requests: a wall in between, as in a hotel, answers "200 OK" for the server
DOUBLED = 0.10
DELAYED = 0.25  # so that later requests overtake them
LONGEST = 0.6  # seconds of delay; what is sent a second time may come twice as late
PATIENCE = 30.0

WALL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 17\r\nConnection: close\r\n\r\n<p>Please pay</p>"

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter


class Proxy:
    """Every connection carries one request. ``counts``: requests, dropped, duplicated, delayed."""

    def __init__(self, upstream: int, seed: int):
        self.upstream, self.chance, self.counts = upstream, Random(seed), Counter[str]()
        self.late: set[asyncio.Task[bytes]] = set()

    async def serve(self, reader: Reader, writer: Writer) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            await self.carry(await read_request(reader), writer)
        writer.transport.abort() if writer.transport.get_write_buffer_size() == 0 else writer.close()

    async def carry(self, request: bytes, writer: Writer) -> None:
        fate, doubled = self.chance.random(), self.chance.random() < DOUBLED
        self.counts["requests"] += 1
        if self.chance.random() < DELAYED:
            self.counts["delayed"] += 1
            await asyncio.sleep(self.chance.random() * LONGEST)
        self.counts["dropped"] += fate < LOST
        if fate < LOST / 2:
            return await self.give(WALL if fate < WALLED * LOST / 2 else b"", writer)
        if doubled:
            self.counts["duplicated"] += 1
            self.send_later(request)
        answer = await self.ask(request)
        await self.give(self.cut(answer) if fate < LOST else answer, writer)
        return None

    def cut(self, answer: bytes) -> bytes:
        return answer[: len(answer) // 2] if self.chance.random() < CUT else b""

    async def give(self, answer: bytes, writer: Writer) -> None:
        writer.write(answer)
        await writer.drain()
        if answer and writer.can_write_eof():
            writer.write_eof()
            await asyncio.sleep(0.02)

    def send_later(self, request: bytes) -> None:
        task = asyncio.create_task(self.ask(request, self.chance.random() * 2 * LONGEST))
        self.late.add(task)
        task.add_done_callback(self.late.discard)

    async def ask(self, request: bytes, wait: float = 0.0) -> bytes:
        """The server's whole answer; empty where it is dead, or dies meanwhile."""
        await asyncio.sleep(wait)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            return b""
        with suppress(OSError, asyncio.TimeoutError):
            writer.write(request)
            answer = await asyncio.wait_for(reader.read(-1), PATIENCE)
            writer.close()
            return answer
        return b""


async def read_request(reader: Reader) -> bytes:
    """One request, told to close its connection at the end."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    first, *fields = head[:-4].split(b"\r\n")
    kept = [field for field in fields if not field.lower().startswith(b"connection:")]
    sizes = [int(field.split(b":")[1]) for field in kept if field.lower().startswith(b"content-length:")]
    body = await reader.readexactly(sizes[0]) if sizes else b""
    return b"\r\n".join([first, *kept, b"Connection: close"]) + b"\r\n\r\n" + body


@contextmanager
def between(port: int, upstream: int, seed: int) -> Iterator[Proxy]:
    """Listens on ``port`` in a thread of its own."""
    proxy, loop = Proxy(upstream, seed), asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)  # a dead connection is what we are here for
    loop.run_until_complete(asyncio.start_server(proxy.serve, "127.0.0.1", port, backlog=1000))
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
