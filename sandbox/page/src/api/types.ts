// What the sandbox server sends, in Slack's own words. Only the fields the page reads are named; Slack adds fields
// without notice, so everything else rides along unseen.

export interface User {
    id: string;
    name: string;
    real_name?: string;
    email?: string;
    is_bot: boolean;
    deleted?: boolean;
    color?: string;
}

export interface Channel {
    id: string;
    name: string;
    is_im: boolean;
    is_private: boolean;
    is_archived?: boolean;
    members: string[];
    /** The person a direct message is with. */
    user?: string;
    topic?: string;
}

export interface SlashCommand {
    command: string;
    description?: string;
    usage_hint?: string;
    should_escape?: boolean;
}

export interface Workspace {
    team: { id: string; name: string; domain: string };
    me_bot: { user_id: string; bot_id: string; app_id: string; name: string };
    users: User[];
    channels: Channel[];
    commands: SlashCommand[];
    /** How many sockets of the app are connected. */
    sockets: number;
}

export interface TextObject {
    type: 'plain_text' | 'mrkdwn';
    text: string;
    emoji?: boolean;
    verbatim?: boolean;
}

export interface Confirm {
    title: TextObject;
    text: TextObject;
    confirm: TextObject;
    deny: TextObject;
    style?: 'primary' | 'danger';
}

export interface Option {
    text: TextObject;
    value: string;
    description?: TextObject;
    url?: string;
}

export interface OptionGroup {
    label: TextObject;
    options: Option[];
}

/** An interactive element or an image; which fields are there depends on `type`. */
export interface Element {
    type: string;
    action_id?: string;
    text?: TextObject | string;
    value?: string;
    url?: string;
    style?: 'primary' | 'danger';
    confirm?: Confirm;
    placeholder?: TextObject;
    options?: Option[];
    option_groups?: OptionGroup[];
    initial_option?: Option;
    initial_options?: Option[];
    initial_value?: string;
    initial_date?: string;
    initial_time?: string;
    initial_user?: string;
    initial_channel?: string;
    initial_conversation?: string;
    multiline?: boolean;
    min_length?: number;
    max_length?: number;
    is_decimal_allowed?: boolean;
    min_value?: string;
    max_value?: string;
    image_url?: string;
    alt_text?: string;
    accessibility_label?: string;
}

export interface Block {
    type: string;
    block_id?: string;
    text?: TextObject;
    fields?: TextObject[];
    accessory?: Element;
    elements?: Element[];
    label?: TextObject;
    hint?: TextObject;
    element?: Element;
    optional?: boolean;
    image_url?: string;
    alt_text?: string;
    title?: TextObject;
    rows?: TableCell[][];
    column_settings?: ({ align?: 'left' | 'center' | 'right'; is_wrapped?: boolean } | null)[];
}

export type TableCell = { type: 'raw_text'; text: string } | { type: 'rich_text'; elements: RichTextElement[] };

export interface RichTextElement {
    type: string;
    text?: string;
    url?: string;
    style?: string | { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean };
    elements?: RichTextElement[];
    indent?: number;
    offset?: number;
    user_id?: string;
    channel_id?: string;
    usergroup_id?: string;
    name?: string;
    unicode?: string;
    range?: string;
    timestamp?: number;
    format?: string;
    fallback?: string;
    value?: string;
}

export interface Attachment {
    color?: string;
    blocks?: Block[];
    pretext?: string;
    author_name?: string;
    title?: string;
    title_link?: string;
    text?: string;
    fields?: { title: string; value: string; short?: boolean }[];
    footer?: string;
    ts?: number | string;
    fallback?: string;
}

export interface Message {
    type: string;
    subtype?: string;
    ts: string;
    user?: string;
    username?: string;
    bot_id?: string;
    text?: string;
    blocks?: Block[];
    attachments?: Attachment[];
    files?: { id: string; name?: string; title?: string; size?: number; url_private?: string }[];
    thread_ts?: string;
    reply_count?: number;
    reply_users?: string[];
    latest_reply?: string;
    edited?: { user: string; ts: string };
    reactions?: { name: string; count: number; users: string[] }[];
    metadata?: unknown;
    is_ephemeral?: boolean;
}

export interface View {
    id: string;
    type: string;
    title?: TextObject;
    submit?: TextObject;
    close?: TextObject;
    blocks: Block[];
    hash?: string;
}

/** The answers of a modal, as Slack has them: values[block_id][action_id]. */
export type ViewValues = Record<string, Record<string, Record<string, unknown>>>;

export interface Answer {
    ok: boolean;
    error?: string;
    errors?: Record<string, string>;
    response?: unknown;
}
