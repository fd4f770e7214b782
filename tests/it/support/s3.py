"""A bucket in a folder, spoken to as S3. It works out each signature by itself (AWS Signature
Version 4, from its description) and refuses a wrong one, a wrong hash of the body and an old date.

Called with: folder, access key, secret. Writes its port into the file `port` in the folder."""

import hashlib
import hmac
import os
import pathlib
import sys
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit

FOLDER, KEY, SECRET = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
REGION, BUCKET = "eu-test-1", "chat"


def keyed(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class S3(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, code):
        self.answer(status, f"<Error><Code>{code}</Code></Error>".encode())

    def problem(self, body):
        """The code of what is wrong with the request; None when it is right."""
        given = self.headers.get("Authorization", "")
        scheme, _, fields = given.partition(" ")
        fields = dict(part.strip().split("=", 1) for part in fields.split(",") if "=" in part)
        if scheme != "AWS4-HMAC-SHA256" or "Credential" not in fields:
            return 403, "AccessDenied"
        key, day, region, service, end = fields["Credential"].split("/")
        stamp = self.headers.get("x-amz-date", "")
        if key != KEY:
            return 403, "InvalidAccessKeyId"
        if (region, service, end) != (REGION, "s3", "aws4_request") or stamp[:8] != day:
            return 400, "AuthorizationHeaderMalformed"
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        if abs(datetime.now(timezone.utc) - at) > timedelta(minutes=15):
            return 403, "RequestTimeTooSkewed"
        names = fields["SignedHeaders"].split(";")
        if names != sorted(names) or not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(names):
            return 403, "AccessDenied"
        payload = self.headers["x-amz-content-sha256"]
        url = urlsplit(self.path)
        lines = [self.command, quote(unquote(url.path), safe="/-_.~"), url.query]
        lines += [f"{name}:{' '.join(self.headers[name].split())}" for name in names]
        lines += ["", ";".join(names), payload]
        scope = f"{day}/{region}/s3/aws4_request"
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, digest])
        secret = ("AWS4" + SECRET).encode()
        for part in (day, region, "s3", "aws4_request"):
            secret = keyed(secret, part)
        if not hmac.compare_digest(keyed(secret, text).hex(), fields["Signature"]):
            return 403, "SignatureDoesNotMatch"
        if hashlib.sha256(body).hexdigest() != payload:
            return 400, "XAmzContentSHA256Mismatch"
        return None

    def handle_one(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if (FOLDER / "away").exists():
            return self.refuse(503, "SlowDown")
        wrong = self.problem(body)
        if wrong:
            return self.refuse(*wrong)
        parts = unquote(urlsplit(self.path).path).split("/")
        if parts[1] != BUCKET or ".." in parts or len(parts) < 3:
            return self.refuse(404, "NoSuchBucket")
        place = FOLDER.joinpath("objects", *parts[2:])
        if self.command == "PUT":
            if "Content-Length" not in self.headers:
                return self.refuse(411, "MissingContentLength")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
            return self.answer(200)
        if self.command == "DELETE":
            place.unlink(missing_ok=True)
            return self.answer(204)
        if not place.is_file():
            return self.refuse(404, "NoSuchKey")
        return self.answer(200, place.read_bytes())

    do_GET = do_PUT = do_DELETE = handle_one


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


server = ThreadingHTTPServer(("127.0.0.1", 0), S3)
(FOLDER / "port.new").write_text(str(server.server_port))
(FOLDER / "port.new").rename(FOLDER / "port")
threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()
