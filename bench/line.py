#!/usr/bin/env python3
"""line.py LISTEN_PORT TARGET_PORT OCTETS_A_SECOND   a slow line on loopback: all connections through it share that rate from the server; ends on SIGTERM"""
import asyncio, sys, time

LISTEN, TARGET, RATE = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
free = 0.0  # when the line has sent all that was given to it


async def copy(reader, writer, is_slow):
    global free
    try:
        while octets := await reader.read(16384):
            if is_slow:
                free = max(free, time.monotonic()) + len(octets) / RATE
                await asyncio.sleep(max(0, free - time.monotonic()))
            writer.write(octets)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def connected(reader, writer):
    server_reader, server_writer = await asyncio.open_connection("127.0.0.1", TARGET)
    await asyncio.gather(copy(reader, server_writer, False), copy(server_reader, writer, True))


async def main():
    async with await asyncio.start_server(connected, "127.0.0.1", LISTEN) as server:
        await server.serve_forever()

asyncio.run(main())
