// How other systems prove who they are, written after their own descriptions, and how their bodies are to be posted.
import { createHmac } from 'node:crypto';
import { request } from 'node:http';

export const hookSecret = 'user:the-secret-of-the-hooks';
const signingKey = Buffer.from('the signing key of these tests');
export const hookSigningKey = `whsec_${signingKey.toString('base64')}`;

const now = () => Math.floor(Date.now() / 1000);
const hmac = (body, key = hookSecret, algorithm = 'sha256') => createHmac(algorithm, key).update(body);
const bearer = (_, secret = hookSecret) => ({ authorization: `Bearer ${secret}` });
const basic = (_, secret = hookSecret) => ({ authorization: `Basic ${Buffer.from(secret).toString('base64')}` });
const header = (name, prefix, algorithm) => (body, secret) => ({
    [name]: prefix + hmac(body, secret, algorithm).digest('hex'),
});

/** Buildkite's, GitLab's and Standard Webhooks' cover the time. */
export const timed = {
    buildkite: (body, time = now(), secret = hookSecret) => ({
        'x-buildkite-signature': `timestamp=${time},signature=${hmac(`${time}.${body}`, secret).digest('hex')}`,
    }),
    standard: (body, time = now(), id = `msg_${Math.random()}`) => ({
        'webhook-id': id,
        'webhook-timestamp': `${time}`,
        'webhook-signature': `v1,${hmac(`${id}.${time}.${body}`, signingKey).digest('base64')}`,
    }),
};

/** The headers that prove a body, by vendor. */
export const proofs = {
    alertmanager: bearer,
    argocd: bearer,
    atlantis: bearer,
    azure: basic,
    buildbot: bearer,
    buildkite: (body, secret) => timed.buildkite(body, now(), secret),
    cdevents: bearer,
    circleci: header('circleci-signature', 'v1='),
    cloudevents: bearer,
    datadog: bearer,
    flux: header('x-signature', 'sha256='),
    generic: bearer,
    github: header('x-hub-signature-256', 'sha256='),
    gitlab: (_, secret = hookSecret) => ({ 'x-gitlab-token': secret }),
    grafana: header('x-grafana-alerting-signature', ''),
    jenkins: basic,
    opsgenie: bearer,
    pagerduty: header('x-pagerduty-signature', 'v1='),
    sentry: header('sentry-hook-signature', ''),
    terraform: header('x-tfe-notification-signature', '', 'sha512'),
};

let deliveries = 0;
/** What comes with a body besides: the sender's name of the event, and a new id. */
export function eventHeaders(vendor, event) {
    const id = `00000000-0000-4000-8000-${String(++deliveries).padStart(12, '0')}`;
    if (vendor === 'github') return { 'x-github-event': event, 'x-github-delivery': id };
    if (vendor === 'sentry') return { 'sentry-hook-resource': event, 'sentry-hook-timestamp': `${now()}`, 'request-id': id };
    return {};
}

/** Posts; a header with a list of values is sent as several lines. */
export function post(url, body, headers) {
    const lines = Object.entries({ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers });
    const host = ['host', new URL(url).host];
    const all = lines.flatMap(([name, values]) => [values].flat().flatMap((value) => [name, String(value)]));
    return new Promise((resolve, reject) => {
        const sent = request(url, { method: 'POST', headers: [...host, ...all] }, (answer) => {
            const chunks = [];
            answer.on('data', (chunk) => chunks.push(chunk));
            answer.on('error', reject);
            answer.on('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString() }));
        });
        sent.setTimeout(20_000, () => sent.destroy(new Error(`no answer from ${url} within 20 s`)));
        sent.on('error', reject);
        sent.end(body);
    });
}

/** Runs `one` for each item, `width` at a time; gives the results in order. */
export async function abreast(items, width, one) {
    const results = new Array(items.length);
    let next = 0;
    const worker = async () => {
        while (next < items.length) {
            const at = next++;
            results[at] = await one(items[at], at);
        }
    };
    await Promise.all(Array.from({ length: width }, worker));
    return results;
}
