// The official clients, unchanged but for the address of Slack.
import bolt from '@slack/bolt';
import { WebClient } from '@slack/web-api';

export const appToken = 'xapp-sandbox';
export const botToken = 'xoxb-sandbox';

const quiet = bolt.LogLevel.ERROR;

/** A Bolt app in Socket Mode; not started yet. */
export function boltApp(url, options = {}) {
    return new bolt.App({
        token: botToken,
        appToken,
        socketMode: true,
        logLevel: quiet,
        clientOptions: { slackApiUrl: `${url}api/` },
        ...options,
    });
}

export function webClient(url, token = botToken, options = {}) {
    return new WebClient(token, { slackApiUrl: `${url}api/`, logLevel: quiet, ...options });
}
