// A receiver of webhooks, as a program of one's own would have it: it checks who sent each, and takes
// each once. No dependency.
//
//   SECRET of the endpoint; PORT to listen on (8090); COUNT of deliveries after which it ends
import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import { pathToFileURL } from 'node:url';

const toleranceSeconds = 300;

// Whether it was sent lately by one who has the secret. The body is what arrived, before it is parsed.
export function verify(headers, body, secret, nowSeconds = Date.now() / 1000) {
  const timestamp = headers['webhook-timestamp'];
  if (!(Math.abs(nowSeconds - Number(timestamp)) < toleranceSeconds)) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key)
    .update(`${headers['webhook-id']}.${timestamp}.${body}`).digest();
  // While a secret is changed there are two signatures.
  return String(headers['webhook-signature']).split(' ').some((signature) => {
    const [version, text] = signature.split(',');
    const given = Buffer.from(text ?? '', 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function main() {
  const { SECRET, PORT = '8090', COUNT = 'Infinity' } = process.env;
  // A real one keeps them where its data are, in the same transaction.
  const seen = new Set();
  const server = http.createServer(async (request, answer) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (!verify(request.headers, body, SECRET)) return answer.writeHead(401).end();
    const id = request.headers['webhook-id'];
    if (!seen.has(id)) {
      seen.add(id);
      const { type, data } = JSON.parse(body);
      console.log(`${type} of ${data.topic}: ${JSON.stringify(data.payload)}`);
    }
    answer.writeHead(204).end();
    if (seen.size >= Number(COUNT)) server.close();
  });
  server.listen(Number(PORT), '127.0.0.1');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
