// The data: unpacked, and as objects where they are few.

/** Unpacks what stands in a script element: base64 of deflated JSON. */
async function unpack(text) {
  const octets = Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

const WORDS = JSON.parse(document.getElementById("words").textContent);

/** All that was recorded; filled by `load`. */
const day = { rows: [], names: [], calls: [], moments: [], stays: [], marks: [], bars: null };

/** The columns that the client, the server and the own device have for good. */
const FIXED = 3;
const NOBODY = { link: "", in: false, sure: false, agent: null, calls: [] };

/** So many rows have one list of those devices that have a column meanwhile. */
const BUCKET = 128;

class Row {
  constructor(fields, index) {
    [this.at, this.kind, this.bits, this.from, this.to, this.name, this.command, this.call, this.word,
      this.en, this.zh, this.took, this.lag, this.answers, this.momentIndex, this.also] = fields;
    this.index = index;
  }

  get moment() {
    return day.moments[this.momentIndex] ?? NOBODY;
  }

  /** All calls that it is about. */
  get calls() {
    return this.call < 0 ? [] : [this.call, ...this.also];
  }

  /** The names of its marks. */
  get marks() {
    return day.marks.filter((_, bit) => this.bits & (1 << bit)).map(([name]) => name);
  }
}

async function load() {
  const data = await unpack(document.getElementById("data").textContent);
  Object.assign(day, data);
  day.rows = data.rows.map((fields, index) => new Row(fields, index));
  day.start = day.rows[0]?.at ?? 0;
  day.end = day.rows.at(-1)?.at ?? 0;
  day.lanes = data.stays.reduce((most, [, lane]) => Math.max(most, lane + 1), FIXED);
  day.buckets = [];
  for (const [party, lane, from, to] of data.stays) {
    const stay = { party, lane, from, to };
    for (let bucket = Math.floor(from / BUCKET); bucket <= Math.floor(to / BUCKET); bucket++) {
      (day.buckets[bucket] ??= []).push(stay);
    }
  }
  // Whoever looks for a number wants the whole of its calls.
  day.inCall = [];
  for (const [call, , , , legs] of data.bars.calls) day.inCall[call] = legs.map(([party]) => day.names[party]);
  day.raws = [...document.querySelectorAll("script.raw")];
}

/** The devices that have a column at a row. */
function staysAt(index) {
  const bucket = day.buckets[Math.floor(index / BUCKET)] ?? [];
  return bucket.filter((stay) => stay.from <= index && index <= stay.to);
}

/** The column of a party at a row. */
function laneOf(party, index) {
  if (party < FIXED) return party;
  return staysAt(index).find((stay) => stay.party === party)?.lane ?? 1;
}

const unpacked = new Map();

/** How a row looked on the wire. */
async function rawOf(index) {
  const chunk = Math.floor(index / day.packed);
  if (!unpacked.has(chunk)) {
    if (unpacked.size > 8) unpacked.clear();
    unpacked.set(chunk, unpack(day.raws[chunk].textContent));
  }
  return (await unpacked.get(chunk))[index % day.packed];
}

/** The first index for which `test` holds, where it holds for all after it. */
function firstWhere(length, test) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
