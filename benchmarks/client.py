"""A small keep-alive HTTP client for machines without wrk.

    python -m benchmarks.client URL CONNECTIONS SECONDS [HEADER ...]

It runs as a process of its own, so that its CPU is never counted as the server's. Its throughput is its own limit, so
figures made with it are not judged on throughput.
"""

from __future__ import annotations

import asyncio
import json
import sys
from time import perf_counter
from urllib.parse import urlsplit


async def _one_connection(host: str, port: int, request: bytes, end: float, spent: list[float]) -> tuple[int, int]:
    """(bytes read, answers that were neither 2xx nor 3xx)."""
    reader, writer = await asyncio.open_connection(host, port)
    read = bad = 0
    while (before := perf_counter()) < end:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await _body(reader, head.lower())
        spent.append(perf_counter() - before)
        read += len(head) + len(body)
        bad += head[9:10] not in (b"2", b"3")
    writer.close()
    return read, bad


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if b"transfer-encoding: chunked" in head:
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return body
    _, found, rest = head.partition(b"content-length:")
    return await reader.readexactly(int(rest.split(b"\r\n", 1)[0])) if found else b""


async def load(url: str, connections: int, seconds: float, headers: list[str]) -> dict[str, float]:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    request = "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {host}:{port}", *headers, "", ""]).encode()
    spent: list[float] = []
    started = perf_counter()
    outcomes = await asyncio.gather(
        *(_one_connection(host, port, request, started + seconds, spent) for _ in range(connections))
    )
    took = perf_counter() - started
    spent.sort()
    return {
        "requests": len(spent),
        "seconds": took,
        "p50_ms": spent[len(spent) // 2] * 1000,
        "p99_ms": spent[min(len(spent) - 1, len(spent) * 99 // 100)] * 1000,
        "bytes": sum(read for read, _ in outcomes),
        "failed": sum(bad for _, bad in outcomes),
    }


if __name__ == "__main__":
    address, number, duration, *lines = sys.argv[1:]
    print(json.dumps(asyncio.run(load(address, int(number), float(duration), lines))))
