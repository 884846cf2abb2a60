// What the server tells while the page is open. A connection that is lost, or has fallen silent, is opened again.

/** A server that is there says so every five seconds. */
const SILENCE = 15_000;
const AGAIN = 2000;

/** Whether the server is there. */
const answers = () => fetch("/", { method: "HEAD", cache: "no-store" }).then((reply) => reply.ok, () => false);

/**
 * Listens at a path: each kind of message has its function; `lost` is told when there is no connection any more. Where no
 * WebSocket comes through to a server that is there, as behind some proxies, it listens to server-sent events.
 */
export function listen(path, on, lost, bySocket = true) {
  const url = `${location.origin.replace(/^http/, "ws")}${path}`;
  const ear = bySocket ? new WebSocket(url) : new EventSource(path);
  let heard = Date.now();
  let hasOpened = false;
  let isOver = false;
  const watch = setInterval(() => {
    if (Date.now() - heard > SILENCE) over();
  }, 1000);
  async function over() {
    if (isOver) return;
    isOver = true;
    clearInterval(watch);
    ear.close();
    lost();
    const asSocket = !bySocket || hasOpened || !(await answers());
    setTimeout(() => listen(path, on, lost, asSocket), asSocket ? AGAIN : 0);
  }
  ear.addEventListener("open", () => (hasOpened = true));
  ear.addEventListener("message", (event) => {
    if (isOver) return;
    heard = Date.now();
    const { kind, data } = JSON.parse(event.data);
    on[kind]?.(data);
  });
  ear.addEventListener("close", over);
  ear.addEventListener("error", over);
}
