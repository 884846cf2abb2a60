// The hand on the world outside: callers, phones, faults and scripts, by the simulator's control API.

import { h } from "./dom.js";
import { both, number, say, sayBoth, sayOf } from "./say.js";
import { store } from "./store.js";
import { SCRIPTS } from "./words.js";

/** What can be done to the network, and to whom it is done: `of` puts an agent in. */
export const FAULTS = {
  cut: { faults: (agent) => [{ kind: "refuse", status: 503, for_ms: 6000 }, { kind: "drop", how: "abrupt", agent }] },
  drop: { faults: (agent) => [{ kind: "drop", how: "abrupt", agent }] },
  half_open: { faults: (agent) => [{ kind: "half_open", agent }] },
  duplicate: { faults: (agent) => [{ kind: "duplicate", on: { agent } }] },
  delay: { faults: (agent) => [{ kind: "delay", ms: 1500, on: { agent, every: 2 } }] },
  reorder: { faults: (agent) => [{ kind: "reorder", window: 3, on: { agent } }] },
  lose: { faults: (agent) => [{ kind: "lose", on: { agent, times: 1 } }] },
  refuse_request: { faults: () => [{ kind: "http", on: { times: 1 }, reply: { status: { code: 503, retry_after_s: 2 } } }] },
  slow: { faults: () => [{ kind: "http", delay_ms: 2000, carried_out: true }] },
  cut_reply: { faults: () => [{ kind: "http", on: { times: 1 }, carried_out: true, reply: "cut" }] },
};

const CALLERS = ["13800138000", "13912345678", "02155550100", "18655550123", "01055550199"];

/** A customer who is in no call. */
export function caller() {
  const busy = new Set(store.state.calls.flatMap((call) => call.legs.map((leg) => number(leg.deviceId))));
  return CALLERS.find((number) => !busy.has(number)) ?? `139${String(Date.now()).slice(-8)}`;
}

/** Where the next one calls: a ready agent's extension, else any agent's. */
export function callee() {
  const seated = store.state.agents.filter((agent) => agent.deviceId);
  const ready = seated.find((agent) => agent.agentMode === "Ready" && !store.state.calls.some((call) => call.legs.some((leg) => leg.deviceId === agent.deviceId)));
  return number((ready ?? seated[0])?.deviceId) || "8001";
}

const field = (label, name, properties) => h("label", {}, label, h("input", { name, autocomplete: "off", spellcheck: "false", ...properties }));

export function callIn() {
  return h("form", { class: "outside", "data-do": "callIn", "aria-label": say("outside") },
    h("label", {}, say("way"), h("select", { name: "way" }, ["call_in", "call_queue", "predict"].map((way) => h("option", { value: way }, say(`ways.${way}`))))),
    field(say("customer"), "from", { placeholder: caller(), inputmode: "tel" }),
    field(say("to"), "to", { placeholder: callee(), list: "numbers" }),
    field(say("callData"), "data", { placeholder: say("callDataLike") }),
    field(say("patience"), "give_up", { placeholder: say("endless"), inputmode: "numeric" }),
    field(say("talksFor"), "hang_up", { placeholder: say("endless"), inputmode: "numeric" }),
    h("button", { class: "loud" }, say("callIn")));
}

const lever = (do_, label, more) => h("button", { type: "submit", name: "do", value: do_, class: "small", ...more }, label);

export function people() {
  const agents = store.state.agents.map((agent) => agent.agentId);
  const devices = [...new Set([...store.state.extensions.map((extension) => number(extension.deviceId)), "8001", "8002"])].sort();
  return [
    h("form", { class: "outside", "data-do": "ofAgent", "aria-label": say("agent") },
      h("label", {}, say("agent"), h("select", { name: "agent" }, (agents.length ? agents : ["5001"]).map((id) => h("option", { "data-key": id, value: id }, number(id))))),
      h("div", { class: "levers" },
        ["kick_agent", "allocate_agent", "expire_sessions"].map((action) => lever(action, say(`lever.${action}`)))),
      h("label", {}, say("condition"), h("select", { name: "condition" },
        ["normal", "deleted", "disabled", "illegal", "allocation_fails", "quota_reached", "task_not_assigned"].map((one) => h("option", { value: one }, say(`conditions.${one}`))))),
      h("div", { class: "levers beside" }, lever("set_agent", say("set")))),
    h("form", { class: "outside", "data-do": "ofDevice", "aria-label": say("extension") },
      h("label", {}, say("extension"), h("input", { name: "device", list: "devices", placeholder: "8002", autocomplete: "off" })),
      h("datalist", { id: "devices" }, devices.map((device) => h("option", { value: device }))),
      h("div", { class: "levers" }, lever("register", say("lever.register")), lever("unregister", say("lever.unregister"))),
      h("label", {}, say("phoneDoes"), h("select", { name: "phone" }, ["answer", "manual", "busy", "no_answer", "failed"].map((one) => h("option", { value: one }, say(`farEnds.${one}`))))),
      h("div", { class: "levers beside" }, lever("set_extension", say("set")))),
  ];
}

export function faults() {
  const agents = store.state.agents.filter((agent) => agent.deviceId).map((agent) => agent.agentId);
  const standing = store.state.faults;
  return [
    h("form", { class: "outside", "data-do": "fault", "aria-label": say("network") },
      h("label", {}, say("whom"), h("select", { name: "agent" },
        h("option", { value: "" }, say("everybody")), agents.map((id) => h("option", { "data-key": id, value: id }, number(id))))),
      h("div", { class: "levers" }, Object.keys(FAULTS).map((name) => h("button", {
        type: "submit", name: "fault", value: name, class: "small", title: say(`faultsSay.${name}`),
      }, say(`faults.${name}`)))),
      h("details", {}, h("summary", {}, say("ownFault")),
        h("label", {}, say("faultJson"), h("textarea", { name: "json", rows: 3, spellcheck: "false", placeholder: '{"kind":"lose","on":{"event":"established","times":1}}' })),
        h("button", { type: "submit", name: "fault", value: "own" }, say("add")))),
    standing.length === 0 ? h("p", { class: "empty dim" }, say("noFaults")) : h("ul", { class: "standing" },
      standing.map(({ id, struck, fault }) => h("li", { "data-key": `fault-${id}` },
        h("code", {}, JSON.stringify(fault)), h("span", { class: "dim" }, ` ${say("struck", struck)} `),
        h("button", { type: "button", class: "small", "data-do": "removeFault", "data-with": { id }, "aria-label": say("removeFault", id) }, "✕"))),
      h("li", { "data-key": "all" }, h("button", { type: "button", class: "small", "data-do": "clearFaults" }, say("clearFaults")))),
  ];
}

export function script() {
  const { state, why } = store.script;
  return h("form", { class: "outside", "data-do": "play", "aria-label": say("scriptTitle") },
    h("div", { class: "levers" }, SCRIPTS.map(({ name }) => h("button", { type: "button", class: "small", "data-do": "sample", "data-with": { name } }, say(`scripts.${name}`)))),
    h("label", {}, say("script"), h("textarea", { name: "script", rows: 7, spellcheck: "false", placeholder: '{"when":{"event":"agentReady"}}\n{"control":{"do":"call_in","from":"5550100","to":"8001"}}' })),
    h("div", { class: "levers" },
      h("button", { class: "loud" }, say("play")),
      h("button", { type: "button", "data-do": "stopScript", "aria-disabled": state === "playing" ? null : "true", "data-why": sayOf("stop", sayBoth("noScript")) }, say("stop")),
      h("span", { role: "status", class: state === "failed" ? "bad" : "dim" }, say(`scriptState.${state}`), why && `: ${both(why)}`)));
}
