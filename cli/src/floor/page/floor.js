// The floor: who works here, and the calls as the switch has them.

import { h } from "./dom.js";
import { chip } from "./phone.js";
import { number, say, span } from "./say.js";
import { now, store } from "./store.js";

/** So many are shown: more is nothing to look at. */
const MOST_AGENTS = 100;
const MOST_CALLS = 60;

const more = (all, most) => all.length > most && h("p", { class: "dim" }, say("andMore", all.length - most));

/** Whether the agent works at a telephone of this page. */
const isHere = (agent) => store.desks.get(agent.agentId)?.phase === "loggedIn";

/** The next agent without a telephone, and an extension to sit at. */
export function nextSeat() {
  const agents = new Set([...store.desks.keys(), ...store.state.agents.filter((agent) => agent.deviceId).map((agent) => agent.agentId)].map(number));
  const taken = new Set(store.state.extensions.filter((extension) => extension.agentId).map((extension) => number(extension.deviceId)));
  for (let index = 1; index < 999; index += 1) {
    const [agent, ext] = [String(5000 + index), String(8000 + index)];
    if (!agents.has(agent) && !taken.has(ext)) return { agent, ext };
  }
  return { agent: "", ext: "" };
}

export function sitDown() {
  const seat = nextSeat();
  return h("form", { class: "sit", "data-do": "logIn", "aria-label": say("sitDown") },
    h("label", {}, say("agent"), h("input", { name: "agent", placeholder: seat.agent, autocomplete: "off", spellcheck: "false" })),
    h("label", {}, say("extension"), h("input", { name: "ext", placeholder: seat.ext, inputmode: "numeric", autocomplete: "off" })),
    h("label", { class: "check" }, h("input", { name: "ready", type: "checkbox", checked: true }), say("readyAtOnce")),
    h("button", { class: "loud" }, say("sitDown")));
}

const callsOf = (device) => store.state.calls.filter((call) => call.legs.some((leg) => leg.deviceId === device));

function agentRow(agent) {
  const calls = agent.deviceId ? callsOf(agent.deviceId) : [];
  const with_ = calls.flatMap((call) => call.legs.filter((leg) => leg.deviceId !== agent.deviceId).map((leg) => number(leg.deviceId)));
  return h("tr", { "data-key": agent.agentId },
    h("th", { scope: "row" }, number(agent.agentId)),
    h("td", {}, number(agent.deviceId) || "–"),
    h("td", {}, chip("mode", agent.agentMode, say(`mode.${agent.agentMode}`)), agent.reason && h("span", { class: "dim" }, ` ${agent.reason}`),
      agent.pendingMode && h("span", { class: "dim" }, ` ${say("then")} ${say(`mode.${agent.pendingMode}`)}`)),
    h("td", { class: "time" }, span(now() - store.startedAt - agent.sinceMs)),
    h("td", {}, with_.length ? with_.join(", ") : "–"),
    h("td", { class: "dim" }, isHere(agent) ? say("here") : agent.deviceId ? say("elsewhere") : ""));
}

export function agents() {
  const all = store.state.agents.filter((agent) => agent.deviceId || agent.agentMode !== "Logout");
  if (all.length === 0) return h("p", { class: "empty dim" }, say("nobodyHere"));
  const heads = ["agent", "extension", "state", "since", "talksTo", "telephone"];
  return [h("div", { class: "scrolls", tabindex: 0, role: "region", "aria-label": say("agents") }, h("table", {},
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, say(head))))),
    h("tbody", {}, all.slice(0, MOST_AGENTS).map(agentRow)))), more(all, MOST_AGENTS)];
}

/** What a device can be made to do in a call, as if somebody stood there. */
const LEVERS = { alerting: ["answer", "hang_up"], connected: ["hold", "hang_up"], hold: ["retrieve", "hang_up"], initiated: ["hang_up"] };

function leg(call, one) {
  const seated = store.state.agents.find((agent) => agent.deviceId === one.deviceId);
  const atPage = seated && isHere(seated);
  const levers = atPage ? [] : LEVERS[one.state] ?? [];
  const marks = [one.caller && say("role.calling"), one.silent && say("silent"), one.spy && say("spy"), one.recording && say("recording")].filter(Boolean);
  return h("li", { "data-key": one.deviceId },
    h("span", { class: `dot leg-${one.state}` }), " ", h("b", {}, number(one.deviceId)), seated && ` ${say("agent")} ${number(seated.agentId)}`, " ",
    h("span", { class: "dim" }, [say(`leg.${one.state}`), ...marks].join(", ")),
    levers.length > 0 && h("span", { class: "levers" }, levers.map((lever) => h("button", {
      type: "button", class: "small", "data-do": "control", "data-with": { do: lever, device: one.deviceId, call_id: call.callId },
      "aria-label": say("leverOf", say(`lever.${lever}`), number(one.deviceId)),
    }, say(`lever.${lever}`)))));
}

function call(one) {
  const at = now() - store.startedAt;
  const data = Object.entries(one.userData);
  return h("article", { class: "call", "data-key": one.callId },
    h("h4", {}, number(one.callingDevice), " → ", number(one.calledDevice), " ",
      one.conference && chip("mark", "plain", say("conference")),
      h("span", { class: "dim times" }, one.answeredMs === undefined ? say("lasts", span(at - one.createdMs)) : `${say("talk")} ${span(at - one.answeredMs)}`)),
    h("ul", { class: "parties" }, one.legs.map((part) => leg(one, part))),
    data.length > 0 && h("dl", {}, data.map(([name, value]) => [h("dt", {}, name), h("dd", {}, typeof value === "object" ? JSON.stringify(value) : String(value))])),
    h("p", { class: "id dim" }, one.callId));
}

export function calls() {
  const all = store.state.calls;
  if (all.length === 0) return h("p", { class: "empty dim" }, say("noCallsHere"));
  return [h("div", { class: "cards" }, all.slice(-MOST_CALLS).map(call)), more(all, MOST_CALLS)];
}
