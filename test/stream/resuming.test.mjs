// A reader that was away misses nothing and hears nothing twice, whatever was away: it, the database or
// the connection between gateway and database.
import assert from 'node:assert/strict';
import { afterEach, before, describe, it } from 'node:test';
import { closeAll, emit, follow, id, metric, numbers, request, requestAt, sleep, sql, sqlBeside, token, until }
  from './reader.mjs';

afterEach(closeAll);

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
// Events from..to, one transaction each.
const manyOf = (topic, from, to, more = "'{}'") => `do $$ begin for i in ${from}..${to} loop
  perform alogistics.emit('${topic}', 'test.number', jsonb_build_object('n', i) || ${more}); commit; end loop; end $$`;

describe('a reader that comes back', () => {
  let topic;
  before(() => { topic = `request:${requestAt('pending')}`; });

  it('hears what it missed, by Last-Event-ID', async () => {
    const first = await follow('client', [topic]);
    emit(topic, 1);
    await first.number(1);
    first.close();
    // Far more than one look at the database answers: each must cost what it brings, not the square of what waits.
    sql(`select count(alogistics.emit('${topic}', 'test.number', jsonb_build_object('n', i))) from generate_series(2, 10000) as i`);
    const second = await follow('client', [topic], { cursor: first.lastId });
    emit(topic, 10_001);
    await second.number(10_001);
    assert.deepEqual(numbers(second.messages), range(2, 10_001));
    const cursors = second.messages.filter(({ id: cursor }) => cursor).map(({ id: cursor }) => Number(cursor));
    assert.deepEqual(cursors, [...cursors].sort((a, b) => a - b));
  });

  it('hears it by ?cursor= too, and the header counts more', async () => {
    const first = await follow('client', [topic]);
    const cursor = first.lastId;
    emit(topic, 1001);
    const { id: later } = await first.number(1001);
    emit(topic, 1002);
    const path = `/events?topics=${topic}&access_token=${token('client')}&cursor=${cursor}`;
    const { reader } = await request(path);
    await reader.number(1002);
    assert.deepEqual(numbers(reader.messages), [1001, 1002]);
    const { reader: again } = await request(path, { headers: { 'Last-Event-ID': later } });
    await again.number(1002);
    assert.deepEqual(numbers(again.messages), [1002]);
    reader.close();
    again.close();
  });

  it('while others write: 30 readers from anywhere, gap-free and without repetition', async () => {
    const own = `request:${requestAt('pending')}`;
    emit(own, 0);
    const start = await follow('client', [own]);
    const writing = sqlBeside(manyOf(own, 1, 3000));
    const others = sqlBeside(manyOf(own, 10_001, 11_000));
    const readers = [];
    for (let i = 0; i < 30; i += 1) {
      await sleep(15);
      const [at, heard] = [start.lastId, numbers(start.messages)];
      readers.push({ heard, reader: await follow('client', [own], { cursor: at }) });
    }
    await Promise.all([writing, others]);
    emit(own, 99_999);
    await start.number(99_999);
    const all = numbers(start.messages);
    assert.equal(all.length, 4001);
    for (const { heard, reader } of readers) {
      await reader.number(99_999);
      assert.deepEqual([...heard, ...numbers(reader.messages)], all);
    }
  });

  it('has to start anew from a cursor that is too old, or of another database', async () => {
    const oldest = (await follow('client', [topic])).lastId;
    const dropped = sql('select dropped_to from socle.event_horizon');
    sql(`update socle.event_horizon set dropped_to = ${oldest}`);
    for (const cursor of [Number(oldest) - 1, 0, 4_000_000_000_000]) {
      const reader = await follow('client', [topic], { cursor });
      const reset = await reader.wait(({ event }) => event === 'reset', 'reset');
      assert.equal(String(reset.data.position), reset.id);
      emit(topic, cursor);
      await reader.number(cursor);
      assert.equal(reader.named('reset').length, 1);
    }
    const fine = await follow('client', [topic], { cursor: oldest });
    await fine.number(4_000_000_000_000);
    assert.equal(fine.named('reset').length, 0);
    sql(`update socle.event_horizon set dropped_to = ${dropped}`);
  });

  it('and who is there has to start anew where events are missing', async () => {
    const live = await follow('client', [topic]);
    const before = live.lastId;
    sql(`begin; select alogistics.emit('${topic}', 'test.number', '{"n": 7}');
         update socle.events set kind = 'reset', topic = '' where id = (select max(id) from socle.events); commit`);
    await live.wait(({ event }) => event === 'reset', 'reset');
    emit(topic, 8);
    await live.number(8);
    const later = await follow('client', [topic], { cursor: before });
    await later.number(8);
    assert.deepEqual([live, later].map((reader) => reader.named('reset').length), [1, 1]);
    assert.ok(!numbers(live.messages).includes(7));
  });
});

describe('a reader that does not read', () => {
  it('is dropped, nobody waits for it, and it goes on where it was', async () => {
    const topic = `request:${requestAt('pending')}`;
    // 24 MB, many times what the kernel and one answer of the database hold.
    const last = 6000;
    const [slow, quick] = [await follow('client', [topic]), await follow('moderator', [topic])];
    emit(topic, 0);
    await Promise.all([slow.number(0), quick.number(0)]);
    slow.response.pause();
    const slowOnes = () => metric('socle_stream_readers_ended_total{reason="slow"}');
    const [memory, dropped] = [await metric('process_resident_memory_bytes'), await slowOnes()];
    await sqlBeside(manyOf(topic, 1, last, "jsonb_build_object('text', repeat('x', 4000))"));
    await quick.number(last);
    assert.deepEqual(numbers(quick.messages), range(0, last));
    await until(async () => await slowOnes() === dropped + 1, 'dropped');
    assert.ok(!quick.isClosed, 'the quick one stays');
    const grown = await metric('process_resident_memory_bytes') - memory;
    assert.ok(grown < 12e6, `${grown} bytes of 24 MB that it did not take`);
    slow.response.resume();
    await slow.closed();
    const heard = numbers(slow.messages);
    assert.deepEqual(heard, range(0, heard.length - 1));
    assert.ok(heard.length < last, 'all had been sent');
    const again = await follow('client', [topic], { cursor: slow.lastId });
    await again.number(last);
    assert.deepEqual(numbers(again.messages), range(heard.length, last));
  });
});

describe('when the database goes away', () => {
  const kill = () => sql(`select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'authenticator'`);

  it('streams stay open and miss nothing', async () => {
    const topic = `request:${requestAt('pending')}`;
    const reader = await follow('client', [topic]);
    for (const n of range(1, 3)) {
      emit(topic, n);
      assert.ok(Number(kill()) >= 2);
      emit(topic, n + 100);
      await reader.number(n + 100);
      await until(async () => (await request('/health')).status === 200, 'health');
    }
    assert.deepEqual(numbers(reader.messages), range(1, 3).flatMap((n) => [n, n + 100]));
    assert.ok(await metric('socle_stream_database_losses_total') >= 6);
  });

  it('who is ahead of the feed hears nothing twice when it comes back', async () => {
    const topic = `request:${requestAt('pending')}`;
    const { lastId: cursor } = await follow('client', [topic]);
    for (const n of range(1, 5)) {
      sql(`select pg_terminate_backend(pid) from pg_stat_activity where query like '%stream_fetch%' and usename = 'authenticator';
           select alogistics.emit('${topic}', 'test.number', '{"n": ${n}}')`);
      const reader = await follow('client', [topic], { cursor });
      await reader.number(n);
      await until(async () => (await request('/health')).status === 200, 'health');
      emit(topic, n + 100);
      await reader.number(n + 100);
      assert.deepEqual(numbers(reader.messages), range(1, n).flatMap((each) => [each, each + 100]));
    }
  });

  it('who comes then is served as soon as it is back', async () => {
    const topic = `request:${requestAt('pending')}`;
    kill();
    const reader = await follow('client', [topic]);
    emit(topic, 1);
    await reader.number(1);
    assert.equal(reader.messages[0].data.topics.length, 1, id('client'));
  });
});
