// The numbers of the business over HTTP, for staff only; and any list as a file that no spreadsheet runs. A-69 ….
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { as, good, id, request, sql, token } from './api.mjs';

const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const period = { from_day: day(-1), to_day: day(2), time_zone: 'Africa/Dakar' };
const reports = ['admin_kpis', 'admin_daily', 'admin_top_routes', 'admin_top_transporters'];

// The lines of a file, and its type.
async function file(path, who) {
  const answer = await request(path, token(who), { headers: { Accept: 'text/csv' } });
  return { status: answer.status, type: answer.headers.get('content-type'), lines: (await answer.text()).split('\r\n') };
}

before(() => {
  sql(`select test.request_at('counted', 'completed', nextval('test.day')::integer)`);
  sql(`select test.sign_up('formula')`);
  sql(`update alogistics.profiles set first_name = '=HYPERLINK("http://evil.example")', last_name = '@SUM(A1)', city = '-2+3'
       where id = test.id('formula')`);
});

describe('the figures', () => {
  it('are for staff, by POST and by GET', async () => {
    for (const name of reports) {
      for (const who of ['moderator', 'admin']) {
        assert.ok(good(await as(who).rpc(name, period)).length > 0, `${who}: ${name}`);
        assert.ok(good(await as(who).rpc(name, period, { get: true })).length > 0, `${who}: GET ${name}`);
      }
      for (const who of ['client', 'transporter']) {
        const { status, error } = await as(who).rpc(name, period);
        assert.deepEqual([status, JSON.parse(error.details).error], [403, 'not_allowed'], `${who}: ${name}`);
      }
      assert.equal((await request(`/rpc/${name}?from_day=${day(0)}&to_day=${day(1)}`)).status, 401);
    }
  });

  it('count what is there', async () => {
    const kpis = good(await as('admin').rpc('admin_kpis', period));
    const completed = kpis.find((kpi) => kpi.metric === 'completed').value;
    assert.equal(completed, Number(sql(`select count(*) from alogistics.transport_requests where status = 'completed'`)));
    const paid = kpis.find((kpi) => kpi.metric === 'transfers' && kpi.detail === 'payment' && kpi.currency === 'XOF').value;
    assert.equal(paid, Number(sql(`select sum(amount) from alogistics.admin_transactions where kind = 'payment' and currency = 'XOF'`)));
    assert.equal(sql('select count(*) from alogistics.figures_differ()'), '0');
  });

  it('refuse what is no period', async () => {
    const { status, error } = await as('admin').rpc('admin_kpis', { ...period, time_zone: 'Dakar' });
    assert.deepEqual([status, JSON.parse(error.details).field], [400, 'time_zone']);
  });
});

describe('a list', () => {
  it('of people is filtered, searched, ordered and paged', async () => {
    const people = () => as('moderator').from('admin_users').select('id, email, role, created_at');
    const clients = good(await people().eq('role', 'client').order('created_at').order('id').limit(2));
    assert.deepEqual(clients.map((person) => person.role), ['client', 'client']);
    const next = good(await people().eq('role', 'client').gte('created_at', clients[1].created_at)
      .or(`created_at.gt."${clients[1].created_at}",id.gt.${clients[1].id}`).order('created_at').order('id').limit(1));
    assert.ok(![clients[0].id, clients[1].id].includes(next[0].id));
    const found = good(await as('moderator').rpc('search_users', { query: 'rival@' }));
    assert.deepEqual(found.map((person) => person.id), [id('rival')]);
    assert.equal((await as('client').from('admin_users').select('id')).status, 403);
  });

  it('of movements is filtered by kind, newest first', async () => {
    const moves = good(await as('admin').from('admin_transactions').select('kind, amount, request_id')
      .eq('kind', 'settlement').order('id', { ascending: false }).limit(1));
    assert.equal(moves[0].request_id, id('counted'));
    assert.equal((await as('transporter').from('admin_transactions').select('id')).status, 403);
  });
});

describe('a file', () => {
  const of = `from_day=${day(-1)}&to_day=${day(2)}`;

  it('comes of each report', async () => {
    for (const name of reports) {
      const { status, type, lines } = await file(`/rpc/${name}_csv?${of}`, 'admin');
      assert.equal(status, 200, name);
      assert.match(type, /^text\/csv/);
      assert.ok(lines.length > 2, name);
    }
    const { lines } = await file(`/rpc/admin_kpis_csv?${of}`, 'moderator');
    assert.equal(lines[0], 'section,metric,detail,currency,unit,value,previous,change_percent');
    assert.ok(lines.some((line) => /^requests,created,,,count,\d+,\d+,-?[\d.]*$/.test(line)));
  });

  it('of people has no formula in it', async () => {
    const { lines } = await file('/rpc/admin_users_csv?role=client', 'admin');
    assert.match(lines[0], /^id,email,phone,first_name,last_name,role,/);
    const person = lines.find((line) => line.startsWith(id('formula')));
    assert.match(person, /,"'=HYPERLINK\(""http:\/\/evil\.example""\)",'@SUM\(A1\),client,false,true,'-2\+3,/);
    assert.ok(lines.slice(1, -1).every((line) => line.includes(',client,')));
  });

  it('of movements has the numbers as they are', async () => {
    const { lines } = await file(`/rpc/admin_transactions_csv?from_time=${day(-1)}&to_time=${day(2)}&kind=settlement`, 'admin');
    assert.match(lines[0], /^id,created_at,kind,amount,currency,/);
    assert.match(lines[1], /^\d+,[^,]+,settlement,\d+,XOF,/);
  });

  it('is refused like the list', async () => {
    for (const path of ['admin_users_csv', `admin_kpis_csv?${of}`])
      assert.equal((await file(`/rpc/${path}`, 'client')).status, 403, path);
  });
});
