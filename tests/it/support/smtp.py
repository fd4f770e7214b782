"""A mail server for tests: `smtp.py FOLDER PORT TLS`.

Every mail that it takes is a numbered file in FOLDER. FOLDER/mode says how it answers:
`take`; `451` or `550` (refuse at the end of DATA); `530` (refuse the sender: no login);
`greylist` (451 to the first try of each Message-ID); `hang up` (take, then cut the line before the
answer); `slow` (take after two seconds). FOLDER/port is written once it listens. TLS is `none`,
`starttls` (no mail before it) or `wrapped`, with FOLDER/chain.pem and FOLDER/key.pem.
"""
import asyncio
import os
import re
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP

folder, port, tls = sys.argv[1], int(sys.argv[2]), sys.argv[3]
taken = len([name for name in os.listdir(folder) if name.endswith(".eml")])


tried = set()


def mode_now():
    with open(os.path.join(folder, "mode")) as file:
        return file.read().strip()


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if mode_now() == "530":
            return "530 sign in first"
        envelope.mail_from = address
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        global taken
        mode = mode_now()
        if mode in ("451", "550"):
            return f"{mode} not today"
        if mode == "greylist":
            name = re.search(rb"(?im)^message-id: *(\S+)", envelope.content).group(1)
            if name not in tried:
                tried.add(name)
                return "451 greylisted"
        if mode == "slow":
            await asyncio.sleep(2)
        taken += 1
        path = os.path.join(folder, f"{taken:06}")
        with open(path, "wb") as file:
            file.write(b"X-Rcpt: " + ", ".join(envelope.rcpt_tos).encode() + b"\r\n")
            file.write(envelope.content)
        os.rename(path, path + ".eml")
        if mode == "hang up":
            server.transport.abort()
        return "250 taken"


def certificate():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "chain.pem"), os.path.join(folder, "key.pem"))
    return context


def session():
    more = {"tls_context": certificate(), "require_starttls": True} if tls == "starttls" else {}
    return SMTP(Handler(), hostname="mx.test", enable_SMTPUTF8=True, **more)


async def serve():
    loop = asyncio.get_running_loop()
    wrapped = certificate() if tls == "wrapped" else None
    server = await loop.create_server(session, "127.0.0.1", port, ssl=wrapped)
    path = os.path.join(folder, "port")
    with open(path + ".new", "w") as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    os.rename(path + ".new", path)
    # It ends when its starter does: the pipe closes.
    await loop.run_in_executor(None, sys.stdin.read)
    os.kill(os.getpid(), signal.SIGKILL)


asyncio.run(serve())
