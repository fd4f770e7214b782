// The network between the widget and the server, which can be cut, or lose what
// goes in one direction.
import * as net from 'node:net';

export async function startProxy(target) {
  const { hostname, port } = new URL(target);
  const pairs = new Set();
  const state = { refuse: false, mute: false };
  const server = net.createServer((near) => {
    if (state.refuse) return near.destroy();
    const far = net.connect(Number(port), hostname);
    const pair = { near, far };
    pairs.add(pair);
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => pair.mute || near.write(data));
    for (const [a, b] of [[near, far], [far, near]]) {
      a.on('error', () => b.destroy());
      a.on('close', () => (b.destroy(), pairs.delete(pair)));
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const cut = () => pairs.forEach(({ near }) => near.destroy());
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Every connection drops; new ones are refused until `up`. */
    down() {
      state.refuse = true;
      cut();
    },
    up: () => (state.refuse = false),
    cut,
    /** Open connections no longer carry anything from the server. */
    loseAnswers: () => pairs.forEach((pair) => (pair.mute = true)),
    stop() {
      cut();
      server.close();
    },
  };
}
