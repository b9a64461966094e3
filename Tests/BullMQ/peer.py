"""The other side of a queue: BullMQ's own Python package, as it is."""
import asyncio
import json
import os
import sys

from bullmq import Job, Queue, Worker


def connection(port):
    return {"connection": f"redis://default:admin@127.0.0.1:{port}/0"}


async def fill(port, name, *data):
    """Adds a job of each kind that BullMQ has, with the data given."""
    queue = Queue(name, connection(port))
    kinds = [{}, {"priority": 3}, {"delay": 300}, {"jobId": "own-id"}, {"lifo": True}, {"removeOnComplete": True}]
    jobs = [await queue.add("webhook", json.loads(text), kinds[place % len(kinds)]) for place, text in enumerate(data)]
    print(json.dumps([job.id for job in jobs]))
    await queue.close()


async def look(port, name):
    """Tells how many jobs are in which state, and why those failed that did."""
    queue = Queue(name, connection(port))
    counts = await queue.getJobCounts("wait", "active", "delayed", "prioritized", "completed", "failed")
    failed = [job.failedReason for job in await queue.getFailed()]
    print(json.dumps({"counts": counts, "failed": failed}))
    await queue.close()


async def work(port, name, count):
    """Works until so many jobs are done, and tells their names, ids and data."""
    done, seen = asyncio.Event(), []

    async def process(job: Job, token):
        seen.append({"name": job.name, "id": job.id, "data": job.data})
        if len(seen) == int(count):
            done.set()
        return len(seen)

    worker = Worker(name, process, connection(port))
    await asyncio.wait_for(done.wait(), 30)
    await asyncio.sleep(0.3)
    await worker.close()
    print(json.dumps(seen))


async def abandon(port, name):
    """Takes a job and dies with it."""
    queue = Worker(name, None, connection(port) | {"lockDuration": 200})
    job = await queue.getNextJob("token")
    print(json.dumps(job.id), flush=True)
    os._exit(0)


asyncio.run({"fill": fill, "look": look, "work": work, "abandon": abandon}[sys.argv[1]](*sys.argv[2:]))
