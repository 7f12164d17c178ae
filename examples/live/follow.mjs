// EventSource with what it lacks: a new token, and coming back after a refusal. Copy it into your app.

const firstPause = 1000;
const longestPause = 30_000;

// Follows topics until close(). `token()` gives the access token, which may be a newer one each time.
export function followStream({ url, topics, token, cursor, onEvent, onReset, onRevoked, onState, onEnd }) {
  let source;
  let timer;
  let pause = firstPause;
  let isClosed = false;
  let last = cursor;

  function close() {
    isClosed = true;
    clearTimeout(timer);
    source?.close();
  }

  function open() {
    const address = new URL('/events', url);
    address.searchParams.set('topics', topics.join(','));
    address.searchParams.set('access_token', token());
    if (last !== undefined) address.searchParams.set('cursor', last);
    source = new EventSource(address);
    const on = (name, hear) => source.addEventListener(name, (event) => {
      if (event.lastEventId) last = event.lastEventId;
      hear?.(JSON.parse(event.data));
    });
    on('message', onEvent);
    on('ready', () => { pause = firstPause; onState?.('live'); });
    on('reset', onReset);
    on('revoked', ({ topic }) => onRevoked?.(topic));
    on('end', ({ error }) => {
      // With another token one may come back; otherwise it is over.
      if (error === 'token_expired') return again();
      close();
      onState?.('ended');
      return onEnd?.(error);
    });
    source.onerror = () => {
      onState?.('away');
      // It comes back by itself, unless it was refused.
      if (source.readyState === EventSource.CLOSED) again();
    };
  }

  function again() {
    source.close();
    if (isClosed) return;
    clearTimeout(timer);
    timer = setTimeout(open, pause);
    pause = Math.min(2 * pause, longestPause);
  }

  open();
  return { close };
}
