// A client as one writes it with @stomp/stompjs under node: JSON read, the legs of each call in a map.
import { createRequire } from "node:module";
import process from "node:process";

// The packages are where `cargo xtask bench` has put them.
const require = createRequire(process.env.WELLCLIENT_BENCH_MODULES + "/");
const { Client } = require("@stomp/stompjs");
const { WebSocket } = require("ws");

const [address, wanted] = [process.argv[2], Number(process.argv[3])];
const calls = new Map();
let left = wanted;
let begun;
const client = new Client({
  webSocketFactory: () => new WebSocket(`ws://${address}/`, ["v12.stomp"]),
  reconnectDelay: 0,
  heartbeatIncoming: 0,
  heartbeatOutgoing: 0,
  onConnect: () => client.subscribe("/topic/event", take, { id: "sub-0", receipt: "subscribed" }),
});

function take(message) {
  const event = JSON.parse(message.body);
  if (event.callId === undefined) return;
  begun ??= performance.now();
  const device = event.releasingDevice ?? event.answeringDevice ?? event.alertingDevice;
  let legs = calls.get(event.callId);
  if (legs === undefined) calls.set(event.callId, (legs = new Map()));
  if (event.eventName !== "connectionCleared") legs.set(device, event.eventName);
  else if (event.srcDeviceId === device) calls.delete(event.callId);
  left -= 1;
  if (left === 0) {
    console.log((performance.now() - begun) / 1000);
    process.exit(0);
  }
}

client.activate();
