// Requests to the collector; addresses are relative so that a proxy's sub-path does no harm.
export class Problem extends Error {
  constructor(status, detail) { super(detail); this.status = status; }
}
export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch('api/v1/' + path, {
      method: options.method || 'GET', credentials: 'same-origin',
      headers: { 'X-Adit-Request': '1', ...(options.body ? { 'Content-Type': 'application/json' } : {}) },
      body: options.body ? JSON.stringify(options.body) : undefined,
    });
  } catch { throw new Problem(0, ''); }
  if (response.status === 204) return null;
  const type = response.headers.get('content-type') || '';
  const body = type.includes('json') ? await response.json() : {};
  if (!response.ok) throw new Problem(response.status, body.detail || response.statusText);
  return body;
}
