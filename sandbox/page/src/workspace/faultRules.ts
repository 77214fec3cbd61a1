// Faults that can be switched on by a click. Anything else goes through POST /_sim/faults.

export interface Fault {
    name: string;
    detail: string;
    rule: { method: string; effect: string } & Record<string, unknown>;
}

export const faults: Fault[] = [
    {
        name: 'Posts get lost on the way back',
        detail: 'chat.postMessage is done, but the connection breaks before the answer, every second time',
        rule: { method: 'chat.postMessage', effect: 'drop_after_commit', probability: 0.5 },
    },
    {
        name: 'Posts say internal_error although done',
        detail: 'the outcome is unknown to the app',
        rule: { method: 'chat.postMessage', effect: 'internal_error_after_commit', probability: 0.5 },
    },
    {
        name: 'Rate limited',
        detail: 'every third Web API call is answered with 429 and Retry-After: 2',
        rule: { method: '*', effect: 'ratelimited', retry_after: 2, probability: 0.33 },
    },
    {
        name: 'Slow Web API',
        detail: 'every answer takes two seconds longer',
        rule: { method: '*', effect: 'delay', delay_ms: 2000 },
    },
    {
        name: 'Web API is down',
        detail: 'every call is answered with 503',
        rule: { method: '*', effect: 'http_status', status: 503 },
    },
    {
        name: 'Events come twice',
        detail: 'each event is delivered a second time',
        rule: { method: 'events_api', effect: 'duplicate_event' },
    },
    {
        name: 'Events come late',
        detail: 'the first delivery is lost; redelivery follows',
        rule: { method: 'events_api', effect: 'drop_event', probability: 0.5 },
    },
    {
        name: 'New sockets say nothing',
        detail: 'no hello on a new connection',
        rule: { method: 'socket', effect: 'no_hello' },
    },
];
