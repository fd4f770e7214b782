// The same work on `socket.io`: a frame from one side of a pair goes to the other side, one from a
// room to everybody else in it.
import { createServer } from "node:http";
import { Server } from "socket.io";

const pairs = new Map();
const http = createServer((_, answer) => answer.end("ok"));
const server = new Server(http, { serveClient: false, transports: ["websocket"], pingInterval: 60_000 });

server.on("connection", (socket) => {
  const { pair, side, room } = socket.handshake.query;
  if (room) {
    socket.join(room);
    socket.on("typing", () => socket.to(room).emit("typing", { conversation: room, by: "a" }));
    return;
  }
  const sides = pairs.get(pair) ?? {};
  pairs.set(pair, sides);
  sides[side] = socket;
  const other = side === "a" ? "b" : "a";
  socket.on("typing", () => {
    sides[other]?.emit("typing", { conversation: pair, by: side });
  });
});
http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
