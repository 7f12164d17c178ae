// Opens the readers, lets them wait, then changes what some of them follow; says what it cost whom.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';

const readers = Number(process.env.READERS);
const followers = Number(process.env.FOLLOWERS);
const changes = Number(process.env.CHANGES);
const perPerson = 20;
const atOnce = 100;
const { hostname, port } = new URL(process.env.STREAM_URL);

const sql = (text) => execFileSync('psql', ['-X', '-q', '-A', '-t', '-d', 'stream'], { input: text, encoding: 'utf8' }).trim();
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Milliseconds on a processor. The scheduler counts nanoseconds.
const cpu = (pid) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
const gateway = Number(readFileSync(`${process.env.CLUSTER}/stream.pid`, 'utf8'));
const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway}/status`, 'utf8'))[1]);
// The gateway's two connections and the workers of the library.
const serverPids = sql(`select pid from pg_stat_activity where usename = 'authenticator' or backend_type like 'socle%'`).split('\n');
const serverCpu = () => serverPids.reduce((sum, pid) => sum + cpu(pid), 0);

const job = sql("select test.id('job')");
const latencies = [];
let ready = 0;

function open(token, topics) {
  const socket = net.connect(Number(port), hostname);
  let rest = '';
  socket.setEncoding('latin1');
  socket.on('data', (text) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      if (block.includes('event: ready')) ready += 1;
      const sent = /"sent": ([\d.]+)/.exec(block);
      if (sent) latencies.push(performance.timeOrigin + performance.now() - Number(sent[1]));
    }
  });
  socket.on('error', (error) => { throw error; });
  socket.write(`GET /events?topics=${topics} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
}

async function openAll() {
  const tokens = (name, count) => sql(`select socle.mint_token(jsonb_build_object('sub', test.id('${name}' || n),
    'role', 'authenticated', 'exp', extract(epoch from now())::bigint + 3600))
    from generate_series(1, ${Math.ceil(count / perPerson)}) as n`).split('\n');
  const all = [...tokens('follower', followers).flatMap((token) => Array(perPerson).fill([token, `request:${job}`])).slice(0, followers),
    ...tokens('reader', readers - followers).flatMap((token) => Array(perPerson).fill([token, 'person'])).slice(0, readers - followers)];
  for (let i = 0; i < all.length; i += 1) {
    open(...all[i]);
    while (i + 1 - ready >= atOnce) await sleep(2);
  }
  while (ready < all.length) await sleep(10);
}

// For hand_over.py.
const rows = [];
const found = (what, value) => rows.push([what, value]);

const empty = rss();
const began = [Date.now(), cpu(gateway), serverCpu()];
await openAll();
found(`opening ${readers} streams`, `${((Date.now() - began[0]) / 1000).toFixed(1)} s; ` +
  `CPU for each: gateway ${((cpu(gateway) - began[1]) / readers).toFixed(3)} ms, database ${((serverCpu() - began[2]) / readers).toFixed(3)} ms`);
found('memory of the gateway', `${(empty / 1024).toFixed(0)} MB without readers, ${(rss() / 1024).toFixed(0)} MB with them, ` +
  `${((rss() - empty) / readers).toFixed(1)} kB for each`);

const idle = [cpu(gateway), serverCpu()];
await sleep(30_000);
const idleMs = (serverCpu() - idle[1]) / 30; // in a second
found('waiting, with a heartbeat each 15 s', `gateway ${((cpu(gateway) - idle[0]) / 300).toFixed(2)} %, ` +
  `database ${(idleMs / 10).toFixed(2)} % of a processor`);

// One transaction for each change, 50 a second; the writer stays, so that its time can be read.
const writer = spawn('psql', ['-X', '-q', '-A', '-t', '-d', 'stream']);
writer.stdout.setEncoding('utf8');
const answers = writer.stdout[Symbol.asyncIterator]();
const ask = async (text) => { writer.stdin.write(`${text}\n`); return (await answers.next()).value.trim(); };
const pid = await ask('select pg_backend_pid();');
await ask(`select 'warm' from alogistics.emit('request:${job}', 'bench.warm', '{}');`);
await sleep(1000);
const before = [cpu(gateway), serverCpu(), cpu(pid), Date.now()];
await ask(`do $$ begin for i in 1..${changes} loop
  perform alogistics.emit('request:${job}', 'bench.change',
    jsonb_build_object('n', i, 'sent', extract(epoch from clock_timestamp()) * 1000));
  commit; perform pg_sleep(0.02); end loop; end $$; select 'done';`);
for (let i = 0; latencies.length < changes * followers && i < 3000; i += 1) await sleep(10);
if (latencies.length !== changes * followers) throw new Error(`${latencies.length} of ${changes * followers} deliveries`);
latencies.sort((a, b) => a - b);
const quantile = (q) => latencies[Math.floor(latencies.length * q)].toFixed(1);
// Without what waiting would have cost meanwhile.
const server = (serverCpu() - before[1] - idleMs * (Date.now() - before[3]) / 1000) / changes;
const writing = (cpu(pid) - before[2]) / changes;
found(`one change to ${followers} followers among ${readers}`, `database ${server.toFixed(3)} ms of CPU, ` +
  `and ${writing.toFixed(3)} for the writing itself, gateway ${((cpu(gateway) - before[0]) / changes).toFixed(2)} ms`);
found(`from the writer to the last byte read, ${latencies.length} deliveries, none missing`,
  `p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms, p99 ${quantile(0.99)} ms`);
found('memory of the gateway afterwards', `${(rss() / 1024).toFixed(0)} MB`);
const bars = [[`CPU of the database for one change to ${followers} followers, ms`, true, 1, server]];
console.log(JSON.stringify({ head: ['the gateway', 'found'], rows, bars }));
process.exit(0);
