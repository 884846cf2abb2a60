// What the server tells while the page is open. A connection that is lost, or has fallen silent, is opened again.

/** A server that is there says so every five seconds. */
const SILENCE = 15_000;
const AGAIN = 2000;

/** Listens at a path: each kind of message has its function; `lost` is told when there is no connection any more. */
export function listen(path, on, lost) {
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${path}`);
  let heard = Date.now();
  let isOver = false;
  const watch = setInterval(() => {
    if (Date.now() - heard > SILENCE) over();
  }, 1000);
  function over() {
    if (isOver) return;
    isOver = true;
    clearInterval(watch);
    socket.close();
    lost();
    setTimeout(() => listen(path, on, lost), AGAIN);
  }
  socket.addEventListener("message", (event) => {
    if (isOver) return;
    heard = Date.now();
    const { kind, data } = JSON.parse(event.data);
    on[kind]?.(data);
  });
  socket.addEventListener("close", over);
}
