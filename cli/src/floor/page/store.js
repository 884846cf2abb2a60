// What the page knows: what the server tells, and what became of it in the last minutes.

import { listen } from "./live.js";
import { sayBoth } from "./say.js";

/** So long things stay in the timeline, ms. */
export const WINDOW = 60_000;
const MOST_HEARD = 1000;
const MOST_TOLD = 100;
/** So long a telephone says why something cannot be done, unless a verb ends before, ms. */
const REASON = 12_000;

export const store = fresh();

function fresh() {
  return {
    live: false,
    startedAt: 0,
    url: "",
    state: { agents: [], extensions: [], calls: [], faults: [] },
    script: { state: "none" },
    heard: [],
    desks: new Map(),
    told: new Map(),
    /** Why what was pressed at a telephone cannot be done. */
    reasons: new Map(),
    /** Times at which legs and modes were what they were: { lane, kind, what, call, from, to }. */
    stays: [],
    /** Whose an event connection is. */
    owners: new Map(),
  };
}

const listeners = new Set();
let skew = 0;
let waits = false;

/** The server's time, in ms since 1970 UTC. */
export const now = () => Date.now() - skew;

export const onChange = (listener) => listeners.add(listener);

const toldListeners = new Set();
/** What a telephone tells from now on. */
export const onTold = (listener) => toldListeners.add(listener);

/** Something has changed: it is drawn with the next picture, once. */
export function changed() {
  if (waits) return;
  waits = true;
  requestAnimationFrame(() => {
    waits = false;
    for (const listener of listeners) listener();
  });
}

const on = {
  whole({ now }) {
    Object.assign(store, fresh());
    skew = Date.now() - now;
  },
  ready() {
    store.live = true;
  },
  start({ startedAt, url }) {
    Object.assign(store, { startedAt, url });
  },
  state(state) {
    store.state = state;
    store.seats ??= new Map();
    for (const agent of state.agents) if (agent.deviceId) store.seats.set(agent.agentId, agent.deviceId);
  },
  stays(stays) {
    store.stays = stays;
  },
  script(script) {
    store.script = script;
  },
  heard(line) {
    line.at = line.at_ms === undefined ? now() : store.startedAt + line.at_ms;
    line.lane = laneOf(line);
    store.heard.push(line);
    if (store.heard.length > MOST_HEARD) store.heard.splice(0, MOST_HEARD / 10);
  },
  desk(desk) {
    store.desks.set(desk.id, desk);
  },
  told(line) {
    const lines = store.told.get(line.desk) ?? [];
    store.told.set(line.desk, [...lines, line].slice(-MOST_TOLD));
    if (line.verb || line.refused) store.reasons.delete(line.desk);
    if (store.live) for (const listener of toldListeners) listener(line);
  },
  gone(id) {
    store.desks.delete(id);
    store.told.delete(id);
    store.reasons.delete(id);
  },
};

/** Begins to listen. */
export function begin() {
  const drawn = Object.entries(on).map(([kind, take]) => [kind, (data) => {
    take(data);
    changed();
  }]);
  listen("/floor/events", Object.fromEntries(drawn), () => {
    store.live = false;
    changed();
  });
}

/** Whom a line concerns: an agent, or nobody in particular. */
function laneOf(line) {
  if (line.what === "frame_in" && line.destination) {
    const agent = /([^./]+)@([^./]+(?:[._][^./]+)*)$/.exec(line.destination);
    if (agent) store.owners.set(line.connection, `${agent[1]}@${agent[2].replaceAll("_", ".")}`);
  }
  return line.agent ?? store.owners.get(line.connection) ?? "";
}

/** Where an agent sits, or sat last. */
export function deviceOf(agent) {
  return store.state.agents.find((known) => known.agentId === agent)?.deviceId ?? store.seats?.get(agent) ?? agent;
}

/** Why nothing came of a request. */
export const NO_ANSWER = { en: "The simulator does not answer.", zh: "模拟器没有应答。" };

/** Has a telephone say why a verb never came as far as its session. */
export function refuse(desk, said) {
  on.told({ desk, at: now(), tone: "bad", refused: true, said });
  changed();
}

/** Has a telephone say why what was pressed cannot be done. */
export function explain(desk, said) {
  store.reasons.set(desk, { tone: "note", said, until: Date.now() + REASON });
  changed();
}

/** What it says of that now. */
export function reason(desk) {
  const told = store.reasons.get(desk);
  return told && Date.now() < told.until ? told : undefined;
}

/** Asks the server for something; why it refuses, if it does. */
export async function ask(method, path, body) {
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  try {
    // What nobody expects any more is not carried out later.
    const reply = await fetch(path, { method, body: text, signal: AbortSignal.timeout(10_000) });
    if (reply.ok) return null;
    // What is of the floor says it in both languages, what is of the simulator by its name.
    const { error, why = "status", of = reply.status } = await reply.json().catch(() => ({}));
    return typeof error === "object" ? error : sayBoth(`refused.${why}`, of);
  } catch {
    return NO_ANSWER;
  }
}
