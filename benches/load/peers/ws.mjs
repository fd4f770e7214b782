// The same work on `ws`: a frame from one side of a pair goes to the other side. Nothing is stored.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const pairs = new Map();
const http = createServer((_, answer) => answer.end("ok"));
const server = new WebSocketServer({ server: http, maxPayload: 64 * 1024 });

server.on("connection", (socket, request) => {
  const [pair, side] = request.url.slice(1).split("/");
  const sides = pairs.get(pair) ?? {};
  pairs.set(pair, sides);
  sides[side] = socket;
  const other = side === "a" ? "b" : "a";
  socket.on("message", (data) => {
    const frame = JSON.parse(data);
    if (frame.t === "typing") sides[other]?.send(JSON.stringify({ t: "typing", conversation: pair, by: side }));
  });
});
http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
