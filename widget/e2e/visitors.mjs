// Thousands of visitors for a measurement: each with a token and a socket of its own, in the few
// bytes of HTTP and WebSocket that they need.
import * as net from 'node:net';

const MASK = Buffer.from([0x5a, 0xc3, 0x17, 0x88]);

/** A masked text frame. */
function frame(value, opcode = 1) {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const head = body.length < 126 ? Buffer.from([0x80 | opcode, 0x80 | body.length]) : Buffer.from([0x80 | opcode, 0xfe, body.length >> 8, body.length & 255]);
  for (let i = 0; i < body.length; i += 1) body[i] ^= MASK[i & 3];
  return Buffer.concat([head, MASK, body]);
}

/** Cuts whole frames off what has come and answers pings; whatever else the server says is counted. */
function reader(socket, onText) {
  let rest = Buffer.alloc(0);
  let open = false;
  return (data) => {
    rest = rest.length ? Buffer.concat([rest, data]) : data;
    if (!open) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!rest.subarray(9, 12).equals(Buffer.from('101'))) throw new Error(rest.subarray(0, end).toString());
      open = true;
      rest = rest.subarray(end + 4);
    }
    for (;;) {
      if (rest.length < 2) return;
      let from = 2;
      let length = rest[1] & 127;
      if (length === 126) [length, from] = rest.length < 4 ? [Infinity, 4] : [rest.readUInt16BE(2), 4];
      else if (length === 127) [length, from] = rest.length < 10 ? [Infinity, 10] : [Number(rest.readBigUInt64BE(2)), 10];
      if (rest.length < from + length) return;
      const opcode = rest[0] & 15;
      const body = rest.subarray(from, from + length);
      if (opcode === 9) socket.write(frame(body.toString(), 10));
      else if (opcode === 1) onText(body);
      rest = rest.subarray(from + length);
    }
  };
}

export class Visitor {
  sent = 0;

  constructor(server, origin, token) {
    Object.assign(this, { server, origin, token });
  }

  /** A visitor who has looked at a page. */
  static async arrive(server, key, origin) {
    const body = JSON.stringify({ site: key, view: crypto.randomUUID(), url: `${origin}/lamps`, title: 'Lamps', referrer: '', lang: 'en' });
    const answer = await fetch(`${server}/v1/view`, { method: 'POST', headers: { origin, 'content-type': 'text/plain' }, body });
    if (!answer.ok) throw new Error(`/v1/view answered ${answer.status}: ${await answer.text()}`);
    return new Visitor(server, origin, (await answer.json()).token);
  }

  connect() {
    const { hostname, port } = new URL(this.server);
    return new Promise((done, fail) => {
      const socket = net.connect(Number(port), hostname, () =>
        socket.write(
          `GET /v1/socket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nOrigin: ${this.origin}\r\nSec-WebSocket-Protocol: leadbell.v1, t.${this.token}\r\n\r\n`,
        ),
      );
      socket.setNoDelay(true);
      socket.on('error', fail);
      const hello = { t: 'hello', conversation: null, after: 0, page: { url: `${this.origin}/lamps`, title: 'Lamps' } };
      const read = reader(socket, (text) => {
        if (text.includes('"t":"welcome"')) done(this);
        if (text.includes('"t":"ping"')) socket.write(frame('{"t":"pong"}'));
        if (text.includes('"t":"nack"')) this.refused = text.toString();
      });
      let greeted = false;
      socket.on('data', (data) => {
        if (!greeted && data.includes('101')) {
          greeted = true;
          setImmediate(() => socket.write(frame(hello)));
        }
        read(data);
      });
      this.socket = socket;
    });
  }

  say(text) {
    this.sent += 1;
    this.socket.write(frame({ t: 'send', id: crypto.randomUUID(), text }));
  }

  leave() {
    this.socket?.destroy();
  }
}
