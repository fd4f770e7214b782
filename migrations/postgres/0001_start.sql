-- The first schema: accounts, sites, visitors, chat, leads, notifications, and the platform's own tables.
-- The same tables and columns exist in the other dialect's folder; a test compares them.

-- People ---------------------------------------------------------------------

CREATE TABLE accounts (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE users (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    email TEXT NOT NULL,                -- lower case; unique over the whole server, since it is the login
    name TEXT NOT NULL,
    role TEXT NOT NULL,                 -- owner | manager | operator
    language TEXT NOT NULL,             -- of pages and mails
    password_hash TEXT,                 -- NULL until an invitation is accepted
    totp_secret BYTEA,                 -- sealed with the server's key; NULL when there is no second factor
    totp_last_step BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL,
    availability TEXT NOT NULL DEFAULT 'online', -- what they chose: online | away | offline
    capacity BIGINT NOT NULL DEFAULT 5, -- open conversations that they are given at once
    assigned_at BIGINT NOT NULL DEFAULT 0, -- when they were last given one: whose turn it is
    face_id UUID,                      -- their picture
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX users_account ON users (account_id);

-- Pictures of people, small; in the database, so that every node has them.
CREATE TABLE faces (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL UNIQUE REFERENCES users (id),
    type TEXT NOT NULL,                 -- image/png | image/jpeg | image/webp
    picture BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    code_hash BYTEA PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id)
);
CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

CREATE TABLE sessions (
    token_hash BYTEA PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    csrf TEXT NOT NULL,
    second_factor_due BOOLEAN NOT NULL,   -- the password was right, the code has not been given yet
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE one_time_tokens (
    token_hash BYTEA PRIMARY KEY,
    purpose TEXT NOT NULL,              -- setup | reset | invite
    user_id UUID REFERENCES users (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX one_time_tokens_user ON one_time_tokens (user_id);

-- Who answers for what. A conversation may be for one department.
CREATE TABLE departments (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX departments_account ON departments (account_id, position);

CREATE TABLE department_members (
    department_id UUID NOT NULL REFERENCES departments (id),
    user_id UUID NOT NULL REFERENCES users (id),
    PRIMARY KEY (department_id, user_id)
);
CREATE INDEX department_members_user ON department_members (user_id);

-- Sites and visitors ---------------------------------------------------------

CREATE TABLE sites (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    allowed_origins JSONB NOT NULL,     -- ["https://shop.example"]
    settings JSONB NOT NULL,            -- sites::Settings
    created_at BIGINT NOT NULL,
    widget_seen_at BIGINT,
    widget_seen_url TEXT,
    has_script BOOLEAN NOT NULL DEFAULT FALSE, -- a published script can answer here
    offers TEXT NOT NULL DEFAULT '',   -- a digest of the rules of its offers; empty: none is on
    has_form BOOLEAN NOT NULL DEFAULT FALSE, -- a built form is on
    scripts TEXT NOT NULL DEFAULT '[]'  -- the published versions, in the order in which they are asked
);
CREATE UNIQUE INDEX sites_key ON sites (key);
CREATE INDEX sites_account ON sites (account_id);

-- With which a site's own server signs who a visitor is. The one before stays good for a day.
CREATE TABLE site_secrets (
    site_id UUID PRIMARY KEY REFERENCES sites (id),
    secret BYTEA NOT NULL,              -- sealed with the server's key
    earlier BYTEA,                      -- the same
    changed_at BIGINT NOT NULL
);

CREATE TABLE visitors (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    site_id UUID NOT NULL REFERENCES sites (id),
    lead_id UUID,                        -- set only for a lead that this visitor made, never by a typed match
    name TEXT,
    language TEXT NOT NULL,
    device TEXT NOT NULL,               -- desktop | phone | tablet
    user_agent TEXT NOT NULL,
    visits BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    external_id TEXT,                   -- who the host page says this is, by a signed token
    epoch BIGINT NOT NULL DEFAULT 0,    -- tokens of another epoch are void: 1 once external_id is known
    verified_at BIGINT,                 -- when it last did
    attributes JSONB NOT NULL DEFAULT '{}', -- what the host page says of them
    blocked_at BIGINT,                  -- their messages are refused since
    country TEXT NOT NULL DEFAULT ''    -- two capital letters; empty: unknown
);
CREATE INDEX visitors_lead ON visitors (lead_id);
CREATE UNIQUE INDEX visitors_external ON visitors (site_id, external_id)
    WHERE external_id IS NOT NULL;
CREATE INDEX visitors_site ON visitors (site_id, seen_at);

CREATE TABLE visits (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    visitor_id UUID NOT NULL REFERENCES visitors (id),
    source JSONB NOT NULL,              -- visitors::Source: channel, utm_*, referrer, landing
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX visits_visitor ON visits (visitor_id, started_at);

CREATE TABLE page_views (
    visitor_id UUID NOT NULL REFERENCES visitors (id),
    id UUID NOT NULL,                    -- made by the client
    visit_id UUID NOT NULL,
    url TEXT NOT NULL,                  -- stripped of personal data
    title TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (visitor_id, id)
);
CREATE INDEX page_views_visitor ON page_views (visitor_id, at);

-- Chat -----------------------------------------------------------------------

CREATE TABLE conversations (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    visitor_id UUID NOT NULL REFERENCES visitors (id),
    status TEXT NOT NULL,               -- open | closed
    last_number BIGINT NOT NULL,          -- the number of the newest message; numbering has no gaps
    visitor_read BIGINT NOT NULL,
    operator_read BIGINT NOT NULL,
    waiting_since BIGINT,                -- the oldest visitor message that nobody answered
    last_at BIGINT NOT NULL,
    sorted_at BIGINT NOT NULL,           -- last_at to the second: lists go by it, and a burst moves no index
    last_text TEXT NOT NULL,
    last_author TEXT NOT NULL,
    page_url TEXT NOT NULL,
    page_title TEXT NOT NULL,
    source JSONB NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    assignee_id UUID REFERENCES users (id),
    department_id UUID REFERENCES departments (id),
    last_operator_id UUID,              -- who had it last
    queued_at BIGINT,                   -- waits for an operator since
    snoozed_until BIGINT,
    mode TEXT NOT NULL DEFAULT '',      -- '': as the site | people | bot
    handler TEXT NOT NULL DEFAULT 'people', -- who answers now: people | bot
    visitor_got BIGINT NOT NULL DEFAULT 0, -- delivered up to this number
    operator_got BIGINT NOT NULL DEFAULT 0,
    rating BIGINT,                      -- 1 to 5
    rating_comment TEXT NOT NULL DEFAULT '',
    spam BOOLEAN NOT NULL DEFAULT FALSE,
    tags JSONB NOT NULL DEFAULT '[]',
    answers JSONB NOT NULL DEFAULT '{}', -- to what is asked before a chat
    notes BIGINT NOT NULL DEFAULT 0,
    rev BIGINT NOT NULL DEFAULT 0       -- of the account's inbox when it last changed
);
CREATE UNIQUE INDEX conversations_open ON conversations (visitor_id) WHERE status = 'open';
CREATE INDEX conversations_visitor ON conversations (visitor_id, created_at);
-- The lists of the inbox, each with an index of its own. Of several that fit SQLite takes the last
-- one: the narrower ones stand below.
CREATE INDEX conversations_recent ON conversations (account_id, sorted_at, id) WHERE NOT spam;
CREATE INDEX conversations_inbox ON conversations (account_id, sorted_at, id)
    WHERE status = 'open' AND NOT spam AND snoozed_until IS NULL;
CREATE INDEX conversations_unassigned ON conversations (account_id, sorted_at, id)
    WHERE status = 'open' AND NOT spam AND snoozed_until IS NULL AND assignee_id IS NULL;
CREATE INDEX conversations_assignee ON conversations (assignee_id, sorted_at, id)
    WHERE status = 'open' AND assignee_id IS NOT NULL;
CREATE INDEX conversations_snoozed ON conversations (account_id, sorted_at, id)
    WHERE status = 'open' AND NOT spam AND snoozed_until IS NOT NULL;
CREATE INDEX conversations_closed ON conversations (account_id, sorted_at, id)
    WHERE status = 'closed' AND NOT spam;
CREATE INDEX conversations_spam ON conversations (account_id, sorted_at, id) WHERE spam;
CREATE INDEX conversations_queue ON conversations (account_id, queued_at, id)
    WHERE queued_at IS NOT NULL;

-- The same names as in conversations.tags, to find and to count by.
CREATE TABLE conversation_tags (
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    conversation_id UUID NOT NULL,
    PRIMARY KEY (account_id, name, conversation_id)
);
CREATE INDEX conversation_tags_conversation ON conversation_tags (conversation_id);

CREATE TABLE messages (
    conversation_id UUID NOT NULL,
    number BIGINT NOT NULL,
    client_id UUID NOT NULL,             -- made by the author's client; repeating it is the same message
    author TEXT NOT NULL,               -- visitor | operator | bot | system
    user_id UUID,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    content JSONB,                        -- what it has beside the text, such as files
    UNIQUE (conversation_id, number),
    UNIQUE (client_id, conversation_id)
);

-- What only the team sees of a conversation.
CREATE TABLE conversation_notes (
    id UUID PRIMARY KEY,                  -- made by the client; repeating it is the same note
    account_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    after_number BIGINT NOT NULL,       -- stands after this message
    user_id UUID NOT NULL,
    text TEXT NOT NULL,
    mentions JSONB NOT NULL,              -- ids of people
    at BIGINT NOT NULL
);
CREATE INDEX conversation_notes_conversation ON conversation_notes (conversation_id, at);

-- Mails that went to addresses which visitors gave, lately, so that nobody gets many. No address is
-- kept.
CREATE TABLE visitor_mails (
    id UUID PRIMARY KEY,
    address BYTEA NOT NULL,              -- a keyed digest
    site_id UUID,                        -- whose share it used; NULL: the team sent it
    visitor_id UUID,                     -- for whom; NULL: not known
    conversation_id UUID,                -- about which
    at BIGINT NOT NULL
);
CREATE INDEX visitor_mails_address ON visitor_mails (address, at);
CREATE INDEX visitor_mails_site ON visitor_mails (site_id, at);
CREATE INDEX visitor_mails_visitor ON visitor_mails (visitor_id, at);
CREATE INDEX visitor_mails_conversation ON visitor_mails (conversation_id, at);
CREATE INDEX visitor_mails_age ON visitor_mails (at);

-- Every change of anything in an account's inbox has a number; there are no gaps.
CREATE TABLE inbox_heads (
    account_id UUID PRIMARY KEY,
    rev BIGINT NOT NULL
);

-- Which conversations the numbers up to one belong to, for clients that missed some.
CREATE TABLE inbox_changes (
    account_id UUID NOT NULL,
    since BIGINT NOT NULL,              -- the numbers after this one
    upto BIGINT NOT NULL,               -- and up to this one
    conversations JSONB NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account_id, upto)
);
CREATE INDEX inbox_changes_age ON inbox_changes (at);

-- Texts that the team writes again and again.
CREATE TABLE canned_replies (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    user_id UUID REFERENCES users (id),  -- whose own it is; NULL: everybody's
    shortcut TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX canned_replies_own ON canned_replies (user_id, shortcut) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX canned_replies_shared ON canned_replies (account_id, shortcut) WHERE user_id IS NULL;

-- Search ---------------------------------------------------------------------

-- What can be found; the newer has the larger id.
CREATE TABLE search_items (
    id BIGINT PRIMARY KEY,              -- the time, and what tells apart things of one moment
    account_id UUID NOT NULL,
    kind TEXT NOT NULL,                 -- message | note | contact
    conversation_id UUID NOT NULL,
    number BIGINT NOT NULL,             -- the message; of a note the one before it
    ref_id UUID,                        -- the note, or the visitor
    digest BIGINT NOT NULL,             -- of a contact's words
    words TSVECTOR NOT NULL             -- folded and split by the program
);
CREATE INDEX search_items_account ON search_items (account_id, id);
CREATE INDEX search_items_words ON search_items USING GIN (words);
CREATE INDEX search_items_message ON search_items (conversation_id, number)
    WHERE kind = 'message';
CREATE UNIQUE INDEX search_items_contact ON search_items (ref_id) WHERE kind = 'contact';
CREATE INDEX search_items_ref ON search_items (ref_id) WHERE ref_id IS NOT NULL;

-- How far the index of each account has come.
CREATE TABLE search_cursors (
    account_id UUID PRIMARY KEY,
    rev BIGINT NOT NULL,                -- every change up to this one is in it
    turn BIGINT NOT NULL,               -- counts the steps: of two nodes one takes each
    swept_at BIGINT,                    -- where a sweep through all conversations has come
    swept_id UUID
);

-- Files ----------------------------------------------------------------------

-- What people send in a chat. It is uploaded first, and then claimed by a message.
CREATE TABLE attachments (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    site_id UUID,                         -- of the visitor who uploaded it
    visitor_id UUID,                      -- in whose conversation it is, or who uploaded it
    user_id UUID,                         -- who of the team uploaded it
    client_id UUID NOT NULL,              -- made by the client; repeating it is the same file
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- media type, by its content
    size BIGINT NOT NULL,
    width BIGINT,                       -- of a picture that is shown
    height BIGINT,
    created_at BIGINT NOT NULL,
    stored_at BIGINT,                   -- all of it is in storage since
    claimed_at BIGINT,                  -- a message or a form has it since
    conversation_id UUID
);
CREATE UNIQUE INDEX attachments_visitor_client ON attachments (visitor_id, client_id)
    WHERE user_id IS NULL;
CREATE UNIQUE INDEX attachments_user_client ON attachments (user_id, client_id)
    WHERE user_id IS NOT NULL;
CREATE INDEX attachments_visitor_age ON attachments (visitor_id, created_at);
CREATE INDEX attachments_site_age ON attachments (site_id, created_at);
CREATE INDEX attachments_unclaimed ON attachments (created_at) WHERE claimed_at IS NULL;

-- Leads ----------------------------------------------------------------------

CREATE TABLE statuses (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,                 -- '' is the program's own name of the kind, in each reader's language
    kind TEXT NOT NULL,                 -- new | working | converted | refused | postponed
    position BIGINT NOT NULL
);
CREATE INDEX statuses_account ON statuses (account_id, position);

CREATE TABLE leads (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    name TEXT NOT NULL,                 -- '' marks the lead incomplete
    phone TEXT,                         -- E.164; what the card shows
    email TEXT,                         -- normalised
    status_id UUID NOT NULL REFERENCES statuses (id),
    refusal_reason TEXT NOT NULL,
    capture_class TEXT NOT NULL,        -- quick | registration | promo | interested
    verdict TEXT NOT NULL,              -- valid | pseudo
    owner_id UUID REFERENCES users (id),
    language TEXT NOT NULL,
    channel TEXT NOT NULL,              -- of the first touch, for lists and filters
    source JSONB NOT NULL,              -- visitors::Source of the first touch
    requests BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_request_at BIGINT NOT NULL
);
CREATE INDEX leads_recent ON leads (account_id, last_request_at, id);
CREATE INDEX leads_status ON leads (account_id, status_id, last_request_at, id);

-- Which lead a phone or an address belongs to. The key settles two requests at once.
CREATE TABLE lead_contacts (
    account_id UUID NOT NULL,
    kind TEXT NOT NULL,                 -- phone | email
    value TEXT NOT NULL,                -- E.164, or the normalised address
    lead_id UUID NOT NULL REFERENCES leads (id),
    PRIMARY KEY (account_id, kind, value)
);
CREATE INDEX lead_contacts_lead ON lead_contacts (lead_id);

CREATE TABLE lead_notes (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    lead_id UUID NOT NULL REFERENCES leads (id),
    user_id UUID NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX lead_notes_lead ON lead_notes (lead_id, at);

-- Every request as it was left. A request that fits an existing lead is an unconfirmed claim.
CREATE TABLE submissions (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    visitor_id UUID,                     -- NULL when the sender had no token
    sender TEXT NOT NULL,               -- the visitor's id, or a digest of the content: whose keys these are
    client_key UUID NOT NULL,            -- made by the client; repeating it is the same submission
    lead_id UUID,                        -- NULL while in quarantine
    claim BOOLEAN NOT NULL,               -- attached to a lead that existed before
    conversation_id UUID,                -- when it was left in a chat
    form TEXT NOT NULL,                 -- contact | chat
    name TEXT NOT NULL,
    phone TEXT,
    phone_given TEXT NOT NULL,
    email TEXT,
    email_given TEXT NOT NULL,
    message TEXT NOT NULL,
    consent_at BIGINT,
    page_url TEXT NOT NULL,
    page_title TEXT NOT NULL,
    channel TEXT NOT NULL,
    source JSONB NOT NULL,
    language TEXT NOT NULL,
    address TEXT NOT NULL,              -- the sender's network address
    user_agent TEXT NOT NULL,
    verdict TEXT NOT NULL,              -- valid | suspect
    reasons JSONB NOT NULL,             -- ["honeypot", …] why it is suspect
    released_by UUID,
    form_id UUID,                        -- of a built form
    answers JSONB,                        -- its lines, as they were read and answered
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX submissions_key ON submissions (site_id, sender, client_key);
CREATE INDEX submissions_lead ON submissions (lead_id, at);
CREATE INDEX submissions_visitor ON submissions (visitor_id, at) WHERE visitor_id IS NOT NULL;
CREATE INDEX submissions_form ON submissions (form_id, at) WHERE form_id IS NOT NULL;
CREATE INDEX submissions_quarantine ON submissions (account_id, at, id) WHERE verdict = 'suspect';

CREATE TABLE merge_proposals (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    submission_id UUID NOT NULL REFERENCES submissions (id),
    lead_id UUID NOT NULL REFERENCES leads (id),       -- the lead made for the request
    phone_lead_id UUID NOT NULL REFERENCES leads (id),
    email_lead_id UUID NOT NULL REFERENCES leads (id),
    created_at BIGINT NOT NULL,
    dismissed_at BIGINT
);
CREATE UNIQUE INDEX merge_proposals_pair
    ON merge_proposals (account_id, phone_lead_id, email_lead_id);
CREATE INDEX merge_proposals_lead ON merge_proposals (lead_id);
CREATE INDEX merge_proposals_phone ON merge_proposals (phone_lead_id);
CREATE INDEX merge_proposals_email ON merge_proposals (email_lead_id);

-- Guard ----------------------------------------------------------------------

CREATE TABLE spent_proofs (
    challenge BYTEA PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX spent_proofs_expiry ON spent_proofs (expires_at);

-- What was refused before it was accepted, by site, day (start in UTC, ms) and reason.
CREATE TABLE refusals (
    site_id UUID NOT NULL,
    day BIGINT NOT NULL,
    reason TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (site_id, day, reason)
);

-- Notifications --------------------------------------------------------------

CREATE TABLE notifications (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    kind TEXT NOT NULL,                 -- lead | unanswered | digest
    recipient TEXT NOT NULL,
    language TEXT NOT NULL,
    lead_id UUID,
    submission_id UUID,
    conversation_id UUID,
    digest_id UUID,                      -- the notification that it was gathered in
    state TEXT NOT NULL,                -- waiting | gathered (for a digest) | digested | sent | failed | dropped
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE INDEX notifications_account ON notifications (account_id, created_at, id);
CREATE INDEX notifications_gathered ON notifications (site_id, recipient, id) WHERE state = 'gathered';
CREATE INDEX notifications_digest ON notifications (digest_id) WHERE digest_id IS NOT NULL;
CREATE INDEX notifications_conversation ON notifications (conversation_id, created_at) WHERE kind = 'unanswered';
CREATE INDEX notifications_settled ON notifications (settled_at) WHERE settled_at IS NOT NULL;
CREATE UNIQUE INDEX notifications_submission ON notifications (submission_id, recipient) WHERE kind = 'lead';

CREATE TABLE deliveries (
    notification_id UUID NOT NULL REFERENCES notifications (id),
    attempt BIGINT NOT NULL,
    at BIGINT NOT NULL,
    error TEXT,                         -- NULL when the server took it
    PRIMARY KEY (notification_id, attempt)
);

-- How many mails a recipient got for a site in a window.
CREATE TABLE mail_windows (
    site_id UUID NOT NULL,
    recipient TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (site_id, recipient)
);

-- The platform ---------------------------------------------------------------

-- The account's append-only log. Ids and no personal data.
CREATE TABLE events (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id UUID NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,                 -- lead.created, lead.requested, chat.begun, …
    site_id UUID,
    visitor_id UUID,
    conversation_id UUID,
    lead_id UUID,
    submission_id UUID,
    user_id UUID,
    data JSONB NOT NULL
);
CREATE INDEX events_account ON events (account_id, id);
CREATE INDEX events_lead ON events (lead_id, id) WHERE lead_id IS NOT NULL;
CREATE INDEX events_magnets ON events (visitor_id, id)
    WHERE kind IN ('magnet.given', 'magnet.taken');

CREATE TABLE jobs (
    id UUID PRIMARY KEY,
    account_id UUID,
    lane TEXT NOT NULL,                 -- quick | mail: a slow lane never holds up another
    kind TEXT NOT NULL,
    key TEXT,                           -- unique among the waiting jobs of a kind
    payload JSONB NOT NULL,
    state TEXT NOT NULL,                -- waiting | running | dead
    due_at BIGINT NOT NULL,              -- of a running one: when its lease ends
    attempts BIGINT NOT NULL,
    fence BIGINT NOT NULL,                -- counts the leases; only the newest holder may settle
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX jobs_key ON jobs (kind, key) WHERE state = 'waiting' AND key IS NOT NULL;
CREATE INDEX jobs_due ON jobs (lane, due_at) WHERE state = 'waiting';
CREATE INDEX jobs_leased ON jobs (due_at) WHERE state = 'running';
CREATE INDEX jobs_mail ON jobs (account_id, due_at) WHERE lane = 'mail' AND state <> 'dead';
CREATE INDEX jobs_dead ON jobs (account_id, created_at) WHERE state = 'dead';

-- Hashed widget files of this and earlier releases, kept for a week after they were last current.
CREATE TABLE widget_files (
    name TEXT PRIMARY KEY,
    content_type TEXT NOT NULL,
    body BYTEA NOT NULL,
    current_at BIGINT NOT NULL
);

CREATE TABLE server_facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Live visitors --------------------------------------------------------------

-- Who is on a page now is kept in memory; these are the invitations to chat.
CREATE TABLE invitation_rules (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    site_id UUID NOT NULL REFERENCES sites (id),
    position BIGINT NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT NOT NULL,                 -- for the team
    text TEXT NOT NULL,                 -- what the visitor reads
    conditions JSONB NOT NULL,          -- live::Conditions
    once TEXT NOT NULL,                 -- visitor | visit
    created_at BIGINT NOT NULL
);
CREATE INDEX invitation_rules_site ON invitation_rules (site_id, position);

CREATE TABLE invitations (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    visitor_id UUID NOT NULL REFERENCES visitors (id),
    user_id UUID,                        -- who invited by hand
    rule_id UUID,                        -- or which rule did; it may be gone
    name TEXT NOT NULL,                 -- of who invites, as the visitor reads it; '' is the site's own
    text TEXT NOT NULL,
    state TEXT NOT NULL,                -- sent | shown | accepted | dismissed
    created_at BIGINT NOT NULL,
    shown_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX invitations_visitor ON invitations (visitor_id, created_at);
CREATE INDEX invitations_age ON invitations (created_at);

-- Alerts. A browser that gets messages while its page is closed (Web Push).
CREATE TABLE push_subscriptions (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    user_id UUID NOT NULL REFERENCES users (id),
    session_hash BYTEA NOT NULL,            -- the login of that browser: when it ends, so does this
    endpoint TEXT NOT NULL,               -- an address at the browser's push service
    public_key BYTEA NOT NULL,
    auth BYTEA NOT NULL,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT                        -- when its service last took a message
);
CREATE UNIQUE INDEX push_subscriptions_endpoint ON push_subscriptions (endpoint);
CREATE INDEX push_subscriptions_account ON push_subscriptions (account_id);
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id);

-- Tabs of the console in front of which somebody sits, for as long as they say so.
CREATE TABLE attention (
    tab UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    until BIGINT NOT NULL
);
CREATE INDEX attention_user ON attention (user_id);

-- How a person wants to be alerted; none: the defaults.
CREATE TABLE alert_choices (
    user_id UUID PRIMARY KEY REFERENCES users (id),
    sound TEXT NOT NULL,                  -- bell | knock | drops | none
    desktop BOOLEAN NOT NULL,             -- notifications of the system from an open tab
    only_mine BOOLEAN NOT NULL            -- not of conversations that nobody has taken
);

-- Scripts ----------------------------------------------------------------------

CREATE TABLE scripts (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    draft TEXT NOT NULL,                -- bot::script::Script
    rev BIGINT NOT NULL,                -- counts the changes of the draft
    version_id UUID,                    -- the published one
    version_rev BIGINT,                 -- of the draft from which it was made
    changed_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX scripts_account ON scripts (account_id, changed_at);

-- What was published. Never changed: runs stay on theirs.
CREATE TABLE script_versions (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    script_id UUID NOT NULL REFERENCES scripts (id),
    number BIGINT NOT NULL,             -- counted from 1 in the script
    definition TEXT NOT NULL,
    note TEXT NOT NULL,
    user_id UUID,
    at BIGINT NOT NULL,
    UNIQUE (script_id, number)
);

-- On which sites a script answers.
CREATE TABLE script_sites (
    site_id UUID NOT NULL REFERENCES sites (id),
    script_id UUID NOT NULL REFERENCES scripts (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (site_id, script_id)
);
CREATE INDEX script_sites_script ON script_sites (script_id);

-- One visitor's way through a script.
CREATE TABLE runs (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    visitor_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    version_id UUID NOT NULL,           -- with which it began
    passed TEXT NOT NULL,               -- bot::engine::Passed: its steps by which it has come
    state TEXT NOT NULL,                -- bot::engine::State
    step TEXT NOT NULL,                 -- at which it waits for an answer; else ''
    asked_at BIGINT NOT NULL,           -- when that was asked
    outcome TEXT NOT NULL,              -- '' while it goes on | end | handover | lost | cap
    contact BOOLEAN NOT NULL,           -- it won a phone number or an address
    is_newest BOOLEAN NOT NULL,         -- of its conversation
    started_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX runs_conversation ON runs (conversation_id) WHERE is_newest;
CREATE INDEX runs_version ON runs (version_id, started_at);

-- The same of the other versions by which a run has come, where scripts call each other.
CREATE TABLE run_calls (
    run_id UUID NOT NULL,
    version_id UUID NOT NULL,
    passed TEXT NOT NULL,
    step TEXT NOT NULL,
    started_at BIGINT NOT NULL,         -- its run
    PRIMARY KEY (run_id, version_id)
);
CREATE INDEX run_calls_version ON run_calls (version_id, started_at);

-- What was answered, once for each answer.
CREATE TABLE run_answers (
    run_id UUID NOT NULL,
    version_id UUID NOT NULL,           -- in which the question is
    n BIGINT NOT NULL,                  -- counted in the run
    step TEXT NOT NULL,
    waited BIGINT,                      -- milliseconds from the question, where that is known
    started_at BIGINT NOT NULL,         -- its run
    PRIMARY KEY (run_id, n)
);
CREATE INDEX run_answers_version ON run_answers (version_id, step, started_at);

-- What the bot knows: questions with answers.
CREATE TABLE knowledge (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    site_id UUID REFERENCES sites (id), -- NULL: every site
    texts TEXT NOT NULL,                -- language → question, also, answer
    used BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX knowledge_account ON knowledge (account_id, changed_at);

-- What visitors asked and nobody knew.
CREATE TABLE knowledge_missed (
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    language TEXT NOT NULL,
    words TEXT NOT NULL,                -- folded, by which repeats are counted
    text TEXT NOT NULL,
    count BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account_id, site_id, language, words)
);
CREATE INDEX knowledge_missed_age ON knowledge_missed (at);

-- Experiments ------------------------------------------------------------------

-- A stretch of time in which what is tried out, and its weights, stayed the same.
CREATE TABLE experiment_periods (
    id UUID PRIMARY KEY,               -- the seed by which visitors are spread as well
    account_id UUID NOT NULL REFERENCES accounts (id),
    site_id UUID,                      -- NULL: every site
    kind TEXT NOT NULL,                 -- offer | form | script
    subject_id UUID NOT NULL,          -- which of them
    name TEXT NOT NULL,
    goal TEXT NOT NULL,                 -- conversion | lead | valid_lead | customer
    arms JSONB NOT NULL,                -- experiments::Arm, in their order
    started_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX experiment_periods_account ON experiment_periods (account_id, started_at);
CREATE UNIQUE INDEX experiment_periods_running ON experiment_periods (kind, subject_id)
    WHERE ended_at IS NULL;

-- Who met an experiment, and what they were given.
CREATE TABLE exposures (
    period_id UUID NOT NULL REFERENCES experiment_periods (id),
    visitor_id UUID NOT NULL,
    account_id UUID NOT NULL,
    arm TEXT NOT NULL,                  -- its key; '' is the control group
    at BIGINT NOT NULL,
    impressions BIGINT NOT NULL,
    converted_at BIGINT,
    PRIMARY KEY (period_id, visitor_id)
);
CREATE INDEX exposures_visitor ON exposures (visitor_id);
CREATE INDEX exposures_age ON exposures (at);

-- Magnets ----------------------------------------------------------------------

-- What is given in exchange for a contact.
CREATE TABLE magnets (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,                 -- file | link | coupon
    name TEXT NOT NULL,                 -- for the team
    title TEXT NOT NULL,                -- what visitors read
    text TEXT NOT NULL,
    file_id UUID,                       -- of a file: where it lies, its name, type by content, and bytes
    file_name TEXT NOT NULL,
    file_kind TEXT NOT NULL,
    file_size BIGINT NOT NULL,
    url TEXT NOT NULL,                  -- of a link
    code TEXT NOT NULL,                 -- of a coupon with one code for all; empty: each gets another
    valid_until BIGINT,                 -- of a coupon
    days BIGINT NOT NULL,               -- for which a visitor's page of it is good
    uses BIGINT NOT NULL,               -- how often it may be taken from there
    confirms BOOLEAN NOT NULL,          -- only once the address is confirmed
    mails BOOLEAN NOT NULL,             -- it goes by mail where an address is known
    rev BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX magnets_account ON magnets (account_id);

-- Codes of which each is given once, in their order.
CREATE TABLE magnet_codes (
    magnet_id UUID NOT NULL REFERENCES magnets (id),
    n BIGINT NOT NULL,
    code TEXT NOT NULL,
    download_id UUID,                  -- to whom it was given
    PRIMARY KEY (magnet_id, n)
);
CREATE UNIQUE INDEX magnet_codes_once ON magnet_codes (magnet_id, code);
CREATE INDEX magnet_codes_free ON magnet_codes (magnet_id, n) WHERE download_id IS NULL;

-- A magnet that was given to somebody.
CREATE TABLE downloads (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    magnet_id UUID NOT NULL REFERENCES magnets (id),
    visitor_id UUID,                    -- who has one by either of these two has this one
    mailbox BYTEA,                       -- a keyed digest of the address
    lead_id UUID,
    submission_id UUID,
    email TEXT,
    given_by TEXT NOT NULL,             -- form | script | offer
    code TEXT NOT NULL,                 -- of a coupon; of a pool empty until the address is confirmed
    given_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    uses_left BIGINT NOT NULL,
    wants_confirmation BOOLEAN NOT NULL,
    confirmed_at BIGINT,
    mailed_at BIGINT,                   -- last
    taken_at BIGINT                     -- first
);
CREATE INDEX downloads_visitor ON downloads (visitor_id, magnet_id);
CREATE INDEX downloads_mailbox ON downloads (mailbox, magnet_id);
CREATE INDEX downloads_magnet ON downloads (magnet_id, given_at);
CREATE INDEX downloads_age ON downloads (given_at);

-- Forms ------------------------------------------------------------------------

-- Built forms. The site's contact form is none of them.
CREATE TABLE forms (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    site_id UUID NOT NULL REFERENCES sites (id),
    name TEXT NOT NULL,                 -- for the team
    key TEXT NOT NULL,                  -- what its own page is called by
    active BOOLEAN NOT NULL,
    definition JSONB NOT NULL,
    rev BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX forms_account ON forms (account_id);
CREATE INDEX forms_site ON forms (site_id);
CREATE UNIQUE INDEX forms_key ON forms (key);

-- How somebody came along in a form: for its figures.
CREATE TABLE form_visits (
    id UUID PRIMARY KEY,               -- made by the client
    account_id UUID NOT NULL,
    form_id UUID NOT NULL REFERENCES forms (id),
    visitor_id UUID NOT NULL,
    rev BIGINT NOT NULL,                -- of the form
    started BOOLEAN NOT NULL,           -- something was filled in
    spent JSONB NOT NULL,               -- [["f1", milliseconds], …]
    at BIGINT NOT NULL
);
CREATE INDEX form_visits_form ON form_visits (form_id, at);
CREATE INDEX form_visits_account ON form_visits (account_id, at);
CREATE INDEX form_visits_age ON form_visits (at);

-- Landing pages: pages of our own with one proposition.
CREATE TABLE landing_pages (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    site_id UUID NOT NULL REFERENCES sites (id),
    name TEXT NOT NULL,                 -- for the team
    slug TEXT NOT NULL,                 -- the end of its address
    active BOOLEAN NOT NULL,
    definition JSONB NOT NULL,
    rev BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX landing_pages_account ON landing_pages (account_id);
CREATE INDEX landing_pages_site ON landing_pages (site_id);
CREATE UNIQUE INDEX landing_pages_slug ON landing_pages (slug);

-- Who has seen one, a row a day: for its figures.
CREATE TABLE landing_visits (
    page_id UUID NOT NULL REFERENCES landing_pages (id),
    visitor_id UUID NOT NULL,
    day BIGINT NOT NULL,                -- since 1970
    account_id UUID NOT NULL,
    views BIGINT NOT NULL,
    at BIGINT NOT NULL,                 -- of the first view of the day
    PRIMARY KEY (page_id, visitor_id, day)
);
CREATE INDEX landing_visits_account ON landing_visits (account_id, at);
CREATE INDEX landing_visits_age ON landing_visits (at);

-- Offers -----------------------------------------------------------------------

CREATE TABLE offers (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    site_id UUID NOT NULL REFERENCES sites (id),
    position BIGINT NOT NULL,           -- its priority on the site: the smallest is asked first
    name TEXT NOT NULL,                 -- for the team, and for pages that call it
    active BOOLEAN NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    definition JSONB NOT NULL,          -- offers::definition::Definition
    rev BIGINT NOT NULL,                -- counts the changes
    changed_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX offers_site ON offers (site_id, position);
CREATE INDEX offers_account ON offers (account_id);

-- Each time that a visitor met an offer, or would have and is of the group that sees nothing.
CREATE TABLE offer_showings (
    id UUID PRIMARY KEY,               -- made by the client; repeating it is the same showing
    account_id UUID NOT NULL,
    site_id UUID NOT NULL,
    offer_id UUID NOT NULL REFERENCES offers (id),
    visitor_id UUID NOT NULL,
    variant TEXT NOT NULL,              -- its key; '' saw nothing
    moment TEXT NOT NULL,               -- which trigger it was
    visit BIGINT NOT NULL,              -- the visitor's how manieth
    shown_at BIGINT NOT NULL,
    closed_at BIGINT,
    clicked_at BIGINT,
    converted_at BIGINT,
    result JSONB                        -- what the wheel drew and what was given, as JSON
);
CREATE INDEX offer_showings_visitor ON offer_showings (visitor_id, offer_id);
CREATE INDEX offer_showings_account ON offer_showings (account_id, shown_at);
CREATE INDEX offer_showings_age ON offer_showings (shown_at);
