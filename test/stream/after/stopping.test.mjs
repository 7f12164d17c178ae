// The gateway stops when it is asked to, says so, and its readers come back to the next one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import { closeAll, emit, follow, metric, numbers, request, requestAt, token, until } from '../reader.mjs';

afterEach(closeAll);

const home = process.env.CLUSTER;
const pid = () => Number(readFileSync(`${home}/stream.pid`, 'utf8'));
const isThere = (process_id) => { try { process.kill(process_id, 0); return true; } catch { return false; } };
const start = () => execFileSync(new URL('../../../tools/gateway', import.meta.url).pathname,
  ['start', home, process.env.TEST_DATABASE], { stdio: 'inherit' });

describe('SIGHUP', () => {
  it('reads the keys anew, and a broken file changes nothing', async () => {
    const file = `${home}/jwt_secret`;
    const secret = readFileSync(file, 'utf8');
    const bearer = token('client');
    const log = () => readFileSync(`${home}/stream.log`, 'utf8');
    const hup = async (content, expected) => {
      const length = log().length;
      writeFileSync(file, content);
      process.kill(pid(), 'SIGHUP');
      await until(() => log().slice(length).includes(expected), expected);
    };
    await hup('short', 'shorter than 32 bytes');
    await follow('client', [], { bearer });
    await hup('0123456789abcdef0123456789abcdef', 'key files read anew');
    await assert.rejects(follow('client', [], { bearer }), /401/);
    await hup(secret, 'key files read anew');
    await follow('client');
  });
});

describe('SIGTERM', () => {
  it('tells readers when to come back, closes, and ends; they go on at the next gateway', async () => {
    const topic = `request:${requestAt('pending')}`;
    const readers = await Promise.all(Array.from({ length: 20 }, () => follow('client', [topic])));
    emit(topic, 1);
    await Promise.all(readers.map((reader) => reader.number(1)));
    // One that reads nothing does not hold it up for ever.
    readers[0].response.pause();
    const stopped = pid();
    process.kill(stopped, 'SIGTERM');
    await until(() => !isThere(stopped), 'the end of the process');
    readers[0].response.resume();
    await Promise.all(readers.map((reader) => reader.closed()));
    const retries = readers.map((reader) => Number(reader.messages.at(-1).retry));
    assert.ok(retries.every((ms) => ms >= 500 && ms <= 1500), String(retries));
    assert.ok(new Set(retries).size > 1, 'not all at once');
    emit(topic, 2);
    start();
    const again = await follow('client', [topic], { cursor: readers[1].lastId });
    await again.number(2);
    assert.deepEqual(numbers(again.messages), [2]);
    assert.equal(await metric('socle_stream_readers'), 1);
    assert.equal((await request('/health')).status, 200);
  });
});
