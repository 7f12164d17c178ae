// What a reader is told, and what not. A-74 … A-77.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { closeAll, emit, follow, id, inSeconds, metric, mint, numbers, request, requestAt, sleep, sql, token, until }
  from './reader.mjs';

afterEach(closeAll);

describe('a reader', () => {
  it('learns of a request that it follows, with what changed and without who did it', async () => {
    const job = requestAt('pending');
    const reader = await follow('client', [`request:${job}`]);
    assert.deepEqual(reader.messages[0].data.topics, [`request:${job}`]);
    sql(`select alogistics.validate_transport_request('${job}')`);
    const { data, id: cursor } = await reader.wait(({ data: found }) => found?.kind === 'request.updated', 'the change');
    assert.equal(data.payload.new.status, 'validated');
    assert.equal(data.payload.old.status, 'pending');
    assert.deepEqual([data.topic, data.entity, data.entity_id], [`request:${job}`, 'transport_requests', job]);
    assert.equal(cursor, String(data.id));
    assert.ok(Math.abs(Date.parse(data.at) - Date.now()) < 60_000, data.at);
    assert.ok(!reader.text.includes('actor'));
  });

  it('is told by the database, and does not wait until the gateway looks each second', async () => {
    const topic = `request:${requestAt('pending')}`;
    const reader = await follow('client', [topic]);
    const began = Date.now();
    const rounds = 12;
    // Each round begins when the one before was heard: just after a look, if looks were what finds it.
    for (let n = 1; n <= rounds; n += 1) {
      emit(topic, n);
      await reader.number(n);
    }
    const seconds = (Date.now() - began) / 1000;
    assert.ok(seconds < rounds - 2, `${rounds} events one after the other in ${seconds} s`);
  });

  it('gets the events for itself, and nobody else does', async () => {
    const [client, stranger, moderator] = await Promise.all(['client', 'stranger', 'moderator'].map((name) => follow(name)));
    sql(`select alogistics.emit('person', 'test.number', '{"n": 1}', array['${id('client')}']::uuid[])`);
    await client.number(1);
    sql(`select alogistics.emit('person', 'test.number', '{"n": 2}', array['${id('stranger')}', '${id('moderator')}']::uuid[])`);
    await Promise.all([stranger.number(2), moderator.number(2)]);
    assert.deepEqual([client, stranger, moderator].map((reader) => numbers(reader.messages)), [[1], [2], [2]]);
  });

  it('is told which topics it may not follow, and hears nothing of them', async () => {
    const job = requestAt('pending');
    const nowhere = 'request:00000000-0000-4000-8000-000000000000';
    const [stranger, staff] = [await follow('stranger', [`request:${job}`, nowhere]), await follow('moderator', [`request:${job}`])];
    assert.deepEqual(stranger.messages[0].data.topics, []);
    assert.deepEqual(stranger.named('revoked').map(({ data }) => data.topic).sort(), [`request:${job}`, nowhere].sort());
    emit(`request:${job}`, 1);
    await staff.number(1);
    await sleep(50);
    assert.deepEqual(numbers(stranger.messages), []);
  });

  it('hears heartbeats that carry the position', async () => {
    const reader = await follow('client');
    const first = reader.lastId;
    const last = await follow('moderator', [`request:${requestAt('pending')}`]);
    await until(() => reader.messages.filter(({ comments }) => comments > 0).length >= 2, 'two heartbeats');
    await until(() => Number(reader.lastId) >= Number(last.messages[0].id), 'the position');
    assert.ok(Number(reader.lastId) > Number(first));
    assert.equal(numbers(reader.messages).length, 0);
  });

  it('may also say the token in the address, as EventSource must', async () => {
    const { status, reader, headers } = await request(`/events?access_token=${token('client')}&topics=person`);
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'no-store');
    await reader.wait(({ event }) => event === 'ready', 'ready');
    assert.equal(reader.messages[0].retry, '1000');
    reader.close();
  });

  it('is counted, and no longer when it has gone', async () => {
    const isCounted = async (readers) => await metric('socle_stream_readers') === readers;
    await until(() => isCounted(0), 'those of other tests to be gone');
    const left = await metric('socle_stream_readers_ended_total{reason="left"}');
    const reader = await follow('rival');
    assert.ok(await isCounted(1));
    reader.close();
    await until(() => isCounted(0), 'one reader less');
    assert.equal(await metric('socle_stream_readers_ended_total{reason="left"}'), left + 1);
  });
});

describe('who may read', () => {
  const claims = (changes) => mint({ sub: id('client'), role: 'authenticated', exp: inSeconds(3600), ...changes });
  const refused = async (bearer, headers = { Authorization: `Bearer ${bearer}` }) => {
    const { status, body } = await request('/events', { headers });
    return [status, body && JSON.parse(body.details).error];
  };

  it('nobody without a valid token of a person', async () => {
    const good = token('client');
    const forged = `${good.slice(0, -4)}${good.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    assert.deepEqual(await refused('', {}), [401, 'authentication_required']);
    assert.deepEqual(await refused('', { Authorization: 'Basic eDp5' }), [401, 'authentication_required']);
    for (const wrong of [forged, 'x', `${good}.`, good.split('.').slice(0, 2).join('.'), claims({ role: 'service_role' }),
      claims({ role: 'anon' }), claims({ role: undefined })])
      assert.deepEqual(await refused(wrong), [401, 'invalid_token'], wrong);
    assert.deepEqual(await refused(claims({ exp: inSeconds(-1) })), [401, 'token_expired']);
    const { headers } = await request('/events');
    assert.equal(headers['www-authenticate'], 'Bearer');
  });

  it('until the token expires', async () => {
    const reader = await follow('client', [], { bearer: claims({ exp: inSeconds(6) }) });
    await reader.closed();
    assert.deepEqual(reader.named('end').map(({ data }) => data.error), ['token_expired']);
  });

  it('no deactivated account; one that is deactivated hears no more', async () => {
    sql(`select test.sign_up('leaving')`);
    const reader = await follow('leaving');
    sql(`update alogistics.profiles set is_active = false where id = '${id('leaving')}'`);
    await reader.closed();
    assert.deepEqual(reader.named('end').map(({ data }) => data.error), ['account_disabled']);
    assert.deepEqual(await refused(token('leaving')), [403, 'account_disabled']);
  });

  it('not on, when the session of the token has ended', async () => {
    const answer = JSON.parse(sql(`select alogistics.register('reader${process.pid}@example.com', 'a long Passw0rd',
      '{"first_name": "R", "last_name": "T", "phone": "+22177${String(Date.now()).slice(-7)}", "city": "Dakar", "country": "SN"}')`));
    const bearer = answer.access_token;
    const reader = await follow('reader', [], { bearer });
    sql(`begin; select socle.sign_in('${bearer}', true); select alogistics.logout(); commit`);
    await reader.closed();
    assert.deepEqual(reader.named('end').map(({ data }) => data.error), ['session_revoked']);
    assert.deepEqual(await refused(bearer), [401, 'session_revoked']);
  });

  it('who is unassigned from a job hears nothing more of it, not even that', async () => {
    const job = requestAt('assigned');
    const topic = `request:${job}`;
    const [transporter, client] = [await follow('transporter', [topic]), await follow('client', [topic])];
    emit(topic, 1);
    await transporter.number(1);
    sql(`select alogistics.unassign_transporter('${job}', 'the truck broke down')`);
    emit(topic, 2);
    await client.number(2);
    const { data } = await transporter.wait(({ event }) => event === 'revoked', 'revoked');
    assert.equal(data.topic, topic);
    await sleep(50);
    const heard = transporter.messages.filter(({ data: found }) => found?.topic === topic && found.id);
    assert.deepEqual(numbers(heard), [1]);
    assert.ok(!heard.some(({ data: found }) => found.payload?.new?.status === 'validated'));
    assert.deepEqual(numbers(client.messages), [1, 2]);
    assert.ok(client.find(({ data: found }) => found?.payload?.new?.status === 'validated'));
    sql(`select alogistics.emit('person', 'test.number', '{"n": 3}', array['${id('transporter')}']::uuid[])`);
    await transporter.number(3);
  });

  it('no more often than the database allows', async () => {
    const setting = (key, value) => sql(`insert into alogistics.platform_settings (key, value) values ('limits.${key}', '${value}')`);
    setting('reads_burst', 1);
    setting('reads_per_hour', 60);
    const answers = [];
    for (let i = 0; i < 4; i += 1)
      answers.push(await request('/events', { headers: { Authorization: `Bearer ${token('rival')}` } }));
    sql("delete from alogistics.platform_settings where key like 'limits.%'");
    answers.forEach(({ reader }) => reader?.close());
    const refused = answers.at(-1);
    assert.deepEqual([answers[0].status, refused.status], [200, 429]);
    assert.equal(JSON.parse(refused.body.details).error, 'rate_limited');
    assert.ok(Number(refused.headers['retry-after']) > 0);
  });

  it('one person not too often', async () => {
    sql(`select test.sign_up('hoarder')`);
    const readers = await Promise.all(Array.from({ length: 40 }, () => follow('hoarder')));
    const { status, body, headers } = await request('/events', { headers: { Authorization: `Bearer ${token('hoarder')}` } });
    assert.deepEqual([status, JSON.parse(body.details).error, headers['retry-after']], [429, 'too_many_streams', '5']);
    readers[0].close();
    await until(async () => (await request('/metrics')).text.includes('socle_stream_readers '), 'metrics');
    await until(() => follow('hoarder').then(() => true, () => false), 'room again');
  });
});
