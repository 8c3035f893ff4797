// Every view has an address: #/VIEW/REST?KEY=VALUE
export function readRoute() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [view = '', ...rest] = path.split('/');
  return { view, rest: decodeURIComponent(rest.join('/')), query: Object.fromEntries(new URLSearchParams(query)) };
}

export function address(view, rest = '', query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value);
  const tail = kept.length ? `?${new URLSearchParams(kept)}` : '';
  return `#/${view}${rest ? `/${rest}` : ''}${tail}`;
}
