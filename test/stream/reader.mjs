// What the tests share: a reader of Server-Sent Events that can stop reading, and the database behind.
import { execFile, execFileSync } from 'node:child_process';
import http from 'node:http';
import { promisify } from 'node:util';

export const url = process.env.STREAM_URL;

const options = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', process.env.TEST_DATABASE];

// The answer of psql as a superuser; a statement that takes long does not keep readers waiting.
export const sql = (text) => execFileSync('psql', options, { input: text, encoding: 'utf8' }).trim();
export const sqlBeside = async (text) =>
  (await promisify(execFile)('psql', [...options, '-c', text], { maxBuffer: 1e8 })).stdout.trim();

const ids = new Map();
export function id(name) {
  if (!ids.has(name)) ids.set(name, sql(`select test.id('${name}')`));
  return ids.get(name);
}

export const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;
export const mint = (claims) => sql(`select socle.mint_token('${JSON.stringify(claims)}')`);
const tokens = new Map();
export function token(name) {
  if (!tokens.has(name))
    tokens.set(name, mint({ sub: id(name), role: 'authenticated', exp: inSeconds(3600) }));
  return tokens.get(name);
}

export const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
// The time is for machines that do much else; it passes only when something is broken.
export async function until(condition, what, ms = 120_000) {
  const end = Date.now() + ms;
  while (!await condition()) {
    if (Date.now() > end) throw new Error(`not in ${ms} ms: ${typeof what === 'string' ? what : what()}`);
    await sleep(20);
  }
}

let lastRequest = 0;
// A request that has come as far as `status`; returns its id.
export function requestAt(status) {
  lastRequest += 1;
  return sql(`select test.request_at('${process.pid} ${lastRequest}', '${status}', nextval('test.day')::int)`);
}

// An event of a topic, or for a person.
export const emit = (topic, n, more = '{}') =>
  sql(`select alogistics.emit('${topic}', 'test.number', '{"n": ${n}}'::jsonb || '${more}')`);
export const numbers = (messages) =>
  messages.filter((message) => message.data?.kind === 'test.number').map((message) => message.data.payload.n);

function readBlock(block) {
  const message = { event: 'message', comments: 0 };
  const data = [];
  for (const line of block.split('\n')) {
    const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (name === '') message.comments += 1;
    else if (name === 'data') data.push(value);
    else message[name] = value;
  }
  if (data.length) message.data = JSON.parse(data.join('\n'));
  return message;
}

// An open stream. `messages` grows; `lastId` is what a browser would resume from.
class Reader {
  messages = [];
  text = '';
  lastId;
  isClosed = false;
  #rest = '';

  constructor(response) {
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (text) => this.#take(text));
    response.on('close', () => { this.isClosed = true; });
    response.on('error', () => { this.isClosed = true; });
  }

  #take(text) {
    this.text += text;
    this.#rest += text;
    const blocks = this.#rest.split('\n\n');
    this.#rest = blocks.pop();
    for (const block of blocks) {
      const message = readBlock(block);
      if (message.id !== undefined) this.lastId = message.id;
      this.messages.push(message);
    }
  }

  find(test) { return this.messages.find(test); }
  named(event) { return this.messages.filter((message) => message.event === event); }
  async wait(test, what) {
    await until(() => this.messages.some(test), () => `${what}; there is ${this.text.slice(-500)}`);
    return this.find(test);
  }
  number(n) { return this.wait((message) => numbers([message])[0] === n, `number ${n}`); }
  closed() { return until(() => this.isClosed, () => `the end of the stream; there is ${this.text.slice(-500)}`); }
  close() { this.response.destroy(); }
}

// A request of any kind: { status, headers, body }, or `reader` if it becomes a stream.
export function request(path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = http.request(`${url}${path}`, { method, headers, agent: false }, (response) => {
      const { statusCode: status, headers: answered } = response;
      if (answered['content-type']?.startsWith('text/event-stream'))
        return resolve({ status, headers: answered, reader: new Reader(response) });
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => { text += part; });
      response.on('end', () => resolve({ status, headers: answered, text, body: parsed(text) }));
      return undefined;
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return undefined; }
}

const opened = [];
// A stream of this person that has begun.
export async function follow(name, topics = [], { cursor, bearer = token(name) } = {}) {
  const headers = { Authorization: `Bearer ${bearer}` };
  if (cursor !== undefined) headers['Last-Event-ID'] = String(cursor);
  const answer = await request(`/events?topics=${topics.join(',')}`, { headers });
  if (!answer.reader) throw new Error(`${answer.status} ${answer.text}`);
  opened.push(answer.reader);
  await answer.reader.wait((message) => message.event === 'ready', 'ready');
  return answer.reader;
}
export const closeAll = () => opened.splice(0).forEach((reader) => reader.close());

export async function metric(name) {
  const { text } = await request('/metrics');
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line.slice(name.length + 1));
}
