// The same work on `ws`: a frame from one side of a pair goes to the other side, one from a room to
// everybody else in it. Nothing is stored.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const pairs = new Map();
const rooms = new Map();
const http = createServer((_, answer) => answer.end("ok"));
const server = new WebSocketServer({ server: http, maxPayload: 64 * 1024 });

server.on("connection", (socket, request) => {
  const [pair, side] = request.url.slice(1).split("/");
  if (pair === "room") {
    const room = rooms.get(side) ?? new Set();
    rooms.set(side, room.add(socket));
    socket.on("message", (data) => {
      const frame = JSON.parse(data);
      if (frame.t !== "typing") return;
      const text = JSON.stringify({ t: "typing", conversation: side, by: "a" });
      for (const other of room) if (other !== socket) other.send(text);
    });
    return;
  }
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
