// Follows one job: reads it once from PostgREST, then hears from socle-stream what changes.
// Addresses come from the page's own: ?api=http://…&stream=http://…
import { followStream } from './follow.mjs';

const query = new URLSearchParams(location.search);
const api = query.get('api') ?? 'http://127.0.0.1:3000';
const stream = query.get('stream') ?? 'http://127.0.0.1:3010';
const element = (id) => document.getElementById(id);

let token;
let following;
const track = [];
let project = (lat, lng) => [lng, lat];

const say = (text) => { element('log').textContent = `${text}\n${element('log').textContent}`.slice(0, 5000); };

async function call(path, options = {}) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${api}/${path}`, { ...options, headers });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  return body;
}

// The smallest map that holds both places, with a margin; north is up.
function mapOf(places) {
  const lats = places.map(([lat]) => lat);
  const lngs = places.map(([, lng]) => lng);
  const span = Math.max(Math.max(...lats) - Math.min(...lats), (Math.max(...lngs) - Math.min(...lngs)) / 1.6, 0.01);
  const [lat0, lng0] = [(Math.max(...lats) + Math.min(...lats)) / 2, (Math.max(...lngs) + Math.min(...lngs)) / 2];
  return (lat, lng) => [320 + ((lng - lng0) / span) * 340, 200 - ((lat - lat0) / span) * 340];
}

const line = (points) => points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

function put(id, [x, y]) {
  element(id).style.transform = `translate(${x}px, ${y}px)`;
}

function showPosition({ lat, lng }) {
  if (lat === null || lat === undefined) return;
  const point = project(lat, lng);
  track.push(point);
  element('track').setAttribute('d', line(track));
  put('truck', point);
  element('truck').removeAttribute('hidden');
}

// Reads what the page shows. Called at the start, and whenever events are missing.
async function show(id) {
  const [job] = await call(`transport_requests?id=eq.${id}&select=status,pickup_lat,pickup_lng,delivery_lat,delivery_lng`);
  const positions = await call(`tracking_updates?request_id=eq.${id}&select=lat,lng&order=recorded_at`);
  const places = [[job.pickup_lat, job.pickup_lng], [job.delivery_lat, job.delivery_lng]];
  project = mapOf(places);
  put('pickup', project(...places[0]));
  put('delivery', project(...places[1]));
  element('way').setAttribute('d', line(places.map((place) => project(...place))));
  element('status').textContent = job.status;
  track.length = 0;
  element('track').setAttribute('d', '');
  element('truck').setAttribute('hidden', '');
  positions.forEach(showPosition);
}

function hear({ kind, payload }) {
  say(kind);
  if (kind === 'request.updated') element('status').textContent = payload.new.status;
  if (kind === 'position.created' || kind === 'position.updated') showPosition(payload.new);
}

// The position first, then what is there, then what comes after the position: nothing is missed.
async function follow(id) {
  following?.close();
  const cursor = await call('rpc/events_position');
  await show(id);
  following = followStream({
    url: stream,
    topics: [`request:${id}`],
    token: () => token,
    cursor,
    onEvent: hear,
    onReset: () => show(id),
    onRevoked: (topic) => say(`no longer: ${topic}`),
    onState: (state) => { element('connection').textContent = state; },
    onEnd: (reason) => say(`the stream ended: ${reason}`),
  });
}

element('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { email, password } = event.target.elements;
  try {
    token = (await call('rpc/login', {
      method: 'POST', body: JSON.stringify({ email: email.value, password: password.value }),
    })).access_token;
    const jobs = await call('transport_requests?select=id,pickup_city,delivery_city,status&order=created_at.desc&limit=20');
    element('requests').replaceChildren(...jobs.map((job) =>
      new Option(`${job.pickup_city} – ${job.delivery_city} (${job.status})`, job.id)));
    element('login').hidden = true;
    element('job').hidden = false;
    if (jobs.length) await follow(jobs[0].id);
  } catch (error) {
    say(error.message);
  }
});
element('requests').addEventListener('change', ({ target }) => follow(target.value));
