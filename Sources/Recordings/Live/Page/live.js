"use strict";
const $ = id => document.getElementById(id);
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const history = [];
let scene = null, tile = null;
let span = 4, paused = false, pending = null, drawn = 0, isOver = false, skipped = 0, lost = 0, hottest = 0;

const number = (x, digits) => x == null ? "–" : x.toLocaleString("en", { maximumFractionDigits: digits });
const percent = x => (100 * x).toFixed(0).replace("-", "−") + " %";
const texts = {
  frame: m => number(m.frame, 0), time: m => m.time.toFixed(2) + " s", rate: m => m.rate.toFixed(2) + " Hz",
  spikes: m => number(m.spikes, 0), freeEnergy: m => number(m.freeEnergy, 0) + " nats",
  foreseen: m => m.divergenceFromRest > 0 ? percent(1 - m.divergence / m.divergenceFromRest) : "–",
  saved: () => {
    const sampled = history.filter(m => m.sampled != null && m.time > history[history.length - 1].time - Math.max(span, 4));
    const sum = name => sampled.reduce((total, m) => total + m[name], 0), rest = sum("sampledFromRest");
    return rest > 0 ? (sum("sampled") > rest ? "+" : "−") + percent(Math.abs(sum("sampled") / rest - 1)) : "–";
  },
  explained: m => m.explained == null ? "–" : m.explained.toFixed(3),
  framesPerSecond: m => m.framesPerSecond.toFixed(1), latency: m => m.latency.toFixed(1) + " ms",
  dropped: m => number(m.dropped, 0), skipped: () => number(skipped, 0), lost: () => number(lost, 0),
};

function picture(canvas, bytes, width, height, channels = 1) {
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const context = canvas.getContext("2d"), image = context.createImageData(width, height), out = image.data, next = channels === 3 ? 1 : 0;
  for (let i = 0, j = 0; i < bytes.length; i += channels, j += 4) { out[j] = bytes[i]; out[j + 1] = bytes[i + next]; out[j + 2] = bytes[i + 2 * next]; out[j + 3] = 255; }
  context.putImageData(image, 0, 0);
  mark(context, width);
}

function mark(context, width) {
  if (tile == null || !scene) return;
  const columns = scene.lefts.length;
  context.strokeStyle = css("--chosen");
  context.lineWidth = Math.max(1, width / 320);
  context.strokeRect(scene.lefts[tile % columns], scene.tops[Math.floor(tile / columns)], scene.side, scene.side);
}

// Every tile's surprise as a color over the frame. The scale grows at once and shrinks slowly, so that the map does not flicker.
function heat(canvas, surprise, frame, width, height) {
  picture(canvas, frame, width, height);
  const context = canvas.getContext("2d"), columns = scene.lefts.length, color = css("--heat");
  hottest = Math.max(...surprise, 0.9 * hottest);
  const end = (starts, i, size) => i + 1 < starts.length ? starts[i + 1] : size;
  surprise.forEach((nats, i) => {
    const column = i % columns, row = Math.floor(i / columns), left = scene.lefts[column], top = scene.tops[row];
    context.fillStyle = "rgba(" + color + ", " + (hottest > 0 ? 0.9 * Math.max(0, nats) / hottest : 0) + ")";
    context.fillRect(left, top, end(scene.lefts, column, width) - left, end(scene.tops, row, height) - top);
  });
  mark(context, width);
  $("most").textContent = number(hottest, hottest < 10 ? 1 : 0);
}

// A click chooses the tile whose middle is nearest; on the chosen tile it gives all of them back.
function choose(event) {
  if (!scene) return;
  const box = event.target.getBoundingClientRect(), half = scene.side / 2;
  const x = (event.clientX - box.left) / box.width * event.target.width, y = (event.clientY - box.top) / box.height * event.target.height;
  const nearest = (starts, place) => starts.reduce((best, start, i) => Math.abs(start + half - place) < Math.abs(starts[best] + half - place) ? i : best, 0);
  const chosen = nearest(scene.tops, y) * scene.lefts.length + nearest(scene.lefts, x);
  tile = chosen === tile ? null : chosen;
  if (socket.readyState === 1) socket.send(tile == null ? "tile" : "tile " + tile);
}
for (const name of ["film", "frame", "seen", "surprise"]) $(name).onclick = choose;

function introduce(told) {
  if (scene) return;
  scene = told;
  $("run").textContent = scene.run + " watches " + scene.film;
  document.title = $("run").textContent + " · Interspike";
}

function clear(canvas) {
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * scale));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * scale));
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  return [context, canvas.clientWidth, canvas.clientHeight];
}

// What lies between two moments that do not touch was not received, or dropped: no silence.
const touches = (before, m) => m.time - before.time - before.interval < 0.01 * m.interval;

function hatch(context, left, right, height) {
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, height);
  context.clip();
  context.strokeStyle = css("--faint");
  context.lineWidth = 1;
  context.beginPath();
  for (let x = 8 * Math.floor((left - height) / 8); x < right; x += 8) { context.moveTo(x, height); context.lineTo(x + height, 0); }
  context.stroke();
  context.restore();
}

function raster() {
  const [context, width, height] = clear($("raster"));
  if (!history.length) return;
  const last = history[history.length - 1], end = last.time + last.interval, rowHeight = height / last.rows;
  context.fillStyle = css("--ink");
  const place = time => width * (1 - (end - time) / span);
  let before = null;
  for (const moment of history) {
    const from = before ? before.time + before.interval : 0, isGap = before ? !touches(before, moment) : moment.time > 0.01 * moment.interval;
    if (isGap && moment.time > end - span) hatch(context, Math.max(0, place(from)), place(moment.time), height);
    before = moment;
    if ((moment.tile ?? null) !== (last.tile ?? null)) continue;
    if (moment.time + moment.interval < end - span) continue;
    for (const [row, since] of moment.raster) {
      context.fillRect(place(moment.time + since), row * rowHeight, 1.2, Math.max(1.5, rowHeight));
    }
  }
}

function chart(canvas) {
  const [context, width, height] = clear(canvas), name = canvas.dataset.of, beside = canvas.dataset.beside;
  if (!history.length) return;
  const last = history[history.length - 1], end = last.time;
  const points = history.filter(m => m.time >= end - span && m[name] != null);
  const values = points.flatMap(m => beside ? [m[name], m[beside]] : [m[name]]), least = Math.min(0, ...values), most = Math.max(...values) || 1;
  const line = (of, color, dashes) => {
    context.strokeStyle = css(color);
    context.setLineDash(dashes);
    context.beginPath();
    points.forEach((m, i) => {
      const x = width * (1 - (end - m.time) / span), y = 16 + (height - 20) * (1 - (m[of] - least) / ((most - least) || 1));
      i && touches(points[i - 1], m) ? context.lineTo(x, y) : context.moveTo(x, y);
    });
    context.stroke();
  };
  context.lineWidth = 1.5;
  if (beside) line(beside, "--faint", [4, 3]);
  line(name, "--accent", []);
  context.fillStyle = css("--faint");
  context.font = "11px system-ui, sans-serif";
  context.fillText(number(most, most < 10 ? 2 : 0), 4, 12);
}

function draw() {
  if (pending) {
    const { moment, frame, seen, surprise, film, channels } = pending;
    pending = null;
    if (!paused) {
      picture($("film"), film, moment.width, moment.height, channels);
      picture($("frame"), frame, moment.width, moment.height);
      picture($("seen"), seen, moment.width, moment.height);
      heat($("surprise"), surprise, frame, moment.width, moment.height);
      raster();
      document.querySelectorAll("[data-of]").forEach(chart);
      for (const name in texts) $("n-" + name).textContent = texts[name](moment);
      $("rows").textContent = number(moment.rows, 0);
      $("neurons").textContent = number(moment.neurons, 0);
      $("tile").textContent = moment.tile == null ? "" : ", those of tile " + moment.tile;
      document.body.dataset.drawn = ++drawn;
    }
    ask();
  }
}

const socket = new WebSocket("ws://" + location.host + "/moments");
socket.binaryType = "arraybuffer";
const ask = () => { if (socket.readyState === 1) socket.send("next"); };
const say = text => { $("status").textContent = text; };
socket.onopen = () => { say("live"); ask(); };
socket.onerror = () => say("no connection");
socket.onclose = () => { isOver = true; say(drawn ? "the stream has ended" : "no stream is running"); };
socket.onmessage = event => {
  const length = new DataView(event.data).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(event.data, 4, length)));
  introduce(header.scene);
  const moment = header.moments[header.moments.length - 1], size = moment.width * moment.height;
  history.push(...header.moments);
  skipped += header.moments.length - 1;
  lost += header.lost;
  while (history.length && history[0].time < moment.time - 61) history.shift();
  const tiles = scene.lefts.length * scene.tops.length, first = 4 + length, numbers = new DataView(event.data, first + 2 * size), channels = header.isColored ? 3 : 1;
  pending = {
    moment, channels, frame: new Uint8Array(event.data, first, size), seen: new Uint8Array(event.data, first + size, size),
    surprise: Array.from({ length: tiles }, (_, i) => numbers.getFloat32(4 * i, true)),
    film: new Uint8Array(event.data, first + 2 * size + 4 * tiles, channels * size),
  };
  document.hidden ? (pending = null, ask()) : requestAnimationFrame(draw);
};

function toggle() {
  paused = !paused;
  $("pause").textContent = paused ? "Go on" : "Pause";
  $("pause").setAttribute("aria-pressed", paused);
  if (!isOver) say(paused ? "paused; the stream runs on" : "live");
}
function widen(factor) { span = Math.min(60, Math.max(0.5, span * factor)); $("span").textContent = number(span, 1); raster(); document.querySelectorAll("[data-of]").forEach(chart); }
$("pause").onclick = toggle;
document.onkeydown = event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && event.target !== $("pause")) { event.preventDefault(); toggle(); }
  if (event.key === "+" || event.key === "=") widen(2);
  if (event.key === "-" || event.key === "−") widen(0.5);
};
